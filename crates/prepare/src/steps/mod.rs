//! The steps, by family: what each learns of the training rows and what it makes of any.

mod balance;
mod columns;
mod encode;
mod features;
mod missing;
mod projection;
mod registry;
mod scale;
mod text;

pub use encode::{
    CategoriesState, CategoryColumn, OneHotColumn, OneHotEncoderState, OrdinalColumn, OrdinalEncoderState,
    TargetColumn, TargetEncoderState,
};
pub use features::{
    DateNumber, DateOutput, DatePart, DatetimeFeaturesState, ExpressionState, GroupAggregateState,
    GroupOutput, Moment, PolynomialFeaturesState, PolynomialTerm, Relation, RelativeFeaturesState,
};
pub use missing::{Fill, FilledColumn, IndicatedColumn, MissingIndicatorState, SimpleImputerState};
pub use projection::{Component, ProjectionState};
pub(crate) use registry::{family, unknown_step};
pub use registry::{find_step, steps};
pub use scale::{Log1pState, MinMaxColumn, MinMaxScalerState, ScaledColumn};
pub use text::{Analyzer, Norm, TermsColumn, TermsState, TextFeaturesState, Unit};
