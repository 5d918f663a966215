//! How long single tests and decompositions take at the largest sizes that the studio allows.
//! `cargo run --profile native -p glasshouse-stats --example test_speed`.

use glasshouse_stats::hypothesis::{Arity, Outcome, TESTS, TestData, TestError, TestOptions, TestValue, run};
use glasshouse_stats::{CrossTable, autocorrelation, partial_autocorrelation, stl};
use std::time::Instant;

fn noise(seed: usize) -> f64 {
    let mixed = (seed as u32).wrapping_add(1).wrapping_mul(2_654_435_761);
    let mixed = (mixed ^ (mixed >> 15)).wrapping_mul(2_246_822_519);
    f64::from((mixed ^ (mixed >> 13)) % 1_000_003) / 1_000_003.0
}

fn numbers(n: usize, from: usize) -> Vec<f64> {
    (from..from + n).map(|k| noise(k) + noise(k * 7 + 1) + noise(k * 13 + 5)).collect()
}

/// Times what takes long enough to be noticed.
fn timed(what: &str, act: impl FnOnce() -> bool) {
    let start = Instant::now();
    let answered = act();
    let took = start.elapsed().as_secs_f64() * 1e3;
    if took > 20.0 {
        println!("| {what} | {took:.0} | {} |", if answered { "" } else { "no answer" });
    }
}

fn carry_out(id: &str, data: &TestData<'_>, side: &str) -> Result<Outcome, TestError> {
    let options = TestOptions::default();
    let text = || TestValue::Text(side.into());
    run(id, data, &if side.is_empty() { options } else { options.with("alternative", text()) })
}

fn tests(n: usize) {
    let even: Vec<Vec<f64>> = (0..4).map(|k| numbers(n, k * 1_000_003)).collect();
    // Sizes without a common divisor are the slow ones of Smirnov's test, the more so far apart.
    let far: Vec<f64> = even[1][1..].iter().map(|v| v + 1.0).collect();
    for test in TESTS {
        let data: Vec<&[f64]> = match test.arity {
            Arity::OneSample | Arity::Series => vec![&even[0]],
            Arity::TwoSamples => vec![&even[0], &far],
            Arity::Pairs | Arity::PairsOrDifferences => vec![&even[0], &even[1]],
            Arity::Groups | Arity::Blocks => even.iter().map(Vec::as_slice).collect(),
            Arity::Table => continue,
        };
        let sided = test.options.iter().any(|option| option.name == "alternative");
        for side in if sided { &["two-sided", "less"][..] } else { &[""] } {
            let what = format!("{} {side} of {n}", test.id);
            timed(&what, || carry_out(test.id, &TestData::Samples(&data), side).is_ok());
        }
    }
}

fn main() {
    println!("| what | ms | |\n|---|---|---|");
    [10_000, 200_000, 1_000_000].into_iter().for_each(tests);
    let table = CrossTable::new(2, 2, vec![250_000, 251_000, 249_500, 249_500]);
    timed("fisher_exact of 1000000", || carry_out("fisher_exact", &TestData::Table(&table), "").is_ok());
    let (few, many) = (numbers(8, 3), numbers(1_000_000, 99));
    let uneven = [few.as_slice(), many.as_slice()];
    timed("mannwhitneyu of 8 and 1000000", || {
        carry_out("mannwhitneyu", &TestData::Samples(&uneven), "").is_ok()
    });
    let series = numbers(2000, 5);
    for period in [7, 400, 1000] {
        timed(&format!("stl of 2000, season {period}"), || stl(&series, period, false).is_some());
    }
    timed("acf of 2000", || autocorrelation(&series, 666).is_some());
    timed("pacf of 2000", || partial_autocorrelation(&series, 666).is_some());
}
