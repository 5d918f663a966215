//! Shannon entropy as a criterion.

use super::criterion::{Criterion, gather_classes};
use crate::Dataset;
use std::sync::Arc;

/// Entropy in bits; the score of a side is `Σ w log₂ w − W log₂ W` over its classes' weights `w`
/// and their sum `W`. While weights are whole numbers the logarithms come from a table.
#[derive(Clone)]
pub(super) struct Entropy {
    left: Vec<f64>,
    right: Vec<f64>,
    weights: (f64, f64),
    table: Arc<[f64]>,
}

/// Longest table, in entries.
const LONGEST: f64 = 4e6;

impl Entropy {
    /// `weights` are those of the rows.
    pub fn new(classes: usize, weights: &[f64]) -> Self {
        let total: f64 = weights.iter().sum();
        let whole = total <= LONGEST && weights.iter().all(|w| w.fract() == 0.0);
        let length = if whole { total as u32 + 1 } else { 0 };
        let table = (0..length).map(|w| product(f64::from(w))).collect();
        let zeros = vec![0.0; classes];
        Self { left: zeros.clone(), right: zeros, weights: (0.0, 0.0), table }
    }

    #[inline]
    fn term(&self, weight: f64) -> f64 {
        match self.table.get(weight as usize) {
            Some(&known) => known,
            None => product(weight),
        }
    }

    fn side(&self, weights: &[f64], total: f64) -> f64 {
        weights.iter().map(|&w| self.term(w)).sum::<f64>() - self.term(total)
    }
}

fn product(weight: f64) -> f64 {
    if weight > 0.0 { weight * libm::log2(weight) } else { 0.0 }
}

impl Criterion for Entropy {
    type Target = u32;

    fn gather(data: &Dataset, _: f64, rows: &[u32], out: &mut Vec<u32>) {
        gather_classes(data, rows, out);
    }

    fn width(&self) -> usize {
        self.left.len()
    }

    fn deposit(&self, sums: &mut [f64], target: u32, weight: f64) {
        sums[target as usize] += weight;
    }

    fn reset(&mut self, node: &[f64]) {
        self.left.fill(0.0);
        self.right.copy_from_slice(node);
        self.weights = (0.0, node.iter().sum());
    }

    #[inline]
    fn shift(&mut self, target: u32, weight: f64) {
        self.left[target as usize] += weight;
        self.right[target as usize] -= weight;
        self.weights.0 += weight;
        self.weights.1 -= weight;
    }

    fn shift_group(&mut self, sums: &[f64]) {
        for (class, &weight) in sums.iter().enumerate() {
            self.shift(class as u32, weight);
        }
    }

    #[inline]
    fn score(&self) -> f64 {
        if self.weights.0 <= 0.0 || self.weights.1 <= 0.0 {
            return f64::NEG_INFINITY;
        }
        self.side(&self.left, self.weights.0) + self.side(&self.right, self.weights.1)
    }

    fn undivided(&self, node: &[f64]) -> f64 {
        self.side(node, self.weight(node))
    }

    fn weight(&self, sums: &[f64]) -> f64 {
        sums.iter().sum()
    }
}
