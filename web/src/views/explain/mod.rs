//! Explain: what the model goes by, how, and what it would answer if a row were another.

mod curve;
mod matters;
mod otherwise;
mod rows;
mod shap;
mod similar;
mod surrogate;
mod together;
mod what_if;

use super::targets::choose;
use super::{Stale, head, next, no_model, use_dark};
use crate::components::{Button, FaultBanner, Picture, Tab, Tabs};
use crate::hooks::{Studio, use_slice, use_studio};
use crate::route::Stage;
use crate::services::pictures::Chart;
use crate::state::{Asks, Explaining, ExplainingAction, Trained};
use crate::words;
use glasshouse_chart::{Bars, ChartSpec};
use glasshouse_spec::{ExplainUnit, Role};
use std::rc::Rc;
use yew::prelude::*;

/// The view.
#[component]
pub fn ExplainView() -> Html {
    let studio = use_studio();
    let jobs = use_slice(&studio.jobs);
    let model = jobs.trained.as_ref().map(|trained| trained.report.model_sha256.clone());
    use_effect_with(model, {
        let studio = studio.clone();
        move |model| {
            if let Some(model) = model {
                studio.explaining.dispatch(ExplainingAction::Model(model.clone()));
            }
        }
    });
    let shown = use_state_eq(|| if studio.explaining.get().row.is_some() { "what-if" } else { "matters" });
    let Some(trained) = &jobs.trained else { return no_model(Stage::Explain) };
    let choose = shown.clone();
    let panel = match *shown {
        "columns" => {
            let columns = columns(&studio, trained);
            html! { <><curve::Curves columns={columns.clone()} /><together::Together {columns} /></> }
        }
        "what-if" => {
            html! { <><what_if::WhatIf /><otherwise::Otherwise trained={trained.clone()} /><similar::Similar /></> }
        }
        "rows" => html! { <rows::Rows /> },
        _ => {
            html! { <><matters::Matters trained={trained.clone()} /><matters::Dropped trained={trained.clone()} /><surrogate::Surrogate /><Weights trained={trained.clone()} /></> }
        }
    };
    html! {
        <>
            { head(Stage::Explain, next(Stage::Export, say!("go-export"))) }
            <Stale />
            <Tabs name="explain" label={say!("explain-questions")} tabs={tabs()} chosen={*shown}
                onchoose={Callback::from(move |id| choose.set(id))}>
                { panel }
            </Tabs>
        </>
    }
}

/// The questions, one beside the other.
fn tabs() -> Vec<Tab> {
    let tab = |id: &'static str| Tab {
        id,
        label: say!(&format!("explain-tab-{id}")).into(),
        count: None,
        empty: None,
    };
    ["matters", "columns", "what-if", "rows"].into_iter().map(tab).collect()
}

/// The raw columns that the model may read.
fn columns(studio: &Studio, trained: &Trained) -> Vec<String> {
    let data = studio.data.get();
    let names = data.loaded.iter().flat_map(|loaded| &loaded.profile.columns).map(|column| &column.name);
    let recipe = trained.recipe.as_ref();
    let role = |name: &str| {
        recipe.and_then(|recipe| recipe.columns.get(name)).and_then(|of| of.role).unwrap_or_default()
    };
    let tasks = trained.report.task.each();
    let read = |name: &&String| role(name) == Role::Feature && tasks.iter().all(|task| task.target != **name);
    names.filter(read).cloned().collect()
}

/// Properties of [`Weights`].
#[derive(Properties, PartialEq)]
struct WeightsProps {
    /// The model.
    trained: Rc<Trained>,
}

/// What the model says by itself of its features.
#[component]
fn Weights(props: &WeightsProps) -> Html {
    let dark = use_dark();
    let of = use_state_eq(|| None::<usize>);
    let one = props.trained.of_target(of.unwrap_or(0)).map_or_else(|| props.trained.clone(), Rc::new);
    let chart = use_memo(one.clone(), |trained| {
        let seen = &trained.diagnostics;
        Chart::of(&ChartSpec::Bars(Bars::new(seen.weights_are.clone(), seen.weights.clone())))
    });
    let seen = &one.diagnostics;
    let key = format!("weights-{}", seen.weights_are);
    let title = words::find(&key, None).unwrap_or_else(|| seen.weights_are.clone());
    let meaning = words::find(&format!("{key}.is"), None);
    html! {
        <section class="section" aria-labelledby="weights-title">
            <h2 id="weights-title">{ say!("weights-title") }</h2>
            { choose(&props.trained.report.task, &of, false) }
            if seen.weights.is_empty() {
                <p class="quiet">{ say!("weights-none") }</p>
            } else {
                <Picture name="weights" {title} help={meaning.map(AttrValue::from)} chart={(*chart).clone()} {dark} />
            }
        </section>
    }
}

/// What stands below a section's sentence: how far its question is, what went wrong, or the button that asks.
fn asking(
    studio: &Studio,
    state: &Explaining,
    asks: Asks,
    label: String,
    testid: &'static str,
    ask: Callback<MouseEvent>,
) -> Html {
    if let Some((_, progress)) = state.running.get(&asks) {
        let stop = studio.clone();
        let left = progress.as_ref().and_then(|progress| progress.left);
        let (stage, done) = progress.as_ref().map_or_else(
            || (say!("explain-begins"), 0.0),
            |progress| (progress.stage.clone(), progress.done.clamp(0.0, 1.0)),
        );
        return html! {
            <div class="work">
                <span class="work-stage">{ &stage }</span>
                <span class="work-done">{ format!("{:.0}\u{a0}%", done * 100.0) }</span>
                if let Some(left) = left {
                    <span class="work-left">{ say!("work-left", time = crate::numbers::seconds(left)) }</span>
                }
                <Button label={say!("cancel")} icon="x" onclick={move |_: MouseEvent| stop.stop_explaining(asks)} />
            </div>
        };
    }
    let faults = state.faults.get(&asks).cloned();
    html! {
        <>
            if let Some(faults) = faults { <FaultBanner {faults} on_dismiss={|()| ()} /> }
            <Button {label} onclick={ask} testid={testid} />
        </>
    }
}

/// What the numbers of an explanation are, in words.
fn unit(unit: ExplainUnit) -> String {
    match unit {
        ExplainUnit::Probability => say!("explain-unit-probability"),
        ExplainUnit::LogOdds => say!("explain-unit-log-odds"),
        ExplainUnit::Score => say!("explain-unit-score"),
        ExplainUnit::Chosen => say!("explain-unit-chosen"),
        ExplainUnit::Number => say!("explain-unit-number"),
        ExplainUnit::Log => say!("explain-unit-log"),
        ExplainUnit::Unusual => say!("explain-unit-unusual"),
    }
}

/// What sets a state.
fn setter<T: 'static>(state: &UseStateHandle<T>) -> Callback<T> {
    let state = state.clone();
    Callback::from(move |value| state.set(value))
}

/// A select of what is explained, where there is more than one; the chosen place.
fn outputs(names: &[String], chosen: usize, set: Callback<usize>, id: &'static str) -> Html {
    use crate::components::{Choice, SelectBox};
    if names.len() < 2 {
        return Html::default();
    }
    let choices: Vec<Choice> =
        names.iter().enumerate().map(|(at, name)| Choice::new(at.to_string(), name.clone())).collect();
    html! {
        <div class="draft-field">
            <label for={id}>{ say!("explain-output") }</label>
            <SelectBox {id} {choices} value={chosen.to_string()}
                onchange={set.reform(|at: String| at.parse().unwrap_or(0))} />
        </div>
    }
}
