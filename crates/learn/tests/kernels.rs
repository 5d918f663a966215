//! Support vector machines, stochastic descent and Gaussian processes equal scikit-learn's, from
//! `tests/reference/kernels.py`.

mod training;

use glasshouse_learn::process::GpClassesState;
use glasshouse_learn::{LearnError, Model, ModelState, Target, find};
use glasshouse_spec::{ParamValue, ParamValues, TaskKind};
use std::sync::Arc;
use training::cases::{Case, assert_close, cases_of, committed};
use training::{advance, bytes, data, labels, noise, params, predict, start_with, train_with};

fn cases(kind: &str) -> Vec<Case> {
    cases_of(&committed("kernels"), kind)
}

fn param(case: &Case, name: &str, otherwise: f64) -> f64 {
    case.expected["params"][name].as_f64().unwrap_or(otherwise)
}

/// Coefficients of each line, and the intercepts.
fn lines(model: &dyn Model) -> (Vec<f64>, Vec<f64>) {
    match model.state() {
        ModelState::Margin(s) => (s.coefficients, s.intercepts),
        ModelState::SvmLine(s) => (s.line.coefficients, vec![s.line.intercept]),
        _ => panic!("lines"),
    }
}

/// What `linear_svm` minimises, for lines in the place of its own.
fn objective(case: &Case, coefficients: &[f64], intercepts: &[f64]) -> f64 {
    let (x, text) = (&case.train.x.data, |name: &str| case.expected["params"][name].as_str());
    let (c, scaling, allowed) =
        (param(case, "C", 1.0), param(case, "intercept_scaling", 1.0), param(case, "epsilon", 0.0));
    let squared =
        text("loss").map_or(case.task == TaskKind::Classification, |loss| loss.starts_with("squared"));
    let weight = |row: usize| case.train.weights.as_ref().map_or(1.0, |w| w[row]);
    let mut sum = 0.0;
    for (k, line) in coefficients.chunks_exact(x.ncols()).enumerate() {
        let own = line.iter().copied().chain([intercepts[k] / scaling]);
        sum += match text("penalty") {
            Some("l1") => own.map(f64::abs).sum::<f64>(),
            _ => own.map(|w| 0.5 * w * w).sum::<f64>(),
        };
        for (row, values) in x.outer_iter().enumerate() {
            let score = values.iter().zip(line).fold(intercepts[k], |s, (&v, w)| s + f64::from(v) * w);
            let (beyond, factor) = match &case.train.y {
                Target::Numbers(y) => (((y[row] - score).abs() - allowed).max(0.0), 1.0),
                Target::Classes { index, labels } => {
                    let class = if intercepts.len() == 1 { 1 } else { k as u32 };
                    let rows = index.iter().filter(|&&of| of == index[row]).count();
                    let even = text("class_weight") == Some("balanced")
                        && (intercepts.len() == 1 || index[row] == class);
                    let factor = if even { index.len() as f64 / (labels.len() * rows) as f64 } else { 1.0 };
                    let side = if index[row] == class { 1.0 } else { -1.0 };
                    ((1.0 - side * score).max(0.0), factor)
                }
                Target::None | Target::Series(_) | Target::Several(_) => panic!("a target"),
            };
            sum += c * factor * weight(row) * if squared { beyond * beyond } else { beyond };
        }
    }
    sum
}

#[test]
fn linear_support_vector_machines_are_scikit_learns() {
    for case in cases("linear_svm") {
        let model = case.train(0);
        assert!(model.warnings().is_empty(), "{}: {:?}", case.id, model.warnings());
        let (coefficients, intercepts) = lines(&*model);
        let (theirs, heights) = (case.floats("coefficients"), case.floats("intercepts"));
        let [ours, best] =
            [(&coefficients, &intercepts), (&theirs, &heights)].map(|(w, b)| objective(&case, w, b));
        assert!(ours <= best * (1.0 + 1e-7), "{}: {ours} is not {best}", case.id);
        assert_close(&[ours], &[best], 1e-6, &case.id);
        assert_close(&coefficients, &theirs, 1e-4, &case.id);
        assert_close(&intercepts, &heights, 1e-4, &case.id);
        if case.task == TaskKind::Classification {
            let labels: Vec<f64> =
                predict(&*model, &case.train).classes().into_iter().map(f64::from).collect();
            assert_eq!(labels, case.floats("labels"), "{}", case.id);
        }
    }
}

/// Weights of rows are unique only where rows are told apart in all directions.
#[test]
fn support_vector_machines_are_scikit_learns() {
    for mut case in cases("svm").into_iter().filter(|case| case.expected["probabilities"].is_null()) {
        let gamma_of_all = case.expected["params"]["gamma"].is_null() && case.train.weights.is_some();
        assert!(!gamma_of_all, "scale weighs rows here");
        case.values.insert("tol".into(), ParamValue::Float(1e-9));
        let model = case.train(0);
        let ModelState::Svm(state) = model.state() else { panic!("a support vector machine") };
        assert!(model.warnings().is_empty(), "{}: {:?}", case.id, model.warnings());
        assert_close(&state.sums.heights, &case.floats("intercepts"), 1e-4, &case.id);
        let kernel = case.expected["params"]["kernel"].as_str().unwrap_or("rbf");
        // Of rows that are the same, either may have the weight.
        if kernel == "rbf" && case.expected["data"] != "iris" {
            assert_eq!(Some(state.sums.count() as u64), case.expected["support"].as_u64(), "{}", case.id);
            // libsvm's kernels are in single precision, which the largest weights feel.
            let tolerance = 1e-4 * param(&case, "C", 1.0).max(1.0);
            assert_close(&state.sums.weights, &case.floats("weights_of_rows"), tolerance, &case.id);
        }
        let answer = predict(&*model, &case.train);
        if case.task == TaskKind::Regression {
            assert_close(&answer.numbers(), &case.floats("predictions"), 1e-5, &case.id);
        } else {
            let labels: Vec<f64> = answer.classes().into_iter().map(f64::from).collect();
            assert_eq!(labels, case.floats("labels"), "{}", case.id);
        }
    }
}

/// Folds are drawn: the mean over some seeds is near that of scikit-learn over some of its own.
#[test]
fn chances_of_support_vector_machines_are_near_scikit_learns() {
    for case in cases("svm").into_iter().filter(|case| case.expected["probabilities"].is_array()) {
        let theirs = case.floats("probabilities");
        let mut ours = vec![0.0; theirs.len()];
        for seed in 0..10 {
            let answer = predict(&*case.train(seed), &case.train).numbers();
            ours.iter_mut().zip(answer).for_each(|(sum, p)| *sum += p / 10.0);
        }
        let off: Vec<f64> = ours.iter().zip(&theirs).map(|(a, b)| (a - b).abs()).collect();
        let mean = off.iter().sum::<f64>() / off.len() as f64;
        assert!(mean < 0.01, "{}: {mean}", case.id);
        assert!(off.iter().all(|off| *off < 0.06), "{}: {off:?}", case.id);
    }
}

#[test]
fn one_class_is_scikit_learns() {
    for mut case in cases("one_class_svm") {
        case.values.insert("tol".into(), ParamValue::Float(1e-9));
        case.task = TaskKind::Anomaly;
        case.train.y = Target::None;
        let model = case.train(0);
        let answer = predict(&*model, &case.train);
        let theirs = case.floats("decisions");
        assert_close(&answer.numbers(), &theirs, 1e-5, &case.id);
        let marked = |score: &f64| u32::from(*score < 0.0);
        let firm = |score: &f64| score.abs() > 1e-6;
        let both = answer.classes().into_iter().zip(&theirs);
        assert!(both.filter(|(_, s)| firm(s)).all(|(mark, score)| mark == marked(score)), "{}", case.id);
    }
}

#[test]
fn too_few_steps_and_too_many_rows_are_told() {
    let mut case = cases("svm").swap_remove(0);
    case.values.insert("max_iter".into(), ParamValue::Int(3));
    let warnings = case.train(0).warnings();
    assert_eq!(warnings.len(), 1);
    assert!(warnings[0].message.contains("after 3 iterations"), "{}", warnings[0].message);
    let many = data(noise(50_001, 2, 1), Target::Numbers(vec![1.0; 50_001]));
    let refused = start_with("svm", TaskKind::Regression, &many, 1, &ParamValues::new()).err();
    assert!(matches!(refused, Some(LearnError::TooLarge(_))), "{refused:?}");
}

#[test]
fn stochastic_descent_is_scikit_learns() {
    for case in cases("sgd") {
        let model = case.train(0);
        let ModelState::Sgd(state) = model.state() else { panic!("stochastic descent") };
        assert_eq!(Some(u64::from(state.epochs)), case.expected["epochs"].as_u64(), "{}", case.id);
        assert_close(&state.coefficients, &case.floats("coefficients"), 1e-6, &case.id);
        assert_close(&state.intercepts, &case.floats("intercepts"), 1e-6, &case.id);
        let answer = predict(&*model, &case.train);
        if case.expected["probabilities"].is_array() {
            assert_close(&answer.numbers(), &case.floats("probabilities"), 1e-6, &case.id);
        }
        let answers = match case.task {
            TaskKind::Regression => answer.numbers(),
            _ => answer.classes().into_iter().map(f64::from).collect(),
        };
        assert_close(&answers, &case.floats("predictions"), 1e-5, &case.id);
    }
}

/// After any epoch it can be stopped and gone on with, to the same bytes.
#[test]
fn descent_goes_on_where_it_stopped() {
    for (task, y) in [
        (TaskKind::Regression, Target::Numbers((0..300).map(|i| f64::from(i % 7)).collect())),
        (
            TaskKind::Classification,
            Target::Classes { labels: labels(3), index: (0..300).map(|i| i % 7 / 3).collect() },
        ),
    ] {
        let d = data(noise(300, 4, 3), y);
        let values = |epochs: i64, early: bool| {
            params(&[
                ("max_iter", epochs.into()),
                ("early_stopping", early.into()),
                ("penalty", "elasticnet".into()),
                ("average", true.into()),
                ("learning_rate", "adaptive".into()),
            ])
        };
        for early in [false, true] {
            let first = train_with("sgd", task, &d, 5, &values(4, early));
            assert_eq!(first.warnings()[0].code, "model.not_converged");
            let kind = find("sgd").expect("listed");
            let estimator = kind.build(task, &values(9, early)).expect("sound");
            let mut rest = estimator.resume(&first.state(), Arc::new(d.clone()), 5).expect("goes on");
            let gone_on = loop {
                if let Err(model) = advance(&mut *rest) {
                    break model;
                }
            };
            assert_eq!(bytes(&*gone_on), bytes(&*train_with("sgd", task, &d, 5, &values(9, early))));
            let curve = rest.curve().expect("it learns step by step");
            assert_eq!((curve.at.len(), curve.validation.len()), (9, if early { 9 } else { 0 }));
            assert!(
                estimator.resume(&first.state(), Arc::new(data(noise(300, 5, 3), d.y.clone())), 5).is_err()
            );
        }
    }
}

#[test]
fn descent_without_bound_is_told() {
    for (factor, code) in [(1e6, "model.unscaled"), (1e38, "model.diverged")] {
        let mut d = data(noise(200, 3, 3), Target::Numbers((0..200).map(f64::from).collect()));
        d.x.data.mapv_inplace(|v| v * factor);
        let values = params(&[("learning_rate", "constant".into()), ("eta0", 1e120.into())]);
        let values = if factor > 1e30 { values } else { ParamValues::new() };
        let model = train_with("sgd", TaskKind::Regression, &d, 1, &values);
        assert_eq!(model.warnings()[0].code, code);
        assert!(predict(&*model, &d).numbers().iter().all(|v| v.is_finite()));
    }
}

/// The parameters that are the most likely are searched for by both: what they make likely is compared.
#[test]
fn gaussian_processes_are_scikit_learns() {
    for case in cases("gaussian_process").into_iter().filter(|case| case.task == TaskKind::Regression) {
        let model = case.train(0);
        let ModelState::Gp(state) = model.state() else { panic!("a Gaussian process") };
        assert!(model.warnings().is_empty(), "{}: {:?}", case.id, model.warnings());
        let likelihood = case.expected["likelihood"].as_f64().expect("a number");
        let fixed = case.expected["params"]["optimizer"] == "none";
        let short = likelihood - state.likelihood;
        assert!(
            short <= 1e-4 && (!fixed || short >= -1e-6),
            "{}: {} {likelihood}",
            case.id,
            state.likelihood
        );
        let mut rows = case.train.clone();
        rows.x.data.mapv_inplace(|v| (f64::from(v) * 1.25) as f32);
        // Where ours is more likely, it is another.
        if short >= -1e-3 {
            let tolerance = if fixed { 1e-6 } else { 2e-3 };
            assert_close(
                &predict(&*model, &rows).numbers(),
                &case.floats("predictions"),
                tolerance,
                &case.id,
            );
        }
    }
}

/// With fixed parameters the same; with parameters that are searched for at least as likely.
#[test]
fn gaussian_processes_of_classes_are_scikit_learns() {
    let mut same = 0;
    for case in cases("gaussian_process").into_iter().filter(|case| case.task == TaskKind::Classification) {
        let model = case.train(0);
        let ModelState::GpClasses(state) = model.state() else { panic!("a process of classes") };
        let few = case.expected["params"]["max_iter_predict"].is_number();
        assert_eq!(model.warnings().len(), usize::from(few), "{}: {:?}", case.id, model.warnings());
        let fixed = case.expected["params"]["optimizer"] == "none";
        let (ours, theirs): (Vec<f64>, Vec<f64>) =
            (state.machines.iter().map(|machine| machine.likelihood).collect(), case.floats("likelihoods"));
        let short = theirs.iter().zip(&ours).map(|(theirs, ours)| theirs - ours);
        assert_eq!(ours.len(), theirs.len(), "{}", case.id);
        assert!(short.clone().all(|short| short <= 1e-4), "{}: {ours:?} {theirs:?}", case.id);
        if fixed {
            assert_close(&ours, &theirs, 1e-8, &case.id);
        }
        let mut rows = case.train.clone();
        rows.x.data.mapv_inplace(|v| (f64::from(v) * 1.25) as f32);
        let answer = predict(&*model, &rows);
        // Where ours is more likely, it is another.
        if short.fold(0.0, |most: f64, short| most.max(-short)) < 1e-3 {
            let tolerance = if fixed { 1e-6 } else { 2e-3 };
            assert_close(&answer.numbers(), &case.floats("probabilities"), tolerance, &case.id);
            let labels: Vec<f64> = answer.classes().into_iter().map(f64::from).collect();
            let near = |row: &[f64]| {
                let mut row = row.to_vec();
                row.sort_by(f64::total_cmp);
                row[row.len() - 1] - row[row.len() - 2] < 2.0 * tolerance
            };
            let probabilities = case.floats("probabilities");
            let classes = probabilities.len() / labels.len();
            let both = labels.iter().zip(case.floats("labels")).zip(probabilities.chunks(classes));
            assert!(both.clone().all(|((a, b), row)| *a == b || near(row)), "{}", case.id);
            same += 1;
        }
    }
    assert!(same >= 15, "{same}");
}

#[test]
fn too_many_rows_of_a_process_are_refused() {
    let many = data(noise(3001, 2, 1), Target::Numbers(vec![1.0; 3001]));
    let refused = start_with("gaussian_process", TaskKind::Regression, &many, 1, &ParamValues::new()).err();
    assert!(matches!(refused, Some(LearnError::TooLarge(_))), "{refused:?}");
    for (rows, classes, taken) in [(3000, 2, true), (3001, 2, false), (2449, 3, true), (2450, 3, false)] {
        let index = (0..rows as u32).map(|row| row % classes).collect();
        let many = data(noise(rows, 2, 1), Target::Classes { labels: labels(classes as u8), index });
        let begun = start_with("gaussian_process", TaskKind::Classification, &many, 1, &ParamValues::new());
        assert_eq!(begun.is_ok(), taken, "{rows} {classes}");
        assert!(taken || matches!(begun.err(), Some(LearnError::TooLarge(_))));
    }
}

/// A damaged state is refused instead of read beyond.
#[test]
fn damaged_processes_are_refused() {
    let case = cases("gaussian_process").into_iter().find(|case| case.task == TaskKind::Classification);
    let ModelState::GpClasses(sound) = case.expect("there is one").train(0).state() else {
        panic!("classes")
    };
    let features = sound.features as usize;
    let damages: [fn(&mut GpClassesState); 8] = [
        |s| s.features += 1,
        |s| s.support.truncate(7),
        |s| s.support.clear(),
        |s| s.present[0] = 9,
        |s| s.machines.clear(),
        |s| s.machines[0].weights.truncate(3),
        |s| s.machines[0].spread.truncate(3),
        |s| s.machines[0].theta.clear(),
    ];
    assert!(ModelState::GpClasses(sound.clone()).check(features).is_ok());
    for (at, damage) in damages.into_iter().enumerate() {
        let mut state = sound.clone();
        damage(&mut state);
        assert!(ModelState::GpClasses(state).check(features).is_err(), "{at}");
    }
}
