//! `drop_columns`: the model does not see the columns.

use crate::{Built, FittedStep, Notes, PrepareError, Step, StepKind, StepState};
use glasshouse_spec::{ParamValues, check_params};
use glasshouse_table::Table;

struct DropColumns;

/// The kind.
pub(super) static DROP_COLUMNS: StepKind = StepKind {
    id: "drop_columns",
    title: "Drop columns",
    help: "Takes columns away from what the model sees. New data need not have them.",
    when: "Columns that will not be known when the model is used, or that must not decide.",
    beware: "What the column told is lost; a step before may still use it.",
    example: "name, age, fare → age, fare",
    params: &[],
    columns: &[],
    onnx: true,
    build,
};

fn build(values: &ParamValues) -> Built {
    check_params(&[], values)?;
    Ok(Box::new(DropColumns))
}

impl Step for DropColumns {
    fn fit(&self, _train: &Table, columns: &[String], _notes: &mut Notes) -> Result<StepState, PrepareError> {
        Ok(StepState::DropColumns(columns.to_vec()))
    }
}

impl FittedStep for Vec<String> {
    fn reads(&self) -> Vec<&str> {
        Vec::new()
    }

    fn drops(&self) -> &[String] {
        self
    }

    fn forget_dropped(&mut self, names: &[String]) {
        self.retain(|dropped| !names.contains(dropped));
    }

    fn join(&mut self, more: Self) {
        self.extend(more);
    }
}
