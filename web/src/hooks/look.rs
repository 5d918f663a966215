//! Which rows are looked at: a view of one table, whose rows are counted as it changes.

use super::Studio;
use crate::state::{LookAction, Spot};
use glasshouse_spec::{Event, Request, View};
use std::cell::RefCell;
use std::rc::Rc;

impl Studio {
    /// Another file begins with all its rows; the rows of each filter are counted once.
    pub(super) fn follow_look(&self) {
        let studio = self.clone();
        let table = move || {
            let data = studio.data.get();
            if studio.look.get().revision() != data.revision {
                studio.look.dispatch(LookAction::Table(Rc::new(data.key())));
            }
        };
        table();
        // The watches last as long as the page.
        drop(self.data.watch(table));
        let (studio, asked) = (self.clone(), RefCell::new(None));
        drop(self.look.watch(move || {
            let look = studio.look.get();
            let wanted = (look.revision(), look.view.clone());
            if look.view.filter.is_empty() {
                *asked.borrow_mut() = None;
            } else if look.rows.is_none() && asked.replace(Some(wanted.clone())).as_ref() != Some(&wanted) {
                studio.count_rows(wanted.1);
            }
        }));
    }

    fn count_rows(&self, view: View) {
        let studio = self.clone();
        let request = Request::Rows { start: 0, count: 1, columns: vec![0], view: view.clone() };
        self.ask(request, Spot::Explore, move |event| {
            if let Event::Rows { page } = event {
                studio.look.dispatch(LookAction::Counted(view.clone(), page.total));
            }
        });
    }
}
