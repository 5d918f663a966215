//! The parameters of boosting, declared and read.

use super::constraints::{self, Directions};
use super::loss::Loss;
use crate::answers::VALIDATION_FRACTION;
use crate::settings::Settings;
use glasshouse_spec::{ParamDefault, ParamFault, ParamKind, ParamSpec, TaskKind};
use std::borrow::Cow;

/// Rows from which training stops early on its own.
const MANY_ROWS: usize = 10_000;
/// Largest value of a parameter that counts rows, nodes or levels.
const MANY: i64 = u32::MAX as i64;

/// Checked parameters.
#[derive(Debug, Clone)]
pub(super) struct Options {
    pub loss: Loss,
    pub learning_rate: f64,
    pub max_iter: u32,
    pub max_leaf_nodes: Option<u32>,
    pub max_depth: Option<u32>,
    pub min_samples_leaf: u32,
    pub l2: f64,
    pub max_features: f64,
    pub max_bins: usize,
    pub subsample: f64,
    pub directions: Directions,
    pub balanced: bool,
    early_stopping: Option<bool>,
    pub validation_fraction: f64,
    pub n_iter_no_change: usize,
    pub tol: f64,
}

const CLASS_LOSS: ParamSpec = ParamSpec::choice(
    "loss",
    "log_loss",
    &[Cow::Borrowed("log_loss")],
    "What is lowered: log_loss makes the probabilities right, with one score for two classes and one each for \
     more.",
);

const NUMBER_LOSS: ParamSpec = ParamSpec::choice(
    "loss",
    "squared_error",
    &[
        Cow::Borrowed("squared_error"),
        Cow::Borrowed("absolute_error"),
        Cow::Borrowed("quantile"),
        Cow::Borrowed("poisson"),
        Cow::Borrowed("gamma"),
    ],
    "What is lowered: squared_error answers the mean, absolute_error the median, which outliers hardly move, \
     quantile the share of `quantile`; poisson suits counts and gamma amounts above zero.",
);

const QUANTILE: ParamSpec = ParamSpec::float(
    "quantile",
    0.5,
    0.0,
    1.0,
    "With the loss quantile: the share of answers that should lie below what is predicted.",
);

const LEARNING_RATE: ParamSpec = ParamSpec::positive(
    "learning_rate",
    0.1,
    "How far each tree steps. Smaller steps need more trees and are often more accurate.",
)
.tuned(0.01, 0.3, true);

const MAX_ITER: ParamSpec = ParamSpec::int(
    "max_iter",
    100,
    1,
    100_000,
    "The number of trees; of each class where there are more than two. More fit closer, until they learn the \
     rows by heart.",
)
.tuned(50.0, 1000.0, true);

const MAX_LEAF_NODES: ParamSpec = ParamSpec::new(
    "max_leaf_nodes",
    ParamKind::ChoiceOrFloat { options: Cow::Borrowed(&[Cow::Borrowed("none")]), min: 2.0, max: MANY as f64 },
    ParamDefault::Int(31),
    "The largest number of leaves of a tree, a whole number; none for no limit. Larger trees see more interplay \
     of features and overfit sooner.",
)
.tuned(7.0, 255.0, true);

const MAX_DEPTH: ParamSpec = ParamSpec::optional_int(
    "max_depth",
    1,
    MANY,
    "The largest number of questions in a row; without it only the leaves are limited.",
);

const MIN_SAMPLES_LEAF: ParamSpec = ParamSpec::int(
    "min_samples_leaf",
    20,
    1,
    MANY,
    "The smallest number of rows in a leaf. Larger leaves smooth the answers; lower it below some hundred rows.",
)
.tuned(5.0, 100.0, true);

const L2: ParamSpec = ParamSpec::float(
    "l2_regularization",
    0.0,
    0.0,
    f64::MAX,
    "Shrinks the answers of leaves with few rows. Larger is smoother.",
)
.tuned(1e-3, 100.0, true);

const MAX_FEATURES: ParamSpec = ParamSpec::new(
    "max_features",
    ParamKind::Float { min: 0.0, max: 1.0, open: true },
    ParamDefault::Float(1.0),
    "The share of features, drawn anew at each node, that a split is looked for in. Less makes trees differ more.",
)
.tuned(0.3, 1.0, false);

const MAX_BINS: ParamSpec = ParamSpec::int(
    "max_bins",
    255,
    2,
    255,
    "The largest number of bins that a feature's values are put into. Fewer are coarser and a little quicker.",
);

const SUBSAMPLE: ParamSpec = ParamSpec::new(
    "subsample",
    ParamKind::Float { min: 0.0, max: 1.0, open: true },
    ParamDefault::Float(1.0),
    "The share of rows, drawn anew for each iteration, that trees are grown on. Less is quicker and makes trees \
     differ more.",
)
.tuned(0.5, 1.0, false);

const MONOTONIC: ParamSpec = ParamSpec::new(
    constraints::NAME,
    ParamKind::Text,
    ParamDefault::Text(Cow::Borrowed("")),
    "Features along which the answer may only rise (1) or only fall (-1), as `age: 1; price: -1`, or one number \
     for each feature. For numbers and for the later of two classes.",
);

const CLASS_WEIGHT: ParamSpec = ParamSpec::choice(
    "class_weight",
    "none",
    &[Cow::Borrowed("none"), Cow::Borrowed("balanced")],
    "With balanced every class weighs the same in all, however few its rows.",
);

const EARLY_STOPPING: ParamSpec = ParamSpec::choice(
    "early_stopping",
    "auto",
    &[Cow::Borrowed("auto"), Cow::Borrowed("true"), Cow::Borrowed("false")],
    "Whether some training rows are held back, training stops when their loss no longer falls, and the best \
     iteration is kept; auto does so above 10,000 rows.",
);

const SCORING: ParamSpec = ParamSpec::choice(
    "scoring",
    "loss",
    &[Cow::Borrowed("loss")],
    "What early stopping looks at: the loss of the rows held back.",
);

const N_ITER_NO_CHANGE: ParamSpec = ParamSpec::int(
    "n_iter_no_change",
    10,
    1,
    MANY,
    "Early stopping waits for as many iterations for a better one.",
);

const TOL: ParamSpec = ParamSpec::float(
    "tol",
    1e-7,
    0.0,
    f64::MAX,
    "An iteration is better for early stopping when it lowers the loss by more than this.",
);

pub(super) static CLASSIFIER: [ParamSpec; 17] = [
    LEARNING_RATE,
    MAX_ITER,
    MAX_LEAF_NODES,
    MIN_SAMPLES_LEAF,
    MAX_DEPTH,
    L2,
    MAX_FEATURES,
    SUBSAMPLE,
    MAX_BINS,
    CLASS_WEIGHT,
    EARLY_STOPPING,
    VALIDATION_FRACTION,
    N_ITER_NO_CHANGE,
    TOL,
    MONOTONIC,
    CLASS_LOSS,
    SCORING,
];

pub(super) static REGRESSOR: [ParamSpec; 17] = [
    LEARNING_RATE,
    MAX_ITER,
    MAX_LEAF_NODES,
    NUMBER_LOSS,
    QUANTILE,
    MIN_SAMPLES_LEAF,
    MAX_DEPTH,
    L2,
    MAX_FEATURES,
    SUBSAMPLE,
    MAX_BINS,
    EARLY_STOPPING,
    VALIDATION_FRACTION,
    N_ITER_NO_CHANGE,
    TOL,
    MONOTONIC,
    SCORING,
];

impl Options {
    /// Reads checked values; what the declarations cannot say is checked here.
    pub fn read(task: TaskKind, settings: &Settings) -> Result<Self, Vec<ParamFault>> {
        let loss = match task {
            TaskKind::Classification => Loss::Binary,
            _ => number_loss(settings),
        };
        let mut faults = Vec::new();
        let mut noted = |fault: ParamFault| faults.push(fault);
        let directions = Directions::parse(&settings.text(constraints::NAME));
        let directions = directions.map_err(&mut noted).unwrap_or_default();
        if !directions.is_none() && loss.steps_by_quantile().is_some() {
            noted(constraints::fault(format!(
                "{} cannot be kept with the losses absolute_error and quantile, whose leaves take a quantile",
                constraints::NAME
            )));
        }
        let max_leaf_nodes = settings.float("max_leaf_nodes");
        if let Some(number) = max_leaf_nodes.filter(|n| n.fract() != 0.0) {
            let message = format!("max_leaf_nodes must be none or a whole number from 2, not {number}");
            noted(ParamFault { name: "max_leaf_nodes".into(), message });
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        let count = |name: &str| settings.int(name).and_then(|i| u32::try_from(i).ok());
        let number = |name: &str| settings.float(name).unwrap_or_default();
        Ok(Self {
            loss,
            learning_rate: number("learning_rate"),
            max_iter: count("max_iter").unwrap_or(100),
            max_leaf_nodes: max_leaf_nodes.map(|n| n as u32),
            max_depth: count("max_depth"),
            min_samples_leaf: count("min_samples_leaf").unwrap_or(20),
            l2: number("l2_regularization"),
            max_features: number("max_features"),
            max_bins: count("max_bins").unwrap_or(255) as usize,
            subsample: number("subsample"),
            directions,
            balanced: task == TaskKind::Classification && settings.text("class_weight") == "balanced",
            early_stopping: settings.text("early_stopping").parse().ok(),
            validation_fraction: number("validation_fraction"),
            n_iter_no_change: count("n_iter_no_change").unwrap_or(10) as usize,
            tol: number("tol"),
        })
    }

    /// Whether a training on so many rows stops early.
    pub fn stops_early(&self, rows: usize) -> bool {
        self.early_stopping.unwrap_or(rows > MANY_ROWS)
    }
}

fn number_loss(settings: &Settings) -> Loss {
    match settings.text("loss").as_str() {
        "absolute_error" => Loss::Absolute,
        "quantile" => Loss::Quantile(settings.float("quantile").unwrap_or(0.5)),
        "poisson" => Loss::Poisson,
        "gamma" => Loss::Gamma,
        _ => Loss::Squared,
    }
}
