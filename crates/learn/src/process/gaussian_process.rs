//! Gaussian processes: their kind and parameters.

use super::classes::Against;
use super::regression::Fitting;
use super::search::{BOUND, Shape};
use crate::settings::Settings;
use crate::{Dataset, Estimator, EstimatorKind, LearnError, Training};
use glasshouse_spec::{ParamFault, ParamSpec, ParamValues, TaskKind};
use std::borrow::Cow;
use std::sync::Arc;

/// scikit-learn's `GaussianProcessRegressor` and `GaussianProcessClassifier` with a kernel of a shape times an
/// amplitude, of numbers plus white noise, whose parameters make the targets most likely (Rasmussen and Williams,
/// *Gaussian Processes for Machine Learning*, 2006). Of classes by Laplace's approximation, with more than two by
/// one machine for each against the others. A weight counts a row so often. Features must not be missing and are
/// to be on one scale, because one length holds for all. Time `O(rows³)` a step of the search (of classes some
/// times as long), memory `O(rows²)`, which a model of classes keeps; more than 3,000 rows are refused, and of
/// three and more classes fewer.
pub struct GaussianProcess;

const KERNEL: ParamSpec = ParamSpec::choice(
    "kernel",
    "rbf",
    &[Cow::Borrowed("rbf"), Cow::Borrowed("matern"), Cow::Borrowed("rational_quadratic")],
    "How likeness falls with distance: rbf very smoothly; matern more roughly, as nu says; rational_quadratic on \
     several scales at once.",
);
const NU: ParamSpec = ParamSpec::choice(
    "nu",
    "1.5",
    &[Cow::Borrowed("0.5"), Cow::Borrowed("1.5"), Cow::Borrowed("2.5")],
    "How smooth matern is: 0.5 has corners everywhere, 1.5 one slope, 2.5 two.",
);
const LENGTH_SCALE: ParamSpec =
    begins("length_scale", "The distance over which rows are alike; where the search begins.");
const CONSTANT_VALUE: ParamSpec =
    begins("constant_value", "The variance of the function; where the search begins.");
const SCALE_MIXTURE: ParamSpec =
    begins("scale_mixture", "How much alike the lengths of rational_quadratic are; where the search begins.");
const OPTIMIZER: ParamSpec = ParamSpec::choice(
    "optimizer",
    "fmin_l_bfgs_b",
    &[Cow::Borrowed("fmin_l_bfgs_b"), Cow::Borrowed("none")],
    "Whether length, variance and, of numbers, noise are searched for, or taken as they are said.",
);
const N_RESTARTS_OPTIMIZER: ParamSpec = ParamSpec::int(
    "n_restarts_optimizer",
    0,
    0,
    1000,
    "How often the search begins again elsewhere. The best is kept; each takes as long as the first.",
);

const fn begins(name: &'static str, help: &'static str) -> ParamSpec {
    ParamSpec::float(name, 1.0, 1.0 / BOUND, BOUND, help)
}

static NUMBERS: [ParamSpec; 10] = [
    KERNEL,
    NU,
    LENGTH_SCALE,
    CONSTANT_VALUE,
    begins(
        "noise_level",
        "The variance of the noise; where the search begins. More noise makes a smoother curve.",
    ),
    SCALE_MIXTURE,
    ParamSpec::float("alpha", 1e-10, 0.0, 1e6, "What is added to the noise, and stays as it is."),
    ParamSpec::bool(
        "normalize_y",
        true,
        "Whether the target is centred and scaled first. Without, far from all rows the answer is zero.",
    ),
    OPTIMIZER,
    N_RESTARTS_OPTIMIZER,
];

static CLASSES: [ParamSpec; 8] = [
    KERNEL,
    NU,
    LENGTH_SCALE,
    CONSTANT_VALUE,
    SCALE_MIXTURE,
    OPTIMIZER,
    N_RESTARTS_OPTIMIZER,
    ParamSpec::int(
        "max_iter_predict",
        100,
        1,
        1_000_000,
        "Steps towards the function under which the classes are the most likely, at most. Fewer are quicker and less \
         exact; some ten are enough as a rule.",
    ),
];

impl EstimatorKind for GaussianProcess {
    fn id(&self) -> &'static str {
        "gaussian_process"
    }

    fn title(&self) -> &'static str {
        "Gaussian process"
    }

    fn help(&self) -> &'static str {
        "A smooth curve through the rows, or a smooth border between classes, as smooth and as noisy as the rows \
         themselves make likely, and less sure where there are no rows. For up to some thousand rows of numbers on one \
         scale; finds its own settings."
    }

    fn tasks(&self) -> &'static [TaskKind] {
        &[TaskKind::Classification, TaskKind::Regression]
    }

    fn params(&self, task: TaskKind) -> &'static [ParamSpec] {
        match task {
            TaskKind::Classification => &CLASSES,
            TaskKind::Regression => &NUMBERS,
            _ => &[],
        }
    }

    fn build(&self, task: TaskKind, values: &ParamValues) -> Result<Box<dyn Estimator>, Vec<ParamFault>> {
        let settings = Settings::checked(self.params(task), values)?;
        let classes = task == TaskKind::Classification;
        let float = |name: &str| settings.float(name).unwrap_or(1.0);
        let twice_nu = match settings.text("nu").as_str() {
            "0.5" => 1,
            "2.5" => 5,
            _ => 3,
        };
        Ok(Box::new(Options {
            shape: match settings.text("kernel").as_str() {
                "matern" => Shape::Matern(twice_nu),
                "rational_quadratic" => Shape::RationalQuadratic,
                _ => Shape::Rbf,
            },
            start: [
                float("constant_value"),
                float("length_scale"),
                float("scale_mixture"),
                if classes { 0.0 } else { float("noise_level") },
            ],
            classes,
            most: if classes { settings.int("max_iter_predict").unwrap_or(100) as u32 } else { 0 },
            alpha: if classes { 0.0 } else { settings.float("alpha").unwrap_or(1e-10) },
            normalize: !classes && settings.flag("normalize_y"),
            search: settings.text("optimizer") != "none",
            restarts: settings.int("n_restarts_optimizer").unwrap_or(0) as u32,
        }))
    }
}

/// Checked parameters.
#[derive(Clone)]
pub(super) struct Options {
    pub shape: Shape,
    /// Amplitude, length, mixture, noise.
    start: [f64; 4],
    classes: bool,
    /// Steps towards the most likely function of classes, at most.
    pub most: u32,
    pub alpha: f64,
    pub normalize: bool,
    pub search: bool,
    pub restarts: u32,
}

impl Options {
    /// The parameters at the beginning: of the shape, and of numbers the noise.
    pub fn theta(&self) -> Vec<f64> {
        let [amplitude, length, mixture, noise] = self.start;
        let mut theta = vec![amplitude, length];
        theta.extend((self.shape == Shape::RationalQuadratic).then_some(mixture));
        theta.extend((!self.classes).then_some(noise));
        theta
    }
}

impl Estimator for Options {
    fn start(&self, data: Arc<Dataset>, seed: u64) -> Result<Box<dyn Training>, LearnError> {
        match self.classes {
            true => Ok(Box::new(Against::new(data, self, seed)?)),
            false => Ok(Box::new(Fitting::new(data, self, seed)?)),
        }
    }
}
