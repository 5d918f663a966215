//! Steps that make numbers of categories.

mod categories;
mod one_hot_encoder;
mod ordinal_encoder;
mod target_encoder;

pub use categories::{CategoriesState, CategoryColumn};
pub use one_hot_encoder::{OneHotColumn, OneHotEncoderState};
pub use ordinal_encoder::{OrdinalColumn, OrdinalEncoderState};

pub(super) use one_hot_encoder::ONE_HOT_ENCODER;
pub use target_encoder::{TargetColumn, TargetEncoderState};

pub(super) use ordinal_encoder::ORDINAL_ENCODER;
pub(super) use target_encoder::TARGET_ENCODER;
