//! Steps that make numbers of categories.

mod categories;
mod one_hot_encoder;
mod ordinal_encoder;
mod target_encoder;

use crate::StepKind;

pub use categories::{CategoriesState, CategoryColumn};
pub use one_hot_encoder::{OneHotColumn, OneHotEncoderState};
pub use ordinal_encoder::{OrdinalColumn, OrdinalEncoderState};
pub use target_encoder::{TargetColumn, TargetEncoderState};

/// The kinds, the ones most used first.
pub(super) static KINDS: &[&StepKind] =
    &[&one_hot_encoder::ONE_HOT_ENCODER, &ordinal_encoder::ORDINAL_ENCODER, &target_encoder::TARGET_ENCODER];
