//! Steps that make columns of others answer as scikit-learn, feature-engine and pandas do:
//! `tests/reference/features.py`.

#![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

use glasshouse_learn::Takes;
use glasshouse_prepare::{Context, Fit, Notes, Preparation, StepState, find_step};
use glasshouse_spec::{ColumnType, Fault, ParamValue, ParamValues, StepSpec};
use glasshouse_table::{Column, DateOrder, Table, parse_date};
use serde_json::Value;
use std::sync::Arc;

fn answers() -> Value {
    serde_json::from_str(include_str!("../../../tests/reference/features.json")).unwrap()
}

fn column(table: &str, name: &str, cells: &Value) -> Arc<Column> {
    let cells = cells.as_array().unwrap();
    let date = |cell: &Value| cell.as_str().map(|text| parse_date(text, DateOrder::DayFirst).unwrap());
    Arc::new(match (table, name) {
        ("dates", _) => Column::from_times(name, cells.iter().map(date).collect()),
        (_, "city") => Column::from_labels(name, ColumnType::Categorical, cells.iter().map(Value::as_str)),
        _ => Column::from_numbers(name, cells.iter().map(Value::as_f64).collect()),
    })
}

fn table(answers: &Value, name: &str) -> Table {
    let columns: Vec<Arc<Column>> = answers["tables"][name]
        .as_object()
        .unwrap()
        .iter()
        .map(|(n, cells)| column(name, n, cells))
        .collect();
    let rows = columns[0].len();
    Table::new(columns, rows)
}

fn fit(op: &str, params: &ParamValues, columns: &[String], train: &Table) -> StepState {
    let step = find_step(op).unwrap().build(params).unwrap();
    let mut fitting = step.start(train, columns, &Context::default()).unwrap();
    loop {
        if let Fit::Done(fitted) = fitting.advance(&mut Notes::default()).unwrap() {
            return fitted.state.unwrap();
        }
    }
}

fn assert_made(table: &Table, made: &Value, case: &str) {
    for (name, cells) in made.as_object().unwrap() {
        let found =
            table.column(name).unwrap_or_else(|| panic!("{case}: no {name}, but {:?}", table.names()));
        for (row, want) in cells.as_array().unwrap().iter().enumerate() {
            let want = want.as_f64().or_else(|| want.as_str().map(|text| text.parse().unwrap()));
            let near = match (found.number(row), want) {
                (Some(x), Some(y)) => x == y || (x - y).abs() <= 1e-12 * y.abs().max(1.0),
                (x, y) => x == y,
            };
            assert!(near, "{case} {name} row {row}: {:?} and not {want:?}", found.number(row));
        }
    }
}

#[test]
fn what_is_made_is_what_the_libraries_make() {
    let answers = answers();
    let cases = answers["cases"].as_array().unwrap();
    assert!(cases.len() > 20);
    for case in cases {
        let (op, name) = (case["op"].as_str().unwrap(), case["table"].as_str().unwrap());
        let label = format!("{op} {} of {}", case["params"], case["columns"]);
        let params: ParamValues = serde_json::from_value(case["params"].clone()).unwrap();
        let columns: Vec<String> = serde_json::from_value(case["columns"].clone()).unwrap();
        let train = table(&answers, name);
        let state = fit(op, &params, &columns, &train);
        let made = state.apply(&train, &mut Notes::default()).unwrap();
        assert_made(&made, &case["made"], &label);
        let names: Vec<&str> = case["made"].as_object().unwrap().keys().map(String::as_str).collect();
        let others: Vec<&str> =
            made.names().into_iter().filter(|n| names.contains(n) || train.column(n).is_none()).collect();
        let mut sorted = others.clone();
        sorted.sort_unstable();
        assert_eq!(sorted, names, "{label}");
        if let Some(later) = case.get("new") {
            let new = state.apply(&table(&answers, &format!("new {name}")), &mut Notes::default()).unwrap();
            assert_made(&new, later, &label);
        }
    }
}

fn numbers() -> Table {
    table(&answers(), "numbers")
}

fn spec(op: &str, columns: &[&str], params: &[(&str, ParamValue)]) -> StepSpec {
    let mut spec = StepSpec::new(op, columns);
    spec.params = params.iter().map(|(k, v)| (k.to_string(), v.clone())).collect();
    spec
}

fn text(text: &str) -> ParamValue {
    ParamValue::Text(text.into())
}

fn names(train: &Table, features: &[&str], step: StepSpec) -> Result<Vec<String>, Box<Fault>> {
    let features: Vec<String> = features.iter().map(ToString::to_string).collect();
    let takes = Takes { missing: true, ..Takes::default() };
    let fitted = Preparation::fit(train, &features, &[step], takes);
    fitted.map(|(preparation, _)| preparation.features).map_err(|error| Box::new(error.fault()))
}

#[test]
fn terms_are_in_the_order_of_scikit_learn_and_stay_behind_their_columns() {
    let of = |params: &[(&str, ParamValue)]| {
        names(&numbers(), &["a", "b c", "d"], spec("polynomial_features", &["a", "d"], params)).unwrap()
    };
    assert_eq!(of(&[]), ["a", "b c", "d", "a^2", "a d", "d^2"]);
    assert_eq!(of(&[("keep", ParamValue::Bool(false))]), ["a", "d", "a^2", "a d", "d^2", "b c"]);
    assert_eq!(of(&[("degree", ParamValue::Int(3))])[6..], ["a^3", "a^2 d", "a d^2", "d^3"]);
    assert_eq!(of(&[("interactions", text("d * a"))]), ["a", "b c", "d", "a d"]);
}

#[test]
fn ratios_replace_their_columns_where_they_are_asked_to() {
    let drop = ("drop_original", ParamValue::Bool(true));
    let step = spec("relative_features", &["a"], &[("reference", text("d")), drop]);
    assert_eq!(names(&numbers(), &["a", "b c", "d"], step).unwrap(), ["b c", "a_div_d"]);
}

#[test]
fn what_is_not_there_and_what_is_no_feature_is_refused() {
    let refused = |step: StepSpec| names(&numbers(), &["a", "b c"], step).unwrap_err().code;
    let relative = |reference: &str| spec("relative_features", &["a"], &[("reference", text(reference))]);
    // A column of the table that is no feature, as the target.
    assert_eq!(refused(relative("d")), "recipe.not_a_feature");
    assert_eq!(refused(relative("e")), "recipe.unknown_column");
    assert_eq!(refused(spec("relative_features", &["a"], &[])), "recipe.reference");
    assert_eq!(
        refused(spec("polynomial_features", &[], &[("interactions", text("a * e"))])),
        "recipe.interaction"
    );
    let many = spec("polynomial_features", &[], &[("degree", ParamValue::Int(10))]);
    let columns: Vec<Arc<Column>> =
        (0..20).map(|at| Arc::new(Column::from_numbers(format!("x{at}"), vec![Some(1.0)]))).collect();
    let wide = Table::new(columns, 1);
    assert_eq!(names(&wide, &wide.names(), many).unwrap_err().code, "prepare.too_many_terms");
    assert_eq!(refused(spec("group_aggregate", &["a"], &[])), "recipe.by");
    assert_eq!(refused(spec("group_aggregate", &["a"], &[("by", text("nobody"))])), "recipe.unknown_column");
}

/// The groups are averages of the training rows alone, and the target is no group.
#[test]
fn groups_may_be_no_features_but_not_the_target() {
    let answers = answers();
    let rows = table(&answers, "groups");
    let step = spec("group_aggregate", &["y"], &[("by", text("city"))]);
    assert_eq!(names(&rows, &["y"], step.clone()).unwrap(), ["y", "y_mean_by_city"]);
    let context = Context { targets: vec!["city".into()], ..Context::default() };
    let takes = Takes { missing: true, ..Takes::default() };
    let (names, steps) = (["y".to_owned()], [step]);
    let fitted =
        Preparation::fit_in_pieces(&rows, &names, &steps, takes, &context, &glasshouse_prepare::no_pause);
    let fault = glasshouse_prepare::at_once(fitted).unwrap_err().fault();
    assert_eq!(fault.code, "recipe.not_a_feature");
}

#[test]
fn dates_go_or_stay() {
    let rows = table(&answers(), "dates");
    let of = |params: &[(&str, ParamValue)]| {
        names(&rows, &["when", "since"], spec("datetime_features", &["when"], params))
    };
    assert_eq!(of(&[]).unwrap_err().code, "prepare.not_encoded");
    let rows_without = rows.drop(&["since"]);
    let keep = spec("datetime_features", &[], &[("features", text("year"))]);
    assert_eq!(names(&rows_without, &["when"], keep).unwrap(), ["when_year"]);
    let state = fit(
        "datetime_features",
        &ParamValues::from([("keep".into(), ParamValue::Bool(true))]),
        &["when".into()],
        &rows,
    );
    let kept = state.apply(&rows, &mut Notes::default()).unwrap();
    assert_eq!(kept.names()[..3], ["since", "when", "when_year"]);
    assert_eq!(of(&[("since", text("soon"))]).unwrap_err().code, "recipe.since");
}
