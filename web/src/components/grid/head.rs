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
    /// The element, to be placed.
    pub place: NodeRef,
}

/// The header.
#[component]
pub fn Head(props: &HeadProps) -> Html {
    let title = |(place, column): (usize, &u32)| {
        let name = &props.columns.profile(*column).name;
        let key = props.sort.iter().position(|key| key.column == *name);
        let descending = key.map(|at| props.sort[at].descending);
        let rank = key.map(|at| at + 1).filter(|_| props.sort.len() > 1);
        let (is_filtered, on) = (props.filtered.contains(name), props.on.clone());
        let columns = Rc::clone(&props.columns);
        // By its place on screen: what scrolls in is written where something scrolled out.
        html! { <Title key={place - props.span.0} {columns} {place} column={*column} {descending} {rank} {is_filtered} {on} /> }
    };
    html! {
        <div class="grid-row grid-head" role="row" aria-rowindex="1" ref={&props.place}>
            <div class="grid-cell grid-number" role="columnheader" aria-colindex="1">{ say!("grid-row-number") }</div>
            { for (props.span.0..).zip(props.columns.between(props.span)).map(title) }
        </div>
    }
}

/// Properties of [`Title`].
#[derive(Properties, PartialEq)]
struct TitleProps {
    columns: Rc<Columns>,
    /// Its place among the columns that are shown.
    place: usize,
    /// Its place in the file.
    column: u32,
    /// How the rows are sorted by it.
    descending: Option<bool>,
    /// Which of several it is that they are sorted by.
    rank: Option<usize>,
    is_filtered: bool,
    on: Callback<GridEvent>,
}

/// The head of one column.
#[component]
fn Title(props: &TitleProps) -> Html {
    let profile = props.columns.profile(props.column);
    let order = match props.descending {
        None => "none",
        Some(false) => "ascending",
        Some(true) => "descending",
    };
    let width = props.columns.widths[props.place];
    html! {
        <div class={classes!("grid-cell", format!("w{width}"))} role="columnheader" aria-sort={order}
            aria-colindex={(props.column + 2).to_string()}>
            <div class="grid-title">
                { sort_button(props, profile, width) }
                { menu_button(props, profile) }
            </div>
            { spread(profile) }
            { gaps(profile, props.columns.loaded.profile.rows) }
        </div>
    }
}

fn sort_button(props: &TitleProps, profile: &ColumnProfile, width: u32) -> Html {
    let column = props.column;
    let sort = props.on.reform(move |event: MouseEvent| GridEvent::Sort(column, event.shift_key()));
    let letters = (width as usize).saturating_sub(64) / 9;
    html! {
        <button type="button" class="grid-sort" tabindex="-1" onclick={sort}
            title={say!("grid-sort", name = profile.name.as_str())}>
            { icon(type_icon(profile.kind)) }
            <span class="grid-name">{ numbers::elided(&profile.name, letters.max(6)) }</span>
            if let Some(descending) = props.descending {
                { icon(if descending { "arrow-down" } else { "arrow-up" }) }
            }
            if let Some(rank) = props.rank { <small>{ rank }</small> }
        </button>
    }
}

fn menu_button(props: &TitleProps, profile: &ColumnProfile) -> Html {
    let column = props.column;
    let words = AttrValue::from(say!("grid-menu", name = profile.name.as_str()));
    html! {
        <button type="button" class={classes!("grid-menu", props.is_filtered.then_some("is-filtered"))} tabindex="-1"
            aria-haspopup="dialog" aria-label={words.clone()} title={words}
            data-testid={format!("column-menu-{column}")}
            onclick={props.on.reform(move |_: MouseEvent| GridEvent::Menu(column))}>
            { icon("chevron-right") }
        </button>
    }
}

/// A histogram of numbers and dates; of other columns how often the most frequent values occur.
fn spread(profile: &ColumnProfile) -> Html {
    let label: AttrValue = match profile.bins.is_empty() {
        true => say!("grid-top", name = profile.name.as_str(), n = profile.unique).into(),
        false => say!("grid-bins", name = profile.name.as_str()).into(),
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
