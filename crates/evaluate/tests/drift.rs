//! Columns that drift: indices, p-values and their correction beside `tests/reference/drift.py`, verdicts, and what
//! cannot be told.

#![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

use glasshouse_evaluate::{Cells, Distribution, drift};
use glasshouse_prepare::at_once;
use glasshouse_spec::{ColumnType, DriftColumn, DriftReport, DriftVerdict};
use glasshouse_table::{Column, Table};
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::Arc;

fn column(name: &str, cells: &Value) -> Column {
    let cells = cells.as_array().unwrap();
    match cells.iter().any(Value::is_string) {
        true => labels(name, ColumnType::Categorical, cells.iter().map(Value::as_str)),
        false => Column::from_numbers(name, cells.iter().map(Value::as_f64).collect()),
    }
}

fn labels<'a>(name: &str, kind: ColumnType, cells: impl Iterator<Item = Option<&'a str>>) -> Column {
    Column::from_labels(name, kind, cells)
}

fn words(name: &str, cells: &[&str]) -> Column {
    labels(name, ColumnType::Categorical, cells.iter().map(|cell| Some(*cell)))
}

fn ids(name: &str, cells: &[&str]) -> Column {
    labels(name, ColumnType::Id, cells.iter().map(|cell| Some(*cell)))
}

fn compared(before: &[Column], now: Vec<Column>) -> DriftReport {
    let (rows, known) = (before[0].len() as u64, before.iter().map(Distribution::of).collect::<Vec<_>>());
    let count = now[0].len();
    let table = Table::new(now.into_iter().map(Arc::new).collect(), count);
    at_once(drift(&known, rows, &table, &BTreeMap::new(), &async |_| {}))
}

fn named<'a>(report: &'a DriftReport, name: &str) -> &'a DriftColumn {
    report.columns.iter().find(|told| told.column == name).unwrap()
}

#[test]
fn distances_and_p_values_are_those_of_scipy() {
    let known: Value = serde_json::from_str(include_str!("../../../tests/reference/drift.json")).unwrap();
    let side = |side: &str| -> Vec<Column> {
        known.as_object().unwrap().iter().map(|(name, told)| column(name, &told[side])).collect()
    };
    let report = compared(&side("before"), side("now"));
    for (name, wanted) in known.as_object().unwrap() {
        let told = named(&report, name);
        for (what, own) in
            [("index", told.index), ("p_value", told.p_value), ("p_corrected", told.p_corrected)]
        {
            let wanted = wanted[what].as_f64().unwrap();
            let own = own.unwrap();
            assert!((own - wanted).abs() <= 1e-9 * wanted.max(1e-3), "{name} {what}: {own}, not {wanted}");
        }
    }
    let verdicts: Vec<(&str, DriftVerdict)> =
        report.columns.iter().map(|told| (told.column.as_str(), told.verdict)).collect();
    assert_eq!(
        verdicts[..2].iter().map(|(_, verdict)| *verdict).collect::<Vec<_>>(),
        [DriftVerdict::Drifted; 2]
    );
    for (name, wanted) in
        [("higher", DriftVerdict::Drifted), ("alike", DriftVerdict::Stable), ("same", DriftVerdict::Stable)]
    {
        assert_eq!(named(&report, name).verdict, wanted, "{name}");
    }
    let indices: Vec<f64> = report
        .columns
        .iter()
        .filter(|told| told.verdict == DriftVerdict::Stable)
        .filter_map(|told| told.index)
        .collect();
    assert!(indices.is_sorted_by(|a, b| a >= b));
    let rare = named(&report, "rare");
    let names = |levels: &[(String, f64)]| levels.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
    assert_eq!(names(&rare.new_levels).len(), 3, "{rare:?}");
    assert!(names(&rare.lost_levels).iter().all(|name| "cdefgh".contains(name.as_str())));
    assert_eq!(named(&report, "gaps").seen[0].of, None, "what differs most are the missing cells");
}

#[test]
fn what_cannot_be_told_says_why() {
    let before = [
        column("n", &serde_json::json!([1, 2, 3])),
        words("c", &["a", "b", "a"]),
        ids("id", &["x", "y", "z"]),
        column("gone", &serde_json::json!([1, 2, 3])),
    ];
    let now = vec![words("n", &["a", "b"]), words("c", &["a", "b"]), ids("id", &["x", "y"])];
    let report = compared(&before, now);
    assert_eq!(report.absent, ["gone"]);
    assert_eq!(report.counts, [0, 0, 1, 2]);
    for (name, why) in [("n", "another type"), ("id", "no distribution")] {
        let told = named(&report, name);
        assert!(
            told.verdict == DriftVerdict::Untold && told.note.as_ref().unwrap().contains(why),
            "{told:?}"
        );
    }
    let old = Distribution { cells: Cells::Untold("old"), ..Distribution::of(&before[0]) };
    assert_eq!(old.compare(&before[0]).note.as_deref(), Some("old"));
    let empty = compared(&before[..1], vec![column("n", &serde_json::json!([]))]);
    assert_eq!(empty.columns[0].verdict, DriftVerdict::Untold);
}

#[test]
fn many_alike_columns_rarely_cry_wolf() {
    // 40 columns of one distribution each: with Holm's correction and an index that matters, none drifts.
    let noise = |seed: u64, row: u64| {
        let mixed = (seed * 1_000_003 + row).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        ((mixed ^ (mixed >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9) >> 40) as f64
    };
    let side = |begin: u64, rows: u64| -> Vec<Column> {
        let cells = |at: u64| (0..rows).map(|row| Some(noise(at + begin, row))).collect();
        (0..40).map(|at| Column::from_numbers(format!("x{at}"), cells(at))).collect()
    };
    let report = compared(&side(0, 2_000), side(1_000, 1_500));
    assert_eq!(report.counts, [0, 0, 40, 0]);
}
