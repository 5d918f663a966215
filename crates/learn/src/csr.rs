//! Rows of which most cells are zero: only the others are kept.

use crate::Features;
use ndarray::{Array2, ArrayView1};
use std::ops::Range;

/// Compressed sparse rows: of each row the columns whose cells are not zero, in their order, and the cells.
/// A missing cell is kept as NaN. Takes eight bytes a cell that is kept.
#[derive(Debug, Clone, PartialEq)]
pub struct Csr {
    width: usize,
    /// Where each row begins, and where the last one ends.
    starts: Vec<usize>,
    columns: Vec<u32>,
    values: Vec<f32>,
}

impl Csr {
    /// No rows yet, of so many columns.
    pub fn new(width: usize) -> Self {
        Self { width, starts: vec![0], columns: Vec::new(), values: Vec::new() }
    }

    /// Appends a row: columns with their cells, in rising order of the columns. Zeros are left out.
    pub fn push(&mut self, row: impl IntoIterator<Item = (u32, f32)>) {
        let begin = self.columns.len();
        for (column, value) in row.into_iter().filter(|(_, value)| *value != 0.0) {
            self.columns.push(column);
            self.values.push(value);
        }
        debug_assert!(
            self.columns[begin..].is_sorted() && (self.columns.last() < Some(&(self.width as u32)))
        );
        self.starts.push(self.columns.len());
    }

    /// The cells of a dense matrix.
    pub fn of(dense: &Array2<f32>) -> Self {
        let mut all = Self::new(dense.ncols());
        dense.outer_iter().for_each(|row| all.push((0..).zip(row.iter().copied())));
        all
    }

    /// As a dense matrix.
    pub fn to_dense(&self) -> Array2<f32> {
        let mut dense = Array2::zeros((self.rows(), self.width));
        for (at, mut out) in dense.outer_iter_mut().enumerate() {
            let (columns, values) = self.row(at);
            columns.iter().zip(values).for_each(|(&column, &value)| out[column as usize] = value);
        }
        dense
    }

    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.starts.len() - 1
    }

    /// Number of columns.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Number of cells that are kept.
    pub fn kept(&self) -> usize {
        self.values.len()
    }

    /// All cells that are kept, row by row.
    pub fn values(&self) -> &[f32] {
        &self.values
    }

    /// Columns and cells of a row.
    pub fn row(&self, row: usize) -> (&[u32], &[f32]) {
        let cells = self.starts[row]..self.starts[row + 1];
        (&self.columns[cells.clone()], &self.values[cells])
    }

    /// Some rows that follow each other.
    pub fn slice(&self, rows: Range<usize>) -> Self {
        let mut part = Self::new(self.width);
        rows.for_each(|row| part.extend(self.row(row)));
        part
    }

    fn extend(&mut self, (columns, values): (&[u32], &[f32])) {
        self.columns.extend_from_slice(columns);
        self.values.extend_from_slice(values);
        self.starts.push(self.columns.len());
    }
}

/// A row of the design matrix, however it is kept.
#[derive(Clone, Copy)]
pub(crate) enum Row<'a> {
    Dense(ArrayView1<'a, f32>),
    Sparse(&'a [u32], &'a [f32]),
}

impl<'a> Row<'a> {
    /// A row of features.
    pub fn of(x: &'a Features, row: usize) -> Self {
        match &x.sparse {
            None => Self::Dense(x.data.row(row)),
            Some(sparse) => {
                let (columns, values) = sparse.row(row);
                Self::Sparse(columns, values)
            }
        }
    }

    /// Adds each cell times its weight to a sum, in the order of the columns: a cell of zero adds nothing, so
    /// that the sum is the same however the row is kept.
    pub fn fold(self, start: f64, weights: &[f64]) -> f64 {
        match self {
            Self::Dense(row) => {
                row.iter().zip(weights).fold(start, |sum, (&v, weight)| sum + f64::from(v) * weight)
            }
            Self::Sparse(columns, values) => fold(columns, values, start, weights),
        }
    }
}

/// As [`Row::fold`], of a sparse row.
pub(crate) fn fold(columns: &[u32], values: &[f32], start: f64, weights: &[f64]) -> f64 {
    let cells = columns.iter().zip(values);
    cells.fold(start, |sum, (&column, &v)| sum + f64::from(v) * weights[column as usize])
}

/// Adds a factor times each cell of a sparse row to its place.
pub(crate) fn scatter(columns: &[u32], values: &[f32], factor: f64, to: &mut [f64]) {
    columns.iter().zip(values).for_each(|(&column, &v)| to[column as usize] += factor * f64::from(v));
}

/// The sum of products that [`dot`](crate::linear::dot) gives of the dense row, to the last bit.
pub(crate) fn dot(columns: &[u32], values: &[f32], weights: &[f64]) -> f64 {
    let mut sums = [0.0; 5];
    let whole = weights.len() / 4 * 4;
    for (&column, &value) in columns.iter().zip(values) {
        let column = column as usize;
        let lane = if column < whole { column % 4 } else { 4 };
        sums[lane] += f64::from(value) * weights[column];
    }
    (sums[0] + sums[1]) + (sums[2] + sums[3]) + sums[4]
}
