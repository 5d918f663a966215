//! Groups of rows in each part, and those that stand in two.

use crate::Arranged;
use glasshouse_spec::{GroupParts, Parts};
use glasshouse_table::Column;
use std::collections::HashMap;

/// Rows between two pauses.
const ROWS: usize = 50_000;

/// The parts that each group has rows in, as bits: 1 training, 2 validation, 4 test. In no order.
pub(super) async fn places(arranged: &Arranged, column: &Column, pause: &impl AsyncFn(f64)) -> Vec<u8> {
    let mut part_of = vec![1_u8; arranged.table.rows()];
    arranged.parts.validation.iter().for_each(|row| part_of[*row as usize] = 2);
    arranged.parts.test.iter().for_each(|row| part_of[*row as usize] = 4);
    let mut of_codes: HashMap<u32, u8> = HashMap::new();
    let mut of_labels: HashMap<String, u8> = HashMap::new();
    let codes: Vec<Option<u32>> = column.level_indices().collect();
    for begin in (0..part_of.len()).step_by(ROWS) {
        for (row, part) in part_of.iter().enumerate().skip(begin).take(ROWS) {
            if let Some(code) = codes.get(row).copied().flatten() {
                *of_codes.entry(code).or_default() |= part;
            } else if let Some(label) = column.label(row) {
                *of_labels.entry(label).or_default() |= part;
            }
        }
        pause(begin as f64 / part_of.len() as f64).await;
    }
    of_codes.into_values().chain(of_labels.into_values()).collect()
}

/// How many groups there are in each part.
pub(super) async fn of(arranged: &Arranged, column: &Column, pause: &impl AsyncFn(f64)) -> GroupParts {
    let places = places(arranged, column, pause).await;
    let count = |part: u8| places.iter().filter(|place| *place & part > 0).count() as u64;
    let groups = Parts { train: count(1), validation: count(2), test: count(4) };
    let twice = places.iter().filter(|place| place.count_ones() > 1).count() as u64;
    GroupParts { column: column.name.clone(), groups, twice }
}
