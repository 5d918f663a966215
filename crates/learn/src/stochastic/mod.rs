//! Lines that are learned a row at a time.

mod lazy;
mod line;
mod loss;
mod options;
mod sgd;
mod sgd_state;
mod training;

pub use line::LineCheckpoint;
pub use loss::SgdLoss;
pub use sgd::Sgd;
pub use sgd_state::{SgdCheckpoint, SgdEnd, SgdState};
