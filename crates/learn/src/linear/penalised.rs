//! Linear models whose coefficients are held back: ridge, lasso and elastic net.

use super::LinearState;
use super::columns::Columns;
use super::conjugate::Conjugate;
use super::coordinates::Coordinates;
use super::folding::{Folded, Folding, Start};
use super::least_squares::LeastSquares;
use super::margin_model::not_converged;
use super::ridge_classes::RidgeClasses;
use crate::checks::SPARSE;
use crate::settings::Settings;
use crate::{
    Dataset, Estimator, EstimatorKind, Features, LearnError, Model, ModelState, Prediction, Progress, Status,
    Takes, Training, WeightKind,
};
use glasshouse_spec::{ParamFault, ParamSpec, ParamValues, TaskKind, Warning};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::future::{Future, ready};
use std::pin::Pin;
use std::sync::Arc;

/// What holds the coefficients back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Penalty {
    /// Their squares: scikit-learn's `Ridge`, which adds `alpha` times the sum of their squares to the
    /// weighted sum of squared errors (Hoerl and Kennard, 1970). Solved at once, by QR of the rows with
    /// `√alpha` times the identity below them. Time `O(rows · features²)`.
    Ridge,
    /// Their sizes: scikit-learn's `Lasso`, which adds `alpha` times the sum of their sizes to half the
    /// weighted mean of squared errors (Tibshirani, 1996). Coefficients of features that help little
    /// become zero.
    Lasso,
    /// Both: scikit-learn's `ElasticNet`, which adds `alpha · l1_ratio` times their sizes and
    /// `alpha · (1 − l1_ratio) / 2` times their squares (Zou and Hastie, 2005).
    ElasticNet,
}

/// A linear model with a penalty: of squares (Hoerl and Kennard, *Ridge regression*, 1970), of sizes
/// (Tibshirani, *Regression shrinkage and selection via the lasso*, 1996), or of both (Zou and Hastie,
/// *Regularization and variable selection via the elastic net*, 2005). Features must not be missing; they are centred inside, so that the
/// intercept pays nothing, and not scaled: bring them to one scale before. Lasso and elastic net go by
/// coordinate descent (Friedman, Hastie and Tibshirani, 2010), past `tol` towards a hundred-millionth of it, so that the default reaches the
/// optimum; time `O(rows · features²)` to fold the rows and `O(features²)` a sweep. Rows that are
/// [thin](Features::is_thin) are not folded: ridge goes by conjugate gradients, the others by coordinate
/// descent on the columns; time `O(cells that are not zero)` an iteration or sweep.
pub struct Penalised(pub Penalty);

const RIDGE_ALPHA: ParamSpec = ParamSpec::float(
    "alpha",
    1.0,
    0.0,
    f64::MAX,
    "How strongly the squares of the coefficients are held back. Larger values mean a simpler model that \
     overfits less; 0 is least squares.",
)
.tuned(1e-3, 1e4, true);

const ALPHA: ParamSpec = ParamSpec::float(
    "alpha",
    1.0,
    0.0,
    f64::MAX,
    "How strongly the coefficients are held back, in units of the target. Larger values leave fewer \
     features in the model; 0 is least squares.",
)
.tuned(1e-4, 1e2, true);

const L1_RATIO: ParamSpec = ParamSpec::float(
    "l1_ratio",
    0.5,
    0.0,
    1.0,
    "How much of the penalty falls on sizes, which drops features; the rest falls on squares, which \
     shares weight among features that go together.",
)
.tuned(0.0, 1.0, false);

pub(crate) const CLASS_WEIGHT: ParamSpec = ParamSpec::choice(
    "class_weight",
    "none",
    &[Cow::Borrowed("none"), Cow::Borrowed("balanced")],
    "With balanced every class weighs the same in all, however few its rows. Catches more of a rare class and \
     raises more false alarms.",
);

const INTERCEPT: ParamSpec = ParamSpec::bool(
    "fit_intercept",
    true,
    "Whether the line may leave the origin. Switch it off only when a row of zeros must give zero.",
);
const POSITIVE: ParamSpec =
    ParamSpec::bool("positive", false, "Whether coefficients must not be negative: effects that only add.");
const MAX_ITER: ParamSpec =
    ParamSpec::int("max_iter", 1000, 1, 1_000_000, "The largest number of sweeps over the coefficients.");
const TOL: ParamSpec = ParamSpec::positive(
    "tol",
    1e-4,
    "The model counts as converged when what could still be gained is below this share of the target's \
     variance.",
);

static RIDGE: [ParamSpec; 2] = [RIDGE_ALPHA, INTERCEPT];
static RIDGE_CLASSES: [ParamSpec; 3] = [RIDGE_ALPHA, CLASS_WEIGHT, INTERCEPT];
static LASSO: [ParamSpec; 5] = [ALPHA, INTERCEPT, POSITIVE, MAX_ITER, TOL];
static ELASTIC_NET: [ParamSpec; 6] = [ALPHA, L1_RATIO, INTERCEPT, POSITIVE, MAX_ITER, TOL];

/// Operations of one chunk, about 50 ms.
const CHUNK: i64 = 40_000_000;
/// How far past `tol` it goes, and where rounding ends it.
const PAST: f64 = 1e-8;
const ROUNDED: f64 = 1e-14;

impl Penalty {
    /// Name of the estimator.
    pub fn id(self) -> &'static str {
        match self {
            Self::Ridge => "ridge",
            Self::Lasso => "lasso",
            Self::ElasticNet => "elastic_net",
        }
    }

    fn specs(self) -> &'static [ParamSpec] {
        match self {
            Self::Ridge => &RIDGE,
            Self::Lasso => &LASSO,
            Self::ElasticNet => &ELASTIC_NET,
        }
    }
}

impl EstimatorKind for Penalised {
    fn id(&self) -> &'static str {
        self.0.id()
    }

    fn title(&self) -> &'static str {
        match self.0 {
            Penalty::Ridge => "Ridge",
            Penalty::Lasso => "Lasso",
            Penalty::ElasticNet => "Elastic net",
        }
    }

    fn help(&self) -> &'static str {
        match self.0 {
            Penalty::Ridge => {
                "Least squares with small coefficients. Steadier than linear regression where features go \
                 together or there are many for few rows. Scale the features first."
            }
            Penalty::Lasso => {
                "Least squares that leaves features out: most coefficients become zero. For many features \
                 of which few matter. Scale the features first."
            }
            Penalty::ElasticNet => {
                "Between lasso and ridge: leaves features out, but keeps those together that go together. \
                 Scale the features first."
            }
        }
    }

    fn tasks(&self) -> &'static [TaskKind] {
        match self.0 {
            Penalty::Ridge => &[TaskKind::Regression, TaskKind::Classification],
            _ => &[TaskKind::Regression],
        }
    }

    fn params(&self, task: TaskKind) -> &'static [ParamSpec] {
        match (self.0, task) {
            (_, TaskKind::Regression) => self.0.specs(),
            (Penalty::Ridge, TaskKind::Classification) => &RIDGE_CLASSES,
            _ => &[],
        }
    }

    fn takes(&self) -> Takes {
        SPARSE
    }

    fn build(&self, task: TaskKind, values: &ParamValues) -> Result<Box<dyn Estimator>, Vec<ParamFault>> {
        let settings = Settings::checked(self.params(task), values)?;
        let options = Options::new(self.0, &settings);
        if task == TaskKind::Classification {
            return Ok(Box::new(Classes { options, even: settings.text("class_weight") == "balanced" }));
        }
        Ok(Box::new(options))
    }
}

/// The checked parameters.
#[derive(Clone, Copy)]
pub(super) struct Options {
    penalty: Penalty,
    alpha: f64,
    l1_ratio: f64,
    intercept: bool,
    positive: bool,
    max_iter: u32,
    tol: f64,
}

impl Options {
    fn new(penalty: Penalty, settings: &Settings) -> Self {
        let has = |name: &str| penalty.specs().iter().any(|spec| spec.name == name);
        let float =
            |name: &str, otherwise| if has(name) { settings.float(name) } else { None }.unwrap_or(otherwise);
        let sweeps = if has("max_iter") { settings.int("max_iter") } else { None };
        Self {
            penalty,
            alpha: float("alpha", 1.0),
            l1_ratio: float("l1_ratio", if penalty == Penalty::Lasso { 1.0 } else { 0.0 }),
            intercept: settings.flag("fit_intercept"),
            positive: has("positive") && settings.flag("positive"),
            max_iter: sweeps.and_then(|i| u32::try_from(i).ok()).unwrap_or(u32::MAX),
            tol: float("tol", 1.0),
        }
    }

    /// Penalties on sizes and on half the squares, beside half the sum of squared errors.
    fn penalties(&self, total: f64) -> (f64, f64) {
        match self.penalty {
            Penalty::Ridge => (0.0, self.alpha),
            _ => (total * self.alpha * self.l1_ratio, total * self.alpha * (1.0 - self.l1_ratio)),
        }
    }
}

impl Estimator for Options {
    fn start(&self, data: Arc<Dataset>, _seed: u64) -> Result<Box<dyn Training>, LearnError> {
        Ok(Box::new(Fitting::new(data, *self)?))
    }
}

/// Ridge regression of classes.
struct Classes {
    options: Options,
    even: bool,
}

impl Estimator for Classes {
    fn towards_probabilities(&self) -> Option<&'static str> {
        Some("choose another estimator, such as logistic_regression")
    }

    fn start(&self, data: Arc<Dataset>, _seed: u64) -> Result<Box<dyn Training>, LearnError> {
        Ok(Box::new(RidgeClasses::new(data, self.options, self.even)?))
    }
}

/// A line under way.
pub(super) struct Fitting {
    options: Options,
    folding: Folding,
    solver: Option<Solver>,
}

enum Solver {
    Squares(LeastSquares),
    Sizes(Coordinates),
    Rows(Conjugate),
}

impl Fitting {
    pub fn new(data: Arc<Dataset>, options: Options) -> Result<Self, LearnError> {
        let folding = Folding::new(data, options.intercept, options.penalty.id())?;
        Ok(Self { options, folding, solver: None })
    }

    /// The line, or how far it is.
    pub fn chunk(&mut self) -> Result<PenalisedState, Progress> {
        let mut budget = CHUNK;
        let Options { tol, max_iter, .. } = self.options;
        while budget > 0 {
            match &mut self.solver {
                None => self.solver = self.folding.advance(&mut budget).map(|start| self.solver(start)),
                Some(Solver::Squares(system)) => {
                    if let Some(coefficients) = system.advance(&mut budget) {
                        return Ok(self.done(coefficients, None));
                    }
                }
                Some(Solver::Rows(system)) => {
                    if let Some(coefficients) = system.advance(&mut budget) {
                        let stopped = system.stopped();
                        return Ok(self.done(coefficients, stopped));
                    }
                }
                Some(Solver::Sizes(descent)) => {
                    let enough = (tol * PAST).max(ROUNDED);
                    if let Some(coefficients) = descent.advance(&mut budget, enough, max_iter) {
                        let stopped = (descent.gap > tol).then_some(descent.sweeps);
                        return Ok(self.done(coefficients, stopped));
                    }
                }
            }
        }
        Err(match &self.solver {
            Some(Solver::Sizes(Coordinates { sweeps, .. })) => {
                Progress { done: u64::from(*sweeps), total: u64::from(max_iter), unit: "iteration" }
            }
            _ => self.folding.progress(),
        })
    }

    fn solver(&self, start: Start) -> Solver {
        let (l1, l2) = self.options.penalties(self.folding.total);
        let positive = self.options.positive;
        let sized = l1 > 0.0 || positive;
        let folded = match start {
            Start::Dense(folded) => folded,
            Start::Sparse(rows) if sized => {
                return Solver::Sizes(Coordinates::new(Box::new(Columns::new(rows)), l1, l2, positive));
            }
            Start::Sparse(rows) => return Solver::Rows(Conjugate::new(rows, l2)),
        };
        if sized {
            return Solver::Sizes(Coordinates::folded(folded, l1, l2, positive));
        }
        let Folded { mut columns, mut target, mut tolerance } = folded;
        if l2 > 0.0 {
            // Rows below the others that ask each coefficient to be zero: no column depends on others.
            let (rows, features) = (target.len(), columns.len());
            target.resize(rows + features, 0.0);
            for (j, column) in columns.iter_mut().enumerate() {
                column.resize(rows + features, 0.0);
                column[rows + j] = l2.sqrt();
            }
            tolerance.fill(0.0);
        }
        Solver::Squares(LeastSquares::new(columns, target, &tolerance))
    }

    fn done(&self, coefficients: Vec<f64>, stopped: Option<u32>) -> PenalisedState {
        let intercept = self.folding.intercept_of(&coefficients);
        let line = LinearState { coefficients, intercept };
        PenalisedState { penalty: self.options.penalty, line, stopped }
    }
}

impl Training for Fitting {
    fn advance(&mut self) -> Pin<Box<dyn Future<Output = Result<Status, LearnError>> + '_>> {
        Box::pin(ready(Ok(match self.chunk() {
            Ok(line) => Status::Done(Box::new(line)),
            Err(progress) => Status::Running(progress),
        })))
    }

    fn best(&self) -> Option<Box<dyn Model>> {
        None
    }
}

/// A fitted line, and what held it back.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PenalisedState {
    /// What held it back.
    pub penalty: Penalty,
    /// The line.
    pub line: LinearState,
    /// Sweeps after which it was given up before it converged.
    pub stopped: Option<u32>,
}

impl Model for PenalisedState {
    fn predict(&self, x: &Features) -> Prediction {
        self.line.predict(x)
    }

    fn state(&self) -> ModelState {
        ModelState::Penalised(self.clone())
    }

    fn weights(&self) -> Option<(WeightKind, Vec<f64>)> {
        self.line.weights()
    }

    fn warnings(&self) -> Vec<Warning> {
        not_converged(self.penalty.id(), self.stopped)
    }
}
