//! What the registries offer: estimators and steps with their parameters.

use crate::{ParamSpec, TaskKind};
use serde::{Deserialize, Serialize};

/// An estimator or a step that a recipe may name.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct KindInfo {
    /// Name in the recipe.
    pub id: String,
    /// Name for people, such as "Random forest".
    pub title: String,
    /// What it does and when to use it, in one or two sentences.
    pub help: String,
    /// Its parameters, most important first.
    pub params: Vec<ParamSpec>,
    /// Tasks that an estimator serves; empty for a step.
    #[serde(default)]
    pub tasks: Vec<TaskKind>,
    /// Whether it can be written as ONNX.
    pub onnx: bool,
}

/// Everything that a recipe may name.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Kinds {
    /// Values of `model.kind`.
    pub estimators: Vec<KindInfo>,
    /// Values of `prepare.op`.
    pub steps: Vec<KindInfo>,
    /// Values of `clean.op`.
    pub clean: Vec<KindInfo>,
}
