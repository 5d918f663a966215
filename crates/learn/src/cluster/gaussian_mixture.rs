//! Mixtures of normal densities: their parameters, and their training run by run.

use super::expectation::{Plan, Run};
use super::k_means::{mean_variance, row_major, rows_of};
use super::lloyd;
use super::mixture_shape::Shape;
use super::mixture_state::{Mixture, MixtureState};
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

/// scikit-learn's `GaussianMixture`, by expectation and maximisation (Dempster, Laird and Rubin, 1977).
/// Features must not be missing. Training takes
/// O(rows · components · features²) an iteration (features once where features are independent),
/// prediction the same once; memory O(components · features²).
pub struct GaussianMixture;

/// Most numbers of all covariances: half a gigabyte.
const CELLS: usize = 1 << 26;
/// When the k-means that a run begins with ends, as scikit-learn's.
const K_MEANS: (u32, f64) = (300, 1e-4);

static PARAMS: [ParamSpec; 7] = [
    ParamSpec::int(
        "n_components",
        2,
        1,
        10_000,
        "How many clusters to find. More always fit closer; look where BIC is least. scikit-learn begins \
         with 1, which tells nothing apart.",
    )
    .tuned(1.0, 20.0, false),
    ParamSpec::choice(
        "covariance_type",
        "full",
        &[Cow::Borrowed("full"), Cow::Borrowed("tied"), Cow::Borrowed("diag"), Cow::Borrowed("spherical")],
        "What clusters look like: any ellipse each, the same ellipse for all, ellipses along the axes, or \
         balls. Simpler shapes need fewer rows and less time.",
    ),
    ParamSpec::float(
        "reg_covar",
        1e-6,
        0.0,
        f64::MAX,
        "What is added to every variance. Larger keeps a cluster from shrinking to a point; too large blurs \
         them.",
    ),
    ParamSpec::int(
        "n_init",
        1,
        1,
        1000,
        "How many times to begin anew; the likeliest result is kept. More is slower and finds better \
         clusters.",
    ),
    ParamSpec::choice(
        "init_params",
        "kmeans",
        &[Cow::Borrowed("kmeans"), Cow::Borrowed("k-means++"), Cow::Borrowed("random_from_data")],
        "Where clusters begin: where k-means ends, at rows that are far from each other, or at any rows. \
         The later are quicker to begin and need more iterations.",
    ),
    ParamSpec::int("max_iter", 100, 1, 1_000_000, "After how many iterations a run ends at the latest."),
    ParamSpec::float(
        "tol",
        1e-3,
        0.0,
        f64::MAX,
        "How little the mean log-likelihood must grow for a run to end. Smaller is slower and more exact.",
    ),
];

impl EstimatorKind for GaussianMixture {
    fn id(&self) -> &'static str {
        "gaussian_mixture"
    }

    fn title(&self) -> &'static str {
        "Gaussian mixture"
    }

    fn help(&self) -> &'static str {
        "Takes the rows for drawn from several normal distributions and says how surely each belongs to \
         which. Finds stretched and overlapping clusters of different sizes, which k-means does not."
    }

    fn tasks(&self) -> &'static [TaskKind] {
        &[TaskKind::Clustering]
    }

    fn params(&self, task: TaskKind) -> &'static [ParamSpec] {
        if task == TaskKind::Clustering { &PARAMS } else { &[] }
    }

    fn build(&self, task: TaskKind, values: &ParamValues) -> Result<Box<dyn Estimator>, Vec<ParamFault>> {
        let settings = Settings::checked(self.params(task), values)?;
        let shape = Shape::named(&settings.text("covariance_type")).map_err(|fault| vec![fault])?;
        let init = settings.text("init_params");
        Ok(Box::new(Options {
            components: settings.int("n_components").unwrap_or(2) as usize,
            init: if init == "random_from_data" { Init::Random } else { Init::PlusPlus },
            k_means: init == "kmeans",
            runs: settings.int("n_init").unwrap_or(1) as u32,
            plan: Plan {
                shape,
                reg_covar: settings.float("reg_covar").unwrap_or(1e-6),
                tol: settings.float("tol").unwrap_or(1e-3),
                max_iter: settings.int("max_iter").unwrap_or(100) as u32,
            },
        }))
    }
}

#[derive(Clone, Copy)]
struct Options {
    components: usize,
    init: Init,
    k_means: bool,
    runs: u32,
    plan: Plan,
}

impl Estimator for Options {
    fn start(&self, data: Arc<Dataset>, seed: u64) -> Result<Box<dyn Training>, LearnError> {
        check_dataset(&data)?;
        untargeted(&data, "gaussian_mixture")?;
        let features = data.x.data.ncols();
        let (size, count) = self.plan.shape.sizes(self.components, features);
        if size.saturating_mul(count) > CELLS {
            let what = format!("{count} covariances of {features} features");
            return Err(LearnError::TooLarge(what));
        }
        let data = row_major(data);
        let spread = mean_variance(&rows_of(&data));
        let phase = Phase::Seeding(self.seeding(seed, 0));
        Ok(Box::new(Fitting { options: *self, data, seed, spread, phase, run: 0, found: None }))
    }
}

impl Options {
    fn seeding(&self, seed: u64, run: u32) -> Box<Seeding> {
        Box::new(Seeding::new(self.init, self.components, generator(seed, run)))
    }
}

enum Phase {
    Seeding(Box<Seeding>),
    Centring(Box<lloyd::Run>),
    Running(Box<Run>),
}

struct Fitting {
    options: Options,
    data: Arc<Dataset>,
    seed: u64,
    /// Mean variance of the features.
    spread: f64,
    phase: Phase,
    /// Number of the run under way.
    run: u32,
    /// The likeliest run that has ended.
    found: Option<Box<Run>>,
}

/// Mean log-likelihood of a run.
fn likelihood(run: &Run) -> f64 {
    run.history.last().copied().unwrap_or(f64::NEG_INFINITY)
}

impl Fitting {
    fn chunk(&mut self) -> Status {
        let rows = rows_of(&self.data);
        let plan = self.options.plan;
        match &mut self.phase {
            Phase::Seeding(seeding) if !seeding.is_done() => seeding.step(&rows),
            Phase::Seeding(seeding) if self.options.k_means => {
                let stop = lloyd::Stop { max_iter: K_MEANS.0, tolerance: K_MEANS.1 * self.spread };
                self.phase = Phase::Centring(Box::new(lloyd::Run::new(&rows, seeding.centers(&rows), stop)));
            }
            Phase::Seeding(seeding) => {
                self.phase = Phase::Running(Box::new(Run::new(&rows, seeding.centers(&rows), plan)));
            }
            Phase::Centring(run) => {
                if run.advance(&rows) {
                    let centers = std::mem::take(&mut run.centers);
                    self.phase = Phase::Running(Box::new(Run::new(&rows, centers, plan)));
                }
            }
            Phase::Running(run) => {
                if run.advance(&rows) && self.end_run() {
                    return Status::Done(Box::new(self.model().expect("a run has ended")));
                }
            }
        }
        let iterations = if let Phase::Running(run) = &self.phase { run.iterations } else { 0 };
        let (per_run, runs) = (u64::from(plan.max_iter), u64::from(self.options.runs));
        let done = u64::from(self.run) * per_run + u64::from(iterations);
        Status::Running(Progress { done, total: runs * per_run, unit: "iteration" })
    }

    /// Keeps the run that has ended if it is the likeliest; whether it was the last.
    fn end_run(&mut self) -> bool {
        self.run += 1;
        let next = Phase::Seeding(self.options.seeding(self.seed, self.run));
        if let Phase::Running(run) = std::mem::replace(&mut self.phase, next)
            && self.found.as_ref().is_none_or(|found| likelihood(&run) > likelihood(found))
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

    fn model(&self) -> Option<MixtureState> {
        let run = self.shown()?;
        Some(MixtureState {
            mixture: largest_first(&run.mixture),
            asked: self.options.components as u32,
            weight: run.weight,
            likelihood: likelihood(run),
            iterations: run.iterations,
            converged: run.converged,
            propped: run.propped,
        })
    }
}

/// The same mixture, its components in falling order of their shares.
fn largest_first(mixture: &Mixture) -> Mixture {
    let features = mixture.features as usize;
    let mut order: Vec<usize> = (0..mixture.components()).collect();
    order.sort_by(|&a, &b| mixture.shares[b].total_cmp(&mixture.shares[a]));
    let factors = if mixture.shape == Shape::Tied {
        mixture.factors.clone()
    } else {
        order.iter().flat_map(|&k| mixture.factor(k)).copied().collect()
    };
    Mixture {
        shares: order.iter().map(|&k| mixture.shares[k]).collect(),
        means: order.iter().flat_map(|&k| &mixture.means[k * features..][..features]).copied().collect(),
        factors,
        ..*mixture
    }
}

impl Training for Fitting {
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
        Some(LearningCurve {
            unit: "iteration".into(),
            loss: "negative_log_likelihood".into(),
            at: (0..run.history.len() as u64).collect(),
            train: run.history.iter().map(|likelihood| -likelihood).collect(),
            ..LearningCurve::default()
        })
    }
}
