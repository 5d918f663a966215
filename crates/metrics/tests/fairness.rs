//! Figures of groups and thresholds by group are those of `tests/reference/fairness.py`.

use glasshouse_metrics::{
    Apart, GroupCounts, Objective, Parity, Score, apart, group_thresholds, reweighing, worse,
};
use serde_json::Value;

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

fn list(v: &Value) -> &[Value] {
    v.as_array().expect("a list")
}

fn assert_close(what: &str, a: f64, b: f64) {
    assert!((a - b).abs() <= 1e-9 * b.abs().max(1.0), "{what}: {a} is not {b}");
}

/// A rate by its name.
type Rate = (&'static str, fn(&GroupCounts) -> Score);

/// The groups of a case with the rows that are called positive.
fn counts(case: &Value, called: &[f64]) -> Vec<GroupCounts> {
    let groups = whole(&case["group"]);
    let mut counts = vec![GroupCounts::default(); 1 + *groups.iter().max().expect("rows") as usize];
    for ((group, truth), called) in groups.iter().zip(whole(&case["truth"])).zip(called) {
        counts[*group as usize].add(truth == 1, *called);
    }
    counts
}

fn of(counts: &[GroupCounts], figure: fn(&GroupCounts) -> Score) -> Apart {
    apart(&counts.iter().map(|counts| figure(counts).ok()).collect::<Vec<_>>()).expect("two groups")
}

#[test]
fn rates_of_groups_and_how_far_they_are_apart_are_fairlearns() {
    for case in list(&reference()["binary"]) {
        let counts = counts(case, &floats(&case["called"]));
        let rates: [Rate; 4] = [
            ("selection_rate", GroupCounts::selection_rate),
            ("true_positive_rate", GroupCounts::true_positive_rate),
            ("false_positive_rate", GroupCounts::false_positive_rate),
            ("accuracy", GroupCounts::accuracy),
        ];
        for (name, rate) in rates {
            for (counts, theirs) in counts.iter().zip(floats(&case["by_group"][name])) {
                assert_close(name, rate(counts).expect("defined"), theirs);
            }
        }
        let tpr = of(&counts, GroupCounts::true_positive_rate);
        let odds = worse(Ok(tpr), Ok(of(&counts, GroupCounts::false_positive_rate))).expect("both");
        for (name, ours) in [
            ("demographic_parity", of(&counts, GroupCounts::selection_rate)),
            ("equal_opportunity", tpr),
            ("equalized_odds", odds),
            ("accuracy", of(&counts, GroupCounts::accuracy)),
        ] {
            let theirs = floats(&case["disparities"][name]);
            assert_close(name, ours.difference, theirs[0]);
            assert_close(name, ours.ratio.expect("rates above zero"), theirs[1]);
        }
    }
}

#[test]
fn thresholds_by_group_call_rows_as_fairlearns_optimizer_does() {
    for case in list(&reference()["binary"]) {
        let (group, p) = (whole(&case["group"]), floats(&case["p"]));
        let truth = whole(&case["truth"]);
        let mut groups = vec![(Vec::new(), Vec::new()); 1 + *group.iter().max().expect("rows") as usize];
        for ((g, t), p) in group.iter().zip(&truth).zip(&p) {
            groups[*g as usize].0.push(*t == 1);
            groups[*g as usize].1.push(*p);
        }
        for wanted in list(&case["thresholds"]) {
            let parity = match wanted["constraints"].as_str().expect("a name") {
                "demographic_parity" => Parity::SelectionRate,
                "true_positive_rate_parity" => Parity::TruePositiveRate,
                _ => Parity::EqualizedOdds,
            };
            let objective = match wanted["objective"].as_str().expect("a name") {
                "accuracy_score" => Objective::Accuracy,
                _ => Objective::BalancedAccuracy,
            };
            let ours = group_thresholds(&groups, parity, objective).expect("both classes in every group");
            for ((g, p), theirs) in group.iter().zip(&p).zip(floats(&wanted["called"])) {
                assert_close(&format!("{} {wanted}", case["name"]), ours[*g as usize].called(*p), theirs);
            }
        }
    }
}

#[test]
fn a_group_of_one_class_has_no_threshold() {
    let one = (vec![true, true], vec![0.1, 0.9]);
    assert!(group_thresholds(&[one], Parity::SelectionRate, Objective::Accuracy).is_err());
}

#[test]
fn weights_are_those_of_kamiran_and_calders() {
    let case = &reference()["weights"];
    let own = floats(&case["own"]);
    let ours = reweighing(&whole(&case["group"]), &whole(&case["class"]), Some(&own), (3, 4));
    for (ours, theirs) in ours.iter().zip(list(&case["weights"])) {
        for (ours, theirs) in ours.iter().zip(floats(theirs)) {
            assert_close("weight", *ours, theirs);
        }
    }
}
