//! Steps that are fitted on training rows and applied anywhere, and the pipeline of steps and
//! an estimator.
//!
//! A [`Step`] sees only the training rows when it is fitted; what it learnt is a [`StepState`],
//! plain data, that applies to any table with the same columns. A [`Preparation`] is a list of
//! fitted steps, a [`Pipeline`] a preparation and a model. [`clean()`] drops rows and columns before the
//! split, and [`suggest()`] proposes a recipe. This crate never splits rows, and
//! scores only inside a step that chooses columns, on folds of the rows that it is fitted on.

mod cells;
mod clean;
mod error;
mod fitted;
mod fitting;
mod inputs;
mod matrix;
mod moments;
mod paused;
mod pieces;
mod pipeline;
mod preparation;
mod selector;
mod series;
mod spelling;
mod state;
mod step;
mod steps;
mod suggest;
mod thin;
mod told;
mod trace;

pub use clean::{Cleaned, clean, clean_in_pieces, clean_ops, find_clean_op};
pub use error::PrepareError;
pub(crate) use fitted::FittedStep;
pub use fitted::Notes;
pub use glasshouse_table::nearest;
pub use inputs::{InputColumn, feature_columns, spared_columns};
pub use pieces::{at_once, no_pause, take};
pub use pipeline::{Pipeline, PipelineState, Predicted, answer};
pub use preparation::{Preparation, Prepared};
pub use selector::{SELECTORS, resolve};
pub use series::{Known, SeriesColumns, SeriesRead, read_series};
pub use spelling::{FALSE_SPELLINGS, TRUE_SPELLINGS};
pub use state::StepState;
pub use step::{Among, Built, ChangedRows, Context, Fit, Fitted, Fitting, Step, StepKind, TrainRows};
pub use steps::{
    Analyzer, BinnedColumn, BoundedColumn, BoundedImputerState, BoundsState, CategoriesState, CategoryColumn,
    ClusterOutput, Component, Coordinate, DateNumber, DateOutput, DatePart, DatetimeFeaturesState,
    ExpressionState, Extrapolation, Fill, FillAlongState, FilledColumn, GroupAggregateState, GroupOutput,
    HashMethod, HashedTextColumn, HashedTextsState, HashingEncoderState, HaversineState, IndicatedColumn,
    IterativeImputerState, JudgedColumn, KBinsDiscretizerState, KMeansClustersState, KnnImputerState,
    LagFeaturesState, LetterCase, Log1pState, Measure, MinMaxColumn, MinMaxScalerState,
    MissingIndicatorState, Moment, Norm, NormalizeTextState, NormalizerState, OneHotColumn,
    OneHotEncoderState, OrdinalColumn, OrdinalEncoderState, OutlierAction, OutlierRowsState, ParseTypesState,
    ParsedType, PolynomialFeaturesState, PolynomialTerm, PowerColumn, PowerMethod, PowerTransformerState,
    ProjectionState, QuantileColumn, QuantileTransformerState, RareLabelColumn, RareLabelState,
    ReciprocalState, Relation, RelativeFeaturesState, ReplaceValuesState, ReplacedColumn, RowNorm, RowOrder,
    ScaledColumn, SelectionState, SimpleImputerState, SplineColumn, SplineTransformerState, SqrtState,
    TargetColumn, TargetEncoderState, TermsColumn, TermsState, TextFeaturesState, Turn, UnicodeForm, Unit,
    WindowFeaturesState, WindowFunction, find_step, looks_along, steps,
};
pub use suggest::{FEW_NUMBERS, guess_task, suggest, usual_steps, with_lacking_steps};
pub use told::{ToldColumns, Untargeted, tell, untargeted};
pub use trace::{Snapshot, Traced, Tracing, trace_in_pieces};
