//! Logistic regression: its training, a bounded number of rows at a time.

use super::descent::{Answer, Descent};
use super::logistic_model::{ABSENT, LogisticState};
use super::logistic_regression::Options;
use super::loss::{Loss, Pass};
use super::moments::Moments;
use super::newton::Newton;
use super::quasi_newton::QuasiNewton;
use super::sparse::SparseNewton;
use crate::checks::{SPARSE, balanced, check_dataset_for, classes, weight};
use crate::{Dataset, LearnError, Model, Progress, Status, Training};
use std::future::{Future, ready};
use std::pin::Pin;
use std::sync::Arc;

/// Operations of one chunk, about 50 ms.
const CHUNK: i64 = 30_000_000;
/// Unknowns up to which second derivatives are worth their price.
const NEWTON_UNKNOWNS: usize = 256;
/// Share of `tol` at which the search ends, measured on the scaled features.
const POLISH: f64 = 1e-4;

/// Before the first pass is through there is no scale and no minimiser.
enum Phase {
    Measure(Box<Moments>),
    Descend(Box<Search>),
}

struct Search {
    loss: Loss,
    descent: Box<dyn Descent>,
    pass: Option<Pass>,
    iterations: u32,
    started: bool,
}

/// A training of logistic regression.
pub(super) struct Fitting {
    data: Arc<Dataset>,
    phase: Phase,
    problem: Problem,
    /// Number of classes, absent ones included, and those that have rows.
    classes: usize,
    present: Vec<u32>,
    max_iter: u32,
    tol: f64,
}

impl Fitting {
    pub fn new(data: Arc<Dataset>, options: &Options) -> Result<Self, LearnError> {
        check_dataset_for(&data, SPARSE)?;
        let data = data.settled();
        let found = classes(&data, "logistic_regression")?;
        let factors = if options.balanced { balanced(&found.totals) } else { vec![1.0; found.count] };
        let weights = found.index.iter().enumerate();
        let weights: Vec<f64> = weights.map(|(row, &c)| weight(&data, row) * factors[c as usize]).collect();
        let present: Vec<u32> = (0..found.count as u32).filter(|&c| found.totals[c as usize] > 0.0).collect();
        let mut place = vec![0; found.count];
        present.iter().enumerate().for_each(|(i, &c)| place[c as usize] = i as u32);
        let problem = Problem {
            class: found.index.iter().map(|&c| place[c as usize]).collect(),
            weights,
            outputs: if present.len() == 2 { 1 } else { present.len() },
            strength: options.strength,
            l1_ratio: options.l1_ratio,
            intercept: options.intercept,
            data: data.clone(),
        };
        let (count, features) = (found.count, data.x.width());
        Ok(Self {
            phase: Phase::Measure(Box::new(Moments::new(features))),
            problem,
            classes: count,
            present,
            max_iter: options.max_iter,
            tol: options.tol,
            data,
        })
    }

    fn chunk(&mut self) -> Status {
        let (mut budget, mut done) = (CHUNK, false);
        while budget > 0 && !done {
            match &mut self.phase {
                Phase::Measure(moments) => {
                    if moments.advance(&self.data, &mut budget) {
                        let loss = self.problem.loss(moments);
                        self.phase = Phase::Descend(Box::new(Search::new(loss, self.tol)));
                    }
                }
                Phase::Descend(search) => done = search.advance(&mut budget, self.max_iter, self.tol),
            }
        }
        let done = match &self.phase {
            Phase::Descend(search) if done => return Status::Done(Box::new(self.model(search))),
            Phase::Descend(search) => u64::from(search.iterations),
            Phase::Measure(_) => 0,
        };
        Status::Running(Progress { done, total: u64::from(self.max_iter), unit: "iteration" })
    }

    fn model(&self, search: &Search) -> LogisticState {
        let (features, width) = (self.data.x.width(), search.loss.width());
        let rows = if self.classes == 2 { 1 } else { self.classes };
        let mut state = LogisticState {
            classes: self.classes as u32,
            features: features as u32,
            coefficients: vec![0.0; rows * features],
            intercepts: vec![if rows == 1 { 0.0 } else { ABSENT }; rows],
            iterations: search.iterations,
            converged: search.converged(self.tol),
        };
        self.present.iter().for_each(|&c| state.intercepts[c as usize % rows] = 0.0);
        let outputs = search.descent.best().chunks_exact(width);
        let targets = &self.present[self.present.len() - search.loss.outputs..];
        for (output, &class) in outputs.zip(targets) {
            let (coefficients, intercept) = search.loss.unscaled(output);
            let row = class as usize % rows;
            state.coefficients[row * features..(row + 1) * features].copy_from_slice(&coefficients);
            state.intercepts[row] = intercept;
        }
        state
    }
}

/// What the objective needs of a training.
struct Problem {
    data: Arc<Dataset>,
    /// Class of each row among those that have rows.
    class: Vec<u32>,
    /// Weight of each row, class weights included.
    weights: Vec<f64>,
    outputs: usize,
    strength: f64,
    l1_ratio: f64,
    intercept: bool,
}

impl Problem {
    /// The objective, scaled so that its second derivatives are about one.
    fn loss(&mut self, moments: &Moments) -> Loss {
        let features = self.data.x.width();
        let total: f64 = self.weights.iter().sum();
        let penalty = (1.0 / (self.strength * total)).min(1e300);
        let (sizes, ridge) = (penalty * self.l1_ratio, penalty * (1.0 - self.l1_ratio));
        let origin = (0..features).map(|j| if self.intercept { moments.mean(j) } else { 0.0 }).collect();
        let mut scale: Vec<f64> = (0..features)
            .map(|j| match moments.spread(j, self.intercept) {
                spread if spread == 0.0 || (self.intercept && moments.is_constant(j)) => 0.0,
                spread => 1.0 / (0.25 * spread + ridge).sqrt(),
            })
            .collect();
        if self.intercept {
            scale.push(2.0);
        }
        Loss {
            class: std::mem::take(&mut self.class),
            weights: std::mem::take(&mut self.weights),
            total,
            outputs: self.outputs,
            origin,
            scale,
            ridge,
            sizes,
            data: self.data.clone(),
        }
    }
}

impl Loss {
    /// Coefficients in the features' own units, and the intercept at their origin.
    fn unscaled(&self, output: &[f64]) -> (Vec<f64>, f64) {
        let coefficients: Vec<f64> = (0..self.origin.len()).map(|j| output[j] * self.scale[j]).collect();
        let features = self.origin.len();
        let own = if self.width() > features { output[features] * self.scale[features] } else { 0.0 };
        let shift: f64 = coefficients.iter().zip(&self.origin).map(|(c, o)| c * o).sum();
        (coefficients, own - shift)
    }

    /// The largest component of the gradient in the features' own units.
    fn own_gradient(&self, gradient: &[f64]) -> f64 {
        let features = self.origin.len();
        let mut largest: f64 = 0.0;
        for output in gradient.chunks_exact(self.width()) {
            let own = output.get(features).map_or(0.0, |g| g / self.scale[features]);
            largest = largest.max(own.abs());
            for j in (0..features).filter(|&j| self.scale[j] > 0.0) {
                largest = largest.max((output[j] / self.scale[j] + self.origin[j] * own).abs());
            }
        }
        largest
    }
}

fn largest(gradient: &[f64]) -> f64 {
    gradient.iter().fold(0.0, |m, g| m.max(g.abs()))
}

impl Search {
    fn new(loss: Loss, tol: f64) -> Self {
        let (start, costs) = (vec![0.0; loss.unknowns()], loss.costs());
        let descent: Box<dyn Descent> = match start.len() <= NEWTON_UNKNOWNS {
            true if costs.is_empty() => Box::new(Newton::new(start).until(POLISH * tol)),
            true => Box::new(SparseNewton::new(start, costs)),
            false => Box::new(QuasiNewton::new(start, costs)),
        };
        Self { loss, descent, pass: None, iterations: 0, started: false }
    }

    /// Searches while the budget lasts; true at the end.
    fn advance(&mut self, budget: &mut i64, max_iter: u32, tol: f64) -> bool {
        let curvature = self.descent.wants_curvature();
        let mut pass = self.pass.take().unwrap_or_else(|| Pass::new(&self.loss, curvature));
        if !pass.advance(&self.loss, self.descent.point(), budget) {
            self.pass = Some(pass);
            return false;
        }
        let size = self.loss.unknowns() as i64;
        *budget -= if curvature { size * size * size / 3 } else { 60 * size };
        let found = pass.finish(&self.loss, self.descent.point());
        match self.descent.tell(found) {
            Answer::Stalled => return true,
            Answer::Retry => return false,
            Answer::Accepted if self.started => self.iterations += 1,
            Answer::Accepted => self.started = true,
        }
        self.iterations >= max_iter || largest(self.descent.gradient()) <= POLISH * tol
    }

    /// scikit-learn's measure, or ours where the units make its own meaningless.
    fn converged(&self, tol: f64) -> bool {
        let gradient = self.descent.gradient();
        self.started && (self.loss.own_gradient(gradient) <= tol || largest(gradient) <= 1e-3 * tol)
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
