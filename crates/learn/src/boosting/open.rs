//! The nodes that may be divided, and the sums of those that still can be.

use super::grower::Leaf;
use super::histogram::{Histogram, Sum};
use super::split::Split;
use std::cmp::Ordering;
use std::collections::{BTreeMap, BinaryHeap};

/// A node that may be divided.
pub(super) struct Open {
    pub leaf: Leaf,
    pub depth: u32,
    pub sum: Sum,
    pub split: Split,
    pub rank: Rank,
}

/// What is divided first: the larger gain, and among equal ones, and with no limit of leaves, the larger
/// second number. No two nodes have the same.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rank(pub f64, pub i64);

impl Ord for Rank {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.total_cmp(&other.0).then(self.1.cmp(&other.1))
    }
}

impl PartialOrd for Rank {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Rank {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Rank {}

impl Ord for Open {
    fn cmp(&self, other: &Self) -> Ordering {
        self.rank.cmp(&other.rank)
    }
}

impl PartialOrd for Open {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Open {
    fn eq(&self, other: &Self) -> bool {
        self.rank == other.rank
    }
}

impl Eq for Open {}

/// Nodes that may be divided, the first in rank at the top, with their sums.
#[derive(Default)]
pub(super) struct Queue {
    nodes: BinaryHeap<Open>,
    sums: BTreeMap<Rank, Histogram>,
}

impl Queue {
    /// Number of nodes.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    pub fn push(&mut self, node: Open, sums: Histogram) {
        self.sums.insert(node.rank, sums);
        self.nodes.push(node);
    }

    /// The first node, with its sums.
    pub fn pop(&mut self) -> Option<(Open, Histogram)> {
        let (node, (_, sums)) = (self.nodes.pop()?, self.sums.pop_last()?);
        Some((node, sums))
    }

    /// Gives up the sums of nodes that are not divided any more when so many divisions are left: those that
    /// as many others come before. Nodes to come only put them further behind.
    pub fn keep(&mut self, divisions: usize, pool: &mut Vec<Histogram>) {
        while self.sums.len() > divisions {
            pool.extend(self.sums.pop_first().map(|(_, sums)| sums));
        }
    }

    /// All nodes, none of which is divided any more.
    pub fn drain(&mut self, pool: &mut Vec<Histogram>) -> impl Iterator<Item = Open> + '_ {
        self.keep(0, pool);
        self.nodes.drain()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_is_total_and_the_larger_number_breaks_ties() {
        let mut ranks = [Rank(1.0, -2), Rank(2.0, -5), Rank(1.0, -1), Rank(0.5, 7)];
        ranks.sort_unstable();
        assert_eq!(ranks.map(|rank| rank.1), [7, -2, -1, -5]);
    }
}
