//! The recipe as a timeline, in the same place on every stage: what is read, how rows are parted,
//! every step, the model.

use crate::components::{IconButton, icon};
use crate::hooks::{Studio, use_slice, use_studio};
use crate::state::{BenchAction, Edit, List, PrefsAction, RecipeState};
use glasshouse_spec::{KindInfo, Kinds, Recipe, SplitMethod, StepSpec};
use yew::prelude::*;

/// Properties of [`RecipePanel`].
#[derive(Properties, PartialEq)]
pub struct RecipePanelProps {
    /// Whether it is the drawer of a narrow window.
    #[prop_or_default]
    pub drawer: bool,
}

/// The recipe panel.
#[component]
pub fn RecipePanel(props: &RecipePanelProps) -> Html {
    let studio = use_studio();
    let (session, recipe) = (use_slice(&studio.session), use_slice(&studio.recipe));
    let (data, prefs) = (use_slice(&studio.data), use_slice(&studio.prefs));
    let folded = prefs.panel_folded && !props.drawer;
    let fold = {
        let studio = studio.clone();
        move |_: MouseEvent| studio.prefer(PrefsAction::TogglePanel)
    };
    let label = if folded { say!("panel-unfold") } else { say!("panel-fold") };
    let file = data.loaded.as_ref().map(|loaded| loaded.read.file.clone());
    html! {
        <aside class={classes!("panel", folded.then_some("is-folded"))} aria-label={say!("panel-title")}>
            if !props.drawer {
                <header class="panel-head">
                    if !folded { <h2>{ say!("panel-title") }</h2> }
                    <IconButton icon="panel-right" {label} onclick={fold} pressed={folded} />
                </header>
            }
            if !folded {
                if let Some(now) = recipe.recipe() {
                    { timeline(&studio, now, &recipe, &session.kinds, file) }
                } else {
                    <p class="panel-empty">{ say!("panel-empty") }</p>
                }
            }
        </aside>
    }
}

fn timeline(
    studio: &Studio,
    recipe: &Recipe,
    state: &RecipeState,
    kinds: &Kinds,
    file: Option<String>,
) -> Html {
    let targeted = state.is_asked();
    let model = kinds.estimators.iter().find(|kind| kind.id == recipe.model.kind);
    let target = match state.targets() {
        targets if !targets.is_empty() => targets.join(", "),
        _ if state.untargeted() => say!("panel-without-target"),
        _ => say!("panel-no-target"),
    };
    html! {
        <ol class="timeline">
            { entry("data", "table-2", &say!("panel-data"), &file.unwrap_or_default(), None) }
            { entry("train", "target", &say!("panel-target"), &target, state.why("task.kind")) }
            { for recipe.clean.iter().enumerate().map(|(at, step)| {
                step_entry(studio, List::Clean, at, step, &kinds.clean, state)
            }) }
            if targeted {
                { entry("train", "tags", &say!("panel-split"), &split_words(recipe), state.why("split")) }
            }
            { for recipe.prepare.iter().enumerate().map(|(at, step)| {
                step_entry(studio, List::Prepare, at, step, &kinds.steps, state)
            }) }
            if targeted {
                { entry("train", "sprout", &model_title(recipe, model), &model_words(recipe), state.why("model")) }
            }
        </ol>
    }
}

fn entry(stage: &str, glyph: &'static str, title: &str, detail: &str, why: Option<&str>) -> Html {
    html! {
        <li class="timeline-entry">
            <span class="timeline-node">{ icon(glyph) }</span>
            <div class="timeline-text">
                <a href={format!("#/{stage}")}>{ title }</a>
                <p>{ detail }</p>
                { why_fold(why) }
            </div>
        </li>
    }
}

fn why_fold(why: Option<&str>) -> Html {
    match why {
        Some(why) => html! {
            <details class="timeline-why"><summary>{ say!("why-short") }</summary><p>{ why }</p></details>
        },
        None => Html::default(),
    }
}

fn step_entry(
    studio: &Studio,
    list: List,
    at: usize,
    step: &StepSpec,
    kinds: &[KindInfo],
    state: &RecipeState,
) -> Html {
    let title =
        kinds.iter().find(|kind| kind.id == step.op).map_or(step.op.clone(), |kind| kind.title.clone());
    let on = step.enabled;
    let (studio, bench) = (studio.clone(), studio.bench.clone());
    let open = move |_: MouseEvent| bench.dispatch(BenchAction::Open(Some((list, at))));
    let onchange = move |_: Event| studio.edit(Edit::StepOn(list, at, !on));
    let params = step.params.iter().map(|(name, value)| format!("{name} {value}"));
    let detail: Vec<String> = step.columns.iter().take(4).cloned().chain(params).collect();
    html! {
        <li class={classes!("timeline-entry", (!on).then_some("is-off"))}>
            <span class="timeline-node">{ icon("circle") }</span>
            <div class="timeline-text">
                <a href="#/prepare" onclick={open}>{ &title }</a>
                <p>{ detail.join(", ").replace('"', "") }</p>
                { why_fold(state.why(&format!("{}[{at}]", list.key()))) }
            </div>
            <label class="switch" title={say!("step-on")}>
                <input type="checkbox" role="switch" checked={on} {onchange}
                    aria-label={say!("step-on-label", title = title.as_str())} />
            </label>
        </li>
    }
}

fn split_words(recipe: &Recipe) -> String {
    let percent = |share: f64| format!("{:.0}", share * 100.0);
    let split = &recipe.split;
    let method = match split.method {
        None => say!("split-auto"),
        Some(method) => split_method_words(method),
    };
    say!(
        "panel-split-detail",
        method = method,
        train = percent(split.train),
        validation = percent(split.validation),
        test = percent(split.test)
    )
}

/// A split method in words.
fn split_method_words(method: SplitMethod) -> String {
    match method {
        SplitMethod::Random => say!("split-random"),
        SplitMethod::Stratified => say!("split-stratified"),
        SplitMethod::Time => say!("split-time"),
        SplitMethod::Group => say!("split-group"),
        SplitMethod::Column => say!("split-column"),
    }
}

fn model_title(recipe: &Recipe, model: Option<&KindInfo>) -> String {
    model.map_or_else(|| recipe.model.kind.clone(), |kind| kind.title.clone())
}

fn model_words(recipe: &Recipe) -> String {
    let params: Vec<String> =
        recipe.model.params.iter().map(|(name, value)| format!("{name} {value}").replace('"', "")).collect();
    if params.is_empty() { say!("panel-defaults") } else { params.join(", ") }
}
