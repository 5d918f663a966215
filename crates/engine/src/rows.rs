//! Windows of the loaded table, as the file writes its cells.

use crate::fault::Faults;
use crate::state::State;
use glasshouse_spec::Event;

/// Most rows of one window.
const MOST_ROWS: u64 = 500;

/// The window that begins at a row; beyond the end it is empty.
pub(crate) fn answer(state: &State, start: u64, count: u64) -> Event {
    match state.data() {
        Ok(data) => {
            let start = start.min(data.source.rows() as u64);
            let page = data.source.page(start as usize, count.min(MOST_ROWS) as usize);
            Event::Rows { page }
        }
        Err(Faults(faults)) => Event::Failed { faults },
    }
}
