//! A fitted ensemble of boosted trees.

use super::loss::{LOG_BOUNDS, Link};
use super::walk::Walk;
use crate::linear::{first_largest, softmax};
use crate::tree::{Branches, MAX_LEVELS, Nodes, in_blocks};
use crate::{Features, LearnError, Model, ModelState, Prediction, WeightKind};
use glasshouse_spec::{Place, Warning};
use ndarray::Array2;
use serde::{Deserialize, Serialize};

/// Score of a class that no training row had: its probability is zero.
pub(super) const ABSENT: f64 = -1e30;

/// Trees whose leaves are summed in `f64` onto a base score, then rounded to `f32`, then linked to
/// the answer. The leaves lie on a grid of a power of two, so that the sums are exact in any order.
/// The label is the first class of the largest score.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BoostedState {
    /// Number of features.
    pub features: u32,
    /// Number of classes; none for regression.
    pub classes: Option<u32>,
    /// From scores to the answer.
    pub link: Link,
    /// What the scores begin with: one a class, or one number. −1e30 for a class without training
    /// rows.
    pub base: Vec<f64>,
    /// The scores that the trees of an iteration add to: one for two classes or a number, else one
    /// a class.
    pub outputs: Vec<u32>,
    /// The trees, iteration after iteration, in each as `outputs` lists them.
    pub trees: Vec<Nodes>,
    /// What the divisions on each feature gained in all.
    pub gains: Vec<f64>,
    /// Iterations that were asked for.
    pub planned: u32,
}

impl BoostedState {
    /// Number of iterations.
    pub fn iterations(&self) -> usize {
        self.trees.len() / self.outputs.len().max(1)
    }

    /// Whether it can predict from `features` features.
    pub(crate) fn check(&self, features: usize) -> Result<(), LearnError> {
        let scores = self.classes.unwrap_or(1) as usize;
        if self.features as usize != features || self.gains.len() != features {
            return Err(LearnError::BadState("it has another number of features"));
        }
        let outputs = !self.outputs.is_empty() && self.outputs.iter().all(|&o| (o as usize) < scores);
        let whole = outputs && self.trees.len().is_multiple_of(self.outputs.len());
        let softmax = self.link == Link::Softmax;
        if scores == 0 || self.base.len() != scores || !whole || softmax != self.classes.is_some() {
            return Err(LearnError::BadState("its scores do not fit its classes"));
        }
        self.trees.iter().try_for_each(|tree| tree.check(features, 1))
    }

    /// Scores of each row of a row-major block, row-major.
    fn block_sums(&self, trees: &[Walk], block: &[f32], out: &mut [f64]) {
        let width = self.base.len();
        out.chunks_exact_mut(width).for_each(|row| row.copy_from_slice(&self.base));
        for (tree, output) in trees.iter().zip(self.outputs.iter().cycle()) {
            tree.for_each(block, self.features as usize, |row, answer| {
                out[row * width + *output as usize] += f64::from(answer);
            });
        }
        if self.link != Link::Identity {
            out.iter_mut().for_each(|score| *score = f64::from(*score as f32));
        }
    }
}

/// Boosted trees on features that have categories or may be missing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BranchedState {
    /// The trees and all that they share with others.
    pub boosted: BoostedState,
    /// By feature the number of categories, zero for numbers.
    pub levels: Vec<u32>,
    /// Of each tree, where its nodes send missing cells and categories.
    pub branches: Vec<Branches>,
}

impl BranchedState {
    /// Whether it can predict from `features` features.
    pub(crate) fn check(&self, features: usize) -> Result<(), LearnError> {
        self.boosted.check(features)?;
        let known = self.levels.len() == features && self.levels.iter().all(|&levels| levels <= MAX_LEVELS);
        if !known || self.branches.len() != self.boosted.trees.len() {
            return Err(LearnError::BadState("its branches do not fit its trees"));
        }
        let trees = self.branches.iter().zip(&self.boosted.trees);
        trees.into_iter().try_for_each(|(branches, tree)| branches.check(tree, &self.levels))
    }
}

impl BranchedState {
    fn walks(&self) -> Vec<Walk> {
        let trees = self.boosted.trees.iter().zip(&self.branches);
        trees.map(|(tree, branches)| Walk::of(tree, branches, Some(&self.levels))).collect()
    }
}

impl Model for BranchedState {
    fn predict(&self, x: &Features) -> Prediction {
        self.boosted.answer(&self.walks(), x)
    }

    fn scores(&self, x: &Features) -> Option<Array2<f64>> {
        self.boosted.raw(&self.walks(), x)
    }

    fn state(&self) -> ModelState {
        ModelState::Branched(self.clone())
    }

    fn weights(&self) -> Option<(WeightKind, Vec<f64>)> {
        self.boosted.weights()
    }

    fn warnings(&self) -> Vec<Warning> {
        self.boosted.warnings()
    }
}

impl BoostedState {
    fn walks(&self) -> Vec<Walk> {
        self.trees.iter().map(Walk::new).collect()
    }

    /// The sums of the trees for each row, row-major.
    fn sums(&self, trees: &[Walk], x: &Features) -> Vec<f64> {
        assert_eq!(x.data.ncols(), self.features as usize, "features of another model");
        let mut scores = vec![0.0; x.data.nrows() * self.base.len()];
        in_blocks(x, self.base.len(), &mut scores, |block, part| self.block_sums(trees, block, part));
        scores
    }

    /// The sums as scores of classes: of two the later's less the earlier's.
    fn raw(&self, trees: &[Walk], x: &Features) -> Option<Array2<f64>> {
        self.classes?;
        let (mut scores, mut width) = (self.sums(trees, x), self.base.len());
        if width == 2 {
            scores = scores.chunks_exact(2).map(|both| both[1] - both[0]).collect();
            width = 1;
        }
        Array2::from_shape_vec((x.data.nrows(), width), scores).ok()
    }

    /// What the trees answer to each row.
    fn answer(&self, trees: &[Walk], x: &Features) -> Prediction {
        let (rows, width) = (x.data.nrows(), self.base.len());
        let mut scores = self.sums(trees, x);
        match self.link {
            Link::Identity => Prediction::Numbers(scores),
            Link::Log => {
                let answer = |log: &f64| libm::exp(log.clamp(LOG_BOUNDS.0, LOG_BOUNDS.1));
                Prediction::Numbers(scores.iter().map(answer).collect())
            }
            Link::Softmax => {
                let index = scores.chunks_exact(width).map(first_largest).collect();
                scores.chunks_exact_mut(width).for_each(|row| {
                    softmax(row);
                });
                let probabilities =
                    Array2::from_shape_fn((rows, width), |(i, j)| scores[i * width + j] as f32);
                Prediction::Classes { probabilities, index }
            }
        }
    }
}

impl Model for BoostedState {
    fn predict(&self, x: &Features) -> Prediction {
        self.answer(&self.walks(), x)
    }

    fn scores(&self, x: &Features) -> Option<Array2<f64>> {
        self.raw(&self.walks(), x)
    }

    fn state(&self) -> ModelState {
        ModelState::Boosted(self.clone())
    }

    fn weights(&self) -> Option<(WeightKind, Vec<f64>)> {
        let all: f64 = self.gains.iter().sum();
        let shares = self.gains.iter().map(|gain| if all > 0.0 { gain / all } else { 0.0 });
        Some((WeightKind::Gain, shares.collect()))
    }

    fn warnings(&self) -> Vec<Warning> {
        let divided = self.trees.iter().any(|tree| tree.len() > 1);
        if divided || self.trees.is_empty() {
            return Vec::new();
        }
        let message = "hist_gradient_boosting found nothing to divide, so that it answers the same for every \
                       row: lower min_samples_leaf if there are few rows";
        vec![Warning::new("model.constant", message, Place::parameter("model.params.min_samples_leaf"))]
    }
}
