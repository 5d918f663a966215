//! Hypothesis tests, with scipy's names, defaults and results.
//!
//! Every test has a [`TestSpec`] that says what it asks, of what data, under which assumptions,
//! what its effect size is and what its outcome means; [`run`] carries one out by name. Missing
//! values (NaN) are dropped, pairwise or row by row where values belong together. Where a test has
//! no defined answer it says why ([`TestError`]) and never gives NaN.
//!
//! `ttest_ind`, `ttest_rel`, `ttest_1samp`, `f_oneway`, `mannwhitneyu`, `wilcoxon`, `kruskal`,
//! `friedmanchisquare`, `chi2_contingency`, `fisher_exact`, `ks_2samp`, `shapiro`, `normaltest`,
//! `anderson`, `levene`, `bartlett`, `pearsonr`, `spearmanr` and `kendalltau` follow scipy.stats;
//! `adfuller` and `kpss` follow statsmodels.

mod assumptions;
mod bartlett;
mod contingency;
mod corrections;
mod correlated;
mod error;
mod f_oneway;
mod fisher;
mod friedman;
mod kendall;
mod kruskal;
mod levene;
mod mann_whitney;
mod meaning;
mod normality;
mod options;
mod outcome;
mod registry;
mod shapiro;
mod smirnov;
mod spec;
mod student;
mod unit_root;
mod wilcoxon;

pub use assumptions::{Assumption, Checked};
pub use bartlett::bartlett;
pub use contingency::{CrossTable, chi2_contingency};
pub use corrections::{benjamini_hochberg, holm};
pub use correlated::{pearsonr, spearmanr};
pub use error::TestError;
pub use f_oneway::f_oneway;
pub use fisher::fisher_exact;
pub use friedman::friedmanchisquare;
pub use kendall::kendalltau;
pub use kruskal::kruskal;
pub use levene::{Center, levene};
pub use mann_whitney::mannwhitneyu;
pub use meaning::{ALPHA, EffectSize, cautions, effect_size, meaning};
pub use normality::{anderson, normaltest};
pub use options::{TestOption, TestOptionKind, TestOptions, TestValue};
pub use outcome::{Alternative, Critical, Interval, Outcome};
pub use registry::{TESTS, test};
pub use shapiro::shapiro;
pub use smirnov::ks_2samp;
pub use spec::{Arity, EffectScale, TestData, TestSpec, run};
pub use student::{ttest_1samp, ttest_ind, ttest_rel};
pub use unit_root::{Deterministic, adfuller, kpss};
pub use wilcoxon::wilcoxon;
