//! Formulas answer as pandas does (`tests/reference/expression.py`), refuse what is wrong at its place, and never
//! panic, whatever is written.

#![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

use glasshouse_spec::ColumnType;
use glasshouse_table::expression::{Formula, FormulaError, Kind, functions};
use glasshouse_table::{Column, DateOrder, Table, parse_date};
use proptest::prelude::*;
use serde_json::Value;
use std::sync::Arc;

fn column(name: &str, cells: &Value) -> Arc<Column> {
    let cells = cells.as_array().unwrap();
    Arc::new(match name {
        "flag" | "other" => {
            let spelled = cells.iter().map(|cell| cell.as_bool().map(|b| if b { "Yes" } else { "n" }));
            Column::from_labels(name, ColumnType::Boolean, spelled)
        }
        "word" => Column::from_labels(name, ColumnType::Categorical, cells.iter().map(Value::as_str)),
        "tail" => Column::from_labels(name, ColumnType::Text, cells.iter().map(Value::as_str)),
        "when" | "since" => {
            let date =
                |cell: &Value| cell.as_str().map(|text| parse_date(text, DateOrder::DayFirst).unwrap());
            Column::from_times(name, cells.iter().map(date).collect())
        }
        _ => Column::from_numbers(name, cells.iter().map(Value::as_f64).collect()),
    })
}

/// The table of the script, so many times over.
fn table(answers: &Value, times: usize) -> Table {
    let columns: Vec<Arc<Column>> =
        answers["table"].as_object().unwrap().iter().map(|(name, cells)| column(name, cells)).collect();
    let table = Table::new(columns, 12);
    let rows: Vec<u32> = (0..12 * times as u32).map(|row| row % 12).collect();
    table.take(&rows)
}

fn answers() -> Value {
    serde_json::from_str(include_str!("../../../tests/reference/expression.json")).unwrap()
}

fn kinds(table: &Table) -> Vec<(&str, ColumnType)> {
    table.columns().iter().map(|column| (column.name.as_str(), column.kind)).collect()
}

fn computed(formula: &str, table: &Table) -> Result<Column, FormulaError> {
    Formula::parse(formula)?.check(&kinds(table))?.column(table, "made")
}

fn assert_cell(found: &Column, row: usize, want: &Value, what: &str) {
    match want {
        Value::Null => assert!(found.is_missing(row), "{what} row {row}: {:?}", found.label(row)),
        Value::Bool(truth) => assert_eq!(found.label(row), Some(truth.to_string()), "{what} row {row}"),
        Value::String(text) if found.kind != ColumnType::Numeric => {
            assert_eq!(found.label(row).as_ref(), Some(text), "{what} row {row}");
        }
        want => {
            let want = want.as_f64().unwrap_or_else(|| want.as_str().unwrap().parse().unwrap());
            let found = found.number(row).unwrap_or_else(|| panic!("{what} row {row} is missing"));
            let near = found == want || (found - want).abs() <= 4.0 * f64::EPSILON * want.abs();
            assert!(near, "{what} row {row}: {found:e} and not {want:e}");
        }
    }
}

#[test]
fn formulas_answer_as_pandas() {
    let answers = answers();
    // Blocks of rows begin within the table, and end there.
    let table = table(&answers, 3000);
    let cases = answers["cases"].as_array().unwrap();
    assert!(cases.len() > 65);
    for case in cases {
        let formula = case["formula"].as_str().unwrap();
        let made = computed(formula, &table).unwrap_or_else(|error| panic!("{formula}: {error}"));
        assert_eq!(made.len(), table.rows());
        for row in (0..24).chain(16_380..16_400).chain(35_988..36_000) {
            assert_cell(&made, row, &case["cells"][row % 12], formula);
        }
    }
}

#[test]
fn every_function_is_among_the_known_answers() {
    let answers = answers();
    let formulas: Vec<&str> =
        answers["cases"].as_array().unwrap().iter().map(|case| case["formula"].as_str().unwrap()).collect();
    for info in functions() {
        let written = if info.arguments.is_empty() { info.name.into() } else { format!("{}(", info.name) };
        assert!(formulas.iter().any(|formula| formula.contains(&written)), "{written}");
    }
}

/// Each with the part that is pointed at.
#[test]
fn what_is_wrong_is_said_at_its_place() {
    let table = table(&answers(), 1);
    for (formula, code, offset, length) in [
        ("a + ", "a value expected at character 5, where the formula ends", 4, 0),
        ("(a + b", "a closing bracket expected at character 7, where the formula ends", 6, 0),
        ("a b", "an operator or the end expected at character 3, not \"b\"", 2, 1),
        ("a + * b", "a value expected at character 5, not \"*\"", 4, 1),
        ("a +\n # b", "\"#\" at character 6 has no meaning here", 5, 1),
        ("'Ålesund' = \"x", "the \" at character 13 is never closed", 12, 1),
        ("1e999 + a", "the number 1e999 at character 1 is too large", 0, 5),
        ("logg(a)", "there is no function logg; did you mean log?", 0, 4),
        ("a + colour", "there is no column \"colour\"", 4, 6),
        ("a + `unit prise`", "there is no column \"unit prise\"; did you mean unit price?", 4, 12),
        ("1 + clip(a, 1)", "clip takes 3 values (x, low, high), and 2 are given", 4, 10),
        ("min()", "min takes at least one value, and 0 are given", 0, 5),
        ("a + word", "+ needs a number, and this is text", 4, 4),
        ("a and flag", "and needs true or false, and this is a number", 0, 1),
        ("if(flag, a, word)", "if needs values of one kind, here a number, and this is text", 12, 4),
        ("flag < other", "< needs numbers, texts or dates, and this is true or false", 0, 4),
        ("lower(a)", "lower needs text, and this is a number", 6, 1),
        ("date('2024-13-01')", "\"2024-13-01\" is no date; write it as 2024-01-31", 5, 12),
        ("date('1/2/2024')", "\"1/2/2024\" is no date; write it as 2024-01-31", 5, 10),
        ("date(word)", "date needs a date in quotes, as date(\"2024-01-31\"), and this is text", 5, 4),
        ("a < b < 1", "< needs numbers, texts or dates, and this is true or false", 0, 5),
    ] {
        let error = computed(formula, &table).map(|_| ()).unwrap_err();
        assert_eq!(error.to_string(), code, "{formula}");
        let at = error.at().unwrap();
        assert_eq!((at.offset, at.length), (offset, length), "{formula}");
        assert!(error.remedy().ends_with('.'));
    }
    assert_eq!(computed("  ", &table).map(|_| ()), Err(FormulaError::Empty));
}

#[test]
fn nesting_and_length_have_bounds() {
    let nested = |n: usize| format!("{}a{}", "(".repeat(n), ")".repeat(n));
    assert!(Formula::parse(&nested(50)).is_ok());
    for formula in [nested(70), "-".repeat(3000) + "a", "2^".repeat(100) + "2", "not ".repeat(500) + "a"] {
        assert!(matches!(Formula::parse(&formula), Err(FormulaError::TooDeep { .. })));
    }
    let sum = |n: usize| vec!["a"; n].join("+");
    assert!(Formula::parse(&sum(200)).is_ok());
    assert!(matches!(Formula::parse(&sum(300)), Err(FormulaError::TooDeep { .. })));
    assert!(matches!(Formula::parse(&sum(4000)), Err(FormulaError::TooLong { .. })));
}

#[test]
fn other_types_and_cells_are_refused_when_rows_are_read() {
    let boolean = |cells: [&str; 3]| {
        let column = Column::from_labels("flag", ColumnType::Boolean, cells.map(Some));
        Table::new(vec![Arc::new(column)], 3)
    };
    let odd = boolean(["yes", "no", "perhaps"]);
    let error = computed("not flag", &odd).map(|_| ()).unwrap_err();
    assert_eq!(error, FormulaError::NoTruth { column: "flag".into(), row: 2, value: "perhaps".into() });
    let program = Formula::parse("not flag").unwrap().check(&[("flag", ColumnType::Boolean)]).unwrap();
    assert_eq!(program.kind(), Kind::Truth);
    let numbers = Table::new(vec![Arc::new(Column::from_numbers("flag", vec![Some(1.0)]))], 1);
    assert!(matches!(program.column(&numbers, "made"), Err(FormulaError::OtherType { .. })));
    assert!(matches!(program.column(&Table::default(), "made"), Err(FormulaError::NoColumn { .. })));
}

#[test]
fn the_columns_that_are_read_are_named() {
    let formula = Formula::parse("if(`unit price` > 1 and flag, 'a', lower(word))").unwrap();
    assert_eq!(formula.columns().into_iter().collect::<Vec<_>>(), ["flag", "unit price", "word"]);
    assert_eq!(Formula::parse("`a``b` + 1").unwrap().columns().into_iter().collect::<Vec<_>>(), ["a`b"]);
}

/// Words of formulas, in any order.
fn soup() -> impl Strategy<Value = String> {
    let words = functions().iter().map(|info| info.name).chain([
        "a",
        "b",
        "flag",
        "word",
        "when",
        "`unit price`",
        "(",
        ")",
        ",",
        "1",
        "0",
        "2.5e3",
        "'x'",
        "\"\"",
        "true",
        "not",
        "date('2024-02-29')",
        "-",
        "(a",
        "b)",
        "-1",
        "1e308",
    ]);
    let word = proptest::sample::select(words.collect::<Vec<_>>());
    proptest::collection::vec(word, 0..14).prop_map(|words| words.join(" "))
}

/// A formula of numbers that is right.
fn right() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        Just("a".to_owned()),
        Just("b".to_owned()),
        Just("`unit price`".to_owned()),
        Just("length(word)".to_owned()),
        Just("year(when)".to_owned()),
        (-1e3..1e3_f64).prop_map(|x| format!("({x})")),
    ];
    leaf.prop_recursive(4, 24, 3, |inner| {
        let two =
            (inner.clone(), inner.clone(), proptest::sample::select(vec!["+", "-", "*", "/", "%", "^"]));
        prop_oneof![
            two.prop_map(|(a, b, sign)| format!("({a}) {sign} {b}")),
            (inner.clone(), inner.clone(), inner.clone())
                .prop_map(|(a, b, c)| format!("if({a} < {b} or flag, {b}, {c})")),
            (inner.clone(), inner).prop_map(|(a, b)| format!("coalesce(sqrt({a}), min({b}, 1))")),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn no_text_panics(text in "\\PC{0,60}") {
        if let Err(error) = computed(&text, &table(&answers(), 1)) {
            let at = error.at().unwrap_or_default();
            prop_assert!((at.offset + at.length) as usize <= text.chars().count());
        }
    }

    #[test]
    fn no_words_panic(text in soup()) {
        let table = table(&answers(), 1);
        match computed(&text, &table) {
            Ok(made) => prop_assert_eq!(made.len(), table.rows()),
            Err(error) => prop_assert!(!error.to_string().is_empty()),
        }
    }

    /// A row's answer does not depend on the rows beside it.
    #[test]
    fn rows_are_computed_one_by_one(formula in right(), turn in 0..12_u32) {
        let table = table(&answers(), 1);
        let rows: Vec<u32> = (0..12).map(|row| (row * 5 + turn) % 12).collect();
        let whole = computed(&formula, &table).unwrap().take(&rows);
        let turned = computed(&formula, &table.take(&rows)).unwrap();
        for row in 0..12 {
            prop_assert_eq!(whole.number(row).map(f64::to_bits), turned.number(row).map(f64::to_bits));
        }
    }
}
