//! Rows that a training only looks at: they change no byte of the model, and what is noted of them after the
//! last step is how the model answers them.

mod training;

use glasshouse_learn::{Dataset, Model, Prediction, Target, registry};
use glasshouse_spec::{LearningCurve, ParamValues, TaskKind};
use training::{advance, data, labels, noise, params, start_with};

/// Rows whose answers hang on three of their numbers.
fn table(task: TaskKind, rows: usize, seed: u64) -> Dataset {
    let x = noise(rows, 5, seed);
    let score = |row: usize| x[[row, 2]] + 2.0 * x[[row, 3]] - x[[row, 0]];
    let class = |row: usize| u32::from(score(row) > 0.3) + u32::from(score(row) > 1.5);
    let y = match task {
        TaskKind::Regression => Target::Numbers((0..rows).map(|row| score(row).into()).collect()),
        _ => Target::Classes { labels: labels(3), index: (0..rows).map(class).collect() },
    };
    data(x, y)
}

fn trained(
    id: &str,
    task: TaskKind,
    values: &ParamValues,
    watched: Option<&Dataset>,
) -> (Box<dyn Model>, Option<LearningCurve>) {
    let d = table(task, 300, 7);
    let mut training = start_with(id, task, &d, 1, values).expect("sound");
    if let Some(rows) = watched {
        training.watch(rows);
    }
    loop {
        if let Err(model) = advance(&mut *training) {
            return (model, training.curve());
        }
    }
}

/// Other rows, some of them of no weight.
fn others(task: TaskKind) -> Dataset {
    let weights = (0..200).map(|row| f64::from(row % 3)).collect();
    Dataset { weights: Some(weights), ..table(task, 200, 9) }
}

/// Accuracy, or R², by the definition.
fn measured(model: &dyn Model, rows: &Dataset) -> f64 {
    let weights = rows.weights.as_ref().expect("weighted");
    let total: f64 = weights.iter().sum();
    let mean = |of: &dyn Fn(usize) -> f64| {
        weights.iter().enumerate().map(|(row, w)| w * of(row)).sum::<f64>() / total
    };
    match (model.predict(&rows.x), &rows.y) {
        (Prediction::Classes { index, .. }, Target::Classes { index: right, .. }) => {
            mean(&|row| f64::from(index[row] == right[row]))
        }
        (Prediction::Numbers(found), Target::Numbers(y)) => {
            let middle = mean(&|row| y[row]);
            1.0 - mean(&|row| (y[row] - found[row]).powi(2)) / mean(&|row| (y[row] - middle).powi(2))
        }
        _ => panic!("another kind of answer"),
    }
}

#[test]
fn looking_changes_nothing_and_tells_how_the_model_does() {
    let few = params(&[("max_iter", 12.into())]);
    for (id, task) in [
        ("hist_gradient_boosting", TaskKind::Classification),
        ("hist_gradient_boosting", TaskKind::Regression),
        ("mlp", TaskKind::Classification),
        ("mlp", TaskKind::Regression),
    ] {
        let rows = others(task);
        let (plain, unseen) = trained(id, task, &few, None);
        let (model, curve) = trained(id, task, &few, Some(&rows));
        assert!(plain.state() == model.state(), "{id} {task:?}");
        let (unseen, curve) = (unseen.expect("steps"), curve.expect("steps"));
        assert!(unseen.validation.is_empty() && unseen.train == curve.train, "{id} {task:?}");
        let lengths = [&curve.train, &curve.validation, &curve.train_metric, &curve.validation_metric];
        assert!(lengths.iter().all(|list| list.len() == curve.at.len()), "{id} {task:?} {curve:?}");
        let (noted, right) = (curve.validation_metric.last().expect("a step"), measured(&*model, &rows));
        assert!((noted - right).abs() < 1e-5, "{id} {task:?}: {noted} {right}");
    }
}

#[test]
fn rows_that_early_stopping_holds_back_are_told_and_no_others() {
    for id in ["hist_gradient_boosting", "mlp"] {
        let values = params(&[("max_iter", 12.into()), ("early_stopping", true.into())]);
        let task = TaskKind::Classification;
        let (plain, held) = trained(id, task, &values, None);
        let (model, curve) = trained(id, task, &values, Some(&others(task)));
        assert!(plain.state() == model.state() && held == curve, "{id}");
        assert!(!curve.expect("steps").validation.is_empty(), "{id}");
    }
}

#[test]
fn whatever_is_watched_no_kind_learns_otherwise() {
    for kind in registry().iter().filter(|kind| kind.steps() == Some("max_iter")) {
        for &task in kind.tasks() {
            if let TaskKind::Classification | TaskKind::Regression = task {
                let few = params(&[("max_iter", 5.into())]);
                let (plain, _) = trained(kind.id(), task, &few, None);
                let (model, curve) = trained(kind.id(), task, &few, Some(&others(task)));
                assert!(plain.state() == model.state(), "{} {task:?}", kind.id());
                let curve = curve.expect("it learns step by step");
                assert_eq!(curve.validation.len(), curve.at.len(), "{} {task:?}", kind.id());
            }
        }
    }
}
