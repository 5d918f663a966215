//! The report of a model: what is known of it is gathered, what is lacking is computed where its data are at hand,
//! and the page is written by the part of the engine that draws.

use super::{Bench, Faults, explain, fairness, judgement, parts};
use crate::fault::internal;
use crate::state::Trained;
use crate::write_recipe;
use glasshouse_evaluate::arrange_in_pieces;
use glasshouse_explore::ModelFacts;
use glasshouse_spec::{
    FairnessReport, FairnessRequest, Judgement, PermutationReport, PermutationRequest, TaskKind,
};
use std::rc::Rc;

/// Rows that the importance is measured on at most, and how often cells change places.
const ROWS: u32 = 500;
const REPEATS: u32 = 5;

/// The page.
pub(super) async fn page(bench: &Bench, model: &Rc<Trained>, version: &str) -> Result<Vec<u8>, Faults> {
    let recipe = model.told_recipe();
    let mut lacking = Vec::new();
    let judgement = told(judged(bench, model).await, &mut lacking);
    let ask =
        PermutationRequest { rows: Some(ROWS), repeats: Some(REPEATS), ..PermutationRequest::default() };
    let importance = match model.report.task.kind {
        TaskKind::Classification | TaskKind::Regression => {
            explain::goes_by(&bench.control, model, &ask).await
        }
        _ => Ok(None),
    };
    let importance: Option<PermutationReport> = told(importance, &mut lacking);
    let fairness: Option<FairnessReport> =
        told(compared(bench, model, &recipe.card.sensitive).await, &mut lacking);
    if model.data.is_none() {
        lacking.push(
            "the rows that it was trained on were not at hand when this was written: figures have no intervals, and \
             what it goes by and for whom it works was not measured"
                .into(),
        );
    }
    bench.control.checkpoint("Writing the report", 0.97).await;
    let facts = ModelFacts {
        version: version.into(),
        created: bench.control.host().date(),
        library: env!("CARGO_PKG_VERSION").into(),
        file: model.file.clone(),
        recipe_text: write_recipe(&recipe)?,
        recipe,
        report: model.report.clone(),
        diagnostics: model.diagnostics.clone(),
        judgement,
        importance,
        fairness,
        tried: bench.state.borrow().models.entries.clone(),
        lacking,
    };
    let write = parts::exploring().await?.model_report;
    write(&facts).map_err(|error| internal(error.to_string()).into())
}

/// What came of a piece; where it was refused, the reason is told in the report.
fn told<T>(piece: Result<Option<T>, Faults>, lacking: &mut Vec<String>) -> Option<T> {
    match piece {
        Ok(piece) => piece,
        Err(faults) => {
            lacking.push(faults.message());
            None
        }
    }
}

async fn judged(bench: &Bench, model: &Trained) -> Result<Option<Judgement>, Faults> {
    let Some(ruled) = &model.data else { return Ok(None) };
    if !matches!(model.report.task.kind, TaskKind::Classification | TaskKind::Regression) {
        return Ok(None);
    }
    let pause = async |what, _| bench.control.checkpoint(what, 0.05).await;
    let arranged = arrange_in_pieces(ruled.given(), &model.recipe, &pause).await?;
    Ok(Some(judgement::of_target(&bench.control, model, &arranged, 0).await?))
}

async fn compared(
    bench: &Bench,
    model: &Trained,
    columns: &[String],
) -> Result<Option<FairnessReport>, Faults> {
    let Some(ruled) = model.data.as_ref().filter(|_| !columns.is_empty()) else { return Ok(None) };
    let ask = FairnessRequest { columns: columns.to_vec(), ..FairnessRequest::default() };
    Ok(Some(fairness::of_training(&bench.control, model, ruled, &ask).await?))
}
