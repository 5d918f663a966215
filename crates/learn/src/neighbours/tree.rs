//! A k-d tree: rows parted at the median of their widest feature until few are left, so that most need
//! not be looked at (Bentley, *Multidimensional binary search trees used for associative searching*,
//! 1975). It finds the very rows that looking at all of them finds. Building takes
//! `O(rows · log rows · features)`.

use super::metric::Metric;
use super::nearest::Nearest;

/// Rows of a leaf, at most.
const LEAF: usize = 24;
/// What rounding may add to the distance of a box.
const SURE: f64 = 1.0 - 1e-9;

/// The parted rows.
pub struct Tree {
    features: usize,
    /// Rows in the order of the leaves.
    rows: Vec<f32>,
    /// Position of each in the training data.
    order: Vec<u32>,
    nodes: Vec<Node>,
    /// Smallest and largest value of each feature, node by node.
    boxes: Vec<(f32, f32)>,
}

struct Node {
    begin: u32,
    end: u32,
    /// The first of two children; none of a leaf.
    children: Option<u32>,
}

/// A tree that grows, node by node.
pub struct Growth {
    features: usize,
    order: Vec<u32>,
    nodes: Vec<Node>,
    boxes: Vec<(f32, f32)>,
}

impl Growth {
    pub fn new(count: usize, features: usize) -> Self {
        Self {
            features,
            order: (0..count as u32).collect(),
            nodes: vec![Node { begin: 0, end: count as u32, children: None }],
            boxes: Vec::new(),
        }
    }

    /// Parts nodes until so many cells were looked at; true at the end. The first takes all rows at once.
    pub fn advance(&mut self, rows: &[f32], mut cells: usize) -> bool {
        while self.boxes.len() < self.nodes.len() * self.features && cells > 0 {
            let node = &self.nodes[self.boxes.len() / self.features];
            // Where rows are sought by their numbers, each costs some cells more.
            let looked = (node.end - node.begin) as usize * (self.features + 8);
            self.part(rows);
            cells = cells.saturating_sub(looked);
        }
        self.boxes.len() == self.nodes.len() * self.features
    }

    /// The bounds of the next node, and its children.
    fn part(&mut self, rows: &[f32]) {
        let (features, at) = (self.features, self.boxes.len() / self.features);
        let (begin, end) = (self.nodes[at].begin as usize, self.nodes[at].end as usize);
        let part = &mut self.order[begin..end];
        let bounds = bounds(rows, features, part);
        let widest = widest(&bounds);
        self.boxes.extend(bounds);
        if let Some(feature) = widest.filter(|_| part.len() > LEAF) {
            let middle = part.len() / 2;
            let value = |row: u32| rows[row as usize * features + feature];
            part.select_nth_unstable_by(middle, |&a, &b| value(a).total_cmp(&value(b)).then(a.cmp(&b)));
            self.nodes[at].children = Some(self.nodes.len() as u32);
            let middle = (begin + middle) as u32;
            self.nodes.push(Node { begin: begin as u32, end: middle, children: None });
            self.nodes.push(Node { begin: middle, end: end as u32, children: None });
        }
    }

    /// Levels that are parted, and all.
    pub fn parted(&self) -> (u64, u64) {
        let levels = |nodes: usize| u64::from((nodes + 1).ilog2());
        let all = levels(2 * self.order.len().div_ceil(LEAF)) + 1;
        (levels(self.boxes.len() / self.features).min(all), all)
    }

    /// The tree, once all nodes are parted.
    pub fn tree(self, rows: &[f32]) -> Tree {
        let Self { features, order, nodes, boxes } = self;
        let row = |&row: &u32| &rows[row as usize * features..(row as usize + 1) * features];
        Tree { features, rows: order.iter().flat_map(row).copied().collect(), order, nodes, boxes }
    }
}

impl Tree {
    /// Offers every row that may be among the nearest to `x`.
    pub fn search(&self, metric: Metric, x: &[f32], nearest: &mut Nearest) {
        let mut waiting = vec![(self.away(metric, x, 0), 0)];
        while let Some((away, at)) = waiting.pop() {
            if away > nearest.limit() {
                continue;
            }
            let node = &self.nodes[at as usize];
            let Some(left) = node.children else {
                self.leaf(metric, x, node, nearest);
                continue;
            };
            let [near, far] = [left, left + 1].map(|child| (self.away(metric, x, child), child));
            let (near, far) = if far.0 < near.0 { (far, near) } else { (near, far) };
            waiting.extend([far, near]);
        }
    }

    fn leaf(&self, metric: Metric, x: &[f32], node: &Node, nearest: &mut Nearest) {
        for at in node.begin as usize..node.end as usize {
            let row = &self.rows[at * self.features..(at + 1) * self.features];
            nearest.offer(metric.rank(x, row, (1.0, 1.0)), self.order[at]);
        }
    }

    /// A rank that no row of a node is below.
    fn away(&self, metric: Metric, x: &[f32], node: u32) -> f64 {
        let bounds = &self.boxes[node as usize * self.features..(node as usize + 1) * self.features];
        let outside = x.iter().zip(bounds).map(|(&x, &(low, high))| {
            let (x, low, high) = (f64::from(x), f64::from(low), f64::from(high));
            f64::max(low - x, x - high).max(0.0)
        });
        metric.length(outside) * SURE
    }
}

fn bounds(rows: &[f32], features: usize, part: &[u32]) -> Vec<(f32, f32)> {
    let mut bounds = vec![(f32::INFINITY, f32::NEG_INFINITY); features];
    for &row in part {
        let row = &rows[row as usize * features..(row as usize + 1) * features];
        for ((low, high), &value) in bounds.iter_mut().zip(row) {
            *low = low.min(value);
            *high = high.max(value);
        }
    }
    bounds
}

/// The first feature of the widest range; none where all rows are the same.
fn widest(bounds: &[(f32, f32)]) -> Option<usize> {
    let width = |&(low, high): &(f32, f32)| f64::from(high) - f64::from(low);
    let mut best = 0;
    for feature in 1..bounds.len() {
        if width(&bounds[feature]) > width(&bounds[best]) {
            best = feature;
        }
    }
    (width(&bounds[best]) > 0.0).then_some(best)
}
