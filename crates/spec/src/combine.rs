//! Two tables made one: what a recipe says of it, and what is known before it is done.

use crate::{ColumnType, DataOptions, Warning};
use serde::{Deserialize, Serialize};

/// One entry of the recipe's `[[combine]]`: another file that is appended or joined, in order,
/// right after reading and before everything else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CombineSpec {
    /// What is done.
    pub op: CombineOp,
    /// Name of the other file, without its folder.
    pub table: String,
    /// Which rows a join keeps (`inner` when left out), or which columns an append keeps: `outer`
    /// (when left out) all of them, `inner` those that both have, `left` those of the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub how: Option<JoinHow>,
    /// Key columns of a join that bear the same name on both sides.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub on: Vec<String>,
    /// Key columns of the first table, where names differ; as many as `right_on`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub left_on: Vec<String>,
    /// Key columns of the other table, where names differ.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub right_on: Vec<String>,
    /// What a join adds to the name of a column of the other table that the first has too;
    /// `_right` when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suffix: Option<String>,
    /// An entry that is switched off stays in the recipe and does nothing.
    #[serde(default = "on", skip_serializing_if = "is_on")]
    pub enabled: bool,
    /// Why it is there, in somebody's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// How the other file is read; what is left out is guessed.
    #[serde(default, skip_serializing_if = "DataOptions::is_empty")]
    pub data: DataOptions,
}

impl CombineSpec {
    /// An append of a file, with everything else left out.
    pub fn append(table: &str) -> Self {
        Self {
            op: CombineOp::Append,
            table: table.into(),
            how: None,
            on: Vec::new(),
            left_on: Vec::new(),
            right_on: Vec::new(),
            suffix: None,
            enabled: true,
            comment: None,
            data: DataOptions::default(),
        }
    }

    /// A join with a file by keys of the same name on both sides.
    pub fn join(table: &str, how: JoinHow, on: &[&str]) -> Self {
        let on = on.iter().map(ToString::to_string).collect();
        Self { op: CombineOp::Join, how: Some(how), on, ..Self::append(table) }
    }
}

fn on() -> bool {
    true
}

fn is_on(b: &bool) -> bool {
    *b
}

/// How two tables become one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CombineOp {
    /// Rows of the other table below those of the first, columns matched by name.
    Append,
    /// Rows of both side by side where their keys are equal.
    Join,
}

/// What is kept of two tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum JoinHow {
    /// What both have.
    Inner,
    /// Everything of the first.
    Left,
    /// Everything of either.
    Outer,
}

/// What would come of two tables, told before it is done.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CombinePlan {
    /// What would be done.
    pub op: CombineOp,
    /// Name of the other file.
    pub table: String,
    /// Rows of the first table.
    pub left_rows: u64,
    /// Rows of the other table.
    pub right_rows: u64,
    /// Rows of the result, exactly.
    pub rows: u64,
    /// Columns of the result, in order.
    pub columns: Vec<String>,
    /// Columns that only the first table has. In a join these are no mismatch.
    pub only_left: Vec<String>,
    /// Columns that only the other table has.
    pub only_right: Vec<String>,
    /// Columns of an append, or keys of a join, whose type differs between the tables.
    pub other_type: Vec<TypeClash>,
    /// Columns of the other table that a join gives another name: old, new.
    pub renamed: Vec<(String, String)>,
    /// What is known of the keys; of a join only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub keys: Option<KeyCounts>,
    /// What to look at before going on.
    #[serde(default)]
    pub warnings: Vec<Warning>,
}

/// A column that is of one type here and of another there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TypeClash {
    /// Name in the first table.
    pub column: String,
    /// Type in the first table.
    pub left: ColumnType,
    /// Type in the other table.
    pub right: ColumnType,
}

/// How the keys of two tables meet. A row with a missing key meets nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyCounts {
    /// The first table's keys.
    pub left: KeySide,
    /// The other table's keys.
    pub right: KeySide,
    /// Different keys that both tables have.
    pub matched: u64,
    /// Different keys that repeat in both tables, each of which multiplies its rows.
    pub many_to_many: u64,
}

/// The keys of one table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeySide {
    /// Key columns.
    pub columns: Vec<String>,
    /// Different keys.
    pub keys: u64,
    /// Rows whose key is missing in at least one of its columns.
    pub missing: u64,
    /// Rows whose key an earlier row has.
    pub duplicates: u64,
    /// The keys that repeat most, with the number of their rows, most first; at most ten.
    pub duplicate_examples: Vec<KeyExample>,
    /// Rows without a partner in the other table, those with a missing key included.
    pub unmatched: u64,
    /// The first keys without a partner, with the number of their rows; at most ten.
    pub unmatched_examples: Vec<KeyExample>,
}

/// A key as the file writes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyExample {
    /// A cell for each key column.
    pub key: Vec<String>,
    /// Number of its rows.
    pub rows: u64,
}

/// A file that a model was trained on: where its rows come from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileRecord {
    /// File name.
    pub name: String,
    /// Size in bytes.
    pub bytes: u64,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    /// Data rows in it.
    pub rows: u64,
    /// When it was read, in RFC 3339.
    pub read: String,
}
