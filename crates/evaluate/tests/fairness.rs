//! Groups beside `tests/reference/fairness.py`, and groups too small to be compared.

use glasshouse_evaluate::fairness::{
    Groups, Part, Sensitive, by_thresholds, class_of, compare, no_class, reweighed,
};
use glasshouse_evaluate::{Answered, Held};
use glasshouse_learn::{Prediction, Target};
use glasshouse_prepare::at_once;
use glasshouse_spec::{
    FairnessReport, FairnessRequest, IntervalMethod, MitigationMethod, MitigationObjective, TaskKind,
    TaskReport,
};
use ndarray::Array2;
use serde_json::Value;
use std::sync::Arc;

fn reference() -> Value {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/reference/fairness.json");
    serde_json::from_str(&std::fs::read_to_string(path).expect("committed")).expect("JSON")
}

fn floats(v: &Value) -> Vec<f64> {
    v.as_array().expect("a list").iter().map(|x| x.as_f64().expect("a number")).collect()
}

fn whole(v: &Value) -> Vec<u32> {
    floats(v).into_iter().map(|x| x as u32).collect()
}

fn assert_close(what: &str, a: f64, b: f64) {
    assert!((a - b).abs() <= 1e-6 * b.abs().max(1.0), "{what}: {a} is not {b}");
}

fn task(kind: TaskKind, classes: &[&str]) -> TaskReport {
    let classes: Vec<String> = classes.iter().map(|c| (*c).to_string()).collect();
    let positive = classes.get(1).cloned();
    TaskReport { kind, target: "y".into(), positive, classes, ..TaskReport::default() }
}

/// Answers to two classes by the probability of the second.
fn two(truth: &[u32], p: &[f64]) -> (Prediction, Target) {
    let cell = |(row, class): (usize, usize)| (if class == 1 { p[row] } else { 1.0 - p[row] }) as f32;
    let probabilities = Array2::from_shape_fn((p.len(), 2), cell);
    let index = p.iter().map(|p| u32::from(*p > 0.5)).collect();
    let labels: Arc<[String]> = ["no".to_string(), "yes".to_string()].into();
    (Prediction::Classes { probabilities, index }, Target::Classes { labels, index: truth.to_vec() })
}

fn sensitive(name: &str, codes: &[u32]) -> Sensitive {
    let levels = (0..=*codes.iter().max().expect("rows")).map(|code| format!("g{code}")).collect();
    Sensitive { column: name.into(), levels, codes: codes.to_vec() }
}

fn compared(
    (prediction, target): (&Prediction, &Target),
    task: &TaskReport,
    columns: &[Sensitive],
    ask: &FairnessRequest,
) -> FairnessReport {
    let rows: Vec<u32> = (0..columns[0].codes.len() as u32).collect();
    let answered = Answered { prediction, target, task, features: 1 };
    let held = Held { part: "test", rows: &rows, answered };
    let class = class_of(ask, task).expect("a class");
    at_once(compare(&held, columns, (ask, class), 7, &async |_| {})).expect("classes or numbers")
}

#[test]
fn a_table_of_groups_is_fairlearns() {
    for case in reference()["binary"].as_array().expect("cases") {
        let (prediction, target) = two(&whole(&case["truth"]), &floats(&case["p"]));
        let column = sensitive("group", &whole(&case["group"]));
        let task = task(TaskKind::Classification, &["no", "yes"]);
        let found = compared((&prediction, &target), &task, &[column], &FairnessRequest::default());
        let [by] = found.by.as_slice() else { panic!("one grouping") };
        for name in ["selection_rate", "true_positive_rate", "false_positive_rate", "accuracy"] {
            for (ours, theirs) in by.groups.iter().zip(floats(&case["by_group"][name])) {
                assert_close(name, ours.figures[name].value, theirs);
            }
        }
        for (ours, theirs) in by.groups.iter().zip(case["selection_interval"].as_array().expect("bounds")) {
            let (ours, theirs) = (&ours.figures["selection_rate"], floats(theirs));
            let interval = ours.interval.as_ref().expect("an interval");
            assert_eq!(interval.method, IntervalMethod::Wilson);
            assert_close("low", interval.low, theirs[0]);
            assert_close("high", interval.high, theirs[1]);
        }
        for disparity in &by.disparities {
            let theirs = floats(&case["disparities"][&disparity.name]);
            let difference = disparity.difference.as_ref().expect("a difference");
            assert_close(&disparity.name, difference.value, theirs[0]);
            assert_close(&disparity.name, disparity.ratio.as_ref().expect("a ratio").value, theirs[1]);
            let interval = difference.interval.as_ref().expect("an interval");
            assert!(interval.low < interval.high && interval.high < 1.0, "{disparity:?}");
            let rule = disparity.four_fifths;
            assert_eq!(rule, (disparity.name == "demographic_parity").then_some(theirs[1] >= 0.8));
        }
    }
}

#[test]
fn thresholds_by_group_bring_groups_closer_and_tell_their_price() {
    let case = &reference()["binary"][1];
    let truth = whole(&case["truth"]);
    let (prediction, target) = two(&truth, &floats(&case["p"]));
    let task = task(TaskKind::Classification, &["no", "yes"]);
    let groups = Groups::cross(&[sensitive("group", &whole(&case["group"]))]);
    let rows: Vec<u32> = (0..truth.len() as u32).collect();
    let answered = Answered { prediction: &prediction, target: &target, task: &task, features: 1 };
    let part = Part { answered, groups: groups.at(&rows) };
    for wanted in case["thresholds"].as_array().expect("cases") {
        let method = match wanted["constraints"].as_str().expect("a name") {
            "demographic_parity" => MitigationMethod::DemographicParity,
            "true_positive_rate_parity" => MitigationMethod::TruePositiveRateParity,
            _ => MitigationMethod::EqualizedOdds,
        };
        let objective = match wanted["objective"].as_str().expect("a name") {
            "accuracy_score" => MitigationObjective::AccuracyScore,
            _ => MitigationObjective::BalancedAccuracyScore,
        };
        let ask = FairnessRequest { objective, ..FairnessRequest::default() };
        let found = by_thresholds(method, &groups, (&part, &part), &ask, 1);
        assert_eq!(found.refused, None);
        let called = floats(&wanted["called"]);
        let rate = called.iter().sum::<f64>() / called.len() as f64;
        // Probabilities in f32 fall on the same side of every threshold here.
        assert_close("selection rate", found.after["selection_rate"], rate);
        let parity = match method {
            MitigationMethod::DemographicParity => &found.disparities[0],
            MitigationMethod::TruePositiveRateParity => &found.disparities[1],
            _ => &found.disparities[2],
        };
        assert!(
            parity.difference.as_ref().expect("groups").value < 1e-6,
            "learned on the same rows: {parity:?}"
        );
        if objective == MitigationObjective::AccuracyScore {
            assert!(found.after["accuracy"] <= found.before["accuracy"] + 0.05);
        }
    }
}

#[test]
fn a_group_of_three_rows_is_told_and_not_compared() {
    let mut codes = vec![0; 40];
    codes.extend([1; 40]);
    codes.extend([2; 3]);
    let truth: Vec<u32> = (0..83).map(|row| u32::from(row % 3 == 0)).collect();
    let p: Vec<f64> =
        (0..83).map(|row| if row >= 80 { 0.9 } else { 0.2 + 0.6 * f64::from(row % 2) }).collect();
    let (prediction, target) = two(&truth, &p);
    let task = task(TaskKind::Classification, &["no", "yes"]);
    let columns = [sensitive("group", &codes)];
    let found = compared((&prediction, &target), &task, &columns, &FairnessRequest::default());
    let small = &found.by[0].groups[2];
    assert!(small.too_small && small.rows == 3);
    let rate = &small.figures["selection_rate"];
    let interval = rate.interval.as_ref().expect("an interval");
    assert!(rate.value == 1.0 && interval.low < 0.45, "{interval:?}");
    for disparity in &found.by[0].disparities {
        assert_eq!(disparity.left_out, [2]);
        assert!(disparity.between.is_some_and(|(low, high)| low < 2 && high < 2));
    }
    assert!(found.notes.iter().any(|note| note.code == "fairness.small"));
    let all = FairnessRequest { min_rows: 1, ..FairnessRequest::default() };
    let found = compared((&prediction, &target), &task, &columns, &all);
    assert_eq!(found.by[0].disparities[0].between.map(|(_, high)| high), Some(2));
}

#[test]
fn a_rate_that_is_not_defined_says_why() {
    let codes: Vec<u32> = (0..60).map(|row| row / 20).collect();
    let truth: Vec<u32> = (0..60).map(|row| u32::from(row < 40 && row % 2 == 0)).collect();
    let (prediction, target) = two(&truth, &[0.3; 60]);
    let task = task(TaskKind::Classification, &["no", "yes"]);
    let found =
        compared((&prediction, &target), &task, &[sensitive("group", &codes)], &FairnessRequest::default());
    let by = &found.by[0];
    assert!(by.groups[2].undefined["true_positive_rate"].contains("no row"));
    assert!(!by.groups[2].figures.contains_key("true_positive_rate"));
    assert_eq!(by.disparities[1].left_out, [2]);
    let parity = &by.disparities[0];
    assert_eq!((parity.ratio.as_ref(), parity.four_fifths), (None, None));
    assert!(parity.undefined.as_ref().is_some_and(|why| why.contains("zero in every group")));
}

#[test]
fn errors_of_groups_are_those_of_numpy_and_their_intervals_scipys() {
    let case = &reference()["numbers"];
    let prediction = Prediction::Numbers(floats(&case["predicted"]));
    let target = Target::Numbers(floats(&case["truth"]));
    let task = task(TaskKind::Regression, &[]);
    let columns = [sensitive("group", &whole(&case["group"]))];
    let ask = FairnessRequest { min_rows: 1, ..FairnessRequest::default() };
    let found = compared((&prediction, &target), &task, &columns, &ask);
    let by = &found.by[0];
    for name in ["mean_prediction", "mean_error", "mean_absolute_error"] {
        for (ours, theirs) in by.groups.iter().zip(floats(&case["by_group"][name])) {
            assert_close(name, ours.figures[name].value, theirs);
        }
        let ours = by.disparities.iter().find(|own| own.name == name).expect("told");
        let theirs = case["difference"][name].as_f64().expect("a number");
        assert_close(name, ours.difference.as_ref().expect("groups").value, theirs);
        let ratio = case["ratio"][name].as_f64();
        assert_eq!(ours.ratio.is_some(), ratio.is_some(), "{name}");
        if let (Some(ours), Some(theirs)) = (&ours.ratio, ratio) {
            assert_close(name, ours.value, theirs);
        }
    }
    for (ours, theirs) in by.groups.iter().zip(case["error_interval"].as_array().expect("bounds")) {
        let interval = ours.figures["mean_error"].interval.clone().expect("several rows");
        assert_close("low", interval.low, floats(theirs)[0]);
        assert_close("high", interval.high, floats(theirs)[1]);
    }
}

#[test]
fn weights_multiply_those_that_rows_have() {
    let case = &reference()["weights"];
    let labels: Arc<[String]> = (0..4).map(|class| format!("c{class}")).collect();
    let classes = whole(&case["class"]);
    let target = Target::Classes { labels, index: classes.clone() };
    let codes = whole(&case["group"]);
    let groups = Groups::cross(&[sensitive("group", &codes)]);
    let (rows, own): (Vec<u32>, _) = ((0..200).collect(), floats(&case["own"]));
    let (weights, table) = reweighed(&target, &rows, &groups, Some(&own)).expect("classes");
    for (row, weight) in weights.iter().enumerate() {
        let theirs = floats(&case["weights"][codes[row] as usize])[classes[row] as usize];
        assert_close("weight", *weight, own[row] * theirs);
    }
    assert_eq!(table.iter().map(|of| of.rows).sum::<u64>(), 200);
    assert!(reweighed(&Target::Numbers(vec![1.0]), &[0], &groups, None).is_none());
}

#[test]
fn an_unknown_class_is_refused() {
    let ask = FairnessRequest { class: Some("perhaps".into()), ..FairnessRequest::default() };
    let task = task(TaskKind::Classification, &["no", "yes"]);
    assert_eq!(class_of(&ask, &task), None);
    assert_eq!(no_class(&ask, &task).code, "fairness.class");
}
