//! A tree or a forest that was grown on rows with missing cells.

use super::branches::Branches;
use super::forest_model::ForestState;
use crate::{Features, LearnError, Model, ModelState, Prediction, WeightKind};
use serde::{Deserialize, Serialize};

/// Which estimator a model with gaps belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum GappyKind {
    /// `decision_tree`: a forest of one.
    Tree,
    /// `random_forest`.
    Random,
    /// `extra_trees`.
    Extra,
}

/// Trees whose nodes say where a missing cell goes: to the side that gained more, or that was drawn;
/// where a node had none, with most of its rows. They answer as any others do.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GappyState {
    /// The estimator.
    pub kind: GappyKind,
    /// The trees.
    pub forest: ForestState,
    /// Of each tree, where its nodes send missing cells.
    pub gaps: Vec<Branches>,
}

impl GappyState {
    /// Name of the estimator.
    pub(crate) fn id(&self) -> &'static str {
        match self.kind {
            GappyKind::Tree => "decision_tree",
            GappyKind::Random => "random_forest",
            GappyKind::Extra => "extra_trees",
        }
    }

    /// The categories of each feature: there are none.
    pub fn levels(&self) -> Vec<u32> {
        vec![0; self.forest.features as usize]
    }

    /// Whether it can predict from `features` features.
    pub(crate) fn check(&self, features: usize) -> Result<(), LearnError> {
        self.forest.check(features)?;
        let trees = &self.forest.trees;
        if self.gaps.len() != trees.len() || self.kind == GappyKind::Tree && trees.len() != 1 {
            return Err(LearnError::BadState("its branches do not fit its trees"));
        }
        let levels = self.levels();
        self.gaps.iter().zip(trees).try_for_each(|(gaps, tree)| gaps.check(tree, &levels))
    }
}

impl Model for GappyState {
    fn predict(&self, x: &Features) -> Prediction {
        self.forest.answer(&self.gaps, x)
    }

    fn state(&self) -> ModelState {
        ModelState::Gappy(self.clone())
    }

    fn weights(&self) -> Option<(WeightKind, Vec<f64>)> {
        self.forest.weights()
    }
}
