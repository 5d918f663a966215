//! Support vector machines of classes and numbers: their kind.

use super::classes::Pairs;
use super::numbers::Tube;
use super::options::{C, COEF0, DEGREE, GAMMA, KERNEL, KernelChoice, MAX_ITER, TOL};
use crate::linear::CLASS_WEIGHT;
use crate::settings::Settings;
use crate::{Dataset, Estimator, EstimatorKind, LearnError, Training};
use glasshouse_spec::{ParamFault, ParamSpec, ParamValues, TaskKind};
use std::sync::Arc;

/// scikit-learn's `SVC` and `SVR`: the widest margin, or the flattest function within a tube, in the space of a
/// kernel (Cortes and Vapnik, *Support-vector networks*, 1995). Found by sequential minimal optimisation; more
/// than two classes by a machine for each pair and their votes. Features must not be missing and are to be on
/// one scale. Time between `O(rows²)` and `O(rows³)` times the features, memory 128 MB for kernels; more than
/// 50,000 rows are refused.
pub struct Svm;

const EPSILON: ParamSpec = ParamSpec::float(
    "epsilon",
    0.1,
    0.0,
    f64::MAX,
    "Errors up to this cost nothing, in units of the target. Larger values make a smoother model of fewer rows.",
)
.tuned(1e-3, 1e1, true);

const PROBABILITY: ParamSpec = ParamSpec::bool(
    "probability",
    false,
    "Whether to give probabilities, by a curve through the scores of five folds: takes about five times as long. \
     The class of the largest one is then the answer.",
);

static CLASSES: [ParamSpec; 9] = [C, KERNEL, GAMMA, DEGREE, COEF0, CLASS_WEIGHT, PROBABILITY, TOL, MAX_ITER];
static NUMBERS: [ParamSpec; 8] = [C, EPSILON, KERNEL, GAMMA, DEGREE, COEF0, TOL, MAX_ITER];

impl EstimatorKind for Svm {
    fn id(&self) -> &'static str {
        "svm"
    }

    fn title(&self) -> &'static str {
        "Support vector machine"
    }

    fn help(&self) -> &'static str {
        "Compares a row with the training rows that lie near the border of a class, or off the curve. Strong on \
         some thousand rows of numbers on one scale; slow on many: linear_svm or trees are for those."
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
        Ok(Box::new(Options {
            classes,
            kernel: KernelChoice::read(&settings),
            strength: settings.float("C").unwrap_or(1.0),
            epsilon: if classes { 0.0 } else { settings.float("epsilon").unwrap_or(0.1) },
            even: classes && settings.text("class_weight") == "balanced",
            probability: classes && settings.flag("probability"),
            tol: settings.float("tol").unwrap_or(1e-3),
            most: settings.int("max_iter"),
        }))
    }
}

/// Checked parameters.
#[derive(Clone)]
pub(super) struct Options {
    classes: bool,
    pub kernel: KernelChoice,
    pub strength: f64,
    pub epsilon: f64,
    pub even: bool,
    pub probability: bool,
    pub tol: f64,
    pub most: Option<u64>,
}

impl Estimator for Options {
    fn towards_probabilities(&self) -> Option<&'static str> {
        (self.classes && !self.probability).then_some("set its probability to true")
    }

    fn start(&self, data: Arc<Dataset>, seed: u64) -> Result<Box<dyn Training>, LearnError> {
        match self.classes {
            true => Ok(Box::new(Pairs::new(data, self.clone(), seed)?)),
            false => Ok(Box::new(Tube::new(data, self)?)),
        }
    }
}
