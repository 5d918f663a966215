//! The models that were trained or opened: a list of what they are, and the bundle of each. The one
//! that is looked at is in memory; the others are where the host keeps them, or in memory too where
//! it refuses.

use super::{not_kept, restored};
use crate::Host;
use crate::jobs::{Answer, Bench, Faults, combine, export, parts, rules};
use crate::state::{State, Trained};
use glasshouse_spec::{Event, Fault, ModelEntry, Models, TrainReport, Warning};
use std::rc::Rc;

/// Name of the list.
const LIST: &str = "models.json";
/// Where the only model of earlier releases is.
const ONLY: &str = "model.glasshouse";
/// Models that the list holds; the oldest goes when another comes.
const MOST: usize = 50;

fn file_of(id: u32) -> String {
    format!("model-{id}.glasshouse")
}

/// Puts a model at the end of the list and looks at it. One that is there already, by the same recipe
/// to the same end, takes its place.
pub(in crate::jobs) async fn add_model(bench: &Bench, model: &Rc<Trained>) -> Vec<Warning> {
    let (id, gone) = {
        let mut state = bench.state.borrow_mut();
        let (id, gone) = put(&mut state.models, model, bench.control.host().date());
        state.model = Some(model.clone());
        state.applied = None;
        (id, gone)
    };
    for id in gone {
        bench.state.borrow_mut().unkept.remove(&id);
        // A bundle that stays is in nobody's way; forgetting removes it.
        let _ = bench.control.host().drop_kept(&file_of(id)).await;
    }
    keep(bench, id, model).await
}

/// Keeps the model that is looked at again, after more was learned of it.
pub(in crate::jobs) async fn again(bench: &Bench, model: &Rc<Trained>) {
    let current = bench.state.borrow().models.current;
    if let Some(id) = current {
        // It was told when the model was added.
        let _ = keep(bench, id, model).await;
    }
}

/// The list.
pub(in crate::jobs) fn models(bench: &Bench) -> Answer {
    Event::Models { models: bench.state.borrow().models.clone() }.into()
}

/// Looks at another model of the list.
pub(in crate::jobs) async fn use_model(bench: Bench, id: u32) -> Result<Answer, Faults> {
    bench.control.checkpoint("Fetching the model", 0.1).await;
    let model = find(&bench, id).await?;
    bench.control.commit();
    {
        let mut state = bench.state.borrow_mut();
        state.models.current = Some(id);
        state.model = Some(model.clone());
        state.applied = None;
    }
    let _ = keep_list(&bench).await;
    let recipe = Box::new(model.recipe.clone());
    Ok(Event::Opened { recipe, model: Box::new(restored(&model)) }.into())
}

/// Gives a model another name.
pub(in crate::jobs) async fn rename_model(bench: Bench, id: u32, name: &str) -> Result<Answer, Faults> {
    {
        let mut state = bench.state.borrow_mut();
        let entry = state.models.entries.iter_mut().find(|entry| entry.id == id).ok_or_else(unknown)?;
        name.trim().clone_into(&mut entry.name);
    }
    let _ = keep_list(&bench).await;
    Ok(models(&bench))
}

/// Takes a model off the list.
pub(in crate::jobs) async fn remove_model(bench: Bench, id: u32) -> Result<Answer, Faults> {
    {
        let mut state = bench.state.borrow_mut();
        if state.models.current == Some(id) {
            return Err(Fault::new("model.in_use", "the model that is looked at stays on the list")
                .with_remedy("look at another model first")
                .into());
        }
        state.models.entries.retain(|entry| entry.id != id);
        state.unkept.remove(&id);
    }
    let _ = bench.control.host().drop_kept(&file_of(id)).await;
    let _ = keep_list(&bench).await;
    Ok(models(&bench))
}

/// Brings the list back, and the model that was looked at.
pub(super) async fn restore(bench: &Bench, found: &mut State) -> Result<(), String> {
    let host = bench.control.host();
    let Some(list) = host.kept(LIST).await? else { return restore_only(bench, found).await };
    found.models = serde_json::from_slice(&list).map_err(|error| error.to_string())?;
    let Some(id) = found.models.current.take() else { return Ok(()) };
    let Some(bytes) = host.kept(&file_of(id)).await? else { return Ok(()) };
    found.model = Some(opened(bench, found, &bytes).await?);
    found.models.current = Some(id);
    Ok(())
}

/// The model that an earlier release kept, as the first of the list.
async fn restore_only(bench: &Bench, found: &mut State) -> Result<(), String> {
    let host = bench.control.host();
    let Some(bytes) = host.kept(ONLY).await? else { return Ok(()) };
    let model = opened(bench, found, &bytes).await?;
    let (id, _) = put(&mut found.models, &model, host.date());
    found.model = Some(model);
    host.keep(&file_of(id), &bytes).await?;
    host.keep(LIST, &json(&found.models)?).await?;
    host.drop_kept(ONLY).await
}

/// Removes the list and the models.
pub(super) async fn forget(host: &dyn Host) -> Result<(), String> {
    if let Some(list) = host.kept(LIST).await? {
        let models: Models = serde_json::from_slice(&list).unwrap_or_default();
        for entry in models.entries {
            host.drop_kept(&file_of(entry.id)).await?;
        }
    }
    host.drop_kept(ONLY).await?;
    host.drop_kept(LIST).await
}

/// Whether there is a list.
pub(super) async fn any(host: &dyn Host) -> bool {
    matches!(host.kept(LIST).await, Ok(Some(_)))
}

/// Puts a model at the end of a list: its number, and the numbers of those that had to go.
fn put(models: &mut Models, model: &Trained, now: String) -> (u32, Vec<u32>) {
    let next = models.entries.iter().map(|entry| entry.id).max().map_or(1, |id| id + 1);
    let mut entry = entry(next, model, now);
    let same =
        |old: &ModelEntry| old.recipe_sha256 == entry.recipe_sha256 && old.model_sha256 == entry.model_sha256;
    if let Some(at) = models.entries.iter().position(same) {
        let old = models.entries.remove(at);
        (entry.id, entry.name) = (old.id, old.name);
    }
    let id = entry.id;
    models.entries.push(entry);
    models.current = Some(id);
    let extra = models.entries.len().saturating_sub(MOST);
    (id, models.entries.drain(..extra).map(|entry| entry.id).collect())
}

fn entry(id: u32, model: &Trained, made_at: String) -> ModelEntry {
    let report: TrainReport = model.report.clone();
    ModelEntry {
        id,
        name: String::new(),
        made_at,
        file: report.files.first().map_or_else(|| model.file.clone(), |file| file.name.clone()),
        data_sha256: report.data_sha256,
        model: report.model,
        task: report.task,
        rows: report.rows,
        features: report.features.len() as u64,
        metrics: report.metrics,
        baseline: report.baseline,
        seed: report.seed,
        seconds: report.seconds,
        recipe_sha256: report.recipe_sha256,
        model_sha256: report.model_sha256,
        stopped_early: report.stopped_early,
    }
}

/// Keeps a bundle and the list; in memory where the host does not.
async fn keep(bench: &Bench, id: u32, model: &Rc<Trained>) -> Vec<Warning> {
    let host = bench.control.host();
    let written = async {
        let bytes = export::bundle(model, host.date()).write().map_err(|error| error.to_string())?;
        host.keep(&file_of(id), &bytes).await?;
        keep_list(bench).await
    };
    let written = if host.keeps() { written.await } else { Ok(()) };
    if written.is_err() {
        bench.state.borrow_mut().unkept.insert(id, model.clone());
    }
    written.err().map(|cause| not_kept("the model", &cause)).into_iter().collect()
}

async fn keep_list(bench: &Bench) -> Result<(), String> {
    let list = json(&bench.state.borrow().models)?;
    bench.control.host().keep(LIST, &list).await
}

fn json(models: &Models) -> Result<Vec<u8>, String> {
    serde_json::to_vec(models).map_err(|error| error.to_string())
}

/// A model of the list with its rows, where the data at hand are those.
/// A model of the list.
pub(in crate::jobs) async fn find(bench: &Bench, id: u32) -> Result<Rc<Trained>, Faults> {
    let here = bench.state.borrow().unkept.get(&id).cloned();
    if let Some(model) = here {
        return Ok(model);
    }
    let lost = |cause: String| {
        Fault::new("model.lost", "this model is no longer in the browser's storage")
            .with_cause(cause)
            .with_remedy("train it again: its parameters are in the list")
    };
    let bytes = bench.control.host().kept(&file_of(id)).await.map_err(lost)?.ok_or_else(unknown)?;
    let at_hand = {
        let state = bench.state.borrow();
        State { data: state.data.clone(), others: state.others.clone(), ..State::default() }
    };
    Ok(opened(bench, &at_hand, &bytes).await.map_err(lost)?)
}

/// The model in a bundle, with the rows that it was trained on where the files at hand are those.
async fn opened(bench: &Bench, at_hand: &State, bytes: &[u8]) -> Result<Rc<Trained>, String> {
    let opened = async { (parts::learning().await?.open)(bytes) };
    let mut model = opened.await.map_err(|faults: Faults| faults.message())?;
    attach(bench, at_hand, &mut model).await;
    Ok(Rc::new(model))
}

/// Gives a model the rows that it was trained on, where the files at hand are those.
async fn attach(bench: &Bench, at_hand: &State, model: &mut Trained) {
    let first = model.report.files.first().map_or(&model.report.data_sha256, |file| &file.sha256);
    if let Some(data) = at_hand.data.as_ref().filter(|data| combine::first(data).read.sha256 == *first) {
        let again =
            rules::as_recipe_reads(&bench.control, &at_hand.others, data.clone(), &model.recipe).await;
        // Without its second file the model is there all the same, as from a bundle.
        if let Ok(again) = again
            && again.data.read.sha256 == model.report.data_sha256
        {
            model.file.clone_from(&again.data.read.file);
            model.data = Some(again);
            // The card is written again when it is asked for, with the proof of this session.
            model.made = None;
        }
    }
}

/// The same with what the engine holds; the card in its bundle stays.
pub(in crate::jobs) async fn with_rows(bench: &Bench, model: &mut Trained) {
    let at_hand = {
        let state = bench.state.borrow();
        State { data: state.data.clone(), others: state.others.clone(), ..State::default() }
    };
    let (made, file) = (model.made.clone(), model.file.clone());
    attach(bench, &at_hand, model).await;
    model.made = made;
    if model.data.is_none() {
        model.file = file;
    }
}

fn unknown() -> Fault {
    Fault::new("model.unknown", "there is no such model in the list").with_remedy("reload the page")
}
