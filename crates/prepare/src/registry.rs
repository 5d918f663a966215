//! The steps that a recipe may name.

use crate::drop_columns::DropColumnsKind;
use crate::log1p::Log1pKind;
use crate::min_max_scaler::MinMaxScalerKind;
use crate::missing_indicator::MissingIndicatorKind;
use crate::one_hot_encoder::OneHotEncoderKind;
use crate::ordinal_encoder::OrdinalEncoderKind;
use crate::projection::{PcaKind, TruncatedSvdKind};
use crate::robust_scaler::RobustScalerKind;
use crate::simple_imputer::SimpleImputerKind;
use crate::standard_scaler::StandardScalerKind;
use crate::{PrepareError, StepKind, nearest};

static STEPS: [&'static dyn StepKind; 11] = [
    &SimpleImputerKind,
    &OneHotEncoderKind,
    &StandardScalerKind,
    &MissingIndicatorKind,
    &OrdinalEncoderKind,
    &MinMaxScalerKind,
    &RobustScalerKind,
    &Log1pKind,
    &PcaKind,
    &TruncatedSvdKind,
    &DropColumnsKind,
];

/// All kinds of steps, the ones most used first.
pub fn steps() -> &'static [&'static dyn StepKind] {
    &STEPS
}

/// The kind of step of a name.
pub fn find_step(op: &str) -> Result<&'static dyn StepKind, PrepareError> {
    STEPS.iter().copied().find(|k| k.id() == op).ok_or_else(|| {
        let ids: Vec<&str> = STEPS.iter().map(|k| k.id()).collect();
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
