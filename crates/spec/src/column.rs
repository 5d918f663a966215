//! What a column is: its type, its role, and what is known of its cells.

use crate::Warning;
use serde::{Deserialize, Serialize};

/// The type of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ColumnType {
    /// Numbers, integer or real.
    Numeric,
    /// Text that repeats.
    Categorical,
    /// Spellings of true and false.
    Boolean,
    /// Dates, with or without a time.
    Datetime,
    /// Text of several words that hardly repeats.
    Text,
    /// Text that names a row.
    Id,
}

impl ColumnType {
    /// Every type, in the order in which they are offered.
    pub const ALL: [Self; 6] =
        [Self::Numeric, Self::Categorical, Self::Boolean, Self::Datetime, Self::Text, Self::Id];

    /// The name that recipes give it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Numeric => "numeric",
            Self::Categorical => "categorical",
            Self::Boolean => "boolean",
            Self::Datetime => "datetime",
            Self::Text => "text",
            Self::Id => "id",
        }
    }

    /// The type of a name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// What a column of it is, for a sentence: "numeric", "a date".
    pub fn words(self) -> &'static str {
        match self {
            Self::Datetime => "a date",
            Self::Id => "an id",
            other => other.name(),
        }
    }
}

/// Whether a spelling means true or false: `true/false`, `yes/no`, `y/n`, `t/f`, `1/0`, in any case.
pub fn truth(level: &str) -> Option<bool> {
    const TRUE: [&str; 5] = ["true", "yes", "y", "t", "1"];
    const FALSE: [&str; 5] = ["false", "no", "n", "f", "0"];
    let is = |word: &&str| word.eq_ignore_ascii_case(level);
    if TRUE.iter().any(is) {
        Some(true)
    } else if FALSE.iter().any(is) {
        Some(false)
    } else {
        None
    }
}

/// What a column is for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// An input of the model.
    #[default]
    Feature,
    /// What the model predicts.
    Target,
    /// The weight of the row.
    Weight,
    /// Rows of one group stay in one part.
    Group,
    /// The order of the rows in time.
    Time,
    /// Names the part of each row.
    Split,
    /// Left alone.
    Ignore,
}

impl Role {
    /// The name that recipes give it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Feature => "feature",
            Self::Target => "target",
            Self::Weight => "weight",
            Self::Group => "group",
            Self::Time => "time",
            Self::Split => "split",
            Self::Ignore => "ignore",
        }
    }
}

/// What is known of one column of a table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ColumnProfile {
    /// Name in the header.
    pub name: String,
    /// Inferred or given type.
    #[serde(rename = "type")]
    pub kind: ColumnType,
    /// Number of missing cells.
    pub missing: u64,
    /// Number of different values, missing apart.
    pub unique: u64,
    /// Whether every number is an integer.
    #[serde(default)]
    pub integer: bool,
    /// Moments and quantiles of a numeric column; all `null` for others or when undefined.
    #[serde(flatten)]
    pub numbers: NumberSummary,
    /// The most frequent values as the file writes them, most frequent first; of truths every spelling.
    pub top: Vec<(String, u64)>,
    /// Counts of finite numbers or of dates in twenty intervals of equal width from the smallest to
    /// the largest; empty for other columns and where all are equal.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub bins: Vec<u64>,
}

/// Moments and quantiles. `std` is the sample standard deviation (n − 1); `skew` and `kurtosis`
/// are bias-corrected, `kurtosis` in excess of the normal; quantiles are linear between ranks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct NumberSummary {
    /// Arithmetic mean.
    pub mean: Option<f64>,
    /// Sample standard deviation.
    pub std: Option<f64>,
    /// Smallest.
    pub min: Option<f64>,
    /// Lower quartile.
    pub q25: Option<f64>,
    /// Middle.
    pub median: Option<f64>,
    /// Upper quartile.
    pub q75: Option<f64>,
    /// Largest.
    pub max: Option<f64>,
    /// Skewness.
    pub skew: Option<f64>,
    /// Excess kurtosis.
    pub kurtosis: Option<f64>,
}

/// What is known of a table: the answer of `profile`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TableProfile {
    /// Number of data rows.
    pub rows: u64,
    /// Columns in the file's order.
    pub columns: Vec<ColumnProfile>,
    /// Number of rows equal to an earlier row.
    pub duplicates: u64,
    /// What to look at.
    pub warnings: Vec<Warning>,
}

/// How a file was read: what was guessed or given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadReport {
    /// File name.
    pub file: String,
    /// Size in bytes.
    pub bytes: u64,
    /// SHA-256 of the file's bytes, in hexadecimal.
    pub sha256: String,
    /// `csv`, `json`, `ndjson`, `parquet`, `arrow`, `xlsx`, `xls` or `ods`. Delimiter, quote, encoding
    /// and decimal mark tell of `csv` only.
    pub format: String,
    /// `gzip` or `zip`, where the file is packed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub compression: Option<String>,
    /// File in the zip archive that was read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entry: Option<String>,
    /// Files in the zip archive that can be read.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub entries: Vec<String>,
    /// Sheet of the workbook that was read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// Sheets of the workbook, in its order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sheets: Vec<String>,
    /// Cell delimiter.
    pub delimiter: char,
    /// Quote character.
    pub quote: char,
    /// Whether the first record names the columns.
    pub header: bool,
    /// WHATWG name of the encoding.
    pub encoding: String,
    /// `.` or `,`.
    pub decimal: char,
    /// Bytes that the table occupies in memory.
    pub memory: u64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_bear_the_names_of_recipes() {
        for kind in ColumnType::ALL {
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.name());
            assert_eq!(ColumnType::named(kind.name()), Some(kind));
        }
        assert_eq!(ColumnType::named("number"), None);
    }
}
