//! Lines over sparse rows whose features are centred and scaled inside: the zeros of a row become something
//! else by that, so the line is brought to the features' own units instead.

use crate::csr::fold;

/// A line in the features' own units.
pub(super) struct Aim {
    weights: Vec<f64>,
    /// Its answer to a row of zeros.
    start: f64,
}

impl Aim {
    /// Of a coefficient for each feature, less its origin and times its scale, and one more for the
    /// intercept, if there is one. No origin is zero.
    pub fn new(point: &[f64], origin: &[f64], scale: &[f64]) -> Self {
        let weights: Vec<f64> = point.iter().zip(scale).map(|(v, scale)| v * scale).collect();
        let shift: f64 = weights.iter().zip(origin).map(|(w, origin)| w * origin).sum();
        let own = weights.get(origin.len()).copied().unwrap_or(0.0);
        Self { weights, start: own - shift }
    }

    /// Its answer to a row.
    pub fn score(&self, columns: &[u32], values: &[f32]) -> f64 {
        fold(columns, values, self.start, &self.weights)
    }
}

/// What rows add to a gradient, once those as they are were added: `slopes` is the sum of their factors.
pub(super) fn gather(gradient: &mut [f64], slopes: f64, origin: &[f64], scale: &[f64]) {
    for (g, (origin, scale)) in gradient.iter_mut().zip(origin.iter().zip(scale)) {
        *g = scale * (*g - origin * slopes);
    }
    if let (Some(g), Some(scale)) = (gradient.get_mut(origin.len()), scale.get(origin.len())) {
        *g = scale * slopes;
    }
}
