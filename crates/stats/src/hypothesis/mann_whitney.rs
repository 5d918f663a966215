//! The rank-sum test: H. B. Mann and D. R. Whitney, "On a test of whether one of two random
//! variables is stochastically larger than the other", 1947.

use super::error::{TestError, enough, varied};
use super::outcome::{Alternative, Outcome};
use crate::pieces::{PIECE, Pause};
use crate::ranks::{Ranks, present};
use crate::special::normal_sf;

/// Size of the smaller sample up to which the exact distribution is used, as in scipy.
const EXACT: usize = 8;
/// Arrangements beyond which counts no longer fit; the normal approximation stands then.
const FITS: f64 = 1e37;

/// Whether values of one sample tend to be larger than those of the other. The statistic is U of
/// the first sample. Exact when one sample has at most eight values and none are tied; otherwise
/// the normal approximation with correction for ties and continuity. Effect: the rank-biserial
/// correlation, 2U/(n₁n₂) − 1. Drops NaN. Time O(n log n), exact O(n₁n₂ · min(n₁, n₂)).
///
/// # Errors
/// An empty sample; all values equal.
pub async fn mannwhitneyu(
    a: &[f64],
    b: &[f64],
    side: Alternative,
    pause: Pause<'_>,
) -> Result<Outcome, TestError> {
    let (a, b) = (present(a), present(b));
    enough(&a, 1).map_err(|e| e.of(0))?;
    enough(&b, 1).map_err(|e| e.of(1))?;
    let (n1, n2) = (a.len() as f64, b.len() as f64);
    let both: Vec<f64> = a.iter().chain(&b).copied().collect();
    varied(&both)?;
    let ranks = Ranks::in_pieces(&both, &|done| pause(0.5 * done)).await;
    let u1 = ranks.ranks[..a.len()].iter().sum::<f64>() - n1 * (n1 + 1.0) / 2.0;
    let u2 = n1 * n2 - u1;
    let (u, sides) = match side {
        Alternative::TwoSided => (u1.max(u2), 2.0),
        Alternative::Greater => (u1, 1.0),
        Alternative::Less => (u2, 1.0),
    };
    let small = a.len().min(b.len());
    let exact = small <= EXACT && !ranks.tied() && arrangements(small, both.len()) < FITS;
    let p = if exact {
        exact_sf(u as u64, small as u64, a.len().max(b.len()) as u64, &|done| pause(0.5 + 0.5 * done)).await
    } else {
        let n = n1 + n2;
        let spread = (n1 * n2 / 12.0 * ((n + 1.0) - ranks.tie_term() / (n * (n - 1.0)))).sqrt();
        normal_sf((u - n1 * n2 / 2.0 - 0.5) / spread)
    };
    Ok(Outcome {
        statistic: u1,
        p_value: (p * sides).min(1.0),
        n: both.len(),
        effect: Some(2.0 * u1 / (n1 * n2) - 1.0),
        method: Some(if exact { "exact" } else { "asymptotic" }),
        ..Outcome::default()
    })
}

/// About n choose k.
fn arrangements(k: usize, n: usize) -> f64 {
    (0..k).map(|i| (n - i) as f64 / (i + 1) as f64).product()
}

/// P(U ≥ u) for samples of `few` and `many` without ties. Counts the arrangements with each U as
/// the coefficients of the Gaussian binomial, in whole numbers.
async fn exact_sf(u: u64, few: u64, many: u64, pause: Pause<'_>) -> f64 {
    let top = few * many;
    // The distribution is symmetric: count from the nearer end.
    let (upto, complement) = if 2 * u >= top { (top - u, false) } else { (u, true) };
    let size = upto as usize + 1;
    let mut counts = vec![0_u128; size];
    counts[0] = 1;
    for i in 1..=few as usize {
        // Times 1 / (1 − q^i), then times 1 − q^(many + i).
        for j in i..size {
            counts[j] += counts[j - i];
        }
        let shift = many as usize + i;
        for j in (shift..size).rev() {
            counts[j] -= counts[j - shift];
        }
        if size >= PIECE {
            pause(i as f64 / few as f64).await;
        }
    }
    let all = (1..=u128::from(few)).fold(1, |all, i| all * (u128::from(many) + i) / i) as f64;
    let below = counts.iter().sum::<u128>() as f64 / all;
    if complement { 1.0 - below + counts[upto as usize] as f64 / all } else { below }
}
