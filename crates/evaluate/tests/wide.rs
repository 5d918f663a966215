//! A column of so many categories that they have no room as dense features: what takes no sparse ones is
//! refused while the recipe is checked.

#![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

use glasshouse_evaluate::check;
use glasshouse_spec::{ColumnType, Recipe};
use glasshouse_table::{Column, Table};
use std::sync::Arc;

/// One-hot features of as many categories are more than 2^31 cells.
const ROWS: usize = 47_000;

fn table() -> Table {
    let columns = vec![
        Column::from_labels("part", ColumnType::Categorical, (0..ROWS).map(|row| Some(format!("p{row}")))),
        Column::from_numbers("day", (0..ROWS).map(|row| Some(row as f64)).collect()),
        Column::from_labels("sold", ColumnType::Categorical, (0..ROWS).map(|r| Some(["no", "yes"][r % 2]))),
        Column::from_labels(
            "late",
            ColumnType::Categorical,
            (0..ROWS).map(|r| Some(["no", "yes"][r % 3 / 2])),
        ),
        Column::from_numbers("price", (0..ROWS).map(|row| Some((row % 7) as f64)).collect()),
        Column::from_numbers("cost", (0..ROWS).map(|row| Some((row % 5) as f64)).collect()),
    ];
    Table::new(columns.into_iter().map(Arc::new).collect(), ROWS)
}

fn codes(table: &Table, task: &str, kind: &str) -> Vec<String> {
    let role = if task.contains("forecast") { "time" } else { "feature" };
    let recipe = format!(
        r#"{{"version": 1, "task": {task}, "model": {{"kind": "{kind}"}},
            "columns": {{"day": {{"role": "{role}"}}, "sold": {{"role": "ignore"}}, "late": {{"role": "ignore"}},
                        "cost": {{"role": "ignore"}}}},
            "split": {{"train": 1.0, "validation": 0.0, "test": 0.0}},
            "prepare": [{{"op": "one_hot_encoder", "columns": ["part"], "handle_unknown": "ignore"}}]}}"#
    );
    let mut recipe: Recipe = serde_json::from_str(&recipe).unwrap();
    let targets: Vec<String> = recipe.task.all_targets().map(Into::into).collect();
    targets.iter().for_each(|name| drop(recipe.columns.remove(name)));
    let checked = check(&recipe, table);
    if let Some(fault) = checked.faults.first() {
        assert!(
            fault.remedy.as_ref().is_some_and(|what| what.contains("max_categories")),
            "{kind}: {fault:?}"
        );
    }
    checked.faults.into_iter().map(|fault| fault.code).collect()
}

#[test]
fn what_takes_dense_rows_only_is_refused_before_it_is_trained() {
    let table = table();
    let sold = r#"{"kind": "classification", "target": "sold"}"#;
    for kind in ["random_forest", "voting", "stacking", "calibrated_classifier_cv", "gaussian_nb"] {
        assert_eq!(codes(&table, sold, kind), ["data.too_large"], "{kind}");
    }
    let both = r#"{"kind": "classification", "target": "sold", "targets": ["late"]}"#;
    assert_eq!(codes(&table, both, "classifier_chain"), ["data.too_large"]);
    let numbers = r#"{"kind": "regression", "target": "price", "targets": ["cost"]}"#;
    for kind in ["regressor_chain", "bagging", "k_neighbors"] {
        assert_eq!(codes(&table, numbers, kind), ["data.too_large"], "{kind}");
    }
    let forecast = r#"{"kind": "forecast", "target": "price", "known": ["part"]}"#;
    assert_eq!(codes(&table, forecast, "ridge"), ["data.too_large"]);
    for (task, kind) in [(sold, "logistic_regression"), (both, "sgd"), (numbers, "ridge")] {
        assert_eq!(codes(&table, task, kind), [""; 0], "{kind}");
    }
}
