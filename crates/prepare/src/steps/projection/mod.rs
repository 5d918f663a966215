//! Steps that replace columns by few directions: those along which the rows lie far apart, `pca` and
//! `truncated_svd`, which find the eigenvectors of the columns' products with each other and differ in
//! whether the means are subtracted first; those along which classes do; and random ones.

mod decomposition;
mod discriminant;
mod exact;
mod few;
mod numbers;
mod pca;
mod random;
mod state;
mod truncated_svd;

use crate::StepKind;

pub use state::{Component, ProjectionState};

/// The kinds, the ones most used first.
pub(super) static KINDS: &[&StepKind] = &[
    &pca::PCA,
    &truncated_svd::TRUNCATED_SVD,
    &discriminant::LINEAR_DISCRIMINANT_ANALYSIS,
    &random::GAUSSIAN_RANDOM_PROJECTION,
    &random::SPARSE_RANDOM_PROJECTION,
];

/// How many components are kept.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Wanted {
    /// As many as there are: the smaller of the numbers of rows and of columns.
    All,
    Count(usize),
    /// The fewest that hold more than this share of the variance.
    Share(f64),
}

/// A direction and the sum of squares of the rows along it.
type Direction = (f64, Vec<f64>);

/// What is asked of a decomposition.
#[derive(Debug, Clone, Copy)]
struct Plan {
    /// The kind's name, with which the names of components begin.
    kind: &'static str,
    wanted: Wanted,
    /// Whether the means are subtracted.
    centred: bool,
    /// Whether each component is brought to variance 1.
    whiten: bool,
    solver: Solver,
    /// Times that a search for few directions goes through the rows, beside the first.
    passes: Option<u32>,
    /// Where that search begins; the recipe's seed when there is none.
    seed: Option<u64>,
}

/// How the directions are found.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Solver {
    Auto,
    Exact,
    Few,
}
