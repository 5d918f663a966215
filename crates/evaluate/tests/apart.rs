//! What is said of parts that do not stand apart, and of parts that stand too far apart.

#![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

use glasshouse_evaluate::arrange;
use glasshouse_prepare::{at_once, no_pause};
use glasshouse_spec::{Recipe, SplitMethod, Warning};
use glasshouse_table::{Column, Table};
use std::sync::Arc;

const ROWS: usize = 600;

/// `day` counts the rows, `noise` has nothing to do with them; every so many rows is the one before again.
fn table(again: usize) -> Table {
    let row = |row: usize| if again > 0 && row % again == again - 1 { row - 1 } else { row };
    let column = |name: &str, cell: fn(usize) -> f64| {
        Arc::new(Column::from_numbers(name, (0..ROWS).map(|at| Some(cell(row(at)))).collect()))
    };
    let noise = |row: usize| ((row as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 40) as f64;
    let columns = vec![
        column("day", |row| row as f64),
        column("trend", |row| row as f64 * 2.0 + (row % 7) as f64),
        column("noise", noise),
        column("y", |row| (row % 5) as f64),
    ];
    Table::new(columns, ROWS)
}

fn said(table: &Table, method: SplitMethod) -> Vec<Warning> {
    let mut recipe: Recipe = serde_json::from_value(serde_json::json!({
        "version": 1, "task": { "kind": "regression", "target": "y" }, "model": { "kind": "ridge" },
    }))
    .unwrap();
    recipe.split.method = Some(method);
    recipe.split.column = (method == SplitMethod::Time).then(|| "day".into());
    let arranged = arrange(table, &recipe).unwrap();
    at_once(arranged.look_at_parts(&no_pause))
}

#[test]
fn parts_that_stand_apart_by_chance_alone_are_nothing_to_speak_of() {
    assert_eq!(said(&table(0), SplitMethod::Random), []);
}

#[test]
fn rows_in_two_parts_are_counted() {
    let said = said(&table(4), SplitMethod::Random);
    let [twice] = said.as_slice() else { panic!("{said:?}") };
    assert_eq!(twice.code, "split.twice");
    // 150 pairs; of a test row's partner seven in ten are in training.
    let count: f64 = twice.message.split(' ').next().unwrap().parse().unwrap();
    assert!((20.0..45.0).contains(&count), "{}", twice.message);
    assert!(twice.message.contains("of 90 test rows"), "{}", twice.message);
}

#[test]
fn columns_that_change_with_time_are_named() {
    let said = said(&table(0), SplitMethod::Time);
    let [drift] = said.as_slice() else { panic!("{said:?}") };
    assert_eq!(drift.code, "split.drift");
    assert!(drift.message.contains("\"trend\"") && !drift.message.contains("\"noise\""), "{}", drift.message);
}
