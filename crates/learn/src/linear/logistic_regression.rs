//! Logistic regression: its parameters.

use super::logistic_training::Fitting;
use crate::checks::SPARSE;
use crate::settings::Settings;
use crate::{Dataset, Estimator, EstimatorKind, LearnError, Takes, Training};
use glasshouse_spec::{ParamFault, ParamSpec, ParamValues, TaskKind};
use std::borrow::Cow;
use std::sync::Arc;

/// Binary and multinomial logistic regression with scikit-learn's objective: `C` times the
/// weighted sum of the log losses plus half the squared length of the coefficients, or their sizes, or
/// both, the intercepts left free.
///
/// Features are centred and scaled inside, which changes the path and not the optimum. Up to
/// 256 unknowns are found by Newton's method (time `O(rows · unknowns²)` an iteration), more by
/// L-BFGS (`O(rows · unknowns)`; Liu and Nocedal, *On the limited memory BFGS method*, 1989).
/// Both go on past `tol`, towards a ten-thousandth of it on the scaled features, so that the
/// default reaches the optimum. Features must not be missing. A class without training rows gets
/// the probability zero.
pub struct LogisticRegression;

static PARAMS: [ParamSpec; 7] = [
    ParamSpec::positive(
        "C",
        1.0,
        "How far the data may pull the coefficients away from zero. Smaller values mean a simpler model \
         that overfits less.",
    )
    .tuned(1e-4, 1e4, true),
    ParamSpec::choice(
        "penalty",
        "l2",
        &[Cow::Borrowed("l2"), Cow::Borrowed("l1"), Cow::Borrowed("elasticnet"), Cow::Borrowed("none")],
        "What holds the coefficients back, weighed by C: l2 their squared length, l1 their sizes, which leaves \
         features out; elasticnet both; none nothing, which is C without a limit.",
    ),
    ParamSpec::float(
        "l1_ratio",
        0.5,
        0.0,
        1.0,
        "With elasticnet, how much of the penalty falls on sizes, which drops features; the rest falls on \
         squares, which shares weight among features that go together.",
    ),
    ParamSpec::choice(
        "class_weight",
        "none",
        &[Cow::Borrowed("none"), Cow::Borrowed("balanced")],
        "With balanced every class weighs the same in all, however few its rows. Catches more of a rare \
         class and raises more false alarms.",
    ),
    ParamSpec::bool("fit_intercept", true, "Whether the scores may leave the origin."),
    ParamSpec::int("max_iter", 100, 1, 1_000_000, "The largest number of iterations."),
    ParamSpec::positive(
        "tol",
        1e-4,
        "The model counts as converged when no component of the gradient is larger.",
    ),
];

/// The checked parameters.
pub(super) struct Options {
    /// `C`; infinite without a penalty.
    pub strength: f64,
    /// Share of the penalty that falls on sizes.
    pub l1_ratio: f64,
    /// Whether classes weigh the same.
    pub balanced: bool,
    /// Whether there is an intercept.
    pub intercept: bool,
    /// Largest number of iterations.
    pub max_iter: u32,
    /// Largest component of the gradient at the end.
    pub tol: f64,
}

impl EstimatorKind for LogisticRegression {
    fn id(&self) -> &'static str {
        "logistic_regression"
    }

    fn title(&self) -> &'static str {
        "Logistic regression"
    }

    fn help(&self) -> &'static str {
        "Adds up the features, each times a number, and turns the sums into probabilities. Quick, well \
         calibrated and easy to explain; the right first model for classes."
    }

    fn tasks(&self) -> &'static [TaskKind] {
        &[TaskKind::Classification]
    }

    fn params(&self, task: TaskKind) -> &'static [ParamSpec] {
        if task == TaskKind::Classification { &PARAMS } else { &[] }
    }

    fn takes(&self) -> Takes {
        SPARSE
    }

    fn build(&self, _task: TaskKind, values: &ParamValues) -> Result<Box<dyn Estimator>, Vec<ParamFault>> {
        let settings = Settings::checked(&PARAMS, values)?;
        let strength = match settings.text("penalty").as_str() {
            "none" => f64::INFINITY,
            _ => settings.float("C").unwrap_or(1.0),
        };
        let l1_ratio = match settings.text("penalty").as_str() {
            "l1" => 1.0,
            "elasticnet" => settings.float("l1_ratio").unwrap_or(0.5),
            _ => 0.0,
        };
        Ok(Box::new(Options {
            strength,
            l1_ratio,
            balanced: settings.text("class_weight") == "balanced",
            intercept: settings.flag("fit_intercept"),
            max_iter: settings.int("max_iter").and_then(|i| u32::try_from(i).ok()).unwrap_or(u32::MAX),
            tol: settings.float("tol").unwrap_or(1e-4),
        }))
    }
}

impl Estimator for Options {
    fn start(&self, data: Arc<Dataset>, _seed: u64) -> Result<Box<dyn Training>, LearnError> {
        Ok(Box::new(Fitting::new(data, self)?))
    }
}
