//! Hypothesis tests, with scipy's names, defaults and results.
//!
//! Every test has a [`TestSpec`] that says what it asks, of what data, under which assumptions,
//! what its effect size is and what its outcome means; [`run`] carries one out by name. Missing
//! values (NaN) are dropped, pairwise or row by row where values belong together. Where a test has
//! no defined answer it says why ([`TestError`]) and never gives NaN.
//!
//! | test | asks whether | undefined for | source |
//! |---|---|---|---|
//! | `ttest_ind` | two means are equal; `equal_var = false` for Welch's | two constant samples | Student 1908, Welch 1947 |
//! | `ttest_rel` | the mean of differences is zero | the same difference in every pair | Student 1908 |
//! | `ttest_1samp` | a mean is a given value | a constant sample | Student 1908 |
//! | `mannwhitneyu` | values of one sample tend to be larger | all values equal | Mann and Whitney 1947 |
//! | `wilcoxon` | differences lie evenly around zero | all differences zero | Wilcoxon 1945 |
//! | `ks_2samp` | two distributions are one | an empty sample | Smirnov 1939, Hodges 1958 |
//! | `f_oneway` | groups have one mean | no spread within any group | Fisher 1925 |
//! | `kruskal` | values of some groups tend to be larger | all values equal | Kruskal and Wallis 1952 |
//! | `friedmanchisquare` | some measurements of the same rows tend to be larger | equal values within every row | Friedman 1937 |
//! | `levene` | groups have one spread | all deviations equal within every group | Levene 1960, Brown and Forsythe 1974 |
//! | `bartlett` | normal groups have one variance | a constant group | Bartlett 1937 |
//! | `chi2_contingency` | two categories are independent | a category of one value | Pearson 1900, Yates 1934 |
//! | `fisher_exact` | the same, for two by two, exactly | any other shape | Fisher 1935 |
//! | `pearsonr` | two columns lie along a line | a constant column | Pearson 1895, Fisher 1921 |
//! | `spearmanr` | two columns rise together | fewer than three pairs, a constant column | Spearman 1904 |
//! | `kendalltau` | two columns order the rows alike | a constant column | Kendall 1938, Knight 1966 |
//! | `shapiro` | a sample is normal | fewer than three values, a constant sample | Shapiro and Wilk 1965, Royston 1995 |
//! | `normaltest` | skewness and kurtosis are normal ones | fewer than eight values, a constant sample | D'Agostino and Pearson 1973 |
//! | `anderson` | a sample is normal, the tails above all | fewer than three values, a constant sample | Anderson and Darling 1954, Stephens 1974 |
//! | `adfuller` | a series returns to its level | a constant or exactly autoregressive series, more than 200 000 values | Dickey and Fuller 1979, MacKinnon 1994, 2010 |
//! | `kpss` | a series wanders off | a constant series or a line | Kwiatkowski et al. 1992, Hobijn et al. 2004 |
//!
//! The last two follow statsmodels, the others scipy.stats. Infinite values have an order and can
//! be ranked; tests that compute with the values themselves refuse them.

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
pub use spec::{Arity, EffectScale, TestData, TestSpec, run, run_in_pieces};
pub use student::{ttest_1samp, ttest_ind, ttest_rel};
pub use unit_root::{Deterministic, adfuller, kpss};
pub use wilcoxon::wilcoxon;
