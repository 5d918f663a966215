//! Ordinary least squares.

use super::conjugate::Conjugate;
use super::folding::{Folding, Start};
use super::least_squares::LeastSquares;
use crate::checks::SPARSE;
use crate::csr::Row;
use crate::settings::Settings;
use crate::{
    Dataset, Estimator, EstimatorKind, Features, LearnError, Model, ModelState, Prediction, Status, Takes,
    Training, WeightKind,
};
use glasshouse_spec::{ParamFault, ParamSpec, ParamValues, Place, TaskKind, Warning};
use serde::{Deserialize, Serialize};
use std::future::{Future, ready};
use std::pin::Pin;
use std::sync::Arc;

/// Least squares: the weighted sum of squared errors is made as small as it gets, and of all
/// coefficients that reach it the shortest are taken, as scikit-learn's `LinearRegression` does.
///
/// One-hot columns that add up to one, copies and constants are therefore welcome. A column
/// counts as a combination of others when what is left of it is within a few roundings of its
/// own 32-bit values: the test does not depend on the units of the columns, where scikit-learn
/// drops directions below a millionth of the largest. Features must not be missing. Householder
/// QR of the centred rows, then a complete orthogonal decomposition (Golub and Van Loan, *Matrix
/// Computations*, 2013); time
/// `O(rows · features²)`, memory `O(features · min(rows, features))`. Rows that are
/// [thin](Features::is_thin) go by conjugate gradients, which come to the same line: time `O(cells that are
/// not zero)` an iteration, memory for some vectors.
pub struct LinearRegression;

static PARAMS: [ParamSpec; 1] = [ParamSpec::bool(
    "fit_intercept",
    true,
    "Whether the line may leave the origin. Switch it off only when a row of zeros must give zero.",
)];

/// Operations of one chunk, about 50 ms.
const CHUNK: i64 = 40_000_000;

impl EstimatorKind for LinearRegression {
    fn id(&self) -> &'static str {
        "linear_regression"
    }

    fn title(&self) -> &'static str {
        "Linear regression"
    }

    fn help(&self) -> &'static str {
        "Adds up the features, each times a number, by least squares. Quick, exact and easy to explain; \
         the right first model where effects add up."
    }

    fn tasks(&self) -> &'static [TaskKind] {
        &[TaskKind::Regression]
    }

    fn params(&self, task: TaskKind) -> &'static [ParamSpec] {
        if task == TaskKind::Regression { &PARAMS } else { &[] }
    }

    fn takes(&self) -> Takes {
        SPARSE
    }

    fn build(&self, _task: TaskKind, values: &ParamValues) -> Result<Box<dyn Estimator>, Vec<ParamFault>> {
        let settings = Settings::checked(&PARAMS, values)?;
        Ok(Box::new(Line { intercept: settings.flag("fit_intercept") }))
    }
}

struct Line {
    intercept: bool,
}

impl Estimator for Line {
    fn start(&self, data: Arc<Dataset>, _seed: u64) -> Result<Box<dyn Training>, LearnError> {
        let folding = Folding::new(data, self.intercept, "linear_regression")?;
        Ok(Box::new(Fitting { folding, system: None }))
    }
}

struct Fitting {
    folding: Folding,
    system: Option<System>,
}

enum System {
    Triangle(LeastSquares),
    Rows(Conjugate),
}

impl Fitting {
    fn chunk(&mut self) -> Status {
        let mut budget = CHUNK;
        while budget > 0 {
            match &mut self.system {
                None => {
                    self.system = self.folding.advance(&mut budget).map(|start| match start {
                        Start::Dense(f) => {
                            System::Triangle(LeastSquares::new(f.columns, f.target, &f.tolerance))
                        }
                        Start::Sparse(rows) => System::Rows(Conjugate::new(rows, 0.0)),
                    });
                }
                Some(System::Triangle(system)) => {
                    if let Some(coefficients) = system.advance(&mut budget) {
                        return Status::Done(Box::new(self.line(coefficients)));
                    }
                }
                Some(System::Rows(system)) => {
                    if let Some(coefficients) = system.advance(&mut budget) {
                        let stopped = system.stopped();
                        let line = self.line(coefficients);
                        return Status::Done(Box::new(Unsettled { line, stopped }));
                    }
                }
            }
        }
        Status::Running(self.folding.progress())
    }
}

impl Fitting {
    fn line(&self, coefficients: Vec<f64>) -> LinearState {
        let intercept = self.folding.intercept_of(&coefficients);
        LinearState { coefficients, intercept }
    }
}

impl Training for Fitting {
    fn advance(&mut self) -> Pin<Box<dyn Future<Output = Result<Status, LearnError>> + '_>> {
        Box::pin(ready(Ok(self.chunk())))
    }

    fn best(&self) -> Option<Box<dyn Model>> {
        None
    }
}

/// A line with what there is to say of its fit.
struct Unsettled {
    line: LinearState,
    stopped: Option<u32>,
}

impl Model for Unsettled {
    fn predict(&self, x: &Features) -> Prediction {
        self.line.predict(x)
    }

    fn state(&self) -> ModelState {
        self.line.state()
    }

    fn weights(&self) -> Option<(WeightKind, Vec<f64>)> {
        self.line.weights()
    }

    fn warnings(&self) -> Vec<Warning> {
        let Some(iterations) = self.stopped else { return Vec::new() };
        let message = format!(
            "linear_regression stopped after {iterations} iterations before it converged: choose ridge, or add \
             standard_scaler for the columns of numbers"
        );
        vec![Warning::new("model.not_converged", message, Place::parameter("model.kind"))]
    }
}

/// A fitted line: `intercept + Σ coefficient · feature`, summed in `f64`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LinearState {
    /// One for each feature.
    pub coefficients: Vec<f64>,
    /// Answer at the origin.
    pub intercept: f64,
}

impl LinearState {
    /// Whether it fits the number of features.
    pub(crate) fn check(&self, features: usize) -> Result<(), LearnError> {
        match self.coefficients.len() == features {
            true => Ok(()),
            false => Err(LearnError::BadState("it has another number of coefficients than features")),
        }
    }
}

impl Model for LinearState {
    fn predict(&self, x: &Features) -> Prediction {
        assert_eq!(x.width(), self.coefficients.len(), "features of another model");
        let answer = |row| Row::of(x, row).fold(self.intercept, &self.coefficients);
        Prediction::Numbers((0..x.rows()).map(answer).collect())
    }

    fn state(&self) -> ModelState {
        ModelState::Linear(self.clone())
    }

    fn weights(&self) -> Option<(WeightKind, Vec<f64>)> {
        Some((WeightKind::Coefficient, self.coefficients.clone()))
    }
}
