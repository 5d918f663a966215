//! How the columns of a table stand to those of another or of a bundle, through the real binary.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use glasshouse_tests::{Folder, glasshouse, root};

/// Penguins as they are, and as a file in which the flippers grew, an island is new and a column is gone.
fn files(folder: &Folder) -> [String; 2] {
    let whole = std::fs::read_to_string(root().join("assets/datasets/penguins.csv")).unwrap();
    let heads: Vec<&str> = whole.lines().next().unwrap().split(',').collect();
    let at = |name: &str| heads.iter().position(|head| *head == name).unwrap();
    let (flipper, island, sex) = (at("flipper_length_mm"), at("island"), at("sex"));
    let changed = whole.lines().enumerate().map(|(row, line)| {
        let mut cells: Vec<String> = line.split(',').map(Into::into).collect();
        if row > 0 {
            cells[flipper] =
                cells[flipper].parse::<f64>().map_or(String::new(), |mm| (mm + 30.0).to_string());
            if row % 3 == 0 {
                cells[island] = "Rothera".into();
            }
        }
        cells.remove(sex);
        cells.join(",") + "\n"
    });
    let path = folder.path("changed.csv");
    std::fs::write(&path, changed.collect::<String>()).unwrap();
    let same = root().join("assets/datasets/penguins.csv");
    [same, path].map(|path| path.to_str().unwrap().to_string())
}

fn verdict<'a>(report: &'a serde_json::Value, name: &str) -> &'a str {
    let columns = report["columns"].as_array().unwrap();
    columns.iter().find(|one| one["column"] == name).unwrap()["verdict"].as_str().unwrap()
}

#[test]
fn a_table_does_not_drift_from_itself() {
    let folder = Folder::new();
    let [same, _] = files(&folder);
    let report = glasshouse(["drift", "--reference", &same, "--current", &same, "--json"]).done().json();
    assert_eq!((&report["reference_rows"], &report["rows"]), (&344.into(), &344.into()));
    let counts: Vec<u64> = report["counts"].as_array().unwrap().iter().map(|n| n.as_u64().unwrap()).collect();
    assert_eq!((counts[0], counts[1], counts[3]), (0, 0, 0), "{report}");
    for told in report["columns"].as_array().unwrap() {
        assert_eq!(told["index"].as_f64().unwrap(), 0.0, "{told}");
        assert_eq!(told["p_value"].as_f64().unwrap(), 1.0, "{told}");
    }
}

#[test]
fn what_changed_is_told_beside_a_table_and_beside_a_bundle() {
    let folder = Folder::new();
    let [same, changed] = files(&folder);
    let bundle = folder.path("penguins.glasshouse");
    let bundle = bundle.to_str().unwrap();
    let recipe = root().join("tests/recipes/penguins_logistic/recipe.toml");
    glasshouse(["train", recipe.to_str().unwrap(), "--data", &same, "--out", bundle]).done();
    for reference in [&same, bundle] {
        let report =
            glasshouse(["drift", "--reference", reference, "--current", &changed, "--json"]).done().json();
        assert_eq!(report["absent"], serde_json::json!(["sex"]), "{reference}");
        assert_eq!(verdict(&report, "flipper_length_mm"), "drifted");
        assert_eq!(verdict(&report, "island"), "drifted");
        assert_eq!(verdict(&report, "body_mass_g"), "stable");
        let island =
            report["columns"].as_array().unwrap().iter().find(|one| one["column"] == "island").unwrap();
        assert_eq!(island["new_levels"][0][0], "Rothera");
    }
    let words = glasshouse(["drift", "--reference", bundle, "--current", &changed]).done();
    assert!(words.text().contains("new: Rothera"), "{}", words.text());
    assert!(words.text().contains("not there any more: sex"), "{}", words.text());
    // What the model is applied to says the same.
    let scored = glasshouse(["evaluate", bundle, "--data", &same, "--json"]).done().json();
    assert_eq!(scored["drift"]["counts"][0], 0, "{}", scored["drift"]);
}
