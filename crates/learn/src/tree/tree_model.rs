//! A fitted decision tree.

use super::nodes::Nodes;
use crate::checks::first_maximum;
use crate::{Features, LearnError, Model, ModelState, Prediction, WeightKind};
use ndarray::Array2;
use serde::{Deserialize, Serialize};

/// One tree. Its leaves hold the shares of the classes, or the mean, of their training rows, each
/// rounded to `f32`; the label is the first class of the largest share.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TreeState {
    /// Number of features.
    pub features: u32,
    /// Number of classes; none for regression.
    pub classes: Option<u32>,
    /// The tree.
    pub nodes: Nodes,
    /// Decrease of impurity by feature, as shares.
    pub importances: Vec<f64>,
}

impl TreeState {
    /// Whether it can predict from `features` features.
    pub(crate) fn check(&self, features: usize) -> Result<(), LearnError> {
        if self.features as usize != features || self.importances.len() != features {
            return Err(LearnError::BadState("it has another number of features"));
        }
        self.nodes.check(features, self.classes.unwrap_or(1) as usize)
    }
}

impl Model for TreeState {
    fn predict(&self, x: &Features) -> Prediction {
        assert_eq!(x.data.ncols(), self.features as usize, "features of another model");
        let Some(classes) = self.classes else {
            let answer = |row| f64::from(self.nodes.answer(row, 1)[0]);
            return Prediction::Numbers(x.data.outer_iter().map(answer).collect());
        };
        let mut probabilities = Array2::zeros((x.data.nrows(), classes as usize));
        let mut index = Vec::with_capacity(x.data.nrows());
        for (row, mut out) in x.data.outer_iter().zip(probabilities.outer_iter_mut()) {
            let shares = self.nodes.answer(row, classes as usize);
            out.iter_mut().zip(shares).for_each(|(p, &s)| *p = s);
            index.push(first_maximum(shares));
        }
        Prediction::Classes { probabilities, index }
    }

    fn state(&self) -> ModelState {
        ModelState::Tree(self.clone())
    }

    fn weights(&self) -> Option<(WeightKind, Vec<f64>)> {
        Some((WeightKind::Impurity, self.importances.clone()))
    }
}
