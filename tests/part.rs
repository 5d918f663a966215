//! Parts of a file through the real binary: a sample of its rows, some of its columns.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use glasshouse_tests::{Folder, dataset, glasshouse, root};
use std::collections::BTreeMap;
use std::fs;

fn penguins() -> String {
    dataset("penguins.csv").to_str().unwrap().to_string()
}

/// Converts the penguins with some options, and gives the rows that come of it.
fn converted(options: &[&str]) -> Vec<Vec<String>> {
    let (folder, data) = (Folder::new(), penguins());
    let out = folder.path("part.csv");
    let fixed = ["convert", &data, "--out", out.to_str().unwrap()];
    glasshouse(fixed.iter().chain(options)).done();
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_path(&out).unwrap();
    reader.records().map(|record| record.unwrap().iter().map(String::from).collect()).collect()
}

#[test]
fn the_first_rows_of_some_columns() {
    let part = converted(&["--sample", "2", "--only", "species,year"]);
    let whole = converted(&[]);
    let at = |name: &str| whole[0].iter().position(|n| n == name).unwrap();
    let (species, year) = (at("species"), at("year"));
    let expected: Vec<_> =
        whole[..3].iter().map(|row| vec![row[species].clone(), row[year].clone()]).collect();
    assert_eq!(part, expected);
}

/// pandas counts 152 Adelie, 124 Gentoo and 68 Chinstrap: of a hundred rows 44.2, 36.05 and 19.8.
#[test]
fn strata_keep_their_shares() {
    let part = converted(&["--sample", "100", "--sample-by", "species"]);
    let species = part[0].iter().position(|n| n == "species").unwrap();
    let mut counts = BTreeMap::new();
    for row in &part[1..] {
        *counts.entry(row[species].as_str()).or_insert(0) += 1;
    }
    assert_eq!(counts, BTreeMap::from([("Adelie", 44), ("Chinstrap", 20), ("Gentoo", 36)]));
}

#[test]
fn a_seed_gives_the_same_rows_for_any_number_of_threads() {
    let draw = |seed, threads| {
        let options = ["--sample", "50", "--sample-method", "random", "--sample-seed", seed];
        converted(&[&options[..], &["--threads", threads]].concat())
    };
    assert_eq!(draw("7", "1"), draw("7", "4"));
    assert_ne!(draw("7", "1"), draw("8", "1"));
}

#[test]
fn a_recipe_trains_on_its_sample_and_the_file_keeps_its_hash() {
    let folder = Folder::new();
    let recipe = fs::read_to_string(root().join("tests/recipes/penguins_logistic/recipe.toml")).unwrap();
    let path = folder.path("recipe.toml");
    let sample = "\n[data.sample]\nrows = 200\nmethod = \"stratified\"\nby = \"species\"\n";
    fs::write(&path, recipe + sample).unwrap();
    let train = |threads: &str| {
        let arguments =
            ["train", path.to_str().unwrap(), "--data", &penguins(), "--json", "--threads", threads];
        glasshouse(arguments).done().json()
    };
    let (one, four) = (train("1"), train("4"));
    assert_eq!(one["rows"]["read"], 200);
    assert_eq!(one["model_sha256"], four["model_sha256"]);
    for report in [one, four] {
        // As sha256sum says.
        assert_eq!(report["data_sha256"], "f204db2c753b0937caac3cb35258562c14f073e4bbc76be24b4c51ce22767a93");
    }
}

#[test]
fn a_column_that_is_not_there_is_told() {
    let run = glasshouse(["profile", &penguins(), "--only", "species,wings", "--json"]);
    assert_eq!(run.status, Some(2));
    let fault = &run.json()["fault"];
    assert_eq!(
        (fault["code"].as_str(), fault["at"]["parameter"].as_str()),
        (Some("data.option"), Some("data.columns"))
    );
    assert!(fault["message"].as_str().unwrap().contains("wings"));
}

#[test]
fn tests_and_duplicates_look_at_the_part() {
    let data = penguins();
    let test = ["test", "shapiro", "--data", &data, "--columns", "body_mass_g", "--sample", "60", "--json"];
    let report = glasshouse(test).done().json();
    let whole = glasshouse(test[..6].iter().chain(&["--json"])).done().json();
    let n = |report: &serde_json::Value| report["n"].as_u64().unwrap();
    assert!(n(&report) <= 60 && n(&whole) > 300, "{report} {whole}");

    let part = ["duplicates", &data, "--only", "species,island", "--sample", "24", "--json"];
    let report = glasshouse(part).done().json();
    assert_eq!((&report["rows"], &report["groups"]), (&24.into(), &2.into()), "two islands: {report}");
}
