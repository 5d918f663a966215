//! Steps for missing cells.

mod bayesian_ridge;
mod filling;
mod iterative_imputer;
mod knn_imputer;
mod missing_indicator;
mod simple_imputer;

use crate::StepKind;

pub use iterative_imputer::{BoundedImputerState, IterativeImputerState, Turn};
pub use knn_imputer::KnnImputerState;
pub use missing_indicator::{IndicatedColumn, MissingIndicatorState};
pub use simple_imputer::{Fill, FilledColumn, SimpleImputerState};

/// The kinds, the ones most used first.
pub(super) static KINDS: &[&StepKind] = &[
    &simple_imputer::SIMPLE_IMPUTER,
    &missing_indicator::MISSING_INDICATOR,
    &knn_imputer::KNN_IMPUTER,
    &iterative_imputer::ITERATIVE_IMPUTER,
];
