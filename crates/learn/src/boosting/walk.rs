//! Trees arranged for scoring: every row takes as many steps as its tree is deep, without a branch
//! that the processor would have to guess, several rows side by side.

use crate::tree::{Branches, LEAF, Nodes, Set, has};

/// Rows that walk side by side.
const LANES: usize = 8;

/// A node. A leaf leads to itself.
#[derive(Clone, Copy)]
struct Step {
    threshold: f32,
    feature: u32,
    smaller: u32,
    larger: u32,
}

/// A tree arranged for scoring.
pub(super) struct Walk {
    steps: Vec<Step>,
    /// Answer of each node that is a leaf.
    answers: Vec<f32>,
    depth: u32,
    /// By node, where features have categories or gaps.
    turns: Option<Vec<Turn>>,
}

/// Where a node sends what has no place along a number.
#[derive(Clone, Copy, Default)]
struct Turn {
    /// Whether a missing cell goes to the smaller.
    gap: bool,
    /// Number of categories; zero for a number.
    levels: u32,
    /// Categories that go to the smaller.
    set: Set,
}

impl Walk {
    /// Of a sound tree, in which nodes stand before their children.
    pub fn new(tree: &Nodes) -> Self {
        let mut depths = vec![0; tree.len()];
        let mut answers = vec![0.0; tree.len()];
        let step = |node: usize| {
            let own = node as u32;
            if tree.feature[node] == LEAF {
                answers[node] = tree.values[tree.left[node] as usize];
                return Step { threshold: f32::INFINITY, feature: 0, smaller: own, larger: own };
            }
            let (smaller, larger) = (tree.left[node], tree.right[node]);
            for child in [smaller, larger] {
                depths[child as usize] = depths[node] + 1;
            }
            Step { threshold: tree.threshold[node], feature: tree.feature[node], smaller, larger }
        };
        let steps = (0..tree.len()).map(step).collect();
        Self { steps, answers, depth: depths.into_iter().max().unwrap_or(0), turns: None }
    }

    /// Of a sound tree on features that have categories (`levels` of each) or gaps; without levels
    /// they have neither.
    pub fn of(tree: &Nodes, branches: &Branches, levels: Option<&[u32]>) -> Self {
        let turns = levels.map(|levels| {
            let turn = |(node, set): (usize, Option<&Set>)| Turn {
                gap: branches.gap_goes_left(node),
                levels: set.map_or(0, |_| levels[tree.feature[node] as usize]),
                set: set.copied().unwrap_or_default(),
            };
            branches.nodes(tree, levels).map(turn).collect()
        });
        Self { turns, ..Self::new(tree) }
    }

    /// Gives the answer for each row of a row-major block of `width` features.
    pub fn for_each(&self, block: &[f32], width: usize, found: impl FnMut(usize, f32)) {
        match &self.turns {
            None => self.walk(block, width, found, |_, step, cell| cell <= step.threshold),
            Some(turns) => {
                self.walk(block, width, found, |node, step, cell| turns[node].goes_left(cell, step.threshold))
            }
        }
    }

    #[inline(always)]
    fn walk(
        &self,
        block: &[f32],
        width: usize,
        mut found: impl FnMut(usize, f32),
        goes_left: impl Fn(usize, &Step, f32) -> bool,
    ) {
        for (group, cells) in block.chunks(width * LANES).enumerate() {
            let mut at = [0u32; LANES];
            let rows = cells.len() / width;
            for _ in 0..self.depth {
                for (node, row) in at.iter_mut().zip(cells.chunks_exact(width)) {
                    let step = &self.steps[*node as usize];
                    let below = goes_left(*node as usize, step, row[step.feature as usize]);
                    *node = if below { step.smaller } else { step.larger };
                }
            }
            for (lane, &node) in at[..rows].iter().enumerate() {
                found(group * LANES + lane, self.answers[node as usize]);
            }
        }
    }
}

impl Turn {
    /// A category that is not known counts as missing.
    #[inline(always)]
    fn goes_left(&self, cell: f32, threshold: f32) -> bool {
        if self.levels > 0 {
            let known = cell >= 0.0 && cell < self.levels as f32;
            return if known { has(&self.set, cell as u32) } else { self.gap };
        }
        if cell.is_nan() { self.gap } else { cell <= threshold }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_ends_where_the_nodes_say() {
        let tree = Nodes {
            feature: vec![1, LEAF, 0, LEAF, LEAF],
            threshold: vec![0.5, 0.0, -1.0, 0.0, 0.0],
            left: vec![1, 0, 3, 1, 2],
            right: vec![2, 0, 4, 0, 0],
            values: vec![10.0, 20.0, 30.0],
        };
        let pairs = (0..21).map(|i| [(i % 5) as f32 - 2.0, (i % 4) as f32 / 2.0 - 0.5]);
        let rows: Vec<f32> = pairs.flatten().collect();
        let (mut ours, mut theirs) = (vec![0.0; 21], vec![0.0; 21]);
        Walk::new(&tree).for_each(&rows, 2, |row, answer| ours[row] = answer);
        tree.for_each_leaf(&rows, 2, |row, leaf| theirs[row] = tree.values[leaf]);
        assert_eq!(ours, theirs);
        assert!([10.0, 20.0, 30.0].iter().all(|answer| ours.contains(answer)));
    }
}
