//! What would give another answer, and which rows are alike: what is asked and told.

use crate::Warning;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How a column may change.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MayChange {
    /// In any way.
    #[default]
    Any,
    /// Not at all.
    Fixed,
    /// To larger numbers or later times only.
    Up,
    /// To smaller numbers or earlier times only.
    Down,
}

/// What would give another answer to a row.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct CounterfactualRequest {
    /// The row, by its number in the file from 0; the first that is shown when left out.
    pub row: Option<u64>,
    /// Cells of it that differ from the file, by column; `None` for a missing one.
    pub cells: BTreeMap<String, Option<String>>,
    /// The class that is wished for; any other when left out.
    pub class: Option<String>,
    /// The number must be at least this.
    pub at_least: Option<f64>,
    /// The number must be at most this.
    pub at_most: Option<f64>,
    /// How columns may change; in any way where nothing is said.
    pub may: BTreeMap<String, MayChange>,
    /// How many are told at most; 4 when left out.
    pub count: Option<u32>,
}

/// Which training rows are alike.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct SimilarRequest {
    /// The row, by its number in the file from 0; the first that is shown when left out.
    pub row: Option<u64>,
    /// Cells of it that differ from the file, by column; `None` for a missing one.
    pub cells: BTreeMap<String, Option<String>>,
    /// How many are told at most; 5 when left out.
    pub count: Option<u32>,
}

/// A cell that changes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CellChange {
    /// Its column.
    pub column: String,
    /// As it is.
    pub from: Option<String>,
    /// As it would be; a training row has it.
    pub to: Option<String>,
}

/// A changed row that is answered as was wished.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Counterfactual {
    /// The cells that change; those of the others stay.
    pub changes: Vec<CellChange>,
    /// Sum over the changed columns: of a number its difference in median absolute deviations of the training rows,
    /// of anything else 1.
    pub distance: f64,
    /// The class that is chosen then, or the number.
    pub answer: String,
    /// By class its probability, where the model gives them.
    pub probabilities: Vec<(String, f64)>,
}

/// What would give another answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CounterfactualReport {
    /// The row that it started from, by its number in the file.
    pub row: Option<u64>,
    /// What is answered to it as it is.
    pub before: String,
    /// What is wished for, in words.
    pub wished: String,
    /// The nearest first; no two change the same columns. Empty where none was found.
    pub found: Vec<Counterfactual>,
    /// By column of numbers, the median absolute deviation that its differences are measured in.
    pub spreads: BTreeMap<String, f64>,
    /// Rows that new cells were taken from.
    pub background: u64,
    /// How many rows the model was asked about.
    pub asked: u64,
    /// What to know about it.
    #[serde(default)]
    pub warnings: Vec<Warning>,
}

/// A row that is alike.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SimilarRow {
    /// Its number in the file, from 0.
    pub row: u64,
    /// How far it is, in standard deviations of the prepared features.
    pub distance: f64,
    /// Its target, where it is known.
    pub target: Option<String>,
    /// What the model answers to it.
    pub answer: String,
    /// Its cells, by column of the report.
    pub cells: Vec<Option<String>>,
}

/// Which rows are alike.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SimilarReport {
    /// The row that is looked at, by its number in the file.
    pub row: Option<u64>,
    /// What is answered to it.
    pub answer: String,
    /// The columns that the model reads.
    pub columns: Vec<String>,
    /// Its cells.
    pub cells: Vec<Option<String>>,
    /// The nearest first.
    pub rows: Vec<SimilarRow>,
    /// The distance: `euclidean_standardized`.
    pub distance: String,
    /// Which rows were looked through: `train` or `data`.
    pub part: String,
    /// Their number.
    pub among: u64,
}
