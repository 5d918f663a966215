//! When two cells hold the same value: text without the white space around it; numbers by value
//! (`7`, `7.0` and `007` are one), but integers beyond 2^53, which 64-bit floating point cannot tell
//! apart, as they are written; truths by meaning; dates by the instant.

use crate::{iso, number_label, truth};
use glasshouse_spec::ColumnType;

/// Integers up to here are exact.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// How cells of a column are compared with one another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Compared {
    Text,
    Numbers,
    Truths,
    Dates,
}

impl Compared {
    /// How columns of these types are compared; the text of different types may still be equal.
    pub fn of(left: ColumnType, right: ColumnType) -> Self {
        match (left, right) {
            (ColumnType::Numeric, ColumnType::Numeric) => Self::Numbers,
            (ColumnType::Boolean, ColumnType::Boolean) => Self::Truths,
            (ColumnType::Datetime, ColumnType::Datetime) => Self::Dates,
            _ => Self::Text,
        }
    }
}

/// Appends a trimmed cell so that equal values are equal bytes. What cannot be read as `how` asks is
/// compared as it is written.
pub(crate) fn canonical(
    cell: &[u8],
    how: Compared,
    number: impl FnOnce() -> Option<f64>,
    instant: impl FnOnce() -> Option<i64>,
    out: &mut Vec<u8>,
) {
    let text = match how {
        Compared::Text => None,
        Compared::Numbers => number().filter(|n| n.abs() < EXACT).map(number_label),
        Compared::Truths => std::str::from_utf8(cell).ok().and_then(truth).map(|t| t.to_string()),
        Compared::Dates => instant().map(iso),
    };
    out.extend_from_slice(text.as_ref().map_or(cell, |text| text.as_bytes()));
}
