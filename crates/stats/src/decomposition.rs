//! Decomposition of a series into a season, a trend and the rest, by LOESS.

use stlrs::Stl;

/// A series split up: value = seasonal + trend + remainder.
#[derive(Debug, Clone, PartialEq)]
pub struct Decomposition {
    /// What repeats with the period, slowly changing.
    pub seasonal: Vec<f64>,
    /// The slow course.
    pub trend: Vec<f64>,
    /// What is left.
    pub remainder: Vec<f64>,
    /// How much each value counted: 1 unless robust, less for outliers then.
    pub weights: Vec<f64>,
}

/// STL with the settings of `statsmodels.tsa.seasonal.STL(series, period=period, robust=robust)`:
/// seasonal smoother of 7 periods, straight local lines, no skipping, 5 inner rounds, or 2 in each
/// of 16 outer ones where `robust`. `None` for a period below 2, fewer than two periods, and a
/// value that is missing, infinite or beyond 1e100, whose products overflow: a decomposition needs
/// every step. R. B. Cleveland et al.,
/// "STL: a seasonal-trend decomposition procedure based on Loess", 1990; computed by the crate
/// `stlrs`. Time O(n · period).
pub fn stl(series: &[f64], period: usize, robust: bool) -> Option<Decomposition> {
    const SEASONAL: usize = 7;
    const LARGEST: f64 = 1e100;
    let usable = |v: &f64| v.abs() <= LARGEST;
    if period < 2 || series.len() < 2 * period || !series.iter().all(usable) {
        return None;
    }
    let odd = |n: usize| if n.is_multiple_of(2) { n + 1 } else { n };
    let trend = odd((1.5 * period as f64 / (1.0 - 1.5 / SEASONAL as f64)).ceil() as usize);
    let (inner, outer) = if robust { (2, 15) } else { (5, 0) };
    let parts = Stl::params()
        .seasonal_length(SEASONAL)
        .trend_length(trend)
        .low_pass_length(odd(period + 1))
        .seasonal_degree(1)
        .trend_degree(1)
        .low_pass_degree(1)
        .seasonal_jump(1)
        .trend_jump(1)
        .low_pass_jump(1)
        .inner_loops(inner)
        .outer_loops(outer)
        .robust(robust)
        .fit(series, period)
        .ok()?;
    let (seasonal, trend, remainder, weights) = parts.into_parts();
    Some(Decomposition { seasonal, trend, remainder, weights })
}
