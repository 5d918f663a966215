//! Equality of variances of normal samples: M. S. Bartlett, "Properties of sufficiency and
//! statistical tests", 1937.

use super::error::{TestError, finite, varied};
use super::f_oneway::groups;
use super::levene::ratio_of_spreads;
use super::outcome::Outcome;
use crate::distributions::chi_squared_sf;
use crate::moments::{mean, sum_of_squares};
use crate::special::ln;

/// Whether normally distributed groups have one variance. Effect: the largest standard deviation
/// divided by the smallest. Drops NaN. Time O(n).
///
/// # Errors
/// Fewer than two groups, a group of fewer than two values; infinite values; a constant group.
pub fn bartlett(samples: &[&[f64]]) -> Result<Outcome, TestError> {
    let groups = groups(samples, 2)?;
    for (i, group) in groups.iter().enumerate() {
        finite(group).and_then(|()| varied(group)).map_err(|e| e.of(i))?;
    }
    let n: usize = groups.iter().map(Vec::len).sum();
    let k = groups.len() as f64;
    let (mut squares, mut logs, mut inverse) = (0.0, 0.0, 0.0);
    for group in &groups {
        let free = (group.len() - 1) as f64;
        let within = sum_of_squares(group, mean(group).unwrap_or(0.0));
        squares += within;
        logs += free * ln(within / free);
        inverse += 1.0 / free;
    }
    let free = n as f64 - k;
    let numerator = free * ln(squares / free) - logs;
    let statistic = numerator / (1.0 + (inverse - 1.0 / free) / (3.0 * (k - 1.0)));
    Ok(Outcome {
        statistic: statistic.max(0.0),
        p_value: chi_squared_sf(statistic, k - 1.0),
        n,
        effect: ratio_of_spreads(&groups),
        details: vec![("groups", k)],
        ..Outcome::default()
    })
}
