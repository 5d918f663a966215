//! How sure the area under a ROC curve is.

use crate::{Score, Undefined};

/// The variance of [`roc_auc`](crate::roc_auc) over samples of the same sizes, from midranks in
/// O(rows · log rows).
///
/// E. R. DeLong, D. M. DeLong and D. L. Clarke-Pearson, "Comparing the areas under two or more correlated
/// receiver operating characteristic curves", 1988; X. Sun and W. Xu, "Fast implementation of DeLong's
/// algorithm", 2014. Undefined with fewer than two rows of either kind, and where all rows stand in the right
/// order: the estimate is zero there, which is not certainty.
pub fn delong_variance(truth: &[bool], scores: &[f64]) -> Score {
    if truth.len() != scores.len() || scores.iter().any(|s| s.is_nan()) {
        return Err(Undefined("the scores do not fit the truth"));
    }
    let of = |class: bool| -> Vec<f64> {
        scores.iter().zip(truth).filter(|(_, t)| **t == class).map(|(s, _)| *s).collect()
    };
    let (with, without) = (of(true), of(false));
    let (m, n) = (with.len() as f64, without.len() as f64);
    if with.len() < 2 || without.len() < 2 {
        return Err(Undefined("there are fewer than two rows with the class, or without it"));
    }
    let all = midranks(&[with.as_slice(), without.as_slice()].concat());
    let (own_with, own_without) = (midranks(&with), midranks(&without));
    let (first, second) = all.split_at(with.len());
    // Share of the other kind that a row stands on the right side of.
    let v10: Vec<f64> = first.iter().zip(&own_with).map(|(a, b)| (a - b) / n).collect();
    let v01: Vec<f64> = second.iter().zip(&own_without).map(|(a, b)| 1.0 - (a - b) / m).collect();
    let variance = sample_variance(&v10) / m + sample_variance(&v01) / n;
    match variance > 0.0 {
        true => Ok(variance),
        false => {
            Err(Undefined("the rows are ordered without a mistake, which these rows are too few to doubt"))
        }
    }
}

fn sample_variance(values: &[f64]) -> f64 {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    values.iter().map(|v| (v - mean) * (v - mean)).sum::<f64>() / (n - 1.0)
}

/// Ranks from 1, equal values sharing the mean of theirs.
fn midranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|a, b| values[*a].total_cmp(&values[*b]));
    let mut ranks = vec![0.0; values.len()];
    let mut begin = 0;
    while begin < order.len() {
        let mut end = begin;
        while end + 1 < order.len() && values[order[end + 1]] == values[order[begin]] {
            end += 1;
        }
        let rank = (begin + end) as f64 / 2.0 + 1.0;
        order[begin..=end].iter().for_each(|row| ranks[*row] = rank);
        begin = end + 1;
    }
    ranks
}
