//! What estimators learn from and what they answer.

use ndarray::Array2;
use std::sync::Arc;

/// The design matrix: one row a sample, one column a feature; never missing, never infinite.
#[derive(Debug, Clone)]
pub struct Features {
    /// Names of the columns.
    pub names: Arc<[String]>,
    /// Row-major values.
    pub data: Array2<f32>,
}

/// What is predicted.
#[derive(Debug, Clone)]
pub enum Target {
    /// Classes: an index into `labels` for each row.
    Classes {
        /// Labels in the order of the contract.
        labels: Arc<[String]>,
        /// Class of each row.
        index: Vec<u32>,
    },
    /// Numbers.
    Numbers(Vec<f64>),
}

/// Rows to learn from.
#[derive(Debug, Clone)]
pub struct Dataset {
    /// Inputs.
    pub x: Features,
    /// Answers.
    pub y: Target,
    /// Weight of each row, one for all when `None`.
    pub weights: Option<Vec<f64>>,
}

/// What a model answers.
#[derive(Debug, Clone)]
pub enum Prediction {
    /// Probability of each class (columns) for each row, and the class chosen.
    Classes {
        /// Row-major `rows × classes`; every row sums to one.
        probabilities: Array2<f32>,
        /// The first class of the largest probability.
        index: Vec<u32>,
    },
    /// Numbers.
    Numbers(Vec<f64>),
}
