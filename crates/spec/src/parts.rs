//! What the parts of a split hold, how far they stand apart, and what another split would bring.

use crate::{Change, ColumnType, Parts, SplitMethod, Warning};
use serde::{Deserialize, Serialize};

/// The parts of a recipe's split, held against one another.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PartsReport {
    /// How the rows were chosen, also where the recipe leaves it open.
    pub method: SplitMethod,
    /// The column that decided, of a method that reads one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// Rows of the table.
    pub read: u64,
    /// Rows in each part.
    pub rows: Parts<u64>,
    /// The first target in each part; none of a question without one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<TargetParts>,
    /// First and last time of each part, where a column tells the time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub times: Option<TimeParts>,
    /// Groups in each part, where the split is by group.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub groups: Option<GroupParts>,
    /// Columns by how differently they are distributed in training and test, the most different first; some of
    /// many.
    pub drift: Vec<Drift>,
    /// Columns that were compared; none where a part has too few rows to tell.
    pub compared: u64,
    /// Columns that differ by more than chance explains and enough to matter.
    pub apart: u64,
    /// Rows that stand in two parts; none where rows were not compared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub twice: Option<Twice>,
    /// What another split would bring, with its figures.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub advice: Vec<SplitAdvice>,
    /// What to look at.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<Warning>,
}

/// A target in each part.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TargetParts {
    /// Of classes.
    Classes {
        /// Column.
        name: String,
        /// The most frequent classes, in the order of the model; then one for all others, where there are more.
        classes: Vec<ClassParts>,
    },
    /// Of numbers.
    Numbers {
        /// Column.
        name: String,
        /// Edges of the bins of every part's histogram, ascending: one more than bins.
        edges: Vec<f64>,
        /// Figures of each part; none of an empty one.
        parts: Box<Parts<Option<NumberPart>>>,
    },
}

/// Rows of a class in each part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClassParts {
    /// The class; none of the others together.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// How many classes these are.
    pub classes: u64,
    /// Its rows.
    pub rows: Parts<u64>,
}

/// Numbers of a target in one part.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NumberPart {
    /// Their mean.
    pub mean: f64,
    /// Smallest, lower quartile, median, upper quartile, largest; as numpy's quantiles.
    pub quantiles: [f64; 5],
    /// Rows in each bin.
    pub counts: Vec<u64>,
}

/// First and last time of each part, as text; none of an empty part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimeParts {
    /// The column that tells the time.
    pub column: String,
    /// First and last.
    pub spans: Parts<Option<(String, String)>>,
}

/// Groups of each part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupParts {
    /// The column that names them.
    pub column: String,
    /// How many.
    pub groups: Parts<u64>,
    /// Groups with rows in two parts: none, where the split is by them.
    pub twice: u64,
}

/// How differently a column is distributed in training and test.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Drift {
    /// Column.
    pub column: String,
    /// Its type.
    pub kind: ColumnType,
    /// The population stability index: Σ (p − q) · ln(p / q) over ten bins of equally many training rows, or
    /// over categories, missing cells being one.
    pub index: f64,
    /// What it comes to on average where both parts are of one distribution.
    pub expected: f64,
    /// Up to where chance explains it.
    pub chance: f64,
    /// Whether it is above that, and enough to matter.
    pub apart: bool,
    /// Where the shares differ most, first.
    pub seen: Vec<SharePair>,
}

/// The share of the rows of two parts that a bin or category has.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SharePair {
    /// The category or the range of the bin; none for missing cells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<String>,
    /// Of the training rows, 0 to 1.
    pub train: f64,
    /// Of the test rows, 0 to 1.
    pub test: f64,
}

/// Rows outside training that are equal to a training row in every column but ids.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Twice {
    /// In the validation part.
    pub validation: u64,
    /// In the test part.
    pub test: u64,
    /// The columns of the examples.
    pub columns: Vec<String>,
    /// Some of them, those of the test part first.
    pub examples: Vec<TwiceRow>,
}

/// A row that stands in training as well.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TwiceRow {
    /// Its place in the file, from 0.
    pub row: u64,
    /// Whether it is in the test part; else in the validation part.
    pub test: bool,
    /// The place of the first training row that is equal to it.
    pub train: u64,
    /// Their cells; `None` is missing.
    pub cells: Vec<Option<String>>,
}

/// What could be done about a split.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SplitAdvice {
    /// Stable machine name, such as `split.few_rows`.
    pub code: String,
    /// What is so and what would be, with the numbers.
    pub message: String,
    /// The edit of the recipe that does it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub change: Option<Change>,
}
