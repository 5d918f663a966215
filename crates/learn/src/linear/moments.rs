//! Weighted means and spreads of the features, the first pass of both linear models.

use crate::Dataset;
use crate::checks::weight;

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
        }
    }

    /// Reads rows while the budget of cells lasts; true once all are read. Sums are taken around
    /// the first row with weight, which keeps the variance of columns with a large mean.
    pub fn advance(&mut self, data: &Dataset, budget: &mut i64) -> bool {
        let rows = data.x.data.nrows();
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
        for (j, &value) in row.iter().enumerate() {
            let value = f64::from(value);
            let offset = value - self.first[j];
            self.sum[j] += w * offset;
            self.squares[j] += w * offset * offset;
            self.raw_squares[j] += w * value * value;
            self.constant[j] &= offset == 0.0;
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
        let mean = self.sum[feature] / self.total;
        (self.squares[feature] / self.total - mean * mean).max(0.0)
    }

    /// Length of the rounding errors that the feature's values carry as 32-bit floats, in the
    /// units of a column whose rows are multiplied by the root of their weight.
    pub fn rounding(&self, feature: usize) -> f64 {
        F32_ROUNDING * self.raw_squares[feature].sqrt()
    }
}
