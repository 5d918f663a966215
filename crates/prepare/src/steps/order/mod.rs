//! Steps that look along the rows in their order, and never ahead but for one that says so.
//!
//! What they make of a row depends on the rows before it in the table that they are applied to. The training rows
//! are made among the training rows alone, as the fit sees them; every other row among all rows of its table. Where
//! rows of other parts stand before a training row, its past has holes: [`holes`] refuses that.

mod along;
mod fill_along;
mod holes;
mod lag_features;
mod looking;
mod moved;
mod row_order;
mod window;
mod window_features;

use crate::StepKind;

pub use fill_along::FillAlongState;
pub use lag_features::LagFeaturesState;
pub use row_order::RowOrder;
pub use window::WindowFunction;
pub use window_features::WindowFeaturesState;

/// The kinds, the ones most used first.
pub(super) static KINDS: &[&StepKind] = &[
    &lag_features::LAG_FEATURES,
    &lag_features::DIFFERENCE_FEATURES,
    &window_features::WINDOW_FEATURES,
    &window_features::EXPANDING_WINDOW_FEATURES,
    &fill_along::FORWARD_FILL,
    &fill_along::BACKWARD_FILL,
];
