//! Laws of the split: parts are disjoint, cover the rows and keep the shares of the classes; and
//! scikit-learn's answers for stratified sizes: `tests/reference/split.py`.

#![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

use glasshouse_evaluate::{Split, split, target};
use glasshouse_learn::Target;
use glasshouse_spec::{ColumnType, SplitMethod, SplitSpec, TaskSpec};
use glasshouse_table::{Column, Table};
use proptest::prelude::*;
use serde_json::Value;
use std::collections::BTreeSet;
use std::sync::Arc;

fn spec(method: SplitMethod, train: f64, validation: f64) -> SplitSpec {
    SplitSpec { method: Some(method), train, validation, test: 1.0 - train - validation, column: None }
}

fn by(method: SplitMethod, column: &str) -> SplitSpec {
    SplitSpec { method: Some(method), column: Some(column.into()), ..SplitSpec::default() }
}

fn classes(index: &[u32]) -> Target {
    let count = index.iter().max().map_or(0, |m| m + 1);
    Target::Classes { labels: (0..count).map(|i| i.to_string()).collect(), index: index.to_vec() }
}

fn rows(n: usize) -> Table {
    Table::new(vec![Arc::new(Column::from_numbers("x", vec![Some(1.0); n]))], n)
}

fn assert_covers(split: &Split, n: usize) {
    let parts = &split.parts;
    let all: Vec<u32> =
        [&parts.train, &parts.validation, &parts.test].into_iter().flatten().copied().collect();
    assert_eq!(all.len(), n, "every row once");
    assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), n, "no row twice");
    for part in [&parts.train, &parts.validation, &parts.test] {
        assert!(part.is_sorted(), "rows in their order");
    }
}

fn shares() -> impl Strategy<Value = (f64, f64)> {
    prop_oneof![
        Just((0.7, 0.15)),
        Just((0.6, 0.2)),
        Just((0.5, 0.5)),
        Just((1.0, 0.0)),
        Just((0.8, 0.0)),
        (0.05..1.0, 0.0..1.0).prop_map(|(t, v)| (t, (1.0 - t) * v)),
    ]
}

proptest! {
    #[test]
    fn random_parts_are_disjoint_cover_and_keep_their_sizes(n in 1..400_usize, (t, v) in shares(), seed: u64) {
        let table = rows(n);
        let target = Target::Numbers(vec![0.0; n]);
        let Ok(split) = split(&table, &spec(SplitMethod::Random, t, v), &target, seed) else {
            prop_assert!(n as f64 * t < 1.0, "only a training share without a row is refused");
            return Ok(());
        };
        assert_covers(&split, n);
        for (part, share) in [(&split.parts.train, t), (&split.parts.validation, v)] {
            prop_assert!((part.len() as f64 - n as f64 * share).abs() <= 1.0 + 1e-6);
        }
    }

    #[test]
    fn stratified_parts_keep_the_share_of_every_class_within_one_row(
        index in proptest::collection::vec(0..6_u32, 1..400),
        (t, v) in shares(),
        seed: u64,
    ) {
        let (table, target) = (rows(index.len()), classes(&index));
        let split = split(&table, &spec(SplitMethod::Stratified, t, v), &target, seed).unwrap();
        assert_covers(&split, index.len());
        let parts = [(&split.parts.train, t), (&split.parts.validation, v), (&split.parts.test, 1.0 - t - v)];
        for class in 0..6 {
            let n = index.iter().filter(|c| **c == class).count();
            for (part, share) in parts {
                let here = part.iter().filter(|row| index[**row as usize] == class).count();
                prop_assert!((here as f64 - n as f64 * share).abs() < 1.0 + 1e-6, "class {} has {} of {} at {}", class, here, n, share);
            }
        }
    }

    #[test]
    fn the_same_seed_gives_the_same_parts(index in proptest::collection::vec(0..3_u32, 10..100), seed: u64) {
        let (table, target) = (rows(index.len()), classes(&index));
        for method in [SplitMethod::Random, SplitMethod::Stratified] {
            let spec = spec(method, 0.7, 0.15);
            prop_assert_eq!(split(&table, &spec, &target, seed).unwrap(), split(&table, &spec, &target, seed).unwrap());
        }
    }

    #[test]
    fn groups_stay_whole(groups in proptest::collection::vec(0..20_u32, 1..300), seed: u64) {
        let n = groups.len();
        let labels = groups.iter().map(|g| Some(format!("g{g}")));
        let table = Table::new(vec![Arc::new(Column::from_labels("g", ColumnType::Categorical, labels))], n);
        let split = split(&table, &by(SplitMethod::Group, "g"), &Target::Numbers(vec![0.0; n]), seed).unwrap();
        assert_covers(&split, n);
        let of = |rows: &[u32]| rows.iter().map(|r| groups[*r as usize]).collect::<BTreeSet<_>>();
        let parts = [of(&split.parts.train), of(&split.parts.validation), of(&split.parts.test)];
        prop_assert!(parts[0].is_disjoint(&parts[1]) && parts[0].is_disjoint(&parts[2]) && parts[1].is_disjoint(&parts[2]));
    }

    #[test]
    fn earlier_rows_train(times in proptest::collection::vec(-1000..1000_i64, 4..200)) {
        let n = times.len();
        let column = Column::from_times("t", times.iter().map(|t| Some(*t)).collect());
        let table = Table::new(vec![Arc::new(column)], n);
        let split = split(&table, &by(SplitMethod::Time, "t"), &Target::Numbers(vec![0.0; n]), 1).unwrap();
        assert_covers(&split, n);
        let ends = |rows: &[u32]| {
            let times: Vec<i64> = rows.iter().map(|r| times[*r as usize]).collect();
            (times.iter().min().copied().unwrap_or(i64::MAX), times.iter().max().copied().unwrap_or(i64::MIN))
        };
        let (train, validation, test) = (ends(&split.parts.train), ends(&split.parts.validation), ends(&split.parts.test));
        prop_assert!(train.1 <= validation.0 && train.1 <= test.0 && validation.1 <= test.0);
    }
}

fn answers() -> Value {
    serde_json::from_str(include_str!("../../../tests/reference/split.json")).unwrap()
}

#[test]
fn stratified_sizes_are_scikit_learns() {
    let answers = answers();
    let cases = answers["allotments"].as_array().unwrap();
    assert!(cases.len() > 4);
    for case in cases {
        let sizes: Vec<usize> = serde_json::from_value(case["sizes"].clone()).unwrap();
        let expected: Vec<usize> = serde_json::from_value(case["expected"].clone()).unwrap();
        let index: Vec<u32> =
            sizes.iter().enumerate().flat_map(|(class, n)| std::iter::repeat_n(class as u32, *n)).collect();
        let spec = spec(SplitMethod::Stratified, case["train"].as_f64().unwrap(), 0.0);
        let split = split(&rows(index.len()), &spec, &classes(&index), 7).unwrap();
        let count =
            |class: usize| split.parts.train.iter().filter(|r| index[**r as usize] as usize == class).count();
        assert_eq!((0..sizes.len()).map(count).collect::<Vec<_>>(), expected, "{case}");
    }
}

#[test]
fn classes_are_ordered_as_numpy_orders_them() {
    for case in answers()["orders"].as_array().unwrap() {
        let labels: Vec<String> = serde_json::from_value(case["labels"].clone()).unwrap();
        let expected: Vec<String> = serde_json::from_value(case["expected"].clone()).unwrap();
        // Twice each, so that it is no id.
        let cells = labels.iter().chain(&labels).map(Some);
        let column = Column::from_labels("y", ColumnType::Categorical, cells);
        let table = Table::new(vec![Arc::new(column)], labels.len() * 2);
        let task = TaskSpec { target: Some("y".into()), ..TaskSpec::default() };
        assert_eq!(target(&table, &task).unwrap().task.classes, expected);
    }
}

#[test]
fn a_column_names_the_parts_in_any_spelling() {
    let cells = ["train", "Training", "TEST", "val", "validation", "dev", "holdout"].map(Some);
    let column = Column::from_labels("part", ColumnType::Categorical, cells);
    let table = Table::new(vec![Arc::new(column)], 7);
    let split = split(&table, &by(SplitMethod::Column, "part"), &Target::Numbers(vec![0.0; 7]), 1).unwrap();
    assert_eq!(split.parts.train, [0, 1]);
    assert_eq!(split.parts.validation, [3, 4, 5]);
    assert_eq!(split.parts.test, [2, 6]);
}

#[test]
fn splits_that_cannot_be_are_refused_with_their_place() {
    let refused = |table: &Table, spec: &SplitSpec| {
        let target = Target::Numbers(vec![0.0; table.rows()]);
        let fault = split(table, spec, &target, 1).unwrap_err().fault();
        assert!(fault.remedy.is_some(), "{}", fault.message);
        (fault.code, fault.at.parameter.unwrap_or_default(), fault.at.row)
    };
    let shares = |train, validation, test| SplitSpec { train, validation, test, ..SplitSpec::default() };
    let ten = rows(10);
    assert_eq!(refused(&ten, &shares(0.7, 0.2, 0.2)), ("split.shares".into(), "split".into(), None));
    assert_eq!(refused(&ten, &shares(0.0, 0.5, 0.5)), ("split.shares".into(), "split.train".into(), None));
    assert_eq!(
        refused(&ten, &shares(0.7, -0.1, 0.4)),
        ("split.shares".into(), "split.validation".into(), None)
    );
    assert_eq!(refused(&ten, &shares(f64::NAN, 0.0, 0.4)).1, "split.train");
    assert_eq!(refused(&rows(0), &shares(0.7, 0.15, 0.15)).0, "split.no_rows");
    let nameless = SplitSpec { method: Some(SplitMethod::Time), ..SplitSpec::default() };
    assert_eq!(refused(&ten, &nameless).1, "split.column");
    assert_eq!(refused(&ten, &by(SplitMethod::Group, "y")).1, "split.column");
    let none = split_of(&Target::None).unwrap_err().fault();
    assert_eq!(none.at.parameter.as_deref(), Some("split.method"));
    let parts = Column::from_labels("part", ColumnType::Categorical, [Some("train"), Some("later"), None]);
    let three = Table::new(vec![Arc::new(parts)], 3);
    assert_eq!(refused(&three, &by(SplitMethod::Column, "part")).2, Some(2), "a missing cell is said first");
    assert_eq!(refused(&three.take(&[0, 1]), &by(SplitMethod::Column, "part")).2, Some(1));
    assert_eq!(refused(&three.take(&[0, 1]), &by(SplitMethod::Time, "part")).1, "split.column");
}

#[test]
fn rare_classes_train_and_are_warned_of() {
    let index: Vec<u32> = (0..20).map(|i| if i == 0 { 1 } else { 0 }).chain([2, 2]).collect();
    let split = split(&rows(22), &spec(SplitMethod::Stratified, 0.7, 0.15), &classes(&index), 3).unwrap();
    assert!(split.parts.train.contains(&0), "the only row of a class trains");
    let codes: Vec<&str> = split.warnings.iter().map(|w| w.code.as_str()).collect();
    assert_eq!(codes, ["split.rare_class", "split.rare_class"]);
}

#[test]
fn numbers_are_stratified_by_ranges_of_equally_many_rows() {
    // A long tail: at random a small test part easily has none of it.
    let numbers: Vec<f64> = (0..400).map(|row| f64::from(row * 37 % 400).powi(3)).collect();
    let split =
        split(&rows(400), &spec(SplitMethod::Stratified, 0.7, 0.15), &Target::Numbers(numbers.clone()), 3)
            .unwrap();
    assert_covers(&split, 400);
    for (part, share) in [(&split.parts.train, 28), (&split.parts.validation, 6), (&split.parts.test, 6)] {
        for bin in 0..10 {
            let within = |row: &&u32| {
                (f64::from(bin * 40)..f64::from(bin * 40 + 40))
                    .contains(&numbers[**row as usize].cbrt().round())
            };
            assert_eq!(part.iter().filter(within).count(), share);
        }
    }
    let same = Target::Numbers(vec![1.0; 50]);
    assert_covers(&split_of(&same).unwrap(), 50);
    assert!(split_of(&Target::None).is_err());
}

fn split_of(target: &Target) -> Result<Split, glasshouse_evaluate::EvaluateError> {
    split(&rows(50), &spec(SplitMethod::Stratified, 0.7, 0.15), target, 3)
}
