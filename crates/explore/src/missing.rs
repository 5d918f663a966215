//! Where cells are missing: frequent combinations, columns that are missing together, blocks of
//! rows.
//!
//! Gaps are bitmaps, so that a pair of columns costs one pass over an eighth of a byte a row.

use arrow_buffer::BooleanBuffer;
use glasshouse_spec::{MissingBlock, MissingFigures, MissingMatrix, MissingPair, MissingPattern};
use glasshouse_table::{Column, Table};

/// Most combinations that are listed.
const PATTERNS: usize = 20;
/// Most pairs that are listed.
const PAIRS: usize = 50;
/// Columns with gaps of which every pair is looked at: those with the most gaps.
const PAIRED: usize = 100;
/// Blocks of rows.
const BLOCKS: usize = 100;
/// Columns whose bits make one key.
const KEY: usize = 32;

/// Where cells of a table are missing. Takes O(rows · columns with gaps), and O(rows · log rows) for
/// every 32 of them.
pub fn missing_figures(table: &Table) -> MissingFigures {
    let gaps: Vec<(usize, BooleanBuffer)> =
        table.columns().iter().enumerate().filter_map(|(i, column)| Some((i, gaps(column)?))).collect();
    let cells: u64 = table.columns().iter().map(|column| column.missing() as u64).sum();
    let all = table.rows() as u64 * table.columns().len() as u64;
    let (patterns, combinations) = patterns(table, &gaps);
    MissingFigures {
        cells,
        share: if all == 0 { 0.0 } else { cells as f64 / all as f64 },
        complete_rows: patterns.iter().find(|p| p.columns.is_empty()).map_or(0, |p| p.rows),
        combinations,
        patterns: shortened(patterns),
        pairs: pairs(table, &gaps),
        matrix: matrix(table),
    }
}

/// The missing cells of a column as set bits; `None` where there are none.
fn gaps(column: &Column) -> Option<BooleanBuffer> {
    let nulls = column.array().logical_nulls().filter(|nulls| nulls.null_count() > 0)?;
    Some(!nulls.inner())
}

/// Every combination with its rows, the most frequent first, and their number.
fn patterns(table: &Table, gaps: &[(usize, BooleanBuffer)]) -> (Vec<MissingPattern>, u64) {
    let rows = table.rows();
    let mut ids = vec![0_u32; rows];
    let mut patterns: Vec<Vec<usize>> = vec![Vec::new()];
    for chunk in gaps.chunks(KEY) {
        let mut keys: Vec<u64> = ids.iter().map(|id| u64::from(*id) << KEY).collect();
        for (bit, (_, gaps)) in chunk.iter().enumerate() {
            gaps.set_indices().for_each(|row| keys[row] |= 1 << bit);
        }
        let mut known = keys.clone();
        known.sort_unstable();
        known.dedup();
        let place = |key: &u64| known.binary_search(key).unwrap_or_default() as u32;
        ids = keys.iter().map(place).collect();
        patterns = known.iter().map(|key| extended(&patterns[(key >> KEY) as usize], *key, chunk)).collect();
    }
    let mut counts = vec![0_u64; patterns.len()];
    ids.iter().for_each(|id| counts[*id as usize] += 1);
    let mut found: Vec<(Vec<usize>, u64)> =
        patterns.into_iter().zip(counts).filter(|(_, rows)| *rows > 0).collect();
    found.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    let number = found.len() as u64;
    let name = |i: &usize| table.columns()[*i].name.clone();
    let named = |(columns, rows): (Vec<usize>, u64)| MissingPattern {
        columns: columns.iter().map(name).collect(),
        rows,
    };
    (found.into_iter().map(named).collect(), number)
}

fn extended(before: &[usize], key: u64, chunk: &[(usize, BooleanBuffer)]) -> Vec<usize> {
    let added = chunk.iter().enumerate().filter(|(bit, _)| key >> bit & 1 == 1).map(|(_, (i, _))| *i);
    before.iter().copied().chain(added).collect()
}

fn shortened(mut patterns: Vec<MissingPattern>) -> Vec<MissingPattern> {
    patterns.truncate(PATTERNS);
    patterns
}

/// Pairs of columns by the correlation of their gaps, the strongest first.
fn pairs(table: &Table, gaps: &[(usize, BooleanBuffer)]) -> Vec<MissingPair> {
    let mut most: Vec<&(usize, BooleanBuffer)> = gaps.iter().collect();
    most.sort_by_key(|(i, gaps)| (std::cmp::Reverse(gaps.count_set_bits()), *i));
    most.truncate(PAIRED);
    most.sort_by_key(|(i, _)| *i);
    let mut pairs = Vec::new();
    for (place, (a, a_gaps)) in most.iter().enumerate() {
        for (b, b_gaps) in &most[place + 1..] {
            let both = (a_gaps & b_gaps).count_set_bits() as u64;
            let (na, nb) = (a_gaps.count_set_bits() as u64, b_gaps.count_set_bits() as u64);
            pairs.push(MissingPair {
                a: table.columns()[*a].name.clone(),
                b: table.columns()[*b].name.clone(),
                both,
                either: na + nb - both,
                correlation: phi(table.rows() as u64, na, nb, both),
            });
        }
    }
    let strength = |pair: &MissingPair| pair.correlation.unwrap_or(0.0).abs();
    pairs.sort_by(|x, y| strength(y).total_cmp(&strength(x)).then(y.both.cmp(&x.both)));
    pairs.truncate(PAIRS);
    pairs
}

/// Pearson correlation of two columns of 0 and 1 from their counts of 1.
fn phi(n: u64, a: u64, b: u64, both: u64) -> Option<f64> {
    let (n, a, b, both) = (n as f64, a as f64, b as f64, both as f64);
    let spread = (a * (n - a)) * (b * (n - b));
    (spread > 0.0).then(|| ((n * both - a * b) / spread.sqrt()).clamp(-1.0, 1.0))
}

fn matrix(table: &Table) -> MissingMatrix {
    let rows = table.rows();
    let size = rows.div_ceil(BLOCKS).max(1);
    let columns: Vec<Option<BooleanBuffer>> = table.columns().iter().map(|column| gaps(column)).collect();
    let block = |start: usize| {
        let length = size.min(rows - start);
        let missing = |gaps: &Option<BooleanBuffer>| {
            gaps.as_ref().map_or(0, |gaps| gaps.slice(start, length).count_set_bits() as u64)
        };
        MissingBlock {
            start: start as u64,
            rows: length as u64,
            missing: columns.iter().map(missing).collect(),
        }
    };
    MissingMatrix {
        columns: table.names().iter().map(ToString::to_string).collect(),
        blocks: (0..rows).step_by(size).map(block).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    fn table(columns: &[&[u8]]) -> Table {
        let cells = |bits: &&[u8]| bits.iter().map(|b| (*b == 0).then_some(1.0)).collect();
        let column = |(i, bits)| Arc::new(Column::from_numbers(format!("c{i}"), cells(bits)));
        Table::new(columns.iter().enumerate().map(column).collect(), columns[0].len())
    }

    #[test]
    fn combinations_pairs_and_blocks() {
        let found = missing_figures(&table(&[&[1, 1, 0, 0, 0], &[0; 5], &[1, 1, 0, 1, 0]]));
        assert_eq!((found.cells, found.complete_rows, found.combinations), (5, 2, 3));
        let pattern = |columns: &[&str], rows| MissingPattern {
            columns: columns.iter().map(ToString::to_string).collect(),
            rows,
        };
        assert_eq!(found.patterns, [pattern(&[], 2), pattern(&["c0", "c2"], 2), pattern(&["c2"], 1)]);
        let pair = &found.pairs[0];
        assert_eq!((pair.a.as_str(), pair.b.as_str(), pair.both, pair.either), ("c0", "c2", 2, 3));
        assert!((pair.correlation.unwrap() - 2.0 / 3.0).abs() < 1e-12);
        assert_eq!(found.matrix.blocks.len(), 5);
        assert_eq!(found.matrix.blocks[3].missing, [0, 0, 1]);
    }

    #[test]
    fn a_column_that_is_missing_everywhere_goes_with_nothing() {
        let found = missing_figures(&table(&[&[1, 1, 1], &[1, 0, 0]]));
        assert_eq!(found.pairs[0].correlation, None);
        assert_eq!(found.complete_rows, 0);
    }

    #[test]
    fn combinations_of_very_many_columns_are_told_apart() {
        let rows = 200_usize;
        let bits: Vec<Vec<u8>> =
            (0..100).map(|c| (0..rows).map(|r| u8::from((r % 7) * 31 % 100 == c)).collect()).collect();
        let borrowed: Vec<&[u8]> = bits.iter().map(Vec::as_slice).collect();
        let found = missing_figures(&table(&borrowed));
        assert_eq!(found.combinations, 7);
        assert_eq!(found.patterns.iter().map(|p| p.rows).sum::<u64>(), rows as u64);
        assert_eq!(found.cells, rows as u64);
    }
}
