//! A shallow tree that answers as a model does, as far as it can: what is asked and told.

use crate::{Condition, Warning};
use serde::{Deserialize, Serialize};

/// How it is grown.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SurrogateRequest {
    /// Questions one after the other at most; 3 when left out.
    pub depth: Option<u32>,
    /// Rows that it is grown on at most; 5,000 when left out.
    pub rows: Option<u32>,
}

/// The tree and how far it answers as the model does.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SurrogateReport {
    /// What is answered: the target.
    pub target: String,
    /// Classes in order; empty of numbers.
    pub classes: Vec<String>,
    /// Of classes `accuracy`: on which share of the rows both answer the same. Of numbers `r2`.
    pub metric: String,
    /// How far it answers as the model does, on rows that it was not grown on; none where that is not defined.
    pub fidelity: Option<f64>,
    /// The same of always giving the most frequent answer, or their mean.
    pub constant: Option<f64>,
    /// Questions one after the other at most.
    pub depth: u32,
    /// Rows that it was grown on: of training, or half of the file's.
    pub grown_on: u64,
    /// Which rows it was compared on.
    pub part: String,
    /// Their number.
    pub rows: u64,
    /// The nodes, the root first and each before those below it.
    pub nodes: Vec<SurrogateNode>,
    /// The leaves as rules, those of most rows first.
    pub rules: Vec<SurrogateRule>,
    /// Columns that the model reads and the tree cannot ask about: text and ids.
    pub not_asked: Vec<String>,
    /// What to know about it.
    #[serde(default)]
    pub warnings: Vec<Warning>,
}

/// A node of the tree.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SurrogateNode {
    /// The node above; none of the root.
    pub parent: Option<u32>,
    /// What leads to it from there, in words.
    pub way: String,
    /// The column that is asked for on that way.
    pub column: Option<String>,
    /// The answer.
    pub answer: String,
    /// Place of the class, or the number.
    pub amount: f64,
    /// Share of the model's answers there that are this one; none of numbers.
    pub share: Option<f64>,
    /// Rows that came to it as the tree grew.
    pub rows: u64,
}

/// A leaf as a rule.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SurrogateRule {
    /// What holds of the row; empty where the tree asks nothing.
    pub words: String,
    /// The same as a filter.
    pub filter: Vec<Condition>,
    /// What is answered then.
    pub answer: String,
    /// Rows of the comparison that it is about.
    pub rows: u64,
    /// Of classes the share of them that the model answers the same; of numbers the mean distance of its answers; none
    /// without rows.
    pub agrees: Option<f64>,
}
