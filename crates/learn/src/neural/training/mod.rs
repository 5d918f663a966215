//! The training: epoch after epoch over the rows, each chunk bounded.

mod checkpoint;
mod first;
mod fitted;
mod rows;

use super::embedding::{self, Embedding};
use super::forward::Forward;
use super::model::{Checkpoint, End};
use super::network::{Network, Parameters, folded};
use super::optimiser::Optimiser;
use super::options::Options;
use super::part::{LARGEST, Loss, Part, Sums};
use super::rate::Rate;
use super::shape::Shape;
use crate::curve::{About, Track, curve};
use crate::threads;
use crate::tree::sample::{below, generator};
use crate::{Dataset, Features, LearnError, Model, ModelState, Progress, Status, Training};
use first::first_parameters;
use glasshouse_spec::{LearningCurve, TaskKind};
use rand_chacha::ChaCha8Rng;
use rows::{gather, gather_wide};
use std::future::{Future, ready};
use std::ops::Range;
use std::pin::Pin;
use std::sync::Arc;

/// Multiplications in one chunk, about 50 ms in a browser.
const CHUNK: i64 = 200_000_000;
/// Multiplications for which rows go through the network at once, and the most rows that do.
const SLICE: usize = 1 << 25;
const ROWS: usize = 1024;

/// What is done next.
enum Phase {
    /// Learns from the rows from this place of the order on.
    Learn(usize),
    /// Looks at rows that are not learned from, from this one on, with the sums of those before.
    Judge(Forward, usize, Sums),
    Done,
}

/// A training under way.
pub(super) struct Learning {
    data: Arc<Dataset>,
    options: Options,
    part: Part,
    /// What goes in for each feature, where there are categories.
    embeddings: Option<Vec<Embedding>>,
    seed: u64,
    network: Network,
    optimiser: Optimiser,
    rate: Rate,
    phase: Phase,
    order: Vec<u32>,
    lots: ChaCha8Rng,
    rows: Vec<f32>,
    gradient: Vec<f32>,
    /// How the rows of the epoch were answered, and the weight of the batch under way.
    seen: Sums,
    batch: f64,
    /// Rows that are only looked at, where early stopping holds none back.
    shown: Option<(Features, Part)>,
    /// What the epochs came to, of rows that are learned from and of others.
    train: Track,
    other: Track,
    lowest: f64,
    waited: u32,
    end: End,
    /// After the last whole epoch, and after the best where rows are held back.
    last: Parameters,
    best: Option<Parameters>,
    checkpoint: Option<Box<Checkpoint>>,
}

impl Learning {
    pub fn new(
        data: Arc<Dataset>,
        options: Options,
        task: TaskKind,
        seed: u64,
        earlier: Option<&ModelState>,
    ) -> Result<Self, LearnError> {
        let part = Part::new(&data, &options, task, seed)?;
        let mut training = Self::begun(data, options, part, seed);
        if let Some(earlier) = earlier {
            training.take_over(earlier)?;
        }
        training.open_epoch();
        Ok(training)
    }

    /// Before its first epoch.
    fn begun(data: Arc<Dataset>, options: Options, part: Part, seed: u64) -> Self {
        let embeddings = embedding::planned(&data.x.kinds);
        let shape = shape(&data.x, embeddings.as_deref(), &options, part.outputs.len());
        let last = first_parameters(&shape, options.activation, embeddings.as_deref(), seed);
        let (optimiser, rate) = (options.optimiser(&shape), options.rate());
        Self {
            gradient: vec![0.0; shape.total()],
            network: Network::new(shape, options.activation, options.dropout, last.clone()),
            data,
            order: part.rows.clone(),
            options,
            part,
            embeddings,
            seed,
            optimiser,
            rate,
            phase: Phase::Learn(0),
            lots: generator(seed, 0),
            rows: Vec::new(),
            seen: Sums::default(),
            batch: 0.0,
            shown: None,
            train: Track::default(),
            other: Track::default(),
            lowest: f64::INFINITY,
            waited: 0,
            end: End::Unfinished,
            last,
            best: None,
            checkpoint: None,
        }
    }

    fn epoch(&self) -> u32 {
        self.train.losses.len() as u32
    }

    fn chunk(&mut self) -> Status {
        threads::among(|| {
            let mut budget = CHUNK;
            while budget > 0 && !matches!(self.phase, Phase::Done) {
                self.step(&mut budget);
            }
        });
        if matches!(self.phase, Phase::Done) {
            return Status::Done(self.model());
        }
        let (done, total) = (u64::from(self.epoch()), u64::from(self.options.max_iter));
        Status::Running(Progress { done, total, unit: "epoch" })
    }

    fn step(&mut self, budget: &mut i64) {
        match std::mem::replace(&mut self.phase, Phase::Done) {
            Phase::Learn(next) => self.learn(next, budget),
            Phase::Judge(forward, next, sums) => self.look(forward, next, sums, budget),
            Phase::Done => {}
        }
    }

    /// Puts the rows in the order of the next epoch, unless there is none.
    fn open_epoch(&mut self) {
        let epoch = self.epoch();
        if epoch >= self.options.max_iter && self.options.plans() {
            // The plan has been carried out: there is nothing to go on with.
            (self.end, self.checkpoint) = (End::Converged, None);
        }
        if epoch >= self.options.max_iter || self.end != End::Unfinished {
            self.phase = Phase::Done;
            return;
        }
        self.lots = generator(self.seed, 2 * epoch + 2);
        if self.options.shuffle {
            self.order.copy_from_slice(&self.part.rows);
            let mut lots = generator(self.seed, 2 * epoch + 1);
            for at in (1..self.order.len()).rev() {
                self.order.swap(at, below(&mut lots, at as u32 + 1) as usize);
            }
        }
        self.seen = Sums::default();
        self.phase = Phase::Learn(0);
    }

    /// Learns from a slice of a batch: so many rows as take a bounded time.
    fn learn(&mut self, next: usize, budget: &mut i64) {
        let (count, total) = (self.order.len(), self.network.shape.total());
        let batch = self.options.batch(count);
        let batch_end = ((next / batch + 1) * batch).min(count);
        let end = batch_end.min(next + (SLICE / total).clamp(64, ROWS));
        let sums = self.answer(next..end, !next.is_multiple_of(batch));
        self.seen = self.seen.and(sums);
        self.batch += sums.weight;
        *budget -= ((end - next) * (3 * total + 1000)) as i64;
        if end == batch_end {
            let rate = self.rate.at(self.epoch(), count);
            self.optimiser.step(&mut self.network.parameters.all, &self.gradient, rate, self.batch);
            self.network.changed();
            self.batch = 0.0;
            *budget -= 20 * total as i64;
        }
        self.phase = Phase::Learn(end);
        if end == count {
            self.close_epoch();
        }
    }

    /// Answers a slice of the order, and puts what follows from it into the gradient, or adds it.
    fn answer(&mut self, slice: Range<usize>, add: bool) -> Sums {
        let rows = &self.order[slice];
        self.rows.clear();
        let tables = self.network.shape.tables();
        match &self.embeddings {
            None => gather(&mut self.rows, &self.data.x, rows),
            Some(all) => {
                let places = &self.network.parameters.all[tables.clone()];
                gather_wide(&mut self.rows, &self.data.x, rows, all, places);
            }
        }
        let outputs = self.network.learn(&self.rows, &mut self.lots);
        let sums = self.part.slopes(rows, outputs);
        self.network.back(&self.rows, &mut self.gradient, add);
        if let Some(all) = &self.embeddings {
            let places = &mut self.gradient[tables];
            if !add {
                places.fill(0.0);
            }
            let slopes = self.network.input_slopes().chunks_exact(self.network.shape.sizes[0]);
            for (row, slopes) in rows.iter().zip(slopes) {
                let row = self.data.x.data.row(*row as usize).to_vec();
                embedding::gather_slopes(all, &row, slopes, places);
            }
        }
        sums
    }

    /// After all rows: whether the parameters are still numbers, and what they are judged by.
    fn close_epoch(&mut self) {
        let loss = self.seen.mean();
        let parameters = &self.network.parameters;
        let sound = parameters.all.iter().chain(&parameters.running).all(|v| v.is_finite());
        if !loss.is_finite() || !sound {
            (self.end, self.checkpoint) = (End::Diverged, None);
            self.phase = Phase::Done;
            return;
        }
        self.last.clone_from(parameters);
        // The numbers that are learned from vary by one, or not at all.
        let variance = f64::from(self.part.scale > 0.0);
        self.train.note(loss, self.part.measure(&self.seen, variance));
        if !self.part.held.is_empty() || self.shown.is_some() {
            let layers = folded(&self.network.shape, &self.last);
            let forward = Forward::new(&layers, self.options.activation, LARGEST);
            self.phase = Phase::Judge(forward, 0, Sums::default());
            return;
        }
        self.judge_by_train();
    }

    /// Decides by the rows that are learned from.
    fn judge_by_train(&mut self) {
        let count = self.order.len();
        let batches = count.div_ceil(self.options.batch(count)) as f64;
        let weights = &self.last.all[..self.network.shape.penalised()];
        self.judge(self.seen.mean() + self.options.penalty(weights) * batches / self.seen.weight);
    }

    /// Looks at some of the rows held back, or that are only looked at.
    fn look(&mut self, forward: Forward, next: usize, sums: Sums, budget: &mut i64) {
        let (x, part, all) = match &self.shown {
            Some((x, part)) => (x, part, &part.rows),
            None => (&self.data.x, &self.part, &self.part.held),
        };
        let end = all.len().min(next + ROWS);
        let rows = &all[next..end];
        let places = rows.iter().map(|&row| row as usize);
        let outputs = match &self.embeddings {
            None => forward.outputs(x, places),
            Some(embeddings) => {
                let tables = &self.last.all[self.network.shape.tables()];
                let wide = embedding::widened(embeddings, tables, x, places);
                forward.outputs(&wide, 0..rows.len())
            }
        };
        let mut outputs: Vec<f32> = outputs.into_iter().map(|x| x as f32).collect();
        let sums = sums.and(part.slopes(rows, &mut outputs));
        *budget -= ((end - next) * (self.network.shape.total() + 1000)) as i64;
        if end < all.len() {
            self.phase = Phase::Judge(forward, end, sums);
            return;
        }
        // A loss beyond all numbers is the worst there is.
        let mean = if sums.mean().is_nan() { f64::INFINITY } else { sums.mean() };
        self.other.note(mean, part.measure(&sums, part.variance));
        if self.part.held.is_empty() {
            return self.judge_by_train();
        }
        if mean < self.lowest {
            self.best = Some(self.last.clone());
        }
        self.judge(mean);
    }

    /// Decides whether there is another epoch, as scikit-learn does.
    fn judge(&mut self, loss: f64) {
        let better = loss <= self.lowest - self.options.tol || self.lowest == f64::INFINITY;
        self.lowest = self.lowest.min(loss);
        self.waited = if better { 0 } else { self.waited + 1 };
        self.rate.judged(better);
        if self.waited > self.options.n_iter_no_change {
            self.waited = 0;
            if !self.rate.goes_on() {
                self.end = End::Converged;
            }
        }
        self.checkpoint = (self.end == End::Unfinished).then(|| Box::new(self.snapshot()));
        self.open_epoch();
    }
}

/// The layers of a network that tells so many outputs from features.
fn shape(x: &Features, embeddings: Option<&[Embedding]>, options: &Options, outputs: usize) -> Shape {
    let tables = embeddings.iter().copied().flatten().map(Embedding::size).sum();
    let inputs = embeddings.map_or(x.data.ncols(), embedding::width);
    let mut sizes = vec![inputs];
    sizes.extend(&options.hidden);
    sizes.push(outputs);
    Shape::new(sizes, options.normed, tables)
}

/// The training of a model that has come to its end: there is nothing left to do.
pub(super) struct Ended(pub ModelState);

impl Training for Ended {
    fn advance(&mut self) -> Pin<Box<dyn Future<Output = Result<Status, LearnError>> + '_>> {
        Box::pin(ready(Ok(Status::Done(self.0.restore()))))
    }

    fn best(&self) -> Option<Box<dyn Model>> {
        Some(self.0.restore())
    }
}

impl Training for Learning {
    fn advance(&mut self) -> Pin<Box<dyn Future<Output = Result<Status, LearnError>> + '_>> {
        Box::pin(ready(Ok(self.chunk())))
    }

    fn has_best(&self) -> bool {
        !self.train.losses.is_empty()
    }

    fn watch(&mut self, rows: &Dataset) {
        if self.part.held.is_empty() {
            self.shown = self.part.others(rows);
        }
    }

    fn curve(&self) -> Option<LearningCurve> {
        let shown = |track: &Track| Track {
            losses: track.losses.iter().map(|&loss| self.part.shown(loss)).collect(),
            metrics: track.metrics.clone(),
        };
        let loss = if self.part.loss == Loss::Squared { "squared_error" } else { "log_loss" };
        let about = About { unit: "epoch", loss, metric: self.part.metric(), first: 1 };
        Some(curve(&about, &shown(&self.train), &shown(&self.other)))
    }

    fn best(&self) -> Option<Box<dyn Model>> {
        self.has_best().then(|| self.model())
    }
}
