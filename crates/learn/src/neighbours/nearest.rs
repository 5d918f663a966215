//! The nearest rows found so far.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

/// A row and how far it is. Among equal ranks the earlier row is nearer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Near {
    /// Grows with the distance.
    pub rank: f64,
    /// Training row.
    pub row: u32,
}

impl Eq for Near {}

impl Ord for Near {
    fn cmp(&self, other: &Self) -> Ordering {
        self.rank.total_cmp(&other.rank).then(self.row.cmp(&other.row))
    }
}

impl PartialOrd for Near {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Keeps the nearest rows whose weights come to `wanted`; a row of weight two counts as two.
pub struct Nearest<'a> {
    heap: BinaryHeap<Near>,
    /// Weight of each training row; none for one each.
    weights: &'a [f64],
    wanted: f64,
    /// Weight to keep: a little more than is wanted where sums are rounded.
    kept: f64,
    weight: f64,
    /// Rows of a larger rank are not kept.
    most: f64,
}

impl<'a> Nearest<'a> {
    pub fn new(wanted: u32, weights: &'a [f64]) -> Self {
        let wanted = f64::from(wanted);
        let kept = if weights.is_empty() { wanted } else { wanted * (1.0 + 1e-9) };
        Self { heap: BinaryHeap::new(), weights, wanted, kept, weight: 0.0, most: f64::INFINITY }
    }

    /// Keeps all rows of a rank up to `most`.
    pub fn within(most: f64, weights: &'a [f64]) -> Self {
        let all = f64::INFINITY;
        Self { heap: BinaryHeap::new(), weights, wanted: all, kept: all, weight: 0.0, most }
    }

    /// Weight of the rows kept.
    pub fn weight_kept(&self) -> f64 {
        self.weight
    }

    /// The rows kept, in no order.
    pub fn into_rows(self) -> Vec<Near> {
        self.heap.into_vec()
    }

    /// Rows of a larger rank are not among the nearest; infinite while there are too few and no rank is
    /// too large.
    pub fn limit(&self) -> f64 {
        match self.heap.peek() {
            Some(furthest) if self.weight >= self.kept => furthest.rank,
            _ => self.most,
        }
    }

    fn weight(&self, row: u32) -> f64 {
        self.weights.get(row as usize).copied().unwrap_or(1.0)
    }

    /// Takes a row if it is among the nearest so far.
    pub fn offer(&mut self, rank: f64, row: u32) {
        let near = Near { rank, row };
        if rank > self.most {
            return;
        }
        if self.weight >= self.kept && self.heap.peek().is_some_and(|furthest| near >= *furthest) {
            return;
        }
        self.heap.push(near);
        self.weight += self.weight(row);
        while let Some(furthest) = self.heap.peek() {
            let less = self.weight - self.weight(furthest.row);
            if less < self.kept {
                break;
            }
            self.heap.pop();
            self.weight = less;
        }
    }

    /// The rows, nearest first, with the weight at which each counts: the last only with what was
    /// missing.
    pub fn finish(self) -> Vec<(Near, f64)> {
        let (weights, wanted) = (self.weights, self.wanted);
        let weight = |row: u32| weights.get(row as usize).copied().unwrap_or(1.0);
        let mut sum = 0.0;
        let counted = self.heap.into_sorted_vec().into_iter().map(|near| {
            let own = weight(near.row);
            let left = f64::max(0.0, wanted - sum);
            sum += own;
            (near, own.min(left))
        });
        counted.filter(|(_, weight)| *weight > 0.0).collect()
    }
}
