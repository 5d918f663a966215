//! Autocorrelation of a series and its partial form, with bands, as statsmodels.

use crate::moments::{compensated, mean};
use crate::special::normal_quantile;

/// Correlation of a series with itself some steps earlier.
#[derive(Debug, Clone, PartialEq)]
pub struct Autocorrelation {
    /// At lags 0, 1, 2 …; at 0 it is 1.
    pub values: Vec<f64>,
    /// Half the width of the 95 % band around each value; 0 at lag 0.
    pub bands: Vec<f64>,
}

/// Level of the bands.
const LEVEL: f64 = 0.95;

/// The autocorrelation at lags 0 to `lags` (at most n − 1); bands by Bartlett's formula.
/// Values are in their order; NaN is dropped, which joins its neighbours. `None` for fewer than
/// two values and for a constant or infinite series. As statsmodels' `acf(adjusted=False,
/// alpha=0.05)`. M. S. Bartlett, 1946. Time O(n · lags).
pub fn autocorrelation(series: &[f64], lags: usize) -> Option<Autocorrelation> {
    let (values, n) = correlations(series, lags)?;
    let z = normal_quantile(0.5 + LEVEL / 2.0);
    let mut squares = 0.0;
    let mut bands = vec![0.0];
    for value in &values[1..] {
        bands.push(z * ((1.0 + 2.0 * squares) / n).sqrt());
        squares += value * value;
    }
    Some(Autocorrelation { values, bands })
}

/// The partial autocorrelation at lags 0 to `lags` (at most n/2): what a lag adds to those before
/// it. By the Yule–Walker equations without adjustment for the lost rows, solved by the
/// Levinson–Durbin recursion: statsmodels' `pacf(method="ywm", alpha=0.05)`. NaN is dropped.
/// `None` as for [`autocorrelation`]. J. Durbin, "The fitting of time-series models", 1960.
/// Time O(n · lags + lags²).
pub fn partial_autocorrelation(series: &[f64], lags: usize) -> Option<Autocorrelation> {
    let present = series.iter().filter(|v| !v.is_nan()).count();
    let (rho, n) = correlations(series, lags.min(present / 2))?;
    let mut values = vec![1.0];
    let mut weights: Vec<f64> = Vec::new();
    let mut left = 1.0;
    for lag in 1..rho.len() {
        let known: f64 = weights.iter().enumerate().map(|(i, w)| w * rho[lag - 1 - i]).sum();
        let reflection = (rho[lag] - known) / left;
        let mirrored: Vec<f64> = weights.iter().rev().copied().collect();
        weights.iter_mut().zip(mirrored).for_each(|(w, m)| *w -= reflection * m);
        weights.push(reflection);
        left *= 1.0 - reflection * reflection;
        values.push(reflection);
    }
    let band = normal_quantile(0.5 + LEVEL / 2.0) / n.sqrt();
    let bands = (0..values.len()).map(|lag| if lag == 0 { 0.0 } else { band }).collect();
    Some(Autocorrelation { values, bands })
}

fn correlations(series: &[f64], lags: usize) -> Option<(Vec<f64>, f64)> {
    let series = crate::ranks::present(series);
    if series.len() < 2 || series.windows(2).all(|pair| pair[0] == pair[1]) {
        return None;
    }
    let level = mean(&series)?;
    let from_level: Vec<f64> = series.iter().map(|v| v - level).collect();
    let at = |lag: usize| compensated(from_level[lag..].iter().zip(&from_level).map(|(a, b)| a * b));
    let whole = at(0);
    if !(whole.is_finite() && whole > 0.0) {
        return None;
    }
    let values = (0..=lags.min(series.len() - 1)).map(|lag| at(lag) / whole).collect();
    Some((values, series.len() as f64))
}
