//! Sparse rows: the same model as of the dense matrix to the last bit, and scikit-learn's.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod training;

use glasshouse_learn::{Csr, Dataset, Features, LearnError, Model, ModelState, Target, find, registry};
use glasshouse_spec::{ParamValues, TaskKind};
use ndarray::{Array2, Axis, concatenate};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use serde_json::Value;
use std::sync::Arc;
use training::cases::{assert_close, committed, floats};
use training::{bytes, data, labels, noise, params, predict, start_with, train_with};

/// The same rows, kept sparsely.
fn sparse(d: &Dataset) -> Dataset {
    let x = Features::of_sparse(d.x.names.clone(), d.x.kinds.clone(), Csr::of(&d.x.data));
    Dataset { x, ..d.clone() }
}

/// Categories as 0 and 1, counts that are rarely there, a column of ones and one that is far from zero.
fn rows(task: TaskKind, rows: usize, levels: u32) -> Dataset {
    let mut rng = ChaCha8Rng::seed_from_u64(5);
    let mut x = Array2::zeros((rows, 2 * levels as usize + 4));
    let mut scores = Vec::new();
    for mut row in x.outer_iter_mut() {
        let (first, second) = (rng.next_u32() % levels, rng.next_u32() % levels);
        row[first as usize] = 1.0;
        row[(levels + second) as usize] = 1.0;
        let rest = 2 * levels as usize;
        row[rest] = if rng.next_u32().is_multiple_of(5) { (rng.next_u32() % 7) as f32 } else { 0.0 };
        row[rest + 1] = 1.0;
        row[rest + 2] = 100.0 + (rng.next_u32() % 100) as f32 / 10.0;
        scores.push(
            (first % 5) as f32 - (second % 3) as f32 + row[rest] * 0.5 + (rng.next_u32() % 9) as f32 / 4.0,
        );
    }
    let y = match task {
        TaskKind::Regression => Target::Numbers(scores.iter().map(|&v| v.into()).collect()),
        _ => {
            let class = |v: &f32| u32::from(*v > 1.0) + u32::from(*v > 3.0);
            Target::Classes { labels: labels(3), index: scores.iter().map(class).collect() }
        }
    };
    data(x, y)
}

fn two(d: &Dataset) -> Dataset {
    let Target::Classes { index, .. } = &d.y else { return d.clone() };
    let index = index.iter().map(|&class| class.min(1)).collect();
    Dataset { y: Target::Classes { labels: labels(2), index }, ..d.clone() }
}

/// What to train beside the defaults.
fn variants() -> Vec<(&'static str, TaskKind, ParamValues)> {
    use TaskKind::{Classification, Regression};
    let mut all = Vec::new();
    for kind in registry().iter().filter(|kind| kind.takes().sparse) {
        for &task in kind.tasks().iter().filter(|task| **task != TaskKind::Forecast) {
            all.push((kind.id(), task, ParamValues::new()));
        }
    }
    all.push(("linear_regression", Regression, params(&[("fit_intercept", false.into())])));
    all.push(("ridge", Regression, params(&[("fit_intercept", false.into()), ("alpha", 0.0.into())])));
    all.push(("ridge", Classification, params(&[("class_weight", "balanced".into())])));
    all.push(("lasso", Regression, params(&[("positive", true.into()), ("alpha", 0.01.into())])));
    all.push(("elastic_net", Regression, params(&[("fit_intercept", false.into()), ("alpha", 0.01.into())])));
    all.push(("huber", Regression, params(&[("fit_intercept", false.into())])));
    for penalty in ["l1", "elasticnet", "none"] {
        let values = [("penalty", penalty.into()), ("max_iter", 300.into())];
        all.push(("logistic_regression", Classification, params(&values)));
    }
    all.push(("logistic_regression", Classification, params(&[("fit_intercept", false.into())])));
    all.push(("linear_svm", Classification, params(&[("loss", "hinge".into())])));
    all.push(("linear_svm", Classification, params(&[("penalty", "l1".into())])));
    all.push(("linear_svm", Classification, params(&[("fit_intercept", false.into())])));
    all.push(("linear_svm", Regression, params(&[("loss", "squared_epsilon_insensitive".into())])));
    all.push(("sgd", Classification, params(&[("penalty", "l1".into()), ("average", true.into())])));
    all.push((
        "sgd",
        Classification,
        params(&[("penalty", "elasticnet".into()), ("loss", "log_loss".into())]),
    ));
    all.push(("sgd", Classification, params(&[("penalty", "l1".into()), ("max_iter", 7.into())])));
    all.push(("sgd", Classification, params(&[("average", true.into()), ("max_iter", 7.into())])));
    all.push(("sgd", Classification, params(&[("early_stopping", true.into())])));
    all.push(("sgd", Regression, params(&[("average", true.into()), ("learning_rate", "adaptive".into())])));
    all.push(("bernoulli_nb", Classification, params(&[("binarize", (-1.0).into())])));
    all.push(("complement_nb", Classification, params(&[("norm", true.into())])));
    all
}

fn same(id: &str, task: TaskKind, values: &ParamValues, d: &Dataset) {
    let thin = sparse(d);
    let (a, b) = (train_with(id, task, d, 3, values), train_with(id, task, &thin, 3, values));
    assert!(bytes(&*a) == bytes(&*b), "{id} {values:?}: the model shows how its rows are kept");
    assert_eq!(a.warnings(), b.warnings(), "{id} {values:?}");
    assert_eq!(predict(&*a, d), predict(&*a, &thin), "{id} {values:?}");
    assert_eq!(a.scores(&d.x), a.scores(&thin.x), "{id} {values:?}");
}

#[test]
fn how_rows_are_kept_does_not_show() {
    for (id, task, values) in variants() {
        // Thin and wide; narrow; wide and not thin, which small rows become by many counts.
        for (many, levels) in [(260, 150), (90, 10)] {
            let mut d = rows(task, many, levels);
            same(id, task, &values, &d);
            d.weights = Some((0..many).map(|row| (row % 4) as f64 * 0.75).collect());
            same(id, task, &values, &two(&d));
        }
    }
    let mut full = rows(TaskKind::Regression, 60, 130);
    full.x.data += &noise(60, 264, 3).mapv(f32::abs);
    for id in ["linear_regression", "ridge", "lasso", "huber"] {
        same(id, TaskKind::Regression, &ParamValues::new(), &full);
    }
}

#[test]
fn only_those_that_take_sparse_rows_get_them() {
    for kind in registry() {
        for &task in
            kind.tasks().iter().filter(|task| matches!(task, TaskKind::Classification | TaskKind::Regression))
        {
            let d = sparse(&rows(task, 40, 4));
            let estimator = kind.build(task, &ParamValues::new()).unwrap();
            let refused = estimator.start(Arc::new(d), 1).err();
            match kind.takes().sparse {
                true => assert_eq!(refused, None, "{}", kind.id()),
                false if kind.id().ends_with("_chain") => assert!(refused.is_some()),
                false => assert!(matches!(refused, Some(LearnError::Shape { .. })), "{}", kind.id()),
            }
        }
    }
}

#[test]
fn sparse_rows_are_checked() {
    let mut d = rows(TaskKind::Classification, 40, 150);
    d.x.data[[7, 3]] = f32::NAN;
    let refused =
        |id: &str, d: &Dataset| start_with(id, TaskKind::Classification, d, 1, &ParamValues::new()).err();
    let missing = LearnError::NotFinite { feature: "x3".into(), row: 7 };
    assert_eq!(refused("sgd", &sparse(&d)), Some(missing));
    d.x.data[[7, 3]] = -1.0;
    let d = sparse(&d);
    let estimator =
        find("multinomial_nb").unwrap().build(TaskKind::Classification, &ParamValues::new()).unwrap();
    let negative = LearnError::Negative { kind: "multinomial_nb", feature: "x3".into(), row: 7 };
    assert_eq!(estimator.start(Arc::new(d), 1).err(), Some(negative));
}

/// Coefficients and intercepts of a linear model.
fn lines(model: &dyn Model) -> (Vec<f64>, Vec<f64>) {
    let line = |line: glasshouse_learn::linear::LinearState| (line.coefficients, vec![line.intercept]);
    match model.state() {
        ModelState::Linear(s) => line(s),
        ModelState::Penalised(s) => line(s.line),
        ModelState::Huber(s) => line(s.line),
        ModelState::SvmLine(s) => line(s.line),
        ModelState::Logistic(s) => (s.coefficients, s.intercepts),
        ModelState::Margin(s) => (s.coefficients, s.intercepts),
        ModelState::Sgd(s) => (s.coefficients, s.intercepts),
        other => panic!("{} has no line", other.kind()),
    }
}

/// Columns of zeros beside a small table make it one of thin rows: the solvers of such rows come to where the
/// others do.
#[test]
fn zeros_beside_change_no_line() {
    for (id, task, values) in variants() {
        if id == "dummy" || id.ends_with("_nb") || values.contains_key("early_stopping") {
            continue;
        }
        // Both penalties of stochastic descent act in turn: which comes first shows.
        let tolerance = match id {
            "sgd" if values.values().any(|v| v.as_str() == Some("elasticnet")) => continue,
            // The mean does not see what sizes owe.
            "sgd" if values.contains_key("average") && values.contains_key("penalty") => continue,
            "sgd" => 1e-9,
            _ if values.values().any(|v| v.as_str() == Some("none")) => continue,
            "linear_svm" | "huber" => 2e-3,
            _ => 1e-5,
        };
        let mut small = rows(task, 200, 10);
        if id == "sgd" {
            small.x.data.column_mut(22).mapv_inplace(|v| (v - 105.0) / 10.0);
        }
        let zeros = Array2::zeros((200, 400));
        let wide = data(concatenate(Axis(1), &[small.x.data.view(), zeros.view()]).unwrap(), small.y.clone());
        let (small, wide) =
            (train_with(id, task, &small, 3, &values), train_with(id, task, &wide, 3, &values));
        let ((few, start), (many, other)) = (lines(&*small), lines(&*wide));
        let width = many.len() / other.len();
        let kept: Vec<f64> = many.chunks_exact(width).flat_map(|line| &line[..24]).copied().collect();
        let what = format!("{id} {values:?}");
        assert_close(&kept, &few, tolerance, &what);
        // What all classes have in common decides nothing.
        let level = |all: &[f64]| {
            let common = if all.len() > 1 { all.iter().sum::<f64>() / all.len() as f64 } else { 0.0 };
            all.iter().map(|v| v - common).collect::<Vec<f64>>()
        };
        assert_close(&level(&other), &level(&start), 100.0 * tolerance, &what);
        assert!(many.chunks_exact(width).all(|line| line[24..].iter().all(|c| *c == 0.0)), "{what}");
    }
}

#[test]
fn stochastic_descent_goes_on_from_sparse_rows() {
    for penalty in ["l2", "l1", "elasticnet"] {
        let d = Arc::new(sparse(&rows(TaskKind::Classification, 200, 150)));
        let values = |epochs: i64| {
            let tol = ("tol", 1e-12.into());
            params(&[("max_iter", epochs.into()), ("average", true.into()), ("penalty", penalty.into()), tol])
        };
        let build = |epochs| find("sgd").unwrap().build(TaskKind::Classification, &values(epochs)).unwrap();
        let first = train_with("sgd", TaskKind::Classification, &d, 3, &values(3));
        let mut going_on = build(7).resume(&first.state(), d.clone(), 3).unwrap();
        let again = loop {
            if let Err(model) = training::advance(&mut *going_on) {
                break model;
            }
        };
        let whole = train_with("sgd", TaskKind::Classification, &d, 3, &values(7));
        assert_eq!(bytes(&*again), bytes(&*whole), "{penalty}");
    }
}

#[test]
fn sparse_models_are_scikit_learns() {
    let reference = committed("sparse");
    let cells = reference["cells"].as_array().unwrap();
    for case in reference["cases"].as_array().unwrap() {
        let counts = case["counts"] == true;
        let width = reference["width"].as_u64().unwrap() as usize - if counts { 2 } else { 0 };
        let mut x = Csr::new(width);
        for row in cells {
            let pairs = row.as_array().unwrap().iter().map(floats);
            x.push(pairs.map(|p| (p[0] as u32, p[1] as f32)).filter(|(at, _)| (*at as usize) < width));
        }
        let target = case["target"].as_str().unwrap();
        let y = floats(&reference[target]);
        let (y, task) = match target {
            "numbers" => (Target::Numbers(y), TaskKind::Regression),
            _ => {
                let labels = labels(if target == "two" { 2 } else { 3 });
                let index = y.into_iter().map(|class| class as u32).collect();
                (Target::Classes { labels, index }, TaskKind::Classification)
            }
        };
        let names: Vec<String> = (0..width).map(|j| format!("x{j}")).collect();
        let kinds = vec![glasshouse_learn::FeatureKind::Number; width];
        let weights = (case["weighted"] == true).then(|| floats(&reference["weights"]));
        let d = Dataset { x: Features::of_sparse(names, kinds, x), y, weights };
        agree(case, task, &d);
    }
}

fn agree(case: &Value, task: TaskKind, d: &Dataset) {
    let kind = case["kind"].as_str().unwrap();
    let what = format!("{kind} {} {} {}", case["target"], case["params"], case["weighted"]);
    let values: ParamValues = serde_json::from_value(case["params"].clone()).unwrap();
    let estimator = find(kind).unwrap().build(task, &values).unwrap();
    let mut training = estimator.start(Arc::new(d.clone()), 1).unwrap();
    let model = loop {
        if let Err(model) = training::advance(&mut *training) {
            break model;
        }
    };
    assert!(model.warnings().is_empty(), "{what}: {:?}", model.warnings());
    if let ModelState::Huber(state) = model.state() {
        // Theirs ends some way from the least of the sum.
        let (ours, theirs) =
            (huber_sum(&state, d, &predict(&*model, d).numbers()), case["sum"].as_f64().unwrap());
        assert!(ours <= theirs && ours > 0.5 * theirs, "{what}: {ours} {theirs}");
        return;
    }
    let tolerance = match kind {
        "linear_svm" | "logistic_regression" => 2e-4,
        _ => 1e-6,
    };
    if !kind.ends_with("_nb") {
        let (coefficients, intercepts) = lines(&*model);
        assert_close(&coefficients, &floats(&case["coefficients"]), tolerance, &what);
        // The column far from zero multiplies what its coefficient is off by.
        assert_close(&intercepts, &floats(&case["intercepts"]), 200.0 * tolerance, &what);
    }
    assert_close(&predict(&*model, d).numbers(), &floats(&case["predictions"]), 10.0 * tolerance, &what);
}

/// What `HuberRegressor` minimises, with `alpha` of 0.01.
fn huber_sum(state: &glasshouse_learn::linear::HuberState, d: &Dataset, answers: &[f64]) -> f64 {
    let Target::Numbers(y) = &d.y else { panic!("numbers") };
    let (scale, epsilon) = (state.scale, 1.35);
    let cost = |off: f64| match off <= epsilon * scale {
        true => off * off / scale,
        false => 2.0 * epsilon * off - scale * epsilon * epsilon,
    };
    let off = y.iter().zip(answers).map(|(y, answer)| (y - answer).abs());
    let squares: f64 = state.line.coefficients.iter().map(|c| c * c).sum();
    off.map(|off| scale + cost(off)).sum::<f64>() + 0.01 * squares
}
