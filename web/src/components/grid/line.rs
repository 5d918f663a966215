//! A row of the grid: drawn again only when its own cells, or what is chosen among them, change.

use super::cell_id;
use super::columns::Columns;
use crate::state::{Cell, WINDOW_COLUMNS, WINDOW_ROWS};
use glasshouse_spec::{ColumnType, RowsPage};
use std::rc::Rc;
use yew::prelude::*;

/// Windows by their number to the right; none while it is on its way.
pub type Pages = Vec<(u32, Option<Rc<RowsPage>>)>;

/// Properties of [`Line`].
#[derive(Properties, PartialEq)]
pub struct LineProps {
    /// Row of the view.
    pub row: u64,
    /// The columns.
    pub columns: Rc<Columns>,
    /// First and last column on screen.
    pub span: (usize, usize),
    /// Where its cells are.
    pub pages: Pages,
    /// Column of the active cell, if it is in this row.
    pub active: Option<u32>,
    /// First and last chosen column, if some are in this row.
    pub chosen: Option<(usize, usize)>,
    /// Columns in which the text stands that is looked for.
    pub found: Vec<u32>,
}

/// One row.
#[component]
pub fn Line(props: &LineProps) -> Html {
    let row = props.row;
    let numbers = props.pages.iter().find_map(|(_, page)| page.as_ref()).map(|page| &page.numbers);
    let number = numbers.and_then(|n| n.get((row % WINDOW_ROWS) as usize).copied());
    // Without a view the file's order is the row's own.
    let number = number.or(numbers.is_some_and(|n| n.is_empty()).then_some(row));
    let cells = props.columns.between(props.span).iter().enumerate();
    html! {
        <div class="grid-row" role="row" aria-rowindex={(row + 2).to_string()}>
            <div class="grid-cell grid-number" role="rowheader" aria-colindex="1">{ number }</div>
            { for cells.map(|(i, column)| cell(props, props.span.0 + i, *column)) }
        </div>
    }
}

fn cell(props: &LineProps, place: usize, column: u32) -> Html {
    let value = value(props, column);
    let profile = props.columns.profile(column);
    let chosen = props.chosen.is_some_and(|(from, to)| (from..=to).contains(&place));
    let class = classes!(
        "grid-cell",
        format!("w{}", props.columns.widths[place]),
        (profile.kind == ColumnType::Numeric).then_some("grid-numeric"),
        chosen.then_some("grid-chosen"),
        props.found.contains(&column).then_some("grid-found"),
        (props.active == Some(column)).then_some("grid-active"),
        value.is_none().then_some("grid-waiting"),
        (value == Some(None)).then_some("grid-missing"),
    );
    let text = match value {
        None => String::new(),
        Some(None) => say!("preview-missing"),
        Some(Some(text)) => text.to_owned(),
    };
    html! {
        <div {class} role="gridcell" id={cell_id(Cell { row: props.row, column })}
            aria-colindex={(column + 2).to_string()} aria-selected={chosen.then_some("true")}
            title={text.clone()}>{ text }</div>
    }
}

fn value(props: &LineProps, column: u32) -> Option<Option<&str>> {
    let block = column / WINDOW_COLUMNS;
    let page = props.pages.iter().find(|(at, _)| *at == block)?.1.as_ref()?;
    let cells = page.rows.get((props.row % WINDOW_ROWS) as usize)?;
    cells.get((column % WINDOW_COLUMNS) as usize).map(Option::as_deref)
}
