//! Trees and forests on rows with missing cells answer as scikit-learn's, from `tests/reference/gaps.py`,
//! and keep to their own laws.

mod training;

use glasshouse_learn::tree::{Branches, GappyState};
use glasshouse_learn::{Dataset, FeatureKind, ModelState, Target};
use glasshouse_spec::{ParamValues, TaskKind};
use ndarray::{Array2, s};
use serde_json::Value;
use training::{bytes, data, labels, params, predict, train_with};

const KINDS: [&str; 3] = ["decision_tree", "random_forest", "extra_trees"];

fn reference() -> Value {
    serde_json::from_str(include_str!("../../../tests/reference/gaps.json")).expect("JSON")
}

fn floats(v: &Value) -> Vec<f64> {
    serde_json::from_value(v.clone()).expect("numbers")
}

/// Training rows, and all rows.
fn tables(reference: &Value, task: TaskKind) -> (Dataset, Dataset) {
    let rows = reference["rows"].as_u64().expect("a count") as usize;
    let cells: Vec<Vec<Option<f64>>> = serde_json::from_value(reference["x"].clone()).expect("cells");
    let cell = |(row, column): (usize, usize)| cells[row][column].map_or(f32::NAN, |v| v as f32);
    let x = Array2::from_shape_fn((cells.len(), cells[0].len()), cell);
    let target = |end: usize| match task {
        TaskKind::Regression => Target::Numbers(floats(&reference["amount"])[..end].to_vec()),
        _ => Target::Classes {
            labels: labels(3),
            index: floats(&reference["group"])[..end].iter().map(|c| *c as u32).collect(),
        },
    };
    let of = |end: usize| gappy(data(x.slice(s![..end, ..]).to_owned(), target(end)));
    (of(rows), of(cells.len()))
}

fn gappy(mut d: Dataset) -> Dataset {
    d.x.kinds = vec![FeatureKind::Gappy; d.x.data.ncols()].into();
    d
}

fn task_of(v: &Value) -> TaskKind {
    if v["task"] == "regression" { TaskKind::Regression } else { TaskKind::Classification }
}

fn state(model: &dyn glasshouse_learn::Model) -> GappyState {
    let ModelState::Gappy(state) = model.state() else { panic!("a model with gaps") };
    state
}

#[test]
fn trees_send_missing_cells_where_scikit_learn_does() {
    let reference = reference();
    let cases = reference["trees"].as_array().expect("cases");
    assert!(cases.len() == 8);
    for case in cases {
        let (train, all) = tables(&reference, task_of(case));
        let values: ParamValues = serde_json::from_value(case["params"].clone()).expect("parameters");
        let model = train_with("decision_tree", task_of(case), &train, 1, &values);
        let expected: Vec<f64> = match &case["answers"][0] {
            Value::Array(_) => case["answers"].as_array().expect("rows").iter().flat_map(floats).collect(),
            _ => floats(&case["answers"]),
        };
        for (at, (ours, theirs)) in predict(&*model, &all).numbers().iter().zip(expected).enumerate() {
            assert!((ours - theirs).abs() < 1e-6, "{} at {at}: {ours} and not {theirs}", case["params"]);
        }
    }
}

#[test]
fn forests_are_as_good_as_scikit_learns() {
    let reference = reference();
    for case in reference["forests"].as_array().expect("cases") {
        let (train, all) = tables(&reference, task_of(case));
        let rows = train.x.data.nrows();
        let values = params(&[("min_samples_leaf", 3_i64.into())]);
        let score = |seed: u64| {
            let model =
                train_with(case["kind"].as_str().expect("a kind"), task_of(case), &train, seed, &values);
            let answer = predict(&*model, &all);
            match &all.y {
                Target::Classes { index, .. } => {
                    let found = answer.classes();
                    let right = (rows..index.len()).filter(|row| found[*row] == index[*row]).count();
                    right as f64 / (index.len() - rows) as f64
                }
                Target::Numbers(y) => r2(&answer.numbers()[rows..], &y[rows..]),
                _ => 0.0,
            }
        };
        let ours = (0..5).map(score).sum::<f64>() / 5.0;
        let theirs = case["score"].as_f64().expect("a score");
        let near = 2.0 * case["spread"].as_f64().expect("a spread") + 0.005;
        assert!((ours - theirs).abs() < near, "{} {}: {ours} and not {theirs}", case["kind"], case["task"]);
    }
}

fn r2(found: &[f64], y: &[f64]) -> f64 {
    let mean = y.iter().sum::<f64>() / y.len() as f64;
    let errors: f64 = found.iter().zip(y).map(|(a, b)| (a - b) * (a - b)).sum();
    1.0 - errors / y.iter().map(|v| (v - mean) * (v - mean)).sum::<f64>()
}

/// Whether a cell is there is the only thing that tells.
#[test]
fn a_gap_alone_divides_rows() {
    let x = Array2::from_shape_fn((40, 1), |(row, _)| if row % 3 == 0 { f32::NAN } else { 7.0 });
    let y =
        Target::Classes { labels: labels(2), index: (0..40).map(|row| u32::from(row % 3 == 0)).collect() };
    let d = gappy(data(x, y.clone()));
    let Target::Classes { index, .. } = y else { unreachable!() };
    let model = train_with("decision_tree", TaskKind::Classification, &d, 1, &ParamValues::new());
    assert_eq!(predict(&*model, &d).classes(), index);
    assert_eq!(state(&*model).forest.trees[0].len(), 3);
    for kind in ["random_forest", "extra_trees"] {
        let model = train_with(kind, TaskKind::Classification, &d, 1, &ParamValues::new());
        assert_eq!(predict(&*model, &d).classes(), index, "{kind}");
    }
}

/// A column of nothing but gaps, ones of gaps and one value, rows of gaps: all are learnt from.
#[test]
fn columns_of_gaps_do_no_harm() {
    let x = Array2::from_shape_fn((60, 3), |(row, column)| match column {
        0 => f32::NAN,
        1 if row % 2 == 0 => f32::NAN,
        _ => (row % 7) as f32,
    });
    let d = gappy(data(x, Target::Numbers((0..60).map(|row| f64::from(row % 7)).collect())));
    for kind in KINDS {
        let model = train_with(kind, TaskKind::Regression, &d, 3, &ParamValues::new());
        assert!(predict(&*model, &d).numbers().iter().all(|v| v.is_finite()), "{kind}");
        let state = model.state();
        assert_eq!((state.kind(), state.takes().missing), (kind, true));
        assert_eq!(bytes(&*state.restore()), bytes(&*model));
    }
}

/// Where no cell can be missing, a model says nothing of gaps; where one may be in rows to come, it goes with
/// most of the training rows.
#[test]
fn gaps_that_come_later_go_with_most_rows() {
    let x = Array2::from_shape_fn((40, 1), |(row, _)| if row < 30 { 1.0 } else { 2.0 });
    let plain = data(x, Target::Numbers((0..40).map(|row| if row < 30 { 5.0 } else { 9.0 }).collect()));
    let later = gappy(data(Array2::from_elem((1, 1), f32::NAN), Target::Numbers(vec![0.0])));
    for kind in KINDS {
        let train = |d: &Dataset| train_with(kind, TaskKind::Regression, d, 3, &ParamValues::new());
        let model = train(&gappy(plain.clone()));
        assert!(model.state().takes().missing, "{kind}");
        assert_eq!(predict(&*model, &later).numbers(), [5.0], "{kind}");
        assert!(!train(&plain).state().takes().missing, "{kind}");
    }
}

/// But for gaps, the trees are the same.
#[test]
fn columns_that_may_have_gaps_change_no_tree() {
    let x = training::noise(80, 3, 5);
    let plain = data(x, Target::Numbers((0..80).map(|row| f64::from(row % 9)).collect()));
    for kind in KINDS {
        let of = |d: &Dataset| train_with(kind, TaskKind::Regression, d, 3, &ParamValues::new());
        let with_gaps = state(&*of(&gappy(plain.clone()))).forest;
        let trees = match of(&plain).state() {
            ModelState::Tree(tree) => vec![tree.nodes],
            ModelState::Forest(forest) => forest.trees,
            ModelState::ExtraTrees(forest) => forest.0.trees,
            _ => panic!("no trees"),
        };
        assert_eq!(with_gaps.trees, trees, "{kind}");
    }
}

/// Rows left out of a tree are judged with their gaps.
#[test]
fn forests_with_gaps_are_judged() {
    let (train, _) = tables(&reference(), TaskKind::Regression);
    let values = params(&[("oob_score", true.into()), ("n_estimators", 60_i64.into())]);
    let mut training =
        training::start_with("random_forest", TaskKind::Regression, &train, 1, &values).expect("it starts");
    while training::advance(&mut *training).is_ok() {}
    let judged = training.out_of_bag().expect("a score");
    assert!(judged.score > 0.5 && judged.score < 0.9, "{judged:?}");
}

#[test]
fn damaged_states_are_refused() {
    let (train, _) = tables(&reference(), TaskKind::Classification);
    let few = params(&[("n_estimators", 3_i64.into())]);
    let model = train_with("random_forest", TaskKind::Classification, &train, 1, &few);
    let sound = state(&*model);
    let damaged = |damage: &dyn Fn(&mut GappyState)| {
        let mut state = sound.clone();
        damage(&mut state);
        ModelState::Gappy(state).check(6)
    };
    assert!(damaged(&|_| {}).is_ok());
    assert!(damaged(&|s| s.gaps.clear()).is_err());
    assert!(damaged(&|s| s.gaps[1].gaps.clear()).is_err());
    assert!(damaged(&|s| s.gaps[0].sets.push([0; 8])).is_err());
    assert!(damaged(&|s| s.gaps.push(Branches::default())).is_err());
    assert!(damaged(&|s| s.kind = glasshouse_learn::tree::GappyKind::Tree).is_err());
    assert!(damaged(&|s| s.forest.features = 5).is_err());
    assert!(damaged(&|s| s.forest.trees[0].left[0] = 1 << 30).is_err());
    assert!(ModelState::Gappy(sound).check(7).is_err());
}
