//! A matrix that lies in a slice.

/// A view of a row-major matrix, as it lies or turned over its diagonal.
#[derive(Debug, Clone, Copy)]
pub struct Matrix<'a> {
    data: &'a [f32],
    rows: usize,
    columns: usize,
    /// Whether `data` holds the columns one after the other.
    turned: bool,
}

impl<'a> Matrix<'a> {
    /// A matrix whose rows lie one after the other.
    ///
    /// # Panics
    /// When `data` does not hold `rows × columns` numbers.
    pub fn new(data: &'a [f32], rows: usize, columns: usize) -> Self {
        assert_eq!(data.len(), rows * columns, "the numbers of a matrix of {rows} × {columns}");
        Self { data, rows, columns, turned: false }
    }

    /// Rows become columns; nothing is moved.
    #[must_use]
    pub fn turned(self) -> Self {
        Self { rows: self.columns, columns: self.rows, turned: !self.turned, ..self }
    }

    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Number of columns.
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// Its numbers, if its rows lie one after the other.
    pub(crate) fn by_rows(&self) -> Option<&'a [f32]> {
        (!self.turned).then_some(self.data)
    }

    /// Its numbers, whichever way they lie.
    pub(crate) fn data(&self) -> &'a [f32] {
        self.data
    }
}
