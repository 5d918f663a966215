//! Analysis of variance with one factor: R. A. Fisher, "Statistical methods for research workers",
//! 1925.

use super::error::{TestError, finite, varied};
use super::outcome::Outcome;
use crate::distributions::fisher_f_sf;
use crate::moments::{mean, sum, sum_of_squares};
use crate::ranks::present;

/// The values of groups without NaN; at least two groups of at least `needed` values.
pub(super) fn groups(samples: &[&[f64]], needed: usize) -> Result<Vec<Vec<f64>>, TestError> {
    if samples.len() < 2 {
        return Err(TestError::Samples { found: samples.len(), wanted: "two or more groups" });
    }
    let groups: Vec<Vec<f64>> = samples.iter().map(|s| present(s)).collect();
    for (i, group) in groups.iter().enumerate() {
        super::error::enough(group, needed).map_err(|e| e.of(i))?;
    }
    Ok(groups)
}

/// Whether groups have one mean. Effect: eta squared, the share of the spread that lies between
/// the groups. Drops NaN. Time O(n).
///
/// # Errors
/// Fewer than two groups, an empty group, no group with two values; infinite values; no spread
/// within any group.
pub fn f_oneway(samples: &[&[f64]]) -> Result<Outcome, TestError> {
    let groups = groups(samples, 1)?;
    for (i, group) in groups.iter().enumerate() {
        finite(group).map_err(|e| e.of(i))?;
    }
    let n: usize = groups.iter().map(Vec::len).sum();
    if n <= groups.len() {
        return Err(TestError::TooFew { sample: None, found: n, needed: groups.len() + 1 });
    }
    if groups.iter().all(|g| varied(g).is_err()) {
        return Err(TestError::Undefined(
            "within every group all values are equal, so there is no spread to compare with",
        ));
    }
    Ok(Variance::of(&groups).outcome())
}

/// Sums of squares between and within groups.
pub(super) struct Variance {
    between: f64,
    within: f64,
    groups: usize,
    n: usize,
}

impl Variance {
    /// Of non-empty groups.
    pub fn of(groups: &[Vec<f64>]) -> Self {
        let n: usize = groups.iter().map(Vec::len).sum();
        let means: Vec<f64> = groups.iter().filter_map(|g| mean(g)).collect();
        let whole =
            sum(&groups.iter().zip(&means).map(|(g, m)| g.len() as f64 * m).collect::<Vec<_>>()) / n as f64;
        let parts = |of: &dyn Fn(&Vec<f64>, f64) -> f64| -> f64 {
            sum(&groups.iter().zip(&means).map(|(g, m)| of(g, *m)).collect::<Vec<_>>())
        };
        Self {
            between: parts(&|g, m| g.len() as f64 * (m - whole) * (m - whole)),
            within: parts(&|g, m| sum_of_squares(g, m)),
            groups: groups.len(),
            n,
        }
    }

    /// The F statistic and its p-value, with eta squared as the effect.
    pub fn outcome(&self) -> Outcome {
        let (above, below) = ((self.groups - 1) as f64, (self.n - self.groups) as f64);
        let f = (self.between / above) / (self.within / below);
        Outcome {
            statistic: f,
            p_value: fisher_f_sf(f, above, below),
            n: self.n,
            effect: Some(self.between / (self.between + self.within)),
            details: vec![("df_between", above), ("df_within", below)],
            ..Outcome::default()
        }
    }
}
