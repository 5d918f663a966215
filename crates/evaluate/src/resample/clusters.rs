//! Whether clusters come back where other rows are drawn: C. Hennig, "Cluster-wise assessment of cluster stability",
//! 2007, as R's `fpc::clusterboot` does it with the bootstrap, rows that are drawn more than once counting once.

use glasshouse_spec::{ClusterStability, ClusterTrust};
use glasshouse_stats::{mean, quantile_sorted};
use std::collections::BTreeMap;

/// Coefficient up to which a cluster is dissolved, and above which it is recovered.
const DISSOLVED: f64 = 0.5;
const RECOVERED: f64 = 0.75;

/// Rows with the cluster of each.
#[derive(Debug, Clone, Copy)]
pub struct Clustered<'a> {
    /// Place of the cluster of each row.
    pub index: &'a [u32],
    /// The place of rows that belong to none.
    pub noise: Option<u32>,
}

/// Rows by their places in both, and by each alone.
struct Crossed {
    both: BTreeMap<(u32, u32), u64>,
    one: BTreeMap<u32, u64>,
    other: BTreeMap<u32, u64>,
}

impl Crossed {
    fn of(one: &[u32], other: &[u32]) -> Self {
        let mut found = Self { both: BTreeMap::new(), one: BTreeMap::new(), other: BTreeMap::new() };
        for (a, b) in one.iter().zip(other) {
            *found.both.entry((*a, *b)).or_default() += 1;
            *found.one.entry(*a).or_default() += 1;
            *found.other.entry(*b).or_default() += 1;
        }
        found
    }
}

/// Of each of so many clusters Jaccard's coefficient with the cluster of the same rows that is most like it: `None` of
/// a cluster without rows here. Time O(rows log clusters).
pub fn likeness(one: Clustered<'_>, other: Clustered<'_>, clusters: usize) -> Vec<Option<f64>> {
    let crossed = Crossed::of(one.index, other.index);
    let mut best: Vec<Option<f64>> =
        (0..clusters as u32).map(|k| crossed.one.contains_key(&k).then_some(0.0)).collect();
    for ((a, b), both) in &crossed.both {
        let Some(Some(best)) = best.get_mut(*a as usize) else { continue };
        if Some(*a) != one.noise && Some(*b) != other.noise {
            let either = crossed.one[a] + crossed.other[b] - both;
            *best = best.max(*both as f64 / either as f64);
        }
    }
    best
}

/// The adjusted Rand index, as scikit-learn has it: 1 where both part the rows alike, about 0 by chance. Rows that
/// belong to no cluster are a group as others. Time O(rows log clusters).
pub fn adjusted_rand(one: &[u32], other: &[u32]) -> f64 {
    let crossed = Crossed::of(one, other);
    let squares =
        |counts: &mut dyn Iterator<Item = u64>| counts.map(|n| (n as f64) * (n as f64)).sum::<f64>();
    let rows = one.len() as f64;
    let both = squares(&mut crossed.both.values().copied());
    let (a, b) = (squares(&mut crossed.one.values().copied()), squares(&mut crossed.other.values().copied()));
    // Pairs that are together in both, in one only, and in neither.
    let (together, only_one, only_other) = (both - rows, a - both, b - both);
    let apart = rows * rows - a - b + both;
    if only_one == 0.0 && only_other == 0.0 {
        return 1.0;
    }
    2.0 * (together * apart - only_one * only_other)
        / ((together + only_one) * (only_one + apart) + (together + only_other) * (only_other + apart))
}

/// What the coefficients of a cluster over the rounds come to. O(rounds log rounds).
pub fn stability_of(name: String, rows: u64, mut values: Vec<f64>) -> ClusterStability {
    values.sort_unstable_by(f64::total_cmp);
    let share = |q: f64| quantile_sorted(&values, q);
    let five = [0.0, 0.25, 0.5, 0.75, 1.0].map(share);
    let jaccard = mean(&values);
    let count = |wanted: &dyn Fn(f64) -> bool| values.iter().filter(|value| wanted(**value)).count() as u32;
    ClusterStability {
        name,
        rows,
        five: five.iter().all(Option::is_some).then(|| five.map(Option::unwrap_or_default)),
        dissolved: count(&|value| value <= DISSOLVED),
        recovered: count(&|value| value > RECOVERED),
        trust: jaccard.map(trust),
        jaccard,
    }
}

/// Hennig's reading of a mean coefficient.
fn trust(jaccard: f64) -> ClusterTrust {
    match jaccard {
        j if j >= 0.85 => ClusterTrust::Firm,
        j if j >= 0.75 => ClusterTrust::Stable,
        j if j >= 0.6 => ClusterTrust::Pattern,
        _ => ClusterTrust::Doubtful,
    }
}
