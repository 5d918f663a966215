//! The parameters of stochastic descent, declared and read.

use super::loss::SgdLoss;
use crate::answers::{EARLY_STOPPING, VALIDATION_FRACTION};
use crate::linear::CLASS_WEIGHT;
use crate::settings::Settings;
use glasshouse_spec::{ParamFault, ParamSpec, TaskKind};
use std::borrow::Cow;

const CLASS_LOSS: ParamSpec = ParamSpec::choice(
    "loss",
    "hinge",
    &[
        Cow::Borrowed("hinge"),
        Cow::Borrowed("log_loss"),
        Cow::Borrowed("modified_huber"),
        Cow::Borrowed("squared_hinge"),
        Cow::Borrowed("perceptron"),
    ],
    "What a wrong score costs: hinge is a linear support vector machine, log_loss logistic regression, \
     modified_huber heeds outliers less; these two give probabilities. squared_hinge punishes more, perceptron \
     nothing but the wrong side.",
);

const NUMBER_LOSS: ParamSpec = ParamSpec::choice(
    "loss",
    "squared_error",
    &[
        Cow::Borrowed("squared_error"),
        Cow::Borrowed("huber"),
        Cow::Borrowed("epsilon_insensitive"),
        Cow::Borrowed("squared_epsilon_insensitive"),
    ],
    "What an error costs: squared_error its square; huber heeds errors beyond epsilon less; epsilon_insensitive \
     nothing up to epsilon, then its size, or the square of it.",
);

const PENALTY: ParamSpec = ParamSpec::choice(
    "penalty",
    "l2",
    &[Cow::Borrowed("l2"), Cow::Borrowed("l1"), Cow::Borrowed("elasticnet"), Cow::Borrowed("none")],
    "What holds the coefficients back: l2 their squares, l1 their sizes, which leaves features out, elasticnet \
     both, none nothing.",
);

const ALPHA: ParamSpec = ParamSpec::float(
    "alpha",
    1e-4,
    0.0,
    f64::MAX,
    "How strongly coefficients are held back. Larger values mean a simpler model; with the rate optimal, smaller \
     steps as well.",
)
.tuned(1e-6, 1e-1, true);

const L1_RATIO: ParamSpec = ParamSpec::float(
    "l1_ratio",
    0.15,
    0.0,
    1.0,
    "With elasticnet, how much of the penalty falls on sizes; the rest falls on squares.",
);

const INTERCEPT: ParamSpec = ParamSpec::bool("fit_intercept", true, "Whether the line may leave the origin.");

const MAX_ITER: ParamSpec = ParamSpec::int(
    "max_iter",
    1000,
    1,
    1_000_000,
    "The largest number of epochs: times that all rows are gone through.",
);

const TOL: ParamSpec = ParamSpec::float(
    "tol",
    1e-3,
    0.0,
    f64::MAX,
    "By how much the loss must fall to count as better. Smaller trains longer.",
);

const SHUFFLE: ParamSpec =
    ParamSpec::bool("shuffle", true, "Whether each epoch goes through the rows in another order.");

const EPSILON: ParamSpec = ParamSpec::float(
    "epsilon",
    0.1,
    0.0,
    f64::MAX,
    "Where huber bends and up to where errors cost nothing, in units of the target.",
);

const RATES: [Cow<'static, str>; 4] = [
    Cow::Borrowed("optimal"),
    Cow::Borrowed("constant"),
    Cow::Borrowed("invscaling"),
    Cow::Borrowed("adaptive"),
];

const RATE_HELP: &str = "How long steps are: constant as eta0 says; optimal shrinks them row by row, as alpha says; invscaling by \
     a power of the rows seen; adaptive divides them by five when the loss no longer falls.";

const CLASS_RATE: ParamSpec = ParamSpec::choice("learning_rate", "optimal", &RATES, RATE_HELP);
const NUMBER_RATE: ParamSpec = ParamSpec::choice("learning_rate", "invscaling", &RATES, RATE_HELP);

const ETA0: ParamSpec = ParamSpec::positive(
    "eta0",
    0.01,
    "The length of the first steps, for constant, invscaling and adaptive. Too long does not settle.",
)
.tuned(1e-4, 1.0, true);

const CLASS_POWER: ParamSpec = ParamSpec::float("power_t", 0.5, 0.0, 10.0, "The power of invscaling.");
const NUMBER_POWER: ParamSpec = ParamSpec::float("power_t", 0.25, 0.0, 10.0, "The power of invscaling.");

const N_ITER_NO_CHANGE: ParamSpec = ParamSpec::int(
    "n_iter_no_change",
    5,
    1,
    1_000_000,
    "Training stops when the loss has not fallen by tol for so many epochs.",
);

const AVERAGE: ParamSpec = ParamSpec::bool(
    "average",
    false,
    "Whether the model is the mean of the lines after every row: steadier, where steps are long.",
);

static CLASSES: [ParamSpec; 16] = [
    CLASS_LOSS,
    PENALTY,
    ALPHA,
    L1_RATIO,
    CLASS_WEIGHT,
    INTERCEPT,
    MAX_ITER,
    TOL,
    SHUFFLE,
    CLASS_RATE,
    ETA0,
    CLASS_POWER,
    EARLY_STOPPING,
    VALIDATION_FRACTION,
    N_ITER_NO_CHANGE,
    AVERAGE,
];
static NUMBERS: [ParamSpec; 16] = [
    NUMBER_LOSS,
    PENALTY,
    ALPHA,
    L1_RATIO,
    EPSILON,
    INTERCEPT,
    MAX_ITER,
    TOL,
    SHUFFLE,
    NUMBER_RATE,
    ETA0,
    NUMBER_POWER,
    EARLY_STOPPING,
    VALIDATION_FRACTION,
    N_ITER_NO_CHANGE,
    AVERAGE,
];

pub(super) fn declared(task: TaskKind) -> &'static [ParamSpec] {
    match task {
        TaskKind::Classification => &CLASSES,
        TaskKind::Regression => &NUMBERS,
        _ => &[],
    }
}

/// How steps become shorter.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Rate {
    Optimal,
    Constant,
    Scaled(f64),
    Adaptive,
}

/// Checked parameters.
#[derive(Debug, Clone, Copy)]
pub(super) struct Options {
    pub loss: SgdLoss,
    pub epsilon: f64,
    /// Penalties on half the squares and on the sizes.
    pub squares: f64,
    pub sizes: f64,
    pub alpha: f64,
    pub even: bool,
    pub intercept: bool,
    pub max_iter: u32,
    pub tol: f64,
    pub shuffle: bool,
    pub rate: Rate,
    pub first_step: f64,
    pub early_stopping: bool,
    pub validation_fraction: f64,
    pub patience: u32,
    pub average: bool,
}

impl Options {
    pub fn read(task: TaskKind, settings: &Settings) -> Result<Self, Vec<ParamFault>> {
        let classes = task == TaskKind::Classification;
        let float = |name: &str, otherwise| settings.float(name).unwrap_or(otherwise);
        let alpha = float("alpha", 1e-4);
        let ratio = match settings.text("penalty").as_str() {
            "l1" => 1.0,
            "elasticnet" => float("l1_ratio", 0.15),
            _ => 0.0,
        };
        let held = if settings.text("penalty") == "none" { 0.0 } else { alpha };
        let rate = match settings.text("learning_rate").as_str() {
            "optimal" => Rate::Optimal,
            "constant" => Rate::Constant,
            "adaptive" => Rate::Adaptive,
            _ => Rate::Scaled(float("power_t", 0.5)),
        };
        if rate == Rate::Optimal && alpha == 0.0 {
            let message = "learning_rate optimal needs an alpha above 0: its steps follow from it".to_owned();
            return Err(vec![ParamFault { name: "alpha".to_owned(), message }]);
        }
        let count = |name: &str| settings.int(name).and_then(|i| u32::try_from(i).ok()).unwrap_or(u32::MAX);
        Ok(Self {
            loss: SgdLoss::named(&settings.text("loss")),
            epsilon: if classes { 0.0 } else { float("epsilon", 0.1) },
            squares: held * (1.0 - ratio),
            sizes: held * ratio,
            alpha,
            even: classes && settings.text("class_weight") == "balanced",
            intercept: settings.flag("fit_intercept"),
            max_iter: count("max_iter"),
            tol: float("tol", 1e-3),
            shuffle: settings.flag("shuffle"),
            rate,
            first_step: float("eta0", 0.01),
            early_stopping: settings.flag("early_stopping"),
            validation_fraction: float("validation_fraction", 0.1),
            patience: count("n_iter_no_change"),
            average: settings.flag("average"),
        })
    }
}
