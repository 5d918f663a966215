//! Steps that bring numbers to a common scale.

mod log1p;
mod min_max_scaler;
mod robust_scaler;
mod scaled;
mod standard_scaler;

pub use log1p::Log1pState;
pub use min_max_scaler::{MinMaxColumn, MinMaxScalerState};
pub use scaled::ScaledColumn;

pub(super) use log1p::LOG1P;
pub(super) use min_max_scaler::MIN_MAX_SCALER;
pub(super) use robust_scaler::ROBUST_SCALER;
pub(super) use standard_scaler::STANDARD_SCALER;
