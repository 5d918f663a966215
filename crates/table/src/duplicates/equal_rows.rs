//! Rows that are equal in every cell.

use crate::{Column, ColumnData, Table};
use std::sync::Arc;

/// Odd constants of splitmix64.
const STEP: u64 = 0x9e37_79b9_7f4a_7c15;

fn mix(mut x: u64) -> u64 {
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

/// Number of rows equal in every cell to an earlier row; see [`repeated_rows`].
pub(crate) fn count(table: &Table) -> u64 {
    repeated_rows(table).iter().map(|size| size - 1).sum()
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
pub(super) fn numbered(columns: &[&Arc<Column>], rows: usize) -> Vec<u32> {
    let mut hashes = vec![0_u64; rows];
    columns.iter().for_each(|column| combine(column, &mut hashes));
    let mut order: Vec<(u64, u32)> = hashes.into_iter().zip(0..).collect();
    order.sort_unstable();
    // The first row that each is equal to.
    let mut first: Vec<u32> = (0..rows as u32).collect();
    for run in order.chunk_by(|a, b| a.0 == b.0).filter(|run| run.len() > 1) {
        let mut different: Vec<u32> = Vec::new();
        for &(_, row) in run {
            let same = |other: &&u32| columns.iter().all(|c| equal(c, **other as usize, row as usize));
            match different.iter().find(same) {
                Some(other) => first[row as usize] = *other,
                None => different.push(row),
            }
        }
    }
    let mut numbers = vec![0; rows];
    let mut next = 0;
    for row in 0..rows {
        let earlier = first[row] as usize;
        numbers[row] = if earlier == row { next } else { numbers[earlier] };
        next += u32::from(earlier == row);
    }
    numbers
}

fn combine(column: &Column, hashes: &mut [u64]) {
    let add = |hash: &mut u64, cell: u64| *hash = mix(hash.wrapping_add(STEP) ^ mix(cell));
    let cells = hashes.iter_mut();
    match &column.data {
        ColumnData::Numbers(a) => {
            cells.zip(a.iter()).for_each(|(h, v)| add(h, v.map_or(STEP, |v| (v + 0.0).to_bits())));
        }
        ColumnData::Levels(a) => {
            cells.zip(a.keys().iter()).for_each(|(h, k)| add(h, k.map_or(STEP, |k| k as u64)));
        }
        ColumnData::Times(a) => cells.zip(a.iter()).for_each(|(h, t)| add(h, t.map_or(STEP, |t| t as u64))),
        ColumnData::Text(a) => {
            let hash = |t: &str| crate::dictionary::hash(t.as_bytes());
            cells.zip(a.iter()).for_each(|(h, t)| add(h, t.map_or(STEP, hash)));
        }
    }
}

fn equal(column: &Column, a: usize, b: usize) -> bool {
    if column.is_missing(a) || column.is_missing(b) {
        return column.is_missing(a) && column.is_missing(b);
    }
    match &column.data {
        ColumnData::Numbers(n) => n.value(a) == n.value(b),
        ColumnData::Levels(l) => l.keys().value(a) == l.keys().value(b),
        ColumnData::Times(t) => t.value(a) == t.value(b),
        ColumnData::Text(t) => t.value(a) == t.value(b),
    }
}
