//! A support vector machine of classes: a machine for each pair of them, one after the other.

use super::expansion::{Comparing, Expansion};
use super::kernel::Kernel;
use super::numbers::{CHUNK, sum};
use super::options::{gather, rows};
use super::platt::curve;
use super::smo::{Smo, Variables};
use super::svm::Options;
use super::svm_state::{SvmAnswers, SvmState, against, pairs};
use crate::checks::{balanced, check_dataset, classes, weight};
use crate::tree::sample::{below, generator};
use crate::{Dataset, LearnError, Model, Progress, Share, Status, Training};
use std::future::{Future, ready};
use std::pin::Pin;
use std::sync::Arc;

/// Parts whose scores the curve goes through, each by a machine that was not trained on it.
const FOLDS: usize = 5;

enum Phase {
    Solve(Box<Smo>),
    /// Scores rows that were held back, from this one on.
    Judge(Box<Expansion>, Vec<u32>, usize),
    Done,
}

/// The machine of a pair: weights of rows, and the height.
struct Machine {
    weights: Vec<(u32, f64)>,
    height: f64,
}

/// A training of classes.
pub(super) struct Pairs {
    data: Arc<Dataset>,
    options: Options,
    kernel: Kernel,
    seed: u64,
    /// Number of classes, those that have rows, and the rows of each of those.
    count: usize,
    present: Vec<u32>,
    members: Vec<Vec<u32>>,
    /// What an error of each row costs.
    costs: Vec<f64>,
    pairs: Vec<(usize, usize)>,
    /// Which part of the pair is held back; [`FOLDS`] where none is.
    fold: usize,
    /// The rows of the pair, and which are trained on.
    order: Vec<u32>,
    rows: Vec<u32>,
    /// Scores of rows that were held back, whether they are of the pair's first class, and their weights.
    held: Vec<(f64, bool, f64)>,
    machines: Vec<Machine>,
    curves: Vec<(f64, f64)>,
    stopped: Option<u32>,
    phase: Phase,
}

impl Pairs {
    pub fn new(data: Arc<Dataset>, options: Options, seed: u64) -> Result<Self, LearnError> {
        check_dataset(&data)?;
        let found = classes(&data, "svm")?;
        let factors = if options.even { balanced(&found.totals) } else { vec![1.0; found.count] };
        let present: Vec<u32> =
            (0..found.count as u32).filter(|&class| found.totals[class as usize] > 0.0).collect();
        let mut members = vec![Vec::new(); present.len()];
        for row in rows(&data)? {
            let class = found.index[row as usize];
            if let Ok(place) = present.binary_search(&class) {
                members[place].push(row);
            }
        }
        let cost =
            |(row, &class): (usize, &u32)| options.strength * weight(&data, row) * factors[class as usize];
        let mut training = Self {
            kernel: options.kernel.of(&data),
            costs: found.index.iter().enumerate().map(cost).collect(),
            count: found.count,
            pairs: pairs(present.len()).collect(),
            present,
            members,
            fold: 0,
            order: Vec::new(),
            rows: Vec::new(),
            held: Vec::new(),
            machines: Vec::new(),
            curves: Vec::new(),
            stopped: None,
            phase: Phase::Done,
            seed,
            options,
            data,
        };
        training.open_pair();
        Ok(training)
    }

    /// Begins with the next pair, unless there is none.
    fn open_pair(&mut self) {
        let number = self.machines.len();
        let Some(&(first, second)) = self.pairs.get(number) else {
            self.phase = Phase::Done;
            return;
        };
        self.order = [self.members[first].as_slice(), &self.members[second]].concat();
        self.fold = FOLDS;
        if self.options.probability {
            self.fold = 0;
            self.held.clear();
            let mut lots = generator(self.seed, number as u32);
            for at in (1..self.order.len()).rev() {
                self.order.swap(at, below(&mut lots, at as u32 + 1) as usize);
            }
        }
        self.solve();
    }

    /// The rows of the order that this fold holds back.
    fn held_back(&self) -> std::ops::Range<usize> {
        let count = self.order.len();
        if self.fold == FOLDS { 0..0 } else { self.fold * count / FOLDS..(self.fold + 1) * count / FOLDS }
    }

    /// Whether a row is of the first class of the pair.
    fn is_first(&self, row: u32) -> bool {
        let (first, _) = self.pairs[self.machines.len()];
        self.members[first].binary_search(&row).is_ok()
    }

    /// Begins with a machine of the rows that are not held back.
    fn solve(&mut self) {
        let held = self.held_back();
        self.rows = [&self.order[..held.start], &self.order[held.end..]].concat();
        self.rows.sort_unstable();
        let mut vars = Variables::default();
        for (at, &row) in self.rows.iter().enumerate() {
            let (cost, first) = (self.costs[row as usize], self.is_first(row));
            vars.row.push(at as u32);
            vars.pull.push(if first { 1.0 } else { -1.0 });
            vars.low.push(if first { 0.0 } else { -cost });
            vars.high.push(if first { cost } else { 0.0 });
            vars.value.push(0.0);
        }
        let (x, features) = (gather(&self.data, &self.rows), self.data.x.data.ncols());
        let Options { tol, most, .. } = self.options;
        self.phase = Phase::Solve(Box::new(Smo::new(self.kernel, x, features, vars, tol, most)));
    }

    fn chunk(&mut self) -> Status {
        let mut budget = CHUNK;
        while budget > 0 {
            match std::mem::replace(&mut self.phase, Phase::Done) {
                Phase::Done => return Status::Done(Box::new(self.model())),
                Phase::Solve(mut search) => match search.advance(&mut budget) {
                    true => self.close_machine(&search),
                    false => self.phase = Phase::Solve(search),
                },
                Phase::Judge(sums, rows, next) => self.judge(sums, rows, next, &mut budget),
            }
        }
        Status::Running(self.progress())
    }

    /// Machines that are done, and all, those that score what was held back among them.
    fn machines(&self) -> (usize, usize) {
        let (folds, fold) = if self.options.probability { (FOLDS + 1, self.fold) } else { (1, 0) };
        (self.machines.len() * folds + fold, self.pairs.len() * folds)
    }

    fn progress(&self) -> Progress {
        match (self.machines(), &self.phase) {
            ((_, 1), Phase::Solve(search)) => search.progress(),
            ((done, total), _) => Progress { done: done as u64, total: total as u64, unit: "machine" },
        }
    }

    /// Takes what was found: the machine of the pair, or one that scores the rows held back.
    fn close_machine(&mut self, search: &Smo) {
        let found = search.solution();
        self.stopped = self.stopped.max(found.stopped);
        if self.fold < FOLDS {
            let features = self.data.x.data.ncols();
            let mut sums = sum(self.kernel, &gather(&self.data, &self.rows), features, &found);
            // Of rows of one class nothing is learned but the class.
            let firsts = self.rows.iter().filter(|&&row| self.is_first(row)).count();
            if firsts == 0 || firsts == self.rows.len() {
                (sums.support, sums.weights) = (Vec::new(), Vec::new());
                let side = if firsts > 0 { 1.0 } else { -1.0 };
                sums.heights = vec![if self.rows.is_empty() { 0.0 } else { side }];
            }
            let held = self.order[self.held_back()].to_vec();
            self.phase = Phase::Judge(Box::new(sums), held, 0);
            return;
        }
        let weights = self.rows.iter().copied().zip(found.weights).filter(|(_, w)| *w != 0.0).collect();
        if self.options.probability {
            self.curves.push(curve(&self.held));
        }
        self.machines.push(Machine { weights, height: found.height });
        self.open_pair();
    }

    /// Scores rows that were held back while the budget lasts, then begins with the next fold.
    fn judge(&mut self, sums: Box<Expansion>, rows: Vec<u32>, from: usize, budget: &mut i64) {
        let comparing = Comparing::new(&sums);
        let mut room = comparing.room();
        let price = self.kernel.price(self.data.x.data.ncols()) * sums.count() as i64 + 10;
        let mut next = from;
        while next < rows.len() && *budget > 0 {
            let row = rows[next];
            let kernels = comparing.kernels(self.data.x.data.row(row as usize), &mut room);
            let score = sums.sum(0, kernels) + sums.heights[0];
            self.held.push((score, self.is_first(row), weight(&self.data, row as usize)));
            *budget -= price;
            next += 1;
        }
        if next < rows.len() {
            self.phase = Phase::Judge(sums, rows, next);
            return;
        }
        self.fold += 1;
        self.solve();
    }

    /// All rows that have a say in some pair, class by class.
    fn model(&self) -> SvmState {
        let features = self.data.x.data.ncols();
        let mut say = vec![false; self.data.x.data.nrows()];
        let all = self.machines.iter().flat_map(|machine| &machine.weights);
        all.for_each(|&(row, _)| say[row as usize] = true);
        let (mut support, mut starts) = (Vec::new(), vec![0]);
        for members in &self.members {
            support.extend(members.iter().copied().filter(|&row| say[row as usize]));
            starts.push(support.len() as u32);
        }
        let mut place = vec![0; say.len()];
        support.iter().enumerate().for_each(|(at, &row)| place[row as usize] = at);
        let mut weights = vec![0.0; (self.present.len() - 1) * support.len()];
        for (&(first, second), machine) in self.pairs.iter().zip(&self.machines) {
            for &(row, weight) in &machine.weights {
                let is_first = place[row as usize] < starts[first + 1] as usize;
                let row_of = if is_first { against(first, second) } else { against(second, first) };
                weights[row_of * support.len() + place[row as usize]] = weight;
            }
        }
        let sums = Expansion {
            kernel: self.kernel,
            features: features as u32,
            support: gather(&self.data, &support),
            weights,
            heights: self.machines.iter().map(|machine| machine.height).collect(),
        };
        let (present, curves, count) = (self.present.clone(), self.curves.clone(), self.count as u32);
        SvmState {
            sums,
            answers: SvmAnswers::Classes { count, present, starts, curves },
            stopped: self.stopped,
        }
    }
}

impl Training for Pairs {
    fn advance(&mut self) -> Pin<Box<dyn Future<Output = Result<Status, LearnError>> + '_>> {
        Box::pin(ready(Ok(self.chunk())))
    }

    fn share(&self) -> Option<Share> {
        let ((done, total), own) = match &self.phase {
            Phase::Solve(search) => (self.machines(), search.share()),
            _ => (self.machines(), 1.0),
        };
        Some(Share { done: (done as f64 + own) / total.max(1) as f64, steady: false })
    }

    fn best(&self) -> Option<Box<dyn Model>> {
        None
    }
}
