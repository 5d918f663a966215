//! Two recipes compared through the real binary: the scores are those of cross-validation, the verdict turns with the
//! order, and rows that only one keeps take no part.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use glasshouse_tests::{Folder, Run, dataset, glasshouse};
use serde_json::Value;
use std::path::PathBuf;

/// A recipe for the penguins' species by their measures.
fn recipe(clean: &str, model: &str) -> String {
    format!(
        r#"
version = 1
name = "penguins"
seed = 3
[task]
target = "species"
{clean}
[[prepare]]
op = "simple_imputer"
columns = ["@numeric"]
[[prepare]]
op = "simple_imputer"
columns = ["@categorical"]
strategy = "most_frequent"
[[prepare]]
op = "one_hot_encoder"
columns = ["@categorical"]
[[prepare]]
op = "standard_scaler"
columns = ["@numeric"]
[model]
{model}
"#
    )
}

const WHOLE: &str = "kind = \"logistic_regression\"";
/// A tree of one question cannot tell three species apart.
const STUMP: &str = "kind = \"decision_tree\"\nparams = { max_depth = 1 }";
const FULL_ROWS: &str = "[[clean]]\nop = \"drop_missing\"\ncolumns = [\"sex\"]";

fn ask(command: &str, recipes: &[&str], more: &[&str]) -> Run {
    let folder = Folder::new();
    let files: Vec<PathBuf> =
        recipes.iter().enumerate().map(|(at, recipe)| folder.write(&format!("{at}.toml"), recipe)).collect();
    let data = dataset("penguins.csv");
    let mut arguments = vec![command];
    arguments.extend(files.iter().map(|file| file.to_str().unwrap()));
    arguments.extend(["--data", data.to_str().unwrap(), "--json"]);
    arguments.extend(more);
    glasshouse(arguments)
}

fn run(command: &str, recipes: &[&str], more: &[&str]) -> Value {
    ask(command, recipes, more).done().json()
}

#[test]
fn the_better_one_is_told_whichever_comes_first() {
    let (one, other) = (recipe("", WHOLE), recipe("", STUMP));
    let report = run("compare", &[&one, &other], &["--metric", "accuracy", "--five-by-two"]);
    let turned = run("compare", &[&other, &one], &["--metric", "accuracy"]);
    let folds = [&one, &other].map(|recipe| run("cv", &[recipe], &[]));
    for (at, fold) in report["each"].as_array().unwrap().iter().enumerate() {
        for (place, cv) in folds.iter().enumerate() {
            assert_eq!(fold["scores"][place], cv["each"][at]["metrics"]["accuracy"], "fold {at} of {place}");
        }
    }
    assert_eq!((&report["verdict"], &turned["verdict"]), (&"first".into(), &"second".into()));
    assert_eq!(report["probabilities"]["first"], turned["probabilities"]["second"]);
    let mean = |of: &Value| of["difference"]["mean"].as_f64().unwrap();
    assert!(mean(&report) > 0.1 && (mean(&report) + mean(&turned)).abs() < 1e-12);
    let tests: Vec<&str> =
        report["tests"].as_array().unwrap().iter().map(|test| test["name"].as_str().unwrap()).collect();
    assert_eq!(tests, ["corrected_t", "five_by_two_t", "five_by_two_f", "mcnemar"]);
    for test in report["tests"].as_array().unwrap() {
        assert!(test["p_value"].as_f64().unwrap() < 0.05, "{test}");
    }
    let [only_first, only_second] = [0, 1].map(|at| report["tests"][3]["only_right"][at].as_u64().unwrap());
    assert!(only_first > 5 * only_second);
}

/// Errors are compared the other way about: what is smaller is better.
#[test]
fn a_smaller_error_is_better() {
    let report = run(
        "compare",
        &[&recipe("", WHOLE), &recipe("", STUMP)],
        &["--metric", "log_loss", "--repeats", "3"],
    );
    assert_eq!((&report["verdict"], &report["greater_is_better"]), (&"first".into(), &false.into()));
    assert!(report["means"][0].as_f64().unwrap() < report["means"][1].as_f64().unwrap());
    let rope = report["rope"].as_f64().unwrap();
    assert!((rope - 0.01 * report["means"][0].as_f64().unwrap()).abs() < 1e-12);
}

#[test]
fn a_recipe_is_as_good_as_itself_and_only_shared_rows_are_compared() {
    let (all, full) = (recipe("", WHOLE), recipe(FULL_ROWS, WHOLE));
    let same = run("compare", &[&all, &all], &[]);
    assert_eq!((&same["verdict"], &same["difference"]["mean"]), (&"same".into(), &0.0.into()));
    assert_eq!(same["warnings"][0]["code"], "compare.equal");
    let rows = |report: &Value| report["rows"].as_u64().unwrap();
    let [one, other] = [[&all, &full], [&full, &all]].map(|pair| run("compare", &[pair[0], pair[1]], &[]));
    assert_eq!((rows(&same), rows(&one), rows(&other)), (344, 333, 333));
}

#[test]
fn recipes_of_other_targets_are_refused() {
    let other = recipe("", "kind = \"logistic_regression\"").replace("\"species\"", "\"sex\"");
    let refused = ask("compare", &[&recipe("", WHOLE), &other], &[]);
    assert_eq!(refused.status, Some(2), "{}", refused.err);
    assert!(refused.text().contains("\"compare.task\""), "{}", refused.text());
}
