//! The rail: the stages, how each stands, and one fact of each.

use crate::components::icon;
use crate::hooks::{Studio, use_slice, use_studio};
use crate::numbers;
use crate::route::{Stage, use_stage};
use crate::state::{Data, Jobs, Overlay, RecipeState, SessionAction, StageState, stage_state};
use glasshouse_spec::{Scores, TaskKind};
use yew::prelude::*;

/// The rail.
#[component]
pub fn Rail() -> Html {
    let studio = use_studio();
    let (session, data) = (use_slice(&studio.session), use_slice(&studio.data));
    let (recipe, jobs) = (use_slice(&studio.recipe), use_slice(&studio.jobs));
    let here = use_stage();
    let item = |stage: Stage| {
        let state = stage_state(stage, &session, &data, &recipe, &jobs);
        let words = say!(&format!("state-{}", state.name()));
        let fact = fact(stage, &data, &recipe, &jobs);
        html! {
            <li>
                <a class={classes!("rail-item", (stage == here).then_some("is-here"))} href={format!("#/{}", stage.name())}
                    aria-current={(stage == here).then_some("page")}>
                    { icon(stage.icon()) }
                    <span class="rail-text">
                        <span class="rail-name">{ stage.title() }</span>
                        <span class="rail-fact" title={fact.clone()}>{ fact }</span>
                    </span>
                    <span class={classes!("rail-state", format!("state-{}", state.name()))} title={words.clone()}>
                        { icon(state_icon(state)) }<span class="sr-only">{ words }</span>
                    </span>
                </a>
            </li>
        }
    };
    html! {
        <nav class="rail" aria-label={say!("rail-label")}>
            <ol>{ for Stage::ALL.into_iter().map(item) }</ol>
            if data.loaded.is_some() { { forget(&studio) } }
        </nav>
    }
}

fn forget(studio: &Studio) -> Html {
    let session = studio.session.clone();
    let onclick = move |_: MouseEvent| session.dispatch(SessionAction::Overlay(Some(Overlay::Forget)));
    html! {
        <button type="button" class="rail-forget" {onclick}>
            { icon("trash-2") }<span>{ say!("forget-open") }</span>
        </button>
    }
}

fn state_icon(state: StageState) -> &'static str {
    match state {
        StageState::Todo => "circle",
        StageState::Ready => "circle-dot",
        StageState::Running => "loader-circle",
        StageState::Done => "check",
        StageState::Attention => "triangle-alert",
    }
}

fn fact(stage: Stage, data: &Data, recipe: &RecipeState, jobs: &Jobs) -> String {
    fact_of(stage, data, recipe, jobs).unwrap_or_else(|| say!(&format!("stage-{}.todo", stage.name())))
}

fn fact_of(stage: Stage, data: &Data, recipe: &RecipeState, jobs: &Jobs) -> Option<String> {
    let profile = &data.loaded.as_ref()?.profile;
    let trained = jobs.trained.as_ref();
    match stage {
        Stage::Data | Stage::Start => {
            Some(say!("fact-data", rows = profile.rows, columns = profile.columns.len()))
        }
        Stage::Explore => Some(match profile.columns.iter().filter(|c| c.missing > 0).count() {
            0 => say!("fact-explore-whole"),
            n => say!("fact-explore", n = n),
        }),
        Stage::Prepare => {
            let steps = recipe.recipe().filter(|_| recipe.is_asked())?;
            Some(say!("fact-prepare", n = steps.clean.len() + steps.prepare.len()))
        }
        Stage::Train => Some(match recipe.targets().as_slice() {
            [target] => say!("fact-train", target = *target),
            [_, _, ..] => say!("fact-train-several", n = recipe.targets().len()),
            [] if recipe.untargeted() => say!("fact-train-groups"),
            [] => say!("fact-train-ready"),
        }),
        Stage::Evaluate => headline(trained?).map(|(kind, value)| match kind {
            TaskKind::Regression => say!("fact-evaluate-r2", value = numbers::score(value)),
            TaskKind::Clustering => say!("fact-evaluate-silhouette", value = numbers::score(value)),
            TaskKind::Anomaly => say!("fact-evaluate-marked", value = numbers::score(value)),
            TaskKind::Forecast => say!("fact-evaluate-scaled", value = numbers::score(value)),
            TaskKind::Classification => say!("fact-evaluate", value = numbers::score(value)),
        }),
        Stage::Explain => Some(say!("fact-explain", n = trained?.report.features.len())),
        Stage::Export => Some(match jobs.receipt.as_ref() {
            Some(receipt) if receipt.equal => say!("fact-export-proven"),
            Some(receipt) if receipt.has_no_onnx() => say!("fact-export-none"),
            Some(_) => say!("fact-export-doubtful"),
            None => trained.map(|_| say!("fact-export"))?,
        }),
    }
}

/// The one score that stands for a model, of the part that nothing was chosen on.
fn headline(trained: &crate::state::Trained) -> Option<(TaskKind, f64)> {
    let metrics = &trained.report.metrics;
    let part: &Scores =
        [&metrics.test, &metrics.validation, &metrics.train].into_iter().find(|s| !s.is_empty())?;
    let kind = trained.report.task.kind;
    part.get(trained.headline()).map(|value| (kind, *value))
}
