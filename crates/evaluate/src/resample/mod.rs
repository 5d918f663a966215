//! Resampling: the rows parted again and again, and what scores over the parts say.
//!
//! [`folds()`] only says which rows are in which fold; who fits on them decides how. Every fold is an
//! [`Arranged`](crate::Arranged) of its own ([`Arranged::with_parts`](crate::Arranged::with_parts)), so that
//! whatever is fitted in it, steps included, is fitted on its training rows.

mod clusters;
mod decomposition;
mod folds;
mod mean;
mod metric;
mod reading;

pub use clusters::{Clustered, adjusted_rand, likeness, stability_of};
pub use decomposition::{Decomposing, read_decomposition};
pub use folds::{Fold, FoldPlan, folds};
pub use mean::mean_score;
pub use metric::usual_metric;
pub use reading::{read_learning, read_validation};

#[cfg(test)]
mod tests;
