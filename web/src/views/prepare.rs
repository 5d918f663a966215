//! Prepare: the steps of the recipe, changed in place.

use super::{empty, head, next, no_data};
use crate::components::{Button, Choice, SelectBox, StepCard, step_card};
use crate::hooks::{Studio, use_slice, use_studio};
use crate::route::Stage;
use crate::state::{Data, Edit, List, RecipeState};
use glasshouse_spec::{KindInfo, Recipe, StepSpec};
use yew::prelude::*;

/// The view.
#[component]
pub fn PrepareView() -> Html {
    let studio = use_studio();
    let (session, data) = (use_slice(&studio.session), use_slice(&studio.data));
    let (recipe, jobs) = (use_slice(&studio.recipe), use_slice(&studio.jobs));
    if data.loaded.is_none() {
        return no_data(Stage::Prepare);
    }
    let Some(now) = recipe.recipe().filter(|recipe| recipe.task.target.is_some()) else {
        return html! {
            <>
                { head(Stage::Prepare, Html::default()) }
                { empty("target", say!("prepare-needs-target"), next(Stage::Train, say!("go-target"))) }
            </>
        };
    };
    let prepared = studio.clone();
    let busy = jobs.running.map(|_| AttrValue::from(say!("train-busy")));
    html! {
        <>
            { head(Stage::Prepare, next(Stage::Train, say!("go-train"))) }
            { section(&studio, List::Prepare, now, &recipe, &data, &session.kinds.steps) }
            if !session.kinds.clean.is_empty() || !now.clean.is_empty() {
                { section(&studio, List::Clean, now, &recipe, &data, &session.kinds.clean) }
            }
            <section class="section prepared">
                <Button label={say!("download-prepared")} icon="download" testid="download-prepared" why_not={busy}
                    onclick={move |_| prepared.download_prepared()} />
                <p class="quiet">{ say!("prepared-what") }</p>
            </section>
        </>
    }
}

fn section(
    studio: &Studio,
    list: List,
    recipe: &Recipe,
    state: &RecipeState,
    data: &Data,
    kinds: &[KindInfo],
) -> Html {
    let steps = if list == List::Prepare { &recipe.prepare } else { &recipe.clean };
    let (title, purpose, none) = match list {
        List::Prepare => (say!("prepare-steps"), say!("prepare-steps.purpose"), say!("steps-none")),
        List::Clean => (say!("clean-steps"), say!("clean-steps.purpose"), say!("clean-none")),
    };
    let columns = data.column_names();
    let card = |(at, step): (usize, &StepSpec)| {
        let path = format!("{}[{at}]", list.key());
        let edits = studio.clone();
        let about = |at: &Option<String>| at.as_deref().is_some_and(|p| p.starts_with(&path));
        let wrong = state.faults.iter().filter(|fault| about(&fault.at.parameter));
        step_card(&StepCard {
            list,
            at,
            of: steps.len(),
            step,
            kind: kinds.iter().find(|kind| kind.id == step.op),
            why: state.why(&path).map(|why| AttrValue::from(why.to_owned())),
            wrong: wrong.map(|fault| AttrValue::from(fault.message.clone())).collect(),
            columns: &columns,
            on_edit: Callback::from(move |edit| edits.edit(edit)),
        })
    };
    html! {
        <section class="section" aria-label={title.clone()}>
            <div class="section-head">
                <div><h2>{ &title }</h2><p class="quiet">{ purpose }</p></div>
                { add(studio, list, kinds) }
            </div>
            if steps.is_empty() { <p class="quiet">{ none }</p> }
            <ol class="steps">{ for steps.iter().enumerate().map(card) }</ol>
        </section>
    }
}

fn add(studio: &Studio, list: List, kinds: &[KindInfo]) -> Html {
    let choices =
        kinds.iter().map(|kind| Choice::new(kind.id.clone(), kind.title.clone())).collect::<Vec<_>>();
    let studio = studio.clone();
    let onchange = Callback::from(move |op: String| {
        let columns: &[&str] = if list == List::Prepare { &["@all"] } else { &[] };
        let columns = match op.as_str() {
            "standard_scaler" | "min_max_scaler" | "robust_scaler" | "log1p" | "pca" | "truncated_svd" => {
                &["@numeric"]
            }
            "one_hot_encoder" | "ordinal_encoder" => &["@categorical"],
            _ => columns,
        };
        studio.edit(Edit::AddStep(list, StepSpec::new(&op, columns)));
    });
    html! { <SelectBox {choices} value="" placeholder={say!("step-add")} label={say!("step-add")} {onchange} /> }
}
