//! The leaves of a tree, each with what a row must fulfil to come to it, feature by feature.

use glasshouse_learn::tree::{Branches, LEAF, Nodes, Set};

/// What the path to a leaf asks of one feature, all its questions in one.
#[derive(Debug, Clone)]
pub(super) struct Condition {
    /// The feature.
    pub feature: u32,
    /// The number must be larger than this.
    low: f32,
    /// The number must not be larger than this.
    high: f32,
    /// Whether a missing cell fulfils it; of a category, one that is not known as well.
    gap: bool,
    /// Of a category: how many there are, and those that fulfil it.
    levels: u32,
    set: Set,
    /// Share of the rows that came to its questions which fulfilled them.
    pub share: f64,
}

impl Condition {
    fn new(feature: u32, levels: u32) -> Self {
        let (low, high) = (f32::NEG_INFINITY, f32::INFINITY);
        Self { feature, low, high, gap: true, levels, set: [u32::MAX; 8], share: 1.0 }
    }

    /// Whether a cell fulfils it.
    #[inline]
    pub fn holds(&self, cell: f32) -> bool {
        if self.levels > 0 {
            let known = cell >= 0.0 && cell < self.levels as f32;
            return if known { has(&self.set, cell as u32) } else { self.gap };
        }
        if cell.is_nan() { self.gap } else { cell > self.low && cell <= self.high }
    }

    /// Whether a number that is there decides it.
    pub fn is_plain(&self) -> bool {
        self.levels == 0
    }

    /// Sets the bit of a place for every cell that fulfils it.
    pub fn mark(&self, cells: &[f32], bit: u32, marks: &mut [u64]) {
        if self.is_plain() {
            let gap = u64::from(self.gap);
            for (mark, &cell) in marks.iter_mut().zip(cells) {
                let inside = u64::from(cell > self.low) & u64::from(cell <= self.high);
                *mark |= (inside | (gap & u64::from(cell.is_nan()))) << bit;
            }
            return;
        }
        for (mark, &cell) in marks.iter_mut().zip(cells) {
            *mark |= u64::from(self.holds(cell)) << bit;
        }
    }

    /// One more question on the way.
    fn also(&mut self, asked: &Question, left: bool, share: f64) {
        self.share *= share;
        self.gap &= asked.gap_left == left;
        if self.levels > 0 {
            for (own, set) in self.set.iter_mut().zip(&asked.set) {
                *own &= if left { *set } else { !*set };
            }
        } else if left {
            self.high = self.high.min(asked.threshold);
        } else {
            self.low = self.low.max(asked.threshold);
        }
    }
}

fn has(words: &[u32], bit: u32) -> bool {
    words[bit as usize / 32] >> (bit % 32) & 1 == 1
}

/// What a node asks.
struct Question {
    threshold: f32,
    gap_left: bool,
    set: Set,
}

/// A leaf with the way to it.
#[derive(Debug, Clone)]
pub(super) struct Leaf {
    /// Row of the tree's `values`.
    pub at: usize,
    /// A condition for each feature that is asked for, in the order in which they are first.
    pub conditions: Vec<Condition>,
}

impl Leaf {
    /// Share of the rows that come to it.
    pub fn share(&self) -> f64 {
        self.conditions.iter().map(|condition| condition.share).product()
    }
}

/// A tree with where its nodes send missing cells and categories, if it says so; `levels` has the number of
/// categories by feature, zero for numbers, and is empty where there are none.
#[derive(Clone, Copy)]
pub struct TreeView<'a> {
    /// The tree.
    pub nodes: &'a Nodes,
    /// Beside it.
    pub branches: Option<&'a Branches>,
    /// Categories by feature.
    pub levels: &'a [u32],
}

impl TreeView<'_> {
    /// Number of categories of the feature that a node asks for.
    fn levels(&self, node: usize) -> u32 {
        self.levels.get(self.nodes.feature[node] as usize).copied().unwrap_or(0)
    }

    fn questions(&self) -> Vec<Question> {
        let nodes = self.nodes;
        let mut sets = self.branches.map(|branches| branches.sets.iter()).unwrap_or_default();
        let question = |node: usize| Question {
            threshold: nodes.threshold[node],
            gap_left: self.branches.is_some_and(|branches| branches.gap_goes_left(node)),
            set: match nodes.feature[node] != LEAF && self.levels(node) > 0 {
                true => sets.next().copied().unwrap_or_default(),
                false => Set::default(),
            },
        };
        (0..nodes.len()).map(question).collect()
    }

    /// How many of some rows, given column after column, pass through each node. Costs a walk a row.
    pub fn covers(&self, columns: &[Vec<f32>], rows: usize) -> Vec<f64> {
        let (nodes, questions) = (self.nodes, self.questions());
        let mut counts = vec![0.0; nodes.len()];
        (0..rows).for_each(|row| {
            let mut node = 0;
            loop {
                counts[node] += 1.0;
                let feature = nodes.feature[node];
                if feature == LEAF {
                    break;
                }
                let mut own = Condition::new(feature, self.levels(node));
                own.also(&questions[node], true, 1.0);
                let left = own.holds(columns[feature as usize][row]);
                node = if left { nodes.left[node] } else { nodes.right[node] } as usize;
            }
        });
        counts
    }

    /// The leaves, left before right. `covers` has the rows of each node; where none came, both sides count
    /// as equal.
    pub(super) fn leaves(&self, covers: &[f64]) -> Vec<Leaf> {
        let (nodes, questions) = (self.nodes, self.questions());
        let (mut leaves, mut open) = (Vec::new(), vec![(0_usize, Vec::<Condition>::new())]);
        while let Some((node, path)) = open.pop() {
            let feature = nodes.feature[node];
            if feature == LEAF {
                leaves.push(Leaf { at: nodes.left[node] as usize, conditions: path });
                continue;
            }
            let side = |left: bool| {
                let child = if left { nodes.left[node] } else { nodes.right[node] } as usize;
                let count = |node: usize| covers.get(node).copied().unwrap_or(0.0);
                let share = if count(node) > 0.0 { count(child) / count(node) } else { 0.5 };
                let mut path = path.clone();
                let known = path.iter().position(|condition| condition.feature == feature);
                let at = known.unwrap_or_else(|| {
                    path.push(Condition::new(feature, self.levels(node)));
                    path.len() - 1
                });
                path[at].also(&questions[node], left, share);
                (child, path)
            };
            open.push(side(false));
            open.push(side(true));
        }
        leaves
    }
}
