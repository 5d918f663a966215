//! What a trained model's pictures show.

use super::{null, same};
use crate::ChartError;
use serde::{Deserialize, Serialize};

/// A confusion matrix.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confusion {
    /// Classes in order.
    pub classes: Vec<String>,
    /// Rows by true class, columns by predicted class; as many of each as there are classes.
    pub counts: Vec<Vec<u64>>,
    /// What a cell is told as a share of, which is its colour.
    #[serde(default)]
    pub share_of: ShareOf,
}

/// What the cells of a confusion matrix are told as shares of.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ShareOf {
    /// The rows of the true class, so that rare classes are seen as well as frequent ones.
    #[default]
    TrueClass,
    /// The rows that were predicted as the class.
    PredictedClass,
    /// All rows.
    AllRows,
}

impl ShareOf {
    /// In words.
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::TrueClass => "true class",
            Self::PredictedClass => "predicted class",
            Self::AllRows => "all rows",
        }
    }
}

/// One or several receiver operating characteristics.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Roc {
    /// One curve for the positive class, or one for each class in the order of classes.
    pub curves: Vec<RocCurve>,
    /// Position of the first curve's class among the classes, so that it keeps its colour.
    #[serde(default)]
    pub first_class: usize,
}

/// One receiver operating characteristic.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RocCurve {
    /// Class that is caught.
    pub class: String,
    /// False positive rate, true positive rate, threshold (not finite where nothing is called positive).
    #[serde(with = "null")]
    pub points: Vec<(f64, f64, f64)>,
    /// Area under the curve.
    #[serde(with = "null")]
    pub auc: f64,
}

/// Actual and predicted values of rows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RegressionPoints {
    /// What is predicted.
    pub target: String,
    /// Actual and predicted value of each row.
    #[serde(with = "null")]
    pub points: Vec<(f64, f64)>,
    /// Rows that the points were sampled from.
    pub sampled_from: u64,
}

/// Amounts of features, drawn as horizontal bars in the order given.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Bars {
    /// What the amounts are, as `coefficient`.
    pub what: String,
    /// Name and amount, the most important first.
    #[serde(with = "null")]
    pub items: Vec<(String, f64)>,
}

impl Bars {
    /// Amounts called `what`, the most important first.
    pub fn new(what: impl Into<String>, items: Vec<(String, f64)>) -> Self {
        Self { what: what.into(), items }
    }
}

impl Confusion {
    pub(crate) fn check(&self) -> Result<(), ChartError> {
        let n = self.classes.len();
        same("rows of counts", self.counts.len(), "classes", n)?;
        self.counts.iter().try_for_each(|row| same("counts in a row", row.len(), "classes", n))
    }

    /// Rows counted in all.
    pub(crate) fn total(&self) -> u64 {
        self.counts.iter().flatten().sum()
    }

    /// Rows that a cell is a share of.
    pub(crate) fn whole(&self, row: usize, column: usize) -> u64 {
        match self.share_of {
            ShareOf::TrueClass => self.counts[row].iter().sum(),
            ShareOf::PredictedClass => self.counts.iter().map(|counts| counts[column]).sum(),
            ShareOf::AllRows => self.total(),
        }
    }
}

impl RegressionPoints {
    /// Points whose two values are finite.
    pub(crate) fn finite(&self) -> impl Iterator<Item = (f64, f64)> + '_ {
        self.points.iter().copied().filter(|(actual, predicted)| (actual - predicted).is_finite())
    }
}
