//! `reciprocal`: 1 divided by the number.

use super::log1p::first;
use crate::{Built, FittedStep, Notes, PrepareError, Step, StepKind, StepState, cells};
use glasshouse_spec::{ParamValues, check_params};
use glasshouse_table::{Column, Table};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Numeric columns that become `1 / x` in double precision. A missing number stays missing, and 0, of which
/// the training rows had none, becomes so.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReciprocalState {
    /// Columns in the order of the fit.
    pub columns: Vec<String>,
}

struct Reciprocal;

/// The kind.
pub(super) static RECIPROCAL: StepKind = StepKind {
    id: "reciprocal",
    title: "Divide 1 by numbers",
    help: "Replaces x by 1 / x, so that large numbers become small ones. Missing cells stay missing.",
    when: "Rates that are told the other way round: seconds a metre, where metres a second count.",
    beware: "It takes no 0, and turns the order of the numbers round. A 0 in new rows becomes missing, so a step that fills gaps goes behind it.",
    example: "2, 4, −10 → 0.5, 0.25, −0.1",
    params: &[],
    columns: &["@numeric"],
    onnx: true,
    build,
};

fn build(values: &ParamValues) -> Built {
    check_params(&[], values)?;
    Ok(Box::new(Reciprocal))
}

impl Step for Reciprocal {
    fn fit(&self, train: &Table, columns: &[String], _notes: &mut Notes) -> Result<StepState, PrepareError> {
        for name in columns {
            if let Some((row, _)) = first(cells::scaled(train, name, "reciprocal")?, |x| x == 0.0) {
                return Err(PrepareError::Refused {
                    code: "prepare.zero",
                    column: Some(name.clone()),
                    row: Some(row),
                    message: format!("column \"{name}\" has a 0, and 1 cannot be divided by it"),
                    remedy: format!("Correct the number, or name columns for reciprocal without \"{name}\"."),
                });
            }
        }
        Ok(StepState::Reciprocal(ReciprocalState { columns: columns.to_vec() }))
    }
}

impl FittedStep for ReciprocalState {
    fn reads(&self) -> Vec<&str> {
        self.columns.iter().map(String::as_str).collect()
    }

    fn opens(&self) -> Vec<&str> {
        self.reads()
    }

    fn join(&mut self, more: Self) {
        self.columns.extend(more.columns);
    }

    fn treat(
        &self,
        _at: usize,
        column: Arc<Column>,
        _notes: &mut Notes,
    ) -> Result<Vec<Arc<Column>>, PrepareError> {
        cells::map_some(&column, "reciprocal", |x| (x != 0.0).then(|| 1.0 / x))
    }
}
