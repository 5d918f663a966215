//! Order statistics.

/// Smallest value; `None` for no values.
pub fn min(values: &[f64]) -> Option<f64> {
    values.iter().copied().reduce(f64::min)
}

/// Largest value; `None` for no values.
pub fn max(values: &[f64]) -> Option<f64> {
    values.iter().copied().reduce(f64::max)
}

/// Quantile with linear interpolation between ranks, as numpy's default method (type 7 of Hyndman
/// and Fan, 1996). `q` is clamped to 0..=1; `None` for no values. Selects in a copy: time O(n).
pub fn quantile(values: &[f64], q: f64) -> Option<f64> {
    quantile_unsorted(&mut values.to_vec(), q)
}

/// Middle value; `None` for no values. Selects in a copy.
pub fn median(values: &[f64]) -> Option<f64> {
    quantile(values, 0.5)
}

/// [`quantile`] of values that may be put in another order. Time O(n).
pub fn quantile_unsorted(values: &mut [f64], q: f64) -> Option<f64> {
    let (below, share) = rank(values.len(), q)?;
    let (_, a, above) = values.select_nth_unstable_by(below, f64::total_cmp);
    let b = above.iter().copied().min_by(f64::total_cmp);
    Some(between(*a, b.unwrap_or(*a), share))
}

/// [`quantile`] of values that are already in ascending order. Time O(1).
pub fn quantile_sorted(sorted: &[f64], q: f64) -> Option<f64> {
    let (below, share) = rank(sorted.len(), q)?;
    Some(between(sorted[below], sorted[(below + 1).min(sorted.len() - 1)], share))
}

/// The place of the value below a quantile, and how far it lies beyond that towards the next.
fn rank(values: usize, q: f64) -> Option<(usize, f64)> {
    let rank = q.clamp(0.0, 1.0) * values.checked_sub(1)? as f64;
    let below = rank.floor();
    Some((below as usize, rank - below))
}

/// Between two neighbours, from the nearer one as numpy does it.
fn between(a: f64, b: f64, share: f64) -> f64 {
    match share {
        _ if share == 0.0 || a == b => a,
        _ if share < 0.5 => a + (b - a) * share,
        _ => b - (b - a) * (1.0 - share),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_and_middle() {
        let v = [3.0, 1.0, 2.0, 10.0];
        assert_eq!((quantile(&v, 0.0), quantile(&v, 1.0), median(&v)), (Some(1.0), Some(10.0), Some(2.5)));
        assert_eq!((min(&v), max(&v), quantile(&v, 7.0)), (Some(1.0), Some(10.0), Some(10.0)));
        assert_eq!((min(&[]), max(&[]), median(&[])), (None, None, None));
    }

    #[test]
    fn selecting_and_sorting_agree() {
        for n in 1..60_u32 {
            let values: Vec<f64> = (0..n).map(|i| f64::from(i * 37 % 11) - 4.5).collect();
            let mut sorted = values.clone();
            sorted.sort_unstable_by(f64::total_cmp);
            for q in [0.0, 0.1, 0.25, 0.5, 0.77, 1.0] {
                assert_eq!(quantile(&values, q), quantile_sorted(&sorted, q), "{n} {q}");
            }
        }
    }
}
