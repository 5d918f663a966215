//! What estimators learn from and what they answer.

use crate::Csr;
use crate::forecast::Panel;
use ndarray::{Array2, Axis, Slice};
use std::ops::Range;
use std::sync::Arc;

/// The design matrix: one row a sample, one column a feature; never infinite. A missing cell is NaN,
/// which only an estimator that [`Takes`] missing cells is given.
#[derive(Debug, Clone)]
pub struct Features {
    /// Names of the columns.
    pub names: Arc<[String]>,
    /// What each column holds.
    pub kinds: Arc<[FeatureKind]>,
    /// Row-major values; without columns where they are kept in [`sparse`](Self::sparse).
    pub data: Array2<f32>,
    /// The values where most are zero, for an estimator that [`Takes`] them so.
    pub sparse: Option<Arc<Csr>>,
}

/// Columns up to which rows are always worked on densely.
const NARROW: usize = 256;
/// Rows are sparse where one cell of so many is not zero, or fewer.
const RARE: usize = 8;

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
    /// A sparse matrix. The model is the same, to the last bit, as of the dense one.
    pub sparse: bool,
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
        Self { names: names.into(), kinds: kinds.into(), data, sparse: None }
    }

    /// The same of a sparse matrix.
    pub fn of_sparse(
        names: impl Into<Arc<[String]>>,
        kinds: impl Into<Arc<[FeatureKind]>>,
        sparse: Csr,
    ) -> Self {
        let data = Array2::zeros((sparse.rows(), 0));
        Self { names: names.into(), kinds: kinds.into(), data, sparse: Some(Arc::new(sparse)) }
    }

    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.data.nrows()
    }

    /// Number of columns.
    pub fn width(&self) -> usize {
        self.sparse.as_ref().map_or(self.data.ncols(), |sparse| sparse.width())
    }

    /// Some rows that follow each other.
    pub fn slice(&self, rows: Range<usize>) -> Self {
        Self {
            names: self.names.clone(),
            kinds: self.kinds.clone(),
            data: self.data.slice_axis(Axis(0), Slice::from(rows.clone())).to_owned(),
            sparse: self.sparse.as_ref().map(|sparse| Arc::new(sparse.slice(rows))),
        }
    }

    /// Whether a matrix of this size with so many cells that are not zero is worked on as sparse rows. Only
    /// sizes and cells decide, not how they are kept, so that the model does not depend on it.
    pub fn is_thin(rows: usize, width: usize, kept: usize) -> bool {
        width > NARROW && kept.saturating_mul(RARE) <= rows.saturating_mul(width)
    }

    /// Kept as it is worked on: see [`Features::is_thin`].
    pub(crate) fn settled(&self) -> Option<Self> {
        let (rows, width) = (self.rows(), self.width());
        let of = |data, sparse| {
            let (names, kinds) = (self.names.clone(), self.kinds.clone());
            Some(Self { names, kinds, data, sparse })
        };
        match &self.sparse {
            Some(sparse) if Self::is_thin(rows, width, sparse.kept()) => None,
            Some(sparse) => of(sparse.to_dense(), None),
            None if width <= NARROW => None,
            None => {
                let kept = self.data.iter().filter(|cell| **cell != 0.0).count();
                let sparse = Self::is_thin(rows, width, kept).then(|| Arc::new(Csr::of(&self.data)));
                sparse.and_then(|sparse| of(Array2::zeros((rows, 0)), Some(sparse)))
            }
        }
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

impl Dataset {
    /// The same rows, [kept as they are worked on](Features::is_thin).
    pub(crate) fn settled(self: Arc<Self>) -> Arc<Self> {
        match self.x.settled() {
            None => self,
            Some(x) => Arc::new(Self { x, y: self.y.clone(), weights: self.weights.clone() }),
        }
    }
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
