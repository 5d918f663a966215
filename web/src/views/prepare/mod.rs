//! Prepare: the steps of the recipe in their order, the open one with its form and what it does to the rows.

mod catalogue;
mod effect;
mod lacking;
mod list;
mod open;
mod opened;
mod pairs;
mod proposed;
mod rows;
mod share;

use super::{empty, head, next, no_data};
use crate::components::{Button, icon};
use crate::hooks::{Studio, use_slice, use_studio, use_tracing};
use crate::route::Stage;
use crate::state::{BenchAction, List, TraceOf};
use crate::words;
use catalogue::Catalogue;
use glasshouse_spec::{Fault, KindInfo, Kinds, Recipe, StepSpec};
use lacking::Lacking;
use list::StepList;
use opened::OpenedRecipe;
use share::Share;
use std::rc::Rc;
use yew::prelude::*;

/// The view.
#[component]
pub fn PrepareView() -> Html {
    let studio = use_studio();
    let (data, recipe) = (use_slice(&studio.data), use_slice(&studio.recipe));
    let (jobs, bench) = (use_slice(&studio.jobs), use_slice(&studio.bench));
    let (session, traces) = (use_slice(&studio.session), use_slice(&studio.traces));
    let loaded = data.loaded.is_some();
    let idle = loaded && data.reading.is_none() && jobs.running.is_none() && recipe.is_asked();
    let traced = recipe.recipe().filter(|_| idle).and_then(|now| {
        let open = bench.open.filter(|open| step_at(now, *open).is_some_and(|step| step.enabled))?;
        Some(TraceOf { revision: data.revision, recipe: now.clone(), step: open })
    });
    use_tracing(&studio, traced);
    let Some(now) = recipe.recipe() else { return no_data(Stage::Prepare) };
    if !recipe.is_asked() && now.prepare.is_empty() && now.clean.is_empty() {
        return html! {
            <>
                { head(Stage::Prepare, Html::default()) }
                { empty("target", say!("prepare-needs-target"), next(Stage::Train, say!("go-target"))) }
            </>
        };
    }
    let told = traces.faults(data.revision, now);
    let faults: Rc<Vec<Fault>> = Rc::new(recipe.faults.iter().chain(&told).cloned().collect());
    let action =
        if loaded { next(Stage::Train, say!("go-train")) } else { next(Stage::Data, say!("go-data")) };
    let busy = jobs.running.map(|_| AttrValue::from(say!("train-busy")));
    let why_not = if loaded { busy } else { Some(say!("train-needs-data").into()) };
    let prepared = studio.clone();
    html! {
        <>
            { head(Stage::Prepare, action) }
            if !loaded { <p class="banner banner-info">{ icon("info") }<span>{ say!("prepare-waits") }</span></p> }
            <OpenedRecipe />
            <StepList list={List::Clean} faults={faults.clone()} />
            <StepList list={List::Prepare} {faults} />
            <Lacking />
            <section class="section prepared">
                <div class="row-of-buttons">
                    <Button label={say!("download-prepared")} icon="download" testid="download-prepared" {why_not}
                        onclick={move |_| prepared.download_prepared()} />
                    <Share />
                </div>
                <p class="quiet">{ say!("prepared-what") }</p>
            </section>
            if let Some(list) = bench.catalogue { <Catalogue {list} kinds={session.kinds.clone()} /> }
        </>
    }
}

/// The steps of a list.
fn steps_of(recipe: &Recipe, list: List) -> &[StepSpec] {
    match list {
        List::Clean => &recipe.clean,
        List::Prepare => &recipe.prepare,
    }
}

fn step_at(recipe: &Recipe, (list, at): (List, usize)) -> Option<&StepSpec> {
    steps_of(recipe, list).get(at)
}

/// The kinds that a list takes.
fn kinds_of(kinds: &Kinds, list: List) -> &[KindInfo] {
    match list {
        List::Clean => &kinds.clean,
        List::Prepare => &kinds.steps,
    }
}

fn kind_of<'a>(kinds: &'a Kinds, list: List, op: &str) -> Option<&'a KindInfo> {
    kinds_of(kinds, list).iter().find(|kind| kind.id == op)
}

/// The title of a step.
fn title_of(kinds: &Kinds, list: List, op: &str) -> String {
    kind_of(kinds, list, op).map_or_else(|| op.to_owned(), |kind| kind.title.clone())
}

/// A family in words; one that has none yet by its name.
fn family_words(family: &str) -> String {
    words::find(&format!("family-{family}"), None).unwrap_or_else(|| words::sentence(family).replace('.', ""))
}

/// Opens a step and moves the keyboard there.
fn focus(studio: &Studio, list: List, at: usize) {
    studio.bench.dispatch(BenchAction::Focus(list, at));
}

#[cfg(test)]
mod tests {
    use super::family_words;

    #[test]
    fn every_family_has_its_words_and_one_that_is_new_its_name() {
        let families = [
            "cells",
            "missing",
            "outliers",
            "encode",
            "scale",
            "features",
            "order",
            "text",
            "select",
            "projection",
            "balance",
            "columns",
            "clean",
        ];
        for family in families {
            assert!(crate::words::find(&format!("family-{family}"), None).is_some(), "{family}");
        }
        assert_eq!(family_words("zoo"), "Zoo");
    }
}
