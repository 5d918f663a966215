//! The JSON of the command line, key by key, as scripts and servers rely on it.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use glasshouse_tests::{Folder, dataset, glasshouse, root};
use serde_json::Value;
use std::path::Path;

/// That a value has these keys, and more perhaps.
fn has(value: &Value, keys: &[&str]) {
    let object = value.as_object().unwrap_or_else(|| panic!("no object: {value}"));
    for key in keys {
        assert!(object.contains_key(*key), "{key} is missing of {:?}", object.keys());
    }
}

fn penguins() -> String {
    dataset("penguins.csv").to_str().unwrap().to_string()
}

fn recipe(case: &str) -> String {
    root().join("tests/recipes").join(case).join("recipe.toml").to_str().unwrap().to_string()
}

fn train(case: &str, bundle: &Path) -> Value {
    let arguments =
        ["train", &recipe(case), "--data", &penguins(), "--json", "--out", bundle.to_str().unwrap()];
    glasshouse(arguments).done().json()
}

#[test]
fn train_prints_the_report() {
    let folder = Folder::new();
    let report = train("penguins_logistic", &folder.path("m.glasshouse"));
    let keys = "model task rows features metrics seed data_sha256 recipe_sha256 model_sha256 seconds baseline warnings";
    has(&report, &keys.split(' ').collect::<Vec<_>>());
    has(&report["model"], &["kind", "params"]);
    has(&report["task"], &["kind", "target", "classes"]);
    has(&report["rows"], &["read", "dropped", "train", "validation", "test"]);
    has(&report["seconds"], &["read", "prepare", "fit", "score"]);
    let metrics = "accuracy balanced_accuracy precision_macro recall_macro f1_macro f1_weighted roc_auc_ovr \
                   log_loss matthews_corrcoef cohen_kappa";
    for part in ["train", "validation", "test"] {
        has(&report["metrics"][part], &metrics.split_whitespace().collect::<Vec<_>>());
    }
    assert_eq!(report["seed"], 42);
    assert_eq!(report["task"]["classes"], serde_json::json!(["Adelie", "Chinstrap", "Gentoo"]));
    assert_eq!(report["model"]["params"]["C"], 1.0, "defaults are reported");
    assert!(report["model"]["params"]["max_iter"].is_i64(), "defaults are reported: {}", report["model"]);
    assert_eq!(report["rows"]["read"], 344);
}

#[test]
fn profile_prints_what_is_known_of_the_columns() {
    let profile = glasshouse(["profile", &penguins(), "--json"]).done().json();
    has(&profile, &["rows", "columns", "duplicates", "warnings"]);
    let keys = "name type missing unique mean std min q25 median q75 max skew kurtosis top";
    for column in profile["columns"].as_array().unwrap() {
        has(column, &keys.split(' ').collect::<Vec<_>>());
    }
    assert_eq!(profile["rows"], 344);
    let species = &profile["columns"][0];
    assert_eq!((&species["type"], &species["unique"]), (&"categorical".into(), &3.into()));
    assert_eq!(species["top"][0], serde_json::json!(["Adelie", 152]));
    assert_eq!(species["mean"], Value::Null);
    let bill = &profile["columns"][2];
    assert_eq!((&bill["type"], &bill["missing"]), (&"numeric".into(), &2.into()));
    // pandas: penguins.bill_length_mm.describe(), .skew(), .kurt()
    let known = [("mean", 43.921_929_824_561_4), ("std", 5.459_583_713_926_532), ("median", 44.45)];
    for (key, value) in known {
        assert!((bill[key].as_f64().unwrap() - value).abs() < 1e-9, "{key}: {}", bill[key]);
    }
}

#[test]
fn evaluate_and_predict_print_what_they_should() {
    let folder = Folder::new();
    let bundle = folder.path("m.glasshouse");
    train("penguins_forest", &bundle);
    let bundle = bundle.to_str().unwrap();
    let scores = glasshouse(["evaluate", bundle, "--data", &penguins(), "--json"]).done().json();
    has(&scores, &["metrics", "rows", "task", "model"]);
    assert_eq!(scores["rows"], serde_json::json!({ "read": 344, "used": 344 }));
    has(&scores["metrics"], &["accuracy", "log_loss"]);
    let rows = glasshouse(["predict", bundle, "--data", &penguins()]).done();
    let input = std::fs::read_to_string(dataset("penguins.csv")).unwrap();
    let header = "prediction,probability_Adelie,probability_Chinstrap,probability_Gentoo";
    let mut lines = rows.text().lines();
    assert_eq!(lines.next(), Some(format!("{},{header}", input.lines().next().unwrap()).as_str()));
    for (line, original) in lines.zip(input.lines().skip(1)) {
        assert!(line.starts_with(&format!("{original},")), "the cells changed: {original} became {line}");
    }
    assert_eq!(rows.text().lines().count(), 345);
}

#[test]
fn every_family_of_steps_has_its_words_on_the_page() {
    let words = std::fs::read_to_string(root().join("web/locales/en.ftl")).unwrap();
    let kinds = glasshouse(["kinds", "--json"]).done().json();
    for kind in kinds["steps"].as_array().unwrap() {
        let family = kind["family"].as_str().unwrap();
        assert!(words.contains(&format!("\nfamily-{family} = ")), "{family} of {}", kind["id"]);
    }
}

#[test]
fn kinds_lists_estimators_and_steps() {
    let kinds = glasshouse(["kinds", "--json"]).done().json();
    has(&kinds, &["estimators", "steps", "clean"]);
    let ids = |key: &str| -> Vec<String> {
        kinds[key].as_array().unwrap().iter().map(|k| k["id"].as_str().unwrap().to_string()).collect()
    };
    for id in ["logistic_regression", "linear_regression", "random_forest", "decision_tree", "dummy"] {
        assert!(ids("estimators").iter().any(|i| i == id), "{id}");
    }
    for id in ["simple_imputer", "one_hot_encoder", "standard_scaler"] {
        assert!(ids("steps").iter().any(|i| i == id), "{id}");
    }
    // An estimator and a step of one name.
    let both = glasshouse(["kinds", "isolation_forest", "--json"]).done().json();
    let tasks = |kind: &Value| kind["tasks"].as_array().map_or(0, Vec::len);
    assert_eq!(both.as_array().unwrap().iter().map(tasks).collect::<Vec<_>>(), [1, 0]);
    assert_eq!(glasshouse(["kinds", "random_forest", "--json"]).done().json()["id"], "random_forest");
    let forest = glasshouse(["kinds", "random_forest"]).done();
    assert!(forest.text().contains("n_estimators"), "{}", forest.text());
}

#[test]
fn a_fault_is_a_json_document_with_a_code() {
    let run = glasshouse(["profile", "no/such.csv", "--json"]);
    assert_eq!(run.status, Some(2));
    has(&run.json(), &["fault"]);
    has(&run.json()["fault"], &["code", "message", "at", "causes"]);
    let silent = glasshouse(["profile", "no/such.csv"]);
    assert!(silent.out.is_empty() && silent.err.contains("no/such.csv"), "{silent:?}");
}
