//! Encoders of categories give the numbers of category_encoders and feature-engine, to the training rows and to new
//! ones: `tests/reference/encoding.py`.

#![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

use glasshouse_learn::{Takes, Target};
use glasshouse_prepare::{Context, Notes, Preparation, PrepareError, Prepared, StepState, at_once, no_pause};
use glasshouse_spec::{ColumnType, ParamValue, ParamValues, StepSpec};
use glasshouse_table::{Column, Table};
use serde_json::Value;
use std::sync::Arc;

fn answers() -> Value {
    serde_json::from_str(include_str!("../../../tests/reference/encoding.json")).unwrap()
}

fn words(cells: &Value) -> Table {
    let cells = cells.as_array().unwrap();
    let column = Column::from_labels("word", ColumnType::Categorical, cells.iter().map(Value::as_str));
    Table::new(vec![Arc::new(column)], cells.len())
}

fn target(answers: &Value, name: &str, rows: usize) -> Target {
    let values = answers["targets"][name].as_array().unwrap().iter().take(rows);
    if name == "two" {
        let labels = ["no".to_string(), "yes".to_string()].to_vec();
        return Target::Classes {
            labels: labels.into(),
            index: values.map(|y| y.as_u64().unwrap() as u32).collect(),
        };
    }
    Target::Numbers(values.map(|y| y.as_f64().unwrap()).collect())
}

fn fit(
    op: &str,
    params: ParamValues,
    train: &Table,
    target: Target,
) -> Result<(Preparation, Prepared), PrepareError> {
    let mut step = StepSpec::new(op, &["word"]);
    step.params = params;
    // Words that stay words are told apart by a last step.
    let codes = Takes { missing: true, categories: true, sparse: false };
    let context = Context { seed: 5, target: Arc::new(target), ..Context::default() };
    at_once(Preparation::fit_in_pieces(train, &["word".into()], &[step], codes, &context, &no_pause))
}

fn assert_cells(table: &Table, expected: &Value, case: &str) {
    let expected = expected.as_array().unwrap();
    assert_eq!(table.columns().len(), expected.len(), "{case}");
    for (column, expected) in table.columns().iter().zip(expected) {
        for (row, want) in expected.as_array().unwrap().iter().enumerate() {
            if let Value::String(want) = want {
                assert_eq!(column.label(row).as_ref(), Some(want), "{case} row {row}");
                continue;
            }
            match (column.number(row), want.as_f64()) {
                (Some(found), Some(want)) => assert!(
                    (found - want).abs() <= 1e-9 * want.abs().max(1.0),
                    "{case} row {row}: {found} and not {want}"
                ),
                (found, want) => assert!(found == want && column.label(row).is_none(), "{case} row {row}"),
            }
        }
    }
}

#[test]
fn encodings_are_those_of_the_python_packages() {
    let answers = answers();
    let cases = answers["cases"].as_array().unwrap();
    assert!(cases.len() > 30);
    for case in cases {
        let label = format!("{} {} {} {}", case["op"], case["table"], case["target"], case["params"]);
        let rows = &answers["tables"][case["table"].as_str().unwrap()];
        let train = words(&rows["train"]);
        let y = case["target"].as_str().map_or(Target::None, |name| target(&answers, name, train.rows()));
        let params: ParamValues = serde_json::from_value(case["params"].clone()).unwrap();
        let (preparation, prepared) = fit(case["op"].as_str().unwrap(), params, &train, y).unwrap();
        let state: &StepState = &preparation.steps[0];
        let new = state.apply(&words(&rows["new"]), &mut Notes::default()).unwrap();
        assert_cells(&new, &case["new"], &format!("{label}, new rows"));
        let names: Vec<&str> = new.columns().iter().map(|c| c.name.as_str()).collect();
        assert_eq!(serde_json::json!(names), case["names"], "{label}");
        match case["op"].as_str() {
            Some("rare_label_encoder") => {
                let treated = state.apply(&train, &mut Notes::default()).unwrap();
                assert_cells(&treated, &case["train"], &label);
            }
            _ => assert_cells(&prepared.table, &case["train"], &label),
        }
    }
}

/// The draws of `sigma` are around 1, follow the seed, and reach training rows only.
#[test]
fn noise_is_for_training_rows() {
    let answers = answers();
    let train = words(&answers["tables"]["words"]["train"]);
    let y = target(&answers, "numbers", train.rows());
    let with = |sigma: Option<f64>| {
        let params = sigma.map(|sigma| ("sigma".to_string(), ParamValue::Float(sigma))).into_iter().collect();
        fit("leave_one_out_encoder", params, &train, y.clone()).unwrap()
    };
    let (plain, noisy, again) = (with(None), with(Some(0.2)), with(Some(0.2)));
    assert_eq!(plain.0.steps, noisy.0.steps);
    let cells = |prepared: &Prepared| -> Vec<f64> {
        (0..train.rows()).map(|row| prepared.table.columns()[0].number(row).unwrap()).collect()
    };
    assert_eq!(cells(&noisy.1), cells(&again.1));
    let factors: Vec<f64> = cells(&noisy.1).iter().zip(cells(&plain.1)).map(|(a, b)| a / b).collect();
    let mean = factors.iter().sum::<f64>() / factors.len() as f64;
    let spread = factors.iter().map(|f| (f - mean) * (f - mean)).sum::<f64>() / factors.len() as f64;
    assert!((mean - 1.0).abs() < 0.1 && (spread.sqrt() - 0.2).abs() < 0.07, "{mean} {spread}");
}

#[test]
fn a_weight_of_evidence_needs_two_classes() {
    let answers = answers();
    let train = words(&answers["tables"]["words"]["train"]);
    let refused =
        fit("woe_encoder", ParamValues::new(), &train, target(&answers, "numbers", 80)).unwrap_err();
    assert_eq!(refused.fault().code, "prepare.needs_two_classes");
    let refused = fit("leave_one_out_encoder", ParamValues::new(), &train, Target::None).unwrap_err();
    assert_eq!(refused.fault().code, "prepare.needs_target");
}
