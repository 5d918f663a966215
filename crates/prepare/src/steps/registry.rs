//! The steps that a recipe may name.

use super::balance::{RANDOM_OVER_SAMPLER, RANDOM_UNDER_SAMPLER};
use super::drop_columns::DROP_COLUMNS;
use super::encode::{ONE_HOT_ENCODER, ORDINAL_ENCODER, TARGET_ENCODER};
use super::missing::{MISSING_INDICATOR, SIMPLE_IMPUTER};
use super::projection::{PCA, TRUNCATED_SVD};
use super::scale::{LOG1P, MIN_MAX_SCALER, ROBUST_SCALER, STANDARD_SCALER};
use crate::{PrepareError, StepKind, nearest};

static STEPS: [&StepKind; 14] = [
    &SIMPLE_IMPUTER,
    &ONE_HOT_ENCODER,
    &STANDARD_SCALER,
    &MISSING_INDICATOR,
    &ORDINAL_ENCODER,
    &TARGET_ENCODER,
    &MIN_MAX_SCALER,
    &ROBUST_SCALER,
    &LOG1P,
    &PCA,
    &TRUNCATED_SVD,
    &RANDOM_OVER_SAMPLER,
    &RANDOM_UNDER_SAMPLER,
    &DROP_COLUMNS,
];

/// All kinds of steps, the ones most used first.
pub fn steps() -> &'static [&'static StepKind] {
    &STEPS
}

/// The kind of step of a name.
pub fn find_step(op: &str) -> Result<&'static StepKind, PrepareError> {
    STEPS.iter().copied().find(|k| k.id == op).ok_or_else(|| {
        let ids: Vec<&str> = STEPS.iter().map(|k| k.id).collect();
        unknown_step(op, &ids)
    })
}

/// That no kind of the list has this name.
pub(crate) fn unknown_step(op: &str, known: &[&str]) -> PrepareError {
    PrepareError::UnknownStep {
        op: op.into(),
        nearest: nearest(op, known.iter().copied()).map(Into::into),
        known: known.join(", "),
    }
}
