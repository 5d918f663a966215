//! How far a model can be trusted: its figures with intervals, its thresholds, its mistakes, and what hints at
//! a leak.

use crate::{Condition, Drawing, Parts, Warning};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Intervals by the metric's name.
pub type Intervals = BTreeMap<String, Interval>;

/// Bounds that a figure would keep to in most samples like this one.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Interval {
    /// Lower bound.
    pub low: f64,
    /// Upper bound.
    pub high: f64,
    /// How it was computed.
    pub method: IntervalMethod,
    /// Of a bootstrap the resamples in which the figure was not defined; they are left out.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub undefined: u32,
}

fn is_zero(n: &u32) -> bool {
    *n == 0
}

/// How an interval is computed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IntervalMethod {
    /// Between percentiles of the figure over resamples of the rows.
    #[default]
    Bootstrap,
    /// Wilson's score interval of a share of rows.
    Wilson,
    /// DeLong's variance of the area under a ROC curve.
    Delong,
    /// Student's distribution of a mean.
    Student,
    /// Between percentiles of the figure over resamples of runs of forecasts.
    Blocks,
}

/// How sure the figures of a model are, on rows that it was not fitted to.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Sureness {
    /// Intervals of its figures; none of the training part.
    pub intervals: Parts<Intervals>,
    /// Of several targets those of each by its name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub targets: BTreeMap<String, Parts<Intervals>>,
}

/// How a model stood the test of rows that it was not fitted on.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Judgement {
    /// SHA-256 of the model that was judged.
    pub model_sha256: String,
    /// Part that all but `intervals` is of: test, or validation, or train where the later ones are empty.
    pub part: String,
    /// Column that is predicted.
    pub target: String,
    /// Rows of that part.
    pub rows: u64,
    /// Share of samples in which an interval is meant to hold the figure.
    pub level: f64,
    /// Resamples of each part.
    pub resamples: Parts<u32>,
    /// Intervals of the model's figures.
    pub intervals: Parts<Intervals>,
    /// Of classes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub classes: Option<ClassJudgement>,
    /// Of numbers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub numbers: Option<NumberJudgement>,
    /// Intervals or sets of answers with a promised share of hits.
    #[serde(default)]
    pub conformal: Vec<Conformal>,
    /// The most confident mistakes, or the largest errors, first.
    #[serde(default)]
    pub mistakes: Vec<Mistake>,
    /// Where it fails more often than elsewhere, the surest first.
    #[serde(default)]
    pub segments: Segments,
    /// What hints at a leak.
    #[serde(default)]
    pub leaks: Vec<Leak>,
    /// How well each column alone tells the target, the best first.
    #[serde(default)]
    pub alone: Vec<Alone>,
    /// Pictures, in order.
    #[serde(default)]
    pub pictures: Vec<Drawing>,
    /// What could not be told, and why.
    #[serde(default)]
    pub notes: Vec<Warning>,
}

/// What is known of a classifier.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ClassJudgement {
    /// Figures of each class, in order.
    pub report: Vec<ClassLine>,
    /// Their means: `micro`, `macro`, `weighted`.
    pub means: Vec<ClassLine>,
    /// Rows by true class, then by chosen class.
    pub confusion: Vec<Vec<u64>>,
    /// The positive of two classes, or each class against the rest.
    pub against_rest: Vec<AgainstRest>,
}

/// A line of the classification report.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ClassLine {
    /// Class, or name of the mean.
    pub name: String,
    /// Share of the rows for which it was chosen that have it.
    pub precision: f64,
    /// Share of its rows for which it was chosen.
    pub recall: f64,
    /// Harmonic mean of both.
    pub f1: f64,
    /// Rows that have it.
    pub support: u64,
    /// Interval of the precision, where it was chosen at all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub precision_interval: Option<Interval>,
    /// Interval of the recall, where there are rows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recall_interval: Option<Interval>,
}

/// One class against the rest by its probability.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct AgainstRest {
    /// The class.
    pub class: String,
    /// Rows that have it.
    pub positives: u64,
    /// Rows that have not.
    pub negatives: u64,
    /// Thresholds from the highest down, of many some of them, the last being that at which all rows are called
    /// positive.
    pub thresholds: Vec<f64>,
    /// Rows with the class whose probability is at least the threshold.
    pub true_positives: Vec<u64>,
    /// Rows without it whose probability is at least the threshold.
    pub false_positives: Vec<u64>,
    /// Area under the ROC curve, where it is defined.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub roc_auc: Option<f64>,
    /// Its interval.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub roc_auc_interval: Option<Interval>,
    /// Average precision, where it is defined.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub average_precision: Option<f64>,
    /// Mean probability, share that has the class and rows, in bins of equal width.
    pub uniform: Vec<(f64, f64, u64)>,
    /// The same in bins of equally many rows.
    pub quantile: Vec<(f64, f64, u64)>,
    /// The parts of the Brier score over the bins of equally many rows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub brier: Option<BrierParts>,
}

/// The Brier score and what it is made of: `reliability - resolution + uncertainty + within`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct BrierParts {
    /// The score.
    pub score: f64,
    /// How far the probabilities are from what happened.
    pub reliability: f64,
    /// How far the bins are from the share of the class.
    pub resolution: f64,
    /// What the share of the class alone leaves open.
    pub uncertainty: f64,
    /// What rows of a bin differ by.
    pub within: f64,
}

/// What is known of a regressor. A residual is the actual number less the predicted.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct NumberJudgement {
    /// Share and residual: 0, 5, 25, 50, 75, 95 and 100 percent.
    pub quantiles: Vec<(f64, f64)>,
    /// Mean of the residuals.
    pub mean: f64,
    /// Their sample standard deviation; none of one row.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub std: Option<f64>,
    /// Correlation of the Q-Q points: 1 for normal residuals.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub normality: Option<f64>,
}

/// Answers that hold the truth as often as promised, whatever the model: calibrated on validation rows, counted
/// on test rows.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Conformal {
    /// `absolute_residual` for intervals; `lac` and `aps` for sets of classes.
    pub method: String,
    /// Share that is promised.
    pub level: f64,
    /// Score up to which an answer is let in: half the width of an interval; of sets one less the probability, or
    /// the sum of probabilities.
    pub quantile: f64,
    /// Validation rows that it was taken from.
    pub calibrated_on: u64,
    /// Test rows that it was counted on.
    pub measured_on: u64,
    /// Share of them whose truth is held.
    pub coverage: f64,
    /// Wilson's interval of that share.
    pub interval: Interval,
    /// Mean width of the intervals, or mean number of classes in a set.
    pub size: f64,
    /// Test rows by the number of classes in their set, from none on; empty for intervals.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sets: Vec<u64>,
}

/// A row that was answered wrong.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Mistake {
    /// The row: 0-based position in the file.
    pub row: u64,
    /// What is true.
    pub actual: String,
    /// What was answered.
    pub predicted: String,
    /// Probability of the answer; of numbers the error. None where the model gives none.
    pub amount: Option<f64>,
}

/// Where a model fails, found on some rows and measured on others.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Segments {
    /// Rows that segments were looked for in.
    pub found_on: u64,
    /// Other rows that they were measured on.
    pub measured_on: u64,
    /// Error over all of those: the share of mistakes, or the mean absolute error.
    pub overall: f64,
    /// The segments, the worst first.
    pub list: Vec<Segment>,
}

/// Rows that have something in common.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Segment {
    /// What their cells meet, all of it: a filter of the grid.
    pub filter: Vec<Condition>,
    /// The same in words.
    pub words: String,
    /// Measured rows in it.
    pub rows: u64,
    /// Their error: the share of mistakes, or the mean absolute error.
    pub error: f64,
    /// Chance of a difference like this were there none, corrected by Holm for the number of segments: Fisher's
    /// exact test of mistakes, the rank test of Mann and Whitney of absolute errors.
    pub p_value: f64,
}

/// Something that hints at knowledge which a model will not have in use.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Leak {
    /// Stable machine name: `leak.column`, `leak.too_good`, `leak.time`, `split.twice`, `split.drift`.
    pub code: String,
    /// What was noticed, with the numbers.
    pub message: String,
    /// Columns that it is about.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<String>,
}

/// How well one column alone tells the target on rows that were held out.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Alone {
    /// Column.
    pub column: String,
    /// 0 for guessing and 1 for knowing: balanced accuracy above chance, or R².
    pub score: f64,
}
