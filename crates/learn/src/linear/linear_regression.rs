//! Ordinary least squares.

use super::dot;
use super::least_squares::LeastSquares;
use super::moments::Moments;
use super::triangle::Triangle;
use crate::checks::{check_dataset, numbers, weight};
use crate::settings::Settings;
use crate::{
    Dataset, Estimator, EstimatorKind, Features, LearnError, Model, ModelState, Prediction, Progress, Status,
    Training, WeightKind,
};
use glasshouse_spec::{ParamFault, ParamSpec, ParamValues, TaskKind};
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
/// QR of the centred rows, then a complete orthogonal decomposition; time
/// `O(rows · features²)`, memory `O(features · min(rows, features))`.
pub struct LinearRegression;

static PARAMS: [ParamSpec; 1] = [ParamSpec::bool(
    "fit_intercept",
    true,
    "Whether the line may leave the origin. Switch it off only when a row of zeros must give zero.",
)];

/// Operations of one chunk, about 50 ms.
const CHUNK: i64 = 40_000_000;

/// How many roundings of its 32-bit values the rest of a dependent column may measure.
const ROUNDINGS: f64 = 4.0;

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
        check_dataset(&data)?;
        let y = numbers(&data, "linear_regression")?;
        let (mut sum, mut total) = (0.0, 0.0);
        for (row, value) in y.iter().enumerate() {
            sum += weight(&data, row) * value;
            total += weight(&data, row);
        }
        let target_mean = if self.intercept { sum / total } else { 0.0 };
        let (rows, features) = data.x.data.dim();
        Ok(Box::new(Fitting {
            intercept: self.intercept,
            target_mean,
            moments: Moments::new(features),
            next_row: 0,
            phase: Phase::Measure,
            triangle: Some(Triangle::new(rows, features)),
            data,
        }))
    }
}

enum Phase {
    Measure,
    Fold,
    Solve(Box<LeastSquares>),
}

struct Fitting {
    data: Arc<Dataset>,
    intercept: bool,
    target_mean: f64,
    moments: Moments,
    next_row: usize,
    phase: Phase,
    triangle: Option<Triangle>,
}

impl Fitting {
    fn chunk(&mut self) -> Status {
        let mut budget = CHUNK;
        while budget > 0 {
            match &mut self.phase {
                Phase::Measure => {
                    if self.moments.advance(&self.data, &mut budget) {
                        self.phase = Phase::Fold;
                    }
                }
                Phase::Fold => {
                    if let Some(system) = self.fold(&mut budget) {
                        self.phase = Phase::Solve(Box::new(system));
                    }
                }
                Phase::Solve(system) => {
                    if let Some(coefficients) = system.advance(&mut budget) {
                        return Status::Done(Box::new(self.finished(coefficients)));
                    }
                }
            }
        }
        let rows = self.data.x.data.nrows() as u64;
        let done = self.next_row as u64;
        Status::Running(Progress { done: done.min(rows - 1), total: rows, unit: "row" })
    }

    fn fold(&mut self, budget: &mut i64) -> Option<LeastSquares> {
        let rows = self.data.x.data.nrows();
        let mut triangle = self.triangle.take()?;
        while *budget > 0 {
            if triangle.is_folding() {
                triangle.fold(budget);
            } else if self.next_row < rows {
                triangle.push(self.centred_row(self.next_row));
                *budget -= triangle_row_cost(self.data.x.data.ncols());
                self.next_row += 1;
                if self.next_row == rows {
                    triangle.finish();
                }
            } else {
                return self.system(triangle);
            }
        }
        self.triangle = Some(triangle);
        None
    }

    /// A row, centred and multiplied by the root of its weight; its target last.
    fn centred_row(&self, row: usize) -> impl Iterator<Item = f64> + '_ {
        let root = weight(&self.data, row).sqrt();
        let target = match &self.data.y {
            crate::Target::Numbers(y) => y[row],
            crate::Target::Classes { .. } => 0.0,
        };
        let features =
            self.data.x.data.row(row).into_iter().enumerate().map(move |(j, &value)| match self.intercept {
                true if self.moments.is_constant(j) => 0.0,
                true => root * (f64::from(value) - self.moments.mean(j)),
                false => root * f64::from(value),
            });
        features.chain(std::iter::once(root * (target - self.target_mean)))
    }

    fn system(&self, triangle: Triangle) -> Option<LeastSquares> {
        let mut columns = triangle.into_columns();
        let target = columns.pop()?;
        let tolerance: Vec<f64> = (0..columns.len()).map(|j| ROUNDINGS * self.moments.rounding(j)).collect();
        Some(LeastSquares::new(columns, target, &tolerance))
    }

    fn finished(&self, coefficients: Vec<f64>) -> LinearState {
        let mut intercept = self.target_mean;
        if self.intercept {
            let means: Vec<f64> = (0..coefficients.len()).map(|j| self.moments.mean(j)).collect();
            intercept -= dot(&coefficients, &means);
        }
        LinearState { coefficients, intercept }
    }
}

/// Writing a row into columns costs a cache line a cell.
fn triangle_row_cost(features: usize) -> i64 {
    8 * features as i64
}

impl Training for Fitting {
    fn advance(&mut self) -> Pin<Box<dyn Future<Output = Result<Status, LearnError>> + '_>> {
        Box::pin(ready(Ok(self.chunk())))
    }

    fn best(&self) -> Option<Box<dyn Model>> {
        None
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
        assert_eq!(x.data.ncols(), self.coefficients.len(), "features of another model");
        let answer = |row: ndarray::ArrayView1<f32>| {
            let products = row.into_iter().zip(&self.coefficients).map(|(&v, c)| f64::from(v) * c);
            products.fold(self.intercept, |sum, term| sum + term)
        };
        Prediction::Numbers(x.data.outer_iter().map(answer).collect())
    }

    fn state(&self) -> ModelState {
        ModelState::Linear(self.clone())
    }

    fn weights(&self) -> Option<(WeightKind, Vec<f64>)> {
        Some((WeightKind::Coefficient, self.coefficients.clone()))
    }
}
