//! What the parts of a split hold: indices as numpy computes them (`tests/reference/parts.py`), counts that add up,
//! and advice that comes where the data say so and nowhere else.

#![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

use glasshouse_evaluate::arrange;
use glasshouse_prepare::{at_once, no_pause};
use glasshouse_spec::{Change, Parts, PartsReport, Recipe, SplitAdvice, SplitMethod, TargetParts};
use glasshouse_table::{Column, Table};
use serde_json::{Value, json};
use std::sync::Arc;

fn numbers(name: &str, cells: impl Iterator<Item = Option<f64>>) -> Arc<Column> {
    Arc::new(Column::from_numbers(name, cells.collect()))
}

fn words(name: &str, cells: impl Iterator<Item = Option<String>>) -> Arc<Column> {
    Arc::new(Column::from_labels(name, glasshouse_spec::ColumnType::Categorical, cells))
}

fn table(columns: Vec<Arc<Column>>) -> Table {
    let rows = columns[0].len();
    Table::new(columns, rows)
}

fn recipe(target: &str, split: Value) -> Recipe {
    let text = json!({ "version": 1, "task": { "target": target }, "split": split });
    serde_json::from_value(text).unwrap()
}

fn told(table: &Table, recipe: &Recipe) -> PartsReport {
    let arranged = arrange(table, recipe).unwrap();
    at_once(arranged.report_parts(recipe, table.rows() as u64, &no_pause))
}

fn advised<'a>(report: &'a PartsReport, code: &str) -> Option<&'a SplitAdvice> {
    report.advice.iter().find(|advice| advice.code == code)
}

fn noise(row: usize) -> f64 {
    ((row as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 40) as f64
}

/// Numbers without a pattern, and a class of which one row in so many is.
fn classes(rows: usize, rare: usize) -> Vec<Arc<Column>> {
    let class = move |row: usize| Some(if row.is_multiple_of(rare) { "rare" } else { "usual" }.to_string());
    vec![numbers("noise", (0..rows).map(|row| Some(noise(row)))), words("class", (0..rows).map(class))]
}

#[test]
fn indices_are_those_of_numpy() {
    let known: Value = serde_json::from_str(include_str!("../../../tests/reference/parts.json")).unwrap();
    for case in known["indices"].as_array().unwrap() {
        let (train, test) = (case["train"].as_array().unwrap(), case["test"].as_array().unwrap());
        let cells = || train.iter().chain(test);
        let column = match case["numeric"].as_bool().unwrap() {
            true => numbers("x", cells().map(Value::as_f64)),
            false => words("x", cells().map(|cell| cell.as_str().map(Into::into))),
        };
        let part =
            (0..cells().count()).map(|at| Some(if at < train.len() { "train" } else { "test" }.into()));
        let y = numbers("y", (0..cells().count()).map(|at| Some((at % 7) as f64)));
        let table = table(vec![column, words("part", part), y]);
        let mut recipe = recipe("y", json!({ "method": "column", "column": "part" }));
        recipe.task.kind = Some(glasshouse_spec::TaskKind::Regression);
        let report = told(&table, &recipe);
        let drift = report.drift.iter().find(|drift| drift.column == "x").unwrap();
        for (name, found) in [("index", drift.index), ("expected", drift.expected), ("chance", drift.chance)]
        {
            let expected = case[name].as_f64().unwrap();
            assert!(
                (found - expected).abs() <= 1e-9 * expected.abs().max(1.0),
                "{} {name}: {found}",
                case["name"]
            );
        }
        assert_eq!(drift.apart, drift.index > drift.chance.max(0.25), "{}", case["name"]);
    }
}

#[test]
fn rows_of_classes_add_up_to_the_parts_and_the_rarest_are_told_together() {
    let class = |row: usize| Some(format!("c{:02}", (row % 21).min(row % 17)));
    let table =
        table(vec![numbers("x", (0..800).map(|row| Some(noise(row)))), words("class", (0..800).map(class))]);
    let report = told(&table, &recipe("class", json!({})));
    assert_eq!(report.method, SplitMethod::Stratified);
    assert_eq!(report.rows, Parts { train: 560, validation: 120, test: 120 });
    let Some(TargetParts::Classes { classes, .. }) = &report.target else { panic!("{report:?}") };
    assert_eq!((classes.len(), classes.last().unwrap().label.as_ref()), (12, None));
    assert_eq!(classes.iter().map(|class| class.classes).sum::<u64>(), 17);
    let sum = |of: fn(&Parts<u64>) -> u64| classes.iter().map(|class| of(&class.rows)).sum::<u64>();
    assert_eq!((sum(|r| r.train), sum(|r| r.validation), sum(|r| r.test)), (560, 120, 120));
}

#[test]
fn numbers_of_each_part_are_told_in_the_same_bins() {
    let table = table(vec![
        numbers("x", (0..500).map(|row| Some(noise(row)))),
        numbers("y", (0..500).map(|row| Some(row as f64))),
    ]);
    let report = told(&table, &recipe("y", json!({ "method": "time", "column": "y" })));
    let Some(TargetParts::Numbers { edges, parts, .. }) = &report.target else { panic!("{report:?}") };
    let (train, test) = (parts.train.as_ref().unwrap(), parts.test.as_ref().unwrap());
    assert_eq!((train.mean, train.quantiles), (174.5, [0.0, 87.25, 174.5, 261.75, 349.0]));
    assert_eq!((test.quantiles[0], test.quantiles[4]), (425.0, 499.0));
    assert_eq!((train.counts.len() + 1, train.counts.iter().sum::<u64>()), (edges.len(), 350));
    assert_eq!(test.counts.iter().sum::<u64>(), 75);
    let times = report.times.unwrap();
    assert_eq!(times.spans.train, Some(("0".into(), "349".into())));
    assert_eq!(times.spans.test, Some(("425".into(), "499".into())));
}

#[test]
fn rows_in_two_parts_are_counted_and_named() {
    let again = |row: usize| if row % 4 == 3 { row - 1 } else { row };
    let table = table(vec![
        numbers("x", (0..600).map(|row| Some(noise(again(row))))),
        words("class", (0..600).map(|row| Some(format!("c{}", again(row) % 5)))),
    ]);
    let report = told(&table, &recipe("class", json!({ "method": "random" })));
    let twice = report.twice.clone().unwrap();
    assert!(twice.test > 0 && twice.validation > 0, "{twice:?}");
    let example = &twice.examples[0];
    assert!(example.test && example.row.abs_diff(example.train) == 1, "{example:?}");
    let cell = table.column("x").unwrap().label(example.train as usize);
    assert_eq!((twice.columns[0].as_str(), &example.cells[0]), ("x", &cell));
    let advice = advised(&report, "split.twice").unwrap();
    let Some(Change::AddStep { step, .. }) = &advice.change else { panic!("{advice:?}") };
    let mut cleaned = recipe("class", json!({ "method": "random" }));
    cleaned.clean.push(step.clone());
    assert_eq!(told(&table, &cleaned).twice.unwrap().test, 0);
    let alone = told(&Table::new(classes(600, 2), 600), &recipe("class", json!({})));
    assert_eq!(alone.twice.unwrap().test, 0);
}

#[test]
fn few_rows_are_advised_a_larger_test_part_and_very_many_smaller_ones() {
    let few = told(&table(classes(400, 2)), &recipe("class", json!({})));
    let advice = advised(&few, "split.few_rows").unwrap();
    // 60 rows: Wilson's interval of one half is ±12.3 points wide; of 100 rows ±9.6.
    assert!(advice.message.contains("12.3") && advice.message.contains("9.6"), "{}", advice.message);
    let Some(Change::SetSplit { split }) = &advice.change else { panic!("{advice:?}") };
    assert_eq!((split.train, split.validation, split.test), (0.6, 0.15, 0.25));
    let mut next = recipe("class", json!({}));
    next.split = split.clone();
    assert_eq!(advised(&told(&table(classes(400, 2)), &next), "split.few_rows"), None);

    let many = told(&table(classes(120_000, 3)), &recipe("class", json!({})));
    let advice = advised(&many, "split.many_rows").unwrap();
    let Some(Change::SetSplit { split }) = &advice.change else { panic!("{advice:?}") };
    assert_eq!((split.train, split.validation, split.test), (0.9, 0.05, 0.05));
    assert!(advised(&many, "split.few_rows").is_none());
    let middle = told(&table(classes(5_000, 3)), &recipe("class", json!({})));
    assert_eq!(middle.advice, []);
}

#[test]
fn a_rare_class_is_counted_and_the_share_that_it_needs_is_set() {
    let table = table(classes(3_000, 50));
    let report = told(&table, &recipe("class", json!({})));
    let advice = advised(&report, "split.rare_class").unwrap();
    assert!(advice.message.contains("has 9 rows of \"rare\""), "{}", advice.message);
    let Some(Change::SetSplit { split }) = &advice.change else { panic!("{advice:?}") };
    let mut next = recipe("class", json!({}));
    next.split = split.clone();
    let report = told(&table, &next);
    assert_eq!(advised(&report, "split.rare_class"), None, "{:?}", report.target);
}

#[test]
fn dates_and_names_of_things_are_advised_where_rows_are_shuffled() {
    let mut columns = classes(900, 2);
    columns
        .push(Arc::new(Column::from_times("when", (0..900).map(|day| Some(day * 86_400_000_000)).collect())));
    columns.push(words("patient_id", (0..900).map(|row| Some(format!("p{}", row % 90)))));
    let table = table(columns);
    let report = told(&table, &recipe("class", json!({})));
    let by_time = advised(&report, "split.by_time").unwrap();
    assert!(by_time.message.contains("from 1970-01-01"), "{}", by_time.message);
    let by_group = advised(&report, "split.by_group").unwrap();
    assert!(by_group.message.contains("90 things with 10.0 rows"), "{}", by_group.message);
    for (advice, code) in [(by_time, "split.by_time"), (by_group, "split.by_group")] {
        let Some(Change::SetSplit { split }) = &advice.change else { panic!("{advice:?}") };
        let mut next = recipe("class", json!({}));
        next.split = split.clone();
        let report = told(&table, &next);
        assert_eq!(advised(&report, code), None);
        if let Some(groups) = report.groups {
            assert_eq!((groups.column.as_str(), groups.twice), ("patient_id", 0));
            assert_eq!(groups.groups.train + groups.groups.validation + groups.groups.test, 90);
        }
    }
}
