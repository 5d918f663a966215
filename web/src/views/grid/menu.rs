//! The menu of a column: order, filter, type, role, unit, description, hiding, copying.

use super::super::columns::RoleSelect;
use super::filter::ColumnFilter;
use super::retype::RetypeColumn;
use crate::components::{Button, Dialog, Field, icon, type_icon};
use crate::hooks::{Range, Studio, use_slice, use_studio};
use crate::numbers;
use crate::state::{Edit, GridAction, Loaded, LookAction, sorted_as};
use glasshouse_spec::ColumnProfile;
use std::rc::Rc;
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// Properties of [`ColumnMenu`].
#[derive(Properties, PartialEq)]
pub struct ColumnMenuProps {
    /// The table.
    pub loaded: Rc<Loaded>,
}

/// The menu of the column that was asked for; nothing while none was.
#[component]
pub fn ColumnMenu(props: &ColumnMenuProps) -> Html {
    let studio = use_studio();
    let grid = use_slice(&studio.grid);
    let Some(at) = grid.menu else { return Html::default() };
    let Some(column) = props.loaded.profile.columns.get(at as usize) else { return Html::default() };
    let close = {
        let grid = studio.grid.clone();
        Callback::from(move |()| grid.dispatch(GridAction::Menu(None)))
    };
    html! {
        <Dialog title={column.name.clone()} class="column-menu" on_close={close.clone()}>
            { facts(column, props.loaded.profile.rows) }
            { orders(&studio, column, &close) }
            <ColumnFilter column={column.clone()} {at} on_done={close.clone()} />
            <div class="menu-fields">
                <Field label={say!("column-type")} id="menu-type"><RetypeColumn column={column.clone()} /></Field>
                <Field label={say!("column-role")} id="menu-role"><RoleSelect name={column.name.clone()} /></Field>
                { words(&studio, column) }
            </div>
            { actions(&studio, at, props.loaded.profile.rows, &close) }
        </Dialog>
    }
}

fn facts(column: &ColumnProfile, rows: u64) -> Html {
    let kind = say!(&format!("type-{}", column.kind.name()));
    let missing = super::super::data::missing_words(column.missing, rows);
    let range = column.numbers.min.zip(column.numbers.max);
    html! {
        <p class="menu-facts quiet">
            { icon(type_icon(column.kind)) }
            { [kind, say!("profile-unique", n = column.unique), missing].join(" \u{b7} ") }
            if let Some((min, max)) = range {
                { " \u{b7} " }{ say!("menu-range", min = numbers::short(min), max = numbers::short(max)) }
            }
        </p>
    }
}

fn orders(studio: &Studio, column: &ColumnProfile, close: &Callback<()>) -> Html {
    let sort = |descending: Option<bool>| {
        let (look, name, close) = (studio.look.clone(), column.name.clone(), close.clone());
        Callback::from(move |_: MouseEvent| {
            let keys = sorted_as(&look.get().view.sort, &name, descending);
            look.dispatch(LookAction::Sort(keys));
            close.emit(());
        })
    };
    let sorted = studio.look.get().view.sort.iter().any(|key| key.column == column.name);
    html! {
        <div class="row-of-buttons">
            <Button label={say!("menu-ascending")} icon="arrow-up" onclick={sort(Some(false))} testid="sort-ascending" />
            <Button label={say!("menu-descending")} icon="arrow-down" onclick={sort(Some(true))} testid="sort-descending" />
            if sorted { <Button label={say!("menu-unsorted")} icon="x" onclick={sort(None)} /> }
        </div>
    }
}

/// Unit and description, which go into the recipe and the data dictionary.
fn words(studio: &Studio, column: &ColumnProfile) -> Html {
    let recipe = studio.recipe.get();
    let options =
        recipe.recipe().and_then(|recipe| recipe.columns.get(&column.name)).cloned().unwrap_or_default();
    let entry = |id: &'static str,
                 label: String,
                 value: Option<String>,
                 edit: fn(String, Option<String>) -> Edit| {
        let (studio, name) = (studio.clone(), column.name.clone());
        let onchange = Callback::from(move |event: Event| {
            let text = event.target_unchecked_into::<HtmlInputElement>().value().trim().to_owned();
            studio.edit(edit(name.clone(), (!text.is_empty()).then_some(text)));
        });
        html! {
            <Field {label} {id}>
                <input class="input" {id} value={value.unwrap_or_default()} {onchange} autocomplete="off" />
            </Field>
        }
    };
    html! {
        <>
            { entry("menu-unit", say!("menu-unit"), options.unit, Edit::ColumnUnit) }
            { entry("menu-description", say!("menu-description"), options.description, Edit::ColumnDescription) }
        </>
    }
}

fn actions(studio: &Studio, at: u32, rows: u64, close: &Callback<()>) -> Html {
    let hide = {
        let (grid, close) = (studio.grid.clone(), close.clone());
        Callback::from(move |_: MouseEvent| {
            let mut hidden = (*grid.get().hidden).clone();
            hidden.insert(at);
            close.emit(());
            grid.dispatch(GridAction::Hide(hidden));
        })
    };
    let copy = {
        let (studio, close) = (studio.clone(), close.clone());
        Callback::from(move |_: MouseEvent| {
            let look = studio.look.get();
            let rows = if look.view.filter.is_empty() { rows } else { look.rows.unwrap_or(rows) };
            studio.copy(Range { rows: 0..=rows.saturating_sub(1), columns: vec![at], named: true });
            close.emit(());
        })
    };
    html! {
        <div class="row-of-buttons">
            <Button label={say!("menu-copy")} icon="copy" onclick={copy} testid="copy-column" />
            <Button label={say!("menu-hide")} icon="x" onclick={hide} testid="hide-column" />
        </div>
    }
}
