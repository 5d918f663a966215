//! Rows as they go into a network.

use crate::Features;
use crate::neural::embedding::{self, Embedding};
use crate::neural::part::LARGEST;

/// Appends rows, with no number beyond the largest.
pub(super) fn gather(to: &mut Vec<f32>, x: &Features, rows: &[u32]) {
    let inside = |v: &f32| v.clamp(-LARGEST, LARGEST);
    for &row in rows {
        let row = x.data.row(row as usize);
        match row.as_slice() {
            Some(row) => to.extend(row.iter().map(inside)),
            None => to.extend(row.iter().map(inside)),
        }
    }
}

/// Appends what goes in for rows, with no number beyond the largest.
pub(super) fn gather_wide(to: &mut Vec<f32>, x: &Features, rows: &[u32], all: &[Embedding], tables: &[f32]) {
    for &row in rows {
        embedding::widen(all, tables, &x.data.row(row as usize).to_vec(), to);
    }
    to.iter_mut().for_each(|v| *v = v.clamp(-LARGEST, LARGEST));
}
