//! One step of the recipe: what it does, to which columns, with which parameters, and why.

use super::{Choice, IconButton, ParamForm, SelectBox, Why, icon};
use crate::state::{Edit, List};
use glasshouse_spec::{KindInfo, StepSpec};
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// Properties of [`StepCard`].
#[derive(Properties, PartialEq)]
pub struct StepCardProps {
    /// Which list it is in.
    pub list: List,
    /// Its place in the list.
    pub at: usize,
    /// Number of steps in the list.
    pub of: usize,
    /// The step.
    pub step: StepSpec,
    /// What is known of its kind.
    pub kind: Option<KindInfo>,
    /// Why it is there.
    pub why: Option<AttrValue>,
    /// What is wrong with it.
    pub wrong: Vec<AttrValue>,
    /// Columns of the table.
    pub columns: Vec<String>,
    /// Hears of every change.
    pub on_edit: Callback<Edit>,
}

/// One step, with everything that can be done to it.
#[component]
pub fn StepCard(props: &StepCardProps) -> Html {
    let (list, at) = (props.list, props.at);
    let title = props.kind.as_ref().map_or_else(|| props.step.op.clone(), |kind| kind.title.clone());
    let edit = |edit: Edit| props.on_edit.reform(move |_: MouseEvent| edit.clone());
    let on_param = props.on_edit.reform(move |(name, value)| Edit::StepParam(list, at, name, value));
    let off = !props.step.enabled;
    html! {
        <li class={classes!("step", off.then_some("step-off"))}>
            <header class="step-head">
                <span class="step-number">{ at + 1 }</span>
                <h3>{ &title }</h3>
                <code class="step-op">{ &props.step.op }</code>
                <span class="step-actions">
                    <label class="switch" title={say!("step-on")}>
                        <input type="checkbox" role="switch" checked={!off}
                            aria-label={say!("step-on-label", title = title.as_str())}
                            onchange={props.on_edit.reform(move |_: Event| Edit::StepOn(list, at, off))} />
                        <span>{ if off { say!("off") } else { say!("on") } }</span>
                    </label>
                    <IconButton icon="arrow-up" label={say!("step-up")} disabled={at == 0}
                        onclick={edit(Edit::MoveStep(list, at, at.saturating_sub(1)))} />
                    <IconButton icon="arrow-down" label={say!("step-down")} disabled={at + 1 >= props.of}
                        onclick={edit(Edit::MoveStep(list, at, at + 1))} />
                    <IconButton icon="copy" label={say!("step-copy")} onclick={edit(Edit::DuplicateStep(list, at))} />
                    <IconButton icon="trash-2" label={say!("step-remove")} onclick={edit(Edit::RemoveStep(list, at))} />
                </span>
            </header>
            { for props.wrong.iter().map(|wrong| html! {
                <p class="field-fault" role="alert">{ icon("circle-alert") }{ wrong }</p>
            }) }
            if let Some(kind) = &props.kind { <p class="quiet">{ &kind.help }</p> }
            <Why why={props.why.clone()} />
            if props.list == List::Prepare { { columns(props) } }
            if let Some(kind) = &props.kind {
                <ParamForm path={format!("{}[{at}]", list.key())} specs={kind.params.clone()}
                    values={props.step.params.clone()} on_change={on_param} />
            }
        </li>
    }
}

const SELECTORS: [&str; 6] = ["@numeric", "@categorical", "@boolean", "@text", "@datetime", "@all"];

fn columns(props: &StepCardProps) -> Html {
    let (list, at) = (props.list, props.at);
    let chosen = props.step.columns.clone();
    let without = |name: &str| chosen.iter().filter(|c| *c != name).cloned().collect::<Vec<_>>();
    let chip = |name: &String| {
        let rest = without(name);
        html! {
            <li class="chip">
                <span title={name.clone()}>{ column_words(name) }</span>
                <IconButton icon="x" label={say!("step-column-remove", name = name.as_str())}
                    onclick={props.on_edit.reform(move |_| Edit::StepColumns(list, at, rest.clone()))} />
            </li>
        }
    };
    let add = {
        let chosen = chosen.clone();
        props.on_edit.reform(move |name: String| {
            let mut columns = chosen.clone();
            columns.push(name);
            Edit::StepColumns(list, at, columns)
        })
    };
    html! {
        <div class="step-columns">
            <span class="field-label">{ say!("step-columns") }</span>
            <ul class="chips">{ for chosen.iter().map(chip) }</ul>
            { add_column(props, &chosen, add) }
        </div>
    }
}

/// A select while the columns are few; a field that completes names when they are many.
fn add_column(props: &StepCardProps, chosen: &[String], add: Callback<String>) -> Html {
    const FEW: usize = 60;
    let selectors = SELECTORS.iter().map(ToString::to_string);
    let open: Vec<String> =
        selectors.chain(props.columns.iter().cloned()).filter(|c| !chosen.contains(c)).collect();
    let label = say!("step-column-add");
    if open.len() <= FEW + SELECTORS.len() {
        let choices =
            open.iter().map(|name| Choice::new(name.clone(), column_words(name))).collect::<Vec<_>>();
        return html! {
            <SelectBox {choices} value="" placeholder={label.clone()} {label} onchange={add} />
        };
    }
    let list = format!("columns-{}-{}", props.list.key(), props.at);
    let known = open.clone();
    let onchange = Callback::from(move |event: Event| {
        let input: HtmlInputElement = event.target_unchecked_into();
        if known.contains(&input.value()) {
            add.emit(input.value());
            input.set_value("");
        }
    });
    html! {
        <>
            <input class="input" list={list.clone()} placeholder={label.clone()} aria-label={label} {onchange}
                autocomplete="off" />
            <datalist id={list}>{ for open.iter().map(|name| html! { <option value={name.clone()} /> }) }</datalist>
        </>
    }
}

/// A selector of columns in plain words, its name beside it.
fn column_words(name: &str) -> String {
    match name.strip_prefix('@') {
        Some("all") => say!("columns-all"),
        Some(kind) => say!("columns-of", kind = say!(&format!("type-{kind}")).to_lowercase()),
        None => name.to_owned(),
    }
}
