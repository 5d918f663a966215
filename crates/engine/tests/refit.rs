//! What is learnt of a model by training its recipe again.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod memory;

use glasshouse_engine::Engine;
use glasshouse_spec::{
    ClusterTrust, DecompositionReading, DecompositionReport, DropColumnRequest, Event, Explain, Explanation,
    ParamValue, PermutationReport, QuantileReport, Refit, Refitted, Request, StabilityReport,
};
use memory::{ask, code, engine};
use serde_json::Value;
use std::fmt::Write as _;

/// A number that is ever less sure the larger `x` is.
fn fan(rows: usize) -> Vec<u8> {
    let mut text = String::from("x,job,y\n");
    for i in 0..rows {
        let (x, noise) = (i * 37 % 101, (i * 7919 % 1009) as f64 / 1009.0 - 0.5);
        let job = ["cook", "clerk", "smith"][i * 7 % 3];
        let y = x as f64 * 0.2 + if job == "smith" { 3.0 } else { 0.0 } + noise * x as f64;
        writeln!(text, "{x},{job},{y:.3}").unwrap();
    }
    text.into_bytes()
}

const NUMBERS: &str = "version = 1\n[task]\ntarget = \"y\"\n[split]\nmethod = \"random\"\n\
    train = 0.6\nvalidation = 0.2\ntest = 0.2\n[[prepare]]\nop = \"one_hot_encoder\"\ncolumns = [\"job\"]\n\
    [model]\nkind = \"linear_regression\"\n";

fn loaded(file: &[u8]) -> Engine {
    let mut engine = engine();
    let (options, columns) = Default::default();
    ask(&mut engine, Request::Load { name: "t.csv".into(), options, columns }, file);
    engine
}

fn trained(recipe: &str, file: &[u8]) -> Engine {
    let mut engine = loaded(file);
    let recipe = Box::new(glasshouse_engine::read_recipe("r.toml", recipe.as_bytes()).unwrap());
    let event = ask(&mut engine, Request::Train { recipe }, &[]);
    assert!(matches!(event, Event::Trained { .. }), "{event:?}");
    engine
}

fn again(engine: &mut Engine, what: Refit, file: Option<&[u8]>) -> Event {
    let named = file.map(|_| "t.csv".to_string());
    ask(engine, Request::Refit { ask: what, file: named }, file.unwrap_or_default())
}

fn quantiles(engine: &mut Engine, level: f64, file: Option<&[u8]>) -> QuantileReport {
    match again(engine, Refit::Quantiles { target: 0, level }, file) {
        Event::Refitted { found } => match *found {
            Refitted::Quantiles(report) => QuantileReport { seconds: 0.0, ..report },
            other => panic!("{other:?}"),
        },
        event => panic!("{event:?}"),
    }
}

#[test]
fn intervals_between_quantiles_hold_what_they_promise_and_are_narrow_where_the_model_is_sure() {
    let file = fan(2000);
    let mut engine = trained(NUMBERS, &file);
    let found = quantiles(&mut engine, 0.9, None);
    let methods: Vec<&str> = found.intervals.iter().map(|of| of.method.as_str()).collect();
    assert_eq!(methods, ["absolute_residual", "quantile_boosting", "conformalised_quantile"]);
    let [same, _, conformal] = found.intervals.as_slice() else { unreachable!() };
    for of in [same, conformal] {
        assert!(of.interval.low < 0.9 && 0.9 < of.interval.high, "{of:?}");
        assert_eq!((of.calibrated_on, of.measured_on), (400, 400));
    }
    assert!(conformal.size < 0.8 * same.size, "{found:?}");
    assert!(found.widths[0].1 < 0.25 * found.widths[2].1, "{found:?}");
    assert_eq!(found.train, 1200);
    assert_eq!(found.params["loss"], ParamValue::Text("quantile".into()));
    assert_eq!(
        quantiles(&mut engine, 0.9, Some(&file)),
        found,
        "of the file that it was trained on the same"
    );
    let other = fan(1999);
    let refused = again(&mut engine, Refit::Quantiles { target: 0, level: 0.9 }, Some(&other));
    assert_eq!(code(&refused), "refit.other_data");
}

#[test]
fn what_cannot_be_promised_is_told() {
    let file = fan(300);
    let two = NUMBERS.replace("validation = 0.2\ntest = 0.2", "validation = 0.0\ntest = 0.4");
    let mut engine = trained(&two, &file);
    let found = quantiles(&mut engine, 0.8, None);
    assert_eq!(found.intervals.len(), 1);
    assert_eq!(found.notes[0].code, "refit.not_calibrated");
    let none = NUMBERS
        .replace("train = 0.6\nvalidation = 0.2\ntest = 0.2", "train = 1.0\nvalidation = 0.0\ntest = 0.0");
    let mut engine = trained(&none, &file);
    assert_eq!(code(&again(&mut engine, Refit::Quantiles { target: 0, level: 0.9 }, None)), "refit.no_rows");
    let mut engine = trained(NUMBERS, &file);
    assert_eq!(code(&again(&mut engine, Refit::Quantiles { target: 0, level: 1.0 }, None)), "refit.level");
    assert_eq!(code(&again(&mut engine, Refit::Quantiles { target: 1, level: 0.9 }, None)), "refit.target");
}

fn reference() -> Value {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/reference/refit.json");
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn floats(v: &Value) -> Vec<f64> {
    v.as_array().unwrap().iter().map(|x| x.as_f64().unwrap()).collect()
}

/// The rows of the reference; the last third are the test rows.
fn reference_rows(reference: &Value) -> Vec<u8> {
    let (of, mut text) = (&reference["dropped"], String::from("a,b,c,d,y,kind,part\n"));
    for (i, x) in of["x"].as_array().unwrap().iter().enumerate() {
        let cells: Vec<String> = floats(x).iter().map(f64::to_string).collect();
        let part = if i < 200 { "train" } else { "test" };
        let (y, kind) = (&of["y"][i], if of["kind"][i] == 1 { "yes" } else { "no" });
        writeln!(text, "{},{y},{kind},{part}", cells.join(",")).unwrap();
    }
    text.into_bytes()
}

fn dropped(engine: &mut Engine, metric: &str, columns: &[&str], file: Option<&[u8]>) -> Event {
    let columns = columns.iter().map(ToString::to_string).collect();
    let ask = Explain::DropColumn(DropColumnRequest { metric: Some(metric.into()), columns });
    let request = Request::Explain { ask: Box::new(ask), file: file.map(|_| "t.csv".into()) };
    memory::ask(engine, request, file.unwrap_or_default())
}

fn importances(event: Event) -> PermutationReport {
    match event {
        Event::Explained { explanation } => match *explanation {
            Explanation::DropColumn(report) => report,
            other => panic!("{other:?}"),
        },
        event => panic!("{event:?}"),
    }
}

const SPLIT: &str = "[split]\nmethod = \"column\"\ncolumn = \"part\"\n";

#[test]
fn what_a_column_is_worth_is_what_a_loop_over_scikit_learn_says() {
    let reference = reference();
    let file = reference_rows(&reference);
    let cases = [
        ("y", "kind", "linear_regression", "", "r2"),
        ("y", "kind", "linear_regression", "", "mean_absolute_error"),
        ("kind", "y", "decision_tree", "[model.params]\nmax_depth = 3\n", "accuracy"),
    ];
    for (target, other, kind, params, metric) in cases {
        let recipe = format!(
            "version = 1\n[task]\ntarget = \"{target}\"\n[columns.{other}]\nrole = \"ignore\"\n{SPLIT}[model]\nkind = \"{kind}\"\n{params}"
        );
        let mut engine = trained(&recipe, &file);
        let found = importances(dropped(&mut engine, metric, &[], None));
        let of = &reference["dropped"][metric];
        assert!((found.score - of["score"].as_f64().unwrap()).abs() < 1e-5, "{found:?}");
        for (name, loss) in ["a", "b", "c", "d"].iter().zip(floats(&of["importances"])) {
            let one = found.importances.iter().find(|one| one.columns == [*name]).unwrap();
            assert!((one.mean - loss).abs() < 1e-5, "{metric} {name}: {one:?} {loss}");
            assert!(one.low <= one.high && one.std >= 0.0, "{one:?}");
        }
        assert!(found.importances.is_sorted_by(|a, b| a.mean >= b.mean));
        assert_eq!((found.part.as_str(), found.rows), ("test", 100));
        assert_eq!(importances(dropped(&mut engine, metric, &[], Some(&file))), found);
    }
}

#[test]
fn steps_do_without_a_column_that_they_name_and_what_they_cannot_do_without_is_told() {
    let file = fan(400);
    let steps = "[[prepare]]\nop = \"standard_scaler\"\ncolumns = [\"x\"]\n[[prepare]]\nop = \"one_hot_encoder\"\n\
        columns = [\"job\"]\n[[prepare]]\nop = \"standard_scaler\"\ncolumns = [\"job_cook\", \"x\"]\n";
    let recipe = NUMBERS.replace("[[prepare]]\nop = \"one_hot_encoder\"\ncolumns = [\"job\"]\n", steps);
    let mut engine = trained(&recipe, &file);
    let found = importances(dropped(&mut engine, "r2", &[], None));
    let names: Vec<&str> = found.importances.iter().map(|one| one.columns[0].as_str()).collect();
    assert_eq!((names, found.warnings), (vec!["x", "job"], Vec::new()));
    let formula =
        "[[prepare]]\nop = \"expression\"\nname = \"z\"\nformula = \"x * x\"\n[[prepare]]\nop = \"one_hot";
    let mut engine = trained(&NUMBERS.replace("[[prepare]]\nop = \"one_hot", formula), &file);
    let found = importances(dropped(&mut engine, "r2", &[], None));
    assert_eq!(found.importances.len(), 1);
    assert!(
        found.warnings[0].code == "explain.needed" && found.warnings[0].message.contains("\"x\""),
        "{found:?}"
    );
    assert_eq!(code(&dropped(&mut engine, "r2", &["y"], None)), "explain.no_column");
    assert_eq!(code(&dropped(&mut engine, "r2", &[], Some(&fan(401)))), "refit.other_data");
}

fn decomposed(engine: &mut Engine, recipe: &str) -> DecompositionReport {
    let recipe = Box::new(glasshouse_engine::read_recipe("r.toml", recipe.as_bytes()).unwrap());
    match ask(engine, Request::Decompose { recipe, rounds: Some(30) }, &[]) {
        Event::Decomposed { report } => DecompositionReport { seconds: 0.0, ..*report },
        event => panic!("{event:?}"),
    }
}

#[test]
fn a_deep_tree_errs_by_variance_and_a_constant_by_bias() {
    let file = reference_rows(&reference());
    let recipe = |kind: &str| {
        format!(
            "version = 1\n[task]\ntarget = \"y\"\n[columns.kind]\nrole = \"ignore\"\n{SPLIT}[model]\nkind = \"{kind}\"\n"
        )
    };
    let mut engine = loaded(&file);
    let deep = decomposed(&mut engine, &recipe("decision_tree"));
    let flat = decomposed(&mut engine, &recipe("dummy"));
    let forest = decomposed(&mut engine, &recipe("random_forest"));
    for of in [&deep, &flat, &forest] {
        assert!((of.bias + of.variance - of.expected_loss).abs() < 1e-9, "{of:?}");
        assert_eq!(
            (of.loss.as_str(), of.part.as_str(), of.rows, of.train, of.rounds),
            ("mse", "test", 100, 200, 30)
        );
    }
    assert_eq!(flat.reading, DecompositionReading::Bias);
    assert!(
        deep.variance > 2.0 * forest.variance && deep.variance > 5.0 * flat.variance,
        "{deep:?} {forest:?}"
    );
    assert_eq!(decomposed(&mut engine, &recipe("decision_tree")), deep, "the same seed, the same samples");
}

/// Two clusters far apart, and a third that is the half of one of them if it is asked for.
fn heaps(rows: usize) -> Vec<u8> {
    let mut text = String::from("a,b\n");
    for i in 0..rows {
        let (a, b) = ((i * 7919 % 1009) as f64 / 1009.0, (i * 104_729 % 997) as f64 / 997.0);
        let far = if i % 3 == 0 { 40.0 } else { 0.0 };
        writeln!(text, "{:.4},{:.4}", a + far, b + far).unwrap();
    }
    text.into_bytes()
}

fn stable(engine: &mut Engine, rounds: u32) -> StabilityReport {
    match again(engine, Refit::Stability { rounds: Some(rounds) }, None) {
        Event::Refitted { found } => match *found {
            Refitted::Stability(report) => StabilityReport { seconds: 0.0, ..report },
            other => panic!("{other:?}"),
        },
        event => panic!("{event:?}"),
    }
}

#[test]
fn clusters_that_are_there_come_back_and_others_do_not() {
    let file = heaps(600);
    let recipe = |kind: &str, params: &str| {
        format!(
            "version = 1\n[task]\nkind = \"clustering\"\n[model]\nkind = \"{kind}\"\n[model.params]\n{params}\n"
        )
    };
    let mut engine = trained(&recipe("k_means", "n_clusters = 2"), &file);
    let found = stable(&mut engine, 20);
    assert_eq!((found.rounds, found.clusters.len(), found.rand), (20, 2, Some(1.0)));
    assert!(found.clusters.iter().all(|of| of.trust == Some(ClusterTrust::Firm) && of.recovered == 20));
    assert_eq!(found.clusters.iter().map(|of| of.rows).sum::<u64>(), found.rows);
    assert_eq!(stable(&mut engine, 20), found);
    // One heap parted where nothing parts it.
    let mut engine = trained(&recipe("k_means", "n_clusters = 7"), &file);
    let many = stable(&mut engine, 20);
    assert!(many.rand < Some(0.9), "{many:?}");
    assert!(many.clusters.iter().any(|of| of.trust == Some(ClusterTrust::Doubtful)), "{many:?}");
    for (kind, params) in [
        ("dbscan", "eps = 0.5"),
        ("hdbscan", "min_cluster_size = 20"),
        ("gaussian_mixture", "n_components = 2"),
        ("agglomerative", "n_clusters = 2"),
    ] {
        let mut engine = trained(&recipe(kind, params), &file);
        let found = stable(&mut engine, 5);
        assert!(found.rounds == 5 && !found.clusters.is_empty() && found.rand.is_some(), "{kind}: {found:?}");
        assert!(found.clusters.iter().all(|of| of.jaccard.is_none_or(|j| (0.0..=1.0).contains(&j))));
    }
    let mut engine = trained(NUMBERS, &fan(200));
    assert_eq!(code(&again(&mut engine, Refit::Stability { rounds: None }, None)), "refit.kind");
}
