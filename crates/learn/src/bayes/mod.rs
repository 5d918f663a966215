//! Models that take the features of a class for independent of each other.

mod discrete_nb;
mod discrete_state;
mod gaussian_nb;
mod gaussian_state;

pub use discrete_nb::{DiscreteNb, Draws};
pub use discrete_state::DiscreteNbState;
pub use gaussian_nb::GaussianNb;
pub use gaussian_state::GaussianNbState;
