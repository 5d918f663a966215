//! The estimator that a selection trains: its parameter, its rows, its training in pieces, and what each column
//! weighs in its model.

use super::numbers::Numbers;
use super::pace::Pace;
use crate::{Context, PrepareError};
use glasshouse_learn::{
    Dataset, Estimator, FeatureKind, Features, LearnError, Model, ModelState, Status, Takes, Target,
    WeightKind, find,
};
use glasshouse_spec::{
    Nested, NestedDefault, ParamDefault, ParamFault, ParamKind, ParamSpec, ParamValue, TaskKind,
};
use ndarray::Array2;
use std::sync::Arc;

/// Tasks of the estimators that a selection may train.
const TASKS: [TaskKind; 2] = [TaskKind::Classification, TaskKind::Regression];

/// The declaration of the parameter.
pub(super) const fn estimator(default: NestedDefault, help: &'static str) -> ParamSpec {
    ParamSpec::new("estimator", ParamKind::Estimator, ParamDefault::Estimator(default), help)
}

/// An estimator that a parameter names.
#[derive(Clone)]
pub(super) struct Chosen(ParamValue);

impl Chosen {
    /// Of a value, whose parameters at least one task allows: the task is not known before the fit.
    ///
    /// # Errors
    /// What is refused, named by its place, such as `estimator.max_depth`.
    pub fn checked(value: ParamValue) -> Result<Self, Vec<ParamFault>> {
        let chosen = Self(value);
        match TASKS.map(|task| chosen.build(task).err()) {
            [Some(faults), Some(others)] => Err(if faults.iter().any(is_task) { others } else { faults }),
            _ => Ok(chosen),
        }
    }

    /// Its kind and what departs from its defaults.
    pub fn nested(&self) -> Option<Nested<'_>> {
        self.0.estimator()
    }

    fn build(&self, task: TaskKind) -> Result<(Box<dyn Estimator>, Takes), Vec<ParamFault>> {
        let refused = |name: &str, message: String| vec![ParamFault { name: name.into(), message }];
        let Some(nested) = self.nested() else {
            return Err(refused("estimator", "estimator names no estimator".into()));
        };
        let Some(kind) = find(nested.kind) else {
            return Err(refused(
                "estimator.kind",
                format!("estimator: there is no estimator {}", nested.kind),
            ));
        };
        let nests = kind.params(task).iter().any(|spec| spec.kind.nests());
        if nests || !kind.tasks().contains(&task) {
            let why = if nests { "is made of other estimators" } else { TASK };
            return Err(refused("estimator.kind", format!("estimator: {} {why}", kind.id())));
        }
        let inside = |fault: ParamFault| ParamFault {
            name: format!("estimator.{}", fault.name),
            message: format!("estimator: {}", fault.message),
        };
        let built = kind.build(task, nested.params);
        let built = built.map_err(|faults| faults.into_iter().map(inside).collect::<Vec<_>>())?;
        Ok((built, kind.takes_with(task, nested.params)))
    }
}

const TASK: &str = "does not answer what the target asks";

/// Whether it is refused for the task alone.
fn is_task(fault: &ParamFault) -> bool {
    fault.message.ends_with(TASK)
}

/// Rows that estimators are trained on, and the estimator.
pub(super) struct Trainer {
    pub op: &'static str,
    estimator: Box<dyn Estimator>,
    pub numbers: Numbers,
    pub target: Arc<Target>,
    weights: Option<Arc<[f64]>>,
    pub seed: u64,
}

impl Trainer {
    /// With columns of the training rows and what is known of them.
    ///
    /// # Errors
    /// A target of another kind, a parameter that its task refuses, a gap that the estimator does not take, a
    /// number that is too large for it.
    pub fn new(
        op: &'static str,
        chosen: &Chosen,
        numbers: Numbers,
        seed: Option<u64>,
        context: &Context,
    ) -> Result<Self, PrepareError> {
        let task = match &*context.target {
            Target::Classes { .. } => TaskKind::Classification,
            Target::Numbers(_) => TaskKind::Regression,
            _ => return Err(PrepareError::needs_target(op)),
        };
        let (estimator, takes) = chosen.build(task).map_err(PrepareError::Params)?;
        if !takes.missing {
            numbers.refuse_gaps()?;
        }
        for (at, name) in numbers.names.iter().enumerate() {
            let large = |x: &f64| !x.is_nan() && !(*x as f32).is_finite();
            let cells = numbers.cells(at);
            if let Some(row) = cells.iter().position(large) {
                return Err(PrepareError::TooLarge {
                    column: name.clone(),
                    row: row as u64,
                    value: cells[row],
                });
            }
        }
        Ok(Self {
            op,
            estimator,
            numbers,
            target: context.target.clone(),
            weights: context.weights.clone(),
            seed: seed.unwrap_or(context.seed),
        })
    }

    /// Number of columns.
    pub fn width(&self) -> usize {
        self.numbers.width()
    }

    /// Some columns of some rows, of all rows where none are named.
    pub fn features(&self, columns: &[usize], rows: Option<&[u32]>) -> Features {
        let count = rows.map_or(self.numbers.rows, <[u32]>::len);
        let mut data = Array2::zeros((count, columns.len()));
        for (at, column) in columns.iter().enumerate() {
            let cells = self.numbers.cells(*column);
            let mut to = data.column_mut(at);
            match rows {
                None => to.iter_mut().zip(cells.iter()).for_each(|(to, x)| *to = *x as f32),
                Some(rows) => to.iter_mut().zip(rows).for_each(|(to, row)| *to = cells[*row as usize] as f32),
            }
        }
        let names: Vec<String> = columns.iter().map(|at| self.numbers.names[*at].clone()).collect();
        let kind = |at: &usize| match self.numbers.has_gaps(*at) {
            true => FeatureKind::Gappy,
            false => FeatureKind::Number,
        };
        Features::of(names, columns.iter().map(kind).collect::<Vec<_>>(), data)
    }

    /// A model of features of some rows, of all where none are named.
    ///
    /// # Errors
    /// Rows that the estimator cannot learn from.
    pub async fn train(
        &self,
        x: Features,
        rows: Option<&[u32]>,
        seed: u64,
        pace: &Pace,
    ) -> Result<Box<dyn Model>, PrepareError> {
        let y = rows.map_or_else(|| (*self.target).clone(), |rows| self.target.take(rows));
        let weights = self.weights.as_ref().map(|weights| match rows {
            None => weights.to_vec(),
            Some(rows) => rows.iter().map(|row| weights[*row as usize]).collect(),
        });
        let data = Arc::new(Dataset { x, y, weights });
        let mut training = self.estimator.start(data, seed).map_err(|error| self.refused(&error))?;
        loop {
            let status = training.advance().await.map_err(|error| self.refused(&error))?;
            match status {
                Status::Done(model) => return Ok(model),
                Status::Running(progress) => {
                    let counted = progress.done as f64 / progress.total.max(1) as f64;
                    pace.pause(training.share().map_or(counted, |share| share.done)).await;
                }
            }
        }
    }

    fn refused(&self, error: &LearnError) -> PrepareError {
        PrepareError::Refused {
            code: "prepare.estimator",
            column: None,
            row: None,
            message: format!("the estimator of {} cannot be trained: {error}", self.op),
            remedy: "Choose another estimator or other columns for the step, or switch it off.".into(),
        }
    }

    /// What each column weighs in a model, one list a row of coefficients: see [`sizes`] and [`squares`].
    ///
    /// # Errors
    /// A model that has no such numbers.
    pub fn weights(&self, model: &dyn Model) -> Result<Vec<Vec<f64>>, PrepareError> {
        let Some((kind, weights)) = model.weights() else {
            return Err(PrepareError::Refused {
                code: "prepare.no_weights",
                column: None,
                row: None,
                message: format!(
                    "{} asks what each column weighs in a model, and {} does not say",
                    self.op,
                    model.state().kind()
                ),
                remedy:
                    "Choose an estimator with coefficients or importances, such as random_forest or ridge."
                        .into(),
            });
        };
        if kind != WeightKind::Coefficient {
            return Ok(vec![weights]);
        }
        // Of several classes each has its own coefficients.
        let rows = |all: &[f64]| all.chunks(weights.len().max(1)).map(<[f64]>::to_vec).collect();
        Ok(match model.state() {
            ModelState::Logistic(state) => rows(&state.coefficients),
            ModelState::Margin(state) => rows(&state.coefficients),
            ModelState::Sgd(state) => rows(&state.coefficients),
            _ => vec![weights],
        })
    }
}

/// For each column the sum of the sizes of its coefficients.
pub(super) fn sizes(weights: &[Vec<f64>]) -> Vec<f64> {
    by_column(weights, f64::abs)
}

/// For each column the sum of the squares of its coefficients.
pub(super) fn squares(weights: &[Vec<f64>]) -> Vec<f64> {
    by_column(weights, |x| x * x)
}

fn by_column(weights: &[Vec<f64>], of: fn(f64) -> f64) -> Vec<f64> {
    let width = weights.first().map_or(0, Vec::len);
    (0..width).map(|at| weights.iter().map(|row| of(row[at])).sum()).collect()
}
