//! A list of steps as compact rows. One of them is open; rows are moved by dragging their handle, by buttons
//! and by Alt with an arrow key.

use super::open::OpenStep;
use super::proposed::Proposed;
use super::rows::{Drag, Row};
use super::{focus, kind_of, kinds_of, steps_of, title_of};
use crate::components::Button;
use crate::hooks::{Studio, use_slice, use_studio};
use crate::state::{BenchAction, Edit, List, SessionAction, standing};
use glasshouse_spec::Fault;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;
use yew::prelude::*;

/// Properties of [`StepList`].
#[derive(Properties, PartialEq)]
pub struct StepListProps {
    /// Which list.
    pub list: List,
    /// What is wrong with the recipe.
    pub faults: Rc<Vec<Fault>>,
}

/// The list.
#[component]
pub fn StepList(props: &StepListProps) -> Html {
    let studio = use_studio();
    let list = props.list;
    let (recipe, session) = (use_slice(&studio.recipe), use_slice(&studio.session));
    let bench = use_slice(&studio.bench);
    let drag = use_state_eq(|| None::<Drag>);
    let place = use_node_ref();
    use_focus(&place, list, bench.focus, bench.open);
    let Some(now) = recipe.recipe() else { return Html::default() };
    let steps = steps_of(now, list);
    let (title, purpose, none) = match list {
        List::Prepare => (say!("prepare-steps"), say!("prepare-steps.purpose"), say!("steps-none")),
        List::Clean => (say!("clean-steps"), say!("clean-steps.purpose"), say!("clean-none")),
    };
    let kinds = &session.kinds;
    let add = {
        let bench = studio.bench.clone();
        move |_: MouseEvent| bench.dispatch(BenchAction::Catalogue(Some(list)))
    };
    let why_not = kinds_of(kinds, list).is_empty().then(|| AttrValue::from(say!("catalogue-waits")));
    let rows = steps.iter().enumerate().map(|(at, step)| {
        let stands = standing((list, at), step, props.faults.iter());
        let open = bench.open == Some((list, at));
        html! {
            <Row key={format!("{at}")} {list} {at} of={steps.len()} {open} {stands} drag={drag.clone()} list_at={place.clone()}
                title={title_of(kinds, list, &step.op)} step={step.clone()}>
                if open {
                    <OpenStep {list} {at} faults={props.faults.clone()} {stands} kind={kind_of(kinds, list, &step.op).cloned()}
                        step={step.clone()} why={recipe.why(&format!("{}[{at}]", list.key())).map(|why| AttrValue::from(why.to_owned()))} />
                }
            </Row>
        }
    });
    html! {
        <section class="section step-section" aria-label={title.clone()} data-testid={format!("steps-{}", list.key())}>
            <div class="section-head">
                <div><h2>{ &title }</h2><p class="quiet">{ purpose }</p></div>
                <Button label={say!("step-add")} icon="plus" testid={format!("add-{}", list.key())} {why_not} onclick={add} />
            </div>
            if steps.is_empty() { <p class="quiet">{ none }</p> }
            <ol class="step-rows" ref={place.clone()}>{ for rows }</ol>
            <Proposed {list} />
        </section>
    }
}

/// The keyboard goes to the open step when it was opened or moved by a key.
#[hook]
fn use_focus(place: &NodeRef, list: List, times: u32, open: Option<(List, usize)>) {
    let place = place.clone();
    let first = use_mut_ref(|| times);
    use_effect_with(times, move |times| {
        if *first.borrow() == *times {
            return;
        }
        *first.borrow_mut() = *times;
        let Some((_, at)) = open.filter(|(of, _)| *of == list) else { return };
        let found = place.cast::<HtmlElement>().and_then(|list| list.children().item(at as u32));
        let button = found.and_then(|row| row.query_selector(".step-title").ok().flatten());
        if let Some(button) = button.and_then(|button| button.dyn_into::<HtmlElement>().ok()) {
            // Without the focus the step is open all the same.
            let _ = button.focus();
        }
    });
}

/// Moves a step, and says where it is now.
pub fn move_step(studio: &Studio, list: List, from: usize, to: usize, keys: bool) {
    let recipe = studio.recipe.get();
    let Some(now) = recipe.recipe() else { return };
    let steps = steps_of(now, list);
    let Some(step) = steps.get(from).filter(|_| to < steps.len() && from != to) else { return };
    let title = title_of(&studio.session.get().kinds, list, &step.op);
    let said = say!("step-moved", title = title, at = to + 1, of = steps.len());
    studio.edit(Edit::MoveStep(list, from, to));
    if keys {
        focus(studio, list, to);
    }
    studio.session.dispatch(SessionAction::Announce(said));
}
