//! What exploring a table asks and answers: figures of columns and of the whole table,
//! findings in plain words.
//!
//! A figure that is not defined is `None`, never NaN, and a `note` beside it says why. Shares are
//! 0 to 1.

use crate::{
    ColumnType, NumberSummary, ParamValue, PictureRequest, Role, RuleSpec, SplitSpec, StepSpec, TaskKind,
};
use serde::{Deserialize, Serialize};

/// What is known of a table, or of the rows of a view of it, beyond its profile.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Exploration {
    /// Rows that were looked at: those of the view.
    pub rows: u64,
    /// Rows that the costly figures are of, where those are a sample.
    #[serde(default)]
    pub sampled: Option<u64>,
    /// Rows equal to an earlier row; `None` where they were not counted.
    #[serde(default)]
    pub duplicates: Option<u64>,
    /// Columns in the table's order.
    pub columns: Vec<ColumnFigures>,
    /// Where cells are missing.
    pub missing: MissingFigures,
    /// How columns go together.
    pub associations: Associations,
    /// What goes together with the column to predict, where one was named.
    #[serde(default)]
    pub target: Option<TargetFigures>,
    /// What to know and what to do, the most important first.
    pub findings: Vec<Finding>,
}

/// Figures of one column, over the rows of the view.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ColumnFigures {
    /// Name.
    pub name: String,
    /// Type.
    #[serde(rename = "type")]
    pub kind: ColumnType,
    /// Cells with a value.
    pub present: u64,
    /// Cells without one.
    pub missing: u64,
    /// Different values.
    pub unique: u64,
    /// Different values by cells with a value; `None` where there are none.
    pub distinct_share: Option<f64>,
    /// The most frequent values and their counts; numbers in shortest form, dates in ISO 8601.
    pub top: Vec<(String, u64)>,
    /// Figures of a numeric column.
    #[serde(default)]
    pub numbers: Option<NumberFigures>,
    /// Figures of a column of words: categorical, text and id.
    #[serde(default)]
    pub text: Option<TextFigures>,
    /// Figures of a column of dates.
    #[serde(default)]
    pub dates: Option<DateFigures>,
}

/// Figures of the numbers of a column. Infinite numbers are counted and left out of all else.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct NumberFigures {
    /// Moments and quartiles.
    #[serde(flatten)]
    pub summary: NumberSummary,
    /// Numbers that are zero.
    pub zeros: u64,
    /// Numbers below zero.
    pub negative: u64,
    /// Numbers that are not finite.
    pub infinite: u64,
    /// Sum.
    pub sum: Option<f64>,
    /// Largest minus smallest.
    pub range: Option<f64>,
    /// Upper minus lower quartile.
    pub iqr: Option<f64>,
    /// Median of the absolute deviations from the median.
    pub mad: Option<f64>,
    /// Standard deviation by the magnitude of the mean; `None` where the mean is 0.
    pub variation: Option<f64>,
    /// Quantiles beside the quartiles, as (share, value): 0.01, 0.05, 0.1, 0.9, 0.95, 0.99.
    pub quantiles: Vec<(f64, f64)>,
    /// Counts in equal intervals.
    pub bins: Bins,
    /// Numbers more than three standard deviations from the mean.
    pub z_outliers: Option<Outliers>,
    /// Numbers more than 1.5 interquartile ranges outside of the quartiles.
    pub iqr_outliers: Option<Outliers>,
    /// Whether no number is smaller than the one before (`increasing`) or larger (`decreasing`).
    #[serde(default)]
    pub order: Option<Order>,
    /// Why figures are left out or are not of all cells.
    #[serde(default)]
    pub note: Option<String>,
}

/// In which order the cells of a column stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Order {
    /// None is smaller than the one before.
    Increasing,
    /// None is larger than the one before.
    Decreasing,
}

/// Counts of values in adjoining intervals.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Bins {
    /// Bounds, ascending, one more than there are counts; microseconds since 1970-01-01 UTC for dates.
    pub edges: Vec<f64>,
    /// Values in each: the lower bound belongs to it, the upper only to the last.
    pub counts: Vec<u64>,
}

/// Values beyond two bounds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Outliers {
    /// Lower bound.
    pub low: f64,
    /// Upper bound.
    pub high: f64,
    /// Values below the lower bound.
    pub below: u64,
    /// Values above the upper bound.
    pub above: u64,
}

/// Figures of the words of a column.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct TextFigures {
    /// Lengths in characters.
    pub chars: Lengths,
    /// Numbers of words, parted by white space.
    pub words: Lengths,
}

/// Smallest, mean and largest of some lengths; all 0 where there are none.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Lengths {
    /// Smallest.
    pub min: u64,
    /// Mean.
    pub mean: f64,
    /// Largest.
    pub max: u64,
}

/// Figures of a column of dates.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct DateFigures {
    /// Earliest, in ISO 8601.
    pub min: String,
    /// Middle of the sorted dates.
    pub median: String,
    /// Latest.
    pub max: String,
    /// Days from the earliest to the latest.
    pub span_days: f64,
    /// Counts in equal intervals.
    pub bins: Bins,
}

/// Where cells are missing.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct MissingFigures {
    /// Missing cells in all.
    pub cells: u64,
    /// Their share of all cells.
    pub share: f64,
    /// Rows without a gap.
    pub complete_rows: u64,
    /// Different combinations of missing columns, the empty one included.
    pub combinations: u64,
    /// The most frequent combinations.
    pub patterns: Vec<MissingPattern>,
    /// Pairs of columns that are missing together, the closest first.
    pub pairs: Vec<MissingPair>,
    /// Missing cells by block of rows and column.
    pub matrix: MissingMatrix,
}

/// Rows that lack the same columns.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MissingPattern {
    /// Columns that are missing; none for complete rows.
    pub columns: Vec<String>,
    /// Rows with exactly these gaps.
    pub rows: u64,
}

/// Two columns with gaps.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct MissingPair {
    /// The one that stands first in the table.
    pub a: String,
    /// The other.
    pub b: String,
    /// Rows where both are missing.
    pub both: u64,
    /// Rows where one or both are missing.
    pub either: u64,
    /// Pearson correlation of the two gaps (phi); `None` where a column is missing everywhere.
    pub correlation: Option<f64>,
}

/// Missing cells by block of consecutive rows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MissingMatrix {
    /// Columns in the table's order.
    pub columns: Vec<String>,
    /// Blocks in the order of rows.
    pub blocks: Vec<MissingBlock>,
}

/// Missing cells of some consecutive rows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MissingBlock {
    /// First row of the block, counted within the view.
    pub start: u64,
    /// Rows in it.
    pub rows: u64,
    /// Missing cells by column.
    pub missing: Vec<u64>,
}

/// How strongly two columns go together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// Linear correlation of two numeric columns, −1 to 1.
    Pearson,
    /// Correlation of ranks, −1 to 1.
    Spearman,
    /// Agreement of order (tau-b), −1 to 1.
    Kendall,
    /// Of two columns of categories, bias-corrected (Bergsma 2013), 0 to 1.
    CramersV,
    /// Of categories and a number: square root of the share of its variance between the categories,
    /// 0 to 1.
    CorrelationRatio,
    /// Of any two columns, in nats; numbers in up to ten intervals of equal count.
    MutualInformation,
}

/// How columns go together.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Associations {
    /// One matrix for each measure that has at least one pair of columns.
    pub matrices: Vec<AssociationMatrix>,
    /// The strongest pairs, each by the measure that suits its types.
    pub pairs: Vec<AssociatedPair>,
    /// What was left out, and why.
    #[serde(default)]
    pub note: Option<String>,
}

/// All pairs of some columns by one measure.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AssociationMatrix {
    /// What is measured.
    pub measure: Measure,
    /// Columns down.
    pub rows: Vec<String>,
    /// Columns across: the same, except that the correlation ratio has categories down and numbers
    /// across.
    pub columns: Vec<String>,
    /// Values by row; `None` where it is undefined: a constant column, or too few rows in common.
    pub values: Vec<Vec<Option<f64>>>,
    /// Rows that it is of; missing cells are left out pair by pair.
    pub of: u64,
}

/// Two columns that go together.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AssociatedPair {
    /// The one that stands first in the table.
    pub a: String,
    /// The other.
    pub b: String,
    /// What is measured.
    pub measure: Measure,
    /// How much.
    pub value: f64,
    /// Rows where both have a value.
    pub n: u64,
}

/// What goes together with the column to predict.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TargetFigures {
    /// The column.
    pub column: String,
    /// The question that it asks.
    pub kind: TaskKind,
    /// Classes with their rows, the most frequent first; empty for an amount.
    pub classes: Vec<(String, u64)>,
    /// Rows of the largest class by rows of the smallest; `None` for an amount.
    pub imbalance: Option<f64>,
    /// Other columns, the one that tells most first.
    pub features: Vec<FeatureFigures>,
}

/// What one column tells of the target.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FeatureFigures {
    /// The column.
    pub column: String,
    /// The association that suits the types of both; `None` where it is undefined.
    pub association: Option<AssociatedPair>,
    /// How well the column alone predicts rows that were held out: balanced accuracy over chance (0
    /// no better than guessing, 1 perfect) for classes, R² for an amount; `None` where there are too
    /// few rows.
    pub score: Option<f64>,
    /// Area under the receiver operating characteristic of the column's order, 0.5 to 1; only for two
    /// classes and a numeric column.
    pub auc: Option<f64>,
}

/// How much a finding matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Worth knowing.
    Info,
    /// Worth deciding about.
    Attention,
    /// Would spoil a model.
    Problem,
}

/// Something worth knowing about the table, in plain words.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// Stable machine name, such as `column.constant` or `target.leak`.
    pub code: String,
    /// How much it matters.
    pub severity: Severity,
    /// What was found, with the number.
    pub message: String,
    /// What to do about it.
    pub advice: String,
    /// Columns that it is about, in the table's order.
    pub columns: Vec<String>,
    /// The picture that shows it.
    #[serde(default)]
    pub picture: Option<PictureRequest>,
    /// The edit of the recipe that answers it.
    #[serde(default)]
    pub change: Option<Change>,
}

/// Part of the recipe that a step is added to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Row-wise, before the split.
    Clean,
    /// Fitted on training rows.
    Prepare,
}

/// An edit of the recipe that a person can take over at a click.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// Adds a step at the end of a phase; in `prepare`, before steps that would otherwise have
    /// consumed its columns.
    AddStep {
        /// Where.
        phase: Phase,
        /// What.
        step: StepSpec,
    },
    /// Gives a column a role.
    SetRole {
        /// The column.
        column: String,
        /// Its role.
        role: Role,
    },
    /// Reads a column as a type.
    SetType {
        /// The column.
        column: String,
        /// Its type.
        #[serde(rename = "type")]
        kind: ColumnType,
    },
    /// Sets a parameter of the model.
    SetParam {
        /// Its name.
        name: String,
        /// Its value.
        value: ParamValue,
    },
    /// Parts the rows in another way.
    SetSplit {
        /// How.
        split: SplitSpec,
    },
    /// Adds a rule that every file is checked by.
    AddRule {
        /// The rule.
        rule: RuleSpec,
    },
}

/// How a report of a table is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReportFormat {
    /// One page that needs nothing beside it.
    #[default]
    Html,
    /// The figures.
    Json,
}
