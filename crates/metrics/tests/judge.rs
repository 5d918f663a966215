//! Curves, calibration, reports and DeLong's variance are those of `tests/reference/judge.py`.

use glasshouse_metrics::{
    BinRule, ClassFigures, ClassReport, Classified, brier_parts, calibration_bins, delong_variance,
    threshold_counts,
};
use serde_json::Value;

fn reference() -> Value {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/reference/judge.json");
    serde_json::from_str(&std::fs::read_to_string(path).expect("committed")).expect("JSON")
}

fn floats(v: &Value) -> Vec<f64> {
    v.as_array().expect("a list").iter().map(|x| x.as_f64().expect("a number")).collect()
}

fn list(v: &Value) -> &[Value] {
    v.as_array().expect("a list")
}

fn assert_close(what: &str, a: f64, b: f64) {
    assert!((a - b).abs() <= 1e-9 * b.abs().max(1.0), "{what}: {a} is not {b}");
}

fn binary(case: &Value) -> (Vec<bool>, Vec<f64>) {
    (floats(&case["truth"]).iter().map(|t| *t > 0.5).collect(), floats(&case["p"]))
}

#[test]
fn delongs_variance_is_that_of_all_pairs() {
    for case in list(&reference()["binary"]) {
        let (truth, p) = binary(case);
        let ours = delong_variance(&truth, &p).expect("defined");
        let theirs = case["delong"].as_f64().expect("a number");
        assert!((ours - theirs).abs() <= 1e-12 * theirs, "{}: {ours} is not {theirs}", case["name"]);
    }
    assert!(
        delong_variance(&[true, true, false, false], &[0.9, 0.8, 0.2, 0.1]).is_err(),
        "no doubt is no answer"
    );
    assert!(delong_variance(&[true, false, false], &[0.9, 0.8, 0.2]).is_err());
}

#[test]
fn precision_and_recall_at_each_threshold_are_scikit_learns() {
    for case in list(&reference()["binary"]) {
        let (truth, p) = binary(case);
        let ours = threshold_counts(&truth, &p).expect("defined");
        let positives = truth.iter().filter(|has| **has).count() as f64;
        let theirs = list(&case["precision_recall"]);
        assert_eq!(ours.len(), theirs.len(), "{}", case["name"]);
        for (ours, theirs) in ours.iter().zip(theirs) {
            let theirs = floats(theirs);
            assert_eq!(ours.threshold, theirs[0]);
            assert_close("precision", ours.precision(), theirs[1]);
            assert_close("recall", ours.true_positives as f64 / positives, theirs[2]);
        }
    }
}

#[test]
fn calibration_is_scikit_learns_and_the_brier_score_murphys_parts() {
    for case in list(&reference()["binary"]) {
        let (truth, p) = binary(case);
        for (rule, name) in [(BinRule::Uniform, "uniform"), (BinRule::Quantile, "quantile")] {
            let ours = calibration_bins(&truth, &p, 10, rule).expect("defined");
            let theirs = list(&case["calibration"][name]);
            assert_eq!(ours.len(), theirs.len(), "{} {name}", case["name"]);
            for (ours, theirs) in ours.iter().zip(theirs) {
                assert_close(name, ours.predicted, floats(theirs)[0]);
                assert_close(name, ours.observed, floats(theirs)[1]);
            }
        }
        let bins = calibration_bins(&truth, &p, 10, BinRule::Quantile).expect("defined");
        let of = brier_parts(&truth, &p, &bins).expect("rows");
        let ours = [of.score, of.reliability, of.resolution, of.uncertainty, of.within];
        for (ours, theirs) in ours.into_iter().zip(floats(&case["brier"])) {
            assert_close("brier", ours, theirs);
        }
    }
}

#[test]
fn the_report_of_classes_is_scikit_learns() {
    for case in list(&reference()["report"]) {
        let index = |key: &str| floats(&case[key]).into_iter().map(|v| v as u32).collect::<Vec<_>>();
        let (truth, answers) = (index("truth"), index("index"));
        let classes = case["classes"].as_u64().expect("a count") as usize;
        let c = Classified::new(&truth, &answers, None, classes, None).expect("fits");
        let report = ClassReport::of(&c);
        let check = |ours: &ClassFigures, theirs: &Value| {
            let theirs = floats(theirs);
            assert_close("precision", ours.precision, theirs[0]);
            assert_close("recall", ours.recall, theirs[1]);
            assert_close("f1", ours.f1, theirs[2]);
            assert_eq!(ours.support as f64, theirs[3], "{}", case["name"]);
        };
        report.classes.iter().zip(list(&case["lines"])).for_each(|(ours, theirs)| check(ours, theirs));
        check(&report.macro_mean, &case["macro"]);
        check(&report.weighted, &case["weighted"]);
        check(&report.micro, &case["micro"]);
    }
}
