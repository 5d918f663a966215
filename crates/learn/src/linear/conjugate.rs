//! Least squares over sparse rows by conjugate gradients, with or without a penalty on squares.
//!
//! Hestenes and Stiefel, *Methods of conjugate gradients for solving linear systems* (1952), on the normal
//! equations without forming them (CGLS; Björck, *Numerical methods for least squares problems*, 1996, 7.4).
//! From zero on they come to the shortest of all solutions. With a penalty there is one solution only, and
//! columns are brought to one length on the way. An iteration costs some operations for each cell that is
//! not zero.

use super::dot;
use super::folding::Centred;
use crate::csr::{fold, scatter};

/// The gradient ends so much shorter than it began.
const SETTLED: f64 = 1e-12;
/// Where rounding keeps it from that, so short is enough.
const ROUNDED: f64 = 1e-8;
/// Iterations without a shorter gradient after which it does not become shorter.
const PATIENCE: u32 = 50;
/// Iterations at most.
const MOST: u32 = 10_000;

/// A system under solution.
pub(super) struct Conjugate {
    rows: Centred,
    penalty: f64,
    /// What each unknown is multiplied by to be the coefficient; zero of a constant column.
    scale: Vec<f64>,
    point: Vec<f64>,
    best: Vec<f64>,
    /// What is left of the target, in its own units.
    rest: Vec<f64>,
    direction: Vec<f64>,
    /// Squared length of the gradient: now, at first, the least so far, and iterations since.
    length: f64,
    first: f64,
    least: f64,
    waited: u32,
    iterations: u32,
}

impl Conjugate {
    /// Half the weighted squared errors, plus half of `penalty` times the squares of the coefficients.
    pub fn new(rows: Centred, penalty: f64) -> Self {
        let scale = |square: &f64| match *square {
            0.0 => 0.0,
            square if penalty > 0.0 => 1.0 / (square + penalty).sqrt(),
            _ => 1.0,
        };
        let width = rows.means.len();
        let mut system = Self {
            scale: rows.squares.iter().map(scale).collect(),
            rest: rows.target.clone(),
            rows,
            penalty,
            point: vec![0.0; width],
            best: vec![0.0; width],
            direction: Vec::new(),
            length: 0.0,
            first: 0.0,
            least: f64::INFINITY,
            waited: 0,
            iterations: 0,
        };
        system.direction = system.slope();
        system.length = dot(&system.direction, &system.direction);
        (system.first, system.least) = (system.length, system.length);
        system
    }

    /// Iterates while the budget of operations lasts; the coefficients once they are there.
    pub fn advance(&mut self, budget: &mut i64) -> Option<Vec<f64>> {
        let cells = self.rows.data.x.sparse.as_ref().map_or(0, |sparse| sparse.kept());
        let price = 8 * cells + 20 * self.point.len() + 8 * self.rest.len();
        while *budget > 0 {
            let settled = self.length <= SETTLED * SETTLED * self.first;
            if settled || self.waited >= PATIENCE || self.iterations >= MOST {
                return Some(self.best.iter().zip(&self.scale).map(|(v, scale)| v * scale).collect());
            }
            self.step();
            *budget -= price as i64;
        }
        None
    }

    /// Iterations after which it was given up before the gradient was short.
    pub fn stopped(&self) -> Option<u32> {
        (self.least > ROUNDED * ROUNDED * self.first).then_some(self.iterations)
    }

    fn step(&mut self) {
        let (moved, bend) = self.moved();
        let step = if bend > 0.0 { self.length / bend } else { 0.0 };
        self.point.iter_mut().zip(&self.direction).for_each(|(v, d)| *v += step * d);
        self.rest.iter_mut().zip(&moved).for_each(|(rest, moved)| *rest -= step * moved);
        let slope = self.slope();
        let length = dot(&slope, &slope);
        let share = length / self.length;
        self.direction.iter_mut().zip(&slope).for_each(|(d, slope)| *d = slope + share * *d);
        self.length = length;
        self.iterations += 1;
        self.waited += 1;
        if length < self.least {
            (self.least, self.waited) = (length, 0);
            self.best.clone_from(&self.point);
        }
    }

    /// What the rows answer to the direction, and how the sum bends along it.
    fn moved(&self) -> (Vec<f64>, f64) {
        let Some(sparse) = &self.rows.data.x.sparse else { return (Vec::new(), 0.0) };
        let own: Vec<f64> = self.direction.iter().zip(&self.scale).map(|(d, scale)| d * scale).collect();
        let start = -dot(&own, &self.rows.means);
        let answer = |row| {
            let (columns, values) = sparse.row(row);
            fold(columns, values, start, &own)
        };
        let moved: Vec<f64> = (0..sparse.rows()).map(answer).collect();
        let squares = moved.iter().zip(&self.rows.weights).map(|(v, weight)| weight * v * v);
        let bend = squares.sum::<f64>() + self.penalty * dot(&own, &own);
        (moved, bend)
    }

    /// Downwards.
    fn slope(&self) -> Vec<f64> {
        let mut slope = vec![0.0; self.point.len()];
        let Some(sparse) = &self.rows.data.x.sparse else { return slope };
        let mut all = 0.0;
        for (row, (rest, weight)) in self.rest.iter().zip(&self.rows.weights).enumerate() {
            let (columns, values) = sparse.row(row);
            scatter(columns, values, weight * rest, &mut slope);
            all += weight * rest;
        }
        for (j, slope) in slope.iter_mut().enumerate() {
            let own = self.point[j] * self.scale[j];
            *slope = self.scale[j] * (*slope - self.rows.means[j] * all - self.penalty * own);
        }
        slope
    }
}
