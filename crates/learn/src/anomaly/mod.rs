//! Rows that are unlike the others, found without a target.

mod isolation_forest;
mod isolation_state;
mod threshold;

pub use isolation_forest::IsolationForest;
pub use isolation_state::IsolationState;
pub use threshold::MARKS;
