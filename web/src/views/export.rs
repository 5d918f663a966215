//! Export: the model as files, each with proof, and the model at work on new data.

use super::applied::Apply;
use super::card::CardForm;
use super::evaluate::Fingerprint;
use super::{Stale, head, no_model};
use crate::components::{Button, FileButton, icon};
use crate::hooks::{Studio, use_slice, use_studio};
use crate::numbers;
use crate::route::Stage;
use crate::state::{JobKind, Jobs, Trained};
use crate::words::sentence;
use glasshouse_spec::{Artefact, Receipt};
use std::rc::Rc;
use yew::prelude::*;

/// The view.
#[component]
pub fn ExportView() -> Html {
    let studio = use_studio();
    let (jobs, recipe) = (use_slice(&studio.jobs), use_slice(&studio.recipe));
    let trained = jobs.trained.clone();
    use_proof(&studio, &jobs);
    let Some(trained) = trained else {
        return html! { <>{ no_model(Stage::Export) }{ recipe_files(&studio, recipe.recipe().is_some(), None) }</> };
    };
    let busy = jobs.running.map(|job| AttrValue::from(busy_words(job.kind)));
    let bundle = {
        let studio = studio.clone();
        html! {
            <Button label={say!("download-bundle")} icon="download" look="primary" testid="download-bundle"
                why_not={busy.clone()} onclick={move |_| studio.download(Artefact::Bundle)} />
        }
    };
    html! {
        <>
            { head(Stage::Export, bundle) }
            <Stale />
            <div class="two-columns">
                <section class="section" aria-labelledby="proof-title">
                    <h2 id="proof-title">{ say!("receipt-title") }</h2>
                    { proof(&studio, &jobs) }
                </section>
                <section class="section" aria-labelledby="files-title">
                    <h2 id="files-title">{ say!("files-title") }</h2>
                    <p class="quiet files-bundle">{ say!("files-bundle") }</p>
                    { files(&studio, &jobs, busy.as_ref()) }
                </section>
            </div>
            <CardForm />
            { recipe_files(&studio, true, busy) }
            <Apply />
            <Fingerprint {trained} />
        </>
    }
}

/// The proof is made when somebody comes for the files, and is tried once for each model.
#[hook]
fn use_proof(studio: &Studio, jobs: &Jobs) {
    let tried = use_mut_ref(|| None::<Rc<Trained>>);
    use_effect_with((jobs.trained.clone(), jobs.running.is_some()), {
        let studio = studio.clone();
        move |(trained, busy)| {
            if !busy && *tried.borrow() != *trained {
                tried.borrow_mut().clone_from(trained);
                studio.verify();
            }
        }
    });
}

fn busy_words(kind: JobKind) -> String {
    match kind {
        JobKind::Verify => say!("export-verifying"),
        JobKind::Make => say!("export-making"),
        _ => say!("train-busy"),
    }
}

/// The receipt, or how far it is.
fn proof(studio: &Studio, jobs: &Jobs) -> Html {
    let Some(receipt) = &jobs.receipt else {
        let again = studio.clone();
        let running = jobs.running(JobKind::Verify).is_some();
        return html! {
            <>
                <p class="quiet">{ say!("receipt-what") }</p>
                if running { <p class="receipt-waiting">{ icon("loader-circle") }{ say!("export-verifying") }</p> }
                else { <Button label={say!("receipt-make")} icon="shield-check" testid="verify-button"
                    onclick={move |_| again.verify()} /> }
            </>
        };
    };
    let (look, glyph, verdict) = match (receipt.equal, &receipt.fault) {
        (true, _) => ("is-equal", "shield-check", say!("receipt-equal", n = receipt.rows)),
        (false, Some(fault)) if receipt.has_no_onnx() => ("", "info", sentence(&fault.message)),
        (false, Some(fault)) => ("is-open", "triangle-alert", sentence(&fault.message)),
        (false, None) => ("is-wrong", "circle-alert", say!("receipt-differs")),
    };
    html! {
        <div class="receipt" data-testid="receipt">
            <p class={classes!("receipt-verdict", look)}>{ icon(glyph) }<span>{ verdict }</span></p>
            if receipt.has_no_onnx() { <p class="quiet">{ say!("receipt-none") }</p> }
            else if let Some(remedy) = receipt.fault.as_ref().and_then(|fault| fault.remedy.as_deref()) {
                <p class="quiet">{ sentence(remedy) }</p>
            }
            { figures(receipt) }
        </div>
    }
}

fn figures(receipt: &Receipt) -> Html {
    let Some(runtime) = &receipt.runtime else { return Html::default() };
    let row = |words: String, value: String, full: Option<String>| {
        html! { <div><dt>{ words }</dt><dd title={full}>{ value }</dd></div> }
    };
    let part = say!(&format!("split-{}", receipt.part)).to_lowercase();
    html! {
        <dl class="fingerprint">
            { row(say!("receipt-runtime"), runtime.clone(), None) }
            { row(say!("receipt-rows"), say!("receipt-rows-of", n = receipt.rows, part = part), None) }
            { row(say!("receipt-labels"), numbers::grouped(receipt.labels_differ as i64), None) }
            { row(say!("receipt-difference"), numbers::short(receipt.max_difference),
                Some(receipt.max_difference.to_string())) }
            { row(say!("receipt-tolerance"), numbers::short(receipt.tolerance), None) }
            <div><dt>{ say!("receipt-sha") }</dt><dd><code>{ &receipt.onnx_sha256 }</code></dd></div>
        </dl>
    }
}

fn files(studio: &Studio, jobs: &Jobs, busy: Option<&AttrValue>) -> Html {
    let onnx = match &jobs.receipt {
        Some(receipt) if receipt.equal => busy.cloned(),
        Some(receipt) if receipt.has_no_onnx() => Some(say!("onnx-none").into()),
        Some(_) => Some(say!("onnx-unproven").into()),
        None => busy.cloned().or_else(|| Some(say!("onnx-first").into())),
    };
    let file = |artefact: Artefact,
                testid: &'static str,
                label: String,
                what: String,
                why_not: Option<AttrValue>| {
        let studio = studio.clone();
        html! {
            <li class="file">
                <Button {label} icon="download" {testid} {why_not} onclick={move |_| studio.download(artefact)} />
                <p class="quiet">{ what }</p>
            </li>
        }
    };
    let busy = busy.cloned();
    html! {
        <ul class="files">
            { file(Artefact::Onnx, "download-onnx", say!("download-onnx"), say!("download-onnx.what"), onnx) }
            { file(Artefact::Predictions, "download-predictions", say!("download-predictions"),
                if jobs.applied.is_some() { say!("predictions-applied") } else { say!("predictions-test") }, busy.clone()) }
            { file(Artefact::SpreadsheetPredictions, "download-spreadsheet", say!("download-spreadsheet"),
                say!("download-spreadsheet.what"), busy.clone()) }
            { file(Artefact::Card, "download-card", say!("download-card"), say!("download-card.what"), busy.clone()) }
            { file(Artefact::Report, "download-report", say!("download-report"), say!("download-report.what"), busy) }
        </ul>
    }
}

/// The recipe as a file, out and in.
fn recipe_files(studio: &Studio, there: bool, busy: Option<AttrValue>) -> Html {
    let (save, open) = (studio.clone(), studio.clone());
    let why_not = if there { busy } else { Some(say!("recipe-none").into()) };
    html! {
        <section class="section" aria-labelledby="recipe-title">
            <h2 id="recipe-title">{ say!("recipe-title") }</h2>
            <p class="quiet">{ say!("recipe-what") }</p>
            <div class="row-of-buttons">
                <Button label={say!("download-recipe")} icon="download" testid="download-recipe" {why_not}
                    onclick={move |_| save.download(Artefact::Recipe)} />
                <FileButton label={say!("open-recipe")} icon="file-input" accept=".toml,.json" testid="open-recipe"
                    onfile={Callback::from(move |file| open.open_recipe(file))} />
            </div>
        </section>
    }
}
