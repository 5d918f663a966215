//! A fitted isolation forest.

use crate::tree::{Nodes, in_blocks};
use crate::{Features, LearnError, Model, ModelState, Prediction};
use serde::{Deserialize, Serialize};

/// Trees whose leaves hold the length of the path to them: unusual rows are parted from the others
/// early.
///
/// The lengths are summed in `f64`, where their sums are exact in any order, and rounded to `f32`,
/// as a runtime hands them out; what is marked is decided by the rounded sum alone.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct IsolationState {
    /// Number of features.
    pub features: u32,
    /// The trees; each leaf has one value, the length of its path.
    pub trees: Vec<Nodes>,
    /// Sum of the lengths of a row that is as usual as chance.
    pub normal: f64,
    /// Score below which a row is marked.
    pub offset: f64,
    /// The smallest sum of lengths that is not marked.
    pub threshold: f32,
}

impl IsolationState {
    /// A forest that marks rows whose score is below `offset`.
    pub(super) fn new(features: u32, trees: Vec<Nodes>, normal: f64, offset: f64) -> Self {
        let mut state = Self { features, trees, normal, offset, threshold: 0.0 };
        let mut least = (-libm::log2(-offset) * normal).max(0.0) as f32;
        while least > 0.0 && state.score(least) >= offset {
            least = least.next_down();
        }
        while state.score(least) < offset {
            least = least.next_up();
        }
        state.threshold = least;
        state
    }

    /// scikit-learn's `score_samples` of a sum of lengths: from −1, unusual, to 0.
    pub(super) fn score(&self, length: f32) -> f64 {
        -libm::exp2(-f64::from(length) / self.normal)
    }

    /// The sum of the lengths of each row's paths.
    pub(super) fn lengths(&self, x: &Features) -> Vec<f32> {
        let width = self.features as usize;
        let mut sums = vec![0.0; x.data.nrows()];
        in_blocks(x, 1, &mut sums, |block, out: &mut [f64]| {
            out.fill(0.0);
            for tree in &self.trees {
                tree.for_each_leaf(block, width, |row, leaf| out[row] += f64::from(tree.values[leaf]));
            }
        });
        sums.into_iter().map(|sum| sum as f32).collect()
    }

    /// Whether it can predict from `features` features.
    pub(crate) fn check(&self, features: usize) -> Result<(), LearnError> {
        let numbers = self.normal > 0.0 && self.normal.is_finite() && (-1.0..=0.0).contains(&self.offset);
        if self.features as usize != features || self.trees.is_empty() || !numbers || self.threshold.is_nan()
        {
            return Err(LearnError::BadState("an isolation forest whose numbers do not fit"));
        }
        self.trees.iter().try_for_each(|tree| tree.check(features, 1))
    }
}

impl Model for IsolationState {
    fn predict(&self, x: &Features) -> Prediction {
        assert_eq!(x.data.ncols(), self.features as usize, "features of another model");
        let lengths = self.lengths(x);
        let index = lengths.iter().map(|&length| u32::from(length < self.threshold)).collect();
        Prediction::Groups { index, numbers: lengths.iter().map(|&l| self.score(l) - self.offset).collect() }
    }

    fn state(&self) -> ModelState {
        ModelState::Isolation(self.clone())
    }
}
