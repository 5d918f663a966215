//! The table that scrolls: a WAI-ARIA grid that draws only what is on screen and asks for the
//! rows that it lacks. Arrow keys, Page Up and Down, Home and End move the active cell.

use super::icon;
use super::preview_window::{ROW, columns_in_view, rows_in_view, scroll_to_row, total_height, width_for};
use crate::state::Data;
use glasshouse_spec::{ColumnProfile, ColumnType};
use std::rc::Rc;
use web_sys::HtmlElement;
use yew::prelude::*;

/// Properties of [`Preview`].
#[derive(Properties, PartialEq)]
pub struct PreviewProps {
    /// The table.
    pub data: Rc<Data>,
    /// Asks for the rows from the first to the second.
    pub want: Callback<(u64, u64)>,
}

#[derive(Clone, Copy, PartialEq, Default)]
struct View {
    top: f64,
    left: f64,
    width: f64,
    height: f64,
}

/// Icon of a column's type.
pub fn type_icon(kind: ColumnType) -> &'static str {
    match kind {
        ColumnType::Numeric => "hash",
        ColumnType::Categorical => "tags",
        ColumnType::Boolean => "toggle-left",
        ColumnType::Datetime => "calendar",
        ColumnType::Text => "type",
        ColumnType::Id => "fingerprint",
    }
}

/// The table.
#[component]
pub fn Preview(props: &PreviewProps) -> Html {
    let scroller = use_node_ref();
    let view = use_state_eq(|| View { height: 360.0, width: 900.0, ..View::default() });
    let active = use_state_eq(|| (0_u64, 0_usize));
    let loaded = props.data.loaded.clone();
    let rows = loaded.as_ref().map_or(0, |l| l.profile.rows);
    let widths = use_memo(props.data.revision, |_| {
        loaded.iter().flat_map(|l| l.profile.columns.iter().map(column_width)).collect::<Vec<u32>>()
    });
    let (first, last, offset) = rows_in_view(rows, view.top, view.height - ROW);
    let (left, right, indent) = columns_in_view(&widths, view.left, view.width);
    use_measure(&scroller, &view, props.data.revision);
    use_effect_with((props.data.revision, first, last), {
        let want = props.want.clone();
        move |&(_, first, last)| want.emit((first, last))
    });
    use_place(&scroller, total_height(rows), widths.iter().sum::<u32>() + NUMBER, offset, indent);
    let onscroll = measure(&scroller, &view).reform(|_: Event| ());
    let onkeydown = keys(&scroller, &view, &active, rows, &widths);
    let Some(loaded) = loaded else { return Html::default() };
    let columns = &loaded.profile.columns;
    let shown = if columns.is_empty() { &[][..] } else { &columns[left..=right.min(columns.len() - 1)] };
    let head = html! {
        <div class="grid-row grid-head" role="row" aria-rowindex="1">
            <div class="grid-cell grid-number" role="columnheader">{ "#" }</div>
            { for shown.iter().enumerate().map(|(i, c)| header(c, widths[left + i], left + i)) }
        </div>
    };
    let line = |row: u64| {
        let cells = props.data.row(row);
        html! {
            <div key={row} class="grid-row" role="row" aria-rowindex={(row + 2).to_string()}>
                <div class="grid-cell grid-number" role="rowheader">{ row }</div>
                { for shown.iter().enumerate().map(|(i, column)| {
                    let at = left + i;
                    cell(column, widths[at], cells.map(|c| c.get(at).and_then(Option::as_deref)), row, at, *active)
                }) }
            </div>
        }
    };
    html! {
        <div class="grid" role="grid" tabindex="0" ref={scroller} {onscroll} {onkeydown} aria-label={say!("preview-label")}
            aria-rowcount={(rows + 1).to_string()} aria-colcount={(columns.len() + 1).to_string()}
            aria-activedescendant={format!("cell-{}-{}", active.0, active.1)}>
            <div class="grid-space">
                { head }
                <div class="grid-body" role="rowgroup">
                    if rows > 0 { { for (first..=last).map(line) } }
                </div>
            </div>
        </div>
    }
}

/// Width of the column of row numbers.
const NUMBER: u32 = 64;

fn column_width(column: &ColumnProfile) -> u32 {
    let longest = column.top.iter().map(|(value, _)| value.chars().count()).max().unwrap_or(0);
    width_for(longest.max(column.name.chars().count() + 3).max(6))
}

fn header(column: &ColumnProfile, width: u32, at: usize) -> Html {
    html! {
        <div class={classes!("grid-cell", format!("w{width}"))} role="columnheader" aria-colindex={(at + 2).to_string()}
            title={column.name.clone()}>
            { icon(type_icon(column.kind)) }
            <span class="grid-name">{ &column.name }</span>
        </div>
    }
}

fn cell(
    column: &ColumnProfile,
    width: u32,
    value: Option<Option<&str>>,
    row: u64,
    at: usize,
    active: (u64, usize),
) -> Html {
    let class = classes!(
        "grid-cell",
        format!("w{width}"),
        (column.kind == ColumnType::Numeric).then_some("grid-numeric"),
        (active == (row, at)).then_some("grid-active"),
        value.is_none().then_some("grid-waiting"),
        (value == Some(None)).then_some("grid-missing"),
    );
    let text = match value {
        None => String::new(),
        Some(None) => say!("preview-missing"),
        Some(Some(text)) => text.to_owned(),
    };
    html! {
        <div {class} role="gridcell" id={format!("cell-{row}-{at}")} aria-colindex={(at + 2).to_string()}
            title={text.clone()}>{ text }</div>
    }
}

fn measure(scroller: &NodeRef, view: &UseStateHandle<View>) -> Callback<()> {
    let (scroller, view) = (scroller.clone(), view.clone());
    Callback::from(move |()| {
        if let Some(element) = scroller.cast::<HtmlElement>() {
            view.set(View {
                top: f64::from(element.scroll_top()),
                left: f64::from(element.scroll_left()),
                width: f64::from(element.client_width()),
                height: f64::from(element.client_height()),
            });
        }
    })
}

/// Measures after the first drawing, for each new table, and when the window changes its size.
#[hook]
fn use_measure(scroller: &NodeRef, view: &UseStateHandle<View>, revision: u32) {
    let (scroller, view) = (scroller.clone(), view.clone());
    use_effect_with(revision, move |_| {
        // Where nothing was scrolled, to ask for it would only lay the page out once more.
        if let Some(element) = scroller.cast::<HtmlElement>().filter(|_| view.top > 0.0) {
            element.set_scroll_top(0);
        }
        let measure = measure(&scroller, &view);
        measure.emit(());
        let listener =
            gloo::events::EventListener::new(&gloo::utils::window(), "resize", move |_| measure.emit(()));
        move || drop(listener)
    });
}

/// Places what is drawn in what scrolls. Style attributes are forbidden to the page; properties
/// set by a script are not.
#[hook]
fn use_place(scroller: &NodeRef, height: f64, width: u32, top: f64, left: f64) {
    let scroller = scroller.clone();
    use_effect_with((height, width, top, left), move |&(height, width, top, left)| {
        if let Some(element) = scroller.cast::<HtmlElement>() {
            let style = element.style();
            let pixels =
                [("--height", height), ("--width", f64::from(width)), ("--top", top), ("--left", left)];
            for (name, value) in pixels {
                // A property that the browser refuses leaves the cells where they were.
                let _ = style.set_property(name, &format!("{value}px"));
            }
        }
    });
}

fn keys(
    scroller: &NodeRef,
    view: &UseStateHandle<View>,
    active: &UseStateHandle<(u64, usize)>,
    rows: u64,
    widths: &Rc<Vec<u32>>,
) -> Callback<KeyboardEvent> {
    let (scroller, view, active, widths) =
        (scroller.clone(), view.clone(), active.clone(), Rc::clone(widths));
    Callback::from(move |event: KeyboardEvent| {
        let (row, column) = *active;
        let (last_row, last_column) = (rows.saturating_sub(1), widths.len().saturating_sub(1));
        let page = ((view.height / ROW) as u64).saturating_sub(2).max(1);
        let whole = event.ctrl_key() || event.meta_key();
        let next = match (event.key().as_str(), whole) {
            ("ArrowDown", _) => ((row + 1).min(last_row), column),
            ("ArrowUp", _) => (row.saturating_sub(1), column),
            ("ArrowRight", _) => (row, (column + 1).min(last_column)),
            ("ArrowLeft", _) => (row, column.saturating_sub(1)),
            ("PageDown", _) => ((row + page).min(last_row), column),
            ("PageUp", _) => (row.saturating_sub(page), column),
            ("Home", false) => (row, 0),
            ("End", false) => (row, last_column),
            ("Home", true) => (0, 0),
            ("End", true) => (last_row, last_column),
            _ => return,
        };
        event.prevent_default();
        active.set(next);
        let Some(element) = scroller.cast::<HtmlElement>() else { return };
        if let Some(top) = scroll_to_row(rows, next.0, f64::from(element.scroll_top()), view.height - ROW) {
            element.set_scroll_top(top.round() as i32);
        }
        let start: u32 = widths[..next.1].iter().sum();
        let end = start + widths.get(next.1).copied().unwrap_or(0) + NUMBER;
        if f64::from(start) < view.left {
            element.set_scroll_left(start as i32);
        } else if f64::from(end) > view.left + view.width {
            element.set_scroll_left((f64::from(end) - view.width) as i32);
        }
    })
}
