//! `missing_indicator`: appends a column of 0 and 1 that says where a cell was missing.

use crate::{Built, FittedStep, Notes, PrepareError, Step, StepKind, StepState, cells};
use glasshouse_spec::{ParamSpec, ParamValues, check_params, param};
use glasshouse_table::{Column, Table};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::sync::Arc;

const FEATURES: &[Cow<'static, str>] = &[Cow::Borrowed("missing-only"), Cow::Borrowed("all")];

static PARAMS: [ParamSpec; 2] = [
    ParamSpec::choice(
        "features",
        "missing-only",
        FEATURES,
        "Which columns get an indicator: those with a missing cell in the training rows, or all.",
    ),
    ParamSpec::bool(
        "error_on_new",
        true,
        "Whether a cell missing later in a column without gaps in the training rows is refused. Counts only with missing-only.",
    ),
];

/// What `missing_indicator` learnt.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MissingIndicatorState {
    /// Columns that are indicated, in the order in which their indicators are appended.
    pub columns: Vec<IndicatedColumn>,
    /// Columns in which a missing cell is refused.
    pub refused: Vec<String>,
}

/// A column and its indicator.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct IndicatedColumn {
    /// Column that is read; it stays.
    pub name: String,
    /// Numeric column that is appended: 1 where the cell is missing, else 0.
    pub output: String,
}

struct MissingIndicator {
    all: bool,
    error_on_new: bool,
}

/// The kind.
pub(super) static MISSING_INDICATOR: StepKind = StepKind {
    id: "missing_indicator",
    title: "Say where values are missing",
    help: "Appends missingindicator_<column>, 1 where the cell is missing and else 0.",
    when: "The gap itself tells something: a question not answered, a test not made.",
    beware: "After a step that fills the gaps there is nothing left to mark: it comes before.",
    example: "age: 31, –, 40 → missingindicator_age: 0, 1, 0",
    params: &PARAMS,
    columns: &["@all"],
    onnx: true,
    build,
};

fn build(values: &ParamValues) -> Built {
    check_params(&PARAMS, values)?;
    Ok(Box::new(MissingIndicator {
        all: param(&PARAMS, values, "features").as_str() == Some("all"),
        error_on_new: param(&PARAMS, values, "error_on_new").as_bool().unwrap_or(true),
    }))
}

impl Step for MissingIndicator {
    fn fit(&self, train: &Table, columns: &[String], _notes: &mut Notes) -> Result<StepState, PrepareError> {
        let mut state = MissingIndicatorState { columns: Vec::new(), refused: Vec::new() };
        for name in columns {
            if self.all || cells::column(train, name)?.missing() > 0 {
                let output = format!("missingindicator_{name}");
                if train.column(&output).is_some() {
                    return Err(PrepareError::DuplicateFeature(output));
                }
                state.columns.push(IndicatedColumn { name: name.clone(), output });
            } else if self.error_on_new {
                state.refused.push(name.clone());
            }
        }
        Ok(StepState::MissingIndicator(state))
    }
}

impl FittedStep for MissingIndicatorState {
    fn reads(&self) -> Vec<&str> {
        self.columns.iter().map(|c| c.name.as_str()).collect()
    }

    fn makes(&self) -> Vec<(Vec<&str>, Vec<&str>)> {
        self.columns.iter().map(|c| (vec![c.name.as_str()], vec![c.output.as_str()])).collect()
    }

    fn join(&mut self, more: Self) {
        self.columns.extend(more.columns);
        self.refused.extend(more.refused);
    }

    fn appends(&self) -> bool {
        true
    }

    /// Refuses a gap where the training rows had none.
    fn check(&self, table: &Table) -> Result<(), PrepareError> {
        for name in &self.refused {
            if cells::column(table, name)?.missing() > 0 {
                return Err(PrepareError::NewMissing { column: name.clone() });
            }
        }
        Ok(())
    }

    fn treat(
        &self,
        at: usize,
        column: Arc<Column>,
        _notes: &mut Notes,
    ) -> Result<Vec<Arc<Column>>, PrepareError> {
        let array = column.array();
        let flags = (0..array.len()).map(|row| Some(f64::from(u8::from(array.is_null(row)))));
        Ok(vec![cells::number_column(&self.columns[at].output, flags)])
    }
}
