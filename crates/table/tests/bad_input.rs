//! Every bad file ends in a table with a warning that names the place, or in a fault that says
//! what, where and what to do.

use glasshouse_spec::{ColumnOptions, ColumnType, DataOptions, Fault, Warning};
use glasshouse_table::{Loaded, TableError, profile, read_table};
use std::collections::BTreeMap;

fn read(bytes: impl AsRef<[u8]>) -> Result<Loaded, TableError> {
    read_table("f.csv", bytes.as_ref().to_vec(), &DataOptions::default(), &BTreeMap::new())
}

fn ok(bytes: impl AsRef<[u8]>) -> Loaded {
    read(bytes).expect("this can be read")
}

fn fault(bytes: impl AsRef<[u8]>) -> Fault {
    let fault = read(bytes).expect_err("this cannot be read").fault();
    assert_eq!(fault.at.file.as_deref(), Some("f.csv"));
    assert!(fault.remedy.is_some());
    fault
}

fn typed(bytes: &str, column: &str, kind: ColumnType) -> Loaded {
    let options = ColumnOptions { kind: Some(kind), ..ColumnOptions::default() };
    let columns = BTreeMap::from([(column.to_string(), options)]);
    read_table("f.csv", bytes.into(), &DataOptions::default(), &columns).expect("this can be read")
}

fn warning(loaded: &Loaded, code: &str) -> Warning {
    let all = profile(loaded).warnings;
    all.iter().find(|w| w.code == code).unwrap_or_else(|| panic!("no {code} in {all:#?}")).clone()
}

fn labels(loaded: &Loaded, column: usize) -> Vec<Option<String>> {
    let column = &loaded.table.columns()[column];
    (0..column.len()).map(|row| column.label(row)).collect()
}

fn texts(cells: &[&str]) -> Vec<Option<String>> {
    cells.iter().map(|c| (!c.is_empty()).then(|| c.to_string())).collect()
}

#[test]
fn empty_and_header_only() {
    assert_eq!(fault("").code, "data.empty");
    assert_eq!(fault(" \r\n\n").code, "data.empty");
    assert_eq!(fault("\u{feff}").code, "data.empty");
    assert_eq!(fault("a,b\n").code, "data.no_rows");
}

#[test]
fn files_that_are_no_text() {
    let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x01\0".to_vec();
    let f = fault(&png);
    assert_eq!(f.code, "data.binary");
    assert!(f.message.contains("PNG"), "{}", f.message);
    assert_eq!(fault(b"PK\x03\x04rest").code, "data.damaged");
    let noise: Vec<u8> = (0..4000_u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    assert_eq!(fault(noise).code, "data.binary");
}

#[test]
fn ragged_rows_are_named_by_line() {
    let loaded = ok("a,b,c\n1,2,3\n4,5\n6,7,8,9\n1,2,3,\n");
    assert_eq!(loaded.table.rows(), 4);
    let short = warning(&loaded, "rows.short");
    assert_eq!((short.at.line, short.at.row), (Some(3), Some(1)));
    let long = warning(&loaded, "rows.long");
    assert_eq!(long.at.line, Some(4));
    assert!(long.message.starts_with("1 row had more than 3 cells"), "{}", long.message);
    assert!(loaded.table.columns()[2].is_missing(1));
}

#[test]
fn headers_twice_blank_or_short() {
    let loaded = ok("a,,a\n1,2,x\n3,4,y\n");
    assert_eq!(loaded.table.names(), ["a", "column_2", "a_2"]);
    assert_eq!(warning(&loaded, "header.blank").at.column.as_deref(), Some("column_2"));
    assert_eq!(warning(&loaded, "header.duplicate").at.column.as_deref(), Some("a_2"));
    let r = ok("x,y\nr1,1,2\nr2,3,4\n");
    assert_eq!(r.table.names(), ["row_name", "x", "y"]);
    warning(&r, "header.index");
}

#[test]
fn encodings() {
    let text = "name,n\ncafé Zürich,1\nnaïve piñata,2\n";
    let utf16 = |big: bool| -> Vec<u8> {
        text.encode_utf16().flat_map(|u| if big { u.to_be_bytes() } else { u.to_le_bytes() }).collect()
    };
    let latin: Vec<u8> = text.chars().map(|c| c as u8).collect();
    for (bytes, encoding) in [
        (text.as_bytes().to_vec(), "UTF-8"),
        ([b"\xef\xbb\xbf", text.as_bytes()].concat(), "UTF-8"),
        ([vec![0xff, 0xfe], utf16(false)].concat(), "UTF-16LE"),
        ([vec![0xfe, 0xff], utf16(true)].concat(), "UTF-16BE"),
        (utf16(false), "UTF-16LE"),
        (utf16(true), "UTF-16BE"),
        (latin, "windows-1252"),
    ] {
        let loaded = ok(bytes);
        assert_eq!(loaded.report.encoding, encoding);
        assert_eq!(loaded.table.names(), ["name", "n"], "{encoding}");
        assert_eq!(labels(&loaded, 0), texts(&["café Zürich", "naïve piñata"]), "{encoding}");
    }
    let mut damaged = "a\n".to_string().into_bytes();
    damaged.extend("é ü ö\n".repeat(20).as_bytes());
    damaged.extend(b"x\xff y\n");
    let loaded = ok(damaged);
    assert_eq!(warning(&loaded, "data.damaged_text").at.line, Some(22));
}

#[test]
fn old_line_ends_and_nul_bytes() {
    let loaded = ok("a,b\r1,x\r2,y\r3\r");
    assert_eq!((loaded.table.rows(), warning(&loaded, "rows.short").at.line), (3, Some(4)));
    let nul = ok(format!("a,b\n{}1,x\0\n", "1,x\n".repeat(10)));
    assert_eq!(labels(&nul, 1), texts(&["x"; 11]));
    assert_eq!(warning(&nul, "data.nul_bytes").at.line, Some(12));
    assert_eq!(warning(&ok("a,b\r\n1,2\r\n\r\n3\r\n"), "rows.short").at.line, Some(4));
}

#[test]
fn an_unclosed_quote_is_placed() {
    let f = fault("a,b\n1,x\n2,\"y\n3,z\n4,w\n");
    assert_eq!((f.code.as_str(), f.at.line), ("data.unclosed_quote", Some(3)));
    assert_eq!(fault("\"a,b\n1,2\n").at.line, Some(1));
}

#[test]
fn many_columns_and_a_huge_cell() {
    let header: Vec<String> = (0..5000).map(|i| format!("c{i}")).collect();
    let row = vec!["1.5"; 5000].join(",");
    let loaded = ok(format!("{}\n{row}\n{row}\n", header.join(",")));
    assert_eq!((loaded.table.columns().len(), profile(&loaded).duplicates), (5000, 1));
    let big = "x".repeat(1 << 20);
    let loaded = ok(format!("a,b\n1,{big}\n2,y\n"));
    assert_eq!(labels(&loaded, 1)[0].as_ref().map(String::len), Some(1 << 20));
}

#[test]
fn odd_numbers() {
    let loaded = ok("a,b,c\n9007199254740993,1,007\n12,inf,008\n13,-Infinity,010\n14,nan,2\n");
    assert_eq!(warning(&loaded, "column.beyond_2_53").at.line, Some(2));
    let infinite = warning(&loaded, "column.infinite");
    assert!(infinite.message.contains("\"inf\" (line 3)"), "{}", infinite.message);
    warning(&loaded, "column.leading_zeros");
    let b = &profile(&loaded).columns[1];
    assert_eq!((b.missing, b.numbers.mean, b.numbers.median), (1, None, Some(1.0)));
}

#[test]
fn columns_without_information() {
    let loaded = ok("a,b,id\n,1,r1\nNA,1,r2\n?,1,r3\n");
    assert_eq!(warning(&loaded, "column.all_missing").at.column.as_deref(), Some("a"));
    assert_eq!(warning(&loaded, "column.constant").at.column.as_deref(), Some("b"));
    assert_eq!(warning(&loaded, "column.id").at.column.as_deref(), Some("id"));
}

#[test]
fn numbers_with_a_stranger_stay_text_and_it_is_named() {
    let mut csv = "n,m\n".to_string();
    (0..50).for_each(|i| csv.push_str(&format!("{},{}\n", i % 7, i)));
    csv.push_str("1.0,oops\n");
    let loaded = ok(&csv);
    assert_eq!(loaded.table.columns()[1].kind, ColumnType::Id);
    let mixed = warning(&loaded, "column.mixed");
    assert_eq!((mixed.at.line, mixed.at.column.as_deref()), (Some(52), Some("m")));
    assert!(
        mixed.message.contains("50 of 51") && mixed.message.contains("\"oops\" (line 52)"),
        "{}",
        mixed.message
    );
    let asked = typed(&csv, "m", ColumnType::Numeric);
    assert_eq!((asked.table.columns()[1].missing(), asked.unparsed["m"]), (1, 1));
    assert_eq!(warning(&asked, "column.unparsed").at.line, Some(52));
    let dashes = ok("n\n1\n2.5\n-\n4\n");
    assert_eq!(
        (dashes.table.columns()[0].kind, dashes.table.columns()[0].missing()),
        (ColumnType::Numeric, 1)
    );
    warning(&dashes, "column.dashes");
}

#[test]
fn text_read_again_keeps_its_spelling() {
    let loaded = ok("a,b\n1.50,x\n 2.0 ,y\n,x\n1.50,y\nseven,y\nseven,y\n");
    assert_eq!(labels(&loaded, 0), texts(&["1.50", "2.0", "", "1.50", "seven", "seven"]));
}

#[test]
fn types_by_order() {
    let csv = "d,b,c\n1/2/2024,1,5\nsoon,0,6\n3/2/2024,maybe,5\n";
    let loaded = typed(csv, "d", ColumnType::Datetime);
    assert_eq!(labels(&loaded, 0), texts(&["2024-01-02", "", "2024-03-02"]));
    warning(&loaded, "column.ambiguous_dates");
    assert_eq!(labels(&typed(csv, "b", ColumnType::Boolean), 1), texts(&["1", "0", ""]));
    assert_eq!(typed(csv, "c", ColumnType::Categorical).table.columns()[2].levels(), ["5", "6"]);
    assert_eq!(
        warning(&typed(csv, "zzz", ColumnType::Id), "column.unknown").at.column.as_deref(),
        Some("zzz")
    );
}

#[test]
fn dates_take_the_order_that_fits_the_whole_column() {
    let loaded = ok("d,n\n1/2/2024,1\n13/2/2024,2\n");
    assert_eq!(labels(&loaded, 0), texts(&["2024-02-01", "2024-02-13"]));
}

#[test]
fn unusable_options_are_named() {
    let with = |options: DataOptions| {
        read_table("f.csv", b"a,b\n1,2\n".to_vec(), &options, &BTreeMap::new())
            .unwrap_err()
            .fault()
            .at
            .parameter
    };
    let none = DataOptions::default;
    for (options, parameter) in [
        (DataOptions { delimiter: Some('é'), ..none() }, "data.delimiter"),
        (DataOptions { quote: Some('a'), ..none() }, "data.quote"),
        (DataOptions { decimal: Some(';'), ..none() }, "data.decimal"),
        (DataOptions { encoding: Some("klingon".into()), ..none() }, "data.encoding"),
        (DataOptions { format: Some("xls".into()), ..none() }, "data.format"),
    ] {
        assert_eq!(with(options).as_deref(), Some(parameter));
    }
}

#[test]
fn given_options_win() {
    let options = DataOptions {
        delimiter: Some(';'),
        header: Some(false),
        decimal: Some(','),
        missing: Some(vec!["-999".into()]),
        ..DataOptions::default()
    };
    let loaded = read_table("f", b"1,5;NA\n-999;NA\n".to_vec(), &options, &BTreeMap::new()).unwrap();
    assert_eq!(loaded.table.names(), ["column_1", "column_2"]);
    assert_eq!((labels(&loaded, 0), labels(&loaded, 1)), (texts(&["1.5", ""]), texts(&["NA", "NA"])));
}

#[test]
fn european_numbers() {
    let loaded = ok("preis;anteil;datum\n1.234,56 €;12,5 %;05.03.2024\n-0,5 €;1 %;31.12.2023\n");
    assert_eq!(labels(&loaded, 0), texts(&["1234.56", "-0.5"]));
    assert_eq!(labels(&loaded, 1), texts(&["12.5", "1"]));
    assert_eq!(labels(&loaded, 2), texts(&["2024-03-05", "2023-12-31"]));
}
