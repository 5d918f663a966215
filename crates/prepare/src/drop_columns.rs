//! `drop_columns`: the model does not see the columns.

use crate::{Notes, PrepareError, Step, StepKind, StepState};
use glasshouse_spec::{ParamFault, ParamSpec, ParamValues, check_params};
use glasshouse_table::Table;

/// The kind.
pub(crate) struct DropColumnsKind;

struct DropColumns;

impl StepKind for DropColumnsKind {
    fn id(&self) -> &'static str {
        "drop_columns"
    }

    fn title(&self) -> &'static str {
        "Drop columns"
    }

    fn help(&self) -> &'static str {
        "Takes columns away from what the model sees. New data need not have them."
    }

    fn params(&self) -> &'static [ParamSpec] {
        &[]
    }

    fn default_columns(&self) -> &'static [&'static str] {
        &[]
    }

    fn build(&self, values: &ParamValues) -> Result<Box<dyn Step>, Vec<ParamFault>> {
        check_params(&[], values)?;
        Ok(Box::new(DropColumns))
    }
}

impl Step for DropColumns {
    fn fit(&self, _train: &Table, columns: &[String], _notes: &mut Notes) -> Result<StepState, PrepareError> {
        Ok(StepState::DropColumns(columns.to_vec()))
    }
}
