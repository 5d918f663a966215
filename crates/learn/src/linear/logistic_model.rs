//! A fitted logistic regression.

use crate::csr::Row;
use crate::{Features, LearnError, Model, ModelState, Prediction, WeightKind};
use glasshouse_spec::{Place, Warning};
use ndarray::Array2;
use serde::{Deserialize, Serialize};

/// Intercept of a class that no training row had: its probability is zero.
pub(crate) const ABSENT: f64 = -1e300;

/// Scores are `intercept + Σ coefficient · feature` in `f64`. Two classes have one score, that of
/// the later class, and the logistic function of it as its probability; more classes have a score
/// each and their softmax.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LogisticState {
    /// Number of classes.
    pub classes: u32,
    /// Number of features.
    pub features: u32,
    /// Row-major: one row for two classes, else one row a class; a column for each feature.
    pub coefficients: Vec<f64>,
    /// One for each row of `coefficients`. −1e300 for a class without training rows.
    pub intercepts: Vec<f64>,
    /// Iterations that were made.
    pub iterations: u32,
    /// Whether the gradient fell below `tol` within `max_iter` iterations.
    pub converged: bool,
}

impl LogisticState {
    /// Whether its lengths agree.
    pub(crate) fn check(&self, features: usize) -> Result<(), LearnError> {
        let rows = if self.classes == 2 { 1 } else { self.classes as usize };
        let fits = self.classes >= 2
            && self.features as usize == features
            && self.intercepts.len() == rows
            && self.coefficients.len() == rows * features;
        if fits { Ok(()) } else { Err(LearnError::BadState("coefficients do not fit classes and features")) }
    }

    fn scores_of(&self, row: Row, scores: &mut [f64]) {
        let features = self.features as usize;
        for (k, score) in scores.iter_mut().enumerate() {
            let coefficients = &self.coefficients[k * features..(k + 1) * features];
            *score = row.fold(self.intercepts[k], coefficients);
        }
    }
}

/// The logistic function, without overflow.
pub(crate) fn logistic(score: f64) -> f64 {
    if score >= 0.0 {
        return 1.0 / (1.0 + libm::exp(-score));
    }
    let e = libm::exp(score);
    e / (1.0 + e)
}

/// Turns scores into probabilities in place and gives the logarithm of the sum of their
/// exponentials.
pub(crate) fn softmax(scores: &mut [f64]) -> f64 {
    let largest = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let mut sum = 0.0;
    for score in scores.iter_mut() {
        *score = libm::exp(*score - largest);
        sum += *score;
    }
    scores.iter_mut().for_each(|s| *s /= sum);
    largest + libm::log(sum)
}

/// The first position of the largest score.
pub(crate) fn first_largest(scores: &[f64]) -> u32 {
    let mut best = 0;
    for (k, score) in scores.iter().enumerate() {
        if *score > scores[best] {
            best = k;
        }
    }
    best as u32
}

impl Model for LogisticState {
    fn predict(&self, x: &Features) -> Prediction {
        assert_eq!(x.width(), self.features as usize, "features of another model");
        let classes = self.classes as usize;
        let mut probabilities = Array2::zeros((x.rows(), classes));
        let mut index = Vec::with_capacity(x.rows());
        let mut scores = vec![0.0; self.intercepts.len()];
        for (row, mut out) in probabilities.outer_iter_mut().enumerate() {
            self.scores_of(Row::of(x, row), &mut scores);
            if classes == 2 {
                index.push(u32::from(scores[0] > 0.0));
                let later = logistic(scores[0]);
                out[0] = (1.0 - later) as f32;
                out[1] = later as f32;
            } else {
                index.push(first_largest(&scores));
                softmax(&mut scores);
                out.iter_mut().zip(&scores).for_each(|(p, &s)| *p = s as f32);
            }
        }
        Prediction::Classes { probabilities, index }
    }

    fn scores(&self, x: &Features) -> Option<Array2<f64>> {
        let mut all = Array2::zeros((x.rows(), self.intercepts.len()));
        for (row, mut out) in all.outer_iter_mut().enumerate() {
            self.scores_of(Row::of(x, row), out.as_slice_mut()?);
        }
        Some(all)
    }

    fn state(&self) -> ModelState {
        ModelState::Logistic(self.clone())
    }

    fn weights(&self) -> Option<(WeightKind, Vec<f64>)> {
        Some((WeightKind::Coefficient, by_feature(&self.coefficients, self.features as usize)))
    }

    fn warnings(&self) -> Vec<Warning> {
        if self.converged {
            return Vec::new();
        }
        let message = format!(
            "logistic_regression stopped after {} iterations before it converged: raise max_iter, or add \
             standard_scaler",
            self.iterations
        );
        vec![Warning::new("model.not_converged", message, Place::parameter("model.params.max_iter"))]
    }
}

/// A coefficient for each feature: of one row of them that row, of more the root of their mean square.
pub(crate) fn by_feature(coefficients: &[f64], features: usize) -> Vec<f64> {
    let rows = coefficients.len() / features.max(1);
    if rows == 1 {
        return coefficients.to_vec();
    }
    let mean_square = |j: usize| {
        let squares = (0..rows).map(|k| coefficients[k * features + j]).map(|c| c * c);
        squares.sum::<f64>() / rows as f64
    };
    (0..features).map(|j| mean_square(j).sqrt()).collect()
}
