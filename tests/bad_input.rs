//! Input that is wrong in every way that files are: each ends in a result with a warning that
//! names the place, or in a fault with its code and exit status 2, and never in a panic.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use glasshouse_tests::{Folder, Run, dataset, glasshouse};
use serde_json::Value;
use std::fmt::Write as _;
use std::path::Path;

const RECIPE: &str = r#"
version = 1
[task]
target = "y"
[[prepare]]
op = "simple_imputer"
columns = ["@numeric"]
[[prepare]]
op = "simple_imputer"
columns = ["@categorical"]
strategy = "most_frequent"
[[prepare]]
op = "one_hot_encoder"
columns = ["@categorical"]
[model]
kind = "logistic_regression"
"#;

fn profile(bytes: impl AsRef<[u8]>) -> Run {
    let folder = Folder::new();
    let data = folder.write("data.csv", bytes);
    no_panic(glasshouse(["profile".as_ref(), data.as_os_str(), "--json".as_ref()]))
}

#[test]
fn a_file_that_memory_cannot_hold_is_refused_before_it_is_read() {
    let folder = Folder::new();
    let data = folder.write("data.csv", "a,b\n1,2\n");
    // The file system keeps no bytes for what was never written.
    std::fs::OpenOptions::new().write(true).open(&data).unwrap().set_len(4 << 40).unwrap();
    let fault = fault(&no_panic(glasshouse(["profile".as_ref(), data.as_os_str(), "--json".as_ref()])));
    assert_eq!(fault["code"], "data.too_large");
    assert!(fault["remedy"].as_str().unwrap().contains("--sample"), "{fault}");
    let part = ["profile".as_ref(), data.as_os_str(), "--sample".as_ref(), "9".as_ref(), "--json".as_ref()];
    assert_eq!(self::fault(&no_panic(glasshouse(part)))["code"], "data.too_large");
}

fn train(recipe: &str, bytes: impl AsRef<[u8]>) -> Run {
    let folder = Folder::new();
    let (recipe, data) = (folder.write("recipe.toml", recipe), folder.write("data.csv", bytes));
    train_files(&recipe, &data)
}

fn train_files(recipe: &Path, data: &Path) -> Run {
    let arguments =
        ["train".as_ref(), recipe.as_os_str(), "--data".as_ref(), data.as_os_str(), "--json".as_ref()];
    no_panic(glasshouse(arguments))
}

fn no_panic(run: Run) -> Run {
    assert!(!run.err.contains("panicked"), "{}", run.err);
    assert!(run.status.is_some_and(|status| status <= 2), "status {:?}: {}", run.status, run.err);
    run
}

/// The fault of a run that must have failed as unusable input.
fn fault(run: &Run) -> Value {
    assert_eq!(run.status, Some(2), "{}\n{}", run.text(), run.err);
    let document = run.json();
    let fault = &document["fault"];
    let message = fault["message"].as_str().unwrap();
    assert!(run.err.contains(message), "the words are missing from standard error: {}", run.err);
    assert!(message.len() > 10 && fault["causes"].is_array() && fault["at"].is_object(), "{fault}");
    assert!(fault["remedy"].as_str().is_some_and(|remedy| !remedy.is_empty()), "no way out: {fault}");
    fault.clone()
}

fn code(run: &Run) -> String {
    fault(run)["code"].as_str().unwrap().to_string()
}

/// Codes and columns of the warnings of a run that must have succeeded.
fn warnings(run: Run) -> Vec<(String, String)> {
    let document = run.done().json();
    let warnings = document["warnings"].as_array().unwrap();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_string();
    warnings.iter().map(|w| (text(&w["code"]), text(&w["at"]["column"]))).collect()
}

fn names(run: Run) -> Vec<String> {
    let document = run.done().json();
    let columns = document["columns"].as_array().unwrap();
    columns.iter().map(|c| c["name"].as_str().unwrap().to_string()).collect()
}

/// A table of two classes that can be told apart, with `rows` rows.
fn two_classes(rows: usize) -> String {
    let mut text = String::from("x,c,y\n");
    for i in 0..rows {
        let (x, c) = ((i * 37 % 101) as f64 / 10.0, ["red", "green", "blue"][i % 3]);
        writeln!(text, "{x},{c},{}", if x + (i % 7) as f64 > 7.0 { "yes" } else { "no" }).unwrap();
    }
    text
}

#[test]
fn a_sound_table_trains() {
    train(RECIPE, two_classes(200)).done();
}

#[test]
fn a_file_that_is_not_there_or_is_a_folder() {
    assert_eq!(code(&no_panic(glasshouse(["profile", "no/such/file.csv", "--json"]))), "file.not_found");
    let folder = std::env::temp_dir();
    let arguments = ["profile".as_ref(), folder.as_os_str(), "--json".as_ref()];
    assert_eq!(code(&no_panic(glasshouse(arguments))), "file.directory");
}

#[test]
fn empty_and_header_only() {
    assert_eq!(code(&profile("")), "data.empty");
    assert_eq!(code(&profile("\n\n  \n")), "data.empty");
    assert_eq!(code(&profile("\u{feff}")), "data.empty");
    assert_eq!(code(&profile("a,b,c\n")), "data.no_rows");
}

#[test]
fn ragged_rows_are_told_with_their_line() {
    let run = profile("a,b,c\n1,2,3\n4,5\n6,7,8,9\n1,1,1\n").done();
    let warnings = run.json()["warnings"].clone();
    let lines: Vec<u64> =
        warnings.as_array().unwrap().iter().filter_map(|w| w["at"]["line"].as_u64()).collect();
    assert!(lines.contains(&3) || lines.contains(&4), "{warnings}");
    assert_eq!(run.json()["rows"], 4);
}

#[test]
fn duplicate_and_blank_names_become_unique() {
    let found = names(profile("a,a,,a\n1,2,3,4\n5,6,7,8\n"));
    let mut unique = found.clone();
    unique.sort();
    unique.dedup();
    assert_eq!(unique.len(), 4, "{found:?}");
    assert!(found.iter().all(|name| !name.trim().is_empty()), "{found:?}");
    assert!(!warnings(profile("a,a,,a\n1,2,3,4\n")).is_empty());
}

#[test]
fn encodings_and_line_ends() {
    let text = "näme,größe\nÄnne,1\nJörg,2\nÅsa,3\n";
    let expected = ["näme", "größe"];
    assert_eq!(names(profile(text)), expected);
    assert_eq!(names(profile(format!("\u{feff}{text}"))), expected);
    let utf16 = |little: bool| -> Vec<u8> {
        let units = format!("\u{feff}{text}");
        let bytes = units.encode_utf16().map(|u| if little { u.to_le_bytes() } else { u.to_be_bytes() });
        bytes.flatten().collect()
    };
    assert_eq!(names(profile(utf16(true))), expected);
    assert_eq!(names(profile(utf16(false))), expected);
    let latin1: Vec<u8> = text.chars().map(|c| u8::try_from(c as u32).unwrap()).collect();
    assert_eq!(names(profile(latin1)), expected);
    for end in ["\r", "\r\n"] {
        let run = profile(text.replace('\n', end)).done();
        assert_eq!(
            (names(run), profile(text.replace('\n', end)).json()["rows"].as_u64()),
            (expected.map(String::from).to_vec(), Some(3))
        );
    }
}

#[test]
fn bytes_that_are_no_table() {
    let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x01\0\0\0\x01\0\x08\x02\0\0\0\xd3\x10?1";
    assert_eq!(code(&profile(png)), "data.binary");
    no_panic(profile(b"a,b\n1,\0\n2,x\0y\n"));
    let run = no_panic(profile("a,b\n1,\"never closed\n2,3\n4,5\n"));
    assert_eq!(code(&run), "data.unclosed_quote");
    assert_eq!(fault(&run)["at"]["line"], 2);
}

#[test]
fn targets_that_cannot_be_learned() {
    let one = two_classes(60).replace("yes", "no");
    let fault_of = |data: String| fault(&train(RECIPE, data));
    let one = fault_of(one);
    assert_eq!(one["code"], "task.target", "{one}");
    assert_eq!(one["at"]["column"], "y");
    let missing: String = two_classes(60).replace(",yes", ",").replace(",no", ",");
    assert_eq!(fault_of(missing)["at"]["column"], "y");
    let ids: String = two_classes(60)
        .lines()
        .enumerate()
        .map(|(i, l)| {
            if i == 0 { format!("{l}\n") } else { format!("{},row-{i:05}\n", l.rsplit_once(',').unwrap().0) }
        })
        .collect();
    assert_eq!(fault_of(ids)["at"]["column"], "y");
}

#[test]
fn a_class_with_one_row_is_a_warning_that_names_it() {
    let data = two_classes(120) + "5.0,red,maybe\n";
    let run = train(RECIPE, data);
    let document = run.done().json();
    let warnings = document["warnings"].as_array().unwrap();
    assert!(warnings.iter().any(|w| w["message"].as_str().unwrap().contains("maybe")), "{warnings:?}");
}

#[test]
fn columns_without_information() {
    let data: String = two_classes(120)
        .lines()
        .enumerate()
        .map(|(i, line)| {
            let (empty, same) = if i == 0 { ("empty", "same") } else { ("", "7") };
            format!("{empty},{same},{line}\n")
        })
        .collect();
    let found = warnings(profile(&data));
    for column in ["empty", "same"] {
        assert!(found.iter().any(|(_, c)| c == column), "{column}: {found:?}");
    }
    let run = train(RECIPE, &data);
    if run.status != Some(0) {
        assert_eq!(fault(&run)["at"]["column"], "empty");
    }
}

#[test]
fn wide_tables_and_huge_cells() {
    let header: Vec<String> = (0..5000).map(|i| format!("c{i}")).collect();
    let mut text = header.join(",") + ",y\n";
    for row in 0..40 {
        let cells: Vec<String> = (0..5000).map(|i| ((i * 31 + row * 17) % 97).to_string()).collect();
        writeln!(text, "{},{}", cells.join(","), if row % 2 == 0 { "a" } else { "b" }).unwrap();
    }
    assert_eq!(names(profile(&text)).len(), 5001);
    let recipe = RECIPE.replace("logistic_regression", "decision_tree");
    train(&recipe, &text).done();
    let huge = format!("a,b\n1,{}\n2,short\n", "x".repeat(1 << 20));
    assert_eq!(names(profile(huge)), ["a", "b"]);
}

#[test]
fn odd_numbers() {
    let run = profile("n,m\n9007199254740993,1\n9007199254740995,2\n1,3\n").done();
    let found = run.json();
    assert!(found["warnings"].as_array().unwrap().iter().any(|w| w["at"]["column"] == "n"), "{found}");
    let run = profile("x,y\n1.5,1\ninf,2\n-Infinity,3\nnan,4\nNaN,5\n2.5,6\n3.5,7\n4.5,8\n").done();
    let x = run.json()["columns"][0].clone();
    assert!(x["max"].as_f64().is_none_or(f64::is_finite), "{x}");
}

#[test]
fn recipes_that_are_wrong_name_the_place() {
    let data = two_classes(60);
    let run = train("version = 1\n[task]\ntarget = \"y\"\ncolour = 3\n", &data);
    assert_eq!(code(&run), "recipe.unknown_field");
    assert_eq!(fault(&run)["at"]["line"], 4, "{}", fault(&run));
    let run = train("version = 1\n[taks]\ntarget = \"y\"\n", &data);
    assert!(fault(&run)["remedy"].as_str().unwrap().contains("task"), "{}", fault(&run));
    let run = train("version = 1\n[split]\ntrain = \"most\"\n", &data);
    assert_eq!(fault(&run)["at"]["parameter"], "split.train");
    assert_eq!(code(&train("version = 1\n[task\n", &data)), "recipe.syntax");
    assert_eq!(code(&train("version = 99\n", &data)), "recipe.version");
    assert_eq!(code(&train("", &data)), "recipe.field");
    let unknown = fault(&train(&RECIPE.replace("\"y\"", "\"z\""), &data));
    assert_eq!(
        (&unknown["code"], &unknown["at"]["parameter"]),
        (&"task.unknown_target".into(), &"task.target".into())
    );
}

#[test]
fn parameters_and_kinds_that_are_wrong_name_the_place() {
    let data = two_classes(60);
    let run = train(&format!("{RECIPE}\n[model.params]\nC = -1\n"), &data);
    assert_eq!(
        (code(&run), &fault(&run)["at"]["parameter"]),
        ("recipe.parameter".into(), &"model.params.C".into())
    );
    let run = train(&RECIPE.replace("logistic_regression", "logistic_regresion"), &data);
    assert_eq!(fault(&run)["at"]["parameter"], "model.kind");
    assert!(fault(&run)["remedy"].as_str().unwrap().contains("logistic_regression"));
    let run = train(&RECIPE.replace("one_hot_encoder", "one_hot"), &data);
    assert_eq!(fault(&run)["at"]["parameter"], "prepare[2].op");
    let run = train(&RECIPE.replace("strategy = \"most_frequent\"", "strategy = \"commonest\""), &data);
    assert_eq!(fault(&run)["at"]["parameter"], "prepare[1].strategy");
}

#[test]
fn bundles_that_are_none() {
    let folder = Folder::new();
    let bundle = folder.write("model.glasshouse", "no zip");
    let data = dataset("penguins.csv");
    for command in ["evaluate", "predict"] {
        let arguments =
            [command.as_ref(), bundle.as_os_str(), "--data".as_ref(), data.as_os_str(), "--json".as_ref()];
        assert_eq!(code(&no_panic(glasshouse(arguments))), "bundle.not_a_bundle");
    }
}

#[test]
fn arguments_that_are_wrong() {
    let run = no_panic(glasshouse(["profil", "--json"]));
    assert_eq!(run.status, Some(2));
    assert_eq!(run.json()["fault"]["code"], "arguments.invalid");
    assert_eq!(no_panic(glasshouse(["train"])).status, Some(2));
    assert_eq!(no_panic(glasshouse(["--help"])).status, Some(0));
    assert_eq!(no_panic(glasshouse(["kinds", "no_such_kind", "--json"])).status, Some(2));
}
