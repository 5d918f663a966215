//! The steps, by family: what each learns of the training rows and what it makes of any.

mod balance;
mod cells;
mod changed;
mod columns;
mod encode;
mod features;
mod missing;
mod outliers;
mod projection;
mod registry;
mod scale;
mod select;
mod text;

pub use cells::{
    LetterCase, NormalizeTextState, ParseTypesState, ParsedType, ReplaceValuesState, ReplacedColumn,
    UnicodeForm,
};
pub use encode::{
    CategoriesState, CategoryColumn, OneHotColumn, OneHotEncoderState, OrdinalColumn, OrdinalEncoderState,
    RareLabelColumn, RareLabelState, TargetColumn, TargetEncoderState,
};
pub use features::{
    DateNumber, DateOutput, DatePart, DatetimeFeaturesState, ExpressionState, GroupAggregateState,
    GroupOutput, Moment, PolynomialFeaturesState, PolynomialTerm, Relation, RelativeFeaturesState,
};
pub use missing::{
    Fill, FilledColumn, IndicatedColumn, IterativeImputerState, KnnImputerState, MissingIndicatorState,
    SimpleImputerState, Turn,
};
pub use outliers::{BoundedColumn, BoundsState, OutlierAction};
pub use projection::{Component, ProjectionState};
pub(crate) use registry::{family, unknown_step};
pub use registry::{find_step, steps};
pub use scale::{
    BinnedColumn, Extrapolation, KBinsDiscretizerState, Log1pState, MinMaxColumn, MinMaxScalerState,
    NormalizerState, PowerColumn, PowerMethod, PowerTransformerState, QuantileColumn,
    QuantileTransformerState, ReciprocalState, RowNorm, ScaledColumn, SplineColumn, SplineTransformerState,
    SqrtState,
};
pub use select::{JudgedColumn, Measure, SelectionState};
pub use text::{Analyzer, Norm, TermsColumn, TermsState, TextFeaturesState, Unit};
