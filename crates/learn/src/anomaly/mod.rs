//! Rows that are unlike the others, found without a target.

mod isolation_forest;
mod isolation_state;
mod local_outlier_factor;
mod outlier_factor_state;
mod threshold;

pub use isolation_forest::IsolationForest;
pub use isolation_state::IsolationState;
pub use local_outlier_factor::LocalOutlierFactor;
pub use outlier_factor_state::{MET, OutlierFactor, OutlierFactorState, SOME};
pub use threshold::MARKS;
