//! Laws of reading a part of a file: what is read is what the whole file says of it.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use glasshouse_spec::{DataOptions, SampleMethod, SampleSpec};
use glasshouse_table::{Loaded, TableError, read_table};
use proptest::prelude::*;
use std::collections::BTreeMap;

fn read(name: &str, text: &[u8], options: &DataOptions) -> Result<Loaded, TableError> {
    read_table(name, text.to_vec(), options, &BTreeMap::new())
}

fn sampled(rows: u64, method: SampleMethod, by: Option<&str>, seed: u64) -> DataOptions {
    let sample = SampleSpec { rows, method, by: by.map(String::from), seed };
    DataOptions { sample: Some(sample), ..DataOptions::default() }
}

fn only(columns: &[&str]) -> DataOptions {
    let columns = Some(columns.iter().map(ToString::to_string).collect());
    DataOptions { columns, ..DataOptions::default() }
}

fn rows(loaded: &Loaded) -> Vec<Vec<String>> {
    loaded.source.records(0).collect()
}

/// Row numbers, a class of 70, 25 and 5 in a hundred, a text with everything that needs quotes.
fn table(n: usize) -> String {
    let class = |i: usize| match i % 20 {
        0 => "rare",
        1..=5 => "some",
        _ => "most",
    };
    let row = |i: usize| format!("{i},{},\"text, \"\"{i}\"\"\nend\"\n", class(i));
    (0..n).fold("id,class,note\n".to_owned(), |text, i| text + &row(i))
}

#[test]
fn the_first_rows() {
    let whole = read("t.csv", table(500).as_bytes(), &DataOptions::default()).unwrap();
    let part = read("t.csv", table(500).as_bytes(), &sampled(7, SampleMethod::First, None, 42)).unwrap();
    assert_eq!(rows(&part), rows(&whole)[..7]);
    assert_eq!(part.source.names(), ["id", "class", "note"]);
    let warning = part.warnings.iter().find(|w| w.code == "data.part").unwrap();
    assert!(warning.message.contains("the first 7 rows and 3 of 3 columns"), "{}", warning.message);
}

#[test]
fn a_random_sample_has_the_rows_asked_for_in_order_and_their_lines() {
    let whole = read("t.csv", table(2000).as_bytes(), &DataOptions::default()).unwrap();
    let all = rows(&whole);
    let part = read("t.csv", table(2000).as_bytes(), &sampled(300, SampleMethod::Random, None, 1)).unwrap();
    let ids: Vec<usize> = rows(&part).iter().map(|row| row[0].parse().unwrap()).collect();
    assert_eq!(ids.len(), 300);
    assert!(ids.is_sorted_by(|a, b| a < b));
    for (row, id) in ids.iter().enumerate() {
        assert_eq!(part.source.cells(row), all[*id]);
        assert_eq!(part.source.line(row), whole.source.line(*id), "row {id}");
    }
    let again = read("t.csv", table(2000).as_bytes(), &sampled(300, SampleMethod::Random, None, 1)).unwrap();
    assert_eq!(rows(&again), rows(&part));
    let other = read("t.csv", table(2000).as_bytes(), &sampled(300, SampleMethod::Random, None, 2)).unwrap();
    assert_ne!(rows(&other), rows(&part));
}

/// Of a thousand draws of one row in ten, each row is taken a hundred times, give or take five standard
/// deviations of a binomial (9.5).
#[test]
fn each_row_is_as_likely_as_the_others() {
    let text = table(10);
    let mut counts = [0_i32; 10];
    for seed in 0..1000 {
        let part = read("t.csv", text.as_bytes(), &sampled(1, SampleMethod::Random, None, seed)).unwrap();
        counts[rows(&part)[0][0].parse::<usize>().unwrap()] += 1;
    }
    assert!(counts.iter().all(|count| (count - 100).abs() < 48), "{counts:?}");
}

#[test]
fn a_stratified_sample_keeps_the_shares() {
    let options = sampled(100, SampleMethod::Stratified, Some("class"), 3);
    let part = read("t.csv", table(2000).as_bytes(), &options).unwrap();
    let mut counts = BTreeMap::new();
    for row in rows(&part) {
        *counts.entry(row[1].clone()).or_insert(0) += 1;
    }
    assert_eq!(counts, BTreeMap::from([("most".into(), 70), ("rare".into(), 5), ("some".into(), 25)]));
}

#[test]
fn more_rows_than_there_are_are_all() {
    let whole = read("t.csv", table(50).as_bytes(), &DataOptions::default()).unwrap();
    for (method, by) in
        [(SampleMethod::First, None), (SampleMethod::Random, None), (SampleMethod::Stratified, Some("class"))]
    {
        let part = read("t.csv", table(50).as_bytes(), &sampled(51, method, by, 42)).unwrap();
        assert_eq!(rows(&part), rows(&whole), "{method:?}");
    }
}

#[test]
fn some_columns_in_the_order_of_the_file() {
    let whole = read("t.csv", table(40).as_bytes(), &DataOptions::default()).unwrap();
    let part = read("t.csv", table(40).as_bytes(), &only(&["note", "id"])).unwrap();
    assert_eq!(part.table.names(), ["id", "note"]);
    let expected: Vec<_> = rows(&whole).into_iter().map(|row| [row[0].clone(), row[2].clone()]).collect();
    assert_eq!(rows(&part), expected);
    assert_eq!(part.source.line(1), whole.source.line(1));
}

#[test]
fn names_without_a_header_and_blank_cells_alone_stay() {
    let text = b"1,,x\n2,5,y\n3,,z\n";
    let part = read("t.csv", text, &only(&["column_2"])).unwrap();
    assert_eq!(part.source.names(), ["column_2"]);
    assert_eq!(rows(&part), [[""], ["5"], [""]]);
    assert!(!part.report.header);
}

#[test]
fn every_format_gives_parts() {
    let json = r#"[{"a": 1, "b": "x"}, {"a": 2, "b": "y"}, {"a": 3, "b": "z"}]"#;
    let options = DataOptions { columns: Some(vec!["b".into()]), ..sampled(2, SampleMethod::First, None, 0) };
    let part = read("t.json", json.as_bytes(), &options).unwrap();
    assert_eq!(rows(&part), [["x"], ["y"]]);
    let utf16: Vec<u8> =
        [0xff, 0xfe].into_iter().chain(table(30).encode_utf16().flat_map(u16::to_le_bytes)).collect();
    assert_eq!(read("t.csv", &utf16, &sampled(4, SampleMethod::Random, None, 0)).unwrap().table.rows(), 4);
}

#[test]
fn what_cannot_be_read_is_told_with_its_place() {
    let fault = |options: &DataOptions| read("t.csv", table(9).as_bytes(), options).unwrap_err().fault();
    for (options, place) in [
        (only(&["id", "nothing"]), "data.columns"),
        (only(&[]), "data.columns"),
        (sampled(0, SampleMethod::First, None, 0), "data.sample"),
        (sampled(5, SampleMethod::Stratified, None, 0), "data.sample"),
        (sampled(5, SampleMethod::Random, Some("id"), 0), "data.sample"),
        (sampled(5, SampleMethod::Stratified, Some("nothing"), 0), "data.sample.by"),
    ] {
        let fault = fault(&options);
        assert_eq!((fault.code.as_str(), fault.at.parameter.as_deref()), ("data.option", Some(place)));
    }
}

proptest! {
    #[test]
    fn taking_all_rows_changes_nothing(text in "[ab1,\"\r\n]{0,120}") {
        let whole = read("t.csv", text.as_bytes(), &DataOptions::default());
        let part = read("t.csv", text.as_bytes(), &sampled(1000, SampleMethod::Random, None, 5));
        if let (Ok(whole), Ok(part)) = (&whole, &part) {
            prop_assert_eq!(rows(part), rows(whole));
            prop_assert_eq!(part.source.names(), whole.source.names());
            for row in 0..whole.table.rows() {
                prop_assert_eq!(part.source.line(row), whole.source.line(row));
            }
        } else {
            prop_assert_eq!(whole.is_err(), part.is_err());
        }
    }
}
