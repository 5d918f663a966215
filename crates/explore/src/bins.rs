//! Counts in equal intervals.

use glasshouse_spec::Bins;
use glasshouse_stats::quantile_sorted;

/// Most intervals that are chosen by themselves.
const MOST: usize = 60;
/// Most intervals that can be asked for.
const LIMIT: u32 = 500;

/// Counts sorted finite values in equal intervals; nothing for no values. Without a wanted number
/// there are as many as numpy's `auto` has (the larger of Sturges' and Freedman and Diaconis', whose
/// intervals are not narrower than half those of the square root's), at most 60, and whole numbers of
/// a narrow range get an interval each.
pub(crate) fn bins(sorted: &[f64], wanted: Option<u32>) -> Bins {
    let (Some(&low), Some(&high)) = (sorted.first(), sorted.last()) else { return Bins::default() };
    let edges = match wanted {
        Some(n) => even(low, high, n.clamp(1, LIMIT) as usize),
        None if whole(sorted) && high - low < MOST as f64 => whole_edges(low, high),
        None => even(low, high, number(sorted)),
    };
    Bins { counts: count(sorted, &edges), edges }
}

/// Whether every value is a whole number.
fn whole(sorted: &[f64]) -> bool {
    sorted.iter().all(|v| v.fract() == 0.0)
}

fn whole_edges(low: f64, high: f64) -> Vec<f64> {
    (0..=(high - low) as usize + 1).map(|i| low - 0.5 + i as f64).collect()
}

/// Bounds of `n` equal intervals; values that are all equal lie in the middle of one of width 1.
pub(crate) fn even(low: f64, high: f64, n: usize) -> Vec<f64> {
    if low == high {
        let half = if (low - 0.5) < low && (low + 0.5) > low { 0.5 } else { low.abs() / 2.0 };
        return vec![low - half, low + half];
    }
    let step = (high - low) / n as f64;
    let at = |i: usize| match step.is_finite() {
        true => low + step * i as f64,
        false => low * (1.0 - i as f64 / n as f64) + high * (i as f64 / n as f64),
    };
    let mut edges: Vec<f64> = (0..=n).map(at).collect();
    edges[n] = high;
    edges
}

fn number(sorted: &[f64]) -> usize {
    let n = sorted.len() as f64;
    let range = sorted[sorted.len() - 1] - sorted[0];
    let quartile = |q| quantile_sorted(sorted, q).unwrap_or_default();
    let sturges = range / (libm::log2(n) + 1.0);
    let freedman = 2.0 * (quartile(0.75) - quartile(0.25)) / libm::cbrt(n);
    let bins = (range / freedman.max(range / n.sqrt() / 2.0).min(sturges)).ceil();
    if bins.is_finite() { (bins as usize).clamp(1, MOST) } else { MOST }
}

/// Values in each interval: the lower bound belongs to it, the upper only to the last. Takes
/// O(intervals · log values).
pub(crate) fn count(sorted: &[f64], edges: &[f64]) -> Vec<u64> {
    let last = edges.len().saturating_sub(1);
    let below = |i: usize| match i == last {
        true => sorted.partition_point(|v| *v <= edges[i]),
        false => sorted.partition_point(|v| *v < edges[i]),
    };
    let places: Vec<usize> = (0..edges.len()).map(below).collect();
    places.windows(2).map(|pair| (pair[1] - pair[0]) as u64).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_of_a_narrow_range_get_an_interval_each() {
        let found = bins(&[1.0, 1.0, 3.0], None);
        assert_eq!(found, Bins { edges: vec![0.5, 1.5, 2.5, 3.5], counts: vec![2, 0, 1] });
    }

    #[test]
    fn upper_bounds_belong_to_the_next_but_the_last() {
        assert_eq!(count(&[0.0, 1.0, 1.0, 2.0], &[0.0, 1.0, 2.0]), [1, 3]);
    }

    #[test]
    fn equal_and_no_values_have_a_defined_answer() {
        assert_eq!(bins(&[0.25; 4], None), Bins { edges: vec![-0.25, 0.75], counts: vec![4] });
        assert_eq!(bins(&[1e300; 4], Some(7)).counts, [4]);
        assert_eq!(bins(&[], None), Bins::default());
        assert_eq!(bins(&[-f64::MAX, f64::MAX], None).counts.iter().sum::<u64>(), 2);
    }

    #[test]
    fn every_value_is_counted_once() {
        let mut values: Vec<f64> = (0..1000).map(|i| f64::from(i * 7919 % 1000).powf(1.7) / 3.0).collect();
        values.sort_by(f64::total_cmp);
        for wanted in [None, Some(1), Some(13), Some(100_000)] {
            assert_eq!(bins(&values, wanted).counts.iter().sum::<u64>(), 1000);
        }
    }
}
