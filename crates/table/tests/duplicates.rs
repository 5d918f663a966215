//! Rows that repeat: pandas' and rapidfuzz' answers, laws, and what is refused.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use glasshouse_spec::{ColumnType, DataOptions};
use glasshouse_table::{Column, DuplicateFinder, Keep, Loaded, Table, read_table};
use proptest::prelude::*;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;
use std::sync::Arc;

#[derive(Deserialize)]
struct Exact {
    duplicates: Vec<ExactCase>,
}

#[derive(Deserialize)]
struct ExactCase {
    table: String,
    columns: Vec<String>,
    keep: String,
    rows: Vec<u32>,
}

#[derive(Deserialize)]
struct Near {
    near: Vec<NearCase>,
}

#[derive(Deserialize)]
struct NearCase {
    table: String,
    similarity: f64,
    keep: String,
    columns: Vec<String>,
    groups: Vec<NearGroup>,
}

#[derive(Deserialize)]
struct NearGroup {
    stays: u32,
    rows: Vec<(u32, f64)>,
}

fn answers<T: DeserializeOwned>(name: &str) -> T {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/reference/");
    serde_json::from_slice(&std::fs::read(format!("{folder}{name}")).unwrap()).unwrap()
}

fn read(text: &str) -> Loaded {
    read_table("t.csv", text.as_bytes().to_vec(), &DataOptions::default(), &BTreeMap::new()).unwrap()
}

#[test]
fn equal_rows_are_those_of_pandas() {
    for case in answers::<Exact>("combine.json").duplicates {
        let table = read(&case.table).table;
        let keep = Keep::named(&case.keep).unwrap();
        let gone = DuplicateFinder::new(&table, &case.columns, 1.0, keep).unwrap().run().unwrap().repeats();
        let mut finder = DuplicateFinder::new(&table, &case.columns, 1.0, keep).unwrap();
        while !finder.advance().unwrap() {}
        assert_eq!(finder.repeats(), gone, "{:?} {}", case.columns, case.keep);
        let kept: Vec<u32> = (0..table.rows() as u32).filter(|row| !gone.contains(row)).collect();
        assert_eq!(kept, case.rows, "{:?} {}", case.columns, case.keep);
    }
}

/// More rows than one chunk compares, of which some are equal to rows of other chunks.
#[test]
fn equal_rows_are_found_in_bounded_chunks() {
    const ROWS: usize = 700_000;
    let a: Vec<u64> = (0..ROWS as u64).map(|i| i * 7919 % 900).collect();
    let b: Vec<u64> = (0..ROWS as u64).map(|i| i * i % 1009).collect();
    let number = |of: &[u64]| of.iter().map(|x| (*x > 0).then_some(*x as f64)).collect();
    let columns = vec![
        Arc::new(Column::from_numbers("a", number(&a))),
        Arc::new(Column::from_numbers("b", number(&b))),
        Arc::new(Column::from_numbers("same", vec![Some(1.0); ROWS])),
    ];
    let table = Table::new(columns, ROWS);
    let mut seen = std::collections::HashSet::new();
    let repeats: Vec<u32> =
        (0..ROWS as u32).filter(|i| !seen.insert((a[*i as usize], b[*i as usize]))).collect();
    let mut finder = DuplicateFinder::new(&table, &[], 1.0, Keep::First).unwrap();
    let (mut chunks, mut before) = (1, 0.0);
    while !finder.advance().unwrap() {
        assert!((before..1.0).contains(&finder.done()), "{} after {before}", finder.done());
        (chunks, before) = (chunks + 1, finder.done());
    }
    assert!(chunks > 10 && !repeats.is_empty() && repeats.len() < ROWS, "{chunks} chunks");
    assert_eq!(finder.repeats(), repeats);
}

#[test]
fn truths_are_equal_however_they_are_spelt() {
    let table = read("paid,word\nyes,a\nYES,a\nno,a\nNo,A\n,a\nNO,a\n").table;
    let gone = |columns: &[String]| {
        DuplicateFinder::new(&table, columns, 1.0, Keep::First).unwrap().run().unwrap().repeats()
    };
    assert_eq!(gone(&[]), [1, 5]);
    assert_eq!(gone(&["paid".into()]), [1, 3, 5]);
    assert_eq!(gone(&["word".into()]), [1, 2, 4, 5]);
}

#[test]
fn alike_rows_are_those_of_rapidfuzz() {
    for case in answers::<Near>("rules.json").near {
        let loaded = read(&case.table);
        let keep = Keep::named(&case.keep).unwrap();
        let finder = DuplicateFinder::new(&loaded.table, &case.columns, case.similarity, keep).unwrap();
        let found = finder.run().unwrap();
        assert_eq!(found.groups.len(), case.groups.len(), "at {}", case.similarity);
        for (found, wanted) in found.groups.iter().zip(&case.groups) {
            let rows = |rows: &[(u32, f64)]| rows.iter().map(|(row, _)| *row).collect::<Vec<_>>();
            assert_eq!((found.stays, rows(&found.rows)), (wanted.stays, rows(&wanted.rows)));
            for ((row, mine), (_, theirs)) in found.rows.iter().zip(&wanted.rows) {
                assert!((mine - theirs).abs() < 1e-12, "row {row}: {mine} and {theirs}");
            }
        }
        let report = found.report(&loaded.source);
        assert_eq!(report.groups as usize, case.groups.len());
        let stay =
            |group: &glasshouse_spec::DuplicateGroup| group.rows.iter().filter(|row| row.stays).count();
        assert!(report.examples.iter().all(|group| stay(group) == 1));
    }
}

#[test]
fn the_most_complete_row_stays() {
    let table = read("name,phone,mail\nAnna Muster,,\nanna muster,123,\nANNA MÜSTER,123,a@b\nBo,,\n").table;
    let columns = ["name".to_string()];
    let found = DuplicateFinder::new(&table, &columns, 0.9, Keep::MostComplete).unwrap().run().unwrap();
    assert_eq!((found.groups[0].stays, found.repeats()), (2, vec![0, 1]));
    let nothing = DuplicateFinder::new(&table, &columns, 0.9, Keep::Nothing).unwrap().run().unwrap();
    assert_eq!(nothing.repeats(), [0, 1, 2]);
}

#[test]
fn what_is_no_share_and_no_column_is_refused() {
    let table = read("a\nx\ny\n").table;
    for similarity in [0.0, -1.0, 1.5, f64::NAN] {
        let error = DuplicateFinder::new(&table, &[], similarity, Keep::First).err().unwrap();
        assert_eq!(error.code(), "duplicates.similarity");
    }
    let error = DuplicateFinder::new(&table, &["z".into()], 0.9, Keep::First).err().unwrap();
    assert_eq!(error.fault().code, "duplicates.no_column");
    assert_eq!(Keep::named("best").unwrap_err().code(), "duplicates.keep");
}

fn distance(a: &[char], b: &[char]) -> usize {
    let mut before: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut now = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            now.push((before[j] + usize::from(x != y)).min(before[j + 1] + 1).min(now[j] + 1));
        }
        before = now;
    }
    before[b.len()]
}

/// Similarity of two rows by its definition.
fn similarity(a: &[String], b: &[String]) -> f64 {
    let (mut edits, mut letters) = (0, 0);
    for (a, b) in a.iter().zip(b) {
        let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
        letters += a.len().max(b.len());
        edits += distance(&a, &b);
    }
    if letters == 0 { 1.0 } else { 1.0 - edits as f64 / letters as f64 }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// However few pairs are compared, none that is similar enough is missed.
    #[test]
    fn no_similar_pair_is_missed(
        rows in proptest::collection::vec(proptest::collection::vec("[ab]{0,4}[a-d]{0,9}", 2), 0..25),
        threshold in 0.5..0.99_f64,
    ) {
        let column = |i: usize| {
            let cells = rows.iter().map(|row| Some(row[i].clone()));
            Arc::new(Column::from_labels(format!("c{i}"), ColumnType::Text, cells))
        };
        let table = Table::new(vec![column(0), column(1)], rows.len());
        let found = DuplicateFinder::new(&table, &[], threshold, Keep::First).unwrap().run().unwrap();
        let mut taken = vec![false; rows.len()];
        let mut expected = Vec::new();
        for i in 0..rows.len() {
            if taken[i] { continue; }
            let members: Vec<u32> = (i..rows.len())
                .filter(|j| !taken[*j] && similarity(&rows[i], &rows[*j]) >= threshold)
                .map(|j| j as u32)
                .collect();
            members.iter().for_each(|j| taken[*j as usize] = true);
            if members.len() > 1 { expected.push((i as u32, members)); }
        }
        let groups: Vec<(u32, Vec<u32>)> =
            found.groups.iter().map(|g| (g.stays, g.rows.iter().map(|(row, _)| *row).collect())).collect();
        prop_assert_eq!(groups, expected);
    }
}
