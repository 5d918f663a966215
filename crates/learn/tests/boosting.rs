//! Boosted trees equal scikit-learn's, from `tests/reference/boosting.py`, and keep to their own
//! laws.

mod training;

use glasshouse_learn::boosting::{BoostedState, BranchedState};
use glasshouse_learn::{Dataset, FeatureKind, Features, LearnError, Model, ModelState, Target, find};
use glasshouse_spec::{ParamValue, ParamValues, TaskKind};
use ndarray::{Array2, s};
use serde_json::Value;
use std::sync::Arc;
use training::{advance, bytes, data, labels, noise, params, predict, start_with, train_with};

const KIND: &str = "hist_gradient_boosting";

fn reference() -> Value {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/reference/boosting.json");
    serde_json::from_str(&std::fs::read_to_string(path).expect("committed")).expect("JSON")
}

fn floats(v: &Value) -> Vec<f64> {
    v.as_array().expect("a list").iter().map(|x| x.as_f64().expect("a number")).collect()
}

fn count(v: &Value) -> usize {
    v.as_u64().expect("a count") as usize
}

fn classes(names: usize, y: impl IntoIterator<Item = u32>) -> Target {
    Target::Classes { labels: (0..names).map(|c| c.to_string()).collect(), index: y.into_iter().collect() }
}

/// The data sets that the script computes: see its `lattice` and `recipe`.
fn recipe(kind: &str, rows: usize) -> Dataset {
    let cell = |place: usize| {
        let mut z = (place as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) >> 40) as f64 / f64::from(1 << 24)
    };
    let x = |row: usize, column: usize| cell(row * 13 + column);
    let signal = |row: usize| {
        let bend = x(row, 2) - 0.5;
        10.0 * x(row, 0) * x(row, 1) + 20.0 * (bend * bend) + 10.0 * x(row, 3) + 5.0 * x(row, 4)
    };
    let y = match kind {
        "number" => {
            let answer = |row| f64::from((signal(row) + 4.0 * x(row, 12)) as f32);
            Target::Numbers((0..rows).map(answer).collect())
        }
        _ => classes(2, (0..rows).map(|row| u32::from(signal(row) + 8.0 * x(row, 12) > 16.0))),
    };
    data(Array2::from_shape_fn((rows, 12), |(row, column)| x(row, column) as f32), y)
}

fn dataset(v: &Value) -> Dataset {
    if let Some(kind) = v["recipe"].as_str() {
        return recipe(kind, count(&v["rows"]));
    }
    let (features, y) = (count(&v["features"]), floats(&v["y"]));
    let cells = v["x"].as_array().expect("a list").iter();
    let x = cells.map(|x| x.as_f64().map_or(f32::NAN, |x| x as f32)).collect();
    let x = Array2::from_shape_vec((y.len(), features), x).expect("the shape fits");
    let mut d = match v["classes"].as_u64() {
        None => data(x, Target::Numbers(y)),
        Some(number) => data(x, classes(number as usize, y.into_iter().map(|c| c as u32))),
    };
    if let Some(kinds) = v["kinds"].as_array() {
        d.x.kinds = kinds.iter().map(|kind| feature(kind.as_i64().expect("a kind"))).collect();
    }
    d
}

/// As the script writes what a feature holds.
fn feature(kind: i64) -> FeatureKind {
    match kind {
        0 => FeatureKind::Number,
        -1 => FeatureKind::Gappy,
        levels => FeatureKind::Category { levels: levels as u32 },
    }
}

fn cut(d: &Dataset, rows: std::ops::Range<usize>) -> Dataset {
    let y = match &d.y {
        Target::Numbers(y) => Target::Numbers(y[rows.clone()].to_vec()),
        Target::Classes { labels, index } => {
            Target::Classes { labels: labels.clone(), index: index[rows.clone()].to_vec() }
        }
        Target::None | Target::Series(_) | Target::Several(_) => Target::None,
    };
    let x = Features::of(d.x.names.clone(), d.x.kinds.clone(), d.x.data.slice(s![rows, ..]).to_owned());
    Dataset { x, y, weights: None }
}

fn task(d: &Dataset) -> TaskKind {
    match d.y {
        Target::Numbers(_) => TaskKind::Regression,
        Target::Classes { .. } => TaskKind::Classification,
        Target::None | Target::Series(_) | Target::Several(_) => panic!("boosting has a target"),
    }
}

fn boosted(model: &dyn Model) -> BoostedState {
    match model.state() {
        ModelState::Boosted(state) => state,
        other => panic!("a state of {}", other.kind()),
    }
}

/// Without early stopping.
fn whole(pairs: &[(&str, training::Value)]) -> ParamValues {
    let mut values = params(pairs);
    values.insert("early_stopping".into(), ParamValue::Bool(false));
    values
}

#[test]
fn predictions_are_scikit_learns() {
    let reference = reference();
    let cases = reference["cases"].as_array().expect("cases");
    assert!(cases.len() >= 15);
    for case in cases {
        let source = &reference["data"][case["data"].as_str().expect("a name")];
        let all = dataset(source);
        let mut train = cut(&all, 0..count(&source["train"]));
        train.weights = case["weights"].as_array().map(|_| floats(&case["weights"]));
        let mut values: ParamValues = serde_json::from_value(case["params"].clone()).expect("parameters");
        values.insert("early_stopping".into(), ParamValue::Bool(false));
        let name = format!("{} {}", case["data"], case["params"]);
        let model = train_with(KIND, task(&all), &train, 0, &values);
        let expected = floats(&case["predictions"]);
        let ours = predict(&*model, &cut(&all, 0..expected.len() / all.y_width())).numbers();
        assert_eq!(ours.len(), expected.len());
        let far =
            ours.iter().zip(&expected).map(|(a, b)| (a - b).abs() / b.abs().max(1.0)).fold(0.0, f64::max);
        println!("{name}: {far:e}");
        assert!(far < 1e-5, "{name}: {far}");
        if let Some(theirs) = case["lightgbm"].as_f64() {
            beside(
                &name,
                &*model,
                &cut(&all, train.x.data.nrows()..all.x.data.nrows()),
                theirs,
                &case["score"],
            );
        }
    }
}

trait Width {
    fn y_width(&self) -> usize;
}

impl Width for Dataset {
    /// Numbers that a row is answered with.
    fn y_width(&self) -> usize {
        match &self.y {
            Target::Numbers(_) | Target::None | Target::Series(_) | Target::Several(_) => 1,
            Target::Classes { labels, .. } => labels.len(),
        }
    }
}

/// On rows that were not trained on: equal to scikit-learn, and near LightGBM where rows are many.
fn beside(name: &str, model: &dyn Model, rest: &Dataset, lightgbm: f64, scikit_learn: &Value) {
    let answer = predict(model, rest).numbers();
    let rows = rest.x.data.nrows() as f64;
    let (ours, near) = match &rest.y {
        Target::Numbers(y) => {
            let squares = answer.iter().zip(y).map(|(a, b)| (a - b).powi(2)).sum::<f64>();
            ((squares / rows).sqrt(), 0.005 * lightgbm)
        }
        Target::Classes { index, .. } => {
            let mut order: Vec<(f64, u32)> =
                answer.iter().skip(1).step_by(2).copied().zip(index.iter().copied()).collect();
            order.sort_by(|a, b| a.0.total_cmp(&b.0));
            let (mut below, mut pairs) = (0.0, 0.0);
            order.iter().for_each(|(_, y)| if *y == 1 { pairs += below } else { below += 1.0 });
            (pairs / below / (rows - below), 0.002)
        }
        Target::None | Target::Series(_) | Target::Several(_) => panic!("boosting has a target"),
    };
    let scikit_learn = scikit_learn.as_f64().expect("a score");
    assert!((ours - scikit_learn).abs() < 1e-6 * scikit_learn, "{name}: {ours} is not {scikit_learn}");
    if rows > 1000.0 {
        assert!((ours - lightgbm).abs() < near, "{name}: {ours} is far from LightGBM's {lightgbm}");
    }
}

fn waves(rows: usize, seed: u64) -> Dataset {
    let x = noise(rows, 4, seed);
    let rough = noise(rows, 1, seed + 1);
    let y = (0..rows).map(|i| f64::from((3.0 * x[[i, 0]]).sin() + x[[i, 1]] * x[[i, 2]] + rough[[i, 0]]));
    let y = Target::Numbers(y.collect());
    data(x, y)
}

#[test]
fn early_stopping_keeps_the_best_iteration() {
    let d = waves(3000, 5);
    let eager = [("early_stopping", true.into()), ("max_iter", 1000.into()), ("learning_rate", 0.3.into())];
    let model = train_with(KIND, TaskKind::Regression, &d, 1, &params(&eager));
    let kept = boosted(&*model).iterations();
    assert!((3..300).contains(&kept), "{kept}");
    // As many iterations without stopping on the same rows are the same trees.
    let again = train_with(KIND, TaskKind::Regression, &d, 1, &{
        let mut values = params(&eager);
        values.insert("max_iter".into(), ParamValue::Int(kept as i64));
        values
    });
    assert_eq!(boosted(&*again).trees, boosted(&*model).trees);
    let overfit = train_with(
        KIND,
        TaskKind::Regression,
        &d,
        1,
        &whole(&[("max_iter", 1000.into()), ("learning_rate", 0.3.into())]),
    );
    let fresh = waves(3000, 77);
    let error = |model: &dyn Model| {
        let Target::Numbers(y) = &fresh.y else { unreachable!() };
        predict(model, &fresh).numbers().iter().zip(y).map(|(a, b)| (a - b).powi(2)).sum::<f64>()
    };
    assert!(error(&*model) < error(&*overfit));
}

#[test]
fn it_stops_on_its_own_above_ten_thousand_rows_only() {
    let trees = |rows| {
        let values = params(&[("max_iter", 60.into()), ("learning_rate", 1.0.into())]);
        boosted(&*train_with(KIND, TaskKind::Regression, &waves(rows, 9), 1, &values)).iterations()
    };
    assert_eq!(trees(10_000), 60);
    assert!(trees(10_001) < 60);
}

#[test]
fn a_training_that_goes_on_ends_as_one_that_never_stopped() {
    let mut numbers = waves(900, 3);
    let three = {
        let Target::Numbers(y) = &numbers.y else { unreachable!() };
        let class = |v: &f64| u32::from(*v > -0.5) + u32::from(*v > 0.8);
        let y = Target::Classes { labels: labels(3), index: y.iter().map(class).collect() };
        data(numbers.x.data.clone(), y)
    };
    numbers.weights = Some((0..900).map(|i| f64::from(i % 5)).collect());
    for (d, stop) in [(&numbers, false), (&numbers, true), (&three, false), (&three, true)] {
        let values = |iterations: i64| {
            params(&[
                ("max_iter", iterations.into()),
                ("subsample", 0.7.into()),
                ("max_features", 0.6.into()),
                ("early_stopping", stop.into()),
                ("n_iter_no_change", 1000.into()),
            ])
        };
        let (few, many) = (values(7), values(20));
        let first = train_with(KIND, task(d), d, 4, &few).state();
        let stored: ModelState = postcard::from_bytes(&postcard::to_stdvec(&first).unwrap()).unwrap();
        let estimator = find(KIND).unwrap().build(task(d), &many).unwrap();
        let mut under_way = estimator.resume(&stored, Arc::new(d.clone()), 4).unwrap();
        let model = loop {
            if let Err(model) = advance(&mut *under_way) {
                break model;
            }
        };
        let whole = train_with(KIND, task(d), d, 4, &many);
        assert_eq!(boosted(&*model), boosted(&*whole), "{stop}");
        assert_eq!(bytes(&*model), bytes(&*whole));
    }
}

#[test]
fn only_a_model_of_the_same_kind_goes_on() {
    let d = waves(200, 3);
    let resume = |state: &ModelState, values: &ParamValues, d: &Dataset| {
        let estimator = find(KIND).unwrap().build(task(d), values).unwrap();
        estimator.resume(state, Arc::new(d.clone()), 1).err().expect("refused")
    };
    let model = train_with(KIND, TaskKind::Regression, &d, 1, &params(&[("max_iter", 5.into())])).state();
    let few = params(&[("max_iter", 4.into())]);
    assert!(matches!(resume(&model, &few, &d), LearnError::Resume(_)));
    let line = train_with("linear_regression", TaskKind::Regression, &d, 1, &ParamValues::new()).state();
    assert!(matches!(resume(&line, &ParamValues::new(), &d), LearnError::Resume(_)));
    let logs = params(&[("loss", "poisson".into())]);
    let mut positive = d.clone();
    positive.y = Target::Numbers((0..200).map(f64::from).collect());
    assert!(matches!(resume(&model, &logs, &positive), LearnError::Resume(_)));
    let narrow = data(d.x.data.slice(s![.., ..2]).to_owned(), d.y.clone());
    assert!(matches!(resume(&model, &ParamValues::new(), &narrow), LearnError::BadState(_)));
}

#[test]
fn monotonic_features_never_turn_back() {
    let d = waves(1500, 8);
    let cst = [("monotonic_cst", "x0: 1; x1: -1".into()), ("min_samples_leaf", 3.into())];
    let model = train_with(KIND, TaskKind::Regression, &d, 1, &whole(&cst));
    for (feature, way) in [(0, 1.0), (1, -1.0)] {
        for start in 0..40 {
            let mut line = Array2::from_shape_fn((200, 4), |(_, j)| d.x.data[[start, j]]);
            line.column_mut(feature).iter_mut().enumerate().for_each(|(i, v)| *v = i as f32 / 50.0 - 2.0);
            let line = data(line, Target::Numbers(vec![0.0; 200]));
            let answers = predict(&*model, &line).numbers();
            assert!(answers.windows(2).all(|w| (w[1] - w[0]) * way >= 0.0), "{feature} {start}");
        }
    }
}

#[test]
fn constraints_that_cannot_be_kept_are_refused() {
    let kind = find(KIND).unwrap();
    for loss in ["absolute_error", "quantile"] {
        let values = params(&[("loss", loss.into()), ("monotonic_cst", "1,0".into())]);
        let faults = kind.build(TaskKind::Regression, &values).err().expect("refused");
        assert_eq!(faults[0].name, "monotonic_cst");
    }
    let values = params(&[("monotonic_cst", "1,0".into())]);
    let y = Target::Classes { labels: labels(3), index: (0..60).map(|i| i % 3).collect() };
    let refused = start_with(KIND, TaskKind::Classification, &data(noise(60, 2, 1), y), 1, &values).err();
    assert!(matches!(refused, Some(LearnError::Parameter { name: "monotonic_cst", .. })));
    let refused = start_with(KIND, TaskKind::Regression, &waves(60, 1), 1, &values).err();
    assert!(matches!(refused, Some(LearnError::Parameter { name: "monotonic_cst", .. })));
}

#[test]
fn targets_that_a_loss_does_not_allow_are_refused() {
    for (loss, bad) in [("poisson", -1.0), ("gamma", 0.0)] {
        let d =
            data(noise(30, 2, 1), Target::Numbers((0..30).map(|i| if i == 4 { bad } else { 2.0 }).collect()));
        let refused = start_with(KIND, TaskKind::Regression, &d, 1, &params(&[("loss", loss.into())])).err();
        assert!(
            matches!(refused, Some(LearnError::TargetRange { row: 4, value, .. }) if value == bad),
            "{loss}"
        );
    }
    let zeros = data(noise(30, 2, 1), Target::Numbers(vec![0.0; 30]));
    let model = train_with(KIND, TaskKind::Regression, &zeros, 1, &params(&[("loss", "poisson".into())]));
    assert!(predict(&*model, &zeros).numbers().iter().all(|v| (0.0..1e-9).contains(v)));
}

#[test]
fn a_share_of_the_rows_and_features_is_nearly_as_good() {
    let (d, fresh) = (waves(4000, 2), waves(4000, 40));
    let error = |values: &ParamValues| {
        let model = train_with(KIND, TaskKind::Regression, &d, 1, values);
        let Target::Numbers(y) = &fresh.y else { unreachable!() };
        let answers = predict(&*model, &fresh).numbers();
        answers.iter().zip(y).map(|(a, b)| (a - b).powi(2)).sum::<f64>() / 4000.0
    };
    let all = error(&whole(&[]));
    for (name, share) in [("subsample", 0.5), ("max_features", 0.5)] {
        let part = error(&whole(&[(name, share.into())]));
        assert!(part != all && part < 1.05 * all, "{name}: {part} is far from {all}");
    }
}

#[test]
fn fractions_of_a_leaf_are_refused_and_none_is_no_limit() {
    let kind = find(KIND).unwrap();
    let faults = kind.build(TaskKind::Regression, &params(&[("max_leaf_nodes", 7.5.into())])).err();
    assert_eq!(faults.unwrap_or_default()[0].name, "max_leaf_nodes");
    let d = waves(2000, 6);
    let leaves = |most: training::Value| {
        let values = whole(&[("max_leaf_nodes", most), ("max_iter", 1.into())]);
        boosted(&*train_with(KIND, TaskKind::Regression, &d, 1, &values)).trees[0].values.len()
    };
    assert_eq!((leaves(2.into()), leaves(31.into())), (2, 31));
    assert!(leaves("none".into()) > 50);
}

/// Three numbers with gaps, a number without, and a category of nine, one of them rare.
fn holes(rows: usize, seed: u64) -> Dataset {
    let mut d = waves(rows, seed);
    let chance = noise(rows, 5, seed + 50);
    let x = Array2::from_shape_fn((rows, 5), |(i, j)| match j {
        4 if chance[[i, 4]] > 1.9 => f32::NAN,
        4 => ((chance[[i, 4]] + 2.0) * 2.2).floor(),
        3 => d.x.data[[i, 3]],
        j if chance[[i, j]] > 1.0 => f32::NAN,
        j => d.x.data[[i, j]],
    });
    if let Target::Numbers(y) = &mut d.y {
        let own = |i: usize| if x[[i, 4]].is_nan() { 2.0 } else { f64::from(x[[i, 4]] as u32 % 3) };
        y.iter_mut().enumerate().for_each(|(i, y)| *y += own(i) - f64::from(u8::from(x[[i, 0]].is_nan())));
    }
    let names: Vec<String> = (0..5).map(|j| format!("x{j}")).collect();
    let kinds = [-1, -1, -1, 0, 9].map(feature);
    Dataset { x: Features::of(names, kinds, x), ..d }
}

fn branched(model: &dyn Model) -> BranchedState {
    match model.state() {
        ModelState::Branched(state) => state,
        other => panic!("another state of {}", other.kind()),
    }
}

#[test]
fn gaps_that_may_come_change_no_tree() {
    let plain = waves(600, 4);
    let mut may_come = plain.clone();
    may_come.x.kinds = [FeatureKind::Gappy; 4].into();
    let values = whole(&[("max_iter", 20.into())]);
    let train = |d: &Dataset| train_with(KIND, TaskKind::Regression, d, 1, &values);
    let (model, ready) = (train(&plain), train(&may_come));
    assert_eq!(branched(&*ready).boosted, boosted(&*model));
    assert!(!model.state().takes().missing && ready.state().takes().missing);
}

/// With one division, a cell that is missing for the first time goes with most of the rows.
#[test]
fn a_first_gap_goes_with_most_rows() {
    for few_are_small in [true, false] {
        let x = Array2::from_shape_fn((100, 1), |(i, _)| if (i < 30) == few_are_small { 0.0 } else { 1.0 });
        let y = x.column(0).iter().map(|v| f64::from(*v)).collect();
        let mut d = data(x, Target::Numbers(y));
        d.x.kinds = [FeatureKind::Gappy].into();
        let model = train_with(KIND, TaskKind::Regression, &d, 1, &whole(&[("max_leaf_nodes", 2.into())]));
        d.x.data.fill(f32::NAN);
        let answer = predict(&*model, &d).numbers()[0];
        assert!((answer - f64::from(u8::from(few_are_small))).abs() < 0.01, "{answer}");
    }
}

#[test]
fn a_training_with_gaps_goes_on_as_one_that_never_stopped() {
    let d = holes(1500, 3);
    for stop in [false, true] {
        let values = |iterations: i64| {
            params(&[
                ("max_iter", iterations.into()),
                ("subsample", 0.7.into()),
                ("max_features", 0.6.into()),
                ("early_stopping", stop.into()),
                ("n_iter_no_change", 1000.into()),
            ])
        };
        let first = train_with(KIND, task(&d), &d, 4, &values(6)).state();
        let stored: ModelState = postcard::from_bytes(&postcard::to_stdvec(&first).unwrap()).unwrap();
        assert_eq!(stored, first);
        let estimator = find(KIND).unwrap().build(task(&d), &values(15)).unwrap();
        let mut under_way = estimator.resume(&stored, Arc::new(d.clone()), 4).unwrap();
        let model = loop {
            if let Err(model) = advance(&mut *under_way) {
                break model;
            }
        };
        assert_eq!(bytes(&*model), bytes(&*train_with(KIND, task(&d), &d, 4, &values(15))), "{stop}");
        let refused = estimator.resume(&stored, Arc::new(waves(1500, 3)), 4).err();
        assert!(matches!(refused, Some(LearnError::BadState(_) | LearnError::Resume(_))));
    }
}

/// What is missing and which category a row has says something here; learning it pays.
#[test]
fn gaps_and_categories_are_learned_from() {
    let (d, fresh) = (holes(4000, 2), holes(4000, 70));
    let error = |model: &dyn Model, d: &Dataset| {
        let Target::Numbers(y) = &d.y else { unreachable!() };
        let answers = predict(model, d).numbers();
        answers.iter().zip(y).map(|(a, b)| (a - b).powi(2)).sum::<f64>() / y.len() as f64
    };
    let train = |d: &Dataset| train_with(KIND, TaskKind::Regression, d, 1, &whole(&[]));
    let filled = |d: &Dataset| data(d.x.data.map(|v| if v.is_nan() { 0.0 } else { *v }), d.y.clone());
    let (ours, other) = (error(&*train(&d), &fresh), error(&*train(&filled(&d)), &filled(&fresh)));
    assert!(ours < 0.98 * other, "{ours} {other}");
}

#[test]
fn damaged_branches_are_refused() {
    let sound = branched(&*train_with(KIND, TaskKind::Regression, &holes(500, 5), 1, &whole(&[])));
    let refused = |damage: &dyn Fn(&mut BranchedState)| {
        let mut state = sound.clone();
        damage(&mut state);
        matches!(ModelState::Branched(state).check(5), Err(LearnError::BadState(_)))
    };
    assert!(ModelState::Branched(sound.clone()).check(5).is_ok());
    assert!(refused(&|s| s.branches.truncate(3)));
    assert!(refused(&|s| s.branches[0].gaps.clear()));
    assert!(refused(&|s| s.branches.iter_mut().for_each(|b| b.sets.clear())));
    assert!(refused(&|s| s.levels[4] = 256));
    assert!(refused(&|s| s.levels[4] = 0));
    assert!(refused(&|s| s.levels.truncate(4)));
}

#[test]
fn categories_that_cannot_be_divided_are_refused() {
    let mut d = holes(300, 5);
    let refusal = |d: &Dataset, values: &ParamValues| start_with(KIND, task(d), d, 1, values).err();
    let directed = params(&[("monotonic_cst", "x4: 1".into())]);
    assert!(matches!(refusal(&d, &directed), Some(LearnError::Parameter { name: "monotonic_cst", .. })));
    let few = params(&[("max_bins", 8.into())]);
    let expected = LearnError::ManyCategories { feature: "x4".into(), levels: 9, most: 8 };
    assert_eq!(refusal(&d, &few), Some(expected));
    d.x.data[[7, 4]] = 9.0;
    assert_eq!(
        refusal(&d, &ParamValues::new()),
        Some(LearnError::NotFinite { feature: "x4".into(), row: 7 })
    );
}
