//! Ranks with ties.

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
        let order = ascending(values);
        let mut ranks = vec![0.0; values.len()];
        let mut ties = Vec::new();
        let mut start = 0;
        while start < order.len() {
            let value = values[order[start] as usize];
            let same = order[start..].iter().take_while(|i| values[**i as usize] == value).count();
            let rank = start as f64 + (same + 1) as f64 / 2.0;
            order[start..start + same].iter().for_each(|i| ranks[*i as usize] = rank);
            ties.push(same as u64);
            start += same;
        }
        Self { ranks, ties }
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

/// The places of the values in ascending order. Whole numbers that sort as the values do lie beside
/// their places, which is several times faster than looking each value up.
fn ascending(values: &[f64]) -> Vec<u32> {
    const SIGN: u64 = 1 << 63;
    // Adding zero makes minus zero plain, so that both are equal.
    let key = |v: &f64| {
        let bits = (v + 0.0).to_bits();
        if bits & SIGN == 0 { bits | SIGN } else { !bits }
    };
    let mut keyed: Vec<(u64, u32)> = values.iter().map(key).zip(0..).collect();
    keyed.sort_unstable();
    keyed.into_iter().map(|(_, place)| place).collect()
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
