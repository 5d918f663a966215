//! Groups of rows that are like each other, found without a target.

mod centers;
mod distances;
mod k_means;
mod lloyd;
mod seeding;

pub use centers::{CenterKind, CentersState};
pub use k_means::KMeans;

pub(crate) use distances::Packed;
