//! Kendall's rank correlation: M. G. Kendall, "Rank correlation methods", 4th edition, 1970.

use super::error::{TestError, enough, varied};
use super::outcome::{Alternative, Outcome};
use crate::association::PairCounts;
use crate::ranks::present_pairs;

/// Pairs up to which the exact distribution is used where nothing is tied, as in scipy.
const EXACT: usize = 33;

/// Whether two columns rise together, by tau-b. Exact up to 33 pairs without ties (and where at
/// most one pair of rows disagrees); otherwise the normal approximation. Effect: tau itself.
/// Drops pairs with a NaN. Time O(n log n).
///
/// # Errors
/// Samples of different length; fewer than two pairs; a constant sample.
pub fn kendalltau(x: &[f64], y: &[f64]) -> Result<Outcome, TestError> {
    if x.len() != y.len() {
        return Err(TestError::Lengths);
    }
    let (x, y) = present_pairs(x, y);
    enough(&x, 2)?;
    varied(&x).map_err(|e| e.of(0))?;
    varied(&y).map_err(|e| e.of(1))?;
    let counts = PairCounts::of(&x, &y);
    let tau = counts.tau_b().ok_or(TestError::Constant { sample: None })?;
    let tied = counts.x_tied > 0 || counts.y_tied > 0;
    let fewer = counts.discordant.min(counts.total - counts.discordant);
    let exact = !tied && (x.len() <= EXACT || fewer <= 1);
    let p_value =
        if exact { exact_p(x.len() as u64, fewer) } else { Alternative::TwoSided.of_normal(counts.z()) };
    Ok(Outcome {
        statistic: tau,
        p_value,
        n: x.len(),
        effect: Some(tau),
        method: Some(if exact { "exact" } else { "asymptotic" }),
        ..Outcome::default()
    })
}

/// Twice the share of the orders of `n` things in which at most `c` pairs disagree.
fn exact_p(n: u64, c: u64) -> f64 {
    if n <= 2 || 4 * c >= n * (n - 1) {
        return 1.0;
    }
    let factorial = |n: u64| (1..=n).map(|i| i as f64).product::<f64>();
    if c <= 1 {
        return 2.0 / factorial(n - c);
    }
    let c = c as usize;
    // Orders by the number of pairs that disagree, built up one thing at a time.
    let mut counts = vec![0_u128; c + 1];
    counts[..2].fill(1);
    for j in 3..=n as usize {
        for i in 1..=c {
            counts[i] += counts[i - 1];
        }
        for i in (j..=c).rev() {
            counts[i] -= counts[i - j];
        }
    }
    (2.0 * counts.iter().sum::<u128>() as f64 / factorial(n)).min(1.0)
}
