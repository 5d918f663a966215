//! What a chart shows: names and numbers, nothing about looks.

use crate::ChartError;
use serde::{Deserialize, Serialize};

/// A chart with its data.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "chart", rename_all = "snake_case")]
pub enum ChartSpec {
    /// How often each true class was predicted as each class.
    Confusion(Confusion),
    /// Share caught against share of false alarms, over all thresholds.
    Roc(Roc),
    /// Predicted against actual values.
    PredictedActual(RegressionPoints),
    /// Actual minus predicted, against predicted values.
    Residuals(RegressionPoints),
    /// Named amounts, as weights or importances.
    Bars(Bars),
    /// Counts of a column's values in intervals.
    Histogram(Histogram),
}

/// A confusion matrix.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confusion {
    /// Classes in order.
    pub classes: Vec<String>,
    /// Rows by true class, columns by predicted class; as many of each as there are classes.
    pub counts: Vec<Vec<u64>>,
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
    pub points: Vec<(f64, f64, f64)>,
    /// Area under the curve.
    pub auc: f64,
}

/// Actual and predicted values of rows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RegressionPoints {
    /// What is predicted.
    pub target: String,
    /// Actual and predicted value of each row.
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
    pub items: Vec<(String, f64)>,
}

/// Counts of values in adjoining intervals.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Histogram {
    /// Column that is counted.
    pub column: String,
    /// Bounds of the intervals, ascending, one more than there are counts.
    pub edges: Vec<f64>,
    /// Values in each interval: the lower bound belongs to it, the upper only to the last.
    pub counts: Vec<u64>,
    /// Cells without a value.
    #[serde(default)]
    pub missing: u64,
}

impl Bars {
    /// Amounts called `what`, the most important first.
    pub fn new(what: impl Into<String>, items: Vec<(String, f64)>) -> Self {
        Self { what: what.into(), items }
    }
}

impl ChartSpec {
    /// Whether the lengths agree.
    pub(crate) fn check(&self) -> Result<(), ChartError> {
        match self {
            Self::Confusion(matrix) => matrix.check(),
            Self::Histogram(histogram) => histogram.check(),
            Self::Roc(_) | Self::PredictedActual(_) | Self::Residuals(_) | Self::Bars(_) => Ok(()),
        }
    }
}

impl Confusion {
    fn check(&self) -> Result<(), ChartError> {
        let n = self.classes.len();
        match self.counts.iter().find(|row| row.len() != n) {
            None if self.counts.len() == n => Ok(()),
            None => Err(ChartError::Data(format!("{n} classes, but {} rows of counts", self.counts.len()))),
            Some(row) => Err(ChartError::Data(format!("{n} classes, but a row of {} counts", row.len()))),
        }
    }

    /// Rows counted in all.
    pub(crate) fn total(&self) -> u64 {
        self.counts.iter().flatten().sum()
    }
}

impl Histogram {
    fn check(&self) -> Result<(), ChartError> {
        let (edges, counts) = (self.edges.len(), self.counts.len());
        if counts > 0 && edges != counts + 1 {
            return Err(ChartError::Data(format!("{counts} counts need {} edges, not {edges}", counts + 1)));
        }
        let ascending = self.edges.windows(2).all(|pair| pair[0] <= pair[1]);
        if !ascending || self.edges.iter().any(|edge| !edge.is_finite()) {
            return Err(ChartError::Data("the edges of a histogram must be finite and ascend".into()));
        }
        Ok(())
    }
}

impl RegressionPoints {
    /// Points whose two values are finite.
    pub(crate) fn finite(&self) -> impl Iterator<Item = (f64, f64)> + '_ {
        self.points.iter().copied().filter(|(actual, predicted)| (actual - predicted).is_finite())
    }
}
