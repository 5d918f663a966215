//! The columns among which is chosen, as numbers.

use crate::preparation::zeros_and_ones;
use crate::{PrepareError, cells};
use arrow_array::{Array, Float64Array};
use glasshouse_spec::ColumnType;
use glasshouse_table::{Column, Table};
use std::borrow::Cow;

/// Numeric and boolean columns; the latter are 0 and 1.
pub(super) struct Numbers {
    pub names: Vec<String>,
    columns: Vec<Float64Array>,
    pub rows: usize,
}

impl Numbers {
    /// Of named columns, which may have gaps.
    ///
    /// # Errors
    /// A column that holds something else.
    pub fn of(table: &Table, names: &[String], step: &str) -> Result<Self, PrepareError> {
        let numbers = |name: &String| numbers(cells::column(table, name)?, step);
        let columns = names.iter().map(numbers).collect::<Result<_, _>>()?;
        Ok(Self { names: names.to_vec(), columns, rows: table.rows() })
    }

    /// Of named columns without gaps.
    ///
    /// # Errors
    /// Those of [`Numbers::of`], a missing cell.
    pub fn complete(table: &Table, names: &[String], step: &str) -> Result<Self, PrepareError> {
        let all = Self::of(table, names, step)?;
        all.refuse_gaps()?;
        Ok(all)
    }

    /// Refuses the first missing cell.
    pub fn refuse_gaps(&self) -> Result<(), PrepareError> {
        let mut gappy = self.names.iter().zip(&self.columns).filter(|(_, column)| column.null_count() > 0);
        let Some((name, column)) = gappy.next() else { return Ok(()) };
        let row = (0..column.len()).find(|row| column.is_null(*row)).unwrap_or_default();
        Err(PrepareError::StillMissing {
            column: name.clone(),
            cells: column.null_count() as u64,
            row: row as u64,
            levels: false,
        })
    }

    /// Number of columns.
    pub fn width(&self) -> usize {
        self.columns.len()
    }

    /// Whether a column has missing cells.
    pub fn has_gaps(&self, at: usize) -> bool {
        self.columns[at].null_count() > 0
    }

    /// The cells of a column; NaN is missing.
    pub fn cells(&self, at: usize) -> Cow<'_, [f64]> {
        let column = &self.columns[at];
        match column.null_count() {
            0 => Cow::Borrowed(column.values()),
            _ => Cow::Owned(column.iter().map(|cell| cell.unwrap_or(f64::NAN)).collect()),
        }
    }
}

fn numbers(column: &Column, step: &str) -> Result<Float64Array, PrepareError> {
    if let Some(array) = column.numbers() {
        return Ok(array.clone());
    }
    match column.kind {
        ColumnType::Boolean => cells::numbers(zeros_and_ones(column)?.as_ref(), step).cloned(),
        _ => cells::numbers(column, step).cloned(),
    }
}
