//! Steps for numbers far from the others of their column, and for rows that are unlike the others.

mod bounds;
mod iqr;
mod kinds;
mod several;
mod winsorizer;
mod z_score;

use crate::StepKind;

pub use bounds::{BoundedColumn, BoundsState, OutlierAction};
pub use several::OutlierRowsState;

/// The kinds, the ones most used first.
pub(super) static KINDS: &[&StepKind] = &[
    &iqr::IQR,
    &z_score::Z_SCORE,
    &winsorizer::WINSORIZER,
    &kinds::ISOLATION_FOREST,
    &kinds::LOCAL_OUTLIER_FACTOR,
    &kinds::DBSCAN,
];
