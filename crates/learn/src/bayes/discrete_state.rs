//! A fitted naive Bayes of counts or flags.

use super::discrete_nb::{Draws, number};
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
        assert_eq!(x.width(), features, "features of another model");
        let mut probabilities = Array2::zeros((x.rows(), self.classes()));
        let mut index = Vec::with_capacity(x.rows());
        let mut scores = vec![0.0; self.classes()];
        let zeros_count = number(0.0, self.above) != 0.0;
        let (mut cells, mut kept) = (vec![0.0; features], Vec::new());
        for (at, mut out) in probabilities.outer_iter_mut().enumerate() {
            let sparse = x.sparse.as_ref().map(|sparse| sparse.row(at));
            kept.clear();
            match sparse {
                Some((_, values)) if !zeros_count => {
                    kept.extend(values.iter().map(|&value| number(value, self.above)));
                }
                Some((columns, values)) => {
                    cells.fill(number(0.0, self.above));
                    let counted = values.iter().map(|&value| number(value, self.above));
                    columns.iter().zip(counted).for_each(|(&j, value)| cells[j as usize] = value);
                }
                None => cells.iter_mut().zip(x.data.row(at)).for_each(|(to, &value)| {
                    *to = number(value, self.above);
                }),
            }
            let columns = sparse.map(|(columns, _)| columns).filter(|_| !zeros_count);
            for ((score, weights), height) in
                scores.iter_mut().zip(self.weights.chunks_exact(features)).zip(&self.heights)
            {
                *score = match columns {
                    Some(columns) => {
                        let cells = columns.iter().zip(&kept);
                        cells.fold(*height, |sum, (&j, value)| sum + value * weights[j as usize])
                    }
                    None => cells.iter().zip(weights).fold(*height, |sum, (value, w)| sum + value * w),
                };
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
