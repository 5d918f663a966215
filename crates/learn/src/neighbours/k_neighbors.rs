//! Nearest neighbours: their parameters, and their training, which keeps the rows.

use super::finder::Finder;
use super::metric::Metric;
use super::model::{Answers, Neighbors, NeighborsState, Search};
use super::tree::Growth;
use crate::checks::{check_dataset, classes, numbers, weight};
use crate::settings::Settings;
use crate::{Dataset, Estimator, EstimatorKind, LearnError, Model, PREPARING, Progress, Status, Training};
use glasshouse_spec::{ParamFault, ParamSpec, ParamValues, TaskKind};
use std::borrow::Cow;
use std::future::{Future, ready};
use std::pin::Pin;
use std::sync::Arc;

/// scikit-learn's `KNeighborsClassifier` and `KNeighborsRegressor`: the answer is that of the nearest
/// training rows, as shares of the classes or as their mean. The nearest rows are exact, whichever way
/// they are found: in a k-d tree where there are few features and many rows, else by looking at all,
/// which takes `O(rows · features)` a query. The model holds the training rows. Features must not be
/// missing; bring them to one scale before. A row of weight two counts as two neighbours, one of weight
/// zero as none. (Fix and Hodges, *Discriminatory analysis*, 1951; Cover and Hart, *Nearest neighbor
/// pattern classification*, 1967.)
pub struct KNeighbors;

/// Cells that are copied in one chunk.
const COPIED: usize = 10_000_000;
/// Cells that are looked at in about 50 ms while a tree grows.
const CHUNK: usize = 8_000_000;

static PARAMS: [ParamSpec; 5] = [
    ParamSpec::int(
        "n_neighbors",
        5,
        1,
        1_000_000,
        "How many of the nearest rows are asked. More give smoother, steadier answers that follow less of \
         the detail.",
    )
    .tuned(1.0, 50.0, true),
    ParamSpec::choice(
        "weights",
        "uniform",
        &[Cow::Borrowed("uniform"), Cow::Borrowed("distance")],
        "With uniform each of them says as much; with distance the nearer ones say more, and a row met \
         before answers as it did then.",
    ),
    ParamSpec::choice(
        "metric",
        "minkowski",
        &[
            Cow::Borrowed("minkowski"),
            Cow::Borrowed("euclidean"),
            Cow::Borrowed("manhattan"),
            Cow::Borrowed("chebyshev"),
            Cow::Borrowed("cosine"),
        ],
        "What counts as near: the straight line, the sum of the differences, the largest of them, the angle; \
         minkowski goes from the sum to the largest as p grows.",
    ),
    ParamSpec::float(
        "p",
        2.0,
        1.0,
        1000.0,
        "The power of the minkowski metric: 1 is manhattan, 2 euclidean. Others are much slower.",
    ),
    ParamSpec::choice(
        "algorithm",
        "auto",
        &[Cow::Borrowed("auto"), Cow::Borrowed("brute"), Cow::Borrowed("kd_tree")],
        "How the nearest rows are found. It changes the time, never the answer: a tree is quick with few \
         features; cosine is always brute.",
    ),
];

impl EstimatorKind for KNeighbors {
    fn id(&self) -> &'static str {
        "k_neighbors"
    }

    fn title(&self) -> &'static str {
        "Nearest neighbours"
    }

    fn help(&self) -> &'static str {
        "Answers as the most similar training rows do. Learns any shape and needs no training, but keeps all \
         rows, is slow to answer and is led astray by features that do not matter. Scale the features first."
    }

    fn tasks(&self) -> &'static [TaskKind] {
        &[TaskKind::Classification, TaskKind::Regression]
    }

    fn params(&self, task: TaskKind) -> &'static [ParamSpec] {
        if self.tasks().contains(&task) { &PARAMS } else { &[] }
    }

    fn build(&self, task: TaskKind, values: &ParamValues) -> Result<Box<dyn Estimator>, Vec<ParamFault>> {
        let settings = Settings::checked(&PARAMS, values)?;
        let metric = match (settings.text("metric").as_str(), settings.float("p").unwrap_or(2.0)) {
            ("manhattan", _) | ("minkowski", 1.0) => Metric::Manhattan,
            ("euclidean", _) | ("minkowski", 2.0) => Metric::Euclidean,
            ("chebyshev", _) => Metric::Chebyshev,
            ("cosine", _) => Metric::Cosine,
            (_, p) => Metric::Minkowski(p),
        };
        let search = match settings.text("algorithm").as_str() {
            "brute" => Search::Brute,
            "kd_tree" if metric == Metric::Cosine => return Err(vec![no_tree_of_angles()]),
            "kd_tree" => Search::Tree,
            _ => Search::Auto,
        };
        let wanted = settings.int("n_neighbors").and_then(|k| u32::try_from(k).ok()).unwrap_or(5);
        let by_distance = settings.text("weights") == "distance";
        Ok(Box::new(Options { task, n_neighbors: wanted, metric, by_distance, search }))
    }
}

fn no_tree_of_angles() -> ParamFault {
    ParamFault {
        name: "algorithm".into(),
        message:
            "a k-d tree cannot be searched by angle: with metric cosine, algorithm must be brute or auto"
                .into(),
    }
}

struct Options {
    task: TaskKind,
    n_neighbors: u32,
    metric: Metric,
    by_distance: bool,
    search: Search,
}

impl Estimator for Options {
    fn start(&self, data: Arc<Dataset>, _seed: u64) -> Result<Box<dyn Training>, LearnError> {
        check_dataset(&data)?;
        let kept: Vec<usize> = (0..data.x.data.nrows()).filter(|&row| weight(&data, row) > 0.0).collect();
        let answers = match self.task {
            TaskKind::Classification => {
                let found = classes(&data, "k_neighbors")?;
                let index = kept.iter().map(|&row| found.index[row]).collect();
                Answers::Classes { count: found.count as u32, index }
            }
            _ => {
                let y = numbers(&data, "k_neighbors")?;
                Answers::Numbers(kept.iter().map(|&row| y[row]).collect())
            }
        };
        let weights: Vec<f64> = kept.iter().map(|&row| weight(&data, row)).collect();
        let state = NeighborsState {
            features: data.x.data.ncols() as u32,
            n_neighbors: self.n_neighbors,
            metric: self.metric,
            by_distance: self.by_distance,
            search: self.search,
            rows: Vec::with_capacity(kept.len() * data.x.data.ncols()),
            answers,
            weights: if weights.iter().all(|w| *w == 1.0) { Vec::new() } else { weights },
        };
        Ok(Box::new(Keeping { data, kept, state: Some(state), copied: 0, growth: None }))
    }
}

/// The rows, and the tree that is to find the nearest of them.
struct Keeping {
    data: Arc<Dataset>,
    /// The rows that have weight.
    kept: Vec<usize>,
    /// None once it is done.
    state: Option<NeighborsState>,
    /// Rows that were copied.
    copied: usize,
    growth: Option<Growth>,
}

impl Keeping {
    fn chunk(&mut self) -> Status {
        let (count, width) = (self.kept.len(), self.data.x.data.ncols());
        let mut state = self.state.take().expect("a training is not called again after its end");
        if self.copied < count {
            let end = count.min(self.copied + (COPIED / width).max(1));
            self.kept[self.copied..end].iter().for_each(|&row| state.rows.extend(self.data.x.data.row(row)));
            self.copied = end;
            self.growth = (end == count && state.uses_tree()).then(|| Growth::new(count, width));
            self.state = Some(state);
            return Status::Running(Progress { done: end as u64, total: count as u64, unit: PREPARING });
        }
        let Some(mut growth) = self.growth.take() else {
            return Status::Done(Box::new(Neighbors::new(state)));
        };
        if growth.advance(&state.rows, CHUNK) {
            let finder = Finder::of_tree(growth.tree(&state.rows), width, state.metric);
            return Status::Done(Box::new(Neighbors::with(state, finder)));
        }
        let (done, total) = growth.parted();
        (self.growth, self.state) = (Some(growth), Some(state));
        Status::Running(Progress { done, total, unit: "level" })
    }
}

impl Training for Keeping {
    fn advance(&mut self) -> Pin<Box<dyn Future<Output = Result<Status, LearnError>> + '_>> {
        Box::pin(ready(Ok(self.chunk())))
    }

    fn best(&self) -> Option<Box<dyn Model>> {
        let state = self.state.as_ref().filter(|_| self.has_best())?;
        Some(Box::new(Neighbors::new(state.clone())))
    }

    fn has_best(&self) -> bool {
        self.copied == self.kept.len()
    }
}
