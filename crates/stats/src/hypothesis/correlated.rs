//! Pearson's and Spearman's correlation with their significance: K. Pearson, 1895; C. Spearman,
//! "The proof and measurement of association between two things", 1904; R. A. Fisher, "On the
//! probable error of a coefficient of correlation", 1921 (the interval).

use super::error::{TestError, enough, finite, varied};
use super::outcome::{Alternative, Interval, Outcome};
use crate::association::{pearson_of_present, spearman_of_present};
use crate::pieces::Pause;
use crate::ranks::present_pairs;
use crate::special::{beta_integral, normal_quantile};

const LEVEL: f64 = 0.95;

/// Whether two columns are linearly related. The p-value is exact for a bivariate normal; the
/// interval is Fisher's, open to the side of a one-sided alternative: `Less` looks for a negative r,
/// `Greater` for a positive one. Effect: r itself. Drops pairs with a NaN. Time O(n).
///
/// # Errors
/// Samples of different length; fewer than two pairs; infinite values; a constant sample.
pub fn pearsonr(x: &[f64], y: &[f64], side: Alternative) -> Result<Outcome, TestError> {
    let (x, y) = pairs(x, y)?;
    finite(&x).map_err(|e| e.of(0))?;
    finite(&y).map_err(|e| e.of(1))?;
    let r = pearson_of_present(&x, &y).ok_or(TestError::Constant { sample: None })?;
    let n = x.len() as f64;
    // Two points lie on a line, and say nothing about others.
    let (r, p_value) = if x.len() == 2 { (r.round(), 1.0) } else { (r, p_of_r(r, n, side)) };
    Ok(Outcome { interval: Some(interval(r, n, side)), n: x.len(), ..of_r(r, p_value) })
}

/// Whether two columns rise together, by the correlation of their ranks; the p-value compares
/// r √((n − 2) / (1 − r²)) with Student's t. `Less` looks for a negative rho, `Greater` for a positive
/// one. Effect: rho itself. Drops pairs with a NaN. Time O(n log n).
///
/// # Errors
/// Samples of different length; fewer than three pairs; a constant sample.
pub async fn spearmanr(
    x: &[f64],
    y: &[f64],
    side: Alternative,
    pause: Pause<'_>,
) -> Result<Outcome, TestError> {
    let (x, y) = pairs(x, y)?;
    enough(&x, 3)?;
    let r = spearman_of_present(&x, &y, pause).await.ok_or(TestError::Constant { sample: None })?;
    let df = (x.len() - 2) as f64;
    let t = r * (df / ((1.0 + r) * (1.0 - r))).sqrt();
    Ok(Outcome { n: x.len(), ..of_r(r, side.of_student(t, df)) })
}

fn pairs(x: &[f64], y: &[f64]) -> Result<(Vec<f64>, Vec<f64>), TestError> {
    if x.len() != y.len() {
        return Err(TestError::Lengths);
    }
    let (x, y) = present_pairs(x, y);
    enough(&x, 2)?;
    varied(&x).map_err(|e| e.of(0))?;
    varied(&y).map_err(|e| e.of(1))?;
    Ok((x, y))
}

fn of_r(r: f64, p_value: f64) -> Outcome {
    Outcome { statistic: r, p_value, effect: Some(r), ..Outcome::default() }
}

/// r lies on −1..1 as a beta variable with both parameters n/2 − 1.
fn p_of_r(r: f64, n: f64, side: Alternative) -> f64 {
    let ab = n / 2.0 - 1.0;
    let beyond = |r: f64| beta_integral(ab, ab, (1.0 - r) / 2.0, (1.0 + r) / 2.0).0;
    match side {
        Alternative::TwoSided => (2.0 * beyond(r.abs())).min(1.0),
        Alternative::Less => beyond(-r),
        Alternative::Greater => beyond(r),
    }
}

fn interval(r: f64, n: f64, side: Alternative) -> Interval {
    let all = Interval { level: LEVEL, low: -1.0, high: 1.0 };
    if n <= 3.0 {
        return all;
    }
    let below = if side == Alternative::TwoSided { 0.5 + LEVEL / 2.0 } else { LEVEL };
    let (z, half) = (libm::atanh(r), normal_quantile(below) / (n - 3.0).sqrt());
    let (low, high) = (libm::tanh(z - half), libm::tanh(z + half));
    match side {
        Alternative::TwoSided => Interval { low, high, ..all },
        Alternative::Less => Interval { high, ..all },
        Alternative::Greater => Interval { low, ..all },
    }
}
