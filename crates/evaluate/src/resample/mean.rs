//! A score over folds, with an interval that does not take the folds for independent.

use glasshouse_spec::MeanScore;
use glasshouse_stats::distributions::student_t_quantile;
use glasshouse_stats::{mean, sample_std};

/// Half of the interval's complement.
const TAIL: f64 = 0.025;

/// Mean, deviation and 95 % interval of a score over folds; none of no scores. `ratio` is the number of test rows
/// of a fold over that of its training rows.
///
/// Folds share training rows, so that the plain standard error of their mean is too small. The interval is that
/// of Student's t with one degree less than there are scores and the variance s² (1/n + `ratio`): C. Nadeau and Y. Bengio,
/// "Inference for the generalization error", Machine Learning 52 (2003). It ends where the metric does. O(scores).
pub fn mean_score(metric: &str, scores: &[f64], ratio: f64) -> Option<MeanScore> {
    let centre = mean(scores)?;
    let (least, most) = glasshouse_metrics::metric(metric)
        .map_or((f64::NEG_INFINITY, f64::INFINITY), glasshouse_metrics::MetricInfo::range);
    let n = scores.len() as f64;
    let std = sample_std(scores);
    let half = std.map(|std| {
        let quantile = student_t_quantile(1.0 - TAIL, n - 1.0);
        quantile * std * (1.0 / n + ratio).sqrt()
    });
    Some(MeanScore {
        mean: centre,
        std,
        low: half.map(|half| (centre - half).max(least)),
        high: half.map(|half| (centre + half).min(most)),
        folds: scores.len() as u32,
    })
}
