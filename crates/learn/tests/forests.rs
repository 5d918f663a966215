//! Forests that go on for more trees.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod training;

use glasshouse_learn::{Dataset, FeatureKind, LearnError, Model, ModelState, Target, Training, find};
use glasshouse_spec::{OutOfBag, ParamValues, TaskKind};
use std::sync::Arc;
use training::{Value, advance, bytes, data, labels, noise, params, start_with, train_with};

const KINDS: [&str; 2] = ["random_forest", "extra_trees"];

/// Rows whose answers no tree can part by itself, of unequal weights.
fn table(task: TaskKind, gaps: bool, rows: usize) -> Dataset {
    let mut x = noise(rows, 4, 5);
    let answer = |row: usize| f64::from(x[[row, 0]]) + 0.8 * f64::from(x[[row, 1]] * x[[row, 2]]);
    let numbers: Vec<f64> = (0..rows).map(answer).collect();
    let y = match task {
        TaskKind::Regression => Target::Numbers(numbers),
        _ => Target::Classes {
            labels: labels(3),
            index: numbers.iter().map(|v| u32::from(*v > -0.3) + u32::from(*v > 0.4)).collect(),
        },
    };
    if gaps {
        x.iter_mut().step_by(7).for_each(|cell| *cell = f32::NAN);
    }
    let mut d = data(x, y);
    d.x.kinds = vec![if gaps { FeatureKind::Gappy } else { FeatureKind::Number }; 4].into();
    d.weights = Some((0..rows).map(|row| [1.0, 0.3, 2.7][row % 3]).collect());
    d
}

fn of(trees: i64, more: &[(&str, Value)]) -> ParamValues {
    let mut values = params(more);
    values.extend(params(&[("n_estimators", trees.into()), ("min_samples_leaf", 6_i64.into())]));
    values
}

fn end(mut training: Box<dyn Training>) -> (Box<dyn Model>, Option<OutOfBag>) {
    loop {
        if let Err(model) = advance(&mut *training) {
            return (model, training.out_of_bag());
        }
    }
}

fn go_on(
    id: &str,
    task: TaskKind,
    d: &Dataset,
    values: &ParamValues,
    from: &ModelState,
) -> Result<Box<dyn Training>, LearnError> {
    find(id).unwrap().build(task, values).unwrap().resume(from, Arc::new(d.clone()), 3)
}

/// Three trees have a finer grid of shares than forty, and those than seventy.
#[test]
fn forests_go_on_as_if_they_had_not_stopped() {
    for task in [TaskKind::Classification, TaskKind::Regression] {
        for gaps in [false, true] {
            let d = table(task, gaps, 240);
            let mut cases = vec![vec![], vec![("bootstrap", true.into()), ("oob_score", true.into())]];
            if task == TaskKind::Classification {
                cases.push(vec![("class_weight", Value::from("balanced_subsample"))]);
            }
            for (id, more) in KINDS.iter().flat_map(|id| cases.iter().map(move |more| (*id, more))) {
                let mut last = train_with(id, task, &d, 3, &of(3, more));
                for trees in [3, 40, 70] {
                    let whole = end(start_with(id, task, &d, 3, &of(trees, more)).unwrap());
                    let state: ModelState = postcard::from_bytes(&bytes(&*last)).unwrap();
                    let on = end(go_on(id, task, &d, &of(trees, more), &state).unwrap());
                    assert_eq!(bytes(&*on.0), bytes(&*whole.0), "{id} {task:?} {gaps} {trees}");
                    assert_eq!(on.1, whole.1, "{id} {task:?} {gaps} {trees}");
                    last = on.0;
                }
                let (_, weights) = last.weights().unwrap();
                assert!((weights.iter().sum::<f64>() - 1.0).abs() < 1e-12, "{weights:?}");
            }
        }
    }
}

#[test]
fn a_forest_that_was_stopped_goes_on() {
    let task = TaskKind::Classification;
    let d = table(task, false, 6000);
    for id in KINDS {
        let whole = train_with(id, task, &d, 3, &of(60, &[]));
        let mut training = start_with(id, task, &d, 3, &of(60, &[])).unwrap();
        while !training.has_best() {
            assert!(advance(&mut *training).is_ok(), "{id} grows in one chunk");
        }
        let (on, _) = end(go_on(id, task, &d, &of(60, &[]), &training.best().unwrap().state()).unwrap());
        assert_eq!(bytes(&*on), bytes(&*whole), "{id}");
    }
}

#[test]
fn what_is_no_beginning_of_a_forest_is_refused() {
    let task = TaskKind::Classification;
    let d = table(task, false, 240);
    let forest = train_with("random_forest", task, &d, 3, &of(8, &[])).state();
    let refused = |id: &str, trees: i64, d: &Dataset, from: &ModelState| {
        matches!(go_on(id, task, d, &of(trees, &[]), from).err(), Some(LearnError::Resume(_)))
    };
    assert!(!refused("random_forest", 8, &d, &forest));
    assert!(refused("random_forest", 7, &d, &forest), "fewer trees");
    assert!(refused("extra_trees", 9, &d, &forest), "another kind");
    assert!(refused("random_forest", 9, &table(task, true, 240), &forest), "rows with gaps");
    let tree = train_with("decision_tree", task, &d, 3, &ParamValues::new()).state();
    assert!(refused("random_forest", 9, &d, &tree), "a tree");
    let ModelState::Forest(mut old) = forest else { panic!("a forest") };
    let all: f64 = old.importances.iter().sum();
    old.importances.iter_mut().for_each(|sum| *sum /= all);
    assert!(refused("random_forest", 9, &d, &ModelState::Forest(old)), "a mean in place of a sum");
}
