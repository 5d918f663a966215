//! What is known of a regressor: how its residuals are spread.

use super::Answered;
use super::plain::quantile;
use glasshouse_learn::{Prediction, Target};
use glasshouse_spec::NumberJudgement;
use glasshouse_stats::{mean, probability_plot, sample_std};

/// Shares whose residuals are told.
const SHARES: [f64; 7] = [0.0, 0.05, 0.25, 0.5, 0.75, 0.95, 1.0];

/// The actual numbers less the predicted ones; none of a classifier.
pub(super) fn residuals(of: &Answered<'_>) -> Vec<f64> {
    match (of.prediction, of.target) {
        (Prediction::Numbers(predicted), Target::Numbers(truth)) => {
            truth.iter().zip(predicted).map(|(t, p)| t - p).collect()
        }
        _ => Vec::new(),
    }
}

/// How the residuals are spread; `None` of a classifier and without rows.
pub(super) fn numbers(of: &Answered<'_>) -> Option<NumberJudgement> {
    let residuals = residuals(of);
    Some(NumberJudgement {
        mean: mean(&residuals)?,
        quantiles: SHARES.iter().map(|share| (*share, quantile(&residuals, *share))).collect(),
        std: sample_std(&residuals),
        normality: probability_plot(&residuals, 2).map(|plot| plot.r),
    })
}
