//! Planted faults are found, with what answers them, and clean data raise none of them.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use crate::{Explorer, sample};
use glasshouse_spec::{
    Change, ColumnType, Exploration, Finding, ParamValue, PictureKind, Role, RuleAction, RuleKind, Severity,
};
use glasshouse_table::{Column, Table};
use std::sync::Arc;

const ROWS: usize = 400;

/// A table of columns of equal length.
pub(crate) fn table(columns: Vec<Column>) -> Table {
    let rows = columns[0].len();
    Table::new(columns.into_iter().map(Arc::new).collect(), rows)
}

pub(crate) fn explored(table: &Table, target: Option<&str>) -> Exploration {
    let mut explorer = Explorer::new(table, None, None, target).unwrap();
    let mut before = 0.0;
    while let Some(at) = explorer.advance() {
        assert!((before..=1.0).contains(&at.done), "{} after {before}", at.done);
        before = at.done;
    }
    explorer.finish()
}

fn normals(stream: u64) -> Vec<f64> {
    let mut rng = sample::generator(stream);
    (0..ROWS).map(|_| sample::normal(&mut rng)).collect()
}

fn numbers(name: &str, values: &[f64]) -> Column {
    Column::from_numbers(name, values.iter().map(|v| Some(*v)).collect())
}

fn words(name: &str, of: impl Fn(usize) -> String) -> Column {
    Column::from_labels(name, ColumnType::Categorical, (0..ROWS).map(|i| Some(of(i))))
}

/// Two features that say a little of a class, which is balanced.
fn clean() -> Vec<Column> {
    let (a, b) = (normals(101), normals(102));
    let noise = normals(103);
    let class = |i: usize| if a[i] + 2.0 * noise[i] > 0.0 { "yes" } else { "no" }.to_string();
    let kind = |i: usize| ["red", "green", "blue"][(b[i].abs() * 7.0) as usize % 3].to_string();
    vec![numbers("a", &a), numbers("b", &b), words("colour", kind), words("class", class)]
}

fn with(column: Column) -> Vec<Finding> {
    let mut columns = clean();
    columns.insert(0, column);
    explored(&table(columns), Some("class")).findings
}

fn one<'a>(found: &'a [Finding], code: &str) -> &'a Finding {
    let codes: Vec<&str> = found.iter().map(|f| f.code.as_str()).collect();
    let mut of = found.iter().filter(|f| f.code == code);
    let first = of.next().unwrap_or_else(|| panic!("no {code} among {codes:?}"));
    assert!(of.next().is_none(), "{code} twice");
    first
}

fn ignores(finding: &Finding, name: &str) -> bool {
    finding.change == Some(Change::SetRole { column: name.into(), role: Role::Ignore })
}

/// The bounds of the rule that makes other cells missing.
fn blanks(finding: &Finding) -> (Option<ParamValue>, Option<ParamValue>) {
    match &finding.change {
        Some(Change::AddRule { rule }) => {
            assert_eq!((rule.kind, rule.action), (RuleKind::Range, RuleAction::Blank));
            (rule.min.clone(), rule.max.clone())
        }
        other => panic!("{other:?}"),
    }
}

fn adds(finding: &Finding, op: &str) -> bool {
    matches!(&finding.change, Some(Change::AddStep { step, .. }) if step.op == op)
}

#[test]
fn clean_data_raise_nothing_to_worry_about() {
    let found = explored(&table(clean()), Some("class")).findings;
    let worries: Vec<&Finding> = found.iter().filter(|f| f.severity > Severity::Info).collect();
    assert!(worries.is_empty(), "{worries:?}");
    let best = one(&found, "target.best");
    assert_eq!(best.columns, ["a"]);
    assert!(best.picture.as_ref().is_some_and(|p| p.kind == PictureKind::Box));
}

#[test]
fn a_planted_leak_is_the_first_to_be_told() {
    let class: Vec<String> =
        (0..ROWS).map(|i| table(clean()).column("class").unwrap().label(i).unwrap()).collect();
    let noise = normals(104);
    let leak: Vec<f64> =
        (0..ROWS).map(|i| noise[i] * 0.1 + if class[i] == "yes" { 5.0 } else { 0.0 }).collect();
    let found = with(numbers("refund", &leak));
    assert_eq!(found[0].code, "target.leak");
    assert_eq!(found[0].severity, Severity::Problem);
    assert_eq!(found[0].columns, ["refund", "class"]);
    assert!(ignores(&found[0], "refund") && found[0].message.contains("\"refund\""));
}

#[test]
fn planted_repetitions_are_counted() {
    let whole = table(clean());
    let rows: Vec<u32> = (0..ROWS as u32).chain([3, 3, 7]).collect();
    let explored = explored(&whole.take(&rows), Some("class"));
    assert_eq!(explored.duplicates, Some(3));
    let found = one(&explored.findings, "rows.repeated");
    assert!(
        found.message.starts_with("3 of 403 rows") && adds(found, "drop_duplicates"),
        "{}",
        found.message
    );
}

#[test]
fn rows_that_repeat_but_for_their_number_are_found() {
    let rows: Vec<u32> = (0..ROWS as u32).chain(0..40).collect();
    let twice = table(clean()).take(&rows);
    let number: Vec<f64> = (0..rows.len()).map(|i| i as f64 + 1.0).collect();
    let whole = twice.with_columns(vec![numbers("number", &number)]);
    let found = explored(&whole, Some("class")).findings;
    let found = one(&found, "rows.repeated_but_names");
    assert!(found.message.starts_with("40 of 440 rows"), "{}", found.message);
}

#[test]
fn a_planted_collinear_pair_is_found() {
    let a = table(clean()).column("b").unwrap().numbers().unwrap().values().to_vec();
    let noise = normals(105);
    let like: Vec<f64> = (0..ROWS).map(|i| 3.0 * a[i] + 0.6 * noise[i]).collect();
    let found = with(numbers("like_b", &like));
    let found = one(&found, "columns.collinear");
    assert_eq!(found.columns, ["like_b", "b"]);
    assert!(found.picture.as_ref().is_some_and(|p| p.kind == PictureKind::Scatter) && found.change.is_some());
}

#[test]
fn planted_columns_of_no_use_are_found() {
    assert!(ignores(one(&with(numbers("k", &[7.0; ROWS])), "column.constant"), "k"));
    let none = Column::from_numbers("k", vec![None; ROWS]);
    assert!(ignores(one(&with(none), "column.empty"), "k"));
    let ids: Vec<f64> = (0..ROWS).map(|i| 1000.0 + i as f64).collect();
    assert!(ignores(one(&with(numbers("n", &ids)), "column.numbering"), "n"));
    let shuffled: Vec<f64> = (0..ROWS).map(|i| (i * 7919 % 40_009) as f64).collect();
    assert!(ignores(one(&with(numbers("customer_id", &shuffled)), "column.id"), "customer_id"));
    let names = Column::from_labels("k", ColumnType::Id, (0..ROWS).map(|i| Some(format!("x{i}"))));
    assert!(ignores(one(&with(names), "column.id"), "k"));
}

#[test]
fn planted_shapes_are_found() {
    let many = words("city", |i| format!("city {}", i % 120));
    assert!(adds(one(&with(many), "column.many_categories"), "one_hot_encoder"));
    let skewed: Vec<f64> = normals(106).iter().map(|v| libm::exp(2.0 * v)).collect();
    let found = with(numbers("pay", &skewed));
    let log = one(&found, "column.skewed");
    assert!(adds(log, "log1p") && log.advice.contains("trees do not mind"), "{}", log.advice);
    let mut negative = skewed.clone();
    negative[3] = -0.5;
    assert!(adds(one(&with(numbers("pay", &negative)), "column.skewed"), "robust_scaler"));
    let below: Vec<f64> = skewed.iter().map(|v| 1e6 - v).collect();
    assert!(adds(one(&with(numbers("left", &below)), "column.skewed"), "robust_scaler"));
    let mut columns = clean();
    columns.extend([numbers("pay", &skewed), numbers("debt", &negative), numbers("left", &below)]);
    let found = explored(&table(columns), Some("class")).findings;
    let both: Vec<&Finding> = found.iter().filter(|f| f.code == "column.skewed").collect();
    assert_eq!([&both[0].columns[..], &both[1].columns[..]], [&["pay"][..], &["debt", "left"]]);
    assert!(both.len() == 2 && adds(both[0], "log1p") && adds(both[1], "robust_scaler"));
    let zeros: Vec<f64> = normals(107).iter().map(|v| v.max(0.3) - 0.3).collect();
    one(&with(numbers("rain", &zeros)), "column.zeros");
    let far: Vec<f64> = normals(108)
        .iter()
        .enumerate()
        .map(|(i, v)| if i % 12 == 0 { v.signum() * 9.0 } else { *v })
        .collect();
    one(&with(numbers("odd", &far)), "column.outliers");
    let mut values = normals(109);
    values.iter_mut().step_by(40).for_each(|v| *v = -999.0);
    let found = with(numbers("age", &values));
    let found = one(&found, "column.stand_in");
    assert!(found.message.starts_with("-999 stands 10 times"));
    assert_eq!(blanks(found), (Some(ParamValue::Int(-998)), None), "others lie on both sides of zero");
    let ages: Vec<f64> = values.iter().map(|v| if *v == -999.0 { *v } else { v.abs() }).collect();
    let bounds = blanks(one(&with(numbers("age", &ages)), "column.stand_in"));
    assert_eq!(bounds, (Some(ParamValue::Int(0)), None));
    let above: Vec<f64> = values.iter().map(|v| if *v == -999.0 { 999.0 } else { *v }).collect();
    let bounds = blanks(one(&with(numbers("age", &above)), "column.stand_in"));
    assert_eq!(bounds, (None, Some(ParamValue::Int(998))));
    values[0] = f64::INFINITY;
    let found = with(numbers("age", &values));
    let found = one(&found, "column.infinite");
    assert_eq!(found.severity, Severity::Problem);
    assert_eq!(blanks(found), (None, Some(ParamValue::Float(f64::MAX))));
}

#[test]
fn planted_gaps_are_found() {
    let gap = |every: usize| (0..ROWS).map(|i| (i % every != 0).then_some((i * 31 % 97) as f64)).collect();
    assert!(adds(one(&with(Column::from_numbers("k", gap(4))), "column.missing"), "simple_imputer"));
    let mostly = (0..ROWS).map(|i| (i % 5 == 0).then_some((i * 31 % 97) as f64)).collect();
    one(&with(Column::from_numbers("k", mostly)), "column.mostly_missing");
    let mut columns = clean();
    columns.extend(["k", "l"].map(|name| Column::from_numbers(name, gap(7))));
    let found = explored(&table(columns), None).findings;
    assert_eq!(one(&found, "missing.together").columns, ["k", "l"]);
}

#[test]
fn planted_ways_of_writing_are_found() {
    let city = words("city", |i| ["Paris", "paris", "PARIS ", "Rome"][i % 4].into());
    let found = with(city);
    let found = one(&found, "column.variants");
    assert!(found.message.contains("\"PARIS \", \"Paris\" and \"paris\""), "{}", found.message);
    let Some(Change::AddStep { step, .. }) = &found.change else { panic!("{:?}", found.change) };
    assert_eq!((step.op.as_str(), &step.columns), ("normalize_text", &vec!["city".to_string()]));
    let price = words("price", |i| if i == 7 { "n.a.?".into() } else { format!("{}.5", i % 30) });
    let found = with(price);
    let change = one(&found, "column.almost").change.clone();
    assert_eq!(change, Some(Change::SetType { column: "price".into(), kind: ColumnType::Numeric }));
}

#[test]
fn classes_of_unequal_size_are_told_by_degree() {
    let degree = |every: usize| {
        let mut columns = clean();
        columns.push(words("rare", |i| if i % every == 0 { "yes".into() } else { "no".into() }));
        let found = explored(&table(columns), Some("rare")).findings;
        found.into_iter().find(|f| f.code == "target.imbalance").map(|f| f.severity)
    };
    let told = [2, 5, 20, 150].map(degree);
    assert_eq!(told, [None, Some(Severity::Info), Some(Severity::Attention), Some(Severity::Problem)]);
}

#[test]
fn dates_after_the_outcome_are_told() {
    let day = 86_400_000_000_i64;
    let opened: Vec<Option<i64>> = (0..ROWS).map(|i| Some((i * 37 % 900) as i64 * day)).collect();
    let closed =
        opened.iter().enumerate().map(|(i, t)| (i % 3 == 0).then_some(t.unwrap() + (i as i64 % 9 + 1) * day));
    let mut columns = clean();
    columns.push(Column::from_times("closed", closed.collect()));
    columns.push(Column::from_times("opened", opened));
    let found = explored(&table(columns), Some("class")).findings;
    let later = one(&found, "date.later");
    assert_eq!((later.columns[0].as_str(), later.severity), ("closed", Severity::Attention));
    assert_eq!(one(&found, "rows.time").columns, ["opened"]);
}

#[test]
fn no_rows_and_one_row_have_an_answer() {
    let whole = table(clean());
    assert!(explored(&whole.take(&[]), Some("class")).findings.is_empty());
    let found = explored(&whole.take(&[0]), Some("class")).findings;
    assert_eq!(found[0].code, "target.unsuited");
    assert!(Explorer::new(&whole, None, None, Some("nope")).is_err());
}

#[test]
fn every_finding_says_something_and_what_to_do() {
    let mut columns = clean();
    columns.push(numbers("k", &[7.0; ROWS]));
    for finding in explored(&table(columns), Some("class")).findings {
        assert!(finding.message.ends_with('.') && finding.advice.ends_with('.'), "{finding:?}");
        assert!(!finding.message.contains("NaN"), "{finding:?}");
    }
}
