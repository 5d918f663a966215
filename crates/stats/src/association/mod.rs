//! How strongly two columns go together: numbers with numbers, categories with categories, and
//! one with the other. Missing values (NaN, no category) are dropped pairwise; a measure that the
//! data leave undefined is `None`.

mod categories;
mod kendall;
mod matrix;
mod pearson;

pub use categories::{correlation_ratio, cramers_v, equal_width_bins, mutual_information};
pub(crate) use kendall::PairCounts;
pub use kendall::kendall_tau_b;
pub use matrix::pearson_matrix;
pub use pearson::{pearson, spearman};
pub(crate) use pearson::{pearson_of_present, spearman_in_pieces, spearman_of_present};
