//! The association of any two columns, by the measure that suits their types.

use crate::cells::{self, Codes};
use glasshouse_spec::Measure;
use glasshouse_stats::{CrossTable, correlation_ratio, cramers_v, pearson};

use glasshouse_table::Column;
use std::borrow::Cow;

/// The cells of a column as a measure takes them.
#[derive(Debug, Clone)]
pub(crate) enum Cells<'a> {
    /// Numbers, NaN where there is none.
    Numbers(Cow<'a, [f64]>),
    /// Codes of categories and how many there are.
    Codes(Vec<Option<u32>>, usize),
}

impl<'a> Cells<'a> {
    /// The cells of a column; `None` for ids, free text and more than `most` categories.
    pub fn of(column: &'a Column, most: usize) -> Option<Self> {
        if let Some(numbers) = cells::numbers(column) {
            return Some(Self::Numbers(numbers));
        }
        let few = cells::is_category(column) && column.levels().len() <= most;
        few.then(|| cells::level_codes(column)).map(|(codes, kinds)| Self::Codes(codes, kinds))
    }
}

impl From<&Codes> for Cells<'_> {
    fn from(codes: &Codes) -> Self {
        Self::Codes(codes.codes.clone(), codes.names.len())
    }
}

/// How much two columns go together: measure, value, rows where both have a value. `None` where it is
/// undefined. Takes O(rows).
pub(crate) fn between(a: &Cells<'_>, b: &Cells<'_>) -> Option<(Measure, f64, u64)> {
    let (measure, value) = match (a, b) {
        (Cells::Numbers(a), Cells::Numbers(b)) => (Measure::Pearson, pearson(a, b)?),
        (Cells::Codes(a, n), Cells::Codes(b, m)) => {
            (Measure::CramersV, cramers_v(&CrossTable::of(a.iter().copied(), b.iter().copied(), *n, *m))?)
        }
        (Cells::Codes(codes, _), Cells::Numbers(numbers))
        | (Cells::Numbers(numbers), Cells::Codes(codes, _)) => {
            (Measure::CorrelationRatio, correlation_ratio(codes, numbers)?)
        }
    };
    value.is_finite().then(|| (measure, value, common(a, b)))
}

/// Rows where both have a value.
pub(super) fn common(a: &Cells<'_>, b: &Cells<'_>) -> u64 {
    let there = |cells: &Cells<'_>, row: usize| match cells {
        Cells::Numbers(numbers) => !numbers[row].is_nan(),
        Cells::Codes(codes, _) => codes[row].is_some(),
    };
    let rows = match a {
        Cells::Numbers(numbers) => numbers.len(),
        Cells::Codes(codes, _) => codes.len(),
    };
    (0..rows).filter(|row| there(a, *row) && there(b, *row)).count() as u64
}
