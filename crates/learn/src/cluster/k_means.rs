//! k-means: clusters around means.

use super::centers::{CenterKind, CentersState};
use super::lloyd::{Rows, Run, Stop};
use super::seeding::{Init, Seeding};
use crate::checks::{check_dataset, untargeted};
use crate::settings::Settings;
use crate::tree::sample::generator;
use crate::{Dataset, Estimator, EstimatorKind, LearnError, Model, Progress, Status, Training};
use glasshouse_spec::{LearningCurve, ParamFault, ParamSpec, ParamValues, TaskKind};
use std::borrow::Cow;
use std::future::{Future, ready};
use std::pin::Pin;
use std::sync::Arc;

/// scikit-learn's `KMeans` by Lloyd's algorithm (*Least squares quantization in PCM*, 1982), from places drawn
/// far apart (Arthur and Vassilvitskii, *k-means++*, 2007). Features must not be missing. Training takes
/// O(rows · features · clusters) an iteration, prediction the same once.
pub struct KMeans;

/// How the first centres are chosen.
pub(super) const INIT: ParamSpec = ParamSpec::choice(
    "init",
    "k-means++",
    &[Cow::Borrowed("k-means++"), Cow::Borrowed("random")],
    "Where the centres begin: rows that are far from each other, which is nearly always better, or any \
     rows.",
);

/// How many clusters.
pub(super) const N_CLUSTERS: ParamSpec = ParamSpec::int(
    "n_clusters",
    8,
    1,
    10_000,
    "How many clusters to find. More clusters are always tighter; look where the silhouette is highest or \
     the inertia stops falling steeply.",
)
.tuned(2.0, 20.0, false);

static PARAMS: [ParamSpec; 5] = [
    N_CLUSTERS,
    INIT,
    ParamSpec::optional_int(
        "n_init",
        1,
        1000,
        "How many times to begin anew; the tightest result is kept. Left out: once with k-means++, ten times \
         with random. More is slower and finds better clusters.",
    ),
    ParamSpec::int(
        "max_iter",
        300,
        1,
        1_000_000,
        "After how many iterations a run ends at the latest. Few are faster and leave the centres where they \
         still move.",
    ),
    ParamSpec::float(
        "tol",
        1e-4,
        0.0,
        f64::MAX,
        "How little the centres must move, as a share of the features' variance, for a run to end. Larger is \
         faster and less exact.",
    ),
];

impl EstimatorKind for KMeans {
    fn id(&self) -> &'static str {
        "k_means"
    }

    fn title(&self) -> &'static str {
        "k-means"
    }

    fn help(&self) -> &'static str {
        "Parts the rows into a given number of clusters around their means. Fast on any number of rows; best \
         for round clusters of like spread, on features of one scale."
    }

    fn tasks(&self) -> &'static [TaskKind] {
        &[TaskKind::Clustering]
    }

    fn params(&self, task: TaskKind) -> &'static [ParamSpec] {
        if task == TaskKind::Clustering { &PARAMS } else { &[] }
    }

    fn build(&self, task: TaskKind, values: &ParamValues) -> Result<Box<dyn Estimator>, Vec<ParamFault>> {
        let settings = Settings::checked(self.params(task), values)?;
        let init = if settings.text("init") == "random" { Init::Random } else { Init::PlusPlus };
        let usual = if init == Init::Random { 10 } else { 1 };
        Ok(Box::new(Options {
            clusters: settings.int("n_clusters").unwrap_or(8) as usize,
            init,
            runs: settings.int("n_init").map_or(usual, |n| n as u32),
            max_iter: settings.int("max_iter").unwrap_or(300) as u32,
            tol: settings.float("tol").unwrap_or(1e-4),
        }))
    }
}

#[derive(Clone, Copy)]
struct Options {
    clusters: usize,
    init: Init,
    runs: u32,
    max_iter: u32,
    tol: f64,
}

impl Estimator for Options {
    fn start(&self, data: Arc<Dataset>, seed: u64) -> Result<Box<dyn Training>, LearnError> {
        check_dataset(&data)?;
        untargeted(&data, "k_means")?;
        let data = row_major(data);
        let stop = Stop { max_iter: self.max_iter, tolerance: self.tol * mean_variance(&rows_of(&data)) };
        let phase = Phase::Seeding(self.seeding(seed, 0));
        Ok(Box::new(Clustering { options: *self, data, seed, stop, phase, run: 0, found: None }))
    }
}

impl Options {
    fn seeding(&self, seed: u64, run: u32) -> Box<Seeding> {
        Box::new(Seeding::new(self.init, self.clusters, generator(seed, run)))
    }
}

/// The same data with a matrix that lies row by row.
pub(super) fn row_major(data: Arc<Dataset>) -> Arc<Dataset> {
    if data.x.data.is_standard_layout() {
        return data;
    }
    let mut data = Arc::unwrap_or_clone(data);
    data.x.data = data.x.data.as_standard_layout().into_owned();
    Arc::new(data)
}

/// The rows of data that lie row by row.
pub(super) fn rows_of(data: &Dataset) -> Rows<'_> {
    let cells = data.x.data.as_slice().unwrap_or_default();
    Rows { cells, features: data.x.data.ncols(), weights: data.weights.as_deref() }
}

/// The mean over the features of their weighted variances.
pub(super) fn mean_variance(rows: &Rows<'_>) -> f64 {
    let (features, mut total) = (rows.features, 0.0);
    let (mut means, mut squares) = (vec![0.0; features], vec![0.0; features]);
    for row in 0..rows.count() {
        let weight = rows.weight(row);
        total += weight;
        means.iter_mut().zip(rows.row(row)).for_each(|(sum, &x)| *sum += weight * f64::from(x));
    }
    means.iter_mut().for_each(|sum| *sum /= total);
    for row in 0..rows.count() {
        let weight = rows.weight(row);
        for ((sum, mean), &x) in squares.iter_mut().zip(&means).zip(rows.row(row)) {
            let distance = f64::from(x) - mean;
            *sum += weight * distance * distance;
        }
    }
    squares.iter().map(|sum| sum / total).sum::<f64>() / features as f64
}

enum Phase {
    Seeding(Box<Seeding>),
    Running(Box<Run>),
}

struct Clustering {
    options: Options,
    data: Arc<Dataset>,
    seed: u64,
    stop: Stop,
    phase: Phase,
    /// Number of the run under way.
    run: u32,
    /// The tightest run that has ended.
    found: Option<Box<Run>>,
}

impl Clustering {
    fn chunk(&mut self) -> Status {
        let rows = rows_of(&self.data);
        match &mut self.phase {
            Phase::Seeding(seeding) if !seeding.is_done() => seeding.step(&rows),
            Phase::Seeding(seeding) => {
                let run = Run::new(&rows, seeding.centers(&rows), self.stop);
                self.phase = Phase::Running(Box::new(run));
            }
            Phase::Running(run) => {
                if run.advance(&rows) && self.end_run() {
                    return Status::Done(Box::new(self.model().expect("a run has ended")));
                }
            }
        }
        let iterations = if let Phase::Running(run) = &self.phase { run.iterations } else { 0 };
        let (per_run, runs) = (u64::from(self.options.max_iter), u64::from(self.options.runs));
        let done = u64::from(self.run) * per_run + u64::from(iterations);
        Status::Running(Progress { done, total: runs * per_run, unit: "iteration" })
    }

    /// Keeps the run that has ended if it is the tightest; whether it was the last.
    fn end_run(&mut self) -> bool {
        self.run += 1;
        let next = Phase::Seeding(self.options.seeding(self.seed, self.run));
        if let Phase::Running(run) = std::mem::replace(&mut self.phase, next)
            && self.found.as_ref().is_none_or(|found| run.inertia < found.inertia)
        {
            self.found = Some(run);
        }
        self.run == self.options.runs
    }

    fn shown(&self) -> Option<&Run> {
        match &self.phase {
            Phase::Running(run) if self.found.is_none() && run.iterations > 0 => Some(run),
            _ => self.found.as_deref(),
        }
    }

    fn model(&self) -> Option<CentersState> {
        let run = self.shown()?;
        Some(CentersState {
            found_by: CenterKind::KMeans,
            features: self.data.x.data.ncols() as u32,
            centers: heaviest_first(&run.centers, &run.sizes),
            asked: self.options.clusters as u32,
            inertia: run.inertia,
            iterations: run.iterations,
            converged: run.converged,
        })
    }
}

/// Centres in falling order of their clusters' weight.
pub(super) fn heaviest_first(centers: &[f64], sizes: &[f64]) -> Vec<f64> {
    let features = centers.len() / sizes.len();
    let mut order: Vec<usize> = (0..sizes.len()).collect();
    order.sort_by(|&a, &b| sizes[b].total_cmp(&sizes[a]));
    order.into_iter().flat_map(|k| &centers[k * features..(k + 1) * features]).copied().collect()
}

impl Training for Clustering {
    fn advance(&mut self) -> Pin<Box<dyn Future<Output = Result<Status, LearnError>> + '_>> {
        Box::pin(ready(Ok(self.chunk())))
    }

    fn best(&self) -> Option<Box<dyn Model>> {
        Some(Box::new(self.model()?))
    }

    fn has_best(&self) -> bool {
        self.shown().is_some()
    }

    fn curve(&self) -> Option<LearningCurve> {
        let run = self.shown()?;
        let rows = rows_of(&self.data);
        let weight = rows.weights.map_or(rows.count() as f64, |weights| weights.iter().sum());
        Some(LearningCurve {
            unit: "iteration".into(),
            loss: "inertia".into(),
            at: (0..run.history.len() as u64).collect(),
            train: run.history.iter().map(|inertia| inertia / weight).collect(),
            ..LearningCurve::default()
        })
    }
}
