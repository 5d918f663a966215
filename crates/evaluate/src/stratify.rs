//! How many rows of each class go to each part, so that every class keeps its share within one
//! row in every part and the parts keep their sizes.
//!
//! A table of shares (class × part) is rounded so that every entry is its floor or its ceiling:
//! first train against the rest, then validation against test, each time giving the odd rows to
//! the largest remainders (controlled rounding; Cox, 1987, for the general case).

use glasshouse_spec::Parts;

/// Bins of numbers that are kept in the same shares in every part.
const BINS: usize = 10;
/// Rows of a bin at least.
const BIN_ROWS: usize = 10;

/// The bin of each number: up to ten of equally many rows, in which equal numbers stay together.
pub(crate) fn bins(numbers: &[f64]) -> Vec<u32> {
    let count = (numbers.len() / BIN_ROWS).clamp(1, BINS);
    let mut order: Vec<u32> = (0..numbers.len() as u32).collect();
    order.sort_by(|a, b| numbers[*a as usize].total_cmp(&numbers[*b as usize]));
    let mut of = vec![0; numbers.len()];
    for (place, pair) in (0..).zip(order.windows(2)) {
        let [before, row] = [pair[0] as usize, pair[1] as usize];
        let same = numbers[before] == numbers[row];
        of[row] = if same { of[before] } else { ((place + 1) * count / numbers.len()) as u32 };
    }
    of
}

/// Rows in each part of `n` by largest remainder. Ties go to train, then validation.
pub(crate) fn sizes(n: u64, shares: &Parts<f64>) -> Parts<u64> {
    let train = ceiling_first(n, shares.train, 1.0);
    let rest = n - train;
    let rest_share = shares.validation + shares.test;
    let validation = if rest_share > 0.0 { ceiling_first(rest, shares.validation, rest_share) } else { 0 };
    Parts { train, validation, test: rest - validation }
}

/// `n · share / whole` rounded to the nearest, halves up, and at most `n`.
fn ceiling_first(n: u64, share: f64, whole: f64) -> u64 {
    let exact = exact(n, share / whole);
    ((exact + 0.5).floor() as u64).min(n)
}

/// `n · share` without the dust of binary fractions.
fn exact(n: u64, share: f64) -> f64 {
    let x = n as f64 * share;
    let whole = x.round();
    if (x - whole).abs() < 1e-9 * whole.max(1.0) { whole } else { x }
}

/// Rows of each class in each part.
pub(crate) fn allot(classes: &[u64], shares: &Parts<f64>) -> Vec<Parts<u64>> {
    let whole = sizes(classes.iter().sum(), shares);
    let train: Vec<Bounds> = classes.iter().map(|n| train_bounds(*n, shares.train)).collect();
    let train = choose(&train, whole.train);
    let rest: Vec<Bounds> =
        classes.iter().zip(&train).map(|(n, t)| validation_bounds(*n, *t, shares)).collect();
    let validation = choose(&rest, whole.validation);
    let parts = classes.iter().zip(train).zip(validation);
    parts.map(|((n, train), validation)| Parts { train, validation, test: n - train - validation }).collect()
}

/// What a class may have, and what it should.
struct Bounds {
    low: u64,
    high: u64,
    exact: f64,
}

/// A class with a row has one in train.
fn train_bounds(n: u64, share: f64) -> Bounds {
    let exact = exact(n, share);
    let (low, high) = (exact.floor() as u64, (exact.ceil() as u64).min(n));
    Bounds { low: low.max(u64::from(n > 0)), high: high.max(u64::from(n > 0)), exact }
}

/// What train left must leave test its share, too.
fn validation_bounds(n: u64, train: u64, shares: &Parts<f64>) -> Bounds {
    let rest = n - train;
    let (validation, test) = (exact(n, shares.validation), exact(n, shares.test));
    let low = (validation.floor() as u64).max(rest.saturating_sub(test.ceil() as u64)).min(rest);
    let high = (validation.ceil() as u64).min(rest.saturating_sub(test.floor() as u64)).min(rest);
    Bounds { low, high: high.max(low), exact: validation }
}

/// A number within the bounds of each class, so that they sum to `whole` as nearly as they can.
fn choose(bounds: &[Bounds], whole: u64) -> Vec<u64> {
    let mut chosen: Vec<u64> = bounds.iter().map(|b| b.low).collect();
    let missing = whole.saturating_sub(chosen.iter().sum());
    let mut open: Vec<usize> = (0..bounds.len()).filter(|i| bounds[*i].high > bounds[*i].low).collect();
    let remainder = |i: &usize| bounds[*i].exact - bounds[*i].low as f64;
    open.sort_by(|a, b| remainder(b).total_cmp(&remainder(a)));
    for i in open.into_iter().take(usize::try_from(missing).unwrap_or(usize::MAX)) {
        chosen[i] = bounds[i].high;
    }
    chosen
}
