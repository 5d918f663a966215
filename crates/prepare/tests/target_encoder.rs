//! `target_encoder` gives scikit-learn's numbers, to new rows and to the training rows by folds:
//! `tests/reference/target_encoder.py`.

#![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

use glasshouse_learn::{Takes, Target};
use glasshouse_prepare::{Context, Fit, Notes, Preparation, find_step, no_pause};
use glasshouse_spec::{ColumnType, ParamValues, StepSpec};
use glasshouse_table::{Column, Table};
use serde_json::Value;
use std::collections::BTreeSet;
use std::sync::Arc;

fn words(cells: &Value) -> Table {
    let cells = cells.as_array().unwrap();
    let column = Column::from_labels("word", ColumnType::Categorical, cells.iter().map(Value::as_str));
    Table::new(vec![Arc::new(column)], cells.len())
}

fn target(values: &Value) -> Target {
    let values = values.as_array().unwrap();
    if values[0].is_f64() {
        return Target::Numbers(values.iter().map(|y| y.as_f64().unwrap()).collect());
    }
    let text: Vec<&str> = values.iter().map(|y| y.as_str().unwrap()).collect();
    let labels: Vec<String> =
        text.iter().copied().collect::<BTreeSet<_>>().into_iter().map(String::from).collect();
    let index = text.iter().map(|y| labels.iter().position(|label| label == y).unwrap() as u32).collect();
    Target::Classes { labels: labels.into(), index }
}

fn assert_near(table: &Table, expected: &Value, case: &str) {
    let expected = expected.as_array().unwrap();
    assert_eq!(table.columns().len(), expected.len(), "{case}");
    for (column, expected) in table.columns().iter().zip(expected) {
        for (row, want) in expected.as_array().unwrap().iter().enumerate() {
            let (found, want) = (column.number(row).unwrap(), want.as_f64().unwrap());
            assert!(
                (found - want).abs() <= 1e-9 * want.abs().max(1.0),
                "{case} row {row}: {found} and not {want}"
            );
        }
    }
}

#[test]
fn averages_are_scikit_learns() {
    let answers: Value =
        serde_json::from_str(include_str!("../../../tests/reference/target_encoder.json")).unwrap();
    let cases = answers["cases"].as_array().unwrap();
    assert!(cases.len() > 10);
    for case in cases {
        let label = format!("{} {} {}", case["table"], case["target"], case["params"]);
        let rows = &answers["tables"][case["table"].as_str().unwrap()];
        let params: ParamValues = serde_json::from_value(case["params"].clone()).unwrap();
        let y = target(&answers["targets"][case["target"].as_str().unwrap()]);
        let context = Context { target: Arc::new(y), ..Context::default() };
        let (train, mut notes) = (words(&rows["train"]), Notes::default());
        let step = find_step("target_encoder").unwrap().build(&params).unwrap();
        let mut fitting = step.start(&train, &["word".into()], &context).unwrap();
        let fitted = loop {
            if let Fit::Done(fitted) = fitting.advance(&mut notes).unwrap() {
                break fitted;
            }
        };
        assert_near(&fitted.train.unwrap().table, &case["crossed"], &format!("{label}, by folds"));
        let applied = fitted.state.unwrap().apply(&words(&rows["new"]), &mut notes).unwrap();
        assert_near(&applied, &case["new"], &format!("{label}, new rows"));
    }
}

/// A column that says nothing must not look as if it did: each row's own category would give it away.
#[test]
fn no_training_row_sees_its_own_target() {
    let rows = 40;
    let names: Vec<String> = (0..rows).map(|row| format!("id {row}")).collect();
    let column =
        Column::from_labels("id", ColumnType::Categorical, names.iter().map(|name| Some(name.as_str())));
    let table = Table::new(vec![Arc::new(column)], rows);
    let y: Vec<f64> = (0..rows).map(|row| f64::from(row as u32 * 37 % 11)).collect();
    let context = Context { seed: 3, target: Arc::new(Target::Numbers(y.clone())), ..Context::default() };
    let steps = [StepSpec::new("target_encoder", &["id"])];
    let names = ["id".to_string()];
    let fit = Preparation::fit_in_pieces(&table, &names, &steps, Takes::default(), &context, &no_pause);
    let (preparation, prepared) = glasshouse_prepare::at_once(fit).unwrap();
    let own =
        |table: &Table| (0..rows).filter(|row| table.columns()[0].number(*row) == Some(y[*row])).count();
    assert_eq!(own(&prepared.table), 0);
    let mean = y.iter().sum::<f64>() / rows as f64;
    assert!((0..rows).all(|row| (prepared.table.columns()[0].number(row).unwrap() - mean).abs() < 1.5));
    assert!(own(&preparation.apply(&table).unwrap().table) > 30);
}

#[test]
fn it_says_that_it_needs_a_target() {
    let (params, train) = (ParamValues::new(), words(&serde_json::json!(["a", "b"])));
    let step = find_step("target_encoder").unwrap().build(&params).unwrap();
    let refused = step.start(&train, &["word".into()], &Context::default()).err().unwrap().fault();
    assert_eq!(refused.code, "prepare.needs_target");
}
