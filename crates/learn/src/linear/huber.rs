//! Least squares that outliers do not pull: Huber's regression.

use super::aim::{Aim, gather};
use super::descent::{Answer, Descent, Found};
use super::linear_regression::LinearState;
use super::margin_model::not_converged;
use super::moments::Moments;
use super::newton::Newton;
use super::quasi_newton::QuasiNewton;
use super::{add_scaled, dot};
use crate::checks::{SPARSE, check_dataset_for, numbers, weight};
use crate::csr::scatter;
use crate::settings::Settings;
use crate::{
    Dataset, Estimator, EstimatorKind, Features, LearnError, Model, ModelState, Prediction, Progress, Status,
    Takes, Target, Training, WeightKind,
};
use glasshouse_spec::{ParamFault, ParamSpec, ParamValues, TaskKind, Warning};
use serde::{Deserialize, Serialize};
use std::future::{Future, ready};
use std::pin::Pin;
use std::sync::Arc;

/// scikit-learn's `HuberRegressor`: errors count squared while they are small beside a scale that is found
/// with the coefficients, and by their size beyond `epsilon` scales, so that a few wild rows change little.
/// Minimises the weighted sum of `σ + H(error / σ) · σ` plus `alpha` times the squared coefficients, which
/// is convex in coefficients, intercept and scale together, by Newton's method, or by L-BFGS beyond 256
/// unknowns. Features are centred and scaled inside and must not be missing. Time `O(rows · features²)` or
/// `O(rows · features)` an iteration. (Huber and Ronchetti, *Robust Statistics*, 2009; Owen, *A robust
/// hybrid of lasso and ridge regression*, 2007.)
pub struct Huber;

static PARAMS: [ParamSpec; 5] = [
    ParamSpec::float(
        "epsilon",
        1.35,
        1.0,
        1e6,
        "Errors beyond so many scales count by their size only. Smaller values heed outliers less; larger ones \
         come to least squares.",
    )
    .tuned(1.0, 5.0, true),
    ParamSpec::float(
        "alpha",
        1e-4,
        0.0,
        f64::MAX,
        "How strongly the squares of the coefficients are held back. Larger values mean a simpler model.",
    )
    .tuned(1e-6, 1e2, true),
    ParamSpec::bool("fit_intercept", true, "Whether the line may leave the origin."),
    ParamSpec::int("max_iter", 100, 1, 1_000_000, "The largest number of iterations."),
    ParamSpec::positive(
        "tol",
        1e-5,
        "The model counts as converged when no component of the gradient is larger.",
    ),
];

/// Operations of one chunk, about 50 ms.
const CHUNK: i64 = 30_000_000;
/// Unknowns up to which second derivatives are worth their price.
const NEWTON_UNKNOWNS: usize = 256;
/// Share of `tol` at which the search ends, on the scaled features and target.
const POLISH: f64 = 1e-4;
/// The scale is never smaller, in units of the target's spread.
const LEAST_SCALE: f64 = 1e-9;

impl EstimatorKind for Huber {
    fn id(&self) -> &'static str {
        "huber"
    }

    fn title(&self) -> &'static str {
        "Huber regression"
    }

    fn help(&self) -> &'static str {
        "Linear regression that a few wild rows do not pull away. For measurements with gross errors; where \
         there are none it answers as linear regression does."
    }

    fn tasks(&self) -> &'static [TaskKind] {
        &[TaskKind::Regression]
    }

    fn params(&self, task: TaskKind) -> &'static [ParamSpec] {
        if task == TaskKind::Regression { &PARAMS } else { &[] }
    }

    fn takes(&self) -> Takes {
        SPARSE
    }

    fn build(&self, _task: TaskKind, values: &ParamValues) -> Result<Box<dyn Estimator>, Vec<ParamFault>> {
        let settings = Settings::checked(&PARAMS, values)?;
        Ok(Box::new(Options {
            epsilon: settings.float("epsilon").unwrap_or(1.35),
            alpha: settings.float("alpha").unwrap_or(1e-4),
            intercept: settings.flag("fit_intercept"),
            max_iter: settings.int("max_iter").and_then(|i| u32::try_from(i).ok()).unwrap_or(u32::MAX),
            tol: settings.float("tol").unwrap_or(1e-5),
        }))
    }
}

#[derive(Clone, Copy)]
struct Options {
    epsilon: f64,
    alpha: f64,
    intercept: bool,
    max_iter: u32,
    tol: f64,
}

impl Estimator for Options {
    fn start(&self, data: Arc<Dataset>, _seed: u64) -> Result<Box<dyn Training>, LearnError> {
        check_dataset_for(&data, SPARSE)?;
        let data = data.settled();
        let y = numbers(&data, "huber")?;
        let spread = Spread::new(&data, y, self.intercept);
        let moments = Moments::new(data.x.width());
        Ok(Box::new(Fitting { options: *self, data, spread, phase: Phase::Measure(Box::new(moments)) }))
    }
}

/// Where the target lies.
#[derive(Clone, Copy)]
struct Spread {
    total: f64,
    centre: f64,
    /// Its standard deviation, or one.
    scale: f64,
}

impl Spread {
    fn new(data: &Dataset, y: &[f64], centred: bool) -> Self {
        let sum = |of: &dyn Fn(f64) -> f64| {
            y.iter().enumerate().map(|(row, &y)| weight(data, row) * of(y)).sum::<f64>()
        };
        let total = sum(&|_| 1.0);
        let centre = if centred { sum(&|y| y) / total } else { 0.0 };
        let scale = (sum(&|y| (y - centre) * (y - centre)) / total).sqrt();
        // What rounding leaves of a target that is always the same is no spread.
        let scale = if scale > 1e-12 * centre.abs() { scale } else { 0.0 };
        Self { total, centre, scale }
    }
}

struct Fitting {
    options: Options,
    data: Arc<Dataset>,
    spread: Spread,
    phase: Phase,
}

enum Phase {
    Measure(Box<Moments>),
    Descend(Box<Search>),
}

/// The sum, on centred and scaled features and target.
struct Problem {
    data: Arc<Dataset>,
    spread: Spread,
    origin: Vec<f64>,
    /// What each feature is multiplied by; zero for a constant one.
    scale: Vec<f64>,
    intercept: bool,
    epsilon: f64,
    alpha: f64,
}

struct Search {
    problem: Problem,
    descent: Box<dyn Descent>,
    pass: Option<Pass>,
    iterations: u32,
    started: bool,
}

/// An evaluation under way. Unknowns are the coefficients, the intercept if there is one, and the scale.
struct Pass {
    next_row: usize,
    value: f64,
    gradient: Vec<f64>,
    curvature: Option<Vec<f64>>,
    row: Vec<f64>,
    /// Of sparse rows: what they are multiplied by, and the sum of their slopes.
    aim: Option<Aim>,
    slopes: f64,
}

impl Problem {
    fn new(data: Arc<Dataset>, spread: Spread, moments: &Moments, options: &Options) -> Self {
        let features = data.x.width();
        let centred = options.intercept;
        let scale = |j| match moments.spread(j, centred) {
            spread if spread == 0.0 || (centred && moments.is_constant(j)) => 0.0,
            spread => 1.0 / spread.sqrt(),
        };
        Self {
            origin: (0..features).map(|j| if centred { moments.mean(j) } else { 0.0 }).collect(),
            scale: (0..features).map(scale).collect(),
            intercept: centred,
            epsilon: options.epsilon,
            alpha: options.alpha,
            data,
            spread,
        }
    }

    /// Coefficients and intercept.
    fn width(&self) -> usize {
        self.scale.len() + usize::from(self.intercept)
    }

    /// What coefficients and intercept are multiplied by.
    fn scales(&self) -> Vec<f64> {
        self.scale.iter().copied().chain(self.intercept.then_some(1.0)).collect()
    }

    /// Penalty on the square of an unknown, as a share of the sum over the rows: what scikit-learn adds in
    /// the target's own units, divided by the spread and the total weight.
    fn penalty(&self, j: usize) -> f64 {
        match self.scale.get(j) {
            Some(scale) => self.alpha * self.spread.scale * scale * scale / self.spread.total,
            None => 0.0,
        }
    }

    fn line(&self, point: &[f64]) -> LinearState {
        let unit = self.spread.scale;
        let coefficients: Vec<f64> = self.scale.iter().zip(point).map(|(s, v)| v * s * unit).collect();
        let own = if self.intercept { point[self.scale.len()] * unit + self.spread.centre } else { 0.0 };
        let intercept = own - dot(&coefficients, &self.origin);
        LinearState { coefficients, intercept }
    }
}

impl Pass {
    fn new(problem: &Problem, curvature: bool) -> Self {
        let (width, size) = (problem.width(), problem.width() + 1);
        Self {
            next_row: 0,
            value: 0.0,
            gradient: vec![0.0; size],
            curvature: curvature.then(|| vec![0.0; size * size]),
            row: vec![1.0; width],
            aim: None,
            slopes: 0.0,
        }
    }

    /// Adds rows at `point` while the budget of operations lasts; true once all are in.
    fn advance(&mut self, problem: &Problem, point: &[f64], budget: &mut i64) -> bool {
        let rows = problem.data.x.rows();
        if problem.data.x.sparse.is_some() && self.aim.is_none() {
            self.aim = Some(Aim::new(point, &problem.origin, &problem.scales()));
        }
        let size = point.len() as i64;
        let square = if self.curvature.is_some() { size * size / 2 } else { 0 };
        while self.next_row < rows && *budget > 0 {
            self.add(problem, point);
            *budget -= match &problem.data.x.sparse {
                Some(sparse) => 6 * sparse.row(self.next_row).0.len() as i64 + 20,
                None => 5 * size + square + 20,
            };
            self.next_row += 1;
        }
        self.next_row == rows
    }

    fn add(&mut self, problem: &Problem, point: &[f64]) {
        let w = weight(&problem.data, self.next_row);
        let Target::Numbers(y) = &problem.data.y else { return };
        if w == 0.0 {
            return;
        }
        let sparse = problem.data.x.sparse.as_ref().map(|sparse| sparse.row(self.next_row));
        let answer = match (sparse, &self.aim) {
            (Some((columns, values)), Some(aim)) => aim.score(columns, values),
            _ => self.read(problem, point),
        };
        let (width, sigma, epsilon) = (self.row.len(), point[self.row.len()], problem.epsilon);
        let target = (y[self.next_row] - problem.spread.centre) / problem.spread.scale;
        let error = target - answer;
        let (value, slope, of_scale) = match error.abs() <= epsilon * sigma {
            true => (error * error / sigma, -2.0 * error / sigma, -error * error / (sigma * sigma)),
            false => {
                let beyond = 2.0 * epsilon * error.abs() - sigma * epsilon * epsilon;
                (beyond, -2.0 * epsilon * error.signum(), -epsilon * epsilon)
            }
        };
        self.value += w * (sigma + value);
        match sparse {
            Some((columns, values)) => {
                scatter(columns, values, w * slope, &mut self.gradient);
                self.slopes += w * slope;
            }
            None => add_scaled(&mut self.gradient[..width], w * slope, &self.row),
        }
        self.gradient[width] += w * (1.0 + of_scale);
        if let (Some(square), true) = (&mut self.curvature, error.abs() <= epsilon * sigma) {
            let size = width + 1;
            let (bend, mixed) = (2.0 * w / sigma, 2.0 * w * error / (sigma * sigma));
            for (i, value) in self.row.iter().enumerate() {
                add_scaled(&mut square[i * size..=i * size + i], bend * value, &self.row[..=i]);
            }
            add_scaled(&mut square[width * size..width * size + width], mixed, &self.row);
            square[width * size + width] += mixed * error / sigma;
        }
    }

    /// Reads a row, centred and scaled; what the line answers to it.
    fn read(&mut self, problem: &Problem, point: &[f64]) -> f64 {
        for (j, &value) in problem.data.x.data.row(self.next_row).iter().enumerate() {
            self.row[j] = (f64::from(value) - problem.origin[j]) * problem.scale[j];
        }
        dot(&self.row, &point[..self.row.len()])
    }

    /// The mean over the rows, with the penalty; no scale below the least is allowed.
    fn finish(mut self, problem: &Problem, point: &[f64]) -> Found {
        let (size, total) = (point.len(), problem.spread.total);
        if self.aim.is_some() {
            gather(&mut self.gradient[..size - 1], self.slopes, &problem.origin, &problem.scales());
        }
        self.value /= total;
        self.gradient.iter_mut().for_each(|g| *g /= total);
        for (j, v) in point[..size - 1].iter().enumerate() {
            self.value += problem.penalty(j) * v * v;
            self.gradient[j] += 2.0 * problem.penalty(j) * v;
        }
        if let Some(square) = &mut self.curvature {
            square.iter_mut().for_each(|h| *h /= total);
            (0..size - 1).for_each(|j| square[j * size + j] += 2.0 * problem.penalty(j));
        }
        if point[size - 1] < LEAST_SCALE {
            self.value = f64::NAN;
        }
        Found { value: self.value, gradient: self.gradient, curvature: self.curvature }
    }
}

impl Search {
    fn new(problem: Problem) -> Self {
        let mut start = vec![0.0; problem.width() + 1];
        start[problem.width()] = 1.0;
        let descent: Box<dyn Descent> = match start.len() <= NEWTON_UNKNOWNS {
            true => Box::new(Newton::new(start)),
            false => Box::new(QuasiNewton::new(start, Vec::new())),
        };
        Self { problem, descent, pass: None, iterations: 0, started: false }
    }

    /// Searches while the budget lasts; true at the end.
    fn advance(&mut self, budget: &mut i64, options: &Options) -> bool {
        let curvature = self.descent.wants_curvature();
        let mut pass = self.pass.take().unwrap_or_else(|| Pass::new(&self.problem, curvature));
        if !pass.advance(&self.problem, self.descent.point(), budget) {
            self.pass = Some(pass);
            return false;
        }
        let size = self.descent.point().len() as i64;
        *budget -= if curvature { size * size * size / 3 } else { 60 * size };
        let found = pass.finish(&self.problem, self.descent.point());
        match self.descent.tell(found) {
            Answer::Stalled => return true,
            Answer::Retry => return false,
            Answer::Accepted if self.started => self.iterations += 1,
            Answer::Accepted => self.started = true,
        }
        self.iterations >= options.max_iter || self.steepest() <= POLISH * options.tol
    }

    fn steepest(&self) -> f64 {
        self.descent.gradient().iter().fold(0.0, |most, g| most.max(g.abs()))
    }
}

impl Fitting {
    fn chunk(&mut self) -> Status {
        if self.spread.scale == 0.0 {
            let coefficients = vec![0.0; self.data.x.width()];
            let line = LinearState { coefficients, intercept: self.spread.centre };
            return Status::Done(Box::new(HuberState { line, scale: 0.0, stopped: None }));
        }
        let (mut budget, mut done) = (CHUNK, false);
        while budget > 0 && !done {
            match &mut self.phase {
                Phase::Measure(moments) => {
                    if moments.advance(&self.data, &mut budget) {
                        let problem = Problem::new(self.data.clone(), self.spread, moments, &self.options);
                        self.phase = Phase::Descend(Box::new(Search::new(problem)));
                    }
                }
                Phase::Descend(search) => done = search.advance(&mut budget, &self.options),
            }
        }
        let iterations = match &self.phase {
            Phase::Descend(search) if done => return Status::Done(Box::new(self.model(search))),
            Phase::Descend(search) => u64::from(search.iterations),
            Phase::Measure(_) => 0,
        };
        Status::Running(Progress {
            done: iterations,
            total: u64::from(self.options.max_iter),
            unit: "iteration",
        })
    }

    fn model(&self, search: &Search) -> HuberState {
        let point = search.descent.best();
        let scale = point.last().map_or(0.0, |sigma| sigma * self.spread.scale);
        // At the least scale the rows lie on a line: there is nothing left to find.
        let on_a_line = point.last().is_some_and(|sigma| *sigma < 100.0 * LEAST_SCALE);
        let converged = on_a_line || search.steepest() <= self.options.tol;
        let stopped = (!converged).then_some(search.iterations);
        HuberState { line: search.problem.line(point), scale, stopped }
    }
}

impl Training for Fitting {
    fn advance(&mut self) -> Pin<Box<dyn Future<Output = Result<Status, LearnError>> + '_>> {
        Box::pin(ready(Ok(self.chunk())))
    }

    fn best(&self) -> Option<Box<dyn Model>> {
        match &self.phase {
            Phase::Descend(search) if search.started => Some(Box::new(self.model(search))),
            _ => None,
        }
    }
}

/// A fitted line, and the scale beyond whose multiples errors count less.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HuberState {
    /// The line.
    pub line: LinearState,
    /// The scale, in units of the target.
    pub scale: f64,
    /// Iterations after which it was given up before it converged.
    pub stopped: Option<u32>,
}

impl Model for HuberState {
    fn predict(&self, x: &Features) -> Prediction {
        self.line.predict(x)
    }

    fn state(&self) -> ModelState {
        ModelState::Huber(self.clone())
    }

    fn weights(&self) -> Option<(WeightKind, Vec<f64>)> {
        self.line.weights()
    }

    fn warnings(&self) -> Vec<Warning> {
        not_converged("huber", self.stopped)
    }
}
