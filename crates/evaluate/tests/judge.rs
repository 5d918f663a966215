//! Intervals and promised answers against scipy and numpy (`tests/reference/judge.py`), and whether they keep what
//! they promise.

use glasshouse_evaluate::{Answered, LEVEL, conformal, conformal_quantile, intervals};
use glasshouse_learn::{Prediction, Target};
use glasshouse_prepare::at_once;
use glasshouse_spec::{Interval, IntervalMethod, Scores, TaskKind, TaskReport};
use glasshouse_stats::share_interval;
use ndarray::Array2;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde_json::Value;
use std::sync::Arc;

fn reference() -> Value {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/reference/judge.json");
    serde_json::from_str(&std::fs::read_to_string(path).expect("committed")).expect("JSON")
}

fn floats(v: &Value) -> Vec<f64> {
    v.as_array().expect("a list").iter().map(|x| x.as_f64().expect("a number")).collect()
}

fn task(kind: TaskKind, classes: &[&str]) -> TaskReport {
    let classes: Vec<String> = classes.iter().map(|c| (*c).to_string()).collect();
    TaskReport {
        kind,
        target: "y".into(),
        positive: classes.get(1).cloned(),
        classes,
        ..TaskReport::default()
    }
}

fn labels(names: &[&str]) -> Arc<[String]> {
    names.iter().map(|n| (*n).to_string()).collect()
}

/// Answers of two classes by the probability of the second.
fn two(truth: &[f64], p: &[f64]) -> (Prediction, Target) {
    let probabilities =
        Array2::from_shape_fn(
            (p.len(), 2),
            |(row, c)| if c == 1 { p[row] as f32 } else { 1.0 - p[row] as f32 },
        );
    let index = p.iter().map(|p| u32::from(*p > 0.5)).collect();
    let target =
        Target::Classes { labels: labels(&["no", "yes"]), index: truth.iter().map(|t| *t as u32).collect() };
    (Prediction::Classes { probabilities, index }, target)
}

fn interval(
    prediction: &Prediction,
    target: &Target,
    task: &TaskReport,
    name: &str,
    seed: u64,
) -> Option<Interval> {
    let of = Answered { prediction, target, task, features: 1 };
    let scores = Scores::from([(name.to_string(), 0.5)]);
    let (mut found, _) = at_once(intervals(&of, &scores, LEVEL, seed, &async |_| {}));
    found.remove(name)
}

#[test]
fn wilsons_interval_is_scipys() {
    for case in reference()["wilson"].as_array().expect("cases") {
        let case = floats(case);
        let (low, high) = share_interval(case[0] as u64, case[1] as u64, case[2]).expect("defined");
        assert!((low - case[3]).abs() < 1e-12 && (high - case[4]).abs() < 1e-12, "{case:?}: {low} {high}");
    }
    assert_eq!(share_interval(0, 0, 0.95), None);
}

#[test]
fn bootstrap_intervals_are_scipys_but_for_chance() {
    for case in reference()["bootstrap"].as_array().expect("cases") {
        let name = case["name"].as_str().expect("a name");
        let (truth, answer) = (floats(&case["truth"]), floats(&case["answer"]));
        let (prediction, target, task) = if ["log_loss", "f1"].contains(&name) {
            let (prediction, target) = two(&truth, &answer);
            (prediction, target, task(TaskKind::Classification, &["no", "yes"]))
        } else {
            (Prediction::Numbers(answer), Target::Numbers(truth), task(TaskKind::Regression, &[]))
        };
        let ours = interval(&prediction, &target, &task, name, 42).expect("defined");
        assert_eq!(ours.method, IntervalMethod::Bootstrap);
        let (low, high) = (case["low"].as_f64().expect("low"), case["high"].as_f64().expect("high"));
        let slack = 0.15 * (high - low);
        assert!(
            (ours.low - low).abs() < slack && (ours.high - high).abs() < slack,
            "{name}: {ours:?} {low} {high}"
        );
        assert_eq!(interval(&prediction, &target, &task, name, 42), Some(ours.clone()), "seeded");
        assert_ne!(interval(&prediction, &target, &task, name, 43), Some(ours));
    }
}

#[test]
fn an_area_under_the_curve_has_delongs_interval_and_a_rare_class_leaves_resamples_out() {
    let truth: Vec<f64> = (0..100).map(|i| f64::from(u8::from(i < 2))).collect();
    let p: Vec<f64> = (0..100).map(|i| 0.9 - 0.008 * f64::from((i * 37) % 100)).collect();
    let (prediction, target) = two(&truth, &p);
    let task = task(TaskKind::Classification, &["no", "yes"]);
    let auc = interval(&prediction, &target, &task, "roc_auc", 1).expect("defined");
    assert_eq!(auc.method, IntervalMethod::Delong);
    // About e⁻² of all resamples have no row of the rare class, and no average precision.
    let rare = interval(&prediction, &target, &task, "average_precision", 1).expect("defined");
    assert!((80..200).contains(&rare.undefined), "{rare:?}");
}

#[test]
fn conformal_quantiles_are_numpys() {
    for case in reference()["conformal"].as_array().expect("cases") {
        let level = case["level"].as_f64().expect("a level");
        let ours = conformal_quantile(&floats(&case["scores"]), level);
        assert_eq!(ours, case["quantile"].as_f64(), "{}", case["name"]);
    }
}

/// A number between 0 and 1.
fn uniform(draws: &mut ChaCha8Rng) -> f64 {
    (draws.next_u64() >> 11) as f64 / (1_u64 << 53) as f64
}

/// Rows of three classes whose probabilities a wrong model tells too sharply.
fn three(draws: &mut ChaCha8Rng, rows: usize) -> (Prediction, Target) {
    let (mut cells, mut truth) = (Vec::new(), Vec::new());
    for _ in 0..rows {
        let raw = [uniform(draws), uniform(draws), uniform(draws)];
        let sum: f64 = raw.iter().sum();
        let u = uniform(draws);
        truth.push(if u < raw[0] / sum {
            0
        } else if u < (raw[0] + raw[1]) / sum {
            1
        } else {
            2
        });
        let sharp = raw.map(|p| p * p * p);
        let whole: f64 = sharp.iter().sum();
        cells.extend(sharp.map(|p| (p / whole) as f32));
    }
    let probabilities = Array2::from_shape_vec((rows, 3), cells).expect("fits");
    let target = Target::Classes { labels: labels(&["a", "b", "c"]), index: truth };
    (Prediction::Classes { probabilities, index: vec![0; rows] }, target)
}

/// Rows whose numbers a model misses by twice their noise, more on one side.
fn numbers(draws: &mut ChaCha8Rng, rows: usize) -> (Prediction, Target) {
    let truth: Vec<f64> = (0..rows).map(|_| 10.0 * uniform(draws)).collect();
    let predicted = truth.iter().map(|t| 0.8 * t + uniform(draws) * uniform(draws)).collect();
    (Prediction::Numbers(predicted), Target::Numbers(truth))
}

/// Over samples like these the coverage is on average between `level` and `level + 1 / (n + 1)` (ties apart), with
/// the spread of the share of `rows` under a level that is itself drawn from a beta distribution of n.
fn keeps_promise(rows_of: impl Fn(&mut ChaCha8Rng, usize) -> (Prediction, Target), task: &TaskReport) {
    let (n, rows) = (400, 500);
    for seed in 0..20 {
        let mut draws = ChaCha8Rng::seed_from_u64(seed);
        let (p, t) = rows_of(&mut draws, n);
        let (q, u) = rows_of(&mut draws, rows);
        let first = Answered { prediction: &p, target: &t, task, features: 1 };
        let second = Answered { prediction: &q, target: &u, task, features: 1 };
        let found = at_once(conformal(&first, &second, LEVEL, &async || {}));
        assert!(!found.is_empty());
        for of in found {
            let spread = of.level * (1.0 - of.level);
            let off = (spread / (n as f64 + 2.0) + spread / rows as f64).sqrt();
            let (low, high) = (of.level - 4.0 * off, of.level + 4.0 * off);
            assert!((low..=high).contains(&of.coverage), "seed {seed}: {of:?} outside {low} to {high}");
            assert!(of.interval.low <= of.coverage && of.coverage <= of.interval.high);
            assert_eq!(of.sets.iter().sum::<u64>(), if of.sets.is_empty() { 0 } else { rows as u64 });
        }
    }
}

#[test]
fn intervals_of_numbers_hold_the_truth_as_often_as_promised() {
    keeps_promise(numbers, &task(TaskKind::Regression, &[]));
}

#[test]
fn sets_of_classes_hold_the_truth_as_often_as_promised() {
    keeps_promise(three, &task(TaskKind::Classification, &["a", "b", "c"]));
}
