//! Steps that bring numbers to a common scale or shape.

mod k_bins_discretizer;
mod k_bins_edges;
mod log1p;
mod max_abs_scaler;
mod min_max_scaler;
mod normalizer;
mod power_transformer;
mod quantile_transformer;
mod reciprocal;
mod robust_scaler;
mod scaled;
mod spline_transformer;
mod splines;
mod sqrt;
mod standard_scaler;

use crate::StepKind;

pub use k_bins_discretizer::{BinnedColumn, KBinsDiscretizerState};
pub use log1p::Log1pState;
pub use min_max_scaler::{MinMaxColumn, MinMaxScalerState};
pub use normalizer::{NormalizerState, RowNorm};
pub use power_transformer::{PowerColumn, PowerMethod, PowerTransformerState};
pub use quantile_transformer::{QuantileColumn, QuantileTransformerState};
pub use reciprocal::ReciprocalState;
pub use scaled::ScaledColumn;
pub use spline_transformer::SplineTransformerState;
pub use splines::{Extrapolation, SplineColumn};
pub use sqrt::SqrtState;

/// The kinds, the ones most used first.
pub(super) static KINDS: &[&StepKind] = &[
    &standard_scaler::STANDARD_SCALER,
    &min_max_scaler::MIN_MAX_SCALER,
    &robust_scaler::ROBUST_SCALER,
    &log1p::LOG1P,
    &power_transformer::POWER_TRANSFORMER,
    &quantile_transformer::QUANTILE_TRANSFORMER,
    &k_bins_discretizer::K_BINS_DISCRETIZER,
    &spline_transformer::SPLINE_TRANSFORMER,
    &sqrt::SQRT,
    &max_abs_scaler::MAX_ABS_SCALER,
    &normalizer::NORMALIZER,
    &reciprocal::RECIPROCAL,
];
