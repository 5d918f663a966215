//! The minimum-norm least-squares solution of a small dense system, whatever its rank.
//!
//! A complete orthogonal decomposition (Golub and Van Loan, *Matrix Computations*, 5.4.7): QR with
//! column pivoting finds the rank, a second set of reflections from the right finds the shortest
//! of all solutions. Time `O(rows · columns · rank)`.

use super::{add_scaled, dot};

/// A system under solution, advanced in bounded steps.
pub(super) struct LeastSquares {
    columns: Vec<Vec<f64>>,
    target: Vec<f64>,
    lengths: Vec<f64>,
    tolerance: Vec<f64>,
    order: Vec<usize>,
    rank: usize,
    pivoted: bool,
    turn: Option<Turn>,
}

/// The second half: reflections from the right on the rows of the trapezoid.
struct Turn {
    rows: Vec<Vec<f64>>,
    taus: Vec<f64>,
    left: usize,
}

impl LeastSquares {
    /// `columns` are the features; a column counts as a combination of others when what is left
    /// of it is no longer than its `tolerance`.
    pub fn new(mut columns: Vec<Vec<f64>>, target: Vec<f64>, tolerance: &[f64]) -> Self {
        let lengths: Vec<f64> = columns.iter().map(|c| dot(c, c).sqrt()).collect();
        let mut relative = vec![f64::INFINITY; columns.len()];
        for (j, column) in columns.iter_mut().enumerate() {
            if lengths[j] > 0.0 {
                column.iter_mut().for_each(|v| *v /= lengths[j]);
                relative[j] = (tolerance[j] / lengths[j]).max(1e-14);
            }
        }
        let order = (0..columns.len()).collect();
        Self { columns, target, lengths, tolerance: relative, order, rank: 0, pivoted: false, turn: None }
    }

    /// Works while the budget of operations lasts; the solution once it is there.
    pub fn advance(&mut self, budget: &mut i64) -> Option<Vec<f64>> {
        while !self.pivoted && *budget > 0 {
            *budget -= (6 * self.target.len() * (self.columns.len() - self.rank)) as i64;
            self.pivoted = !self.pivot();
        }
        if self.pivoted && self.turn.is_none() {
            self.turn = Some(self.trapezoid());
        }
        let turn = self.turn.as_mut()?;
        while turn.left > 0 && *budget > 0 {
            *budget -= (4 * turn.left * (self.columns.len() - self.rank + 1)) as i64;
            turn.left -= 1;
            turn.reflect(turn.left, self.rank);
        }
        (turn.left == 0).then(|| self.solution())
    }

    /// Moves the longest independent column to position `rank` and reflects; false when none is left.
    fn pivot(&mut self) -> bool {
        let (k, rows) = (self.rank, self.target.len());
        if k == rows {
            return false;
        }
        let mut best: Option<(f64, usize)> = None;
        for j in k..self.columns.len() {
            let rest = dot(&self.columns[j][k..], &self.columns[j][k..]).sqrt();
            let independent = rest > self.tolerance[self.order[j]];
            if independent && best.is_none_or(|(length, _)| rest > length) {
                best = Some((rest, j));
            }
        }
        let Some((length, chosen)) = best else { return false };
        self.columns.swap(k, chosen);
        self.order.swap(k, chosen);
        self.reflect(k, length);
        self.rank += 1;
        true
    }

    fn reflect(&mut self, k: usize, length: f64) {
        let (done, rest) = self.columns.split_at_mut(k + 1);
        let column = &mut done[k][k..];
        let beta = -length.copysign(column[0]);
        let scale = column[0] - beta;
        let tau = (beta - column[0]) / beta;
        column.iter_mut().for_each(|v| *v /= scale);
        column[0] = 1.0;
        for other in rest.iter_mut().chain(std::iter::once(&mut self.target)) {
            let s = tau * dot(column, &other[k..]);
            add_scaled(&mut other[k..], -s, column);
        }
        column[0] = beta;
    }

    /// The first `rank` rows in the units of the features, row by row.
    fn trapezoid(&self) -> Turn {
        let width = self.columns.len();
        let cell = |i: usize, j: usize| match j < i {
            true => 0.0,
            false => self.columns[j][i] * self.lengths[self.order[j]],
        };
        let rows = (0..self.rank).map(|i| (0..width).map(|j| cell(i, j)).collect()).collect();
        let left = if self.rank == width { 0 } else { self.rank };
        Turn { rows, taus: vec![0.0; self.rank], left }
    }

    fn solution(&self) -> Vec<f64> {
        let Some(turn) = &self.turn else { return Vec::new() };
        let (rank, width) = (self.rank, self.columns.len());
        let mut z = vec![0.0; width];
        for i in (0..rank).rev() {
            let known = dot(&turn.rows[i][i + 1..rank], &z[i + 1..rank]);
            z[i] = (self.target[i] - known) / turn.rows[i][i];
        }
        for i in 0..rank {
            let mirror = &turn.rows[i][rank..];
            let s = turn.taus[i] * (z[i] + dot(mirror, &z[rank..]));
            z[i] -= s;
            add_scaled(&mut z[rank..], -s, mirror);
        }
        let mut solution = vec![0.0; width];
        for (j, &feature) in self.order.iter().enumerate() {
            solution[feature] = z[j];
        }
        solution
    }
}

impl Turn {
    /// Clears the part of row `i` beyond the rank into its diagonal and keeps the mirror there.
    fn reflect(&mut self, i: usize, rank: usize) {
        let (above, rest) = self.rows.split_at_mut(i);
        let row = &mut rest[0];
        let tail = dot(&row[rank..], &row[rank..]);
        if tail == 0.0 {
            return;
        }
        let alpha = row[i];
        let beta = -(alpha * alpha + tail).sqrt().copysign(alpha);
        self.taus[i] = (beta - alpha) / beta;
        row[i] = beta;
        row[rank..].iter_mut().for_each(|v| *v /= alpha - beta);
        for other in above {
            let s = self.taus[i] * (other[i] + dot(&row[rank..], &other[rank..]));
            other[i] -= s;
            add_scaled(&mut other[rank..], -s, &row[rank..]);
        }
    }
}
