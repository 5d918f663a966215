//! Steps for numbers far from the others of their column.

mod bounds;
mod iqr;
mod winsorizer;
mod z_score;

use crate::StepKind;

pub use bounds::{BoundedColumn, BoundsState, OutlierAction};

/// The kinds, the ones most used first.
pub(super) static KINDS: &[&StepKind] = &[&iqr::IQR, &z_score::Z_SCORE, &winsorizer::WINSORIZER];
