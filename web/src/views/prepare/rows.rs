//! One step as a compact row: handle, number, title, columns in a phrase, how it stands, its switch.

use super::list::move_step;
use super::open::takes_columns;
use crate::components::{columns_words, icon, value_words};
use crate::hooks::{Studio, use_studio};
use crate::state::{BenchAction, Edit, List, Standing};
use glasshouse_spec::StepSpec;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};
use yew::prelude::*;

/// Pixels from the edge of the stage at which it scrolls while a row is dragged.
const EDGE: f64 = 48.0;

/// A row that is being dragged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Drag {
    /// Where it was.
    pub from: usize,
    /// Where it would be put.
    pub to: usize,
}

/// Properties of [`Row`].
#[derive(Properties, PartialEq)]
pub struct RowProps {
    /// Which list.
    pub list: List,
    /// Its place.
    pub at: usize,
    /// Number of steps in the list.
    pub of: usize,
    /// The step.
    pub step: StepSpec,
    /// Its title.
    pub title: AttrValue,
    /// How it stands.
    pub stands: Standing,
    /// Whether it is open.
    pub open: bool,
    /// The row of the list that is dragged.
    pub drag: UseStateHandle<Option<Drag>>,
    /// The list on the page.
    pub list_at: NodeRef,
    /// What is open below it.
    pub children: Html,
}

/// The row.
#[component]
pub fn Row(props: &RowProps) -> Html {
    let studio = use_studio();
    let RowProps { list, at, step, title, stands, open, .. } = props;
    let (list, at, open) = (*list, *at, *open);
    let toggle = {
        let bench = studio.bench.clone();
        move |_: MouseEvent| bench.dispatch(BenchAction::Open((!open).then_some((list, at))))
    };
    let on = step.enabled;
    let switch = {
        let studio = studio.clone();
        move |_: Event| studio.edit(Edit::StepOn(list, at, !on))
    };
    let drop = props
        .drag
        .filter(|drag| drag.to == at && drag.from != at)
        .map(|drag| if drag.to > drag.from { "drop-below" } else { "drop-above" });
    let dragged = props.drag.is_some_and(|drag| drag.from == at);
    let class = classes!(
        "step-row",
        format!("is-{}", stands.name()),
        open.then_some("is-shown"),
        drop,
        dragged.then_some("is-dragged")
    );
    let kind = studio.session.get();
    let kind = super::kind_of(&kind.kinds, list, &step.op);
    let columns = match step.params.get("formula") {
        Some(formula) if !takes_columns(step, kind) => value_words(formula),
        None if list == List::Clean && step.columns.is_empty() => String::new(),
        _ => columns_words(&step.columns),
    };
    html! {
        <li {class} data-testid="step" data-op={step.op.clone()} data-stands={stands.name()}>
            <div class="step-line">
                { handle(props, &studio) }
                <span class="step-number">{ at + 1 }</span>
                <button type="button" class="step-title" aria-expanded={open.to_string()} aria-keyshortcuts="Alt+ArrowUp Alt+ArrowDown"
                    onclick={toggle} onkeydown={keys(&studio, list, at)}>
                    <span class="step-name">{ title }</span>
                    <span class="step-phrase">{ columns }
                        if let Some(comment) = &step.comment { <em>{ comment }</em> }
                    </span>
                </button>
                { state_mark(*stands) }
                <label class="switch" title={say!("step-on")}>
                    <input type="checkbox" role="switch" checked={on} aria-label={say!("step-on-label", title = title.as_str())}
                        onchange={switch} />
                    <span>{ if on { say!("on") } else { say!("off") } }</span>
                </label>
            </div>
            { props.children.clone() }
        </li>
    }
}

/// How a step stands, by an icon and a word.
fn state_mark(stands: Standing) -> Html {
    let (glyph, word) = match stands {
        Standing::Fine => ("check", say!("step-state-fine")),
        Standing::Fault => ("circle-alert", say!("step-state-fault")),
        Standing::Waits => ("circle-dot", say!("step-state-waits")),
        Standing::Off => ("square", say!("step-state-off")),
    };
    html! { <span class="step-state">{ icon(glyph) }<span>{ word }</span></span> }
}

/// Alt with an arrow moves the step, an arrow alone goes to the next, Delete takes it out.
fn keys(studio: &Studio, list: List, at: usize) -> Callback<KeyboardEvent> {
    let studio = studio.clone();
    Callback::from(move |event: KeyboardEvent| {
        match (event.key().as_str(), event.alt_key()) {
            ("ArrowUp", true) => move_step(&studio, list, at, at.wrapping_sub(1), true),
            ("ArrowDown", true) => move_step(&studio, list, at, at + 1, true),
            ("ArrowUp", false) => go(&event, false),
            ("ArrowDown", false) => go(&event, true),
            ("Delete", false) => studio.edit(Edit::RemoveStep(list, at)),
            _ => return,
        }
        event.prevent_default();
    })
}

/// The keyboard goes to the row before or after.
fn go(event: &KeyboardEvent, down: bool) {
    let row = event.target().and_then(|t| t.dyn_into::<Element>().ok()).and_then(|e| e.closest("li").ok()?);
    let next =
        row.and_then(|row| if down { row.next_element_sibling() } else { row.previous_element_sibling() });
    let title = next.and_then(|row| row.query_selector(".step-title").ok().flatten());
    if let Some(title) = title.and_then(|title| title.dyn_into::<HtmlElement>().ok()) {
        // The first and the last row have no further one to go to.
        let _ = title.focus();
    }
}

/// What the row is dragged by.
fn handle(props: &RowProps, studio: &Studio) -> Html {
    let (list, at, drag) = (props.list, props.at, props.drag.clone());
    let down = {
        let drag = drag.clone();
        move |event: PointerEvent| {
            if event.button() != 0 {
                return;
            }
            event.prevent_default();
            let pressed = event.target().and_then(|target| target.dyn_into::<Element>().ok());
            if let Some(handle) = pressed.and_then(|pressed| pressed.closest(".step-handle").ok()?) {
                // Without it the row follows the pointer only within the handle.
                let _ = handle.set_pointer_capture(event.pointer_id());
            }
            drag.set(Some(Drag { from: at, to: at }));
        }
    };
    let moved = {
        let (drag, place) = (drag.clone(), props.list_at.clone());
        move |event: PointerEvent| {
            if let Some(now) = *drag {
                let y = f64::from(event.client_y());
                scroll(&place, y);
                drag.set(Some(Drag { to: place_under(&place, y), ..now }));
            }
        }
    };
    let up = {
        let (drag, studio) = (drag.clone(), studio.clone());
        move |_: PointerEvent| {
            if let Some(Drag { from, to }) = *drag {
                drag.set(None);
                move_step(&studio, list, from, to, false);
            }
        }
    };
    let cancel = {
        let drag = drag.clone();
        move |_: PointerEvent| drag.set(None)
    };
    html! {
        <span class="step-handle" title={say!("step-drag")} aria-hidden="true" data-testid="step-handle"
            onpointerdown={down} onpointermove={moved} onpointerup={up} onpointercancel={cancel}>
            { icon("grip-vertical") }
        </span>
    }
}

/// The place in the list whose row is at a height of the window, the nearest where it is outside.
fn place_under(list: &NodeRef, y: f64) -> usize {
    let Some(list) = list.cast::<Element>() else { return 0 };
    let rows = list.children();
    let lines = (0..rows.length()).filter_map(|at| rows.item(at));
    let below = lines.filter(|row| row.get_bounding_client_rect().bottom() < y).count();
    below.min(rows.length().saturating_sub(1) as usize)
}

/// The stage follows a row that is dragged to its edge.
fn scroll(list: &NodeRef, y: f64) {
    let stage = list.cast::<Element>().and_then(|list| list.closest(".stage").ok()?);
    let Some(stage) = stage else { return };
    let seen = stage.get_bounding_client_rect();
    let step = if y < seen.top() + EDGE {
        -12
    } else if y > seen.bottom() - EDGE {
        12
    } else {
        return;
    };
    stage.set_scroll_top(stage.scroll_top() + step);
}
