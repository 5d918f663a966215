//! Sparse columns for coordinate descent: they stay as they are, and what centring takes off all rows alike
//! is one number (Friedman, Hastie and Tibshirani, *Regularization paths for generalized linear models via
//! coordinate descent*, 2010, 2.2). A sweep costs some operations for each cell that is not zero.

use super::coordinates::Design;
use super::folding::Centred;

/// The columns of a sparse matrix, and what is left of the target.
pub(super) struct Columns {
    /// Where the cells of each column begin, and where the last ones end; their rows, and themselves.
    starts: Vec<usize>,
    rows: Vec<u32>,
    values: Vec<f32>,
    weights: Vec<f64>,
    means: Vec<f64>,
    squares: Vec<f64>,
    /// What is left of the target, less `shift`, which the means add to each row.
    rest: Vec<f64>,
    shift: f64,
}

impl Columns {
    pub fn new(all: Centred) -> Self {
        let Centred { data, weights, target, means, squares } = all;
        let mut starts = vec![0; means.len() + 1];
        let (mut rows, mut values) = (Vec::new(), Vec::new());
        if let Some(sparse) = &data.x.sparse {
            (rows, values) = (vec![0; sparse.kept()], vec![0.0; sparse.kept()]);
            let each = || (0..sparse.rows()).map(|row| sparse.row(row));
            each().flat_map(|(columns, _)| columns).for_each(|&j| starts[j as usize + 1] += 1);
            (1..starts.len()).for_each(|j| starts[j] += starts[j - 1]);
            let mut next = starts.clone();
            for (row, (columns, cells)) in (0..).zip(each()) {
                for (&j, &value) in columns.iter().zip(cells) {
                    let at = &mut next[j as usize];
                    (rows[*at], values[*at]) = (row, value);
                    *at += 1;
                }
            }
        }
        Self { starts, rows, values, weights, means, squares, rest: target, shift: 0.0 }
    }

    fn cells(&self, j: usize) -> impl Iterator<Item = (usize, f64)> + '_ {
        let cells = self.starts[j]..self.starts[j + 1];
        let rows = self.rows[cells.clone()].iter().map(|&row| row as usize);
        rows.zip(self.values[cells].iter().map(|&v| f64::from(v)))
    }
}

impl Design for Columns {
    fn squares(&self) -> &[f64] {
        &self.squares
    }

    /// The mean of a column meets nothing: what is left adds up to zero.
    fn pull(&self, j: usize) -> f64 {
        self.cells(j).map(|(row, v)| self.weights[row] * v * (self.rest[row] + self.shift)).sum()
    }

    fn add(&mut self, j: usize, times: f64) {
        for at in self.starts[j]..self.starts[j + 1] {
            self.rest[self.rows[at] as usize] += times * f64::from(self.values[at]);
        }
        self.shift -= times * self.means[j];
    }

    fn left(&self) -> f64 {
        let rests = self.rest.iter().map(|rest| rest + self.shift);
        rests.zip(&self.weights).map(|(rest, weight)| weight * rest * rest).sum()
    }

    fn cost(&self, j: usize) -> i64 {
        8 * (self.starts[j + 1] - self.starts[j]) as i64 + 16
    }
}
