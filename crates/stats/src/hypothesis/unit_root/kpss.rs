//! The KPSS test: D. Kwiatkowski, P. C. B. Phillips, P. Schmidt and Y. Shin, "Testing the null
//! hypothesis of stationarity against the alternative of a unit root", 1992; lags after B. Hobijn,
//! P. H. Franses and M. Ooms, "Generalizations of the KPSS-test for stationarity", 2004.

use super::Deterministic;
use super::least_squares::dot;
use crate::hypothesis::error::{TestError, enough, finite, varied};
use crate::hypothesis::normality::interpolate;
use crate::hypothesis::outcome::{Critical, Outcome};
use crate::moments::{mean, sum};
use crate::ranks::present;
use crate::special::pow;

const LEVELS: [f64; 4] = [0.10, 0.05, 0.025, 0.01];
const LEVEL: [f64; 4] = [0.347, 0.463, 0.574, 0.739];
const TREND: [f64; 4] = [0.119, 0.146, 0.176, 0.216];

/// Whether a series returns to a level, or to a straight trend (null), or wanders. The p-value is
/// interpolated between the tabulated levels and never leaves 0.01 to 0.10. Values are in their
/// order; NaN is dropped, which joins its neighbours. Time O(n · lags).
///
/// # Errors
/// Fewer than three values; infinite values; a constant series, or one on a line; terms other than
/// a level or a straight trend.
pub fn kpss(series: &[f64], terms: Deterministic) -> Result<Outcome, TestError> {
    let table = match terms {
        Deterministic::Constant => LEVEL,
        Deterministic::Trend => TREND,
        _ => return Err(TestError::Option("kpss takes the regression c (a level) or ct (a trend)".into())),
    };
    let series = present(series);
    enough(&series, 3)?;
    finite(&series)?;
    varied(&series)?;
    let residuals = residuals(&series, terms);
    let n = residuals.len() as f64;
    let lags = lags(&residuals).min(residuals.len() - 1);
    let squares = |values: &[f64]| dot(values, values);
    let sums: Vec<f64> = residuals
        .iter()
        .scan(0.0, |sum, r| {
            *sum += r;
            Some(*sum)
        })
        .collect();
    let mut variance = squares(&residuals);
    if variance <= 1e-24 * squares(&series) {
        return Err(TestError::Undefined("the series lies on a line, so nothing is left to test"));
    }
    for lag in 1..=lags {
        variance += 2.0 * at_lag(&residuals, lag) * (1.0 - lag as f64 / (lags as f64 + 1.0));
    }
    let statistic = squares(&sums) / (n * n) / (variance / n);
    let critical: Vec<Critical> =
        LEVELS.iter().zip(table).map(|(&level, value)| Critical { level, value }).collect();
    Ok(Outcome {
        statistic,
        p_value: interpolate(statistic, &critical),
        n: series.len(),
        critical,
        method: Some("interpolated"),
        details: vec![("lags", lags as f64)],
        ..Outcome::default()
    })
}

fn at_lag(residuals: &[f64], lag: usize) -> f64 {
    dot(&residuals[lag..], &residuals[..residuals.len() - lag])
}

fn residuals(series: &[f64], terms: Deterministic) -> Vec<f64> {
    let level = mean(series).unwrap_or(0.0);
    let from_level: Vec<f64> = series.iter().map(|v| v - level).collect();
    if terms == Deterministic::Constant {
        return from_level;
    }
    let middle = (series.len() - 1) as f64 / 2.0;
    let times: Vec<f64> = (0..series.len()).map(|t| t as f64 - middle).collect();
    let products: Vec<f64> = times.iter().zip(&from_level).map(|(t, v)| t * v).collect();
    let slope = sum(&products) / dot(&times, &times);
    times.iter().zip(&from_level).map(|(t, v)| v - slope * t).collect()
}

fn lags(residuals: &[f64]) -> usize {
    let n = residuals.len() as f64;
    let span = pow(n, 2.0 / 9.0) as usize;
    let (mut s0, mut s1) = (dot(residuals, residuals) / n, 0.0);
    for lag in 1..=span.min(residuals.len() - 1) {
        let product = at_lag(residuals, lag) / (n / 2.0);
        s0 += product;
        s1 += lag as f64 * product;
    }
    let ratio = s1 / s0;
    let share = 1.1447 * pow(ratio * ratio, 1.0 / 3.0);
    (share * pow(n, 1.0 / 3.0)) as usize
}
