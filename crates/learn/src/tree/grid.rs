//! Probabilities on a grid, so that sums over trees are exact in `f32` whatever their order.

/// Units of the grid's step in one, for a forest of this many trees: a power of two such that the
/// sum over all trees stays within 2²² units. Sums are then exact in `f32`, and sums that differ
/// still differ when divided by the number of trees.
pub(super) fn units(trees: u32) -> u32 {
    let spare = 22u32.saturating_sub(u32::BITS - trees.saturating_sub(1).leading_zeros());
    1 << spare.max(1)
}

/// Shares rounded to the grid so that they sum to exactly one: each rounded down, the largest
/// remainders up, the earlier first among equals.
pub(super) fn rounded(weights: &[f64], units: u32, out: &mut Vec<f32>) {
    let total: f64 = weights.iter().sum();
    let exact: Vec<f64> = weights.iter().map(|w| w / total * f64::from(units)).collect();
    let mut whole: Vec<u32> = exact.iter().map(|v| (*v as u32).min(units)).collect();
    let given: u32 = whole.iter().sum();
    let mut order: Vec<usize> = (0..exact.len()).collect();
    order.sort_by(|&a, &b| {
        let remainder = |i: usize| exact[i] - f64::from(whole[i]);
        remainder(b).total_cmp(&remainder(a)).then(a.cmp(&b))
    });
    for &i in order.iter().take(units.saturating_sub(given) as usize) {
        whole[i] += 1;
    }
    out.extend(whole.iter().map(|&w| w as f32 / units as f32));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_sum_to_exactly_one() {
        for weights in [vec![1.0, 2.0, 3.0], vec![0.1; 7], vec![5.0, 0.0], vec![1e-9, 1.0, 1e9]] {
            for trees in [1, 2, 3, 100, 101, 4096, 10_000] {
                let mut out = Vec::new();
                rounded(&weights, units(trees), &mut out);
                assert_eq!(out.iter().sum::<f32>(), 1.0, "{weights:?} {trees}");
                let total: f64 = weights.iter().sum();
                for (share, w) in out.iter().zip(&weights) {
                    assert!((f64::from(*share) - w / total).abs() <= 1.0 / f64::from(units(trees)));
                }
            }
        }
    }

    #[test]
    fn sums_over_all_trees_fit() {
        for trees in 1..=20_000u32 {
            assert!(u64::from(units(trees)) * u64::from(trees) <= 1 << 22, "{trees}");
        }
    }
}
