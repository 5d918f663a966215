//! Scores of how well a number orders the rows: higher for those that have the class.

use crate::{NO_ROWS, Score, Undefined};

/// A point of the receiver operating characteristic.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RocPoint {
    /// Share of the rows without the class that score at least the threshold.
    pub false_positive_rate: f64,
    /// Share of the rows with the class that score at least the threshold.
    pub true_positive_rate: f64,
    /// The threshold; infinite at the first point, where nothing is caught. Formats without
    /// infinity must write that one some other way.
    pub threshold: f64,
}

/// Rows with and without the class that score at least a threshold.
pub(crate) struct Caught {
    pub with: u64,
    pub without: u64,
    pub threshold: f64,
}

/// Counts at each different score, from the highest down. Time `O(rows · log rows)`.
pub(crate) fn caught(truth: &[bool], scores: &[f64]) -> Result<Vec<Caught>, Undefined> {
    if truth.is_empty() {
        return Err(NO_ROWS);
    }
    if truth.len() != scores.len() || scores.iter().any(|s| s.is_nan()) {
        return Err(Undefined("the scores do not fit the truth"));
    }
    let mut rows: Vec<(f64, bool)> = scores.iter().copied().zip(truth.iter().copied()).collect();
    rows.sort_unstable_by(|a, b| b.0.total_cmp(&a.0));
    let mut steps: Vec<Caught> = Vec::new();
    let (mut with, mut without) = (0, 0);
    for (threshold, has) in rows {
        if has {
            with += 1;
        } else {
            without += 1;
        }
        match steps.last_mut() {
            Some(step) if step.threshold == threshold => *step = Caught { with, without, threshold },
            _ => steps.push(Caught { with, without, threshold }),
        }
    }
    Ok(steps)
}

/// Both kinds of rows must be there.
fn totals(steps: &[Caught]) -> Result<(u64, u64), Undefined> {
    let (with, without) = steps.last().map_or((0, 0), |s| (s.with, s.without));
    match (with, without) {
        (0, _) => Err(Undefined("no row has the class")),
        (_, 0) => Err(Undefined("every row has the class")),
        both => Ok(both),
    }
}

/// The receiver operating characteristic, from nothing caught to all. Points between two others on
/// a straight line are left out, as scikit-learn does. Equal scores make one point.
pub fn roc_curve(truth: &[bool], scores: &[f64]) -> Result<Vec<RocPoint>, Undefined> {
    let steps = caught(truth, scores)?;
    let (with, without) = totals(&steps)?;
    let bends = |i: usize| {
        let (a, b, c) = (&steps[i - 1], &steps[i], &steps[i + 1]);
        b.with - a.with != c.with - b.with || b.without - a.without != c.without - b.without
    };
    let point = |step: &Caught| RocPoint {
        false_positive_rate: step.without as f64 / without as f64,
        true_positive_rate: step.with as f64 / with as f64,
        threshold: step.threshold,
    };
    let start = RocPoint { false_positive_rate: 0.0, true_positive_rate: 0.0, threshold: f64::INFINITY };
    let last = steps.len() - 1;
    let kept = (0..steps.len()).filter(|&i| i == 0 || i == last || bends(i));
    Ok(std::iter::once(start).chain(kept.map(|i| point(&steps[i]))).collect())
}

/// Area under the receiver operating characteristic: the chance that a row with the class scores
/// higher than one without, ties counting half. Exact in integers.
pub fn roc_auc(truth: &[bool], scores: &[f64]) -> Score {
    let steps = caught(truth, scores)?;
    let (with, without) = totals(&steps)?;
    let (mut twice, mut before) = (0u128, (0, 0));
    for step in &steps {
        twice += u128::from(step.without - before.1) * u128::from(step.with + before.0);
        before = (step.with, step.without);
    }
    Ok(twice as f64 / (2.0 * with as f64 * without as f64))
}

/// Average precision: the precision at each threshold, weighed by the recall that it adds.
pub fn average_precision(truth: &[bool], scores: &[f64]) -> Score {
    let steps = caught(truth, scores)?;
    let with = steps.last().map_or(0, |s| s.with);
    if with == 0 {
        return Err(Undefined("no row has the class"));
    }
    let (mut sum, mut before) = (0.0, 0);
    for step in &steps {
        let precision = step.with as f64 / (step.with + step.without) as f64;
        sum += (step.with - before) as f64 * precision;
        before = step.with;
    }
    Ok(sum / with as f64)
}
