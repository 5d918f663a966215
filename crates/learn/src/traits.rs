//! The traits that every estimator implements.

use crate::{Dataset, Features, Prediction};
use glasshouse_spec::{ParamFault, ParamSpec, ParamValues, TaskKind};
use serde::{Deserialize, Serialize};
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

/// A family of models that a recipe can name.
pub trait EstimatorKind: Sync {
    /// Name in the recipe: `random_forest`.
    fn id(&self) -> &'static str;
    /// Name for people: "Random forest".
    fn title(&self) -> &'static str;
    /// What it does and when to use it.
    fn help(&self) -> &'static str;
    /// Tasks that it serves.
    fn tasks(&self) -> &'static [TaskKind];
    /// Its parameters for a task.
    fn params(&self, task: TaskKind) -> &'static [ParamSpec];
    /// Checks the parameters and makes an estimator.
    fn build(&self, task: TaskKind, values: &ParamValues) -> Result<Box<dyn Estimator>, Vec<ParamFault>>;
}

/// Parameters that were checked, ready to train.
pub trait Estimator {
    /// Begins to train.
    fn start(&self, data: Arc<Dataset>, seed: u64) -> Result<Box<dyn Training>, LearnError>;
}

/// A training under way.
pub trait Training {
    /// Does one bounded chunk: a tree, some iterations. Aims at 50 ms.
    fn advance(&mut self) -> Pin<Box<dyn Future<Output = Result<Status, LearnError>> + '_>>;
    /// The best model so far, once there is one.
    fn best(&self) -> Option<Box<dyn Model>>;
}

/// What [`Training::advance`] came to.
pub enum Status {
    /// There is more to do.
    Running(Progress),
    /// The model is trained.
    Done(Box<dyn Model>),
}

/// How far a training is.
#[derive(Debug, Clone, PartialEq)]
pub struct Progress {
    /// Units done.
    pub done: u64,
    /// Units in all; a bound where the end is not known.
    pub total: u64,
    /// What a unit is: "tree", "iteration".
    pub unit: &'static str,
}

/// A fitted model.
pub trait Model {
    /// Predicts; `x` has the features of training in their order.
    fn predict(&self, x: &Features) -> Prediction;
    /// Everything that was fitted.
    fn state(&self) -> ModelState;
}

/// Everything that was fitted, as data. Restored by [`ModelState::restore`](crate::ModelState).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum ModelState {}

/// Why training cannot be done.
#[derive(Debug, thiserror::Error)]
pub enum LearnError {
    /// There are no rows.
    #[error("there are no rows to train on")]
    NoRows,
    /// There are no features.
    #[error("there are no features to learn from")]
    NoFeatures,
    /// All rows have one class.
    #[error("every training row has the class {0}: there is nothing to tell apart")]
    OneClass(String),
    /// A feature value is not a finite number.
    #[error("feature {feature} has a missing or infinite value in row {row}")]
    NotFinite {
        /// Name of the feature.
        feature: String,
        /// Row of the training part.
        row: usize,
    },
    /// The kind of task is not served.
    #[error("{kind} cannot do {task}")]
    Task {
        /// Estimator.
        kind: &'static str,
        /// Task.
        task: &'static str,
    },
}
