//! What a model goes by, beside scikit-learn and the formulas (`tests/reference/explain.py`).

#![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

mod explained;

use explained::{cells, model, numbers, reference};
use glasshouse_evaluate::EvaluateError;
use glasshouse_evaluate::explain::{
    Answers, Ground, May, Scored, Wish, attribute, column_groups, counterfactuals, curve, interaction,
    orders, permutation, similar, surrogate,
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

/// A number of five columns that no tree was asked for: the forest's answers to all mixtures of two rows' cells tell
/// what is nearest.
fn nearest_by_force(ground: &Ground<'_>, answers: &Answers, wish: &Wish, spreads: &[f64]) -> Option<f64> {
    let column = |name: &str| ground.table.column(name).unwrap();
    let own: Vec<f64> = NAMES.iter().map(|name| column(name).number(0).unwrap()).collect();
    let of = |name: &str| -> Vec<f64> {
        let mut values: Vec<f64> =
            ground.background.iter().map(|row| column(name).number(*row as usize).unwrap()).collect();
        values.push(column(name).number(0).unwrap());
        values.sort_by(f64::total_cmp);
        values.dedup();
        values
    };
    let mut all: Vec<Vec<f64>> = vec![Vec::new()];
    for name in NAMES {
        let values = of(name);
        all = all
            .iter()
            .flat_map(|head| values.iter().map(|value| [head.clone(), vec![*value]].concat()))
            .collect();
    }
    let cells =
        |at: usize| Arc::new(Column::from_numbers(NAMES[at], all.iter().map(|row| Some(row[at])).collect()));
    let predicted = ground.pipeline.predict(&Table::new((0..5).map(cells).collect(), all.len())).unwrap();
    let cost = |row: &[f64]| -> f64 {
        row.iter().zip(&own).zip(spreads).map(|((a, b), spread)| (a - b).abs() / spread).sum()
    };
    let reached = (0..all.len()).filter(|at| answers.gap(wish, &predicted.prediction, *at) <= 0.0);
    reached.map(|at| cost(&all[at])).min_by(f64::total_cmp)
}

#[test]
fn no_change_to_seen_cells_is_nearer_than_what_is_found() {
    let answers = answers();
    let rows = Rows::of(&answers);
    let (few, many): (Vec<u32>, Vec<u32>) = ((60..63).collect(), (60..66).collect());
    let mut flipped = 0;
    for case in ["forest_three", "boosted_two"] {
        let pipeline = pipeline(case);
        let told = Answers::of(&pipeline).unwrap();
        // Of three rows all combinations are tried; of six the search has to find the way.
        for background in [&few, &many] {
            for row in 0..6 {
                let table = rows.table.take(&[&[row], background.as_slice()].concat());
                let others: Vec<u32> = (1..=background.len() as u32).collect();
                let ground =
                    Ground { pipeline: &pipeline, table: &table, rows: &[0], background: &others, seed: 0 };
                let before = pipeline.predict(&table.take(&[0])).unwrap().prediction;
                let glasshouse_learn::Prediction::Classes { index, .. } = &before else {
                    panic!("no classes")
                };
                let wish = Wish::Not(index[0]);
                let ours =
                    at_once(counterfactuals(&ground, &Wish::Class(None), &[May::Change; 5], 3, &still))
                        .unwrap();
                let spreads: Vec<f64> = ours.spreads.iter().map(|spread| spread.unwrap()).collect();
                let forced = nearest_by_force(&ground, &told, &wish, &spreads);
                let found = ours.found.first().map(|one| one.distance);
                assert_eq!(found.is_some(), forced.is_some(), "{case} {row}");
                let (Some(found), Some(forced)) = (found, forced) else { continue };
                flipped += 1;
                assert!(
                    (found - forced).abs() < 1e-9,
                    "{case} {row} of {}: {found} {forced}",
                    background.len()
                );
            }
        }
    }
    assert!(flipped > 12, "{flipped}");
}

#[test]
fn what_is_found_gives_the_wished_answer_and_changes_only_what_may() {
    let answers = answers();
    let (rows, pipeline) = (Rows::of(&answers), pipeline("boosted_number"));
    let told = Answers::of(&pipeline).unwrap();
    let may = [May::Rise, May::Stay, May::Change, May::Fall, May::Change];
    let others: Vec<u32> = (60..240).collect();
    let mut found = 0;
    for row in 0..8_u32 {
        let ground =
            Ground { pipeline: &pipeline, table: &rows.table, rows: &[row], background: &others, seed: 0 };
        let wish = Wish::Range(Some(1.0), Some(3.0));
        let ours = at_once(counterfactuals(&ground, &wish, &may, 4, &still)).unwrap();
        assert_eq!(ours, at_once(counterfactuals(&ground, &wish, &may, 4, &still)).unwrap());
        assert!(ours.found.windows(2).all(|pair| pair[0].distance <= pair[1].distance));
        for one in &ours.found {
            found += 1;
            let cell =
                |at: usize, row: u32| rows.table.column(NAMES[at]).unwrap().number(row as usize).unwrap();
            let column = |at: usize| {
                let from = one.changes.get(&at).copied().unwrap_or(row);
                Arc::new(rows.table.column(NAMES[at]).unwrap().take(&[from]))
            };
            let changed = Table::new((0..5).map(column).collect(), 1);
            let predicted = pipeline.predict(&changed).unwrap();
            assert!(told.gap(&wish, &predicted.prediction, 0) <= 0.0, "row {row}");
            for (at, from) in &one.changes {
                assert!(others.contains(from));
                match may[*at] {
                    May::Stay => panic!("row {row} changes what stays"),
                    May::Rise => assert!(cell(*at, *from) > cell(*at, row)),
                    May::Fall => assert!(cell(*at, *from) < cell(*at, row)),
                    May::Change => {}
                }
            }
        }
    }
    assert!(found >= 8, "{found}");
}

#[test]
fn rows_that_are_alike_are_the_nearest_by_the_definition() {
    let answers = answers();
    let (rows, pipeline) = (Rows::of(&answers), pipeline("boosted_number"));
    let others: Vec<u32> = (3..240).collect();
    let x = cells(&reference()["x"]);
    let spread = |at: usize| {
        let values: Vec<f64> = others.iter().map(|row| f64::from(x[[*row as usize, at]])).collect();
        let mean = values.iter().sum::<f64>() / values.len() as f64;
        (values.iter().map(|v| (v - mean) * (v - mean)).sum::<f64>() / (values.len() - 1) as f64).sqrt()
    };
    let spreads: Vec<f64> = (0..5).map(spread).collect();
    for row in [0_u32, 7] {
        let ground =
            Ground { pipeline: &pipeline, table: &rows.table, rows: &[row], background: &others, seed: 0 };
        let ours = at_once(similar(&ground, 6, &still)).unwrap();
        let away = |other: &u32| -> f64 {
            let one = |at: usize| f64::from(x[[*other as usize, at]] - x[[row as usize, at]]) / spreads[at];
            (0..5).map(|at| one(at) * one(at)).sum::<f64>().sqrt()
        };
        let mut theirs: Vec<(u32, f64)> =
            others.iter().filter(|other| **other != row).map(|other| (*other, away(other))).collect();
        theirs.sort_by(|a, b| a.1.total_cmp(&b.1));
        assert_eq!(ours.len(), 6);
        for (own, their) in ours.iter().zip(&theirs) {
            assert_eq!(own.0, their.0);
            assert!((own.1 - their.1).abs() < 1e-6, "{} {}", own.1, their.1);
        }
    }
}

/// A model that is a shallow tree is told by its own questions, and nothing is lost.
#[test]
fn a_tree_that_follows_a_tree_asks_what_it_asks() {
    let answers = answers();
    let rows = Rows::of(&answers);
    let leaf = 4_294_967_295_u32;
    let case = serde_json::json!({
        "kind": "forest", "classes": null,
        "trees": [{
            "feature": [0, leaf, 2, leaf, leaf], "threshold": [0.25, 0.0, -0.5, 0.0, 0.0],
            "left": [1, 0, 3, 1, 2], "right": [2, 0, 4, 0, 0],
            "values": [10.0, 2.0, 5.0], "gaps": [false, false, false, false, false],
        }],
    });
    let boosted = pipeline("boosted_number");
    let state = PipelineState { model: model(&case, 5), ..boosted.state().clone() };
    let pipeline = Pipeline::new(state).unwrap();
    let ground = Ground { rows: &rows.background, ..rows.ground(&pipeline) };
    let told = at_once(surrogate(&ground, 2, &still)).unwrap();
    assert!((told.fidelity.unwrap() - 1.0).abs() < 1e-12, "{:?}", told.fidelity);
    assert!(told.constant.unwrap().abs() < 1e-12);
    let asked: Vec<Option<&str>> = told.nodes.iter().map(|node| node.column.as_deref()).collect();
    assert_eq!(asked, [None, Some("a"), Some("a"), Some("c"), Some("c")]);
    let amounts: Vec<f64> = told.nodes.iter().map(|node| node.amount).collect();
    assert_eq!([amounts[1], amounts[3], amounts[4]], [10.0, 2.0, 5.0]);
    assert!(told.nodes[1].way.starts_with("a ≤ ") && told.nodes[2].way.starts_with("a ≥ "));
    let x = cells(&reference()["x"]);
    let low = x.column(0).iter().filter(|cell| **cell <= 0.25).count() as u64;
    assert_eq!((told.nodes[0].rows, told.nodes[1].rows), (x.nrows() as u64, low));
    assert!(told.rules.iter().any(|rule| rule.rows == low && rule.answer == "10"));
    assert!(told.rules.iter().all(|rule| rule.agrees == Some(0.0)));
    assert_eq!(told.rules.iter().map(|rule| rule.rows).sum::<u64>(), x.nrows() as u64);
}

#[test]
fn the_fidelity_of_rules_is_that_of_their_leaves_on_other_rows() {
    let answers = answers();
    let (rows, pipeline) = (Rows::of(&answers), pipeline("forest_three"));
    let grown: Vec<u32> = (60..240).collect();
    let ground = Ground { background: &grown, ..rows.ground(&pipeline) };
    let told = at_once(surrogate(&ground, 3, &still)).unwrap();
    let equal: f64 = told.rules.iter().filter_map(|rule| Some(rule.agrees? * rule.rows as f64)).sum();
    assert!((equal / rows.rows.len() as f64 - told.fidelity.unwrap()).abs() < 1e-12);
    assert!(told.fidelity > told.constant, "{:?} {:?}", told.fidelity, told.constant);
    for (at, node) in told.nodes.iter().enumerate() {
        let below = told.nodes.iter().filter(|other| other.parent == Some(at as u32));
        let rows: Vec<u64> = below.map(|other| other.rows).collect();
        assert!(rows.is_empty() || rows.iter().sum::<u64>() == node.rows);
    }
}
