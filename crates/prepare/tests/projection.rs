//! `pca` and `truncated_svd` give scikit-learn's answers: `tests/reference/projection.py`.

#![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

use glasshouse_learn::Takes;
use glasshouse_prepare::{Notes, Preparation, ProjectionState, StepState, find_step};
use glasshouse_spec::{Fault, ParamValue, ParamValues, StepSpec};
use glasshouse_table::{Column, Table};
use serde_json::Value;
use std::sync::Arc;

/// The large table of the script.
fn large() -> Vec<Vec<f64>> {
    let left = |i: usize, k: usize| ((i * (k * 7 + 3) * 37) % 101) as f64 - 50.0;
    let right = |k: usize, j: usize| ((j * (k * 11 + 5) * 41) % 97) as f64 - 48.0;
    let cell = |i, j| (0..8).map(|k| left(i, k) * 0.5_f64.powi(k as i32) * right(k, j)).sum::<f64>() + 0.5;
    (0..530).map(|i| (0..510).map(|j| cell(i, j)).collect()).collect()
}

fn table(rows: &[Vec<f64>]) -> Table {
    let column =
        |j: usize| Column::from_numbers(format!("x{j}"), rows.iter().map(|row| Some(row[j])).collect());
    Table::new((0..rows[0].len()).map(|j| Arc::new(column(j))).collect(), rows.len())
}

fn projection(state: &StepState) -> &ProjectionState {
    let (StepState::Pca(projection) | StepState::TruncatedSvd(projection)) = state else {
        panic!("{}", state.op())
    };
    projection
}

fn numbers(value: &Value) -> Vec<f64> {
    serde_json::from_value(value.clone()).unwrap()
}

fn names(table: &Table) -> Vec<String> {
    table.columns().iter().map(|c| c.name.clone()).collect()
}

fn assert_near(found: &[f64], expected: &[f64], what: &str) {
    assert_eq!(found.len(), expected.len(), "{what}");
    let size = expected.iter().fold(0.0_f64, |most, x| most.max(x.abs()));
    for (x, y) in found.iter().zip(expected) {
        assert!((x - y).abs() <= 1e-6 * size.max(1e-6), "{what}: {x} and not {y}");
    }
}

#[test]
fn components_are_those_of_scikit_learn() {
    let answers: Value =
        serde_json::from_str(include_str!("../../../tests/reference/projection.json")).unwrap();
    let cases = answers["cases"].as_array().unwrap();
    assert!(cases.len() > 15);
    for case in cases {
        let (op, name) = (case["op"].as_str().unwrap(), case["table"].as_str().unwrap());
        let what = format!("{op} of {name} with {}", case["params"]);
        let rows = if name == "large" {
            large()
        } else {
            serde_json::from_value::<Vec<Vec<f64>>>(answers["tables"][name].clone()).unwrap()
        };
        let (train, new) = rows.split_at(rows.len() - 2);
        let params: ParamValues = serde_json::from_value(case["params"].clone()).unwrap();
        let train = table(train);
        let mut notes = Notes::default();
        let state = find_step(op).unwrap().build(&params).unwrap().fit(&train, &names(&train), &mut notes);
        let state = state.unwrap();
        let made = state.apply(&table(new), &mut notes).unwrap();
        assert_eq!(serde_json::json!(names(&made)), case["names"], "{what}");
        let components = &projection(&state).components;
        let of = |value: &dyn Fn(&glasshouse_prepare::Component) -> f64| {
            components.iter().map(value).collect::<Vec<_>>()
        };
        assert_near(&of(&|c| c.variance), &numbers(&case["variance"]), &format!("{what}: variance"));
        assert_near(&of(&|c| c.share), &numbers(&case["share"]), &format!("{what}: share"));
        assert_near(&components[0].weights, &numbers(&case["first"]), &format!("{what}: weights"));
        for (row, expected) in case["new"].as_array().unwrap().iter().enumerate() {
            let found: Vec<f64> = made.columns().iter().map(|c| c.number(row).unwrap()).collect();
            assert_near(&found, &numbers(expected), &format!("{what}: new row {row}"));
        }
    }
}

fn pca(params: &[(&str, ParamValue)]) -> StepSpec {
    let mut step = StepSpec::new("pca", &["@numeric"]);
    step.params = params.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
    step
}

fn prepared(table: &Table, steps: &[StepSpec]) -> Result<(Preparation, Vec<Vec<f64>>), Box<Fault>> {
    let fitted = Preparation::fit(table, &names(table), steps, Takes::default());
    let (preparation, prepared) = fitted.map_err(|error| Box::new(error.fault()))?;
    let row = |row: usize| prepared.table.columns().iter().map(|c| c.number(row).unwrap()).collect();
    Ok((preparation, (0..table.rows()).map(row).collect()))
}

#[test]
fn a_missing_cell_names_the_imputer() {
    let holed = Table::new(
        vec![
            Arc::new(Column::from_numbers("a", vec![Some(1.0), Some(2.0), Some(4.0)])),
            Arc::new(Column::from_numbers("b", vec![Some(1.0), None, Some(4.0)])),
        ],
        3,
    );
    let fault = prepared(&holed, &[pca(&[])]).unwrap_err();
    assert_eq!((fault.code.as_str(), fault.at.column.as_deref()), ("prepare.missing", Some("b")));
    assert_eq!((fault.at.row, fault.at.parameter.as_deref()), (Some(1), Some("prepare[0]")));
    assert!(fault.remedy.as_ref().unwrap().contains("simple_imputer"));
    let whole = table(&[vec![1.0, 2.0], vec![2.0, 1.0], vec![0.0, 5.0]]);
    let (fitted, _) = prepared(&whole, &[pca(&[])]).unwrap();
    let later = Table::new(
        vec![
            Arc::new(Column::from_numbers("x1", vec![None])),
            Arc::new(Column::from_numbers("x0", vec![Some(1.0)])),
        ],
        1,
    );
    assert!(fitted.apply(&later).unwrap_err().fault().remedy.unwrap().contains("simple_imputer"));
}

#[test]
fn nothing_that_varies_and_a_single_row_make_zeros() {
    for rows in [vec![vec![3.0, 7.0, 1e300]], vec![vec![3.0, 7.0, -1.0]; 5]] {
        let found = prepared(&table(&rows), &[pca(&[("whiten", ParamValue::Bool(true))])]);
        if rows.len() == 1 {
            let fault = found.unwrap_err();
            assert_eq!(fault.code, "prepare.too_large", "squares of 1e300 are beyond a double");
            continue;
        }
        assert!(found.unwrap().1.iter().flatten().all(|x| *x == 0.0));
    }
    let (fitted, rows) = prepared(&table(&[vec![3.0, 7.0]]), &[pca(&[])]).unwrap();
    assert_eq!((rows, fitted.features), (vec![vec![0.0]], vec!["pca0".to_owned()]));
}

#[test]
fn more_components_than_there_can_be_are_refused() {
    let rows = vec![vec![1.0, 2.0, 3.0], vec![4.0, 5.0, 7.0]];
    let fault = prepared(&table(&rows), &[pca(&[("n_components", ParamValue::Int(3))])]).unwrap_err();
    assert_eq!(fault.at.parameter.as_deref(), Some("prepare[0].n_components"));
    assert!(fault.message.contains("at most 2"), "{}", fault.message);
    for wrong in [1.5, 0.0, -1.0] {
        let refused = prepared(&table(&rows), &[pca(&[("n_components", ParamValue::Float(wrong))])]);
        assert_eq!(refused.unwrap_err().at.parameter.as_deref(), Some("prepare[0].n_components"));
    }
}

/// Components stand where the first of the columns stood, and a second step's have names of their own.
#[test]
fn components_take_the_place_of_their_columns() {
    let rows: Vec<Vec<f64>> =
        (0..9).map(|i| (0..5).map(|j| f64::from((i * 7 + j * 5) % 11)).collect()).collect();
    let of = |columns: &[&str]| StepSpec {
        columns: columns.iter().map(ToString::to_string).collect(),
        ..pca(&[])
    };
    let (fitted, _) = prepared(&table(&rows), &[of(&["x4", "x1"]), of(&["x2", "x3"])]).unwrap();
    assert_eq!(fitted.features, ["x0", "pca_2_0", "pca_2_1", "pca0", "pca1"]);
}

/// Few directions of many are those that are found when all are: in single precision, and where the last of
/// them is too small for it; in any unit.
#[test]
fn few_directions_are_the_first_of_all() {
    for (fall, unit) in [(0.8, 1.0), (0.5, 1e30), (0.5, 1e-30), (0.2, 1.0)] {
        are_the_first_of_all(fall, unit);
    }
}

fn are_the_first_of_all(fall: f64, unit: f64) {
    let number = |i: usize| ((i * 2_654_435_761) % 8191) as f64 / 8191.0 - 0.5;
    let rows: Vec<Vec<f64>> = (0..700)
        .map(|i| (0..40).map(|j| (number(i * 40 + j) * fall.powi(j as i32) + j as f64) * unit).collect())
        .collect();
    let train = table(&rows);
    let fit = |solver: &str| {
        let mut params = pca(&[("n_components", ParamValue::Int(6))]).params;
        params.insert("svd_solver".into(), ParamValue::Text(solver.into()));
        let step = find_step("pca").unwrap().build(&params).unwrap();
        step.fit(&train, &names(&train), &mut Notes::default()).unwrap()
    };
    let (all, few) = (fit("covariance_eigh"), fit("randomized"));
    for (a, b) in projection(&all).components.iter().zip(&projection(&few).components) {
        let what = format!("{} {fall} {unit}", a.name);
        assert_near(&b.weights, &a.weights, &what);
        assert_near(&[b.variance / unit / unit], &[a.variance / unit / unit], &what);
        assert_near(&[b.share], &[a.share], &what);
    }
    assert_eq!(few, fit("randomized"));
}
