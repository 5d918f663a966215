//! Descriptive statistics over plain slices.
//!
//! Every function takes finite numbers without gaps and answers `None` where the statistic is not
//! defined. Sums are compensated and of fixed order, so results do not depend on the host.
//! This crate knows no tables and draws no random numbers.

mod moments;
mod quantiles;

pub use moments::{Moments, mean, moments, sample_std, sum};
pub use quantiles::{max, median, min, quantile, quantile_sorted};
