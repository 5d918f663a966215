//! Scores equal scikit-learn's, from `tests/reference/metrics.py`.

use glasshouse_metrics::{
    Classified, Forecasted, Grouped, METRICS, Regressed, Scores, Suits, metric, roc_curve,
    score_classification, score_regression, several_score,
};
use serde_json::Value;

fn reference() -> Value {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/reference/metrics.json");
    serde_json::from_str(&std::fs::read_to_string(path).expect("committed")).expect("JSON")
}

fn floats(v: &Value) -> Vec<f64> {
    v.as_array().expect("a list").iter().map(|x| x.as_f64().expect("a number")).collect()
}

fn classes(v: &Value) -> Vec<u32> {
    floats(v).into_iter().map(|x| x as u32).collect()
}

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-9 * b.abs().max(1.0)
}

fn compare(name: &str, scores: &Scores, expected: &Value) {
    let expected = expected.as_object().expect("scores");
    assert_eq!(scores.len(), expected.len(), "{name}: {scores:?}");
    for (metric, value) in expected {
        let ours = scores[metric.as_str()];
        match (ours, value.as_f64()) {
            (Ok(a), Some(b)) => assert!(close(a, b), "{name} {metric}: {a} is not {b}"),
            (Err(_), None) => {}
            other => panic!("{name} {metric}: {other:?}"),
        }
    }
}

#[test]
fn classification_scores_are_scikit_learns() {
    for case in reference()["classification"].as_array().expect("cases") {
        let name = case["name"].as_str().expect("a name");
        let (truth, index) = (classes(&case["truth"]), classes(&case["index"]));
        let probabilities = floats(&case["probabilities"]);
        let count = case["classes"].as_u64().expect("a count") as usize;
        let c = Classified::new(&truth, &index, Some(&probabilities), count, None).expect("fits");
        compare(name, &score_classification(&c), &case["scores"]);
        for (ours, theirs) in c.confusion().iter().zip(case["confusion"].as_array().expect("rows")) {
            assert_eq!(*ours, floats(theirs).into_iter().map(|v| v as u64).collect::<Vec<_>>());
        }
    }
}

#[test]
fn roc_curves_are_scikit_learns() {
    let mut seen = 0;
    for case in reference()["classification"].as_array().expect("cases") {
        let expected = case["roc"].as_array().expect("points");
        if expected.is_empty() {
            continue;
        }
        let truth: Vec<bool> = classes(&case["truth"]).into_iter().map(|c| c == 1).collect();
        let scores: Vec<f64> = floats(&case["probabilities"]).chunks(2).map(|p| p[1]).collect();
        let ours = roc_curve(&truth, &scores).expect("both classes");
        assert_eq!(ours.len(), expected.len(), "{}", case["name"]);
        for (point, theirs) in ours.iter().zip(expected) {
            let theirs = floats(theirs);
            assert!(
                close(point.false_positive_rate, theirs[0]) && close(point.true_positive_rate, theirs[1])
            );
            match theirs[2] == 1e300 {
                true => assert_eq!(point.threshold, f64::INFINITY),
                false => assert_eq!(point.threshold, theirs[2]),
            }
        }
        seen += 1;
    }
    assert!(seen >= 3);
}

#[test]
fn regression_scores_are_scikit_learns() {
    for case in reference()["regression"].as_array().expect("cases") {
        let (truth, predicted) = (floats(&case["truth"]), floats(&case["predicted"]));
        let r = Regressed::new(&truth, &predicted).expect("fits");
        let features = case["features"].as_u64().expect("a count") as usize;
        compare(case["name"].as_str().expect("a name"), &score_regression(&r, features), &case["scores"]);
    }
}

const OF_GROUPS: [&str; 3] = ["silhouette_score", "davies_bouldin_score", "calinski_harabasz_score"];

#[test]
fn scores_of_groups_are_scikit_learns() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/reference/groups.json");
    let all: Value = serde_json::from_str(&std::fs::read_to_string(path).expect("committed")).expect("JSON");
    for case in all["scores"].as_array().expect("cases") {
        let source = &all["data"][case["data"].as_str().expect("a name")];
        let cells: Vec<f32> = floats(&source["x"]).into_iter().map(|x| x as f32).collect();
        let index = classes(&case["index"]);
        let groups = Grouped::new(&cells, source["features"].as_u64().expect("a count") as usize, &index);
        for name in OF_GROUPS {
            let ours = groups.clone().and_then(|groups| groups.score(name).expect("known"));
            match (ours, case["scores"][name].as_f64()) {
                (Ok(a), Some(b)) => assert!(close(a, b), "{} {name}: {a} is not {b}", case["data"]),
                (Err(_), None) => {}
                other => panic!("{} {name}: {other:?}", case["data"]),
            }
        }
    }
}

#[test]
fn every_score_is_explained() {
    let (truth, predicted) = (vec![1.0, 2.0], vec![1.0, 3.0]);
    let r = Regressed::new(&truth, &predicted).expect("fits");
    let mut names: Vec<&str> = score_regression(&r, 1).into_keys().chain(OF_GROUPS).collect();
    // Told by who knows what a mark is.
    names.push("outlier_share");
    for name in ["subset_accuracy", "hamming_loss"] {
        assert!(metric(name).is_some() && several_score(&[&[0]], &[&[0]], name).is_some());
        names.push(name);
    }
    let forecasted = Forecasted::new(&truth, &predicted, &[1.0, 1.0], &[true, false]).expect("fits");
    let of_forecasts = METRICS.iter().filter(|m| m.suits == Suits::Series).map(|m| m.name);
    names.extend(
        of_forecasts.inspect(|name| assert!(forecasted.score(name).expect("known").is_ok(), "{name}")),
    );
    for count in [2, 3] {
        let c = Classified::new(&[0, 1], &[0, 1], None, count, None).expect("fits");
        for (name, score) in score_classification(&c) {
            let info = metric(name).expect("in the table");
            assert!(info.suits == Suits::Classes || (info.suits == Suits::TwoClasses) == (count == 2));
            assert_eq!(score.is_err(), info.needs_probabilities, "{name}");
            names.push(name);
        }
    }
    assert!(METRICS.iter().all(|m| names.contains(&m.name)));
}

#[test]
fn scores_of_several_targets_are_scikit_learns() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/reference/several.json");
    let all: Value = serde_json::from_str(&std::fs::read_to_string(path).expect("committed")).expect("JSON");
    let case = &all["scores"]["labels"];
    let columns = |key: &str| case[key].as_array().expect("columns").iter().map(classes).collect::<Vec<_>>();
    let (truth, told) = (columns("truth"), columns("told"));
    let (truth, told): (Vec<&[u32]>, Vec<&[u32]>) =
        (truth.iter().map(Vec::as_slice).collect(), told.iter().map(Vec::as_slice).collect());
    for name in ["subset_accuracy", "hamming_loss"] {
        let ours = several_score(&truth, &told, name).expect("known").expect("defined");
        assert!(close(ours, case[name].as_f64().expect("a score")), "{name}: {ours}");
        assert!(several_score(&truth, &told[1..], name).expect("known").is_err());
        assert!(several_score(&[], &[], name).expect("known").is_err());
        assert!(several_score(&[&[0, 1]], &[&[0]], name).expect("known").is_err());
    }
}
