//! A Gaussian process of a number: its training.

use super::gaussian_process::Options;
use super::gp_state::GpState;
use super::likelihood::{Asked, Evaluation, Likelihood, Problem};
use super::rows::{CHUNK, MOST_ROWS, Rows};
use super::search::{STEPS, Search, once, searching};
use crate::checks::numbers;
use crate::kernels::Expansion;
use crate::{Dataset, LearnError, Model, Status, Training};
use std::future::{Future, ready};
use std::pin::Pin;
use std::sync::Arc;

enum Phase {
    Measure,
    Once(Box<Evaluation>),
    Search(Box<Search>),
}

/// A training of a number.
pub(super) struct Fitting {
    options: Options,
    seed: u64,
    rows: Rows,
    /// What is taken off the target, and what it is divided by then.
    centre: f64,
    scale: f64,
    problem: Problem,
    phase: Phase,
}

impl Fitting {
    pub fn new(data: Arc<Dataset>, options: &Options, seed: u64) -> Result<Self, LearnError> {
        let rows = Rows::new(&data, || Ok(MOST_ROWS))?;
        let y = numbers(&data, "gaussian_process")?;
        let total: f64 = rows.weights.iter().sum();
        let mean = |of: &dyn Fn(f64) -> f64| {
            rows.kept.iter().zip(&rows.weights).map(|(&row, w)| w / total * of(y[row])).sum::<f64>()
        };
        let (mut centre, mut scale) = (0.0, 1.0);
        if options.normalize {
            let first = y[rows.kept[0]];
            centre = if rows.kept.iter().all(|&row| y[row] == first) { first } else { mean(&|y| y) };
            let spread = mean(&|y| (y - centre) * (y - centre)).sqrt();
            scale = if spread > 1e-12 * centre.abs() { spread } else { 1.0 };
        }
        let problem = Problem {
            shape: options.shape,
            distances: Vec::with_capacity(rows.kept.len()),
            y: rows.kept.iter().map(|&row| (y[row] - centre) / scale).collect(),
            weights: rows.weights.clone(),
            asked: Asked::Number { alpha: options.alpha },
        };
        Ok(Self { options: options.clone(), seed, rows, centre, scale, problem, phase: Phase::Measure })
    }

    fn chunk(&mut self) -> Status {
        let mut budget = CHUNK;
        while budget > 0 {
            match &mut self.phase {
                Phase::Measure => {
                    if self.rows.measure(&mut self.problem.distances, &mut budget) {
                        self.begin();
                    }
                }
                Phase::Once(evaluation) => {
                    if let Some(found) = evaluation.advance(&self.problem, &mut budget) {
                        return Status::Done(Box::new(self.model(&found, true)));
                    }
                }
                Phase::Search(search) => {
                    if let Some((found, flat)) = search.advance(&self.problem, &mut budget) {
                        return Status::Done(Box::new(self.model(&found, flat)));
                    }
                }
            }
        }
        Status::Running(match &self.phase {
            Phase::Search(search) => searching(search.progress(), 0, 1),
            _ => once(0, 1),
        })
    }

    fn begin(&mut self) {
        let theta = self.options.theta();
        self.phase = match self.options.search {
            true => {
                let again = self.options.restarts;
                Phase::Search(Box::new(Search::new(&self.problem, &theta, again, self.seed)))
            }
            false => Phase::Once(Box::new(Evaluation::new(&self.problem, theta))),
        };
    }

    fn model(&self, found: &Likelihood, flat: bool) -> GpState {
        let factor = found.theta[0] * self.scale;
        let sums = Expansion {
            kernel: self.problem.shape.kernel(&found.theta),
            features: self.rows.features as u32,
            support: self.rows.x.clone(),
            weights: found.pulled.iter().map(|pulled| pulled * factor).collect(),
            heights: vec![self.centre],
        };
        let (theta, likelihood) = (found.theta.clone(), -found.value);
        GpState { sums, theta, likelihood, stopped: (!flat).then_some(STEPS) }
    }
}

impl Training for Fitting {
    fn advance(&mut self) -> Pin<Box<dyn Future<Output = Result<Status, LearnError>> + '_>> {
        Box::pin(ready(Ok(self.chunk())))
    }

    fn best(&self) -> Option<Box<dyn Model>> {
        None
    }
}
