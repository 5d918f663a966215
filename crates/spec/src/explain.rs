//! What is asked about why a model answers as it does, and what is told.

use crate::{
    CounterfactualReport, CounterfactualRequest, SimilarReport, SimilarRequest, SurrogateReport,
    SurrogateRequest, Warning,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A question about the model that is looked at.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Explain {
    /// How much worse the model answers where the cells of a column change places.
    Permutation(PermutationRequest),
    /// How much worse the model answers where it is trained without a column. It needs the rows that it was trained on.
    DropColumn(DropColumnRequest),
    /// What each column contributes to the answers of rows.
    Shap(ShapRequest),
    /// How the answer changes with a column.
    Curves(CurvesRequest),
    /// Whether two columns matter together in another way than each for itself.
    Interaction(InteractionRequest),
    /// What the model answers to a row that is written by hand.
    WhatIf(WhatIfRequest),
    /// What would give another answer to a row.
    Counterfactual(CounterfactualRequest),
    /// Which training rows are like a row.
    Similar(SimilarRequest),
    /// Which rules answer as the model does, as far as a shallow tree can.
    Surrogate(SurrogateRequest),
}

/// Options of permutation importance.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct PermutationRequest {
    /// Metric by which answers are worse, as a recipe names it; the first that suits the task when left out.
    pub metric: Option<String>,
    /// How often each column's cells change places; 10 when left out.
    pub repeats: Option<u32>,
    /// Rows at most, spread over all; all when left out.
    pub rows: Option<u32>,
    /// Columns of numbers whose rank correlation is at least this, above or below zero, change places together.
    pub correlated: Option<f64>,
}

/// Options of importance by dropping columns.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct DropColumnRequest {
    /// Metric by which answers are worse, as a recipe names it; the first that suits the task when left out.
    pub metric: Option<String>,
    /// Columns, as the file names them; all that the model reads when empty.
    pub columns: Vec<String>,
}

/// How SHAP values are computed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ShapApproach {
    /// Exactly where the model allows it, by asking the model else.
    #[default]
    Auto,
    /// Of trees, by how many training rows went each way.
    TreePathDependent,
    /// Of trees, against some training rows.
    Interventional,
    /// Of any model, by asking it about mixtures of rows; told by raw columns.
    Sampled,
}

/// Options of SHAP values.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ShapRequest {
    /// Rows at most, spread over all; 200 when left out.
    pub rows: Option<u32>,
    /// One row alone, by its number in the file from 0.
    pub row: Option<u64>,
    /// How.
    pub approach: ShapApproach,
    /// Rows of the background at most.
    pub background: Option<u32>,
}

/// Options of curves.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct CurvesRequest {
    /// Columns, as the file names them; all that the model reads when empty.
    pub columns: Vec<String>,
    /// Rows at most, spread over all; 200 when left out.
    pub rows: Option<u32>,
    /// Points of a curve of numbers; 30 when left out.
    pub points: Option<u32>,
}

/// Two columns.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct InteractionRequest {
    /// The columns.
    pub columns: [String; 2],
    /// Rows at most, spread over all; 60 when left out. The model is asked their number squared.
    #[serde(default)]
    pub rows: Option<u32>,
}

/// A row that is written by hand.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct WhatIfRequest {
    /// The row that it starts from, by its number in the file from 0; the first that is shown when left out.
    pub row: Option<u64>,
    /// Cells that differ from it, by column; `None` for a missing one.
    pub cells: BTreeMap<String, Option<String>>,
}

/// What is told.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Explanation {
    /// How much worse the model answers where the cells of a column change places.
    Permutation(PermutationReport),
    /// How much worse it answers where it is trained without a column; the same figures, of resamples of the rows.
    DropColumn(PermutationReport),
    /// What each column contributes.
    Shap(ShapReport),
    /// How the answer changes with a column.
    Curves(CurvesReport),
    /// How far two columns matter together.
    Interaction(InteractionReport),
    /// What the model answers to a row.
    WhatIf(Box<WhatIfReport>),
    /// What would give another answer.
    Counterfactual(CounterfactualReport),
    /// Which training rows are alike.
    Similar(SimilarReport),
    /// A shallow tree that answers as the model does.
    Surrogate(SurrogateReport),
}

/// Importance by permutation, or by training without a column.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PermutationReport {
    /// The metric.
    pub metric: String,
    /// Whether larger values of it are better.
    pub greater_is_better: bool,
    /// Its value with all columns as they are.
    pub score: f64,
    /// Which rows: `test`, `validation`, `train` or `data`.
    pub part: String,
    /// Number of rows.
    pub rows: u64,
    /// How often cells changed places; without a column the resamples of the rows.
    pub repeats: u32,
    /// The columns, the most important first.
    pub importances: Vec<Importance>,
    /// What to know about it.
    #[serde(default)]
    pub warnings: Vec<Warning>,
}

/// How much worse the metric is where the cells of some columns change places, or where the model is trained without
/// one; below zero where it is better.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Importance {
    /// The columns, one unless they change places together.
    pub columns: Vec<String>,
    /// The mean over the repeats; without a column the loss on all rows.
    pub mean: f64,
    /// Standard deviation over the repeats, as scikit-learn gives it, or over the resamples.
    pub std: f64,
    /// Where the mean would lie for 95 of 100 draws of the permutations, by Student's t; without a column between the
    /// percentiles of the loss over the resamples.
    pub low: f64,
    /// Its upper end.
    pub high: f64,
}

/// What the numbers of an explanation are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExplainUnit {
    /// Probabilities of classes.
    Probability,
    /// Log-odds of a class.
    LogOdds,
    /// Scores of classes before the softmax, or distances from a border.
    Score,
    /// 1 where the class is chosen, else 0.
    Chosen,
    /// The number that is predicted.
    Number,
    /// Its natural logarithm.
    Log,
    /// How unusual a row is.
    Unusual,
}

/// SHAP values: the answer to a row is the base and the values of its columns together.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ShapReport {
    /// How: `tree_path_dependent`, `interventional`, `linear`, `exact` or `sampled`.
    pub method: String,
    /// What the numbers are.
    pub unit: ExplainUnit,
    /// What is explained: classes, or the target.
    pub outputs: Vec<String>,
    /// The columns. Several stand together where what the model sees is made of them together.
    pub groups: Vec<Vec<String>>,
    /// By output, what is answered where nothing is known of a row.
    pub base: Vec<f64>,
    /// The rows.
    pub rows: Vec<ShapRow>,
    /// By output and group, the mean size of the values over the rows.
    pub mean_size: Vec<Vec<f64>>,
    /// By output and group, the group that goes best with what it contributes, by its place; none where that is not
    /// told.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub interacts: Vec<Vec<Option<u32>>>,
    /// Which rows.
    pub part: String,
    /// Rows of the background.
    pub background: u64,
    /// What to know about it.
    #[serde(default)]
    pub warnings: Vec<Warning>,
}

/// SHAP values of a row.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ShapRow {
    /// Its number in the file, from 0; none of a row that was written by hand.
    pub row: Option<u64>,
    /// By output, the answer in the unit of the values.
    pub answer: Vec<f64>,
    /// By output and group.
    pub values: Vec<Vec<f64>>,
    /// By group the cell, where it is one column; several with commas.
    pub cells: Vec<Option<String>>,
    /// By group, where the cell stands among those of its column, 0 to 1; none of what is no number.
    pub places: Vec<Option<f64>>,
}

/// How the answer changes with columns.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CurvesReport {
    /// What the numbers are.
    pub unit: ExplainUnit,
    /// What is answered: classes, or the target.
    pub outputs: Vec<String>,
    /// A column each.
    pub curves: Vec<Curve>,
    /// Which rows.
    pub part: String,
    /// Number of rows.
    pub rows: u64,
    /// What to know about it.
    #[serde(default)]
    pub warnings: Vec<Warning>,
}

/// How the answer changes with a column.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Curve {
    /// The column.
    pub column: String,
    /// Its values; empty where it is no number.
    pub at: Vec<f64>,
    /// Its values as they are written; empty where it is a number.
    pub labels: Vec<String>,
    /// Partial dependence: by output and value, the mean answer where every row has that value.
    pub mean: Vec<Vec<f64>>,
    /// Individual conditional expectation: by output, some rows, and value.
    pub each: Vec<Vec<Vec<f64>>>,
    /// Tenths of the rows' values, for numbers.
    pub tenths: Vec<f64>,
    /// Accumulated local effects, for numbers: ends of the intervals.
    pub ale_at: Vec<f64>,
    /// By output and end.
    pub ale: Vec<Vec<f64>>,
}

/// How far two columns matter together.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct InteractionReport {
    /// The columns.
    pub columns: [String; 2],
    /// What the numbers are.
    pub unit: ExplainUnit,
    /// What is answered.
    pub outputs: Vec<String>,
    /// By output, Friedman and Popescu's H squared: the share of what both do that neither does alone; none
    /// where both do nothing.
    pub h2: Vec<Option<f64>>,
    /// Its root.
    pub h: Vec<Option<f64>>,
    /// Which rows.
    pub part: String,
    /// Number of rows.
    pub rows: u64,
}

/// What the model answers to a row that is written by hand.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WhatIfReport {
    /// The row that it started from, by its number in the file.
    pub row: Option<u64>,
    /// The columns that the model reads.
    pub fields: Vec<WhatIfField>,
    /// The class that is chosen, or the number.
    pub answer: String,
    /// The same of the row as it is in the file.
    pub before: String,
    /// By class its probability, where the model gives them.
    pub probabilities: Vec<(String, f64)>,
    /// What each column contributes.
    pub shap: ShapReport,
    /// What to know about the row.
    #[serde(default)]
    pub warnings: Vec<Warning>,
}

/// A column of a row that is written by hand.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WhatIfField {
    /// The column.
    pub name: String,
    /// Its type.
    pub kind: crate::ColumnType,
    /// The cell.
    pub cell: Option<String>,
    /// The cell of the row that it started from.
    pub from: Option<String>,
    /// Values of training rows, of what is no number.
    pub levels: Vec<String>,
    /// Smallest and largest among the rows, of numbers.
    pub range: Option<[f64; 2]>,
}
