//! One tree under way: nodes are searched feature by feature, divided, and settled as leaves.

use super::branches::{Branches, put};
use super::criterion::Criterion;
use super::grid;
use super::nodes::{LEAF, Nodes};
use super::options::Growth;
use super::ranks::{GAP, Ranks};
use super::sample::below;
use super::scan::{Found, Scanner, Split};
use super::search::Draw;
use crate::{Dataset, Target};
use rand_chacha::ChaCha8Rng;
use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::sync::Arc;

/// What all trees of a training share.
pub(super) struct Ground {
    pub data: Arc<Dataset>,
    pub ranks: Ranks,
    pub growth: Growth,
    /// Step of the probabilities of a forest's leaves, in units to one; none for a single tree.
    pub units: Option<u32>,
    /// What was taken off the targets.
    pub centre: f64,
    /// Whether cells are missing.
    pub gappy: bool,
}

/// A tree that is grown.
#[derive(Clone)]
pub(super) struct Grown {
    pub nodes: Nodes,
    /// Where its nodes send missing cells, if there are any.
    pub gaps: Option<Branches>,
    /// Decrease of impurity by feature, as shares; zeros for a tree without a split.
    pub importances: Vec<f64>,
}

/// A tree under way, whatever its criterion.
pub(super) trait Grow: Send {
    /// Works while the budget of row visits lasts; the tree once it is grown.
    fn advance(&mut self, ground: &Ground, budget: &mut i64) -> Option<Grown>;
    /// Rows that are settled in leaves, and rows in all.
    fn settled(&self) -> (u64, u64);
}

/// Weight of each row: how often it was drawn, or any number.
pub(super) enum Weights {
    Counts(Vec<u8>),
    Any(Vec<f64>),
}

impl Weights {
    fn of(weights: Vec<f64>) -> Self {
        match weights.iter().all(|weight| f64::from(*weight as u8) == *weight) {
            true => Self::Counts(weights.iter().map(|weight| *weight as u8).collect()),
            false => Self::Any(weights),
        }
    }

    /// Adds the weights of some rows to a list.
    pub fn gather(&self, rows: &[u32], out: &mut Vec<f64>) {
        match self {
            Self::Counts(counts) => out.extend(rows.iter().map(|&row| f64::from(counts[row as usize]))),
            Self::Any(weights) => out.extend(rows.iter().map(|&row| weights[row as usize])),
        }
    }
}

/// A node that is not looked at yet.
#[derive(Clone, Copy)]
struct Pending {
    start: u32,
    end: u32,
    depth: u32,
    known: u32,
    /// Parent, and whether this is its right child; none for the root.
    parent: Option<(u32, bool)>,
}

/// A node that may be divided, ordered by what that would gain.
struct Candidate {
    gain: f64,
    node: u32,
    pending: Pending,
    split: Split,
}

impl PartialEq for Candidate {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Candidate {}

impl PartialOrd for Candidate {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Candidate {
    fn cmp(&self, other: &Self) -> Ordering {
        self.gain.total_cmp(&other.gain).then(other.node.cmp(&self.node))
    }
}

/// The node whose features are being looked at.
struct Search {
    pending: Pending,
    node: u32,
    best: Option<Split>,
    next: u32,
}

/// A tree under way.
pub(super) struct Grower<C: Criterion> {
    weights: Weights,
    total: f64,
    rows: Vec<u32>,
    scanner: Scanner<C>,
    draw: Draw,
    rng: ChaCha8Rng,
    todo: Vec<Pending>,
    frontier: BinaryHeap<Candidate>,
    search: Option<Search>,
    leaves_left: u32,
    nodes: Nodes,
    /// By node, whether a missing cell goes left.
    gaps: Vec<bool>,
    importances: Vec<f64>,
    settled: u64,
}

impl<C: Criterion> Grower<C> {
    /// A tree on the rows whose weight is above zero.
    pub fn new(criterion: C, weights: Vec<f64>, rng: ChaCha8Rng, g: &Ground) -> Self {
        let features = g.data.x.data.ncols() as u32;
        let mut rows = Vec::with_capacity(weights.iter().filter(|weight| **weight > 0.0).count());
        rows.extend((0..weights.len() as u32).filter(|&row| weights[row as usize] > 0.0));
        let root = Pending { start: 0, end: rows.len() as u32, depth: 0, known: 0, parent: None };
        Self {
            total: weights.iter().sum(),
            weights: Weights::of(weights),
            rows,
            scanner: Scanner::new(criterion),
            // Where places are drawn, equal divisions are frequent: the first feature must not win.
            draw: Draw::new(features, g.growth.max_features.count(features), !g.growth.drawn),
            rng,
            todo: vec![root],
            frontier: BinaryHeap::new(),
            search: None,
            leaves_left: g.growth.max_leaf_nodes.unwrap_or(u32::MAX),
            nodes: Nodes::default(),
            gaps: Vec::new(),
            importances: vec![0.0; features as usize],
            settled: 0,
        }
    }

    /// Makes the node and takes up its rows.
    fn open(&mut self, pending: Pending, ground: &Ground) {
        let node = self.nodes.len() as u32;
        self.nodes.feature.push(LEAF);
        self.nodes.threshold.push(0.0);
        self.nodes.left.push(0);
        self.nodes.right.push(0);
        self.gaps.push(false);
        match pending.parent {
            Some((parent, true)) => self.nodes.right[parent as usize] = node,
            Some((parent, false)) => self.nodes.left[parent as usize] = node,
            None => {}
        }
        let rows = &self.rows[pending.start as usize..pending.end as usize];
        self.scanner.load(rows, &ground.data, ground.centre, &self.weights);
        let (growth, count) = (&ground.growth, pending.end - pending.start);
        let final_leaf = self.scanner.pure
            || pending.depth >= growth.max_depth
            || count < growth.min_samples_split
            || count / 2 < growth.min_samples_leaf;
        if final_leaf {
            return self.settle(node, count, ground);
        }
        self.draw.begin(if growth.max_leaf_nodes.is_some() { 0 } else { pending.known });
        self.search = Some(Search { pending, node, best: None, next: 0 });
    }

    /// Looks at one more feature; false when the node is done with.
    fn look(&mut self, search: &mut Search, ground: &Ground) -> bool {
        let all = self.draw.takes_all();
        let feature = match all {
            true if search.next as usize == ground.data.x.data.ncols() => return false,
            true => search.next,
            false => match self.draw.next(&mut self.rng) {
                Some(feature) => feature,
                None => return false,
            },
        };
        search.next += 1;
        let rows = &self.rows[search.pending.start as usize..search.pending.end as usize];
        let ranks = ground.ranks.column(feature as usize);
        let smallest = ground.growth.min_samples_leaf;
        let found = match ground.growth.drawn {
            false => self.scanner.scan(rows, ranks, smallest),
            true => self.scanner.scan_at(rows, ranks, smallest, |low, high, gaps| {
                let gaps_left = gaps && below(&mut self.rng, 2) == 1;
                let (rank, threshold) = ground.ranks.draw(feature as usize, low, high, &mut self.rng);
                (rank, threshold, gaps_left)
            }),
        };
        if !all {
            self.draw.settle(found == Found::Constant);
        }
        if let Found::Best { score, rank, threshold, gaps_left } = found
            && search.best.is_none_or(|best| score > best.score)
        {
            search.best = Some(Split { score, feature, rank, threshold, gaps_left });
        }
        true
    }

    /// Divides the node, keeps it for later, or makes it a leaf.
    fn decide(&mut self, mut search: Search, ground: &Ground) {
        if !self.draw.takes_all() {
            search.pending.known = self.draw.end();
        }
        let (pending, node) = (search.pending, search.node);
        let undivided = self.scanner.criterion.undivided(&self.scanner.sums);
        let least = ground.growth.min_impurity_decrease;
        let unit = self.scanner.prepared.unit / self.total;
        let gain = search.best.map(|split| (split.score - undivided) * unit);
        match (search.best, gain) {
            (Some(split), Some(gain)) if gain + f64::EPSILON >= least => {
                let candidate = Candidate { gain, node, pending, split };
                match ground.growth.max_leaf_nodes {
                    Some(_) => self.frontier.push(candidate),
                    None => self.divide(candidate, ground),
                }
            }
            _ => self.settle(node, pending.end - pending.start, ground),
        }
    }

    /// Makes the loaded node a leaf.
    fn settle(&mut self, node: u32, rows: u32, ground: &Ground) {
        let (sums, values) = (&self.scanner.sums, &mut self.nodes.values);
        let outputs = if matches!(ground.data.y, Target::Numbers(_)) { 1 } else { sums.len() };
        let leaf = values.len() / outputs;
        match (&ground.data.y, ground.units) {
            (Target::Numbers(_), _) => values.push((self.scanner.prepared.mean + ground.centre) as f32),
            (_, Some(units)) => grid::rounded(sums, units, values),
            (_, None) => {
                let total = self.scanner.criterion.weight(sums);
                values.extend(sums.iter().map(|w| (w / total) as f32));
            }
        }
        self.nodes.left[node as usize] = leaf as u32;
        self.settled += u64::from(rows);
    }

    /// Parts the node's rows, each side in its old order, and puts its children on the list.
    fn divide(&mut self, candidate: Candidate, ground: &Ground) {
        let Candidate { gain, node, pending, split } = candidate;
        let (start, end) = (pending.start as usize, pending.end as usize);
        let ranks = ground.ranks.column(split.feature as usize);
        let (mut below, mut above) = (None, (u32::MAX, 0));
        let spare = &mut self.scanner.keys;
        spare.clear();
        let mut middle = start;
        for at in start..end {
            let row = self.rows[at];
            let rank = ranks.rank(row);
            if rank <= split.rank || rank == GAP && split.gaps_left == Some(true) {
                below = if rank == split.rank { Some(row) } else { below };
                self.rows[middle] = row;
                middle += 1;
            } else {
                above = above.min((rank, row));
                spare.push(u64::from(row));
            }
        }
        self.rows[middle..end].iter_mut().zip(spare).for_each(|(row, other)| *row = *other as u32);
        let value = |row: u32| ground.data.x.data[[row as usize, split.feature as usize]];
        let low = below.map_or(f32::NEG_INFINITY, value);
        self.nodes.threshold[node as usize] = split.threshold.unwrap_or_else(|| between(low, value(above.1)));
        self.nodes.feature[node as usize] = split.feature;
        // A gap where the node had none goes with most rows.
        self.gaps[node as usize] = split.gaps_left.unwrap_or(middle - start > end - middle);
        self.importances[split.feature as usize] += gain;
        let child = |start: usize, end: usize, right: bool| Pending {
            start: start as u32,
            end: end as u32,
            depth: pending.depth + 1,
            known: pending.known,
            parent: Some((node, right)),
        };
        self.todo.push(child(middle, end, true));
        self.todo.push(child(start, middle, false));
    }

    /// Takes the best candidate while leaves are left, else settles all of them.
    fn next_candidate(&mut self, ground: &Ground) -> bool {
        let Some(candidate) = self.frontier.pop() else { return false };
        if self.leaves_left > 1 {
            self.leaves_left -= 1;
            self.divide(candidate, ground);
            return true;
        }
        let (start, end) = (candidate.pending.start, candidate.pending.end);
        let rows = &self.rows[start as usize..end as usize];
        self.scanner.load(rows, &ground.data, ground.centre, &self.weights);
        self.settle(candidate.node, end - start, ground);
        true
    }

    fn finished(&mut self, ground: &Ground) -> Grown {
        let mut importances = std::mem::take(&mut self.importances);
        let all: f64 = importances.iter().sum();
        if all > 0.0 {
            importances.iter_mut().for_each(|v| *v /= all);
        }
        let gaps = ground.gappy.then(|| {
            let mut gaps = vec![0; self.gaps.len().div_ceil(32)];
            let left = self.gaps.iter().enumerate().filter(|(_, left)| **left);
            left.for_each(|(node, _)| put(&mut gaps, node as u32));
            Branches { gaps, sets: Vec::new() }
        });
        let mut nodes = std::mem::take(&mut self.nodes);
        nodes.shrink();
        Grown { nodes, gaps, importances }
    }
}

impl<C: Criterion> Grow for Grower<C> {
    fn advance(&mut self, ground: &Ground, budget: &mut i64) -> Option<Grown> {
        while *budget > 0 {
            if let Some(mut search) = self.search.take() {
                *budget -= i64::from(search.pending.end - search.pending.start) + 8;
                match self.look(&mut search, ground) {
                    true => self.search = Some(search),
                    false => self.decide(search, ground),
                }
            } else if let Some(pending) = self.todo.pop() {
                *budget -= i64::from(pending.end - pending.start) + 8;
                self.open(pending, ground);
            } else if !self.next_candidate(ground) {
                return Some(self.finished(ground));
            }
        }
        None
    }

    fn settled(&self) -> (u64, u64) {
        (self.settled, self.rows.len() as u64)
    }
}

/// The middle of two values, rounded down to `f32`: at least `low` and below `high`, and every
/// `f32` is on the side of it on which it is of the exact middle.
fn between(low: f32, high: f32) -> f32 {
    let middle = f64::from(low) / 2.0 + f64::from(high) / 2.0;
    let rounded = middle as f32;
    let down = if f64::from(rounded) > middle { rounded.next_down() } else { rounded };
    down.max(low) + 0.0
}

#[cfg(test)]
mod tests {
    use super::between;

    #[test]
    fn a_threshold_keeps_its_neighbours_apart() {
        let pairs = [
            (0.0, 1.0),
            (-1.0, 1.0),
            (1.0, 1.0f32.next_up()),
            (f32::MIN, f32::MAX),
            (0.0, f32::from_bits(1)),
            (-f32::from_bits(1), 0.0),
            (3e38, 3.1e38),
        ];
        for (low, high) in pairs {
            let t = between(low, high);
            assert!(low <= t && t < high, "{low} {t} {high}");
        }
    }
}
