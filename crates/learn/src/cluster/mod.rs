//! Groups of rows that are like each other, found without a target.

mod agglomerative;
mod anchors;
mod centers;
mod condensed;
mod dbscan;
mod distances;
mod expectation;
mod gaussian_mixture;
mod hdbscan;
mod hdbscan_state;
mod k_means;
mod linkage;
mod lloyd;
mod mini_batch_k_means;
mod mixture_shape;
mod mixture_state;
mod screen;
mod seeding;
mod tiled;

pub use agglomerative::Agglomerative;
pub use anchors::{AnchorKind, Anchors, AnchorsState, NOISE};
pub use centers::{CenterKind, CentersState};
pub use dbscan::Dbscan;
pub use gaussian_mixture::GaussianMixture;
pub use hdbscan::Hdbscan;
pub use hdbscan_state::{Densities, HdbscanState};
pub use k_means::KMeans;
pub use mini_batch_k_means::MiniBatchKMeans;
pub use mixture_shape::Shape;
pub use mixture_state::{Mixture, MixtureState};

pub(crate) use distances::Packed;
