//! What must hold of a table: rules that are saved in the recipe and checked on every file, the
//! reports of what breaks them, rows that are nearly equal, and cells that another type refuses.

use crate::{ColumnType, ParamValue};
use serde::{Deserialize, Serialize};

/// One entry of the recipe's `[[rules]]`. Which fields it needs depends on `kind`. Missing cells
/// break `not_null` and no other rule.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleSpec {
    /// What is asked.
    pub kind: RuleKind,
    /// Columns that it is asked of, each by itself; of `unique`, all together.
    pub columns: Vec<String>,
    /// `type`: the type that every cell must be readable as.
    #[serde(default, rename = "type", skip_serializing_if = "Option::is_none")]
    pub column_type: Option<ColumnType>,
    /// `range`: smallest value that is allowed, a number or a date in quotes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<ParamValue>,
    /// `range`: largest value that is allowed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<ParamValue>,
    /// `set`: the values that are allowed, text or numbers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<ParamValue>,
    /// `pattern`: a regular expression that must match somewhere in the cell; `^…$` for all of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pattern: Option<String>,
    /// `compare`: how `columns` must stand to `other`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub op: Option<Comparison>,
    /// `compare`: the column on the right of `op`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub other: Option<String>,
    /// `references`: file whose column must hold the value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub table: Option<String>,
    /// `references`: that column; of the same name when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub table_column: Option<String>,
    /// What happens to what breaks it.
    #[serde(default)]
    pub action: RuleAction,
    /// A rule that is switched off stays in the recipe and is not checked.
    #[serde(default = "on", skip_serializing_if = "is_on")]
    pub enabled: bool,
    /// Why it is there, in somebody's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
}

impl RuleSpec {
    /// A rule on columns, with everything else left out.
    pub fn new(kind: RuleKind, columns: &[&str]) -> Self {
        Self {
            kind,
            columns: columns.iter().map(ToString::to_string).collect(),
            column_type: None,
            min: None,
            max: None,
            values: Vec::new(),
            pattern: None,
            op: None,
            other: None,
            table: None,
            table_column: None,
            action: RuleAction::default(),
            enabled: true,
            comment: None,
        }
    }
}

fn on() -> bool {
    true
}

fn is_on(b: &bool) -> bool {
    *b
}

/// What a rule asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RuleKind {
    /// Every cell can be read as a type.
    Type,
    /// Numbers or dates lie between `min` and `max`, both allowed.
    Range,
    /// Cells are of a list of values.
    Set,
    /// Cells match a regular expression.
    Pattern,
    /// No cell is missing.
    NotNull,
    /// No two rows are equal in the columns; rows where one of them is missing are passed over.
    Unique,
    /// A cell stands to another cell of its row as asked.
    Compare,
    /// Cells are values of a column of another table.
    References,
}

/// What happens to rows or cells that break a rule.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RuleAction {
    /// They are reported and stay.
    #[default]
    Keep,
    /// The row is left out of training. Rows to predict are never left out: they are reported.
    Drop,
    /// The cell counts as missing, in training and in predicting; of `compare` the left one.
    Blank,
}

/// How two cells stand to one another: numbers and dates by value, all else as text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Comparison {
    /// Less.
    #[serde(rename = "<")]
    Less,
    /// Less or equal.
    #[serde(rename = "<=")]
    LessOrEqual,
    /// Equal.
    #[serde(rename = "==", alias = "=")]
    Equal,
    /// Not equal.
    #[serde(rename = "!=")]
    NotEqual,
    /// Greater or equal.
    #[serde(rename = ">=")]
    GreaterOrEqual,
    /// Greater.
    #[serde(rename = ">")]
    Greater,
}

/// How a table stood to the rules.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct RuleReport {
    /// File that was checked.
    pub file: String,
    /// Rows in it.
    pub rows: u64,
    /// Whether every rule holds.
    pub holds: bool,
    /// Rows that break at least one rule.
    pub rows_violating: u64,
    /// Rows that training leaves out.
    pub rows_dropped: u64,
    /// Cells that count as missing.
    pub cells_blanked: u64,
    /// One a rule that is switched on, in the recipe's order.
    pub rules: Vec<RuleResult>,
}

/// How a table stood to one rule.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RuleResult {
    /// Position in the recipe's list, from 0, rules that are switched off included.
    pub index: u32,
    /// The rule in words: "age lies between 0 and 120".
    pub rule: String,
    /// What happens to what breaks it.
    pub action: RuleAction,
    /// Cells that were looked at; rows for `unique` and `compare`.
    pub checked: u64,
    /// Cells that break it; rows for `unique` and `compare`.
    pub violations: u64,
    /// The first of them, at most a hundred.
    pub examples: Vec<Violation>,
}

/// A cell, or for `unique` and `compare` the cells of a row, that break a rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Violation {
    /// Data row, from 0.
    pub row: u64,
    /// Columns with their cells as the file writes them; `None` is missing.
    pub cells: Vec<(String, Option<String>)>,
}

/// Rows that are equal, or nearly so.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct DuplicateReport {
    /// Rows that were compared.
    pub rows: u64,
    /// Columns that were compared.
    pub columns: Vec<String>,
    /// Similarity from which rows were taken for the same; 1 for equal rows.
    pub similarity: f64,
    /// Groups of two rows or more.
    pub groups: u64,
    /// Rows beyond the one of each group that stays.
    pub repeats: u64,
    /// The first groups, at most a hundred.
    pub examples: Vec<DuplicateGroup>,
}

/// Rows that were taken for the same.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DuplicateGroup {
    /// Number of its rows.
    pub size: u64,
    /// Its first rows, ascending, the one that stays always among them; at most twenty.
    pub rows: Vec<DuplicateRow>,
}

/// A row of a group.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DuplicateRow {
    /// Data row, from 0.
    pub row: u64,
    /// Whether it is the one that stays.
    pub stays: bool,
    /// Similarity to the one that stays, 0 to 1.
    pub similarity: f64,
    /// Its cells in the compared columns, as the file writes them; `None` is missing.
    pub cells: Vec<Option<String>>,
}

/// How a column reads under a type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TypeTrial {
    /// Column.
    pub column: String,
    /// Type that was tried.
    #[serde(rename = "type")]
    pub kind: ColumnType,
    /// Cells that are not missing.
    pub cells: u64,
    /// Cells that cannot be read as the type, and would count as missing.
    pub failed: u64,
    /// The first of them, at most a hundred.
    pub examples: Vec<FailedCell>,
}

/// A cell that cannot be read as a type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FailedCell {
    /// Data row, from 0.
    pub row: u64,
    /// Line in the file, from 1; 0 where the file has no lines.
    pub line: u64,
    /// The cell as the file writes it.
    pub text: String,
}
