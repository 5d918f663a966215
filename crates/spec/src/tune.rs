//! A search for better parameters: what is tried, and what came of it.

use crate::{Fault, ParamValue, Recipe, Scores, TaskReport, UnfinishedAutoml, Warning};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Trials of a search where nobody says how many.
pub const DEFAULT_TRIALS: u32 = 50;

/// Trials of the search within each fold of a nested cross-validation where nobody says how many.
pub const NESTED_TRIALS: u32 = 20;

/// How the next trial is chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SearchMethod {
    /// Every combination of some values of each parameter.
    Grid,
    /// Values at random.
    Random,
    /// Many at random on few rows, the best third of them on three times as many, and so on.
    SuccessiveHalving,
    /// Successive halving several times, from few rows and many trials to many rows and few trials.
    Hyperband,
    /// Tree-structured Parzen estimator: values that resemble those of the best trials.
    Tpe,
    /// Gaussian process: where a smooth function through the trials leads one to expect the largest improvement.
    Gp,
}

impl SearchMethod {
    /// All, in the order in which they are offered.
    pub const ALL: [Self; 6] =
        [Self::Tpe, Self::Gp, Self::Random, Self::Grid, Self::SuccessiveHalving, Self::Hyperband];

    /// As recipes write it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Grid => "grid",
            Self::Random => "random",
            Self::SuccessiveHalving => "successive_halving",
            Self::Hyperband => "hyperband",
            Self::Tpe => "tpe",
            Self::Gp => "gp",
        }
    }
}

/// What a search tries. Whatever is left out has a default.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TuneSpec {
    /// How the next trial is chosen; [`SearchMethod::Tpe`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub method: Option<SearchMethod>,
    /// Trials at most; [`DEFAULT_TRIALS`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trials: Option<u32>,
    /// Minutes at most; none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub minutes: Option<f64>,
    /// The metric that is to become better; the first of `evaluate.metrics`, else the task's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metric: Option<String>,
    /// Folds that a trial is judged by, over all rows but those of the test part; 0 judges by the validation
    /// part. `evaluate.cv` when left out, else five where there are few rows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub folds: Option<u32>,
    /// What is searched, by its place in the recipe: `model.max_depth`, `prepare[0].strategy`. Every parameter of
    /// the model and the steps that is worth it when left out. Where `model.kind` lists kinds of models, these are
    /// tried beside the recipe's own, each with its parameters that are named as `random_forest.max_depth`, or else
    /// with those that are worth it.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub space: BTreeMap<String, Searched>,
}

impl TuneSpec {
    /// Whether nothing was decided.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// The values of one parameter that are tried.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Searched {
    /// One of these.
    Values(Vec<ParamValue>),
    /// Numbers in a range, whole ones where the parameter takes no others.
    Range {
        /// Smallest.
        low: f64,
        /// Largest.
        high: f64,
        /// Whether the numbers are even in their logarithms.
        #[serde(default)]
        log: bool,
    },
}

/// The answer of `tune`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TuneReport {
    /// Kind of model.
    pub model: String,
    /// What it predicts.
    pub task: TaskReport,
    /// How trials were chosen.
    pub method: SearchMethod,
    /// The metric that was to become better.
    pub metric: String,
    /// Whether larger is better.
    pub greater_is_better: bool,
    /// Folds that each trial was judged by; 0 for the validation part.
    pub folds: u32,
    /// Rows that took part.
    pub rows: u64,
    /// What was searched, by its place in the recipe.
    pub space: BTreeMap<String, Searched>,
    /// Every trial, in the order in which they were begun; the first is the recipe as it was.
    pub trials: Vec<TrialReport>,
    /// Number of the best trial, from 1.
    pub best: Option<u32>,
    /// What the best trial had for each parameter that was searched.
    pub best_params: BTreeMap<String, ParamValue>,
    /// The score of the best trial.
    pub best_score: Option<f64>,
    /// The recipe with them.
    pub recipe: Recipe,
    /// How much each parameter mattered for the score: shares that sum to one, the largest first. Empty where
    /// there were too few trials to tell.
    pub importance: Vec<(String, f64)>,
    /// SHA-256 of the data.
    pub data_sha256: String,
    /// SHA-256 of the recipe that the search began with.
    pub recipe_sha256: String,
    /// Whether it was ended by a person or the clock before all trials were made.
    pub stopped_early: bool,
    /// Wall-clock seconds.
    pub seconds: f64,
    /// What to know about it.
    #[serde(default)]
    pub warnings: Vec<Warning>,
}

/// What became of a trial.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TrialState {
    /// It was judged on everything.
    #[default]
    Done,
    /// It was given up before its last fold, being worse than most.
    Pruned,
    /// It could not be trained.
    Failed,
}

/// One trial of a search.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct TrialReport {
    /// Its number, from 1.
    pub number: u32,
    /// What became of it.
    pub state: TrialState,
    /// The values tried, by place in the recipe.
    pub params: BTreeMap<String, ParamValue>,
    /// The metric's mean over the folds that were trained.
    pub score: Option<f64>,
    /// The metric in each fold.
    pub folds: Vec<f64>,
    /// Means of all metrics over these folds.
    pub metrics: Scores,
    /// Share of the training rows that it was trained on; below 1 in the early rounds of a halving.
    pub share: f64,
    /// Wall-clock seconds.
    pub seconds: f64,
    /// Why it could not be trained.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fault: Option<Fault>,
}

/// A search that was interrupted and can go on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct UnfinishedSearch {
    /// The recipe that it began with, its `tune` included.
    pub recipe: Recipe,
    /// SHA-256 of its data.
    pub data_sha256: String,
    /// The trials so far.
    pub trials: Vec<TrialReport>,
    /// Seconds that they took.
    pub seconds: f64,
    /// Where it was one for a good model of any kind, which has trials of its own: those above are empty then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub automl: Option<UnfinishedAutoml>,
}
