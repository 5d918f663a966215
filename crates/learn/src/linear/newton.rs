//! Newton's method with step halving, for few unknowns.

use super::descent::{Answer, DECREASE, Descent, Found, slack};
use super::{add_scaled, dot};

/// The state between two evaluations.
pub(crate) struct Newton {
    here: Vec<f64>,
    value: f64,
    gradient: Vec<f64>,
    direction: Vec<f64>,
    step: f64,
    next: Vec<f64>,
    /// Cholesky's factor of the second derivatives last found.
    factor: Vec<f64>,
    /// Largest derivative at which whoever searches is content.
    enough: f64,
    /// Largest derivative before the last step, and after it.
    slopes: (f64, f64),
}

/// Share of the largest second derivative that is added to each, so that directions in which
/// the function is flat do no harm.
const RIDGE: f64 = 1e-11;

impl Newton {
    pub fn new(start: Vec<f64>) -> Self {
        let zeros = vec![0.0; start.len()];
        Self {
            value: f64::INFINITY,
            gradient: zeros.clone(),
            direction: zeros,
            step: 1.0,
            next: start.clone(),
            here: start,
            factor: Vec::new(),
            enough: 0.0,
            slopes: (f64::INFINITY, f64::INFINITY),
        }
    }

    /// For who is content when no derivative is larger: the second derivatives are not asked for where the next
    /// step is expected to be the last.
    pub fn until(self, enough: f64) -> Self {
        Self { enough, ..self }
    }

    fn aim(&mut self) {
        self.next.clone_from(&self.here);
        add_scaled(&mut self.next, self.step, &self.direction);
    }
}

impl Descent for Newton {
    fn point(&self) -> &[f64] {
        &self.next
    }

    fn tell(&mut self, found: Found) -> Answer {
        let promised = self.step * dot(&self.gradient, &self.direction);
        let enough = self.value + DECREASE * promised + slack(self.value);
        if self.value.is_finite() && (found.value.is_nan() || found.value > enough) {
            self.step *= 0.5;
            self.aim();
            return if self.step < 1e-12 { Answer::Stalled } else { Answer::Retry };
        }
        self.here.clone_from(&self.next);
        self.value = found.value;
        self.gradient = found.gradient;
        self.step = 1.0;
        self.direction = self.gradient.iter().map(|g| -g).collect();
        if let Some(mut curvature) = found.curvature {
            factorise(&mut curvature, self.here.len());
            self.factor = curvature;
        }
        substitute(&self.factor, &mut self.direction);
        self.slopes = (self.slopes.1, self.gradient.iter().fold(0.0, |most, slope| slope.abs().max(most)));
        self.aim();
        Answer::Accepted
    }

    fn best(&self) -> &[f64] {
        &self.here
    }

    fn gradient(&self) -> &[f64] {
        &self.gradient
    }

    /// Near the end a step squares what the one before left, but for a factor. Where that was too hopeful, the
    /// second derivatives of one step before serve as well.
    fn wants_curvature(&self) -> bool {
        let (before, now) = self.slopes;
        let left = now * (now / before).powi(2);
        !before.is_finite() || left.is_nan() || left > self.enough
    }
}

/// Cholesky's factor of a ridged square, in place in its lower triangle.
fn factorise(square: &mut [f64], size: usize) {
    let largest = (0..size).map(|i| square[i * size + i]).fold(0.0, f64::max);
    let ridge = (RIDGE * largest).max(f64::MIN_POSITIVE);
    for i in 0..size {
        square[i * size + i] += ridge;
        for j in 0..=i {
            let known = dot(&square[i * size..i * size + j], &square[j * size..j * size + j]);
            let rest = square[i * size + j] - known;
            square[i * size + j] = match i == j {
                true => rest.max(ridge).sqrt(),
                false => rest / square[j * size + j],
            };
        }
    }
}

/// Solves with Cholesky's factor, in place.
fn substitute(factor: &[f64], x: &mut [f64]) {
    let size = x.len();
    for i in 0..size {
        x[i] = (x[i] - dot(&factor[i * size..i * size + i], &x[..i])) / factor[i * size + i];
    }
    for i in (0..size).rev() {
        x[i] /= factor[i * size + i];
        let (head, tail) = x.split_at_mut(i);
        add_scaled(head, -tail[0], &factor[i * size..i * size + i]);
    }
}
