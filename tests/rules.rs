//! Rules, duplicates and the data dictionary through the real binary.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use glasshouse_tests::{Folder, glasshouse, root};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

const RECIPE: &str = "version = 1\n\
    [columns.age]\nunit = \"years\"\ndescription = \"at the visit\"\n\
    [[rules]]\nkind = \"range\"\ncolumns = [\"age\"]\nmin = 0\nmax = 120\naction = \"drop\"\n\
    [[rules]]\nkind = \"references\"\ncolumns = [\"town\"]\ntable = \"towns.csv\"\ntable_column = \"name\"\n\
    [task]\ntarget = \"sick\"\n\
    [model]\nkind = \"decision_tree\"\n\
    [[prepare]]\nop = \"one_hot_encoder\"\ncolumns = [\"town\"]\nhandle_unknown = \"ignore\"\n";

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

fn visits(bad: bool) -> String {
    let mut text = String::from("age,town,sick\n");
    for i in 0..120 {
        let age = if bad && i % 12 == 7 { 999 } else { 20 + i * 7 % 60 };
        let town = if bad && i % 30 == 4 { "Atlantis" } else { ["Ulm", "Kiel"][i % 2] };
        writeln!(text, "{age},{town},{}", if age > 50 { "yes" } else { "no" }).unwrap();
    }
    text
}

#[test]
fn a_broken_rule_ends_with_status_1_and_names_every_row() {
    let folder = Folder::new();
    let recipe = folder.write("recipe.toml", RECIPE);
    folder.write("towns.csv", "name\nUlm\nKiel\n");
    let (good, bad) = (folder.write("good.csv", visits(false)), folder.write("bad.csv", visits(true)));
    let list = folder.path("list.csv");
    let run = glasshouse(["validate", text(&recipe), "--data", text(&good)]).done();
    assert!(run.text().contains("all 2 rules hold"), "{}", run.text());
    let run = glasshouse(["validate", text(&recipe), "--data", text(&bad), "--json", "--out", text(&list)]);
    let report = run.json();
    assert_eq!((run.status, report["holds"].as_bool()), (Some(1), Some(false)));
    assert_eq!(report["rules"][0]["violations"], 10);
    assert_eq!(report["rules"][1]["violations"], 4);
    let lines = fs::read_to_string(&list).unwrap();
    assert_eq!(lines.lines().count(), 15, "{lines}");
    assert!(lines.contains("\n7,0,age lies between 0 and 120,age,999\n"), "{lines}");
    let words = glasshouse(["validate", text(&recipe), "--data", text(&bad)]);
    assert_eq!(words.status, Some(1));
    assert!(words.text().contains("row 8: age = \"999\""), "{}", words.text());
    fs::remove_file(folder.path("towns.csv")).unwrap();
    let run = glasshouse(["validate", text(&recipe), "--data", text(&bad), "--json"]);
    assert_eq!((run.status, run.json()["fault"]["code"].clone()), (Some(2), "rules.no_table".into()));
}

#[test]
fn a_bundle_remembers_its_rules_and_its_dictionary() {
    let folder = Folder::new();
    let recipe = folder.write("recipe.toml", RECIPE);
    folder.write("towns.csv", "name\nUlm\nKiel\n");
    let (data, bundle) = (folder.write("visits.csv", visits(true)), folder.path("b.glasshouse"));
    let report =
        glasshouse(["train", text(&recipe), "--data", text(&data), "--out", text(&bundle), "--json"])
            .done()
            .json();
    assert_eq!(report["rows"]["dropped"], 10);
    let out = folder.path("p.csv");
    let run =
        glasshouse(["predict", text(&bundle), "--data", text(&data), "--out", text(&out), "--json"]).done();
    assert_eq!(run.json()["rules"]["rules"][0]["violations"], 10);
    assert!(run.err.contains("rules.broken"), "{}", run.err);
    assert_eq!(fs::read_to_string(&out).unwrap().lines().count(), 121, "no row to predict is left out");
    let dictionary = glasshouse(["export", text(&bundle), "--to", "dictionary"]).done();
    assert!(
        dictionary.text().contains("\nage,numeric,feature,years,at the visit,120,"),
        "{}",
        dictionary.text()
    );
    assert!(dictionary.text().contains("\nsick,boolean,target,"), "{}", dictionary.text());
}

#[test]
fn near_duplicates_are_told() {
    let folder = Folder::new();
    let data = folder
        .write("people.csv", "name,town\nJürgen Müller,Ulm\nJURGEN MULLER,Ulm\nAnna Li,Kiel\nAnna Li,Kiel\n");
    let find =
        |more: &[&str]| glasshouse(["duplicates", text(&data)].into_iter().chain(more.iter().copied()));
    let exact = find(&["--json"]).done().json();
    assert_eq!((exact["groups"].as_u64(), exact["repeats"].as_u64()), (Some(1), Some(1)));
    let near = find(&["--similarity", "0.9", "--json"]).done().json();
    assert_eq!((near["groups"].as_u64(), near["repeats"].as_u64()), (Some(2), Some(2)));
    let words = find(&["--similarity", "0.9", "--keep", "last"]).done();
    assert!(words.text().contains("JURGEN MULLER"), "{}", words.text());
    assert_eq!(find(&["--similarity", "2", "--json"]).json()["fault"]["code"], "duplicates.similarity");
    assert_eq!(find(&["--columns", "no", "--json"]).json()["fault"]["code"], "duplicates.no_column");
}

#[test]
fn the_step_that_drops_duplicates_drops_near_ones() {
    let folder = Folder::new();
    let clean =
        "[[clean]]\nop = \"drop_duplicates\"\ncolumns = [\"species\"]\nsimilarity = 0.8\nkeep = \"last\"\n";
    let plain = fs::read_to_string(root().join("tests/recipes/penguins_forest/recipe.toml")).unwrap();
    let recipe = folder.write("recipe.toml", plain + clean);
    let data = glasshouse_tests::dataset("penguins.csv");
    // One row of each of the three species is left, which is too few to part.
    let rows = glasshouse(["train", text(&recipe), "--data", text(&data), "--json"]).done().json();
    assert_eq!((&rows["rows"]["dropped"], &rows["rows"]["train"]), (&341.into(), &3.into()));
    let wrong = folder.write("wrong.toml", fs::read_to_string(&recipe).unwrap().replace("0.8", "0.1"));
    let run = glasshouse(["train", text(&wrong), "--data", text(&data), "--json"]);
    assert_eq!(run.json()["fault"]["at"]["parameter"], "clean[0].similarity");
}
