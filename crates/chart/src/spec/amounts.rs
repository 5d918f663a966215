//! Counts of categories, alone and crossed, and grids of amounts.

use super::{null, same};
use crate::ChartError;
use serde::{Deserialize, Serialize};

/// How often each value of a column occurs: bars or a pie.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Column that is counted.
    pub column: String,
    /// Value and rows, in the order in which they are shown.
    pub values: Vec<(String, u64)>,
    /// Values that are not listed, and their rows.
    #[serde(default)]
    pub others: (u64, u64),
    /// Rows without a value.
    #[serde(default)]
    pub missing: u64,
    /// Whether bars stand upright. Many or long names lie better.
    #[serde(default)]
    pub upright: bool,
    /// Whether the values are classes in order, and bear their colours.
    #[serde(default)]
    pub by_class: bool,
}

/// How bars of several series stand together.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Together {
    /// Upon each other, as counts.
    #[default]
    Stacked,
    /// Beside each other, as counts.
    Grouped,
    /// Upon each other, each category as a whole.
    Shares,
}

/// How often categories of one column meet those of another: stacked or grouped bars.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CrossBars {
    /// Column with a bar or a group of bars for each category.
    pub column: String,
    /// Its categories, in order.
    pub categories: Vec<String>,
    /// Column whose categories are the series, told apart by colour.
    pub by: String,
    /// The series, in order.
    pub series: Vec<String>,
    /// Rows by category, then by series.
    pub counts: Vec<Vec<u64>>,
    /// How they stand together.
    #[serde(default)]
    pub together: Together,
    /// Categories that are not listed, and their rows.
    #[serde(default)]
    pub others: (u64, u64),
}

/// How an amount is coloured.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shade {
    /// From nothing to much.
    #[default]
    Sequential,
    /// From far below zero over zero to far above it.
    Diverging,
}

/// How an amount is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// With four significant digits.
    #[default]
    Number,
    /// With two decimals, as correlations are.
    Coefficient,
    /// As a whole number.
    Count,
    /// In percent.
    Percent,
}

/// A grid of amounts told by colour: a contingency table, correlations.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Heatmap {
    /// What the amounts are, as `Pearson correlation` or `Rows`.
    pub what: String,
    /// What the rows are: a column's name where they are its categories; may be empty.
    #[serde(default)]
    pub row_name: String,
    /// What the columns are: a column's name where they are its categories; may be empty.
    #[serde(default)]
    pub column_name: String,
    /// Whether rows and columns are categories of the columns named so, and can be brushed.
    #[serde(default)]
    pub categories: bool,
    /// Labels of the rows, from above.
    pub rows: Vec<String>,
    /// Labels of the columns, from the left.
    pub columns: Vec<String>,
    /// Amounts by row, then by column; none where they are not defined.
    pub values: Vec<Vec<Option<f64>>>,
    /// How they are coloured.
    #[serde(default)]
    pub shade: Shade,
    /// Amounts at the ends of the colours; the data's own where it is left out.
    #[serde(default, with = "null")]
    pub range: Option<(f64, f64)>,
    /// How amounts are written.
    #[serde(default)]
    pub format: Format,
    /// What of the rows and columns is not shown, in sentences; empty where all are.
    #[serde(default)]
    pub left_out: String,
}

/// Where in the table cells are missing: blocks of rows by columns.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct MissingMatrix {
    /// Columns, in order.
    pub columns: Vec<String>,
    /// Missing cells of each column.
    pub missing: Vec<u64>,
    /// Rows of the table.
    pub rows: u64,
    /// Blocks of adjoining rows, equally large, from the first row on; in each the share of missing
    /// cells of every column.
    #[serde(with = "null")]
    pub blocks: Vec<Vec<f64>>,
}

/// Which columns are missing together, and how often.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MissingPatterns {
    /// Columns that have missing cells.
    pub columns: Vec<String>,
    /// Positions of the columns that are missing together and the rows in which exactly they are, the
    /// most frequent first. No column at all: complete rows.
    pub patterns: Vec<(Vec<u32>, u64)>,
    /// Further patterns, and their rows.
    #[serde(default)]
    pub others: (u64, u64),
    /// Rows of the table.
    pub rows: u64,
}

impl Counts {
    /// Rows in all, without the missing.
    pub(crate) fn total(&self) -> u64 {
        self.values.iter().map(|(_, rows)| rows).sum::<u64>() + self.others.1
    }
}

impl CrossBars {
    pub(crate) fn check(&self) -> Result<(), ChartError> {
        same("rows of counts", self.counts.len(), "categories", self.categories.len())?;
        let n = self.series.len();
        self.counts.iter().try_for_each(|row| same("counts in a row", row.len(), "series", n))
    }
}

impl Heatmap {
    pub(crate) fn check(&self) -> Result<(), ChartError> {
        same("rows of amounts", self.values.len(), "row labels", self.rows.len())?;
        let n = self.columns.len();
        self.values.iter().try_for_each(|row| same("amounts in a row", row.len(), "column labels", n))
    }
}

impl MissingMatrix {
    pub(crate) fn check(&self) -> Result<(), ChartError> {
        let n = self.columns.len();
        same("counts of missing cells", self.missing.len(), "columns", n)?;
        self.blocks.iter().try_for_each(|block| same("shares in a block", block.len(), "columns", n))
    }
}

impl MissingPatterns {
    pub(crate) fn check(&self) -> Result<(), ChartError> {
        let n = self.columns.len();
        match self.patterns.iter().flat_map(|(columns, _)| columns).find(|column| **column as usize >= n) {
            Some(column) => Err(ChartError::Data(format!("a pattern names column {column} of {n}"))),
            None => Ok(()),
        }
    }
}
