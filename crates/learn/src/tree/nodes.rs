//! The nodes of a fitted tree.

use crate::LearnError;
use ndarray::ArrayView1;
use serde::{Deserialize, Serialize};

/// What stands for the feature of a leaf.
pub const LEAF: u32 = u32::MAX;

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
    /// Number of nodes, leaves included.
    pub fn len(&self) -> usize {
        self.feature.len()
    }

    /// Whether there is no node.
    pub fn is_empty(&self) -> bool {
        self.feature.is_empty()
    }

    /// The row of `values` that answers for a row of features.
    pub fn leaf_of(&self, row: ArrayView1<f32>) -> usize {
        let mut node = 0;
        while self.feature[node] != LEAF {
            let below = row[self.feature[node] as usize] <= self.threshold[node];
            node = if below { self.left[node] } else { self.right[node] } as usize;
        }
        self.left[node] as usize
    }

    /// The answer for a row of features: `outputs` numbers.
    pub fn answer(&self, row: ArrayView1<f32>, outputs: usize) -> &[f32] {
        let at = self.leaf_of(row) * outputs;
        &self.values[at..at + outputs]
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
