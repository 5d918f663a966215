//! Which clusters are merged, and how far apart they were: by chains of nearest neighbours (Murtagh, *A
//! survey of recent advances in hierarchical clustering algorithms*, 1983), or along a spanning tree.

use super::tiled::{LANES, Tiled};
use crate::neighbours::coarse;
use glasshouse_compute::vectorised;

/// Two clusters become one. Each is named by a row of it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Merge {
    pub a: u32,
    pub b: u32,
    pub height: f64,
}

/// The shortest tree that joins all rows, grown from the first (Prim, *Shortest connection networks and some
/// generalizations*, 1957). `cores` are distances below which none counts, rounded as ranks are so that what is equal stays so;
/// none for plain distances.
pub(super) struct Spanning {
    /// Rows outside of the tree, and their numbers.
    outside: Tiled,
    rows: Vec<u32>,
    /// Squared distance of each row outside from the tree, and where it touches.
    nearest: Vec<f64>,
    touching: Vec<u32>,
    /// Squared core distances of all rows, or nothing.
    cores: Vec<f64>,
    newest: (u32, Vec<f64>),
    pub merges: Vec<Merge>,
}

impl Spanning {
    pub fn new(rows: &[f32], features: usize, cores: Vec<f64>) -> Self {
        let mut outside = Tiled::new(rows, features);
        let count = outside.count();
        let first = outside.point(0);
        outside.swap_remove(0);
        let mut numbers: Vec<u32> = (0..count as u32).collect();
        numbers.swap_remove(0);
        Self {
            outside,
            rows: numbers,
            nearest: vec![f64::INFINITY; count],
            touching: vec![0; count],
            cores,
            newest: (0, first),
            merges: Vec::with_capacity(count.saturating_sub(1)),
        }
    }

    /// Takes the nearest row into the tree; whether all are in it.
    pub fn step(&mut self) -> bool {
        if self.outside.count() == 0 {
            return true;
        }
        let at = vectorised(|| self.closest());
        let (row, height) = (self.rows[at], self.nearest[at].sqrt());
        self.merges.push(Merge { a: self.touching[at], b: row, height });
        self.newest = (row, self.outside.point(at));
        self.outside.swap_remove(at);
        let last = self.outside.count();
        for list in [&mut self.rows, &mut self.touching] {
            list.swap(at, last);
        }
        self.nearest.swap(at, last);
        last == 0
    }

    /// Looks from the newest row at those outside; the place of the one nearest to the tree, the earlier
    /// row of several.
    #[inline(always)]
    fn closest(&mut self) -> usize {
        let (newest, point) = (self.newest.0, &self.newest.1);
        let (mut best, mut least) = (0, f64::INFINITY);
        for tile in 0..self.outside.tiles() {
            let mut squares = self.outside.squares(tile, point);
            let begin = tile * LANES;
            let end = self.outside.count().min(begin + LANES);
            if !self.cores.is_empty() {
                let own = self.cores[newest as usize];
                for (square, &row) in squares.iter_mut().zip(&self.rows[begin..end]) {
                    *square = coarse(*square).max(own).max(self.cores[row as usize]);
                }
            }
            for (lane, &square) in squares.iter().enumerate().take(end - begin) {
                let at = begin + lane;
                if square < self.nearest[at] {
                    (self.nearest[at], self.touching[at]) = (square, newest);
                }
                let near = self.nearest[at];
                if near < least || near == least && self.rows[at] < self.rows[best] {
                    (best, least) = (at, near);
                }
            }
        }
        best
    }
}

/// How far two clusters are apart.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Linkage {
    /// By how much merging them adds to the squared distances from the means.
    Ward,
    /// By their furthest rows.
    Complete,
    /// By the mean of all distances between them.
    Average,
    /// By their nearest rows.
    Single,
}

/// Clusters that are merged with their nearest, whichever pair comes first.
pub(super) struct Chain {
    linkage: Linkage,
    /// Weight of the cluster that a row names.
    sizes: Vec<f64>,
    /// Rows that name clusters, in the order in which they are looked at.
    alive: Vec<u32>,
    /// Each nearest to the one before.
    chain: Vec<u32>,
    far: Far,
    pub merges: Vec<Merge>,
}

/// Where distances come from.
enum Far {
    /// Means of the clusters, in the order of `alive`, and where each is.
    Means { means: Tiled, place: Vec<u32> },
    /// A triangle of distances between rows that name clusters.
    Between(Vec<f64>),
}

/// Place of the distance between two rows.
fn between(a: usize, b: usize) -> usize {
    let (a, b) = (a.max(b), a.min(b));
    a * (a - 1) / 2 + b
}

impl Chain {
    /// `distances` is the lower triangle of the distances between the rows; empty for ward.
    pub fn new(linkage: Linkage, rows: Tiled, distances: Vec<f64>, weights: Vec<f64>) -> Self {
        let count = rows.count();
        let alive: Vec<u32> = (0..count as u32).collect();
        let far = match linkage {
            Linkage::Ward => Far::Means { means: rows, place: alive.clone() },
            _ => Far::Between(distances),
        };
        Self { linkage, sizes: weights, alive, chain: Vec::new(), far, merges: Vec::with_capacity(count) }
    }

    /// Looks for the nearest of one cluster, and merges the two where each is the other's; whether one is
    /// left.
    pub fn step(&mut self) -> bool {
        if self.alive.len() < 2 {
            return true;
        }
        if self.chain.is_empty() {
            self.chain.push(self.alive[0]);
        }
        let last = self.chain[self.chain.len() - 1];
        let before = self.chain.len().checked_sub(2).map(|at| self.chain[at]);
        let (nearest, height) = vectorised(|| self.nearest(last, before));
        if Some(nearest) != before {
            self.chain.push(nearest);
            return false;
        }
        self.chain.truncate(self.chain.len() - 2);
        let height = if self.linkage == Linkage::Ward { height.sqrt() } else { height };
        self.merges.push(Merge { a: last, b: nearest, height });
        self.merge(last, nearest);
        self.alive.len() < 2
    }

    /// The cluster nearest to one, `before` among equals.
    #[inline(always)]
    fn nearest(&self, from: u32, before: Option<u32>) -> (u32, f64) {
        let (mut best, mut least) = (from, f64::INFINITY);
        let mut offer = |other: u32, away: f64| {
            if other != from && (away < least || away == least && Some(other) == before) {
                (best, least) = (other, away);
            }
        };
        match &self.far {
            Far::Between(distances) => {
                for &other in self.alive.iter().filter(|other| **other != from) {
                    offer(other, distances[between(from as usize, other as usize)]);
                }
            }
            Far::Means { means, place } => {
                let (point, own) = (means.point(place[from as usize] as usize), self.sizes[from as usize]);
                for tile in 0..means.tiles() {
                    let squares = means.squares(tile, &point);
                    let named = self.alive[tile * LANES..].iter().zip(squares);
                    for (&other, square) in named {
                        let size = self.sizes[other as usize];
                        offer(other, square * (2.0 * own * size / (own + size)));
                    }
                }
            }
        }
        (best, least)
    }

    /// Puts the rows of `gone` to those of `kept`.
    fn merge(&mut self, gone: u32, kept: u32) {
        let (from, to) = (self.sizes[gone as usize], self.sizes[kept as usize]);
        let all = from + to;
        match &mut self.far {
            Far::Means { means, place } => {
                let [old, new] = [gone, kept].map(|row| place[row as usize] as usize);
                let (a, b) = (means.point(old), means.point(new));
                let mean: Vec<f64> = a.iter().zip(&b).map(|(a, b)| (a * from + b * to) / all).collect();
                means.set(new, &mean);
                means.swap_remove(old);
                self.alive.swap_remove(old);
                if let Some(&moved) = self.alive.get(old) {
                    place[moved as usize] = old as u32;
                }
            }
            Far::Between(distances) => {
                let at = self.alive.binary_search(&gone).unwrap_or_default();
                self.alive.remove(at);
                for other in self.alive.iter().map(|other| *other as usize).filter(|o| *o != kept as usize) {
                    let away = distances[between(gone as usize, other)];
                    let own = &mut distances[between(kept as usize, other)];
                    *own = match self.linkage {
                        Linkage::Average => (away * from + *own * to) / all,
                        _ => own.max(away),
                    };
                }
            }
        }
        self.sizes[kept as usize] = all;
    }
}
