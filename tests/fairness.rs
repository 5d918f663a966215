//! Groups compared on the command line: what is told, what is left out, and what mitigations cost.

use glasshouse_tests::{Folder, glasshouse};
use serde_json::Value;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

const RECIPE: &str = "version = 1\nname = \"loans\"\n[task]\ntarget = \"ok\"\n[columns.sex]\nrole = \"ignore\"\n\
                      [columns.town]\nrole = \"ignore\"\n[model]\nkind = \"logistic_regression\"\n";

/// People of two sexes in towns of which one has few, whose loans depend on a score and on their sex.
fn people(rows: u32) -> String {
    let mut text = String::from("score,sex,town,ok\n");
    for i in 0..rows {
        let score = f64::from(i * 37 % 101) / 50.0 - 1.0;
        let (sex, more) = if i * 53 % 97 < 48 { ("f", -0.3) } else { ("m", 0.3) };
        let town = match i {
            _ if i % 60 == 3 => "Tiny",
            _ if i % 2 == 0 => "Aa",
            _ => "Bb",
        };
        let noise = f64::from(i * 71 % 89) / 89.0 - 0.5;
        let ok = if score + more + noise > 0.0 { "yes" } else { "no" };
        let _ = writeln!(text, "{:.3},{sex},{town},{ok}", score + more / 2.0);
    }
    text
}

fn trained(dir: &Folder) -> (PathBuf, PathBuf) {
    let (recipe, data) = (dir.write("r.toml", RECIPE), dir.write("d.csv", people(2000)));
    let bundle = dir.path("m.glasshouse");
    let paths = [&recipe, &data, &bundle].map(|path| path.to_str().expect("a name"));
    glasshouse(["train", paths[0], "--data", paths[1], "--out", paths[2]]).done();
    (bundle, data)
}

fn told(bundle: &Path, data: &Path, more: &[&str]) -> Value {
    let paths = [bundle, data].map(|path| path.to_str().expect("a name"));
    let arguments = ["evaluate", paths[0], "--data", paths[1], "--json", "--sensitive", "sex,town"];
    let run = glasshouse(arguments.iter().chain(more)).done();
    let document: Value = serde_json::from_slice(&run.out).expect("JSON");
    document["fairness"].clone()
}

fn disparity<'a>(of: &'a Value, name: &str) -> &'a Value {
    let all = of["disparities"].as_array().expect("disparities");
    all.iter().find(|own| own["name"] == name).expect("told")
}

#[test]
fn columns_that_the_model_does_not_read_make_groups() {
    let dir = Folder::new();
    let (bundle, data) = trained(&dir);
    let fair = told(&bundle, &data, &["--mitigate", "demographic_parity,reweighing"]);
    assert_eq!(fair["part"], "test");
    assert_eq!(fair["by"].as_array().expect("groupings").len(), 3, "sex, town, and both");
    let (sex, town) = (&fair["by"][0], &fair["by"][1]);
    assert_eq!(sex["groups"][0]["values"][0], "f");
    let rates =
        [0, 1].map(|at| sex["groups"][at]["figures"]["selection_rate"]["value"].as_f64().expect("a rate"));
    let parity = disparity(sex, "demographic_parity");
    assert!((parity["difference"]["value"].as_f64().expect("known") - (rates[1] - rates[0])).abs() < 1e-12);
    assert_eq!(parity["four_fifths"], rates[0] / rates[1] >= 0.8);
    let tiny = &town["groups"][2];
    assert_eq!((&tiny["values"][0], &tiny["too_small"]), (&Value::from("Tiny"), &Value::from(true)));
    assert_eq!(disparity(town, "accuracy")["left_out"], serde_json::json!([2]));
    let [thresholds, weights] = [0, 1].map(|at| &fair["mitigations"][at]);
    assert!(thresholds["refused"].is_null() && weights["refused"].is_null(), "{thresholds} {weights}");
    let before = disparity(fair["by"].as_array().expect("by").last().expect("both"), "demographic_parity");
    let after = disparity(thresholds, "demographic_parity");
    assert!(
        after["difference"]["value"].as_f64() < before["difference"]["value"].as_f64(),
        "thresholds by group bring groups closer: {before} {after}"
    );
    let costs = |of: &Value| of["accuracy"].as_f64().expect("an accuracy");
    assert!(costs(&thresholds["after"]) < costs(&thresholds["before"]), "it has a price");
    assert!(weights["weights"].as_array().expect("weights").iter().any(|of| of["weight"] != 1.0));
    assert_eq!(
        told(&bundle, &data, &["--mitigate", "demographic_parity,reweighing", "--threads", "1"]),
        fair
    );
}

#[test]
fn another_file_is_compared_and_not_mitigated() {
    let dir = Folder::new();
    let (bundle, _) = trained(&dir);
    let other = dir.write("other.csv", people(300));
    let fair = told(&bundle, &other, &["--mitigate", "equalized_odds"]);
    assert_eq!((&fair["part"], &fair["rows"]), (&Value::from("data"), &Value::from(300)));
    assert_eq!(fair["mitigations"][0]["refused"]["code"], "fairness.other_data");
}

#[test]
fn an_unknown_column_is_refused_with_the_one_that_was_meant() {
    let dir = Folder::new();
    let (bundle, data) = trained(&dir);
    let paths = [&bundle, &data].map(|path| path.to_str().expect("a name"));
    let run = glasshouse(["evaluate", paths[0], "--data", paths[1], "--sensitive", "sexx"]);
    assert_eq!(run.status, Some(2), "{}", run.err);
    assert!(run.err.contains("did you mean `sex`?"), "{}", run.err);
}
