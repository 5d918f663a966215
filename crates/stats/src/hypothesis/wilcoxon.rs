//! The signed-rank test: F. Wilcoxon, "Individual comparisons by ranking methods", 1945.

use super::error::{TestError, enough, finite};
use super::outcome::{Alternative, Outcome};
use crate::pieces::Pause;
use crate::ranks::{Ranks, present, present_pairs};

/// Differences up to which the distribution without ties is counted, as in scipy.
const EXACT: usize = 50;
/// Differences up to which all signs are tried where there are ties or zeros, as in scipy.
const PERMUTED: usize = 13;

/// Whether the differences of pairs (or the values of one sample) lie evenly around zero. Zeros
/// are left out. The statistic is the smaller sum of ranks, for a one-sided alternative that of
/// the positive ones. Exact up to 50 differences without ties or zeros and up to 13 with them;
/// otherwise the normal approximation, which `correction` corrects for continuity. Effect: the
/// matched-pairs rank-biserial correlation. Drops NaN, pairwise. Time O(n log n), exact O(n³).
///
/// # Errors
/// Samples of different length; no pairs; infinite values; all differences zero.
pub async fn wilcoxon(
    x: &[f64],
    y: Option<&[f64]>,
    correction: bool,
    side: Alternative,
    pause: Pause<'_>,
) -> Result<Outcome, TestError> {
    let differences = differences(x, y)?;
    enough(&differences, 1)?;
    finite(&differences)?;
    let nonzero: Vec<f64> = differences.iter().copied().filter(|d| *d != 0.0).collect();
    if nonzero.is_empty() {
        return Err(TestError::Undefined("every difference is zero, so there is nothing to rank"));
    }
    let sizes: Vec<f64> = nonzero.iter().map(|d| d.abs()).collect();
    let ranks = Ranks::in_pieces(&sizes, pause).await;
    let sum = |positive: bool| -> f64 {
        let chosen = nonzero.iter().zip(&ranks.ranks).filter(|(d, _)| (**d > 0.0) == positive);
        chosen.map(|(_, r)| r).sum()
    };
    let (plus, minus) = (sum(true), sum(false));
    let uneven = ranks.tied() || nonzero.len() < differences.len();
    let most = if uneven { PERMUTED } else { EXACT };
    let (p_value, method) = if differences.len() <= most {
        (exact(&ranks.ranks, plus, side), if uneven { "permutation" } else { "exact" })
    } else {
        (approximate(&ranks, plus, correction, side), "asymptotic")
    };
    Ok(Outcome {
        statistic: if side == Alternative::TwoSided { plus.min(minus) } else { plus },
        p_value,
        n: differences.len(),
        effect: Some((plus - minus) / (plus + minus)),
        method: Some(method),
        details: vec![("zeros", (differences.len() - nonzero.len()) as f64)],
        ..Outcome::default()
    })
}

fn differences(x: &[f64], y: Option<&[f64]>) -> Result<Vec<f64>, TestError> {
    let Some(y) = y else { return Ok(present(x)) };
    if x.len() != y.len() {
        return Err(TestError::Lengths);
    }
    let (x, y) = present_pairs(x, y);
    Ok(x.iter().zip(&y).map(|(x, y)| x - y).collect())
}

fn approximate(ranks: &Ranks, plus: f64, correction: bool, side: Alternative) -> f64 {
    let n = ranks.ranks.len() as f64;
    let spread = ((n * (n + 1.0) * (2.0 * n + 1.0) - ranks.tie_term() / 2.0) / 24.0).sqrt();
    let mut z = (plus - n * (n + 1.0) / 4.0) / spread;
    if correction {
        let sign = match side {
            Alternative::Greater => 1.0,
            Alternative::Less => -1.0,
            Alternative::TwoSided if z == 0.0 => 0.0,
            Alternative::TwoSided => z.signum(),
        };
        z -= sign * 0.5 / spread;
    }
    side.of_normal(z)
}

/// The share of the choices of signs whose positive ranks sum up as far out. Counts the sums of
/// twice the ranks, which are whole; up to 50 ranks the counts are exact.
fn exact(ranks: &[f64], plus: f64, side: Alternative) -> f64 {
    let doubled: Vec<usize> = ranks.iter().map(|r| (2.0 * r) as usize).collect();
    let mut counts = vec![0.0; doubled.iter().sum::<usize>() + 1];
    counts[0] = 1.0;
    let mut top = 0;
    for rank in doubled {
        top += rank;
        for sum in (rank..=top).rev() {
            counts[sum] += counts[sum - rank];
        }
    }
    let all: f64 = counts.iter().sum();
    let at = (2.0 * plus) as usize;
    let less = counts[..=at].iter().sum::<f64>() / all;
    let greater = counts[at..].iter().sum::<f64>() / all;
    match side {
        Alternative::TwoSided => (2.0 * less.min(greater)).min(1.0),
        Alternative::Less => less,
        Alternative::Greater => greater,
    }
}
