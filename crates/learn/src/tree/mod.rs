//! Decision trees and forests of them.
//!
//! Trees are grown as in Breiman, Friedman, Olshen and Stone, *Classification and Regression
//! Trees* (1984), forests as in Breiman, *Random Forests* (2001), with scikit-learn's parameters.
//! Each feature's values are replaced by their ranks once; a node then sorts ranks, or counts
//! them where a feature has few values. A tree's randomness comes from the recipe's seed and the
//! tree's number alone, so that trees may be grown in any order.

mod branches;
mod criterion;
mod decision_tree;
mod entropy;
mod extra_trees;
mod forest_model;
mod gappy_model;
mod grid;
mod grower;
mod nodes;
mod options;
mod out_of_bag;
mod random_forest;
mod ranks;
pub(crate) mod sample;
mod scan;
mod search;
mod training;
mod tree_model;

pub use branches::{Branches, MAX_LEVELS, Set};
pub(crate) use branches::{has, put};
pub use decision_tree::DecisionTree;
pub use extra_trees::ExtraTrees;
pub(crate) use forest_model::in_blocks;
pub use forest_model::{ExtraTreesState, ForestState};
pub use gappy_model::{GappyKind, GappyState};
pub use nodes::{LEAF, Nodes};
pub(crate) use out_of_bag::Judge;
pub use random_forest::RandomForest;
pub use tree_model::TreeState;
