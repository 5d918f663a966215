//! Cholesky's factor of a matrix and what its inverse says, row by row, so that it can be stopped anywhere.

use crate::linear::dot;

/// A factor under way.
pub(super) struct Factor {
    rows: usize,
    /// Row-major: the factor below the diagonal.
    below: Vec<f64>,
    /// Row-major: columns of the inverse factor.
    inverse: Vec<f64>,
}

impl Factor {
    /// Room for a matrix of so many rows.
    pub fn new(rows: usize) -> Self {
        Self { rows, below: vec![0.0; rows * rows], inverse: vec![0.0; rows * rows] }
    }

    /// Operations of a row.
    pub fn price(row: usize) -> i64 {
        (row * (row / 2 + 40) + 10) as i64
    }

    /// Operations of a column of the inverse.
    pub fn price_of_inverse(&self, column: usize) -> i64 {
        ((self.rows - column) * (self.rows - column) / 2 + 10) as i64
    }

    /// A row of the factor up to its diagonal.
    pub fn row(&self, row: usize) -> &[f64] {
        &self.below[row * self.rows..=row * self.rows + row]
    }

    /// The next row, of whose matrix `fill` writes what is left of the diagonal; false where it is not
    /// positive.
    pub fn factorise(&mut self, row: usize, diagonal: f64, fill: impl FnOnce(&mut [f64])) -> bool {
        let rows = self.rows;
        let (above, below) = self.below.split_at_mut(row * rows);
        let below = &mut below[..=row];
        fill(&mut below[..row]);
        for column in 0..row {
            let other = &above[column * rows..=column * rows + column];
            let known = dot(&below[..column], &other[..column]);
            below[column] = (below[column] - known) / other[column];
        }
        let rest = diagonal - dot(&below[..row], &below[..row]);
        below[row] = rest.sqrt();
        rest > 0.0
    }

    /// Divides a vector by the factor. Adds half the square of what comes out and the logarithm of the root of the
    /// determinant to a value, row by row.
    pub fn divide(&self, vector: &mut [f64], mut value: f64) -> f64 {
        for row in 0..self.rows {
            let factor = self.row(row);
            let z = (vector[row] - dot(&factor[..row], &vector[..row])) / factor[row];
            value += 0.5 * z * z + libm::log(factor[row]);
            vector[row] = z;
        }
        value
    }

    /// Divides a vector by the factor turned over.
    pub fn divide_back(&self, vector: &mut [f64]) {
        for row in (0..self.rows).rev() {
            let factor = self.row(row);
            vector[row] /= factor[row];
            let own = vector[row];
            vector[..row].iter_mut().zip(factor).for_each(|(z, f)| *z -= own * f);
        }
    }

    /// The logarithm of the root of the determinant.
    pub fn height(&self) -> f64 {
        (0..self.rows).map(|row| libm::log(self.below[row * self.rows + row])).sum()
    }

    /// A column of the inverse factor.
    pub fn invert(&mut self, column: usize) {
        let rows = self.rows;
        let inverse = &mut self.inverse[column * rows..(column + 1) * rows];
        for row in column..rows {
            let factor = &self.below[row * rows..=row * rows + row];
            let known = dot(&factor[column..row], &inverse[column..row]);
            inverse[row] = (f64::from(u8::from(row == column)) - known) / factor[row];
        }
    }

    /// A cell of the inverse factor.
    pub fn inverse_factor(&self, row: usize, column: usize) -> f64 {
        self.inverse[column * self.rows + row]
    }

    /// A cell of the inverse matrix; `row` is not before `column`.
    pub fn inverse(&self, row: usize, column: usize) -> f64 {
        let of = |at: usize| &self.inverse[at * self.rows + row..(at + 1) * self.rows];
        dot(of(row), of(column))
    }
}
