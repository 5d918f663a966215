//! Weighted means and spreads of the features, the first pass of both linear models.
//!
//! Of sparse rows only what is kept is read, twice: for the means, then for the distances from them, to
//! which the zeros add what follows from their weight.

use crate::checks::weight;
use crate::{Csr, Dataset};
use std::borrow::Cow;

/// Rounding error of a 32-bit float, relative.
const F32_ROUNDING: f64 = 1.0 / (1u64 << 24) as f64;

/// What one pass over the features collects, row by row in order.
pub(super) struct Moments {
    next_row: usize,
    total: f64,
    first: Vec<f64>,
    sum: Vec<f64>,
    squares: Vec<f64>,
    raw_squares: Vec<f64>,
    constant: Vec<bool>,
    /// Of sparse rows: rows with weight; of each column its cells that are kept, their weight and the last of
    /// them; and whether the means are known.
    rows: u32,
    kept: Vec<u32>,
    held: Vec<f64>,
    last: Vec<f64>,
    second: bool,
}

impl Moments {
    pub fn new(features: usize) -> Self {
        Self {
            next_row: 0,
            total: 0.0,
            first: Vec::new(),
            sum: vec![0.0; features],
            squares: vec![0.0; features],
            raw_squares: vec![0.0; features],
            constant: vec![true; features],
            rows: 0,
            kept: Vec::new(),
            held: Vec::new(),
            last: Vec::new(),
            second: false,
        }
    }

    /// Reads rows while the budget of cells lasts; true once all are read. Sums are taken around
    /// the first row with weight, which keeps the variance of columns with a large mean.
    pub fn advance(&mut self, data: &Dataset, budget: &mut i64) -> bool {
        if let Some(sparse) = &data.x.sparse {
            return self.advance_sparse(data, sparse, budget);
        }
        let rows = data.x.rows();
        while self.next_row < rows && *budget > 0 {
            let w = weight(data, self.next_row);
            if w > 0.0 {
                self.add(data, w);
            }
            *budget -= self.sum.len() as i64;
            self.next_row += 1;
        }
        self.next_row == rows
    }

    fn add(&mut self, data: &Dataset, w: f64) {
        let row = data.x.data.row(self.next_row);
        if self.first.is_empty() {
            self.first = row.iter().map(|&v| f64::from(v)).collect();
        }
        self.total += w;
        let values: Cow<[f32]> = row.as_slice().map_or_else(|| row.to_vec().into(), Into::into);
        let sums = self.sum.iter_mut().zip(&mut self.squares).zip(&mut self.raw_squares);
        for ((&value, first), ((sum, squares), raw)) in values.iter().zip(&self.first).zip(sums) {
            let value = f64::from(value);
            let offset = value - first;
            *sum += w * offset;
            *squares += w * offset * offset;
            *raw += w * value * value;
        }
        let same = self.first.iter().zip(values.iter()).map(|(first, value)| f64::from(*value) == *first);
        self.constant.iter_mut().zip(same).for_each(|(constant, same)| *constant &= same);
    }

    fn advance_sparse(&mut self, data: &Dataset, sparse: &Csr, budget: &mut i64) -> bool {
        if self.held.is_empty() {
            let features = self.sum.len();
            (self.first, self.held, self.last) =
                (vec![0.0; features], vec![0.0; features], vec![0.0; features]);
            self.kept = vec![0; features];
        }
        while self.next_row < sparse.rows() && *budget > 0 {
            let (w, (columns, values)) = (weight(data, self.next_row), sparse.row(self.next_row));
            if w > 0.0 {
                self.add_sparse(columns, values, w);
            }
            *budget -= 4 * columns.len() as i64 + 4;
            self.next_row += 1;
        }
        if self.next_row < sparse.rows() {
            return false;
        }
        if !self.second {
            (self.second, self.next_row) = (true, 0);
            return false;
        }
        for j in 0..self.sum.len() {
            let mean = self.sum[j] / self.total;
            self.squares[j] += (self.total - self.held[j]).max(0.0) * mean * mean;
            self.constant[j] &= self.kept[j] == 0 || self.kept[j] == self.rows;
        }
        true
    }

    fn add_sparse(&mut self, columns: &[u32], values: &[f32], w: f64) {
        if !self.second {
            self.total += w;
            self.rows += 1;
        }
        for (&j, &value) in columns.iter().zip(values) {
            let (j, value) = (j as usize, f64::from(value));
            if self.second {
                let offset = value - self.sum[j] / self.total;
                self.squares[j] += w * offset * offset;
                continue;
            }
            self.constant[j] &= self.kept[j] == 0 || self.last[j] == value;
            self.last[j] = value;
            self.kept[j] += 1;
            self.held[j] += w;
            self.sum[j] += w * value;
            self.raw_squares[j] += w * value * value;
        }
    }

    /// Whether a feature has one value in all rows with weight.
    pub fn is_constant(&self, feature: usize) -> bool {
        self.constant[feature]
    }

    /// Weighted mean.
    pub fn mean(&self, feature: usize) -> f64 {
        self.first[feature] + self.sum[feature] / self.total
    }

    /// Weighted mean square around `origin`, which is the mean or zero.
    pub fn spread(&self, feature: usize, centred: bool) -> f64 {
        if !centred {
            return self.raw_squares[feature] / self.total;
        }
        if self.second {
            return self.squares[feature] / self.total;
        }
        let mean = self.sum[feature] / self.total;
        (self.squares[feature] / self.total - mean * mean).max(0.0)
    }

    /// Length of the rounding errors that the feature's values carry as 32-bit floats, in the
    /// units of a column whose rows are multiplied by the root of their weight.
    pub fn rounding(&self, feature: usize) -> f64 {
        F32_ROUNDING * self.raw_squares[feature].sqrt()
    }
}
