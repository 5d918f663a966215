//! Whether a sample looks normal: by its skewness and kurtosis, and by the distance of its
//! distribution from the normal one.
//!
//! R. D'Agostino and E. S. Pearson, "Tests for departure from normality", 1973; F. J. Anscombe and
//! W. J. Glynn, "Distribution of the kurtosis statistic b₂ for normal samples", 1983;
//! M. A. Stephens, "EDF statistics for goodness of fit and some comparisons", 1974.

use super::error::{TestError, enough, finite, varied};
use super::outcome::{Critical, Outcome};
use crate::distributions::chi_squared_sf;
use crate::moments::{compensated, mean, sample_std, sum};
use crate::pieces::{PIECE, Pause, sort};
use crate::ranks::present;
use crate::special::{ln, normal_cdf};
use libm::{cbrt, log1p};

/// Whether a sample comes from a normal distribution, by its skewness and kurtosis. Drops NaN.
/// Time O(n).
///
/// # Errors
/// Fewer than eight values; infinite values; a constant sample.
pub fn normaltest(values: &[f64]) -> Result<Outcome, TestError> {
    let values = sample(values, 8)?;
    let n = values.len() as f64;
    let mean = mean(&values).unwrap_or(0.0);
    let power = |of: fn(f64) -> f64| compensated(values.iter().map(|v| of(v - mean))) / n;
    let (m2, m3, m4) = (power(|d| d * d), power(|d| d * d * d), power(|d| (d * d) * (d * d)));
    let skew = skew_z(m3 / (m2 * m2.sqrt()), n);
    let kurtosis = kurtosis_z(m4 / (m2 * m2), n);
    let statistic = skew * skew + kurtosis * kurtosis;
    Ok(Outcome {
        statistic,
        p_value: chi_squared_sf(statistic, 2.0),
        n: values.len(),
        details: vec![("skewness_z", skew), ("kurtosis_z", kurtosis)],
        ..Outcome::default()
    })
}

pub(super) fn sample(values: &[f64], needed: usize) -> Result<Vec<f64>, TestError> {
    let values = present(values);
    enough(&values, needed)?;
    finite(&values)?;
    varied(&values)?;
    Ok(values)
}

fn skew_z(skew: f64, n: f64) -> f64 {
    let y = skew * ((n + 1.0) * (n + 3.0) / (6.0 * (n - 2.0))).sqrt();
    let beta2 = 3.0 * (n * n + 27.0 * n - 70.0) * (n + 1.0) * (n + 3.0)
        / ((n - 2.0) * (n + 5.0) * (n + 7.0) * (n + 9.0));
    let w2 = (2.0 * (beta2 - 1.0)).sqrt() - 1.0;
    let delta = 1.0 / (0.5 * ln(w2)).sqrt();
    let alpha = (2.0 / (w2 - 1.0)).sqrt();
    // scipy reads a skewness of exactly zero as one.
    let y = if y == 0.0 { 1.0 } else { y };
    delta * libm::asinh(y / alpha)
}

fn kurtosis_z(b2: f64, n: f64) -> f64 {
    let expected = 3.0 * (n - 1.0) / (n + 1.0);
    let variance = 24.0 * n * (n - 2.0) * (n - 3.0) / ((n + 1.0) * (n + 1.0) * (n + 3.0) * (n + 5.0));
    let x = (b2 - expected) / variance.sqrt();
    let root = 6.0 * (n * n - 5.0 * n + 2.0) / ((n + 7.0) * (n + 9.0))
        * (6.0 * (n + 3.0) * (n + 5.0) / (n * (n - 2.0) * (n - 3.0))).sqrt();
    let a = 6.0 + 8.0 / root * (2.0 / root + (1.0 + 4.0 / (root * root)).sqrt());
    let below = 1.0 + x * (2.0 / (a - 4.0)).sqrt();
    let term = cbrt((1.0 - 2.0 / a) / below.abs()).copysign(below);
    (1.0 - 2.0 / (9.0 * a) - term) / (2.0 / (9.0 * a)).sqrt()
}

/// Levels and asymptotic critical values of A² with mean and variance estimated, as in scipy.
const ANDERSON: [(f64, f64); 5] =
    [(0.15, 0.561), (0.10, 0.631), (0.05, 0.752), (0.025, 0.873), (0.01, 1.035)];

/// Whether a sample comes from a normal distribution, by the distance of its cumulative shares
/// from the normal curve, the tails weighing more. Critical values are corrected for the sample's
/// size. The p-value is interpolated between their levels and never leaves 0.01 to 0.15, as scipy's
/// `method="interpolate"`. Drops NaN. Time O(n log n).
///
/// # Errors
/// Fewer than three values; infinite values; a constant sample.
pub async fn anderson(values: &[f64], pause: Pause<'_>) -> Result<Outcome, TestError> {
    let mut values = sample(values, 3)?;
    sort(&mut values, f64::total_cmp, &|done| pause(0.5 * done)).await;
    let n = values.len() as f64;
    let (mean, std) = (mean(&values).unwrap_or(0.0), sample_std(&values).unwrap_or(1.0));
    let z: Vec<f64> = values.iter().map(|v| (v - mean) / std).collect();
    let mut terms = Vec::with_capacity(z.len());
    for (i, (low, high)) in z.iter().zip(z.iter().rev()).enumerate() {
        if i % PIECE == PIECE - 1 {
            pause(0.5 + 0.5 * i as f64 / n).await;
        }
        terms.push((2 * i + 1) as f64 / n * (normal_log_cdf(*low) + normal_log_cdf(-*high)));
    }
    let statistic = -n - sum(&terms);
    let correction = 1.0 + 0.75 / n + 2.25 / n / n;
    let rounded = |value: f64| libm::rint(value / correction * 1000.0) / 1000.0;
    let critical: Vec<Critical> =
        ANDERSON.iter().map(|(level, value)| Critical { level: *level, value: rounded(*value) }).collect();
    Ok(Outcome {
        statistic,
        p_value: interpolate(statistic, &critical),
        n: values.len(),
        critical,
        method: Some("interpolated"),
        ..Outcome::default()
    })
}

/// The logarithm of the normal integral, precise in both tails.
fn normal_log_cdf(z: f64) -> f64 {
    if z > 0.0 {
        log1p(-normal_cdf(-z))
    } else if z > -37.0 {
        ln(normal_cdf(z))
    } else {
        // The first terms of the asymptotic series.
        let z2 = z * z;
        -z2 / 2.0 - ln(-z) - 0.918_938_533_204_672_8 + log1p(-1.0 / z2 + 3.0 / (z2 * z2))
    }
}

/// The level at a statistic, linear between the critical values and constant beyond them.
pub(super) fn interpolate(statistic: f64, critical: &[Critical]) -> f64 {
    let (Some(first), Some(last)) = (critical.first(), critical.last()) else { return f64::NAN };
    if statistic <= first.value {
        return first.level;
    }
    for pair in critical.windows(2) {
        let (a, b) = (pair[0], pair[1]);
        if statistic <= b.value {
            return a.level + (b.level - a.level) / (b.value - a.value) * (statistic - a.value);
        }
    }
    last.level
}
