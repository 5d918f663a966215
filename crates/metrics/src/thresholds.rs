//! What happens at each threshold of a score: counts, from which precision, recall, gains and payoffs follow.

use crate::Undefined;
use crate::ranking::{Caught, caught};

/// Rows called positive when all that score at least a threshold are.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ThresholdCounts {
    /// The lowest score that is called positive.
    pub threshold: f64,
    /// Rows with the class among them.
    pub true_positives: u64,
    /// Rows without it among them.
    pub false_positives: u64,
}

/// Counts at each different score, from the highest down: the rows of the last are all rows.
/// O(rows · log rows).
pub fn threshold_counts(truth: &[bool], scores: &[f64]) -> Result<Vec<ThresholdCounts>, Undefined> {
    let counts = |step: Caught| ThresholdCounts {
        threshold: step.threshold,
        true_positives: step.with,
        false_positives: step.without,
    };
    Ok(caught(truth, scores)?.into_iter().map(counts).collect())
}

impl ThresholdCounts {
    /// Rows called positive.
    pub fn called(&self) -> u64 {
        self.true_positives + self.false_positives
    }

    /// Share of the rows called positive that are.
    pub fn precision(&self) -> f64 {
        self.true_positives as f64 / self.called() as f64
    }
}
