//! Texts become scikit-learn's terms and weights, `tests/reference/text.py`, however they are kept.

#![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

use glasshouse_learn::Takes;
use glasshouse_prepare::{Preparation, Prepared};
use glasshouse_spec::{ColumnType, ParamValue, ParamValues, StepSpec};
use glasshouse_table::{Column, Table};
use proptest::prelude::*;
use serde::Deserialize;
use std::sync::Arc;

const DENSE: Takes = Takes { missing: false, categories: false, sparse: false };
const SPARSE: Takes = Takes { missing: false, categories: false, sparse: true };

#[derive(Deserialize)]
struct Answers {
    train: Vec<String>,
    new: Vec<String>,
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    op: String,
    params: ParamValues,
    terms: Vec<String>,
    train: Vec<Vec<(usize, f64)>>,
    new: Vec<Vec<(usize, f64)>>,
}

fn texts<T: AsRef<str>>(texts: &[T]) -> Table {
    let labels = texts.iter().map(|text| Some(text.as_ref()));
    let column = Column::from_labels("text", ColumnType::Text, labels);
    Table::new(vec![Arc::new(column)], texts.len())
}

fn step(op: &str, params: ParamValues) -> StepSpec {
    StepSpec { params, ..StepSpec::new(op, &["text"]) }
}

fn fit(table: &Table, steps: &[StepSpec], takes: Takes) -> (Preparation, Prepared) {
    Preparation::fit(table, &["text".to_string()], steps, takes).unwrap()
}

fn assert_cells(prepared: &Prepared, expected: &[Vec<(usize, f64)>], case: &str) {
    let width = prepared.table.columns().len();
    assert_eq!(prepared.table.rows(), expected.len(), "{case}");
    for (row, cells) in expected.iter().enumerate() {
        for feature in 0..width {
            let want = cells.iter().find(|cell| cell.0 == feature).map_or(0.0, |cell| cell.1);
            let is = prepared.number(row, feature).unwrap();
            assert!((is - want).abs() <= 1e-12, "{case} row {row} feature {feature}: {is} and not {want}");
        }
    }
}

#[test]
fn terms_and_weights_are_those_of_scikit_learn() {
    let answers: Answers = serde_json::from_str(include_str!("../../../tests/reference/text.json")).unwrap();
    assert!(answers.cases.len() > 30);
    let (train, new) = (texts(&answers.train), texts(&answers.new));
    for case in &answers.cases {
        let what = format!("{} {:?}", case.op, case.params);
        let steps = [step(&case.op, case.params.clone())];
        for takes in [DENSE, SPARSE] {
            let (preparation, prepared) = fit(&train, &steps, takes);
            let names: Vec<String> = case.terms.iter().map(|term| format!("text_{term}")).collect();
            assert_eq!(preparation.features, names, "{what}");
            assert_cells(&prepared, &case.train, &what);
            assert_cells(&preparation.apply(&new).unwrap(), &case.new, &what);
        }
    }
}

/// Two thousand rows of words, of which a few dozen hundred differ.
fn many() -> Table {
    let word = |row: usize, at: usize| format!("w{}", (row * 31 + at * at * 7) % 900);
    let text = |row: usize| (0..6).map(|at| word(row, at)).collect::<Vec<_>>().join(" ");
    texts(&(0..2000).map(text).collect::<Vec<_>>())
}

#[test]
fn many_terms_stay_sparse_and_are_the_same() {
    for op in ["count_vectorizer", "tfidf_vectorizer"] {
        let (preparation, sparse) = fit(&many(), &[step(op, ParamValues::new())], SPARSE);
        let (_, dense) = fit(&many(), &[step(op, ParamValues::new())], DENSE);
        assert!(preparation.features.len() > 800);
        let (sparse, dense) = (sparse.features().unwrap(), dense.features().unwrap());
        let kept = sparse.sparse.as_ref().expect("sparse rows");
        assert_eq!(kept.to_dense(), dense.data);
        // One row alone is kept as it was in training.
        let one = preparation.apply(&many().take(&[7])).unwrap().features().unwrap();
        assert_eq!(one.sparse.unwrap().to_dense().row(0), dense.data.row(7));
    }
}

#[test]
fn missing_texts_have_no_terms_and_texts_without_any_are_refused() {
    let labels = [Some("good food"), None, Some("bad food")];
    let column = Column::from_labels("text", ColumnType::Text, labels);
    let table = Table::new(vec![Arc::new(column)], 3);
    let (preparation, prepared) = fit(&table, &[step("count_vectorizer", ParamValues::new())], DENSE);
    assert_eq!(preparation.features, ["text_bad", "text_food", "text_good"]);
    assert!((0..3).all(|feature| prepared.number(1, feature) == Some(0.0)));

    let refused = |texts: &Table, params: ParamValues| {
        let steps = [step("tfidf_vectorizer", params)];
        Preparation::fit(texts, &["text".to_string()], &steps, DENSE).unwrap_err().fault()
    };
    let fault = refused(&texts(&["! ?", "a"]), ParamValues::new());
    assert_eq!((fault.code.as_str(), fault.at.column.as_deref()), ("prepare.no_terms", Some("text")));
    let often = ParamValues::from([("min_df".to_string(), ParamValue::Float(9.0))]);
    assert!(refused(&table, often).remedy.unwrap_or_default().contains("min_df"));
    let turned = ParamValue::List(vec![ParamValue::Int(3), ParamValue::Int(1)]);
    let fault = refused(&table, ParamValues::from([("ngram_range".to_string(), turned)]));
    assert!(fault.at.parameter.unwrap_or_default().contains("ngram_range"));
}

#[test]
fn texts_are_measured() {
    let table = texts(&["Help ME! Now.", "", "12 % of Ünits"]);
    let vectorizer = step("count_vectorizer", ParamValues::new());
    let (preparation, prepared) =
        fit(&table, &[step("text_features", ParamValues::new()), vectorizer], DENSE);
    let names = ["characters", "words", "capitals", "digits", "sentences", "punctuation", "mean_word_length"];
    let expected = [
        [13.0, 3.0, 4.0, 0.0, 2.0, 2.0, 11.0 / 3.0],
        [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0],
        [13.0, 4.0, 1.0, 2.0, 1.0, 1.0, 10.0 / 4.0],
    ];
    for (at, name) in names.iter().enumerate() {
        let feature = preparation.features.iter().position(|f| *f == format!("text_{name}")).unwrap();
        for (row, cells) in expected.iter().enumerate() {
            assert_eq!(prepared.number(row, feature), Some(cells[at]), "{name} of row {row}");
        }
    }
}

proptest! {
    #[test]
    fn no_text_is_too_strange(some in proptest::collection::vec(".{0,40}", 1..6), unit in 0..3_usize, n in 1..5_i64) {
        let mut all = some.clone();
        all.push("a word".into());
        let unit = ["word", "char", "char_wb"][unit];
        let params = ParamValues::from([
            ("analyzer".to_string(), ParamValue::Text(unit.into())),
            ("ngram_range".to_string(), ParamValue::List(vec![ParamValue::Int(1), ParamValue::Int(n)])),
        ]);
        let (preparation, prepared) = fit(&texts(&all), &[step("tfidf_vectorizer", params)], DENSE);
        for row in 0..all.len() {
            let squares: f64 =
                (0..preparation.features.len()).map(|at| prepared.number(row, at).unwrap().powi(2)).sum();
            prop_assert!(squares == 0.0 || (squares - 1.0).abs() < 1e-9);
        }
    }
}
