//! Ranks with ties.

use crate::pieces::{PIECE, Pause, sort};

/// Values without NaN, in their order.
pub(crate) fn present(values: &[f64]) -> Vec<f64> {
    values.iter().copied().filter(|v| !v.is_nan()).collect()
}

/// The pairs of which neither is NaN, in their order; the longer slice is cut.
pub(crate) fn present_pairs(x: &[f64], y: &[f64]) -> (Vec<f64>, Vec<f64>) {
    x.iter().zip(y).filter(|(a, b)| !a.is_nan() && !b.is_nan()).map(|(a, b)| (*a, *b)).unzip()
}

/// The rank of each value from 1, equal values sharing the mean of their ranks; `None` for NaN,
/// which has no place in the order. As `scipy.stats.rankdata(nan_policy="omit")`. Time O(n log n).
pub fn average_ranks(values: &[f64]) -> Vec<Option<f64>> {
    let mut ranks = Ranks::of(&present(values)).ranks.into_iter();
    values.iter().map(|v| if v.is_nan() { None } else { ranks.next() }).collect()
}

/// Ranks of some values and the sizes of their ties.
pub(crate) struct Ranks {
    /// The rank of each value, from 1; equal values share the mean of their ranks.
    pub ranks: Vec<f64>,
    /// How many values share each rank, in ascending order of the values; singles included.
    pub ties: Vec<u64>,
}

impl Ranks {
    /// Ranks values that hold no NaN. Zero and minus zero are equal. Time O(n log n).
    pub fn of(values: &[f64]) -> Self {
        let mut keyed = keyed(values);
        keyed.sort_unstable();
        let mut ranks = Self::empty(values.len());
        ranks.add(&keyed, 0, keyed.len());
        ranks
    }

    /// The same in bounded pieces.
    pub async fn in_pieces(values: &[f64], pause: Pause<'_>) -> Self {
        let mut keyed = keyed(values);
        sort(&mut keyed, Ord::cmp, &|done| pause(0.7 * done)).await;
        let mut ranks = Self::empty(values.len());
        let mut start = 0;
        while start < keyed.len() {
            start = ranks.add(&keyed, start, PIECE);
            if start < keyed.len() {
                pause(0.7 + 0.3 * start as f64 / keyed.len() as f64).await;
            }
        }
        ranks
    }

    fn empty(values: usize) -> Self {
        Self { ranks: vec![0.0; values], ties: Vec::new() }
    }

    /// Ranks at least as many values from a place in the order on, as long as there are any, so that
    /// ties stay together; where it ends.
    fn add(&mut self, order: &[(u64, u32)], mut start: usize, most: usize) -> usize {
        let enough = start.saturating_add(most).min(order.len());
        while start < enough {
            let key = order[start].0;
            let same = order[start..].iter().take_while(|other| other.0 == key).count();
            let rank = start as f64 + (same + 1) as f64 / 2.0;
            order[start..start + same].iter().for_each(|(_, i)| self.ranks[*i as usize] = rank);
            self.ties.push(same as u64);
            start += same;
        }
        start
    }

    /// Σ (t³ − t) over the ties.
    pub fn tie_term(&self) -> f64 {
        self.ties.iter().map(|&t| t as f64).map(|t| t * t * t - t).sum()
    }

    /// Whether any two values are equal.
    pub fn tied(&self) -> bool {
        self.ties.len() < self.ranks.len()
    }
}

/// The values as whole numbers that sort as they do, equal where they are equal, with their places
/// beside them: several times faster than looking each value up.
fn keyed(values: &[f64]) -> Vec<(u64, u32)> {
    const SIGN: u64 = 1 << 63;
    // Adding zero makes minus zero plain, so that both are equal.
    let key = |v: &f64| {
        let bits = (v + 0.0).to_bits();
        if bits & SIGN == 0 { bits | SIGN } else { !bits }
    };
    values.iter().map(key).zip(0..).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_values_share_the_mean_rank() {
        let ranks = Ranks::of(&[3.0, 0.0, 3.0, -0.0, 5.0]);
        assert_eq!(ranks.ranks, [3.5, 1.5, 3.5, 1.5, 5.0]);
        assert_eq!((ranks.ties.clone(), ranks.tied(), ranks.tie_term()), (vec![2, 2, 1], true, 12.0));
    }
}
