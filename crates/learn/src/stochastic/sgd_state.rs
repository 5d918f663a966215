//! Fitted lines of stochastic descent.

use super::line::LineCheckpoint;
use super::loss::SgdLoss;
use crate::csr;
use crate::linear::{ABSENT, by_feature, dot, first_largest, logistic, softmax};
use crate::{Features, LearnError, Model, ModelState, Prediction, WeightKind};
use glasshouse_spec::{Place, Warning};
use ndarray::Array2;
use serde::{Deserialize, Serialize};

/// How a training ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum SgdEnd {
    /// There were no more epochs.
    Unfinished,
    /// The loss no longer fell.
    Converged,
    /// The loss no longer fell, far above that of a line of zeros.
    Wild,
    /// Numbers grew beyond all bounds, and the model is that of the epoch before.
    Diverged,
}

/// A training between two epochs. Random numbers need not be kept: each epoch has its own stream.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SgdCheckpoint {
    /// The lines.
    pub lines: Vec<LineCheckpoint>,
    /// Mean losses of the epochs, of rows learned from and of those held back.
    pub losses: Vec<f64>,
    /// See `losses`.
    pub held: Vec<f64>,
}

/// Scores are `intercept + Σ coefficient · feature` in `f64`. Two classes have one score, that of the later
/// class, which is chosen where it is above zero; of more classes that of the largest score is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SgdState {
    /// What was made small.
    pub loss: SgdLoss,
    /// Number of classes; none of a number.
    pub classes: Option<u32>,
    /// Number of features.
    pub features: u32,
    /// Row-major: one row of a number or of two classes, else one row a class.
    pub coefficients: Vec<f64>,
    /// One for each row of `coefficients`. −1e300 for a class without training rows.
    pub intercepts: Vec<f64>,
    /// Epochs that were made.
    pub epochs: u32,
    /// How it ended.
    pub end: SgdEnd,
    /// What going on needs, where there is something to go on with.
    pub checkpoint: Option<Box<SgdCheckpoint>>,
}

impl SgdState {
    /// Whether its lengths agree.
    pub(crate) fn check(&self, features: usize) -> Result<(), LearnError> {
        let rows = match self.classes {
            None | Some(2) => 1,
            Some(count) => count as usize,
        };
        let fits = self.classes.is_none_or(|count| count >= 2)
            && self.loss.is_of_classes() == self.classes.is_some()
            && self.features as usize == features
            && self.intercepts.len() == rows
            && self.coefficients.len() == rows * features;
        if fits { Ok(()) } else { Err(LearnError::BadState("coefficients do not fit classes and features")) }
    }

    /// Whether a class had training rows, where there are more than two.
    pub fn is_present(&self, class: usize) -> bool {
        self.intercepts.get(class).is_none_or(|height| *height > ABSENT)
    }

    fn score(&self, line: usize, x: &[f64], sparse: Option<(&[u32], &[f32])>) -> f64 {
        let own = &self.coefficients[line * x.len()..(line + 1) * x.len()];
        let sum = match sparse {
            None => dot(own, x),
            Some((columns, values)) => csr::dot(columns, values, own),
        };
        sum + self.intercepts[line]
    }

    /// Turns the scores of the classes into probabilities that sum to one: each class's against all others, as
    /// shares of their sum.
    fn shares(&self, scores: &mut [f64]) {
        if self.loss == SgdLoss::LogLoss {
            // The logarithms of the chances, so that their sum is never zero.
            scores.iter_mut().for_each(|s| *s = s.min(0.0) - libm::log1p(libm::exp(-s.abs())));
            softmax(scores);
            return;
        }
        scores.iter_mut().for_each(|s| *s = 0.5 * (s.clamp(-1.0, 1.0) + 1.0));
        if scores.iter().all(|s| *s == 0.0) {
            scores.iter_mut().enumerate().for_each(|(k, s)| *s = f64::from(u8::from(self.is_present(k))));
        }
        let total: f64 = scores.iter().sum();
        scores.iter_mut().for_each(|s| *s /= total);
    }

    fn later(&self, score: f64) -> f64 {
        if self.loss == SgdLoss::LogLoss { logistic(score) } else { 0.5 * (score.clamp(-1.0, 1.0) + 1.0) }
    }
}

impl Model for SgdState {
    fn predict(&self, x: &Features) -> Prediction {
        assert_eq!(x.width(), self.features as usize, "features of another model");
        let mut values = vec![0.0; self.features as usize];
        let (mut numbers, mut index) = (Vec::new(), Vec::new());
        let columns = self.classes.filter(|_| self.loss.has_probabilities()).unwrap_or(0);
        let mut probabilities = Array2::zeros((x.rows(), columns as usize));
        let mut scores = vec![0.0; self.intercepts.len()];
        for (at, row) in x.data.outer_iter().enumerate() {
            values.iter_mut().zip(row).for_each(|(to, &from)| *to = f64::from(from));
            let sparse = x.sparse.as_ref().map(|sparse| sparse.row(at));
            scores.iter_mut().enumerate().for_each(|(k, s)| *s = self.score(k, &values, sparse));
            match self.classes {
                None => numbers.push(scores[0]),
                Some(2) => index.push(u32::from(scores[0] > 0.0)),
                Some(_) => index.push(first_largest(&scores)),
            }
            if columns == 2 {
                let later = self.later(scores[0]);
                (probabilities[[at, 0]], probabilities[[at, 1]]) = ((1.0 - later) as f32, later as f32);
            } else if columns > 2 {
                self.shares(&mut scores);
                scores.iter().enumerate().for_each(|(k, &p)| probabilities[[at, k]] = p as f32);
            }
        }
        match self.classes {
            None => Prediction::Numbers(numbers),
            Some(_) => Prediction::Classes { probabilities, index },
        }
    }

    fn scores(&self, x: &Features) -> Option<Array2<f64>> {
        self.classes?;
        let mut values = vec![0.0; self.features as usize];
        let mut all = Array2::zeros((x.rows(), self.intercepts.len()));
        for (at, mut out) in all.outer_iter_mut().enumerate() {
            let sparse = x.sparse.as_ref().map(|sparse| sparse.row(at));
            if sparse.is_none() {
                values.iter_mut().zip(x.data.row(at)).for_each(|(to, &from)| *to = f64::from(from));
            }
            out.iter_mut().enumerate().for_each(|(line, score)| *score = self.score(line, &values, sparse));
        }
        Some(all)
    }

    fn state(&self) -> ModelState {
        ModelState::Sgd(self.clone())
    }

    fn weights(&self) -> Option<(WeightKind, Vec<f64>)> {
        Some((WeightKind::Coefficient, by_feature(&self.coefficients, self.features as usize)))
    }

    fn warnings(&self) -> Vec<Warning> {
        let after = self.epochs;
        let (code, message, place) = match self.end {
            SgdEnd::Converged => return Vec::new(),
            SgdEnd::Unfinished => (
                "model.not_converged",
                format!("sgd stopped after {after} epochs while its loss still fell: raise max_iter"),
                "model.params.max_iter",
            ),
            SgdEnd::Wild => (
                "model.unscaled",
                "the loss of sgd came to rest far above that of a line of zeros: add standard_scaler, or lower eta0"
                    .to_owned(),
                "model.kind",
            ),
            SgdEnd::Diverged => (
                "model.diverged",
                format!(
                    "the coefficients of sgd grew without bound after {after} epochs, and the model is as it was \
                     then: add standard_scaler, or lower eta0"
                ),
                "model.params.eta0",
            ),
        };
        vec![Warning::new(code, message, Place::parameter(place))]
    }
}
