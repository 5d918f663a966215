//! A fitted random forest.

use super::branches::Branches;
use super::nodes::Nodes;
use crate::checks::first_maximum;
use crate::{Features, LearnError, Model, ModelState, Prediction, WeightKind};
use ndarray::Array2;
use serde::{Deserialize, Serialize};

/// Trees that vote with their leaves. The leaves of a classifier hold shares on a grid of a power
/// of two, so that their `f32` sums are exact in any order; a probability is the sum divided by
/// the number of trees in `f32`, the label the first class of the largest. A regressor answers the
/// mean of its leaves, summed in `f64`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ForestState {
    /// Number of features.
    pub features: u32,
    /// Number of classes; none for regression.
    pub classes: Option<u32>,
    /// The trees.
    pub trees: Vec<Nodes>,
    /// Decrease of impurity by feature: the sum of the trees' shares, to which further trees can add; in
    /// models of releases that did not go on, their mean.
    pub importances: Vec<f64>,
}

/// Numbers divided by their sum; zeros as they are.
pub(super) fn shares(mut numbers: Vec<f64>) -> Vec<f64> {
    let all: f64 = numbers.iter().sum();
    if all > 0.0 {
        numbers.iter_mut().for_each(|number| *number /= all);
    }
    numbers
}

/// Rows that pass through a tree together, so that it stays in the cache.
const BLOCK: usize = 512;

impl ForestState {
    /// Whether it can predict from `features` features.
    pub(crate) fn check(&self, features: usize) -> Result<(), LearnError> {
        if self.features as usize != features || self.importances.len() != features {
            return Err(LearnError::BadState("it has another number of features"));
        }
        if self.trees.is_empty() {
            return Err(LearnError::BadState("a forest without trees"));
        }
        let outputs = self.classes.unwrap_or(1) as usize;
        self.trees.iter().try_for_each(|tree| tree.check(features, outputs))
    }

    /// Whether the importances are sums, of shares that are 1 together for each tree with a split.
    pub(super) fn goes_on(&self) -> bool {
        let divided = self.trees.iter().filter(|tree| tree.len() > 1).count() as f64;
        (self.importances.iter().sum::<f64>() - divided).abs() <= 1e-6 * divided
    }

    /// Tells for each tree and each row of a row-major block which leaf answers. `gaps` says of each tree
    /// where missing cells go, if there are any.
    fn each(&self, gaps: &[Branches], block: &[f32], mut found: impl FnMut(&Nodes, usize, usize)) {
        let width = self.features as usize;
        for (at, tree) in self.trees.iter().enumerate() {
            match gaps.get(at) {
                None => tree.for_each_leaf(block, width, |row, leaf| found(tree, row, leaf)),
                Some(gaps) => tree.for_each_leaf_with(gaps, block, width, |row, leaf| found(tree, row, leaf)),
            }
        }
    }

    /// Mean of the leaves for each row of a row-major block.
    fn means(&self, gaps: &[Branches], block: &[f32], out: &mut [f64]) {
        out.fill(0.0);
        self.each(gaps, block, |tree, row, leaf| out[row] += f64::from(tree.values[leaf]));
        out.iter_mut().for_each(|sum| *sum /= self.trees.len() as f64);
    }

    /// Probabilities for each row of a row-major block, row-major.
    fn shares(&self, gaps: &[Branches], block: &[f32], classes: usize, out: &mut [f32]) {
        out.fill(0.0);
        self.each(gaps, block, |tree, row, leaf| {
            let shares = &tree.values[leaf * classes..(leaf + 1) * classes];
            let sums = &mut out[row * classes..(row + 1) * classes];
            sums.iter_mut().zip(shares).for_each(|(sum, share)| *sum += share);
        });
        out.iter_mut().for_each(|sum| *sum /= self.trees.len() as f32);
    }

    /// What the trees answer to each row; `gaps` as in [`each`](Self::each).
    pub(super) fn answer(&self, gaps: &[Branches], x: &Features) -> Prediction {
        assert_eq!(x.data.ncols(), self.features as usize, "features of another model");
        let rows = x.data.nrows();
        let Some(classes) = self.classes else {
            let mut out = vec![0.0; rows];
            in_blocks(x, 1, &mut out, |block, part| self.means(gaps, block, part));
            return Prediction::Numbers(out);
        };
        let classes = classes as usize;
        let mut probabilities = Array2::zeros((rows, classes));
        if let Some(out) = probabilities.as_slice_mut() {
            in_blocks(x, classes, out, |block, part| self.shares(gaps, block, classes, part));
        }
        let index = probabilities.outer_iter().map(|row| row.as_slice().map_or(0, first_maximum)).collect();
        Prediction::Classes { probabilities, index }
    }
}

/// Answers block by block, `width` numbers a row: on all cores where there are some.
pub(crate) fn in_blocks<T: Send>(
    x: &Features,
    width: usize,
    out: &mut [T],
    answer: impl Fn(&[f32], &mut [T]) + Sync,
) {
    let cells = x.data.as_standard_layout();
    let (Some(cells), features) = (cells.as_slice(), x.data.ncols()) else { return };
    let block = |(i, part): (usize, &mut [T])| {
        let start = i * BLOCK * features;
        answer(&cells[start..start + part.len() / width * features], part);
    };
    #[cfg(feature = "parallel")]
    {
        use rayon::prelude::*;
        out.par_chunks_mut(BLOCK * width).enumerate().for_each(block);
    }
    #[cfg(not(feature = "parallel"))]
    out.chunks_mut(BLOCK * width).enumerate().for_each(block);
}

/// A forest whose trees divide at random. It answers as any other.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ExtraTreesState(pub ForestState);

impl Model for ExtraTreesState {
    fn predict(&self, x: &Features) -> Prediction {
        self.0.predict(x)
    }

    fn state(&self) -> ModelState {
        ModelState::ExtraTrees(self.clone())
    }

    fn weights(&self) -> Option<(WeightKind, Vec<f64>)> {
        self.0.weights()
    }
}

impl Model for ForestState {
    fn predict(&self, x: &Features) -> Prediction {
        self.answer(&[], x)
    }

    fn state(&self) -> ModelState {
        ModelState::Forest(self.clone())
    }

    fn weights(&self) -> Option<(WeightKind, Vec<f64>)> {
        Some((WeightKind::Impurity, shares(self.importances.clone())))
    }
}
