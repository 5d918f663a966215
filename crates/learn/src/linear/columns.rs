//! Least squares whose coefficients pay for their size, by coordinate descent on sparse columns.
//!
//! What [`Coordinates`](super::coordinates::Coordinates) does on a triangle, on the columns themselves: they
//! stay as they are, and what centring takes off all rows alike is one number (Friedman, Hastie and
//! Tibshirani, *Regularization paths for generalized linear models via coordinate descent*, 2010, 2.2). A
//! sweep costs some operations for each cell that is not zero.

use super::coordinates::SETTLED;
use super::dot;
use super::folding::Centred;

/// Half the weighted squared errors, plus `l1` times the sizes of the coefficients, plus half of `l2` times
/// their squares, is made as small as it gets.
pub(super) struct Columns {
    /// Where the cells of each column begin, and where the last ones end; their rows, and themselves.
    starts: Vec<usize>,
    rows: Vec<u32>,
    values: Vec<f32>,
    weights: Vec<f64>,
    means: Vec<f64>,
    squares: Vec<f64>,
    l1: f64,
    l2: f64,
    positive: bool,
    coefficients: Vec<f64>,
    /// What is left of the target, less `shift`, which the means add to each row.
    rest: Vec<f64>,
    shift: f64,
    scale: f64,
    next: usize,
    largest_step: f64,
    moved: f64,
    /// Sweeps over all coefficients.
    pub sweeps: u32,
    /// How far from the least it can be at most, relative to the squared length of the target.
    pub gap: f64,
}

impl Columns {
    /// Begins with coefficients of zero. With `positive` none may become negative.
    pub fn new(all: Centred, l1: f64, l2: f64, positive: bool) -> Self {
        let Centred { data, weights, target, means, squares } = all;
        let mut starts = vec![0; means.len() + 1];
        let (mut rows, mut values) = (Vec::new(), Vec::new());
        if let Some(sparse) = &data.x.sparse {
            (rows, values) = (vec![0; sparse.kept()], vec![0.0; sparse.kept()]);
            let each = || (0..sparse.rows()).map(|row| sparse.row(row));
            each().flat_map(|(columns, _)| columns).for_each(|&j| starts[j as usize + 1] += 1);
            (1..starts.len()).for_each(|j| starts[j] += starts[j - 1]);
            let mut next = starts.clone();
            for (row, (columns, cells)) in (0..).zip(each()) {
                for (&j, &value) in columns.iter().zip(cells) {
                    let at = &mut next[j as usize];
                    (rows[*at], values[*at]) = (row, value);
                    *at += 1;
                }
            }
        }
        let scale = target.iter().zip(&weights).map(|(y, weight)| weight * y * y).sum();
        Self {
            coefficients: vec![0.0; means.len()],
            rest: target,
            shift: 0.0,
            next: 0,
            largest_step: 0.0,
            moved: f64::INFINITY,
            sweeps: 0,
            gap: f64::INFINITY,
            starts,
            rows,
            values,
            weights,
            means,
            squares,
            l1,
            l2,
            positive,
            scale,
        }
    }

    /// Sweeps while the budget of operations lasts, until the gap is below `enough` and the coefficients
    /// are settled, or there were `most` sweeps; the coefficients then.
    pub fn advance(&mut self, budget: &mut i64, enough: f64, most: u32) -> Option<Vec<f64>> {
        while *budget > 0 {
            if self.next == self.means.len() {
                self.end_sweep();
                *budget -= 4 * (self.values.len() + self.rest.len()) as i64;
                let ended = self.gap <= enough && self.moved <= enough * SETTLED;
                if ended || self.sweeps >= most {
                    return Some(std::mem::take(&mut self.coefficients));
                }
            } else {
                let j = self.next;
                self.step(j);
                *budget -= 8 * (self.starts[j + 1] - self.starts[j]) as i64 + 16;
                self.next += 1;
            }
        }
        None
    }

    fn cells(&self, j: usize) -> impl Iterator<Item = (usize, f64)> + '_ {
        let cells = self.starts[j]..self.starts[j + 1];
        let rows = self.rows[cells.clone()].iter().map(|&row| row as usize);
        rows.zip(self.values[cells].iter().map(|&v| f64::from(v)))
    }

    /// The product of a centred column and what is left of the target. The mean of a column meets nothing:
    /// what is left adds up to zero.
    fn pull(&self, j: usize) -> f64 {
        self.cells(j).map(|(row, v)| self.weights[row] * v * (self.rest[row] + self.shift)).sum()
    }

    /// Moves one coefficient to where the sum is least along it.
    fn step(&mut self, j: usize) {
        let (square, old) = (self.squares[j], self.coefficients[j]);
        if square == 0.0 {
            return;
        }
        let pull = self.pull(j) + old * square;
        let beyond = (pull.abs() - self.l1).max(0.0).copysign(pull);
        let new = if self.positive && beyond < 0.0 { 0.0 } else { beyond / (square + self.l2) };
        if new != old {
            let change = new - old;
            for at in self.starts[j]..self.starts[j + 1] {
                self.rest[self.rows[at] as usize] -= change * f64::from(self.values[at]);
            }
            self.shift += change * self.means[j];
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
        let (mut steepest, mut made) = (0.0f64, 0.0);
        for (j, w) in self.coefficients.iter().enumerate() {
            let pull = if self.squares[j] > 0.0 { self.pull(j) } else { 0.0 };
            let slope = pull - self.l2 * w;
            steepest = steepest.max(if self.positive { slope } else { slope.abs() });
            made += w * pull;
        }
        let scaled = if steepest > self.l1 { self.l1 / steepest } else { 1.0 };
        let rests = self.rest.iter().map(|rest| rest + self.shift);
        let left: f64 = rests.zip(&self.weights).map(|(rest, weight)| weight * rest * rest).sum();
        let sizes: f64 = self.coefficients.iter().map(|w| w.abs()).sum();
        let squares = dot(&self.coefficients, &self.coefficients);
        0.5 * left * (1.0 + scaled * scaled) + self.l1 * sizes - scaled * (left + made)
            + 0.5 * self.l2 * (1.0 + scaled * scaled) * squares
    }
}
