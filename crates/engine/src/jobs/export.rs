//! Files of a trained model: bundle, ONNX, predictions, recipe, card.

use super::{Answer, Bench, Faults, apply, model_report, verify};
use crate::fault::internal;
use crate::state::Trained;
use crate::write_recipe;
use glasshouse_export::{Bundle, CardFacts, dictionary, model_card, spreadsheet_safe, unproven};
use glasshouse_spec::{Artefact, CardSpec, Event, Fault, Receipt};
use std::rc::Rc;

/// Version of a model that was just trained.
const VERSION: &str = "1.0.0";
/// Code of the fault in the receipt of a model whose ONNX file nobody has asked for yet.
pub(super) const NOT_YET: &str = "onnx.not_yet";

pub(super) async fn run(
    bench: Bench,
    artefact: Artefact,
    card: Option<Box<CardSpec>>,
) -> Result<Answer, Faults> {
    if artefact == Artefact::Dictionary {
        return data_dictionary(&bench);
    }
    let model = bench.state.borrow().model()?;
    if let Some(card) = card {
        *model.said.borrow_mut() = Some(*card);
    }
    let host = bench.control.host();
    bench.control.checkpoint("Making the file", 0.05).await;
    let base = base_name(&model.recipe.name);
    match artefact {
        Artefact::Bundle => {
            verify::prove(&bench.control, &model).await?;
            let bundle = bundle(&model, host.date());
            let bytes = bundle.write()?;
            Ok(file(bundle.file_name(), "application/zip", bytes))
        }
        Artefact::Onnx => {
            let exported = verify::prove(&bench.control, &model).await?;
            let onnx = offered(exported.onnx, exported.receipt)?;
            Ok(file(format!("{base}.onnx"), "application/octet-stream", onnx.to_vec()))
        }
        Artefact::Predictions => apply::predictions(bench, &model).await,
        Artefact::SpreadsheetPredictions => {
            let mut answer = apply::predictions(bench, &model).await?;
            for bytes in &mut answer.buffers {
                *bytes = spreadsheet_safe(bytes)?;
            }
            Ok(answer)
        }
        Artefact::Recipe => {
            let text = write_recipe(&model.told_recipe())?;
            Ok(file(format!("{base}.toml"), "application/toml", text.into_bytes()))
        }
        Artefact::Dictionary => Err(internal("a dictionary that was made already").into()),
        Artefact::Report => {
            let page = model_report::page(&bench, &model, VERSION).await?;
            Ok(file(format!("{base}.html"), "text/html", page))
        }
        Artefact::Card => {
            verify::prove(&bench.control, &model).await?;
            let card = bundle(&model, host.date()).card;
            Ok(file(format!("{base}.md"), "text/markdown", card.into_bytes()))
        }
    }
}

/// The dictionary of the data that the model was trained on, else of the data at hand.
fn data_dictionary(bench: &Bench) -> Result<Answer, Faults> {
    let state = bench.state.borrow();
    let (name, bytes) = match state.model.as_ref() {
        Some(model) => (base_name(&model.recipe.name), model.dictionary.clone().ok_or_else(no_dictionary)?),
        None => {
            let data = state.data()?;
            let stem = data.read.file.rsplit_once('.').map_or(data.read.file.as_str(), |(stem, _)| stem);
            (stem.to_string(), dictionary(&data.profile, &data.columns, &[])?)
        }
    };
    Ok(file(format!("{name}_dictionary.csv"), "text/csv", bytes))
}

fn no_dictionary() -> Fault {
    Fault::new("model.no_dictionary", "the bundle is from before there were data dictionaries")
        .with_remedy("train the model again from its recipe and data")
}

/// The ONNX file, unless there is none or its proof failed.
fn offered(onnx: Option<Rc<Vec<u8>>>, receipt: Option<Receipt>) -> Result<Rc<Vec<u8>>, Faults> {
    match (onnx, receipt) {
        (Some(_), Some(receipt))
            if receipt.runtime.is_some() && receipt.fault.is_none() && !receipt.equal =>
        {
            Err(differs(&receipt).into())
        }
        (Some(onnx), _) => Ok(onnx),
        (None, receipt) => {
            let fault = receipt.and_then(|receipt| receipt.fault);
            Err(fault.unwrap_or_else(|| internal("there is no ONNX file and no reason")).into())
        }
    }
}

fn differs(receipt: &Receipt) -> Fault {
    let message = format!(
        "the ONNX file does not predict as the model does: of {} rows {} have another label, and the largest \
         difference is {:e}",
        receipt.rows, receipt.labels_differ, receipt.max_difference
    );
    Fault::new("export.unequal", message)
        .with_remedy("use the bundle, which holds the model itself, and report this with the recipe")
}

/// The bundle of a model with what is known of its export; `now` is when it is made, unless it
/// was a bundle before.
pub(super) fn bundle(model: &Trained, now: String) -> Bundle {
    let exported = model.export.borrow().clone();
    let receipt = exported.receipt.unwrap_or_else(|| not_yet(model));
    let (created, card) = match &model.made {
        Some((created, card)) if model.said.borrow().is_none() => (created.clone(), card.clone()),
        Some((created, _)) => (created.clone(), card(model, &receipt, created)),
        None => (now.clone(), card(model, &receipt, &now)),
    };
    Bundle {
        name: model.recipe.name.clone(),
        version: VERSION.into(),
        created,
        recipe: model.told_recipe(),
        pipeline: model.pipeline.state().clone(),
        onnx: exported.onnx.map(|onnx| onnx.to_vec()),
        report: model.report.clone(),
        diagnostics: model.diagnostics.clone(),
        card,
        receipt,
        reference: model.reference.clone(),
        dictionary: model.dictionary.clone(),
    }
}

fn card(model: &Trained, receipt: &Receipt, created: &str) -> String {
    model_card(&CardFacts {
        name: &model.recipe.name,
        version: VERSION,
        created,
        file: &model.file,
        recipe: &model.told_recipe(),
        pipeline: model.pipeline.state(),
        report: &model.report,
        diagnostics: &model.diagnostics,
        receipt,
    })
}

fn not_yet(model: &Trained) -> Receipt {
    let fault = Fault::new(NOT_YET, "the ONNX file has not been made and checked yet")
        .with_remedy("ask for it: it is made and checked on demand");
    unproven(&model.report.model_sha256, "", "test", fault)
}

pub(super) fn file(name: String, media_type: &str, bytes: Vec<u8>) -> Answer {
    Answer { event: Event::File { name, media_type: media_type.into() }, buffers: vec![bytes] }
}

/// The project's name as the beginning of a file name.
pub(super) fn base_name(name: &str) -> String {
    let bundle = glasshouse_export::bundle_file_name(name, VERSION);
    bundle.trim_end_matches(&format!("_v{VERSION}.glasshouse")).to_string()
}
