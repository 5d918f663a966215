//! Tests equal scipy's and statsmodels', from `tests/reference/stats_tests.py`: to 1e-9 where the
//! formula is closed, to 1e-6 where it is not, always relative to the value, far tails included.

mod answers;

use answers::{agree, agree_from, all_agree, each, number, numbers};
use glasshouse_stats::CrossTable;
use glasshouse_stats::hypothesis::{
    Outcome, TESTS, TestData, TestError, TestOptions, TestValue, benjamini_hochberg, holm, run,
};
use serde_json::Value;
use std::collections::BTreeSet;

/// Tests whose p-value comes from a fitted or an asymptotic expansion, or from a table.
const FITTED: [&str; 5] = ["shapiro", "anderson", "adfuller", "kpss", "normaltest"];

fn options(case: &Value) -> TestOptions {
    let value = |value: &Value| match value {
        Value::Bool(flag) => TestValue::Flag(*flag),
        Value::String(text) => TestValue::Text(text.clone()),
        number => TestValue::Number(number.as_f64().expect("a number")),
    };
    each(&case["options"]).into_iter().fold(TestOptions::default(), |all, (name, v)| all.with(name, value(v)))
}

fn carry_out(case: &Value) -> Result<Outcome, TestError> {
    let test = case["test"].as_str().expect("a name");
    if let Some(rows) = case["table"].as_array() {
        let counts: Vec<u64> = rows.iter().flat_map(answers::counts).collect();
        let table = CrossTable::new(rows.len(), counts.len() / rows.len(), counts);
        return run(test, &TestData::Table(&table), &options(case));
    }
    let samples: Vec<Vec<f64>> = each(&case["samples"]).iter().map(|(_, s)| numbers(s)).collect();
    let samples: Vec<&[f64]> = samples.iter().map(Vec::as_slice).collect();
    run(test, &TestData::Samples(&samples), &options(case))
}

fn compare(what: &str, ours: &Outcome, theirs: &Value, tolerance: f64) {
    agree_from(what, ours.statistic, number(&theirs["statistic"]), tolerance, 1e-6);
    agree(&format!("{what} p"), ours.p_value, number(&theirs["p_value"]), tolerance);
    for (name, theirs) in each(theirs) {
        let what = format!("{what} {name}");
        match name.as_str() {
            "statistic" | "p_value" => {}
            "df" => agree(&what, ours.df.expect("has degrees of freedom"), number(theirs), tolerance),
            "effect" => {
                agree_from(&what, ours.effect.expect("has an effect"), number(theirs), tolerance, 1e-6)
            }
            "interval" => {
                let ours = ours.interval.expect("has an interval");
                all_agree(&what, &[ours.low, ours.high], theirs, tolerance, 1e-3);
            }
            "critical" => {
                let ours: Vec<f64> = ours.critical.iter().map(|c| c.value).collect();
                all_agree(&what, &ours, theirs, tolerance, 0.0);
            }
            detail => {
                let ours = ours.details.iter().find(|(name, _)| *name == detail);
                agree(&what, ours.expect("is told").1, number(theirs), 0.0);
            }
        }
    }
}

#[test]
fn every_case_is_scipys() {
    let all = answers::answers("stats_tests");
    let mut seen = BTreeSet::new();
    for (i, case) in each(&all["cases"]) {
        let test = case["test"].as_str().expect("a name");
        let what = format!("case {i}: {test} {}", case["options"]);
        let tolerance = if FITTED.contains(&test) { 1e-6 } else { 1e-9 };
        match (carry_out(case), &case["expect"]) {
            (Ok(outcome), expect) if expect.is_object() => compare(&what, &outcome, expect, tolerance),
            (Err(_), Value::Null) => {}
            (ours, theirs) => panic!("{what}: {ours:?} is not {theirs}"),
        }
        seen.insert(test.to_string());
    }
    let declared: BTreeSet<String> = TESTS.iter().map(|t| t.id.to_string()).collect();
    assert_eq!(seen, declared, "every test has cases");
}

/// The numbers k % modulus · factor for every k below a count.
fn made(recipe: &Value) -> Vec<f64> {
    let [count, modulus, factor] = numbers(recipe)[..] else { panic!("three numbers") };
    (0..count as u64).map(|k| k as f64 % modulus * factor).collect()
}

#[test]
fn large_samples_of_smirnov_are_scipys() {
    let sides = ["two-sided", "less", "greater"];
    let methods = [["asymptotic"; 3], ["exact", "asymptotic", "asymptotic"]];
    let all = answers::answers("stats_tests");
    for ((_, case), methods) in each(&all["ks_many"]).into_iter().zip(methods) {
        let (a, b) = (made(&case["samples"][0]), made(&case["samples"][1]));
        for ((side, method), (_, theirs)) in sides.into_iter().zip(methods).zip(each(&case["expect"])) {
            let options = TestOptions::default().with("alternative", TestValue::Text(side.into()));
            let ours = run("ks_2samp", &TestData::Samples(&[&a, &b]), &options).expect("has an answer");
            compare("ks_2samp, many", &ours, theirs, if method == "exact" { 1e-9 } else { 1e-6 });
            assert_eq!(ours.method, Some(method));
        }
    }
}

#[test]
fn corrections_are_statsmodels() {
    for (i, case) in each(&answers::answers("stats_tests")["corrections"]) {
        let p = numbers(&case["p_values"]);
        all_agree(&format!("{i} holm"), &holm(&p), &case["holm"], 1e-12, 0.0);
        all_agree(&format!("{i} bh"), &benjamini_hochberg(&p), &case["bh"], 1e-12, 0.0);
    }
}
