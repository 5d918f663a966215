//! What a chart shows: names and numbers, nothing about looks.
//!
//! Numbers that are not finite are written as `null` in JSON and read back as NaN.

mod amounts;
mod axis;
mod distribution;
mod explain;
mod model;
mod null;
mod relation;
mod tree;

pub use amounts::{Counts, CrossBars, Format, Heatmap, MissingMatrix, MissingPatterns, Shade, Together};
pub use axis::{Amounts, Axis, AxisScale, Classes, Coloring};
pub use distribution::{BoxGroup, Boxes, ClassSpread, Histogram, QuantileQuantile, Violin, Violins};
pub use explain::{Contributions, Swarm, SwarmLine};
pub use model::{Bars, Confusion, RegressionPoints, Roc, RocCurve, ShareOf};
pub use relation::{
    Correlogram, Decomposition, Hexbin, Lines, PairColumn, PairPlot, ParallelAxis, ParallelCoordinates,
    Scatter, Series, Trend,
};

pub use tree::{Tree, TreeNode};

use crate::ChartError;
use axis::same;
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
    /// Counts of a column's values in intervals, with densities, also by class.
    Histogram(Histogram),
    /// Quartiles, whiskers and outliers, one or by category.
    Boxes(Boxes),
    /// Densities with quartiles, one or by category.
    Violins(Violins),
    /// A column's quantiles against a distribution's.
    QuantileQuantile(QuantileQuantile),
    /// Counts of a column's values as bars; the balance of classes.
    Counts(Counts),
    /// Counts of a column's values as slices of a whole.
    Pie(Counts),
    /// Counts of two columns' categories as stacked or grouped bars.
    CrossBars(CrossBars),
    /// Points.
    Scatter(Scatter),
    /// Counts of points in cells.
    Hexbin(Hexbin),
    /// Lines, often over time.
    Lines(Lines),
    /// A grid of amounts: contingency, correlations.
    Heatmap(Heatmap),
    /// Small pictures of every pair of columns.
    PairPlot(PairPlot),
    /// Rows as lines across parallel axes.
    ParallelCoordinates(ParallelCoordinates),
    /// Where cells are missing.
    MissingMatrix(MissingMatrix),
    /// Which columns are missing together.
    MissingPatterns(MissingPatterns),
    /// A time series and its parts.
    Decomposition(Decomposition),
    /// Autocorrelation by lag.
    Correlogram(Correlogram),
    /// Dots of many rows, in lines.
    Swarm(Swarm),
    /// Steps from a base to an answer.
    Waterfall(Contributions),
    /// Forces that push an answer away from a base.
    Force(Contributions),
    /// A tree of questions.
    Tree(Tree),
}

impl ChartSpec {
    /// Whether lengths agree.
    pub(crate) fn check(&self) -> Result<(), ChartError> {
        match self {
            Self::Confusion(matrix) => matrix.check(),
            Self::Histogram(histogram) => histogram.check(),
            Self::CrossBars(bars) => bars.check(),
            Self::Scatter(scatter) => scatter.check(),
            Self::Hexbin(hexbin) => hexbin.check(),
            Self::Heatmap(heatmap) => heatmap.check(),
            Self::PairPlot(pairs) => pairs.check(),
            Self::ParallelCoordinates(parallel) => parallel.check(),
            Self::MissingMatrix(matrix) => matrix.check(),
            Self::MissingPatterns(patterns) => patterns.check(),
            Self::Correlogram(correlogram) => correlogram.check(),
            Self::Swarm(swarm) => swarm.check(),
            Self::Tree(tree) => tree.check(),
            Self::Roc(_)
            | Self::Waterfall(_)
            | Self::Force(_)
            | Self::PredictedActual(_)
            | Self::Residuals(_)
            | Self::Bars(_)
            | Self::Boxes(_)
            | Self::Violins(_)
            | Self::QuantileQuantile(_)
            | Self::Counts(_)
            | Self::Pie(_)
            | Self::Lines(_)
            | Self::Decomposition(_) => Ok(()),
        }
    }
}
