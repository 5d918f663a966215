//! The steps, by family: what each learns of the training rows and what it makes of any.

mod balance;
mod cells;
mod changed;
mod columns;
mod draws;
mod encode;
mod features;
mod missing;
mod naming;
mod order;
mod outliers;
mod projection;
mod registry;
mod scale;
mod select;
mod text;
mod untargeted;

pub use cells::{
    LetterCase, NormalizeTextState, ParseTypesState, ParsedType, ReplaceValuesState, ReplacedColumn,
    UnicodeForm,
};
pub use encode::{
    CategoriesState, CategoryColumn, HashMethod, HashingEncoderState, OneHotColumn, OneHotEncoderState,
    OrdinalColumn, OrdinalEncoderState, RareLabelColumn, RareLabelState, TargetColumn, TargetEncoderState,
};
pub use features::{
    ClusterOutput, Coordinate, DateNumber, DateOutput, DatePart, DatetimeFeaturesState, ExpressionState,
    GroupAggregateState, GroupOutput, HaversineState, KMeansClustersState, Moment, PolynomialFeaturesState,
    PolynomialTerm, Relation, RelativeFeaturesState,
};
pub use missing::{
    BoundedImputerState, Fill, FilledColumn, IndicatedColumn, IterativeImputerState, KnnImputerState,
    MissingIndicatorState, SimpleImputerState, Turn,
};
pub use order::{FillAlongState, LagFeaturesState, RowOrder, WindowFeaturesState, WindowFunction};
pub use outliers::{BoundedColumn, BoundsState, OutlierAction, OutlierRowsState};
pub use projection::{Component, ProjectionState};
pub(crate) use registry::{family, unknown_step};
pub use registry::{find_step, looks_along, steps};
pub use scale::{
    BinnedColumn, Extrapolation, KBinsDiscretizerState, Log1pState, MinMaxColumn, MinMaxScalerState,
    NormalizerState, PowerColumn, PowerMethod, PowerTransformerState, QuantileColumn,
    QuantileTransformerState, ReciprocalState, RowNorm, ScaledColumn, SplineColumn, SplineTransformerState,
    SqrtState,
};
pub use select::{JudgedColumn, Measure, SelectionState};
pub use text::{
    Analyzer, HashedTextColumn, HashedTextsState, Norm, TermsColumn, TermsState, TextFeaturesState, Unit,
};
