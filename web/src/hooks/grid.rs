//! The grid's windows: asked for as one scrolls, never more at a time than the worker answers
//! between two frames; looking for a text; copying; trying a type.

use super::Studio;
use crate::services::clipboard;
use crate::state::{
    Edit, GridAction, Place, Retype, SessionAction, Shown, Spot, WINDOW_COLUMNS, WINDOW_ROWS, WindowsAction,
};
use glasshouse_spec::{ColumnType, Event, Fault, Request};
use std::cell::RefCell;
use std::ops::RangeInclusive;
use std::rc::Rc;
use wasm_bindgen_futures::spawn_local;

/// Windows that may be on their way at once. Whoever scrolls fast asks for what is seen last.
const AT_ONCE: usize = 2;

/// Most cells that are copied.
const MOST_COPIED: u64 = 1_000_000;

/// Rows in one request when a range is copied.
const COPIED_AT_ONCE: u64 = 500;

/// What is on screen.
pub struct Wanted {
    rows: RangeInclusive<u64>,
    columns: Vec<u32>,
}

/// Rows and columns of the view that are to be copied, with or without their names.
#[derive(Clone)]
pub struct Range {
    /// Rows of the view.
    pub rows: RangeInclusive<u64>,
    /// Positions of columns in the file.
    pub columns: Vec<u32>,
    /// Whether the columns' names come first.
    pub named: bool,
}

impl Studio {
    /// Another table or another view of it has other windows.
    pub(super) fn follow_grid(&self) {
        let studio = self.clone();
        let follow = move || {
            let (table, view) = (studio.data.get().revision, studio.look.get().view.clone());
            studio.grid.dispatch(GridAction::Table(table));
            if studio.windows.get().shown.view != view {
                studio.grid.dispatch(GridAction::Reordered);
            }
            studio.windows.dispatch(WindowsAction::Show(Shown { table, view }));
        };
        // The watches last as long as the page.
        drop(self.data.watch(follow.clone()));
        drop(self.look.watch(follow));
    }

    /// Has the cells brought that are on screen.
    pub fn want_cells(&self, rows: RangeInclusive<u64>, columns: Vec<u32>) {
        *self.wanted.borrow_mut() = Some(Wanted { rows, columns });
        self.bring_wanted();
    }

    fn bring_wanted(&self) {
        let lacking = match &*self.wanted.borrow() {
            Some(wanted) => self.windows.get().lacking(wanted.rows.clone(), &wanted.columns),
            None => return,
        };
        let room = AT_ONCE.saturating_sub(self.windows.get().waiting());
        lacking.into_iter().take(room).for_each(|place| self.ask_window(place));
    }

    fn ask_window(&self, place: Place) {
        let (studio, shown) = (self.clone(), Rc::clone(&self.windows.get().shown));
        let all = self.data.get().loaded.as_ref().map_or(0, |loaded| loaded.profile.columns.len() as u32);
        let first = place.across * WINDOW_COLUMNS;
        let request = Request::Rows {
            start: place.down * WINDOW_ROWS,
            count: WINDOW_ROWS,
            columns: (first..(first + WINDOW_COLUMNS).min(all)).collect(),
            view: shown.view.clone(),
        };
        self.windows.dispatch(WindowsAction::Asked(place));
        self.port.send(request, &[], move |(event, _)| {
            let shown = Rc::clone(&shown);
            match event {
                Event::Rows { page } => studio.windows.dispatch(WindowsAction::Came(shown, place, page)),
                Event::Failed { faults } => {
                    studio.windows.dispatch(WindowsAction::Failed(shown, place));
                    studio.fail(Spot::Data, faults);
                }
                _ => {}
            }
            studio.bring_wanted();
        });
    }

    /// Looks for a text in the rows that are looked at.
    pub fn find(&self, text: &str) {
        self.grid.dispatch(GridAction::Find(text.to_owned()));
        if text.is_empty() {
            return;
        }
        let (studio, text) = (self.clone(), text.to_owned());
        let request = Request::Find { text: text.clone(), view: self.look.get().view.clone() };
        self.ask(request, Spot::Data, move |event| {
            if let Event::Found { matches } = event {
                let words = say!("find-found", n = matches.total);
                studio.grid.dispatch(GridAction::Found(text.clone(), Rc::new(matches)));
                studio.session.dispatch(SessionAction::Announce(words));
            }
        });
    }

    /// Copies a range as text that spreadsheets take: cells parted by tabs, rows by line ends.
    pub fn copy(&self, range: Range) {
        let rows = range.rows.end().saturating_sub(*range.rows.start()) + 1;
        let cells = rows.saturating_mul(range.columns.len() as u64);
        if cells > MOST_COPIED {
            let fault = Fault::new("grid.too_much", say!("copy-too-much", n = cells, most = MOST_COPIED))
                .with_remedy(say!("copy-too-much.remedy"));
            return self.fail(Spot::Data, vec![fault]);
        }
        let text = if range.named { self.names_as_line(&range.columns) } else { String::new() };
        self.gather(range, cells, Rc::new(RefCell::new(text)));
    }

    fn names_as_line(&self, columns: &[u32]) -> String {
        let names = self.data.get().column_names();
        let named = |at: &u32| names.get(*at as usize).cloned();
        clipboard::line(columns.iter().map(named))
    }

    fn gather(&self, range: Range, cells: u64, text: Rc<RefCell<String>>) {
        let (start, end) = (*range.rows.start(), *range.rows.end());
        let count = (end - start + 1).min(COPIED_AT_ONCE);
        let view = self.look.get().view.clone();
        let request = Request::Rows { start, count, columns: range.columns.clone(), view };
        let studio = self.clone();
        self.ask(request, Spot::Data, move |event| {
            let Event::Rows { page } = event else { return };
            for row in &page.rows {
                text.borrow_mut().push_str(&clipboard::line(row.iter().cloned()));
            }
            let next = start + count;
            if next <= end && !page.rows.is_empty() {
                let rest = Range { rows: next..=end, ..range.clone() };
                studio.gather(rest, cells, Rc::clone(&text));
            } else {
                studio.to_clipboard(text.borrow().clone(), cells);
            }
        });
    }

    fn to_clipboard(&self, text: String, cells: u64) {
        let studio = self.clone();
        spawn_local(async move {
            match clipboard::write(&text).await {
                Ok(()) => {
                    studio.grid.dispatch(GridAction::Note(say!("copy-done", n = cells)));
                }
                Err(why) => {
                    let fault = Fault::new("grid.not_copied", say!("copy-refused"))
                        .with_remedy(say!("copy-refused.remedy"))
                        .with_cause(why);
                    studio.fail(Spot::Data, vec![fault]);
                }
            }
        });
    }

    /// Gives a column another type where all its cells can be read so; else tells which cannot.
    pub fn try_type(&self, column: &str, kind: ColumnType) {
        let (studio, name) = (self.clone(), column.to_owned());
        self.grid.dispatch(GridAction::Try(Some(Retype::Trying(kind))));
        let request = Request::TryType { column: name.clone(), kind };
        self.port.send(request, &[], move |(event, _)| match event {
            Event::TypeTried { trial } if trial.failed == 0 => studio.take_type(&name, kind),
            Event::TypeTried { trial } => {
                studio.grid.dispatch(GridAction::Try(Some(Retype::Refused(Rc::new(*trial)))));
            }
            Event::Failed { faults } => {
                let words = faults.first().map(|fault| fault.message.clone()).unwrap_or_default();
                studio.grid.dispatch(GridAction::Try(Some(Retype::Untried(kind, words))));
            }
            _ => studio.grid.dispatch(GridAction::Try(None)),
        });
    }

    /// Gives a column a type, whatever its cells.
    pub fn take_type(&self, column: &str, kind: ColumnType) {
        self.grid.dispatch(GridAction::Try(None));
        self.edit(Edit::ColumnType(column.to_owned(), Some(kind)));
    }
}
