//! A matrix that lies in a slice.

use std::ops::Range;

/// A view of a row-major matrix, as it lies or turned over its diagonal.
#[derive(Debug, Clone, Copy)]
pub struct Matrix<'a, T = f32> {
    data: &'a [T],
    rows: usize,
    columns: usize,
    /// Distance of the rows, or of the columns of a turned matrix.
    stride: usize,
    /// Whether `data` holds the columns one after the other.
    turned: bool,
}

impl<'a, T> Matrix<'a, T> {
    /// A matrix whose rows lie one after the other.
    ///
    /// # Panics
    /// When `data` does not hold `rows × columns` numbers.
    pub fn new(data: &'a [T], rows: usize, columns: usize) -> Self {
        assert_eq!(data.len(), rows * columns, "the numbers of a matrix of {rows} × {columns}");
        Self { data, rows, columns, stride: columns, turned: false }
    }

    /// Rows become columns; nothing is moved.
    #[must_use]
    pub fn turned(self) -> Self {
        Self { rows: self.columns, columns: self.rows, turned: !self.turned, ..self }
    }

    /// Some of its rows.
    ///
    /// # Panics
    /// When it has fewer.
    #[must_use]
    pub fn part(self, rows: Range<usize>) -> Self {
        assert!(rows.start <= rows.end && rows.end <= self.rows, "rows of a matrix of {}", self.rows);
        let start = if self.turned { rows.start } else { rows.start * self.stride };
        Self { data: &self.data[start.min(self.data.len())..], rows: rows.len(), ..self }
    }

    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Number of columns.
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// Whether its columns lie one after the other, not its rows.
    pub(crate) fn is_turned(&self) -> bool {
        self.turned
    }

    /// Its numbers from the first on: rows or columns at a distance of [`stride`](Self::stride).
    pub(crate) fn data(&self) -> &'a [T] {
        self.data
    }

    /// Distance of the rows, or of the columns of a turned matrix.
    pub(crate) fn stride(&self) -> usize {
        self.stride
    }
}
