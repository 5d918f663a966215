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
        let cells = x.data.as_standard_layout();
        let (rows, width, values) = (x.data.nrows(), x.data.ncols(), &self.nodes.values);
        let mut leaves = vec![0; rows];
        if let Some(cells) = cells.as_slice() {
            self.nodes.for_each_leaf(cells, width, |row, leaf| leaves[row] = leaf);
        }
        let Some(classes) = self.classes.map(|c| c as usize) else {
            return Prediction::Numbers(leaves.iter().map(|&leaf| f64::from(values[leaf])).collect());
        };
        let shares = |row: usize| &values[leaves[row] * classes..(leaves[row] + 1) * classes];
        let probabilities = Array2::from_shape_fn((rows, classes), |(row, class)| shares(row)[class]);
        let index = (0..rows).map(|row| first_maximum(shares(row))).collect();
        Prediction::Classes { probabilities, index }
    }

    fn state(&self) -> ModelState {
        ModelState::Tree(self.clone())
    }

    fn weights(&self) -> Option<(WeightKind, Vec<f64>)> {
        Some((WeightKind::Impurity, self.importances.clone()))
    }
}
