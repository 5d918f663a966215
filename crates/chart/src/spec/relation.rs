//! How columns go together.

use super::{Amounts, Axis, AxisScale, Classes, Coloring, null, same};
use crate::ChartError;
use crate::scale::Scale;
use serde::{Deserialize, Serialize};

/// Points of two columns, or of a projection onto two dimensions.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Scatter {
    /// The level axis.
    pub x: Axis,
    /// The upright axis.
    pub y: Axis,
    /// The points.
    #[serde(with = "null")]
    pub points: Vec<(f64, f64)>,
    /// What they are coloured by.
    #[serde(default)]
    pub color: Option<Coloring>,
    /// What they are sized by.
    #[serde(default)]
    pub size: Option<Amounts>,
    /// A line through them.
    #[serde(default)]
    pub trend: Option<Trend>,
    /// Rows that the points were sampled from.
    pub sampled_from: u64,
}

/// A line through points, with a band around it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Trend {
    /// What it is, as `y = 1.2 x + 3, R² 0.61`.
    pub words: String,
    /// The line, ascending in x.
    #[serde(with = "null")]
    pub line: Vec<(f64, f64)>,
    /// x, lower and upper bound; empty where there is none.
    #[serde(default, with = "null")]
    pub band: Vec<(f64, f64, f64)>,
}

/// Counts of points in cells of a honeycomb or a grid.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Hexbin {
    /// The level axis.
    pub x: Axis,
    /// The upright axis.
    pub y: Axis,
    /// Middle of each cell that holds points, and how many.
    #[serde(with = "null")]
    pub cells: Vec<(f64, f64, u64)>,
    /// Width of a cell, and the distance of two rows of cells. Hexagons stand on a corner and are 4/3 of
    /// that distance high; every second row of them is moved by half a width. Along a log axis in powers
    /// of ten.
    pub step: (f64, f64),
    /// Whether cells are hexagons; rectangles else.
    pub hexagons: bool,
    /// Rows without one of the two values.
    #[serde(default)]
    pub missing: u64,
}

/// Several lines over a common axis, often over time.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Lines {
    /// The level axis.
    pub x: Axis,
    /// The upright axis.
    pub y: Axis,
    /// Column whose classes the series are; empty where they are not.
    #[serde(default)]
    pub by: String,
    /// The lines.
    pub series: Vec<Series>,
    /// Rows that the points stand for, and how (`mean of each day`); empty where each is a row.
    #[serde(default)]
    pub aggregated: String,
}

/// One line.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Series {
    /// Its name; may be empty where there is only one.
    pub name: String,
    /// The points, ascending in x. A y that is not finite breaks the line.
    #[serde(with = "null")]
    pub points: Vec<(f64, f64)>,
    /// x, lower and upper bound; empty where there is none.
    #[serde(default, with = "null")]
    pub band: Vec<(f64, f64, f64)>,
}

/// A time series and its parts: trend, season and rest, one below another.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Decomposition {
    /// The common level axis.
    pub x: Axis,
    /// What is decomposed: a column's name.
    pub column: String,
    /// The parts, from above: observed, trend, seasonal, residual.
    pub parts: Vec<Series>,
    /// Points in a season.
    pub period: u64,
}

/// Correlations of a series with itself, by lag.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Correlogram {
    /// What is compared with itself: a column's name.
    pub column: String,
    /// Whether what shorter lags explain was taken out.
    pub partial: bool,
    /// Correlation at each lag, from lag 0 on.
    #[serde(with = "null")]
    pub values: Vec<f64>,
    /// Lower and upper bound at each lag, within which chance would leave the correlation; empty where
    /// not known.
    #[serde(default, with = "null")]
    pub band: Vec<(f64, f64)>,
    /// Values in the series.
    pub n: u64,
}

/// Small pictures of every pair of several columns.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct PairPlot {
    /// The columns, in order.
    pub columns: Vec<PairColumn>,
    /// What points are coloured by.
    #[serde(default)]
    pub classes: Option<Classes>,
    /// Rows that the points were sampled from.
    pub sampled_from: u64,
}

/// One column of a pair plot.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct PairColumn {
    /// What it measures.
    pub axis: Axis,
    /// Its value in each row that is drawn.
    #[serde(with = "null")]
    pub values: Vec<f64>,
    /// Bounds of its histogram's intervals.
    #[serde(with = "null")]
    pub edges: Vec<f64>,
    /// Rows in each interval.
    pub counts: Vec<u64>,
}

/// Rows as lines across parallel axes.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ParallelCoordinates {
    /// The axes, from the left.
    pub axes: Vec<ParallelAxis>,
    /// What rows are coloured by.
    #[serde(default)]
    pub classes: Option<Classes>,
    /// Rows that the lines were sampled from.
    pub sampled_from: u64,
}

/// One of several parallel axes.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ParallelAxis {
    /// Column.
    pub column: String,
    /// How its values are laid along it.
    #[serde(default)]
    pub scale: AxisScale,
    /// Its categories, in order; empty for numbers and dates.
    #[serde(default)]
    pub categories: Vec<String>,
    /// Its value in each row that is drawn, or the position of its category; what is not finite is
    /// missing.
    #[serde(with = "null")]
    pub values: Vec<f64>,
}

impl Scatter {
    /// Positions of the points that its axes bear.
    pub(crate) fn shown(&self) -> impl Iterator<Item = usize> + '_ {
        let (x, y) = (self.x.scale, self.y.scale);
        let bears = move |point: &(f64, f64)| Scale::bears(x, point.0) && Scale::bears(y, point.1);
        self.points.iter().enumerate().filter(move |(_, point)| bears(point)).map(|(at, _)| at)
    }

    pub(crate) fn check(&self) -> Result<(), ChartError> {
        let n = self.points.len();
        if let Some(size) = &self.size {
            same("sizes", size.values.len(), "points", n)?;
        }
        self.color.as_ref().map_or(Ok(()), |color| color.check(n))
    }
}

impl Hexbin {
    pub(crate) fn check(&self) -> Result<(), ChartError> {
        let positive = self.step.0 > 0.0 && self.step.1 > 0.0;
        if positive || self.cells.is_empty() {
            return Ok(());
        }
        Err(ChartError::Data(format!("cells cannot be {} wide and {} apart", self.step.0, self.step.1)))
    }
}

impl Correlogram {
    pub(crate) fn check(&self) -> Result<(), ChartError> {
        match self.band.len() {
            0 => Ok(()),
            n => same("bounds", n, "lags", self.values.len()),
        }
    }
}

impl PairPlot {
    /// Rows that are drawn.
    pub(crate) fn rows(&self) -> usize {
        self.columns.first().map_or(0, |column| column.values.len())
    }

    pub(crate) fn check(&self) -> Result<(), ChartError> {
        let n = self.rows();
        for column in &self.columns {
            same("values", column.values.len(), "rows", n)?;
            same(
                "edges",
                column.edges.len(),
                "bounds of intervals",
                match column.counts.len() {
                    0 => column.edges.len(),
                    counts => counts + 1,
                },
            )?;
        }
        self.classes.as_ref().map_or(Ok(()), |classes| classes.check(n))
    }
}

impl ParallelCoordinates {
    /// Rows that are drawn.
    pub(crate) fn rows(&self) -> usize {
        self.axes.first().map_or(0, |axis| axis.values.len())
    }

    pub(crate) fn check(&self) -> Result<(), ChartError> {
        let n = self.rows();
        self.axes.iter().try_for_each(|axis| same("values", axis.values.len(), "rows", n))?;
        self.classes.as_ref().map_or(Ok(()), |classes| classes.check(n))
    }
}
