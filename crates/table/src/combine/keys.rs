//! Keys of rows, and how those of two tables meet: as [`equal`](crate::equal) tells, each cell by
//! its value where both columns are of one type and as text where they are not.

use super::Side;
use super::cells::{Cells, Row};
use crate::Column;
use crate::equal::{Compared, canonical};
use crate::source::trim;
use foldhash::fast::RandomState;
use glasshouse_spec::{KeyCounts, KeyExample, KeySide};
use hashbrown::HashMap;
use std::sync::Arc;

/// Most examples of keys.
const EXAMPLES: usize = 10;

/// Number of a row's key; none where the key is missing.
pub(super) type KeyId = Option<u32>;

/// Different keys of both tables, numbered in order of appearance.
#[derive(Default)]
pub(super) struct Keys {
    numbers: HashMap<Box<[u8]>, u32, RandomState>,
}

impl Keys {
    pub fn count(&self) -> usize {
        self.numbers.len()
    }

    fn number(&mut self, key: &[u8]) -> u32 {
        if let Some(number) = self.numbers.get(key) {
            return *number;
        }
        let next = self.numbers.len() as u32;
        self.numbers.insert(key.into(), next);
        next
    }
}

/// The key columns of one table while its rows pass.
pub(super) struct KeyReader<'a> {
    cells: Cells<'a>,
    columns: Vec<(usize, Arc<Column>, Compared)>,
    key: Vec<u8>,
    /// Key of each row so far.
    pub ids: Vec<KeyId>,
    /// Bytes of the cells so far.
    pub bytes: u64,
}

impl<'a> KeyReader<'a> {
    pub fn new(side: Side<'a>, columns: Vec<(usize, Arc<Column>, Compared)>) -> Self {
        let ids = Vec::with_capacity(side.source.rows());
        Self { cells: Cells::new(side), columns, key: Vec::new(), ids, bytes: 0 }
    }

    /// Numbers the keys of some more rows; whether there are more.
    pub fn advance(&mut self, keys: &mut Keys, rows: usize) -> bool {
        for _ in 0..rows {
            let at = self.cells.at;
            let Some(row) = self.cells.next() else { return false };
            self.bytes += row.len() as u64;
            let whole = key_of(row, at, &self.columns, &mut self.key);
            self.ids.push(whole.then(|| keys.number(&self.key)));
        }
        true
    }
}

/// Writes the key of a row; whether it is whole.
fn key_of(row: &Row, at: usize, columns: &[(usize, Arc<Column>, Compared)], key: &mut Vec<u8>) -> bool {
    key.clear();
    for (place, column, compared) in columns {
        let cell = trim(row.get(*place));
        if cell.is_empty() {
            return false;
        }
        let start = key.len();
        key.extend_from_slice(&[0; 4]);
        // Dates are written in one form by now.
        canonical(cell, *compared, || column.number(at), || None, key);
        let length = (key.len() - start - 4) as u32;
        key[start..start + 4].copy_from_slice(&length.to_le_bytes());
    }
    true
}

/// How the keys of two tables meet: by number of the key, the rows of either side.
pub(super) struct Meeting {
    pub left: Vec<KeyId>,
    pub right: Vec<KeyId>,
    /// Rows of the first table with a key.
    left_rows: Vec<u32>,
    /// Where the other table's rows with a key begin in `order`.
    starts: Vec<u32>,
    /// Rows of the other table, by key, ascending in each.
    order: Vec<u32>,
}

impl Meeting {
    pub fn new(keys: usize, left: Vec<KeyId>, right: Vec<KeyId>) -> Self {
        let mut left_rows = vec![0_u32; keys];
        left.iter().flatten().for_each(|k| left_rows[*k as usize] += 1);
        let mut starts = vec![0_u32; keys + 1];
        right.iter().flatten().for_each(|k| starts[*k as usize + 1] += 1);
        for k in 0..keys {
            starts[k + 1] += starts[k];
        }
        let mut next = starts.clone();
        let mut order = vec![0; starts[keys] as usize];
        for (row, key) in right.iter().enumerate() {
            let Some(key) = key else { continue };
            let place = &mut next[*key as usize];
            order[*place as usize] = row as u32;
            *place += 1;
        }
        Self { left, right, left_rows, starts, order }
    }

    /// Rows of the other table that have a key.
    pub fn partners(&self, key: u32) -> &[u32] {
        let key = key as usize;
        &self.order[self.starts[key] as usize..self.starts[key + 1] as usize]
    }

    /// Whether a row of the other table has a partner.
    pub fn right_matched(&self, row: usize) -> bool {
        self.right[row].is_some_and(|key| self.left_rows[key as usize] > 0)
    }

    fn rows(&self, key: usize) -> (u64, u64) {
        (u64::from(self.left_rows[key]), u64::from(self.starts[key + 1] - self.starts[key]))
    }

    /// Pairs of rows with equal keys.
    pub fn pairs(&self) -> u64 {
        (0..self.left_rows.len()).map(|k| self.rows(k)).map(|(l, r)| l * r).fold(0, u64::saturating_add)
    }

    /// Rows of either table without a partner.
    pub fn unmatched(&self) -> (u64, u64) {
        let left = self.left.iter().filter(|k| k.is_none_or(|k| self.partners(k).is_empty())).count();
        let right = (0..self.right.len()).filter(|row| !self.right_matched(*row)).count();
        (left as u64, right as u64)
    }

    /// What a person is told of the keys.
    pub fn counts(&self, left: (Side<'_>, &[usize]), right: (Side<'_>, &[usize])) -> KeyCounts {
        let all = 0..self.left_rows.len();
        let many = |k: &usize| self.rows(*k).0 > 1 && self.rows(*k).1 > 1;
        let met = |k: &usize| self.rows(*k).0 > 0 && self.rows(*k).1 > 0;
        let (alone_left, alone_right) = self.unmatched();
        let rows_left = |k: u32| self.rows(k as usize);
        let rows_right = |k: u32| (self.rows(k as usize).1, self.rows(k as usize).0);
        KeyCounts {
            left: side(left, &self.left, alone_left, rows_left),
            right: side(right, &self.right, alone_right, rows_right),
            matched: all.clone().filter(met).count() as u64,
            many_to_many: all.filter(many).count() as u64,
        }
    }
}

/// One table's keys; `rows` gives the rows of a key here and in the other table.
fn side(
    (of, places): (Side<'_>, &[usize]),
    ids: &[KeyId],
    unmatched: u64,
    rows: impl Fn(u32) -> (u64, u64),
) -> KeySide {
    let mut seen = std::collections::BTreeSet::new();
    let mut repeated: Vec<(u64, u32)> = Vec::new();
    let mut alone: Vec<(u64, u32)> = Vec::new();
    let (mut keys, mut with_key) = (0, 0);
    for (row, id) in ids.iter().enumerate() {
        let Some(id) = id else { continue };
        with_key += 1;
        let (here, there) = rows(*id);
        // A key that stands once is seen once: only the others need to be remembered.
        if here > 1 && !seen.insert(*id) {
            continue;
        }
        keys += 1;
        if here > 1 {
            repeated.push((here, row as u32));
        }
        if there == 0 && alone.len() < EXAMPLES {
            alone.push((here, row as u32));
        }
    }
    repeated.sort_by_key(|(here, row)| (std::cmp::Reverse(*here), *row));
    repeated.truncate(EXAMPLES);
    let example = |(rows, row): (u64, u32)| {
        let cells = of.source.cells(row as usize);
        KeyExample { key: places.iter().map(|i| cells[*i].trim().to_string()).collect(), rows }
    };
    KeySide {
        columns: places.iter().map(|i| of.source.names()[*i].clone()).collect(),
        keys,
        missing: ids.len() as u64 - with_key,
        duplicates: with_key - keys,
        duplicate_examples: repeated.into_iter().map(example).collect(),
        unmatched,
        unmatched_examples: alone.into_iter().map(example).collect(),
    }
}
