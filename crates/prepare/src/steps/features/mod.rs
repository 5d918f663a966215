//! Steps that make columns of others.

mod expression;

use crate::step::{Fit, Fitting};
use crate::{Notes, PrepareError, StepKind, StepState};
use glasshouse_table::Table;

pub use expression::ExpressionState;

/// The kinds, the ones most used first.
pub(super) static KINDS: &[&StepKind] = &[&expression::EXPRESSION];

/// A fit that has nothing left to learn once it begins.
struct Known(Option<StepState>);

impl Fitting for Known {
    fn advance(&mut self, _notes: &mut Notes) -> Result<Fit, PrepareError> {
        self.0.take().map(|state| Fit::Done(state.into())).ok_or(PrepareError::NoFeatures)
    }
}

/// Refuses a name that a column already has.
fn is_free(table: &Table, name: &str) -> Result<(), PrepareError> {
    match table.column(name) {
        None => Ok(()),
        Some(_) => Err(PrepareError::DuplicateFeature(name.into())),
    }
}
