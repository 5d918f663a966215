//! Steps that give numbers another shape answer as scikit-learn's: `tests/reference/shapes.py`.

#![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

use glasshouse_learn::Takes;
use glasshouse_prepare::{Notes, Preparation, StepState, find_step};
use glasshouse_spec::{ParamValue, ParamValues, StepSpec};
use glasshouse_table::{Column, Table};
use serde_json::Value;
use std::sync::Arc;

fn table(source: &Value, names: &[String]) -> Table {
    let column = |name: &String| {
        let cells = source[name.as_str()].as_array().unwrap();
        Arc::new(Column::from_numbers(name, cells.iter().map(Value::as_f64).collect()))
    };
    let columns: Vec<_> = names.iter().map(column).collect();
    let rows = columns[0].len();
    Table::new(columns, rows)
}

fn assert_cells(found: &Table, expected: &Value, what: &str) {
    let expected = expected.as_array().unwrap();
    assert_eq!(found.columns().len(), expected.len(), "{what}");
    for (column, cells) in found.columns().iter().zip(expected) {
        for (row, want) in cells.as_array().unwrap().iter().enumerate() {
            let what = format!("{what} column {} row {row}", column.name);
            match want.as_f64() {
                None => assert!(column.is_missing(row), "{what}: {:?} and not missing", column.number(row)),
                Some(want) => {
                    let x = column.number(row).unwrap_or_else(|| panic!("{what} is missing"));
                    assert!((x - want).abs() <= 1e-6 * (1.0 + want.abs()), "{what}: {x} and not {want}");
                }
            }
        }
    }
}

fn answers() -> Value {
    serde_json::from_str(include_str!("../../../tests/reference/shapes.json")).unwrap()
}

#[test]
fn shapes_are_those_of_scikit_learn() {
    let answers = answers();
    let cases = answers["cases"].as_array().unwrap();
    assert!(cases.len() > 80);
    for case in cases {
        let op = case["op"].as_str().unwrap();
        let params: ParamValues = serde_json::from_value(case["params"].clone()).unwrap();
        let source = &answers["tables"][case["table"].as_str().unwrap()];
        let names: Vec<String> = serde_json::from_value(case["columns"].clone()).unwrap();
        let (train, new) = (table(&source["train"], &names), table(&source["new"], &names));
        let what = format!("{op} of {} with {}", case["table"], case["params"]);
        let mut notes = Notes::default();
        let state = find_step(op).unwrap().build(&params).unwrap().fit(&train, &names, &mut notes);
        let state = state.unwrap_or_else(|error| panic!("{what}: {error}"));
        if let (StepState::PowerTransformer(state), Some(wanted)) = (&state, case["lambdas"].as_array()) {
            for (column, want) in state.columns.iter().zip(wanted) {
                let (found, want) = (column.lambda, want.as_f64().unwrap());
                let near = (found - want).abs() <= 1e-6 * (1.0 + want.abs());
                assert!(near, "{what} {}: {found} and not {want}", column.name);
            }
        }
        let made = state.apply(&train, &mut notes).unwrap();
        let found: Vec<&str> = made.columns().iter().map(|c| c.name.as_str()).collect();
        assert_eq!(serde_json::json!(found), case["names"], "{what}");
        assert_cells(&made, &case["train"], &format!("{what}, training"));
        match (state.apply(&new, &mut notes), case["new"].is_null()) {
            (Ok(made), false) => assert_cells(&made, &case["new"], &format!("{what}, new")),
            (Err(_), true) => {}
            (found, _) => panic!("{what}: {found:?}"),
        }
    }
}

fn fault(op: &str, cells: &[Option<f64>], params: &[(&str, &str)]) -> String {
    let train = Table::new(vec![Arc::new(Column::from_numbers("x", cells.to_vec()))], cells.len());
    let params = params.iter().map(|(k, v)| (k.to_string(), ParamValue::Text(v.to_string()))).collect();
    let step = find_step(op).unwrap().build(&params).unwrap();
    step.fit(&train, &["x".into()], &mut Notes::default()).unwrap_err().fault().code
}

#[test]
fn numbers_that_a_step_cannot_take_are_refused() {
    assert_eq!(fault("sqrt", &[Some(1.0), None, Some(-1.0)], &[]), "prepare.negative");
    assert_eq!(fault("reciprocal", &[Some(1.0), Some(0.0)], &[]), "prepare.zero");
    let box_cox = [("method", "box-cox")];
    assert_eq!(fault("power_transformer", &[Some(1.0), Some(0.0)], &box_cox), "prepare.not_positive");
    assert_eq!(fault("normalizer", &[Some(1.0), None], &[]), "prepare.missing");
    assert_eq!(fault("spline_transformer", &[Some(1.0), None], &[]), "prepare.missing");
    for edges in ["1, 1", "2, 1", "one", "1, inf"] {
        let params = [("edges".to_string(), ParamValue::Text(edges.into()))].into_iter().collect();
        assert!(find_step("k_bins_discretizer").unwrap().build(&params).is_err(), "{edges}");
    }
}

/// Which rows are drawn depends on the seed alone, and of many rows any draw has nearly the same quantiles.
#[test]
fn a_sample_of_many_rows_has_their_quantiles() {
    let cells: Vec<Option<f64>> = (0..20_000).map(|i| Some(f64::from(i * 7919 % 20_000))).collect();
    let train = Table::new(vec![Arc::new(Column::from_numbers("x", cells))], 20_000);
    let fit = |seed: i64, count: i64| {
        let params = [("random_state", seed), ("n_quantiles", 100), ("subsample", count)];
        let params = params.iter().map(|(k, v)| (k.to_string(), ParamValue::Int(*v))).collect();
        let step = find_step("quantile_transformer").unwrap().build(&params).unwrap();
        step.fit(&train, &["x".into()], &mut Notes::default()).unwrap()
    };
    let (one, other, all) = (fit(1, 5000), fit(2, 5000), fit(1, 20_000));
    assert_eq!(one, fit(1, 5000));
    assert_ne!(one, other);
    let quantiles = |state: &StepState| match state {
        StepState::QuantileTransformer(state) => state.columns[0].quantiles.clone(),
        _ => Vec::new(),
    };
    for (a, b) in quantiles(&one).iter().zip(quantiles(&all)) {
        assert!((a - b).abs() < 500.0, "{a} {b}");
    }
}

/// A cell that becomes missing makes its column one with gaps, for estimators that treat those differently.
#[test]
fn what_becomes_missing_can_be_filled_or_not() {
    let of =
        |cells: [f64; 3]| Table::new(vec![Arc::new(Column::from_numbers("x", cells.map(Some).to_vec()))], 3);
    let steps = [StepSpec::new("simple_imputer", &["x"]), StepSpec::new("reciprocal", &["x"])];
    let takes = Takes { missing: true, ..Takes::default() };
    let (fitted, prepared) = Preparation::fit(&of([1.0, 2.0, 4.0]), &["x".into()], &steps, takes).unwrap();
    assert_eq!(prepared.kinds, [glasshouse_learn::FeatureKind::Gappy]);
    assert!(fitted.apply(&of([0.0, 1.0, 2.0])).unwrap().table.columns()[0].is_missing(0));
    let strict = Preparation::fit(&of([1.0, 2.0, 4.0]), &["x".into()], &steps, Takes::default()).unwrap().0;
    assert_eq!(strict.apply(&of([0.0, 1.0, 2.0])).unwrap_err().fault().code, "prepare.missing");
}
