//! Several targets in one recipe, from a suggestion to the predictions of new rows.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use glasshouse_tests::{Folder, glasshouse, root};
use serde_json::Value;
use std::fs;
use std::path::Path;

const TARGETS: [&str; 3] = ["species", "sex", "island"];

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

fn penguins() -> String {
    root().join("assets/datasets/penguins.csv").to_str().unwrap().to_owned()
}

fn records(bytes: &[u8]) -> (Vec<String>, Vec<Vec<String>>) {
    let mut reader = csv::Reader::from_reader(bytes);
    let cells = |record: &csv::StringRecord| record.iter().map(String::from).collect::<Vec<String>>();
    let header = cells(reader.headers().unwrap());
    (header, reader.records().map(|record| cells(&record.unwrap())).collect())
}

#[test]
fn from_a_suggestion_to_the_predictions_of_new_rows() {
    let folder = Folder::new();
    let (data, recipe, bundle) = (penguins(), folder.path("r.toml"), folder.path("m.glasshouse"));
    let out = text(&recipe);
    glasshouse(["suggest", &data, "--target", "species,sex", "--target", "island", "--out", out]).done();
    let written = fs::read_to_string(&recipe).unwrap();
    assert!(written.contains("target = \"species\"") && written.contains("\"island\""), "{written}");
    assert!(!written.contains("@categorical"), "no target is prepared: {written}");

    let trained = glasshouse(["train", out, "--data", &data, "--out", text(&bundle), "--json"]).done().json();
    let features = trained["features"].to_string();
    assert!(TARGETS.iter().all(|target| !features.contains(target)), "{features}");
    assert_eq!(trained["targets"].as_object().unwrap().len(), 3);
    for metric in ["subset_accuracy", "hamming_loss", "accuracy", "log_loss"] {
        let score = |of: &str| trained[of]["test"][metric].as_f64().unwrap();
        let better = score("metrics") > score("baseline");
        assert_eq!(better, !metric.ends_with("loss"), "{metric}");
    }

    for target in TARGETS {
        let of = &trained["targets"][target];
        let accuracy = of["metrics"]["test"]["accuracy"].as_f64().unwrap();
        let interval = &of["intervals"]["test"]["accuracy"];
        assert_eq!(interval["method"], "wilson");
        let [low, high] = ["low", "high"].map(|end| interval[end].as_f64().unwrap());
        assert!(low < high && (low..=high).contains(&accuracy), "{target}");
    }

    let rows = folder.path("rows.csv");
    glasshouse(["predict", text(&bundle), "--data", &data, "--out", text(&rows)]).done();
    let (header, rows) = records(&fs::read(&rows).unwrap());
    let ours = &header[8..];
    let wanted = "prediction_species probability_species_Adelie probability_species_Chinstrap \
                  probability_species_Gentoo prediction_sex probability_sex_female probability_sex_male \
                  prediction_island probability_island_Biscoe probability_island_Dream \
                  probability_island_Torgersen";
    assert_eq!(ours.join(" "), wanted);
    assert_eq!(rows.len(), 344);

    // What was predicted scores as evaluate says, by hand.
    let scored = glasshouse(["evaluate", text(&bundle), "--data", &data, "--json"]).done().json();
    let column = |name: &str| header.iter().position(|one| one == name).unwrap();
    let known: Vec<&Vec<String>> =
        rows.iter().filter(|row| TARGETS.iter().all(|target| row[column(target)] != "NA")).collect();
    assert_eq!(scored["rows"]["used"], known.len());
    let right = |row: &&&Vec<String>, target: &str| {
        row[column(target)] == row[column(&format!("prediction_{target}"))]
    };
    let share = |count: usize| count as f64 / known.len() as f64;
    let close = |found: &Value, expected: f64| assert!((found.as_f64().unwrap() - expected).abs() < 1e-12);
    for target in TARGETS {
        let hits = known.iter().filter(|row| right(row, target)).count();
        close(&scored["targets"][target]["accuracy"], share(hits));
    }
    let all = known.iter().filter(|row| TARGETS.iter().all(|target| right(row, target))).count();
    close(&scored["metrics"]["subset_accuracy"], share(all));
}

#[test]
fn every_target_is_written_beside_the_prepared_features() {
    let recipe = root().join("tests/recipes/penguins_measures/recipe.toml");
    let prepared = glasshouse(["prepare", text(&recipe), "--data", &penguins()]).done();
    let (header, rows) = records(&prepared.out);
    assert_eq!(header[header.len() - 3..], ["body_mass_g", "flipper_length_mm", "bill_depth_mm"]);
    assert_eq!(rows.len(), 342, "two rows lack the targets");
    assert!(rows.iter().all(|row| row[header.len() - 3..].iter().all(|cell| cell.parse::<f64>().is_ok())));
}

#[test]
fn targets_that_do_not_go_together_are_refused_with_their_place() {
    let folder = Folder::new();
    let refused = |task: &str, code: &str, place: &str| {
        let path = folder.path("bad.toml");
        fs::write(&path, format!("version = 1\n[task]\n{task}\n[model]\nkind = \"dummy\"\n")).unwrap();
        let run = glasshouse(["train", text(&path), "--data", &penguins(), "--json"]);
        assert_ne!(run.status, Some(0), "{task}");
        assert!(run.err.contains(code) || run.text().contains(code), "{task}: {}", run.err);
        assert!(run.err.contains(place) || run.text().contains(place), "{task}: {} {}", run.err, run.text());
    };
    refused("target = \"species\"\ntargets = [\"sex\", \"species\"]", "named twice", "task.targets[1]");
    refused("target = \"species\"\ntargets = [\"sexe\"]", "sexe", "task.targets[0]");
    refused("target = \"species\"\ntargets = [\"body_mass_g\"]", "all classes", "task.targets[0]");
    refused("target = \"body_mass_g\"\ntargets = [\"sex\"]", "not numeric", "task.targets[0]");
    refused("kind = \"clustering\"\ntargets = [\"sex\"]", "no target", "task.target");
    refused(
        "kind = \"forecast\"\ntarget = \"body_mass_g\"\ntargets = [\"year\"]",
        "one target",
        "task.targets",
    );
}
