//! The W test of normality: S. S. Shapiro and M. B. Wilk, "An analysis of variance test for
//! normality", 1965; P. Royston, "Remark AS R94: a remark on algorithm AS 181", 1995.

use super::error::TestError;
use super::normality::sample;
use super::outcome::Outcome;
use crate::special::{exp, ln, normal_quantile, normal_sf};

const C1: [f64; 6] = [0.0, 0.221_157, -0.147_981, -2.071_190, 4.434_685, -2.706_056];
const C2: [f64; 6] = [0.0, 0.042_981, -0.293_762, -1.752_461, 5.682_633, -3.582_633];
const C3: [f64; 4] = [0.544, -0.399_78, 0.025_054, -6.714e-4];
const C4: [f64; 4] = [1.3822, -0.778_57, 0.062_767, -0.002_032_2];
const C5: [f64; 4] = [-1.5861, -0.310_82, -0.083_751, 0.003_891_5];
const C6: [f64; 3] = [-0.4803, -0.082_676, 0.003_030_2];
const G: [f64; 2] = [-2.273, 0.459];

/// Whether a sample comes from a normal distribution, by how nearly its sorted values lie on a
/// line against normal quantiles. The p-value is meant for up to 5000 values. Drops NaN.
/// Time O(n log n).
///
/// # Errors
/// Fewer than three values; infinite values; a constant sample.
pub fn shapiro(values: &[f64]) -> Result<Outcome, TestError> {
    let mut values = sample(values, 3)?;
    values.sort_unstable_by(f64::total_cmp);
    let w1 = one_less_w(&values);
    let w = 1.0 - w1;
    Ok(Outcome { statistic: w, p_value: p_value(w1, values.len()), n: values.len(), ..Outcome::default() })
}

fn polynomial(coefficients: &[f64], x: f64) -> f64 {
    coefficients.iter().rev().fold(0.0, |sum, c| sum * x + c)
}

/// Weights of the upper half of the sorted values, the largest first; the lower half has them
/// with the other sign.
fn weights(n: usize) -> Vec<f64> {
    if n == 3 {
        return vec![0.5_f64.sqrt()];
    }
    let scores: Vec<f64> =
        (1..=n / 2).map(|i| normal_quantile((i as f64 - 0.375) / (n as f64 + 0.25))).collect();
    let squares = 2.0 * scores.iter().map(|m| m * m).sum::<f64>();
    let root = 1.0 / (n as f64).sqrt();
    let length = squares.sqrt();
    let first = polynomial(&C1, root) - scores[0] / length;
    let mut weights = vec![first];
    let (mut left, mut free) = (squares - 2.0 * scores[0] * scores[0], 1.0 - 2.0 * first * first);
    if n > 5 {
        let second = polynomial(&C2, root) - scores[1] / length;
        weights.push(second);
        left -= 2.0 * scores[1] * scores[1];
        free -= 2.0 * second * second;
    }
    let scale = (left / free).sqrt();
    weights.extend(scores[weights.len()..].iter().map(|m| -m / scale));
    weights
}

/// 1 − W without cancellation, for sorted values that are not all equal.
fn one_less_w(sorted: &[f64]) -> f64 {
    let n = sorted.len();
    let half = weights(n);
    let weight = |i: usize| match (i, n - 1 - i) {
        (low, high) if low < high => -half[low],
        (low, high) if low > high => half[high],
        _ => 0.0,
    };
    let range = sorted[n - 1] - sorted[0];
    let middle = sorted[n / 2];
    let scaled: Vec<f64> = sorted.iter().map(|v| (v - middle) / range).collect();
    let mean = scaled.iter().sum::<f64>() / n as f64;
    let weight_mean = (0..n).map(weight).sum::<f64>() / n as f64;
    let (mut aa, mut xx, mut ax) = (0.0, 0.0, 0.0);
    for (i, x) in scaled.iter().enumerate() {
        let (a, x) = (weight(i) - weight_mean, x - mean);
        aa += a * a;
        xx += x * x;
        ax += a * x;
    }
    let length = (aa * xx).sqrt();
    (length - ax) * (length + ax) / (aa * xx)
}

fn p_value(w1: f64, n: usize) -> f64 {
    let w = 1.0 - w1;
    if n == 3 {
        let share = 1.0 - 6.0 / std::f64::consts::PI * libm::acos(w.sqrt().min(1.0));
        return share.max(0.0);
    }
    let size = n as f64;
    let mut y = ln(w1.max(1e-19));
    let (mean, spread) = if n <= 11 {
        let gamma = polynomial(&G, size);
        if y >= gamma {
            return 1e-99;
        }
        y = -ln(gamma - y);
        (polynomial(&C3, size), exp(polynomial(&C4, size)))
    } else {
        let size = ln(size);
        (polynomial(&C5, size), exp(polynomial(&C6, size)))
    };
    normal_sf((y - mean) / spread)
}
