//! From rows to outputs, as the model answers: in double precision, as an exported graph computes. A
//! label then hangs on single precision's last bit nowhere.

use super::model::Layer;
use crate::Features;
use glasshouse_compute::activation::{Activation, normal};
use glasshouse_compute::vectorised;

/// Rows that go through a layer together.
const TOGETHER: usize = 4;

/// Layers ready to be gone through.
pub(super) struct Forward {
    /// Weights (a row for each input) and biases.
    layers: Vec<(Vec<f64>, Vec<f64>)>,
    activation: Activation,
    limit: f32,
}

impl Forward {
    pub fn new(layers: &[Layer], activation: Activation, limit: f32) -> Self {
        let wide = |numbers: &[f32]| numbers.iter().map(|&x| f64::from(x)).collect();
        let layers = layers.iter().map(|layer| (wide(&layer.weights), wide(&layer.biases))).collect();
        Self { layers, activation, limit }
    }

    /// The outputs for some rows, row-major.
    pub fn outputs(&self, x: &Features, rows: impl Iterator<Item = usize>) -> Vec<f64> {
        let inside = |v: &f32| f64::from(v.clamp(-self.limit, self.limit));
        let mut values: Vec<f64> = Vec::new();
        rows.for_each(|row| values.extend(x.data.row(row).iter().map(inside)));
        for (at, (weights, biases)) in self.layers.iter().enumerate() {
            let (width, units) = (weights.len() / biases.len(), biases.len());
            let mut sums = vec![0.0; values.len() / width * units];
            vectorised(|| {
                let groups = sums.chunks_mut(TOGETHER * units).zip(values.chunks(TOGETHER * width));
                groups.for_each(|(sums, values)| full(weights, biases, values, sums));
            });
            if at + 1 < self.layers.len() {
                sums.iter_mut().for_each(|x| *x = activated(self.activation, *x));
            }
            values = sums;
        }
        values
    }
}

/// Sums from the bias on, input after input.
#[inline(always)]
fn full(weights: &[f64], biases: &[f64], values: &[f64], sums: &mut [f64]) {
    let units = biases.len();
    let width = weights.len() / units;
    sums.chunks_exact_mut(units).for_each(|sums| sums.copy_from_slice(biases));
    for (at, weights) in weights.chunks_exact(units).enumerate() {
        for (sums, values) in sums.chunks_exact_mut(units).zip(values.chunks_exact(width)) {
            let value = values[at];
            sums.iter_mut().zip(weights).for_each(|(sum, weight)| *sum += value * weight);
        }
    }
}

fn activated(activation: Activation, x: f64) -> f64 {
    match activation {
        Activation::Identity => x,
        Activation::Relu => x.max(0.0),
        Activation::Tanh => libm::tanh(x),
        Activation::Logistic => crate::linear::logistic(x),
        Activation::Gelu => x * share_below(x),
    }
}

/// The normal distribution's share below `x`, by the formula of `normal`: in double precision it is
/// off by at most 7.5e-8.
fn share_below(x: f64) -> f64 {
    let t = 1.0 / (1.0 + normal::SLOPE * x.abs());
    let p = normal::TERMS.iter().rev().fold(0.0, |sum, term| (sum + term) * t);
    let tail = p * libm::exp(-0.5 * x * x);
    if x > 0.0 { 1.0 - tail } else { tail }
}
