//! Several files through the real binary: `append`, `join`, and recipes that name other files.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use glasshouse_tests::{Folder, dataset, glasshouse, root};
use std::fs;
use std::path::Path;

const LEFT: &str = "id,city,when\n1,Ulm,2024-01-02\n2,Bonn,2024-02-03\n2,Köln,2024-02-04\n,Kiel,2024-03-05\n";
const RIGHT: &str = "id;city;mass\n2;x;1,5\n3;y;2,5\n2;z;\n";

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[test]
fn a_join_is_planned_and_written() {
    let folder = Folder::new();
    let (left, right) = (folder.write("left.csv", LEFT), folder.write("right.csv", RIGHT));
    let out = folder.path("out.csv");
    let join = |more: &[&str]| {
        let first = ["join", text(&left), text(&right), "--on", "id"];
        glasshouse(first.into_iter().chain(more.iter().copied()))
    };
    let plan = join(&["--how", "outer", "--json"]).done().json();
    assert_eq!(plan["written"], serde_json::Value::Null);
    let plan = &plan["plans"][0];
    assert_eq!((plan["rows"].as_u64(), plan["keys"]["many_to_many"].as_u64()), (Some(7), Some(1)));
    assert_eq!(plan["renamed"], serde_json::json!([["city", "city_right"]]));
    assert!(!out.exists());
    let run = join(&["--how", "outer", "--out", text(&out)]).done();
    assert!(run.text().contains("7 rows") && run.err.contains("combine.many_to_many"), "{run:?}");
    let written = "id,city,when,city_right,mass\n1,Ulm,2024-01-02,,\n2,Bonn,2024-02-03,x,1.5\n\
                   2,Bonn,2024-02-03,z,\n2,Köln,2024-02-04,x,1.5\n2,Köln,2024-02-04,z,\n,Kiel,2024-03-05,,\n\
                   3,,,y,2.5\n";
    assert_eq!(fs::read_to_string(&out).unwrap(), written);
    let run = join(&["--on", "town", "--json"]);
    assert_eq!(
        (run.status, run.json()["fault"]["code"].as_str().unwrap().to_string()),
        (Some(2), "combine.no_key".into())
    );
}

#[test]
fn appended_tables_keep_the_columns_that_were_asked_for() {
    let folder = Folder::new();
    let first = folder.write("a.csv", "x,only\n1,p\n");
    let second = folder.write("b.csv", "new,x\nq,2\n");
    let third = folder.write("c.csv", "x\n3\n");
    let out = folder.path("out.csv");
    for (columns, wanted) in [
        ("all", "x,only,new\n1,p,\n2,,q\n3,,\n"),
        ("first", "x,only\n1,p\n2,\n3,\n"),
        ("common", "x\n1\n2\n3\n"),
    ] {
        let arguments = ["append", text(&first), text(&second), text(&third), "--columns", columns, "--out"];
        let run = glasshouse(arguments.into_iter().chain([text(&out)])).done();
        assert!(run.text().contains("only in b.csv: new"), "{}", run.text());
        assert_eq!(fs::read_to_string(&out).unwrap(), wanted, "{columns}");
    }
}

#[test]
fn a_sample_of_each_appended_table_is_taken() {
    let folder = Folder::new();
    let first = folder.write("a.csv", "x\n1\n2\n3\n");
    let second = folder.write("b.csv", "x\n4\n5\n6\n");
    let out = folder.path("out.csv");
    let arguments = ["append", text(&first), text(&second), "--sample", "2", "--out", text(&out)];
    assert!(glasshouse(arguments).done().text().contains("4 rows"));
    assert_eq!(fs::read_to_string(&out).unwrap(), "x\n1\n2\n4\n5\n");
}

#[test]
fn other_files_are_found_beside_the_recipe_or_given() {
    let case = root().join("tests/recipes/penguins_joined");
    let folder = Folder::new();
    let recipe = folder.write("recipe.toml", fs::read(case.join("recipe.toml")).unwrap());
    let penguins = dataset("penguins.csv");
    let train = |more: &[&str]| {
        let first = ["train", text(&recipe), "--data", text(&penguins), "--json"];
        glasshouse(first.into_iter().chain(more.iter().copied()))
    };
    let run = train(&[]);
    assert_eq!(
        (run.status, run.json()["fault"]["code"].as_str().unwrap().to_string()),
        (Some(2), "combine.no_table".into())
    );
    let stranger = folder.write("stranger.csv", "a\n1\n");
    assert_eq!(train(&["--with", text(&stranger)]).json()["fault"]["code"], "arguments.with");
    let given = format!(
        "islands.csv={}",
        text(&folder.write("copy.csv", fs::read(case.join("islands.csv")).unwrap()))
    );
    let bundle = folder.path("b.glasshouse");
    let report = train(&["--with", &given, "--out", text(&bundle)]).done().json();
    assert_eq!(report["files"][1]["name"], "islands.csv");
    assert!(report["features"].as_array().unwrap().contains(&"latitude".into()), "{}", report["features"]);
    let scored = |more: &[&str]| {
        let first = ["evaluate", text(&bundle), "--data", text(&penguins), "--json"];
        glasshouse(first.into_iter().chain(more.iter().copied()))
    };
    assert_eq!(scored(&[]).json()["fault"]["code"], "combine.no_table");
    let accuracy = scored(&["--with", &given]).done().json()["metrics"]["accuracy"].as_f64().unwrap();
    assert!(accuracy > 0.9, "{accuracy}");
    // Beside the recipe and the bundle it is found without being given.
    fs::write(folder.path("islands.csv"), fs::read(case.join("islands.csv")).unwrap()).unwrap();
    assert_eq!(train(&[]).done().json()["model_sha256"], report["model_sha256"]);
    assert_eq!(scored(&[]).done().json()["metrics"]["accuracy"].as_f64(), Some(accuracy));
}
