//! Isolation forests: trees that part rows at random (Liu, Ting and Zhou, *Isolation Forest*, 2008).

use super::isolation_state::IsolationState;
use super::threshold::{CONTAMINATION, quantile};
use crate::checks::{check_dataset, untargeted, weight};
use crate::ensemble::cells;
use crate::settings::Settings;
use crate::threads;
use crate::tree::sample::{below, bootstrap, distinct, generator, unit};
use crate::tree::{LEAF, Nodes};
use crate::{Dataset, Estimator, EstimatorKind, LearnError, Model, Progress, Share, Status, Training};
use glasshouse_spec::{ParamDefault, ParamFault, ParamKind, ParamSpec, ParamValues, TaskKind};
use rand_chacha::ChaCha8Rng;
use std::borrow::Cow;
use std::future::{Future, ready};
use std::pin::Pin;
use std::sync::Arc;

/// scikit-learn's `IsolationForest` (Liu, Ting and Zhou, *Isolation forest*, 2008): the fewer random divisions
/// it takes to part a row from the others, the more unusual it is. Features must not be missing. Training takes
/// O(trees · samples · log samples), prediction O(trees · log samples) a row.
pub struct IsolationForest;

/// Rows of a tree where nothing is said.
const SAMPLES: usize = 256;
/// Rows and levels of trees in one chunk.
const CHUNK: usize = 1 << 20;
/// Euler's constant.
const EULER: f64 = 0.577_215_664_901_532_9;

static PARAMS: [ParamSpec; 5] = [
    ParamSpec::int(
        "n_estimators",
        100,
        1,
        100_000,
        "How many trees. More make the scores steadier and take longer.",
    ),
    ParamSpec::new(
        "max_samples",
        ParamKind::ChoiceOrFloat { options: Cow::Borrowed(&[Cow::Borrowed("auto")]), min: 1e-6, max: 1.0 },
        ParamDefault::Text(Cow::Borrowed("auto")),
        "Which share of the rows each tree sees; auto is 256 rows. Few rows make outliers stand out; more \
         tell finer differences and take longer.",
    ),
    CONTAMINATION,
    ParamSpec::float(
        "max_features",
        1.0,
        1e-6,
        1.0,
        "Which share of the features each tree sees. Fewer make trees more different.",
    ),
    ParamSpec::bool(
        "bootstrap",
        false,
        "Whether a tree's rows are drawn with replacement, so that some count several times.",
    ),
];

impl EstimatorKind for IsolationForest {
    fn id(&self) -> &'static str {
        "isolation_forest"
    }

    fn title(&self) -> &'static str {
        "Isolation forest"
    }

    fn help(&self) -> &'static str {
        "Marks rows that random cuts part from the others early. Fast on any number of rows and columns, \
         and needs no scaling."
    }

    fn tasks(&self) -> &'static [TaskKind] {
        &[TaskKind::Anomaly]
    }

    fn params(&self, task: TaskKind) -> &'static [ParamSpec] {
        if task == TaskKind::Anomaly { &PARAMS } else { &[] }
    }

    fn build(&self, task: TaskKind, values: &ParamValues) -> Result<Box<dyn Estimator>, Vec<ParamFault>> {
        let settings = Settings::checked(self.params(task), values)?;
        Ok(Box::new(Options {
            trees: settings.int("n_estimators").unwrap_or(100) as usize,
            samples: settings.float("max_samples"),
            contamination: settings.float("contamination"),
            features: settings.float("max_features").unwrap_or(1.0),
            bootstrap: settings.text("bootstrap") == "true",
        }))
    }
}

#[derive(Clone, Copy)]
struct Options {
    trees: usize,
    samples: Option<f64>,
    contamination: Option<f64>,
    features: f64,
    bootstrap: bool,
}

impl Estimator for Options {
    fn start(&self, data: Arc<Dataset>, seed: u64) -> Result<Box<dyn Training>, LearnError> {
        check_dataset(&data)?;
        untargeted(&data, "isolation_forest")?;
        let rows: Vec<u32> =
            (0..data.x.data.nrows() as u32).filter(|&row| weight(&data, row as usize) > 0.0).collect();
        let samples = match self.samples {
            None => SAMPLES.min(rows.len()),
            Some(share) => ((share * rows.len() as f64) as usize).clamp(1, rows.len()),
        };
        Ok(Box::new(Isolating { options: *self, data, seed, rows, samples, trees: Vec::new(), judged: None }))
    }
}

struct Isolating {
    options: Options,
    data: Arc<Dataset>,
    seed: u64,
    /// Rows with a weight.
    rows: Vec<u32>,
    /// Rows of each tree.
    samples: usize,
    trees: Vec<Nodes>,
    /// The forest and the scores of the rows so far, where a share of them is to be marked.
    judged: Option<(IsolationState, Vec<f64>)>,
}

impl Isolating {
    /// The length of a path below which a tree does not grow.
    fn depth(&self) -> u32 {
        self.samples.max(2).next_power_of_two().trailing_zeros()
    }

    fn chunk(&mut self) -> Status {
        let done = self.trees.len();
        if self.judged.is_some() || done == self.options.trees {
            return self.judge();
        }
        // Where rows are drawn with replacement, each tree goes through all of them.
        let drawn = self.options.bootstrap || self.data.weights.is_some();
        let looked = if drawn { self.rows.len() } else { 0 };
        let at_once = (CHUNK / (self.samples * self.depth() as usize + looked)).clamp(1, 64);
        let numbers = (done..self.options.trees.min(done + at_once)).collect();
        let grown = threads::map(numbers, |number| self.tree(number as u32));
        self.trees.extend(grown);
        let (done, total) = (self.trees.len() as u64, self.options.trees as u64);
        Status::Running(Progress { done, total, unit: "tree" })
    }

    fn tree(&self, number: u32) -> Nodes {
        let mut rng = generator(self.seed, number);
        let mut rows = self.draw(&mut rng);
        let features = self.data.x.data.ncols() as u32;
        let seen = ((self.options.features * f64::from(features)) as u32).max(1);
        let features =
            if seen < features { distinct(&mut rng, features, seen) } else { (0..features).collect() };
        let mut growing =
            Growing { data: &self.data, rng, depth: self.depth(), features, nodes: Nodes::default() };
        growing.node(&mut rows, 0);
        growing.nodes
    }

    /// The rows of a tree: each once, or with replacement where asked for or where rows have weights,
    /// in proportion to which they are then drawn.
    fn draw(&self, rng: &mut ChaCha8Rng) -> Vec<u32> {
        let (rows, samples) = (self.rows.len() as u32, self.samples as u32);
        let weights: Option<Vec<f64>> =
            self.data.weights.as_ref().map(|all| self.rows.iter().map(|&row| all[row as usize]).collect());
        if self.options.bootstrap || weights.is_some() {
            let counts = bootstrap(rng, rows, samples, weights.as_deref());
            let drawn = self.rows.iter().zip(counts);
            return drawn.flat_map(|(&row, count)| std::iter::repeat_n(row, count as usize)).collect();
        }
        distinct(rng, rows, samples).into_iter().map(|at| self.rows[at as usize]).collect()
    }

    /// The model; where a share of the rows is to be marked, the scores of some more of them until all are there.
    fn judge(&mut self) -> Status {
        let (state, mut scores) = self.judged.take().unwrap_or_else(|| (self.planted(), Vec::new()));
        let Some(share) = self.options.contamination else { return Status::Done(Box::new(state)) };
        let (begin, count) = (scores.len(), self.rows.len());
        let end = count.min(begin + (CHUNK / state.trees.len()).max(1));
        let lengths = state.lengths(&cells(&self.data.x, &self.rows[begin..end], None));
        scores.extend(lengths.into_iter().map(|length| state.score(length)));
        if end < count {
            self.judged = Some((state, scores));
            return Status::Running(Progress { done: end as u64, total: count as u64, unit: "row" });
        }
        let offset = quantile(&mut scores, share);
        Status::Done(Box::new(IsolationState::new(state.features, state.trees, state.normal, offset)))
    }

    /// The forest as it marks where nothing is said about how many.
    fn planted(&mut self) -> IsolationState {
        let trees = std::mem::take(&mut self.trees);
        let usual = average_length(self.samples) * trees.len() as f64;
        // A tree of one row has no paths: every row is as usual as chance.
        let normal = if usual > 0.0 { usual } else { 1.0 };
        IsolationState::new(self.data.x.data.ncols() as u32, trees, normal, -0.5)
    }
}

/// The mean length of an unsuccessful search in a binary search tree of `n` rows: what a leaf that was
/// not parted further stands for.
fn average_length(n: usize) -> f64 {
    match n {
        0 | 1 => 0.0,
        2 => 1.0,
        n => {
            let n = n as f64;
            2.0 * (libm::log(n - 1.0) + EULER) - 2.0 * (n - 1.0) / n
        }
    }
}

/// A tree that grows.
struct Growing<'a> {
    data: &'a Dataset,
    rng: ChaCha8Rng,
    /// Length of the longest path.
    depth: u32,
    features: Vec<u32>,
    nodes: Nodes,
}

impl Growing<'_> {
    /// Adds the node of some rows and all below it; its number.
    fn node(&mut self, rows: &mut [u32], depth: u32) -> u32 {
        let number = self.nodes.len() as u32;
        let cut = if depth < self.depth && rows.len() > 1 { self.cut(rows) } else { None };
        let Some((feature, threshold)) = cut else {
            let length = f64::from(depth) + average_length(rows.len());
            self.push(LEAF, 0.0, self.nodes.values.len() as u32);
            self.nodes.values.push(length as f32);
            return number;
        };
        self.push(feature, threshold, 0);
        let mut left = 0;
        for at in 0..rows.len() {
            if self.data.x.data[[rows[at] as usize, feature as usize]] <= threshold {
                rows.swap(left, at);
                left += 1;
            }
        }
        let (below, above) = rows.split_at_mut(left);
        let left = self.node(below, depth + 1);
        let right = self.node(above, depth + 1);
        (self.nodes.left[number as usize], self.nodes.right[number as usize]) = (left, right);
        number
    }

    fn push(&mut self, feature: u32, threshold: f32, left: u32) {
        self.nodes.feature.push(feature);
        self.nodes.threshold.push(threshold);
        self.nodes.left.push(left);
        self.nodes.right.push(0);
    }

    /// A feature that varies among the rows and a place between its ends, both at random; `None` where
    /// none varies.
    fn cut(&mut self, rows: &[u32]) -> Option<(u32, f32)> {
        let count = self.features.len();
        for tried in 0..count {
            let chosen = tried + below(&mut self.rng, (count - tried) as u32) as usize;
            self.features.swap(tried, chosen);
            let feature = self.features[tried];
            let values = rows.iter().map(|&row| self.data.x.data[[row as usize, feature as usize]]);
            let (low, high) =
                values.fold((f32::INFINITY, f32::NEG_INFINITY), |(a, b), x| (a.min(x), b.max(x)));
            if low < high {
                let (start, end) = (f64::from(low), f64::from(high));
                let place = (start + unit(&mut self.rng) * (end - start)) as f32;
                return Some((feature, if place < high { place } else { low }));
            }
        }
        None
    }
}

impl Training for Isolating {
    fn advance(&mut self) -> Pin<Box<dyn Future<Output = Result<Status, LearnError>> + '_>> {
        Box::pin(ready(Ok(self.chunk())))
    }

    /// Trees first, then scores.
    fn share(&self) -> Option<Share> {
        self.options.contamination?;
        let scored =
            self.judged.as_ref().map_or(0, |(_, scores)| scores.len()) as f64 / self.rows.len() as f64;
        let planted =
            if self.judged.is_some() { 1.0 } else { self.trees.len() as f64 / self.options.trees as f64 };
        Some(Share { done: 0.5 * (planted + scored), steady: false })
    }

    fn best(&self) -> Option<Box<dyn Model>> {
        None
    }
}
