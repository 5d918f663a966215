//! `min_max_scaler`: from 0 to 1 on the training rows.

use crate::{Built, FittedStep, Notes, PrepareError, Step, StepKind, StepState, cells, moments};
use glasshouse_spec::{ParamSpec, ParamValues, check_params, param};
use glasshouse_table::{Column, Table};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

static PARAMS: [ParamSpec; 1] =
    [ParamSpec::bool("clip", false, "Whether numbers beyond those of the training rows are cut to 0 and 1.")];

/// What `min_max_scaler` learnt.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MinMaxScalerState {
    /// Columns in the order of the fit.
    pub columns: Vec<MinMaxColumn>,
    /// Whether the result is cut to 0 and 1.
    pub clip: bool,
}

/// A numeric column that becomes `x * scale + min`, in this order and in double precision.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MinMaxColumn {
    /// Column.
    pub name: String,
    /// What is multiplied by.
    pub scale: f64,
    /// What is added afterwards.
    pub min: f64,
}

struct MinMaxScaler {
    clip: bool,
}

/// The kind.
pub(super) static MIN_MAX_SCALER: StepKind = StepKind {
    id: "min_max_scaler",
    title: "Scale numbers to 0 to 1",
    help: "Maps the smallest number of the training rows to 0 and the largest to 1. Missing cells stay missing.",
    when: "Numbers with firm ends, for networks and neighbours.",
    beware: "One extreme value squeezes all others together.",
    example: "10, 15, 20 → 0, 0.5, 1",
    params: &PARAMS,
    columns: &["@numeric"],
    onnx: true,
    build,
};

fn build(values: &ParamValues) -> Built {
    check_params(&PARAMS, values)?;
    Ok(Box::new(MinMaxScaler { clip: param(&PARAMS, values, "clip").as_bool().unwrap_or(false) }))
}

impl Step for MinMaxScaler {
    fn fit(&self, train: &Table, columns: &[String], _notes: &mut Notes) -> Result<StepState, PrepareError> {
        let mut state = MinMaxScalerState { columns: Vec::with_capacity(columns.len()), clip: self.clip };
        for name in columns {
            let array = cells::scaled(train, name, "min_max_scaler")?;
            let (scale, min) = scale_and_min(&moments::present(array));
            state.columns.push(MinMaxColumn { name: name.clone(), scale, min });
        }
        Ok(StepState::MinMaxScaler(state))
    }
}

/// As scikit-learn, a range below ten machine epsilons counts as constant and divides by one.
fn scale_and_min(values: &[f64]) -> (f64, f64) {
    let ends = glasshouse_stats::min(values).zip(glasshouse_stats::max(values));
    let Some((low, high)) = ends else { return (1.0, 0.0) };
    let range = high - low;
    let scale = 1.0 / if range < 10.0 * f64::EPSILON { 1.0 } else { range };
    (scale, 0.0 - low * scale)
}

impl FittedStep for MinMaxScalerState {
    fn reads(&self) -> Vec<&str> {
        self.columns.iter().map(|c| c.name.as_str()).collect()
    }

    fn join(&mut self, more: Self) {
        self.columns.extend(more.columns);
    }

    fn treat(
        &self,
        at: usize,
        column: Arc<Column>,
        _notes: &mut Notes,
    ) -> Result<Vec<Arc<Column>>, PrepareError> {
        let MinMaxColumn { scale, min, .. } = self.columns[at];
        cells::map_numbers(column, |x| {
            let scaled = x * scale + min;
            if self.clip { scaled.clamp(0.0, 1.0) } else { scaled }
        })
    }
}
