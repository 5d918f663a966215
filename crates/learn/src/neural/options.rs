//! The parameters of a network, declared and read.

use super::optimiser::{Optimiser, Penalty, Rule};
use super::rate::{Rate, Schedule};
use super::shape::Shape;
use crate::answers::{EARLY_STOPPING, VALIDATION_FRACTION};
use crate::settings::Settings;
use glasshouse_compute::activation::Activation;
use glasshouse_spec::{ParamDefault, ParamFault, ParamKind, ParamSpec, TaskKind};
use std::borrow::Cow;

/// Largest value of a parameter that counts epochs or rows.
const MANY: i64 = 1_000_000;
/// Most hidden layers, and units of each.
const LAYERS: u32 = 16;
const UNITS: i64 = 8192;

/// Checked parameters.
#[derive(Debug, Clone)]
pub(super) struct Options {
    pub hidden: Vec<usize>,
    pub activation: Activation,
    rule: Rule,
    l2: f32,
    l1: f32,
    batch_size: Option<usize>,
    schedule: Schedule,
    rate: f64,
    warmup: u32,
    pub max_iter: u32,
    pub shuffle: bool,
    pub tol: f64,
    pub n_iter_no_change: u32,
    pub early_stopping: bool,
    pub validation_fraction: f64,
    pub dropout: f64,
    pub normed: bool,
    pub balanced: bool,
}

const HIDDEN: ParamSpec = ParamSpec::new(
    "hidden_layer_sizes",
    ParamKind::Integers { min: 1, max: UNITS, most: LAYERS },
    ParamDefault::Integers(Cow::Borrowed(&[100])),
    "The number of units in each hidden layer, one number a layer. More units or layers find finer shapes, take \
     longer and need more rows.",
);

const ACTIVATION: ParamSpec = ParamSpec::choice(
    "activation",
    "relu",
    &[
        Cow::Borrowed("relu"),
        Cow::Borrowed("tanh"),
        Cow::Borrowed("logistic"),
        Cow::Borrowed("gelu"),
        Cow::Borrowed("identity"),
    ],
    "What a unit makes of its sum: relu cuts off below zero, gelu does so smoothly, tanh and logistic level off, \
     identity leaves it as it is, which makes the whole a linear model.",
);

const SOLVER: ParamSpec = ParamSpec::choice(
    "solver",
    "adam",
    &[Cow::Borrowed("adam"), Cow::Borrowed("adamw"), Cow::Borrowed("sgd")],
    "How steps are made: adam adapts each weight's step by itself; adamw does and shrinks the weights aside \
     from it; sgd follows the slope with momentum and needs learning_rate_init to suit.",
);

const ALPHA: ParamSpec = ParamSpec::float(
    "alpha",
    1e-4,
    0.0,
    f64::MAX,
    "How strongly weights are pulled towards zero (L2). Larger is smoother. With adamw it is the weight decay.",
)
.tuned(1e-6, 1.0, true);

const LEARNING_RATE_INIT: ParamSpec = ParamSpec::positive(
    "learning_rate_init",
    1e-3,
    "The size of the steps. Too large does not settle, too small takes long.",
)
.tuned(1e-4, 1e-1, true);

const MAX_ITER: ParamSpec = ParamSpec::int(
    "max_iter",
    200,
    1,
    MANY,
    "The largest number of epochs: times that all rows are gone through.",
);

const BATCH_SIZE: ParamSpec = ParamSpec::new(
    "batch_size",
    ParamKind::ChoiceOrFloat { options: Cow::Borrowed(&[Cow::Borrowed("auto")]), min: 1.0, max: MANY as f64 },
    ParamDefault::Text(Cow::Borrowed("auto")),
    "Rows for each step, a whole number; auto is 200, or all where there are fewer. Larger is quicker an epoch and \
     takes fewer steps.",
);

const N_ITER_NO_CHANGE: ParamSpec = ParamSpec::int(
    "n_iter_no_change",
    10,
    1,
    MANY,
    "Training stops when the loss has not fallen by tol for more epochs than this.",
);

const TOL: ParamSpec =
    ParamSpec::float("tol", 1e-4, 0.0, f64::MAX, "By how much the loss must fall to count as better.");

const DROPOUT: ParamSpec = ParamSpec::float(
    "dropout",
    0.0,
    0.0,
    0.95,
    "The share of hidden units left out at random in each step, so that none relies on another. Helps large \
     networks against learning by heart.",
)
.tuned(0.0, 0.5, false);

const BATCH_NORM: ParamSpec = ParamSpec::bool(
    "batch_norm",
    false,
    "Whether the sums of hidden units are centred and scaled over each batch. Lets deep networks learn quicker; \
     wants batches of some dozen rows.",
);

const LEARNING_RATE: ParamSpec = ParamSpec::choice(
    "learning_rate",
    "constant",
    &[
        Cow::Borrowed("constant"),
        Cow::Borrowed("invscaling"),
        Cow::Borrowed("adaptive"),
        Cow::Borrowed("step"),
        Cow::Borrowed("cosine"),
        Cow::Borrowed("plateau"),
    ],
    "How the steps shrink: cosine down to zero at max_iter; step by learning_rate_factor every \
     learning_rate_step epochs; plateau by it when the loss has not fallen for learning_rate_patience epochs; \
     adaptive to a fifth when training would stop; invscaling by a power of the rows seen.",
);

const STEP: ParamSpec = ParamSpec::int(
    "learning_rate_step",
    30,
    1,
    MANY,
    "With the learning rate step: epochs after which it shrinks, again and again.",
);

const PATIENCE: ParamSpec = ParamSpec::int(
    "learning_rate_patience",
    5,
    0,
    MANY,
    "With the learning rate plateau: epochs without a lower loss that it waits for.",
);

const FACTOR: ParamSpec = ParamSpec::new(
    "learning_rate_factor",
    ParamKind::Float { min: 0.0, max: 1.0, open: true },
    ParamDefault::Float(0.1),
    "With the learning rates step and plateau: what it is multiplied by.",
);

const WARMUP: ParamSpec = ParamSpec::int(
    "warmup_epochs",
    0,
    0,
    MANY,
    "Epochs over which the steps grow to their full size. Steadies the start of large networks.",
);

const POWER_T: ParamSpec = ParamSpec::float(
    "power_t",
    0.5,
    0.0,
    10.0,
    "With the learning rate invscaling: the power of the rows seen that it is divided by.",
);

const L1: ParamSpec = ParamSpec::float(
    "l1",
    0.0,
    0.0,
    f64::MAX,
    "How strongly weights are pulled towards zero whatever their size (L1). Makes many weights nearly zero.",
);

const MOMENTUM: ParamSpec =
    ParamSpec::float("momentum", 0.9, 0.0, 1.0, "With sgd: the share of the last step that is made again.");

const NESTEROV: ParamSpec = ParamSpec::bool(
    "nesterovs_momentum",
    true,
    "With sgd: whether the slope is taken where the momentum leads.",
);

const BETA_1: ParamSpec = ParamSpec::float(
    "beta_1",
    0.9,
    0.0,
    0.999_999,
    "With adam and adamw: how long the mean of the slopes remembers.",
);

const BETA_2: ParamSpec = ParamSpec::float(
    "beta_2",
    0.999,
    0.0,
    0.999_999_9,
    "With adam and adamw: how long the mean of the squared slopes remembers.",
);

const EPSILON: ParamSpec = ParamSpec::new(
    "epsilon",
    ParamKind::Float { min: 1e-20, max: 1.0, open: false },
    ParamDefault::Float(1e-8),
    "With adam and adamw: added to the size of the slopes, so that nothing is divided by zero.",
);

const SHUFFLE: ParamSpec =
    ParamSpec::bool("shuffle", true, "Whether the rows are put in another order for each epoch.");

const CLASS_WEIGHT: ParamSpec = ParamSpec::choice(
    "class_weight",
    "none",
    &[Cow::Borrowed("none"), Cow::Borrowed("balanced")],
    "With balanced every class weighs the same in all, however few its rows.",
);

/// For classes; for numbers all but the last.
static PARAMS: [ParamSpec; 27] = [
    HIDDEN,
    ACTIVATION,
    LEARNING_RATE_INIT,
    MAX_ITER,
    ALPHA,
    BATCH_SIZE,
    EARLY_STOPPING,
    VALIDATION_FRACTION,
    N_ITER_NO_CHANGE,
    TOL,
    DROPOUT,
    BATCH_NORM,
    SOLVER,
    LEARNING_RATE,
    STEP,
    PATIENCE,
    FACTOR,
    WARMUP,
    POWER_T,
    L1,
    MOMENTUM,
    NESTEROV,
    BETA_1,
    BETA_2,
    EPSILON,
    SHUFFLE,
    CLASS_WEIGHT,
];

/// The declarations for a task.
pub(super) fn declared(task: TaskKind) -> &'static [ParamSpec] {
    match task {
        TaskKind::Classification => &PARAMS,
        TaskKind::Regression => &PARAMS[..PARAMS.len() - 1],
        _ => &[],
    }
}

impl Options {
    /// Reads checked values; what the declarations cannot say is checked here.
    pub fn read(task: TaskKind, settings: &Settings) -> Result<Self, Vec<ParamFault>> {
        let count = |name: &str| settings.int(name).and_then(|i| u32::try_from(i).ok()).unwrap_or(1);
        let number = |name: &str| settings.float(name).unwrap_or_default();
        let batch_size = settings.float("batch_size");
        if let Some(number) = batch_size.filter(|n| n.fract() != 0.0) {
            let message = format!("batch_size must be auto or a whole number from 1, not {number}");
            return Err(vec![ParamFault { name: "batch_size".into(), message }]);
        }
        Ok(Self {
            hidden: settings.integers("hidden_layer_sizes").into_iter().map(|size| size as usize).collect(),
            activation: activation(&settings.text("activation")),
            rule: rule(settings),
            l2: number("alpha") as f32,
            l1: number("l1") as f32,
            batch_size: batch_size.map(|size| size as usize),
            schedule: schedule(settings),
            rate: number("learning_rate_init"),
            warmup: count("warmup_epochs"),
            max_iter: count("max_iter"),
            shuffle: settings.flag("shuffle"),
            tol: number("tol"),
            n_iter_no_change: count("n_iter_no_change"),
            early_stopping: settings.flag("early_stopping"),
            validation_fraction: number("validation_fraction"),
            dropout: number("dropout"),
            normed: settings.flag("batch_norm"),
            balanced: task == TaskKind::Classification && settings.text("class_weight") == "balanced",
        })
    }

    /// Rows of a batch, out of so many.
    pub fn batch(&self, rows: usize) -> usize {
        self.batch_size.unwrap_or(200).clamp(1, rows.max(1))
    }

    /// The learning rate before the first epoch.
    pub fn rate(&self) -> Rate {
        Rate {
            schedule: self.schedule,
            warmup: self.warmup,
            epochs: self.max_iter,
            first: self.rate,
            current: self.rate,
            waited: 0,
        }
    }

    /// Whether the steps follow a plan up to the last epoch, so that more epochs are another training.
    pub fn plans(&self) -> bool {
        self.schedule == Schedule::Cosine
    }

    /// The optimiser before the first step.
    pub fn optimiser(&self, shape: &Shape) -> Optimiser {
        let penalty = Penalty { l2: self.l2, l1: self.l1, count: shape.penalised() };
        Optimiser::new(self.rule, penalty, shape.total())
    }

    /// What the penalties add to the sum of the losses of a batch.
    pub fn penalty(&self, weights: &[f32]) -> f64 {
        let decoupled = matches!(self.rule, Rule::Adam { decoupled: true, .. });
        let l2 = if decoupled { 0.0 } else { 0.5 * f64::from(self.l2) };
        let one = |&w: &f32| l2 * f64::from(w) * f64::from(w) + f64::from(self.l1) * f64::from(w.abs());
        weights.iter().map(one).sum()
    }
}

fn activation(name: &str) -> Activation {
    match name {
        "identity" => Activation::Identity,
        "tanh" => Activation::Tanh,
        "logistic" => Activation::Logistic,
        "gelu" => Activation::Gelu,
        _ => Activation::Relu,
    }
}

fn rule(settings: &Settings) -> Rule {
    let number = |name: &str| settings.float(name).unwrap_or_default();
    match settings.text("solver").as_str() {
        "sgd" => {
            Rule::Sgd { momentum: number("momentum") as f32, nesterov: settings.flag("nesterovs_momentum") }
        }
        solver => Rule::Adam {
            beta_1: number("beta_1"),
            beta_2: number("beta_2"),
            epsilon: number("epsilon") as f32,
            decoupled: solver == "adamw",
        },
    }
}

fn schedule(settings: &Settings) -> Schedule {
    let count = |name: &str| settings.int(name).and_then(|i| u32::try_from(i).ok()).unwrap_or(1);
    let number = |name: &str| settings.float(name).unwrap_or_default();
    let factor = number("learning_rate_factor");
    match settings.text("learning_rate").as_str() {
        "invscaling" => Schedule::Invscaling { power: number("power_t") },
        "adaptive" => Schedule::Adaptive,
        "step" => Schedule::Step { epochs: count("learning_rate_step"), factor },
        "cosine" => Schedule::Cosine,
        "plateau" => Schedule::Plateau { patience: count("learning_rate_patience"), factor },
        _ => Schedule::Constant,
    }
}
