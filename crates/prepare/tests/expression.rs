//! `expression` reads the columns that its formula names and no others, `filter` keeps the rows of which a formula
//! is true; what a formula comes to is tested in `glasshouse-table`.

#![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

use glasshouse_learn::{FeatureKind, Takes};
use glasshouse_prepare::{Preparation, PrepareError, StepState, clean};
use glasshouse_spec::{ColumnType, Fault, ParamValue, StepSpec};
use glasshouse_table::{Column, Table};
use std::sync::Arc;

fn table() -> Table {
    let numbers = |name: &str, cells: [f64; 4]| {
        Arc::new(Column::from_numbers(name, cells.into_iter().map(|x| (x >= 0.0).then_some(x)).collect()))
    };
    let labels =
        |name: &str, kind, cells: [&str; 4]| Arc::new(Column::from_labels(name, kind, cells.map(Some)));
    Table::new(
        vec![
            numbers("price", [300.0, 80.0, -1.0, 50.0]),
            numbers("area", [20.0, 8.0, 5.0, 25.0]),
            labels("city", ColumnType::Categorical, ["Oslo", "Rome", "Oslo", "Bonn"]),
            labels("sold", ColumnType::Boolean, ["yes", "no", "no", "yes"]),
            numbers("target", [1.0, 2.0, 3.0, 4.0]),
        ],
        4,
    )
}

fn step(op: &str, params: &[(&str, &str)]) -> StepSpec {
    let mut spec = StepSpec::new(op, &[]);
    spec.params = params.iter().map(|(k, v)| (k.to_string(), ParamValue::Text(v.to_string()))).collect();
    spec
}

fn fit(steps: &[StepSpec], takes: Takes) -> Result<(Preparation, Table, Vec<FeatureKind>), PrepareError> {
    let features = ["price", "area", "sold"].map(String::from);
    let (preparation, prepared) = Preparation::fit(&table(), &features, steps, takes)?;
    Ok((preparation, prepared.table, prepared.kinds))
}

fn fault(steps: &[StepSpec]) -> Fault {
    fit(steps, Takes { missing: true, ..Takes::default() }).unwrap_err().fault()
}

#[test]
fn formulas_build_on_each_other_and_gaps_reach_the_estimator() {
    let steps = [
        step("expression", &[("name", "by area"), ("formula", "price / area")]),
        step("expression", &[("formula", "sold and `by area` > 5")]),
    ];
    let takes = Takes { missing: true, ..Takes::default() };
    let (preparation, made, kinds) = fit(&steps, takes).unwrap();
    assert_eq!(preparation.features, ["price", "area", "sold", "by area", "sold and `by area` > 5"]);
    let column = |at: usize| (0..4).map(|row| made.columns()[at].number(row)).collect::<Vec<_>>();
    assert_eq!(column(3), [Some(15.0), Some(10.0), None, Some(2.0)]);
    assert_eq!(column(4), [Some(1.0), Some(0.0), Some(0.0), Some(0.0)]);
    assert_eq!(kinds[3], FeatureKind::Gappy);
    let StepState::Expression(state) = &preparation.steps[0] else { panic!("{:?}", preparation.steps) };
    assert_eq!(state.columns.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), ["area", "price"]);
    let again = preparation.apply(&table().take(&[3, 0])).unwrap();
    assert_eq!(again.table.columns()[3].number(1), Some(15.0));
    assert_eq!(preparation.made_of(&["price".into(), "area".into()]), [true, true, false, true, false]);
}

#[test]
fn what_is_wrong_is_pointed_at() {
    let cases = [
        ("price / areas", "recipe.unknown_column", Some((8, 5))),
        ("price + sold", "recipe.formula", Some((8, 4))),
        ("price +", "recipe.formula", Some((7, 0))),
        ("", "recipe.formula", None),
        ("target * 2", "recipe.not_a_feature", None),
    ];
    for (formula, code, span) in cases {
        let fault = fault(&[step("expression", &[("name", "made"), ("formula", formula)])]);
        assert_eq!((fault.code.as_str(), fault.at.span), (code, span), "{formula}: {fault:?}");
        assert!(fault.at.parameter.unwrap().starts_with("prepare[0]."), "{formula}");
    }
    let taken = fault(&[step("expression", &[("name", "area"), ("formula", "price + 1")])]);
    assert_eq!(taken.code, "prepare.duplicate_feature");
}

#[test]
fn a_list_of_columns_is_told_to_do_nothing() {
    let mut spec = step("expression", &[("name", "double"), ("formula", "area * 2")]);
    spec.columns = vec!["price".into()];
    let names = ["area".to_owned()];
    let (preparation, prepared) = Preparation::fit(&table(), &names, &[spec], Takes::default()).unwrap();
    assert_eq!(preparation.features, ["area", "double"]);
    assert_eq!(prepared.notes.warnings[0].code, "recipe.columns_unused");
}

#[test]
fn filters_keep_the_rows_of_which_the_condition_is_true() {
    let rows =
        |formula: &str| clean(&table(), &[step("filter", &[("formula", formula)])], &[]).map(|c| c.rows);
    assert_eq!(rows("price >= 80").unwrap(), [0, 1]);
    assert_eq!(rows("not (price >= 80)").unwrap(), [3]);
    assert_eq!(rows("is_missing(price) or city = 'Bonn'").unwrap(), [2, 3]);
    assert_eq!(rows("true").unwrap(), [0, 1, 2, 3]);
    assert!(matches!(rows("area > 1000").unwrap_err().fault().code.as_str(), "clean.no_rows"));
    let fault = rows("price + 1").unwrap_err().fault();
    assert_eq!(fault.message, "a condition needs true or false, and this is a number");
    assert_eq!(rows("price >").unwrap_err().fault().at.span, Some((7, 0)));
}
