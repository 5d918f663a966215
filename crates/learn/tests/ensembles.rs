//! Ensembles answer as scikit-learn's, from `ensembles.py` of `tests/reference`; and laws of their own.

mod training;

use glasshouse_learn::{Dataset, LearnError, ModelState, Target, find};
use glasshouse_spec::{ParamValue, ParamValues, TaskKind};
use std::sync::Arc;
use training::cases::{Case, assert_close, cases_of, committed, cut};
use training::{Answer, advance, bytes, data, labels, noise, params, predict, train_with};

/// The cases of a kind: those with answers to all rows, or those with a mean score.
fn cases(kind: &str, drawn: bool) -> Vec<Case> {
    let all = cases_of(&committed("ensembles"), kind);
    let all: Vec<Case> = all.into_iter().filter(|case| case.expected["score"].is_number() == drawn).collect();
    assert!(all.len() >= 3, "{kind}");
    all
}

/// Probabilities and labels, or numbers, of rows trained on and of others.
fn answers_as_scikit_learn(kind: &str) {
    for case in cases(kind, false) {
        let model = train_with(kind, case.task, &case.train, 0, &case.values);
        assert_eq!(model.state().check(case.train.x.data.ncols()), Ok(()), "{}", case.id);
        let answer = predict(&*model, &case.all);
        let expected = case.floats("predictions");
        for (i, (ours, theirs)) in answer.numbers().iter().zip(&expected).enumerate() {
            assert!(
                (ours - theirs).abs() <= 1e-5 * theirs.abs().max(1.0),
                "{} at {i}: {ours} {theirs}",
                case.id
            );
        }
        if case.task == TaskKind::Classification {
            let ours: Vec<f64> = answer.classes().into_iter().map(f64::from).collect();
            let theirs = case.floats("labels");
            let width = expected.len() / theirs.len();
            let tied = |row: usize| {
                let mut row = expected[row * width..(row + 1) * width].to_vec();
                row.sort_by(f64::total_cmp);
                width > 1 && row[width - 1] - row[width - 2] < 1e-6
            };
            let differ = (0..ours.len()).filter(|&row| ours[row] != theirs[row] && !tied(row));
            assert_eq!(differ.collect::<Vec<_>>(), Vec::<usize>::new(), "{}", case.id);
        }
    }
}

/// The mean score over five seeds on rows that were not trained on, and out of bag.
fn is_as_good_as_scikit_learns(kind: &str) {
    for case in cases(kind, true) {
        let rest = cut(&case.all, case.train.x.data.nrows()..case.all.x.data.nrows());
        let (mut own, mut out_of_bag) = (0.0, 0.0);
        const SEEDS: u64 = 20;
        for seed in 0..SEEDS {
            let (model, judged) = case.judged(seed);
            own += score(&predict(&*model, &rest), &rest) / SEEDS as f64;
            out_of_bag += judged.unwrap_or_default() / SEEDS as f64;
        }
        let theirs = case.expected["score"].as_f64().expect("a score");
        assert!((own - theirs).abs() < 0.01, "{}: {own} is not {theirs}", case.id);
        if let Some(theirs) = case.expected["out_of_bag"].as_f64() {
            assert!(
                (out_of_bag - theirs).abs() < 0.01,
                "{}: {out_of_bag} is not {theirs} out of bag",
                case.id
            );
        }
    }
}

/// Accuracy, or r2.
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
        _ => f64::NAN,
    }
}

#[test]
fn voting_is_scikit_learns() {
    answers_as_scikit_learn("voting");
}

#[test]
fn bagging_is_as_good_as_scikit_learns() {
    is_as_good_as_scikit_learns("bagging");
}

#[test]
fn calibration_is_scikit_learns() {
    answers_as_scikit_learn("calibrated_classifier_cv");
}

#[test]
fn stacking_is_scikit_learns() {
    answers_as_scikit_learn("stacking");
}

#[test]
fn boosting_of_classes_is_scikit_learns() {
    answers_as_scikit_learn("ada_boost");
}

#[test]
fn boosting_of_numbers_is_as_good_as_scikit_learns() {
    is_as_good_as_scikit_learns("ada_boost");
}

#[test]
fn one_against_the_rest_is_scikit_learns() {
    answers_as_scikit_learn("one_vs_rest");
}

#[test]
fn transformed_targets_are_scikit_learns() {
    answers_as_scikit_learn("transformed_target");
}

/// Two classes of noise, and numbers.
/// From `decisions.py`: on rows further out than those that were trained on.
fn of_decisions(kind: &str) -> impl Iterator<Item = (Case, Dataset)> {
    cases_of(&committed("decisions"), kind).into_iter().map(|mut case| {
        if let Some(values) = case.values.get_mut("tol") {
            *values = ParamValue::Float(1e-9);
        }
        let mut rows = case.train.clone();
        rows.x.data.mapv_inplace(|v| (f64::from(v) * 1.25) as f32);
        (case, rows)
    })
}

#[test]
fn scores_are_scikit_learns() {
    for kind in ["svm", "sgd", "hist_gradient_boosting", "linear_svm", "ridge"] {
        for (case, rows) in of_decisions(kind) {
            let scores = case.train(0).scores(&rows.x).expect("it has scores");
            // The kernels of libsvm are in single precision.
            let ours: Vec<f64> = scores.iter().copied().collect();
            assert_close(&ours, &case.floats("decisions"), 2e-5, &case.id);
        }
    }
}

#[test]
fn scores_are_calibrated_and_piled_as_in_scikit_learn() {
    for kind in ["calibrated_classifier_cv", "stacking"] {
        for (case, rows) in of_decisions(kind) {
            let ours = predict(&*case.train(0), &rows).numbers();
            assert_close(&ours, &case.floats("predictions"), 5e-5, &case.id);
        }
    }
    for (case, rows) in of_decisions("one_vs_rest") {
        let ours: Vec<f64> = predict(&*case.train(0), &rows).classes().into_iter().map(f64::from).collect();
        assert_eq!(ours, case.floats("labels"), "{}", case.id);
    }
}

fn table(task: TaskKind, rows: usize) -> Dataset {
    let x = noise(rows, 4, 11);
    let score = |row: usize| x[[row, 0]] - 0.5 * x[[row, 1]] + 0.3 * x[[row, 3]];
    let y = match task {
        TaskKind::Regression => Target::Numbers((0..rows).map(|row| f64::from(score(row))).collect()),
        _ => Target::Classes {
            labels: labels(2),
            index: (0..rows).map(|row| u32::from(score(row) > 0.0)).collect(),
        },
    };
    data(x, y)
}

fn listed(kinds: &[&str]) -> ParamValues {
    let list = kinds.iter().map(|kind| ParamValue::Text((*kind).into())).collect();
    ParamValues::from([("estimators".into(), ParamValue::List(list))])
}

/// A model inside a model inside a model, as a stranger might write one, up to more levels than a stack
/// holds.
#[test]
fn a_state_of_any_depth_is_refused_and_not_followed() {
    let d = table(TaskKind::Classification, 60);
    let model = train_with("voting", TaskKind::Classification, &d, 1, &listed(&["dummy"]));
    let whole = bytes(&*model);
    let inside = bytes(&*train_with("dummy", TaskKind::Classification, &d, 1, &ParamValues::new()));
    let at = whole.windows(inside.len()).position(|part| part == inside).expect("it is inside");
    let (before, after) = (&whole[..at], &whole[at + inside.len()..]);
    let nested = |levels: usize| [before.repeat(levels), inside.clone(), after.repeat(levels)].concat();
    assert_eq!(postcard::from_bytes::<ModelState>(&nested(1)).expect("one level"), model.state());
    let second: ModelState = postcard::from_bytes(&nested(2)).expect("a forecast may be by an ensemble");
    assert!(second.check(4).is_err(), "an ensemble may not");
    for levels in [3, 4, 1_000_000] {
        assert!(postcard::from_bytes::<ModelState>(&nested(levels)).is_err(), "{levels} levels");
        // What was refused leaves nothing behind.
        assert!(postcard::from_bytes::<ModelState>(&whole).is_ok());
    }
}

#[test]
fn damaged_states_are_refused() {
    let d = table(TaskKind::Classification, 60);
    let model =
        train_with("bagging", TaskKind::Classification, &d, 1, &params(&[("max_features", 0.5.into())]));
    let ModelState::Committee(good) = model.state() else { panic!("a committee") };
    let refuses = |what: &str, change: &dyn Fn(&mut glasshouse_learn::ensemble::CommitteeState)| {
        let mut state = good.clone();
        change(&mut state);
        assert!(ModelState::Committee(state).check(4).is_err(), "{what}");
    };
    assert_eq!(ModelState::Committee(good.clone()).check(4), Ok(()));
    refuses("no members", &|s| s.members.clear());
    refuses("another number of classes", &|s| s.classes = Some(3));
    refuses("numbers", &|s| s.classes = None);
    refuses("a feature that is not there", &|s| s.members[0].columns = Some(vec![4, 1]));
    refuses("too few features", &|s| s.members[0].columns = Some(vec![0]));
    refuses("a weight that is no number", &|s| s.members[1].weight = f64::NAN);
    refuses("no weight at all", &|s| s.members.iter_mut().for_each(|m| m.weight = 0.0));
    refuses("classes that nobody asks for", &|s| s.present = vec![0, 1]);
    refuses("a median of classes", &|s| s.union = glasshouse_learn::ensemble::Union::Median);
    refuses("a margin of no classes", &|s| s.union = glasshouse_learn::ensemble::Union::Margin);
}

#[test]
fn what_is_wrong_inside_is_named_by_its_place() {
    let faults = |kind: &str, json: &str| {
        let values: ParamValues = serde_json::from_str(json).expect("parameters");
        let refused = find(kind).expect("listed").build(TaskKind::Classification, &values).err();
        refused.expect("refused").into_iter().map(|fault| (fault.name, fault.message)).collect::<Vec<_>>()
    };
    let all = faults(
        "voting",
        r#"{"estimators": [{"kind": "decision_tree", "params": {"max_depth": 0, "colour": 1}},
            {"kind": "forest"}, {"kind": "linear_regression"}, {"kind": "bagging"}, {"kind": "gaussian_nb"}]}"#,
    );
    let names: Vec<&str> = all.iter().map(|(name, _)| name.as_str()).collect();
    let places = ["[0].colour", "[0].max_depth", "[1].kind", "[2].kind", "[3].kind"];
    assert_eq!(names, places.map(|place| format!("estimators{place}")));
    assert!(all[3].1.contains("linear_regression cannot do classification"), "{}", all[3].1);
    assert!(all[4].1.contains("not made of others"), "{}", all[4].1);
    let one = faults("bagging", r#"{"estimator": {"kind": "ridge", "params": {"alpha": -1}}}"#);
    assert_eq!(one[0].0, "estimator.alpha");
}

/// Before anything is trained, each by its place and with what to do.
#[test]
fn soft_votes_need_probabilities() {
    let refused = |values: &str| {
        let values: ParamValues = serde_json::from_str(values).expect("parameters");
        find("voting").expect("listed").build(TaskKind::Classification, &values).err().unwrap_or_default()
    };
    let lacking = r#""estimators": ["gaussian_nb", "ridge", "svm", {"kind": "sgd", "params": {"loss": "hinge"}},
        "linear_svm"]"#;
    let faults = refused(&format!("{{{lacking}}}"));
    let told: Vec<(&str, bool)> =
        ["another estimator", "probability to true", "log_loss", "another estimator"]
            .iter()
            .zip(&faults)
            .map(|(advice, fault)| (fault.name.as_str(), fault.message.contains(advice)))
            .collect();
    let places = [1, 2, 3, 4].map(|at| format!("estimators[{at}].kind"));
    assert_eq!(told, places.each_ref().map(|place| (place.as_str(), true)));
    assert!(faults[0].message.contains("set voting to hard"), "{}", faults[0].message);
    assert_eq!(refused(&format!(r#"{{{lacking}, "voting": "hard"}}"#)), []);
    let giving = r#"["ridge", {"kind": "svm", "params": {"probability": true}}]"#;
    let faults = refused(&format!(r#"{{"estimators": {giving}}}"#));
    assert_eq!(faults.len(), 1);
    let losses = r#"[{"kind": "sgd", "params": {"loss": "log_loss"}}, "gaussian_process"]"#;
    assert_eq!(refused(&format!(r#"{{"estimators": {losses}}}"#)), []);
}

/// What is boosted goes on from what it had, and each further model makes the first errors fewer.
#[test]
fn boosting_goes_on_as_if_it_had_not_stopped() {
    for task in [TaskKind::Classification, TaskKind::Regression] {
        let d = Arc::new(table(task, 120));
        let of = |count: i64| params(&[("n_estimators", count.into())]);
        let few = train_with("ada_boost", task, &d, 3, &of(4));
        let whole = train_with("ada_boost", task, &d, 3, &of(12));
        let estimator = find("ada_boost").expect("listed").build(task, &of(12)).expect("sound");
        let mut under_way = estimator.resume(&few.state(), d.clone(), 3).expect("it goes on");
        let mut kept = 0;
        let on = loop {
            kept += usize::from(under_way.has_best());
            if let Err(model) = advance(&mut *under_way) {
                break model;
            }
        };
        assert_eq!(bytes(&*on), bytes(&*whole));
        assert!(kept > 5, "it should offer itself on the way");
        let curve = under_way.curve().expect("it learns step by step");
        assert!(curve.train.len() == 12 && curve.train[11] < curve.train[0], "{:?}", curve.train);
    }
}

#[test]
fn damaged_curves_and_piles_are_refused() {
    use glasshouse_learn::ensemble::{CalibratedState, Curve, Reading, StackedState};
    let (task, d) = (TaskKind::Classification, table(TaskKind::Classification, 60));
    let values = params(&[("method", "isotonic".into()), ("cv", 2.into())]);
    let model = train_with("calibrated_classifier_cv", task, &d, 1, &values);
    let ModelState::Calibrated(good) = model.state() else { panic!("curves") };
    let refuses = |what: &str, change: &dyn Fn(&mut CalibratedState)| {
        let mut state = good.clone();
        change(&mut state);
        assert!(ModelState::Calibrated(state).check(4).is_err(), "{what}");
    };
    let points = |said: &[f64], probability: &[f64]| {
        Some(Curve::Isotonic { said: said.to_vec(), probability: probability.to_vec() })
    };
    refuses("no members", &|s| s.members.clear());
    refuses("no curves", &|s| s.members[0].curves.clear());
    refuses("one class", &|s| s.classes = 1);
    refuses("no points", &|s| s.members[0].curves[0] = points(&[], &[]));
    refuses("points that fall", &|s| s.members[0].curves[0] = points(&[1.0, 0.0], &[0.1, 0.2]));
    refuses("no probability", &|s| s.members[0].curves[0] = points(&[0.0], &[1.5]));
    refuses("scores that are not there", &|s| s.members[1].reading = Reading::Scores);
    let model = train_with("stacking", task, &d, 1, &params(&[("cv", 2.into())]));
    let ModelState::Stacked(good) = model.state() else { panic!("a pile") };
    let refuses = |what: &str, change: &dyn Fn(&mut StackedState)| {
        let mut state = good.clone();
        change(&mut state);
        assert!(ModelState::Stacked(state).check(4).is_err(), "{what}");
    };
    refuses("no members", &|s| s.members.clear());
    refuses("too few members", &|s| s.members.truncate(1));
    refuses("features that pass through", &|s| s.passthrough = true);
    refuses("numbers", &|s| s.classes = None);
    refuses("a reading of numbers", &|s| s.members[0].reading = Reading::Number);
}

/// What goes on comes to the bytes of one training without a break, out-of-bag score included.
#[test]
fn a_bag_goes_on_as_if_it_had_not_stopped() {
    for task in [TaskKind::Classification, TaskKind::Regression] {
        let d = Arc::new(table(task, 90));
        let of = |count: i64| {
            params(&[
                ("n_estimators", count.into()),
                ("oob_score", true.into()),
                ("max_features", 0.6.into()),
            ])
        };
        let few = train_with("bagging", task, &d, 3, &of(4));
        let whole = train_with("bagging", task, &d, 3, &of(9));
        let estimator = find("bagging").expect("listed").build(task, &of(9)).expect("sound");
        let mut under_way = estimator.resume(&few.state(), d.clone(), 3).expect("it goes on");
        let on = loop {
            if let Err(model) = advance(&mut *under_way) {
                break model;
            }
        };
        assert_eq!(bytes(&*on), bytes(&*whole));
        assert!(under_way.out_of_bag().is_some_and(|found| found.rows > 60));
        let fewer = find("bagging").expect("listed").build(task, &of(3)).expect("sound");
        assert!(matches!(fewer.resume(&few.state(), d.clone(), 3).err(), Some(LearnError::Resume(_))));
    }
}

#[test]
fn gaps_and_categories_go_through_to_what_takes_them() {
    use glasshouse_learn::FeatureKind;
    let mut d = table(TaskKind::Classification, 200);
    d.x.kinds =
        [FeatureKind::Gappy, FeatureKind::Number, FeatureKind::Category { levels: 3 }, FeatureKind::Number]
            .into();
    for row in 0..200 {
        d.x.data[[row, 2]] = (row % 3) as f32;
        if row % 7 == 0 {
            d.x.data[[row, 0]] = f32::NAN;
        }
    }
    let boosted =
        ParamValues::from([("estimator".to_owned(), ParamValue::Text("hist_gradient_boosting".into()))]);
    let kind = find("bagging").expect("listed");
    assert!(kind.takes_with(TaskKind::Classification, &boosted).missing);
    assert!(!kind.takes_with(TaskKind::Classification, &params(&[("estimator", "ridge".into())])).missing);
    let few = ParamValues::from([
        ("n_estimators".to_owned(), ParamValue::Int(3)),
        ("max_features".to_owned(), ParamValue::Float(0.5)),
    ]);
    let model =
        train_with("bagging", TaskKind::Classification, &d, 1, &boosted.into_iter().chain(few).collect());
    assert!(model.state().takes().missing && model.state().takes().categories);
    assert_eq!(model.state().check(4), Ok(()));
    assert!(score(&predict(&*model, &d), &d) > 0.6);
}
