//! `sqrt`: the square root, which draws in a tail of large numbers less than a logarithm does.

use super::log1p::first;
use crate::{Built, FittedStep, Notes, PrepareError, Step, StepKind, StepState, cells};
use glasshouse_spec::{ParamValues, check_params};
use glasshouse_table::{Column, Table};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Numeric columns that become the square root of `max(x, 0)` in double precision. A missing number stays
/// missing, an infinite one infinite.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SqrtState {
    /// Columns in the order of the fit; none had a negative number in the training rows.
    pub columns: Vec<String>,
}

struct Sqrt;

/// The kind.
pub(super) static SQRT: StepKind = StepKind {
    id: "sqrt",
    title: "Take the square root of numbers",
    help: "Replaces x by its square root: 0 and 1 stay, and large numbers come nearer to the others. Missing cells stay missing.",
    when: "Counts, and areas that are to count as lengths.",
    beware: "It needs numbers from 0 up, so it goes before steps that scale; a negative number in new rows counts as 0.",
    example: "visits: 0, 9, 100 → 0, 3, 10",
    params: &[],
    columns: &["@numeric"],
    onnx: true,
    build,
};

fn build(values: &ParamValues) -> Built {
    check_params(&[], values)?;
    Ok(Box::new(Sqrt))
}

impl Step for Sqrt {
    fn fit(&self, train: &Table, columns: &[String], _notes: &mut Notes) -> Result<StepState, PrepareError> {
        for name in columns {
            if let Some((row, x)) = first(cells::scaled(train, name, "sqrt")?, |x| x < 0.0) {
                return Err(PrepareError::Refused {
                    code: "prepare.negative",
                    column: Some(name.clone()),
                    row: Some(row),
                    message: format!(
                        "column \"{name}\" has the number {x}, and sqrt needs numbers from 0 up"
                    ),
                    remedy: format!(
                        "Correct the number, put sqrt before the steps that scale, or name columns for it without \"{name}\"; power_transformer takes negative numbers."
                    ),
                });
            }
        }
        Ok(StepState::Sqrt(SqrtState { columns: columns.to_vec() }))
    }
}

impl FittedStep for SqrtState {
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
        let array = cells::numbers(&column, "sqrt")?;
        notes.add_negative(&self.columns[at], array.iter().flatten().filter(|x| *x < 0.0).count() as u64);
        cells::map_numbers(column, |x| if x < 0.0 { 0.0 } else { x.sqrt() })
    }
}
