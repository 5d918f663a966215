//! `log1p`: the natural logarithm of 1 + x, which draws in a long tail of large numbers.

use crate::{Built, FittedStep, Notes, PrepareError, Step, StepKind, StepState, cells};
use arrow_array::Float64Array;
use glasshouse_spec::{ParamSpec, ParamValues, check_params};
use glasshouse_table::{Column, Table};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

static PARAMS: [ParamSpec; 0] = [];

/// Numeric columns that become `log1p(max(x, 0))` in double precision. A missing number stays
/// missing, an infinite one infinite.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Log1pState {
    /// Columns in the order of the fit; none had a negative number in the training rows.
    pub columns: Vec<String>,
}

struct Log1p;

/// The kind.
pub(super) static LOG1P: StepKind = StepKind {
    id: "log1p",
    title: "Take the logarithm of numbers",
    help: "Replaces x by the natural logarithm of 1 + x: 0 stays 0, and large numbers come nearer to the others. Missing cells stay missing.",
    when: "Amounts and counts of which a few are very large.",
    beware: "It needs numbers from 0 up, so it goes before steps that scale; a negative number in new rows counts as 0.",
    example: "price: 0, 9, 99 → 0, 2.3, 4.6",
    params: &PARAMS,
    columns: &["@numeric"],
    onnx: true,
    build,
};

fn build(values: &ParamValues) -> Built {
    check_params(&PARAMS, values)?;
    Ok(Box::new(Log1p))
}

impl Step for Log1p {
    fn fit(&self, train: &Table, columns: &[String], _notes: &mut Notes) -> Result<StepState, PrepareError> {
        for name in columns {
            let array = cells::scaled(train, name, "log1p")?;
            if let Some((row, value)) = first(array, |x| x < 0.0) {
                return Err(PrepareError::Negative { column: name.clone(), row, value });
            }
        }
        Ok(StepState::Log1p(Log1pState { columns: columns.to_vec() }))
    }
}

/// The first number that is refused, with its row.
pub(super) fn first(array: &Float64Array, refused: impl Fn(f64) -> bool) -> Option<(u64, f64)> {
    array.iter().enumerate().find_map(|(row, x)| Some((row as u64, x.filter(|x| refused(*x))?)))
}

impl FittedStep for Log1pState {
    fn reads(&self) -> Vec<&str> {
        self.columns.iter().map(String::as_str).collect()
    }

    fn join(&mut self, more: Self) {
        self.columns.extend(more.columns);
    }

    fn treat(
        &self,
        at: usize,
        column: Arc<Column>,
        notes: &mut Notes,
    ) -> Result<Vec<Arc<Column>>, PrepareError> {
        let array = cells::numbers(&column, "log1p")?;
        notes.add_negative(&self.columns[at], array.iter().flatten().filter(|x| *x < 0.0).count() as u64);
        cells::map_numbers(column, |x| libm::log1p(if x < 0.0 { 0.0 } else { x }))
    }
}
