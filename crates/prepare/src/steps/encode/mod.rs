//! Steps that make numbers of categories.

mod binary_encoder;
mod categories;
mod count_encoder;
mod hashing_encoder;
mod leave_one_out_encoder;
mod looked_up;
mod one_hot_encoder;
mod ordinal_encoder;
mod rare_label_encoder;
mod target_encoder;
mod woe_encoder;

use crate::StepKind;

pub use categories::{CategoriesState, CategoryColumn};
pub use hashing_encoder::{HashMethod, HashingEncoderState};
pub use one_hot_encoder::{OneHotColumn, OneHotEncoderState};
pub use ordinal_encoder::{OrdinalColumn, OrdinalEncoderState};
pub use rare_label_encoder::{RareLabelColumn, RareLabelState};
pub use target_encoder::{TargetColumn, TargetEncoderState};

/// The kinds, the ones most used first.
pub(super) static KINDS: &[&StepKind] = &[
    &one_hot_encoder::ONE_HOT_ENCODER,
    &ordinal_encoder::ORDINAL_ENCODER,
    &target_encoder::TARGET_ENCODER,
    &rare_label_encoder::RARE_LABEL_ENCODER,
    &count_encoder::COUNT_ENCODER,
    &binary_encoder::BINARY_ENCODER,
    &hashing_encoder::HASHING_ENCODER,
    &leave_one_out_encoder::LEAVE_ONE_OUT_ENCODER,
    &woe_encoder::WOE_ENCODER,
];
