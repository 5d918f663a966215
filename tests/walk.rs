//! The whole walk on the command line: suggest, train, evaluate, predict, prepare, convert,
//! export, and what has to agree between them.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use glasshouse_tests::{Folder, binary, dataset, glasshouse, root};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::{Command, Stdio};

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

fn records(bytes: &[u8]) -> (Vec<String>, Vec<Vec<String>>) {
    let mut reader = csv::Reader::from_reader(bytes);
    let header = reader.headers().unwrap().iter().map(String::from).collect();
    let rows = reader.records().map(|r| r.unwrap().iter().map(String::from).collect()).collect();
    (header, rows)
}

fn csv_text(header: &[String], rows: &[Vec<String>]) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(header).unwrap();
    rows.iter().for_each(|row| writer.write_record(row).unwrap());
    writer.into_inner().unwrap()
}

#[test]
fn a_suggested_recipe_trains_as_it_stands() {
    let cases = [("penguins.csv", "species"), ("birdstrikes.csv", "damage"), ("weather.csv", "temp_max")];
    let folder = Folder::new();
    for (data, target) in cases {
        let (data, recipe) = (dataset(data), folder.path("recipe.toml"));
        let run = glasshouse(["suggest", text(&data), "--target", target, "--out", text(&recipe)]).done();
        assert!(run.out.is_empty() && run.err.contains("split"), "the reasons are told: {}", run.err);
        let report = glasshouse(["train", text(&recipe), "--data", text(&data), "--json"]).done().json();
        assert_eq!(report["task"]["target"], target);
        assert!(report["rows"]["test"].as_u64().unwrap() > 0);
    }
}

/// Trains, writes the bundle, and gives the report with the kept rows and their parts.
fn trained(case: &str, data: &Path, bundle: &Path) -> (Value, BTreeMap<usize, String>) {
    let recipe = root().join("tests/recipes").join(case).join("recipe.toml");
    let arguments = ["train", text(&recipe), "--data", text(data), "--out", text(bundle), "--json"];
    let report = glasshouse(arguments).done().json();
    let (header, rows) = records(&glasshouse(["prepare", text(&recipe), "--data", text(data)]).done().out);
    assert_eq!(header[..2], ["__row", "__part"]);
    let features: Vec<&str> =
        report["features"].as_array().unwrap().iter().map(|f| f.as_str().unwrap()).collect();
    assert_eq!(header[2..header.len() - 1], features);
    assert_eq!(header.last().map(String::as_str), report["task"]["target"].as_str());
    (report, rows.iter().map(|row| (row[0].parse().unwrap(), row[1].clone())).collect())
}

#[test]
fn a_bundle_scores_the_test_rows_as_training_did() {
    let folder = Folder::new();
    for (case, data) in [
        ("penguins_logistic", "penguins.csv"),
        ("weather_forest", "weather.csv"),
        ("birdstrikes_logistic", "birdstrikes.csv"),
    ] {
        let (data, bundle) = (dataset(data), folder.path(&format!("{case}.glasshouse")));
        let (report, parts) = trained(case, &data, &bundle);
        for part in ["train", "validation", "test"] {
            let rows = parts.values().filter(|p| *p == part).count();
            assert_eq!(report["rows"][part], rows, "{case} {part}");
        }
        let (header, rows) = records(&std::fs::read(&data).unwrap());
        let test: Vec<Vec<String>> =
            parts.iter().filter(|(_, p)| *p == "test").map(|(i, _)| rows[*i].clone()).collect();
        let test = folder.write("test.csv", csv_text(&header, &test));
        let scores = glasshouse(["evaluate", text(&bundle), "--data", text(&test), "--json"]).done().json();
        assert_eq!(scores["metrics"], report["metrics"]["test"], "{case}");
    }
}

#[test]
fn columns_are_matched_by_name_and_counted_where_they_differ() {
    let folder = Folder::new();
    let (data, bundle) = (dataset("penguins.csv"), folder.path("m.glasshouse"));
    trained("penguins_logistic", &data, &bundle);
    let (header, rows) = records(&std::fs::read(&data).unwrap());
    let turned: Vec<String> = header.iter().rev().cloned().chain(["more".into()]).collect();
    let mut turned_rows: Vec<Vec<String>> =
        rows.iter().map(|r| r.iter().rev().cloned().chain(["1".into()]).collect()).collect();
    let turned_file = folder.write("turned.csv", csv_text(&turned, &turned_rows));
    let of = |file: &Path| {
        let (header, rows) =
            records(&glasshouse(["predict", text(&bundle), "--data", text(file)]).done().out);
        let at = header.iter().position(|h| h == "prediction").unwrap();
        rows.into_iter().map(|row| row[at..].to_vec()).collect::<Vec<_>>()
    };
    assert_eq!(of(&turned_file), of(&data), "the order of columns changes nothing");
    let island = turned.iter().position(|h| h == "island").unwrap();
    turned_rows[0][island] = "Atlantis".into();
    let body = turned.iter().position(|h| h == "body_mass_g").unwrap();
    turned_rows[1][body] = "heavy".into();
    let odd = folder.write("odd.csv", csv_text(&turned, &turned_rows));
    let run = glasshouse(["evaluate", text(&bundle), "--data", text(&odd), "--json"]).done().json();
    assert_eq!(run["data"]["unseen"]["island"], 1, "{}", run["data"]);
    assert_eq!(run["data"]["unparsed"]["body_mass_g"], 1, "{}", run["data"]);
    assert_eq!(run["data"]["extra"], serde_json::json!(["more"]), "{}", run["data"]);
}

#[test]
fn a_logarithm_counts_the_negative_numbers_of_new_rows_and_comes_before_scaling() {
    let folder = Folder::new();
    let (data, bundle) = (dataset("penguins.csv"), folder.path("m.glasshouse"));
    let plain = std::fs::read_to_string(root().join("tests/recipes/penguins_logistic/recipe.toml")).unwrap();
    let log = "[[prepare]]\nop = \"log1p\"\ncolumns = [\"body_mass_g\"]\n\n";
    let scaler = plain.find("[[prepare]]\nop = \"standard_scaler\"").unwrap();
    let model = plain.find("[model]").unwrap();
    let with_log_at = |at: usize| format!("{}{log}{}", &plain[..at], &plain[at..]);
    let train = |recipe: String| {
        let recipe = folder.write("recipe.toml", recipe);
        glasshouse(["train", text(&recipe), "--data", text(&data), "--out", text(&bundle), "--json"])
    };
    let report = train(with_log_at(scaler)).done().json();
    assert!(report["metrics"]["test"]["accuracy"].as_f64().unwrap() > 0.9);

    let (header, mut rows) = records(&std::fs::read(&data).unwrap());
    let body = header.iter().position(|h| h == "body_mass_g").unwrap();
    rows[0][body] = "-3750".into();
    let odd = folder.write("odd.csv", csv_text(&header, &rows));
    let run = glasshouse(["evaluate", text(&bundle), "--data", text(&odd), "--json"]).done();
    assert_eq!(run.json()["data"]["negative"], serde_json::json!({ "body_mass_g": 1 }));
    assert!(run.err.contains("in column \"body_mass_g\" 1 cells are negative and count as 0"), "{}", run.err);

    let fault = &train(with_log_at(model)).json()["fault"];
    assert_eq!(
        (fault["code"].as_str(), &fault["at"]["column"]),
        (Some("prepare.negative"), &"body_mass_g".into())
    );
    assert!(fault["at"]["row"].is_u64(), "{fault}");
}

/// A target of true and false is two classes however it is spelt, in training and in new files.
#[test]
fn a_target_of_several_spellings_is_two_classes() {
    let folder = Folder::new();
    let spelling = |i: usize, yes: bool| match (yes, i % 5) {
        (true, 0) => "YES",
        (true, _) => "yes",
        (false, 1) => "no",
        (false, _) => "No",
    };
    let table = |first: usize| {
        let row = |i: usize| vec![(i * 37 % 101).to_string(), spelling(i, i * 37 % 101 > 50).to_string()];
        csv_text(&["x", "paid"].map(String::from), &(first..first + 300).map(row).collect::<Vec<_>>())
    };
    let (data, bundle) = (folder.write("t.csv", table(0)), folder.path("m.glasshouse"));
    let recipe =
        "version = 1\n[task]\ntarget = \"paid\"\npositive = \"YES\"\n[model]\nkind = \"decision_tree\"\n";
    let recipe = folder.write("recipe.toml", recipe);
    let arguments = ["train", text(&recipe), "--data", text(&data), "--out", text(&bundle), "--json"];
    let run = glasshouse(arguments).done();
    let report = run.json();
    assert_eq!(report["task"]["classes"], serde_json::json!(["No", "yes"]));
    assert_eq!(report["task"]["positive"], "yes");
    assert!(run.err.contains("\"YES\" counts as \"yes\""), "{}", run.err);

    let new = folder.write("new.csv", table(1000));
    let scores = glasshouse(["evaluate", text(&bundle), "--data", text(&new), "--json"]).done().json();
    assert_eq!(scores["rows"], serde_json::json!({ "read": 300, "used": 300 }));
    assert_eq!(scores["metrics"]["accuracy"], 1.0);
    let (header, rows) = records(&glasshouse(["predict", text(&bundle), "--data", text(&new)]).done().out);
    assert_eq!(header[2..], ["prediction", "probability_No", "probability_yes"]);
    assert!(rows.iter().all(|row| row[2] == if row[1].eq_ignore_ascii_case("yes") { "yes" } else { "No" }));
}

#[test]
fn formulas_are_echoed_and_disarmed_only_on_request() {
    let folder = Folder::new();
    let (data, bundle) = (dataset("penguins.csv"), folder.path("m.glasshouse"));
    trained("penguins_logistic", &data, &bundle);
    let (mut header, mut rows) = records(&std::fs::read(&data).unwrap());
    header.push("note".into());
    rows.iter_mut().for_each(|row| row.push("=1+1".into()));
    let noted = folder.write("noted.csv", csv_text(&header, &rows));
    let at = header.len() - 1;
    let notes = |more: &[&str]| {
        let arguments = ["predict", text(&bundle), "--data", text(&noted)];
        let (_, rows) = records(&glasshouse(arguments.iter().chain(more)).done().out);
        rows.into_iter().map(|mut row| row.swap_remove(at)).collect::<BTreeSet<_>>()
    };
    assert_eq!(notes(&[]), BTreeSet::from(["=1+1".to_owned()]));
    assert_eq!(notes(&["--spreadsheet-safe"]), BTreeSet::from(["'=1+1".to_owned()]));
}

#[test]
fn missing_columns_are_all_named() {
    let folder = Folder::new();
    let bundle = folder.path("m.glasshouse");
    trained("penguins_logistic", &dataset("penguins.csv"), &bundle);
    let data = folder.write("few.csv", "species,island,sex\nAdelie,Dream,male\n");
    let run = glasshouse(["predict", text(&bundle), "--data", text(&data), "--json"]);
    assert_eq!(run.status, Some(2));
    let message = run.json()["fault"]["message"].as_str().unwrap().to_string();
    assert!(message.contains("bill_length_mm") && message.contains("body_mass_g"), "{message}");
}

#[test]
fn parameters_are_set_and_checked_on_the_command_line() {
    let recipe = root().join("tests/recipes/penguins_logistic/recipe.toml");
    let data = dataset("penguins.csv");
    let with =
        |param: &str| glasshouse(["train", text(&recipe), "--data", text(&data), "--json", "--param", param]);
    let report = with("C=0.01").done().json();
    assert_eq!(report["model"]["params"]["C"], 0.01);
    let refused = with("C=-1");
    assert_eq!(
        (refused.status, &refused.json()["fault"]["at"]["parameter"]),
        (Some(2), &"model.params.C".into())
    );
    let unknown = with("D=1");
    assert_eq!(
        (unknown.status, &unknown.json()["fault"]["at"]["parameter"]),
        (Some(2), &"model.params.D".into())
    );
}

#[test]
fn a_recipe_in_json_trains_the_same_model() {
    let folder = Folder::new();
    let data = dataset("penguins.csv");
    let (toml, json) = (folder.path("r.toml"), folder.path("r.json"));
    let hashes: BTreeSet<String> = [&toml, &json]
        .map(|recipe| {
            glasshouse(["suggest", text(&data), "--target", "species", "--out", text(recipe)]).done();
            let report = glasshouse(["train", text(recipe), "--data", text(&data), "--json"]).done().json();
            format!("{} {}", report["model_sha256"], report["recipe_sha256"])
        })
        .into();
    assert_eq!(hashes.len(), 1, "{hashes:?}");
}

#[test]
fn tables_are_converted_and_read_back() {
    let folder = Folder::new();
    let data = dataset("penguins.csv");
    for ending in ["csv", "json", "ndjson", "parquet", "arrow"] {
        let out = folder.path(&format!("penguins.{ending}"));
        glasshouse(["convert", text(&data), "--out", text(&out)]).done();
        assert!(std::fs::metadata(&out).unwrap().len() > 1000, "{ending}");
    }
    let again = glasshouse(["profile", text(&folder.path("penguins.csv")), "--json"]).done().json();
    assert_eq!(again, glasshouse(["profile", text(&data), "--json"]).done().json());
    let json: Value = serde_json::from_slice(&std::fs::read(folder.path("penguins.json")).unwrap()).unwrap();
    assert_eq!(json[0]["species"], "Adelie");
    assert_eq!(json[0]["bill_length_mm"], 39.1);
    let odd = glasshouse(["convert", text(&data), "--out", text(&folder.path("x.docx"))]);
    assert_eq!(odd.status, Some(2), "{}", odd.err);
}

#[test]
fn a_bundle_gives_its_artefacts() {
    let folder = Folder::new();
    let bundle = folder.path("m.glasshouse");
    let (report, _) = trained("penguins_forest", &dataset("penguins.csv"), &bundle);
    let out = |to: &str| glasshouse(["export", text(&bundle), "--to", to]).done().out;
    assert!(out("onnx").len() > 1000);
    let card = String::from_utf8(out("card")).unwrap();
    assert!(card.contains("penguins") && card.contains(report["model_sha256"].as_str().unwrap()), "{card}");
    let recipe = folder.write("again.toml", out("recipe"));
    let again =
        glasshouse(["train", text(&recipe), "--data", text(&dataset("penguins.csv")), "--json"]).done();
    assert_eq!(again.json()["model_sha256"], report["model_sha256"]);
    assert_eq!(again.json()["recipe_sha256"], report["recipe_sha256"]);
}

#[test]
fn a_reader_that_has_enough_is_no_failure() {
    let data = dataset("birdstrikes.csv");
    let recipe = root().join("tests/recipes/birdstrikes_logistic/recipe.toml");
    let mut run = Command::new(binary())
        .args(["prepare", text(&recipe), "--data", text(&data)])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(run.stdout.take());
    let ended = run.wait_with_output().unwrap();
    assert!(ended.status.success(), "{:?} {}", ended.status, String::from_utf8_lossy(&ended.stderr));
    assert!(!String::from_utf8_lossy(&ended.stderr).contains("panicked"));
}
