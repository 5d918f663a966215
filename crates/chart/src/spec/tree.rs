//! What a picture of a tree shows.

use super::null;
use crate::ChartError;
use serde::{Deserialize, Serialize};

/// A tree of questions, from the root on the left to its leaves on the right.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Tree {
    /// What the answers are of.
    pub what: String,
    /// The nodes, the root first and each before those below it.
    pub nodes: Vec<TreeNode>,
    /// Classes in order, whose colours the nodes have; empty where amounts are answered.
    pub classes: Vec<String>,
    /// Nodes that were looked for.
    #[serde(default)]
    pub marked: Vec<u32>,
}

/// A node of a tree.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct TreeNode {
    /// The node above; none of the root.
    pub parent: Option<u32>,
    /// What leads to it; empty of the root.
    pub way: String,
    /// What is answered.
    pub answer: String,
    /// Place of the answer among the classes, or the amount.
    #[serde(with = "null")]
    pub amount: f64,
    /// Share of its rows with that answer; none of amounts.
    pub share: Option<f64>,
    /// Rows that come to it.
    pub rows: u64,
}

impl Tree {
    pub(crate) fn check(&self) -> Result<(), ChartError> {
        let misplaced = |(at, node): (usize, &TreeNode)| match node.parent {
            None => at != 0,
            Some(parent) => parent as usize >= at,
        };
        match self.nodes.iter().enumerate().position(|(at, node)| misplaced((at, node))) {
            Some(at) => Err(ChartError::Data(format!("node {at} does not come after the one above it"))),
            None => Ok(()),
        }
    }

    /// Places of the nodes below each.
    pub(crate) fn below(&self) -> Vec<Vec<usize>> {
        let mut below = vec![Vec::new(); self.nodes.len()];
        for (at, node) in self.nodes.iter().enumerate() {
            if let Some(parent) = node.parent {
                below[parent as usize].push(at);
            }
        }
        below
    }
}
