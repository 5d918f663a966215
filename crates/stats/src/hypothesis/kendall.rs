//! Kendall's rank correlation: M. G. Kendall, "Rank correlation methods", 4th edition, 1970.

use super::error::{TestError, enough, varied};
use super::outcome::{Alternative, Outcome};
use crate::association::PairCounts;
use crate::pieces::Pause;
use crate::ranks::present_pairs;

/// Pairs up to which the exact distribution is used where nothing is tied, as in scipy.
const EXACT: usize = 33;

/// Whether two columns rise together, by tau-b. Exact up to 33 pairs without ties (and where at
/// most one pair of rows disagrees, or agrees); otherwise the normal approximation. `Less` looks for a
/// negative tau, `Greater` for a positive one. Effect: tau itself. Drops pairs with a NaN. Time O(n log n).
///
/// # Errors
/// Samples of different length; fewer than two pairs; a constant sample.
pub async fn kendalltau(
    x: &[f64],
    y: &[f64],
    side: Alternative,
    pause: Pause<'_>,
) -> Result<Outcome, TestError> {
    if x.len() != y.len() {
        return Err(TestError::Lengths);
    }
    let (x, y) = present_pairs(x, y);
    enough(&x, 2)?;
    varied(&x).map_err(|e| e.of(0))?;
    varied(&y).map_err(|e| e.of(1))?;
    let counts = PairCounts::of(&x, &y, pause).await;
    let tau = counts.tau_b().ok_or(TestError::Constant { sample: None })?;
    let tied = counts.x_tied > 0 || counts.y_tied > 0;
    let concordant = counts.total - counts.discordant;
    let exact = !tied && (x.len() <= EXACT || counts.discordant.min(concordant) <= 1);
    let p_value = if exact {
        exact_p(x.len() as u64, (concordant, counts.discordant), side)
    } else {
        side.of_normal(counts.z())
    };
    Ok(Outcome {
        statistic: tau,
        p_value,
        n: x.len(),
        effect: Some(tau),
        method: Some(if exact { "exact" } else { "asymptotic" }),
        ..Outcome::default()
    })
}

/// The p-value from how many pairs agree and how many do not, none of them tied.
fn exact_p(n: u64, (concordant, discordant): (u64, u64), side: Alternative) -> f64 {
    let (tail, here) = tail(n, concordant.min(discordant));
    let agrees = match side {
        Alternative::TwoSided => return (2.0 * tail).min(1.0),
        Alternative::Greater => concordant >= discordant,
        Alternative::Less => concordant < discordant,
    };
    if agrees { tail.min(1.0) } else { (1.0 - tail + here).clamp(0.0, 1.0) }
}

/// The share of the orders of `n` things in which at most `c` pairs disagree, and of those in which
/// exactly so many do; `c` is at most half of the pairs.
fn tail(n: u64, c: u64) -> (f64, f64) {
    let factorial = |n: u64| (1..=n).map(|i| i as f64).product::<f64>();
    match c {
        0 => return (1.0 / factorial(n), 1.0 / factorial(n)),
        1 => return (1.0 / factorial(n - 1), (n - 1) as f64 / factorial(n)),
        _ => {}
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
    let all = factorial(n);
    (counts.iter().sum::<u128>() as f64 / all, counts[c] as f64 / all)
}
