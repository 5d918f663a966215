//! Cleaning and the steps that clean up cells do what pandas and Python do: `tests/reference/clean.py`.

#![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

use glasshouse_prepare::{Notes, StepState, at_once, clean, clean_in_pieces, find_step, no_pause};
use glasshouse_spec::{ColumnType, ParamValue, ParamValues, StepSpec};
use glasshouse_table::{Column, Table};
use proptest::prelude::*;
use serde_json::Value;
use std::sync::Arc;

const NAMES: [&str; 4] = ["a", "b", "c", "d"];

fn answers() -> Value {
    serde_json::from_str(include_str!("../../../tests/reference/clean.json")).unwrap()
}

fn numbers(cells: &Value) -> Vec<Option<f64>> {
    cells.as_array().unwrap().iter().map(Value::as_f64).collect()
}

fn number_table(answers: &Value) -> Table {
    let source = &answers["tables"]["numbers"];
    let column = |name: &&str| Arc::new(Column::from_numbers(*name, numbers(&source[*name])));
    let columns: Vec<_> = NAMES.iter().map(column).collect();
    let rows = columns[0].len();
    Table::new(columns, rows)
}

/// A column of words, as categories or as text.
fn word_table(cells: &Value, kind: ColumnType) -> Table {
    let cells = cells.as_array().unwrap();
    let column = Column::from_labels("word", kind, cells.iter().map(Value::as_str));
    Table::new(vec![Arc::new(column)], cells.len())
}

fn params(of: &Value) -> ParamValues {
    serde_json::from_value(of.clone()).unwrap()
}

fn text(text: &str) -> ParamValue {
    ParamValue::Text(text.into())
}

fn with(op: &str, columns: &[&str], params: &[(&str, ParamValue)]) -> StepSpec {
    let mut step = StepSpec::new(op, columns);
    step.params = params.iter().map(|(name, value)| (name.to_string(), value.clone())).collect();
    step
}

fn fitted(op: &str, params: &ParamValues, table: &Table, columns: &[&str]) -> (StepState, Notes) {
    let columns: Vec<String> = columns.iter().map(ToString::to_string).collect();
    let mut notes = Notes::default();
    let state = find_step(op).unwrap().build(params).unwrap().fit(table, &columns, &mut notes).unwrap();
    (state, notes)
}

fn labels(table: &Table) -> Vec<Option<String>> {
    let column = &table.columns()[0];
    (0..column.len()).map(|row| column.label(row)).collect()
}

fn assert_numbers(table: &Table, made: &Value, what: &str) {
    for name in NAMES {
        let column = table.column(name).unwrap();
        let found: Vec<Option<f64>> = (0..column.len()).map(|row| column.number(row)).collect();
        assert_eq!(found, numbers(&made[name]), "{what} {name}");
    }
}

#[test]
fn shares_of_gaps_are_those_of_pandas() {
    let answers = answers();
    let table = number_table(&answers);
    for case in answers["thresholds"].as_array().unwrap() {
        let columns: Vec<&str> =
            case["columns"].as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect();
        let share = [("threshold", ParamValue::Float(case["threshold"].as_f64().unwrap()))];
        let rows: Vec<u32> = serde_json::from_value(case["rows"].clone()).unwrap();
        assert_eq!(
            clean(&table, &[with("drop_missing", &columns, &share)], &[]).unwrap().rows,
            rows,
            "{case}"
        );
        let part = table.select(&columns).unwrap();
        let cleaned = clean(&part, &[with("drop_missing_columns", &[], &share)], &[]).unwrap();
        let kept: Vec<String> = serde_json::from_value(case["kept"].clone()).unwrap();
        assert_eq!(cleaned.table.names(), kept, "{case}");
        assert_eq!(cleaned.warnings.len(), usize::from(kept.len() < columns.len()));
    }
}

#[test]
fn columns_that_are_needed_stay() {
    let table = number_table(&answers());
    let spared = ["a".to_string()];
    let cleaned = clean(&table, &[with("keep_columns", &["d"], &[])], &spared).unwrap();
    assert_eq!(cleaned.table.names(), ["a", "d"]);
    assert_eq!(cleaned.warnings[0].code, "clean.columns_kept");
    assert!(cleaned.warnings[0].message.contains("\"a\""));
    let gaps = [("threshold", ParamValue::Float(0.0))];
    let cleaned = clean(&table, &[with("drop_missing_columns", &[], &gaps)], &spared).unwrap();
    assert_eq!(cleaned.table.names(), ["a"]);
    let told = &cleaned.warnings[0];
    assert_eq!(told.code, "clean.columns_dropped");
    assert!(
        told.message.contains("3 columns") && told.message.contains("\"d\" (12.5 % missing)"),
        "{told:?}"
    );
    // Naming nothing keeps everything, and says so.
    let cleaned = clean(&table, &[with("keep_columns", &[], &[])], &[]).unwrap();
    assert_eq!(
        (cleaned.table.names(), cleaned.warnings[0].code.as_str()),
        (NAMES.to_vec(), "clean.no_columns")
    );
    let error = clean(&table, &[with("keep_columns", &["e"], &[])], &[]).unwrap_err();
    assert_eq!(error.fault().code, "recipe.unknown_column");
}

#[test]
fn spellings_are_those_of_python() {
    let answers = answers();
    for kind in [ColumnType::Categorical, ColumnType::Text, ColumnType::Id] {
        let table = word_table(&answers["tables"]["words"], kind);
        for case in answers["spellings"].as_array().unwrap() {
            let (state, _) = fitted("normalize_text", &params(&case["params"]), &table, &["word"]);
            let made = state.apply(&table, &mut Notes::default()).unwrap();
            let want: Vec<Option<String>> = serde_json::from_value(case["made"].clone()).unwrap();
            assert_eq!(labels(&made), want, "{}", case["params"]);
            assert_eq!(made.columns()[0].kind, kind);
        }
    }
}

#[test]
fn values_are_replaced_as_by_pandas() {
    let answers = answers();
    let source = number_table(&answers);
    for case in answers["replaced"].as_array().unwrap() {
        let params = params(&case["params"]);
        if case["table"] == "numbers" {
            let (state, _) = fitted("replace_values", &params, &source, &NAMES);
            let made = state.apply(&source, &mut Notes::default()).unwrap();
            assert_numbers(&made, &case["made"], &case["params"].to_string());
            continue;
        }
        let want: Vec<Option<String>> = serde_json::from_value(case["made"].clone()).unwrap();
        for kind in [ColumnType::Categorical, ColumnType::Text] {
            let table = word_table(&answers["tables"]["codes"], kind);
            let (state, _) = fitted("replace_values", &params, &table, &["word"]);
            assert_eq!(
                labels(&state.apply(&table, &mut Notes::default()).unwrap()),
                want,
                "{}",
                case["params"]
            );
        }
    }
}

#[test]
fn case_is_ignored_where_one_says_so() {
    let answers = answers();
    let table = word_table(&answers["tables"]["codes"], ColumnType::Categorical);
    let list = |names: &[&str]| ParamValue::List(names.iter().map(|name| text(name)).collect());
    let all: ParamValues = [
        ("to_replace".to_string(), list(&["m", "N/a"])),
        ("value".to_string(), text("x")),
        ("ignore_case".to_string(), ParamValue::Bool(true)),
    ]
    .into_iter()
    .collect();
    let (state, _) = fitted("replace_values", &all, &table, &["word"]);
    let made = labels(&state.apply(&table, &mut Notes::default()).unwrap());
    let made: Vec<&str> = made.iter().map(|cell| cell.as_deref().unwrap_or("-")).collect();
    assert_eq!(made, ["x", "F", "x", "-", "?", "x", "x", "F", "male", "f"]);
}

#[test]
fn numbers_are_clipped_as_by_pandas() {
    let answers = answers();
    let table = number_table(&answers);
    for case in answers["clipped"].as_array().unwrap() {
        let (state, _) = fitted("clip", &params(&case["params"]), &table, &NAMES);
        let made = state.apply(&table, &mut Notes::default()).unwrap();
        assert_numbers(&made, &case["made"], &case["params"].to_string());
    }
}

#[test]
fn text_is_read_as_by_pandas() {
    let answers = answers();
    let table = word_table(&answers["tables"]["amounts"], ColumnType::Categorical);
    let (state, notes) = fitted("parse_types", &ParamValues::new(), &table, &["word"]);
    let mut told = Notes::default();
    let made = state.apply(&table, &mut told).unwrap();
    let column = &made.columns()[0];
    let found: Vec<Option<f64>> = (0..column.len()).map(|row| column.number(row)).collect();
    assert_eq!(found, numbers(&answers["parsed"]["numbers"]));
    assert_eq!(column.kind, ColumnType::Numeric);
    // "unknown", the empty text and "12,5".
    assert_eq!(told.unparsed["word"], 3);
    let note = &notes.warnings[0];
    assert_eq!((note.code.as_str(), note.at.row), ("prepare.unparsed", Some(3)));
    assert!(note.message.starts_with("3 of 9 cells") && note.message.contains("\"unknown\""), "{note:?}");

    let table = word_table(&answers["tables"]["dates"], ColumnType::Text);
    let to: ParamValues = [("to".to_string(), text("date"))].into_iter().collect();
    let (state, _) = fitted("parse_types", &to, &table, &["word"]);
    let made = state.apply(&table, &mut Notes::default()).unwrap();
    let times = made.columns()[0].times().unwrap();
    let found: Vec<Option<i64>> = times.iter().collect();
    let want: Vec<Option<i64>> = serde_json::from_value(answers["parsed"]["dates"].clone()).unwrap();
    assert_eq!(found, want);
}

#[test]
fn dressed_numbers_and_truths_are_read() {
    let cells = |cells: &[&str]| {
        let column = Column::from_labels("word", ColumnType::Text, cells.iter().copied().map(Some));
        Table::new(vec![Arc::new(column)], cells.len())
    };
    let read = |given: &[&str], params: &[(&str, ParamValue)]| {
        let params = params.iter().map(|(name, value)| (name.to_string(), value.clone())).collect();
        let (state, _) = fitted("parse_types", &params, &cells(given), &["word"]);
        labels(&state.apply(&cells(given), &mut Notes::default()).unwrap())
    };
    let some = |cells: &[&str]| cells.iter().map(|cell| Some(cell.to_string())).collect::<Vec<_>>();
    let european = [("decimal", text(",")), ("percent", text("share"))];
    let given = ["1.200,50 €", "12,5 %", "(7)", "CHF 3"];
    assert_eq!(read(&given, &european), some(&["1200.5", "0.125", "-7", "3"]));
    assert_eq!(read(&["12.5%", "$1,200"], &[]), some(&["12.5", "1200"]));
    assert_eq!(read(&["Yes", " no", "1"], &[("to", text("boolean"))]), some(&["true", "false", "true"]));
    let dates =
        |first: bool| read(&["1/2/2024"], &[("to", text("date")), ("dayfirst", ParamValue::Bool(first))]);
    assert_eq!((dates(true), dates(false)), (some(&["2024-02-01"]), some(&["2024-01-02"])));
}

#[test]
fn what_cannot_be_is_refused() {
    let answers = answers();
    let words = word_table(&answers["tables"]["codes"], ColumnType::Categorical);
    let refused = |op: &str, params: &[(&str, ParamValue)], table: &Table, column: &str| {
        let params = params.iter().map(|(name, value)| (name.to_string(), value.clone())).collect();
        match find_step(op).unwrap().build(&params) {
            Err(faults) => format!("params {}", faults[0].name),
            Ok(step) => step.fit(table, &[column.into()], &mut Notes::default()).unwrap_err().fault().code,
        }
    };
    let numbers = number_table(&answers);
    let list = |names: &[&str]| ParamValue::List(names.iter().map(|name| text(name)).collect());
    let cases = [
        ("parse_types", vec![], &words, "word", "prepare.not_parsed"),
        ("parse_types", vec![("to", text("date"))], &numbers, "a", "prepare.wrong_type"),
        ("normalize_text", vec![], &numbers, "a", "prepare.wrong_type"),
        ("clip", vec![("lower", ParamValue::Int(1))], &words, "word", "prepare.wrong_type"),
        (
            "clip",
            vec![("lower", ParamValue::Int(1)), ("upper", ParamValue::Int(0))],
            &numbers,
            "a",
            "params lower",
        ),
        (
            "replace_values",
            vec![("to_replace", list(&["1"])), ("value", text("one"))],
            &numbers,
            "a",
            "prepare.not_a_number",
        ),
        (
            "replace_values",
            vec![("to_replace", list(&["a", "b"])), ("value", list(&["c", "d", "e"]))],
            &words,
            "word",
            "params value",
        ),
        ("replace_values", vec![("to_replace", list(&["a", "a"]))], &words, "word", "params to_replace"),
        ("replace_values", vec![("to_replace", list(&["a", ""]))], &words, "word", "params to_replace"),
    ];
    for (op, params, table, column, why) in cases {
        assert_eq!(refused(op, &params, table, column), why, "{op} {params:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    /// What is clean stays as it is.
    #[test]
    fn cleaning_twice_is_cleaning_once(cells in proptest::collection::vec(proptest::option::weighted(0.8, "\\PC{0,6}|[ aÉß\u{3000}]{0,5}"), 1..12), case in 0..3_usize, flags in any::<[bool; 3]>(), form in 0..3_usize) {
        let column = Column::from_labels("word", ColumnType::Categorical, cells.iter().map(Option::as_deref));
        let table = Table::new(vec![Arc::new(column)], cells.len());
        let flag = |at: usize| ParamValue::Bool(flags[at]);
        let params: ParamValues = [
            ("case", text(["none", "lower", "upper"][case])),
            ("unicode", text(["none", "NFC", "NFKC"][form])),
            ("strip", flag(0)), ("squeeze", flag(1)), ("strip_accents", flag(2)),
        ].into_iter().map(|(name, value)| (name.to_string(), value)).collect();
        let (state, _) = fitted("normalize_text", &params, &table, &["word"]);
        let once = state.apply(&table, &mut Notes::default()).unwrap();
        let twice = state.apply(&once, &mut Notes::default()).unwrap();
        prop_assert_eq!(labels(&once), labels(&twice));
    }

    /// Rows and columns that were left out are not missed by a second pass, and rows are looked at one by one.
    #[test]
    fn leaving_out_twice_is_leaving_out_once(
        cells in proptest::collection::vec(proptest::collection::vec(proptest::option::weighted(0.6, 0..3_i32), 3), 1..15),
        share in 0..5_u32,
        skipped in proptest::collection::vec(any::<bool>(), 15),
    ) {
        let column = |at: usize| Column::from_numbers(NAMES[at], cells.iter().map(|row| row[at].map(f64::from)).collect());
        let table = Table::new((0..3).map(|at| Arc::new(column(at))).collect(), cells.len());
        let share = [("threshold", ParamValue::Float(f64::from(share) / 4.0))];
        let rows = with("drop_missing", &[], &share);
        let columns = with("drop_missing_columns", &[], &share);
        for ops in [vec![rows.clone()], vec![columns], vec![with("keep_columns", &["a", "c"], &[])]] {
            let Ok(once) = clean(&table, &ops, &[]) else { continue };
            let twice = clean(&once.table, &ops, &[]).unwrap();
            prop_assert_eq!(once.table.names(), twice.table.names());
            prop_assert_eq!(twice.rows.len(), once.rows.len());
        }
        // A part of the rows keeps what the whole keeps of it.
        let part: Vec<u32> = (0..cells.len() as u32).filter(|row| !skipped[*row as usize]).collect();
        let of = |rows_of: Vec<u32>| at_once(clean_in_pieces(&table, rows_of, std::slice::from_ref(&rows), &[], &no_pause)).map(|c| c.rows).unwrap_or_default();
        let whole = of((0..cells.len() as u32).collect());
        let kept: Vec<u32> = whole.into_iter().filter(|row| part.contains(row)).collect();
        prop_assert_eq!(of(part), kept);
    }
}
