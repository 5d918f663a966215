//! The best place to divide a node by one feature.
//!
//! The rows of the node are gathered once into short arrays of their own; for each feature either
//! their ranks are sorted, or, where there are fewer different ranks than rows, counted. Both
//! visit the same places in the same order.

use super::criterion::{Criterion, Prepared};
use super::grower::Weights;
use super::ranks::{Column, GAP, is_gap, sort_keys};
use crate::Dataset;

/// A way to divide a node.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Split {
    /// Score of the criterion.
    pub score: f64,
    /// Feature that is asked.
    pub feature: u32,
    /// Largest rank that goes left.
    pub rank: u32,
    /// Largest value that goes left, where that is known.
    pub threshold: Option<f32>,
    /// Whether missing cells go left, where the node has some.
    pub gaps_left: Option<bool>,
}

/// The rows of the node at hand and the space to scan them in, kept between nodes.
pub(super) struct Scanner<C: Criterion> {
    pub criterion: C,
    targets: Vec<C::Target>,
    weights: Vec<f64>,
    /// Sums of the node.
    pub sums: Vec<f64>,
    /// What became of its targets.
    pub prepared: Prepared,
    /// Whether all rows have one target.
    pub pure: bool,
    /// Of each row the rank and, in the lower half, its place in the node; between scans whoever needs room for
    /// numbers of rows may have it.
    pub keys: Vec<u64>,
    spare: Vec<u64>,
    groups: Vec<f64>,
    /// Sums of the rows whose cell is missing.
    gaps: Vec<f64>,
    counts: Vec<u32>,
}

impl<C: Criterion> Scanner<C> {
    pub fn new(criterion: C) -> Self {
        let sums = vec![0.0; criterion.width()];
        Self {
            criterion,
            targets: Vec::new(),
            weights: Vec::new(),
            sums,
            prepared: Prepared { unit: 1.0, mean: 0.0 },
            pure: false,
            keys: Vec::new(),
            spare: Vec::new(),
            groups: Vec::new(),
            gaps: Vec::new(),
            counts: Vec::new(),
        }
    }

    /// Takes up a node.
    pub fn load(&mut self, rows: &[u32], data: &Dataset, centre: f64, weights: &Weights) {
        self.targets.clear();
        self.weights.clear();
        C::gather(data, centre, rows, &mut self.targets);
        weights.gather(rows, &mut self.weights);
        let first = self.targets.first().copied().unwrap_or_default();
        self.pure = self.targets.iter().all(|&t| t == first);
        self.prepared = self.criterion.prepare(&mut self.targets, &self.weights);
        self.sums.fill(0.0);
        for (&target, &weight) in self.targets.iter().zip(&self.weights) {
            self.criterion.deposit(&mut self.sums, target, weight);
        }
    }

    /// The best division by a feature with at least `smallest` rows on each side, the first among
    /// equals; or `Constant` when the feature has one value in the node.
    pub fn scan(&mut self, rows: &[u32], ranks: &Column, smallest: u32) -> Found {
        let (low, high) = self.take_ranks(rows, ranks);
        if low == high {
            return Found::Constant;
        }
        self.criterion.reset(&self.sums);
        if high == GAP {
            return self.scan_gaps(low, smallest);
        }
        let span = (high - low) as usize + 1;
        let best = match span <= rows.len() {
            true => self.scan_groups(low, span, smallest),
            false => self.scan_rows(low, high, smallest),
        };
        best.map_or(Found::Nothing, |place| place.found(None))
    }

    /// The best division with missing cells on the right, then with them on the left, then of the missing
    /// cells from all others.
    fn scan_gaps(&mut self, low: u32, smallest: u32) -> Found {
        let rows = self.keys.len() as u32;
        self.gaps.clear();
        self.gaps.resize(self.criterion.width(), 0.0);
        for key in self.keys.iter().filter(|key| is_gap(**key)) {
            let i = place(*key);
            self.criterion.deposit(&mut self.gaps, self.targets[i], self.weights[i]);
        }
        self.keys.retain(|key| !is_gap(*key));
        let high = self.keys.iter().map(|key| rank(*key)).max().unwrap_or(low);
        sort_keys(&mut self.keys, &mut self.spare, low, high);
        let missing = rows - self.keys.len() as u32;
        let mut best = Best::new(rows, smallest);
        for gaps_left in [false, true] {
            self.criterion.reset(&self.sums);
            (best.left, best.gaps_left) = (0, Some(gaps_left));
            if gaps_left {
                self.criterion.shift_group(&self.gaps);
                best.left = missing;
            }
            for pair in self.keys.windows(2) {
                let i = place(pair[0]);
                self.criterion.shift(self.targets[i], self.weights[i]);
                best.left += 1;
                if rank(pair[0]) != rank(pair[1]) {
                    best.offer(&self.criterion, rank(pair[0]));
                }
            }
        }
        self.criterion.reset(&self.sums);
        for key in &self.keys {
            let i = place(*key);
            self.criterion.shift(self.targets[i], self.weights[i]);
        }
        (best.left, best.gaps_left) = (self.keys.len() as u32, Some(false));
        best.offer(&self.criterion, high);
        // No number is above all ranks but in the division of the missing cells alone.
        let threshold = |place: &Place| (place.rank == high).then_some(f32::MAX);
        best.place.map_or(Found::Nothing, |place| place.found(threshold(&place)))
    }

    /// The division at the value that `draw` gives for the smallest and the largest rank; it is told whether
    /// cells are missing, and says then whether they go left.
    pub fn scan_at(
        &mut self,
        rows: &[u32],
        ranks: &Column,
        smallest: u32,
        draw: impl FnOnce(u32, u32, bool) -> (u32, f32, bool),
    ) -> Found {
        let (low, high) = self.take_ranks(rows, ranks);
        if low == high {
            return Found::Constant;
        }
        self.criterion.reset(&self.sums);
        let gaps = high == GAP;
        let present = self.keys.iter().filter(|key| !is_gap(**key)).map(|key| rank(*key));
        let high = if gaps { present.max().unwrap_or(low) } else { high };
        let (last, threshold, gaps_left) = draw(low, high, gaps);
        let mut best = Best::new(rows.len() as u32, smallest);
        best.gaps_left = gaps.then_some(gaps_left);
        for (i, key) in self.keys.iter().enumerate() {
            if rank(*key) <= last || gaps_left && is_gap(*key) {
                self.criterion.shift(self.targets[i], self.weights[i]);
                best.left += 1;
            }
        }
        best.offer(&self.criterion, last);
        best.place.map_or(Found::Nothing, |place| place.found(Some(threshold)))
    }

    /// Takes up the ranks of a feature; the smallest and the largest.
    fn take_ranks(&mut self, rows: &[u32], ranks: &Column) -> (u32, u32) {
        self.keys.clear();
        // Nothing but reading: ranks lie far apart, and the less is done the more of them are under way.
        let keyed = rows.iter().enumerate().map(|(i, &row)| u64::from(ranks.rank(row)) << 32 | i as u64);
        self.keys.extend(keyed);
        let ends = |(low, high): (u64, u64), key: &u64| (low.min(*key), high.max(*key));
        let (low, high) = self.keys.iter().fold((u64::MAX, 0), ends);
        (rank(low), rank(high))
    }

    fn scan_groups(&mut self, low: u32, span: usize, smallest: u32) -> Option<Place> {
        let width = self.criterion.width();
        self.groups.clear();
        self.groups.resize(span * width, 0.0);
        self.counts.clear();
        self.counts.resize(span, 0);
        for (i, key) in self.keys.iter().enumerate() {
            let group = (rank(*key) - low) as usize;
            self.counts[group] += 1;
            let sums = &mut self.groups[group * width..(group + 1) * width];
            self.criterion.deposit(sums, self.targets[i], self.weights[i]);
        }
        let mut best = Best::new(self.keys.len() as u32, smallest);
        for (group, sums) in self.groups.chunks_exact(width).enumerate() {
            if self.counts[group] == 0 {
                continue;
            }
            best.left += self.counts[group];
            if best.left + smallest > best.rows {
                break;
            }
            self.criterion.shift_group(sums);
            best.offer(&self.criterion, low + group as u32);
        }
        best.place
    }

    fn scan_rows(&mut self, low: u32, high: u32, smallest: u32) -> Option<Place> {
        sort_keys(&mut self.keys, &mut self.spare, low, high);
        let mut best = Best::new(self.keys.len() as u32, smallest);
        for pair in self.keys.windows(2) {
            let i = place(pair[0]);
            self.criterion.shift(self.targets[i], self.weights[i]);
            best.left += 1;
            if rank(pair[0]) != rank(pair[1]) {
                best.offer(&self.criterion, rank(pair[0]));
            }
        }
        best.place
    }
}

/// The rank in a key.
#[inline(always)]
fn rank(key: u64) -> u32 {
    (key >> 32) as u32
}

/// The place in a key.
#[inline(always)]
fn place(key: u64) -> usize {
    key as u32 as usize
}

/// What a scan came to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Found {
    /// The feature has one value in the node.
    Constant,
    /// No division leaves enough rows on both sides.
    Nothing,
    /// The best one.
    Best {
        /// Score of the criterion.
        score: f64,
        /// Largest rank that goes left.
        rank: u32,
        /// Largest value that goes left, where that is known.
        threshold: Option<f32>,
        /// Whether missing cells go left, where the node has some.
        gaps_left: Option<bool>,
    },
}

/// Where a node can be divided by a feature.
#[derive(Clone, Copy)]
struct Place {
    score: f64,
    rank: u32,
    gaps_left: Option<bool>,
}

impl Place {
    fn found(self, threshold: Option<f32>) -> Found {
        let Self { score, rank, gaps_left } = self;
        Found::Best { score, rank, threshold, gaps_left }
    }
}

/// The best place so far.
struct Best {
    rows: u32,
    smallest: u32,
    left: u32,
    gaps_left: Option<bool>,
    place: Option<Place>,
}

impl Best {
    fn new(rows: u32, smallest: u32) -> Self {
        Self { rows, smallest, left: 0, gaps_left: None, place: None }
    }

    #[inline]
    fn offer<C: Criterion>(&mut self, criterion: &C, rank: u32) {
        if self.left < self.smallest || self.rows - self.left < self.smallest {
            return;
        }
        if self.place.is_some_and(|best| !criterion.may_beat(best.score)) {
            return;
        }
        let score = criterion.score();
        if score > self.place.map_or(f64::NEG_INFINITY, |best| best.score) {
            self.place = Some(Place { score, rank, gaps_left: self.gaps_left });
        }
    }
}
