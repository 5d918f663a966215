//! Newton's method where sizes cost: each step minimises the second-order model plus the sizes by
//! coordinate descent, then is shortened until the sum itself falls.
//!
//! Lee, Sun and Saunders, *Proximal Newton-type methods for minimizing composite functions* (2014).

use super::descent::{Answer, DECREASE, Descent, Found, slack, soft, steepest};
use super::{add_scaled, dot};

/// Sweeps of a step, at most.
const SWEEPS: usize = 300;
/// A step ends when a sweep moves so little of what the first one moved.
const SETTLED: f64 = 1e-7;

/// The state between two evaluations.
pub(super) struct SparseNewton {
    /// What the size of each unknown costs.
    costs: Vec<f64>,
    here: Vec<f64>,
    /// Of the sum with the sizes.
    value: f64,
    /// Of the sum with the sizes, the shortest there is.
    gradient: Vec<f64>,
    direction: Vec<f64>,
    /// What the whole step promises.
    promise: f64,
    step: f64,
    next: Vec<f64>,
}

impl SparseNewton {
    pub fn new(start: Vec<f64>, costs: Vec<f64>) -> Self {
        let zeros = vec![0.0; start.len()];
        Self {
            costs,
            value: f64::INFINITY,
            gradient: zeros.clone(),
            direction: zeros,
            promise: 0.0,
            step: 1.0,
            next: start.clone(),
            here: start,
        }
    }

    fn aim(&mut self) {
        self.next.clone_from(&self.here);
        add_scaled(&mut self.next, self.step, &self.direction);
    }

    fn sizes(&self, point: &[f64]) -> f64 {
        point.iter().zip(&self.costs).map(|(v, cost)| cost * v.abs()).sum()
    }

    /// The step to the least of the model: gradient and curvature of the smooth part, and the sizes.
    fn turn(&mut self, gradient: &[f64], mut square: Vec<f64>) {
        let size = self.here.len();
        for i in 0..size {
            (0..i).for_each(|j| square[j * size + i] = square[i * size + j]);
        }
        let mut slopes = gradient.to_vec();
        self.direction = vec![0.0; size];
        let mut first = 0.0;
        for sweep in 0..SWEEPS {
            let mut moved = 0.0f64;
            for j in (0..size).filter(|j| square[j * size + j] > 0.0) {
                let curvature = square[j * size + j];
                let there = self.here[j] + self.direction[j];
                let new = soft(there - slopes[j] / curvature, self.costs[j] / curvature);
                let change = new - there;
                if change != 0.0 {
                    // So that a sum of both is exactly zero where the least is.
                    let way = if new == 0.0 { -self.here[j] } else { self.direction[j] + change };
                    add_scaled(&mut slopes, change, &square[j * size..(j + 1) * size]);
                    self.direction[j] = way;
                    moved = moved.max(change * change * curvature);
                }
            }
            first = if sweep == 0 { moved } else { first };
            if moved <= SETTLED * SETTLED * first {
                break;
            }
        }
        let there: Vec<f64> = self.here.iter().zip(&self.direction).map(|(a, b)| a + b).collect();
        self.promise = dot(gradient, &self.direction) + self.sizes(&there) - self.sizes(&self.here);
    }
}

impl Descent for SparseNewton {
    fn point(&self) -> &[f64] {
        &self.next
    }

    fn tell(&mut self, found: Found) -> Answer {
        let value = found.value + self.sizes(&self.next);
        let enough = self.value + DECREASE * self.step * self.promise + slack(self.value);
        if self.value.is_finite() && (value.is_nan() || value > enough) {
            self.step *= 0.5;
            self.aim();
            return if self.step < 1e-12 { Answer::Stalled } else { Answer::Retry };
        }
        self.here.clone_from(&self.next);
        self.value = value;
        self.gradient = steepest(&self.here, &found.gradient, &self.costs);
        self.step = 1.0;
        if let Some(curvature) = found.curvature {
            self.turn(&found.gradient, curvature);
        }
        self.aim();
        Answer::Accepted
    }

    fn best(&self) -> &[f64] {
        &self.here
    }

    fn gradient(&self) -> &[f64] {
        &self.gradient
    }

    fn wants_curvature(&self) -> bool {
        true
    }
}
