//! Gaussian processes: functions of which rows that are alike have values that are alike.

mod gaussian_process;
mod gp_state;
mod likelihood;
mod regression;
mod search;

pub use gaussian_process::GaussianProcess;
pub use gp_state::GpState;
