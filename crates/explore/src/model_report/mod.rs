//! The report of a model: one page that needs nothing beside it, for those who did not train it. It says what was
//! asked, of what data, what was tried and how good it is, for whom, where it ends, and how to come to the same.
//!
//! It holds figures and pictures, of rows only the numbers that pictures of errors show. It stays under a
//! megabyte: pictures that would go beyond are left out and counted.

mod groups;
mod pieces;
mod sections;

use crate::ExploreError;
use crate::report::paint::Paint;
use glasshouse_chart::ChartSpec;
use glasshouse_spec::{
    Diagnostics, Drawing, FairnessReport, Judgement, ModelEntry, PermutationReport, Recipe, TrainReport,
};

/// Bytes of all pictures, and of one.
const PICTURES: usize = 640_000;
const PICTURE: usize = 120_000;
/// Width that pictures are drawn at, in pixels.
const WIDTH: u32 = 480;

/// What a report is written from.
#[derive(Debug, Clone)]
pub struct ModelFacts {
    /// Version of the model, `MAJOR.MINOR.PATCH`.
    pub version: String,
    /// When the report is made, in RFC 3339.
    pub created: String,
    /// Version of Glasshouse.
    pub library: String,
    /// Name of the data file.
    pub file: String,
    /// The recipe, with what people say of the model.
    pub recipe: Recipe,
    /// The same as text.
    pub recipe_text: String,
    /// Figures of the training.
    pub report: TrainReport,
    /// What its pictures show.
    pub diagnostics: Diagnostics,
    /// How far it can be trusted, where that was judged.
    pub judgement: Option<Judgement>,
    /// What it goes by, where that was measured.
    pub importance: Option<PermutationReport>,
    /// For whom it works, where groups were named.
    pub fairness: Option<FairnessReport>,
    /// The models that were tried, the first first.
    pub tried: Vec<ModelEntry>,
    /// What could not be told, and why, in sentences.
    pub lacking: Vec<String>,
}

/// A picture of a page: its title and what it shows.
pub(crate) struct Shown {
    pub title: String,
    pub svg: String,
}

/// The page as UTF-8 HTML. The same facts give the same bytes.
///
/// # Errors
/// Pictures that cannot be drawn, a mistake in the program.
pub fn model_report(facts: &ModelFacts) -> Result<Vec<u8>, ExploreError> {
    let mut paint = Paint::default();
    let (mut shown, mut left, mut bytes) = (Vec::new(), 0_usize, 0);
    for (title, chart) in charts(facts) {
        let svg = paint.svg(&chart, WIDTH)?;
        if svg.len() > PICTURE || bytes + svg.len() > PICTURES {
            left += 1;
            continue;
        }
        bytes += svg.len();
        shown.push(Shown { title, svg });
    }
    Ok(sections::page(facts, &shown, left, &paint).into_bytes())
}

/// Every picture with its title: of the training, of the judgement, of groups.
fn charts(facts: &ModelFacts) -> Vec<(String, ChartSpec)> {
    let mut charts = pieces::of_training(facts);
    let judged = facts.judgement.iter().flat_map(|found| &found.pictures);
    let fair = facts.fairness.iter().flat_map(|found| &found.pictures);
    let of_training = facts.diagnostics.pictures.iter();
    let parsed = of_training.chain(judged).chain(fair).filter_map(|drawing: &Drawing| {
        let chart: ChartSpec = serde_json::from_str(&drawing.spec).ok()?;
        Some((pieces::title(&drawing.name), chart))
    });
    charts.extend(parsed);
    charts
}

#[cfg(test)]
mod tests;
