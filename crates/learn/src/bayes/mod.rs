//! Models that take the features of a class for independent of each other.

mod gaussian_nb;
mod gaussian_state;

pub use gaussian_nb::GaussianNb;
pub use gaussian_state::GaussianNbState;
