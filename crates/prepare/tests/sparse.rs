//! Categories of many values: the same features however they are kept, and a matrix that stays small.

#![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

use glasshouse_learn::{Features, ModelState, Takes, linear::LinearState};
use glasshouse_prepare::{Pipeline, PipelineState, Preparation, Prepared};
use glasshouse_spec::{ColumnType, ParamValue, StepSpec, TaskKind, TaskReport};
use glasshouse_table::{Column, Table};
use std::sync::Arc;

const DENSE: Takes = Takes { missing: false, categories: false, sparse: false };
const SPARSE: Takes = Takes { missing: false, categories: false, sparse: true };

/// Cities, streets and a number; every seventh city is missing.
fn table(rows: usize, cities: usize) -> Table {
    let city = |row: usize| (!row.is_multiple_of(7)).then(|| format!("c{}", row * 31 % cities));
    let street = |row: usize| Some(format!("s{}", row * 17 % 40));
    let number = |row: usize| Some((row % 5) as f64 - 1.0);
    Table::new(
        vec![
            Arc::new(Column::from_labels("city", ColumnType::Categorical, (0..rows).map(city))),
            Arc::new(Column::from_numbers("age", (0..rows).map(number).collect())),
            Arc::new(Column::from_labels("street", ColumnType::Categorical, (0..rows).map(street))),
        ],
        rows,
    )
}

fn step(op: &str, columns: &[&str], params: &[(&str, ParamValue)]) -> StepSpec {
    let mut step = StepSpec::new(op, columns);
    step.params = params.iter().map(|(name, value)| (name.to_string(), value.clone())).collect();
    step
}

fn one_hot() -> StepSpec {
    step("one_hot_encoder", &["@categorical"], &[("handle_unknown", ParamValue::Text("ignore".into()))])
}

fn fitted(table: &Table, steps: &[StepSpec], takes: Takes) -> (Preparation, Prepared) {
    let names: Vec<String> = table.columns().iter().map(|c| c.name.clone()).collect();
    Preparation::fit(table, &names, steps, takes).unwrap()
}

/// The cells, and whether they were kept sparsely.
fn cells(x: &Features) -> (Vec<f32>, bool) {
    let dense = x.sparse.as_ref().map_or_else(|| x.data.clone(), |sparse| sparse.to_dense());
    (dense.into_iter().collect(), x.sparse.is_some())
}

/// By hand: a city is a one in its column, and so is a street; the rest is as the table has it.
#[test]
fn a_one_stands_where_the_category_is() {
    let rows = table(600, 300);
    for (takes, kept) in [(DENSE, false), (SPARSE, true)] {
        let (preparation, prepared) = fitted(&rows, &[one_hot()], takes);
        let (x, sparse) = cells(&prepared.features().unwrap());
        assert_eq!(sparse, kept);
        let width = preparation.features.len();
        assert!(width > 256, "{width}");
        for (row, line) in x.chunks_exact(width).enumerate() {
            let city =
                if row.is_multiple_of(7) { "city_nan".into() } else { format!("city_c{}", row * 31 % 300) };
            let street = format!("street_s{}", row * 17 % 40);
            for (feature, (name, &cell)) in preparation.features.iter().zip(line).enumerate() {
                let expected = match name.as_str() {
                    "age" => (row % 5) as f32 - 1.0,
                    name => f32::from(u8::from(name == city || name == street)),
                };
                assert_eq!(cell, expected, "{row} {name}");
                assert_eq!(prepared.number(row, feature), Some(f64::from(cell)));
            }
        }
    }
}

/// What is fitted decides, so that a row alone is prepared as it was in training.
#[test]
fn rows_at_hand_do_not_decide() {
    let rows = table(600, 300);
    let (preparation, prepared) = fitted(&rows, &[one_hot()], SPARSE);
    let whole = cells(&prepared.features().unwrap());
    let some = preparation.apply(&rows.take(&[3, 500])).unwrap().features().unwrap();
    let width = preparation.features.len();
    let expected = [3, 500].map(|row| &whole.0[row * width..(row + 1) * width]).concat();
    assert_eq!(cells(&some), (expected, true));
    let none = preparation.apply(&rows.take(&[])).unwrap().features().unwrap();
    assert_eq!((none.rows(), none.width()), (0, width));
    // Few columns stay dense.
    let (_, narrow) = fitted(&table(600, 50), &[one_hot()], SPARSE);
    assert!(narrow.features().unwrap().sparse.is_none());
}

/// Steps after the encoder see its columns as they are: scaled or projected, they are what the narrow
/// encoder's are.
#[test]
fn later_steps_read_what_stands_for_codes() {
    let rows = table(400, 60);
    let later = |after: &[StepSpec]| {
        let steps: Vec<StepSpec> = std::iter::once(one_hot()).chain(after.iter().cloned()).collect();
        let (preparation, prepared) = fitted(&rows, &steps, SPARSE);
        (preparation, cells(&prepared.features().unwrap()).0)
    };
    let (plain, x) = later(&[]);
    let width = plain.features.len();
    let column = |name: &str| {
        let at = plain.features.iter().position(|n| n == name).unwrap();
        x.iter().skip(at).step_by(width).map(|&v| f64::from(v)).collect::<Vec<f64>>()
    };
    let ones = column("city_c31");
    let mean = ones.iter().sum::<f64>() / 400.0;
    let spread = (mean * (1.0 - mean)).sqrt();
    let (scaled, x) = later(&[step("standard_scaler", &["city_c31", "age"], &[])]);
    assert_eq!(scaled.features, plain.features);
    let at = scaled.features.iter().position(|n| n == "city_c31").unwrap();
    for (row, one) in ones.iter().enumerate() {
        let found = f64::from(x[row * width + at]);
        assert!((found - (one - mean) / spread).abs() < 1e-6, "{row}: {found}");
    }
    let (filled, y) = later(&[step("simple_imputer", &["@numeric"], &[])]);
    assert_eq!((filled.features.len(), &y), (width, &x_of(&plain, &rows)));
    let (dropped, _) = later(&[step("drop_columns", &["city_c31"], &[])]);
    assert_eq!(dropped.features.len(), width - 1);
    let (flagged, x) =
        later(&[step("missing_indicator", &["city_c31"], &[("features", ParamValue::Text("all".into()))])]);
    assert_eq!(flagged.features.len(), width + 1);
    assert!(x.chunks_exact(width + 1).all(|row| row[width] == 0.0));
    let svd = step("truncated_svd", &["@numeric"], &[("n_components", ParamValue::Int(2))]);
    let (projected, x) = later(&[svd]);
    assert_eq!(projected.features.len(), 2);
    assert!(x.iter().any(|v| *v != x[0]));
}

fn x_of(preparation: &Preparation, rows: &Table) -> Vec<f32> {
    cells(&preparation.apply(rows).unwrap().features().unwrap()).0
}

/// Twenty thousand columns: a line over them answers what the category's coefficient says, and no dense
/// matrix is made on the way (it would take 1.6 GB).
#[test]
fn many_categories_are_predicted_in_little_memory() {
    let rows = table(20_000, 20_000);
    let (preparation, prepared) = fitted(&rows, &[one_hot()], SPARSE);
    let width = preparation.features.len();
    assert!(width > 17_000, "{width}");
    let x = prepared.features().unwrap();
    assert!(x.sparse.as_ref().unwrap().kept() <= 3 * 20_000);
    let coefficients: Vec<f64> = (0..width).map(|j| j as f64).collect();
    let at = |name: &str| preparation.features.iter().position(|n| n == name).unwrap() as f64;
    let (city, street, age) = (at("city_c31"), at("street_s17"), at("age"));
    let task = TaskReport {
        kind: TaskKind::Regression,
        target: "y".into(),
        classes: Vec::new(),
        positive: None,
        also: Vec::new(),
    };
    let model = ModelState::Linear(LinearState { coefficients, intercept: 0.5 });
    let pipeline = Pipeline::new(PipelineState::new(preparation, task, model)).unwrap();
    let answers = pipeline.predict(&rows).unwrap();
    let glasshouse_learn::Prediction::Numbers(numbers) = answers.prediction else { panic!("numbers") };
    assert_eq!(numbers.len(), 20_000);
    assert_eq!(numbers[1], 0.5 + city + street + 0.0 * age);
}

#[test]
fn a_dense_matrix_that_is_too_large_says_what_to_do() {
    let rows = table(130_000, 130_000);
    let (_, prepared) = fitted(&rows, &[one_hot()], DENSE);
    let fault = prepared.features().unwrap_err().fault();
    assert_eq!(fault.code, "data.too_large");
    assert!(fault.message.contains("130000 rows"), "{}", fault.message);
    let remedy = fault.remedy.unwrap();
    for word in [
        "max_categories",
        "ordinal_encoder",
        "logistic_regression",
        "multinomial_nb",
        "hist_gradient_boosting",
    ] {
        assert!(remedy.contains(word), "{word}: {remedy}");
    }
}
