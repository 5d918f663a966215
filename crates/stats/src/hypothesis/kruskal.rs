//! Analysis of variance of ranks: W. H. Kruskal and W. A. Wallis, "Use of ranks in one-criterion
//! variance analysis", 1952.

use super::error::{TestError, varied};
use super::f_oneway::groups;
use super::outcome::Outcome;
use crate::distributions::chi_squared_sf;
use crate::pieces::Pause;
use crate::ranks::Ranks;

/// Whether values of some groups tend to be larger than those of others; corrected for ties.
/// Effect: epsilon squared, H/(n − 1), the share of the spread of the ranks between the groups.
/// Drops NaN. Time O(n log n).
///
/// # Errors
/// Fewer than two groups, an empty group; all values equal.
pub async fn kruskal(samples: &[&[f64]], pause: Pause<'_>) -> Result<Outcome, TestError> {
    let groups = groups(samples, 1)?;
    let all = groups.concat();
    varied(&all)?;
    pause(0.0).await;
    let ranks = Ranks::in_pieces(&all, pause).await;
    let n = all.len() as f64;
    let mut start = 0;
    let mut between = 0.0;
    for group in &groups {
        let sum: f64 = ranks.ranks[start..start + group.len()].iter().sum();
        let from_mean = sum / group.len() as f64 - (n + 1.0) / 2.0;
        between += group.len() as f64 * from_mean * from_mean;
        start += group.len();
    }
    let correction = 1.0 - ranks.tie_term() / (n * n * n - n);
    let h = 12.0 / (n * (n + 1.0)) * between / correction;
    let df = (groups.len() - 1) as f64;
    Ok(Outcome {
        statistic: h,
        p_value: chi_squared_sf(h, df),
        n: all.len(),
        effect: Some(h / (n - 1.0)),
        details: vec![("groups", groups.len() as f64)],
        ..Outcome::default()
    })
}
