//! Reading and profiling give pandas' answers (`tests/reference/profile.py`).

use glasshouse_spec::{ColumnType, DataOptions};
use glasshouse_stats as stats;
use glasshouse_table::{Loaded, profile, read_table};
use serde_json::Value;
use std::collections::BTreeMap;

const CSV: &[u8] = include_bytes!("../../../tests/reference/profile.csv");
const ANSWERS: &str = include_str!("../../../tests/reference/profile.json");

fn answers() -> Value {
    serde_json::from_str(ANSWERS).expect("the committed answers are JSON")
}

fn loaded() -> Loaded {
    read_table("profile.csv", CSV.to_vec(), &DataOptions::default(), &BTreeMap::new())
        .expect("the committed file can be read")
}

/// Equal to 1e-9, relative to the larger of the number and one.
fn close(ours: Option<f64>, theirs: &Value, what: &str) {
    match (ours, theirs.as_f64()) {
        (None, None) => {}
        (Some(a), Some(b)) => assert!((a - b).abs() <= 1e-9 * b.abs().max(1.0), "{what}: {a} and {b}"),
        other => panic!("{what}: {other:?}"),
    }
}

#[test]
fn a_messy_file_is_profiled_as_pandas_does() {
    let (answers, profile) = (answers(), profile(&loaded()));
    assert_eq!(Some(profile.rows), answers["rows"].as_u64());
    assert_eq!(Some(profile.duplicates), answers["duplicates"].as_u64());
    let expected = answers["columns"].as_array().unwrap();
    assert_eq!(profile.columns.len(), expected.len());
    for (ours, theirs) in profile.columns.iter().zip(expected) {
        let name = &ours.name;
        assert_eq!(Some(name.as_str()), theirs["name"].as_str());
        assert_eq!(Some(ours.missing), theirs["missing"].as_u64(), "missing in {name}");
        if name == "active" {
            // Spellings of one truth are different values of the file and of pandas alike.
            assert_eq!(ours.kind, ColumnType::Boolean);
        }
        assert_eq!(Some(ours.unique), theirs["unique"].as_u64(), "unique in {name}");
        let counts: Vec<u64> = ours.top.iter().map(|(_, n)| *n).collect();
        let expected: Vec<u64> = theirs["top"].as_array().unwrap().iter().filter_map(Value::as_u64).collect();
        assert_eq!(counts, expected, "top of {name}");
        if let Some(first) = theirs["first"].as_str() {
            assert_eq!(ours.top[0].0, first, "most frequent of {name}");
        }
        if let Some(bins) = theirs["bins"].as_array() {
            assert_eq!(
                ours.bins,
                bins.iter().filter_map(Value::as_u64).collect::<Vec<_>>(),
                "bins of {name}"
            );
        }
        let n = &theirs["numbers"];
        let s = &ours.numbers;
        for (key, value) in [
            ("mean", s.mean),
            ("std", s.std),
            ("min", s.min),
            ("q25", s.q25),
            ("median", s.median),
            ("q75", s.q75),
            ("max", s.max),
            ("skew", s.skew),
            ("kurtosis", s.kurtosis),
        ] {
            close(value, &n[key], &format!("{key} of {name}"));
        }
    }
}

#[test]
fn types_are_those_a_person_would_say() {
    let kinds: Vec<(String, ColumnType)> =
        loaded().table.columns().iter().map(|c| (c.name.clone(), c.kind)).collect();
    let kind = |name: &str| kinds.iter().find(|(n, _)| n == name).unwrap().1;
    for (name, expected) in [
        ("id", ColumnType::Numeric),
        ("city", ColumnType::Categorical),
        ("amount", ColumnType::Numeric),
        ("share", ColumnType::Numeric),
        ("price", ColumnType::Numeric),
        ("active", ColumnType::Boolean),
        ("joined", ColumnType::Datetime),
        ("score", ColumnType::Numeric),
        ("empty", ColumnType::Numeric),
        ("constant", ColumnType::Numeric),
        ("code", ColumnType::Numeric),
    ] {
        assert_eq!(kind(name), expected, "{name}");
    }
}

#[test]
fn statistics_are_those_of_pandas() {
    let answers = answers();
    for (name, s) in answers["series"].as_object().unwrap() {
        let values: Vec<f64> = s["values"].as_array().unwrap().iter().filter_map(Value::as_f64).collect();
        let m = stats::moments(&values);
        for (key, value) in [
            ("mean", m.mean),
            ("std", m.std),
            ("skew", m.skew),
            ("kurtosis", m.kurtosis),
            ("min", stats::min(&values)),
            ("max", stats::max(&values)),
            ("q25", stats::quantile(&values, 0.25)),
            ("median", stats::median(&values)),
            ("q75", stats::quantile(&values, 0.75)),
        ] {
            close(value, &s[key], &format!("{key} of {name}"));
        }
        close(stats::mean(&values), &s["mean"], name);
        close(stats::sample_std(&values), &s["std"], name);
    }
}
