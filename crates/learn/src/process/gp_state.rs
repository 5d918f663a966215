//! A fitted Gaussian process.

use crate::kernels::Expansion;
use crate::{Features, LearnError, Model, ModelState, Prediction};
use glasshouse_spec::{Place, Warning};
use serde::{Deserialize, Serialize};

/// The mean of the process: a sum of kernels with the training rows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GpState {
    /// The sum, in units of the target.
    pub sums: Expansion,
    /// Amplitude, length, mixture where there is one, and noise: of the target as it was centred and scaled.
    pub theta: Vec<f64>,
    /// The logarithm of the likelihood of the targets as they were centred and scaled.
    pub likelihood: f64,
    /// Steps after which the search for the parameters was given up.
    pub stopped: Option<u32>,
}

impl GpState {
    /// Whether its numbers fit.
    pub(crate) fn check(&self, features: usize) -> Result<(), LearnError> {
        self.sums.check(features, 1, 1)
    }
}

impl Model for GpState {
    fn predict(&self, x: &Features) -> Prediction {
        Prediction::Numbers(self.sums.numbers(x))
    }

    fn rows_at_once(&self) -> usize {
        self.sums.rows_at_once()
    }

    fn state(&self) -> ModelState {
        ModelState::Gp(self.clone())
    }

    fn warnings(&self) -> Vec<Warning> {
        self.stopped.map(not_found).into_iter().collect()
    }
}

/// That the search for the parameters was given up after so many steps.
pub(super) fn not_found(steps: u32) -> Warning {
    let message = format!(
        "gaussian_process stopped after {steps} steps before its parameters were the most likely: raise \
         n_restarts_optimizer, or add standard_scaler"
    );
    Warning::new("model.not_converged", message, Place::parameter("model.params.n_restarts_optimizer"))
}
