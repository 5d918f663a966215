//! `knn_imputer` and `iterative_imputer` fill what scikit-learn's fill: `tests/reference/imputers.py`.

#![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

use glasshouse_prepare::{Notes, find_step};
use glasshouse_spec::{ParamValue, ParamValues};
use glasshouse_table::{Column, Table};
use serde_json::Value;
use std::sync::Arc;

fn table(columns: &Value) -> Table {
    let columns = columns.as_array().unwrap().iter().enumerate().map(|(j, cells)| {
        let cells = cells.as_array().unwrap().iter().map(Value::as_f64).collect();
        Arc::new(Column::from_numbers(format!("x{j}"), cells))
    });
    let columns: Vec<_> = columns.collect();
    let rows = columns[0].len();
    Table::new(columns, rows)
}

fn names(table: &Table) -> Vec<String> {
    table.columns().iter().map(|c| c.name.clone()).collect()
}

fn assert_cells(found: &Table, expected: &Value, what: &str) {
    for (column, cells) in found.columns().iter().zip(expected.as_array().unwrap()) {
        let cells: Vec<f64> = serde_json::from_value(cells.clone()).unwrap();
        let size = cells.iter().fold(1e-9_f64, |most, x| most.max(x.abs()));
        for (row, want) in cells.iter().enumerate() {
            let x = column.number(row).unwrap_or_else(|| panic!("{what} {} {row} is missing", column.name));
            let near = (x - want).abs() <= 1e-6 * size;
            assert!(near, "{what} column {} row {row}: {x} and not {want}", column.name);
        }
    }
}

#[test]
fn gaps_are_filled_as_scikit_learn_does() {
    let answers: Value =
        serde_json::from_str(include_str!("../../../tests/reference/imputers.json")).unwrap();
    let cases = answers["cases"].as_array().unwrap();
    assert!(cases.len() > 80);
    for case in cases {
        let (op, name) = (case["op"].as_str().unwrap(), case["table"].as_str().unwrap());
        let what = format!("{op} of {name} with {}", case["params"]);
        let source = &answers["tables"][name];
        let (train, new) = (table(&source["train"]), table(&source["new"]));
        let params: ParamValues = serde_json::from_value(case["params"].clone()).unwrap();
        let mut notes = Notes::default();
        let state = find_step(op).unwrap().build(&params).unwrap().fit(&train, &names(&train), &mut notes);
        let state = state.unwrap();
        let (train, new) = (state.apply(&train, &mut notes).unwrap(), state.apply(&new, &mut notes).unwrap());
        assert_eq!(serde_json::json!(names(&train)), case["names"], "{what}");
        assert_cells(&train, &case["train"], &format!("{what}, training"));
        assert_cells(&new, &case["new"], &format!("{what}, new"));
    }
}

#[test]
fn too_many_columns_are_refused() {
    let column = |j: usize| Arc::new(Column::from_numbers(format!("x{j}"), vec![Some(1.0), Some(j as f64)]));
    let train = Table::new((0..501).map(column).collect(), 2);
    let step = find_step("iterative_imputer").unwrap().build(&ParamValues::new()).unwrap();
    let error = step.fit(&train, &names(&train), &mut Notes::default()).unwrap_err();
    assert_eq!(error.fault().code, "prepare.too_many_columns");
}

/// Whoever stops it early is told so.
#[test]
fn rounds_that_do_not_settle_are_told() {
    let columns: Vec<Vec<Option<f64>>> = (0..3)
        .map(|j| (0..30).map(|i| (i % 4 != j).then(|| f64::from(i * (j + 2) % 13))).collect())
        .collect();
    let columns = columns.into_iter().enumerate();
    let columns = columns.map(|(j, cells)| Arc::new(Column::from_numbers(format!("x{j}"), cells)));
    let train = Table::new(columns.collect(), 30);
    let params = [("max_iter".to_string(), ParamValue::Int(1)), ("tol".to_string(), ParamValue::Float(1e-9))];
    let step = find_step("iterative_imputer").unwrap().build(&params.into_iter().collect()).unwrap();
    let mut notes = Notes::default();
    step.fit(&train, &names(&train), &mut notes).unwrap();
    assert_eq!(notes.warnings.iter().map(|w| w.code.as_str()).collect::<Vec<_>>(), ["prepare.not_settled"]);
}
