//! The traits of steps.

use glasshouse_spec::{ParamFault, ParamSpec, ParamValues};
use glasshouse_table::Table;
use serde::{Deserialize, Serialize};

/// A kind of step that a recipe can name.
pub trait StepKind: Sync {
    /// Name in the recipe: `simple_imputer`.
    fn id(&self) -> &'static str;
    /// Name for people: "Fill missing values".
    fn title(&self) -> &'static str;
    /// What it does, when to use it, what can go wrong.
    fn help(&self) -> &'static str;
    /// Its parameters.
    fn params(&self) -> &'static [ParamSpec];
    /// Checks the parameters and makes a step.
    fn build(&self, values: &ParamValues) -> Result<Box<dyn Step>, Vec<ParamFault>>;
}

/// A step that is ready to be fitted.
pub trait Step {
    /// Learns from the named columns of the training rows.
    fn fit(&self, train: &Table, columns: &[String]) -> Result<StepState, PrepareError>;
}

/// A step that was fitted.
pub trait FittedStep {
    /// Applies to any table that has the columns it was fitted on.
    fn apply(&self, table: &Table) -> Result<Table, PrepareError>;
}

/// Everything that a step learnt, as data. Implements [`FittedStep`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum StepState {}

/// Why a step cannot be fitted or applied.
#[derive(Debug, thiserror::Error)]
pub enum PrepareError {
    /// A column is not there.
    #[error("there is no column {0}")]
    NoColumn(String),
}
