//! Weighted sums of kernels: what every support vector machine answers.

use super::kernel::{Kernel, Points};
use crate::linear::dot;
use crate::{Features, LearnError, WeightKind};
use ndarray::ArrayView1;
use serde::{Deserialize, Serialize};

/// Work of an answer of about 50 ms.
const ANSWER: i64 = 40_000_000;

/// Sums of how alike a row is to some rows, each times a weight.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Expansion {
    /// How rows are compared.
    pub kernel: Kernel,
    /// Number of features.
    pub features: u32,
    /// Row-major: the rows that have a say.
    pub support: Vec<f32>,
    /// A row of weights for each sum, one for each row that has a say.
    pub weights: Vec<f64>,
    /// What is added to each answer.
    pub heights: Vec<f64>,
}

impl Expansion {
    /// Number of rows that have a say.
    pub fn count(&self) -> usize {
        self.support.len() / (self.features as usize).max(1)
    }

    /// Whether its lengths agree, with so many rows of weights and so many heights.
    pub(crate) fn check(&self, features: usize, sums: usize, heights: usize) -> Result<(), LearnError> {
        let fits = self.features as usize == features
            && features > 0
            && self.support.len() == self.count() * features
            && self.weights.len() == sums * self.count()
            && self.heights.len() == heights
            && self.kernel.is_sound()
            && self.support.iter().all(|v| v.is_finite())
            && self.weights.iter().chain(&self.heights).all(|v| v.is_finite());
        if fits { Ok(()) } else { Err(LearnError::BadState("sums of kernels whose numbers do not fit")) }
    }

    /// Rows that are answered in about 50 ms.
    pub(crate) fn rows_at_once(&self) -> usize {
        let price = self.kernel.price(self.features as usize) + 2 * self.heights.len() as i64;
        (ANSWER / (price * self.count().max(1) as i64)).max(1) as usize
    }

    /// Answers something for each row from its kernels with the rows that have a say.
    ///
    /// # Panics
    /// When the features are those of another model.
    pub(super) fn for_each(&self, x: &Features, mut answer: impl FnMut(&[f64])) {
        assert_eq!(x.data.ncols(), self.features as usize, "features of another model");
        let comparing = Comparing::new(self);
        let mut kernels = comparing.room();
        for row in x.data.outer_iter() {
            answer(comparing.kernels(row, &mut kernels));
        }
    }

    /// The first sum with its height, for each row.
    pub(crate) fn numbers(&self, x: &Features) -> Vec<f64> {
        let mut numbers = Vec::with_capacity(x.data.nrows());
        self.for_each(x, |kernels| numbers.push(self.sum(0, kernels) + self.heights[0]));
        numbers
    }

    /// The sum of one row of weights.
    pub(super) fn sum(&self, at: usize, kernels: &[f64]) -> f64 {
        dot(kernels, &self.weights[at * kernels.len()..(at + 1) * kernels.len()])
    }

    /// Of a linear kernel and one sum: what each feature weighs.
    pub(super) fn by_feature(&self) -> Option<(WeightKind, Vec<f64>)> {
        if self.kernel != Kernel::Linear || self.weights.len() != self.count() {
            return None;
        }
        let mut weights = vec![0.0; self.features as usize];
        for (row, weight) in self.support.chunks_exact(weights.len()).zip(&self.weights) {
            weights.iter_mut().zip(row).for_each(|(sum, &v)| *sum += weight * f64::from(v));
        }
        Some((WeightKind::Coefficient, weights))
    }
}

/// The rows that have a say, laid out to be compared with.
pub(super) struct Comparing {
    points: Points,
    count: usize,
    row: usize,
}

impl Comparing {
    pub fn new(sums: &Expansion) -> Self {
        let features = sums.features as usize;
        let points = Points::new(sums.kernel, &sums.support, features);
        Self { points, count: sums.count(), row: features }
    }

    /// Room for kernels and for a row that does not lie in one piece.
    pub fn room(&self) -> (Vec<f64>, Vec<f32>) {
        (vec![0.0; self.points.width()], vec![0.0; self.row])
    }

    /// How alike a row is to each that has a say.
    pub fn kernels<'a>(&self, row: ArrayView1<f32>, (out, copy): &'a mut (Vec<f64>, Vec<f32>)) -> &'a [f64] {
        copy.iter_mut().zip(row).for_each(|(to, &from)| *to = from);
        self.points.each(copy, out);
        &out[..self.count]
    }
}
