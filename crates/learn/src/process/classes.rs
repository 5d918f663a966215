//! A Gaussian process of classes: its training, one class against the others after the other.

use super::gaussian_process::Options;
use super::gp_classes_state::{GpClassesState, GpMachine};
use super::likelihood::{Asked, Evaluation, Likelihood, Problem};
use super::rows::{CHUNK, MOST_ROWS, Rows};
use super::search::{STEPS, Search, once, searching};
use crate::checks::classes;
use crate::{Dataset, LearnError, Model, Progress, Status, Training};
use std::future::{Future, ready};
use std::pin::Pin;
use std::sync::Arc;

/// Cells that the machines may have in all; half of them are kept.
const MOST_CELLS: usize = 2 * MOST_ROWS * MOST_ROWS;

enum Phase {
    Measure,
    Search(Box<Search>),
    /// At the parameters that were found, from the beginning.
    Once(Box<Evaluation>),
}

/// A training of classes.
pub(super) struct Against {
    options: Options,
    seed: u64,
    rows: Rows,
    /// Number of classes, those that have rows, and the place among them of each row's.
    count: usize,
    present: Vec<u32>,
    places: Vec<u32>,
    problem: Problem,
    machines: Vec<GpMachine>,
    /// Whether the search of every machine came to an end, and so did the steps of its last evaluation.
    flat: bool,
    rested: bool,
    phase: Phase,
}

/// One for the later of two classes, else one a class.
fn machines(classes: usize) -> usize {
    if classes == 2 { 1 } else { classes }
}

impl Against {
    pub fn new(data: Arc<Dataset>, options: &Options, seed: u64) -> Result<Self, LearnError> {
        let found = || classes(&data, "gaussian_process");
        let with_rows = |totals: &[f64]| -> Vec<u32> {
            (0..totals.len() as u32).filter(|&class| totals[class as usize] > 0.0).collect()
        };
        let rows = Rows::new(&data, || {
            let machines = machines(with_rows(&found()?.totals).len());
            Ok((MOST_CELLS / machines).isqrt().min(MOST_ROWS))
        })?;
        let found = found()?;
        let present = with_rows(&found.totals);
        let place = |&row: &usize| present.partition_point(|&class| class < found.index[row]) as u32;
        let problem = Problem {
            shape: options.shape,
            distances: Vec::with_capacity(rows.kept.len()),
            y: Vec::new(),
            weights: rows.weights.clone(),
            asked: Asked::Class { most: options.most },
        };
        Ok(Self {
            options: options.clone(),
            seed,
            count: found.count,
            places: rows.kept.iter().map(place).collect(),
            present,
            rows,
            problem,
            machines: Vec::new(),
            flat: true,
            rested: true,
            phase: Phase::Measure,
        })
    }

    fn chunk(&mut self) -> Status {
        let mut budget = CHUNK;
        while budget > 0 {
            match &mut self.phase {
                Phase::Measure => {
                    if self.rows.measure(&mut self.problem.distances, &mut budget) {
                        self.open_machine();
                    }
                }
                Phase::Search(search) => {
                    if let Some((found, flat)) = search.advance(&self.problem, &mut budget) {
                        self.flat &= flat;
                        self.phase = Phase::Once(Box::new(Evaluation::new(&self.problem, found.theta)));
                    }
                }
                Phase::Once(evaluation) => {
                    if let Some(found) = evaluation.advance(&self.problem, &mut budget) {
                        self.close_machine(found);
                        if self.machines.len() == machines(self.present.len()) {
                            return Status::Done(Box::new(self.model()));
                        }
                        self.open_machine();
                    }
                }
            }
        }
        Status::Running(self.progress())
    }

    fn progress(&self) -> Progress {
        let (done, all) = (self.machines.len(), machines(self.present.len()));
        match &self.phase {
            Phase::Search(search) => searching(search.progress(), done, all),
            _ if self.options.search => {
                let steps = u64::from(STEPS * (self.options.restarts + 1));
                searching((if matches!(self.phase, Phase::Once(_)) { steps } else { 0 }, steps), done, all)
            }
            _ => once(done, all),
        }
    }

    fn open_machine(&mut self) {
        let number = self.machines.len();
        let class = if self.present.len() == 2 { 1 } else { number as u32 };
        self.problem.y = self.places.iter().map(|&place| f64::from(u8::from(place == class))).collect();
        let theta = self.options.theta();
        self.phase = match self.options.search {
            true => {
                let again = self.options.restarts;
                // Other lots for each machine.
                let seed = self.seed.wrapping_add(number as u64);
                Phase::Search(Box::new(Search::new(&self.problem, &theta, again, seed)))
            }
            false => Phase::Once(Box::new(Evaluation::new(&self.problem, theta))),
        };
    }

    fn close_machine(&mut self, found: Likelihood) {
        let Phase::Once(evaluation) = std::mem::replace(&mut self.phase, Phase::Measure) else { return };
        let Evaluation::Class(laplace) = *evaluation else { return };
        self.rested &= laplace.came_to_rest();
        self.machines.push(GpMachine {
            kernel: self.problem.shape.kernel(&found.theta),
            weights: found.pulled.iter().map(|pulled| pulled * found.theta[0]).collect(),
            spread: laplace.spread(),
            theta: found.theta,
            likelihood: -found.value,
        });
    }

    fn model(&mut self) -> GpClassesState {
        GpClassesState {
            classes: self.count as u32,
            present: self.present.clone(),
            features: self.rows.features as u32,
            support: std::mem::take(&mut self.rows.x),
            machines: std::mem::take(&mut self.machines),
            stopped: (!self.flat).then_some(STEPS),
            unsettled: (!self.rested).then_some(self.options.most),
        }
    }
}

impl Training for Against {
    fn advance(&mut self) -> Pin<Box<dyn Future<Output = Result<Status, LearnError>> + '_>> {
        Box::pin(ready(Ok(self.chunk())))
    }

    fn best(&self) -> Option<Box<dyn Model>> {
        None
    }
}
