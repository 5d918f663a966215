//! What training, applying and exporting report.

use crate::{Fault, ModelSpec, Recipe, TaskKind, Warning};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Scores by the metric's name.
pub type Scores = BTreeMap<String, f64>;

/// Something for each of the three parts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parts<T> {
    /// Rows that the pipeline is fitted on.
    pub train: T,
    /// Rows for choosing between models.
    pub validation: T,
    /// Rows that nothing is chosen on.
    pub test: T,
}

/// The answer of `train`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct TrainReport {
    /// What was trained, with every parameter, defaults included.
    pub model: ModelSpec,
    /// What it predicts.
    pub task: TaskReport,
    /// Where the rows went.
    pub rows: RowCounts,
    /// Names of the prepared features.
    pub features: Vec<String>,
    /// Scores of the model. A metric that is undefined for a part is left out and `notes` says why.
    pub metrics: Parts<Scores>,
    /// Intervals of the model's scores, where they were asked for; those of a forecast always. None of the training
    /// part, which it was fitted to.
    #[serde(default, skip_serializing_if = "nothing")]
    pub intervals: Parts<crate::Intervals>,
    /// Scores of the dummy baseline.
    pub baseline: Parts<Scores>,
    /// Of several targets the scores of each by its name; `metrics` and `baseline` are then means over
    /// them, and what is of all of them together.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub targets: BTreeMap<String, TargetScores>,
    /// Seed of the recipe.
    pub seed: u64,
    /// SHA-256 of the data file; of several files that were combined, of their hashes in order,
    /// in hexadecimal, a line each.
    pub data_sha256: String,
    /// The files that the rows come from, in the order in which they were combined.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<crate::FileRecord>,
    /// How the data stood to the recipe's rules, where it has any; without the cells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rules: Option<crate::RuleReport>,
    /// SHA-256 of the recipe as canonical JSON.
    pub recipe_sha256: String,
    /// SHA-256 of the fitted pipeline.
    pub model_sha256: String,
    /// How a forest answers the training rows by the trees that were not grown on them, if that was asked
    /// for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub out_of_bag: Option<OutOfBag>,
    /// What was forecast, where the model is one of series over time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub forecast: Option<ForecastReport>,
    /// Wall-clock seconds.
    pub seconds: Seconds,
    /// What to know about this run.
    #[serde(default)]
    pub warnings: Vec<Warning>,
    /// Whether training was stopped early and the best so far was kept.
    #[serde(default)]
    pub stopped_early: bool,
    /// Whether it went on from what an earlier training had come to; `seconds.fit` holds both.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub continued: bool,
}

/// What a forecast reads and how far it looks, as it was decided.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ForecastReport {
    /// Column of the times.
    pub time: String,
    /// Column that tells the series apart; empty where there is one series.
    #[serde(default)]
    pub group: String,
    /// Distance of two times, in words: `day`, `15 minutes`.
    pub every: String,
    /// Steps after which a series is like itself; 1 for none.
    pub season: u32,
    /// Steps ahead.
    pub horizon: u32,
    /// Share of the actual values that intervals are to hold, in percent.
    pub interval: u32,
    /// Number of series.
    pub series: u64,
    /// Times between the first and the last of each series, those without a row included.
    pub times: u64,
    /// Of them, those without a row or a target: filled from the past, and not scored.
    pub filled: u64,
    /// Other columns that it is told.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub told: Vec<String>,
    /// Of them, those that are known beforehand: as they are at the time that is forecast.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub known: Vec<String>,
}

/// A score on training rows, each answered by the trees that were not grown on it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OutOfBag {
    /// `accuracy` or `r2`.
    pub metric: String,
    /// The score.
    pub score: f64,
    /// Training rows that some tree was not grown on.
    pub rows: u64,
}

/// The scores of one of several targets.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct TargetScores {
    /// Of the model.
    pub metrics: Parts<Scores>,
    /// Intervals of these, where they were asked for.
    #[serde(default, skip_serializing_if = "nothing")]
    pub intervals: Parts<crate::Intervals>,
    /// Of the dummy baseline.
    pub baseline: Parts<Scores>,
}

fn nothing(of: &Parts<crate::Intervals>) -> bool {
    *of == Parts::default()
}

/// What is predicted, as it was decided.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskReport {
    /// Kind of question.
    pub kind: TaskKind,
    /// Column that is predicted; empty where there is none.
    pub target: String,
    /// Classes in order, or groups that were found without a target; empty for regression.
    pub classes: Vec<String>,
    /// The positive of two classes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub positive: Option<String>,
    /// Further columns that are predicted together with it, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<TargetReport>,
}

/// A further column that is predicted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TargetReport {
    /// Name of the column.
    pub name: String,
    /// Classes in order; empty for regression.
    pub classes: Vec<String>,
    /// The positive of two classes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub positive: Option<String>,
}

impl TaskReport {
    /// The task of each target by itself, in order; one where there is one.
    pub fn each(&self) -> Vec<Self> {
        let own = Self { also: Vec::new(), ..self.clone() };
        let further = self.also.iter().map(|one| Self {
            kind: self.kind,
            target: one.name.clone(),
            classes: one.classes.clone(),
            positive: one.positive.clone(),
            also: Vec::new(),
        });
        std::iter::once(own).chain(further).collect()
    }
}

/// Where the rows went.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowCounts {
    /// Rows in the file.
    pub read: u64,
    /// Rows dropped by cleaning or for want of a target.
    pub dropped: u64,
    /// Training rows.
    pub train: u64,
    /// Validation rows.
    pub validation: u64,
    /// Test rows.
    pub test: u64,
}

/// Wall-clock seconds of the stages.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Seconds {
    /// Reading and inference.
    pub read: f64,
    /// Cleaning, split and preparation.
    pub prepare: f64,
    /// Training.
    pub fit: f64,
    /// Predicting and scoring.
    pub score: f64,
}

/// What the pictures of a trained model show, for one part.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Diagnostics {
    /// Part that is shown: test, or validation, or train where the later ones are empty.
    pub part: String,
    /// Confusion matrix, rows true and columns predicted; classification only.
    #[serde(default)]
    pub confusion: Vec<Vec<u64>>,
    /// Receiver operating characteristics, one for the positive class or one for each class.
    #[serde(default)]
    pub roc: Vec<RocCurve>,
    /// Actual and predicted of at most a few thousand rows; regression only.
    #[serde(default)]
    pub actual_predicted: Vec<(f64, f64)>,
    /// Number of rows that `actual_predicted` was sampled from.
    #[serde(default)]
    pub sampled_from: u64,
    /// Importances or coefficients by prepared feature, largest magnitude first.
    #[serde(default)]
    pub weights: Vec<(String, f64)>,
    /// What `weights` are: `coefficient` or `impurity`.
    #[serde(default)]
    pub weights_are: String,
    /// How the loss fell, for estimators that learn step by step.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub curve: Option<LearningCurve>,
    /// The groups that rows were put into without a target.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub groups: Option<Groups>,
    /// Further pictures, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pictures: Vec<Drawing>,
    /// Of several targets what is shown of each further one, in the order of the task's `also`; all else is
    /// of the first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<Diagnostics>,
}

/// Groups that rows were put into without a target, for one part.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Groups {
    /// Name and rows of each group, in the order of the task's classes.
    pub sizes: Vec<(String, u64)>,
    /// What the number beside a row's group is: `distance`, `probability`, `score`.
    pub beside: String,
    /// The most unusual rows first: the row (0-based position in the file), its group and its number.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unusual: Vec<(u64, String, f64)>,
}

/// A picture with its data.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drawing {
    /// What it shows, as a word for its title: `components`, `clusters_by_number`.
    pub name: String,
    /// JSON of a `glasshouse_chart::ChartSpec`.
    pub spec: String,
}

/// How the loss fell while a model was trained.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct LearningCurve {
    /// What a step is: `tree`, `iteration`.
    pub unit: String,
    /// Name of the loss: `log_loss`.
    pub loss: String,
    /// Steps after which it was measured, ascending.
    pub at: Vec<u64>,
    /// Mean loss of rows that were learned from.
    pub train: Vec<f64>,
    /// Mean loss of rows held back for early stopping, else of the validation part; empty where there are
    /// none. Shorter than `at` where a training went on: then it is of the last steps.
    #[serde(default)]
    pub validation: Vec<f64>,
    /// Name of the metric beside the loss, `accuracy` or `r2`; empty for none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub metric: String,
    /// The metric of rows that were learned from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub train_metric: Vec<f64>,
    /// The metric of the rows of `validation`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub validation_metric: Vec<f64>,
}

/// One receiver operating characteristic.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RocCurve {
    /// Class that is caught.
    pub class: String,
    /// False positive rate, true positive rate, threshold.
    pub points: Vec<(f64, f64, f64)>,
    /// Area under the curve.
    pub auc: f64,
}

/// A choice that was made for the person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// Path in the recipe: `task.kind`, `prepare[0]`, `split`, `model`.
    pub path: String,
    /// Why, in plain words, with the numbers that decided.
    pub why: String,
}

/// A recipe that trains as it stands, with the reasons for its choices.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Suggestion {
    /// The recipe.
    pub recipe: Recipe,
    /// The reasons.
    pub reasons: Vec<Reason>,
    /// What to look at before training.
    pub warnings: Vec<Warning>,
}

/// How new data met the model.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ApplyReport {
    /// File that was scored.
    pub file: String,
    /// Rows in it.
    pub rows: u64,
    /// Rows with a target, which `metrics` are of; 0 where the file has no target.
    #[serde(default)]
    pub used: u64,
    /// Columns of the file that the model does not read.
    pub extra: Vec<String>,
    /// Cells that could not be read as the model's type and count as missing, by column.
    pub unparsed: BTreeMap<String, u64>,
    /// Cells of categories that the training rows did not have, by column.
    pub unseen: BTreeMap<String, u64>,
    /// Missing cells by column, where the training rows had none.
    pub missing: BTreeMap<String, u64>,
    /// Negative numbers that a logarithm took as 0, by column.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub negative: BTreeMap<String, u64>,
    /// Scores, where the file has the target.
    #[serde(default)]
    pub metrics: Option<Scores>,
    /// Intervals of the scores, where there is one target.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub intervals: crate::Intervals,
    /// Figures of each class and their means, as scikit-learn's classification report, where one target has classes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub classes: Vec<crate::ClassLine>,
    /// Of several targets the scores of each by its name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub targets: BTreeMap<String, Scores>,
    /// Intervals of these.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub target_intervals: BTreeMap<String, crate::Intervals>,
    /// How the file stood to the recipe's rules, where it has any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rules: Option<crate::RuleReport>,
    /// What to look at, where the file was joined with others.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<Warning>,
    /// How the columns stand to those of the training rows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub drift: Option<Box<crate::DriftReport>>,
    /// The first rows: columns of the result and their cells.
    pub preview: RowsPage,
}

/// A window of rows, as text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowsPage {
    /// Index of the first row.
    pub start: u64,
    /// Column names.
    pub columns: Vec<String>,
    /// Cells by row; `None` is missing.
    pub rows: Vec<Vec<Option<String>>>,
    /// Position of each row in the file, where a view chose them.
    #[serde(default)]
    pub numbers: Vec<u64>,
    /// Rows of the whole view; 0 where there is none.
    #[serde(default)]
    pub total: u64,
}

/// The proof of an export: what was compared, and what came out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Receipt {
    /// Runtime that reloaded the file, with its version; `None` where none was found.
    pub runtime: Option<String>,
    /// SHA-256 of the ONNX file.
    pub onnx_sha256: String,
    /// SHA-256 of the fitted pipeline.
    pub model_sha256: String,
    /// Rows that were compared.
    pub rows: u64,
    /// Part that they come from.
    pub part: String,
    /// Rows whose label differs.
    pub labels_differ: u64,
    /// Largest absolute difference of a probability, or relative of a prediction.
    pub max_difference: f64,
    /// Largest difference that is accepted.
    pub tolerance: f64,
    /// Whether the export is equal to what was trained.
    pub equal: bool,
    /// Why there is no proof, or no ONNX.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fault: Option<Fault>,
}

/// Code of the fault in the receipt of a model that ONNX cannot express.
pub const NOT_IN_ONNX: &str = "onnx.not_supported";

impl Receipt {
    /// Whether there is no ONNX file and never will be, which was said before the model was trained.
    pub fn has_no_onnx(&self) -> bool {
        self.fault.as_ref().is_some_and(|fault| fault.code == NOT_IN_ONNX)
    }
}
