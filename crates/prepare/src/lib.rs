//! Steps that are fitted on training rows and applied anywhere, and the pipeline of steps and
//! an estimator.
//!
//! A [`Step`] sees only the training rows when it is fitted; what it learnt is a [`StepState`],
//! plain data, that applies to any table with the same columns. A [`Preparation`] is a list of
//! fitted steps, a [`Pipeline`] a preparation and a model. [`clean()`] drops rows before the
//! split, and [`suggest()`] proposes a recipe. This crate never splits rows and never scores.

mod categories;
mod cells;
mod clean;
mod drop_columns;
mod error;
mod inputs;
mod log1p;
mod matrix;
mod min_max_scaler;
mod missing_indicator;
mod moments;
mod one_hot_encoder;
mod one_hots;
mod ordinal_encoder;
mod pieces;
mod pipeline;
mod preparation;
mod projection;
mod registry;
mod robust_scaler;
mod selector;
mod series;
mod simple_imputer;
mod spelling;
mod standard_scaler;
mod state;
mod step;
mod suggest;
mod told;

pub use categories::{CategoriesState, CategoryColumn};
pub use clean::{Cleaned, clean, clean_in_pieces, clean_ops, find_clean_op};
pub use error::PrepareError;
pub use inputs::{InputColumn, feature_columns};
pub use log1p::Log1pState;
pub use min_max_scaler::{MinMaxColumn, MinMaxScalerState};
pub use missing_indicator::{IndicatedColumn, MissingIndicatorState};
pub use one_hot_encoder::{OneHotColumn, OneHotEncoderState};
pub use ordinal_encoder::{OrdinalColumn, OrdinalEncoderState};
pub use pieces::{at_once, no_pause, take};
pub use pipeline::{Pipeline, PipelineState, Predicted, answer};
pub use preparation::{Preparation, Prepared};
pub use projection::{Component, ProjectionState};
pub use registry::{find_step, steps};
pub use selector::{SELECTORS, resolve};
pub use series::{Known, SeriesColumns, SeriesRead, read_series};
pub use simple_imputer::{Fill, FilledColumn, SimpleImputerState};
pub use spelling::{FALSE_SPELLINGS, TRUE_SPELLINGS, nearest};
pub use state::{ScaledColumn, StepState};
pub use step::{Fit, Fitting, Notes, Step, StepKind};
pub(crate) use step::{FittedStep, fitted_at_once};
pub use suggest::{FEW_NUMBERS, guess_task, suggest, with_lacking_steps};
pub use told::{ToldColumns, tell};
