//! One step of the recipe: what it does, to which columns, with which parameters, and why.

use super::column_picker::column_picker;
use super::{IconButton, ParamForm, Why, icon};
use crate::state::{Edit, List};
use glasshouse_spec::{KindInfo, StepSpec};
use yew::prelude::*;

/// What is known of a step.
pub struct StepCard<'a> {
    /// Which list it is in.
    pub list: List,
    /// Its place in the list.
    pub at: usize,
    /// Number of steps in the list.
    pub of: usize,
    /// The step.
    pub step: &'a StepSpec,
    /// What is known of its kind.
    pub kind: Option<&'a KindInfo>,
    /// Why it is there.
    pub why: Option<AttrValue>,
    /// What is wrong with it.
    pub wrong: Vec<AttrValue>,
    /// Columns of the table.
    pub columns: &'a [String],
    /// Hears of every change.
    pub on_edit: Callback<Edit>,
}

/// One step, with everything that can be done to it.
pub fn step_card(card: &StepCard<'_>) -> Html {
    let (list, at) = (card.list, card.at);
    let title = card.kind.map_or_else(|| card.step.op.clone(), |kind| kind.title.clone());
    let edit = |edit: Edit| card.on_edit.reform(move |_: MouseEvent| edit.clone());
    let on_param = card.on_edit.reform(move |(name, value)| Edit::StepParam(list, at, name, value));
    let off = !card.step.enabled;
    html! {
        <li key={format!("{at}-{}", card.step.op)} class={classes!("step", off.then_some("step-off"))}>
            <header class="step-head">
                <span class="step-number">{ at + 1 }</span>
                <h3>{ &title }</h3>
                <code class="step-op">{ &card.step.op }</code>
                <span class="step-actions">
                    <label class="switch" title={say!("step-on")}>
                        <input type="checkbox" role="switch" checked={!off}
                            aria-label={say!("step-on-label", title = title.as_str())}
                            onchange={card.on_edit.reform(move |_: Event| Edit::StepOn(list, at, off))} />
                        <span>{ if off { say!("off") } else { say!("on") } }</span>
                    </label>
                    <IconButton icon="arrow-up" label={say!("step-up")} disabled={at == 0}
                        onclick={edit(Edit::MoveStep(list, at, at.saturating_sub(1)))} />
                    <IconButton icon="arrow-down" label={say!("step-down")} disabled={at + 1 >= card.of}
                        onclick={edit(Edit::MoveStep(list, at, at + 1))} />
                    <IconButton icon="copy" label={say!("step-copy")} onclick={edit(Edit::DuplicateStep(list, at))} />
                    <IconButton icon="trash-2" label={say!("step-remove")} onclick={edit(Edit::RemoveStep(list, at))} />
                </span>
            </header>
            { for card.wrong.iter().map(|wrong| html! {
                <p class="field-fault" role="alert">{ icon("circle-alert") }{ wrong }</p>
            }) }
            if let Some(kind) = card.kind { <p class="quiet">{ &kind.help }</p> }
            <Why why={card.why.clone()} />
            if card.list == List::Prepare { { columns(card) } }
            if let Some(kind) = card.kind {
                <ParamForm path={format!("{}[{at}]", list.key())} specs={kind.params.clone()}
                    values={card.step.params.clone()} on_change={on_param} />
            }
        </li>
    }
}

const SELECTORS: [&str; 6] = ["@numeric", "@categorical", "@boolean", "@text", "@datetime", "@all"];

fn columns(card: &StepCard<'_>) -> Html {
    let (list, at) = (card.list, card.at);
    let open = SELECTORS.iter().map(ToString::to_string).chain(card.columns.iter().cloned()).collect();
    let set = card.on_edit.reform(move |columns| Edit::StepColumns(list, at, columns));
    html! {
        <div class="step-columns">
            <span class="field-label">{ say!("step-columns") }</span>
            { column_picker(&format!("columns-{}-{at}", list.key()), &card.step.columns, open, &set) }
        </div>
    }
}
