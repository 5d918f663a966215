//! The parts of the engine that the page fetches in modules of their own, when they are first wanted or
//! ahead. Natively they are there, and calling them is all.
//!
//! A part is a function that gives other functions. The build parts the module along what it alone reaches:
//! what is to stay in a part must be reached through [`exploring`], [`learning`] or [`judging`] and not be named
//! elsewhere. What two of them reach is fetched with either.

use super::{Bench, Faults, Job, all_kinds, explore, open, to_explore, to_judge, to_learn};
use crate::state::Trained;
use glasshouse_explore::{ExploreError, ModelFacts};
use glasshouse_spec::{Fault, Kinds, PictureRequest, Request};
use glasshouse_table::Table;
use wasm_split_helpers::{SplitLoaderError, wasm_split};

/// Begins to carry out a request.
pub(super) type Begin = fn(Request, Vec<Vec<u8>>, Bench) -> Job;

/// Makes a picture of a table, as JSON; with the rows that the table is a sample of, where it is one.
pub(super) type Draw = fn(&Table, PictureRequest, Option<u64>) -> Result<Vec<u8>, Faults>;

/// What is in the table.
pub(super) struct Exploring {
    pub begin: Begin,
    pub draw: Draw,
    /// The page of a model's report.
    pub model_report: fn(&ModelFacts) -> Result<Vec<u8>, ExploreError>,
}

/// Recipes, and the model of one.
pub(super) struct Learning {
    pub begin: Begin,
    /// The model in a bundle.
    pub open: fn(&[u8]) -> Result<Trained, Faults>,
    /// What can be named in a recipe.
    pub kinds: fn() -> Kinds,
}

/// What compares, searches, judges and explains models.
pub(super) struct Judging {
    pub begin: Begin,
}

/// Figures, pictures, the report and tests of the table.
///
/// # Errors
/// The module could not be fetched; the next call tries again.
#[wasm_split(exploring, fallible)]
pub(super) fn exploring() -> Result<&'static Exploring, Faults> {
    Ok(&Exploring { begin: to_explore, draw: explore::draw, model_report: glasshouse_explore::model_report })
}

/// Recipes and models.
///
/// # Errors
/// The module could not be fetched; the next call tries again.
#[wasm_split(learning, fallible)]
pub(super) fn learning() -> Result<&'static Learning, Faults> {
    Ok(&Learning { begin: to_learn, open: open::model, kinds: all_kinds })
}

/// What compares, searches, judges and explains models.
///
/// # Errors
/// The module could not be fetched; the next call tries again.
#[wasm_split(judging, fallible)]
pub(super) fn judging() -> Result<&'static Judging, Faults> {
    Ok(&Judging { begin: to_judge })
}

/// Fetches what has to do with recipes and models, which `Kinds` and most requests need. What cannot be
/// fetched is asked for again when it is wanted, and then tells why not.
pub async fn fetch_learning() {
    let _ = learning().await;
}

/// The same for what judges models.
pub async fn fetch_judging() {
    let _ = judging().await;
}

/// The same for figures, pictures, the report and tests.
pub async fn fetch_exploring() {
    let _ = exploring().await;
}

impl From<SplitLoaderError> for Faults {
    fn from(_: SplitLoaderError) -> Self {
        Fault::new("page.part", "a part of Glasshouse could not be loaded")
            .with_remedy("check the connection and try again, or reload the page")
            .into()
    }
}
