//! Combining tables: pandas' answers, laws, and what is refused.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use glasshouse_spec::{ColumnOptions, ColumnType, CombineSpec, DataOptions, JoinHow};
use glasshouse_table::{CombineError, Loaded, Side, combine, plan_combine, read_table};
use proptest::prelude::*;
use serde::Deserialize;
use std::collections::BTreeMap;

#[derive(Deserialize)]
struct Answers {
    joins: Vec<Join>,
    appends: Vec<Append>,
}

#[derive(Deserialize)]
struct Join {
    left: String,
    right: String,
    how: JoinHow,
    left_on: Vec<String>,
    right_on: Vec<String>,
    columns: Vec<String>,
    rows: Vec<Cells>,
}

#[derive(Deserialize)]
struct Append {
    left: String,
    right: String,
    how: JoinHow,
    columns: Vec<String>,
    rows: Vec<Cells>,
}

type Cells = Vec<Option<String>>;

fn answers() -> Answers {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/reference/combine.json");
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

fn read(name: &str, text: &str) -> Loaded {
    read_table(name, text.as_bytes().to_vec(), &DataOptions::default(), &BTreeMap::new()).unwrap()
}

/// The combined table, read as any other; its rows are as many as the plan said.
fn combined(left: &Loaded, right: &Loaded, spec: &CombineSpec) -> Result<Loaded, CombineError> {
    let text = combine(Side::from(left), Side::from(right), spec)?;
    let loaded = read_table("both", text.bytes, &text.options, &text.columns).unwrap();
    assert_eq!(loaded.table.rows() as u64, text.plan.rows);
    assert_eq!(loaded.source.names(), text.plan.columns);
    Ok(loaded)
}

fn rows(loaded: &Loaded) -> Vec<Cells> {
    let table = &loaded.table;
    (0..table.rows()).map(|row| table.columns().iter().map(|c| c.label(row)).collect()).collect()
}

#[test]
fn joins_are_those_of_pandas() {
    for case in answers().joins {
        let (left, right) = (read("a.csv", &case.left), read("b.csv", &case.right));
        let mut spec = CombineSpec::join("b.csv", case.how, &[]);
        if case.left_on == case.right_on {
            spec.on = case.left_on;
        } else {
            (spec.left_on, spec.right_on) = (case.left_on, case.right_on);
        }
        let found = combined(&left, &right, &spec).unwrap();
        assert_eq!(found.source.names(), case.columns);
        let found = rows(&found);
        assert_eq!(found.len(), case.rows.len());
        for (found, expected) in found.iter().zip(&case.rows) {
            assert_eq!(found, expected, "{spec:?}");
        }
    }
}

#[test]
fn appends_are_those_of_pandas() {
    for case in answers().appends {
        let (left, right) = (read("a.csv", &case.left), read("b.csv", &case.right));
        let mut spec = CombineSpec::append("b.csv");
        spec.how = Some(case.how);
        let found = combined(&left, &right, &spec).unwrap();
        assert_eq!(found.source.names(), case.columns);
        assert_eq!(rows(&found), case.rows);
    }
}

#[test]
fn a_plan_says_how_keys_meet() {
    let left = read("a.csv", "id,x\n1,a\n2,b\n2,c\n,d\n9,e\n");
    let right = read("b.csv", "id,y\n2,p\n2,q\n1,r\n7,s\n,t\n");
    let plan =
        plan_combine((&left).into(), (&right).into(), &CombineSpec::join("b.csv", JoinHow::Left, &["id"]))
            .unwrap()
            .plan;
    assert_eq!((plan.left_rows, plan.right_rows, plan.rows), (5, 5, 7));
    let keys = plan.keys.unwrap();
    assert_eq!((keys.matched, keys.many_to_many), (2, 1));
    assert_eq!((keys.left.keys, keys.left.missing, keys.left.duplicates, keys.left.unmatched), (3, 1, 1, 2));
    assert_eq!(
        (keys.right.keys, keys.right.missing, keys.right.duplicates, keys.right.unmatched),
        (3, 1, 1, 2)
    );
    assert_eq!(keys.left.unmatched_examples[0].key, ["9"]);
    assert_eq!(
        (keys.right.duplicate_examples[0].key[0].as_str(), keys.right.duplicate_examples[0].rows),
        ("2", 2)
    );
    let codes: Vec<&str> = plan.warnings.iter().map(|w| w.code.as_str()).collect();
    assert_eq!(codes, ["combine.many_to_many", "combine.unmatched"]);
}

#[test]
fn numbers_are_one_key_however_they_are_written_unless_they_are_too_long() {
    let left = read("a.csv", "id,x\n007,a\n1.50,b\n90071992547409930,c\n");
    let right = read("b.csv", "id;y\n7,0;p\n1,5;q\n90071992547409931;r\n");
    let found = combined(&left, &right, &CombineSpec::join("b.csv", JoinHow::Inner, &["id"])).unwrap();
    let cells: Vec<_> = rows(&found).into_iter().map(|row| row[2].clone().unwrap()).collect();
    assert_eq!(cells, ["p", "q"]);
}

#[test]
fn files_that_are_written_differently_agree() {
    // Decimal comma, day first, other markers; the first file's cells stay as they are.
    let left = read("a.csv", "day,x,yes\n2024-01-02,1.50,yes\n2024-02-03,?,no\n");
    let options = DataOptions { missing: Some(vec!["-".into()]), ..DataOptions::default() };
    let text = b"day;x;yes\n04.05.2024;2,5;true\n31.12.2024;-;false\n".to_vec();
    let right = read_table("b.csv", text, &options, &BTreeMap::new()).unwrap();
    let found = combined(&left, &right, &CombineSpec::append("b.csv")).unwrap();
    let kinds: Vec<ColumnType> = found.table.columns().iter().map(|c| c.kind).collect();
    assert_eq!(kinds, [ColumnType::Datetime, ColumnType::Numeric, ColumnType::Boolean]);
    assert_eq!(found.source.cells(0), ["2024-01-02", "1.50", "yes"]);
    assert_eq!(found.source.cells(2), ["2024-05-04", "2.5", "true"]);
    assert!(found.table.column("x").unwrap().is_missing(1) && found.table.column("x").unwrap().is_missing(3));
}

#[test]
fn a_column_of_two_types_is_listed_and_becomes_text() {
    let left = read("a.csv", "k,v\na,1\nb,2\n");
    let right = read("b.csv", "k,v\nc,low\nd,low\ne,high\n");
    let plan = plan_combine((&left).into(), (&right).into(), &CombineSpec::append("b.csv")).unwrap().plan;
    assert_eq!(plan.other_type[0].column, "v");
    assert_eq!(plan.other_type[0].left, ColumnType::Numeric);
    let found = combined(&left, &right, &CombineSpec::append("b.csv")).unwrap();
    assert_ne!(found.table.column("v").unwrap().kind, ColumnType::Numeric);
}

#[test]
fn what_cannot_be_combined_is_refused() {
    let left = read("a.csv", "id,x\n1,a\n2,b\n");
    let right = read("b.csv", "id,x\n1,p\n3,q\n");
    let join = |how, on: &[&str]| CombineSpec::join("b.csv", how, on);
    let code = |spec: &CombineSpec| combine((&left).into(), (&right).into(), spec).unwrap_err().code();
    assert_eq!(code(&join(JoinHow::Inner, &["nr"])), "combine.no_key");
    assert_eq!(code(&join(JoinHow::Inner, &[])), "combine.keys");
    let mut uneven = join(JoinHow::Inner, &[]);
    (uneven.left_on, uneven.right_on) = (vec!["id".into(), "x".into()], vec!["id".into()]);
    assert_eq!(code(&uneven), "combine.keys");
    let mut clash = join(JoinHow::Inner, &["id"]);
    clash.suffix = Some(String::new());
    assert_eq!(code(&clash), "combine.name_taken");
    let mut stray = CombineSpec::append("b.csv");
    stray.on = vec!["id".into()];
    assert_eq!(code(&stray), "combine.stray");
    let other = read("c.csv", "id,z\n8,p\n9,q\n");
    let none = combine((&left).into(), (&other).into(), &join(JoinHow::Inner, &["id"])).unwrap_err();
    assert_eq!(none.code(), "combine.no_rows");
    let apart = read("d.csv", "u,v\n8,p\n9,q\n");
    let none = combine((&left).into(), (&apart).into(), &CombineSpec::append("d.csv")).unwrap_err();
    assert_eq!(none.code(), "combine.nothing_in_common");
}

#[test]
fn a_join_that_explodes_is_planned_exactly_and_refused() {
    let text = format!("id,x\n{}", "1,a\n".repeat(6000));
    let (left, right) = (read("a.csv", &text), read("b.csv", &text));
    let spec = CombineSpec::join("b.csv", JoinHow::Inner, &["id"]);
    let planned = plan_combine((&left).into(), (&right).into(), &spec).unwrap();
    assert_eq!(planned.plan.rows, 36_000_000);
    let Err(error) = planned.joiner() else { panic!("it is too large") };
    assert_eq!(error.code(), "combine.too_large");
    assert!(error.to_string().contains("36000000 rows"), "{error}");
}

/// A small file of a key, sometimes missing, and a value with odd characters.
fn table(key: &'static str, value: &'static str) -> impl Strategy<Value = String> {
    let cell = prop_oneof![Just(String::new()), "[a-c]", "[ab\",\n ;é]{1,4}"];
    proptest::collection::vec((prop_oneof![Just(String::new()), "[1-6]"], cell), 1..25).prop_map(
        move |rows| {
            let mut out = csv::Writer::from_writer(Vec::new());
            out.write_record([key, value]).unwrap();
            out.write_record(["1", "z"]).unwrap();
            for (k, v) in &rows {
                out.write_record([k, v]).unwrap();
            }
            String::from_utf8(out.into_inner().unwrap()).unwrap()
        },
    )
}

fn as_text() -> (DataOptions, BTreeMap<String, ColumnOptions>) {
    let options = DataOptions { delimiter: Some(','), header: Some(true), ..DataOptions::default() };
    let id = ColumnOptions { kind: Some(ColumnType::Id), ..ColumnOptions::default() };
    (options, ["k", "x", "y"].map(|name| (name.to_string(), id.clone())).into())
}

fn read_text(text: &str) -> Loaded {
    let (options, columns) = as_text();
    read_table("f.csv", text.as_bytes().to_vec(), &options, &columns).unwrap()
}

/// Whether every row of `small` is in `large`, as often.
fn within(small: &[Cells], large: &[Cells]) -> bool {
    let count = |rows: &[Cells], row: &Cells| rows.iter().filter(|r| *r == row).count();
    small.iter().all(|row| count(small, row) <= count(large, row))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn inner_is_within_left_is_within_outer(a in table("k", "x"), b in table("k", "y")) {
        let (left, right) = (read_text(&a), read_text(&b));
        let of = |how| rows(&combined(&left, &right, &CombineSpec::join("b", how, &["k"])).unwrap());
        let (inner, left_rows, outer) = (of(JoinHow::Inner), of(JoinHow::Left), of(JoinHow::Outer));
        prop_assert!(within(&inner, &left_rows) && within(&left_rows, &outer));
        prop_assert!(left_rows.len() >= left.table.rows());
        // Every row of either table is somewhere in the outer join.
        for (side, name, place) in [(&left, "x", 1), (&right, "y", 2)] {
            let column = side.table.column(name).unwrap();
            for row in 0..side.table.rows() {
                prop_assert!(outer.iter().any(|r| r[place] == column.label(row)));
            }
        }
        let missing = |row: &Cells| row[0].is_none();
        prop_assert!(!inner.iter().any(missing), "a missing key meets nothing");
    }

    #[test]
    fn a_file_cut_in_two_and_appended_is_the_file(text in table("k", "x"), cut in 1_usize..24) {
        let whole = read_text(&text);
        let cut = cut.min(whole.table.rows() - 1);
        prop_assume!(cut > 0);
        let part = |rows: std::ops::Range<usize>| {
            let mut out = csv::Writer::from_writer(Vec::new());
            out.write_record(whole.source.names()).unwrap();
            rows.for_each(|row| out.write_record(whole.source.cells(row)).unwrap());
            read_text(std::str::from_utf8(&out.into_inner().unwrap()).unwrap())
        };
        let (first, second) = (part(0..cut), part(cut..whole.table.rows()));
        let text = combine((&first).into(), (&second).into(), &CombineSpec::append("b")).unwrap();
        let (_, columns) = as_text();
        let found = read_table("both", text.bytes, &text.options, &columns).unwrap();
        prop_assert_eq!(rows(&found), rows(&whole));
    }
}
