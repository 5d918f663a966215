//! Steps that look along the rows answer as feature-engine and pandas do (`tests/reference/order.py`), look back
//! only, and refuse a past with holes.

#![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

use glasshouse_learn::{Takes, Target};
use glasshouse_prepare::{
    Among, Context, Fit, Notes, Preparation, PrepareError, StepState, at_once, find_step, no_pause,
};
use glasshouse_spec::{ColumnType, Fault, ParamValue, ParamValues, StepSpec, TaskKind};
use glasshouse_table::{Column, Table};
use proptest::prelude::*;
use serde_json::Value;
use std::sync::Arc;

fn answers() -> Value {
    serde_json::from_str(include_str!("../../../tests/reference/order.json")).unwrap()
}

fn table(answers: &Value, name: &str) -> Table {
    let column = |(name, cells): (&String, &Value)| {
        let cells = cells.as_array().unwrap();
        Arc::new(match name.as_str() {
            "shop" | "word" => {
                Column::from_labels(name, ColumnType::Categorical, cells.iter().map(Value::as_str))
            }
            _ => Column::from_numbers(name, cells.iter().map(Value::as_f64).collect()),
        })
    };
    let columns: Vec<Arc<Column>> = answers["tables"][name].as_object().unwrap().iter().map(column).collect();
    let rows = columns[0].len();
    Table::new(columns, rows)
}

fn try_fit(
    op: &str,
    params: &ParamValues,
    columns: &[String],
    train: &Table,
    context: &Context,
) -> Result<StepState, PrepareError> {
    let step = find_step(op)?.build(params).map_err(PrepareError::Params)?;
    let mut fitting = step.start(train, columns, context)?;
    loop {
        if let Fit::Done(fitted) = fitting.advance(&mut Notes::default())? {
            return Ok(fitted.state.unwrap());
        }
    }
}

fn fit(op: &str, params: &ParamValues, columns: &[String], train: &Table) -> StepState {
    try_fit(op, params, columns, train, &Context::default()).unwrap()
}

fn assert_made(table: &Table, made: &Value, case: &str) {
    for (name, cells) in made.as_object().unwrap() {
        let found =
            table.column(name).unwrap_or_else(|| panic!("{case}: no {name}, but {:?}", table.names()));
        for (row, want) in cells.as_array().unwrap().iter().enumerate() {
            let same = match (want.as_str(), want.as_f64(), found.number(row)) {
                (Some(word), ..) => found.label(row).as_deref() == Some(word),
                (_, Some(x), Some(y)) => x == y || (x - y).abs() <= 1e-12 * x.abs().max(1.0),
                (_, None, None) => found.is_missing(row),
                _ => false,
            };
            assert!(same, "{case} {name} row {row}: {:?} and not {want:?}", found.label(row));
        }
    }
}

#[test]
fn what_is_made_is_what_the_libraries_make() {
    let answers = answers();
    let cases = answers["cases"].as_array().unwrap();
    assert!(cases.len() > 80);
    for case in cases {
        let (op, name) = (case["op"].as_str().unwrap(), case["table"].as_str().unwrap());
        let label = format!("{op} {} of {name}", case["params"]);
        let params: ParamValues = serde_json::from_value(case["params"].clone()).unwrap();
        let columns: Vec<String> = serde_json::from_value(case["columns"].clone()).unwrap();
        let train = table(&answers, name);
        let made = fit(op, &params, &columns, &train).apply(&train, &mut Notes::default()).unwrap();
        assert_made(&made, &case["made"], &label);
        let names = case["made"].as_object().unwrap();
        let more = made.names().into_iter().filter(|n| !names.contains_key(*n) && train.column(n).is_none());
        assert_eq!(more.count(), 0, "{label}");
    }
}

fn text(text: &str) -> ParamValue {
    ParamValue::Text(text.into())
}

fn list(numbers: &[i64]) -> ParamValue {
    ParamValue::List(numbers.iter().map(|n| ParamValue::Int(*n)).collect())
}

fn spec(op: &str, columns: &[&str], params: &[(&str, ParamValue)]) -> StepSpec {
    let mut spec = StepSpec::new(op, columns);
    spec.params = params.iter().map(|(k, v)| (k.to_string(), v.clone())).collect();
    spec
}

fn prepare(
    train: &Table,
    features: &[&str],
    steps: &[StepSpec],
    context: &Context,
) -> Result<Preparation, Box<Fault>> {
    let features: Vec<String> = features.iter().map(ToString::to_string).collect();
    let takes = Takes { missing: true, categories: true, ..Takes::default() };
    let fitted = Preparation::fit_in_pieces(train, &features, steps, takes, context, &no_pause);
    at_once(fitted).map(|(preparation, _)| preparation).map_err(|error| Box::new(error.fault()))
}

fn shops() -> Table {
    table(&answers(), "shops")
}

#[test]
fn columns_are_named_and_placed_as_feature_engine_has_them() {
    let rows = table(&answers(), "plain");
    let names = |op: &str, params: &[(&str, ParamValue)]| {
        prepare(&rows, &["x", "y"], &[spec(op, &[], params)], &Context::default()).unwrap().features
    };
    assert_eq!(
        names("lag_features", &[("periods", list(&[2, 1]))]),
        ["x", "y", "x_lag_2", "y_lag_2", "x_lag_1", "y_lag_1"]
    );
    let functions = ParamValue::List(vec![text("max"), text("mean")]);
    let windows = [("window", list(&[2, 3])), ("functions", functions)];
    assert_eq!(
        names("window_features", &windows)[2..6],
        ["x_window_2_max", "x_window_2_mean", "y_window_2_max", "y_window_2_mean"]
    );
    let gone = [("drop_original", ParamValue::Bool(true))];
    assert_eq!(names("expanding_window_features", &gone), ["x_expanding_mean", "y_expanding_mean"]);
    assert_eq!(names("difference_features", &gone), ["x_diff_1", "y_diff_1"]);
}

/// Columns that order rows need not be features, and are inputs then that reach no model.
#[test]
fn what_orders_rows_is_read_and_no_feature() {
    let step = spec("lag_features", &[], &[("sort_by", text("day")), ("group_by", text("shop"))]);
    let fitted = prepare(&shops(), &["x", "y"], &[step], &Context::default()).unwrap();
    assert_eq!(fitted.features, ["x", "y", "x_lag_1", "y_lag_1"]);
    let inputs: Vec<&str> = fitted.inputs.iter().map(|input| input.name.as_str()).collect();
    assert_eq!(inputs, ["x", "y", "day", "shop"]);
    assert!(fitted.looks_along());
    // The recipe's own time is the order where none is named.
    let context = Context { time: Some("day".into()), ..Context::default() };
    let known = prepare(&shops(), &["x"], &[spec("lag_features", &[], &[])], &context).unwrap();
    let named = prepare(
        &shops(),
        &["x"],
        &[spec("lag_features", &[], &[("sort_by", text("day"))])],
        &Context::default(),
    );
    assert_eq!(known, named.unwrap());
}

#[test]
fn a_column_that_orders_rows_does_not_lag_but_may_change() {
    let rows = shops();
    let sorted = [("sort_by", text("day"))];
    let names = |op: &str| {
        prepare(&rows, &["x", "day"], &[spec(op, &[], &sorted)], &Context::default()).unwrap().features
    };
    assert_eq!(names("lag_features"), ["x", "day", "x_lag_1"]);
    assert_eq!(names("difference_features"), ["x", "day", "x_diff_1", "day_diff_1"]);
}

#[test]
fn what_cannot_be_is_refused_by_name() {
    let rows = shops();
    let refused = |features: &[&str], steps: &[StepSpec], context: &Context| {
        let fault = prepare(&rows, features, steps, context).unwrap_err();
        (fault.code, fault.at.parameter.unwrap_or_default())
    };
    let none = Context::default();
    let code = |step: StepSpec| refused(&["x", "y", "word"], &[step], &none).0;
    assert_eq!(code(spec("lag_features", &["nobody"], &[])), "recipe.unknown_column");
    assert_eq!(code(spec("lag_features", &[], &[("sort_by", text("nobody"))])), "recipe.unknown_column");
    assert_eq!(code(spec("lag_features", &[], &[("sort_by", text("shop"))])), "prepare.wrong_type");
    assert_eq!(code(spec("difference_features", &["word"], &[])), "prepare.wrong_type");
    assert_eq!(code(spec("lag_features", &[], &[("periods", list(&[1, 1]))])), "recipe.parameter");
    assert_eq!(code(spec("lag_features", &[], &[("periods", ParamValue::Int(0))])), "recipe.parameter");
    assert_eq!(code(spec("window_features", &[], &[("functions", text("mode"))])), "recipe.parameter");
    let least = [("min_periods", ParamValue::Int(4))];
    assert_eq!(code(spec("window_features", &[], &least)), "recipe.parameter");
    let target = Context { targets: vec!["y".into()], ..Context::default() };
    let fault = prepare(&rows, &["x"], &[spec("lag_features", &["y"], &[])], &target).unwrap_err();
    assert_eq!(fault.code, "prepare.along_target");
    assert!(fault.remedy.unwrap().contains("forecast"));
    assert_eq!(
        refused(&["x"], &[spec("lag_features", &[], &[("sort_by", text("y"))])], &target).0,
        "recipe.not_a_feature"
    );
    let ahead = Context { task: TaskKind::Forecast, ..Context::default() };
    assert_eq!(refused(&["x"], &[spec("backward_fill", &[], &[])], &ahead).0, "prepare.looks_ahead");
    // A step before that tells rows the target of others, and one that changes which rows there are.
    let y = Arc::new(Target::Numbers((0..rows.rows()).map(|row| row as f64).collect()));
    let supervised = Context { target: y, ..Context::default() };
    let after = |op: &str, columns: &[&str]| {
        let steps = [spec(op, columns, &[]), spec("lag_features", &["x"], &[])];
        refused(&["x", "word"], &steps, &supervised)
    };
    assert_eq!(after("leave_one_out_encoder", &["word"]), ("prepare.rows_apart".into(), "prepare[1]".into()));
    assert_eq!(after("noise_augmentation", &[]).0, "prepare.rows_apart");
}

/// Rows 0.. of a table with the days that are told, in two groups by turns, of which some train.
fn parted(days: &[f64], train: &[u32]) -> (Table, Context) {
    let group = (0..days.len()).map(|row| Some(["odd", "even"][row % 2]));
    let whole = Table::new(
        vec![
            Arc::new(Column::from_numbers("x", days.iter().map(|day| Some(day * 2.0)).collect())),
            Arc::new(Column::from_numbers("day", days.iter().copied().map(Some).collect())),
            Arc::new(Column::from_labels("shop", ColumnType::Categorical, group)),
        ],
        days.len(),
    );
    let among = Among { table: whole.clone(), train: train.into() };
    (whole.take(train), Context { among: Some(among), ..Context::default() })
}

#[test]
fn a_past_with_holes_is_refused_and_a_whole_one_is_not() {
    let days: Vec<f64> = (0..12).map(f64::from).collect();
    let code = |train: &[u32], params: &[(&str, ParamValue)]| {
        let (rows, context) = parted(&days, train);
        ["lag_features", "window_features", "forward_fill", "backward_fill"].map(|op| {
            let step = spec(op, &["x"], params);
            prepare(&rows, &["x"], &[step], &context).err().map(|fault| (fault.code, fault.at.row))
        })
    };
    let (day, shop) = (("sort_by", text("day")), ("group_by", text("shop")));
    assert_eq!(code(&[0, 1, 2, 3], std::slice::from_ref(&day)), [None, None, None, None]);
    let hole = Some(("prepare.holes".to_string(), Some(3)));
    assert_eq!(code(&[0, 1, 2, 4], std::slice::from_ref(&day)), [(); 4].map(|()| hole.clone()));
    // Whole groups, of which each has its past.
    assert_eq!(code(&[0, 2, 4, 6, 8, 10], &[day.clone(), shop.clone()]), [None, None, None, None]);
    assert_eq!(code(&[0, 2, 4, 5, 6, 8], &[day.clone(), shop])[0], Some(("prepare.holes".into(), Some(3))));
    // Without an order that of the table counts.
    assert_eq!(code(&[0, 1, 2], &[])[0], None);
    assert_eq!(code(&[9, 10, 11], &[])[0], Some(("prepare.holes".into(), Some(0))));
}

#[test]
fn a_column_that_an_earlier_step_took_orders_nothing() {
    let days: Vec<f64> = (0..8).map(f64::from).collect();
    let (rows, context) = parted(&days, &[0, 1, 2, 3]);
    let grouped = [("group_by", text("shop"))];
    let refused = |first: StepSpec, params: &[(&str, ParamValue)]| {
        let steps = [first, spec("lag_features", &["x"], params)];
        prepare(&rows, &["x", "day", "shop"], &steps, &context).unwrap_err().code
    };
    let coded = spec("one_hot_encoder", &["shop"], &[]);
    assert_eq!(refused(coded, &grouped), "prepare.order_column");
    let made = spec("expression", &[], &[("name", text("later")), ("formula", text("day + 1"))]);
    assert_eq!(refused(made, &[("sort_by", text("later"))]), "prepare.order_column");
}

/// Each kind, on columns of numbers that are named.
fn kinds() -> Vec<(&'static str, ParamValues)> {
    let with = |params: &[(&str, ParamValue)]| {
        let mut all: ParamValues = params.iter().map(|(k, v)| (k.to_string(), v.clone())).collect();
        all.insert("sort_by".into(), text("day"));
        all
    };
    let grouped = ("group_by", text("word"));
    let functions = ["mean", "std", "min", "max", "sum", "median", "count"].map(text).to_vec();
    let functions = ("functions", ParamValue::List(functions));
    let least = ("min_periods", ParamValue::Int(1));
    vec![
        ("lag_features", with(&[("periods", list(&[1, 3]))])),
        ("lag_features", with(std::slice::from_ref(&grouped))),
        ("difference_features", with(std::slice::from_ref(&grouped))),
        ("window_features", with(&[("window", list(&[2, 5])), functions.clone(), least.clone()])),
        ("window_features", with(&[functions.clone(), least, grouped.clone()])),
        ("expanding_window_features", with(&[functions, grouped.clone()])),
        ("forward_fill", with(&[grouped])),
    ]
}

/// Days, some of them the same and some missing, groups, and numbers.
type Rows = Vec<(Option<u8>, Option<u8>, Option<f64>)>;

fn rows() -> impl Strategy<Value = Rows> {
    let number = prop_oneof![1 => Just(None), 4 => (-1e3..1e3).prop_map(Some)];
    let day = proptest::option::weighted(0.9, 0..20_u8);
    proptest::collection::vec((day, proptest::option::weighted(0.9, 0..3_u8), number), 1..40)
}

fn of_rows(rows: &Rows) -> Table {
    let words = ["a", "b", "c"];
    let columns = vec![
        Arc::new(Column::from_numbers("day", rows.iter().map(|r| r.0.map(f64::from)).collect())),
        Arc::new(Column::from_labels(
            "word",
            ColumnType::Categorical,
            rows.iter().map(|r| r.1.map(|at| words[at as usize])),
        )),
        Arc::new(Column::from_numbers("x", rows.iter().map(|r| r.2).collect())),
    ];
    Table::new(columns, rows.len())
}

/// A row as text, with bits for numbers.
fn shown(table: &Table, row: usize) -> Vec<Option<String>> {
    let cell = |c: &Arc<Column>| c.number(row).map(|x| format!("{:x}", x.to_bits())).or_else(|| c.label(row));
    table.columns().iter().map(cell).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// What comes later, or is taken away there, changes nothing of what was before.
    #[test]
    fn no_row_sees_a_later_one(before in rows(), changed in rows(), cut in 0..20_u8) {
        let is_before = |row: &(Option<u8>, Option<u8>, Option<f64>)| row.0.is_some_and(|day| day < cut);
        let past: Rows = before.iter().copied().filter(is_before).collect();
        let future: Rows = changed.iter().copied().filter(|row| !is_before(row)).collect();
        let (mut with, mut without) = (past.clone(), past.clone());
        with.extend(before.iter().copied().filter(|row| !is_before(row)));
        without.extend(future);
        for (op, params) in kinds() {
            let made = |rows: &Rows| {
                let table = of_rows(rows);
                fit(op, &params, &["x".into()], &table).apply(&table, &mut Notes::default()).unwrap()
            };
            let (one, other) = (made(&with), made(&without));
            for row in 0..past.len() {
                prop_assert_eq!(shown(&one, row), shown(&other, row), "{} row {}", op, row);
            }
        }
    }

    /// Rows that no two share a place of are made the same wherever they stand in the table.
    #[test]
    fn rows_may_stand_anywhere(rows in rows(), turn in 0..40_usize) {
        let mut once = rows.clone();
        once.sort_by_key(|row| row.0);
        once.dedup_by_key(|row| row.0);
        let turned: Vec<u32> = (0..once.len()).map(|at| ((at + turn) % once.len()) as u32).collect();
        let table = of_rows(&once);
        for (op, params) in kinds() {
            let state = fit(op, &params, &["x".into()], &table);
            let whole = state.apply(&table, &mut Notes::default()).unwrap();
            let moved = state.apply(&table.take(&turned), &mut Notes::default()).unwrap();
            for (at, row) in turned.iter().enumerate() {
                prop_assert_eq!(shown(&moved, at), shown(&whole, *row as usize), "{}", op);
            }
        }
    }

    /// One group after the other is the same as all of them mixed.
    #[test]
    fn groups_do_not_see_each_other(rows in rows()) {
        for (op, params) in kinds().into_iter().filter(|(_, params)| params.contains_key("group_by")) {
            let table = of_rows(&rows);
            let state = fit(op, &params, &["x".into()], &table);
            let whole = state.apply(&table, &mut Notes::default()).unwrap();
            for group in 0..3 {
                let own: Vec<u32> =
                    (0..rows.len() as u32).filter(|row| rows[*row as usize].1 == Some(group)).collect();
                let alone = state.apply(&table.take(&own), &mut Notes::default()).unwrap();
                for (at, row) in own.iter().enumerate() {
                    prop_assert_eq!(shown(&alone, at), shown(&whole, *row as usize), "{}", op);
                }
            }
        }
    }
}
