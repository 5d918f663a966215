//! Pipelines: what they read, what they refuse, and that their bytes are what was fitted.

#![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

use glasshouse_learn::dummy::DummyState;
use glasshouse_learn::linear::{MarginKind, MarginState};
use glasshouse_learn::{FeatureKind, Features, ModelState, Prediction, Takes};
use glasshouse_prepare::{Pipeline, PipelineState, Preparation, PrepareError, Prepared, answer, at_once};
use glasshouse_spec::{ColumnType, Fault, ParamValue, StepSpec, TaskKind, TaskReport};
use glasshouse_table::{Column, Table};
use ndarray::Array2;
use std::sync::Arc;

fn numbers(name: &str, cells: &[Option<f64>]) -> Arc<Column> {
    Arc::new(Column::from_numbers(name, cells.to_vec()))
}

fn words(name: &str, kind: ColumnType, cells: &[Option<&str>]) -> Arc<Column> {
    Arc::new(Column::from_labels(name, kind, cells.iter().copied()))
}

fn of(columns: Vec<Arc<Column>>) -> Table {
    let rows = columns[0].len();
    Table::new(columns, rows)
}

fn train() -> Table {
    of(vec![
        numbers("age", &[Some(0.1), None, Some(30.0), Some(41.5)]),
        words("city", ColumnType::Categorical, &[Some("Oslo"), Some("Rome"), Some("Oslo"), None]),
        words("member", ColumnType::Boolean, &[Some("Yes"), Some("no"), Some("NO"), Some("y")]),
        words("note", ColumnType::Text, &[Some("a b"), None, Some("c d"), Some("e f")]),
    ])
}

fn names(table: &Table) -> Vec<String> {
    table.columns().iter().map(|c| c.name.clone()).collect()
}

fn step(op: &str, columns: &[&str], params: &[(&str, &str)]) -> StepSpec {
    let mut step = StepSpec::new(op, columns);
    step.params = params.iter().map(|(k, v)| (k.to_string(), ParamValue::Text(v.to_string()))).collect();
    step
}

fn steps() -> Vec<StepSpec> {
    vec![
        step("simple_imputer", &["@numeric"], &[("strategy", "median")]),
        step("simple_imputer", &["@categorical"], &[("strategy", "most_frequent")]),
        step("one_hot_encoder", &["@categorical"], &[("handle_unknown", "ignore")]),
    ]
}

fn fitted() -> (Preparation, Prepared) {
    Preparation::fit(&train(), &names(&train()), &steps(), Takes::default()).unwrap()
}

fn refusal(table: &Table, steps: &[StepSpec]) -> Fault {
    Preparation::fit(table, &names(table), steps, Takes::default()).unwrap_err().fault()
}

/// More rows than are answered at a time, by a model without probabilities.
#[test]
fn classes_without_probabilities_are_put_together() {
    let model = MarginState {
        kind: MarginKind::Ridge,
        classes: 2,
        features: 1,
        coefficients: vec![1.0],
        intercepts: vec![-0.5],
        stopped: None,
    };
    let data = Array2::from_shape_fn((20_000, 1), |(row, _)| (row % 2) as f32);
    let x = Features::new(vec!["x".to_string()], data);
    let Prediction::Classes { probabilities, index } = at_once(answer(&model, &x, &async |_| {})) else {
        panic!("classes")
    };
    assert_eq!(probabilities.dim(), (20_000, 0));
    assert_eq!(index, (0..20_000).map(|row| row % 2).collect::<Vec<u32>>());
}

#[test]
fn a_logarithm_wants_numbers_from_0_up() {
    let wages = |cells: &[Option<f64>]| {
        of(vec![numbers("wage", cells), numbers("age", &vec![Some(1.0); cells.len()])])
    };
    let log = [step("log1p", &[], &[])];
    let fault = refusal(&wages(&[Some(3.0), None, Some(-2.5), Some(-9.0)]), &log);
    assert_eq!(
        (fault.code.as_str(), fault.at.row, fault.at.column.as_deref()),
        ("prepare.negative", Some(2), Some("wage"))
    );
    assert!(fault.message.contains("is -2.5"), "{}", fault.message);
    assert!(fault.remedy.unwrap().contains("robust_scaler"));
    assert_eq!(fault.at.parameter.as_deref(), Some("prepare[0]"));

    let train = wages(&[Some(3.0), Some(-0.0), Some(0.0)]);
    let (fitted, _) = Preparation::fit(&train, &names(&train), &log, Takes::default()).unwrap();
    let new = fitted.apply(&wages(&[Some(-7.0), Some(0.0), Some(f64::NEG_INFINITY), Some(1.0)])).unwrap();
    let found: Vec<f64> = new.table.column("wage").unwrap().numbers().unwrap().values().to_vec();
    assert_eq!(found, [0.0, 0.0, 0.0, std::f64::consts::LN_2]);
    assert_eq!(new.notes.negative, [("wage".to_string(), 2)].into());
    let refused = fitted.apply(&wages(&[Some(f64::INFINITY)])).unwrap().features().unwrap_err().fault();
    assert_eq!(refused.code, "prepare.too_large");
}

fn pipeline() -> Pipeline {
    let task = TaskReport {
        kind: TaskKind::Classification,
        target: "bought".into(),
        classes: vec!["no".into(), "yes".into()],
        positive: Some("yes".into()),
        also: Vec::new(),
    };
    let model = ModelState::Dummy(DummyState::Classes(vec![0.25, 0.75]));
    Pipeline::new(PipelineState::new(fitted().0, task, model)).unwrap()
}

#[test]
fn features_stand_where_their_columns_stood() {
    let (preparation, prepared) = fitted();
    assert_eq!(preparation.features, ["age", "city_Oslo", "city_Rome", "member"]);
    let x = prepared.features().unwrap().data;
    assert_eq!(x.row(3).to_vec(), [41.5, 1.0, 0.0, 1.0]);
    assert_eq!(x.row(1).to_vec(), [30.0, 0.0, 1.0, 0.0]);
}

#[test]
fn untreated_text_is_left_out_with_a_warning_and_is_no_input() {
    let (preparation, prepared) = fitted();
    assert!(
        prepared.notes.warnings.iter().any(|w| w.code == "prepare.left_out" && w.message.contains("note"))
    );
    assert!(preparation.inputs.iter().all(|i| i.name != "note"));
    let dropped = [vec![step("drop_columns", &["age"], &[])], steps()].concat();
    let (preparation, _) = Preparation::fit(&train(), &names(&train()), &dropped, Takes::default()).unwrap();
    assert_eq!(preparation.inputs.iter().map(|i| i.name.as_str()).collect::<Vec<_>>(), ["city", "member"]);
}

#[test]
fn order_and_other_columns_do_not_matter() {
    let pipeline = pipeline();
    let table = train();
    let turned: Vec<_> = table.columns().iter().rev().cloned().chain([numbers("more", &[None; 4])]).collect();
    let (a, b) = (pipeline.transform(&table).unwrap(), pipeline.transform(&of(turned)).unwrap());
    assert_eq!(a.features().unwrap().data, b.features().unwrap().data);
}

#[test]
fn unseen_categories_and_new_gaps_are_counted() {
    let new = of(vec![
        numbers("age", &[None, Some(1.0), Some(2.0)]),
        words("city", ColumnType::Categorical, &[Some("Paris"), Some("Oslo"), Some("Lima")]),
        words("member", ColumnType::Boolean, &[Some("f"), Some("t"), Some("TRUE")]),
    ]);
    let notes = pipeline().predict(&new).unwrap().notes;
    assert_eq!(notes.unseen.into_iter().collect::<Vec<_>>(), [("city".to_string(), 2)]);
    assert!(notes.missing.is_empty(), "the training rows have gaps in age");
    let gap = of(vec![
        numbers("age", &[None]),
        words("city", ColumnType::Categorical, &[None]),
        words("member", ColumnType::Boolean, &[None]),
    ]);
    let fault = pipeline().predict(&gap).unwrap_err().fault();
    assert_eq!((fault.code.as_str(), fault.at.column.as_deref()), ("prepare.missing", Some("member")));
}

#[test]
fn predictions_read_numbers_as_a_runtime_gets_them() {
    let (preparation, _) = fitted();
    let exact = preparation.apply(&train()).unwrap().table.column("age").unwrap().number(0).unwrap();
    let rounded =
        preparation.apply_rounded(&train()).unwrap().table.column("age").unwrap().number(0).unwrap();
    assert_eq!(exact, 0.1);
    assert_eq!(rounded, f64::from(0.1_f32));
    let Prediction::Classes { index, .. } = pipeline().predict(&train()).unwrap().prediction else {
        panic!("classes")
    };
    assert_eq!(index, [1; 4]);
}

#[test]
fn bytes_are_what_was_fitted() {
    let state = pipeline().state().clone();
    let again = PipelineState::from_bytes(&state.to_bytes()).unwrap();
    assert_eq!((&again, again.sha256()), (&state, state.sha256()));
    assert_eq!(state.sha256().len(), 64);
    let other = PipelineState { classes: vec!["no".into(), "yet".into()], ..state.clone() };
    assert_ne!(other.sha256(), state.sha256());
    assert!(matches!(PipelineState::from_bytes(&state.to_bytes()[..20]), Err(PrepareError::Decode(_))));
}

#[test]
fn inputs_that_do_not_fit_are_named() {
    let fault = pipeline().predict(&of(vec![numbers("age", &[Some(1.0)])])).unwrap_err().fault();
    assert_eq!(fault.code, "data.missing_column");
    assert!(fault.message.contains("\"city\", \"member\""), "{}", fault.message);
    let other = of(vec![
        words("age", ColumnType::Categorical, &[Some("old")]),
        words("city", ColumnType::Categorical, &[Some("Oslo")]),
        words("member", ColumnType::Boolean, &[Some("no")]),
    ]);
    let fault = pipeline().predict(&other).unwrap_err().fault();
    assert_eq!((fault.code.as_str(), fault.at.column.as_deref()), ("data.other_type", Some("age")));
}

#[test]
fn what_nobody_prepared_names_the_step_to_add() {
    let fault = refusal(&train(), &steps()[1..]);
    assert_eq!((fault.code.as_str(), fault.at.row), ("prepare.missing", Some(1)));
    assert!(fault.remedy.unwrap().contains("simple_imputer"));
    let fault = refusal(&train(), &steps()[..2]);
    assert_eq!((fault.code.as_str(), fault.at.column.as_deref()), ("prepare.not_encoded", Some("city")));
    assert!(fault.remedy.unwrap().contains("one_hot_encoder"));
    let dates = of(vec![Arc::new(Column::from_times("day", vec![Some(0)])), numbers("x", &[Some(1.0)])]);
    let fault = refusal(&dates, &[]);
    assert!(fault.code == "prepare.not_encoded" && fault.remedy.unwrap().contains("ignore"));
}

#[test]
fn steps_that_cannot_be_are_refused_with_their_place() {
    let at = |steps: &[StepSpec]| {
        let fault = refusal(&train(), steps);
        (fault.code, fault.at.parameter.unwrap())
    };
    assert_eq!(
        at(&[step("simple_imputr", &[], &[])]),
        ("recipe.unknown_step".into(), "prepare[0].op".into())
    );
    let typo = step("simple_imputer", &["agee"], &[]);
    assert_eq!(
        at(&[steps()[0].clone(), typo.clone()]),
        ("recipe.unknown_column".into(), "prepare[1].columns".into())
    );
    assert!(refusal(&train(), &[typo]).message.contains("did you mean \"age\""));
    let bad = step("simple_imputer", &["age"], &[("strategy", "mode")]);
    assert_eq!(at(&[bad]), ("recipe.parameter".into(), "prepare[0].strategy".into()));
    let mean = step("simple_imputer", &["city"], &[("strategy", "mean")]);
    assert_eq!(at(&[mean]), ("prepare.wrong_type".into(), "prepare[0]".into()));
    let fill = step("simple_imputer", &["age"], &[("strategy", "constant"), ("fill_value", "none")]);
    assert_eq!(at(&[fill]), ("prepare.unsuitable".into(), "prepare[0].fill_value".into()));
    let gone = [steps()[2].clone(), step("one_hot_encoder", &["city"], &[])];
    assert_eq!(at(&gone), ("recipe.not_a_feature".into(), "prepare[1].columns".into()));
}

#[test]
fn a_step_that_is_switched_off_does_nothing() {
    let mut off = step("no_such_step", &["nothing"], &[]);
    off.enabled = false;
    let with = [vec![off], steps()].concat();
    assert_eq!(Preparation::fit(&train(), &names(&train()), &with, Takes::default()).unwrap().0, fitted().0);
}

#[test]
fn numbers_beyond_32_bits_are_refused_where_they_stand() {
    let table = of(vec![numbers("x", &[Some(1.0), Some(1e300)])]);
    let (_, prepared) = Preparation::fit(&table, &names(&table), &[], Takes::default()).unwrap();
    let fault = prepared.features().unwrap_err().fault();
    assert_eq!((fault.code.as_str(), fault.at.row), ("prepare.too_large", Some(1)));
}

/// What an estimator sees that takes gaps and categories, as scikit-learn's `OrdinalEncoder` and
/// `from_dtype` give it.
#[test]
fn gaps_and_categories_reach_an_estimator_that_takes_them() {
    let takes = Takes { missing: true, categories: true, sparse: false };
    let (fitted, prepared) = Preparation::fit(&train(), &names(&train()), &[], takes).unwrap();
    assert_eq!(fitted.features, ["age", "city", "member"]);
    let x = prepared.features().unwrap();
    let category = FeatureKind::Category { levels: 2 };
    assert_eq!(x.kinds[..], [FeatureKind::Gappy, category, FeatureKind::Gappy]);
    let cells = |x: &Features| x.data.map(|v| (!v.is_nan()).then_some(*v)).into_iter().collect::<Vec<_>>();
    let (some, none) = (Some::<f32>, None);
    let rows = [
        [some(0.1), some(0.0), some(1.0)],
        [none, some(1.0), some(0.0)],
        [some(30.0), some(0.0), some(0.0)],
        [some(41.5), none, some(1.0)],
    ];
    assert_eq!(cells(&x), rows.concat());

    let later = of(vec![
        words("member", ColumnType::Boolean, &[None, Some("y")]),
        numbers("age", &[Some(5.0), None]),
        words("city", ColumnType::Categorical, &[Some("Rome"), Some("Bonn")]),
    ]);
    let applied = fitted.apply(&later).unwrap();
    assert_eq!(cells(&applied.features().unwrap()), [some(5.0), some(1.0), none, none, none, some(1.0)]);
    assert_eq!(applied.notes.unseen.get("city"), Some(&1));
}

#[test]
fn a_feature_that_a_step_fills_has_no_gaps() {
    let takes = Takes { missing: true, categories: true, sparse: false };
    let (_, prepared) = Preparation::fit(&train(), &names(&train()), &steps(), takes).unwrap();
    let (number, gappy) = (FeatureKind::Number, FeatureKind::Gappy);
    assert_eq!(prepared.kinds, [number, number, number, gappy]);
    let gaps_only = Takes { missing: true, categories: false, sparse: false };
    let refused = Preparation::fit(&train(), &names(&train()), &[], gaps_only).unwrap_err().fault();
    assert_eq!((refused.code.as_str(), refused.at.column.as_deref()), ("prepare.not_encoded", Some("city")));
    assert!(refused.remedy.unwrap().contains("one_hot_encoder"));
}

#[test]
fn nothing_left_is_refused() {
    let all = [step("drop_columns", &["@all"], &[])];
    assert_eq!(refusal(&train(), &all).code, "prepare.no_features");
    assert_eq!(refusal(&train().take(&[]), &steps()).code, "prepare.no_rows");
}
