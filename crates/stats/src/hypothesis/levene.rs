//! Equality of variances, robustly: H. Levene, "Robust tests for equality of variances", 1960;
//! M. B. Brown and A. B. Forsythe, "Robust tests for the equality of variances", 1974.

use super::error::{TestError, finite, varied};
use super::f_oneway::{Variance, groups};
use super::outcome::Outcome;
use crate::moments::{mean, sample_std};
use crate::pieces::{PIECE, Pause};
use crate::quantiles::median;

/// What the deviations are measured from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Center {
    /// The median of each group, which serves for skewed groups too.
    #[default]
    Median,
    /// The mean of each group, for symmetric groups.
    Mean,
    /// The mean of each group without a twentieth at each end, for heavy tails.
    Trimmed,
}

/// Whether groups have one spread. Effect: the largest standard deviation divided by the smallest.
/// Drops NaN. Time O(n log n).
///
/// # Errors
/// Fewer than two groups, a group of fewer than two values; infinite values; constant groups.
pub async fn levene(samples: &[&[f64]], center: Center, pause: Pause<'_>) -> Result<Outcome, TestError> {
    let groups = groups(samples, 2)?;
    for (i, group) in groups.iter().enumerate() {
        finite(group).map_err(|e| e.of(i))?;
    }
    let mut deviating = Vec::with_capacity(groups.len());
    let (mut done, mut paused) = (0, 0);
    let all: usize = groups.iter().map(Vec::len).sum();
    for group in &groups {
        deviating.push(deviations(group, center));
        done += group.len();
        if done - paused >= PIECE {
            paused = done;
            pause(done as f64 / all as f64).await;
        }
    }
    if deviating.iter().all(|d| varied(d).is_err()) {
        return Err(TestError::Undefined(
            "within every group all values lie equally far from the centre, so the deviations have no spread",
        ));
    }
    let effect = ratio_of_spreads(&groups);
    pause(1.0).await;
    Ok(Outcome { effect, ..Variance::of(&deviating).outcome() })
}

/// The largest standard deviation divided by the smallest; undefined where one is zero.
pub(super) fn ratio_of_spreads(groups: &[Vec<f64>]) -> Option<f64> {
    let spreads: Vec<f64> = groups.iter().filter_map(|g| sample_std(g)).collect();
    let (low, high) = (crate::quantiles::min(&spreads)?, crate::quantiles::max(&spreads)?);
    (low > 0.0).then(|| high / low)
}

fn deviations(group: &[f64], center: Center) -> Vec<f64> {
    let middle = match center {
        Center::Median => median(group),
        Center::Mean => mean(group),
        Center::Trimmed => {
            let mut sorted = group.to_vec();
            sorted.sort_unstable_by(f64::total_cmp);
            let cut = (0.05 * group.len() as f64) as usize;
            mean(&sorted[cut..group.len() - cut])
        }
    };
    let middle = middle.unwrap_or(0.0);
    group.iter().map(|v| (v - middle).abs()).collect()
}
