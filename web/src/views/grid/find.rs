//! Looking for a text in the rows that are looked at.

use crate::components::{IconButton, icon};
use crate::hooks::{use_slice, use_studio};
use crate::state::{Find, GridAction};
use glasshouse_spec::Matches;
use gloo::timers::callback::Timeout;
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// Properties of [`FindBar`].
#[derive(Properties, PartialEq)]
pub struct FindBarProps {
    /// The field.
    pub field: NodeRef,
}

/// Rest after a letter before the search begins.
const REST_MS: u32 = 250;

/// The field, how many places there are, and the way from one to the next.
#[component]
pub fn FindBar(props: &FindBarProps) -> Html {
    let studio = use_studio();
    let grid = use_slice(&studio.grid);
    let later = use_mut_ref(|| None::<Timeout>);
    let oninput = {
        let studio = studio.clone();
        Callback::from(move |event: InputEvent| {
            let (studio, text) = (studio.clone(), event.target_unchecked_into::<HtmlInputElement>().value());
            *later.borrow_mut() = Some(Timeout::new(REST_MS, move || studio.find(&text)));
        })
    };
    let turn = |forward: bool| {
        let grid = studio.grid.clone();
        Callback::from(move |_: MouseEvent| grid.dispatch(GridAction::Turn(forward)))
    };
    let found = grid.find.matches.as_ref().map_or(0, |matches| matches.cells.len());
    html! {
        <div class="find" role="search">
            { icon("search") }
            <input class="input" type="search" ref={props.field.clone()} {oninput} onkeydown={keys(&studio)}
                placeholder={say!("find-placeholder")} aria-label={say!("find-placeholder")} data-testid="find"
                autocomplete="off" spellcheck="false" />
            <span class="find-count" role="status" data-testid="find-count">{ words(&grid.find) }</span>
            <IconButton icon="arrow-up" label={say!("find-before")} disabled={found == 0} onclick={turn(false)} />
            <IconButton icon="arrow-down" label={say!("find-next")} disabled={found == 0} onclick={turn(true)} />
        </div>
    }
}

/// Enter goes on, with Shift back; Escape ends the search and gives the focus to the table.
fn keys(studio: &crate::hooks::Studio) -> Callback<KeyboardEvent> {
    let studio = studio.clone();
    Callback::from(move |event: KeyboardEvent| {
        let input: HtmlInputElement = event.target_unchecked_into();
        let known = studio.grid.get().find.text == input.value();
        match event.key().as_str() {
            "Enter" if known => studio.grid.dispatch(GridAction::Turn(!event.shift_key())),
            "Enter" => studio.find(&input.value()),
            "Escape" => {
                input.set_value("");
                studio.find("");
                let table = gloo::utils::document().query_selector(".grid").ok().flatten();
                if let Some(table) = table.and_then(|t| wasm_bindgen::JsCast::dyn_into(t).ok()) {
                    let table: web_sys::HtmlElement = table;
                    // Without it the focus stays in the field, which harms nothing.
                    let _ = table.focus();
                }
            }
            _ => return,
        }
        event.prevent_default();
    })
}

fn words(find: &Find) -> String {
    match &find.matches {
        _ if find.text.is_empty() => String::new(),
        None => say!("find-searching"),
        Some(matches) if matches.total == 0 => say!("find-none"),
        Some(matches) if matches.total > Matches::MOST as u64 => {
            say!("find-at-most", at = find.at + 1, most = Matches::MOST, n = matches.total)
        }
        Some(matches) => say!("find-at", at = find.at + 1, n = matches.total),
    }
}
