//! Whether probabilities come true: bins of them beside what happened, and the parts of the Brier score.

use crate::{NO_ROWS, Undefined};

/// How probabilities are parted into bins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BinRule {
    /// Of equal width between 0 and 1.
    Uniform,
    /// Of about equally many rows.
    Quantile,
}

/// Rows of about the same probability.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CalibrationBin {
    /// Mean probability.
    pub predicted: f64,
    /// Share that has the class.
    pub observed: f64,
    /// Rows.
    pub rows: u64,
}

/// The bins that have rows, as scikit-learn's `calibration_curve`: `bins` of equal width, or between the
/// quantiles of the probabilities, the upper bound belonging to a bin. O(rows · log rows).
pub fn calibration_bins(
    truth: &[bool],
    probabilities: &[f64],
    bins: usize,
    rule: BinRule,
) -> Result<Vec<CalibrationBin>, Undefined> {
    if truth.is_empty() {
        return Err(NO_ROWS);
    }
    let fits = |p: &f64| (0.0..=1.0).contains(p);
    if truth.len() != probabilities.len() || !probabilities.iter().all(fits) {
        return Err(Undefined("the probabilities do not fit the truth, or are not between 0 and 1"));
    }
    let inner = edges(probabilities, bins.max(1), rule);
    let mut found = vec![(0.0, 0_u64, 0_u64); inner.len() + 1];
    for (has, p) in truth.iter().zip(probabilities) {
        // As numpy's searchsorted: the number of edges below the probability.
        let (sum, with, rows) = &mut found[inner.partition_point(|edge| edge < p)];
        *sum += p;
        *with += u64::from(*has);
        *rows += 1;
    }
    let bin = |(sum, with, rows): (f64, u64, u64)| CalibrationBin {
        predicted: sum / rows as f64,
        observed: with as f64 / rows as f64,
        rows,
    };
    Ok(found.into_iter().filter(|(_, _, rows)| *rows > 0).map(bin).collect())
}

/// The bounds between bins.
fn edges(probabilities: &[f64], bins: usize, rule: BinRule) -> Vec<f64> {
    match rule {
        // As numpy lays them: whole multiples of one width.
        BinRule::Uniform => (1..bins).map(|i| i as f64 * (1.0 / bins as f64)).collect(),
        BinRule::Quantile => {
            let mut sorted = probabilities.to_vec();
            sorted.sort_unstable_by(f64::total_cmp);
            (1..bins).map(|i| quantile(&sorted, i as f64 / bins as f64)).collect()
        }
    }
}

/// The linear quantile of numpy.
fn quantile(sorted: &[f64], q: f64) -> f64 {
    let at = q * (sorted.len() - 1) as f64;
    let low = at.floor() as usize;
    let high = (low + 1).min(sorted.len() - 1);
    let (a, b, t) = (sorted[low], sorted[high], at - low as f64);
    // numpy comes from the nearer end, so that a whole step lands on the value.
    if t >= 0.5 { b - (b - a) * (1.0 - t) } else { a + (b - a) * t }
}

/// The Brier score and what it is made of.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Brier {
    /// Mean squared difference between the probability and one or zero.
    pub score: f64,
    /// How far the bins' probabilities are from what happened: less is better.
    pub reliability: f64,
    /// How far what happened in the bins is from the share of the class: more is better.
    pub resolution: f64,
    /// What the share of the class alone leaves open.
    pub uncertainty: f64,
    /// What the probabilities within a bin differ by: `score` is `reliability - resolution + uncertainty` and
    /// this.
    pub within: f64,
}

/// The parts of the Brier score over bins: A. H. Murphy, "A new vector partition of the probability score",
/// 1973; what rows of a bin differ by is told apart, as D. B. Stephenson, C. A. S. Coelho and I. T. Jolliffe do
/// ("Two extra components in the Brier score decomposition", 2008).
pub fn brier_parts(truth: &[bool], probabilities: &[f64], bins: &[CalibrationBin]) -> Option<Brier> {
    let n = truth.len() as f64;
    if truth.is_empty() {
        return None;
    }
    let share = truth.iter().filter(|has| **has).count() as f64 / n;
    let squares = truth.iter().zip(probabilities).map(|(has, p)| {
        let off = p - f64::from(u8::from(*has));
        off * off
    });
    let score = squares.sum::<f64>() / n;
    let mean = |of: &dyn Fn(&CalibrationBin) -> f64| {
        bins.iter().map(|bin| bin.rows as f64 * of(bin)).sum::<f64>() / n
    };
    let reliability = mean(&|bin| (bin.predicted - bin.observed) * (bin.predicted - bin.observed));
    let resolution = mean(&|bin| (bin.observed - share) * (bin.observed - share));
    let uncertainty = share * (1.0 - share);
    let within = score - (reliability - resolution + uncertainty);
    Some(Brier { score, reliability, resolution, uncertainty, within })
}
