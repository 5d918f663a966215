//! Least squares whose coefficients pay for their size, by coordinate descent.
//!
//! Friedman, Hastie and Tibshirani, *Regularization paths for generalized linear models via coordinate
//! descent* (2010). The duality gap says how far from the least the sum can still be.

use super::folding::Folded;
use super::{add_scaled, dot};

/// The columns of the problem, and what is left of the target.
pub(super) trait Design {
    /// The squared length of each column.
    fn squares(&self) -> &[f64];
    /// The product of a column and what is left.
    fn pull(&self, j: usize) -> f64;
    /// Adds a column, so many times, to what is left.
    fn add(&mut self, j: usize, times: f64);
    /// The squared length of what is left.
    fn left(&self) -> f64;
    /// Operations that a step along a column takes.
    fn cost(&self, j: usize) -> i64;
}

/// The triangle that the rows fold into: a sweep costs `O(features²)` however many rows there are.
struct Triangle {
    columns: Vec<Vec<f64>>,
    squares: Vec<f64>,
    rest: Vec<f64>,
}

impl Triangle {
    fn new(folded: Folded) -> Self {
        let used = |column: &Vec<f64>| column.iter().rposition(|v| *v != 0.0).map_or(0, |last| last + 1);
        let mut columns = folded.columns;
        // What is below the diagonal of a triangle is zero.
        columns.iter_mut().for_each(|column| column.truncate(used(column)));
        let squares = columns.iter().map(|column| dot(column, column)).collect();
        Self { columns, squares, rest: folded.target }
    }
}

impl Design for Triangle {
    fn squares(&self) -> &[f64] {
        &self.squares
    }

    fn pull(&self, j: usize) -> f64 {
        dot(&self.columns[j], &self.rest[..self.columns[j].len()])
    }

    fn add(&mut self, j: usize, times: f64) {
        let column = &self.columns[j];
        add_scaled(&mut self.rest[..column.len()], times, column);
    }

    fn left(&self) -> f64 {
        dot(&self.rest, &self.rest)
    }

    fn cost(&self, j: usize) -> i64 {
        4 * self.columns[j].len() as i64 + 16
    }
}

/// How much less than the gap the last steps may move the sum: where columns go nearly together, a small
/// gap leaves the coefficients far from their place.
const SETTLED: f64 = 1e-6;

/// Half the squared distance, plus `l1` times the sizes of the coefficients, plus half of `l2` times
/// their squares, is made as small as it gets.
pub(super) struct Coordinates {
    design: Box<dyn Design>,
    l1: f64,
    l2: f64,
    positive: bool,
    coefficients: Vec<f64>,
    /// Squared length of the target.
    scale: f64,
    next: usize,
    largest_step: f64,
    /// Square of the longest step of the last sweep, relative to `scale`.
    moved: f64,
    /// Sweeps over all coefficients.
    pub sweeps: u32,
    /// How far from the least it can be at most, relative to `scale`; after a sweep.
    pub gap: f64,
}

impl Coordinates {
    /// Begins with coefficients of zero, on rows that were folded. With `positive` none may become negative.
    pub fn folded(folded: Folded, l1: f64, l2: f64, positive: bool) -> Self {
        Self::new(Box::new(Triangle::new(folded)), l1, l2, positive)
    }

    /// Begins with coefficients of zero, where all of the target is left.
    pub fn new(design: Box<dyn Design>, l1: f64, l2: f64, positive: bool) -> Self {
        Self {
            coefficients: vec![0.0; design.squares().len()],
            scale: design.left(),
            design,
            l1,
            l2,
            positive,
            next: 0,
            largest_step: 0.0,
            moved: f64::INFINITY,
            sweeps: 0,
            gap: f64::INFINITY,
        }
    }

    /// Sweeps while the budget of operations lasts, until the gap is below `enough` and the coefficients
    /// are settled, or there were `most` sweeps; the coefficients then.
    pub fn advance(&mut self, budget: &mut i64, enough: f64, most: u32) -> Option<Vec<f64>> {
        while *budget > 0 {
            if self.next == self.coefficients.len() {
                *budget -= (0..self.next).map(|j| self.design.cost(j)).sum::<i64>() / 2;
                self.end_sweep();
                let ended = self.gap <= enough && self.moved <= enough * SETTLED;
                if ended || self.sweeps >= most {
                    return Some(std::mem::take(&mut self.coefficients));
                }
            } else {
                *budget -= self.design.cost(self.next);
                self.step(self.next);
                self.next += 1;
            }
        }
        None
    }

    /// Moves one coefficient to where the sum is least along it.
    fn step(&mut self, j: usize) {
        let (square, old) = (self.design.squares()[j], self.coefficients[j]);
        if square == 0.0 {
            return;
        }
        let pull = self.design.pull(j) + old * square;
        let beyond = (pull.abs() - self.l1).max(0.0).copysign(pull);
        let new = if self.positive && beyond < 0.0 { 0.0 } else { beyond / (square + self.l2) };
        if new != old {
            self.design.add(j, old - new);
            self.coefficients[j] = new;
        }
        self.largest_step = self.largest_step.max((new - old).abs() * square.sqrt());
    }

    fn end_sweep(&mut self) {
        let relative = |square: f64| if self.scale > 0.0 { square / self.scale } else { 0.0 };
        self.moved = relative(self.largest_step * self.largest_step);
        // Without the first penalty there is no gap to be had: what the last sweep moved tells instead.
        self.gap = if self.l1 > 0.0 { relative(self.duality_gap()) } else { self.moved };
        self.next = 0;
        self.largest_step = 0.0;
        self.sweeps += 1;
    }

    /// Gap between the sum and its dual at the residual, scaled until the dual allows it.
    fn duality_gap(&self) -> f64 {
        // The target is what is left and what the columns make.
        let (mut steepest, mut made) = (0.0f64, 0.0);
        for (j, w) in self.coefficients.iter().enumerate() {
            let pull = if self.design.squares()[j] > 0.0 { self.design.pull(j) } else { 0.0 };
            let slope = pull - self.l2 * w;
            steepest = steepest.max(if self.positive { slope } else { slope.abs() });
            made += w * pull;
        }
        let scaled = if steepest > self.l1 { self.l1 / steepest } else { 1.0 };
        let left = self.design.left();
        let sizes: f64 = self.coefficients.iter().map(|w| w.abs()).sum();
        let squares = dot(&self.coefficients, &self.coefficients);
        0.5 * left * (1.0 + scaled * scaled) + self.l1 * sizes - scaled * (left + made)
            + 0.5 * self.l2 * (1.0 + scaled * scaled) * squares
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// With columns at right angles each coefficient stands alone: what pulls it, less `l1`, over its
    /// square and `l2` (worked by hand).
    #[test]
    fn columns_at_right_angles_stand_alone() {
        let folded = || Folded {
            columns: vec![vec![2.0, 0.0, 0.0], vec![0.0, 1.0, 0.0], vec![0.0, 0.0, 3.0], vec![0.0; 3]],
            target: vec![3.0, 0.5, -2.0],
            tolerance: vec![0.0; 4],
        };
        let solved = |l1, l2, positive| {
            Coordinates::folded(folded(), l1, l2, positive).advance(&mut 1_000_000, 1e-14, 100).unwrap()
        };
        assert_eq!(solved(1.0, 0.0, false), [1.25, 0.0, -5.0 / 9.0, 0.0]);
        assert_eq!(solved(1.0, 1.0, false), [1.0, 0.0, -0.5, 0.0]);
        assert_eq!(solved(1.0, 0.0, true), [1.25, 0.0, 0.0, 0.0]);
        assert_eq!(solved(0.0, 0.0, false), [1.5, 0.5, -2.0 / 3.0, 0.0]);
    }
}
