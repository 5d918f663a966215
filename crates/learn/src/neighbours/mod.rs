//! Models that keep their training rows and ask those nearest to a new one.

mod k_neighbors;
mod metric;
mod model;
mod nearest;
mod squares;
mod tiles;
mod tree;

pub use k_neighbors::KNeighbors;
pub use metric::{GRID, Metric, STEP};
pub use model::{Answers, Neighbors, NeighborsState, Search};
