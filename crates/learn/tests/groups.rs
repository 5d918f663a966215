//! Groups without a target equal scikit-learn's, from `tests/reference/groups.py`.

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
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/reference/groups.json");
    let all: Value = serde_json::from_str(&std::fs::read_to_string(path).expect("committed")).expect("JSON");
    let chosen = all["cases"].as_array().expect("cases").iter().filter(|case| case["kind"] == kind);
    let chosen: Vec<Case> = chosen
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
        .collect();
    assert!(chosen.len() >= 3, "{kind}");
    chosen
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
