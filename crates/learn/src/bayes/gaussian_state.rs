//! A fitted Gaussian naive Bayes.

use crate::linear::{first_largest, softmax};
use crate::{Features, LearnError, Model, ModelState, Prediction};
use ndarray::Array2;
use serde::{Deserialize, Serialize};

/// Logarithm of the share of a class that no training row had: its probability is zero.
pub(super) const ABSENT: f64 = -1e300;

/// The score of a class is the logarithm of its share plus, of each feature, that of the normal density
/// of the class; their softmax are the probabilities. In `f64`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GaussianNbState {
    /// Number of features.
    pub features: u32,
    /// Logarithm of the share of each class; −1e300 for one without training rows.
    pub priors: Vec<f64>,
    /// A row for each class, a column for each feature.
    pub means: Vec<f64>,
    /// As `means`; above zero.
    pub variances: Vec<f64>,
}

impl GaussianNbState {
    /// Number of classes.
    pub fn classes(&self) -> usize {
        self.priors.len()
    }

    /// Whether its lengths agree and every variance is above zero.
    pub(crate) fn check(&self, features: usize) -> Result<(), LearnError> {
        let cells = self.priors.len() * features;
        let fits = self.priors.len() >= 2
            && self.features as usize == features
            && self.means.len() == cells
            && self.variances.len() == cells;
        match fits && self.variances.iter().all(|variance| *variance > 0.0) {
            true => Ok(()),
            false => Err(LearnError::BadState("means and variances do not fit classes and features")),
        }
    }

    /// The scores of a row that needs no look at its features: the logarithm of each class's share and of
    /// the heights of its densities.
    pub fn heights(&self) -> Vec<f64> {
        let log = |variance: &f64| libm::log(std::f64::consts::TAU * variance);
        let of = |(variances, prior): (&[f64], &f64)| prior - 0.5 * variances.iter().map(log).sum::<f64>();
        self.variances.chunks_exact(self.features as usize).zip(&self.priors).map(of).collect()
    }
}

impl Model for GaussianNbState {
    fn predict(&self, x: &Features) -> Prediction {
        let (features, classes) = (self.features as usize, self.classes());
        assert_eq!(x.data.ncols(), features, "features of another model");
        let heights = self.heights();
        let mut probabilities = Array2::zeros((x.data.nrows(), classes));
        let mut index = Vec::with_capacity(x.data.nrows());
        let mut scores = vec![0.0; classes];
        for (row, mut out) in x.data.outer_iter().zip(probabilities.outer_iter_mut()) {
            for (k, score) in scores.iter_mut().enumerate() {
                let cells = k * features..(k + 1) * features;
                let normal = self.means[cells.clone()].iter().zip(&self.variances[cells]);
                let distance = row.iter().zip(normal).map(|(&value, (mean, variance))| {
                    let distance = f64::from(value) - mean;
                    distance * distance / variance
                });
                *score = heights[k] - 0.5 * distance.sum::<f64>();
            }
            index.push(first_largest(&scores));
            softmax(&mut scores);
            out.iter_mut().zip(&scores).for_each(|(p, &s)| *p = s as f32);
        }
        Prediction::Classes { probabilities, index }
    }

    fn state(&self) -> ModelState {
        ModelState::GaussianNb(self.clone())
    }
}
