//! Golden recipes: every folder of `tests/recipes` trains to exactly the figures that it expects.
//!
//! A case is `recipe.toml`, its table (`data.csv`, or `data.path` naming a table from the root of
//! the checkout) and `expected.json`, which is what `train --json` prints, seconds and the time of reading left out.
//! `GLASSHOUSE_BLESS=1` rewrites `expected.json`; read the difference before it is kept.
//!
//! Equal figures prove only that nothing changed; [`what_the_figures_must_be`] holds what has to
//! be true of each of them.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use glasshouse_tests::{glasshouse, root};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};

#[test]
fn golden_recipes_train_to_what_they_expect() {
    let mut differences = Vec::new();
    for case in cases() {
        let name = case.file_name().unwrap().to_string_lossy().into_owned();
        let found = train(&case, "1");
        what_the_figures_must_be(&name, &found);
        assert_eq!(found, train(&case, "2"), "{name}: two threads give another result than one");
        let path = case.join("expected.json");
        if std::env::var_os("GLASSHOUSE_BLESS").is_some() {
            fs::write(&path, serde_json::to_string_pretty(&found).unwrap() + "\n").unwrap();
            continue;
        }
        let expected = fs::read_to_string(&path).map(|text| serde_json::from_str(&text).unwrap());
        if expected.as_ref().ok() != Some(&found) {
            differences.push(differing(&name, &expected.unwrap_or_default(), &found));
        }
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

fn cases() -> Vec<PathBuf> {
    let folder = fs::read_dir(root().join("tests/recipes")).unwrap();
    let mut cases: Vec<PathBuf> = folder.map(|entry| entry.unwrap().path()).filter(|p| p.is_dir()).collect();
    cases.sort();
    assert!(!cases.is_empty(), "tests/recipes holds no case");
    cases
}

fn data(case: &Path) -> PathBuf {
    match fs::read_to_string(case.join("data.path")) {
        Ok(path) => root().join(path.trim()),
        Err(_) => case.join("data.csv"),
    }
}

fn train(case: &Path, threads: &str) -> Value {
    let (recipe, data) = (case.join("recipe.toml"), data(case));
    let arguments = ["train", recipe.to_str().unwrap(), "--data", data.to_str().unwrap()];
    let run = glasshouse(arguments.into_iter().chain(["--json", "--threads", threads])).done();
    let mut report = run.json();
    report.as_object_mut().unwrap().remove("seconds");
    for file in report["files"].as_array_mut().unwrap() {
        file.as_object_mut().unwrap().remove("read");
    }
    report
}

/// Laws that hold for every case whatever its golden figures say.
fn what_the_figures_must_be(name: &str, report: &Value) {
    let rows = |key: &str| report["rows"][key].as_u64().unwrap();
    let parts = rows("train") + rows("validation") + rows("test");
    assert_eq!(rows("read"), rows("dropped") + parts, "{name}: rows that are nowhere");
    for key in ["data_sha256", "recipe_sha256", "model_sha256"] {
        let hash = report[key].as_str().unwrap();
        assert!(hash.len() == 64 && hash.bytes().all(|b| b.is_ascii_hexdigit()), "{name}: {key} {hash}");
    }
    let kind = report["task"]["kind"].as_str().unwrap();
    if kind == "clustering" || kind == "anomaly" {
        return what_groups_must_be(name, report);
    }
    let classes = report["task"]["classes"].as_array().unwrap().len();
    let (best, is_better): (&str, fn(f64, f64) -> bool) = match kind {
        "classification" => ("log_loss", |model, dummy| model < dummy),
        "forecast" => ("mean_absolute_scaled_error", |model, naive| model < naive),
        _ => ("root_mean_squared_error", |model, dummy| model < dummy),
    };
    assert_eq!(classes >= 2, best == "log_loss", "{name}: classes");
    if kind == "forecast" {
        what_intervals_must_be(name, report);
    }
    let score = |of: &str| report[of]["test"][best].as_f64();
    if let (Some(model), Some(dummy)) = (score("metrics"), score("baseline")) {
        let is_dummy = report["model"]["kind"] == "dummy";
        assert!(is_dummy || is_better(model, dummy), "{name}: {best} {model}, the baseline has {dummy}");
    }
    what_means_must_be(name, report);
    for part in ["train", "validation", "test"] {
        for (metric, value) in report["metrics"][part].as_object().unwrap() {
            let value = value.as_f64().unwrap();
            let is_share = metric == "accuracy" || metric.starts_with("roc_auc") || metric.starts_with("f1");
            assert!(!is_share || (0.0..=1.0).contains(&value), "{name}: {part} {metric} {value}");
        }
    }
}

/// Of several targets the scores are means over those of each, which are all there.
fn what_means_must_be(name: &str, report: &Value) {
    let Some(also) = report["task"]["also"].as_array() else {
        return assert!(report["targets"].is_null(), "{name}: one target has no others beside it");
    };
    let first = report["task"]["target"].as_str().unwrap();
    let names: Vec<&str> = also.iter().map(|one| one["name"].as_str().unwrap()).chain([first]).collect();
    assert!(names.iter().all(|target| !report["features"].to_string().contains(target)), "{name}: a leak");
    for (of, part) in [("metrics", "train"), ("metrics", "test"), ("baseline", "test")] {
        let each: Vec<&Value> = names.iter().map(|target| &report["targets"][target][of][part]).collect();
        for (metric, mean) in report[of][part].as_object().unwrap() {
            let scores: Vec<f64> = each.iter().filter_map(|scores| scores[metric].as_f64()).collect();
            if metric == "subset_accuracy" || metric == "hamming_loss" {
                assert!(scores.is_empty(), "{name}: {metric} is of all together");
                continue;
            }
            let found = scores.iter().sum::<f64>() / names.len() as f64;
            let off = (found - mean.as_f64().unwrap()).abs();
            assert!(
                scores.len() == names.len() && off < 1e-9 * found.abs().max(1.0),
                "{name}: {of} {metric}"
            );
        }
    }
}

/// Intervals hold about as many values of rows that nothing was measured on as they promise.
fn what_intervals_must_be(name: &str, report: &Value) {
    let promised = report["forecast"]["interval"].as_f64().unwrap() / 100.0;
    let held = report["metrics"]["test"]["interval_coverage"].as_f64().unwrap();
    assert!((promised - 0.12..=1.0).contains(&held), "{name}: {held} of {promised}");
    let times = |key: &str| report["forecast"][key].as_u64().unwrap();
    assert!(times("filled") < times("times") && times("series") > 0, "{name}");
}

/// Without a target there is no baseline, and groups lie apart or marks are few.
fn what_groups_must_be(name: &str, report: &Value) {
    assert!(report["baseline"]["train"].as_object().unwrap().is_empty(), "{name}");
    assert!(report["task"]["classes"].as_array().unwrap().len() >= 2, "{name}");
    for (part, scores) in report["metrics"].as_object().unwrap() {
        let scores = scores.as_object().unwrap();
        assert_eq!(scores.is_empty(), report["rows"][part] == 0, "{name}: {part}");
        let score = |metric: &str| scores.get(metric).and_then(Value::as_f64);
        assert!(score("silhouette_score").is_none_or(|s| (0.2..=1.0).contains(&s)), "{name}: {part}");
        assert!(score("outlier_share").is_none_or(|s| (0.0..=0.5).contains(&s)), "{name}: {part}");
    }
}

fn differing(name: &str, expected: &Value, found: &Value) -> String {
    let keys =
        found.as_object().unwrap().keys().chain(expected.as_object().into_iter().flatten().map(|(k, _)| k));
    let mut lines: Vec<String> = keys
        .filter(|key| expected[key.as_str()] != found[key.as_str()])
        .map(|key| format!("{name}: {key}\n  expected {}\n  found    {}", expected[key], found[key]))
        .collect();
    lines.dedup();
    lines.join("\n")
}
