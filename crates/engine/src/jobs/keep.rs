//! What outlives a session: the file, how it was read, the files beside it, the page's recipe, the
//! last model.
//!
//! The host stores them by name. A host without storage makes a warning, never a fault:
//! the work goes on, and the person knows that a reload will lose it.

mod models;
mod others;
mod search;
mod unfinished;

use super::{Answer, Bench, Faults, combine, load};
use crate::Host;
use crate::state::{Columns, Data, Others, State, Trained};
use glasshouse_spec::{
    CombineSpec, DataOptions, Event, Fault, Place, Receipt, Recipe, RestoredData, RestoredModel, Warning,
};
use serde::{Deserialize, Serialize};
use std::rc::Rc;

pub(super) use models::{
    add_model, again, find as model, models, remove_model, rename_model, use_model, with_rows,
};
pub(super) use others::others;
pub(super) use search::{Trials, drop_search, search, search_of};
pub(crate) use unfinished::drop_unfinished;
pub(super) use unfinished::{Checkpoints, unfinished};

const DATA: &str = "data.bin";
const HOW_READ: &str = "data.json";
const RECIPE: &str = "recipe.json";

/// How the kept file was read.
#[derive(Serialize, Deserialize)]
struct HowRead {
    name: String,
    sha256: String,
    options: DataOptions,
    columns: Columns,
    /// When, in RFC 3339.
    #[serde(default)]
    read_at: String,
    /// What it was combined with since.
    #[serde(default)]
    combine: Vec<CombineSpec>,
}

/// Keeps a file that was read, and what it was combined with. Its bytes are written only where another file was kept before.
pub(super) async fn data(host: &dyn Host, data: &Data, bytes_too: bool) -> Vec<Warning> {
    let first = data.combined.as_ref().map_or(data, |combined| &combined.first);
    let how = HowRead {
        name: first.read.file.clone(),
        sha256: first.read.sha256.clone(),
        options: first.options.clone(),
        columns: first.columns.clone(),
        read_at: first.read_at.clone(),
        combine: data.combined.as_ref().map(|combined| combined.entries.clone()).unwrap_or_default(),
    };
    let written = async {
        if bytes_too {
            host.keep(DATA, &data.bytes).await?;
        }
        let how = serde_json::to_vec(&how).map_err(|error| error.to_string())?;
        host.keep(HOW_READ, &how).await
    };
    written.await.err().map(|cause| not_kept("the file", &cause)).into_iter().collect()
}

/// Keeps the page's recipe, or that it has none.
pub(crate) async fn save_recipe(host: &dyn Host, recipe: Option<&Recipe>) -> Result<Answer, Faults> {
    let kept = match recipe {
        Some(recipe) => {
            let bytes = serde_json::to_vec(recipe).map_err(|error| unstored(&error.to_string()))?;
            host.keep(RECIPE, &bytes).await
        }
        None => host.drop_kept(RECIPE).await,
    };
    kept.map(|()| Event::Done.into()).map_err(|cause| unstored(&cause).into())
}

/// Brings back what was kept. What cannot be brought back is told as a warning and left out.
pub(super) async fn restore(bench: Bench) -> Result<Answer, Faults> {
    let mut warnings = Vec::new();
    let mut told = |what: &str, result: Result<(), String>| {
        warnings.extend(result.err().map(|cause| not_back(what, &cause)));
    };
    let mut found = State::default();
    let (others, causes) = others::kept(&bench.control).await;
    causes.into_iter().for_each(|cause| told("a second file", Err(cause)));
    found.others = others;
    match kept_data(&bench, &found.others).await {
        Ok(Some((data, apart))) => {
            found.data = Some(data);
            told("what the file was combined with", apart.map_or(Ok(()), Err));
        }
        Ok(None) => {}
        Err(cause) => told("the file", Err(cause)),
    }
    let recipe = kept_recipe(bench.control.host()).await;
    told("the model", models::restore(&bench, &mut found).await);
    let mut back = None;
    told("the recipe", recipe.map(|recipe| back = recipe));
    let data_sha256 = found.data.as_ref().map(|data| data.read.sha256.clone());
    let unfinished = unfinished(bench.control.host()).await.map(|(about, _)| about);
    let unfinished = unfinished.filter(|about| Some(&about.data_sha256) == data_sha256.as_ref());
    let search = search(bench.control.host()).await;
    let search = search.filter(|search| Some(&search.data_sha256) == data_sha256.as_ref());
    bench.control.commit();
    let data = found
        .data
        .as_ref()
        .map(|data| Box::new(RestoredData { read: data.read.clone(), profile: data.profile.clone() }));
    let model = found.model.as_ref().map(|model| Box::new(restored(model)));
    *bench.state.borrow_mut() = found;
    Ok(Event::Restored {
        unfinished: unfinished.map(Box::new),
        search: search.map(Box::new),
        data,
        recipe: back.map(Box::new),
        model,
        warnings,
    }
    .into())
}

/// Removes what was kept and what is in memory.
pub(super) async fn forget(bench: Bench) -> Result<Answer, Faults> {
    bench.control.commit();
    *bench.state.borrow_mut() = State::default();
    let host = bench.control.host();
    let mut causes = Vec::new();
    for name in [DATA, HOW_READ, RECIPE] {
        causes.extend(host.drop_kept(name).await.err());
    }
    causes.extend(others::forget(host).await.err());
    causes.extend(models::forget(host).await.err());
    drop_search(host).await;
    causes.extend(drop_unfinished(host).await.err().map(|faults| faults.message()));
    // Where nothing can be stored, nothing was.
    let left = if causes.is_empty() { false } else { anything_kept(host).await };
    if left { Err(not_forgotten(causes).into()) } else { Ok(Event::Done.into()) }
}

/// A model as the page shows it.
pub(super) fn restored(model: &Trained) -> RestoredModel {
    RestoredModel {
        report: model.report.clone(),
        diagnostics: model.diagnostics.clone(),
        receipt: proven(model.export.borrow().receipt.clone()),
    }
}

/// A receipt of an actual comparison, or with the reason why there is no ONNX file.
fn proven(receipt: Option<Receipt>) -> Option<Receipt> {
    receipt.filter(|receipt| receipt.fault.as_ref().is_none_or(|fault| fault.code != super::export::NOT_YET))
}

/// The file as it was read, combined as it was; and why not, where it could not be combined again.
async fn kept_data(bench: &Bench, others: &Others) -> Result<Option<(Rc<Data>, Option<String>)>, String> {
    let control = &bench.control;
    let (Some(how), Some(bytes)) = (control.host().kept(HOW_READ).await?, control.host().kept(DATA).await?)
    else {
        return Ok(None);
    };
    let how: HowRead = serde_json::from_slice(&how).map_err(|error| error.to_string())?;
    let mut first = load::kept(control, how.name, bytes, &how.sha256, how.options, how.columns).await?;
    if !how.read_at.is_empty() {
        first.read_at = how.read_at;
    }
    let first = Rc::new(first);
    if how.combine.is_empty() {
        return Ok(Some((first, None)));
    }
    match combine::build(control, first.clone(), how.combine, others).await {
        Ok(combined) => Ok(Some((Rc::new(combined), None))),
        Err(faults) => Ok(Some((first, Some(faults.message())))),
    }
}

async fn kept_recipe(host: &dyn Host) -> Result<Option<Recipe>, String> {
    let bytes = host.kept(RECIPE).await?;
    bytes.map(|bytes| serde_json::from_slice(&bytes).map_err(|error| error.to_string())).transpose()
}

async fn anything_kept(host: &dyn Host) -> bool {
    for name in [DATA, HOW_READ, RECIPE] {
        if matches!(host.kept(name).await, Ok(Some(_))) {
            return true;
        }
    }
    others::any(host).await || models::any(host).await
}

fn not_kept(what: &str, cause: &str) -> Warning {
    let message =
        format!("{what} will not be there after a reload, because this browser did not keep it: {cause}");
    Warning::new("storage.not_kept", message, Place::default())
}

fn not_back(what: &str, cause: &str) -> Warning {
    let message = format!("{what} of the last session could not be brought back: {cause}");
    Warning::new("storage.not_restored", message, Place::default())
}

fn unstored(cause: &str) -> Fault {
    Fault::new(
        "storage.not_kept",
        "the recipe will not be there after a reload, because this browser did not keep it",
    )
    .with_cause(cause)
    .with_remedy("download the recipe before you close the page")
}

fn not_forgotten(causes: Vec<String>) -> Fault {
    let mut fault = Fault::new("storage.not_removed", "not everything that was kept could be removed")
        .with_remedy(
            "close the other tabs of this page and try again, or clear this site's data in the browser",
        );
    fault.causes = causes;
    fault
}
