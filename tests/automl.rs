//! A good model of any kind within a time, through the real binary.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use glasshouse_tests::{Folder, dataset, glasshouse};
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::Path;

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// Kinds of different families are on the leaderboard, in order; the first beats the dummy; the recipe that is written
/// trains to the model that was told; the bundle scores.
#[test]
fn a_model_is_found_within_the_time_and_its_recipe_trains_to_the_same_one() {
    let folder = Folder::new();
    let (bundle, best) = (folder.path("m.glasshouse"), folder.path("best.toml"));
    let data = dataset("penguins.csv");
    let report = glasshouse([
        "automl",
        text(&data),
        "--target",
        "species",
        "--minutes",
        "0.25",
        "--out",
        text(&bundle),
        "--recipe-out",
        text(&best),
        "--json",
    ])
    .done()
    .json();
    let trials = report["trials"].as_array().unwrap();
    let number = |at: &Value| at.as_u64().unwrap() as usize;
    let board: Vec<&Value> =
        report["leaderboard"].as_array().unwrap().iter().map(|at| &trials[number(at) - 1]).collect();
    let scores: Vec<f64> = board.iter().map(|one| one["score"].as_f64().unwrap()).collect();
    assert!(scores.windows(2).all(|pair| pair[0] >= pair[1]), "{scores:?}");
    let names: BTreeSet<&str> = board.iter().map(|one| one["contender"].as_str().unwrap()).collect();
    for kind in ["dummy", "logistic_regression", "k_neighbors", "hist_gradient_boosting"] {
        assert!(names.contains(kind), "{kind} of {names:?}");
    }
    assert!(scores[0] > 0.95 && board[0]["contender"] != "dummy", "{scores:?}");
    for one in &board {
        assert!(one["bytes"].as_u64().unwrap() > 0 && one["rows_per_second"].as_f64().unwrap() > 0.0);
        assert_eq!(one["folds"].as_array().unwrap().len(), 5);
    }
    assert!(report["seconds"].as_f64().unwrap() < 25.0, "{}", report["seconds"]);
    let story = report["story"].as_array().unwrap();
    assert!(story.len() >= 4 && story[1].as_str().unwrap().starts_with("The best is "), "{story:?}");
    assert_eq!(report["recipe"]["model"], board[0]["model"]);

    let again = glasshouse(["train", text(&best), "--data", text(&data), "--json"]).done().json();
    assert_eq!(again["model_sha256"], report["trained"]["model_sha256"]);
    glasshouse(["evaluate", text(&bundle), "--data", text(&data), "--json"]).done();
}

#[test]
fn a_time_of_nothing_and_a_question_without_target_are_refused() {
    let data = dataset("penguins.csv");
    for (arguments, code) in [
        (["--target", "species", "--minutes", "0"], "tune"),
        (["--target", "species", "--metric", "r2"], "evaluate.unknown_metric"),
        (["--target", "specie", "--minutes", "1"], "recipe.unknown_column"),
    ] {
        let run = glasshouse(["automl", text(&data), "--json"].into_iter().chain(arguments));
        assert_eq!(run.status, Some(2), "{arguments:?}: {}", run.err);
        assert_eq!(run.json()["fault"]["code"], code, "{}", run.text());
    }
}
