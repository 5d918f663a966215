//! Least squares over sparse rows by conjugate gradients, with or without a penalty on squares.
//!
//! Hestenes and Stiefel, *Methods of conjugate gradients for solving linear systems* (1952), on the normal
//! equations without forming them (CGLS; Björck, *Numerical methods for least squares problems*, 1996, 7.4).
//! From zero on they come to the shortest of all solutions. With a penalty there is one solution only, and
//! columns are brought to one length on the way. An iteration costs some operations for each cell that is
//! not zero, and goes through the rows twice, some of them at a time.

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

/// What the rows are gone through for.
enum Turn {
    /// What they answer to the direction, by coefficients of the features; and to no features at all.
    Answers { own: Vec<f64>, start: f64, moved: Vec<f64> },
    /// Which way is downwards: sums so far, also of what is left, and the row that is next.
    Slope { slope: Vec<f64>, all: f64, row: usize },
}

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
    turn: Turn,
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
        Self {
            scale: rows.squares.iter().map(scale).collect(),
            rest: rows.target.clone(),
            rows,
            penalty,
            point: vec![0.0; width],
            best: vec![0.0; width],
            direction: vec![0.0; width],
            turn: Turn::Slope { slope: vec![0.0; width], all: 0.0, row: 0 },
            length: f64::INFINITY,
            first: 0.0,
            least: f64::INFINITY,
            waited: 0,
            iterations: 0,
        }
    }

    /// Iterates while the budget of operations lasts; the coefficients once they are there.
    pub fn advance(&mut self, budget: &mut i64) -> Option<Vec<f64>> {
        while *budget > 0 {
            if !self.pass(budget) {
                continue;
            }
            match std::mem::replace(&mut self.turn, Turn::nothing()) {
                Turn::Answers { own, moved, .. } => self.step(&own, &moved),
                Turn::Slope { slope, all, .. } => self.turn_down(slope, all),
            }
            *budget -= (10 * self.point.len() + 4 * self.rest.len()) as i64;
            if matches!(self.turn, Turn::Answers { .. }) && self.is_done() {
                return Some(self.best.iter().zip(&self.scale).map(|(v, scale)| v * scale).collect());
            }
        }
        None
    }

    fn is_done(&self) -> bool {
        let settled = self.length <= SETTLED * SETTLED * self.first;
        settled || self.waited >= PATIENCE || self.iterations >= MOST
    }

    /// Goes through some rows; whether all of them are done.
    fn pass(&mut self, budget: &mut i64) -> bool {
        let Some(sparse) = &self.rows.data.x.sparse else { return true };
        let (mut next, rows) = (self.turn.row(), self.rest.len());
        while next < rows && *budget > 0 {
            let (columns, values) = sparse.row(next);
            match &mut self.turn {
                Turn::Answers { own, start, moved } => moved.push(fold(columns, values, *start, own)),
                Turn::Slope { slope, all, row } => {
                    let left = self.rows.weights[next] * self.rest[next];
                    scatter(columns, values, left, slope);
                    *all += left;
                    *row += 1;
                }
            }
            *budget -= 4 * columns.len() as i64 + 2;
            next += 1;
        }
        next == rows
    }

    /// Iterations after which it was given up before the gradient was short.
    pub fn stopped(&self) -> Option<u32> {
        (self.least > ROUNDED * ROUNDED * self.first).then_some(self.iterations)
    }

    /// Goes along the direction as far as the sum falls.
    fn step(&mut self, own: &[f64], moved: &[f64]) {
        let squares = moved.iter().zip(&self.rows.weights).map(|(v, weight)| weight * v * v);
        let bend = squares.sum::<f64>() + self.penalty * dot(own, own);
        let step = if bend > 0.0 { self.length / bend } else { 0.0 };
        self.point.iter_mut().zip(&self.direction).for_each(|(v, d)| *v += step * d);
        self.rest.iter_mut().zip(moved).for_each(|(rest, moved)| *rest -= step * moved);
        self.iterations += 1;
        self.turn = Turn::Slope { slope: vec![0.0; self.point.len()], all: 0.0, row: 0 };
    }

    /// Takes the next direction from where it is downwards, by what the rows say of it.
    fn turn_down(&mut self, mut slope: Vec<f64>, all: f64) {
        for (j, slope) in slope.iter_mut().enumerate() {
            let own = self.point[j] * self.scale[j];
            *slope = self.scale[j] * (*slope - self.rows.means[j] * all - self.penalty * own);
        }
        let length = dot(&slope, &slope);
        if self.iterations == 0 {
            (self.direction, self.first, self.least) = (slope, length, length);
        } else {
            let share = length / self.length;
            self.direction.iter_mut().zip(&slope).for_each(|(d, slope)| *d = slope + share * *d);
            self.waited += 1;
            if length < self.least {
                (self.least, self.waited) = (length, 0);
                self.best.clone_from(&self.point);
            }
        }
        self.length = length;
        let own: Vec<f64> = self.direction.iter().zip(&self.scale).map(|(d, scale)| d * scale).collect();
        let start = -dot(&own, &self.rows.means);
        self.turn = Turn::Answers { own, start, moved: Vec::with_capacity(self.rest.len()) };
    }
}

impl Turn {
    /// The row that is next.
    fn row(&self) -> usize {
        match self {
            Self::Answers { moved, .. } => moved.len(),
            Self::Slope { row, .. } => *row,
        }
    }

    fn nothing() -> Self {
        Self::Slope { slope: Vec::new(), all: 0.0, row: 0 }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail")]
mod tests {
    use super::*;
    use crate::{Csr, Dataset, FeatureKind, Features, Target};
    use std::sync::Arc;

    /// Rows with two cells each.
    fn rows() -> Centred {
        let (count, width) = (300, 40);
        let mut cells = Csr::new(width);
        for row in 0..count as u32 {
            let (first, second) = (row % 19, 19 + (row * row) % 21);
            cells.push([(first, 1.0), (second, (row % 7) as f32 - 2.5)]);
        }
        let names = (0..width).map(|column| column.to_string()).collect::<Vec<_>>();
        let x = Features::of_sparse(names, vec![FeatureKind::Number; width], cells);
        Centred {
            weights: (0..count).map(|row| 0.5 + f64::from(row % 3)).collect(),
            target: (0..count).map(|row| f64::from(row * 7 % 31) - 15.0).collect(),
            means: (0..width).map(|column| column as f64 / 100.0).collect(),
            squares: vec![30.0; width],
            data: Arc::new(Dataset { x, y: Target::None, weights: None }),
        }
    }

    #[test]
    fn rows_are_gone_through_in_pieces_that_change_nothing() {
        for penalty in [0.0, 3.0] {
            let whole = Conjugate::new(rows(), penalty).advance(&mut i64::MAX.clone()).unwrap();
            let (mut system, mut calls) = (Conjugate::new(rows(), penalty), 0);
            let pieces = loop {
                let mut budget = 200;
                let solved = system.advance(&mut budget);
                calls += 1;
                // A row and what follows the last of them are the most that is begun with little left.
                assert!(budget > -(10 * 40 + 4 * 300 + 10), "{budget}");
                if let Some(solved) = solved {
                    break solved;
                }
            };
            assert_eq!(whole, pieces);
            assert!(calls > 2 * 15 * system.iterations && system.iterations > 10, "{calls}");
            assert!(system.stopped().is_none());
        }
    }
}
