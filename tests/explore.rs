//! `glasshouse profile --json` through the real binary on a messy table, beside what pandas, numpy,
//! scipy and scikit-learn say of it: the answers of `tests/reference/explore.py`, to 1e-9.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use glasshouse_tests::{glasshouse, root};
use serde_json::Value;
use std::fs;
use std::sync::OnceLock;

/// Largest relative difference.
const TOLERANCE: f64 = 1e-9;
/// Correlations and shares below this are compared by their difference from zero.
const FLOOR: f64 = 1e-3;

/// What the libraries say.
fn theirs() -> &'static Value {
    static ANSWERS: OnceLock<Value> = OnceLock::new();
    ANSWERS.get_or_init(|| {
        let text = fs::read_to_string(root().join("tests/reference/explore.json")).unwrap();
        serde_json::from_str(&text).unwrap()
    })
}

/// What the binary says.
fn ours() -> &'static Value {
    static PROFILE: OnceLock<Value> = OnceLock::new();
    PROFILE.get_or_init(|| {
        let data = root().join("tests/reference/explore.csv");
        glasshouse(["profile", data.to_str().unwrap(), "--target", "member", "--json"]).done().json()
    })
}

fn explored() -> &'static Value {
    &ours()["exploration"]
}

/// That everything the libraries say is said, and alike; numbers below `floor` by their difference.
#[track_caller]
fn alike(at: &str, ours: &Value, theirs: &Value, floor: f64) {
    match (ours, theirs) {
        (_, Value::Object(all)) => {
            all.iter().for_each(|(key, value)| alike(&format!("{at}.{key}"), &ours[key], value, floor));
        }
        (Value::Array(a), Value::Array(b)) => {
            assert_eq!(a.len(), b.len(), "{at}: {ours} is not {theirs}");
            a.iter().zip(b).enumerate().for_each(|(i, (a, b))| alike(&format!("{at}[{i}]"), a, b, floor));
        }
        (Value::Number(a), Value::Number(b)) => {
            let (a, b) = (a.as_f64().unwrap(), b.as_f64().unwrap());
            let difference = (a - b).abs();
            assert!(difference <= TOLERANCE * b.abs().max(floor), "{at}: {a} is not {b} ({difference:e})");
        }
        _ => assert_eq!(ours, theirs, "{at}"),
    }
}

fn list(value: &Value) -> &[Value] {
    value.as_array().unwrap()
}

#[test]
fn figures_of_columns_are_pandas() {
    let theirs = theirs();
    alike("rows", &ours()["rows"], &theirs["rows"], 0.0);
    alike("duplicates", &explored()["duplicates"], &theirs["duplicates"], 0.0);
    assert_eq!(list(&explored()["columns"]).len(), list(&theirs["columns"]).len());
    for (i, theirs) in list(&theirs["columns"]).iter().enumerate() {
        let (column, profile) = (&explored()["columns"][i], &ours()["columns"][i]);
        let name = theirs["name"].as_str().unwrap();
        for key in ["name", "type", "missing", "unique", "top"] {
            alike(&format!("profile of {name}: {key}"), &profile[key], &theirs[key], 0.0);
        }
        if !theirs["summary"].is_null() {
            alike(&format!("profile of {name}"), profile, &theirs["summary"], 0.0);
        }
        let mut rest = theirs.clone();
        rest.as_object_mut().unwrap().remove("summary");
        alike(name, column, &rest, 0.0);
    }
}

#[test]
fn what_is_not_defined_says_why() {
    for column in list(&explored()["columns"]) {
        let figures = &column["numbers"];
        let undefined = ["mean", "std", "median", "skew", "kurtosis", "z_outliers"];
        if figures.is_object() && undefined.iter().any(|key| figures[key].is_null()) {
            assert!(figures["note"].as_str().is_some_and(|note| note.ends_with('.')), "{column}");
        }
        if figures["infinite"].as_u64() > Some(0) {
            assert!(figures["note"].as_str().unwrap().contains("infinite"), "{column}");
        }
    }
    let mean = |column: &str| {
        list(&ours()["warnings"])
            .iter()
            .any(|w| w["at"]["column"] == column && w["code"] == "column.infinite")
    };
    assert!(mean("income"), "a mean that is not there has its reason among the warnings");
}

#[test]
fn gaps_are_pandas() {
    let (ours, theirs) = (&explored()["missing"], &theirs()["missing"]);
    for key in ["cells", "share", "complete_rows", "combinations"] {
        alike(key, &ours[key], &theirs[key], 0.0);
    }
    let rows =
        |patterns: &Value| list(patterns).iter().map(|p| p["rows"].as_u64().unwrap()).collect::<Vec<_>>();
    let listed = list(&ours["patterns"]);
    assert_eq!(rows(&ours["patterns"]), rows(&theirs["patterns"])[..listed.len()]);
    for pattern in listed {
        assert!(list(&theirs["patterns"]).contains(pattern), "{pattern}");
    }
    let pairs = list(&theirs["pairs"]);
    assert_eq!(list(&ours["pairs"]).len(), pairs.len().min(50));
    for ours in list(&ours["pairs"]) {
        let theirs = pairs.iter().find(|p| p["a"] == ours["a"] && p["b"] == ours["b"]).unwrap();
        alike("pair", ours, theirs, FLOOR);
    }
    for (i, block) in list(&ours["matrix"]["blocks"]).iter().enumerate() {
        assert_eq!((&block["start"], &block["missing"]), (&theirs["starts"][i], &theirs["matrix"][i]));
    }
}

#[test]
fn associations_are_scipys_and_scikit_learns() {
    let (ours, theirs) = (&explored()["associations"], theirs());
    let matrices = theirs["matrices"].as_object().unwrap();
    assert_eq!(list(&ours["matrices"]).len(), matrices.len());
    for ours in list(&ours["matrices"]) {
        let measure = ours["measure"].as_str().unwrap();
        alike(measure, ours, &matrices[measure], FLOOR);
        assert_eq!(ours["of"], theirs["rows"]);
    }
}

#[test]
fn the_strongest_pairs_are_the_strongest() {
    alike("pairs", &explored()["associations"]["pairs"], &theirs()["pairs"], FLOOR);
}

#[test]
fn what_tells_of_the_target_is_measured_alike() {
    let (ours, theirs) = (&explored()["target"], &theirs()["target"]);
    alike("column", &ours["column"], &theirs["column"], 0.0);
    alike("imbalance", &ours["imbalance"], &theirs["imbalance"], 0.0);
    let rows: Vec<&Value> = list(&ours["classes"]).iter().map(|class| &class[1]).collect();
    assert_eq!(rows, list(&theirs["rows"]).iter().collect::<Vec<_>>());
    for feature in list(&ours["features"]) {
        let name = feature["column"].as_str().unwrap();
        alike(&format!("auc of {name}"), &feature["auc"], &theirs["auc"][name], 0.0);
        let value = &feature["association"]["value"];
        alike(&format!("association of {name}"), value, &theirs["association"][name], FLOOR);
    }
}
