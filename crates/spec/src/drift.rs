//! How differently the columns of two tables are distributed.

use crate::{ColumnType, SharePair, Warning};
use serde::{Deserialize, Serialize};

/// What a table is compared with.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DriftAgainst {
    /// The rows that the model was trained on.
    #[default]
    Model,
    /// The table that is loaded.
    Data,
}

/// What is said of a column.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DriftVerdict {
    /// Far apart: an index of 0.25 or more, beyond chance.
    Drifted,
    /// Somewhat apart: an index of 0.1 or more, beyond chance.
    Shifted,
    /// Alike, as far as can be told.
    Stable,
    /// Nothing can be told.
    #[default]
    Untold,
}

impl DriftVerdict {
    /// As documents write it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Drifted => "drifted",
            Self::Shifted => "shifted",
            Self::Stable => "stable",
            Self::Untold => "untold",
        }
    }
}

/// How the columns of a table stand to those of another.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct DriftReport {
    /// Rows that are compared with.
    pub reference_rows: u64,
    /// Rows that are compared.
    pub rows: u64,
    /// The columns of both, those that are furthest apart first.
    pub columns: Vec<DriftColumn>,
    /// Columns that the table does not have.
    pub absent: Vec<String>,
    /// Columns that only the table has.
    pub extra: Vec<String>,
    /// How many columns drifted, shifted, are stable, and are untold.
    pub counts: [u64; 4],
    /// How p-values are corrected for the number of columns.
    pub correction: String,
    /// Below which corrected p-value a difference is beyond chance.
    pub alpha: f64,
    /// What to look at.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<Warning>,
}

/// How one column stands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DriftColumn {
    /// Its name.
    pub column: String,
    /// Its type in what is compared with.
    pub kind: ColumnType,
    /// What is said of it.
    pub verdict: DriftVerdict,
    /// The distance: the population stability index Σ (p − q) · ln(p / q) over ten bins of equally many reference
    /// rows, or over categories; missing cells are one, and half a row is added to each.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub index: Option<f64>,
    /// Chance of such counts were both of one distribution: Pearson's chi-squared test of the same bins, those with
    /// fewer than five expected rows put together.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub p_value: Option<f64>,
    /// The same, corrected for the number of columns.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub p_corrected: Option<f64>,
    /// Share of missing cells, of the reference and now.
    pub missing: [f64; 2],
    /// Medians of numbers and dates, of the reference and now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub medians: Option<[String; 2]>,
    /// Bins or categories that differ most; `train` is the share of the reference, `test` that of now.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub seen: Vec<SharePair>,
    /// Categories that the reference does not have, the most frequent first, with their share now.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub new_levels: Vec<(String, f64)>,
    /// Categories that the table does not have, the most frequent first, with their share in the reference.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lost_levels: Vec<(String, f64)>,
    /// Cells that are not of the column's type, and count as missing.
    #[serde(default)]
    pub unparsed: u64,
    /// Why nothing is told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}
