//! A fitted naive Bayes of counts or flags.

use super::discrete_nb::Draws;
use crate::linear::{first_largest, softmax};
use crate::{Features, LearnError, Model, ModelState, Prediction};
use ndarray::Array2;
use serde::{Deserialize, Serialize};

/// The score of a class is its height plus each feature times its weight; their softmax are the
/// probabilities. In `f64`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DiscreteNbState {
    /// What the features are taken for.
    pub draws: Draws,
    /// Number of features.
    pub features: u32,
    /// A row for each class, a column for each feature.
    pub weights: Vec<f64>,
    /// Score of each class without features; −1e300 for one without training rows.
    pub heights: Vec<f64>,
    /// What a number must be above to count as one; none where it counts as it is.
    pub above: Option<f64>,
}

impl DiscreteNbState {
    /// Number of classes.
    pub fn classes(&self) -> usize {
        self.heights.len()
    }

    /// Whether its lengths agree and its numbers are finite.
    pub(crate) fn check(&self, features: usize) -> Result<(), LearnError> {
        let fits = self.heights.len() >= 2
            && self.features as usize == features
            && self.weights.len() == self.heights.len() * features
            && self.weights.iter().chain(&self.heights).all(|v| v.is_finite());
        if fits { Ok(()) } else { Err(LearnError::BadState("weights do not fit classes and features")) }
    }
}

impl Model for DiscreteNbState {
    fn predict(&self, x: &Features) -> Prediction {
        let features = self.features as usize;
        assert_eq!(x.data.ncols(), features, "features of another model");
        let mut probabilities = Array2::zeros((x.data.nrows(), self.classes()));
        let mut index = Vec::with_capacity(x.data.nrows());
        let mut scores = vec![0.0; self.classes()];
        let number = |value: &f32| {
            let value = f64::from(*value);
            self.above.map_or(value, |above| f64::from(u8::from(value > above)))
        };
        for (row, mut out) in x.data.outer_iter().zip(probabilities.outer_iter_mut()) {
            for ((score, weights), height) in
                scores.iter_mut().zip(self.weights.chunks_exact(features)).zip(&self.heights)
            {
                *score = row.iter().zip(weights).fold(*height, |sum, (value, w)| sum + number(value) * w);
            }
            index.push(first_largest(&scores));
            softmax(&mut scores);
            out.iter_mut().zip(&scores).for_each(|(p, &s)| *p = s as f32);
        }
        Prediction::Classes { probabilities, index }
    }

    fn state(&self) -> ModelState {
        ModelState::DiscreteNb(self.clone())
    }
}
