//! Lines whose errors count only beyond a margin: what support vector machines minimise.
//!
//! Half the squares of the coefficients, or their sizes, plus the weighted sum of what the rows' errors
//! cost. Where costs are squares, that is minimised at once. Costs that rise straight from an edge are
//! rounded off at it; the multipliers of the rows move the edges until the rounded optimum is the true one
//! (Rockafellar, *Augmented Lagrangians and applications of the proximal point algorithm in convex
//! programming*, 1976; Yan and Li, *An efficient augmented Lagrangian method for support vector machine*,
//! 2020). Each rounded problem is Newton's, or L-BFGS's where unknowns are many, and the gap to the dual
//! says how far from the optimum it can still be.

use super::descent::{Answer, Descent, Found, soft};
use super::newton::Newton;
use super::quasi_newton::QuasiNewton;
use super::sparse::SparseNewton;
use super::squares::Squares;
use super::{add_scaled, dot};
use crate::Dataset;
use crate::csr::{fold, scatter};
use std::sync::Arc;

/// Unknowns up to which second derivatives are worth their price.
const NEWTON_UNKNOWNS: usize = 256;
/// Share of `tol` at which a smooth search ends, on the scaled features.
const POLISH: f64 = 1e-4;
/// Share of `tol` that the gap may be of the sum at the end, and where it counts as converged.
const CLOSE: f64 = 1e-7;
const NEAR: f64 = 1e-2;
/// How much steeper the rounded edges become each time, and how steep at most.
const STEEPER: f64 = 4.0;
const STEEPEST: f64 = 1e9;
/// How often the multipliers are moved at most.
const ROUNDS: u32 = 60;

/// What an error costs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Cost {
    /// Whether the targets are −1 and 1 and only what falls short of them counts.
    pub one_sided: bool,
    /// Whether what counts is squared.
    pub squared: bool,
    /// Errors of numbers up to this cost nothing.
    pub allowed: f64,
}

impl Cost {
    /// What of an error counts.
    fn beyond(&self, error: f64, allowed: f64) -> f64 {
        if self.one_sided { error.max(0.0) } else { soft(error, allowed) }
    }
}

/// What is minimised, divided by the sum of the weights. The features have no origin: the intercept is the
/// coefficient of a feature that is always the same, and is held back as the others are.
pub(super) struct Problem {
    pub data: Arc<Dataset>,
    pub cost: Cost,
    /// −1 or 1, or numbers, divided by [`unit`](Self::unit).
    pub y: Vec<f64>,
    /// Spread of the numbers.
    pub unit: f64,
    /// What the error of each row weighs: `C` included.
    pub weights: Vec<f64>,
    total: f64,
    /// What each feature is multiplied by; last what the constant one is, if there is an intercept.
    scale: Vec<f64>,
    /// Value of the feature that is always the same.
    constant: Option<f64>,
    /// Penalty on half the square of a coefficient and on its size, in its own unit.
    ridge: f64,
    sizes: f64,
    /// Of each row, as a share of its weight; empty where costs are squared.
    multipliers: Vec<f64>,
    /// How steep the rounded edges are.
    steep: f64,
}

/// How a search is to go.
pub(super) struct Plan {
    /// Mean squares of the features.
    pub squares: Vec<f64>,
    /// Value of the feature of the intercept.
    pub constant: Option<f64>,
    /// Whether sizes cost and not squares.
    pub sparse: bool,
    pub cost: Cost,
}

impl Problem {
    /// Of targets and the weights of their rows, which have a sum above zero.
    pub fn new(data: Arc<Dataset>, plan: &Plan, y: Vec<f64>, weights: Vec<f64>) -> Self {
        let total: f64 = weights.iter().sum();
        let mean_square = y.iter().zip(&weights).map(|(y, w)| w / total * (y * y)).sum::<f64>();
        let unit = match mean_square.sqrt() {
            _ if plan.cost.one_sided => 1.0,
            size if size > 0.0 => size,
            _ => 1.0,
        };
        let held = if plan.cost.squared { 1.0 / total } else { unit / total };
        let scale = |square: f64| if square > 0.0 { 1.0 / (square + held).sqrt() } else { 0.0 };
        let constant = plan.constant.map(|value| value * value);
        let rows = y.len();
        Self {
            cost: Cost { allowed: plan.cost.allowed / unit, ..plan.cost },
            y: y.into_iter().map(|y| y / unit).collect(),
            unit,
            scale: plan.squares.iter().copied().chain(constant).map(scale).collect(),
            constant: plan.constant,
            ridge: if plan.sparse { 0.0 } else { held },
            sizes: if plan.sparse { held } else { 0.0 },
            multipliers: vec![0.0; if plan.cost.squared { 0 } else { rows }],
            steep: 1.0,
            weights,
            total,
            data,
        }
    }

    /// Operations of a row, of which a dense one takes so many.
    fn price(&self, row: usize, dense: i64) -> i64 {
        20 + self.data.x.sparse.as_ref().map_or(dense, |sparse| 6 * sparse.row(row).0.len() as i64)
    }

    fn penalty(&self, j: usize) -> f64 {
        self.ridge * self.scale[j] * self.scale[j]
    }

    /// Coefficients in the features' own units, and the intercept.
    pub fn line(&self, point: &[f64]) -> (Vec<f64>, f64) {
        let own: Vec<f64> = point.iter().zip(&self.scale).map(|(v, s)| v * s * self.unit).collect();
        let features = self.data.x.width();
        let intercept = self.constant.map_or(0.0, |value| own[features] * value);
        (own[..features].to_vec(), intercept)
    }

    /// Writes a row as it is multiplied, and answers by how much `point` misses its target: of a class,
    /// by how much it falls short. Where rows are sparse, `out` stays what they are multiplied by.
    fn error(&self, row: usize, point: &[f64], out: &mut [f64]) -> f64 {
        if let Some(sparse) = &self.data.x.sparse {
            let (columns, values) = sparse.row(row);
            let start = self.constant.and_then(|_| out.last()).copied().unwrap_or(0.0);
            return self.side(row) * (self.y[row] - fold(columns, values, start, out));
        }
        for ((out, &value), scale) in out.iter_mut().zip(self.data.x.data.row(row)).zip(&self.scale) {
            *out = f64::from(value) * scale;
        }
        self.side(row) * (self.y[row] - dot(out, point))
    }

    /// Adds the row as [`error`](Self::error) wrote it, times a factor; of a sparse one its own cells, which
    /// [`whole`](Self::whole) brings to scale.
    fn pull(&self, row: usize, factor: f64, written: &[f64], gradient: &mut [f64]) {
        let Some(sparse) = &self.data.x.sparse else { return add_scaled(gradient, factor, written) };
        let (columns, values) = sparse.row(row);
        scatter(columns, values, factor, gradient);
        if let (Some(value), Some(last)) = (self.constant, gradient.last_mut()) {
            *last += factor * value;
        }
    }

    fn whole(&self, gradient: &mut [f64]) {
        if self.data.x.sparse.is_some() {
            gradient.iter_mut().zip(&self.scale).for_each(|(g, scale)| *g *= scale);
        }
    }

    fn side(&self, row: usize) -> f64 {
        if self.cost.one_sided { self.y[row] } else { 1.0 }
    }

    /// A row as [`error`](Self::error) writes it: the constant feature stays. Of sparse rows what they are
    /// multiplied by, last what the constant feature comes to.
    fn blank(&self, point: &[f64]) -> Vec<f64> {
        if self.data.x.sparse.is_some() {
            let mut all: Vec<f64> = point.iter().zip(&self.scale).map(|(v, scale)| v * scale).collect();
            if let (Some(last), Some(value)) = (all.last_mut(), self.constant) {
                *last *= value;
            }
            return all;
        }
        let mut row = vec![0.0; self.scale.len()];
        if let (Some(last), Some(value)) = (row.last_mut(), self.constant) {
            *last = value * self.scale[self.scale.len() - 1];
        }
        row
    }

    /// Where the multiplier of a row goes when it misses by `error`, before it is held to its bounds.
    fn pulled(&self, row: usize, error: f64) -> f64 {
        let pull = self.multipliers[row] + self.steep * error;
        self.cost.beyond(pull, self.steep * self.cost.allowed)
    }
}

/// What an error is to the sum: its rounded cost with slope and bend, its true cost, and what its
/// multiplier lacks of it.
#[derive(Default)]
struct Part {
    value: f64,
    slope: f64,
    bend: f64,
    cost: f64,
    short: f64,
}

impl Part {
    fn new(problem: &Problem, row: usize, error: f64) -> Self {
        let beyond = problem.cost.beyond(error, problem.cost.allowed);
        if problem.cost.squared {
            let bend = if beyond == 0.0 { 0.0 } else { 2.0 };
            let value = beyond * beyond;
            return Self { value, slope: 2.0 * beyond, bend, cost: value, short: 0.0 };
        }
        let pulled = problem.pulled(row, error);
        let slope = pulled.clamp(-1.0, 1.0);
        let inside = pulled.abs() < 1.0;
        let area = if inside { pulled * pulled } else { 2.0 * pulled.abs() - 1.0 };
        let allowed = if problem.cost.one_sided { 0.0 } else { problem.cost.allowed };
        Self {
            value: area / (2.0 * problem.steep),
            slope,
            bend: if inside && pulled != 0.0 { problem.steep } else { 0.0 },
            cost: beyond.abs(),
            short: (beyond.abs() - slope * error + allowed * slope.abs()).max(0.0),
        }
    }
}

/// An evaluation under way.
struct Pass {
    next_row: usize,
    value: f64,
    gradient: Vec<f64>,
    curvature: Option<Squares>,
    cost: f64,
    short: f64,
    row: Vec<f64>,
}

impl Pass {
    fn new(problem: &Problem, point: &[f64], curvature: bool) -> Self {
        let size = problem.scale.len();
        Self {
            next_row: 0,
            value: 0.0,
            gradient: vec![0.0; size],
            curvature: curvature.then(|| Squares::new(size)),
            cost: 0.0,
            short: 0.0,
            row: problem.blank(point),
        }
    }

    /// Adds rows at `point` while the budget of operations lasts; true once all are in.
    fn advance(&mut self, problem: &Problem, point: &[f64], budget: &mut i64) -> bool {
        let size = point.len() as i64;
        while self.next_row < problem.y.len() && *budget > 0 {
            *budget -= problem.price(self.next_row, 4 * size);
            let (row, weight) = (self.next_row, problem.weights[self.next_row]);
            self.next_row += 1;
            if weight == 0.0 {
                continue;
            }
            let error = problem.error(row, point, &mut self.row);
            let part = Part::new(problem, row, error);
            self.value += weight * part.value;
            self.cost += weight * part.cost;
            self.short += weight * part.short;
            if part.slope != 0.0 {
                let factor = -weight * part.slope * problem.side(row);
                problem.pull(row, factor, &self.row, &mut self.gradient);
            }
            if let (Some(square), true) = (&mut self.curvature, part.bend > 0.0) {
                square.add(weight * part.bend, &self.row);
                *budget -= size * size / 2;
            }
        }
        self.next_row == problem.y.len()
    }

    /// What was found, the true sum, and the gap between it and the dual at the pulled multipliers: what
    /// they lack of the costs, and what the gradient leaves.
    fn finish(mut self, problem: &Problem, point: &[f64]) -> (Found, [f64; 3]) {
        let size = point.len();
        let total = problem.total;
        problem.whole(&mut self.gradient);
        let (mut value, mut sum) = (self.value / total, self.cost / total);
        let mut left = 0.0;
        for (j, v) in point.iter().enumerate() {
            let penalty = problem.penalty(j);
            value += 0.5 * penalty * v * v;
            sum += 0.5 * penalty * v * v;
            self.gradient[j] = self.gradient[j] / total + penalty * v;
            if penalty > 0.0 {
                left += 0.5 * self.gradient[j] * self.gradient[j] / penalty;
            }
        }
        let mut curvature = self.curvature.map(Squares::finish);
        if let Some(square) = &mut curvature {
            square.iter_mut().for_each(|h| *h /= total);
            (0..size).for_each(|j| square[j * size + j] += problem.penalty(j));
        }
        (Found { value, gradient: self.gradient, curvature }, [sum, self.short / total, left])
    }
}

/// A search under way.
pub(super) struct Search {
    pub problem: Problem,
    descent: Box<dyn Descent>,
    pass: Option<Pass>,
    /// The row whose multiplier is moved next.
    moving: Option<usize>,
    pub iterations: u32,
    started: bool,
    rounds: u32,
    /// The gap as a share of the sum.
    gap: f64,
}

impl Search {
    pub fn new(problem: Problem) -> Self {
        let start = vec![0.0; problem.scale.len()];
        let descent = minimiser(&problem, start);
        let gap = f64::INFINITY;
        Self { problem, descent, pass: None, moving: None, iterations: 0, started: false, rounds: 0, gap }
    }

    /// The best point so far.
    pub fn point(&self) -> &[f64] {
        self.descent.best()
    }

    /// Searches while the budget lasts; true at the end.
    pub fn advance(&mut self, budget: &mut i64, max_iter: u32, tol: f64) -> bool {
        if let Some(row) = self.moving {
            self.move_multipliers(row, budget);
            return false;
        }
        let curvature = self.descent.wants_curvature();
        let begin = || Pass::new(&self.problem, self.descent.point(), curvature);
        let mut pass = self.pass.take().unwrap_or_else(begin);
        if !pass.advance(&self.problem, self.descent.point(), budget) {
            self.pass = Some(pass);
            return false;
        }
        let size = self.problem.scale.len() as i64;
        *budget -= if curvature { size * size * size / 3 } else { 60 * size };
        let (found, [sum, short, left]) = pass.finish(&self.problem, self.descent.point());
        let answer = self.descent.tell(found);
        match answer {
            Answer::Retry => return false,
            Answer::Accepted if self.started => self.iterations += 1,
            Answer::Accepted => self.started = true,
            Answer::Stalled => {}
        }
        if self.iterations >= max_iter {
            return true;
        }
        if self.problem.cost.squared {
            return answer == Answer::Stalled || self.steepest() <= POLISH * tol;
        }
        if answer == Answer::Accepted {
            self.gap = if sum > 0.0 { (short + left) / sum } else { short + left };
            if self.gap <= CLOSE * tol {
                return true;
            }
        }
        if answer == Answer::Stalled || left <= 0.01 * short {
            self.rounds += 1;
            self.moving = Some(0);
        }
        self.rounds > ROUNDS
    }

    /// Moves multipliers while the budget lasts, then begins the next rounded problem where this one ended.
    fn move_multipliers(&mut self, from: usize, budget: &mut i64) {
        let point = self.descent.best();
        let mut values = self.problem.blank(point);
        let rows = self.problem.y.len();
        let mut row = from;
        while row < rows && *budget > 0 {
            let error = self.problem.error(row, point, &mut values);
            self.problem.multipliers[row] = self.problem.pulled(row, error).clamp(-1.0, 1.0);
            *budget -= self.problem.price(row, 2 * point.len() as i64);
            row += 1;
        }
        self.moving = (row < rows).then_some(row);
        if row == rows {
            self.problem.steep = (self.problem.steep * STEEPER).min(STEEPEST);
            self.descent = minimiser(&self.problem, self.descent.best().to_vec());
            self.started = false;
        }
    }

    fn steepest(&self) -> f64 {
        self.descent.gradient().iter().fold(0.0, |most, g| most.max(g.abs()))
    }

    /// Whether it came to the optimum: by the gap, or by the gradient where costs are squared.
    pub fn converged(&self, tol: f64) -> bool {
        if self.problem.cost.squared { self.steepest() <= tol } else { self.gap <= NEAR * tol }
    }
}

fn minimiser(problem: &Problem, start: Vec<f64>) -> Box<dyn Descent> {
    let costs: Vec<f64> = match problem.sizes > 0.0 {
        true => problem.scale.iter().map(|scale| problem.sizes * scale).collect(),
        false => Vec::new(),
    };
    match start.len() <= NEWTON_UNKNOWNS {
        true if costs.is_empty() => Box::new(Newton::new(start)),
        true => Box::new(SparseNewton::new(start, costs)),
        false => Box::new(QuasiNewton::new(start, costs)),
    }
}
