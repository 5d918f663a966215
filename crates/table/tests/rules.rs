//! Rules: pandas' answers, what is done about what breaks them, and what is refused.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use glasshouse_spec::{ColumnType, DataOptions, ParamValue, RuleAction, RuleKind, RuleSpec};
use glasshouse_table::{
    Loaded, RuleChecker, RuleError, RuleOutcome, Side, TypeTrier, check_rules, read_table,
};
use serde::Deserialize;
use std::collections::BTreeMap;

#[derive(Deserialize)]
struct Answers {
    rules: Rules,
}

#[derive(Deserialize)]
struct Rules {
    table: String,
    other: String,
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    rule: RuleSpec,
    rows: Vec<u64>,
    checked: u64,
}

fn answers() -> Rules {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/reference/rules.json");
    serde_json::from_slice::<Answers>(&std::fs::read(path).unwrap()).unwrap().rules
}

fn read(name: &str, text: &str) -> Loaded {
    read_table(name, text.as_bytes().to_vec(), &DataOptions::default(), &BTreeMap::new()).unwrap()
}

fn outcome(loaded: &Loaded, rules: &[RuleSpec]) -> RuleOutcome {
    check_rules(Side::from(loaded), rules, |_| None).unwrap()
}

fn refused(loaded: &Loaded, rule: RuleSpec) -> RuleError {
    check_rules(Side::from(loaded), &[rule], |_| None).unwrap_err()
}

/// Rows that a list of violations names, each once.
fn rows(outcome: &RuleOutcome) -> Vec<u64> {
    let mut rows: Vec<u64> = csv::Reader::from_reader(&outcome.list[..])
        .records()
        .map(|record| record.unwrap()[0].parse().unwrap())
        .collect();
    rows.dedup();
    rows
}

#[test]
fn violations_are_those_of_pandas() {
    let Rules { table, other, cases } = answers();
    let (loaded, other) = (read("t.csv", &table), read("codes.csv", &other));
    for case in &cases {
        let found = |name: &str| (name == "codes.csv").then(|| Side::from(&other));
        let outcome = check_rules(Side::from(&loaded), std::slice::from_ref(&case.rule), found).unwrap();
        let result = &outcome.report.rules[0];
        assert_eq!(rows(&outcome), case.rows, "{}", result.rule);
        assert_eq!(result.checked, case.checked, "{}", result.rule);
        assert_eq!(outcome.report.rows_violating, case.rows.len() as u64, "{}", result.rule);
        assert_eq!(outcome.report.holds, case.rows.is_empty(), "{}", result.rule);
        let mut named: Vec<u64> = result.examples.iter().map(|example| example.row).collect();
        named.dedup();
        assert_eq!(named, case.rows, "{}", result.rule);
    }
    // All rules at once say the same as each alone.
    let rules: Vec<RuleSpec> = cases.iter().map(|case| case.rule.clone()).collect();
    let all = check_rules(Side::from(&loaded), &rules, |_| Some(Side::from(&other))).unwrap();
    for (result, case) in all.report.rules.iter().zip(&cases) {
        assert_eq!(result.checked, case.checked, "{}", result.rule);
    }
}

#[test]
fn rows_are_dropped_and_cells_blanked() {
    let loaded =
        read("t.csv", "a,b,c\n1,x,2024-01-01\n-2,y,2024-01-02\n3,zz,2024-01-03\n-4,zz,2024-01-04\n5,,\n");
    let range = RuleSpec {
        min: Some(ParamValue::Int(0)),
        action: RuleAction::Blank,
        ..RuleSpec::new(RuleKind::Range, &["a"])
    };
    let letters = RuleSpec {
        pattern: Some("^.$".into()),
        action: RuleAction::Drop,
        ..RuleSpec::new(RuleKind::Pattern, &["b"])
    };
    let dates = RuleSpec {
        max: Some(ParamValue::Text("2024-01-03".into())),
        action: RuleAction::Blank,
        ..RuleSpec::new(RuleKind::Range, &["c"])
    };
    let outcome = outcome(&loaded, &[range, letters, dates]);
    assert_eq!(outcome.dropped, [2, 3]);
    let report = &outcome.report;
    assert_eq!((report.rows_violating, report.rows_dropped, report.cells_blanked), (3, 2, 3));
    let table = outcome.blank(&loaded.table);
    let cells = |name: &str| (0..5).map(|row| table.column(name).unwrap().label(row)).collect::<Vec<_>>();
    let some = |text: &str| Some(text.to_string());
    assert_eq!(cells("a"), [some("1"), None, some("3"), None, some("5")]);
    assert_eq!(cells("b"), [some("x"), some("y"), some("zz"), some("zz"), None]);
    assert_eq!(table.column("c").unwrap().missing(), 2);
    assert_eq!(table.names(), loaded.table.names());
}

#[test]
fn a_rule_that_is_switched_off_is_not_checked_and_keeps_its_place() {
    let loaded = read("t.csv", "a\n1\n1\n");
    let off = RuleSpec { enabled: false, ..RuleSpec::new(RuleKind::NotNull, &["no such"]) };
    let outcome = outcome(&loaded, &[off, RuleSpec::new(RuleKind::Unique, &["a"])]);
    assert_eq!(outcome.report.rules.len(), 1);
    assert_eq!((outcome.report.rules[0].index, outcome.report.rules[0].violations), (1, 1));
}

#[test]
fn a_hundred_violations_are_shown_and_all_are_counted_and_listed() {
    let text: String =
        std::iter::once("a\n".to_string()).chain((0..50_000).map(|i| format!("{i}\n"))).collect();
    let loaded = read("t.csv", &text);
    let rule = RuleSpec { max: Some(ParamValue::Int(99)), ..RuleSpec::new(RuleKind::Range, &["a"]) };
    let outcome = outcome(&loaded, &[rule]);
    assert_eq!((outcome.report.rules[0].violations, outcome.report.rules[0].examples.len()), (49_900, 100));
    assert_eq!(outcome.report.rules[0].examples[0].cells, [("a".into(), Some("100".into()))]);
    assert_eq!(rows(&outcome).len(), 49_900);
}

#[test]
fn a_pattern_that_would_take_for_ever_elsewhere_is_answered_at_once() {
    let loaded = read("t.csv", &format!("a\n{}!\nb\n", "a".repeat(30_000)));
    let rule = RuleSpec { pattern: Some("^(a+)+$".into()), ..RuleSpec::new(RuleKind::Pattern, &["a"]) };
    assert_eq!(rows(&outcome(&loaded, &[rule])), [0, 1]);
}

#[test]
fn what_cannot_be_checked_is_refused_with_its_place() {
    let loaded = read("t.csv", "a,b\n1,x\n");
    let place = |rule: RuleSpec| {
        let fault = refused(&loaded, rule).fault();
        assert!(fault.remedy.is_some(), "{fault:?}");
        (fault.code, fault.at.parameter.unwrap_or_default())
    };
    let new = RuleSpec::new;
    let field = |name: &str| ("rules.field".to_string(), format!("rules[0].{name}"));
    assert_eq!(place(new(RuleKind::NotNull, &["z"])), ("rules.no_column".into(), "rules[0].columns".into()));
    assert_eq!(place(new(RuleKind::NotNull, &[])), field("columns"));
    assert_eq!(place(new(RuleKind::Type, &["a"])), field("type"));
    assert_eq!(place(new(RuleKind::Range, &["a"])), field("min"));
    assert_eq!(place(new(RuleKind::Set, &["a"])), field("values"));
    assert_eq!(place(new(RuleKind::Pattern, &["a"])), field("pattern"));
    assert_eq!(place(new(RuleKind::Compare, &["a"])), field("op"));
    assert_eq!(place(new(RuleKind::References, &["a"])), field("table"));
    let text = |t: &str| Some(ParamValue::Text(t.into()));
    assert_eq!(place(RuleSpec { min: text("soon"), ..new(RuleKind::Range, &["a"]) }), field("min"));
    let mixed =
        RuleSpec { min: Some(ParamValue::Int(1)), max: text("2024-01-01"), ..new(RuleKind::Range, &["a"]) };
    assert_eq!(place(mixed), field("max"));
    for pattern in ["(", "a{1000}{1000}{1000}", r"(?=a)"] {
        let rule = RuleSpec { pattern: Some(pattern.into()), ..new(RuleKind::Pattern, &["a"]) };
        assert_eq!(place(rule), field("pattern"), "{pattern}");
    }
    let refers = RuleSpec { table: Some("no.csv".into()), ..new(RuleKind::References, &["a"]) };
    assert_eq!(place(refers), ("rules.no_table".into(), "rules[0].table".into()));
}

#[test]
fn columns_that_new_rows_lack_are_passed_over() {
    let loaded = read("t.csv", "a\n1\n\n3\n");
    let rules = [
        RuleSpec::new(RuleKind::NotNull, &["a", "z"]),
        RuleSpec::new(RuleKind::Unique, &["a", "z"]),
        RuleSpec {
            op: Some(glasshouse_spec::Comparison::Less),
            other: Some("z".into()),
            ..RuleSpec::new(RuleKind::Compare, &["a"])
        },
    ];
    let mut checker = RuleChecker::lenient(Side::from(&loaded), &rules, |_| None).unwrap();
    while !checker.advance() {}
    let checked: Vec<u64> = checker.finish().report.rules.iter().map(|rule| rule.checked).collect();
    assert_eq!(checked, [loaded.table.rows() as u64, 0, 0]);
}

#[test]
fn a_type_is_tried_as_reading_with_it_would_be() {
    let text = "a,d,n\n1,1/2/2024,-\nx,13/2/2024,1\n\"1,200\",31/12/2023,2\n,2024-13-01,3\n$5,,4\n";
    let loaded = read("t.csv", text);
    for (column, kind) in [
        ("a", ColumnType::Numeric),
        ("a", ColumnType::Boolean),
        ("d", ColumnType::Datetime),
        ("d", ColumnType::Numeric),
        ("n", ColumnType::Numeric),
        ("n", ColumnType::Text),
    ] {
        let mut trier = TypeTrier::new(Side::from(&loaded), column, kind).unwrap();
        while !trier.advance() {}
        let trial = trier.finish();
        let asked = glasshouse_spec::ColumnOptions { kind: Some(kind), ..Default::default() };
        let columns = BTreeMap::from([(column.to_string(), asked)]);
        let again = read_table("t.csv", text.as_bytes().to_vec(), &DataOptions::default(), &columns).unwrap();
        let unparsed = again.unparsed.get(column).copied().unwrap_or_default();
        assert_eq!(trial.failed, unparsed, "{column} as {kind:?}: {trial:?}");
        assert_eq!(trial.examples.len() as u64, trial.failed);
        let missing = again.table.column(column).unwrap().missing() as u64;
        assert_eq!(trial.cells, 5 - missing + trial.failed, "{column} as {kind:?}");
    }
    let mut trier = TypeTrier::new(Side::from(&loaded), "a", ColumnType::Numeric).unwrap();
    while !trier.advance() {}
    let failed = trier.finish().examples.remove(0);
    assert_eq!((failed.row, failed.line, failed.text.as_str()), (1, 3, "x"));
    assert!(TypeTrier::new(Side::from(&loaded), "z", ColumnType::Text).is_err());
}
