//! Cross-validation: how rows are parted again and again, and what came of it.

use crate::{Fault, ModelSpec, ParamValue, Scores, SearchMethod, TaskReport, Warning};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Folds of a cross-validation where nobody says how many.
pub const DEFAULT_FOLDS: u32 = 5;

/// How rows are parted into folds. The names are those of scikit-learn's splitters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FoldMethod {
    /// Shuffled, then cut into equal pieces.
    KFold,
    /// The same, every class keeping its share in each fold.
    StratifiedKFold,
    /// Whole groups, the folds as even as can be.
    GroupKFold,
    /// Earlier rows train and the rows that follow them test, each fold beginning later.
    TimeSeriesSplit,
    /// Every row by itself.
    LeaveOneOut,
}

impl FoldMethod {
    /// All, in the order in which they are offered.
    pub const ALL: [Self; 5] =
        [Self::KFold, Self::StratifiedKFold, Self::GroupKFold, Self::TimeSeriesSplit, Self::LeaveOneOut];

    /// As recipes write it.
    pub fn name(self) -> &'static str {
        match self {
            Self::KFold => "k_fold",
            Self::StratifiedKFold => "stratified_k_fold",
            Self::GroupKFold => "group_k_fold",
            Self::TimeSeriesSplit => "time_series_split",
            Self::LeaveOneOut => "leave_one_out",
        }
    }
}

/// The answer of `cv`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CvReport {
    /// What was trained in every fold, with every parameter.
    pub model: ModelSpec,
    /// What it predicts.
    pub task: TaskReport,
    /// How the rows were parted.
    pub method: FoldMethod,
    /// Folds of each repeat.
    pub folds: u32,
    /// Times that the rows were parted anew.
    pub repeats: u32,
    /// Rows that took part: all that are left after cleaning, whatever part of the split they are in.
    pub rows: u64,
    /// Rows in the file.
    pub read: u64,
    /// Each fold, in order.
    pub each: Vec<FoldReport>,
    /// The scores over the folds, by metric.
    pub metrics: BTreeMap<String, MeanScore>,
    /// Those of the dummy baseline.
    pub baseline: BTreeMap<String, MeanScore>,
    /// Scores of all answers together, each given by the model that had not seen the row; of the first repeat.
    /// Empty where the folds do not hold every row.
    pub pooled: Scores,
    /// Seed of the recipe, which the folds are drawn with.
    pub seed: u64,
    /// SHA-256 of the data.
    pub data_sha256: String,
    /// SHA-256 of the recipe.
    pub recipe_sha256: String,
    /// What searching within each fold came to, where that was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nested: Option<NestedReport>,
    /// Wall-clock seconds of all folds.
    pub seconds: f64,
    /// What to know about it.
    #[serde(default)]
    pub warnings: Vec<Warning>,
}

/// What searching within each fold of a cross-validation came to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NestedReport {
    /// How trials were chosen.
    pub method: SearchMethod,
    /// Trials within each fold.
    pub trials: u32,
    /// Folds within each fold that the trials were judged by.
    pub folds: u32,
    /// The metric that was to become better.
    pub metric: String,
    /// Mean of the best trials' own scores: what a search tells of itself, which is too good to the extent that it
    /// was chosen by. Beside it stands the mean of that metric over the outer folds.
    pub inner: f64,
}

/// One fold of a cross-validation.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct FoldReport {
    /// Which repeat it is in, from 1.
    pub repeat: u32,
    /// Its number there, from 1.
    pub fold: u32,
    /// Rows that were trained on.
    pub train: u64,
    /// Rows that were scored.
    pub test: u64,
    /// The scores that are defined.
    pub metrics: Scores,
    /// Those of the dummy baseline.
    pub baseline: Scores,
    /// What the search within it chose, by place in the recipe, in a nested cross-validation.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub chosen: BTreeMap<String, ParamValue>,
    /// Wall-clock seconds.
    pub seconds: f64,
    /// Why nothing could be trained on it; then it has no scores, and the means are of the others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fault: Option<Fault>,
}

/// A score over folds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct MeanScore {
    /// Mean over the folds in which it is defined.
    pub mean: f64,
    /// Sample standard deviation over them; none of one fold.
    pub std: Option<f64>,
    /// Lower end of the 95 % interval of the mean; none of one fold.
    pub low: Option<f64>,
    /// Upper end.
    pub high: Option<f64>,
    /// Folds in which it is defined.
    pub folds: u32,
}

/// What a curve of scores goes over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CurveOver {
    /// The number of training rows: scikit-learn's `learning_curve`.
    Rows,
    /// The values of a parameter, by its place in the recipe: scikit-learn's `validation_curve`.
    Parameter(String),
}

/// How scores change with the number of rows, or with a parameter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CurveReport {
    /// What it goes over.
    pub over: CurveOver,
    /// What it predicts.
    pub task: TaskReport,
    /// The metric.
    pub metric: String,
    /// Whether larger is better.
    pub greater_is_better: bool,
    /// Training rows, or values of the parameter, ascending.
    pub at: Vec<f64>,
    /// Names of the values where they are no numbers; empty otherwise.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub names: Vec<String>,
    /// Whether the numbers are even in their logarithms.
    #[serde(default)]
    pub log: bool,
    /// The metric on the rows that were trained on, over the folds.
    pub train: Vec<MeanScore>,
    /// The metric on the rows that were held out.
    pub held: Vec<MeanScore>,
    /// What it says.
    pub reading: CurveReading,
    /// Folds behind each point.
    pub folds: u32,
    /// Wall-clock seconds.
    pub seconds: f64,
    /// What to know about it.
    #[serde(default)]
    pub warnings: Vec<Warning>,
}

/// What a curve says, with the numbers that say it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CurveReading {
    /// With the last rows that came it still became better: more would help.
    MoreRows {
        /// By how much the score on held out rows became better from the last point but one to the last.
        gain: f64,
    },
    /// Training rows are answered much better than others, and more rows do not close the gap: a simpler model
    /// might.
    Overfits {
        /// By how much.
        gap: f64,
    },
    /// Both are about as good, and more rows change nothing: another model or other columns might.
    Settled,
    /// The best value of the parameter, and whether it is at an end of what was tried.
    Best {
        /// Place in the list of values.
        place: u32,
        /// Whether the values beyond it were not tried.
        at_end: bool,
    },
}

/// What the errors of a recipe are made of, from models that were trained on bootstrap samples of the training rows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DecompositionReport {
    /// What is predicted.
    pub task: TaskReport,
    /// `0-1_loss` of classes, `mse` of numbers.
    pub loss: String,
    /// Mean loss of the models.
    pub expected_loss: f64,
    /// Loss of what they say together: of their most frequent class, or of the square of what their mean misses. What
    /// nobody can know is in it.
    pub bias: f64,
    /// How far they are from what they say together. Of numbers bias and variance add up to the expected loss; of classes
    /// they need not.
    pub variance: f64,
    /// Number of models.
    pub rounds: u32,
    /// Training rows of each, some of them more than once.
    pub train: u64,
    /// Part that was answered.
    pub part: String,
    /// Its rows.
    pub rows: u64,
    /// What it says.
    pub reading: DecompositionReading,
    /// Wall-clock seconds.
    pub seconds: f64,
    /// What to know about it.
    #[serde(default)]
    pub warnings: Vec<Warning>,
}

/// What the errors are mostly made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DecompositionReading {
    /// Two thirds and more are variance: the model follows the rows that it happened to see.
    Variance,
    /// Two thirds and more are bias: it is too simple, or nobody could know.
    Bias,
    /// Neither.
    Both,
    /// There are no errors.
    None,
}
