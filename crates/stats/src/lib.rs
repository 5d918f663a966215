//! Statistics over plain slices: description, association, hypothesis tests, densities, series.
//!
//! Moments and quantiles take finite numbers without gaps; everything else takes NaN for a
//! missing value and says what it does with it. `None`, or a [`hypothesis::TestError`] that says
//! why, stands where a statistic is not defined: NaN is never an answer. Sums are compensated or
//! of fixed order and transcendental functions come from `libm`, so results do not depend on the
//! host. This crate knows no tables and draws no random numbers.

mod association;
mod autocorrelation;
mod bins;
mod calendar;
pub mod comparison;
mod decomposition;
mod density;
pub mod distributions;
mod folds;
pub mod hypothesis;
mod moments;
mod pieces;
mod power;
mod principal;
mod probability_plot;
mod products;
mod quantiles;
mod ranks;
mod share;
mod special;

pub use association::{
    correlation_ratio, cramers_v, equal_width_bins, kendall_tau_b, mutual_information, pearson,
    pearson_matrix, spearman,
};
pub use autocorrelation::{Autocorrelation, autocorrelation, partial_autocorrelation};
pub use bins::{BinRule, Histogram, bin_from, equal_count_edges, histogram};
pub use calendar::{first_day, year_and_month};
pub use decomposition::{Decomposition, Stl, stl};
pub use density::{Bandwidth, DensityCurve, Kde};
pub use folds::{k_fold, stratified_k_fold};
pub use hypothesis::CrossTable;
pub use moments::{Moments, deviation_sums, mean, moments, sample_std, sum};
pub use pieces::{Later, Pause, at_once};
pub use power::{Power, PowerSearch, weighted_moments};
pub use principal::{Eigenvectors, principal_components, signed};
pub use probability_plot::{ProbabilityPlot, probability_plot};
pub use products::{add_scaled, dot};
pub use quantiles::{max, median, min, quantile, quantile_sorted, quantile_unsorted};
pub use ranks::average_ranks;
pub use share::share_interval;
pub use special::{NORMAL_MIDDLE, NORMAL_NEAR, Ratio, normal_cdf, normal_quantile, normal_sf};
