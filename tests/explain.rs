//! `glasshouse explain`: importances, contributions, curves and interactions of real bundles.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use glasshouse_tests::{Folder, Run, dataset, glasshouse, root};
use serde_json::Value;
use std::path::{Path, PathBuf};

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

fn bundle(folder: &Folder, case: &str, data: &Path) -> PathBuf {
    let (recipe, bundle) =
        (root().join("tests/recipes").join(case).join("recipe.toml"), folder.path("m.glasshouse"));
    glasshouse(["train", text(&recipe), "--data", text(data), "--out", text(&bundle)]).done();
    bundle
}

fn explain(bundle: &Path, data: &Path, more: &[&str]) -> Run {
    glasshouse([&["explain", text(bundle), "--data", text(data)], more].concat())
}

/// The base and the values of each row sum to its answer.
fn sums(report: &Value) {
    for row in report["rows"].as_array().unwrap() {
        for (output, base) in report["base"].as_array().unwrap().iter().enumerate() {
            let values = row["values"][output].as_array().unwrap();
            let sum =
                base.as_f64().unwrap() + values.iter().map(|value| value.as_f64().unwrap()).sum::<f64>();
            let answer = row["answer"][output].as_f64().unwrap();
            assert!((sum - answer).abs() <= 1e-5 * (1.0 + answer.abs()), "{sum} {answer}");
        }
    }
}

#[test]
fn every_kind_of_model_is_explained_by_its_raw_columns() {
    let folder = Folder::new();
    for (case, data, method, unit) in [
        ("penguins_boosted", "penguins.csv", "tree_path_dependent", "score"),
        ("weather_forest", "weather.csv", "tree_path_dependent", "number"),
        ("birdstrikes_logistic", "birdstrikes.csv", "linear", "log_odds"),
        ("penguins_mlp", "penguins.csv", "sampled", "probability"),
    ] {
        let data = dataset(data);
        let bundle = bundle(&folder, case, &data);
        let report = explain(&bundle, &data, &["--method", "shap", "--rows", "9", "--json"]).done().json();
        assert_eq!(
            (report["method"].as_str(), report["unit"].as_str()),
            (Some(method), Some(unit)),
            "{case}"
        );
        assert_eq!(
            (report["rows"].as_array().unwrap().len(), report["part"].as_str()),
            (9, Some("test")),
            "{case}"
        );
        let header = std::fs::read_to_string(&data).unwrap().lines().next().unwrap().to_owned();
        for column in report["groups"].as_array().unwrap().iter().flat_map(|group| group.as_array().unwrap())
        {
            assert!(header.contains(column.as_str().unwrap()), "{case}: {column} is a raw column");
        }
        sums(&report);
    }
}

#[test]
fn permutation_is_of_the_test_rows_and_the_same_again() {
    let (folder, data) = (Folder::new(), dataset("penguins.csv"));
    let bundle = bundle(&folder, "penguins_boosted", &data);
    let report = explain(&bundle, &data, &["--json", "--metric", "accuracy"]).done().json();
    let scored = glasshouse([
        "train",
        text(&root().join("tests/recipes/penguins_boosted/recipe.toml")),
        "--data",
        text(&data),
        "--json",
    ]);
    let trained = scored.done().json();
    assert_eq!(report["score"], trained["metrics"]["test"]["accuracy"]);
    assert_eq!(
        (report["part"].as_str(), report["rows"].as_u64()),
        (Some("test"), trained["rows"]["test"].as_u64())
    );
    let first = &report["importances"][0];
    assert!(first["mean"].as_f64().unwrap() > 0.05 && first["low"].as_f64() < first["high"].as_f64());
    let again = explain(&bundle, &data, &["--json", "--metric", "accuracy", "--threads", "1"]).done().json();
    assert_eq!(report, again);
    assert!(explain(&bundle, &data, &[]).done().text().contains("change places"));
}

#[test]
fn curves_and_interactions_are_told_and_wrong_columns_refused() {
    let (folder, data) = (Folder::new(), dataset("weather.csv"));
    let bundle = bundle(&folder, "weather_forest", &data);
    let columns =
        explain(&bundle, &data, &["--method", "shap", "--rows", "2", "--json"]).done().json()["groups"]
            .clone();
    let name = |at: usize| columns[at][0].as_str().unwrap().to_owned();
    let pair = format!("{},{}", name(0), name(1));
    let curves =
        explain(&bundle, &data, &["--method", "pdp", "--columns", &name(0), "--rows", "30", "--json"]);
    let curves = curves.done().json();
    assert_eq!(curves["curves"].as_array().unwrap().len(), 1);
    let curve = &curves["curves"][0];
    let points = curve["at"].as_array().unwrap().len() + curve["labels"].as_array().unwrap().len();
    assert_eq!(curve["mean"][0].as_array().unwrap().len(), points);
    let both =
        explain(&bundle, &data, &["--method", "interaction", "--columns", &pair, "--rows", "12", "--json"]);
    let h = both.done().json()["h"][0].as_f64().unwrap();
    assert!((0.0..=1.5).contains(&h), "{h}");
    let wrong = explain(&bundle, &data, &["--method", "pdp", "--columns", "no such column", "--json"]);
    assert_eq!((wrong.status, wrong.json()["fault"]["code"].as_str()), (Some(2), Some("explain")));
    let far = explain(&bundle, &data, &["--method", "shap", "--row", "999999", "--json"]);
    assert_eq!(far.json()["fault"]["code"].as_str(), Some("explain.no_row"));
}

#[test]
fn a_file_without_the_target_has_contributions_and_no_importance() {
    let (folder, data) = (Folder::new(), dataset("penguins.csv"));
    let bundle = bundle(&folder, "penguins_boosted", &data);
    let mut reader = csv::Reader::from_path(&data).unwrap();
    let header = reader.headers().unwrap().clone();
    let target = header.iter().position(|name| name == "species").unwrap();
    let without = |record: &csv::StringRecord| -> Vec<String> {
        record.iter().enumerate().filter(|(at, _)| *at != target).map(|(_, cell)| cell.to_owned()).collect()
    };
    let path = folder.path("new.csv");
    let mut writer = csv::Writer::from_path(&path).unwrap();
    writer.write_record(without(&header)).unwrap();
    reader.records().take(40).for_each(|record| writer.write_record(without(&record.unwrap())).unwrap());
    writer.flush().unwrap();
    let report = explain(&bundle, &path, &["--method", "shap", "--row", "7", "--json"]).done().json();
    assert_eq!((report["part"].as_str(), report["rows"][0]["row"].as_u64()), (Some("data"), Some(7)));
    sums(&report);
    let refused = explain(&bundle, &path, &["--json"]);
    assert_eq!(refused.json()["fault"]["code"].as_str(), Some("explain.no_target"));
}

#[test]
fn another_answer_is_given_to_the_changed_row_by_predict_too() {
    let (folder, data) = (Folder::new(), dataset("penguins.csv"));
    let bundle = bundle(&folder, "penguins_boosted", &data);
    let more =
        ["--method", "counterfactual", "--row", "0", "--fixed", "sex", "--down", "bill_length_mm", "--json"];
    let report = explain(&bundle, &data, &more).done().json();
    assert_eq!(report, explain(&bundle, &data, &[&more[..], &["--threads", "1"]].concat()).done().json());
    let text_of = std::fs::read_to_string(&data).unwrap();
    let lines: Vec<&str> = text_of.lines().collect();
    let header: Vec<&str> = lines[0].split(',').collect();
    let found = report["found"].as_array().unwrap();
    assert!(!found.is_empty());
    let mut changed = String::from(lines[0]);
    for one in found {
        assert_ne!(one["answer"], report["before"]);
        let mut cells: Vec<String> = lines[1].split(',').map(String::from).collect();
        for change in one["changes"].as_array().unwrap() {
            let name = change["column"].as_str().unwrap();
            assert!(name != "sex");
            cells[header.iter().position(|own| *own == name).unwrap()] =
                change["to"].as_str().unwrap().into();
            if name == "bill_length_mm" {
                let number = |key: &str| change[key].as_str().unwrap().parse::<f64>().unwrap();
                assert!(number("to") < number("from"));
            }
        }
        changed.push('\n');
        changed.push_str(&cells.join(","));
    }
    let file = folder.path("changed.csv");
    std::fs::write(&file, changed).unwrap();
    let predicted = glasshouse(["predict", text(&bundle), "--data", text(&file)]).done();
    let answers: Vec<&str> =
        predicted.text().lines().skip(1).map(|line| line.split(',').nth(header.len()).unwrap()).collect();
    assert_eq!(answers, found.iter().map(|one| one["answer"].as_str().unwrap()).collect::<Vec<_>>());
    let twice = explain(&bundle, &data, &["--method", "counterfactual", "--fixed", "sex", "--up", "sex"]);
    assert_eq!(twice.status, Some(2));
}

#[test]
fn rows_that_are_alike_are_told_with_their_truth() {
    let (folder, data) = (Folder::new(), dataset("penguins.csv"));
    let bundle = bundle(&folder, "penguins_boosted", &data);
    let report = explain(&bundle, &data, &["--method", "similar", "--row", "3", "--count", "7", "--json"])
        .done()
        .json();
    let rows = report["rows"].as_array().unwrap();
    assert_eq!((rows.len(), report["part"].as_str()), (7, Some("train")));
    let text_of = std::fs::read_to_string(&data).unwrap();
    let lines: Vec<&str> = text_of.lines().collect();
    let mut last = 0.0;
    for row in rows {
        let (number, distance) = (row["row"].as_u64().unwrap() as usize, row["distance"].as_f64().unwrap());
        assert!(number != 3 && distance >= last);
        last = distance;
        assert!(lines[number + 1].contains(row["target"].as_str().unwrap()), "{number}");
    }
}

#[test]
fn a_model_is_put_into_rules() {
    let (folder, data) = (Folder::new(), dataset("penguins.csv"));
    let bundle = bundle(&folder, "penguins_boosted", &data);
    let report = explain(&bundle, &data, &["--method", "surrogate", "--depth", "2", "--json"]).done().json();
    assert_eq!((report["metric"].as_str(), report["part"].as_str()), (Some("accuracy"), Some("test")));
    assert!(report["fidelity"].as_f64().unwrap() > 0.9, "{report}");
    assert!(report["rules"].as_array().unwrap().len() <= 4);
    assert!(explain(&bundle, &data, &["--method", "surrogate"]).done().text().contains("if "));
}
