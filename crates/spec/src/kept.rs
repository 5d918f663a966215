//! What outlives a session, as the page is told of it: the file, the models, a training that was
//! interrupted.

use crate::{
    Diagnostics, ModelSpec, Parts, ReadReport, Receipt, Recipe, RowCounts, Scores, Seconds, TableProfile,
    TaskReport, TrainReport,
};
use serde::{Deserialize, Serialize};

/// A file brought back.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RestoredData {
    /// How it was read.
    pub read: ReadReport,
    /// What is in it.
    pub profile: TableProfile,
}

/// The models that were trained or opened, the newest last.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Models {
    /// The models.
    pub entries: Vec<ModelEntry>,
    /// Number of the one that is looked at.
    pub current: Option<u32>,
}

/// A model of the list: enough to tell it from the others and to compare the two.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ModelEntry {
    /// Its number in the list.
    pub id: u32,
    /// A person's name for it; empty until one is given.
    #[serde(default)]
    pub name: String,
    /// When it was trained or opened, in RFC 3339.
    pub made_at: String,
    /// File that it was trained on.
    pub file: String,
    /// SHA-256 of its data.
    pub data_sha256: String,
    /// What was trained, with every parameter.
    pub model: ModelSpec,
    /// What it predicts.
    pub task: TaskReport,
    /// Where the rows went.
    pub rows: RowCounts,
    /// Number of prepared features.
    pub features: u64,
    /// Scores of the model.
    pub metrics: Parts<Scores>,
    /// Scores of the dummy baseline.
    pub baseline: Parts<Scores>,
    /// Seed of the recipe.
    pub seed: u64,
    /// Wall-clock seconds.
    pub seconds: Seconds,
    /// SHA-256 of the recipe as canonical JSON.
    pub recipe_sha256: String,
    /// SHA-256 of the fitted pipeline.
    pub model_sha256: String,
    /// Whether training was stopped early.
    #[serde(default)]
    pub stopped_early: bool,
}

/// A training that was interrupted and can go on from its last checkpoint.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Unfinished {
    /// What it trains by.
    pub recipe: Recipe,
    /// SHA-256 of its data, as in [`TrainReport::data_sha256`].
    pub data_sha256: String,
    /// Steps done.
    pub done: u64,
    /// Steps in all.
    pub total: u64,
    /// What a step is: `tree`, `epoch`.
    pub unit: String,
    /// Seconds that they took.
    pub seconds: f64,
    /// When the checkpoint was made, in RFC 3339.
    pub saved_at: String,
}

/// A model brought back.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RestoredModel {
    /// Figures.
    pub report: TrainReport,
    /// What the pictures show.
    pub diagnostics: Diagnostics,
    /// The proof of its export, if it was made.
    pub receipt: Option<Receipt>,
}
