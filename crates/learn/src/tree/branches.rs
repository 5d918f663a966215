//! Where the nodes of a tree send what has no place along a number: missing cells and categories.

use super::nodes::{LEAF, Nodes};
use crate::LearnError;
use serde::{Deserialize, Serialize};

/// Most categories of a feature.
pub const MAX_LEVELS: u32 = 255;

/// A bit for each category, the first in the lowest bit of the first word.
pub type Set = [u32; 8];

/// Beside the [`Nodes`] of a tree, where its nodes send missing cells and categories.
///
/// A node that asks for a category sends those of its set left and its threshold says nothing.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Branches {
    /// By node a bit, 32 nodes to a word: whether a missing cell goes left.
    pub gaps: Vec<u32>,
    /// For each node that asks for a category, in the order of the nodes, the categories that go left.
    pub sets: Vec<Set>,
}

/// Whether a bit is set.
#[inline(always)]
pub(crate) fn has(words: &[u32], bit: u32) -> bool {
    words[bit as usize / 32] >> (bit % 32) & 1 == 1
}

/// Sets a bit.
pub(crate) fn put(words: &mut [u32], bit: u32) {
    words[bit as usize / 32] |= 1 << (bit % 32);
}

impl Branches {
    /// Whether a node sends a missing cell left.
    pub fn gap_goes_left(&self, node: usize) -> bool {
        has(&self.gaps, node as u32)
    }

    /// The nodes of a tree with the set of each that asks for a category; `levels` has the number of
    /// categories by feature, zero for numbers.
    pub fn nodes<'a>(
        &'a self,
        tree: &'a Nodes,
        levels: &'a [u32],
    ) -> impl Iterator<Item = (usize, Option<&'a Set>)> {
        let mut sets = self.sets.iter();
        (0..tree.len()).map(move |node| {
            let feature = tree.feature[node];
            let category = feature != LEAF && levels[feature as usize] > 0;
            (node, if category { sets.next() } else { None })
        })
    }

    /// Whether they fit a sound tree.
    pub(crate) fn check(&self, tree: &Nodes, levels: &[u32]) -> Result<(), LearnError> {
        let asks = |feature: &&u32| **feature != LEAF && levels[**feature as usize] > 0;
        let sets = tree.feature.iter().filter(asks).count();
        if self.gaps.len() == tree.len().div_ceil(32) && self.sets.len() == sets {
            Ok(())
        } else {
            Err(LearnError::BadState("a tree's branches do not fit its nodes"))
        }
    }
}
