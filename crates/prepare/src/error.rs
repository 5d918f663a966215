//! Why a step cannot be fitted or applied.

mod fault;

use crate::nearest;
use glasshouse_spec::{ColumnType, ParamFault};
use glasshouse_table::expression::FormulaError;
use glasshouse_table::{DuplicateError, number_label};

/// Why a step cannot be fitted or applied.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum PrepareError {
    /// A column is not there.
    #[error("there is no column \"{column}\"{}", did_you_mean(.nearest.as_deref()))]
    NoColumn {
        /// Name that was asked for.
        column: String,
        /// The name that was probably meant.
        nearest: Option<String>,
    },
    /// A column of the table is not a feature, or no longer one when the step's turn comes.
    #[error("column \"{column}\" cannot be prepared: {why}")]
    NotAFeature {
        /// Name that was asked for.
        column: String,
        /// Why it is not there.
        why: &'static str,
    },
    /// A selector is not known.
    #[error(
        "there is no selector {0}; known are @numeric, @categorical, @boolean, @text, @datetime and @all"
    )]
    UnknownSelector(String),
    /// A kind of step is not known.
    #[error("there is no step \"{op}\"{}", did_you_mean(.nearest.as_deref()))]
    UnknownStep {
        /// Name that was asked for.
        op: String,
        /// The name that was probably meant.
        nearest: Option<String>,
        /// Names that are known, with commas.
        known: String,
    },
    /// Parameters are refused; there is at least one.
    #[error("{}", .0.iter().map(|f| f.message.as_str()).collect::<Vec<_>>().join("; "))]
    Params(Vec<ParamFault>),
    /// A step cannot treat a column of this type.
    #[error("column \"{column}\" is {}, and {step} needs {needs}", .kind.words())]
    WrongKind {
        /// Column.
        column: String,
        /// Its type.
        kind: ColumnType,
        /// Kind of step, with what of it decides.
        step: String,
        /// What it needs, in words.
        needs: &'static str,
        /// What to do.
        remedy: &'static str,
    },
    /// A parameter does not suit a column.
    #[error("{message}")]
    Unsuitable {
        /// Parameter of the step.
        parameter: &'static str,
        /// Column.
        column: String,
        /// What does not fit, in words.
        message: String,
    },
    /// A category was not among the training rows.
    #[error("row {row} of column \"{column}\" holds \"{value}\", which the training rows did not have")]
    Unseen {
        /// Column.
        column: String,
        /// Category, empty for a missing cell.
        value: String,
        /// First such row of the table that was given, from 0.
        row: u64,
        /// How `handle_unknown` can be set to accept it.
        remedy: &'static str,
    },
    /// Cells are missing where the training rows had none, and the step was told to refuse that.
    #[error("column \"{column}\" has missing cells, but had none in the training rows")]
    NewMissing {
        /// Column.
        column: String,
    },
    /// A feature is still missing after the last step.
    #[error("column \"{column}\" still has {cells} missing {}, and no step fills them", cells_word(*.cells))]
    StillMissing {
        /// Feature.
        column: String,
        /// Number of missing cells.
        cells: u64,
        /// First such row of the table that was given, from 0.
        row: u64,
        /// Whether it is text or a boolean.
        levels: bool,
    },
    /// A feature is not a number after the last step.
    #[error("column \"{column}\" is {}, and no step makes numbers of it", .kind.words())]
    NotEncoded {
        /// Column.
        column: String,
        /// Its type.
        kind: ColumnType,
    },
    /// A cell of a boolean column says neither true nor false.
    #[error("row {row} of column \"{column}\" holds \"{value}\", which is neither true nor false")]
    NotBoolean {
        /// Column.
        column: String,
        /// Cell.
        value: String,
        /// Row of the table that was given, from 0.
        row: u64,
    },
    /// A prepared number is infinite or beyond what a 32-bit number holds.
    #[error("row {row} of feature \"{column}\" is {value:e}, too large for the model")]
    TooLarge {
        /// Feature.
        column: String,
        /// Row of the table that was given, from 0.
        row: u64,
        /// The number.
        value: f64,
    },
    /// A dense matrix of the features does not fit into memory.
    #[error("{rows} rows of {features} features take {}, more than the {} that there is room for", gigabytes(*.rows, *.features), gigabytes(1, *.most))]
    TooWide {
        /// Rows.
        rows: u64,
        /// Features.
        features: u64,
        /// Cells at most.
        most: u64,
    },
    /// A training row holds a negative number, of which there is no logarithm.
    #[error("row {row} of column \"{column}\" is {}, and log1p needs numbers from 0 up", number_label(*.value))]
    Negative {
        /// Column.
        column: String,
        /// First such row of the table that was given, from 0.
        row: u64,
        /// The number.
        value: f64,
    },
    /// A step cannot learn of the training rows, or not treat rows.
    #[error("{message}")]
    Refused {
        /// Code of the fault.
        code: &'static str,
        /// Column, where it is one.
        column: Option<String>,
        /// Row of the table that was given, from 0, where it is one.
        row: Option<u64>,
        /// What is wrong, in words.
        message: String,
        /// What to do.
        remedy: String,
    },
    /// A formula that cannot be computed.
    #[error("{0}")]
    Formula(FormulaError),
    /// Rows are no series that can be forecast.
    #[error("{}", with_rows(.message, .rows))]
    Series {
        /// Path in the recipe.
        parameter: &'static str,
        /// Column; empty where it is none.
        column: String,
        /// Rows of the table that was given, from 0, the one to look at first.
        rows: Vec<u64>,
        /// What is wrong, in words; `{0}` stands for the first row, `{1}` for the second.
        message: String,
        /// What to do.
        remedy: &'static str,
    },
    /// There is nothing to learn from.
    #[error("no column is left to learn from")]
    NoFeatures,
    /// There are no rows to fit on.
    #[error("there are no training rows")]
    NoRows,
    /// Two features would bear one name.
    #[error("two features would be called \"{0}\"")]
    DuplicateFeature(String),
    /// Columns that the model reads are not in the table.
    #[error("{} not in the data: {}", if .0.len() == 1 { "a column that the model reads is" } else { "columns that the model reads are" }, quoted(.0))]
    InputsMissing(Vec<String>),
    /// A column has another type than it had in the training rows.
    #[error("column \"{column}\" was {} in the training data and is {} here", .expected.words(), .found.words())]
    InputKind {
        /// Column.
        column: String,
        /// Type in the training rows.
        expected: ColumnType,
        /// Type now.
        found: ColumnType,
    },
    /// A column cannot be the target.
    #[error("{message}")]
    BadTarget {
        /// Column.
        column: String,
        /// Why not, in words.
        message: String,
        /// What to do.
        remedy: &'static str,
    },
    /// Cleaning left no rows.
    #[error("{op} leaves no rows of {rows}")]
    AllDropped {
        /// Operation.
        op: String,
        /// Rows before it.
        rows: u64,
    },
    /// Rows cannot be compared for likeness.
    #[error("{0}")]
    Duplicates(DuplicateError),
    /// The bytes are not a fitted pipeline.
    #[error("the model cannot be read: {0}")]
    Decode(String),
    /// It happened in a step of the recipe.
    #[error("{source}")]
    InStep {
        /// `prepare` or `clean`.
        list: &'static str,
        /// Index in that list, from 0, steps that are switched off included.
        index: u32,
        /// What happened.
        source: Box<PrepareError>,
    },
}

impl From<FormulaError> for PrepareError {
    fn from(error: FormulaError) -> Self {
        Self::Formula(error)
    }
}

impl PrepareError {
    /// Adds the step of the recipe that it happened in.
    #[must_use]
    pub fn in_step(self, list: &'static str, index: usize) -> Self {
        Self::InStep { list, index: index as u32, source: Box::new(self) }
    }

    /// Says rows as they are numbered in a larger table: `rows` gives the position there of each
    /// row of the table that was refused.
    #[must_use]
    pub fn in_rows(mut self, rows: &[u32]) -> Self {
        match &mut self {
            Self::Unseen { row, .. }
            | Self::StillMissing { row, .. }
            | Self::NotBoolean { row, .. }
            | Self::Negative { row, .. }
            | Self::TooLarge { row, .. } => {
                let there = usize::try_from(*row).ok().and_then(|r| rows.get(r));
                *row = there.map_or(*row, |r| u64::from(*r));
            }
            Self::Refused { row: Some(row), .. } | Self::Formula(FormulaError::NoTruth { row, .. }) => {
                let there = usize::try_from(*row).ok().and_then(|r| rows.get(r));
                *row = there.map_or(*row, |r| u64::from(*r));
            }
            Self::Series { rows: named, .. } => named.iter_mut().for_each(|row| {
                let there = usize::try_from(*row).ok().and_then(|r| rows.get(r));
                *row = there.map_or(*row, |r| u64::from(*r));
            }),
            Self::InStep { source, .. } => **source = source.clone().in_rows(rows),
            _ => {}
        }
        self
    }

    /// That a step learns from the target and there is none, or several.
    pub(crate) fn needs_target(step: &str) -> Self {
        Self::Refused {
            code: "prepare.needs_target",
            column: None,
            row: None,
            message: format!("{step} learns from one target, of classes or numbers"),
            remedy: "Choose a target, or switch the step off.".into(),
        }
    }

    /// That a column is not in a list of names.
    pub fn no_column<'a>(column: &str, known: impl IntoIterator<Item = &'a str>) -> Self {
        Self::NoColumn { column: column.into(), nearest: nearest(column, known).map(Into::into) }
    }
}

fn gigabytes(rows: u64, features: u64) -> String {
    format!("{:.1} GB", rows as f64 * features as f64 * 4.0 / 1e9)
}

fn did_you_mean(nearest: Option<&str>) -> String {
    nearest.map(|n| format!("; did you mean \"{n}\"?")).unwrap_or_default()
}

/// A message with its rows in their places.
fn with_rows(message: &str, rows: &[u64]) -> String {
    let place = |text: String, (at, row): (usize, &u64)| text.replace(&format!("{{{at}}}"), &row.to_string());
    rows.iter().enumerate().fold(message.to_string(), place)
}

fn cells_word(cells: u64) -> &'static str {
    if cells == 1 { "cell" } else { "cells" }
}

fn quoted(names: &[String]) -> String {
    let shown: Vec<String> = names.iter().take(10).map(|n| format!("\"{n}\"")).collect();
    match names.len() {
        0..=10 => shown.join(", "),
        n => format!("{} and {} more", shown.join(", "), n - 10),
    }
}
