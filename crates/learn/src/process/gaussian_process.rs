//! Gaussian processes: their kind and parameters.

use super::regression::Fitting;
use super::search::{BOUND, Shape};
use crate::settings::Settings;
use crate::{Dataset, Estimator, EstimatorKind, LearnError, Training};
use glasshouse_spec::{ParamFault, ParamSpec, ParamValues, TaskKind};
use std::borrow::Cow;
use std::sync::Arc;

/// scikit-learn's `GaussianProcessRegressor` with a kernel of a shape times an amplitude plus white noise, whose
/// parameters make the targets most likely (Rasmussen and Williams, *Gaussian Processes for Machine Learning*,
/// 2006). A weight counts a row so often. Features must not be missing and are to be on one scale, because one
/// length holds for all. Time `O(rows³)` a step of the search, memory `O(rows²)`; more than 3,000 rows are
/// refused.
pub struct GaussianProcess;

static PARAMS: [ParamSpec; 10] = [
    ParamSpec::choice(
        "kernel",
        "rbf",
        &[Cow::Borrowed("rbf"), Cow::Borrowed("matern"), Cow::Borrowed("rational_quadratic")],
        "How likeness falls with distance: rbf very smoothly; matern more roughly, as nu says; rational_quadratic \
         on several scales at once.",
    ),
    ParamSpec::choice(
        "nu",
        "1.5",
        &[Cow::Borrowed("0.5"), Cow::Borrowed("1.5"), Cow::Borrowed("2.5")],
        "How smooth matern is: 0.5 has corners everywhere, 1.5 one slope, 2.5 two.",
    ),
    ParamSpec::float(
        "length_scale",
        1.0,
        1.0 / BOUND,
        BOUND,
        "The distance over which rows are alike; where the search begins.",
    ),
    ParamSpec::float(
        "constant_value",
        1.0,
        1.0 / BOUND,
        BOUND,
        "The variance of the function; where the search begins.",
    ),
    ParamSpec::float(
        "noise_level",
        1.0,
        1.0 / BOUND,
        BOUND,
        "The variance of the noise; where the search begins. More noise makes a smoother curve.",
    ),
    ParamSpec::float(
        "scale_mixture",
        1.0,
        1.0 / BOUND,
        BOUND,
        "How much alike the lengths of rational_quadratic are; where the search begins.",
    ),
    ParamSpec::float("alpha", 1e-10, 0.0, 1e6, "What is added to the noise, and stays as it is."),
    ParamSpec::bool(
        "normalize_y",
        true,
        "Whether the target is centred and scaled first. Without, far from all rows the answer is zero.",
    ),
    ParamSpec::choice(
        "optimizer",
        "fmin_l_bfgs_b",
        &[Cow::Borrowed("fmin_l_bfgs_b"), Cow::Borrowed("none")],
        "Whether length, variance and noise are searched for, or taken as they are said.",
    ),
    ParamSpec::int(
        "n_restarts_optimizer",
        0,
        0,
        1000,
        "How often the search begins again elsewhere. The best is kept; each takes as long as the first.",
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
        "A smooth curve through the rows, as smooth and as noisy as the rows themselves make likely. For up to some \
         thousand rows of numbers on one scale; finds its own settings."
    }

    fn tasks(&self) -> &'static [TaskKind] {
        &[TaskKind::Regression]
    }

    fn params(&self, task: TaskKind) -> &'static [ParamSpec] {
        if task == TaskKind::Regression { &PARAMS } else { &[] }
    }

    fn build(&self, task: TaskKind, values: &ParamValues) -> Result<Box<dyn Estimator>, Vec<ParamFault>> {
        let settings = Settings::checked(self.params(task), values)?;
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
                float("noise_level"),
            ],
            alpha: settings.float("alpha").unwrap_or(1e-10),
            normalize: settings.flag("normalize_y"),
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
    pub alpha: f64,
    pub normalize: bool,
    pub search: bool,
    pub restarts: u32,
}

impl Options {
    /// The parameters of the shape at the beginning.
    pub fn theta(&self) -> Vec<f64> {
        let [amplitude, length, mixture, noise] = self.start;
        match self.shape {
            Shape::RationalQuadratic => vec![amplitude, length, mixture, noise],
            _ => vec![amplitude, length, noise],
        }
    }
}

impl Estimator for Options {
    fn start(&self, data: Arc<Dataset>, seed: u64) -> Result<Box<dyn Training>, LearnError> {
        Ok(Box::new(Fitting::new(data, self, seed)?))
    }
}
