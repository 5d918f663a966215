//! `glasshouse test` through the real binary: scipy's figures on the penguins, from
//! `tests/reference/stats_tests.py`, and a fault for whatever cannot be tested.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use glasshouse_tests::{Folder, Run, dataset, glasshouse, root};
use serde_json::Value;
use std::path::Path;

fn reference() -> Value {
    let text = std::fs::read_to_string(root().join("tests/reference/stats_tests.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

fn words(arguments: &Value) -> Vec<&str> {
    arguments.as_array().unwrap().iter().map(|a| a.as_str().unwrap()).collect()
}

fn test(arguments: &[&str], data: &Path) -> Run {
    let data = data.display().to_string();
    glasshouse([&["test", "--json", "--data", &data], arguments].concat())
}

fn close(what: &str, ours: &Value, theirs: &Value) {
    let (a, b) = (ours.as_f64().unwrap_or(f64::NAN), theirs.as_f64().unwrap());
    // Shapiro's p-value is a fitted curve in both.
    let tolerance = if what.starts_with("shapiro") { 1e-6 } else { 1e-9 };
    assert!((a - b).abs() <= tolerance * b.abs(), "{what}: {ours} is not {theirs}");
}

#[test]
fn figures_are_scipys() {
    for case in reference()["commands"].as_array().unwrap() {
        let arguments = words(&case["arguments"]);
        let what = arguments.join(" ");
        let report = test(&arguments, &dataset("penguins.csv")).done().json();
        let expect = &case["expect"];
        assert_eq!(report["test"], arguments[0], "{what}");
        assert_eq!(report["n"], expect["n"].as_f64().unwrap() as u64, "{what}");
        close(&format!("{what}: statistic"), &report["statistic"], &expect["statistic"]);
        close(&format!("{what}: p"), &report["p_value"], &expect["p_value"]);
        if expect["df"].is_null() {
            assert!(report["df"].is_null(), "{what}");
        } else {
            close(&format!("{what}: df"), &report["df"], &expect["df"]);
        }
        if !expect["effect"].is_null() {
            close(&format!("{what}: effect"), &report["effect"]["value"], &expect["effect"]);
        }
        assert!(
            !report["meaning"].as_str().unwrap().is_empty() && !report["assumptions"][0]["text"].is_null()
        );
    }
}

#[test]
fn every_two_groups_are_tested_and_corrected() {
    let each = &reference()["each"];
    let answer = test(&words(&each["arguments"]), &dataset("penguins.csv")).done().json();
    let reports = answer["reports"].as_array().unwrap();
    assert_eq!((answer["correction"].as_str(), reports.len()), (Some("holm"), 3));
    for (i, report) in reports.iter().enumerate() {
        close("p", &report["p_value"], &each["p_values"][i]);
        close("corrected p", &report["corrected_p_value"], &each["corrected"][i]);
    }
    let names = |report: &Value| [report["groups"][0]["name"].clone(), report["groups"][1]["name"].clone()];
    assert_eq!(names(&reports[1]), ["Adelie", "Gentoo"]);
}

#[test]
fn words_say_what_came_out() {
    let data = dataset("penguins.csv").display().to_string();
    let run =
        glasshouse(["test", "ttest_ind", "--data", &data, "--columns", "body_mass_g", "--by", "sex"]).done();
    let text = run.text();
    assert!(
        text.contains("The mean of body_mass_g (male) is higher than that of body_mass_g (female)"),
        "{text}"
    );
    assert!(text.contains("11 rows were left out"), "{text}");
    let list = glasshouse(["test", "--list"]).done();
    assert!(["ttest_ind", "kpss", "fisher_exact"].iter().all(|name| list.text().contains(name)));
    let one = glasshouse(["test", "ttest_1samp", "--list"]).done();
    assert!(one.text().contains("popmean") && one.text().contains("alternative"), "{}", one.text());
    assert_eq!(glasshouse(["test", "--list", "--json"]).done().json().as_array().unwrap().len(), 21);
}

#[test]
fn what_cannot_be_tested_is_a_fault() {
    let folder = Folder::new();
    let rows: String = (0..40).map(|i| format!("{i},{},{},w{},{}\n", i % 3, 7, i % 2, i * 2)).collect();
    let odd = folder.write("odd.csv", format!("n,three,same,word,\"a,b\"\n{rows}"));
    let infinite = folder.write("infinite.csv", "x,y\n1,2\ninf,3\n2,5\n4,4\n");
    let one = folder.write("one.csv", "x,y\n1,2\n");
    for (arguments, data, code) in [
        (&["t_test", "--columns", "n"][..], &odd, "test.unknown"),
        (&["shapiro", "--columns", "nn"], &odd, "test.no_column"),
        (&["shapiro", "--columns", "n,three"], &odd, "test.columns"),
        (&["shapiro", "--columns", "n", "--by", "word"], &odd, "test.columns"),
        (&["pearsonr", "--columns", "n,word"], &odd, "test.not_numbers"),
        (&["pearsonr", "--columns", "n,n"], &odd, "test.twice"),
        (&["ttest_ind", "--columns", "n", "--by", "three"], &odd, "test.groups"),
        (&["fisher_exact", "--columns", "three,word"], &odd, "test.table_shape"),
        (&["shapiro", "--columns", "same"], &odd, "test.constant"),
        (&["ttest_1samp", "--columns", "n", "--set", "mean=2"], &odd, "test.option"),
        (&["ttest_1samp", "--columns", "n", "--set", "popmean=a"], &odd, "test.option"),
        (&["ttest_1samp", "--columns", "n", "--set", "popmean"], &odd, "arguments.param"),
        (&["ttest_rel", "--columns", "x,y"], &infinite, "test.infinite"),
        (&["pearsonr", "--columns", "x,y"], &one, "test.too_few"),
    ] {
        let run = test(arguments, data);
        assert_eq!(run.status, Some(2), "{arguments:?}: {}", run.err);
        let fault = &run.json()["fault"];
        assert_eq!(fault["code"], code, "{arguments:?}: {fault}");
        assert!(!fault["remedy"].as_str().unwrap().is_empty(), "{arguments:?}");
    }
    let ranks = test(&["spearmanr", "--columns", "x,y"], &infinite).done().json();
    assert_eq!(ranks["n"], 4, "ranks only ask for the order");
    let comma = test(&["pearsonr", "--columns", "n", "--columns", "a,b"], &odd).done().json();
    close("a column against its double", &comma["statistic"], &Value::from(1.0));
}
