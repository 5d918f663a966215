//! Steps for missing cells.

mod missing_indicator;
mod simple_imputer;

use crate::StepKind;

pub use missing_indicator::{IndicatedColumn, MissingIndicatorState};
pub use simple_imputer::{Fill, FilledColumn, SimpleImputerState};

/// The kinds, the ones most used first.
pub(super) static KINDS: &[&StepKind] =
    &[&simple_imputer::SIMPLE_IMPUTER, &missing_indicator::MISSING_INDICATOR];
