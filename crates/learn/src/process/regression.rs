//! A Gaussian process of a number: its training.

use super::gaussian_process::Options;
use super::gp_state::GpState;
use super::likelihood::{Evaluation, Likelihood, Problem};
use super::search::{STEPS, Search};
use crate::checks::{check_dataset, numbers, weight};
use crate::cluster::Packed;
use crate::kernels::Expansion;
use crate::{Dataset, LearnError, Model, Progress, Status, Training};
use std::future::{Future, ready};
use std::pin::Pin;
use std::sync::Arc;

/// Operations of one chunk, about 50 ms.
const CHUNK: i64 = 30_000_000;
/// Rows beyond which the matrices would take hours.
const MOST_ROWS: usize = 3000;

enum Phase {
    Measure,
    Once(Box<Evaluation>),
    Search(Box<Search>),
}

/// A training of a number.
pub(super) struct Fitting {
    options: Options,
    seed: u64,
    /// Row-major: the rows that have weight.
    x: Vec<f32>,
    features: usize,
    packed: Packed,
    /// What is taken off the target, and what it is divided by then.
    centre: f64,
    scale: f64,
    problem: Problem,
    phase: Phase,
}

impl Fitting {
    pub fn new(data: Arc<Dataset>, options: &Options, seed: u64) -> Result<Self, LearnError> {
        check_dataset(&data)?;
        let y = numbers(&data, "gaussian_process")?;
        let rows: Vec<usize> = (0..y.len()).filter(|&row| weight(&data, row) > 0.0).collect();
        if rows.len() > MOST_ROWS {
            let what = format!(
                "a Gaussian process of {} rows, whose work grows with their cube (it takes at most {MOST_ROWS}),",
                rows.len()
            );
            return Err(LearnError::TooLarge(what));
        }
        let weights: Vec<f64> = rows.iter().map(|&row| weight(&data, row)).collect();
        let total: f64 = weights.iter().sum();
        let mean = |of: &dyn Fn(f64) -> f64| {
            rows.iter().zip(&weights).map(|(&row, w)| w / total * of(y[row])).sum::<f64>()
        };
        let (mut centre, mut scale) = (0.0, 1.0);
        if options.normalize {
            centre = if rows.iter().all(|&row| y[row] == y[rows[0]]) { y[rows[0]] } else { mean(&|y| y) };
            let spread = mean(&|y| (y - centre) * (y - centre)).sqrt();
            scale = if spread > 1e-12 * centre.abs() { spread } else { 1.0 };
        }
        let x: Vec<f32> = rows.iter().flat_map(|&row| data.x.data.row(row).into_iter().copied()).collect();
        let features = data.x.data.ncols();
        let places: Vec<f64> = x.iter().map(|&v| f64::from(v)).collect();
        let problem = Problem {
            shape: options.shape,
            distances: Vec::with_capacity(rows.len()),
            y: rows.iter().map(|&row| (y[row] - centre) / scale).collect(),
            weights,
            alpha: options.alpha,
        };
        Ok(Self {
            options: options.clone(),
            seed,
            packed: Packed::new(&places, features),
            x,
            features,
            centre,
            scale,
            problem,
            phase: Phase::Measure,
        })
    }

    fn chunk(&mut self) -> Status {
        let mut budget = CHUNK;
        while budget > 0 {
            match &mut self.phase {
                Phase::Measure => self.measure(&mut budget),
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
        let (done, total) = match &self.phase {
            Phase::Search(search) => search.progress(),
            _ => (0, u64::from(STEPS)),
        };
        Status::Running(Progress { done, total, unit: "iteration" })
    }

    /// Distances of the next rows from those before them; then the search begins.
    fn measure(&mut self, budget: &mut i64) {
        let mut out = vec![0.0; self.packed.width()];
        while *budget > 0 {
            let row = self.problem.distances.len();
            if row == self.problem.y.len() {
                let theta = self.options.theta();
                self.phase = match self.options.search {
                    true => {
                        let again = self.options.restarts;
                        Phase::Search(Box::new(Search::new(&self.problem, &theta, again, self.seed)))
                    }
                    false => Phase::Once(Box::new(Evaluation::new(&self.problem, theta))),
                };
                return;
            }
            self.packed.each(&self.x[row * self.features..][..self.features], &mut out);
            self.problem.distances.push(out[..row].to_vec());
            *budget -= (out.len() * (2 * self.features + 2)) as i64;
        }
    }

    fn model(&self, found: &Likelihood, flat: bool) -> GpState {
        let factor = found.theta[0] * self.scale;
        let sums = Expansion {
            kernel: self.problem.shape.kernel(&found.theta),
            features: self.features as u32,
            support: self.x.clone(),
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
