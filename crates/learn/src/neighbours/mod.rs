//! Models that keep their training rows and ask those nearest to a new one.

mod finder;
mod k_neighbors;
mod metric;
mod model;
mod near_rows;
mod nearest;
mod squares;
mod tiles;
mod tree;

pub(crate) use finder::Finder;
pub use k_neighbors::KNeighbors;
pub use metric::{GRID, Metric, STEP};
pub(crate) use metric::{METRIC, coarse};
pub(crate) use model::CELLS;
pub use model::{Answers, Neighbors, NeighborsState, Search};
pub use near_rows::NearRows;
pub(crate) use nearest::{Near, Nearest};
pub(crate) use tiles::QUERIES;
