//! What the parts of a split hold, through the real binary.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use glasshouse_tests::{Folder, glasshouse, root};

#[test]
fn the_parts_are_told_in_words_and_as_json_and_are_those_of_prepare() {
    let recipe = root().join("tests/recipes/penguins_logistic/recipe.toml");
    let data = root().join("assets/datasets/penguins.csv");
    let (recipe, data) = (recipe.to_str().unwrap(), data.to_str().unwrap());
    let report = glasshouse(["split", recipe, "--data", data, "--json"]).done().json();
    let folder = Folder::new();
    let out = folder.path("prepared.csv");
    glasshouse(["prepare", recipe, "--data", data, "--out", out.to_str().unwrap()]).done();
    let prepared = std::fs::read_to_string(out).unwrap();
    for part in ["train", "validation", "test"] {
        let rows = prepared.lines().filter(|line| line.split(',').nth(1) == Some(part)).count() as u64;
        assert_eq!(report["rows"][part].as_u64().unwrap(), rows, "{part}");
        let classes = report["target"]["classes"]["classes"].as_array().unwrap();
        assert_eq!(classes.iter().map(|one| one["rows"][part].as_u64().unwrap()).sum::<u64>(), rows);
    }
    let words = glasshouse(["split", recipe, "--data", data]).done();
    assert!(words.text().contains("344 of 344 rows are parted: stratified"), "{}", words.text());
    assert!(words.text().contains("species = Adelie"), "{}", words.text());
    assert!(words.text().contains("test = 0.3"), "{}", words.text());
}
