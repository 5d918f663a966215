//! How differently a column is distributed in two parts: the population stability index, what it comes to by
//! chance, and where the shares differ.
//!
//! Of two samples of n and m rows of one distribution over b bins the index is about χ² · (1/n + 1/m) with b − 1
//! degrees of freedom (Yurdakul and Naranjo, *Statistical properties of the population stability index*, 2020).

use glasshouse_spec::{ColumnType, Drift, SharePair};
use glasshouse_stats::{bin_from, equal_count_edges};
use glasshouse_table::{Column, iso, number_label};
use std::collections::BTreeMap;

/// Rows of a part that are looked at, evenly spread, to compare distributions.
const LOOKED_AT: usize = 20_000;
/// Bins of equally many training rows into which numbers and dates are parted.
pub(crate) const BINS: usize = 10;
/// Index from which a column counts as distributed otherwise.
const APART: f64 = 0.25;
/// Standard deviations beyond its mean up to which chance explains an index.
const DEVIATIONS: f64 = 4.0;
/// Rows below which a part says nothing of a distribution.
pub(crate) const FEW: usize = 30;
/// Bins that are told.
const SEEN: usize = 3;

/// Rows of each bin or category; of those whose cell is missing by themselves.
type Counts = BTreeMap<Option<u32>, u64>;

/// So many of the rows, evenly spread.
pub(crate) fn spread(rows: &[u32]) -> Vec<usize> {
    let step = rows.len().div_ceil(LOOKED_AT).max(1);
    rows.iter().step_by(step).map(|row| *row as usize).collect()
}

/// The population stability index of a column between two parts, Σ (p − q) · ln(p / q) over bins or categories
/// with half a row added to each. Missing cells are a bin of their own. `None` of texts and ids, and where no
/// training row has a cell. O(rows · log rows).
pub(crate) fn stability(column: &Column, train: &[usize], test: &[usize]) -> Option<Drift> {
    let binned = match column.kind {
        ColumnType::Numeric | ColumnType::Datetime => Binned::by_value(column, train, test)?,
        ColumnType::Categorical | ColumnType::Boolean => Binned::by_level(column, train, test),
        ColumnType::Text | ColumnType::Id => return None,
    };
    let rows_of = [train.len() as u64, test.len() as u64];
    let (_, counts): (Vec<_>, Vec<_>) = binned.bins().into_iter().unzip();
    let index = index(&counts, rows_of).iter().sum();
    let free = counts.len().saturating_sub(1) as f64;
    let rows = 1.0 / train.len() as f64 + 1.0 / test.len() as f64;
    let chance = (free + DEVIATIONS * (2.0 * free).sqrt()) * rows;
    Some(Drift {
        column: column.name.clone(),
        kind: column.kind,
        index,
        expected: free * rows,
        chance,
        apart: index > APART.max(chance),
        seen: binned.seen(column, rows_of),
    })
}

/// What each bin adds to the population stability index of two samples, by the rows of both in each bin: half a row
/// is added to every bin. O(bins).
pub(crate) fn index(counts: &[[u64; 2]], rows: [u64; 2]) -> Vec<f64> {
    let share = |count: u64, rows: u64| (count as f64 + 0.5) / (rows as f64 + 0.5 * counts.len() as f64);
    let adds = |[a, b]: &[u64; 2]| {
        let (p, q) = (share(*a, rows[0]), share(*b, rows[1]));
        (p - q) * libm::log(p / q)
    };
    counts.iter().map(adds).collect()
}

/// The number or the time of a row, where there is one.
pub(crate) fn value(column: &Column) -> impl Fn(usize) -> Option<f64> + '_ {
    let (numbers, times) = (column.numbers(), column.times());
    move |row| match (&numbers, &times) {
        _ if column.is_missing(row) => None,
        (Some(numbers), _) => Some(numbers.value(row)),
        (None, Some(times)) => Some(times.value(row) as f64),
        (None, None) => None,
    }
}

/// A bin between edges in words.
pub(crate) fn range(edges: &[f64], bin: usize, word: impl Fn(f64) -> String) -> String {
    match (bin.checked_sub(1).and_then(|at| edges.get(at)), edges.get(bin)) {
        (Some(low), Some(high)) => format!("{} to {}", word(*low), word(*high)),
        (None, Some(high)) => format!("below {}", word(*high)),
        (Some(low), None) => format!("from {}", word(*low)),
        (None, None) => "any".into(),
    }
}

/// Counts of two parts in the same bins.
struct Binned {
    train: Counts,
    test: Counts,
    /// Between the bins of numbers and dates, ascending.
    edges: Vec<f64>,
}

impl Binned {
    fn by_level(column: &Column, train: &[usize], test: &[usize]) -> Self {
        let codes: Vec<Option<u32>> = column.level_indices().collect();
        let counted = |rows: &[usize]| {
            let mut counts = Counts::new();
            rows.iter().for_each(|row| *counts.entry(codes[*row]).or_default() += 1);
            counts
        };
        Self { train: counted(train), test: counted(test), edges: Vec::new() }
    }

    /// By bins of equally many training rows.
    fn by_value(column: &Column, train: &[usize], test: &[usize]) -> Option<Self> {
        let value = value(column);
        let mut sorted: Vec<f64> = train.iter().filter_map(|row| value(*row)).collect();
        sorted.sort_unstable_by(f64::total_cmp);
        let edges = equal_count_edges(&sorted, BINS);
        let bin = |x: f64| bin_from(&edges, x) as u32;
        let counted = |rows: &[usize]| {
            let mut counts = Counts::new();
            rows.iter().for_each(|row| *counts.entry(value(*row).map(bin)).or_default() += 1);
            counts
        };
        let (train, test) = (counted(train), counted(test));
        (!sorted.is_empty()).then_some(Self { train, test, edges })
    }

    /// The bins that a row of either part is in, with the rows of both.
    fn bins(&self) -> Vec<(Option<u32>, [u64; 2])> {
        let others = self.test.keys().filter(|bin| !self.train.contains_key(bin));
        let count = |counts: &Counts, bin: &Option<u32>| counts.get(bin).copied().unwrap_or_default();
        let all = self.train.keys().chain(others);
        all.map(|bin| (*bin, [count(&self.train, bin), count(&self.test, bin)])).collect()
    }

    /// The bins whose shares add most to the index, with the shares as they are.
    fn seen(&self, column: &Column, rows: [u64; 2]) -> Vec<SharePair> {
        let (bins, counts): (Vec<_>, Vec<_>) = self.bins().into_iter().unzip();
        let adds = index(&counts, rows);
        let mut order: Vec<usize> = (0..bins.len()).collect();
        order.sort_by(|a, b| adds[*b].total_cmp(&adds[*a]));
        let levels = column.levels();
        let of = |bin: u32| match column.kind {
            ColumnType::Numeric => range(&self.edges, bin as usize, number_label),
            ColumnType::Datetime => range(&self.edges, bin as usize, |time| iso(time as i64)),
            _ => levels.get(bin as usize).map(ToString::to_string).unwrap_or_default(),
        };
        let pair = |at: &usize| SharePair {
            of: bins[*at].map(of),
            train: counts[*at][0] as f64 / rows[0] as f64,
            test: counts[*at][1] as f64 / rows[1] as f64,
        };
        order.iter().take(SEEN).map(pair).collect()
    }
}
