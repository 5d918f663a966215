//! Laws of tests on any numbers: an answer has no NaN and a p-value from 0 to 1, everything else
//! is an error that says why, and nothing panics.

use glasshouse_stats::hypothesis::{
    Arity, Outcome, TESTS, TestData, TestError, TestOptionKind, TestOptions, TestValue, run, run_in_pieces,
    test,
};
use glasshouse_stats::{CrossTable, Later, at_once};
use proptest::prelude::*;
use std::cell::RefCell;
use std::future::ready;

fn anything() -> impl Strategy<Value = f64> {
    let strange =
        [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, f64::MAX, f64::MIN, 5e-324, 0.0, -0.0, 1e300, 1e-300];
    prop_oneof![6 => -5.0..5.0_f64, 4 => (0..4i8).prop_map(f64::from), 1 => prop::sample::select(strange.to_vec())]
}

fn samples() -> impl Strategy<Value = Vec<Vec<f64>>> {
    let rows = |count: usize| {
        prop::collection::vec(prop_oneof![prop::collection::vec(anything(), count), tame(count)], 0..5)
    };
    (0usize..40).prop_flat_map(rows)
}

fn tame(count: usize) -> impl Strategy<Value = Vec<f64>> {
    prop::collection::vec(prop_oneof![-9.0..9.0_f64, (0..6i8).prop_map(f64::from)], count)
}

/// Every choice of every option, one at a time.
fn settings(id: &str) -> Vec<TestOptions> {
    let mut all = vec![TestOptions::default()];
    for option in test(id).expect("is declared").options {
        let values: Vec<TestValue> = match option.kind {
            TestOptionKind::Number(_) => [1.5, -1e308].map(TestValue::Number).to_vec(),
            TestOptionKind::Flag(_) => [true, false].map(TestValue::Flag).to_vec(),
            TestOptionKind::Choice(names) => names.iter().map(|n| TestValue::Text(n.to_string())).collect(),
        };
        all.extend(values.into_iter().map(|value| TestOptions::default().with(option.name, value)));
    }
    all
}

fn sound(id: &str, result: &Result<Outcome, TestError>) {
    let outcome = match result {
        Ok(outcome) => outcome,
        Err(error) => return assert!(!error.to_string().is_empty()),
    };
    assert!((0.0..=1.0).contains(&outcome.p_value), "{id}: {outcome:?}");
    assert!(!outcome.statistic.is_nan(), "{id}: {outcome:?}");
    assert!(outcome.statistic.is_finite() || id == "fisher_exact", "{id}: {outcome:?}");
    assert!(outcome.effect.is_none_or(f64::is_finite), "{id}: {outcome:?}");
    assert!(outcome.df.is_none_or(|df| df.is_finite() && df > 0.0), "{id}: {outcome:?}");
    assert!(outcome.details.iter().all(|(_, v)| v.is_finite()), "{id}: {outcome:?}");
    assert!(outcome.critical.iter().all(|c| c.value.is_finite()), "{id}: {outcome:?}");
    assert!(outcome.interval.is_none_or(|i| i.low <= i.high), "{id}: {outcome:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]
    #[test]
    fn samples_give_an_answer_or_a_reason(samples in samples()) {
        let samples: Vec<&[f64]> = samples.iter().map(Vec::as_slice).collect();
        for declared in TESTS {
            for options in settings(declared.id) {
                sound(declared.id, &run(declared.id, &TestData::Samples(&samples), &options));
                if let Some(first) = samples.first() {
                    sound(declared.id, &run(declared.id, &TestData::Samples(&[first]), &options));
                }
            }
        }
    }

    #[test]
    fn tables_give_an_answer_or_a_reason(rows in 0usize..4, columns in 0usize..4, seed in prop::collection::vec(prop_oneof![0u64..9, Just(3_000_000_000)], 16)) {
        let table = CrossTable::new(rows, columns, seed[..rows * columns].to_vec());
        for declared in TESTS {
            for options in settings(declared.id) {
                sound(declared.id, &run(declared.id, &TestData::Table(&table), &options));
            }
        }
    }

    #[test]
    fn exchanging_samples_exchanges_signs(a in tame(12), b in tame(9)) {
        let (ab, ba) = ([a.as_slice(), b.as_slice()], [b.as_slice(), a.as_slice()]);
        for (id, options) in [
            ("ttest_ind", TestOptions::default().with("equal_var", TestValue::Flag(false))),
            ("mannwhitneyu", TestOptions::default()),
        ] {
            let test = |samples| run(id, &TestData::Samples(samples), &options);
            if let (Ok(one), Ok(other)) = (test(&ab), test(&ba)) {
                prop_assert!((one.p_value - other.p_value).abs() < 1e-12);
                prop_assert!((one.effect.unwrap_or(0.0) + other.effect.unwrap_or(0.0)).abs() < 1e-12);
            }
        }
    }
}

#[test]
fn what_stands_in_the_way_is_named() {
    let with = |id: &str, samples: &[&[f64]]| run(id, &TestData::Samples(samples), &TestOptions::default());
    assert_eq!(
        with("ttest_ind", &[&[1.0, 2.0, 3.0, f64::NAN], &[f64::NAN]]),
        Err(TestError::TooFew { sample: Some(1), found: 0, needed: 1 })
    );
    assert_eq!(
        with("ttest_rel", &[&[1.0, 2.0], &[f64::INFINITY, 2.0]]),
        Err(TestError::Infinite { sample: Some(1) })
    );
    assert_eq!(with("shapiro", &[&[0.1; 9]]), Err(TestError::Constant { sample: None }));
    assert!(matches!(with("kruskal", &[&[1.0]]), Err(TestError::Samples { found: 1, .. })));
    assert!(matches!(with("pearsonr", &[&[1.0, 2.0], &[1.0]]), Err(TestError::Lengths)));
    assert!(matches!(with("chi2_contingency", &[&[1.0]]), Err(TestError::Samples { .. })));
    assert_eq!(with("t_test", &[]), Err(TestError::Unknown("t_test".into())));
    let wrong = TestOptions::default().with("alternative", TestValue::Text("both".into()));
    let data: &[&[f64]] = &[&[1.0, 2.0], &[2.0, 3.0]];
    assert!(matches!(run("ttest_ind", &TestData::Samples(data), &wrong), Err(TestError::Option(_))));
    let unknown = TestOptions::default().with("tails", TestValue::Number(2.0));
    assert!(matches!(run("ttest_ind", &TestData::Samples(data), &unknown), Err(TestError::Option(_))));
    assert!(TESTS.iter().all(|t| t.arity != Arity::Table || t.effect.is_some()));
}

#[test]
fn long_tests_pause_and_say_how_far_they_are() {
    // Numbers of different levels: of samples far apart Smirnov's test has most to count.
    let made = |n: usize, seed: u64| -> Vec<f64> {
        (0..n as u64).map(|i| ((i * i + seed * i) % 700_001 + 200_000 * seed) as f64 * 0.25).collect()
    };
    let sorted = [
        "mannwhitneyu",
        "wilcoxon",
        "spearmanr",
        "kendalltau",
        "kruskal",
        "levene",
        "friedmanchisquare",
        "anderson",
    ];
    let sizes = sorted.map(|id| (id, [600_000; 3]));
    for (id, sizes) in sizes.into_iter().chain([
        ("mannwhitneyu", [8, 400_000, 0]),
        ("ks_2samp", [6_001, 6_000, 0]),
        ("ks_2samp", [600_000, 600_000, 0]),
        ("adfuller", [40_000, 0, 0]),
    ]) {
        let samples = [made(sizes[0], 1), made(sizes[1], 5), made(sizes[2], 11)];
        let count = match test(id).expect("is declared").arity {
            Arity::OneSample | Arity::Series => 1,
            Arity::Groups | Arity::Blocks => 3,
            _ => 2,
        };
        let samples: Vec<&[f64]> = samples[..count].iter().map(Vec::as_slice).collect();
        let shares = RefCell::new(Vec::new());
        let pause = |done: f64| -> Later<'_, ()> {
            shares.borrow_mut().push(done);
            Box::pin(ready(()))
        };
        let (data, options) = (TestData::Samples(&samples), TestOptions::default());
        at_once(run_in_pieces(id, &data, &options, &pause)).expect("has an answer");
        let shares = shares.into_inner();
        assert!(shares.len() >= 3, "{id}: {shares:?}");
        assert!(
            shares.is_sorted() && shares.iter().all(|share| (0.0..=1.0).contains(share)),
            "{id}: {shares:?}"
        );
    }
}
