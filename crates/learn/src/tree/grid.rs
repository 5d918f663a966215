//! Probabilities on a grid, so that sums over trees are exact in `f32` whatever their order.

/// Units of the grid's step in one, for a forest of this many trees: a power of two such that the
/// sum over all trees stays within 2²² units. Sums are then exact in `f32`, and sums that differ
/// still differ when divided by the number of trees.
pub(super) fn units(trees: u32) -> u32 {
    let spare = 22u32.saturating_sub(u32::BITS - trees.saturating_sub(1).leading_zeros());
    1 << spare.max(1)
}

/// Units of the finest grid, which is that of one tree.
const FINEST: u32 = 1 << 22;

/// Shares rounded to the grid so that they sum to exactly one: to the finest grid first, each rounded down,
/// the largest remainders up, the earlier first among equals; then from each grid to that twice as coarse.
/// So shares on one grid are all that is needed to have them on a coarser one: a forest that goes on for
/// more trees comes to the shares of one that was to have as many from the start.
pub(super) fn rounded(weights: &[f64], units: u32, out: &mut Vec<f32>) {
    let total: f64 = weights.iter().sum();
    let exact: Vec<f64> = weights.iter().map(|w| w / total * f64::from(FINEST)).collect();
    let mut whole: Vec<u32> = exact.iter().map(|v| (*v as u32).min(FINEST)).collect();
    let given: u32 = whole.iter().sum();
    let mut order: Vec<usize> = (0..exact.len()).collect();
    order.sort_by(|&a, &b| {
        let remainder = |i: usize| exact[i] - f64::from(whole[i]);
        remainder(b).total_cmp(&remainder(a)).then(a.cmp(&b))
    });
    for &i in order.iter().take(FINEST.saturating_sub(given) as usize) {
        whole[i] += 1;
    }
    halve(&mut whole, units);
    out.extend(whole.iter().map(|&w| w as f32 / units as f32));
}

/// The shares of leaves, `classes` each, on a grid at most as fine as theirs.
pub(super) fn coarser(values: &mut [f32], classes: usize, units: u32) {
    let mut whole = vec![0; classes];
    for shares in values.chunks_exact_mut(classes.max(1)) {
        // Exact: shares are whole numbers of a unit of the finest grid.
        whole.iter_mut().zip(shares.iter()).for_each(|(w, share)| *w = (share * FINEST as f32) as u32);
        halve(&mut whole, units);
        shares.iter_mut().zip(&whole).for_each(|(share, w)| *share = *w as f32 / units as f32);
    }
}

/// Goes from the finest grid to a coarser one. Of the odd ones, which are even in number because the sum
/// is, the first half is rounded up.
fn halve(whole: &mut [u32], units: u32) {
    let mut now = FINEST;
    while now > units {
        let mut up = whole.iter().filter(|w| **w % 2 == 1).count() / 2;
        for w in whole.iter_mut() {
            let raised = *w % 2 == 1 && up > 0;
            up -= usize::from(raised);
            *w = *w / 2 + u32::from(raised);
        }
        now /= 2;
    }
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
                    assert!((f64::from(*share) - w / total).abs() <= 1.5 / f64::from(units(trees)));
                }
            }
        }
    }

    #[test]
    fn a_coarser_grid_needs_the_finer_one_only() {
        for weights in [vec![1.0, 2.0, 3.0], vec![0.1; 7], vec![5.0, 0.0], vec![1e-9, 1.0, 1e9, 3e8]] {
            for (few, many) in [(1, 2), (10, 100), (100, 101), (128, 129), (100, 10_000)] {
                let (mut went_on, mut at_once) = (Vec::new(), Vec::new());
                rounded(&weights, units(few), &mut went_on);
                coarser(&mut went_on, weights.len(), units(many));
                rounded(&weights, units(many), &mut at_once);
                assert_eq!(went_on, at_once, "{weights:?} {few} {many}");
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
