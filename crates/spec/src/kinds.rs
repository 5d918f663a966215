//! What the registries offer: estimators and steps with their parameters.

use crate::{ParamSpec, TaskKind, TestInfo};
use serde::{Deserialize, Serialize};

/// An estimator or a step that a recipe may name.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct KindInfo {
    /// Name in the recipe.
    pub id: String,
    /// Name for people, such as "Random forest".
    pub title: String,
    /// What it is of, such as `linear`, `trees` or `missing`; empty for cleaning.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub family: String,
    /// What it does; of an estimator, when to use it, too.
    pub help: String,
    /// When to use a step; empty for an estimator.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub when: String,
    /// What can go wrong with a step; empty for an estimator.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub beware: String,
    /// A few cells before and after a step; empty for an estimator.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub example: String,
    /// The columns that a step takes when the recipe names none: names and selectors; empty for an estimator.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<String>,
    /// Its parameters, most important first; an estimator's for the first of its tasks.
    pub params: Vec<ParamSpec>,
    /// Parameters for the tasks whose declarations differ from `params`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub departures: Vec<TaskParams>,
    /// Tasks that an estimator serves; empty for a step.
    #[serde(default)]
    pub tasks: Vec<TaskKind>,
    /// The parameter that counts an estimator's steps (trees, epochs), where a model can be trained on
    /// for more of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub steps: Option<String>,
    /// Whether it can be written as ONNX.
    pub onnx: bool,
}

/// The parameters of an estimator for one task.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TaskParams {
    /// The task.
    pub task: TaskKind,
    /// All parameters for this task.
    pub params: Vec<ParamSpec>,
}

impl KindInfo {
    /// The parameters for a task.
    pub fn params_for(&self, task: TaskKind) -> &[ParamSpec] {
        self.departures.iter().find(|d| d.task == task).map_or(&self.params, |d| &d.params)
    }
}

/// Everything that a recipe may name, and the tests that can be asked for.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Kinds {
    /// Values of `model.kind`.
    pub estimators: Vec<KindInfo>,
    /// Values of `prepare.op`.
    pub steps: Vec<KindInfo>,
    /// Values of `clean.op`.
    pub clean: Vec<KindInfo>,
    /// Statistical tests.
    #[serde(default)]
    pub tests: Vec<TestInfo>,
}
