//! Moments and order statistics of the numbers that steps are fitted on.

use arrow_array::{Array, Float64Array};
use glasshouse_stats::deviation_sums;
use std::borrow::Cow;

/// The present numbers of an array, in the order of the rows.
pub(crate) fn present(array: &Float64Array) -> Cow<'_, [f64]> {
    match array.nulls().filter(|nulls| nulls.null_count() > 0) {
        None => Cow::Borrowed(array.values()),
        Some(nulls) => {
            let mut present = Vec::with_capacity(array.len() - nulls.null_count());
            for (begin, end) in nulls.valid_slices() {
                present.extend_from_slice(&array.values()[begin..end]);
            }
            Cow::Owned(present)
        }
    }
}

/// Variance with divisor n, by two passes with Chan's correction.
pub(crate) fn variance(values: &[f64], mean: f64) -> f64 {
    let n = values.len() as f64;
    let [correction, squares] = deviation_sums(values, mean);
    (squares - correction * correction / n) / n
}

/// Whether a variance is within the error of computing that of a constant (Chan, Golub and
/// LeVeque), as scikit-learn's scalers decide it.
pub(crate) fn is_constant(variance: f64, mean: f64, n: usize) -> bool {
    let n = n as f64;
    let drift = n * mean * f64::EPSILON;
    variance <= n * f64::EPSILON * variance + drift * drift
}

/// The numbers in ascending order.
pub(crate) fn sorted(mut values: Vec<f64>) -> Vec<f64> {
    values.sort_unstable_by(f64::total_cmp);
    values
}

/// The number that occurs most often, the smallest of several; `None` of nothing.
pub(crate) fn mode(values: Vec<f64>) -> Option<f64> {
    let values = sorted(values);
    let mut best: Option<(usize, f64)> = None;
    for run in values.chunk_by(|a, b| a == b) {
        if best.is_none_or(|(n, _)| run.len() > n) {
            best = Some((run.len(), run[0]));
        }
    }
    best.map(|(_, x)| x)
}
