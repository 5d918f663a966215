//! The report stays small, needs nothing beside it, and tells no rows.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use super::*;
use crate::findings::tests::{explored, table};
use glasshouse_table::Column;

fn read() -> ReadReport {
    let text = r#"{"file":"a <b> & \"c\".csv","bytes":12345,"sha256":"00ff","format":"csv","delimiter":",",
        "quote":"\"","header":true,"encoding":"UTF-8","decimal":".","memory":1}"#;
    serde_json::from_str(text).unwrap()
}

fn report(table: &Table, target: Option<&str>, values: bool) -> String {
    let mut reporter = Reporter::new(table, &read(), explored(table, target), values);
    while let Some(done) = reporter.advance().unwrap() {
        assert!((0.0..=1.0).contains(&done));
    }
    reporter.finish()
}

fn wide(columns: usize, rows: usize) -> Table {
    let number = |c: usize, r: usize| (((r * 7919 + c * 104_729) % 1009) as f64).powf(1.3);
    let column = |c: usize| match c % 4 {
        0 => Column::from_labels(
            format!("words {c}"),
            ColumnType::Categorical,
            (0..rows).map(|r| Some(format!("w{}", (r * c) % 17))),
        ),
        1 => Column::from_labels(
            format!("person {c}"),
            ColumnType::Id,
            (0..rows).map(|r| Some(format!("secret-{c}-{r}"))),
        ),
        _ => Column::from_numbers(
            format!("<n> & \"{c}\""),
            (0..rows).map(|r| (r % 5 > 0).then(|| number(c, r))).collect(),
        ),
    };
    table((0..columns).map(column).collect())
}

#[test]
fn a_report_is_one_page_that_needs_nothing_and_tells_no_person() {
    let table = wide(12, 300);
    let page = report(&table, Some("words 4"), false);
    assert!(page.starts_with("<!doctype html>") && page.ends_with("</html>\n"));
    assert!(!page.contains("<script") && !page.contains("href=\"http") && !page.contains("src="));
    assert!(!page.contains("secret-") && page.contains("may name persons"));
    assert!(!page.contains("<n>") && page.contains("&lt;n&gt; &amp; &quot;2&quot;"));
    assert!(page.contains("var(--c0)") && page.contains("--c0:#"));
    assert!(!page.contains("NaN"));
    for id in ["findings", "target", "missing", "relations", "columns", "column-0", "column-11"] {
        assert!(page.contains(&format!("id=\"{id}\"")), "{id}");
    }
    assert!(report(&table, None, true).contains("secret-"));
}

#[test]
fn a_report_of_any_number_of_columns_stays_under_a_megabyte() {
    for (columns, rows) in [(1, 0), (400, 60), (6000, 4)] {
        let page = report(&wide(columns, rows), None, true);
        assert!(page.len() < 1_000_000, "{columns} columns: {}", page.len());
    }
}

#[test]
fn figures_as_json_hold_the_profile_and_the_exploration() {
    let table = wide(4, 100);
    let columns = table.columns().iter().map(|c| glasshouse_table::column_profile(c)).collect();
    let profile = TableProfile { rows: 100, columns, duplicates: 0, warnings: Vec::new() };
    let exploration = explored(&table, None);
    let json = |values| String::from_utf8(json_report(&profile, &exploration, values).unwrap()).unwrap();
    let with: serde_json::Value = serde_json::from_str(&json(true)).unwrap();
    let alone = serde_json::to_value(&profile).unwrap();
    for (key, value) in alone.as_object().unwrap() {
        assert_eq!(&with[key], value, "{key}");
    }
    let back: Exploration = serde_json::from_value(with["exploration"].clone()).unwrap();
    assert_eq!(back, exploration);
    assert!(json(true).contains("secret-") && !json(false).contains("secret-"));
    assert!(json(true).ends_with("}\n"));
}
