//! Several targets: the same answers as scikit-learn's, and the laws of every estimator of the registry.

mod training;

use glasshouse_learn::ensemble::SeveralState;
use glasshouse_learn::{
    Dataset, EstimatorKind, LearnError, Model, ModelState, Prediction, Target, find, registry,
};
use glasshouse_spec::{ParamValue, ParamValues, TaskKind};
use ndarray::{Array2, s};
use serde_json::Value;
use std::sync::Arc;
use training::cases::{committed, floats};
use training::{advance, bytes, data, labels, noise, params, predict, start_with, train, train_with};

const ROWS: usize = 150;

/// Every estimator of classes and of numbers.
fn each(mut law: impl FnMut(&'static dyn EstimatorKind, TaskKind)) {
    for kind in registry() {
        for &task in kind.tasks() {
            if matches!(task, TaskKind::Classification | TaskKind::Regression) {
                law(*kind, task);
            }
        }
    }
}

/// Three targets of noise: of classes three, two and two, or of numbers.
fn table(task: TaskKind, rows: usize) -> Dataset {
    let x = noise(rows, 4, 7);
    let score = |i: usize, j: usize| x[[i, j]] + 0.5 * x[[i, 3]];
    let target = |j: usize| match task {
        TaskKind::Regression => Target::Numbers((0..rows).map(|i| f64::from(score(i, j))).collect()),
        _ => {
            let class = |i: usize| u32::from(score(i, j) > 0.3) + u32::from(j == 0 && score(i, j) > 0.9);
            Target::Classes {
                labels: labels(if j == 0 { 3 } else { 2 }),
                index: (0..rows).map(class).collect(),
            }
        }
    };
    let y = Target::Several((0..3).map(target).collect());
    data(x, y)
}

fn targets(d: &Dataset) -> &[Target] {
    match &d.y {
        Target::Several(targets) => targets,
        _ => panic!("several targets"),
    }
}

fn of_target(d: &Dataset, number: usize) -> Dataset {
    Dataset { y: targets(d)[number].clone(), ..d.clone() }
}

fn answers(model: &dyn Model, d: &Dataset) -> Vec<Prediction> {
    match model.predict(&d.x) {
        Prediction::Several(answers) => answers,
        _ => panic!("an answer for each target"),
    }
}

/// Quick ones of those that take long with their defaults.
fn few(id: &str) -> ParamValues {
    match id {
        "random_forest" | "extra_trees" => params(&[("n_estimators", 8.into())]),
        "hist_gradient_boosting" => params(&[("max_iter", 5.into())]),
        "mlp" => params(&[("max_iter", 3.into())]),
        _ => ParamValues::new(),
    }
}

#[test]
fn each_target_has_the_model_that_it_would_have_alone() {
    each(|kind, task| {
        if kind.chains() {
            return;
        }
        let (id, d) = (kind.id(), table(task, ROWS));
        let model = train_with(id, task, &d, 3, &few(id));
        let ModelState::Several(SeveralState { models }) = model.state() else { panic!("{id}: several") };
        assert_eq!(models.len(), 3);
        for (number, (state, answer)) in models.iter().zip(answers(&*model, &d)).enumerate() {
            let alone = train_with(id, task, &of_target(&d, number), 3, &few(id));
            assert!(*state == alone.state(), "{id} target {number}");
            assert!(predict(&*alone, &d) == answer.into(), "{id} target {number}");
            assert_eq!(model.weights_of(number), alone.weights(), "{id}");
        }
    });
}

#[test]
fn the_same_seed_gives_the_same_bytes_which_survive_the_bundle() {
    each(|kind, task| {
        let (id, d) = (kind.id(), table(task, ROWS));
        let model = train_with(id, task, &d, 5, &few(id));
        let stored = bytes(&*model);
        assert_eq!(stored, bytes(&*train_with(id, task, &d, 5, &few(id))), "{id}");
        let state: ModelState = postcard::from_bytes(&stored).expect("what was written is read");
        assert_eq!((state.kind(), state.check(4), state.each().len()), (id, Ok(()), 3));
        assert!(id == "dummy" || state.check(5).is_err(), "{id}");
        assert!(predict(&*state.restore(), &d) == predict(&*model, &d), "{id}");
        assert_eq!(state.restore().weights_of(2), model.weights_of(2), "{id}");
    });
}

#[test]
fn a_chain_of_one_target_is_its_estimator() {
    for (id, inner, task) in [
        ("classifier_chain", "logistic_regression", TaskKind::Classification),
        ("regressor_chain", "ridge", TaskKind::Regression),
    ] {
        let d = of_target(&table(task, ROWS), 0);
        let (chain, alone) = (train(id, task, &d, 1), train(inner, task, &d, 1));
        assert_eq!(chain.state().kind(), id);
        assert!(*chain.state().each()[0] == alone.state());
        assert!(predict(&*chain, &d) == predict(&*alone, &d));
        assert_eq!(chain.weights(), alone.weights());
    }
}

#[test]
fn a_chain_in_random_order_follows_its_seed_and_answers_in_the_order_of_the_targets() {
    let d = table(TaskKind::Regression, ROWS);
    let values = params(&[("order", "random".into())]);
    let order = |seed| {
        let model = train_with("regressor_chain", TaskKind::Regression, &d, seed, &values);
        let ModelState::Chain(state) = model.state() else { panic!("a chain") };
        for (answer, target) in answers(&*model, &d).into_iter().zip(targets(&d)) {
            let (Prediction::Numbers(told), Target::Numbers(y)) = (answer, target) else { panic!("numbers") };
            let off = told.iter().zip(y).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
            assert!(off < 0.1, "the targets are linear: {off}");
        }
        state.order
    };
    let orders: Vec<Vec<u32>> = (0..12).map(order).collect();
    assert_eq!(orders[3], order(3));
    assert!(orders.iter().any(|one| *one != orders[0]) && orders.iter().any(|one| *one != [0, 1, 2]));
}

#[test]
fn nothing_can_be_kept_until_every_target_has_a_model() {
    for id in ["random_forest", "hist_gradient_boosting", "mlp", "regressor_chain"] {
        let (task, d) = (TaskKind::Regression, table(TaskKind::Regression, 600));
        // As many trees as make several chunks on a few threads.
        let values = if id == "random_forest" { params(&[("n_estimators", 600.into())]) } else { few(id) };
        let mut training = start_with(id, task, &d, 1, &values).expect("sound");
        let (mut kept, mut done, mut told) = (0, 0, Vec::new());
        let model = loop {
            if training.has_best() {
                let best = training.best().expect("it said so");
                assert_eq!(answers(&*best, &d).len(), 3);
                assert_eq!(best.state().check(4), Ok(()));
                kept += 1;
                assert_eq!(training.lacks(), None, "{id}");
            } else {
                assert!(training.best().is_none(), "{id}");
                assert_eq!(kept, 0, "{id}: what can be kept does not go away");
                told.extend(training.lacks().filter(|lacks| told.last() != Some(lacks)));
            }
            match advance(&mut *training) {
                Ok(progress) => {
                    let share = progress.done * 1000 / progress.total.max(1);
                    assert!(share >= done && progress.done <= progress.total, "{id} {progress:?}");
                    done = share;
                }
                Err(model) => break model,
            }
        };
        assert!(kept > 0 || id != "random_forest");
        let lacks =
            ["0 of 3 targets have a model", "1 of 3 targets has a model", "2 of 3 targets have a model"];
        assert_eq!(told, lacks, "{id}");
        assert_eq!(bytes(&*model), bytes(&*train_with(id, task, &d, 1, &values)));
    }
}

#[test]
fn going_on_gives_the_bytes_of_one_training() {
    let mut seen = Vec::new();
    each(|kind, task| {
        let Some(steps) = kind.steps() else { return };
        let (id, d) = (kind.id(), table(task, ROWS));
        let of = |count: i64| ParamValues::from([(steps.to_owned(), ParamValue::Int(count))]);
        let begun = train_with(id, task, &d, 2, &of(3)).state();
        let estimator = kind.build(task, &of(7)).expect("sound");
        let mut training = estimator.resume(&begun, Arc::new(d.clone()), 2).expect("goes on");
        let model = loop {
            if let Err(model) = advance(&mut *training) {
                break model;
            }
        };
        assert_eq!(bytes(&*model), bytes(&*train_with(id, task, &d, 2, &of(7))), "{id}");
        let alone = of_target(&d, 0);
        for (state, data) in [(begun.clone(), alone), (begun.each()[0].clone(), d)] {
            let refused = estimator.resume(&state, Arc::new(data), 2).err();
            assert!(matches!(refused, Some(LearnError::Resume(_))), "{id} {refused:?}");
        }
        seen.push(id);
    });
    assert!(seen.contains(&"hist_gradient_boosting") && seen.contains(&"mlp"), "{seen:?}");
}

#[test]
fn rows_that_are_watched_change_nothing_and_show_in_the_curve() {
    for task in [TaskKind::Classification, TaskKind::Regression] {
        let (d, rows) = (table(task, ROWS), table(task, 40));
        let id = "hist_gradient_boosting";
        let mut training = start_with(id, task, &d, 1, &few(id)).expect("sound");
        training.watch(&rows);
        let mut curves = 0;
        let model = loop {
            match advance(&mut *training) {
                Ok(_) => curves += usize::from(training.curve().is_some_and(|c| !c.validation.is_empty())),
                Err(model) => break model,
            }
        };
        assert!(curves > 0 && training.curve().is_some_and(|curve| !curve.validation.is_empty()));
        assert_eq!(bytes(&*model), bytes(&*train_with(id, task, &d, 1, &few(id))));
    }
}

#[test]
fn rows_without_weight_do_not_count() {
    each(|kind, task| {
        let id = kind.id();
        // What follows the seed draws or deals out rows otherwise.
        if !["linear_regression", "ridge", "decision_tree", "gaussian_nb", "k_neighbors"].contains(&id)
            && !kind.chains()
        {
            return;
        }
        let mut d = table(task, ROWS);
        let fewer =
            training::repeated(&d, &(0..ROWS).map(|i| f64::from(u8::from(i % 3 > 0))).collect::<Vec<_>>());
        d.weights = Some((0..ROWS).map(|i| f64::from(u8::from(i % 3 > 0))).collect());
        predict(&*train(id, task, &d, 1), &d).assert_close(
            &predict(&*train(id, task, &fewer, 1), &d),
            1e-5,
            id,
        );
    });
}

#[test]
fn targets_that_cannot_be_learned_are_refused_before_any_work() {
    each(|kind, task| {
        let (id, d) = (kind.id(), table(task, 30));
        let refused = |y: Vec<Target>| {
            let d = Dataset { y: Target::Several(y), ..d.clone() };
            training::start(id, task, &d, 1).err().unwrap_or_else(|| panic!("{id} takes it"))
        };
        let own = targets(&d);
        assert!(matches!(refused(vec![own[0].clone()]), LearnError::Shape { .. }), "{id}");
        assert!(
            matches!(refused(vec![own[0].clone(), own[1].take(&[0, 1])]), LearnError::Shape { .. }),
            "{id}"
        );
        if task == TaskKind::Classification {
            let one = Target::Classes { labels: labels(2), index: vec![1; 30] };
            let error = refused(vec![own[0].clone(), own[1].clone(), one]);
            assert_eq!(error.to_string().split(':').next(), Some("of target 3"), "{id}");
        } else {
            let y = vec![own[0].clone(), Target::Numbers(vec![f64::NAN; 30])];
            assert!(matches!(refused(y), LearnError::BadTarget { row: 0, .. }), "{id}");
        }
    });
    let untargeted = find("k_means").expect("listed").build(TaskKind::Clustering, &ParamValues::new());
    let d = table(TaskKind::Regression, 30);
    assert!(matches!(untargeted.expect("sound").start(Arc::new(d), 1).err(), Some(LearnError::Task { .. })));
}

#[test]
fn damaged_states_are_refused_without_a_panic() {
    let states: Vec<ModelState> = [
        ("gaussian_nb", TaskKind::Classification),
        ("ridge", TaskKind::Regression),
        ("voting", TaskKind::Classification),
        ("classifier_chain", TaskKind::Classification),
        ("regressor_chain", TaskKind::Regression),
    ]
    .map(|(id, task)| train(id, task, &table(task, 40), 1).state())
    .to_vec();
    let several = |models: Vec<ModelState>| ModelState::Several(SeveralState { models });
    let refused = |state: &ModelState| assert!(state.check(4).is_err(), "{}", state.kind());
    refused(&several(Vec::new()));
    refused(&several(vec![states[0].each()[0].clone()]));
    refused(&several(vec![states[0].each()[0].clone(), states[1].each()[0].clone()]));
    refused(&several(vec![states[0].clone(), states[0].clone()]));
    for chain in &states[3..] {
        let ModelState::Chain(sound) = chain else { panic!("a chain") };
        for damage in 0..5 {
            let mut state = sound.clone();
            match damage {
                0 => state.order = vec![0, 0, 1],
                1 => state.order = vec![0, 1, 7],
                2 => state.models.truncate(2),
                3 => state.models.swap(0, 2),
                _ => state.features = 3,
            }
            refused(&ModelState::Chain(state));
        }
    }
    // No byte that is another makes it reach outside itself.
    for state in &states {
        let stored = postcard::to_stdvec(state).expect("plain data");
        for at in 0..stored.len() {
            let mut damaged = stored.clone();
            damaged[at] = damaged[at].wrapping_add(113);
            if let Ok(state) = postcard::from_bytes::<ModelState>(&damaged)
                && state.check(4).is_ok()
            {
                state.restore().predict(&table(TaskKind::Regression, 3).x);
            }
        }
    }
    // States inside states are bounded.
    let mut deep = states[0].clone();
    for _ in 0..40 {
        deep = several(vec![deep.clone()]);
    }
    let stored = postcard::to_stdvec(&deep).expect("plain data");
    assert!(postcard::from_bytes::<ModelState>(&stored).is_err());
}

/// The data of the script, with the targets of a task.
fn reference(task: TaskKind) -> (Value, Dataset) {
    let all = committed("several");
    let features = all["features"].as_u64().expect("a count") as usize;
    let x: Vec<f32> = floats(&all["x"]).into_iter().map(|x| x as f32).collect();
    let x = Array2::from_shape_vec((x.len() / features, features), x).expect("the shape fits");
    let columns = |key: &str| all[key].as_array().expect("columns").iter().map(floats).collect::<Vec<_>>();
    let target = |column: Vec<f64>| {
        let count = column.iter().fold(0.0, |most: f64, class| most.max(*class)) as u8 + 1;
        Target::Classes {
            labels: labels(count),
            index: column.into_iter().map(|class| class as u32).collect(),
        }
    };
    let y = match task {
        TaskKind::Regression => columns("numbers").into_iter().map(Target::Numbers).collect(),
        _ => columns("labels").into_iter().map(target).collect(),
    };
    (all.clone(), data(x, Target::Several(y)))
}

fn values(of: &Value) -> ParamValues {
    let value = |value: &Value| match value {
        Value::String(text) => ParamValue::Text(text.clone()),
        number => ParamValue::Int(number.as_i64().expect("a number")),
    };
    of.as_object().expect("parameters").iter().map(|(name, v)| (name.clone(), value(v))).collect()
}

fn trained(case: &Value, task: TaskKind, all: &Value, d: &Dataset) -> Box<dyn Model> {
    let mut d = d.clone();
    if case["weighted"] == true {
        d.weights = Some(floats(&all["weights"]));
    }
    let mut values = values(&case["params"]);
    let kind = case["kind"].as_str().expect("a kind");
    if kind == "logistic_regression" {
        values.insert("tol".into(), ParamValue::Float(1e-10));
    } else if kind == "classifier_chain" && !values.contains_key("estimator") {
        let exact = ParamValues::from([("tol".to_owned(), ParamValue::Float(1e-10))]);
        values.insert("estimator".into(), ParamValue::nested("logistic_regression", exact));
    }
    train_with(kind, task, &d, 1, &values)
}

#[test]
fn classes_are_scikit_learns() {
    let (all, d) = reference(TaskKind::Classification);
    for case in all["classification"].as_array().expect("cases") {
        let model = trained(case, TaskKind::Classification, &all, &d);
        for (at, answer) in answers(&*model, &d).into_iter().enumerate() {
            let Prediction::Classes { probabilities, index } = answer else { panic!("classes") };
            let what = format!("{} target {at}", case["kind"]);
            assert_eq!(
                index,
                floats(&case["classes"][at]).into_iter().map(|c| c as u32).collect::<Vec<_>>(),
                "{what}"
            );
            let expected = floats(&case["probabilities"][at]);
            assert_eq!(expected.len(), probabilities.len());
            let off = probabilities.iter().zip(&expected).map(|(a, b)| (f64::from(*a) - b).abs());
            assert!(off.fold(0.0, f64::max) < 2e-6, "{what}");
        }
    }
}

#[test]
fn numbers_are_scikit_learns() {
    let (all, d) = reference(TaskKind::Regression);
    for case in all["regression"].as_array().expect("cases") {
        let model = trained(case, TaskKind::Regression, &all, &d);
        for (at, answer) in answers(&*model, &d).into_iter().enumerate() {
            let Prediction::Numbers(numbers) = answer else { panic!("numbers") };
            for (ours, theirs) in numbers.iter().zip(floats(&case["numbers"][at])) {
                assert!(
                    (ours - theirs).abs() < 2e-6 * theirs.abs().max(1.0),
                    "{} {at}: {ours} {theirs}",
                    case["kind"]
                );
            }
        }
    }
}

#[test]
fn a_row_is_answered_alike_alone_and_among_others() {
    for (id, task) in
        [("classifier_chain", TaskKind::Classification), ("regressor_chain", TaskKind::Regression)]
    {
        let d = table(task, 60);
        let model = train(id, task, &d, 1);
        let whole = predict(&*model, &d).numbers();
        let mut rows = Vec::new();
        for row in 0..60 {
            let one = Dataset {
                x: data(d.x.data.slice(s![row..=row, ..]).to_owned(), Target::None).x,
                ..d.clone()
            };
            rows.push(predict(&*model, &one).numbers());
        }
        let sum = |numbers: &[f64]| numbers.iter().map(|n| n.to_bits()).fold(0_u64, u64::wrapping_add);
        assert_eq!(sum(&whole), sum(&rows.concat()), "{id}");
    }
}
