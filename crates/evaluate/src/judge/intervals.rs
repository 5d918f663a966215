//! How sure the figures of a part are.
//!
//! Shares of rows get Wilson's interval, which stays honest near 0 and 1 and with few rows; the area under a
//! ROC curve DeLong's; everything else the percentiles of a bootstrap of the rows, drawn plainly with
//! replacement, so that the number of rows of each class varies as it would from sample to sample.

use super::{Answered, interval_of_share};
use crate::split::below;
use glasshouse_learn::{Prediction, Target};
use glasshouse_metrics::{
    Classified, Regressed, Score, classification_score, delong_variance, regression_score, roc_auc,
};
use glasshouse_spec::{Interval, IntervalMethod, Intervals, Scores};
use glasshouse_stats::{normal_quantile, quantile_sorted};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

/// Cells (rows by classes) that all resamples of a part may have.
const CELLS: usize = 10_000_000;
/// Resamples at most, and at least.
const RESAMPLES: (usize, usize) = (1000, 100);
/// Cells of one resample beyond which there is no bootstrap: its intervals would be hairlines.
const MOST: usize = 200_000;

/// The intervals of a part, and the resamples that some of them are from; 0 where there were none.
pub async fn intervals(
    of: &Answered<'_>,
    scores: &Scores,
    level: f64,
    seed: u64,
    pause: &impl AsyncFn(f64),
) -> (Intervals, u32) {
    let mut known = Intervals::new();
    let mut open: Vec<&str> = Vec::new();
    for name in scores.keys() {
        match closed(of, name, level) {
            Closed::Interval(interval) => drop(known.insert(name.clone(), interval)),
            Closed::None => {}
            Closed::Open => open.push(name),
        }
    }
    let Some(resamples) = resamples(of).filter(|_| !open.is_empty()) else { return (known, 0) };
    let mut draws = ChaCha8Rng::seed_from_u64(seed);
    let mut found: Vec<Vec<f64>> = vec![Vec::with_capacity(resamples); open.len()];
    let rows = of.rows();
    for at in 0..resamples {
        let drawn: Vec<u32> = (0..rows).map(|_| below(&mut draws, rows as u64) as u32).collect();
        let sample = Sample::take(of, &drawn);
        for (values, name) in found.iter_mut().zip(&open) {
            values.extend(sample.score(of, name).and_then(Result::ok));
            if rows > 10_000 {
                pause(at as f64 / resamples as f64).await;
            }
        }
        pause(at as f64 / resamples as f64).await;
    }
    for (name, values) in open.iter().zip(found) {
        known.extend(percentiles(values, resamples, level).map(|interval| ((*name).to_string(), interval)));
    }
    (known, resamples as u32)
}

/// Number of resamples within the budget; none for a part without rows or with too many.
fn resamples(of: &Answered<'_>) -> Option<usize> {
    let cells = of.rows() * of.task.classes.len().max(1);
    (cells > 0 && cells <= MOST).then(|| (CELLS / cells).clamp(RESAMPLES.1, RESAMPLES.0))
}

/// Between the percentiles of the values; none where the figure was undefined in most resamples.
pub(crate) fn percentiles(mut values: Vec<f64>, resamples: usize, level: f64) -> Option<Interval> {
    values.sort_unstable_by(f64::total_cmp);
    if 2 * values.len() < resamples {
        return None;
    }
    let low = quantile_sorted(&values, (1.0 - level) / 2.0)?;
    let high = quantile_sorted(&values, (1.0 + level) / 2.0)?;
    let undefined = (resamples - values.len()) as u32;
    Some(Interval { low, high, method: IntervalMethod::Bootstrap, undefined })
}

/// An interval in closed form.
enum Closed {
    Interval(Interval),
    /// There is one, and it is not defined here.
    None,
    /// There is none for this figure.
    Open,
}

fn closed(of: &Answered<'_>, name: &str, level: f64) -> Closed {
    let (Prediction::Classes { index, probabilities }, Target::Classes { index: truth, .. }) =
        (of.prediction, of.target)
    else {
        return Closed::Open;
    };
    let count = |wanted: &dyn Fn(u32, u32) -> bool| {
        truth.iter().zip(index).filter(|(t, i)| wanted(**t, **i)).count() as u64
    };
    let rows = truth.len() as u64;
    if name == "accuracy" {
        return share(count(&|t, i| t == i), rows, level);
    }
    let Some(positive) = of.positive() else { return Closed::Open };
    let p = positive as u32;
    let right = || count(&|t, i| t == p && i == p);
    match name {
        "precision" => share(right(), count(&|_, i| i == p), level),
        "recall" => share(right(), count(&|t, _| t == p), level),
        "specificity" => share(count(&|t, i| t != p && i != p), count(&|t, _| t != p), level),
        "roc_auc" if probabilities.ncols() > 0 => {
            let (truth, scores) = of.against_rest(positive);
            auc_interval(&truth, &scores, level).map_or(Closed::None, Closed::Interval)
        }
        _ => Closed::Open,
    }
}

fn share(hits: u64, of: u64, level: f64) -> Closed {
    interval_of_share(hits, of, level).map_or(Closed::None, Closed::Interval)
}

/// DeLong's interval of the area under a ROC curve, cut to between 0 and 1.
pub(super) fn auc_interval(truth: &[bool], scores: &[f64], level: f64) -> Option<Interval> {
    let (auc, variance) = (roc_auc(truth, scores).ok()?, delong_variance(truth, scores).ok()?);
    let half = normal_quantile(0.5 + level / 2.0) * variance.sqrt();
    let (low, high) = ((auc - half).max(0.0), (auc + half).min(1.0));
    Some(Interval { low, high, method: IntervalMethod::Delong, undefined: 0 })
}

/// Rows that were drawn.
enum Sample {
    Classes { truth: Vec<u32>, index: Vec<u32>, probabilities: Vec<f64> },
    Numbers { truth: Vec<f64>, predicted: Vec<f64> },
    None,
}

impl Sample {
    fn take(of: &Answered<'_>, rows: &[u32]) -> Self {
        let at = || rows.iter().map(|row| *row as usize);
        match (of.prediction, of.target) {
            (Prediction::Classes { index, probabilities }, Target::Classes { index: truth, .. }) => {
                let cells = at().flat_map(|row| probabilities.row(row).into_iter().map(|p| f64::from(*p)));
                Self::Classes {
                    truth: at().map(|row| truth[row]).collect(),
                    index: at().map(|row| index[row]).collect(),
                    probabilities: cells.collect(),
                }
            }
            (Prediction::Numbers(predicted), Target::Numbers(truth)) => Self::Numbers {
                truth: at().map(|row| truth[row]).collect(),
                predicted: at().map(|row| predicted[row]).collect(),
            },
            _ => Self::None,
        }
    }

    fn score(&self, of: &Answered<'_>, name: &str) -> Option<Score> {
        match self {
            Self::Classes { truth, index, probabilities } => {
                let told = (!probabilities.is_empty()).then_some(probabilities.as_slice());
                let classes = of.task.classes.len();
                let answers = Classified::new(truth, index, told, classes, of.positive()).ok()?;
                classification_score(&answers, name)
            }
            Self::Numbers { truth, predicted } => {
                regression_score(&Regressed::new(truth, predicted).ok()?, of.features, name)
            }
            Self::None => None,
        }
    }
}
