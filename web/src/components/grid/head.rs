//! The header of the grid: name, type, order, how the values are spread and how many are missing.

use super::GridEvent;
use super::columns::Columns;
use crate::components::{Bar, Spark, icon, type_icon};
use crate::numbers;
use glasshouse_spec::{ColumnProfile, SortKey};
use std::rc::Rc;
use yew::prelude::*;

/// Properties of [`Head`].
#[derive(Properties, PartialEq)]
pub struct HeadProps {
    /// The columns.
    pub columns: Rc<Columns>,
    /// First and last column on screen.
    pub span: (usize, usize),
    /// What the rows are sorted by.
    pub sort: Rc<Vec<SortKey>>,
    /// Names of columns that rows are filtered by.
    pub filtered: Rc<Vec<String>>,
    /// Hears what a person does.
    pub on: Callback<GridEvent>,
}

/// The header.
#[component]
pub fn Head(props: &HeadProps) -> Html {
    let cells = props.columns.between(props.span).iter().enumerate();
    html! {
        <div class="grid-row grid-head" role="row" aria-rowindex="1">
            <div class="grid-cell grid-number" role="columnheader" aria-colindex="1">{ say!("grid-row-number") }</div>
            { for cells.map(|(i, column)| cell(props, props.span.0 + i, *column)) }
        </div>
    }
}

fn cell(props: &HeadProps, place: usize, column: u32) -> Html {
    let profile = props.columns.profile(column);
    let key = props.sort.iter().position(|key| key.column == profile.name);
    let descending = key.map(|at| props.sort[at].descending);
    let order = match descending {
        None => "none",
        Some(false) => "ascending",
        Some(true) => "descending",
    };
    let width = props.columns.widths[place];
    html! {
        <div key={column} class={classes!("grid-cell", format!("w{width}"))} role="columnheader" aria-sort={order}
            aria-colindex={(column + 2).to_string()}>
            <div class="grid-title">
                { sort_button(props, profile, column, width, descending, key) }
                { menu_button(props, profile, column) }
            </div>
            { spread(profile) }
            { gaps(profile, props.columns.loaded.profile.rows) }
        </div>
    }
}

fn sort_button(
    props: &HeadProps,
    profile: &ColumnProfile,
    column: u32,
    width: u32,
    descending: Option<bool>,
    key: Option<usize>,
) -> Html {
    let sort = props.on.reform(move |event: MouseEvent| GridEvent::Sort(column, event.shift_key()));
    let letters = (width as usize).saturating_sub(64) / 9;
    html! {
        <button type="button" class="grid-sort" tabindex="-1" onclick={sort}
            title={say!("grid-sort", name = profile.name.as_str())}>
            { icon(type_icon(profile.kind)) }
            <span class="grid-name">{ numbers::elided(&profile.name, letters.max(6)) }</span>
            if let Some(descending) = descending { { icon(if descending { "arrow-down" } else { "arrow-up" }) } }
            if let Some(at) = key.filter(|_| props.sort.len() > 1) { <small>{ at + 1 }</small> }
        </button>
    }
}

fn menu_button(props: &HeadProps, profile: &ColumnProfile, column: u32) -> Html {
    let is_filtered = props.filtered.contains(&profile.name);
    html! {
        <button type="button" class={classes!("grid-menu", is_filtered.then_some("is-filtered"))} tabindex="-1"
            aria-haspopup="dialog" aria-label={say!("grid-menu", name = profile.name.as_str())}
            title={say!("grid-menu", name = profile.name.as_str())} data-testid={format!("column-menu-{column}")}
            onclick={props.on.reform(move |_: MouseEvent| GridEvent::Menu(column))}>
            { icon("chevron-right") }
        </button>
    }
}

/// A histogram of numbers and dates; of other columns how often the most frequent values occur.
fn spread(profile: &ColumnProfile) -> Html {
    let label = match profile.bins.is_empty() {
        true => say!("grid-top", name = profile.name.as_str(), n = profile.unique),
        false => say!("grid-bins", name = profile.name.as_str()),
    };
    let counts: Vec<u64> = match profile.bins.is_empty() {
        true => profile.top.iter().map(|(_, count)| *count).collect(),
        false => profile.bins.clone(),
    };
    html! { <div class="grid-spread" title={label.clone()}><Spark {counts} {label} /></div> }
}

fn gaps(profile: &ColumnProfile, rows: u64) -> Html {
    let share = if rows == 0 { 0.0 } else { profile.missing as f64 / rows as f64 };
    let words = match profile.missing {
        0 => say!("missing-none"),
        n => say!("missing-some", n = n, share = numbers::percent(share)),
    };
    html! { <div class="grid-gaps" title={words}><Bar {share} tone="missing" /></div> }
}
