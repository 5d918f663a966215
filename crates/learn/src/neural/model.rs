//! A fitted network.

use super::forward::Forward;
use crate::linear::{first_largest, softmax};
use crate::{Features, LearnError, Model, ModelState, Prediction, threads};
use glasshouse_compute::activation::Activation;
use glasshouse_spec::{Place, Warning};
use ndarray::Array2;
use serde::{Deserialize, Serialize};

/// Score of a class that no training row had: its probability is zero.
pub(super) const ABSENT: f32 = -1e30;
/// Rows that are predicted together.
const BLOCK: usize = 512;

/// Layers of `activation(inputs · weights + biases)`, the last without an activation. Inputs are first
/// brought between `-limit` and `limit`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MlpState {
    /// Number of features.
    pub features: u32,
    /// Number of classes; none for regression.
    pub classes: Option<u32>,
    /// The classes that the outputs are scores of: the later of two, or each; `[0]` for a number.
    pub outputs: Vec<u32>,
    /// Scores of the classes that have no output: 0 for the earlier of two, −1e30 without training
    /// rows. Empty for a number.
    pub base: Vec<f32>,
    /// What hidden units make of their sums.
    pub activation: Activation,
    /// The layers; batch normalisation is part of their weights.
    pub layers: Vec<Layer>,
    /// A number is `centre + scale · output`.
    pub centre: f64,
    /// See `centre`.
    pub scale: f64,
    /// Largest input; chosen so that no sum overflows.
    pub limit: f32,
    /// Epochs that were made.
    pub epochs: u32,
    /// How the training ended.
    pub end: End,
    /// Whether features were on different scales.
    pub unscaled: bool,
    /// What going on with the training needs; none where it has come to its end.
    pub checkpoint: Option<Box<Checkpoint>>,
}

/// How a training ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum End {
    /// All epochs were made, or it was stopped, and the loss still fell.
    Unfinished,
    /// The loss no longer fell, or the plan of the learning rate was carried out.
    Converged,
    /// The loss grew beyond all numbers; the model is that of the epoch before.
    Diverged,
}

/// A full layer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Layer {
    /// Row-major: a row for each input, a column for each output.
    pub weights: Vec<f32>,
    /// One for each output.
    pub biases: Vec<f32>,
}

impl Layer {
    /// A layer that makes nothing of anything: where no weights are left that do not overflow.
    pub(super) fn silent(&self) -> Self {
        Self { weights: vec![0.0; self.weights.len()], biases: vec![0.0; self.biases.len()] }
    }
}

/// A training between two epochs. Random numbers need not be kept: each epoch has its own stream.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Checkpoint {
    /// Sizes of the layers, features and outputs included.
    pub sizes: Vec<u32>,
    /// Weights of all layers, biases of all, then gains and shifts of each normalised layer.
    pub parameters: Vec<f32>,
    /// Means, then variances, of each normalised layer.
    pub running: Vec<f32>,
    /// Velocities or first moments.
    pub first: Vec<f32>,
    /// Second moments.
    pub second: Vec<f32>,
    /// Steps of the optimiser.
    pub steps: u32,
    /// Epochs that `max_iter` planned.
    pub planned: u32,
    /// The learning rate, and for how many epochs it has waited for a better loss.
    pub rate: f64,
    /// See `rate`.
    pub rate_waited: u32,
    /// The lowest loss so far.
    pub lowest: f64,
    /// Epochs since it fell by `tol`.
    pub waited: u32,
    /// Losses of the epochs, of rows learned from and of those held back.
    pub losses: Vec<f64>,
    /// See `losses`.
    pub held: Vec<f64>,
    /// The parameters and `running` of the best epoch, where rows are held back.
    pub best: Option<(Vec<f32>, Vec<f32>)>,
}

impl MlpState {
    /// Whether it can predict from `features` features.
    pub(crate) fn check(&self, features: usize) -> Result<(), LearnError> {
        let bad = |why| Err(LearnError::BadState(why));
        if self.features as usize != features {
            return bad("it has another number of features");
        }
        let scores = self.classes.map_or(0, |c| c as usize);
        let inside = self.outputs.iter().all(|&o| (o as usize) < scores.max(1));
        let fits = match self.classes {
            None => self.outputs.len() == 1 && self.base.is_empty(),
            Some(_) => !self.outputs.is_empty() && inside && self.base.len() == scores && scores >= 2,
        };
        if !fits {
            return bad("its outputs do not fit its classes");
        }
        let mut width = features;
        for layer in &self.layers {
            if layer.biases.is_empty() || layer.weights.len() != width * layer.biases.len() {
                return bad("its layers do not fit each other");
            }
            width = layer.biases.len();
        }
        if self.layers.is_empty() || width != self.outputs.len() {
            return bad("its last layer does not fit its outputs");
        }
        if self.limit.is_nan() || self.limit <= 0.0 {
            return bad("the largest input is no number above zero");
        }
        Ok(())
    }

    /// The outputs for each row, row-major.
    fn outputs(&self, x: &Features) -> Vec<f64> {
        let forward = Forward::new(&self.layers, self.activation, self.limit);
        let mut outputs = vec![0.0; x.data.nrows() * self.outputs.len()];
        let blocks: Vec<_> = outputs.chunks_mut(BLOCK * self.outputs.len()).enumerate().collect();
        threads::map(blocks, |(at, out)| {
            let (first, count) = (at * BLOCK, out.len() / self.outputs.len());
            out.copy_from_slice(&forward.outputs(x, first..first + count));
        });
        outputs
    }
}

/// The largest power of ten up to 1e30 for which inputs no larger cannot make a sum of these layers
/// overflow; none if there is none.
pub(super) fn limit(layers: &[Layer], activation: Activation, largest: f32) -> Option<f32> {
    /// Rounding may add to a bound, but never a hundredth of it.
    const ROOM: f64 = 3e36;
    let fits = |limit: f32| {
        let mut bound = f64::from(limit);
        for (at, layer) in layers.iter().enumerate() {
            let units = layer.biases.len();
            let mut sums: Vec<f64> = layer.biases.iter().map(|b| f64::from(b.abs())).collect();
            for row in layer.weights.chunks_exact(units) {
                sums.iter_mut().zip(row).for_each(|(sum, w)| *sum += f64::from(w.abs()) * bound);
            }
            bound = sums.iter().copied().fold(0.0, f64::max);
            if bound.is_nan() || bound > ROOM {
                return false;
            }
            if at + 1 < layers.len() && matches!(activation, Activation::Tanh | Activation::Logistic) {
                bound = bound.min(1.0);
            }
        }
        true
    };
    std::iter::successors(Some(largest), |limit| Some(limit / 10.0))
        .take_while(|&limit| limit >= 1e-3)
        .find(|&limit| fits(limit))
}

impl Model for MlpState {
    fn predict(&self, x: &Features) -> Prediction {
        assert_eq!(x.data.ncols(), self.features as usize, "features of another model");
        let outputs = self.outputs(x);
        if self.classes.is_none() {
            let number = |&output: &f64| self.centre + self.scale * output;
            return Prediction::Numbers(outputs.iter().map(number).collect());
        }
        let (rows, width) = (x.data.nrows(), self.base.len());
        let mut probabilities = Array2::zeros((rows, width));
        let mut index = Vec::with_capacity(rows);
        let mut scores = vec![0.0; width];
        for (found, mut out) in outputs.chunks_exact(self.outputs.len()).zip(probabilities.outer_iter_mut()) {
            scores.iter_mut().zip(&self.base).for_each(|(score, &base)| *score = f64::from(base));
            self.outputs.iter().zip(found).for_each(|(&to, &score)| scores[to as usize] = score);
            index.push(first_largest(&scores));
            softmax(&mut scores);
            out.iter_mut().zip(&scores).for_each(|(p, &s)| *p = s as f32);
        }
        Prediction::Classes { probabilities, index }
    }

    fn state(&self) -> ModelState {
        ModelState::Mlp(self.clone())
    }

    fn warnings(&self) -> Vec<Warning> {
        let mut warnings = Vec::new();
        if self.unscaled {
            let message = "mlp learned from features on different scales, which makes it slow and inaccurate: add \
                           standard_scaler before it";
            warnings.push(Warning::new("model.unscaled", message, Place::parameter("model.kind")));
        }
        let after = self.epochs;
        let end = match self.end {
            End::Converged => return warnings,
            End::Unfinished => (
                "model.not_converged",
                format!("mlp stopped after {after} epochs while its loss still fell: raise max_iter"),
                "model.params.max_iter",
            ),
            End::Diverged => (
                "model.diverged",
                format!(
                    "the loss of mlp grew without bound after {after} epochs, and the model is as it was then: lower \
                     learning_rate_init, or add standard_scaler"
                ),
                "model.params.learning_rate_init",
            ),
        };
        warnings.push(Warning::new(end.0, end.1, Place::parameter(end.2)));
        warnings
    }
}
