//! The rows of a node brought to its two sides.

use super::bins::Column;
use crate::threads;

/// Rows that are worth the attention of another thread.
const MANY: usize = 4096;

/// Brings the rows whose bin goes left before the others, both in their order; the number of the first.
/// `spare` has room for as many rows.
pub(super) fn partition(
    rows: &mut [u32],
    spare: &mut [u32],
    column: Column,
    goes_left: impl Fn(u8) -> bool + Sync,
) -> usize {
    let tasks = threads::count().min(rows.len() / MANY).max(1);
    let each = rows.len().div_ceil(tasks);
    let parts = rows.chunks_mut(each).zip(spare.chunks_mut(each)).collect();
    let lefts = threads::map(parts, |(rows, spare): (&mut [u32], &mut [u32])| match column {
        Column::Bytes(bins) => divide(rows, spare, |row| goes_left(bins[row as usize])),
        Column::Words(words, width, shift) => {
            divide(rows, spare, |row| goes_left((words[row as usize * width] >> shift) as u8))
        }
    });
    let mut left = 0;
    for (part, count) in lefts.iter().enumerate() {
        rows.copy_within(part * each..part * each + count, left);
        left += count;
    }
    let mut right = left;
    for (spare, count) in spare.chunks(each).zip(lefts) {
        let count = spare.len() - count;
        rows[right..right + count].copy_from_slice(&spare[..count]);
        right += count;
    }
    left
}

/// Brings the rows that go left to the front and the others to `spare`, in their order; the number of the
/// first.
fn divide(rows: &mut [u32], spare: &mut [u32], is_left: impl Fn(u32) -> bool) -> usize {
    let (mut left, mut right) = (0, 0);
    for at in 0..rows.len() {
        let row = rows[at];
        let goes_left = is_left(row);
        rows[left] = row;
        spare[right] = row;
        left += usize::from(goes_left);
        right += usize::from(!goes_left);
    }
    left
}
