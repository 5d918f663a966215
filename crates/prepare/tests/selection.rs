//! Steps that choose columns choose scikit-learn's, feature-engine's and BorutaPy's: `tests/reference/selection.py`
//! and `selection_more.py`.

#![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

use glasshouse_learn::{Takes, Target};
use glasshouse_prepare::{
    Context, Fit, Notes, Preparation, PrepareError, SelectionState, StepState, at_once, find_step, no_pause,
};
use glasshouse_spec::{ColumnType, ParamValue, ParamValues, StepSpec};
use glasshouse_table::{Column, Table};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::sync::{Arc, LazyLock};

static ANSWERS: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(include_str!("../../../tests/reference/selection.json")).unwrap());
static MORE: LazyLock<Value> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../../../tests/reference/selection_more.json")).unwrap()
});

fn table(columns: &Value) -> Table {
    let column = |(name, cells): (&String, &Value)| {
        let cells = cells.as_array().unwrap().iter().map(Value::as_f64).collect();
        Arc::new(Column::from_numbers(name, cells))
    };
    let columns: Vec<_> = columns.as_object().unwrap().iter().map(column).collect();
    let rows = columns[0].len();
    Table::new(columns, rows)
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

fn names(list: &Value) -> Vec<String> {
    serde_json::from_value(list.clone()).unwrap()
}

fn fit(
    op: &str,
    params: &Value,
    table: &Table,
    columns: &[String],
    target: Target,
) -> Result<SelectionState, PrepareError> {
    let params: ParamValues = serde_json::from_value(params.clone()).unwrap();
    let step = find_step(op)?.build(&params).map_err(PrepareError::Params)?;
    let context = Context { seed: 3, target: Arc::new(target), ..Context::default() };
    let mut notes = Notes::default();
    let mut fitting = step.start(table, columns, &context)?;
    let mut last = 0.0;
    let fitted = loop {
        match fitting.advance(&mut notes)? {
            Fit::Done(fitted) => break fitted.state.unwrap(),
            Fit::Running(done) => {
                assert!(done >= last && done <= 1.0, "{op} was at {last} and is at {done}");
                last = done;
            }
        }
    };
    assert_eq!(notes.warnings[0].code, "prepare.selected");
    match fitted {
        StepState::VarianceThreshold(s)
        | StepState::CorrelationFilter(s)
        | StepState::SelectKBest(s)
        | StepState::SelectPercentile(s)
        | StepState::SelectFdr(s)
        | StepState::SelectFromModel(s)
        | StepState::Rfe(s)
        | StepState::Rfecv(s)
        | StepState::SequentialFeatureSelector(s)
        | StepState::PermutationSelector(s)
        | StepState::Boruta(s) => Ok(s),
        other => panic!("{}", other.op()),
    }
}

fn kept(state: &SelectionState) -> Vec<String> {
    state.columns.iter().filter(|c| c.kept).map(|c| c.name.clone()).collect()
}

fn assert_near(found: Option<f64>, expected: &Value, off: f64, least: f64, what: &str) {
    match (found, expected.as_f64()) {
        (None, None) => {}
        (Some(found), Some(want)) => {
            let size = want.abs().max(least);
            assert!((found - want).abs() <= off * size, "{what}: {found:e} and not {want:e}");
        }
        _ => panic!("{what}: {found:?} and not {expected}"),
    }
}

/// Checks the columns that stay and the numbers that decided, as near as told.
fn check(case: &Value, off: f64, least: f64) {
    let label = format!("{} {} {}", case["op"], case["target"], case["params"]);
    let y = target(&ANSWERS["targets"][case["target"].as_str().unwrap()]);
    let columns = names(&case["columns"]);
    let state =
        fit(case["op"].as_str().unwrap(), &case["params"], &table(&ANSWERS["table"]), &columns, y).unwrap();
    for (at, column) in state.columns.iter().enumerate() {
        assert_eq!(column.name, columns[at]);
        let what = format!("{label}: {}", column.name);
        if let Some(scores) = case["scores"].as_array() {
            let spread = case["spread"].as_array().map_or(0.0, |all| all[at].as_f64().unwrap());
            assert_near(column.score, &scores[at], off.max(4.0 * spread), least, &what);
        }
        if let Some(p_values) = case["p_values"].as_array() {
            assert_near(column.p_value, &p_values[at], 1e-6, 1e-300, &format!("p of {what}"));
        }
    }
    assert_eq!(kept(&state), names(&case["kept"]), "{label}: {state:?}");
}

fn cases(op: &str) -> Vec<&'static Value> {
    let found: Vec<&Value> =
        ANSWERS["cases"].as_array().unwrap().iter().filter(|case| case["op"] == op).collect();
    assert!(found.len() > 2, "{op}");
    found
}

#[test]
fn scores_against_the_target_are_scikit_learns() {
    for op in ["select_k_best", "select_percentile", "select_fdr"] {
        cases(op).into_iter().for_each(|case| check(case, 1e-6, 1e-9));
    }
}

/// Within 0.02, and where the noise decides within four times scikit-learn's own spread.
#[test]
fn mutual_information_is_scikit_learns() {
    let cases = ANSWERS["mutual"].as_array().unwrap();
    assert_eq!(cases.len(), 5);
    cases.iter().for_each(|case| check(case, 0.02, 1.0));
}

#[test]
fn weights_and_ranks_are_scikit_learns() {
    cases("select_from_model").into_iter().for_each(|case| check(case, 1e-4, 0.5));
    for op in ["rfe", "rfecv"] {
        cases(op).into_iter().for_each(|case| check(case, 0.0, 1.0));
    }
}

#[test]
fn one_column_at_a_time_is_scikit_learns() {
    cases("sequential_feature_selector").into_iter().for_each(|case| check(case, 0.0, 1.0));
}

#[test]
fn losses_by_shuffling_are_scikit_learns() {
    check(&ANSWERS["shuffled"], 0.03, 0.1);
}

#[test]
fn variances_are_scikit_learns_and_gaps_do_not_count() {
    let table = table(&ANSWERS["gappy"]["table"]);
    for case in ANSWERS["gappy"]["cases"].as_array().unwrap() {
        let columns: Vec<String> = ["gaps", "same", "empty", "tenth", "small"].map(String::from).to_vec();
        let params = json!({"threshold": case["threshold"]});
        let state = fit("variance_threshold", &params, &table, &columns, Target::None).unwrap();
        assert_eq!(kept(&state), names(&case["kept"]));
        for (column, variance) in state.columns.iter().zip(case["scores"].as_array().unwrap()) {
            assert_near(column.score, variance, 1e-9, 1e-12, &column.name);
        }
        let one = table.take(&[1]);
        assert!(kept(&fit("variance_threshold", &params, &one, &columns, Target::None).unwrap()).is_empty());
    }
}

#[test]
fn columns_that_repeat_others_are_feature_engines() {
    let answers = &MORE["correlated"];
    let table = table(&answers["table"]);
    let columns: Vec<String> = table.columns().iter().map(|c| c.name.clone()).collect();
    let cases = answers["cases"].as_array().unwrap();
    assert_eq!(cases.len(), 9);
    for case in cases {
        let params = json!({"threshold": case["threshold"], "method": case["method"]});
        let state = fit("correlation_filter", &params, &table, &columns, Target::None).unwrap();
        assert_eq!(kept(&state), names(&case["kept"]), "{params}: {state:?}");
        assert!(state.columns.iter().all(|c| c.kept == c.like.is_none()));
    }
}

#[test]
fn boruta_keeps_what_boruta_py_keeps() {
    let answers = &MORE["boruta_cases"];
    let each = answers["table"].as_array().unwrap().iter().enumerate();
    let columns: Value =
        each.map(|(at, cells)| (format!("x{at}"), cells.clone())).collect::<serde_json::Map<_, _>>().into();
    let table = table(&columns);
    let columns: Vec<String> = (0..10).map(|at| format!("x{at}")).collect();
    for case in answers["cases"].as_array().unwrap() {
        let y = target(&answers["targets"][case["target"].as_str().unwrap()]);
        let state = fit("boruta", &json!({"max_iter": 60}), &table, &columns, y).unwrap();
        let expected: Vec<u32> = serde_json::from_value(case["kept"].clone()).unwrap();
        let expected: Vec<String> = expected.iter().map(|at| format!("x{at}")).collect();
        assert_eq!(kept(&state), expected, "{state:?}");
    }
}

/// New data need not have what is only dropped, and why it went is still known.
#[test]
fn columns_that_go_are_no_inputs() {
    let table = table(&ANSWERS["table"]);
    let features: Vec<String> = ["strong", "noise", "constant", "twice"].map(String::from).to_vec();
    let mut best = StepSpec::new("select_k_best", &["@numeric"]);
    best.params.insert("k".into(), ParamValue::Int(2));
    let steps = [StepSpec::new("variance_threshold", &[]), best];
    let context = Context { target: Arc::new(target(&ANSWERS["targets"]["numbers"])), ..Context::default() };
    let fit = Preparation::fit_in_pieces(&table, &features, &steps, Takes::default(), &context, &no_pause);
    let (preparation, prepared) = at_once(fit).unwrap();
    assert_eq!(preparation.features, ["strong", "twice"]);
    assert_eq!(preparation.inputs.iter().map(|i| i.name.as_str()).collect::<Vec<_>>(), ["strong", "twice"]);
    assert_eq!(prepared.notes.warnings.len(), 2);
    assert!(prepared.notes.warnings[1].message.contains("keeps 2 of 3 columns by F; left out: noise ("));
    let few = table.drop(&["noise", "constant"]);
    assert_eq!(preparation.apply(&few).unwrap().table.columns().len(), 2);
    let StepState::SelectKBest(state) = &preparation.steps[1] else { panic!() };
    assert_eq!(state.columns.len(), 3);
    assert!(state.dropped.is_empty());
}

#[test]
fn what_cannot_be_is_refused() {
    let table = table(&ANSWERS["table"]);
    let gappy = table_of_gaps();
    let (numbers, classes) = (target(&ANSWERS["targets"]["numbers"]), target(&ANSWERS["targets"]["two"]));
    let columns = ["strong".to_string(), "noise".to_string()];
    let code = |op: &str, params: Value, table: &Table, y: &Target| {
        fit(op, &params, table, &columns, y.clone()).unwrap_err().fault().code
    };
    assert_eq!(code("select_k_best", json!({}), &table, &Target::None), "prepare.needs_target");
    assert_eq!(code("select_k_best", json!({"score_func": "chi2"}), &table, &classes), "prepare.negative");
    assert_eq!(code("select_k_best", json!({"score_func": "chi2"}), &table, &numbers), "prepare.score_func");
    assert_eq!(code("select_fdr", json!({}), &gappy, &numbers), "prepare.missing");
    assert_eq!(code("rfe", json!({"estimator": "k_neighbors"}), &table, &numbers), "prepare.no_weights");
    assert_eq!(code("rfe", json!({"estimator": "bagging"}), &table, &numbers), "recipe.parameter");
    assert_eq!(
        code("rfe", json!({"estimator": "logistic_regression"}), &table, &numbers),
        "recipe.parameter"
    );
    assert_eq!(code("rfecv", json!({"scoring": "r2"}), &table, &classes), "prepare.scoring");
    assert_eq!(code("rfecv", json!({"estimator": "ridge"}), &gappy, &numbers), "prepare.missing");
    assert_eq!(
        code("permutation_selector", json!({}), &table.take(&[1, 2]), &numbers.take(&[1, 2])),
        "prepare.scoring"
    );
    let deep = json!({"estimator": {"kind": "random_forest", "params": {"max_depth": -1}}});
    assert_eq!(code("boruta", json!({"max_iter": 1}), &table, &numbers), "recipe.parameter");
    assert_eq!(code("select_from_model", deep, &table, &numbers), "recipe.parameter");
}

fn table_of_gaps() -> Table {
    let cells = |at: usize| (0..240).map(|row| (row % 9 != at).then(|| f64::from(row as u32))).collect();
    let columns = ["strong", "noise"].into_iter().enumerate();
    Table::new(columns.map(|(at, name)| Arc::new(Column::from_numbers(name, cells(at)))).collect(), 240)
}

/// Booleans are 0 and 1, and a forest takes gaps.
#[test]
fn booleans_and_gaps_are_taken_where_they_can_be() {
    let y = target(&ANSWERS["targets"]["numbers"]);
    let Target::Numbers(numbers) = &y else { panic!() };
    let flag = numbers.iter().map(|x| Some(if *x > 0.0 { "Yes" } else { "no" }));
    let mut columns: Vec<_> = table_of_gaps().columns().to_vec();
    columns.push(Arc::new(Column::from_labels("flag", ColumnType::Boolean, flag)));
    let table = Table::new(columns, 240);
    let names: Vec<String> = ["strong", "noise", "flag"].map(String::from).to_vec();
    let state = fit("select_from_model", &json!({}), &table, &names, y).unwrap();
    assert_eq!(kept(&state), ["flag"]);
}
