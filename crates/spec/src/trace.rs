//! What a step of the recipe does to the rows that it is fitted on.

use crate::{ColumnType, Fault, Warning};
use serde::{Deserialize, Serialize};

/// The steps of a recipe, fitted on training rows, and what one of them did.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct StepTrace {
    /// Rows that the steps were fitted on; of a cleaning step, the rows that it was given.
    pub used: u64,
    /// Rows that there are.
    pub of: u64,
    /// Why a step could not be carried out, with its place; the steps after it were not tried.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub faults: Vec<Fault>,
    /// Of a forecast the columns that its steps prepare.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub told: Option<Told>,
    /// What the step did, unless it or one before it failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effect: Option<Box<StepEffect>>,
}

/// What a forecast is told beside the times and values of its series, which no step prepares.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// The columns.
    pub columns: Vec<String>,
    /// Those of them that are known beforehand.
    pub known: Vec<String>,
}

/// What a step did.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct StepEffect {
    /// Rows before and after.
    pub rows: (u64, u64),
    /// Rows that are no longer there, and rows that were made.
    #[serde(default)]
    pub moved: (u64, u64),
    /// Columns before and after.
    pub width: (u64, u64),
    /// Columns that were made, that are gone, and whose cells or type changed.
    pub counts: ColumnCounts,
    /// Columns that were touched, in the order of the table, made ones last; then some of the others. Of very
    /// many the first.
    pub columns: Vec<ColumnEffect>,
    /// The columns of `examples` before and after.
    #[serde(default)]
    pub named: (Vec<String>, Vec<String>),
    /// A few rows, those first in which something changed.
    #[serde(default)]
    pub examples: Vec<RowEffect>,
    /// What to know of the fit.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<Warning>,
}

/// How many columns a step made, lost and changed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColumnCounts {
    /// Not there before.
    pub made: u64,
    /// No longer there.
    pub lost: u64,
    /// There before and after, with other cells or another type.
    pub changed: u64,
}

/// A column before and after a step.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ColumnEffect {
    /// Its name.
    pub name: String,
    /// The column before the step; none of one that was made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<ColumnSide>,
    /// The column after it; none of one that is gone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<ColumnSide>,
    /// Cells that differ, of rows that are there before and after.
    #[serde(default)]
    pub changed: u64,
    /// The columns that a made one was made of, or that were made of a lost one, some of many.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub kin: Vec<String>,
}

/// A column on one side of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColumnSide {
    /// Its type.
    pub kind: ColumnType,
    /// Missing cells.
    pub missing: u64,
    /// The buffer beside the answer that holds its picture, as the JSON of a `glasshouse_chart::ChartSpec`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub picture: Option<u32>,
}

/// A row before and after a step.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowEffect {
    /// Its place in the file, from 0; none of a row that was made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub row: Option<u64>,
    /// Cells before, `None` where missing; empty of a row that was made.
    #[serde(default)]
    pub before: Vec<Option<String>>,
    /// Cells after; empty of a row that is gone.
    #[serde(default)]
    pub after: Vec<Option<String>>,
}
