//! Steps for outliers do what scipy's, numpy's and pandas' numbers say: `tests/reference/outliers.py`.

#![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

use glasshouse_learn::{Takes, Target};
use glasshouse_prepare::{Context, Notes, Preparation, PrepareError, at_once, find_step, no_pause};
use glasshouse_spec::{ParamValue, ParamValues, StepSpec};
use glasshouse_table::{Column, Table};
use serde_json::Value;
use std::sync::Arc;

const NAMES: [&str; 6] = ["bell", "skewed", "far", "ties", "constant", "mostly"];

fn numbers(cells: &Value) -> Vec<Option<f64>> {
    cells.as_array().unwrap().iter().map(Value::as_f64).collect()
}

fn table(source: &Value) -> Table {
    let column = |name: &&str| Arc::new(Column::from_numbers(*name, numbers(&source[*name])));
    let columns: Vec<_> = NAMES.iter().map(column).collect();
    let rows = columns[0].len();
    Table::new(columns, rows)
}

fn assert_near(found: &Column, want: &[Option<f64>], what: &str) {
    for (row, want) in want.iter().enumerate() {
        let x = found.number(row);
        let near = match (x, want) {
            (Some(x), Some(want)) => (x - want).abs() <= 1e-9 * (1.0 + want.abs()),
            (x, want) => x.is_none() && want.is_none(),
        };
        assert!(near, "{what} column {} row {row}: {x:?} and not {want:?}", found.name);
    }
}

/// The rows that are trained on when outliers of a column are dropped.
fn rows_left(train: &Table, op: &str, params: &ParamValues, column: &str) -> Result<Vec<u32>, PrepareError> {
    let mut step = StepSpec::new(op, &[column]);
    step.params = params.clone();
    let names: Vec<String> = NAMES.map(String::from).to_vec();
    let target = Target::Numbers((0..train.rows()).map(|row| row as f64).collect());
    let context = Context { target: Arc::new(target), ..Context::default() };
    let takes = Takes { missing: true, ..Takes::default() };
    let steps = [step];
    let fit = Preparation::fit_in_pieces(train, &names, &steps, takes, &context, &no_pause);
    let (fitted, prepared) = at_once(fit)?;
    assert!(fitted.steps.is_empty());
    let Some(changed) = prepared.changed else { return Ok((0..train.rows() as u32).collect()) };
    let rows: Vec<u32> = changed.from.iter().map(|row| row.unwrap()).collect();
    let Target::Numbers(target) = &*changed.target else { panic!("the target's kind stays") };
    assert_eq!(*target, rows.iter().map(|row| f64::from(*row)).collect::<Vec<_>>());
    Ok(rows)
}

#[test]
fn outliers_are_those_of_the_references() {
    let answers: Value =
        serde_json::from_str(include_str!("../../../tests/reference/outliers.json")).unwrap();
    let (train, new) = (table(&answers["tables"]["train"]), table(&answers["tables"]["new"]));
    let names: Vec<String> = NAMES.map(String::from).to_vec();
    for case in answers["cases"].as_array().unwrap() {
        let op = case["op"].as_str().unwrap();
        let what = format!("{op} with {}", case["params"]);
        let params: ParamValues = serde_json::from_value(case["params"].clone()).unwrap();
        if case["params"]["action"] == "drop" {
            for name in NAMES {
                let flags = numbers(&case["train"][name]);
                let stay: Vec<u32> =
                    (0..flags.len() as u32).filter(|row| flags[*row as usize] == Some(0.0)).collect();
                assert_eq!(rows_left(&train, op, &params, name).unwrap(), stay, "{what} {name}");
            }
            continue;
        }
        let mut notes = Notes::default();
        let step = find_step(op).unwrap().build(&params).unwrap();
        let state = step.fit(&train, &names, &mut notes).unwrap();
        for (rows, part) in [(&train, "train"), (&new, "new")] {
            let made = state.apply(rows, &mut notes).unwrap();
            for name in NAMES {
                let output =
                    if case["params"]["action"] == "flag" { format!("{name}_outlier") } else { name.into() };
                let found = made.column(&output).unwrap();
                assert_near(found, &numbers(&case[part][name]), &format!("{what}, {part}"));
            }
        }
    }
}

#[test]
fn a_column_that_hardly_varies_is_told_of() {
    let train = Table::new(vec![Arc::new(Column::from_numbers("x", vec![Some(0.1); 9]))], 9);
    for op in ["z_score", "iqr"] {
        let mut notes = Notes::default();
        let step = find_step(op).unwrap().build(&ParamValues::new()).unwrap();
        step.fit(&train, &["x".into()], &mut notes).unwrap();
        assert_eq!(notes.warnings[0].code, "prepare.no_bounds");
    }
}

/// A flag may not take the name of a column, and rows may not all go.
#[test]
fn what_cannot_be_is_refused() {
    let column = |name: &str| Arc::new(Column::from_numbers(name, vec![Some(1.0), Some(2.0), Some(3.0)]));
    let train = Table::new(vec![column("x"), column("x_outlier")], 3);
    let action = |name: &str| [("action".to_string(), ParamValue::Text(name.into()))].into_iter().collect();
    let flag = find_step("iqr").unwrap().build(&action("flag")).unwrap();
    let error = flag.fit(&train, &["x".into()], &mut Notes::default()).unwrap_err();
    assert_eq!(error.fault().code, "prepare.duplicate_feature");
    let mut params: ParamValues = action("drop");
    params.insert("threshold".into(), ParamValue::Float(0.1));
    let column = |cells: [f64; 2]| Arc::new(Column::from_numbers("x", cells.map(Some).to_vec()));
    let pair = Table::new(vec![column([1.0, 2.0])], 2);
    let mut step = StepSpec::new("z_score", &["x"]);
    step.params = params;
    let error = Preparation::fit(&pair, &["x".into()], &[step], Takes::default()).unwrap_err();
    assert_eq!(error.fault().code, "clean.no_rows");
}
