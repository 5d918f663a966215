//! Which rows of a table are looked at, and in what order: the grid's sorting and filter, which a
//! brush on a picture writes too.

use serde::{Deserialize, Serialize};

/// Rows that meet every condition, in an order. The empty view is the file as it stands.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct View {
    /// The first key decides; later ones part what it leaves equal. Rows that are equal in all keep
    /// the file's order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sort: Vec<SortKey>,
    /// Conditions, all of which a row must meet.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub filter: Vec<Condition>,
}

/// A column to sort by: numbers and dates by value, text without regard to case. Missing cells are
/// last in either direction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SortKey {
    /// Column name.
    pub column: String,
    /// Whether the largest comes first.
    #[serde(default)]
    pub descending: bool,
}

/// Something that a row's cell must meet.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Condition {
    /// Column name.
    pub column: String,
    /// What its cell must be.
    #[serde(flatten)]
    pub test: CellTest,
    /// Whether the cell must not be so instead. A missing cell is in no range and in no set, so it
    /// meets the negation of both.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub negate: bool,
}

/// What a cell must be.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum CellTest {
    /// A number, or an instant in milliseconds since 1970-01-01 UTC, between bounds that belong to
    /// the range; a bound that is left out is open.
    Range {
        /// Lower bound.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        min: Option<f64>,
        /// Upper bound.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        max: Option<f64>,
    },
    /// One of some values: text as the file writes it, numbers in shortest form, dates in ISO 8601.
    OneOf {
        /// The values.
        values: Vec<String>,
    },
    /// Missing.
    Missing,
    /// A cell whose text holds this, in any case.
    Contains {
        /// The text.
        text: String,
    },
}

impl View {
    /// Whether this is the file as it stands.
    pub fn is_plain(&self) -> bool {
        self.sort.is_empty() && self.filter.is_empty()
    }
}

/// Cells that hold a text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Matches {
    /// Position of the row in the view and of the column in the file, in the view's order; at most
    /// [`Matches::MOST`].
    pub cells: Vec<(u64, u32)>,
    /// How many there are in all.
    pub total: u64,
}

impl Matches {
    /// Most places that are told.
    pub const MOST: usize = 1000;
}
