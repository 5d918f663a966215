//! Cross-validation and search through the real binary: scikit-learn's scores on scikit-learn's folds, and the best
//! parameters with their model.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use glasshouse_tests::{Folder, dataset, glasshouse};
use serde_json::Value;
use std::fs;
use std::path::Path;

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

const PENGUINS: &str = r#"
version = 1
name = "penguins"
[columns.island]
role = "group"
[task]
kind = "regression"
target = "body_mass_g"
[[clean]]
op = "keep_columns"
columns = ["bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g", "island"]
[[clean]]
op = "drop_missing"
columns = ["bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g"]
[model]
kind = "linear_regression"
[evaluate]
cv = 3
cv_method = "group_k_fold"
"#;

const WEATHER: &str = r#"
version = 1
name = "weather"
[columns.date]
role = "time"
[columns.location]
role = "ignore"
[columns.weather]
role = "ignore"
[columns.temp_min]
role = "ignore"
[task]
kind = "regression"
target = "temp_max"
[model]
kind = "linear_regression"
[evaluate]
cv = 4
cv_method = "time_series_split"
"#;

fn near(ours: f64, theirs: f64, what: &str) {
    assert!((ours - theirs).abs() <= 1e-6 * theirs.abs().max(1.0), "{what}: {ours}, scikit-learn {theirs}");
}

fn close(ours: &Value, theirs: &Value, what: &str) {
    near(ours.as_f64().unwrap(), theirs.as_f64().unwrap(), what);
}

/// Rows, scores of each fold, mean, deviation and corrected interval.
fn as_scikit_learn(recipe: &str, data: &str, method: &str) {
    let folder = Folder::new();
    let file = folder.path("r.toml");
    fs::write(&file, recipe).unwrap();
    let report = glasshouse(["cv", text(&file), "--data", text(&dataset(data)), "--json"]).done().json();
    let known: Value = serde_json::from_str(include_str!("reference/cv.json")).unwrap();
    let known = &known[method];
    assert_eq!(report["method"], method);
    let each = report["each"].as_array().unwrap();
    let sizes: Vec<Value> =
        each.iter().map(|fold| serde_json::json!([fold["train"], fold["test"]])).collect();
    assert_eq!(Value::from(sizes), known["sizes"]);
    for (name, theirs) in known["metrics"].as_object().unwrap() {
        for (at, fold) in each.iter().enumerate() {
            close(&fold["metrics"][name], &theirs["folds"][at], &format!("{name} of fold {at}"));
        }
        let ours = &report["metrics"][name];
        close(&ours["mean"], &theirs["mean"], name);
        close(&ours["std"], &theirs["std"], name);
        // Ours ends where the metric does.
        let (least, most) = if name == "r2" { (f64::MIN, 1.0) } else { (0.0, f64::MAX) };
        let end = |at: usize| theirs["interval"][at].as_f64().unwrap().clamp(least, most);
        near(ours["low"].as_f64().unwrap(), end(0), name);
        near(ours["high"].as_f64().unwrap(), end(1), name);
    }
}

#[test]
fn whole_groups_are_held_out_as_scikit_learn_does_it() {
    as_scikit_learn(PENGUINS, "penguins.csv", "group_k_fold");
}

#[test]
fn later_rows_are_scored_as_scikit_learn_does_it() {
    as_scikit_learn(WEATHER, "weather.csv", "time_series_split");
}

const FOREST: &str = r#"
version = 1
name = "penguins"
seed = 3
[task]
kind = "classification"
target = "sex"
[[prepare]]
op = "simple_imputer"
columns = ["@numeric"]
[[prepare]]
op = "ordinal_encoder"
columns = ["@categorical"]
[model]
kind = "decision_tree"
[tune]
trials = 12
metric = "accuracy"
[tune.space."model.max_depth"]
low = 1
high = 8
[tune.space]
"prepare[0].strategy" = ["mean", "median"]
"model.min_samples_leaf" = { low = 1, high = 40, log = true }
"#;

/// The test rows take no part: with other cells in them the trials are the same.
#[test]
fn a_search_ends_with_the_model_of_its_best_and_never_looks_at_the_test_rows() {
    let folder = Folder::new();
    let (file, bundle, best) = (folder.path("r.toml"), folder.path("m.glasshouse"), folder.path("best.toml"));
    fs::write(&file, FOREST).unwrap();
    let data = dataset("penguins.csv");
    let arguments = [
        "tune",
        text(&file),
        "--data",
        text(&data),
        "--out",
        text(&bundle),
        "--recipe-out",
        text(&best),
        "--json",
    ];
    let report = glasshouse(arguments).done().json();
    let trials = report["trials"].as_array().unwrap();
    assert_eq!(trials.len(), 12);
    assert_eq!(trials[0]["params"]["model.max_depth"], Value::Null, "the first is the recipe as it was");
    let scores: Vec<f64> = trials
        .iter()
        .filter(|trial| trial["state"] == "done")
        .map(|trial| trial["score"].as_f64().unwrap())
        .collect();
    let most = scores.iter().copied().fold(f64::MIN, f64::max);
    near(report["best_score"].as_f64().unwrap(), most, "the best");
    let number = report["best"].as_u64().unwrap() as usize;
    assert_eq!(trials[number - 1]["params"], report["best_params"]);

    // The recipe that it writes trains to the same model, and the bundle scores.
    let again = glasshouse(["train", text(&best), "--data", text(&data), "--json"]).done().json();
    assert_eq!(again["model_sha256"], report["trained"]["model_sha256"]);
    glasshouse(["evaluate", text(&bundle), "--data", text(&data), "--json"]).done();

    let same = glasshouse(arguments).done().json();
    let told = |report: &Value| -> Vec<Value> {
        let trials = report["trials"].as_array().unwrap();
        trials.iter().map(|trial| serde_json::json!([trial["params"], trial["folds"]])).collect()
    };
    assert_eq!(told(&same), told(&report));
}

/// What is chosen within a fold is chosen without its test rows: with other rows in them it stays.
#[test]
fn a_nested_cross_validation_searches_within_each_fold() {
    let folder = Folder::new();
    let file = folder.path("r.toml");
    fs::write(&file, FOREST).unwrap();
    let data = dataset("penguins.csv");
    let of = |more: &[&str]| {
        let begin = ["cv", text(&file), "--data", text(&data), "--folds", "3", "--json"];
        glasshouse(begin.iter().chain(more)).done().json()
    };
    let report = of(&["--nested", "--trials", "6"]);
    let nested = &report["nested"];
    assert_eq!((nested["trials"].as_u64(), nested["metric"].as_str()), (Some(6), Some("accuracy")));
    let each = report["each"].as_array().unwrap();
    for fold in each {
        let chosen = fold["chosen"].as_object().unwrap();
        assert_eq!(chosen.len(), 3, "{chosen:?}");
        assert!(fold["metrics"]["accuracy"].as_f64().unwrap() > 0.7);
    }
    // Each fold's score is that of the recipe with what was chosen there.
    let fold = each.iter().find(|fold| !fold["chosen"]["model.max_depth"].is_null()).unwrap();
    let value = |name: &str| fold["chosen"][name].to_string();
    let depth = format!("max_depth={}", value("model.max_depth"));
    let leaf = format!("min_samples_leaf={}", value("model.min_samples_leaf"));
    let strategy = value("prepare[0].strategy");
    fs::write(
        &file,
        FOREST.replace("op = \"simple_imputer\"", &format!("op = \"simple_imputer\"\nstrategy = {strategy}")),
    )
    .unwrap();
    let plain = of(&["--param", &depth, "--param", &leaf]);
    assert!(plain["nested"].is_null());
    let at = fold["fold"].as_u64().unwrap() as usize - 1;
    assert_eq!(plain["each"][at]["metrics"], fold["metrics"]);
}

/// Kinds of models are searched beside the recipe's own, and the recipe of the best trains to the same model.
#[test]
fn kinds_of_models_are_searched_with_the_parameters_of_each() {
    let folder = Folder::new();
    let (file, best) = (folder.path("r.toml"), folder.path("best.toml"));
    let kinds = "\"model.kind\" = [\"k_neighbors\", \"gaussian_nb\"]\n\"decision_tree.max_depth\" = [2, 5]\n";
    let space = FOREST.split("[tune.space.").next().unwrap();
    fs::write(&file, format!("{space}method = \"gp\"\n[tune.space]\n{kinds}").replace("= 12", "= 16"))
        .unwrap();
    let data = dataset("penguins.csv");
    let report =
        glasshouse(["tune", text(&file), "--data", text(&data), "--recipe-out", text(&best), "--json"])
            .done()
            .json();
    let trials = report["trials"].as_array().unwrap();
    let kinds: std::collections::BTreeSet<&str> =
        trials.iter().map(|trial| trial["params"]["model.kind"].as_str().unwrap()).collect();
    assert_eq!((trials.len(), kinds.len()), (16, 3), "{kinds:?}");
    assert!(trials.iter().all(|trial| trial["state"] != "failed"));
    assert_eq!(report["recipe"]["model"]["kind"], report["best_params"]["model.kind"]);
    let again = glasshouse(["train", text(&best), "--data", text(&data), "--json"]).done().json();
    assert_eq!(again["model_sha256"], report["trained"]["model_sha256"]);
}

#[test]
fn what_cannot_be_searched_or_parted_is_a_fault_that_says_what_to_do() {
    let folder = Folder::new();
    let file = folder.path("r.toml");
    let data = dataset("penguins.csv");
    for (command, recipe, code) in [
        ("tune", FOREST.replace("model.max_depth", "model.depth"), "tune.space"),
        ("tune", FOREST.replace("trials = 12", "trials = 0"), "tune"),
        ("tune", FOREST.replace("\"accuracy\"", "\"r2\""), "evaluate.unknown_metric"),
        ("cv", PENGUINS.replace("cv = 3", "cv = 4"), "evaluate.folds"),
        ("cv", PENGUINS.replace("role = \"group\"", "role = \"ignore\""), "evaluate.folds"),
        ("cv", PENGUINS.replace("linear_regression", "linear_regresion"), "recipe.unknown_model"),
    ] {
        fs::write(&file, &recipe).unwrap();
        let run = glasshouse([command, text(&file), "--data", text(&data), "--json"]);
        assert_eq!(run.status, Some(2), "{command} {code}: {}", run.err);
        assert_eq!(run.json()["fault"]["code"], code, "{}", run.text());
        assert!(run.err.contains("to do:"), "{}", run.err);
    }
}

/// One fold whose training rows have one class only is told of, and the others count.
#[test]
fn a_fold_that_cannot_be_trained_is_recorded_and_the_others_go_on() {
    let folder = Folder::new();
    let (file, data) = (folder.path("r.toml"), folder.path("d.csv"));
    let rows: String = (0..60)
        .map(|row| format!("{row},{},{}\n", row % 7, if row < 30 { "a" } else { ["a", "b"][row % 2] }))
        .collect();
    fs::write(&data, format!("when,x,y\n{rows}")).unwrap();
    let recipe = "version = 1\n[columns.when]\nrole = \"time\"\n[task]\nkind = \"classification\"\ntarget = \"y\"\n\
                  [model]\nkind = \"logistic_regression\"\n[evaluate]\ncv = 5\ncv_method = \"time_series_split\"\n";
    fs::write(&file, recipe).unwrap();
    let report = glasshouse(["cv", text(&file), "--data", text(&data), "--json"]).done().json();
    let each = report["each"].as_array().unwrap();
    let failed: Vec<bool> = each.iter().map(|fold| !fold["fault"].is_null()).collect();
    assert_eq!(failed, [true, true, true, false, false]);
    assert_eq!(each[0]["fault"]["code"], "target.one_class");
    assert_eq!(report["metrics"]["accuracy"]["folds"], 2);
}
