//! What is learnt by training again, through the binary: intervals, importances, bias and variance, stable clusters.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use glasshouse_tests::{Folder, dataset, glasshouse, root};
use std::fs;
use std::path::Path;

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[test]
fn a_regressor_has_intervals_importances_and_parted_errors() {
    let (folder, data) = (Folder::new(), dataset("weather.csv"));
    let recipe = root().join("tests/recipes/weather_boosted/recipe.toml");
    let bundle = folder.path("m.glasshouse");
    glasshouse(["train", text(&recipe), "--data", text(&data), "--out", text(&bundle)]).done();
    let with = ["--data", text(&data), "--prediction-intervals", "0.9", "--json"];
    let told = glasshouse([&["evaluate", text(&bundle)], with.as_slice()].concat()).done().json();
    let ways = told["prediction_intervals"]["intervals"].as_array().unwrap();
    let way = |name: &str| ways.iter().find(|way| way["method"] == name).unwrap();
    let conformal = way("conformalised_quantile");
    let [low, high] = ["low", "high"].map(|end| conformal["interval"][end].as_f64().unwrap());
    assert!(low < 0.9 && 0.9 < high, "{conformal}");
    assert!(way("absolute_residual")["size"].as_f64().unwrap() > 0.0);

    let asked = ["--data", text(&data), "--method", "drop_column", "--metric", "r2", "--json"];
    let told = glasshouse([&["explain", text(&bundle)], asked.as_slice()].concat()).done().json();
    let found = told["importances"].as_array().unwrap();
    assert!(found.len() > 1 && found[0]["mean"].as_f64() >= found[1]["mean"].as_f64(), "{told}");
    let other = folder.path("other.csv");
    let head: Vec<String> = fs::read_to_string(&data).unwrap().lines().take(300).map(String::from).collect();
    fs::write(&other, head.join("\n")).unwrap();
    let refused = glasshouse(["explain", text(&bundle), "--data", text(&other), "--method", "drop_column"]);
    assert!(
        refused.status == Some(2) && refused.err.contains("not the one that the model was trained on"),
        "{}",
        refused.err
    );

    let told = glasshouse(["cv", text(&recipe), "--data", text(&data), "--bias-variance", "4", "--json"]);
    let told = told.done().json();
    let [loss, bias, variance] =
        ["expected_loss", "bias", "variance"].map(|name| told[name].as_f64().unwrap());
    assert!(told["rounds"] == 4 && (bias + variance - loss).abs() < 1e-9 * loss && variance > 0.0, "{told}");
}

#[test]
fn clusters_are_drawn_again() {
    let (folder, data) = (Folder::new(), dataset("penguins.csv"));
    let (recipe, bundle) = (folder.path("r.toml"), folder.path("m.glasshouse"));
    glasshouse(["suggest", text(&data), "--task", "clustering", "--out", text(&recipe)]).done();
    glasshouse(["train", text(&recipe), "--data", text(&data), "--out", text(&bundle)]).done();
    let asked = ["evaluate", text(&bundle), "--data", text(&data), "--stability", "8", "--json"];
    let told = glasshouse(asked).done().json();
    let found = &told["stability"];
    assert_eq!(found["rounds"], 8);
    for cluster in found["clusters"].as_array().unwrap() {
        let jaccard = cluster["jaccard"].as_f64().unwrap();
        assert!((0.0..=1.0).contains(&jaccard) && cluster["trust"].is_string(), "{cluster}");
    }
    assert!(found["rand"].as_f64().unwrap() <= 1.0);
}
