//! Which picture of the table is asked for.

use crate::{Measure, View};
use serde::{Deserialize, Serialize};

/// A picture that can be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PictureKind {
    /// Counts in intervals with a density over them: 1 numeric or date column.
    Histogram,
    /// Five-number boxes: 1 numeric column, `by` for one box a category.
    Box,
    /// Densities: 1 numeric column, `by` for one a category.
    Violin,
    /// Quantiles against those of the normal distribution: 1 numeric column.
    Qq,
    /// Counts of values: 1 column; with `by`, the mean of a numeric `by`.
    Bar,
    /// Shares of values: 1 column.
    Pie,
    /// Points of 2 numeric columns, with a line; `color`, `size` by a third.
    Scatter,
    /// Counts of points in hexagons: 2 numeric columns.
    Hexbin,
    /// Means over time: a date or numeric column, then 1 or more numeric columns.
    Line,
    /// Counts of one column, parted by another, on top of each other: 2 columns.
    StackedBar,
    /// The same side by side.
    GroupedBar,
    /// Counts of pairs of categories: 2 columns.
    Contingency,
    /// Associations of all columns, alike ones beside each other; `columns` narrows them.
    Correlation,
    /// Every numeric column against every other: up to 6 columns.
    PairPlot,
    /// A line for each row over parallel axes: 2 or more columns.
    ParallelCoordinates,
    /// Rows of each class: the target.
    ClassBalance,
    /// Densities of a numeric column for each class of `by`.
    ClassDensities,
    /// Missing cells by block of rows and column.
    MissingMatrix,
    /// How gaps go together.
    MissingPairs,
    /// The numeric columns' first two principal components.
    Pca,
    /// Neighbours kept as neighbours in the plane (t-SNE), of a sample of rows.
    TSne,
    /// Trend, season and rest of a series (STL): a date or row order, then 1 numeric column.
    Decomposition,
    /// Correlation of a series with itself at lags.
    Acf,
    /// The same, with what lies between taken out.
    Pacf,
    /// Neighbours kept as neighbours in the plane (UMAP), of a sample of rows.
    Umap,
}

/// A picture of the table's columns.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PictureRequest {
    /// What is drawn.
    pub kind: PictureKind,
    /// Columns, in the order that `kind` names them; empty for all that fit where `kind` allows it.
    #[serde(default)]
    pub columns: Vec<String>,
    /// Column whose values part the rows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// Column that colours points.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub color: Option<String>,
    /// Numeric column that sizes points.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<String>,
    /// Number of intervals; chosen from the data when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bins: Option<u32>,
    /// Shares in place of counts, where `kind` counts.
    #[serde(default)]
    pub normalize: bool,
    /// Measure of `correlation`; the one that suits each pair when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub measure: Option<Measure>,
    /// Rows in a season, for `decomposition`; guessed when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<u32>,
    /// Which rows: those of the grid.
    #[serde(default)]
    pub view: View,
}

impl PictureRequest {
    /// A picture of some columns, all rows, nothing else asked for.
    pub fn new(kind: PictureKind, columns: &[&str]) -> Self {
        Self {
            kind,
            columns: columns.iter().map(ToString::to_string).collect(),
            by: None,
            color: None,
            size: None,
            bins: None,
            normalize: false,
            measure: None,
            period: None,
            view: View::default(),
        }
    }

    /// The same, parted by a column.
    #[must_use]
    pub fn by(mut self, column: impl Into<String>) -> Self {
        self.by = Some(column.into());
        self
    }

    /// The same, coloured by a column.
    #[must_use]
    pub fn colored(mut self, column: impl Into<String>) -> Self {
        self.color = Some(column.into());
        self
    }
}
