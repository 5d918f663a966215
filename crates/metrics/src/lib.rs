//! Scores from targets and predictions.
//!
//! [`Classified`] and [`Regressed`] hold answers beside the truth and know every score of them,
//! [`Grouped`] groups that were found without one; [`METRICS`] says what each score means. Names and values are scikit-learn's: where it answers
//! zero with a warning (a precision without a positive prediction), so do these; where it answers
//! NaN or refuses, the score is [`Undefined`] with the reason. Sums run in the order of the rows,
//! so that scores are the same on every host. Rows are not weighted.

mod calibration;
mod class_report;
mod classified;
mod delong;
mod fairness;
mod forecasted;
mod group_thresholds;
mod grouped;
mod ranking;
mod registry;
mod regressed;
mod scores;
mod several;
mod thresholds;

pub use calibration::{BinRule, Brier, CalibrationBin, brier_parts, calibration_bins};
pub use class_report::{ClassFigures, ClassReport};
pub use classified::Classified;
pub use delong::delong_variance;
pub use fairness::{Apart, GroupCounts, apart, reweighing, worse};
pub use forecasted::Forecasted;
pub use group_thresholds::{GroupThreshold, Objective, Parity, group_thresholds};
pub use grouped::Grouped;
pub use ranking::{RocPoint, average_precision, roc_auc, roc_curve};
pub use registry::{METRICS, MetricInfo, Suits, metric};
pub use regressed::Regressed;
pub use scores::{
    Score, Scores, classification_score, regression_score, score_classification, score_of_class,
    score_regression,
};

pub use several::{hamming_loss, several_score, subset_accuracy};
pub use thresholds::{ThresholdCounts, threshold_counts};

/// Why a score has no value, in plain words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Undefined(pub &'static str);

impl std::fmt::Display for Undefined {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0)
    }
}

impl std::error::Error for Undefined {}

const NO_ROWS: Undefined = Undefined("there are no rows");
