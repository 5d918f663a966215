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
/// and Fan, 1996). `q` is clamped to 0..=1; `None` for no values. Sorts a copy: time O(n log n).
pub fn quantile(values: &[f64], q: f64) -> Option<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    quantile_sorted(&sorted, q)
}

/// Middle value; `None` for no values. Sorts a copy.
pub fn median(values: &[f64]) -> Option<f64> {
    quantile(values, 0.5)
}

/// [`quantile`] of values that are already in ascending order. Time O(1).
pub fn quantile_sorted(sorted: &[f64], q: f64) -> Option<f64> {
    let last = sorted.len().checked_sub(1)?;
    let rank = q.clamp(0.0, 1.0) * last as f64;
    let below = rank.floor() as usize;
    let (a, b) = (sorted[below], sorted[(below + 1).min(last)]);
    let share = rank - below as f64;
    if share == 0.0 || a == b {
        return Some(a);
    }
    // numpy interpolates from the nearer end.
    Some(if share < 0.5 { a + (b - a) * share } else { b - (b - a) * (1.0 - share) })
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
}
