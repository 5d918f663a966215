//! What hashes say and what an order says: the cells of category_encoders and scikit-learn,
//! `tests/reference/hashed.py`.

#![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

use glasshouse_learn::Takes;
use glasshouse_prepare::{Notes, Preparation, PrepareError, find_step};
use glasshouse_spec::{ColumnType, ParamValue, ParamValues, StepSpec};
use glasshouse_table::{Column, Table};
use serde_json::Value;
use std::sync::Arc;

const DENSE: Takes = Takes { missing: false, categories: false, sparse: false };
const SPARSE: Takes = Takes { missing: false, categories: false, sparse: true };

fn answers() -> Value {
    serde_json::from_str(include_str!("../../../tests/reference/hashed.json")).unwrap()
}

fn words(named: &[(&str, &Value)], kind: ColumnType) -> Table {
    let cells = |cells: &Value| -> Vec<Option<String>> { serde_json::from_value(cells.clone()).unwrap() };
    let column = |(name, value): &(&str, &Value)| {
        let cells = cells(value);
        Arc::new(Column::from_labels(*name, kind, cells.iter().map(Option::as_deref)))
    };
    Table::new(named.iter().map(column).collect(), named[0].1.as_array().unwrap().len())
}

fn params(case: &Value) -> ParamValues {
    serde_json::from_value(case["params"].clone()).unwrap()
}

fn names(table: &Table) -> Vec<String> {
    table.columns().iter().map(|c| c.name.clone()).collect()
}

#[test]
fn categories_are_counted_where_category_encoders_counts_them() {
    let answers = answers();
    let table = |part: &str| {
        words(&[("city", &answers[part][0]), ("colour", &answers[part][1])], ColumnType::Categorical)
    };
    for case in answers["hashed"].as_array().unwrap() {
        let step = StepSpec { params: params(case), ..StepSpec::new("hashing_encoder", &["city", "colour"]) };
        let train = table("train");
        let (fitted, prepared) = Preparation::fit(&train, &names(&train), &[step], DENSE).unwrap();
        for (part, made) in [("train", &prepared), ("new", &fitted.apply(&table("new")).unwrap())] {
            let want: Vec<Vec<f64>> = serde_json::from_value(case[part].clone()).unwrap();
            for (row, want) in want.iter().enumerate() {
                let found: Vec<f64> = made.table.columns().iter().map(|c| c.number(row).unwrap()).collect();
                assert_eq!(found, *want, "{} {part} row {row}", case["params"]);
            }
        }
        let numbered = (0..fitted.features.len()).map(|at| format!("col_{at}")).collect::<Vec<_>>();
        assert_eq!(fitted.features, numbered);
    }
}

/// A second step counts in columns of other names.
#[test]
fn two_steps_do_not_clash() {
    let answers = answers();
    let train =
        words(&[("city", &answers["train"][0]), ("colour", &answers["train"][1])], ColumnType::Categorical);
    let of = |name: &str| StepSpec {
        params: [("n_components".to_string(), ParamValue::Int(2))].into_iter().collect(),
        ..StepSpec::new("hashing_encoder", &[name])
    };
    let (fitted, _) = Preparation::fit(&train, &names(&train), &[of("city"), of("colour")], DENSE).unwrap();
    assert_eq!(fitted.features, ["col_0", "col_1", "col_2_0", "col_2_1"]);
}

#[test]
fn terms_are_counted_where_scikit_learn_counts_them() {
    let answers = answers();
    let texts = words(&[("text", &answers["texts"])], ColumnType::Text);
    for case in answers["vectors"].as_array().unwrap() {
        let step = StepSpec { params: params(case), ..StepSpec::new("hashing_vectorizer", &["text"]) };
        let large = params(case).get("n_features") == Some(&ParamValue::Int(1 << 18));
        for takes in if large { &[SPARSE][..] } else { &[SPARSE, DENSE] } {
            let steps = std::slice::from_ref(&step);
            let (fitted, prepared) = Preparation::fit(&texts, &["text".into()], steps, *takes).unwrap();
            let wanted: Vec<Vec<(usize, f64)>> = serde_json::from_value(case["cells"].clone()).unwrap();
            for (row, wanted) in wanted.iter().enumerate() {
                let found: Vec<(usize, f64)> = (0..fitted.features.len())
                    .map(|at| (at, prepared.number(row, at).unwrap()))
                    .filter(|cell| cell.1 != 0.0)
                    .collect();
                let what = format!("{} row {row}: {found:?} and not {wanted:?}", case["params"]);
                assert_eq!(found.len(), wanted.len(), "{what}");
                for (found, wanted) in found.iter().zip(wanted) {
                    assert!(found.0 == wanted.0 && (found.1 - wanted.1).abs() <= 1e-12, "{what}");
                }
            }
        }
    }
}

#[test]
fn an_order_is_kept() {
    for case in answers()["ordered"].as_array().unwrap() {
        let (train, new) = (
            words(&[("x", &case["train"])], ColumnType::Categorical),
            words(&[("x", &case["new"])], ColumnType::Categorical),
        );
        let step = find_step("ordinal_encoder").unwrap().build(&params(case)).unwrap();
        let mut notes = Notes::default();
        let state = step.fit(&train, &["x".into()], &mut notes).unwrap();
        for (at, table) in [&train, &new].into_iter().enumerate() {
            let made = state.apply(table, &mut Notes::default()).unwrap();
            let want: Vec<f64> = serde_json::from_value(case["made"][at].clone()).unwrap();
            let found: Vec<f64> = (0..want.len()).map(|row| made.columns()[0].number(row).unwrap()).collect();
            assert_eq!(found, want, "{}", case["params"]);
        }
        let odd = case["train"].as_array().unwrap().iter().any(|cell| cell == "odd");
        let told: Vec<&str> = notes.warnings.iter().map(|w| w.code.as_str()).collect();
        assert_eq!(told, if odd { vec!["prepare.outside_order"] } else { vec![] });
    }
}

/// A category outside of the order is refused in training, with its row; one that is named twice before that.
#[test]
fn what_is_outside_of_the_order_is_refused() {
    let cells = serde_json::json!(["low", "mid", "odd", "low"]);
    let train = words(&[("x", &cells)], ColumnType::Categorical);
    let order = |names: &[&str]| -> ParamValues {
        let names = names.iter().map(|name| ParamValue::Text(name.to_string())).collect();
        [("categories".to_string(), ParamValue::List(names))].into_iter().collect()
    };
    let kind = find_step("ordinal_encoder").unwrap();
    let step = kind.build(&order(&["low", "mid"])).unwrap();
    let fault = step.fit(&train, &["x".into()], &mut Notes::default()).unwrap_err().fault();
    assert_eq!((fault.code.as_str(), fault.at.row), ("prepare.unseen_category", Some(2)));
    assert!(fault.message.contains("odd") && fault.remedy.unwrap().contains("categories"));
    let faults = kind.build(&order(&["low", "mid", "low"])).err().unwrap();
    assert_eq!(PrepareError::Params(faults).fault().code, "recipe.parameter");
}
