//! The filter of one column, as its type suggests: a range, values, a text; and what is missing.

use super::super::look_bar::condition_words;
use crate::components::{Button, Field};
use crate::hooks::{Studio, use_slice, use_studio};
use crate::numbers;
use crate::state::{Look, LookAction, ends_of_day, parsed_bound};
use glasshouse_spec::{CellTest, ColumnProfile, ColumnType, Condition};
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// Properties of [`ColumnFilter`].
#[derive(Properties, PartialEq)]
pub struct ColumnFilterProps {
    /// The column.
    pub column: ColumnProfile,
    /// Its position.
    pub at: u32,
    /// A filter was set.
    pub on_done: Callback<()>,
}

/// The filter of a column.
#[component]
pub fn ColumnFilter(props: &ColumnFilterProps) -> Html {
    let studio = use_studio();
    let look = use_slice(&studio.look);
    let column = &props.column;
    let form = match column.kind {
        ColumnType::Numeric | ColumnType::Datetime => html! {
            <RangeForm column={column.clone()} on_done={props.on_done.clone()} />
        },
        _ => html! {
            <>
                { values(&studio, column, &look) }
                <TextForm column={column.clone()} on_done={props.on_done.clone()} />
            </>
        },
    };
    html! {
        <fieldset class="menu-filter">
            <legend>{ say!("filter-title") }</legend>
            { form }
            { quick(&studio, props) }
            { now(&studio, column, &look) }
        </fieldset>
    }
}

fn narrow(studio: &Studio, column: &ColumnProfile, test: CellTest, negate: bool) {
    let condition = Condition { column: column.name.clone(), test, negate };
    studio.look.dispatch(LookAction::Narrow(vec![condition]));
}

#[derive(Properties, PartialEq)]
struct FormProps {
    column: ColumnProfile,
    on_done: Callback<()>,
}

/// Bounds of numbers or of days.
#[component]
fn RangeForm(props: &FormProps) -> Html {
    let studio = use_studio();
    let (low, high) = (use_node_ref(), use_node_ref());
    let wrong = use_state_eq(|| false);
    let dates = props.column.kind == ColumnType::Datetime;
    let (lower, upper, refused, done) = (low.clone(), high.clone(), wrong.clone(), props.on_done.clone());
    let column = props.column.clone();
    let onsubmit = Callback::from(move |event: SubmitEvent| {
        event.prevent_default();
        let text = |node: &NodeRef| node.cast::<HtmlInputElement>().map(|i| i.value()).unwrap_or_default();
        let bound = |node: &NodeRef, upper: bool| match dates {
            true => ends_of_day(&text(node), upper),
            false => parsed_bound(&text(node)),
        };
        match (bound(&lower, false), bound(&upper, true)) {
            (Ok(None), Ok(None)) | (Err(()), _) | (_, Err(())) => refused.set(true),
            (Ok(min), Ok(max)) if min.zip(max).is_some_and(|(a, b)| a > b) => refused.set(true),
            (Ok(min), Ok(max)) => {
                narrow(&studio, &column, CellTest::Range { min, max }, false);
                done.emit(());
            }
        }
    });
    let (kind, hints) = match (dates, props.column.numbers.min.zip(props.column.numbers.max)) {
        (true, _) => ("date", None),
        (false, hints) => ("text", hints),
    };
    let hint = |value: Option<f64>| value.map(numbers::short);
    html! {
        <form class="filter-form" {onsubmit} novalidate=true>
            { bound_field("filter-from", say!("filter-from"), kind, low, hint(hints.map(|h| h.0))) }
            { bound_field("filter-to", say!("filter-to"), kind, high, hint(hints.map(|h| h.1))) }
            <button type="submit" class="button button-plain" data-testid="filter-apply">{ say!("filter-apply") }</button>
            if *wrong { <p class="field-fault" role="alert">{ say!("filter-wrong") }</p> }
        </form>
    }
}

fn bound_field(
    id: &'static str,
    label: String,
    kind: &'static str,
    node: NodeRef,
    hint: Option<String>,
) -> Html {
    html! {
        <Field {label} {id}>
            <input class="input" {id} type={kind} inputmode="decimal" ref={node} data-testid={id} placeholder={hint}
                autocomplete="off" />
        </Field>
    }
}

/// Part of a text.
#[component]
fn TextForm(props: &FormProps) -> Html {
    let studio = use_studio();
    let field = use_node_ref();
    let (input, done, column) = (field.clone(), props.on_done.clone(), props.column.clone());
    let onsubmit = Callback::from(move |event: SubmitEvent| {
        event.prevent_default();
        let text = input.cast::<HtmlInputElement>().map(|i| i.value()).unwrap_or_default();
        if !text.is_empty() {
            narrow(&studio, &column, CellTest::Contains { text }, false);
            done.emit(());
        }
    });
    html! {
        <form class="filter-form" {onsubmit}>
            <Field label={say!("filter-contains")} id="filter-text">
                <input class="input" id="filter-text" ref={field} data-testid="filter-text" autocomplete="off" />
            </Field>
            <button type="submit" class="button button-plain">{ say!("filter-apply") }</button>
        </form>
    }
}

/// The most frequent values, each of which can be chosen.
fn values(studio: &Studio, column: &ColumnProfile, look: &Look) -> Html {
    let chosen = look.values_of(&column.name);
    let line = |(value, count): &(String, u64)| {
        let (studio, column, value) = (studio.clone(), column.clone(), value.clone());
        let mut next = chosen.clone();
        let is_chosen = chosen.contains(&value);
        match is_chosen {
            true => next.retain(|other| *other != value),
            false => next.push(value.clone()),
        }
        let onchange = move |_: Event| match next.is_empty() {
            true => studio.look.dispatch(LookAction::AnyValue(column.name.clone())),
            false => narrow(&studio, &column, CellTest::OneOf { values: next.clone() }, false),
        };
        html! {
            <li>
                <label class="hide-line" title={value.clone()}>
                    <input type="checkbox" checked={is_chosen} {onchange} />
                    <span>{ &value }</span><small>{ numbers::grouped(*count as i64) }</small>
                </label>
            </li>
        }
    };
    let rest = column.unique.saturating_sub(column.top.len() as u64);
    html! {
        <>
            <ul class="filter-values" data-testid="filter-values">{ for column.top.iter().map(line) }</ul>
            if rest > 0 { <p class="quiet">{ say!("top-rest", n = rest) }</p> }
        </>
    }
}

/// Filters at one press: what is missing, what is not, the value of the active cell.
fn quick(studio: &Studio, props: &ColumnFilterProps) -> Html {
    let press = |test: CellTest, negate: bool| {
        let (studio, column, done) = (studio.clone(), props.column.clone(), props.on_done.clone());
        Callback::from(move |_: MouseEvent| {
            narrow(&studio, &column, test.clone(), negate);
            done.emit(());
        })
    };
    let (grid, windows) = (studio.grid.get(), studio.windows.get());
    let here = windows.cell(grid.cursor.row, props.at).flatten().filter(|_| grid.cursor.column == props.at);
    html! {
        <div class="row-of-buttons">
            if let Some(value) = here {
                <Button label={say!("filter-this", value = numbers::elided(value, 24))} testid="filter-this"
                    onclick={press(CellTest::OneOf { values: vec![value.to_owned()] }, false)} />
            }
            if props.column.missing > 0 {
                <Button label={say!("filter-missing")} onclick={press(CellTest::Missing, false)} testid="filter-missing" />
                <Button label={say!("filter-present")} onclick={press(CellTest::Missing, true)} testid="filter-present" />
            }
        </div>
    }
}

/// The conditions on this column as they stand.
fn now(studio: &Studio, column: &ColumnProfile, look: &Look) -> Html {
    let own = look.view.filter.iter().enumerate().filter(|(_, condition)| condition.column == column.name);
    let line = |(at, condition): (usize, &Condition)| {
        let store = studio.look.clone();
        html! {
            <li class="quiet">
                { condition_words(condition, Some(column.kind)) }{ " " }
                <button type="button" class="link" onclick={move |_: MouseEvent| store.dispatch(LookAction::Without(at))}>
                    { say!("filter-remove") }
                </button>
            </li>
        }
    };
    html! { <ul>{ for own.map(line) }</ul> }
}
