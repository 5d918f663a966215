//! Which columns are shown.

use crate::components::{Button, Dialog, icon, type_icon};
use crate::hooks::{use_slice, use_studio};
use crate::state::{GridAction, Loaded};
use glasshouse_spec::ColumnProfile;
use std::collections::BTreeSet;
use std::rc::Rc;
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// Columns that are listed; a longer list is narrowed by name.
const LISTED: usize = 200;

/// Properties of [`HideColumns`].
#[derive(Properties, PartialEq)]
pub struct HideColumnsProps {
    /// The table.
    pub loaded: Rc<Loaded>,
    /// It wants to close.
    pub on_close: Callback<()>,
}

/// A list of the columns, each of which can be shown or hidden.
#[component]
pub fn HideColumns(props: &HideColumnsProps) -> Html {
    let studio = use_studio();
    let grid = use_slice(&studio.grid);
    let needle = use_state_eq(String::new);
    let oninput = {
        let needle = needle.clone();
        move |event: InputEvent| {
            needle.set(event.target_unchecked_into::<HtmlInputElement>().value().to_lowercase())
        }
    };
    let columns = props.loaded.profile.columns.iter().enumerate();
    let found: Vec<(u32, &ColumnProfile)> = columns
        .filter(|(_, column)| column.name.to_lowercase().contains(needle.as_str()))
        .map(|(at, column)| (at as u32, column))
        .collect();
    let set = |change: fn(&mut BTreeSet<u32>, u32)| {
        let mut hidden = (*grid.hidden).clone();
        found.iter().for_each(|(at, _)| change(&mut hidden, *at));
        let store = studio.grid.clone();
        Callback::from(move |_: MouseEvent| store.dispatch(GridAction::Hide(hidden.clone())))
    };
    let line = |(at, column): &(u32, &ColumnProfile)| line(&studio.grid, &grid.hidden, *at, column);
    html! {
        <Dialog title={say!("hide-title")} on_close={props.on_close.clone()}>
            <input class="input" type="search" placeholder={say!("columns-find")} aria-label={say!("columns-find")} {oninput} />
            <div class="row-of-buttons">
                <Button label={say!("hide-none")} onclick={set(|hidden, at| { hidden.remove(&at); })} />
                <Button label={say!("hide-all")} onclick={set(|hidden, at| { hidden.insert(at); })} />
            </div>
            <ul class="hide-list">{ for found.iter().take(LISTED).map(line) }</ul>
            if found.is_empty() { <p class="quiet">{ say!("columns-none") }</p> }
            if found.len() > LISTED { <p class="quiet">{ say!("hide-more", n = found.len() - LISTED) }</p> }
        </Dialog>
    }
}

fn line(
    store: &crate::state::Store<crate::state::Grid>,
    hidden: &Rc<BTreeSet<u32>>,
    at: u32,
    column: &ColumnProfile,
) -> Html {
    let (store, hidden) = (store.clone(), Rc::clone(hidden));
    let is_shown = !hidden.contains(&at);
    let onchange = move |_: Event| {
        let mut hidden = (*hidden).clone();
        if !hidden.remove(&at) {
            hidden.insert(at);
        }
        store.dispatch(GridAction::Hide(hidden));
    };
    html! {
        <li key={at}>
            <label class="hide-line" title={column.name.clone()}>
                <input type="checkbox" checked={is_shown} {onchange} />
                { icon(type_icon(column.kind)) }<span>{ &column.name }</span>
            </label>
        </li>
    }
}
