//! Laws of the reader: what is written is read back, and no bytes make it panic.

use glasshouse_spec::{ColumnOptions, ColumnType, DataOptions};
use glasshouse_table::{Loaded, ReadStatus, TableFormat, TableReader, profile, read_table, truth, write};
use proptest::prelude::*;
use std::collections::BTreeMap;

fn read_as_is(bytes: Vec<u8>, columns: &BTreeMap<String, ColumnOptions>) -> Loaded {
    let options = DataOptions {
        delimiter: Some(','),
        quote: Some('"'),
        header: Some(true),
        encoding: Some("utf-8".into()),
        decimal: Some('.'),
        missing: Some(vec![String::new()]),
        ..DataOptions::default()
    };
    read_table("p.csv", bytes, &options, columns).expect("written files can be read")
}

fn written(loaded: &Loaded, format: TableFormat) -> Vec<u8> {
    let mut out = Vec::new();
    write(loaded, format, &mut out).expect("memory can be written to");
    out
}

fn labels(loaded: &Loaded) -> Vec<Vec<Option<String>>> {
    let columns = loaded.table.columns();
    columns.iter().map(|c| (0..c.len()).map(|row| c.label(row)).collect()).collect()
}

fn typed(kinds: &[ColumnType]) -> BTreeMap<String, ColumnOptions> {
    let options = |kind: &ColumnType| ColumnOptions { kind: Some(*kind), ..ColumnOptions::default() };
    kinds.iter().enumerate().map(|(i, kind)| (format!("c{i}"), options(kind))).collect()
}

/// Text with everything that makes CSV hard; never blank, and without space around it.
fn hard_text() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "a",
        "B",
        "é",
        "日",
        ",",
        "\"",
        "\n",
        "\r\n",
        ";",
        "'",
        "=1+1",
        "-",
        "NA",
        "1.5",
        "\t",
        "\u{1f600}",
        " x",
    ]);
    prop::collection::vec(piece, 1..6)
        .prop_map(|pieces| pieces.concat())
        .prop_filter("text", |t| !t.trim().is_empty() && t.trim() == t)
}

fn finite() -> impl Strategy<Value = f64> {
    prop_oneof![
        any::<f64>().prop_filter("finite", |v| v.is_finite()),
        (-1_000_000_i64..1_000_000).prop_map(|i| i as f64),
        (-100_000_i64..100_000).prop_map(|i| i as f64 / 100.0),
    ]
}

type Row = (Option<f64>, Option<String>, Option<String>, Option<bool>);

fn rows() -> impl Strategy<Value = Vec<Row>> {
    let row = (
        prop::option::of(finite()),
        prop::option::of(hard_text()),
        prop::option::of(prop::sample::select(vec!["red".to_string(), "gr,een".into(), "x\ny".into()])),
        prop::option::of(any::<bool>()),
    );
    prop::collection::vec(row, 1..40)
}

fn csv_of(rows: &[Row]) -> Vec<u8> {
    let mut csv = csv::Writer::from_writer(Vec::new());
    csv.write_record(["c0", "c1", "c2", "c3", "end"]).expect("memory can be written to");
    for (number, text, level, truth) in rows {
        let number = number.map(|n| format!("{n:?}")).unwrap_or_default();
        let truth = truth.map(|t| if t { "Yes" } else { "no" }).unwrap_or_default();
        let (text, level) = (text.clone().unwrap_or_default(), level.clone().unwrap_or_default());
        csv.write_record([&number, &text, &level, truth, "1"]).expect("memory can be written to");
    }
    csv.into_inner().expect("memory can be written to")
}

const KINDS: [ColumnType; 4] =
    [ColumnType::Numeric, ColumnType::Text, ColumnType::Categorical, ColumnType::Boolean];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn cells_are_what_was_written(rows in rows()) {
        let loaded = read_as_is(csv_of(&rows), &typed(&KINDS));
        prop_assert_eq!(loaded.table.rows(), rows.len());
        let columns = loaded.table.columns();
        for (i, (number, text, level, yes)) in rows.iter().enumerate() {
            prop_assert_eq!(columns[0].number(i).map(f64::to_bits), number.map(f64::to_bits));
            prop_assert_eq!(&columns[1].label(i), text);
            prop_assert_eq!(&columns[2].label(i), level);
            prop_assert_eq!(columns[3].label(i).and_then(|l| truth(&l)), *yes);
        }
        prop_assert!(loaded.unparsed.is_empty());
    }

    #[test]
    fn csv_is_read_back(rows in rows()) {
        let first = read_as_is(csv_of(&rows), &typed(&KINDS));
        let second = read_as_is(written(&first, TableFormat::Csv), &typed(&KINDS));
        prop_assert_eq!(first.table.names(), second.table.names());
        prop_assert_eq!(labels(&first), labels(&second));
    }

    #[test]
    fn json_is_read_back(rows in rows()) {
        let loaded = read_as_is(csv_of(&rows), &typed(&KINDS));
        let json: Vec<serde_json::Value> = serde_json::from_slice(&written(&loaded, TableFormat::Json)).unwrap();
        let lines = String::from_utf8(written(&loaded, TableFormat::Ndjson)).unwrap();
        let lines: Vec<serde_json::Value> = lines.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
        prop_assert_eq!(&json, &lines);
        prop_assert_eq!(json.len(), rows.len());
        for (record, (number, text, level, truth)) in json.iter().zip(&rows) {
            prop_assert_eq!(record["c0"].as_f64(), *number);
            prop_assert_eq!(record["c1"].as_str(), text.as_deref());
            prop_assert_eq!(record["c2"].as_str(), level.as_deref());
            prop_assert_eq!(record["c3"].as_bool(), *truth);
        }
    }

    #[test]
    fn raw_cells_are_the_records(rows in rows()) {
        let bytes = csv_of(&rows);
        let loaded = read_as_is(bytes.clone(), &BTreeMap::new());
        let records: Vec<Vec<String>> = csv::Reader::from_reader(bytes.as_slice())
            .records()
            .map(|r| r.unwrap().iter().map(str::to_string).collect())
            .collect();
        let one_by_one: Vec<Vec<String>> = (0..loaded.source.rows()).map(|i| loaded.source.cells(i)).collect();
        prop_assert_eq!(&one_by_one, &records);
        prop_assert_eq!(&loaded.source.records(0).collect::<Vec<_>>(), &records);
        let half = records.len() / 2;
        prop_assert_eq!(loaded.source.page(half, 3).rows.len(), 3.min(records.len() - half));
    }

    #[test]
    fn taking_rows_takes_their_labels(rows in rows(), seed in any::<u32>()) {
        let loaded = read_as_is(csv_of(&rows), &typed(&KINDS));
        let n = rows.len() as u32;
        let chosen: Vec<u32> = (0..n).map(|i| i.wrapping_mul(7).wrapping_add(seed % 97) % n).collect();
        let taken = loaded.table.take(&chosen);
        for (column, part) in loaded.table.columns().iter().zip(taken.columns()) {
            for (i, row) in chosen.iter().enumerate() {
                prop_assert_eq!(column.label(*row as usize), part.label(i));
            }
            let mut levels: Vec<u32> = Vec::new();
            part.level_indices().flatten().for_each(|k| if !levels.contains(&k) { levels.push(k) });
            prop_assert_eq!(levels, (0..part.levels().len() as u32).collect::<Vec<_>>());
        }
    }

    #[test]
    fn random_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        survive(bytes);
    }

    #[test]
    fn random_text_never_panics(text in "[ -~\n\r\t,;|\"'é€\u{0}]{0,300}") {
        survive(text.into_bytes());
    }
}

/// Reads, profiles and writes, or refuses with a place and a remedy; it must also end.
fn survive(bytes: Vec<u8>) {
    let limit = bytes.len() + 50;
    let mut reader = TableReader::new("x.csv", bytes.into(), &DataOptions::default(), &BTreeMap::new())
        .expect("no options, no fault");
    let mut before = 0.0;
    for _ in 0..limit {
        match reader.advance() {
            Ok(ReadStatus::Running { done }) => {
                assert!((before..=1.0).contains(&done), "progress went from {before} to {done}");
                before = done;
            }
            Ok(ReadStatus::Done(loaded)) => return check(&loaded),
            Err(error) => {
                let fault = error.fault();
                assert!(fault.remedy.is_some() && fault.at.file.as_deref() == Some("x.csv"), "{fault:?}");
                return;
            }
        }
    }
    panic!("the reader does not end");
}

fn check(loaded: &Loaded) {
    let profile = profile(loaded);
    assert_eq!(profile.rows as usize, loaded.source.rows());
    for column in &profile.columns {
        assert!(column.missing + column.top.iter().map(|(_, n)| n).sum::<u64>() <= profile.rows);
        assert!(column.top.len() as u64 <= column.unique.min(10));
    }
    let page = loaded.source.page(0, 5);
    assert!(page.rows.iter().all(|r| r.len() == page.columns.len()));
    for format in [TableFormat::Csv, TableFormat::Json] {
        assert!(!written(loaded, format).is_empty());
    }
}

/// A generator that needs nothing: xorshift64*.
struct Draw(u64);

impl Draw {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) as usize % n.max(1)
    }
}

/// Damages real files in the ways that files are damaged, and reads what is left.
#[test]
fn damaged_files_end_in_a_table_or_a_fault() {
    let messy = include_bytes!("../../../tests/reference/profile.csv").to_vec();
    let european =
        "größe;preis;datum\n1,5;1.234,56 €;05.03.2024\n2,5;2,00 €;31.12.2023\n".as_bytes().to_vec();
    let wide: Vec<u8> =
        "café,1e5,inf,2024-01-01T00:00:00Z\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let seeds = [messy, european, wide];
    let tokens: [&[u8]; 14] = [
        b"\"",
        b"\n",
        b"\r",
        b",",
        b";",
        b"\0",
        b"\xff\xfe",
        b"\xef\xbb\xbf",
        b"NaN",
        b"1e999",
        b"99999999999999999999",
        b"'",
        b"\xe2\x82",
        b"(1,000)%",
    ];
    let mut draw = Draw(0x5eed_1234_abcd);
    for round in 0..3000 {
        let mut bytes = seeds[round % seeds.len()].clone();
        for _ in 0..=draw.below(6) {
            let at = draw.below(bytes.len());
            match draw.below(5) {
                0 => bytes[at] = draw.below(256) as u8,
                1 => {
                    let end = (at + draw.below(20)).min(bytes.len());
                    bytes.drain(at..end);
                }
                2 => {
                    let token = tokens[draw.below(tokens.len())];
                    bytes.splice(at..at, token.iter().copied());
                }
                3 => {
                    let end = (at + draw.below(60)).min(bytes.len());
                    let part = bytes[at..end].to_vec();
                    let to = draw.below(bytes.len());
                    bytes.splice(to..to, part);
                }
                _ => bytes.truncate(at + 1),
            }
            if bytes.is_empty() {
                bytes.push(b'a');
            }
        }
        survive(bytes);
    }
}

/// Lines are counted in blocks of 256 KiB; here a carriage return is the last byte of each, and its line feed
/// the first of the next.
#[test]
fn lines_are_counted_right_where_a_line_end_lies_across_two_blocks() {
    const ROWS: usize = 150_000;
    let text = "abc\r\n".to_owned() + &"12\r\n".repeat(ROWS);
    let read = || {
        let read = read_table("t.csv", text.clone().into_bytes(), &Default::default(), &Default::default());
        read.expect("it can be read").source
    };
    let (upward, downward) = (read(), read());
    assert_eq!(upward.rows(), ROWS);
    assert!((0..ROWS).step_by(997).all(|row| upward.line(row) == Some(row as u64 + 2)));
    assert!((0..ROWS).rev().step_by(997).all(|row| downward.line(row) == Some(row as u64 + 2)));
}
