//! Groups without a target equal scikit-learn's, from `tests/reference/groups.py` `clusters.py` and
//! `_hdbscan_predict.py`.

mod training;

use glasshouse_learn::{Dataset, ModelState, Target};
use glasshouse_spec::{ParamValues, TaskKind};
use ndarray::Array2;
use serde_json::Value;
use std::collections::BTreeMap;
use training::{Answer, data, predict, train_with};

fn floats(v: &Value) -> Vec<f64> {
    v.as_array().expect("a list").iter().map(|x| x.as_f64().expect("a number")).collect()
}

/// A case with its data.
struct Case {
    id: String,
    rows: Dataset,
    values: ParamValues,
    expected: Value,
}

impl Case {
    fn train(&self, task: TaskKind, seed: u64) -> Box<dyn glasshouse_learn::Model> {
        train_with(self.expected["kind"].as_str().expect("a kind"), task, &self.rows, seed, &self.values)
    }

    fn floats(&self, key: &str) -> Vec<f64> {
        floats(&self.expected[key])
    }
}

fn cases(kind: &str) -> Vec<Case> {
    let chosen: Vec<Case> =
        ["groups", "clusters", "hdbscan_predict"].iter().flat_map(|file| cases_in(file, kind)).collect();
    assert!(chosen.len() >= 3, "{kind}");
    chosen
}

fn cases_in(file: &str, kind: &str) -> Vec<Case> {
    let path = format!("{}/../../tests/reference/{file}.json", env!("CARGO_MANIFEST_DIR"));
    let all: Value = serde_json::from_str(&std::fs::read_to_string(path).expect("committed")).expect("JSON");
    let chosen = all["cases"].as_array().expect("cases").iter().filter(|case| case["kind"] == kind);
    chosen
        .map(|case| {
            let source = &all["data"][case["data"].as_str().expect("a name")];
            let features = source["features"].as_u64().expect("a count") as usize;
            let x: Vec<f32> = floats(&source["x"]).into_iter().map(|x| x as f32).collect();
            let x = Array2::from_shape_vec((x.len() / features, features), x).expect("the shape fits");
            let mut rows = data(x, Target::None);
            rows.weights = case["weights"].as_array().map(|_| floats(&case["weights"]));
            Case {
                id: format!("{kind} {} {}", case["data"], case["params"]),
                rows,
                values: serde_json::from_value(case["params"].clone()).expect("parameters"),
                expected: case.clone(),
            }
        })
        .collect()
}

/// Fails when a number differs by more than `tolerance`, relative above one.
fn assert_close(ours: &[f64], theirs: &[f64], tolerance: f64, what: &str) {
    assert_eq!(ours.len(), theirs.len(), "{what}");
    for (i, (a, b)) in ours.iter().zip(theirs).enumerate() {
        assert!((a - b).abs() <= tolerance * b.abs().max(1.0), "{what} at {i}: {a} is not {b}");
    }
}

/// The groups are the same, whatever their numbers. `names` are ours.
fn assert_same_groups(ours: &[String], theirs: &[f64], what: &str) {
    let (mut there, mut back) = (BTreeMap::new(), BTreeMap::new());
    for (row, (a, &b)) in ours.iter().zip(theirs).enumerate() {
        let known = there.entry(a.clone()).or_insert(b);
        let known_back = back.entry(b as i64).or_insert(a.clone());
        assert!(*known == b && known_back == a, "{what}: row {row} is in {a}, there in {b}");
        assert_eq!(a == "-1", b == -1.0, "{what}: row {row} is in {a}, there in {b}");
    }
}

fn names(model: &dyn glasshouse_learn::Model, answer: &Answer) -> Vec<String> {
    let groups = model.state().groups();
    answer.classes().into_iter().map(|at| groups[at as usize].clone()).collect()
}

#[test]
fn k_means_finds_what_scikit_learn_finds() {
    for case in cases("k_means") {
        let model = case.train(TaskKind::Clustering, 0);
        let ModelState::Centers(state) = model.state() else { panic!("centres") };
        let answer = predict(&*model, &case.rows);
        assert!(state.converged && model.warnings().is_empty(), "{}", case.id);
        assert_close(
            &[state.inertia],
            &[case.expected["inertia"].as_f64().expect("a number")],
            1e-9,
            &case.id,
        );
        assert_close(&answer.numbers(), &case.floats("distances"), 1e-7, &case.id);
        assert_same_groups(&names(&*model, &answer), &case.floats("labels"), &case.id);
    }
}

/// From the best of many beginnings both come to the same place.
#[test]
fn mixtures_are_those_of_scikit_learn() {
    for case in cases("gaussian_mixture") {
        let model = case.train(TaskKind::Clustering, 0);
        let ModelState::Mixture(state) = model.state() else { panic!("a mixture") };
        let answer = predict(&*model, &case.rows);
        assert!(state.converged && model.warnings().is_empty(), "{}", case.id);
        let number = |key: &str| case.expected[key].as_f64().expect("a number");
        let theirs = [number("score"), number("bic"), number("aic")];
        assert_close(&[state.likelihood, state.bic(), state.aic()], &theirs, 1e-6, &case.id);
        assert_close(&state.mixture.shares, &case.floats("weights_"), 1e-5, &case.id);
        assert_close(&state.mixture.means, &case.floats("means"), 1e-5, &case.id);
        assert_close(&answer.numbers(), &case.floats("probabilities"), 1e-5, &case.id);
        assert_same_groups(&names(&*model, &answer), &case.floats("labels"), &case.id);
    }
}

/// Small samples leave the centres near where all rows would put them.
#[test]
fn mini_batches_find_nearly_what_k_means_finds() {
    for case in cases("mini_batch_k_means") {
        for seed in 0..4 {
            let model = case.train(TaskKind::Clustering, seed);
            let ModelState::Centers(state) = model.state() else { panic!("centres") };
            let answer = predict(&*model, &case.rows);
            let best = case.expected["inertia"].as_f64().expect("a number");
            assert!((best..best * 1.02).contains(&state.inertia), "{}: {} {best}", case.id, state.inertia);
            let own: f64 = answer.numbers().iter().map(|distance| distance * distance).sum();
            assert_close(&[own], &[state.inertia], 1e-9, &case.id);
            assert_same_groups(&names(&*model, &answer), &case.floats("labels"), &case.id);
        }
    }
}

/// Core samples bear their labels, and so do rows near a single cluster.
#[test]
fn dense_places_are_those_of_scikit_learn() {
    for case in cases("dbscan") {
        let model = case.train(TaskKind::Clustering, 0);
        let answer = predict(&*model, &case.rows);
        let ModelState::Anchors(state) = model.state() else { panic!("anchors") };
        let core = case.floats("core");
        assert_eq!(state.clusters.len(), core.len(), "{}", case.id);
        assert_same_groups(&names(&*model, &answer), &case.floats("labels"), &case.id);
    }
}

#[test]
fn merged_clusters_are_those_of_scikit_learn() {
    for case in cases("agglomerative") {
        let model = case.train(TaskKind::Clustering, 0);
        let answer = predict(&*model, &case.rows);
        let ModelState::Anchors(state) = model.state() else { panic!("anchors") };
        assert_close(&state.heights, &case.floats("heights"), 1e-9, &case.id);
        assert_same_groups(&names(&*model, &answer), &case.floats("labels"), &case.id);
    }
}

/// What is answered is what the definition says, found by looking at all pairs.
#[test]
fn a_new_row_is_of_the_nearest_core_sample() {
    let d = data(training::noise(5000, 3, 3), Target::None);
    let values = training::params(&[("eps", 0.3.into()), ("min_samples", 9.into())]);
    let model = train_with("dbscan", TaskKind::Clustering, &d, 1, &values);
    let ModelState::Anchors(state) = model.state() else { panic!("anchors") };
    assert!(state.count > 0 && state.clusters.len() < 5000, "{}", state.clusters.len());
    let fresh = data(training::noise(300, 3, 4), Target::None);
    let away = |a: &[f32], b: &[f32]| {
        a.iter().zip(b).map(|(a, b)| (f64::from(*a) - f64::from(*b)).powi(2)).sum::<f64>().sqrt()
    };
    let answer = predict(&*model, &fresh);
    for ((row, group), number) in fresh.x.data.outer_iter().zip(answer.classes()).zip(answer.numbers()) {
        let row = row.to_vec();
        let all = state.rows.chunks_exact(3).map(|anchor| away(anchor, &row)).enumerate();
        let (nearest, distance) = all.min_by(|a, b| a.1.total_cmp(&b.1)).expect("there are some");
        let expected = if distance <= 0.3 { state.clusters[nearest] } else { state.count };
        assert_eq!((group, (number - distance).abs() < 1e-9), (expected, true), "{distance}");
    }
}

#[test]
fn clusters_of_any_density_are_those_of_scikit_learn() {
    for case in cases("hdbscan") {
        let model = case.train(TaskKind::Clustering, 0);
        let answer = predict(&*model, &case.rows);
        assert_same_groups(&names(&*model, &answer), &case.floats("labels"), &case.id);
        assert_close(&answer.numbers(), &case.floats("probabilities"), 1e-6, &case.id);
    }
}

/// New rows of a case.
fn fresh(case: &Case) -> Dataset {
    let x: Vec<f32> = case.floats("fresh").into_iter().map(|x| x as f32).collect();
    let features = case.rows.x.data.ncols();
    data(Array2::from_shape_vec((x.len() / features, features), x).expect("the shape fits"), Target::None)
}

#[test]
fn new_rows_join_clusters_as_by_the_library_hdbscan() {
    for case in cases("hdbscan_predict") {
        let model = train_with("hdbscan", TaskKind::Clustering, &case.rows, 0, &case.values);
        let trained = predict(&*model, &case.rows);
        let answer = predict(&*model, &fresh(&case));
        let ours = [names(&*model, &trained), names(&*model, &answer)].concat();
        let theirs = [case.floats("labels"), case.floats("fresh_labels")].concat();
        assert_same_groups(&ours, &theirs, &case.id);
        assert_close(&answer.numbers(), &case.floats("strengths"), 1e-6, &case.id);
    }
}

#[test]
fn outlier_factors_are_those_of_scikit_learn() {
    for case in cases("local_outlier_factor") {
        let model = case.train(TaskKind::Anomaly, 0);
        let ModelState::OutlierFactor(state) = model.state() else { panic!("outlier factors") };
        let answer = predict(&*model, &case.rows);
        assert_close(&[state.offset], &case.floats("offset"), 1e-6, &case.id);
        assert_close(&answer.numbers(), &case.floats("scores"), 1e-6, &case.id);
        let marks = answer.classes().into_iter().map(|mark| if mark == 1 { -1.0 } else { 1.0 });
        assert_eq!(marks.collect::<Vec<_>>(), case.floats("labels"), "{}", case.id);
        assert_close(&predict(&*model, &fresh(&case)).numbers(), &case.floats("novel"), 1e-6, &case.id);
    }
}

/// Each iteration is at least as likely as the one before.
#[test]
fn a_mixture_grows_likelier() {
    let d = data(training::noise(3000, 5, 3), Target::None);
    for shape in ["full", "tied", "diag", "spherical"] {
        let values = training::params(&[
            ("covariance_type", shape.into()),
            ("n_components", 4.into()),
            ("tol", 1e-7.into()),
            ("max_iter", 200.into()),
            ("init_params", "random_from_data".into()),
        ]);
        let task = TaskKind::Clustering;
        let mut training = training::start_with("gaussian_mixture", task, &d, 1, &values).expect("sound");
        while training::advance(&mut *training).is_ok() {}
        let curve = training.curve().expect("it learns step by step").train;
        assert!(curve.len() > 20 && curve.windows(2).all(|two| two[1] < two[0] + 1e-6), "{shape} {curve:?}");
    }
}

/// Scores of as many random trees differ little from one seed to the next.
#[test]
fn isolation_forests_score_as_scikit_learns() {
    for case in cases("isolation_forest") {
        let model = case.train(TaskKind::Anomaly, 0);
        let ModelState::Isolation(state) = model.state() else { panic!("an isolation forest") };
        let answer = predict(&*model, &case.rows);
        let (ours, theirs) = (answer.numbers(), case.floats("scores"));
        let furthest = ours.iter().zip(&theirs).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
        let mean = ours.iter().zip(&theirs).map(|(a, b)| a - b).sum::<f64>() / ours.len() as f64;
        assert!(furthest < 0.02 && mean.abs() < 0.004, "{}: {furthest} {mean}", case.id);
        assert!(
            (state.offset - case.expected["offset"].as_f64().expect("a number")).abs() < 0.004,
            "{}",
            case.id
        );
        for (at, (mark, score)) in answer.classes().into_iter().zip(&ours).enumerate() {
            assert_eq!(mark == 1, *score < 0.0, "{}: row {at}", case.id);
        }
        let marked = |marks: &mut dyn Iterator<Item = bool>| marks.filter(|marked| *marked).count() as f64;
        let ours = marked(&mut answer.classes().into_iter().map(|mark| mark == 1));
        let theirs = marked(&mut case.floats("labels").into_iter().map(|label| label < 0.0));
        assert!(
            (ours - theirs).abs() <= 0.02 * case.rows.x.data.nrows() as f64,
            "{}: {ours} {theirs}",
            case.id
        );
    }
}

/// A resting place of Lloyd's algorithm: every centre is the mean of its rows.
#[test]
fn centers_are_the_means_of_their_rows() {
    let d = data(training::noise(2000, 7, 3), Target::None);
    let model = train_with("k_means", TaskKind::Clustering, &d, 1, &training::params(&[("tol", 0.0.into())]));
    let ModelState::Centers(state) = model.state() else { panic!("centres") };
    let answer = predict(&*model, &d);
    let (mut sums, mut sizes) = (vec![0.0; state.centers.len()], vec![0.0; state.clusters()]);
    for (row, k) in d.x.data.outer_iter().zip(answer.classes()) {
        sizes[k as usize] += 1.0;
        row.iter().enumerate().for_each(|(j, x)| sums[k as usize * 7 + j] += f64::from(*x));
    }
    let means: Vec<f64> = sums.iter().enumerate().map(|(at, sum)| sum / sizes[at / 7]).collect();
    assert_close(&state.centers, &means, 1e-12, "means");
    assert!(sizes.windows(2).all(|two| two[0] >= two[1]), "the largest first: {sizes:?}");
}

#[test]
fn fewer_places_than_clusters_are_told() {
    let mut d = data(training::noise(40, 2, 3), Target::None);
    d.x.data.rows_mut().into_iter().enumerate().for_each(|(i, mut row)| row.fill((i % 3) as f32));
    for init in ["k-means++", "random"] {
        let values = training::params(&[("init", init.into())]);
        let model = train_with("k_means", TaskKind::Clustering, &d, 1, &values);
        assert_eq!(model.state().groups(), ["0", "1", "2"]);
        assert_eq!(model.warnings()[0].code, "model.fewer_clusters");
    }
}
