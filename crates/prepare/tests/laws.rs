//! Laws that every step keeps: it learns from training rows only, is the same after it was saved,
//! answers the same twice, and leaves the rows in their order.

#![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

use glasshouse_learn::{Takes, Target};
use glasshouse_prepare::{Context, Fit, Notes, Preparation, StepKind, StepState, steps};
use glasshouse_spec::{ColumnType, ParamValue, ParamValues, StepSpec};
use glasshouse_table::{Column, Table};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde_json::{Value, json};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

/// Cells of a random table: two numeric columns, also without
/// gaps, of which one also without its signs, a categorical and a boolean
/// one.
#[derive(Debug, Clone)]
struct Cells {
    numbers: Vec<(Option<f64>, Option<f64>)>,
    words: Vec<(Option<u8>, Option<bool>)>,
}

fn cells(rows: usize) -> impl Strategy<Value = Cells> {
    let number = prop_oneof![
        1 => Just(None),
        4 => (-1e6..1e6).prop_map(Some),
        2 => (0..4).prop_map(|i| Some(f64::from(i))),
    ];
    let pair = (number.clone(), number);
    let word = (proptest::option::weighted(0.8, 0..6_u8), proptest::option::weighted(0.8, any::<bool>()));
    (proptest::collection::vec(pair, rows), proptest::collection::vec(word, rows))
        .prop_map(|(numbers, words)| Cells { numbers, words })
}

fn table(cells: &Cells) -> Table {
    const WORDS: [&str; 6] = ["b", "a", "Z", "é", "aa", ""];
    let x = cells.numbers.iter().map(|c| c.0).collect();
    let y = cells.numbers.iter().map(|c| c.1).collect();
    let amount = cells.numbers.iter().map(|c| c.1.map(f64::abs)).collect();
    let positive = cells.numbers.iter().map(|c| c.1.map(|y| y.abs() + 0.5)).collect();
    let angle = cells.numbers.iter().map(|c| c.1.map(|y| y % 90.0)).collect();
    let first = cells.numbers.iter().map(|c| c.0.or(Some(1.0))).collect();
    let second = cells.numbers.iter().map(|c| c.1.or(Some(-2.0))).collect();
    // Microseconds: some days around 1970.
    let when = cells.numbers.iter().map(|c| c.1.map(|y| (y * 1e9) as i64)).collect();
    let word = cells.words.iter().map(|c| c.0.map(|i| WORDS[i as usize]));
    let flag = cells.words.iter().map(|c| c.1.map(|b| if b { "Yes" } else { "no" }));
    const WRITTEN: [&str; 6] = ["1", " 2.5", "3,000 €", "40 %", "(5)", "-6"];
    let written = cells.words.iter().map(|c| c.0.map(|i| WRITTEN[i as usize]));
    let columns = vec![
        Arc::new(Column::from_numbers("x", x)),
        Arc::new(Column::from_numbers("y", y)),
        Arc::new(Column::from_numbers("amount", amount)),
        Arc::new(Column::from_numbers("positive", positive)),
        Arc::new(Column::from_numbers("angle", angle)),
        Arc::new(Column::from_numbers("first", first)),
        Arc::new(Column::from_numbers("second", second)),
        Arc::new(Column::from_labels("word", ColumnType::Categorical, word)),
        Arc::new(Column::from_labels("flag", ColumnType::Boolean, flag)),
        Arc::new(Column::from_times("when", when)),
        Arc::new(Column::from_labels("written", ColumnType::Text, written)),
    ];
    Table::new(columns, cells.numbers.len())
}

/// A step as a recipe names it, and its columns.
type Case = (&'static str, ParamValues, Vec<String>);

fn case(op: &'static str, params: &[(&str, ParamValue)], columns: &[&str]) -> Case {
    let params = params.iter().map(|(name, value)| (name.to_string(), value.clone())).collect();
    (op, params, columns.iter().map(ToString::to_string).collect())
}

/// Every kind of step with parameters under which it refuses no new rows.
fn cases() -> Vec<Case> {
    let text = |t: &str| ParamValue::Text(t.into());
    let list = |names: &[&str]| ParamValue::List(names.iter().map(|name| text(name)).collect());
    let strategy = |name: &str| [("strategy", text(name))];
    let grouped = [("handle_unknown", text("infrequent_if_exist")), ("max_categories", ParamValue::Int(3))];
    let placed = [("handle_unknown", text("use_encoded_value")), ("unknown_value", ParamValue::Int(-1))];
    let sampled = [
        ("subsample", ParamValue::Int(5)),
        ("n_quantiles", ParamValue::Int(4)),
        ("output_distribution", text("normal")),
    ];
    let informed = [("k", ParamValue::Int(1)), ("score_func", text("mutual_info_regression"))];
    let few = ParamValues::from([("n_estimators".to_string(), ParamValue::Int(3))]);
    let few_trees = [("estimator", ParamValue::nested("random_forest", few))];
    let rounds = [("estimator", ParamValue::nested("ridge", ParamValues::new())), ("cv", ParamValue::Int(2))];
    let forests = [("max_iter", ParamValue::Int(7)), ("n_estimators", ParamValue::Int(3))];
    vec![
        case("simple_imputer", &strategy("mean"), &["x", "y"]),
        case("simple_imputer", &strategy("median"), &["x", "y"]),
        case("simple_imputer", &strategy("most_frequent"), &["x", "y", "word", "flag"]),
        case("simple_imputer", &strategy("constant"), &["x", "word"]),
        case("missing_indicator", &[("error_on_new", ParamValue::Bool(false))], &["x", "word", "flag"]),
        case("one_hot_encoder", &[("handle_unknown", text("ignore"))], &["word", "flag"]),
        case("one_hot_encoder", &grouped, &["word"]),
        case("ordinal_encoder", &placed, &["word", "flag"]),
        case(
            "ordinal_encoder",
            &[&placed[..], &[("categories", list(&["aa", "b", "a"]))]].concat(),
            &["word"],
        ),
        case("target_encoder", &[], &["word", "flag"]),
        case("standard_scaler", &[], &["x", "y"]),
        case("min_max_scaler", &[("clip", ParamValue::Bool(true))], &["x", "y"]),
        case("robust_scaler", &[], &["x", "y"]),
        case("log1p", &[], &["amount"]),
        case("knn_imputer", &[("weights", text("distance"))], &["x", "y"]),
        case("iterative_imputer", &[], &["x", "y", "amount"]),
        case("z_score", &[("action", text("flag")), ("threshold", ParamValue::Float(1.0))], &["x", "y"]),
        case("iqr", &[("action", text("blank")), ("factor", ParamValue::Float(0.1))], &["x", "y"]),
        case("winsorizer", &[("fold", ParamValue::Float(0.2))], &["x", "y"]),
        case("clip", &[("lower", ParamValue::Float(0.5)), ("upper", ParamValue::Int(2))], &["x", "y"]),
        case("clip", &[("upper", ParamValue::Int(2)), ("action", text("blank"))], &["x"]),
        case(
            "replace_values",
            &[("to_replace", list(&["a", "1", "Z"])), ("value", list(&["b", "2", ""]))],
            &["x"],
        ),
        case("replace_values", &[("to_replace", list(&["a", "é"])), ("value", list(&["é", ""]))], &["word"]),
        case(
            "normalize_text",
            &[("case", text("upper")), ("strip_accents", ParamValue::Bool(true))],
            &["word"],
        ),
        case("parse_types", &[("percent", text("share"))], &["written", "y"]),
        case("sqrt", &[], &["amount"]),
        case("reciprocal", &[], &["positive"]),
        case("max_abs_scaler", &[], &["x", "y"]),
        case("normalizer", &[], &["first", "second"]),
        case("power_transformer", &[], &["x", "y"]),
        case("power_transformer", &[("method", text("box-cox"))], &["positive"]),
        case("quantile_transformer", &[("subsample", ParamValue::Null)], &["x"]),
        case("quantile_transformer", &sampled, &["x", "y"]),
        case("k_bins_discretizer", &strategy("kmeans"), &["x"]),
        case("k_bins_discretizer", &[("encode", text("ordinal"))], &["x", "y"]),
        case("spline_transformer", &[("handle_missing", text("zeros"))], &["x", "y"]),
        case("spline_transformer", &[("extrapolation", text("periodic"))], &["first"]),
        case("pca", &[("whiten", ParamValue::Bool(true))], &["first", "second"]),
        case("truncated_svd", &[("n_components", ParamValue::Int(1))], &["first", "second"]),
        case("linear_discriminant_analysis", &[], &["first", "second"]),
        case("gaussian_random_projection", &[("n_components", ParamValue::Int(3))], &["first", "second"]),
        case("sparse_random_projection", &[("n_components", ParamValue::Int(2))], &["first", "second"]),
        case(
            "haversine",
            &[
                ("latitude", text("angle")),
                ("longitude", text("x")),
                ("to_latitude", text("47.5")),
                ("to_longitude", text("y")),
            ],
            &["angle", "x", "y"],
        ),
        case("k_means_clusters", &[("n_clusters", ParamValue::Int(3))], &["first", "second"]),
        case(
            "k_means_clusters",
            &[("n_clusters", ParamValue::Int(2)), ("output", text("distances"))],
            &["first", "second"],
        ),
        case("isolation_forest", &[("n_estimators", ParamValue::Int(5))], &["first", "second"]),
        case(
            "isolation_forest",
            &[("n_estimators", ParamValue::Int(5)), ("action", text("blank"))],
            &["first", "second"],
        ),
        case("local_outlier_factor", &[("n_neighbors", ParamValue::Int(3))], &["first", "second"]),
        case("dbscan", &[("eps", ParamValue::Float(1e5)), ("action", text("blank"))], &["first", "x"]),
        case("drop_columns", &[], &["y"]),
        case("count_vectorizer", &[("analyzer", text("char"))], &["word"]),
        case("tfidf_vectorizer", &[("analyzer", text("char_wb")), ("norm", text("l1"))], &["flag"]),
        case("hashing_vectorizer", &[("n_features", ParamValue::Int(40))], &["word"]),
        case("text_features", &[], &["word", "flag"]),
        case(
            "expression",
            &[
                ("name", text("made")),
                ("formula", text("if(flag and x > y, first % 3, coalesce(x, length(word)))")),
            ],
            &["x", "y", "first", "word", "flag"],
        ),
        case(
            "relative_features",
            &[("reference", text("first")), ("func", list(&["div", "mod", "pow"]))],
            &["x", "y"],
        ),
        case(
            "relative_features",
            &[("reference", list(&["x", "y"])), ("drop_original", ParamValue::Bool(true))],
            &["first"],
        ),
        case(
            "group_aggregate",
            &[("by", list(&["word", "flag"])), ("func", list(&["mean", "std", "median"]))],
            &["x", "y"],
        ),
        case(
            "group_aggregate",
            &[("by", text("word")), ("func", list(&["count", "nunique"])), ("unknown", text("missing"))],
            &["flag"],
        ),
        case(
            "datetime_features",
            &[("since", text("2024-01-31")), ("cyclical", ParamValue::Bool(true))],
            &["when"],
        ),
        case(
            "polynomial_features",
            &[("degree", ParamValue::Int(3)), ("include_bias", ParamValue::Bool(true))],
            &["x", "first"],
        ),
        case("polynomial_features", &[("keep", ParamValue::Bool(false))], &["x", "y", "first"]),
        case("polynomial_features", &[("interactions", text("x * first"))], &["x", "y", "first"]),
        case("expression", &[("formula", text("concat(lower(word), word) = 'aaa'"))], &["word"]),
        case(
            "expression",
            &[("name", text("words")), ("formula", text("if(flag, upper(word), 'none')"))],
            &["word", "flag"],
        ),
        case("count_encoder", &[], &["word", "flag"]),
        case("binary_encoder", &[], &["word", "flag"]),
        case("hashing_encoder", &[("n_components", ParamValue::Int(3))], &["word", "flag"]),
        case("leave_one_out_encoder", &[("sigma", ParamValue::Float(0.1))], &["word", "flag"]),
        case("woe_encoder", &[], &["word", "flag"]),
        case(
            "rare_label_encoder",
            &[("n_categories", ParamValue::Int(2)), ("tol", ParamValue::Float(0.2))],
            &["word"],
        ),
        case("variance_threshold", &[], &["x", "flag"]),
        case("correlation_filter", &[("threshold", ParamValue::Float(0.3))], &["x", "y", "amount"]),
        case("select_k_best", &[("k", ParamValue::Int(1))], &["first", "second"]),
        case("select_k_best", &informed, &["first", "second"]),
        case("select_percentile", &[("percentile", ParamValue::Float(60.0))], &["first", "second"]),
        case("select_fdr", &[], &["first", "second"]),
        case("select_from_model", &few_trees, &["x", "y", "flag"]),
        case("rfe", &few_trees, &["x", "y"]),
        case("rfecv", &rounds, &["first", "second"]),
        case("sequential_feature_selector", &rounds, &["first", "second"]),
        case("permutation_selector", &rounds, &["first", "second"]),
        case("boruta", &forests, &["x", "second"]),
        case("lag_features", &[("sort_by", text("when")), ("group_by", text("word"))], &["x", "y", "flag"]),
        case("difference_features", &[], &["x", "y"]),
        case("window_features", &[("functions", list(&["mean", "std", "median"]))], &["x", "first"]),
        case("expanding_window_features", &[("sort_by", text("first"))], &["x", "y"]),
        case("forward_fill", &[("sort_by", text("when"))], &["x", "word", "flag"]),
        case("backward_fill", &[("limit", ParamValue::Int(1))], &["x", "y", "when"]),
    ]
}

fn fit(op: &str, params: &ParamValues, columns: &[String], train: &Table) -> StepState {
    let step = glasshouse_prepare::find_step(op).unwrap().build(params).unwrap();
    let mut notes = Notes::default();
    if !step.reads_together() {
        return step.fit(train, columns, &mut notes).unwrap();
    }
    let target = match op {
        "woe_encoder" | "linear_discriminant_analysis" => {
            let labels = ["no".to_string(), "yes".to_string()].to_vec();
            Target::Classes {
                labels: labels.into(),
                index: (0..train.rows() as u32).map(|row| row % 3 % 2).collect(),
            }
        }
        _ => Target::Numbers((0..train.rows()).map(|row| (row % 5) as f64).collect()),
    };
    let target = Arc::new(target);
    let context = Context { seed: 7, target, ..Context::default() };
    let mut fitting = step.start(train, columns, &context).unwrap();
    loop {
        if let Fit::Done(fitted) = fitting.advance(&mut notes).unwrap() {
            return fitted.state.unwrap();
        }
    }
}

fn apply(state: &StepState, table: &Table) -> Table {
    state.apply(table, &mut Notes::default()).unwrap()
}

/// Cells as text, with bits for numbers, so that equal means equal.
fn shown(table: &Table) -> Vec<(String, Vec<Option<String>>)> {
    let cell = |c: &Column, row: usize| match c.number(row) {
        Some(x) => Some(format!("{:x}", x.to_bits())),
        None => c.label(row),
    };
    let cells = |c: &Arc<Column>| (c.name.clone(), (0..c.len()).map(|row| cell(c, row)).collect());
    table.columns().iter().map(cells).collect()
}

#[test]
fn every_kind_of_step_is_tried() {
    let tried: Vec<&str> = cases().iter().map(|c| c.0).collect();
    // Those that change which rows are trained on leave nothing to apply.
    let applies = |kind: &StepKind| !kind.build(&ParamValues::new()).unwrap().changes_rows();
    assert!(steps().iter().all(|kind| tried.contains(&kind.id) || !applies(kind)));
}

/// What one change by hand makes of a state that was saved: a number, a flag or a word is another, a list is shorter
/// or longer.
fn changed(state: &Value, rng: &mut ChaCha8Rng) -> Value {
    fn places(value: &mut Value) -> usize {
        1 + match value {
            Value::Array(all) => all.iter_mut().map(places).sum(),
            Value::Object(all) => all.values_mut().map(places).sum(),
            _ => 0_usize,
        }
    }
    fn visit(value: &mut Value, left: &mut usize, change: &mut dyn FnMut(&mut Value)) {
        if *left == 0 {
            change(value);
        }
        *left = left.wrapping_sub(1);
        match value {
            Value::Array(all) => all.iter_mut().for_each(|one| visit(one, left, change)),
            Value::Object(all) => all.values_mut().for_each(|one| visit(one, left, change)),
            _ => (),
        }
    }
    let mut state = state.clone();
    let mut left = rng.random_range(0..places(&mut state));
    let draw: u32 = rng.random();
    visit(&mut state, &mut left, &mut |value| match value {
        Value::Number(x) => {
            let others =
                [json!(0), json!(1), json!(-1.5), json!(7), json!(u32::MAX), json!(i64::MAX), json!(1e300)];
            let next = x.as_u64().map_or(json!(2), |x| json!(x.wrapping_add(1)));
            *value = others.get(draw as usize % 8).cloned().unwrap_or(next);
        }
        Value::Array(all) if draw.is_multiple_of(2) => drop(all.pop()),
        Value::Array(all) => all.extend(all.last().cloned()),
        Value::Bool(flag) => *flag = !*flag,
        Value::String(word) => *word = ["x", "word", "when", "nowhere"][draw as usize % 4].into(),
        Value::Object(_) | Value::Null => (),
    });
    state
}

/// Whatever a hand has changed in a saved step is refused when it is read, or applied without a panic.
#[test]
fn a_changed_state_never_panics() {
    let mut rng = ChaCha8Rng::seed_from_u64(4);
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let [train, new] = [12, 9].map(|rows| table(&cells(rows).new_tree(&mut runner).unwrap().current()));
    for (op, params, columns) in cases() {
        let state = fit(op, &params, &columns, &train);
        let (bytes, value) = (postcard::to_allocvec(&state).unwrap(), serde_json::to_value(&state).unwrap());
        let mut read = 0;
        for round in 0..1000 {
            let broken: Option<StepState> = match round % 2 {
                0 => serde_json::from_value(changed(&value, &mut rng)).ok(),
                _ => {
                    let mut bytes = bytes.clone();
                    let at = rng.random_range(1..bytes.len());
                    bytes[at] = rng.random();
                    postcard::from_bytes(&bytes).ok()
                }
            };
            let Some(broken) = broken.filter(StepState::is_sound) else { continue };
            read += 1;
            let applied =
                catch_unwind(AssertUnwindSafe(|| broken.apply(&new, &mut Notes::default()).map(drop)));
            assert!(applied.is_ok(), "{op} panics as {broken:?}");
        }
        assert!(read > 5, "hardly a changed {op} was read");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn fitting_sees_training_rows_only(train in cells(12), one in cells(9), other in cells(9)) {
        let rows: Vec<u32> = (0..12).collect();
        let with = |rest: &Cells| {
            let mut all = train.clone();
            all.numbers.extend(rest.numbers.iter().copied());
            all.words.extend(rest.words.iter().copied());
            table(&all).take(&rows)
        };
        for (op, params, columns) in cases() {
            let same = fit(op, &params, &columns, &with(&one)) == fit(op, &params, &columns, &with(&other));
            prop_assert!(same, "{} looks at rows that are not for training", op);
        }
    }

    #[test]
    fn a_saved_step_is_the_same_step(train in cells(12), new in cells(9)) {
        for (op, params, columns) in cases() {
            let state = fit(op, &params, &columns, &table(&train));
            let bytes = postcard::to_allocvec(&state).unwrap();
            let again: StepState = postcard::from_bytes(&bytes).unwrap();
            prop_assert_eq!(&again, &state);
            prop_assert_eq!(shown(&apply(&again, &table(&new))), shown(&apply(&state, &table(&new))));
        }
    }

    #[test]
    fn rows_are_treated_one_by_one_and_in_order(train in cells(12), new in cells(9), turn in 0..9_u32) {
        let order: Vec<u32> = (0..9).map(|i| (i * 4 + turn) % 9).collect();
        for (op, params, columns) in cases() {
            let state = fit(op, &params, &columns, &table(&train));
            let whole = apply(&state, &table(&new));
            prop_assert_eq!(whole.rows(), 9);
            prop_assert_eq!(shown(&whole), shown(&apply(&state, &table(&new))), "{} twice", op);
            // What looks along rows has laws of its own: `order.rs`.
            let step = glasshouse_prepare::find_step(op).unwrap().build(&params).unwrap();
            if step.looks_along() {
                continue;
            }
            let turned = apply(&state, &table(&new).take(&order));
            prop_assert_eq!(shown(&turned), shown(&whole.take(&order)), "{} in another order", op);
        }
    }

    #[test]
    fn a_chain_of_steps_leaves_no_gap_and_no_word(train in cells(15), new in cells(9)) {
        let with = |op: &str, columns: &[&str], params: &[(&str, &str)]| {
            let mut step = StepSpec::new(op, columns);
            step.params = params.iter().map(|(k, v)| (k.to_string(), ParamValue::Text(v.to_string()))).collect();
            step
        };
        let chain = [
            with("simple_imputer", &["@numeric"], &[("strategy", "median")]),
            with("simple_imputer", &["@categorical", "@boolean"], &[("strategy", "most_frequent")]),
            with("standard_scaler", &["@numeric"], &[]),
            with("one_hot_encoder", &["@categorical"], &[("handle_unknown", "ignore")]),
        ];
        let names: Vec<String> = ["x", "y", "word", "flag"].map(String::from).to_vec();
        let (preparation, prepared) = Preparation::fit(&table(&train), &names, &chain, Takes::default()).unwrap();
        let trained = prepared.features().unwrap();
        prop_assert_eq!(trained.names.to_vec(), preparation.features.clone());
        prop_assert_eq!(shown(&preparation.apply(&table(&train)).unwrap().table), shown(&prepared.table));
        let applied = preparation.apply_rounded(&table(&new)).unwrap().features().unwrap();
        prop_assert!(applied.data.iter().all(|x| x.is_finite()));
        prop_assert_eq!(applied.data.dim(), (9, preparation.features.len()));
    }
}
