//! Reads the committed answers of `tests/reference/*.py` and compares with them.

#![allow(dead_code, reason = "each test file reads its own part")]

use serde_json::Value;

/// A file of answers.
pub fn answers(name: &str) -> Value {
    let path = format!("{}/../../tests/reference/{name}.json", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(path).expect("committed")).expect("JSON")
}

/// Numbers; null is NaN, infinite ones are written as text.
pub fn numbers(list: &Value) -> Vec<f64> {
    list.as_array().expect("a list").iter().map(number).collect()
}

/// One of them.
pub fn number(value: &Value) -> f64 {
    match value.as_str() {
        Some("inf") => f64::INFINITY,
        Some("-inf") => f64::NEG_INFINITY,
        _ => value.as_f64().unwrap_or(f64::NAN),
    }
}

/// Whole numbers.
pub fn counts(list: &Value) -> Vec<u64> {
    list.as_array().expect("a list").iter().map(|v| v.as_u64().expect("a count")).collect()
}

/// Codes of categories; a negative one is missing.
pub fn codes(list: &Value) -> Vec<Option<u32>> {
    numbers(list).into_iter().map(|v| (v >= 0.0).then_some(v as u32)).collect()
}

/// The entries of an object, or the items of a list with their places.
pub fn each(value: &Value) -> Vec<(String, &Value)> {
    match value {
        Value::Object(map) => map.iter().map(|(name, value)| (name.clone(), value)).collect(),
        Value::Array(list) => list.iter().enumerate().map(|(i, value)| (i.to_string(), value)).collect(),
        _ => panic!("neither list nor object"),
    }
}

/// That two numbers agree: relatively, or absolutely below `floor`.
#[track_caller]
pub fn agree_from(what: &str, ours: f64, theirs: f64, tolerance: f64, floor: f64) {
    let same = ours == theirs || (ours - theirs).abs() <= tolerance * theirs.abs().max(floor);
    assert!(same, "{what}: {ours:e} is not {theirs:e}");
}

/// That two numbers agree relatively.
#[track_caller]
pub fn agree(what: &str, ours: f64, theirs: f64, tolerance: f64) {
    agree_from(what, ours, theirs, tolerance, 0.0);
}

/// That a statistic is what it should be, or undefined where it should be.
#[track_caller]
pub fn same(what: &str, ours: Option<f64>, theirs: &Value, tolerance: f64, floor: f64) {
    match (ours, theirs.as_f64()) {
        (Some(ours), Some(theirs)) => agree_from(what, ours, theirs, tolerance, floor),
        (None, None) => {}
        other => panic!("{what}: {other:?}"),
    }
}

/// That two lists agree, item by item.
#[track_caller]
pub fn all_agree(what: &str, ours: &[f64], theirs: &Value, tolerance: f64, floor: f64) {
    let theirs = numbers(theirs);
    assert_eq!(ours.len(), theirs.len(), "{what}");
    for (i, (ours, theirs)) in ours.iter().zip(theirs).enumerate() {
        agree_from(&format!("{what}[{i}]"), *ours, theirs, tolerance, floor);
    }
}
