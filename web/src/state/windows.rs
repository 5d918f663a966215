//! The cells that are here: windows of a view of the table, some rows of some columns each. The page
//! holds a few of them and never the table.

use super::Slice;
use glasshouse_spec::{RowsPage, View};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;
use std::rc::Rc;

/// Rows of one window.
pub const ROWS: u64 = 100;

/// Columns of one window.
pub const COLUMNS: u32 = 24;

/// Windows that are kept; the farthest from the newest go first.
const KEPT: usize = 48;

/// Which window of the view.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Its number downwards.
    pub down: u64,
    /// Its number to the right.
    pub across: u32,
}

/// Which table, in which view.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Shown {
    /// Number of the table.
    pub table: u32,
    /// Conditions and order.
    pub view: View,
}

/// The windows of what is shown.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Windows {
    /// What they are windows of.
    pub shown: Rc<Shown>,
    /// Rows of the view, once a window told.
    pub total: Option<u64>,
    held: BTreeMap<Place, Rc<RowsPage>>,
    asked: BTreeSet<Place>,
}

/// What can happen to them.
#[derive(Debug, Clone, PartialEq)]
pub enum WindowsAction {
    /// Another table, or another view of it.
    Show(Shown),
    /// A window was asked for.
    Asked(Place),
    /// A window came.
    Came(Rc<Shown>, Place, RowsPage),
    /// A window could not be had; it is not asked for again by itself.
    Failed(Rc<Shown>, Place),
}

impl Slice for Windows {
    type Action = WindowsAction;

    fn reduce(&self, action: WindowsAction) -> Self {
        let mut next = self.clone();
        match action {
            WindowsAction::Show(shown) if shown != *self.shown => {
                next = Self { shown: Rc::new(shown), ..Self::default() };
            }
            WindowsAction::Show(_) => {}
            WindowsAction::Asked(place) => {
                next.asked.insert(place);
            }
            WindowsAction::Came(of, place, page) if of == self.shown => {
                next.asked.remove(&place);
                next.total = Some(page.total);
                next.held.insert(place, Rc::new(page));
                next.drop_far_from(place);
            }
            WindowsAction::Failed(of, place) if of == self.shown => {
                next.asked.remove(&place);
                next.held.insert(place, Rc::default());
            }
            WindowsAction::Came(..) | WindowsAction::Failed(..) => {}
        }
        next
    }
}

impl Windows {
    fn drop_far_from(&mut self, place: Place) {
        let distance = |other: &Place| (other.across.abs_diff(place.across), other.down.abs_diff(place.down));
        while self.held.len() > KEPT {
            let farthest = self.held.keys().copied().max_by_key(distance);
            let Some(farthest) = farthest else { return };
            self.held.remove(&farthest);
        }
    }

    /// The window that holds a row and a column of the file, if it is here.
    pub fn window(&self, row: u64, column: u32) -> Option<&Rc<RowsPage>> {
        self.held.get(&Place { down: row / ROWS, across: column / COLUMNS })
    }

    /// A cell of a row of the view, if it is here; `Some(None)` is missing.
    pub fn cell(&self, row: u64, column: u32) -> Option<Option<&str>> {
        let page = self.window(row, column)?;
        let cells = page.rows.get((row % ROWS) as usize)?;
        cells.get((column % COLUMNS) as usize).map(Option::as_deref)
    }

    /// Windows that cover some rows and columns and were neither brought nor asked for.
    pub fn lacking(&self, rows: RangeInclusive<u64>, columns: &[u32]) -> Vec<Place> {
        let across: BTreeSet<u32> = columns.iter().map(|column| column / COLUMNS).collect();
        let places = (rows.start() / ROWS..=rows.end() / ROWS)
            .flat_map(|down| across.iter().map(move |across| Place { down, across: *across }));
        places.filter(|place| !self.held.contains_key(place) && !self.asked.contains(place)).collect()
    }

    /// Windows that are on their way.
    pub fn waiting(&self) -> usize {
        self.asked.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use glasshouse_spec::SortKey;

    fn page(cell: &str) -> RowsPage {
        RowsPage { rows: vec![vec![Some(cell.into()), None]], total: 7, ..RowsPage::default() }
    }

    fn at(down: u64) -> Place {
        Place { down, across: 0 }
    }

    #[test]
    fn windows_of_another_view_are_ignored() {
        let windows = Windows::default();
        let sort = vec![SortKey { column: "a".into(), descending: false }];
        let view = View { sort, filter: Vec::new() };
        let sorted = windows.reduce(WindowsAction::Show(Shown { table: 0, view }));
        let late = WindowsAction::Came(Rc::clone(&windows.shown), at(0), page("late"));
        assert_eq!(sorted.reduce(late), sorted);
        let own = sorted.reduce(WindowsAction::Came(Rc::clone(&sorted.shown), at(0), page("x")));
        assert_eq!((own.cell(0, 0), own.cell(0, 1), own.cell(0, 2)), (Some(Some("x")), Some(None), None));
        assert_eq!(own.total, Some(7));
    }

    #[test]
    fn few_windows_are_kept_and_they_are_the_nearest() {
        let mut windows = Windows::default();
        for down in 0..200 {
            let shown = Rc::clone(&windows.shown);
            windows = windows.reduce(WindowsAction::Came(shown, at(down), page("x")));
        }
        assert_eq!(windows.held.len(), KEPT);
        assert!(windows.cell(199 * ROWS, 0).is_some() && windows.cell(0, 0).is_none());
    }

    #[test]
    fn what_is_lacking_is_asked_for_once() {
        let windows = Windows::default();
        let columns = [0, 1, COLUMNS, COLUMNS * 3];
        let lacking = windows.lacking(90..=210, &columns);
        assert_eq!(lacking.len(), 9);
        let asked = lacking.iter().fold(windows, |w, place| w.reduce(WindowsAction::Asked(*place)));
        assert!(asked.lacking(90..=210, &columns).is_empty());
        assert_eq!(asked.waiting(), 9);
        let failed = asked.reduce(WindowsAction::Failed(Rc::clone(&asked.shown), lacking[0]));
        assert_eq!((failed.waiting(), failed.lacking(90..=210, &columns).len()), (8, 0));
    }
}
