//! SHAP values of models that weigh each feature by a number: the coefficient times how far the feature is
//! from its mean (Štrumbelj and Kononenko, *Explaining prediction models and individual predictions with
//! feature contributions*, 2014). They hold features for independent, as the shap package's `LinearExplainer`
//! does by itself.

use glasshouse_learn::ModelState;
use glasshouse_learn::linear::LinearState;
use ndarray::Array2;

/// A model that weighs features: an output is `intercept + Σ coefficient · feature`.
pub struct Lines<'a> {
    /// Output after output, in each feature after feature.
    coefficients: &'a [f64],
    intercepts: Vec<f64>,
    features: usize,
}

impl<'a> Lines<'a> {
    /// Of a linear model; `None` of any other. Two classes have one output, the score of the later; more have
    /// a score each; a number is itself.
    pub fn of(state: &'a ModelState) -> Option<Self> {
        let line = |line: &'a LinearState| Self {
            coefficients: &line.coefficients,
            intercepts: vec![line.intercept],
            features: line.coefficients.len(),
        };
        let lines = |coefficients: &'a [f64], intercepts: &[f64], features: u32| Self {
            coefficients,
            intercepts: intercepts.to_vec(),
            features: features as usize,
        };
        Some(match state {
            ModelState::Linear(s) => line(s),
            ModelState::Penalised(s) => line(&s.line),
            ModelState::Huber(s) => line(&s.line),
            ModelState::SvmLine(s) => line(&s.line),
            ModelState::Logistic(s) => lines(&s.coefficients, &s.intercepts, s.features),
            ModelState::Margin(s) => lines(&s.coefficients, &s.intercepts, s.features),
            ModelState::Sgd(s) => lines(&s.coefficients, &s.intercepts, s.features),
            _ => return None,
        })
    }

    /// Number of outputs.
    pub fn outputs(&self) -> usize {
        self.intercepts.len()
    }

    /// The outputs at the means of the features.
    pub fn base(&self, means: &[f64]) -> Vec<f64> {
        let at = |(output, intercept): (usize, &f64)| {
            let own = &self.coefficients[output * self.features..(output + 1) * self.features];
            own.iter().zip(means).fold(*intercept, |sum, (c, mean)| sum + c * mean)
        };
        self.intercepts.iter().enumerate().map(at).collect()
    }

    /// Adds the values of some rows: `values` as in [`TreeShap::explain`](super::TreeShap::explain), of
    /// `count` groups.
    pub fn explain(&self, x: &Array2<f32>, means: &[f64], groups: &[u32], count: usize, values: &mut [f64]) {
        let outputs = self.outputs();
        for (cells, values) in x.outer_iter().zip(values.chunks_exact_mut((count * outputs).max(1))) {
            for (feature, (cell, mean)) in cells.iter().zip(means).enumerate() {
                let away = f64::from(*cell) - mean;
                if away == 0.0 {
                    continue;
                }
                let place = groups[feature] as usize * outputs;
                for output in 0..outputs {
                    values[place + output] += self.coefficients[output * self.features + feature] * away;
                }
            }
        }
    }
}

/// The mean of each column; of none without rows.
pub fn means(x: &Array2<f32>) -> Vec<f64> {
    let rows = x.nrows().max(1) as f64;
    x.columns()
        .into_iter()
        .map(|column| column.iter().map(|cell| f64::from(*cell)).sum::<f64>() / rows)
        .collect()
}
