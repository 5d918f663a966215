//! Windows of the loaded table, as the file writes its cells: all of it, or what a view shows.

use crate::fault::Faults;
use crate::jobs::{Answer, Bench};
use crate::state::{Data, State};
use glasshouse_spec::{Event, RowsPage, View};
use glasshouse_table::{Search, page_of, rows_of};
use std::rc::{Rc, Weak};

/// Most rows of one window.
const MOST_ROWS: u64 = 500;

/// The rows of the view that was asked for last.
pub(crate) struct Shown {
    data: Weak<Data>,
    view: View,
    rows: Rc<Vec<u32>>,
}

/// The window that begins at a row of the view; beyond the end it is empty.
pub(crate) fn answer(state: &State, start: u64, count: u64, columns: &[u32], view: &View) -> Event {
    match window(state, start, count.min(MOST_ROWS), view) {
        Ok(page) => Event::Rows { page: narrowed(page, columns) },
        Err(Faults(faults)) => Event::Failed { faults },
    }
}

fn window(state: &State, start: u64, count: u64, view: &View) -> Result<RowsPage, Faults> {
    let data = state.data()?;
    let Some(rows) = chosen(state, &data, view)? else {
        let total = data.source.rows() as u64;
        let page = data.source.page(start.min(total) as usize, count as usize);
        return Ok(RowsPage { total, ..page });
    };
    Ok(page_of(&data.source, &rows, start.min(rows.len() as u64) as usize, count as usize))
}

/// Only these columns of a window, in this order; one that is not there is left out.
fn narrowed(page: RowsPage, columns: &[u32]) -> RowsPage {
    if columns.is_empty() {
        return page;
    }
    let places: Vec<usize> =
        columns.iter().map(|at| *at as usize).filter(|at| *at < page.columns.len()).collect();
    let pick = |mut row: Vec<Option<String>>| {
        places.iter().map(|at| row.get_mut(*at).and_then(Option::take)).collect()
    };
    RowsPage {
        columns: places.iter().map(|at| page.columns[*at].clone()).collect(),
        rows: page.rows.into_iter().map(pick).collect(),
        ..page
    }
}

/// The rows of a view; kept, since a grid asks for window after window of the same.
pub(crate) fn chosen(state: &State, data: &Rc<Data>, view: &View) -> Result<Option<Rc<Vec<u32>>>, Faults> {
    if let Some(shown) = &*state.shown.borrow()
        && shown.view == *view
        && Weak::as_ptr(&shown.data) == Rc::as_ptr(data)
    {
        return Ok(Some(shown.rows.clone()));
    }
    let rows = rows_of(&data.table, view)?.map(Rc::new);
    if let Some(rows) = &rows {
        let shown = Shown { data: Rc::downgrade(data), view: view.clone(), rows: rows.clone() };
        *state.shown.borrow_mut() = Some(shown);
    }
    Ok(rows)
}

/// Looks for a text in the cells of a view.
pub(crate) async fn find(bench: Bench, text: &str, view: &View) -> Result<Answer, Faults> {
    let (data, rows) = {
        let state = bench.state.borrow();
        let data = state.data()?;
        let rows = chosen(&state, &data, view)?;
        (data, rows)
    };
    let mut search = Search::new(&data.source, rows.as_deref().map(Vec::as_slice), text);
    while let Some(done) = search.advance() {
        bench.control.checkpoint("Searching", done).await;
    }
    Ok(Event::Found { matches: search.finish() }.into())
}
