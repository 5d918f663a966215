//! Linear models of classes that give scores and no probabilities.

use super::first_largest;
use super::logistic_model::{ABSENT, by_feature};
use crate::csr::Row;
use crate::{Features, LearnError, Model, ModelState, Prediction, WeightKind};
use glasshouse_spec::{Place, Warning};
use ndarray::Array2;
use serde::{Deserialize, Serialize};

/// Who trained it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum MarginKind {
    /// `ridge` as classifier.
    Ridge,
    /// `linear_svm` as classifier.
    LinearSvm,
}

impl MarginKind {
    /// Name of the estimator.
    pub(crate) fn id(self) -> &'static str {
        match self {
            Self::Ridge => "ridge",
            Self::LinearSvm => "linear_svm",
        }
    }
}

/// Scores are `intercept + Σ coefficient · feature` in `f64`. Two classes have one score, that of the
/// later class, which is chosen where it is above zero; of more classes that of the largest score is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MarginState {
    /// Who trained it.
    pub kind: MarginKind,
    /// Number of classes.
    pub classes: u32,
    /// Number of features.
    pub features: u32,
    /// Row-major: one row for two classes, else one row a class; a column for each feature.
    pub coefficients: Vec<f64>,
    /// One for each row of `coefficients`. −1e300 for a class without training rows.
    pub intercepts: Vec<f64>,
    /// Iterations after which it was given up before it converged.
    pub stopped: Option<u32>,
}

impl MarginState {
    /// A model whose every class is without training rows until [`set`](Self::set) gives it a line.
    pub(super) fn new(kind: MarginKind, classes: usize, features: usize) -> Self {
        let rows = if classes == 2 { 1 } else { classes };
        Self {
            kind,
            classes: classes as u32,
            features: features as u32,
            coefficients: vec![0.0; rows * features],
            intercepts: vec![ABSENT; rows],
            stopped: None,
        }
    }

    /// Gives a class its line: of two classes the later one.
    pub(super) fn set(&mut self, class: u32, coefficients: &[f64], intercept: f64) {
        let (row, features) = (class as usize % self.intercepts.len(), self.features as usize);
        self.coefficients[row * features..(row + 1) * features].copy_from_slice(coefficients);
        self.intercepts[row] = intercept;
    }

    fn scores_of(&self, row: Row, scores: &mut [f64]) {
        let features = self.features as usize;
        for (k, score) in scores.iter_mut().enumerate() {
            *score = row.fold(self.intercepts[k], &self.coefficients[k * features..(k + 1) * features]);
        }
    }

    /// Whether its lengths agree.
    pub(crate) fn check(&self, features: usize) -> Result<(), LearnError> {
        let rows = if self.classes == 2 { 1 } else { self.classes as usize };
        let fits = self.classes >= 2
            && self.features as usize == features
            && self.intercepts.len() == rows
            && self.coefficients.len() == rows * features;
        if fits { Ok(()) } else { Err(LearnError::BadState("coefficients do not fit classes and features")) }
    }
}

impl Model for MarginState {
    fn predict(&self, x: &Features) -> Prediction {
        let features = self.features as usize;
        assert_eq!(x.width(), features, "features of another model");
        let mut scores = vec![0.0; self.intercepts.len()];
        let mut choose = |row| {
            self.scores_of(Row::of(x, row), &mut scores);
            if self.classes == 2 { u32::from(scores[0] > 0.0) } else { first_largest(&scores) }
        };
        let index = (0..x.rows()).map(&mut choose).collect();
        Prediction::Classes { probabilities: Array2::zeros((x.rows(), 0)), index }
    }

    fn scores(&self, x: &Features) -> Option<Array2<f64>> {
        let mut all = Array2::zeros((x.rows(), self.intercepts.len()));
        for (row, mut out) in all.outer_iter_mut().enumerate() {
            self.scores_of(Row::of(x, row), out.as_slice_mut()?);
        }
        Some(all)
    }

    fn state(&self) -> ModelState {
        ModelState::Margin(self.clone())
    }

    fn weights(&self) -> Option<(WeightKind, Vec<f64>)> {
        Some((WeightKind::Coefficient, by_feature(&self.coefficients, self.features as usize)))
    }

    fn warnings(&self) -> Vec<Warning> {
        not_converged(self.kind.id(), self.stopped)
    }
}

/// That a model was given up after some iterations, if it was.
pub(crate) fn not_converged(kind: &str, stopped: Option<u32>) -> Vec<Warning> {
    let Some(iterations) = stopped else { return Vec::new() };
    let message = format!(
        "{kind} stopped after {iterations} iterations before it converged: raise max_iter, or add standard_scaler"
    );
    vec![Warning::new("model.not_converged", message, Place::parameter("model.params.max_iter"))]
}
