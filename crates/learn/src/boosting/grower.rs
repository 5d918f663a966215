//! One tree under way: the leaf that gains most is divided first.

use super::bins::Bins;
use super::histogram::{Histogram, Rows, Scale, Slope, Sum};
use super::open::{Open, Queue, Rank};
use super::partition::partition;
use super::split::{self, Ask, Cut, MIN_HESSIAN, Rules, Split, View};
use crate::tree::sample::below;
use crate::tree::{Branches, LEAF, Nodes, Set, has, put};
use rand_chacha::ChaCha8Rng;
use std::ops::Range;

/// How trees grow.
#[derive(Debug, Clone)]
pub(super) struct Growth {
    pub rules: Rules,
    pub max_leaf_nodes: Option<u32>,
    pub max_depth: Option<u32>,
    /// Number of features that a node looks at.
    pub max_features: u32,
    /// By feature the number of categories, zero for numbers; none where no feature has categories or
    /// gaps, now or later.
    pub levels: Option<Vec<u32>>,
}

impl Growth {
    fn is_category(&self, feature: usize) -> bool {
        self.levels.as_ref().is_some_and(|levels| levels[feature] > 0)
    }
}

/// What a tree learns from.
#[derive(Clone, Copy)]
pub(super) struct Ground<'a> {
    pub bins: &'a Bins,
    pub growth: &'a Growth,
    pub scale: Scale,
    /// Gradient and hessian of each row.
    pub slopes: &'a [Slope],
}

/// A leaf of a grown tree.
#[derive(Debug, Clone, Copy)]
pub(super) struct Leaf {
    pub node: u32,
    /// Answer, before the learning rate.
    pub value: f64,
    start: u32,
    end: u32,
    /// What it may answer.
    pub bounds: (f64, f64),
}

impl Leaf {
    pub fn rows(&self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// A node whose sums are being counted; its sibling's are its parent's less its own.
struct Counting {
    small: Pending,
    large: Option<(Pending, Histogram)>,
    histogram: Histogram,
    /// Rows counted.
    done: usize,
}

#[derive(Clone, Copy)]
struct Pending {
    leaf: Leaf,
    depth: u32,
    sum: Sum,
    /// Whether it stays a leaf.
    settled: bool,
}

/// The buffers of trees, kept from one to the next.
#[derive(Default)]
pub(super) struct Grower {
    rows: Vec<u32>,
    spare: Vec<u32>,
    pool: Vec<Histogram>,
    open: Queue,
    counting: Option<Counting>,
    nodes: Nodes,
    /// The divisions of the nodes.
    cuts: Vec<Cut>,
    /// Nodes that send a missing cell left.
    gaps_left: Vec<u32>,
    leaves: Vec<Leaf>,
    gains: Vec<(u32, f64)>,
    /// Which features are looked at in a node, where not all are.
    drawn: Vec<u32>,
    whole: bool,
}

impl Grower {
    /// Begins a tree on all rows, or on the first `drawn` of a list of all rows.
    pub fn begin(&mut self, ground: &Ground, drawn: Option<(Vec<u32>, usize)>) {
        let all = ground.bins.rows();
        self.whole = drawn.is_none();
        let count = match drawn {
            Some((rows, count)) => {
                self.rows = rows;
                count
            }
            None => {
                self.rows.clear();
                self.rows.extend(0..all as u32);
                all
            }
        };
        self.spare.resize(all, 0);
        self.nodes = Nodes::default();
        self.cuts.clear();
        self.gaps_left.clear();
        self.leaves.clear();
        self.gains.clear();
        let bounds = (f64::NEG_INFINITY, f64::INFINITY);
        let node = self.node();
        let leaf = Leaf { node, value: 0.0, start: 0, end: count as u32, bounds };
        let small = Pending { leaf, depth: 0, sum: Sum::default(), settled: false };
        let histogram = self.histogram(ground);
        self.counting = Some(Counting { small, large: None, histogram, done: 0 });
    }

    fn node(&mut self) -> u32 {
        self.nodes.feature.push(LEAF);
        self.nodes.threshold.push(0.0);
        self.nodes.left.push(0);
        self.nodes.right.push(0);
        self.cuts.push(Cut::UpTo(0));
        self.nodes.len() as u32 - 1
    }

    fn histogram(&mut self, ground: &Ground) -> Histogram {
        let mut histogram = self.pool.pop().unwrap_or_else(|| Histogram::new(ground.bins));
        histogram.clear(ground.bins);
        histogram
    }

    /// Works while the budget lasts; whether the tree is grown. `rng` draws the features.
    pub fn advance(&mut self, ground: &Ground, rng: &mut ChaCha8Rng, budget: &mut i64) -> bool {
        while *budget > 0 {
            if let Some(counting) = self.counting.take() {
                self.count(ground, rng, counting, budget);
                continue;
            }
            let Some((open, histogram)) = self.open.pop() else { return true };
            *budget -= 6 * open.leaf.rows().len() as i64;
            self.divide(ground, open, histogram);
        }
        false
    }

    /// Counts some of the rows; at the end both siblings are searched.
    fn count(&mut self, ground: &Ground, rng: &mut ChaCha8Rng, mut counting: Counting, budget: &mut i64) {
        let rows = counting.small.leaf.rows();
        let features = ground.bins.features() as i64;
        let some = (*budget / features.max(1)).max(10_000) as usize;
        let part = rows.start + counting.done..(rows.start + counting.done + some).min(rows.end);
        *budget -= part.len() as i64 * features;
        counting.done += part.len();
        let end = part.end == rows.end;
        let rows = match self.whole && counting.large.is_none() {
            true => Rows::Range(part),
            false => Rows::List(&self.rows[part]),
        };
        counting.histogram.add(ground.bins, &rows, ground.slopes, &ground.scale, &mut self.pool);
        if !end {
            self.counting = Some(counting);
            return;
        }
        *budget -= 400 * features;
        let Counting { mut small, large, histogram, .. } = counting;
        match large {
            None => {
                let bins = histogram.feature(0, ground.bins.count(0));
                bins.iter().for_each(|sum| small.sum.add(*sum));
                let [split, _] = self.best(ground, rng, [Some(&small), None], &histogram, None);
                self.open(ground, small, split, histogram);
            }
            Some((large, mut parent)) => {
                // Random numbers are drawn in the order of the nodes.
                let swapped = small.leaf.node > large.leaf.node;
                let nodes = [Some(&small), Some(&large)];
                let [one, other] = self.best(ground, rng, nodes, &histogram, Some(&mut parent));
                let mut pair = [(small, one, histogram), (large, other, parent)];
                if swapped {
                    pair.swap(0, 1);
                }
                for (pending, split, histogram) in pair {
                    self.open(ground, pending, split, histogram);
                }
            }
        }
        if let Some(most) = ground.growth.max_leaf_nodes {
            let divisions = (most as usize).saturating_sub(self.leaves.len() + self.open.len());
            self.open.keep(divisions, &mut self.pool);
        }
    }

    /// Keeps a node with its best division, or settles it as a leaf if there is none.
    fn open(&mut self, ground: &Ground, node: Pending, split: Option<Split>, histogram: Histogram) {
        let Pending { leaf, depth, sum, .. } = node;
        match split {
            Some(split) => {
                let rank = match ground.growth.max_leaf_nodes {
                    Some(_) => Rank(split.gain, -i64::from(leaf.node)),
                    None => Rank(0.0, i64::from(leaf.node)),
                };
                self.open.push(Open { leaf, depth, sum, split, rank }, histogram);
            }
            None => {
                self.pool.push(histogram);
                self.leaves.push(leaf);
            }
        }
    }

    /// The best divisions of a node and its larger sibling, whose histogram is their parent's until then.
    fn best(
        &mut self,
        ground: &Ground,
        rng: &mut ChaCha8Rng,
        nodes: [Option<&Pending>; 2],
        histogram: &Histogram,
        sibling: Option<&mut Histogram>,
    ) -> [Option<Split>; 2] {
        let Ground { bins, growth, scale, .. } = ground;
        let Growth { rules, .. } = growth;
        let mut node = |node: &Pending| {
            let enough = node.leaf.rows().len() as u64 >= 2 * u64::from(rules.min_samples_leaf)
                && scale.hessian(node.sum) >= MIN_HESSIAN;
            (enough && !node.settled).then(|| {
                let ask = Ask { sum: node.sum, value: node.leaf.value, bounds: node.leaf.bounds };
                split::Node { view: View { scale, rules, ask }, drawn: self.draw(ground, rng) }
            })
        };
        let later = |node: Option<&Pending>| node.map_or(0, |node| node.leaf.node);
        let asked = match later(nodes[0]) > later(nodes[1]) && nodes[1].is_some() {
            true => {
                let large = nodes[1].and_then(&mut node);
                [nodes[0].and_then(&mut node), large]
            }
            false => nodes.map(|one| one.and_then(&mut node)),
        };
        split::best(asked, histogram, sibling, bins, |feature| growth.is_category(feature))
    }

    /// The features that a node looks at, in their order; none are named where all are.
    fn draw(&mut self, ground: &Ground, rng: &mut ChaCha8Rng) -> Option<Vec<u32>> {
        let (features, most) = (ground.bins.features() as u32, ground.growth.max_features);
        if most >= features {
            return None;
        }
        self.drawn.clear();
        self.drawn.extend(0..features);
        for at in 0..most {
            let other = at + below(rng, features - at);
            self.drawn.swap(at as usize, other as usize);
        }
        let mut drawn = self.drawn[..most as usize].to_vec();
        drawn.sort_unstable();
        Some(drawn)
    }

    /// Divides a node. What comes of its children is seen once the smaller is counted.
    fn divide(&mut self, ground: &Ground, open: Open, histogram: Histogram) {
        let Open { leaf, depth, sum, split, .. } = open;
        let (rows, spare) = (&mut self.rows[leaf.rows()], &mut self.spare[..leaf.rows().len()]);
        let column = ground.bins.column(split.feature as usize);
        let gaps = (ground.bins.count(split.feature as usize) - 1) as u8;
        let count = match split.cut {
            Cut::UpTo(last) => partition(rows, spare, column, |bin| bin <= last),
            Cut::UpToWithGaps(last) => partition(rows, spare, column, |bin| (bin <= last) | (bin == gaps)),
            Cut::Set(set) => partition(rows, spare, column, |bin| has(&set, u32::from(bin))),
        };
        let nodes = [self.node(), self.node()];
        let node = leaf.node as usize;
        self.nodes.feature[node] = split.feature;
        self.nodes.threshold[node] = threshold(ground.bins, &split);
        (self.nodes.left[node], self.nodes.right[node]) = (nodes[0], nodes[1]);
        self.cuts[node] = split.cut;
        if gaps_go_left(ground.bins, &split, 2 * count > leaf.rows().len()) {
            self.gaps_left.push(leaf.node);
        }
        self.gains.push((split.feature, split.gain));

        let middle = leaf.start + count as u32;
        let bounds = leaf.bounds;
        let child = |node: u32, sum: Sum, start: u32, end: u32| {
            let (gradient, hessian) = (ground.scale.gradient(sum), ground.scale.hessian(sum));
            let value = ground.growth.rules.value(gradient, hessian, bounds);
            let leaf = Leaf { node, value, start, end, bounds };
            Pending { leaf, depth: depth + 1, sum, settled: false }
        };
        let mut left = child(nodes[0], split.left, leaf.start, middle);
        let mut right = child(nodes[1], sum.less(split.left), middle, leaf.end);
        bound(&ground.growth.rules, split.feature, &mut left.leaf, &mut right.leaf);
        self.settle(ground, left, right, histogram);
    }

    /// Makes leaves of two children where a limit is reached; else has the smaller counted.
    fn settle(&mut self, ground: &Ground, mut left: Pending, mut right: Pending, histogram: Histogram) {
        let growth = ground.growth;
        let leaves = self.leaves.len() + self.open.len() + 2;
        let full = growth.max_leaf_nodes.is_some_and(|most| leaves >= most as usize);
        let deep = growth.max_depth.is_some_and(|most| left.depth >= most);
        let small =
            |node: &Pending| (node.leaf.rows().len() as u64) < 2 * u64::from(growth.rules.min_samples_leaf);
        left.settled = full || deep || small(&left);
        right.settled = full || deep || small(&right);
        if left.settled && right.settled {
            self.pool.push(histogram);
            self.leaves.extend([left.leaf, right.leaf]);
            if full {
                self.leaves.extend(self.open.drain(&mut self.pool).map(|open| open.leaf));
            }
            return;
        }
        let (small, large) =
            if left.leaf.rows().len() < right.leaf.rows().len() { (left, right) } else { (right, left) };
        let own = self.histogram(ground);
        self.counting = Some(Counting { small, large: Some((large, histogram)), histogram: own, done: 0 });
    }

    /// The leaves of a grown tree.
    pub fn leaves(&self) -> &[Leaf] {
        &self.leaves
    }

    /// Rows of the tree, leaf by leaf; then those that it was not grown on.
    pub fn rows(&self) -> &[u32] {
        &self.rows
    }

    /// Adds the answers of the leaves to the scores of some rows from `first` on that the tree was grown on.
    pub fn answer(&self, answers: &[f32], first: usize, raw: &mut [f64]) {
        for (leaf, &answer) in self.leaves.iter().zip(answers) {
            // The rows of a leaf are in their order.
            let rows = &self.rows[leaf.rows()];
            let before = |end: usize| rows.partition_point(|&row| (row as usize) < end);
            for &row in &rows[before(first)..before(first + raw.len())] {
                raw[row as usize - first] += f64::from(answer);
            }
        }
    }

    /// The leaf, as an index into [`leaves`](Self::leaves), of any row. To be called after
    /// [`take`](Self::take) has numbered the leaves in `nodes`.
    pub fn leaf_of(&self, bins: &Bins, nodes: &Nodes, row: u32) -> usize {
        let mut node = 0;
        while nodes.feature[node] != LEAF {
            let feature = nodes.feature[node] as usize;
            let bin = bins.column(feature).bin(row);
            let goes_left = match self.cuts[node] {
                Cut::UpTo(last) => bin <= last,
                Cut::UpToWithGaps(last) => bin <= last || usize::from(bin) + 1 == bins.count(feature),
                Cut::Set(set) => has(&set, u32::from(bin)),
            };
            node = if goes_left { nodes.left[node] } else { nodes.right[node] } as usize;
        }
        nodes.left[node] as usize
    }

    /// Where the nodes send missing cells and categories, once the tree is grown.
    pub fn branches(&self, levels: &[u32]) -> Branches {
        let mut gaps = vec![0; self.nodes.len().div_ceil(32)];
        self.gaps_left.iter().for_each(|&node| put(&mut gaps, node));
        let feature = |node: usize| self.nodes.feature[node];
        let set = |node: usize| match self.cuts[node] {
            Cut::Set(set) if feature(node) != LEAF => Some(only(set, levels[feature(node) as usize])),
            _ => None,
        };
        Branches { gaps, sets: (0..self.nodes.len()).filter_map(set).collect() }
    }

    /// The nodes, with the answers of the leaves, and what each division gained.
    pub fn take(&mut self, answers: &[f32]) -> (Nodes, Vec<(u32, f64)>) {
        for (place, leaf) in self.leaves.iter().enumerate() {
            self.nodes.left[leaf.node as usize] = place as u32;
        }
        self.nodes.values.extend(answers);
        (std::mem::take(&mut self.nodes), std::mem::take(&mut self.gains))
    }
}

/// The largest value that goes left; of categories none.
fn threshold(bins: &Bins, split: &Split) -> f32 {
    match split.cut {
        Cut::UpTo(last) | Cut::UpToWithGaps(last) => {
            bins.ends[split.feature as usize].get(usize::from(last)).copied().unwrap_or(f32::INFINITY)
        }
        Cut::Set(_) => 0.0,
    }
}

/// Whether missing cells go left: as was learned, or with most rows where there were none.
fn gaps_go_left(bins: &Bins, split: &Split, most_left: bool) -> bool {
    let feature = split.feature as usize;
    match split.cut {
        _ if !bins.has_gaps(feature) => most_left,
        Cut::UpTo(_) => false,
        Cut::UpToWithGaps(_) => true,
        Cut::Set(set) => has(&set, bins.count(feature) as u32 - 1),
    }
}

/// A set without what is beyond its categories.
fn only(mut set: Set, levels: u32) -> Set {
    (levels..256).for_each(|bit| set[bit as usize / 32] &= !(1 << (bit % 32)));
    set
}

/// Gives the children of a division that must rise or fall the bounds that keep their own
/// children apart: the middle of their answers.
fn bound(rules: &Rules, feature: u32, left: &mut Leaf, right: &mut Leaf) {
    let direction = rules.directions.get(feature as usize).copied().unwrap_or(0);
    let middle = (left.value + right.value) / 2.0;
    match direction {
        1 => (left.bounds.1, right.bounds.0) = (middle, middle),
        -1 => (left.bounds.0, right.bounds.1) = (middle, middle),
        _ => {}
    }
}
