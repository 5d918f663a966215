//! k-means by small samples of the rows (Sculley, *Web-scale k-means clustering*, 2010).

use super::centers::{CenterKind, CentersState};
use super::distances::Packed;
use super::k_means::{INIT, N_CLUSTERS, heaviest_first, mean_variance, row_major, rows_of};
use super::lloyd::{Rows, Run};
use super::seeding::{Init, Seeding};
use crate::checks::{check_dataset, untargeted};
use crate::settings::Settings;
use crate::tree::sample::{below, generator};
use crate::{Dataset, Estimator, EstimatorKind, LearnError, Model, Progress, Status, Training};
use glasshouse_compute::vectorised;
use glasshouse_spec::{LearningCurve, ParamFault, ParamSpec, ParamValues, TaskKind};
use rand_chacha::ChaCha8Rng;
use std::future::{Future, ready};
use std::pin::Pin;
use std::sync::Arc;

/// scikit-learn's `MiniBatchKMeans` (Sculley, *Web-scale k-means clustering*, 2010). Features must not be
/// missing. Training takes
/// O(batch · features · clusters) a step and one pass over all rows at the end.
pub struct MiniBatchKMeans;

/// Products of a feature and a centre in one chunk.
const CHUNK: usize = 60_000_000;
/// Points of the learning curve, about.
const POINTS: u64 = 500;

static PARAMS: [ParamSpec; 8] = [
    N_CLUSTERS,
    INIT,
    ParamSpec::optional_int(
        "n_init",
        1,
        1000,
        "How many beginnings are tried on a sample; training goes on from the tightest. Left out: one with \
         k-means++, three with random.",
    ),
    ParamSpec::int("batch_size", 1024, 1, 10_000_000, "Rows of a step. More make steps steadier and slower."),
    ParamSpec::int(
        "max_iter",
        100,
        1,
        1_000_000,
        "After how many rounds through as many rows as there are training ends at the latest.",
    ),
    ParamSpec::float(
        "tol",
        0.0,
        0.0,
        f64::MAX,
        "How little the centres must move in a step, as a share of the features' variance, for training to \
         end. At 0 only max_no_improvement ends it early.",
    ),
    ParamSpec::int(
        "max_no_improvement",
        10,
        1,
        1_000_000,
        "After how many steps without a tighter sample training ends. More is slower and tighter.",
    ),
    ParamSpec::float(
        "reassignment_ratio",
        0.01,
        0.0,
        1.0,
        "A centre that was given fewer rows than this share of the largest cluster's begins anew elsewhere. \
         Higher finds small clusters less often.",
    ),
];

impl EstimatorKind for MiniBatchKMeans {
    fn id(&self) -> &'static str {
        "mini_batch_k_means"
    }

    fn title(&self) -> &'static str {
        "Mini-batch k-means"
    }

    fn help(&self) -> &'static str {
        "k-means that learns from small samples of the rows: many times faster on large tables, and nearly \
         as tight."
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
        let usual = if init == Init::Random { 3 } else { 1 };
        Ok(Box::new(Options {
            clusters: settings.int("n_clusters").unwrap_or(8) as usize,
            init,
            beginnings: settings.int("n_init").map_or(usual, |n| n as u32),
            batch: settings.int("batch_size").unwrap_or(1024) as usize,
            max_iter: settings.int("max_iter").unwrap_or(100),
            tol: settings.float("tol").unwrap_or(0.0),
            patience: settings.int("max_no_improvement").unwrap_or(10),
            ratio: settings.float("reassignment_ratio").unwrap_or(0.01),
        }))
    }
}

#[derive(Clone, Copy)]
struct Options {
    clusters: usize,
    init: Init,
    beginnings: u32,
    batch: usize,
    max_iter: u64,
    tol: f64,
    patience: u64,
    ratio: f64,
}

impl Estimator for Options {
    fn start(&self, data: Arc<Dataset>, seed: u64) -> Result<Box<dyn Training>, LearnError> {
        check_dataset(&data)?;
        untargeted(&data, "mini_batch_k_means")?;
        let data = row_major(data);
        let rows = rows_of(&data);
        let weighty: Vec<u32> =
            (0..rows.count() as u32).filter(|&row| rows.weight(row as usize) > 0.0).collect();
        let batch = self.batch.min(weighty.len());
        let sample = (3 * batch).max(3 * self.clusters).min(weighty.len());
        let mut rng = generator(seed, u32::MAX);
        let judges = drawn(&mut rng, &weighty, sample);
        let mut learning = Learning {
            options: *self,
            steps: (self.max_iter * weighty.len() as u64 / batch as u64).max(1),
            tolerance: self.tol * mean_variance(&rows),
            phase: Phase::Stepping,
            data,
            seed,
            rng,
            weighty,
            batch,
            judges,
            centers: Vec::new(),
            least: f64::INFINITY,
            sizes: Vec::new(),
            since: 0,
            step: 0,
            smooth: None,
            best: f64::INFINITY,
            waited: 0,
            converged: false,
            curve: Vec::new(),
        };
        learning.begin(0, sample);
        Ok(Box::new(learning))
    }
}

/// Rows at random, with replacement.
fn drawn(rng: &mut ChaCha8Rng, rows: &[u32], count: usize) -> Vec<u32> {
    (0..count).map(|_| rows[below(rng, rows.len() as u32) as usize]).collect()
}

/// First centres being chosen among a sample.
struct Beginning {
    seeding: Seeding,
    number: u32,
    cells: Vec<f32>,
    weights: Vec<f64>,
}

enum Phase {
    Sampling(Box<Beginning>),
    Stepping,
    Measuring(Box<Run>),
}

struct Learning {
    options: Options,
    data: Arc<Dataset>,
    seed: u64,
    rng: ChaCha8Rng,
    /// Rows with a weight.
    weighty: Vec<u32>,
    batch: usize,
    /// Steps at most.
    steps: u64,
    /// Squared move of the centres that counts as rest.
    tolerance: f64,
    phase: Phase,
    /// Rows by which beginnings are judged.
    judges: Vec<u32>,
    centers: Vec<f64>,
    /// Inertia of the judges at the best beginning.
    least: f64,
    /// Weight of all rows that each centre was given.
    sizes: Vec<f64>,
    /// Rows since centres last could begin anew.
    since: usize,
    step: u64,
    /// Smoothed inertia of a row, its least value, and steps since that.
    smooth: Option<f64>,
    best: f64,
    waited: u64,
    converged: bool,
    /// Step and smoothed inertia.
    curve: Vec<(u64, f64)>,
}

/// What a sample says: sums and weights by cluster, and its inertia.
struct Batch {
    sums: Vec<f64>,
    sizes: Vec<f64>,
    inertia: f64,
    weight: f64,
}

impl Learning {
    /// Begins to choose first centres among so many rows.
    fn begin(&mut self, number: u32, sample: usize) {
        let rows = if sample < self.weighty.len() {
            drawn(&mut self.rng, &self.weighty, sample)
        } else {
            self.weighty.clone()
        };
        let (options, data) = (&self.options, rows_of(&self.data));
        self.phase = Phase::Sampling(Box::new(Beginning {
            seeding: Seeding::new(options.init, options.clusters, generator(self.seed, number)),
            number,
            cells: rows.iter().flat_map(|&row| data.row(row as usize)).copied().collect(),
            weights: rows.iter().map(|&row| data.weight(row as usize)).collect(),
        }));
    }

    fn chunk(&mut self) -> Status {
        match &mut self.phase {
            Phase::Sampling(_) => self.sample(),
            Phase::Stepping => self.some_steps(),
            Phase::Measuring(run) => {
                let rows = rows_of(&self.data);
                if run.advance(&rows) {
                    let (inertia, sizes) = (run.inertia, std::mem::take(&mut run.sizes));
                    return Status::Done(Box::new(self.model(&sizes, inertia)));
                }
            }
        }
        Status::Running(Progress { done: self.step.min(self.steps), total: self.steps, unit: "step" })
    }

    /// Chooses some centres, or judges the beginning whose centres are chosen.
    fn sample(&mut self) {
        let Phase::Sampling(beginning) = &mut self.phase else { return };
        let features = self.data.x.data.ncols();
        let rows = Rows { cells: &beginning.cells, features, weights: Some(&beginning.weights) };
        let trials = 2 + libm::log(self.options.clusters as f64) as usize;
        for _ in 0..(CHUNK / (beginning.cells.len() * trials)).max(1) {
            if beginning.seeding.is_done() {
                return self.judge();
            }
            beginning.seeding.step(&rows);
        }
    }

    fn judge(&mut self) {
        let Phase::Sampling(beginning) = &self.phase else { return };
        let data = rows_of(&self.data);
        let (number, sample) = (beginning.number, beginning.weights.len());
        let rows =
            Rows { cells: &beginning.cells, features: data.features, weights: Some(&beginning.weights) };
        let centers = beginning.seeding.centers(&rows);
        let few = centers.len() < self.options.clusters * data.features;
        if few && sample < self.weighty.len() {
            return self.begin(number, self.weighty.len());
        }
        let inertia = self.sums(&data, &self.judges, &centers).inertia;
        if self.centers.is_empty() || inertia < self.least {
            (self.centers, self.least) = (centers, inertia);
        }
        if number + 1 < self.options.beginnings {
            return self.begin(number + 1, sample);
        }
        self.sizes = vec![0.0; self.centers.len() / self.data.x.data.ncols()];
        self.phase = Phase::Stepping;
    }

    fn sums(&self, rows: &Rows<'_>, sample: &[u32], centers: &[f64]) -> Batch {
        let (features, packed) = (rows.features, Packed::new(centers, rows.features));
        let (sums, sizes) = (vec![0.0; centers.len()], vec![0.0; centers.len() / features]);
        let mut batch = Batch { sums, sizes, inertia: 0.0, weight: 0.0 };
        vectorised(|| {
            for &row in sample {
                let (cells, weight) = (rows.row(row as usize), rows.weight(row as usize));
                let (nearest, distance) = packed.nearest(cells);
                batch.inertia += weight * distance;
                batch.weight += weight;
                batch.sizes[nearest as usize] += weight;
                let sums = &mut batch.sums[nearest as usize * features..][..features];
                sums.iter_mut().zip(cells).for_each(|(sum, &x)| *sum += weight * f64::from(x));
            }
            batch
        })
    }

    fn some_steps(&mut self) {
        let cost = self.batch * self.centers.len();
        for _ in 0..(CHUNK / cost.max(1)).max(1) {
            if self.one_step() || self.step == self.steps {
                let run = Run::settled(&rows_of(&self.data), self.centers.clone());
                self.phase = Phase::Measuring(Box::new(run));
                return;
            }
        }
    }

    /// Moves the centres towards the means of a sample; whether training is to end.
    fn one_step(&mut self) -> bool {
        let sample = drawn(&mut self.rng, &self.weighty, self.batch);
        let data = self.data.clone();
        let rows = rows_of(&data);
        let batch = self.sums(&rows, &sample, &self.centers);
        let mut moved = 0.0;
        let centers = self.centers.chunks_exact_mut(rows.features).zip(&mut self.sizes);
        let given = batch.sums.chunks_exact(rows.features).zip(&batch.sizes);
        for ((center, size), (sums, weight)) in centers.zip(given).filter(|(_, (_, weight))| **weight > 0.0) {
            for (value, sum) in center.iter_mut().zip(sums) {
                let new = (*value * *size + sum) / (*size + weight);
                moved += (new - *value) * (new - *value);
                *value = new;
            }
            *size += weight;
        }
        self.relocate(&rows, &sample);
        self.step += 1;
        self.at_rest(batch.inertia / batch.weight, moved)
    }

    /// Puts centres that were given few rows to rows of the sample, now and then.
    fn relocate(&mut self, rows: &Rows<'_>, sample: &[u32]) {
        self.since += self.batch;
        if self.since < 10 * self.sizes.len() && self.sizes.iter().all(|size| *size > 0.0) {
            return;
        }
        self.since = 0;
        let most = self.sizes.iter().copied().fold(0.0, f64::max);
        let mut poor: Vec<usize> =
            (0..self.sizes.len()).filter(|&k| self.sizes[k] < self.options.ratio * most).collect();
        poor.sort_by(|&a, &b| self.sizes[a].total_cmp(&self.sizes[b]).then(a.cmp(&b)));
        poor.truncate(sample.len() / 2);
        let rest = (0..self.sizes.len()).filter(|k| !poor.contains(k)).map(|k| self.sizes[k]);
        let least = rest.fold(f64::INFINITY, f64::min);
        for &k in &poor {
            let row = sample[below(&mut self.rng, sample.len() as u32) as usize] as usize;
            let center = &mut self.centers[k * rows.features..][..rows.features];
            center.iter_mut().zip(rows.row(row)).for_each(|(value, &x)| *value = f64::from(x));
            self.sizes[k] = least;
        }
    }

    /// Whether the centres rest or the inertia has not fallen for long; the first step tells nothing.
    fn at_rest(&mut self, inertia: f64, moved: f64) -> bool {
        if self.step == 1 {
            return false;
        }
        let share = (2.0 * self.batch as f64 / (self.weighty.len() as f64 + 1.0)).min(1.0);
        let smooth = self.smooth.map_or(inertia, |before| before * (1.0 - share) + inertia * share);
        self.smooth = Some(smooth);
        if (self.step - 2).is_multiple_of(self.steps.div_ceil(POINTS)) {
            self.curve.push((self.step, smooth));
        }
        let better = smooth < self.best;
        self.best = self.best.min(smooth);
        self.waited = if better { 0 } else { self.waited + 1 };
        self.converged =
            self.waited >= self.options.patience || self.tolerance > 0.0 && moved <= self.tolerance;
        self.converged
    }

    fn model(&self, sizes: &[f64], inertia: f64) -> CentersState {
        CentersState {
            found_by: CenterKind::MiniBatchKMeans,
            features: self.data.x.data.ncols() as u32,
            centers: heaviest_first(&self.centers, sizes),
            asked: self.options.clusters as u32,
            inertia,
            iterations: self.step as u32,
            converged: self.converged,
        }
    }
}

impl Training for Learning {
    fn advance(&mut self) -> Pin<Box<dyn Future<Output = Result<Status, LearnError>> + '_>> {
        Box::pin(ready(Ok(self.chunk())))
    }

    fn best(&self) -> Option<Box<dyn Model>> {
        let smooth = self.smooth?;
        let rows = rows_of(&self.data);
        let weight: f64 = (0..rows.count()).map(|row| rows.weight(row)).sum();
        Some(Box::new(self.model(&self.sizes, smooth * weight)))
    }

    fn has_best(&self) -> bool {
        self.smooth.is_some()
    }

    fn curve(&self) -> Option<LearningCurve> {
        let (at, train) = self.curve.iter().copied().unzip();
        let (unit, loss) = ("step".into(), "inertia".into());
        Some(LearningCurve { unit, loss, at, train, ..LearningCurve::default() })
    }
}
