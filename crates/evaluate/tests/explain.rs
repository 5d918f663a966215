//! What a model goes by, beside scikit-learn and the formulas (`tests/reference/explain.py`).

#![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

mod explained;

use explained::{cells, model, numbers, reference};
use glasshouse_evaluate::EvaluateError;
use glasshouse_evaluate::explain::{
    Ground, Scored, attribute, column_groups, curve, interaction, orders, permutation,
};
use glasshouse_learn::Target;
use glasshouse_prepare::{InputColumn, Pipeline, PipelineState, at_once};
use glasshouse_spec::{ColumnType, ShapApproach, TaskKind};
use glasshouse_table::{Column, Table};
use ndarray::Array2;
use serde_json::Value;
use std::sync::Arc;

const NAMES: [&str; 5] = ["a", "b", "c", "d", "e"];

fn answers() -> Value {
    serde_json::from_str(include_str!("../../../tests/reference/explain.json")).unwrap()
}

fn table(x: &Array2<f32>, rows: usize) -> Table {
    let column = |at: usize| {
        let cells = (0..rows).map(|row| Some(f64::from(x[[row, at]]))).collect();
        Arc::new(Column::from_numbers(NAMES[at], cells))
    };
    Table::new((0..5).map(column).collect(), rows)
}

/// A model of the reference on raw columns a to e.
fn pipeline(case: &str) -> Pipeline {
    let reference = reference();
    let cases = reference["trees"].as_array().unwrap();
    let case = cases.iter().find(|own| own["name"] == case).unwrap();
    let input = |name: &&str| InputColumn {
        name: name.to_string(),
        kind: ColumnType::Numeric,
        levels: Vec::new(),
        missing: false,
    };
    let classes = case["classes"].as_u64().unwrap_or(0);
    Pipeline::new(PipelineState {
        inputs: NAMES.iter().map(input).collect(),
        steps: Vec::new(),
        features: NAMES.map(String::from).to_vec(),
        target: "y".into(),
        task: if classes > 0 { TaskKind::Classification } else { TaskKind::Regression },
        classes: (0..classes).map(|class| class.to_string()).collect(),
        positive: None,
        also: Vec::new(),
        model: model(case, 5),
    })
    .unwrap()
}

/// The rows of the reference that are looked at, against all of them.
struct Rows {
    table: Table,
    rows: Vec<u32>,
    background: Vec<u32>,
}

impl Rows {
    fn of(answers: &Value) -> Self {
        let x = cells(&reference()["x"]);
        let count = answers["rows"].as_u64().unwrap() as u32;
        let all = x.nrows();
        Self { table: table(&x, all), rows: (0..count).collect(), background: (0..all as u32).collect() }
    }

    fn ground<'a>(&'a self, pipeline: &'a Pipeline) -> Ground<'a> {
        Ground { pipeline, table: &self.table, rows: &self.rows, background: &self.background, seed: 1 }
    }
}

#[track_caller]
fn near(ours: &[f64], theirs: &[f64], within: f64, what: &str) {
    assert_eq!(ours.len(), theirs.len(), "{what}");
    for (at, (own, their)) in ours.iter().zip(theirs).enumerate() {
        assert!((own - their).abs() <= within, "{what}: at {at} {own} and not {their}");
    }
}

async fn still(_: f64) {}

#[test]
fn curves_are_those_of_scikit_learn() {
    let answers = answers();
    let (rows, pipeline) = (Rows::of(&answers), pipeline("boosted_number"));
    for theirs in answers["curves"].as_array().unwrap() {
        let name = NAMES[theirs["column"].as_u64().unwrap() as usize];
        let ours = at_once(curve(&rows.ground(&pipeline), name, 12, &still)).unwrap();
        near(&ours.at, &numbers(&theirs["at"]), 1e-9, name);
        near(&ours.mean[0], &numbers(&theirs["mean"]), 1e-6, name);
        near(&ours.each[0].concat(), &numbers(&theirs["each"]), 1e-6, name);
        near(&ours.ale_at, &numbers(&theirs["ale_at"]), 1e-12, name);
        near(&ours.ale[0], &numbers(&theirs["ale"]), 1e-6, name);
    }
}

#[test]
fn curves_of_classes_have_one_each() {
    let answers = answers();
    let (rows, pipeline) = (Rows::of(&answers), pipeline("forest_three"));
    let ours = at_once(curve(&rows.ground(&pipeline), "b", 12, &still)).unwrap();
    near(&ours.mean.concat(), &numbers(&answers["probability"]), 1e-6, "probabilities");
}

#[test]
fn two_columns_matter_together_by_the_formula() {
    let answers = answers();
    let (rows, pipeline) = (Rows::of(&answers), pipeline("boosted_number"));
    for (names, theirs) in answers["h2"].as_object().unwrap() {
        let pair: Vec<usize> = names.split(',').map(|at| at.parse().unwrap()).collect();
        let columns = [NAMES[pair[0]], NAMES[pair[1]]];
        let ours = at_once(interaction(&rows.ground(&pipeline), columns, &still)).unwrap();
        near(&[ours[0].unwrap()], &[theirs.as_f64().unwrap()], 1e-6, names);
    }
    let twice = at_once(interaction(&rows.ground(&pipeline), ["a", "a"], &still));
    assert!(matches!(twice, Err(EvaluateError::NotExplained { .. })));
    let unknown = at_once(curve(&rows.ground(&pipeline), "z", 5, &still));
    assert!(matches!(unknown, Err(EvaluateError::NotExplained { .. })));
}

fn given(answers: &Value, group: usize) -> Vec<Vec<u32>> {
    let orders = answers["orders"][group].as_array().unwrap();
    orders.iter().map(|order| numbers(order).iter().map(|place| *place as u32).collect()).collect()
}

#[test]
fn permuted_scores_are_those_of_scikit_learn() {
    let answers = answers();
    let rows = Rows::of(&answers);
    let number = Target::Numbers(numbers(&answers["target"]));
    let label = Target::Classes {
        labels: ["0", "1", "2"].map(String::from).into(),
        index: numbers(&answers["label"]).iter().map(|class| *class as u32).collect(),
    };
    for (case, metric, target) in [("boosted_number", "r2", number), ("forest_three", "accuracy", label)] {
        let pipeline = pipeline(case);
        let (ground, task) = (rows.ground(&pipeline), pipeline.state().task_report());
        let scored = Scored { target: &target, task: &task, metric, part: "test" };
        let groups = column_groups(&ground, None);
        let orders = |group: usize| given(&answers, group);
        let permuted = at_once(permutation(&ground, scored, &groups, orders, &still)).unwrap();
        let theirs = &answers[metric];
        near(&[permuted.score], &[theirs["score"].as_f64().unwrap()], 1e-6, metric);
        let ours: Vec<f64> = permuted.importances.iter().map(|one| one.mean).collect();
        near(&ours, &numbers(&theirs["mean"]), 1e-6, metric);
        let ours: Vec<f64> = permuted.importances.iter().map(|one| one.std).collect();
        near(&ours, &numbers(&theirs["std"]), 1e-6, metric);
        assert!(permuted.importances.iter().all(|one| one.low <= one.mean && one.mean <= one.high));
    }
}

#[test]
fn drawn_orders_come_to_the_same_in_the_mean() {
    let answers = answers();
    let (rows, pipeline) = (Rows::of(&answers), pipeline("boosted_number"));
    let (ground, task) = (rows.ground(&pipeline), pipeline.state().task_report());
    let target = Target::Numbers(numbers(&answers["target"]));
    let scored = Scored { target: &target, task: &task, metric: "r2", part: "test" };
    let groups = column_groups(&ground, None);
    let drawn = |group: usize| orders(rows.rows.len(), 200, group as u64);
    let permuted = at_once(permutation(&ground, scored, &groups, drawn, &still)).unwrap();
    let theirs = &answers["drawn"];
    let (means, deviations) = (numbers(&theirs["mean"]), numbers(&theirs["std"]));
    for (own, (mean, std)) in permuted.importances.iter().zip(means.iter().zip(&deviations)) {
        // Five errors of the difference of both means.
        let error = std * (1.0 / 200.0_f64 + 1.0 / 400.0).sqrt();
        assert!((own.mean - mean).abs() <= 5.0 * error + 1e-12, "{:?}: {} {mean}", own.columns, own.mean);
        assert!((own.std - std).abs() <= 0.25 * std + 1e-12, "{:?}: {} {std}", own.columns, own.std);
    }
}

#[test]
fn columns_that_follow_each_other_change_places_together() {
    let pipeline = pipeline("boosted_number");
    let cells = |of: &dyn Fn(f64) -> f64| (0..40).map(|row| Some(of(f64::from(row)))).collect::<Vec<_>>();
    let columns = vec![
        Column::from_numbers("a", cells(&|x| x)),
        Column::from_numbers("b", cells(&|x| (7.0 * x) % 40.0)),
        Column::from_numbers("c", cells(&|x| -x * x * x)),
        Column::from_numbers("d", cells(&|x| (x * 11.0) % 40.0)),
        Column::from_numbers("e", cells(&|x| (x / 3.0).floor())),
    ];
    let table = Table::new(columns.into_iter().map(Arc::new).collect(), 40);
    let rows: Vec<u32> = (0..40).collect();
    let ground = Ground { pipeline: &pipeline, table: &table, rows: &rows, background: &rows, seed: 0 };
    assert_eq!(column_groups(&ground, None).len(), 5);
    assert_eq!(column_groups(&ground, Some(0.95)), [vec!["a", "c", "e"], vec!["b"], vec!["d"]]);
}

/// Against the same rows the exact values of trees and those that come of asking are the same.
#[test]
fn asking_comes_to_the_values_of_trees() {
    let answers = answers();
    let (rows, pipeline) = (Rows::of(&answers), pipeline("boosted_number"));
    let few: Vec<u32> = (0..4).collect();
    let ground = Ground { rows: &few, ..rows.ground(&pipeline) };
    let trees = at_once(attribute(&ground, ShapApproach::Interventional, Some(12), &still)).unwrap();
    let asked = at_once(attribute(&ground, ShapApproach::Sampled, Some(12), &still)).unwrap();
    assert_eq!((trees.method, asked.method, asked.groups.len()), ("interventional", "sampled", 5));
    near(&trees.base, &asked.base, 1e-6, "base");
    near(&trees.answers, &asked.answers, 1e-9, "answers");
    for (row, (own, drawn)) in trees.values.chunks_exact(5).zip(asked.values.chunks_exact(5)).enumerate() {
        let sum: f64 = drawn.iter().sum::<f64>() + asked.base[0];
        assert!((sum - asked.answers[row]).abs() < 1e-9);
        near(own, drawn, 0.08, "values");
    }
}
