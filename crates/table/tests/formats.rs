//! Files of every format: what pandas reads from them, what is refused and how, and that nothing
//! panics.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use glasshouse_spec::{ColumnType, DataOptions, Fault};
use glasshouse_table::{
    Column, ColumnData, DateOrder, Loaded, TableError, parse_date, read_as, read_table, truth,
};
use proptest::prelude::*;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write};
use std::path::PathBuf;

#[derive(Deserialize)]
struct Answer {
    file: String,
    format: String,
    options: DataOptions,
    report: Report,
    columns: Vec<Expected>,
}

#[derive(Deserialize, Default, PartialEq, Debug)]
#[serde(default)]
struct Report {
    compression: Option<String>,
    entry: Option<String>,
    entries: Option<Vec<String>>,
    sheet: Option<String>,
    sheets: Option<Vec<String>>,
}

#[derive(Deserialize)]
struct Expected {
    name: String,
    kind: String,
    cells: Vec<Option<String>>,
}

fn folder() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/reference"))
}

fn bytes(name: &str) -> Vec<u8> {
    std::fs::read(folder().join("formats").join(name)).unwrap()
}

fn read_with(name: &str, bytes: Vec<u8>, options: &DataOptions) -> Result<Loaded, TableError> {
    read_table(name, bytes, options, &BTreeMap::new())
}

fn read(name: &str, bytes: Vec<u8>) -> Result<Loaded, TableError> {
    read_with(name, bytes, &DataOptions::default())
}

fn fault(name: &str, bytes: Vec<u8>, options: &DataOptions) -> Fault {
    let fault = read_with(name, bytes, options).unwrap_err().fault();
    assert!(fault.message.contains(name) && fault.remedy.is_some(), "{fault:?}");
    fault
}

fn warning(loaded: &Loaded, code: &str) -> String {
    let found = loaded.warnings.iter().find(|warning| warning.code == code);
    found.map(|warning| warning.message.clone()).unwrap_or_else(|| panic!("{code}: {:?}", loaded.warnings))
}

/// Whether a cell is what was expected of a column of a kind.
fn same(column: &Column, row: usize, kind: &str, expected: Option<&str>) -> bool {
    let Some(expected) = expected else { return column.is_missing(row) };
    match (&column.data, kind) {
        (ColumnData::Numbers(a), "numeric") => {
            !column.is_missing(row) && Ok(a.value(row)) == expected.parse()
        }
        (ColumnData::Times(a), "datetime") => {
            !column.is_missing(row) && parse_date(expected, DateOrder::DayFirst) == Some(a.value(row))
        }
        (_, "boolean") => {
            column.kind == ColumnType::Boolean
                && column.label(row).and_then(|label| truth(&label)) == truth(expected)
        }
        (ColumnData::Levels(_) | ColumnData::Text(_), "text") => {
            column.label(row).as_deref() == Some(expected)
        }
        _ => false,
    }
}

#[test]
fn files_are_read_as_pandas_reads_them() {
    let answers: Vec<Answer> =
        serde_json::from_slice(&std::fs::read(folder().join("formats.json")).unwrap()).unwrap();
    assert!(answers.len() > 35);
    for answer in answers {
        let file = &answer.file;
        let loaded =
            read_with(file, bytes(file), &answer.options).unwrap_or_else(|e| panic!("{file}: {e:?}"));
        let report = &loaded.report;
        assert_eq!(report.format, answer.format, "{file}");
        let found = Report {
            compression: report.compression.clone(),
            entry: report.entry.clone(),
            entries: answer.report.entries.is_some().then(|| report.entries.clone()),
            sheet: report.sheet.clone(),
            sheets: answer.report.sheets.is_some().then(|| report.sheets.clone()),
        };
        assert_eq!(found, answer.report, "{file}");
        let names: Vec<&str> = answer.columns.iter().map(|c| c.name.as_str()).collect();
        assert_eq!(loaded.source.names(), names, "{file}");
        for expected in &answer.columns {
            let column = loaded.table.column(&expected.name).unwrap();
            assert_eq!(column.len(), expected.cells.len(), "{file}: {}", expected.name);
            for (row, cell) in expected.cells.iter().enumerate() {
                let fine = same(column, row, &expected.kind, cell.as_deref());
                assert!(
                    fine,
                    "{file}: {} in row {row}: {:?}, not {cell:?} as {}; {:?}",
                    expected.name,
                    column.label(row),
                    expected.kind,
                    column.kind
                );
            }
        }
    }
}

#[test]
fn the_first_table_of_an_archive_is_read_unless_another_is_liked() {
    let first = read("several.zip", bytes("several.zip")).unwrap();
    assert_eq!(first.report.entry.as_deref(), Some("data/people.csv"));
    assert_eq!(first.report.entries, ["data/people.csv", "data/other.csv"]);
    let trained = DataOptions { entry: Some("data/other.csv".into()), ..DataOptions::default() };
    let schema = read_with("several.zip", bytes("several.zip"), &trained).unwrap().schema;
    let again = read_as("several.zip", bytes("several.zip"), &trained, &schema).unwrap();
    assert_eq!(again.loaded.report.entry.as_deref(), Some("data/other.csv"));
    assert_eq!(again.loaded.table.rows(), 1);
}

#[test]
fn what_is_odd_is_told() {
    let nested = read("nested.json", bytes("nested.json")).unwrap();
    assert!(warning(&nested, "column.beyond_2_53").contains("9007199254740993"));
    let titled = DataOptions { sheet: Some("Sales 2024".into()), ..DataOptions::default() };
    let book = read_with("people.xlsx", bytes("people.xlsx"), &titled).unwrap();
    let words = warning(&book, "workbook.title");
    assert!(words.contains("row 3") && words.contains("Sales of the year"), "{words}");
    let merged = read("merged.xlsx", bytes("merged.xlsx")).unwrap();
    assert!(warning(&merged, "workbook.merged").contains("A2:A3"));
    assert!(warning(&merged, "workbook.errors").contains("1 cell"));
}

#[test]
fn a_place_is_told_in_the_words_of_the_file() {
    let text = r#"[{"a":1},{"a":2},{"a":"x"},{"a":4}]"#;
    let loaded = read("a.json", text.into()).unwrap();
    assert!(warning(&loaded, "column.mixed").contains("\"x\" (row 3)"));
    assert_eq!(loaded.source.line(2), None);
}

#[test]
fn what_cannot_be_read_is_told() {
    let none = DataOptions::default();
    for (file, code) in [
        ("cut.parquet", "data.damaged"),
        ("cut.xlsx", "data.damaged"),
        ("none.zip", "data.entry"),
        ("zstd.feather", "data.unsupported"),
    ] {
        assert_eq!(fault(file, bytes(file), &none).code, code, "{file}");
    }
    let json = fault("cut.json", bytes("cut.json"), &none);
    assert_eq!((json.code.as_str(), json.at.line), ("data.damaged", Some(2)));
    let asked = |sheet: &str| DataOptions { sheet: Some(sheet.into()), ..DataOptions::default() };
    for file in ["people.xlsx", "people.xls", "people.ods"] {
        assert_eq!(fault(file, bytes(file), &asked("empty")).code, "data.empty", "{file}");
        let absent = fault(file, bytes(file), &asked("nowhere"));
        assert!(absent.code == "data.sheet" && absent.message.contains("Sales 2024"), "{absent:?}");
    }
    let entry = DataOptions { entry: Some("x.csv".into()), ..DataOptions::default() };
    assert_eq!(fault("several.zip", bytes("several.zip"), &entry).code, "data.entry");
    let format = |format: &str| DataOptions { format: Some(format.into()), ..DataOptions::default() };
    for (file, asked) in [("people.csv", "parquet"), ("people.parquet", "csv"), ("people.xls", "xlsx")] {
        let error = read_with(file, bytes(file), &format(asked)).unwrap_err();
        assert_eq!(error.code(), "data.option", "{file} as {asked}");
    }
    for empty in ["[]", "{}", "[{}]", ""] {
        let error = read("a.json", empty.into()).unwrap_err();
        assert!(matches!(error.code(), "data.empty" | "data.no_rows"), "{empty}: {error:?}");
    }
}

#[test]
fn cells_of_opendocument_that_are_cut_off_end_in_a_fault() {
    let mut whole = zip::ZipArchive::new(Cursor::new(bytes("people.ods"))).unwrap();
    let mut cells = String::new();
    whole.by_name("content.xml").unwrap().read_to_string(&mut cells).unwrap();
    let row = cells.find("</table:table-row>").unwrap();
    for cut in [cells[..row].to_owned(), cells.replacen("</table:table-row>", "", 1)] {
        let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
        let stored = || zip::write::SimpleFileOptions::default();
        for (name, text) in
            [("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", &cut)]
        {
            archive.start_file(name, stored()).unwrap();
            archive.write_all(text.as_bytes()).unwrap();
        }
        let bytes = archive.finish().unwrap().into_inner();
        assert_eq!(fault("cut.ods", bytes, &DataOptions::default()).code, "data.damaged");
    }
}

#[test]
fn text_is_read_as_it_is_asked_for() {
    let text = "{\"a\":1}\n{\"a\":2}\n";
    assert_eq!(read("a.txt", text.into()).unwrap().report.format, "ndjson");
    let csv = DataOptions { format: Some("csv".into()), ..DataOptions::default() };
    let error_or_table = read_with("a.txt", text.into(), &csv).map(|loaded| loaded.report.format);
    assert_eq!(error_or_table.unwrap(), "csv");
}

#[test]
fn types_that_are_asked_for_go_before_those_that_are_stated() {
    let columns = [("no".to_owned(), ColumnType::Id), ("grade".to_owned(), ColumnType::Text)];
    let columns = columns.map(|(name, kind)| (name, kind_of(kind))).into();
    let loaded =
        read_table("people.parquet", bytes("people.parquet"), &DataOptions::default(), &columns).unwrap();
    let kind = |name: &str| loaded.table.column(name).unwrap().kind;
    assert_eq!(
        (kind("no"), kind("grade"), kind("price")),
        (ColumnType::Id, ColumnType::Text, ColumnType::Numeric)
    );
}

fn kind_of(kind: ColumnType) -> glasshouse_spec::ColumnOptions {
    glasshouse_spec::ColumnOptions { kind: Some(kind), ..Default::default() }
}

/// `people.xls` with some bytes of its first record of a kind, and of a length, changed.
fn old_workbook(head: [u8; 4], at: usize, change: &[u8]) -> Vec<u8> {
    let mut book = bytes("people.xls");
    let record = book.windows(4).position(|four| four == head).unwrap() + 4;
    book[record + at..record + at + change.len()].copy_from_slice(change);
    book
}

#[test]
fn places_in_an_old_workbook_are_not_believed() {
    let (text, area, sheet) = ([0xFD, 0, 10, 0], [0, 2, 14, 0], [0x85, 0, 18, 0]);
    let none = DataOptions::default();
    for damaged in [old_workbook(text, 2, &[0, 1]), old_workbook(sheet, 0, &[0, 0, 0, 0x7F])] {
        assert_eq!(fault("people.xls", damaged, &none).code, "data.damaged");
    }
    let whole = read("people.xls", bytes("people.xls")).unwrap();
    let stated = read("people.xls", old_workbook(area, 4, &[0xFF; 8])).unwrap();
    assert_eq!(stated.table.rows(), whole.table.rows());
}

/// Every file of the folder but the large ones.
fn samples() -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<_> =
        std::fs::read_dir(folder().join("formats")).unwrap().map(|f| f.unwrap()).collect();
    files.sort_by_key(std::fs::DirEntry::file_name);
    files.iter().map(|f| (f.file_name().into_string().unwrap(), std::fs::read(f.path()).unwrap())).collect()
}

#[test]
fn files_that_are_cut_off_are_refused_or_read() {
    for (name, whole) in samples() {
        for cut in [1, 3, 8, 9, 30, 31, whole.len() / 3, whole.len() / 2, whole.len() - 9, whole.len() - 1] {
            let _ = read(&name, whole[..cut.min(whole.len())].to_vec());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(6000))]

    #[test]
    fn bytes_that_were_changed_are_refused_or_read(
        file in any::<prop::sample::Index>(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
    ) {
        let files = samples();
        let (name, mut bytes) = files[file.index(files.len())].clone();
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        let _ = read(&name, bytes);
    }

    #[test]
    fn any_bytes_behind_a_mark_are_refused_or_read(
        mark in prop::sample::select(vec![
            &b"PK\x03\x04"[..], b"PK\x05\x06", b"PAR1", b"ARROW1\0\0", b"\x1f\x8b\x08\0", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
            b"\xff\xff\xff\xff\x70\0\0\0\x10\0\0\0", b"[{", b"{\"a\":", b"\xff\xfe[",
        ]),
        rest in prop::collection::vec(any::<u8>(), 0..600),
        name in prop::sample::select(vec!["a.csv", "a.json", "a.ods", "a.gz"]),
    ) {
        let _ = read(name, [mark, &rest].concat());
    }

    #[test]
    fn json_records_are_read_back(
        rows in prop::collection::vec((any::<i32>(), prop::option::of("[a-zé,\"\n\\\\]{1,8}"), any::<bool>(), -1e9..1e9f64), 1..30),
    ) {
        let list: Vec<_> = rows.iter().map(|(a, b, c, d)| serde_json::json!({"a": a, "b": b.as_ref().map(|b| format!("x{b}x")), "c": c, "d": d})).collect();
        let lines: String = list.iter().map(|row| format!("{row}\n")).collect();
        let columns = serde_json::json!({
            "a": list.iter().map(|r| r["a"].clone()).collect::<Vec<_>>(),
            "b": list.iter().map(|r| r["b"].clone()).collect::<Vec<_>>(),
            "c": list.iter().map(|r| r["c"].clone()).collect::<Vec<_>>(),
            "d": list.iter().map(|r| r["d"].clone()).collect::<Vec<_>>(),
        });
        for (name, text) in [("r.json", serde_json::json!(list).to_string()), ("l.ndjson", lines), ("c.json", columns.to_string())] {
            let loaded = read(name, text.into_bytes()).unwrap();
            prop_assert_eq!(loaded.table.rows(), rows.len());
            for (i, (a, b, c, d)) in rows.iter().enumerate() {
                let column = |name: &str| loaded.table.column(name).unwrap();
                prop_assert_eq!(column("a").number(i), Some(f64::from(*a)));
                prop_assert_eq!(column("d").number(i), Some(*d));
                prop_assert_eq!(column("b").label(i), b.as_ref().map(|b| format!("x{b}x")));
                prop_assert_eq!(column("c").label(i).as_deref().and_then(truth), Some(*c));
            }
        }
    }
}
