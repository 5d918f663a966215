//! The training: epoch after epoch over the rows, each chunk bounded.

use super::lazy::Lazy;
use super::line::LineCheckpoint;
use super::options::Options;
use super::sgd_state::{SgdCheckpoint, SgdEnd, SgdState};
use crate::answers::{Answers, others};
use crate::checks::{SPARSE, balanced, check_dataset_for, numbers, weight};
use crate::curve::{About, Track, curve};
use crate::linear::ABSENT;
use crate::tree::sample::{below, generator};
use crate::{Dataset, Features, LearnError, Model, Progress, Status, Training};
use glasshouse_spec::LearningCurve;
use std::future::{Future, ready};
use std::pin::Pin;
use std::sync::Arc;

/// Operations of one chunk, about 50 ms.
const CHUNK: i64 = 30_000_000;
/// How many times the loss of a line of zeros is far above it.
const WILD: f64 = 1000.0;

/// What is done next: learn from the rows from this place of the order on, look at those held back, or nothing.
#[derive(Clone, Copy, PartialEq)]
enum Phase {
    Learn(usize),
    Judge(usize),
    Done,
}

/// Rows that are only looked at.
struct Shown {
    /// Features, and the places of the rows.
    x: Features,
    rows: Vec<usize>,
    /// The number of each or the place of its class, and its weight.
    answers: Vec<(f64, f64)>,
}

/// A training under way.
pub(super) struct Learning {
    data: Arc<Dataset>,
    options: Options,
    seed: u64,
    answers: Answers,
    /// Weights of the rows of each class beside their own, one more in each line for its own class.
    factors: Vec<f64>,
    /// The class of each line among those that have rows.
    targets: Vec<u32>,
    rows: Vec<u32>,
    held: Vec<u32>,
    order: Vec<u32>,
    lines: Vec<LineCheckpoint>,
    /// What the lines are multiplied by while they learn from sparse rows.
    lazy: Vec<Lazy>,
    /// Sums of the epoch of each line: with penalties and without.
    seen: Vec<(f64, f64)>,
    phase: Phase,
    x: Vec<f64>,
    /// Mean loss of lines of zeros.
    idle: f64,
    /// Mean losses of the epochs, of rows learned from and of those held back.
    losses: Vec<f64>,
    judged: Vec<f64>,
    /// Rows that are only looked at, where early stopping holds none back, and their losses.
    shown: Option<Shown>,
    looked: Vec<f64>,
    end: SgdEnd,
    /// The lines after the last whole epoch.
    last: Vec<LineCheckpoint>,
}

impl Learning {
    pub fn new(
        data: Arc<Dataset>,
        options: Options,
        seed: u64,
        earlier: Option<&SgdState>,
    ) -> Result<Self, LearnError> {
        check_dataset_for(&data, SPARSE)?;
        let data = data.settled();
        let answers = answers(&data, &options)?;
        let all = answers.rows();
        let (rows, held) = match options.early_stopping {
            true => answers.hold_back(all, options.validation_fraction, seed)?,
            false => (all, Vec::new()),
        };
        let mut training = Self::begun(data, options, seed, answers, [rows, held]);
        if let Some(earlier) = earlier {
            training.take_over(earlier)?;
        }
        training.idle = training.idle();
        training.last.clone_from(&training.lines);
        training.open_epoch();
        Ok(training)
    }

    /// Before its first epoch, with the rows that it learns from and those that are held back.
    fn begun(
        data: Arc<Dataset>,
        options: Options,
        seed: u64,
        answers: Answers,
        [rows, held]: [Vec<u32>; 2],
    ) -> Self {
        let targets = targets(&answers);
        let features = data.x.width();
        Self {
            factors: factors(&data, &answers, options.even),
            lines: vec![LineCheckpoint::new(features, &options); targets.len()],
            seen: vec![(0.0, 0.0); targets.len()],
            lazy: Vec::new(),
            order: rows.clone(),
            x: vec![0.0; features],
            idle: 0.0,
            losses: Vec::new(),
            judged: Vec::new(),
            shown: None,
            looked: Vec::new(),
            end: SgdEnd::Unfinished,
            phase: Phase::Done,
            last: Vec::new(),
            data,
            options,
            seed,
            answers,
            targets,
            rows,
            held,
        }
    }

    fn chunk(&mut self) -> Status {
        let mut budget = CHUNK;
        while budget > 0 && self.phase != Phase::Done {
            match self.phase {
                Phase::Learn(next) => self.learn(next, &mut budget),
                Phase::Judge(next) => self.look(next, &mut budget),
                Phase::Done => {}
            }
        }
        if self.phase == Phase::Done {
            return Status::Done(Box::new(self.model()));
        }
        let (done, total) = (self.losses.len() as u64, u64::from(self.options.max_iter));
        Status::Running(Progress { done, total, unit: "epoch" })
    }

    /// Puts the rows in the order of the next epoch, unless there is none.
    fn open_epoch(&mut self) {
        if self.lines.iter().all(|line| line.ended) {
            let last = self.losses.last().copied().unwrap_or(0.0);
            let wild = self.idle > 0.0 && last > WILD * self.idle;
            self.end = if wild { SgdEnd::Wild } else { SgdEnd::Converged };
        }
        let epoch = self.losses.len() as u32;
        if epoch >= self.options.max_iter || self.end != SgdEnd::Unfinished {
            self.phase = Phase::Done;
            return;
        }
        if self.options.shuffle {
            self.order.copy_from_slice(&self.rows);
            let mut lots = generator(self.seed, epoch);
            for at in (1..self.order.len()).rev() {
                self.order.swap(at, below(&mut lots, at as u32 + 1) as usize);
            }
        }
        self.seen.fill((0.0, 0.0));
        if self.data.x.sparse.is_some() {
            self.lazy = self.lines.iter_mut().map(Lazy::open).collect();
        }
        self.phase = Phase::Learn(0);
    }

    /// Reads a row; a sparse one is taken as it is kept.
    fn read(&mut self, row: u32) {
        if self.data.x.sparse.is_none() {
            let values = self.data.x.data.row(row as usize);
            self.x.iter_mut().zip(values).for_each(|(to, &from)| *to = f64::from(from));
        }
    }

    /// The target of a row for a line, and how long its step is.
    fn target(&self, line: usize, row: u32) -> (f64, f64) {
        self.target_of(line, self.answers.y[row as usize], weight(&self.data, row as usize))
    }

    /// The same of a row by its answer and weight.
    fn target_of(&self, line: usize, y: f64, w: f64) -> (f64, f64) {
        if self.answers.classes.is_none() {
            return (y, w);
        }
        let own = y == f64::from(self.targets[line]);
        // As in scikit-learn, where there are more than two classes, all others weigh as they are.
        let factor = if own || self.targets.len() == 1 { self.factors[y as usize] } else { 1.0 };
        (if own { 1.0 } else { -1.0 }, w * factor)
    }

    /// What lines of zeros cost, in the mean over rows and lines.
    fn idle(&self) -> f64 {
        let Options { loss, epsilon, .. } = self.options;
        let lines = 0..self.lines.len();
        let all = lines.flat_map(|line| self.rows.iter().map(move |&row| (line, row)));
        let sum: f64 = all.map(|(line, row)| loss.at(epsilon, self.target(line, row).0, 0.0).0).sum();
        sum / (self.rows.len() * self.lines.len()) as f64
    }

    fn price(&self) -> i64 {
        let cells = match &self.data.x.sparse {
            Some(sparse) => 4 * sparse.kept() / sparse.rows().max(1),
            None => self.x.len(),
        };
        (self.lines.len() * (8 * cells + 40)) as i64
    }

    /// Learns from rows while the budget lasts.
    fn learn(&mut self, from: usize, budget: &mut i64) {
        let (mut next, price) = (from, self.price());
        while next < self.order.len() && *budget > 0 {
            let row = self.order[next];
            self.read(row);
            for at in 0..self.lines.len() {
                let (y, weight) = self.target(at, row);
                let line = &mut self.lines[at];
                if !line.ended {
                    let (sum, loss) = match &self.data.x.sparse {
                        None => line.learn(&self.options, &self.x, y, weight),
                        Some(sparse) => {
                            self.lazy[at].learn(line, &self.options, sparse.row(row as usize), y, weight)
                        }
                    };
                    self.seen[at] = (self.seen[at].0 + sum, self.seen[at].1 + loss);
                }
            }
            *budget -= price;
            next += 1;
        }
        self.phase = Phase::Learn(next);
        if next == self.order.len() {
            self.close_epoch();
        }
    }

    /// After all rows: whether the lines are still lines, and what they are judged by.
    fn close_epoch(&mut self) {
        let open = std::mem::take(&mut self.lazy);
        for (line, lazy) in self.lines.iter_mut().zip(open).filter(|(line, _)| !line.ended) {
            lazy.close(line);
        }
        let count = self.order.len() as f64;
        let sound = self.lines.iter().all(LineCheckpoint::is_sound);
        if !sound || self.seen.iter().any(|(sum, _)| !sum.is_finite()) {
            self.end = SgdEnd::Diverged;
            self.phase = Phase::Done;
            return;
        }
        self.losses.push(self.mean(|_, (_, loss)| loss / count, &self.losses));
        if self.held.is_empty() {
            for (line, (sum, _)) in self.lines.iter_mut().zip(&self.seen).filter(|(line, _)| !line.ended) {
                line.judge(&self.options, sum / count, false);
            }
            return self.finish_epoch();
        }
        self.seen.fill((0.0, 0.0));
        self.phase = Phase::Judge(0);
    }

    /// The mean over the lines that still learn; where none does, the last one.
    fn mean(&self, of: impl Fn(usize, (f64, f64)) -> f64, before: &[f64]) -> f64 {
        let learning = (0..self.lines.len()).filter(|&at| !self.lines[at].ended);
        let (count, sum) = learning.fold((0u32, 0.0), |(n, sum), at| (n + 1, sum + of(at, self.seen[at])));
        if count == 0 { before.last().copied().unwrap_or(0.0) } else { sum / f64::from(count) }
    }

    /// Looks at rows held back while the budget lasts.
    fn look(&mut self, from: usize, budget: &mut i64) {
        let (mut next, price) = (from, self.price());
        while next < self.held.len() && *budget > 0 {
            let row = self.held[next];
            self.read(row);
            for at in 0..self.lines.len() {
                let (y, weight) = self.target(at, row);
                let line = &self.lines[at];
                let score = match &self.data.x.sparse {
                    None => line.answers(&self.x),
                    Some(sparse) => line.answers_to(sparse.row(row as usize)),
                };
                let cost = self.options.loss.at(self.options.epsilon, y, score).0;
                self.seen[at] = (self.seen[at].0 + weight * cost, self.seen[at].1 + weight);
            }
            *budget -= price;
            next += 1;
        }
        self.phase = Phase::Judge(next);
        if next < self.held.len() {
            return;
        }
        let mean = |(sum, weight): (f64, f64)| if (sum / weight).is_nan() { f64::MAX } else { sum / weight };
        self.judged.push(self.mean(|_, seen| mean(seen), &self.judged));
        for (line, &seen) in self.lines.iter_mut().zip(&self.seen).filter(|(line, _)| !line.ended) {
            line.judge(&self.options, mean(seen), true);
        }
        self.finish_epoch();
    }

    fn finish_epoch(&mut self) {
        self.looked.extend(self.shown.as_ref().map(|shown| self.mean_cost(shown)));
        self.last.clone_from(&self.lines);
        self.open_epoch();
    }

    /// What rows that are only looked at cost, in the mean over them and the lines.
    fn mean_cost(&self, shown: &Shown) -> f64 {
        let Options { loss, epsilon, .. } = self.options;
        let (mut sum, mut total) = (0.0, 0.0);
        let mut x = vec![0.0; self.x.len()];
        for (&row, &(y, weight)) in shown.rows.iter().zip(&shown.answers) {
            if shown.x.sparse.is_none() {
                x.iter_mut().zip(shown.x.data.row(row)).for_each(|(to, &from)| *to = f64::from(from));
            }
            for (at, line) in self.lines.iter().enumerate() {
                let (y, weight) = self.target_of(at, y, weight);
                let score = match &shown.x.sparse {
                    None => line.answers(&x),
                    Some(sparse) => line.answers_to(sparse.row(row)),
                };
                sum += weight * loss.at(epsilon, y, score).0;
                total += weight;
            }
        }
        sum / total
    }

    /// Goes on from the epoch of a checkpoint.
    fn take_over(&mut self, earlier: &SgdState) -> Result<(), LearnError> {
        earlier.check(self.data.x.width())?;
        let Some(from) = earlier.checkpoint.as_deref() else {
            return Err(LearnError::Resume("it does not hold what going on needs"));
        };
        let fits = |line: &LineCheckpoint| line.fits(self.x.len(), &self.options);
        let classes = self.answers.classes.as_ref().map(|(_, count)| *count);
        if from.lines.len() != self.lines.len() || earlier.classes != classes {
            return Err(LearnError::Resume("the target has other classes than the model"));
        }
        if !from.lines.iter().all(fits) || earlier.loss != self.options.loss {
            return Err(LearnError::Resume("its lines were learned in another way"));
        }
        if from.losses.len() > self.options.max_iter as usize {
            return Err(LearnError::Resume("max_iter is less than the epochs that the model has"));
        }
        self.lines.clone_from(&from.lines);
        (self.losses, self.judged) = (from.losses.clone(), from.held.clone());
        Ok(())
    }

    /// The model after the last whole epoch.
    fn model(&self) -> SgdState {
        let features = self.x.len();
        let (classes, present) = match &self.answers.classes {
            Some((present, count)) => (Some(*count), present.clone()),
            None => (None, vec![0]),
        };
        let rows = classes.map_or(1, |count| if count == 2 { 1 } else { count as usize });
        let mut state = SgdState {
            loss: self.options.loss,
            classes,
            features: features as u32,
            coefficients: vec![0.0; rows * features],
            intercepts: vec![if rows > 1 { ABSENT } else { 0.0 }; rows],
            epochs: self.losses.len() as u32,
            end: self.end,
            checkpoint: None,
        };
        for (line, &target) in self.last.iter().zip(&self.targets) {
            let (coefficients, intercept) = line.answer();
            let row = present[target as usize] as usize % rows;
            state.coefficients[row * features..(row + 1) * features].copy_from_slice(coefficients);
            state.intercepts[row] = intercept;
        }
        if self.end == SgdEnd::Unfinished {
            let (losses, held) = (self.losses.clone(), self.judged.clone());
            state.checkpoint = Some(Box::new(SgdCheckpoint { lines: self.last.clone(), losses, held }));
        }
        state
    }
}

/// What is to be answered: classes, or numbers.
fn answers(data: &Dataset, options: &Options) -> Result<Answers, LearnError> {
    if options.loss.is_of_classes() {
        return Answers::of_classes(data, false, "sgd");
    }
    let (y, weights) = (numbers(data, "sgd")?.to_vec(), data.weights.clone());
    Ok(Answers { y, weights, classes: None })
}

/// The class of each line among those that have rows: of two the later, else every one.
fn targets(answers: &Answers) -> Vec<u32> {
    match &answers.classes {
        Some((present, count)) if *count == 2 => vec![present.len() as u32 - 1],
        Some((present, _)) => (0..present.len() as u32).collect(),
        None => vec![0],
    }
}

/// What the rows of each class that has some weigh beside their own weights.
fn factors(data: &Dataset, answers: &Answers, even: bool) -> Vec<f64> {
    let Some((present, _)) = &answers.classes else { return Vec::new() };
    if !even {
        return vec![1.0; present.len()];
    }
    let mut totals = vec![0.0; present.len()];
    answers.y.iter().enumerate().for_each(|(row, &place)| totals[place as usize] += weight(data, row));
    balanced(&totals)
}

impl Training for Learning {
    fn advance(&mut self) -> Pin<Box<dyn Future<Output = Result<Status, LearnError>> + '_>> {
        Box::pin(ready(Ok(self.chunk())))
    }

    fn has_best(&self) -> bool {
        !self.losses.is_empty()
    }

    fn watch(&mut self, rows: &Dataset) {
        let present = self.answers.classes.as_ref().map_or(&[][..], |(present, _)| present);
        let answers = others(present, rows);
        if self.held.is_empty() && !answers.is_empty() {
            self.shown = Some(Shown {
                x: rows.x.clone(),
                rows: answers.iter().map(|&(row, ..)| row).collect(),
                answers: answers.iter().map(|&(_, y, w)| (y, w)).collect(),
            });
        }
    }

    fn curve(&self) -> Option<LearningCurve> {
        let track = |losses: &[f64]| Track { losses: losses.to_vec(), metrics: Vec::new() };
        let about = About { unit: "epoch", loss: self.options.loss.name(), metric: "", first: 1 };
        let other = if self.shown.is_some() { &self.looked } else { &self.judged };
        Some(curve(&about, &track(&self.losses), &track(other)))
    }

    fn best(&self) -> Option<Box<dyn Model>> {
        self.has_best().then(|| Box::new(self.model()) as Box<dyn Model>)
    }
}
