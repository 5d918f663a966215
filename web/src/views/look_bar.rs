//! Which rows are looked at: how many, by which conditions, and how to get the others back. The same
//! above the grid and above the pictures.

use crate::components::{Button, IconButton, icon};
use crate::hooks::{Studio, use_slice, use_studio};
use crate::numbers;
use crate::state::{Loaded, Look, LookAction};
use glasshouse_spec::{CellTest, ColumnType, Condition};
use yew::prelude::*;

/// Properties of [`LookBar`].
#[derive(Properties, PartialEq)]
pub struct LookBarProps {
    /// Whether it stands there while all rows are looked at, too, so that nothing moves below it.
    #[prop_or_default]
    pub always: bool,
}

/// The bar.
#[component]
pub fn LookBar(props: &LookBarProps) -> Html {
    let studio = use_studio();
    let (look, data) = (use_slice(&studio.look), use_slice(&studio.data));
    let Some(loaded) = &data.loaded else { return Html::default() };
    let plain = look.view.filter.is_empty();
    if plain && !look.can_go_back() && !props.always {
        return Html::default();
    }
    let rows = if plain { Some(loaded.profile.rows) } else { look.rows };
    html! {
        <section class={classes!("look-bar", (rows == Some(0)).then_some("is-empty"))} aria-label={say!("look-title")}>
            <p class="look-rows" role="status">
                { icon("list-ordered") }
                <span data-testid="rows-shown" data-value={rows.map(|n| n.to_string())}>
                    { count(rows, loaded.profile.rows, plain) }
                </span>
            </p>
            { chips(&studio, &look, loaded) }
            { ways_back(&studio, &look) }
        </section>
    }
}

fn count(rows: Option<u64>, all: u64, plain: bool) -> String {
    match rows {
        Some(rows) if plain => say!("count-rows", n = rows),
        Some(rows) => say!("look-rows", n = rows, of = all),
        None => say!("look-counting", of = all),
    }
}

fn act(studio: &Studio, action: LookAction) -> Callback<MouseEvent> {
    let look = studio.look.clone();
    Callback::from(move |_: MouseEvent| look.dispatch(action.clone()))
}

fn chips(studio: &Studio, look: &Look, loaded: &Loaded) -> Html {
    let kind = |name: &str| loaded.profile.columns.iter().find(|c| c.name == name).map(|c| c.kind);
    let chip = |(at, condition): (usize, &Condition)| {
        let words = condition_words(condition, kind(&condition.column));
        // The value matters more than the middle of a long name.
        let named = Condition { column: numbers::elided(&condition.column, 24), ..condition.clone() };
        html! {
            <li class="chip look-chip" data-testid="filter-chip">
                <span title={words.clone()}>{ condition_words(&named, kind(&condition.column)) }</span>
                <IconButton icon="x" label={say!("look-without", condition = words)}
                    onclick={act(studio, LookAction::Without(at))} />
            </li>
        }
    };
    html! { <ul class="chips">{ for look.view.filter.iter().enumerate().map(chip) }</ul> }
}

fn ways_back(studio: &Studio, look: &Look) -> Html {
    html! {
        <span class="look-actions">
            if look.can_go_back() {
                <Button label={say!("look-back")} icon="undo-2" testid="filter-undo" onclick={act(studio, LookAction::Back)} />
            }
            if !look.view.filter.is_empty() {
                <Button label={say!("look-all")} testid="filter-clear" onclick={act(studio, LookAction::All)} />
            }
        </span>
    }
}

/// A condition in words.
pub(super) fn condition_words(condition: &Condition, kind: Option<ColumnType>) -> String {
    let column = condition.column.as_str();
    let dates = kind == Some(ColumnType::Datetime);
    let bound = |value: f64| if dates { date(value) } else { numbers::short(value) };
    match (&condition.test, condition.negate) {
        (CellTest::Range { min: Some(a), max: Some(b) }, false) => {
            say!("look-between", column = column, from = bound(*a), to = bound(*b))
        }
        (CellTest::Range { min: Some(a), max: Some(b) }, true) => {
            say!("look-outside", column = column, from = bound(*a), to = bound(*b))
        }
        (CellTest::Range { min: Some(a), max: None }, false) => {
            say!("look-from", column = column, from = bound(*a))
        }
        (CellTest::Range { min: Some(a), max: None }, true) => {
            say!("look-not-from", column = column, from = bound(*a))
        }
        (CellTest::Range { max: Some(b), .. }, false) => say!("look-to", column = column, to = bound(*b)),
        (CellTest::Range { max: Some(b), .. }, true) => say!("look-not-to", column = column, to = bound(*b)),
        (CellTest::Range { .. }, false) => say!("look-present", column = column),
        (CellTest::Range { .. }, true) | (CellTest::Missing, false) => say!("look-missing", column = column),
        (CellTest::Missing, true) => say!("look-present", column = column),
        (CellTest::OneOf { values }, false) => say!("look-is", column = column, values = listed(values)),
        (CellTest::OneOf { values }, true) => say!("look-is-not", column = column, values = listed(values)),
        (CellTest::Contains { text }, false) => say!("look-contains", column = column, text = text.as_str()),
        (CellTest::Contains { text }, true) => say!("look-lacks", column = column, text = text.as_str()),
    }
}

/// Values beyond these are counted.
const LISTED: usize = 3;

fn listed(values: &[String]) -> String {
    let first = values.iter().take(LISTED).map(String::as_str).collect::<Vec<_>>().join(", ");
    match values.len().saturating_sub(LISTED) {
        0 => first,
        n => say!("look-values-more", first = first, n = n),
    }
}

/// A day, and the minute where it is not midnight, in UTC.
fn date(milliseconds: f64) -> String {
    let date = js_sys::Date::new(&milliseconds.into());
    if date.get_time().is_nan() {
        return numbers::short(milliseconds);
    }
    let text = String::from(date.to_iso_string());
    match text.split_once('T') {
        Some((day, time)) if time.starts_with("00:00:00") => day.to_owned(),
        Some((day, time)) => format!("{day} {}", &time[..5.min(time.len())]),
        None => text,
    }
}
