//! The columns that the grid shows: their places in the file, widths and edges.

use super::geometry::{edges, width_for};
use crate::state::Loaded;
use glasshouse_spec::ColumnProfile;
use std::collections::BTreeSet;
use std::rc::Rc;

/// The columns that are shown.
pub struct Columns {
    /// The table.
    pub loaded: Rc<Loaded>,
    /// Their positions in the file, ascending.
    pub shown: Vec<u32>,
    /// Columns of the file.
    pub of: usize,
    pub(super) widths: Vec<u32>,
    pub(super) edges: Vec<f64>,
}

/// Each drawing compares what it draws of; the same columns are known by their address.
impl PartialEq for Columns {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }
}

impl Columns {
    /// Those of a table that are not hidden.
    pub fn new(loaded: Rc<Loaded>, hidden: &BTreeSet<u32>) -> Self {
        let of = loaded.profile.columns.len();
        let shown: Vec<u32> = (0..of as u32).filter(|at| !hidden.contains(at)).collect();
        let widths: Vec<u32> =
            shown.iter().map(|at| width_of(&loaded.profile.columns[*at as usize])).collect();
        let edges = edges(&widths);
        Self { loaded, shown, of, widths, edges }
    }

    /// Number of columns that are shown.
    pub fn len(&self) -> usize {
        self.shown.len()
    }

    pub(super) fn between(&self, (left, right): (usize, usize)) -> &[u32] {
        self.shown.get(left..=right.min(self.shown.len().wrapping_sub(1))).unwrap_or_default()
    }

    pub(super) fn profile(&self, at: u32) -> &ColumnProfile {
        &self.loaded.profile.columns[at as usize]
    }
}

/// A name needs room for its icon and its menu beside it.
fn width_of(column: &ColumnProfile) -> u32 {
    let longest = column.top.iter().map(|(value, _)| value.chars().count()).max().unwrap_or(0);
    width_for(longest.max(column.name.chars().count() + 7))
}
