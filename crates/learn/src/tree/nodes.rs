//! The nodes of a fitted tree.

use super::Branches;
use crate::LearnError;
use serde::{Deserialize, Serialize};

/// What stands for the feature of a leaf.
pub const LEAF: u32 = u32::MAX;

/// Rows that walk side by side.
const LANES: usize = 8;

/// A tree as parallel arrays, root first, every node before its children.
///
/// Node `i` sends a row to `left[i]` when `x[feature[i]] <= threshold[i]` in `f32`, else to
/// `right[i]`. Where `feature[i]` is [`LEAF`], `left[i]` is a row of `values` and `right[i]` and
/// `threshold[i]` are zero.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Nodes {
    /// Feature that is asked.
    pub feature: Vec<u32>,
    /// Largest value that goes left.
    pub threshold: Vec<f32>,
    /// Node for smaller values; of a leaf its row in `values`.
    pub left: Vec<u32>,
    /// Node for larger values.
    pub right: Vec<u32>,
    /// Answers of the leaves, row-major: a probability for each class, or one number.
    pub values: Vec<f32>,
}

impl Nodes {
    /// Gives back memory that it does not use.
    pub(crate) fn shrink(&mut self) {
        self.feature.shrink_to_fit();
        self.threshold.shrink_to_fit();
        self.left.shrink_to_fit();
        self.right.shrink_to_fit();
        self.values.shrink_to_fit();
    }

    /// Number of nodes, leaves included.
    pub fn len(&self) -> usize {
        self.feature.len()
    }

    /// Whether there is no node.
    pub fn is_empty(&self) -> bool {
        self.feature.is_empty()
    }

    /// Tells for each row of a row-major block of `width` features which row of `values` answers.
    /// Some rows walk side by side, because each step waits for memory.
    pub fn for_each_leaf(&self, block: &[f32], width: usize, found: impl FnMut(usize, usize)) {
        self.walk(block, width, |node, cell| cell <= self.threshold[node], found);
    }

    /// The same where cells may be missing.
    pub(crate) fn for_each_leaf_with(
        &self,
        gaps: &Branches,
        block: &[f32],
        width: usize,
        found: impl FnMut(usize, usize),
    ) {
        let goes_left = |node: usize, cell: f32| {
            cell <= self.threshold[node] || cell.is_nan() && gaps.gap_goes_left(node)
        };
        self.walk(block, width, goes_left, found);
    }

    #[inline(always)]
    fn walk(
        &self,
        block: &[f32],
        width: usize,
        goes_left: impl Fn(usize, f32) -> bool,
        mut found: impl FnMut(usize, usize),
    ) {
        for (group, cells) in block.chunks(width * LANES).enumerate() {
            let (mut at, mut walking) = ([0; LANES], true);
            let rows = cells.len() / width;
            while walking {
                walking = false;
                for (node, row) in at.iter_mut().zip(cells.chunks_exact(width)) {
                    let feature = self.feature[*node];
                    if feature != LEAF {
                        let below = goes_left(*node, row[feature as usize]);
                        *node = if below { self.left[*node] } else { self.right[*node] } as usize;
                        walking = true;
                    }
                }
            }
            for (lane, &node) in at[..rows].iter().enumerate() {
                found(group * LANES + lane, self.left[node] as usize);
            }
        }
    }

    /// Whether every walk stays inside and ends.
    pub(crate) fn check(&self, features: usize, outputs: usize) -> Result<(), LearnError> {
        let len = self.len();
        let same = self.threshold.len() == len && self.left.len() == len && self.right.len() == len;
        if len == 0 || !same || outputs == 0 {
            return Err(LearnError::BadState("a tree's arrays differ in length"));
        }
        let leaves = self.values.len() / outputs;
        let inside = |child: u32, node: usize| (child as usize) > node && (child as usize) < len;
        let sound = (0..len).all(|node| match self.feature[node] {
            LEAF => (self.left[node] as usize) < leaves,
            feature => {
                (feature as usize) < features
                    && inside(self.left[node], node)
                    && inside(self.right[node], node)
            }
        });
        if sound { Ok(()) } else { Err(LearnError::BadState("a tree points outside itself")) }
    }
}
