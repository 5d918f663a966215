//! Steps for missing cells.

mod missing_indicator;
mod simple_imputer;

pub use missing_indicator::{IndicatedColumn, MissingIndicatorState};
pub use simple_imputer::{Fill, FilledColumn, SimpleImputerState};

pub(super) use missing_indicator::MISSING_INDICATOR;
pub(super) use simple_imputer::SIMPLE_IMPUTER;
