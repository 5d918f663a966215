//! Steps that bring numbers to a common scale.

mod log1p;
mod min_max_scaler;
mod robust_scaler;
mod scaled;
mod standard_scaler;

use crate::StepKind;

pub use log1p::Log1pState;
pub use min_max_scaler::{MinMaxColumn, MinMaxScalerState};
pub use scaled::ScaledColumn;

/// The kinds, the ones most used first.
pub(super) static KINDS: &[&StepKind] = &[
    &standard_scaler::STANDARD_SCALER,
    &min_max_scaler::MIN_MAX_SCALER,
    &robust_scaler::ROBUST_SCALER,
    &log1p::LOG1P,
];
