//! Comparisons of models equal mlxtend's and baycomp's, from `tests/reference/comparison.py`.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod answers;

use answers::{agree, each, number, numbers};
use glasshouse_stats::comparison::{
    Compared, corrected_resampled_t, correlated_t, five_by_two_f, five_by_two_t, mcnemar,
};
use serde_json::Value;

fn known() -> Value {
    serde_json::from_str(include_str!("../../../tests/reference/comparison.json")).unwrap()
}

fn same(what: &str, ours: Option<Compared>, theirs: &Value) {
    let ours = ours.expect("there is a difference");
    agree(what, ours.statistic, number(&theirs["statistic"]), 1e-9);
    agree(what, ours.p_value, number(&theirs["p_value"]), 1e-9);
}

#[test]
fn differences_over_folds() {
    for (at, case) in known()["folds"].as_array().unwrap().iter().enumerate() {
        let differences = numbers(&case["differences"]);
        let folds = number(&case["folds"]);
        same(
            &format!("case {at}"),
            corrected_resampled_t(&differences, 1.0 / (folds - 1.0)),
            &case["corrected"],
        );
        for rope in [0.0, 0.01] {
            let ours = correlated_t(&differences, 1.0 / folds, rope).unwrap();
            let theirs = numbers(&case[&format!("rope {rope:?}")]);
            for (ours, theirs) in [ours.below, ours.within, ours.above].into_iter().zip(theirs) {
                assert!((ours - theirs).abs() < 1e-9, "case {at}, rope {rope}: {ours} {theirs}");
            }
        }
    }
}

#[test]
fn five_times_two_folds() {
    for (at, case) in known()["five_by_two"].as_array().unwrap().iter().enumerate() {
        let rows: Vec<Vec<f64>> = case["differences"].as_array().unwrap().iter().map(numbers).collect();
        let differences: [[f64; 2]; 5] = std::array::from_fn(|repeat| [rows[repeat][0], rows[repeat][1]]);
        same(&format!("t {at}"), five_by_two_t(&differences), &case["t"]);
        same(&format!("f {at}"), five_by_two_f(&differences), &case["f"]);
    }
}

#[test]
fn rows_on_which_only_one_is_right() {
    for case in known()["mcnemar"].as_array().unwrap() {
        let counts = ["only_first", "only_second"].map(|key| case[key].as_u64().unwrap());
        let ours = mcnemar(counts[0], counts[1]);
        agree(&format!("{counts:?}"), ours.p_value, number(&case["p_value"]), 1e-9);
        for (_, theirs) in each(case).into_iter().filter(|(name, _)| name == "statistic") {
            agree(&format!("{counts:?}"), ours.statistic, number(theirs), 1e-9);
        }
    }
}

/// Where every fold says the same there is nothing to test, and the posterior is a point.
#[test]
fn equal_differences() {
    assert_eq!(corrected_resampled_t(&[0.5; 4], 0.25), None);
    assert_eq!(corrected_resampled_t(&[0.5], 0.25), None);
    assert_eq!((five_by_two_t(&[[0.5; 2]; 5]), five_by_two_f(&[[0.5; 2]; 5])), (None, None));
    let point = |difference: f64| {
        let of = correlated_t(&[difference; 4], 0.2, 0.1).unwrap();
        [of.below, of.within, of.above]
    };
    assert_eq!((point(-1.0), point(0.0), point(1.0)), ([1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]));
}
