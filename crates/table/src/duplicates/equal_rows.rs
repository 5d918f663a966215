//! Rows that are equal in every cell.

use crate::{Column, ColumnData, Table, truth};
use glasshouse_spec::ColumnType;
use std::sync::Arc;

/// Odd constants of splitmix64.
const STEP: u64 = 0x9e37_79b9_7f4a_7c15;

fn mix(mut x: u64) -> u64 {
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

/// The rows of a table that are equal in every cell to an earlier one, looked for in bounded chunks.
pub(crate) struct Repeats<'a> {
    columns: Vec<&'a Arc<Column>>,
    equal: EqualRows,
}

impl<'a> Repeats<'a> {
    pub fn new(table: &'a Table) -> Self {
        let rows = if table.columns().is_empty() { 0 } else { table.rows() };
        Self { columns: table.columns().iter().collect(), equal: EqualRows::new(rows) }
    }

    /// Does one chunk; whether it was the last.
    pub fn advance(&mut self) -> bool {
        self.equal.advance(&self.columns)
    }

    /// Share done.
    pub fn done(&self) -> f64 {
        self.equal.done(self.columns.len())
    }

    /// Number of them, once all is done.
    pub fn count(&self) -> u64 {
        let different = self.equal.numbers.iter().max().map_or(0, |last| u64::from(*last) + 1);
        self.equal.numbers.len() as u64 - different
    }
}

/// How many rows there are of each that is there more than once, missing cells being equal to one
/// another; nothing for a table without columns. Takes 16 bytes a row while it runs, and
/// O(cells + rows · log rows).
pub fn repeated_rows(table: &Table) -> Vec<u64> {
    if table.columns().is_empty() {
        return Vec::new();
    }
    let columns: Vec<&Arc<Column>> = table.columns().iter().collect();
    let mut sizes = vec![0_u64; table.rows()];
    numbered(&columns, table.rows()).into_iter().for_each(|number| sizes[number as usize] += 1);
    sizes.retain(|size| *size > 1);
    sizes
}

/// A number for each row, the same for rows that are equal in the columns, in order of first
/// appearance. Missing cells are equal to one another.
fn numbered(columns: &[&Arc<Column>], rows: usize) -> Vec<u32> {
    let mut equal = EqualRows::new(rows);
    while !equal.advance(columns) {}
    equal.numbers
}

/// Cells that one chunk hashes, and rows that one chunk sorts or compares: a few milliseconds.
const CHUNK: usize = 1 << 18;
/// Rows are parted by the first bits of their hashes, so that each part is sorted by itself.
const BITS: u32 = 10;
const PARTS: usize = 1 << BITS;

/// Numbers rows as [`numbered`] does, in bounded chunks.
pub(super) struct EqualRows {
    /// The number of each row, once all is done.
    pub numbers: Vec<u32>,
    hashes: Vec<u64>,
    /// Rows with their hashes, part by part.
    order: Vec<(u64, u32)>,
    /// Where each part ends in `order`.
    ends: Vec<usize>,
    /// The first row that each is equal to.
    first: Vec<u32>,
    /// Rows of the hash at hand that differ from one another.
    different: Vec<u32>,
    stage: Stage,
    /// Cells or rows of the stage that are done.
    at: usize,
}

#[derive(Clone, Copy, PartialEq)]
enum Stage {
    Hash(usize),
    Part,
    Compare(usize),
    Number,
    Done,
}

impl EqualRows {
    pub fn new(rows: usize) -> Self {
        Self {
            numbers: Vec::new(),
            hashes: vec![0; rows],
            order: Vec::new(),
            ends: Vec::new(),
            first: (0..rows as u32).collect(),
            different: Vec::new(),
            stage: Stage::Hash(0),
            at: 0,
        }
    }

    /// Does one bounded chunk; whether it is done. `columns` are the same at each call.
    pub fn advance(&mut self, columns: &[&Arc<Column>]) -> bool {
        self.stage = match self.stage {
            Stage::Hash(column) => self.hash(columns, column),
            Stage::Part => {
                self.part();
                Stage::Compare(0)
            }
            Stage::Compare(part) => self.compare(columns, part),
            Stage::Number => {
                self.numbers = numbers(&self.first);
                Stage::Done
            }
            Stage::Done => Stage::Done,
        };
        self.stage == Stage::Done
    }

    /// Share done, 0 to 1.
    pub fn done(&self, columns: usize) -> f64 {
        let rows = self.first.len().max(1) as f64;
        let within = self.at as f64 / rows;
        match self.stage {
            Stage::Hash(column) => 0.5 * (column as f64 + within) / columns.max(1) as f64,
            Stage::Part => 0.5,
            Stage::Compare(_) => 0.6 + 0.3 * within,
            Stage::Number => 0.9,
            Stage::Done => 1.0,
        }
    }

    fn hash(&mut self, columns: &[&Arc<Column>], column: usize) -> Stage {
        let Some(cells) = columns.get(column) else { return Stage::Part };
        let end = self.hashes.len().min(self.at + CHUNK);
        combine(cells, self.at, &mut self.hashes[self.at..end]);
        if end < self.hashes.len() {
            self.at = end;
            return Stage::Hash(column);
        }
        self.at = 0;
        Stage::Hash(column + 1)
    }

    /// Parts the rows by the first bits of their hashes; rows of a part stay in their order.
    fn part(&mut self) {
        let of = |hash: u64| (hash >> (u64::BITS - BITS)) as usize;
        let mut next = vec![0_usize; PARTS + 1];
        self.hashes.iter().for_each(|hash| next[of(*hash) + 1] += 1);
        (0..PARTS).for_each(|part| next[part + 1] += next[part]);
        self.ends = next[1..].to_vec();
        self.order = vec![(0, 0); self.hashes.len()];
        for (row, hash) in std::mem::take(&mut self.hashes).into_iter().enumerate() {
            let place = &mut next[of(hash)];
            self.order[*place] = (hash, row as u32);
            *place += 1;
        }
    }

    /// Compares the next rows with those of the same hash before them, which are few but for rows
    /// that are equal.
    fn compare(&mut self, columns: &[&Arc<Column>], mut part: usize) -> Stage {
        let until = self.at.saturating_add(CHUNK / columns.len().clamp(1, 64));
        while self.at < until {
            let Some(end) = self.ends.get(part).copied() else { return Stage::Number };
            let begin = part.checked_sub(1).map_or(0, |before| self.ends[before]);
            if self.at == begin {
                self.order[begin..end].sort_unstable();
            }
            let stop = end.min(until);
            (self.at..stop).for_each(|at| self.compare_one(columns, begin, at));
            self.at = stop;
            part += usize::from(stop == end);
        }
        Stage::Compare(part)
    }

    fn compare_one(&mut self, columns: &[&Arc<Column>], begin: usize, at: usize) {
        let (hash, row) = self.order[at];
        if at == begin || self.order[at - 1].0 != hash {
            self.different.clear();
        }
        let same = |other: &&u32| columns.iter().all(|c| equal(c, **other as usize, row as usize));
        match self.different.iter().find(same) {
            Some(other) => self.first[row as usize] = *other,
            None => self.different.push(row),
        }
    }
}

/// Numbers in order of first appearance, of the first row that each row is equal to.
fn numbers(first: &[u32]) -> Vec<u32> {
    let mut numbers = vec![0; first.len()];
    let mut next = 0;
    for (row, earlier) in first.iter().enumerate() {
        let is_first = *earlier as usize == row;
        numbers[row] = if is_first { next } else { numbers[*earlier as usize] };
        next += u32::from(is_first);
    }
    numbers
}

/// Adds the cells of a column from a row on to the hashes of their rows.
fn combine(column: &Column, from: usize, hashes: &mut [u64]) {
    let add = |hash: &mut u64, cell: u64| *hash = mix(hash.wrapping_add(STEP) ^ mix(cell));
    let rows = hashes.len();
    let cells = hashes.iter_mut();
    match &column.data {
        ColumnData::Numbers(a) => {
            let part = a.slice(from, rows);
            cells.zip(part.iter()).for_each(|(h, v)| add(h, v.map_or(STEP, |v| (v + 0.0).to_bits())));
        }
        ColumnData::Levels(a) => {
            let part = a.keys().slice(from, rows);
            let truths = truth_numbers(column);
            let number = |k: i32| truths.as_ref().map_or(k as u64, |of| of[k as usize]);
            cells.zip(part.iter()).for_each(|(h, k)| add(h, k.map_or(STEP, number)));
        }
        ColumnData::Times(a) => {
            let part = a.slice(from, rows);
            cells.zip(part.iter()).for_each(|(h, t)| add(h, t.map_or(STEP, |t| t as u64)));
        }
        ColumnData::Text(a) => {
            let hash = |t: &str| crate::dictionary::hash(t.as_bytes());
            let part = a.slice(from, rows);
            cells.zip(part.iter()).for_each(|(h, t)| add(h, t.map_or(STEP, hash)));
        }
    }
}

/// Numbers of the levels of a boolean column, the same for spellings of one truth.
fn truth_numbers(column: &Column) -> Option<Vec<u64>> {
    let number = |(at, level): (u64, &str)| truth(level).map_or(2 + at, u64::from);
    (column.kind == ColumnType::Boolean).then(|| (0..).zip(column.levels()).map(number).collect())
}

fn same_truth(column: &Column, a: usize, b: usize) -> bool {
    let levels = column.levels();
    truth(levels[a]).is_some_and(|value| truth(levels[b]) == Some(value))
}

fn equal(column: &Column, a: usize, b: usize) -> bool {
    if column.is_missing(a) || column.is_missing(b) {
        return column.is_missing(a) && column.is_missing(b);
    }
    match &column.data {
        ColumnData::Numbers(n) => n.value(a) == n.value(b),
        ColumnData::Levels(l) => {
            let (a, b) = (l.keys().value(a), l.keys().value(b));
            a == b || (column.kind == ColumnType::Boolean && same_truth(column, a as usize, b as usize))
        }
        ColumnData::Times(t) => t.value(a) == t.value(b),
        ColumnData::Text(t) => t.value(a) == t.value(b),
    }
}
