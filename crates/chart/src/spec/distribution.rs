//! How one column's values are spread.

use super::{Axis, AxisScale, null, same};
use crate::ChartError;
use crate::scale::Scale;
use serde::{Deserialize, Serialize};

/// Counts of values in adjoining intervals, with a smooth curve of their density, and the same for
/// each class of another column.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Histogram {
    /// Column that is counted.
    pub column: String,
    /// How the column's values are laid along the axis.
    #[serde(default)]
    pub scale: AxisScale,
    /// Bounds of the intervals, ascending, one more than there are counts.
    #[serde(with = "null")]
    pub edges: Vec<f64>,
    /// Values in each interval: the lower bound belongs to it, the upper only to the last. May be
    /// empty where only densities are shown.
    pub counts: Vec<u64>,
    /// Cells without a value.
    #[serde(default)]
    pub missing: u64,
    /// Value and estimated density, ascending; the area under it is 1.
    #[serde(default, with = "null")]
    pub density: Vec<(f64, f64)>,
    /// Column whose classes are told apart.
    #[serde(default)]
    pub by: String,
    /// The same for each class.
    #[serde(default)]
    pub classes: Vec<ClassSpread>,
    /// Rows that the values were sampled from; 0 where nothing was left out.
    #[serde(default)]
    pub sampled_from: u64,
}

/// How the values of one class are spread.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ClassSpread {
    /// The class.
    pub class: String,
    /// Values in each of the histogram's intervals; empty where only the density is known.
    #[serde(default)]
    pub counts: Vec<u64>,
    /// Value and estimated density, ascending; the area under it is 1.
    #[serde(default, with = "null")]
    pub density: Vec<(f64, f64)>,
}

/// Box plots: one of the whole column, or one for each category of another.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Boxes {
    /// What is spread.
    pub axis: Axis,
    /// Column whose categories are told apart.
    #[serde(default)]
    pub by: Option<String>,
    /// Whether the groups are classes in order, and bear their colours.
    #[serde(default)]
    pub by_class: bool,
    /// The boxes, in order.
    pub groups: Vec<BoxGroup>,
    /// Categories that have no box here.
    #[serde(default)]
    pub others: u64,
}

/// One box plot.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct BoxGroup {
    /// Category; empty for the whole column.
    pub name: String,
    /// Finite values.
    pub n: u64,
    /// Smallest value, lower quartile, median, upper quartile, largest value.
    #[serde(with = "null")]
    pub five: [f64; 5],
    /// The most distant values within 1.5 interquartile ranges of the box.
    #[serde(with = "null")]
    pub whiskers: (f64, f64),
    /// Arithmetic mean.
    #[serde(default)]
    pub mean: Option<f64>,
    /// Values beyond the whiskers, all or a sample.
    #[serde(default, with = "null")]
    pub outliers: Vec<f64>,
    /// Number of values beyond the whiskers.
    #[serde(default)]
    pub outliers_total: u64,
}

/// Violin plots: one of the whole column, or one for each category of another.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Violins {
    /// What is spread.
    pub axis: Axis,
    /// Column whose categories are told apart.
    #[serde(default)]
    pub by: Option<String>,
    /// Whether the groups are classes in order, and bear their colours.
    #[serde(default)]
    pub by_class: bool,
    /// The violins, in order.
    pub groups: Vec<Violin>,
    /// Categories that have no violin here.
    #[serde(default)]
    pub others: u64,
}

/// One violin plot.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Violin {
    /// Category; empty for the whole column.
    pub name: String,
    /// Finite values.
    pub n: u64,
    /// Value and estimated density, ascending; the area under it is 1. Empty where it is not defined.
    #[serde(with = "null")]
    pub density: Vec<(f64, f64)>,
    /// Smallest value, lower quartile, median, upper quartile, largest value.
    #[serde(with = "null")]
    pub five: [f64; 5],
}

/// Quantiles of a column against those of a distribution.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct QuantileQuantile {
    /// What is compared.
    pub axis: Axis,
    /// Distribution that it is compared with, as `normal`.
    pub distribution: String,
    /// Quantile of the distribution and value, ascending.
    #[serde(with = "null")]
    pub points: Vec<(f64, f64)>,
    /// Intercept and slope of the line on which the values would lie.
    #[serde(with = "null")]
    pub line: (f64, f64),
    /// Values that the points stand for.
    #[serde(default)]
    pub sampled_from: u64,
}

impl QuantileQuantile {
    /// Points whose two values are finite.
    pub(crate) fn finite(&self) -> impl Iterator<Item = (f64, f64)> + '_ {
        let kind = self.axis.scale;
        self.points.iter().copied().filter(move |(x, y)| x.is_finite() && Scale::bears(kind, *y))
    }
}

impl Histogram {
    /// Counts of a column's values between edges.
    pub fn new(column: impl Into<String>, edges: Vec<f64>, counts: Vec<u64>) -> Self {
        Self { column: column.into(), edges, counts, ..Self::default() }
    }

    pub(crate) fn check(&self) -> Result<(), ChartError> {
        let (edges, counts) = (self.edges.len(), self.counts.len());
        if counts > 0 && edges != counts + 1 {
            return Err(ChartError::Data(format!("{counts} counts need {} edges, not {edges}", counts + 1)));
        }
        let ascending = self.edges.windows(2).all(|pair| pair[0] <= pair[1]);
        if !ascending || self.edges.iter().any(|edge| !edge.is_finite()) {
            return Err(ChartError::Data("the edges of a histogram must be finite and ascend".into()));
        }
        let counted = self.classes.iter().filter(|class| !class.counts.is_empty());
        counted.into_iter().try_for_each(|class| same("counts", class.counts.len(), "intervals", counts))
    }
}
