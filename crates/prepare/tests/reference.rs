//! Every step gives scikit-learn's answers, and cleaning pandas' rows: `tests/reference/prepare.py`.

#![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

use glasshouse_prepare::{Notes, clean, find_step, resolve};
use glasshouse_spec::{ColumnType, ParamValues, StepSpec};
use glasshouse_table::{Column, Table};
use serde_json::Value;
use std::sync::Arc;

fn answers() -> Value {
    serde_json::from_str(include_str!("../../../tests/reference/prepare.json")).unwrap()
}

/// A column of JSON cells; text for numbers and words alike, as their table is called.
fn column(name: &str, cells: &Value, words: bool) -> Arc<Column> {
    let cells = cells.as_array().unwrap();
    Arc::new(if words {
        Column::from_labels(name, ColumnType::Categorical, cells.iter().map(Value::as_str))
    } else {
        Column::from_numbers(name, cells.iter().map(Value::as_f64).collect())
    })
}

fn table(source: &Value, names: &[String], words: bool) -> Table {
    let columns: Vec<_> = names.iter().map(|n| column(n, &source[n.as_str()], words)).collect();
    let rows = columns[0].len();
    Table::new(columns, rows)
}

fn names(value: &Value) -> Vec<String> {
    serde_json::from_value(value.clone()).unwrap()
}

/// The columns of a table that a case speaks of: all, or the ones that were appended.
fn made(table: &Table, op: &str, inputs: usize) -> Vec<Arc<Column>> {
    let skip = if op == "missing_indicator" { inputs } else { 0 };
    table.columns()[skip..].to_vec()
}

fn assert_cells(found: &Column, expected: &Value, case: &str) {
    let expected = expected.as_array().unwrap();
    assert_eq!(found.len(), expected.len(), "{case}");
    for (row, want) in expected.iter().enumerate() {
        match want {
            Value::String(text) => {
                assert_eq!(found.label(row).as_deref(), Some(text.as_str()), "{case} row {row}")
            }
            Value::Null => assert!(found.is_missing(row), "{case} row {row}"),
            want => {
                let want = want.as_f64().or(want.as_bool().map(|b| f64::from(u8::from(b)))).unwrap();
                let x = found.number(row).unwrap_or_else(|| panic!("{case} row {row} is missing"));
                let near = (x - want).abs() <= 1e-9 * want.abs().max(f64::MIN_POSITIVE);
                assert!(near, "{case} row {row}: {x:e} and not {want:e}");
            }
        }
    }
}

fn assert_table(columns: &[Arc<Column>], expected: &Value, op: &str, case: &str) {
    let expected = expected.as_array().unwrap();
    let found: Vec<&str> = columns.iter().map(|c| c.name.as_str()).collect();
    let wanted: Vec<String> = expected
        .iter()
        .map(|c| c["name"].as_str().unwrap())
        .map(|n| {
            if op == "missing_indicator" && !n.starts_with("missing") {
                format!("missingindicator_{n}")
            } else {
                n.into()
            }
        })
        .collect();
    assert_eq!(found, wanted, "{case}");
    for (column, want) in columns.iter().zip(expected) {
        assert_cells(column, &want["cells"], &format!("{case} column {}", column.name));
    }
}

#[test]
fn steps_answer_as_scikit_learn() {
    let answers = answers();
    let cases = answers["cases"].as_array().unwrap();
    assert!(cases.len() > 30);
    for case in cases {
        let op = case["op"].as_str().unwrap();
        let label = format!("{op} {}", case["params"]);
        let params: ParamValues = serde_json::from_value(case["params"].clone()).unwrap();
        let source = &answers["tables"][case["table"].as_str().unwrap()];
        let (columns, words) = (names(&case["columns"]), case["table"] == "words");
        let (train, new) = (table(&source["train"], &columns, words), table(&source["new"], &columns, words));

        let step = find_step(op).unwrap().build(&params).unwrap();
        let mut notes = Notes::default();
        let state = step.fit(&train, &columns, &mut notes).unwrap();
        let fitted = state.apply(&train, &mut notes).unwrap();
        assert_table(&made(&fitted, op, columns.len()), &case["train"], op, &format!("{label} train"));
        match (state.apply(&new, &mut notes), &case["new"]) {
            (Err(_), Value::Null) => {}
            (Ok(_), Value::Null) => panic!("{label}: scikit-learn refuses the new rows"),
            (Err(error), _) => panic!("{label}: {error}"),
            (Ok(applied), want) => {
                assert_table(&made(&applied, op, columns.len()), want, op, &format!("{label} new"));
            }
        }
    }
}

#[test]
fn cleaning_keeps_the_rows_that_pandas_keeps() {
    let clean_answers = &answers()["clean"];
    let source = &clean_answers["table"];
    let columns = vec![column("a", &source["a"], false), column("b", &source["b"], true)];
    let table = Table::new(columns, 8);
    for case in clean_answers["cases"].as_array().unwrap() {
        let mut spec = StepSpec::new(case["op"].as_str().unwrap(), &[]);
        spec.columns = names(&case["columns"]);
        spec.params = serde_json::from_value(case["params"].clone()).unwrap();
        let expected: Vec<u32> = serde_json::from_value(case["rows"].clone()).unwrap();
        let cleaned = clean(&table, &[spec], &[]).unwrap();
        assert_eq!(cleaned.rows, expected, "{case}");
        assert_eq!(cleaned.table.rows(), expected.len());
    }
}

#[test]
fn selectors_take_the_columns_of_their_kind() {
    let numbers = Arc::new(Column::from_numbers("x", vec![Some(1.0)]));
    let word = Arc::new(Column::from_labels("w", ColumnType::Categorical, [Some("a")]));
    let table = Table::new(vec![word, numbers], 1);
    let resolve =
        |items: &[&str]| resolve(&items.iter().map(ToString::to_string).collect::<Vec<_>>(), &table);
    assert_eq!(resolve(&["@numeric"]).unwrap().0, ["x"]);
    assert_eq!(resolve(&["x", "@all"]).unwrap().0, ["x", "w"]);
    let (none, warnings) = resolve(&["@datetime"]).unwrap();
    assert!(none.is_empty() && warnings[0].message.contains("@datetime"));
    assert!(resolve(&["@number"]).unwrap_err().to_string().contains("@number"));
    assert!(resolve(&["ex"]).unwrap_err().to_string().contains("did you mean \"x\""));
}
