//! Gaussian processes: functions of which rows that are alike have values that are alike.

mod classes;
mod factor;
mod gaussian_process;
mod gp_classes_state;
mod gp_state;
mod laplace;
mod likelihood;
mod regression;
mod rows;
mod search;

pub use gaussian_process::GaussianProcess;
pub use gp_classes_state::{CURVES, GpClassesState, GpMachine};
pub use gp_state::GpState;
