//! Estimators that look at several columns of rows together and need no target, inside a step: their rows and
//! their training in pieces.

use crate::paused::Pauses;
use crate::{PrepareError, cells};
use arrow_array::{Array, Float64Array};
use glasshouse_learn::{Dataset, Features, LearnError, Model, Status, Target, find};
use glasshouse_spec::{ParamFault, ParamValues, TaskKind};
use glasshouse_table::Table;
use ndarray::Array2;
use std::sync::Arc;

/// The numbers of columns, and which rows have all of them.
pub(super) struct Rows {
    names: Vec<String>,
    columns: Vec<Float64Array>,
    /// Rows without a gap.
    pub whole: Vec<u32>,
}

impl Rows {
    /// Of named columns.
    ///
    /// # Errors
    /// A column that holds no numbers, a number that is too large for single precision.
    pub fn of(table: &Table, names: &[String], op: &str) -> Result<Self, PrepareError> {
        let numbers = |name: &String| cells::scaled(table, name, op).cloned();
        let columns: Vec<Float64Array> = names.iter().map(numbers).collect::<Result<_, _>>()?;
        for (name, column) in names.iter().zip(&columns) {
            let large = |row: &usize| column.is_valid(*row) && !(column.value(*row) as f32).is_finite();
            if let Some(row) = (0..column.len()).find(large) {
                let value = column.value(row);
                return Err(PrepareError::TooLarge { column: name.clone(), row: row as u64, value });
            }
        }
        let is_whole = |row: &u32| columns.iter().all(|column| column.is_valid(*row as usize));
        let whole = (0..table.rows() as u32).filter(is_whole).collect();
        Ok(Self { names: names.to_vec(), columns, whole })
    }

    /// The rows without a gap.
    pub fn features(&self) -> Features {
        self.some(&self.whole)
    }

    /// Some of the rows without a gap.
    pub fn some(&self, rows: &[u32]) -> Features {
        let mut data = Array2::zeros((rows.len(), self.columns.len()));
        for (column, mut to) in self.columns.iter().zip(data.columns_mut()) {
            to.iter_mut().zip(rows).for_each(|(to, row)| *to = column.value(*row as usize) as f32);
        }
        Features::new(self.names.clone(), data)
    }
}

/// An estimator of no target.
#[derive(Clone)]
pub(super) struct Unsupervised {
    /// Name of the step.
    pub op: &'static str,
    /// Name of the estimator.
    pub kind: &'static str,
    /// What it is asked.
    pub task: TaskKind,
    pub params: ParamValues,
}

impl Unsupervised {
    /// Checks its parameters.
    ///
    /// # Errors
    /// Every parameter that is refused.
    pub fn checked(self) -> Result<Self, Vec<ParamFault>> {
        let kind = find(self.kind);
        kind.map_or(Ok(()), |kind| kind.build(self.task, &self.params).map(|_| ()))?;
        Ok(self)
    }

    /// A model of rows, of which some may weigh more than others.
    ///
    /// # Errors
    /// Rows that the estimator cannot learn from.
    pub async fn train(
        &self,
        x: Features,
        weights: Option<&[f64]>,
        seed: u64,
        pauses: &Pauses,
    ) -> Result<Box<dyn Model>, PrepareError> {
        let kind = find(self.kind).ok_or_else(|| self.refused(&"there is no such estimator"))?;
        let estimator = kind.build(self.task, &self.params).map_err(PrepareError::Params)?;
        let data = Arc::new(Dataset { x, y: Target::None, weights: weights.map(<[f64]>::to_vec) });
        let mut training = estimator.start(data, seed).map_err(|error| self.cannot(&error))?;
        loop {
            match training.advance().await.map_err(|error| self.cannot(&error))? {
                Status::Done(model) => {
                    model.warnings().into_iter().for_each(|warning| pauses.warn(warning));
                    return Ok(model);
                }
                Status::Running(progress) => {
                    let counted = progress.done as f64 / progress.total.max(1) as f64;
                    pauses.at(0.8 * training.share().map_or(counted, |share| share.done)).await;
                }
            }
        }
    }

    fn cannot(&self, error: &LearnError) -> PrepareError {
        self.refused(error)
    }

    fn refused(&self, why: &dyn std::fmt::Display) -> PrepareError {
        PrepareError::Refused {
            code: "prepare.estimator",
            column: None,
            row: None,
            message: format!("{} cannot learn from these rows: {why}", self.op),
            remedy: "Name other columns for the step, or switch it off.".into(),
        }
    }
}
