//! The rows of a table in an order, group after group.

use super::RowOrder;
use crate::paused::Pauses;
use crate::{PrepareError, cells};
use arrow_array::Array;
use glasshouse_table::{Column, ColumnData, Table};
use std::collections::HashMap;

/// Rows that are looked at between two pauses.
pub(super) const PIECE: usize = 1 << 16;
/// Stands where there is no row and no group.
pub(super) const NONE: u32 = u32::MAX;

/// The rows of a table that have a place in an order. A row without a cell that names its group or its place in it
/// has none.
#[derive(Debug, Default)]
pub(super) struct Along {
    /// Rows, group after group, in their order. Those of the same place stand as in the table.
    pub rows: Vec<u32>,
    /// Where each group ends.
    ends: Vec<u32>,
}

impl Along {
    /// The rows of a table in an order: O(rows · log rows), and O(rows) where they stand in it already.
    ///
    /// # Errors
    /// A column that is not there, and one of neither dates nor numbers to sort by.
    pub async fn of(table: &Table, order: &RowOrder, pauses: &Pauses) -> Result<Self, PrepareError> {
        let groups = groups(table, &order.group_by, pauses).await?;
        let mut keys = Vec::with_capacity(order.sort_by.len());
        for name in &order.sort_by {
            keys.push(places(cells::column(table, name)?, pauses).await?);
        }
        let is_placed = |row: u32| {
            let row = row as usize;
            groups.of_row.get(row).is_none_or(|group| *group != NONE)
                && keys.iter().all(|key| key[row].is_some())
        };
        let mut rows = Vec::with_capacity(table.rows());
        for begin in (0..table.rows()).step_by(PIECE) {
            let end = table.rows().min(begin + PIECE);
            rows.extend((begin as u32..end as u32).filter(|row| is_placed(*row)));
            pauses.at(0.0).await;
        }
        let mut along = Self::in_groups(rows, &groups);
        pauses.at(0.0).await;
        // By the last column first: each sort leaves equal rows in the order that the one before gave them.
        for key in keys.iter().rev() {
            along.sort_each(key, pauses).await;
        }
        Ok(along)
    }

    /// Sorts the rows of each group by their places, those of the same place as they stand.
    async fn sort_each(&mut self, places: &[Option<i64>], pauses: &Pauses) {
        let (mut begin, mut looked_at, mut keyed) = (0, 0, Vec::new());
        for end in &self.ends {
            let group = &mut self.rows[begin..*end as usize];
            begin = *end as usize;
            keyed.clear();
            for part in group.chunks(PIECE) {
                // Each has a place: rows without one are not among them.
                keyed.extend(part.iter().map(|row| (places[*row as usize].unwrap_or_default(), *row)));
                looked_at += part.len();
                if looked_at >= PIECE {
                    looked_at = 0;
                    pauses.at(0.0).await;
                }
            }
            if !keyed.is_sorted_by_key(|(place, _)| *place) {
                sort(&mut keyed, pauses).await;
                group.iter_mut().zip(&keyed).for_each(|(row, (_, sorted))| *row = *sorted);
            }
        }
    }

    /// Puts the rows of each group together, in the order that they have.
    fn in_groups(rows: Vec<u32>, groups: &Groups) -> Self {
        if groups.of_row.is_empty() {
            let ends = vec![rows.len() as u32];
            return Self { rows, ends };
        }
        let mut begins = vec![0_u32; groups.count as usize + 1];
        rows.iter().for_each(|row| begins[groups.of_row[*row as usize] as usize + 1] += 1);
        for group in 1..begins.len() {
            begins[group] += begins[group - 1];
        }
        let ends = begins[1..].to_vec();
        let mut placed = vec![0; rows.len()];
        for row in rows {
            let next = &mut begins[groups.of_row[row as usize] as usize];
            placed[*next as usize] = row;
            *next += 1;
        }
        Self { rows: placed, ends }
    }

    /// The rows of each group.
    pub fn groups(&self) -> impl Iterator<Item = &[u32]> {
        let begins = std::iter::once(&0).chain(&self.ends);
        begins.zip(&self.ends).map(|(begin, end)| &self.rows[*begin as usize..*end as usize])
    }
}

/// The group of each row, [`NONE`] where a cell is missing; of no rows where all are one.
#[derive(Default)]
struct Groups {
    of_row: Vec<u32>,
    count: u32,
}

/// Groups of rows that are equal in some columns, numbered as they come.
async fn groups(table: &Table, by: &[String], pauses: &Pauses) -> Result<Groups, PrepareError> {
    let mut groups = Groups::default();
    for name in by {
        let codes = codes(cells::column(table, name)?);
        let before = std::mem::take(&mut groups).of_row;
        let mut numbers: HashMap<(u32, u64), u32> = HashMap::new();
        groups.of_row.reserve(table.rows());
        for row in 0..table.rows() {
            let so_far = before.get(row).copied().unwrap_or_default();
            let group = codes(row).filter(|_| so_far != NONE).map_or(NONE, |code| {
                let next = numbers.len() as u32;
                *numbers.entry((so_far, code)).or_insert(next)
            });
            groups.of_row.push(group);
            if row % PIECE == PIECE - 1 {
                pauses.at(0.0).await;
            }
        }
        groups.count = numbers.len() as u32;
    }
    Ok(groups)
}

/// What is equal where cells are equal; `None` of a missing one.
fn codes(column: &Column) -> Box<dyn Fn(usize) -> Option<u64> + '_> {
    match (&column.data, cells::coded(column)) {
        (_, Some(coded)) => Box::new(move |row| coded.codes[row].map(u64::from)),
        // Plus zero makes a zero of a negative one.
        (ColumnData::Numbers(a), _) => {
            Box::new(|row| a.is_valid(row).then(|| (a.value(row) + 0.0).to_bits()))
        }
        (ColumnData::Times(a), _) => Box::new(|row| a.is_valid(row).then(|| a.value(row) as u64)),
        (ColumnData::Levels(_) | ColumnData::Text(_), None) => Box::new(|_| None),
    }
}

/// Where each row stands by a column of dates or numbers; `None` where its cell is missing.
async fn places(column: &Column, pauses: &Pauses) -> Result<Vec<Option<i64>>, PrepareError> {
    let mut places = Vec::with_capacity(column.len());
    for begin in (0..column.len()).step_by(PIECE) {
        let rows = begin..column.len().min(begin + PIECE);
        match (column.times(), column.numbers()) {
            (Some(a), _) => places.extend(rows.map(|row| a.is_valid(row).then(|| a.value(row)))),
            (_, Some(a)) => {
                let place =
                    |row| (a.is_valid(row) && !a.value(row).is_nan()).then(|| ascending(a.value(row)));
                places.extend(rows.map(place));
            }
            (None, None) => return Err(no_order(column)),
        }
        pauses.at(0.0).await;
    }
    Ok(places)
}

/// An integer that ascends with a number, as [`f64::total_cmp`] orders them.
pub(super) fn ascending(x: f64) -> i64 {
    let bits = x.to_bits() as i64;
    bits ^ (((bits >> 63) as u64) >> 1) as i64
}

fn no_order(column: &Column) -> PrepareError {
    PrepareError::WrongKind {
        column: column.name.clone(),
        kind: column.kind,
        step: "the order of rows".into(),
        needs: "dates or numbers",
        remedy: "Name a column of dates or numbers in sort_by, or give it the type datetime.",
    }
}

/// Where a row stands, and the row. They lie together, so that a sort reads memory from end to end.
pub(super) type Keyed = (i64, u32);

/// Sorts by place in bounded pieces, the equal ones as they stand: runs first, which are merged then, a piece at a
/// time. O(rows · log rows), and as much memory again where there is more than one run.
pub(super) async fn sort(rows: &mut Vec<Keyed>, pauses: &Pauses) {
    if rows.len() <= PIECE {
        return rows.sort_by_key(|(place, _)| *place);
    }
    for part in rows.chunks_mut(PIECE) {
        part.sort_by_key(|(place, _)| *place);
        pauses.at(0.0).await;
    }
    let (mut run, mut merged) = (PIECE, Vec::with_capacity(rows.len()));
    while run < rows.len() {
        for part in rows.chunks(2 * run) {
            let (mut a, mut b) = part.split_at(run.min(part.len()));
            while !(a.is_empty() && b.is_empty()) {
                (a, b) = merge_some(a, b, &mut merged);
                pauses.at(0.0).await;
            }
        }
        std::mem::swap(rows, &mut merged);
        merged.clear();
        run *= 2;
    }
}

/// Merges up to [`PIECE`] rows, those of the first run before their equals; what is left of both.
fn merge_some<'a>(a: &'a [Keyed], b: &'a [Keyed], merged: &mut Vec<Keyed>) -> (&'a [Keyed], &'a [Keyed]) {
    let (mut i, mut j) = (0, 0);
    while i + j < PIECE && i < a.len() && j < b.len() {
        let second = b[j].0 < a[i].0;
        merged.push(if second { b[j] } else { a[i] });
        j += usize::from(second);
        i += usize::from(!second);
    }
    let (mut a, mut b, mut room) = (&a[i..], &b[j..], PIECE - i - j);
    if a.is_empty() || b.is_empty() {
        for left in [&mut a, &mut b] {
            let (now, later) = left.split_at(room.min(left.len()));
            merged.extend_from_slice(now);
            (room, *left) = (room - now.len(), later);
        }
    }
    (a, b)
}

#[cfg(test)]
mod tests {
    use super::*;
    use glasshouse_stats::at_once;

    #[test]
    fn numbers_ascend_as_integers() {
        let numbers = [f64::NEG_INFINITY, -2.5, -f64::MIN_POSITIVE, -0.0, 0.0, 1e-300, 3.0, f64::INFINITY];
        assert!(numbers.windows(2).all(|pair| ascending(pair[0]) < ascending(pair[1])));
    }

    #[test]
    fn many_rows_are_sorted_in_pieces_as_at_once() {
        let place = |row: u32| i64::from(row.wrapping_mul(2_654_435_761) % 1000) - 500;
        for count in [0, 1, PIECE, PIECE + 1, 2 * PIECE, 300_000] {
            let mut rows: Vec<Keyed> = (0..count as u32).map(|row| (place(row), row)).collect();
            let mut want = rows.clone();
            want.sort();
            drive(sort(&mut rows, &Pauses::default()));
            assert_eq!(rows, want);
        }
    }

    /// Polls work that pauses until it is done.
    fn drive<T>(work: impl Future<Output = T>) -> T {
        let mut work = std::pin::pin!(work);
        at_once(std::future::poll_fn(move |context| {
            loop {
                if let std::task::Poll::Ready(done) = work.as_mut().poll(context) {
                    return std::task::Poll::Ready(done);
                }
            }
        }))
    }
}
