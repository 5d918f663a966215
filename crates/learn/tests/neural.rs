//! Networks: scikit-learn's steps and scores from `tests/reference/neural.py`, going on, schedules,
//! and what is said when it goes wrong.

mod training;

use glasshouse_learn::neural::{Activation, Checkpoint, End, Layer, MlpState};
use glasshouse_learn::{Dataset, LearnError, Model, ModelState, Target, find};
use glasshouse_spec::{ParamValue, ParamValues, TaskKind};
use ndarray::Array2;
use serde_json::Value;
use std::sync::Arc;
use training::{advance, bytes, data, labels, noise, params, predict, start_with, train_with};

fn reference() -> Value {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/reference/neural.json");
    serde_json::from_str(&std::fs::read_to_string(path).expect("committed")).expect("JSON")
}

fn floats(v: &Value) -> Vec<f64> {
    v.as_array().expect("a list").iter().map(|x| x.as_f64().expect("a number")).collect()
}

fn singles(v: &Value) -> Vec<f32> {
    floats(v).into_iter().map(|x| x as f32).collect()
}

fn classes(v: &Value, count: u8) -> Target {
    let index: Vec<u32> = floats(v).into_iter().map(|c| c as u32).collect();
    Target::Classes { labels: labels(count), index }
}

/// A model that has not begun: weights, moments of zero, no epochs.
fn unbegun(features: usize, classes: Option<u32>, first: &[Layer], params: &Value) -> MlpState {
    let outputs = first.last().expect("a layer").biases.len();
    let mut sizes = vec![features as u32];
    sizes.extend(first.iter().map(|layer| layer.biases.len() as u32));
    let mut all: Vec<f32> = first.iter().flat_map(|layer| layer.weights.clone()).collect();
    all.extend(first.iter().flat_map(|layer| layer.biases.clone()));
    let second = if params["solver"] == "sgd" { 0 } else { all.len() };
    let checkpoint = Checkpoint {
        sizes,
        running: Vec::new(),
        first: vec![0.0; all.len()],
        second: vec![0.0; second],
        parameters: all,
        steps: 0,
        planned: 0,
        rate: params["learning_rate_init"].as_f64().unwrap_or(1e-3),
        rate_waited: 0,
        lowest: f64::INFINITY,
        waited: 0,
        losses: Vec::new(),
        held: Vec::new(),
        best: None,
    };
    MlpState {
        features: features as u32,
        classes,
        outputs: if outputs == 1 {
            vec![u32::from(classes.is_some())]
        } else {
            (0..outputs as u32).collect()
        },
        base: vec![0.0; classes.unwrap_or(0) as usize],
        activation: match params["activation"].as_str() {
            Some("identity") => Activation::Identity,
            Some("tanh") => Activation::Tanh,
            Some("logistic") => Activation::Logistic,
            _ => Activation::Relu,
        },
        layers: first.to_vec(),
        centre: 0.0,
        scale: 1.0,
        limit: 1e15,
        epochs: 0,
        end: End::Unfinished,
        unscaled: false,
        checkpoint: Some(Box::new(checkpoint)),
    }
}

fn layers(v: &Value) -> Vec<Layer> {
    let layer = |v: &Value| Layer { weights: singles(&v[0]), biases: singles(&v[1]) };
    v.as_array().expect("layers").iter().map(layer).collect()
}

/// From the same weights on, the same losses and weights after some epochs; scikit-learn computes in
/// double precision here.
#[test]
fn steps_are_scikit_learns() {
    let reference = reference();
    let steps = &reference["steps"];
    let (x, rows) = (singles(&steps["x"]), steps["rows"].as_u64().expect("a count") as usize);
    let cases = steps["cases"].as_array().expect("cases");
    assert!(cases.len() >= 10);
    for case in cases {
        let name = format!("{} {}", case["target"], case["params"]);
        let answers = &steps["targets"][case["target"].as_str().expect("a name")];
        let (y, count, task) = match case["target"].as_str() {
            Some("number") => (Target::Numbers(floats(answers)), None, TaskKind::Regression),
            Some("two") => (classes(answers, 2), Some(2), TaskKind::Classification),
            _ => (classes(answers, 3), Some(3), TaskKind::Classification),
        };
        let x = Array2::from_shape_vec((rows, x.len() / rows), x.clone()).expect("the shape fits");
        let mut d = data(x, y);
        d.weights = case["weights"].as_array().map(|_| floats(&case["weights"]));
        let values: ParamValues = serde_json::from_value(case["params"].clone()).expect("parameters");
        let estimator = find("mlp").expect("listed").build(task, &values).expect("sound");
        let first = unbegun(d.x.data.ncols(), count, &layers(&case["first"]), &case["params"]);
        let mut training =
            estimator.resume(&ModelState::Mlp(first), Arc::new(d.clone()), 0).expect("it fits");
        let model = loop {
            if let Err(model) = advance(&mut *training) {
                break model;
            }
        };
        let ModelState::Mlp(found) = model.state() else { panic!("a network") };
        for (ours, theirs) in found.layers.iter().zip(layers(&case["last"])) {
            for (a, b) in
                ours.weights.iter().chain(&ours.biases).zip(theirs.weights.iter().chain(&theirs.biases))
            {
                assert!((a - b).abs() < 2e-5 * b.abs().max(1.0), "{name}: {a} {b}");
            }
        }
        if case["params"]["alpha"] == 0.0 && case["weights"].is_null() {
            let curve = training.curve().expect("epochs");
            let losses = floats(&case["losses"]);
            assert_eq!(curve.train.len(), losses.len());
            assert!(
                curve.train.iter().zip(losses).all(|(a, b)| (a - b).abs() < 1e-5),
                "{name} {:?}",
                curve.train
            );
        }
    }
}

fn part(d: &Dataset, rows: std::ops::Range<usize>) -> Dataset {
    let y = match &d.y {
        Target::Numbers(y) => Target::Numbers(y[rows.clone()].to_vec()),
        Target::Classes { labels, index } => {
            Target::Classes { labels: labels.clone(), index: index[rows.clone()].to_vec() }
        }
        Target::None | Target::Series(_) | Target::Several(_) => panic!("it has a target"),
    };
    data(d.x.data.slice(ndarray::s![rows, ..]).to_owned(), y)
}

/// Accuracy, or R².
fn score(model: &dyn Model, d: &Dataset) -> f64 {
    let answer = predict(model, d);
    match &d.y {
        Target::Classes { index, .. } => {
            let right = answer.classes().iter().zip(index).filter(|(a, b)| a == b).count();
            right as f64 / index.len() as f64
        }
        Target::None | Target::Series(_) | Target::Several(_) => panic!("it has a target"),
        Target::Numbers(y) => {
            let mean = y.iter().sum::<f64>() / y.len() as f64;
            let off: f64 = answer.numbers().iter().zip(y).map(|(a, b)| (a - b) * (a - b)).sum();
            1.0 - off / y.iter().map(|b| (b - mean) * (b - mean)).sum::<f64>()
        }
    }
}

/// The mean over five seeds is at most a hundredth below scikit-learn's.
fn as_good(task: TaskKind, all: &Dataset, case: &Value) {
    let train = case["train"].as_u64().expect("a count") as usize;
    let values: ParamValues = serde_json::from_value(case["params"].clone()).expect("parameters");
    let (seen, rest) = (part(all, 0..train), part(all, train..all.x.data.nrows()));
    let scores = (0..5).map(|seed| score(&*train_with("mlp", task, &seen, seed, &values), &rest));
    let (mean, theirs) = (scores.sum::<f64>() / 5.0, case["score"].as_f64().expect("a score"));
    assert!((mean - theirs).abs() < 0.01, "{mean} {theirs}");
}

#[test]
fn it_reads_digits_as_well_as_scikit_learn() {
    let case = &reference()["scores"]["digits"];
    let rows = case["rows"].as_array().expect("rows");
    let greys = rows.iter().flat_map(|row| row.as_str().expect("letters").bytes());
    let x = greys.map(|grey| f32::from(grey - b'a') / 16.0).collect();
    let x = Array2::from_shape_vec((rows.len(), 64), x).expect("the shape fits");
    as_good(TaskKind::Classification, &data(x, classes(&case["y"], 10)), case);
}

#[test]
fn it_fits_a_bent_surface_as_well_as_scikit_learn() {
    let case = &reference()["scores"]["friedman"];
    let y = floats(&case["y"]);
    let x = Array2::from_shape_vec((y.len(), 8), singles(&case["x"])).expect("the shape fits");
    as_good(TaskKind::Regression, &data(x, Target::Numbers(y)), case);
}

fn table(task: TaskKind, rows: usize) -> Dataset {
    let x = noise(rows, 5, 3);
    let bend = |i: usize| x[[i, 0]] * x[[i, 1]] + x[[i, 2]].abs() - x[[i, 3]];
    let y = match task {
        TaskKind::Regression => {
            Target::Numbers((0..rows).map(|i| 1e4 + 300.0 * f64::from(bend(i))).collect())
        }
        _ => {
            let class = |i: usize| u32::from(bend(i) > 0.0) + u32::from(bend(i) > 1.5);
            Target::Classes { labels: labels(3), index: (0..rows).map(class).collect() }
        }
    };
    data(x, y)
}

/// Every way of training, with what each keeps from step to step.
fn ways() -> Vec<Vec<(&'static str, training::Value)>> {
    vec![
        vec![],
        vec![
            ("solver", "sgd".into()),
            ("learning_rate", "plateau".into()),
            ("learning_rate_patience", 1.into()),
        ],
        vec![("solver", "adamw".into()), ("dropout", 0.3.into()), ("batch_norm", true.into())],
        vec![("early_stopping", true.into()), ("batch_norm", true.into()), ("activation", "gelu".into())],
        vec![("learning_rate", "step".into()), ("learning_rate_step", 3.into()), ("warmup_epochs", 5.into())],
        vec![("learning_rate", "adaptive".into()), ("n_iter_no_change", 1.into()), ("tol", 0.01.into())],
        vec![("learning_rate", "invscaling".into()), ("shuffle", false.into()), ("l1", 0.1.into())],
    ]
}

#[test]
fn going_on_gives_the_bytes_of_one_training() {
    for task in [TaskKind::Classification, TaskKind::Regression] {
        let d = table(task, 300);
        for way in ways() {
            let values = |epochs: i64| {
                let mut way = way.clone();
                way.extend([("max_iter", epochs.into()), ("batch_size", 64.into())]);
                params(&way)
            };
            let few = train_with("mlp", task, &d, 5, &values(4));
            let estimator = find("mlp").expect("listed").build(task, &values(11)).expect("sound");
            let mut training = estimator.resume(&few.state(), Arc::new(d.clone()), 5).expect("it goes on");
            let more = loop {
                if let Err(model) = advance(&mut *training) {
                    break model;
                }
            };
            assert!(
                bytes(&*more) == bytes(&*train_with("mlp", task, &d, 5, &values(11))),
                "{task:?} {way:?}"
            );
        }
    }
}

#[test]
fn a_training_that_is_stopped_goes_on_from_where_it_was() {
    let (task, d) = (TaskKind::Classification, table(TaskKind::Classification, 12_000));
    let values = params(&[("max_iter", 8.into()), ("hidden_layer_sizes", 600.into())]);
    let mut training = start_with("mlp", task, &d, 2, &values).expect("good data");
    let mut stopped = Vec::new();
    let whole = loop {
        stopped.extend(training.best());
        if let Err(model) = advance(&mut *training) {
            break model;
        }
    };
    assert!(stopped.len() > 3, "it should offer itself on the way");
    let estimator = find("mlp").expect("listed").build(task, &values).expect("sound");
    for model in [&stopped[0], &stopped[stopped.len() / 2]] {
        let mut training = estimator.resume(&model.state(), Arc::new(d.clone()), 2).expect("it goes on");
        while let Ok(progress) = advance(&mut *training) {
            assert!(progress.done >= 1 && progress.done <= progress.total);
        }
        let again = training.best().expect("it is done");
        assert!(bytes(&*again) == bytes(&*whole));
    }
}

#[test]
fn what_has_ended_stays_as_it_is_and_holds_nothing_more() {
    let (task, d) = (TaskKind::Regression, table(TaskKind::Regression, 200));
    let values = params(&[("tol", 0.05.into()), ("n_iter_no_change", 2.into())]);
    let model = train_with("mlp", task, &d, 1, &values);
    let ModelState::Mlp(state) = model.state() else { panic!("a network") };
    assert_eq!((state.end, state.checkpoint.is_none()), (End::Converged, true));
    assert!(model.warnings().is_empty());
    let estimator = find("mlp").expect("listed").build(task, &values).expect("sound");
    let mut training = estimator.resume(&model.state(), Arc::new(d.clone()), 1).expect("it goes on");
    let again = advance(&mut *training).expect_err("nothing is left to do");
    assert_eq!(bytes(&*again), bytes(&*model));
}

#[test]
fn other_layers_solvers_or_classes_are_not_gone_on_with() {
    let (task, d) = (TaskKind::Classification, table(TaskKind::Classification, 100));
    let few = params(&[("max_iter", 3.into())]);
    let state = train_with("mlp", task, &d, 1, &few).state();
    let refused = |pairs: &[(&str, training::Value)], d: &Dataset| {
        let estimator = find("mlp").expect("listed").build(task, &params(pairs)).expect("sound");
        assert!(matches!(
            estimator.resume(&state, Arc::new(d.clone()), 1).err(),
            Some(LearnError::Resume(_))
        ));
    };
    refused(&[("hidden_layer_sizes", 99.into())], &d);
    refused(&[("activation", "tanh".into())], &d);
    refused(&[("batch_norm", true.into())], &d);
    refused(&[("solver", "sgd".into())], &d);
    refused(&[("max_iter", 2.into())], &d);
    refused(&[("learning_rate", "cosine".into())], &d);
    let mut other = d.clone();
    other.y = Target::Classes { labels: labels(2), index: (0..100).map(|i| i % 2).collect() };
    refused(&[], &other);
}

/// A cosine comes down to zero at the last epoch: more of them are another training.
#[test]
fn a_plan_that_was_carried_out_is_not_gone_on_with() {
    let (task, d) = (TaskKind::Classification, table(TaskKind::Classification, 100));
    let values = |epochs: i64| params(&[("learning_rate", "cosine".into()), ("max_iter", epochs.into())]);
    let model = train_with("mlp", task, &d, 1, &values(5));
    assert!(model.warnings().is_empty());
    let estimator = find("mlp").expect("listed").build(task, &values(9)).expect("sound");
    let refused = estimator.resume(&model.state(), Arc::new(d.clone()), 1).err();
    assert!(matches!(refused, Some(LearnError::Resume(_))));
}

#[test]
fn damaged_states_are_refused() {
    let (task, d) = (TaskKind::Classification, table(TaskKind::Classification, 60));
    let good = train_with("mlp", task, &d, 1, &params(&[("max_iter", 2.into())])).state();
    let damaged = |damage: fn(&mut MlpState)| {
        let ModelState::Mlp(mut state) = good.clone() else { panic!("a network") };
        damage(&mut state);
        assert!(ModelState::Mlp(state).check(5).is_err());
    };
    assert_eq!(good.check(5), Ok(()));
    damaged(|s| s.layers.clear());
    damaged(|s| s.layers[0].weights.truncate(7));
    damaged(|s| s.layers[0].biases.clear());
    damaged(|s| s.layers.swap(0, 1));
    damaged(|s| s.outputs = vec![0, 1]);
    damaged(|s| s.outputs = vec![0, 1, 3]);
    damaged(|s| s.base.truncate(2));
    damaged(|s| s.classes = None);
    damaged(|s| s.limit = f32::NAN);
    damaged(|s| s.limit = -1.0);
}

#[test]
fn unscaled_features_are_told_of() {
    let task = TaskKind::Regression;
    let few = params(&[("max_iter", 2.into())]);
    let codes = |d: &Dataset| -> Vec<String> {
        train_with("mlp", task, d, 1, &few).warnings().into_iter().map(|warning| warning.code).collect()
    };
    let scaled = table(task, 200);
    assert_eq!(codes(&scaled), ["model.not_converged"]);
    for factor in [1000.0, 1e-4] {
        let mut d = scaled.clone();
        d.x.data.column_mut(2).mapv_inplace(|v| v * factor);
        assert_eq!(codes(&d), ["model.unscaled", "model.not_converged"]);
    }
    let mut constant = scaled.clone();
    constant.x.data.column_mut(2).fill(1.0);
    assert_eq!(codes(&constant), ["model.not_converged"]);
}

#[test]
fn a_loss_without_bound_keeps_the_epoch_before() {
    let (task, d) = (TaskKind::Regression, table(TaskKind::Regression, 200));
    let values = params(&[
        ("solver", "sgd".into()),
        ("learning_rate_init", 1e6.into()),
        ("activation", "identity".into()),
    ]);
    let model = train_with("mlp", task, &d, 1, &values);
    let ModelState::Mlp(state) = model.state() else { panic!("a network") };
    assert_eq!((state.end, state.checkpoint), (End::Diverged, None));
    assert_eq!(model.warnings()[0].code, "model.diverged");
    let mut far = d.clone();
    far.x.data.fill(f32::MAX);
    for d in [&d, &far] {
        assert!(predict(&*model, d).numbers().iter().all(|v| v.is_finite()));
    }
}

#[test]
fn early_stopping_keeps_the_best_epoch() {
    let (task, d) = (TaskKind::Classification, table(TaskKind::Classification, 400));
    let values = params(&[
        ("early_stopping", true.into()),
        ("validation_fraction", 0.3.into()),
        ("learning_rate_init", 0.05.into()),
    ]);
    let mut training = start_with("mlp", task, &d, 1, &values).expect("good data");
    let model = loop {
        if let Err(model) = advance(&mut *training) {
            break model;
        }
    };
    let curve = training.curve().expect("epochs");
    assert_eq!((curve.unit.as_str(), curve.loss.as_str()), ("epoch", "log_loss"));
    assert_eq!(curve.at, (1..=curve.at.len() as u64).collect::<Vec<_>>());
    let best =
        (0..curve.validation.len()).min_by(|&a, &b| curve.validation[a].total_cmp(&curve.validation[b]));
    let best = best.expect("epochs") as i64 + 1;
    assert!(best + 10 < curve.at.len() as i64 + 1, "it stops when the loss no longer falls");
    let mut fewer = values.clone();
    fewer.insert("max_iter".into(), ParamValue::Int(best));
    let fewer = train_with("mlp", task, &d, 1, &fewer);
    assert_eq!(predict(&*model, &d), predict(&*fewer, &d));
}

/// With decay alone and nothing to learn, weights shrink by `1 - rate · alpha` a step.
#[test]
fn adamw_shrinks_weights_aside_from_the_slope() {
    let d = data(Array2::zeros((10, 1)), Target::Numbers(vec![3.0; 10]));
    let weights = |solver: &str, epochs: i64| {
        let values = params(&[
            ("solver", solver.into()),
            ("alpha", 0.5.into()),
            ("max_iter", epochs.into()),
            ("hidden_layer_sizes", 4.into()),
            ("activation", "identity".into()),
            ("learning_rate_init", 0.01.into()),
        ]);
        let ModelState::Mlp(state) = train_with("mlp", TaskKind::Regression, &d, 1, &values).state() else {
            panic!("a network")
        };
        state.layers[0].weights.clone()
    };
    for (one, two) in weights("adamw", 1).iter().zip(weights("adamw", 2)) {
        assert!((two - one * (1.0 - 0.01 * 0.5)).abs() < 1e-7, "{one} {two}");
    }
}
