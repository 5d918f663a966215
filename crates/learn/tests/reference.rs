//! Models equal scikit-learn's, from `learn.py`, `linear.py`, `bayes.py` and `neighbours.py` of `tests/reference`.

mod training;

use glasshouse_learn::{Dataset, LearnError, ModelState, Target, find};
use glasshouse_spec::{ParamValues, TaskKind};
use serde_json::Value;
use std::sync::Arc;
use training::cases::{Case, assert_close, cases_of, committed, cut};
use training::{Answer, data, params, predict, train_with};

fn reference(kind: &str) -> Value {
    committed(match kind {
        "ridge" | "lasso" | "elastic_net" => "linear",
        "gaussian_nb" | "multinomial_nb" | "complement_nb" | "bernoulli_nb" => "bayes",
        "k_neighbors" => "neighbours",
        _ => "learn",
    })
}

fn cases(kind: &str) -> Vec<Case> {
    cases_of(&reference(kind), kind)
}

#[test]
fn least_squares_is_scikit_learns() {
    for case in cases("linear_regression") {
        let model = case.train(0);
        let ModelState::Linear(state) = model.state() else { panic!("a line") };
        // Where float32 blurs a sum of columns, so much of the coefficients is blurred too.
        let blurred = case.id.contains("sum of columns");
        let (coefficients, predictions) = if blurred { (1e-4, 1e-6) } else { (1e-8, 1e-8) };
        assert_close(&state.coefficients, &case.floats("coefficients"), coefficients, &case.id);
        assert_close(&[state.intercept], &case.floats("intercepts"), 1e-6, &case.id);
        assert_close(
            &predict(&*model, &case.train).numbers(),
            &case.floats("predictions"),
            predictions,
            &case.id,
        );
    }
}

#[test]
fn penalised_lines_are_scikit_learns() {
    for kind in ["ridge", "lasso", "elastic_net"] {
        for case in cases(kind) {
            let model = case.train(0);
            let ModelState::Penalised(state) = model.state() else { panic!("a line with a penalty") };
            assert!(model.warnings().is_empty(), "{}", case.id);
            let expected = case.floats("coefficients");
            assert_close(&state.line.coefficients, &expected, 1e-4, &case.id);
            assert_close(&[state.line.intercept], &case.floats("intercepts"), 1e-5, &case.id);
            let answer = predict(&*model, &case.train).numbers();
            assert_close(&answer, &case.floats("predictions"), 1e-5, &case.id);
            if kind != "ridge" {
                let zeros = |c: &[f64]| c.iter().filter(|c| **c == 0.0).count();
                assert_eq!(zeros(&state.line.coefficients), zeros(&expected), "{}", case.id);
            }
        }
    }
}

#[test]
fn naive_bayes_is_scikit_learns() {
    for case in cases("gaussian_nb") {
        let model = case.train(0);
        let ModelState::GaussianNb(state) = model.state() else { panic!("naive Bayes") };
        assert_close(&state.means, &case.floats("means"), 1e-9, &case.id);
        let relative = |(ours, theirs): (&f64, &f64)| (ours / theirs - 1.0).abs();
        let furthest =
            state.variances.iter().zip(&case.floats("variances")).map(relative).fold(0.0, f64::max);
        assert!(furthest < 1e-6, "{}: {furthest}", case.id);
        let answer = predict(&*model, &case.train).numbers();
        assert_close(&answer, &case.floats("predictions"), 1e-6, &case.id);
    }
}

/// The rows of `agreed` as they are answered: each `width` numbers.
fn agreed(case: &Case, numbers: &[f64], width: usize) -> Vec<f64> {
    let rows = case.floats("agreed").into_iter();
    rows.flat_map(|row| &numbers[row as usize * width..][..width]).copied().collect()
}

#[test]
fn neighbours_are_scikit_learns() {
    for case in cases("k_neighbors") {
        let answer = predict(&*case.train(0), &case.all);
        let width = answer.numbers().len() / case.all.x.data.nrows();
        // Of angles scikit-learn's distances carry the rounding of a product.
        let tolerance = if case.id.contains("cosine") { 1e-4 } else { 1e-6 };
        let ours = agreed(&case, &answer.numbers(), width);
        assert_close(&ours, &case.floats("predictions"), tolerance, &case.id);
        if case.task == TaskKind::Classification {
            let labels: Vec<f64> = answer.classes().into_iter().map(f64::from).collect();
            assert_eq!(agreed(&case, &labels, 1), case.floats("labels"), "{}", case.id);
        }
    }
}

#[test]
fn naive_bayes_of_counts_is_scikit_learns() {
    for kind in ["multinomial_nb", "complement_nb", "bernoulli_nb"] {
        for case in cases(kind) {
            let answer = predict(&*case.train(0), &case.train).numbers();
            assert_close(&answer, &case.floats("predictions"), 1e-6, &case.id);
        }
    }
}

#[test]
fn lines_of_classes_are_scikit_learns() {
    for case in cases_of(&committed("margin"), "ridge") {
        let model = case.train(0);
        let ModelState::Margin(state) = model.state() else { panic!("lines of classes") };
        assert!(model.warnings().is_empty(), "{}", case.id);
        assert_close(&state.coefficients, &case.floats("coefficients"), 1e-6, &case.id);
        assert_close(&state.intercepts, &case.floats("intercepts"), 1e-6, &case.id);
        let labels: Vec<f64> = predict(&*model, &case.train).classes().into_iter().map(f64::from).collect();
        assert_eq!(labels, case.floats("labels"), "{}", case.id);
    }
}

#[test]
fn huber_is_scikit_learns() {
    for case in cases_of(&committed("huber"), "huber") {
        let model = case.train(0);
        let ModelState::Huber(state) = model.state() else { panic!("a line") };
        assert!(model.warnings().is_empty(), "{}", case.id);
        assert_close(&state.line.coefficients, &case.floats("coefficients"), 1e-4, &case.id);
        assert_close(&[state.line.intercept], &case.floats("intercepts"), 1e-4, &case.id);
        assert_close(&[state.scale], &case.floats("scale"), 1e-4, &case.id);
    }
}

#[test]
fn counts_are_not_negative() {
    let x = ndarray::array![[1.0, 0.0], [2.0, -1.0], [0.0, 3.0]];
    let y = Target::Classes { labels: vec!["a".into(), "b".into()].into(), index: vec![0, 1, 1] };
    for kind in ["multinomial_nb", "complement_nb"] {
        let estimator = find(kind).expect("listed").build(TaskKind::Classification, &ParamValues::new());
        let refused = estimator.expect("defaults").start(Arc::new(data(x.clone(), y.clone())), 0).err();
        assert_eq!(refused, Some(LearnError::Negative { kind, feature: "x1".into(), row: 1 }));
    }
}

#[test]
fn too_few_sweeps_are_told() {
    let case = &cases("lasso")[0];
    let few = params(&[("max_iter", 1.into()), ("alpha", 0.001.into())]);
    let model = train_with("lasso", case.task, &case.train, 0, &few);
    assert_eq!(model.warnings().len(), 1);
    assert!(model.warnings()[0].message.contains("after 1 iterations"));
}

/// Mean logarithmic loss.
fn loss(answer: &Answer, d: &Dataset) -> f64 {
    let Target::Classes { index, labels } = &d.y else { panic!("classes") };
    let p = answer.numbers();
    let own = index.iter().enumerate().map(|(i, &c)| -p[i * labels.len() + c as usize].ln());
    own.sum::<f64>() / index.len() as f64
}

#[test]
fn logistic_regression_reaches_scikit_learns_optimum() {
    for case in cases("logistic_regression") {
        let model = case.train(0);
        let ModelState::Logistic(state) = model.state() else { panic!("logistic") };
        assert!(state.converged && model.warnings().is_empty(), "{}", case.id);
        let answer = predict(&*model, &case.train);
        assert_close(&answer.numbers(), &case.floats("predictions"), 1e-5, &case.id);
        let expected = case.expected["loss"].as_f64().expect("a loss");
        assert!((loss(&answer, &case.train) / expected - 1.0).abs() < 1e-6, "{}", case.id);
        assert_close(&state.coefficients, &case.floats("coefficients"), 1e-4, &case.id);
        assert_close(&state.intercepts, &case.floats("intercepts"), 1e-4, &case.id);
    }
}

/// The sum that is made small: the losses times C, the sizes and half the squares of the coefficients.
fn objective(case: &Case, answer: &Answer, coefficients: &[f64]) -> f64 {
    let [c, l1_ratio] = [("C", 1.0), ("l1_ratio", 0.5)]
        .map(|(name, otherwise)| case.expected["params"][name].as_f64().unwrap_or(otherwise));
    let l1_ratio = if case.expected["params"]["penalty"] == "l1" { 1.0 } else { l1_ratio };
    let sizes: f64 = coefficients.iter().map(|w| w.abs()).sum();
    let squares: f64 = coefficients.iter().map(|w| w * w).sum();
    let rows = case.train.x.data.nrows() as f64;
    c * rows * loss(answer, &case.train) + l1_ratio * sizes + 0.5 * (1.0 - l1_ratio) * squares
}

#[test]
fn logistic_regression_leaves_features_out_as_scikit_learn_does() {
    for case in cases_of(&committed("logistic"), "logistic_regression") {
        let model = case.train(0);
        let ModelState::Logistic(state) = model.state() else { panic!("logistic") };
        assert!(state.converged && model.warnings().is_empty(), "{}", case.id);
        let answer = predict(&*model, &case.train);
        let (ours, theirs) = (
            objective(&case, &answer, &state.coefficients),
            case.expected["objective"].as_f64().expect("a sum"),
        );
        assert!((ours / theirs - 1.0).abs() < 1e-6, "{}: {ours} is not {theirs}", case.id);
        assert_close(&answer.numbers(), &case.floats("predictions"), 1e-3, &case.id);
        let zeros = state.coefficients.iter().filter(|w| **w == 0.0).count();
        let expected = case.expected["zeros"].as_u64().expect("a count") as usize;
        assert!(zeros.abs_diff(expected) <= expected / 50, "{}: {zeros} zeros, not {expected}", case.id);
    }
}

#[test]
fn too_few_iterations_are_told() {
    let case = &cases("logistic_regression")[0];
    let few = params(&[("max_iter", 2.into())]);
    let model = train_with("logistic_regression", case.task, &case.train, 0, &few);
    assert_eq!(model.warnings().len(), 1);
    assert!(model.warnings()[0].message.contains("after 2 iterations"));
}

#[test]
fn trees_answer_as_scikit_learns() {
    for case in cases("decision_tree") {
        let model = case.train(0);
        let ModelState::Tree(state) = model.state() else { panic!("a tree") };
        let width = state.classes.unwrap_or(1) as usize;
        let all = predict(&*model, &case.all).numbers();
        let ours = agreed(&case, &all, width);
        assert_close(&ours, &case.floats("predictions"), 1e-6, &case.id);
        if case.expected["importances"].is_array() {
            assert_close(&state.importances, &case.floats("importances"), 1e-9, &case.id);
            let leaves = state.nodes.values.len() / width;
            assert_eq!(Some(leaves as u64), case.expected["leaves"].as_u64(), "{}", case.id);
        }
    }
}

/// Accuracy, or the share of the squared deviation that is explained.
fn score(answer: &Answer, d: &Dataset) -> f64 {
    match &d.y {
        Target::Classes { index, .. } => {
            let right = answer.classes().iter().zip(index).filter(|(a, b)| a == b).count();
            right as f64 / index.len() as f64
        }
        Target::Numbers(y) => {
            let mean = y.iter().sum::<f64>() / y.len() as f64;
            let errors: f64 = answer.numbers().iter().zip(y).map(|(p, t)| (p - t).powi(2)).sum();
            1.0 - errors / y.iter().map(|t| (t - mean).powi(2)).sum::<f64>()
        }
        Target::None | Target::Series(_) | Target::Several(_) => f64::NAN,
    }
}

#[test]
fn forests_are_as_good_as_scikit_learns() {
    for case in cases("random_forest").into_iter().chain(cases("extra_trees")) {
        let trained = case.expected["data"].as_str().expect("a name");
        let start = case.train.x.data.nrows();
        let rest = cut(&case.all, start..case.all.x.data.nrows());
        let mut scores = Vec::new();
        let mut out_of_bag = 0.0;
        let mut importances = vec![0.0; rest.x.data.ncols()];
        for seed in 0..5 {
            let (model, judged) = case.judged(seed);
            out_of_bag += judged.unwrap_or_default() / 5.0;
            scores.push(score(&predict(&*model, &rest), &rest));
            let (_, weights) = model.weights().expect("importances");
            importances.iter_mut().zip(weights).for_each(|(sum, w)| *sum += w / 5.0);
        }
        let ours = scores.iter().sum::<f64>() / 5.0;
        let theirs = case.expected["score"].as_f64().expect("a score");
        assert!((ours - theirs).abs() < 0.01, "{trained} {}: {ours} is not {theirs}", case.id);
        assert_close(&importances, &case.floats("importances"), 0.03, &case.id);
        if let Some(theirs) = case.expected["out_of_bag"].as_f64() {
            assert!(
                (out_of_bag - theirs).abs() < 0.01,
                "{}: {out_of_bag} is not {theirs} out of bag",
                case.id
            );
        }
    }
}
