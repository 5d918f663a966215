//! Nearest neighbours: their parameters, and their training, which keeps the rows.

use super::finder::Finder;
use super::metric::Metric;
use super::model::{Answers, Neighbors, NeighborsState, Search};
use super::tree::Growth;
use crate::checks::{check_dataset, classes, numbers, weight};
use crate::settings::Settings;
use crate::{Dataset, Estimator, EstimatorKind, LearnError, Model, Progress, Status, Training};
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
            rows: kept.iter().flat_map(|&row| data.x.data.row(row).to_vec()).collect(),
            answers,
            weights: if weights.iter().all(|w| *w == 1.0) { Vec::new() } else { weights },
        };
        let growth = state.uses_tree().then(|| Growth::new(kept.len(), data.x.data.ncols()));
        Ok(Box::new(Keeping { state, growth }))
    }
}

/// The rows, and the tree that is to find the nearest of them.
struct Keeping {
    state: NeighborsState,
    growth: Option<Growth>,
}

impl Keeping {
    fn chunk(&mut self) -> Status {
        let rows = &self.state.rows;
        let Some(mut growth) = self.growth.take() else {
            return Status::Done(Box::new(Neighbors::new(self.state.clone())));
        };
        if growth.advance(rows, CHUNK) {
            let finder = Finder::of_tree(growth.tree(rows), self.state.features as usize, self.state.metric);
            return Status::Done(Box::new(Neighbors::with(self.state.clone(), finder)));
        }
        let (done, total) = growth.parted();
        self.growth = Some(growth);
        Status::Running(Progress { done, total, unit: "level" })
    }
}

impl Training for Keeping {
    fn advance(&mut self) -> Pin<Box<dyn Future<Output = Result<Status, LearnError>> + '_>> {
        Box::pin(ready(Ok(self.chunk())))
    }

    fn best(&self) -> Option<Box<dyn Model>> {
        Some(Box::new(Neighbors::new(self.state.clone())))
    }

    fn has_best(&self) -> bool {
        true
    }
}
