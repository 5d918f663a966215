//! Whether one recipe is better than another: what is asked, and what the folds say.

use crate::{EvaluateSpec, FoldMethod, MeanScore, Recipe, TaskReport, Warning};
use serde::{Deserialize, Serialize};

/// One of the two that are compared.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Contestant {
    /// A recipe.
    Recipe(Box<Recipe>),
    /// The recipe of a model of the list, by its number.
    Model(u32),
}

/// What is compared, and how.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CompareRequest {
    /// The first; its `evaluate` says how rows are parted into folds.
    pub one: Contestant,
    /// The second.
    pub other: Contestant,
    /// How rows are parted into folds, in place of what the first says.
    #[serde(default)]
    pub evaluate: Option<EvaluateSpec>,
    /// The metric that is compared; the usual one of the question if none is named.
    #[serde(default)]
    pub metric: Option<String>,
    /// A difference that does not matter, in units of the metric. 0.01 of a share; of an error a hundredth of it.
    #[serde(default)]
    pub rope: Option<f64>,
    /// Whether to train both five times more on halves of the rows, for the 5×2-fold tests.
    #[serde(default)]
    pub five_by_two: bool,
}

/// What the folds say.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CompareReport {
    /// Kinds of the two models.
    pub models: [String; 2],
    /// What they predict.
    pub task: TaskReport,
    /// The metric.
    pub metric: String,
    /// Whether larger values of it are better.
    pub greater_is_better: bool,
    /// How rows were parted.
    pub method: FoldMethod,
    /// Folds of a repeat.
    pub folds: u32,
    /// Repeats.
    pub repeats: u32,
    /// Rows that both recipes keep.
    pub rows: u64,
    /// Scores of the two on each fold.
    pub each: Vec<ComparedFold>,
    /// Mean score of the first and of the second.
    pub means: [f64; 2],
    /// Mean of the differences with its 95 % interval: above zero where the first is better.
    pub difference: MeanScore,
    /// A difference that does not matter.
    pub rope: f64,
    /// How probable it is that either is better by more than that.
    #[serde(default)]
    pub probabilities: Option<Probabilities>,
    /// Significance tests, those that are defined.
    pub tests: Vec<ComparisonTest>,
    /// What it comes to.
    pub verdict: Verdict,
    /// Seed of the first recipe, which the folds are drawn by.
    pub seed: u64,
    /// SHA-256 of the data.
    pub data_sha256: String,
    /// Wall-clock seconds.
    pub seconds: f64,
    /// What went wrong without stopping it, and what was left out.
    pub warnings: Vec<Warning>,
}

/// A fold.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ComparedFold {
    /// Its repeat, from 1.
    pub repeat: u32,
    /// Its number in the repeat, from 1.
    pub fold: u32,
    /// Scores of the two.
    pub scores: [f64; 2],
    /// How much better the first is.
    pub difference: f64,
}

/// Of the Bayesian correlated t-test.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Probabilities {
    /// The first is better by more than the difference that does not matter.
    pub first: f64,
    /// It does not matter which.
    pub same: f64,
    /// The second is better by more.
    pub second: f64,
}

/// A significance test.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ComparisonTest {
    /// `corrected_t`, `five_by_two_t`, `five_by_two_f` or `mcnemar`.
    pub name: String,
    /// Its statistic.
    pub statistic: f64,
    /// Degrees of freedom, two of an F, none of an exact test.
    pub df: Vec<f64>,
    /// How probable so large a difference is, were there none.
    pub p_value: f64,
    /// Rows that only the first and only the second answers right, of McNemar's test.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub only_right: Option<[u64; 2]>,
}

/// What a comparison comes to: by the probabilities, 0.95 being enough.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The first is better.
    First,
    /// The second is better.
    Second,
    /// It does not matter which.
    Same,
    /// The folds cannot tell.
    Unclear,
}
