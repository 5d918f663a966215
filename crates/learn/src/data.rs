//! What estimators learn from and what they answer.

use crate::forecast::Panel;
use ndarray::Array2;
use std::sync::Arc;

/// The design matrix: one row a sample, one column a feature; never infinite. A missing cell is NaN,
/// which only an estimator that [`Takes`] missing cells is given.
#[derive(Debug, Clone)]
pub struct Features {
    /// Names of the columns.
    pub names: Arc<[String]>,
    /// What each column holds.
    pub kinds: Arc<[FeatureKind]>,
    /// Row-major values.
    pub data: Array2<f32>,
}

/// What a column of the design matrix holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FeatureKind {
    /// A number in every row.
    Number,
    /// A number that may be missing, here or in rows to come.
    Gappy,
    /// A category as its code: a whole number below `levels`. Missing is a missing cell or a category
    /// that is not known, here or in rows to come.
    Category {
        /// Number of categories.
        levels: u32,
    },
}

/// What an estimator takes beside numbers. What it does not take is refused with the name of the
/// step that is to be added.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Takes {
    /// Missing cells.
    pub missing: bool,
    /// Categories as codes.
    pub categories: bool,
}

impl Features {
    /// Numbers, none of them missing.
    pub fn new(names: impl Into<Arc<[String]>>, data: Array2<f32>) -> Self {
        let kinds = vec![FeatureKind::Number; data.ncols()];
        Self::of(names, kinds, data)
    }

    /// Columns of the kinds that are given, one a column.
    pub fn of(
        names: impl Into<Arc<[String]>>,
        kinds: impl Into<Arc<[FeatureKind]>>,
        data: Array2<f32>,
    ) -> Self {
        Self { names: names.into(), kinds: kinds.into(), data }
    }
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
    /// Nothing: rows are grouped or judged by themselves.
    None,
    /// Series over time, which stand for themselves: there are no features.
    Series(Arc<Panel>),
    /// At least two targets of the same rows: all of classes, or all of numbers.
    Several(Vec<Target>),
}

impl Target {
    /// That of some rows, in that order; series stay whole.
    ///
    /// # Panics
    /// When a row is out of range.
    #[must_use]
    pub fn take(&self, rows: &[u32]) -> Self {
        match self {
            Self::Classes { labels, index } => Self::Classes {
                labels: labels.clone(),
                index: rows.iter().map(|row| index[*row as usize]).collect(),
            },
            Self::Numbers(y) => Self::Numbers(rows.iter().map(|row| y[*row as usize]).collect()),
            Self::Several(targets) => Self::Several(targets.iter().map(|one| one.take(rows)).collect()),
            Self::None | Self::Series(_) => self.clone(),
        }
    }
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
        /// Row-major `rows × classes`; every row sums to one. Without columns where the model gives no
        /// probabilities.
        probabilities: Array2<f32>,
        /// The first class of the largest probability, or the class chosen without one.
        index: Vec<u32>,
    },
    /// Numbers.
    Numbers(Vec<f64>),
    /// The group of each row, where there was no target, and a number beside it.
    Groups {
        /// Position in [`ModelState::groups`](crate::ModelState::groups).
        index: Vec<u32>,
        /// What [`ModelState::beside`](crate::ModelState::beside) names.
        numbers: Vec<f64>,
    },
    /// An answer for each of several targets.
    Several(Vec<Prediction>),
}
