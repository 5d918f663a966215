//! New data are read as a model's columns, whatever their order and company.

use glasshouse_spec::{ColumnType, DataOptions};
use glasshouse_table::{ColumnSchema, Loaded, ReadAs, TableError, read_as, read_table};
use std::collections::BTreeMap;

fn train() -> Loaded {
    let csv = "size,kind,ok,when,note;x\n1.5,a,yes,13/02/2024,1\n2,b,no,01/02/2024,2\n3,a,yes,05/02/2024,3\n";
    read_table("train.csv", csv.into(), &DataOptions::default(), &BTreeMap::new()).expect("this can be read")
}

fn again(csv: &str) -> Result<ReadAs, TableError> {
    let train = train();
    read_as("new.csv", csv.into(), &train.format(), &train.schema)
}

fn labels(read: &ReadAs, column: &str) -> Vec<Option<String>> {
    let column = read.loaded.table.column(column).expect("the column is there");
    (0..column.len()).map(|row| column.label(row)).collect()
}

#[test]
fn order_and_extra_columns_do_not_matter() {
    let read = again("extra\tkind\tnote;x\twhen\tok\tsize\n9\tc\t1\t01/02/2024\tNO\t7\n").unwrap();
    assert_eq!(read.loaded.table.names(), ["size", "kind", "ok", "when", "note;x"]);
    assert_eq!(read.extra, ["extra"]);
    assert_eq!(labels(&read, "kind"), [Some("c".to_string())]);
    // 13/02 in training decided that the day comes first.
    assert_eq!(labels(&read, "when"), [Some("2024-02-01".to_string())]);
    assert_eq!(read.loaded.source.cells(0), ["9", "c", "1", "01/02/2024", "NO", "7"]);
}

#[test]
fn cells_of_another_type_are_missing_and_counted() {
    let read = again("size,kind,ok,when,note;x\nbig,5,perhaps,never,1\n\"1,000\",5,yes,,2\n").unwrap();
    let expected = [("ok", 1), ("size", 1), ("when", 1)].map(|(k, n)| (k.to_string(), n));
    assert_eq!(read.unparsed, BTreeMap::from(expected));
    assert_eq!(labels(&read, "size"), [None, Some("1000".to_string())]);
    assert_eq!(labels(&read, "kind"), [Some("5".to_string()), Some("5".to_string())]);
    let warning = read.loaded.warnings.iter().find(|w| w.at.column.as_deref() == Some("ok")).unwrap();
    assert!(warning.message.contains("\"perhaps\" (line 2)"), "{}", warning.message);
}

#[test]
fn all_lacking_columns_are_named_unless_optional() {
    let error = again("size,ok\n1,yes\n").unwrap_err();
    let TableError::MissingColumns { columns, .. } = &error else { panic!("{error}") };
    assert_eq!(columns, &["kind", "when", "note;x"]);
    assert_eq!(error.fault().code, "data.missing_columns");
    let schema: Vec<ColumnSchema> = train().schema.into_iter().map(ColumnSchema::optional).collect();
    let read = read_as("new.csv", b"size,ok\n1,yes\n".to_vec(), &train().format(), &schema).unwrap();
    assert_eq!(read.loaded.table.names(), ["size", "ok"]);
}

#[test]
fn what_the_file_does_not_tell_is_as_in_training() {
    let csv = "a;b\n1,5;x\n2,25;y\n3,5;x\n";
    let train = read_table("t", csv.into(), &DataOptions::default(), &BTreeMap::new()).unwrap();
    let read = read_as("n", b"b;a\nx;1,234\n".to_vec(), &train.format(), &train.schema).unwrap();
    assert_eq!(labels(&read, "a"), [Some("1.234".to_string())]);
    let bare =
        read_table("t", b"1,x\n2,y\n3,x\n".to_vec(), &DataOptions::default(), &BTreeMap::new()).unwrap();
    let read = read_as("n", b"4,y\n".to_vec(), &bare.format(), &bare.schema).unwrap();
    assert_eq!(labels(&read, "column_1"), [Some("4".to_string())]);
}

#[test]
fn the_schema_survives_json() {
    let schema = train().schema;
    let json = serde_json::to_string(&schema).unwrap();
    assert_eq!(serde_json::from_str::<Vec<ColumnSchema>>(&json).unwrap(), schema);
    assert_eq!(schema[1].kind, ColumnType::Categorical);
}
