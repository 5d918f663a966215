//! Chart specs with data, drawn on any plotters backend.
//!
//! A [`ChartSpec`] is plain data: what is shown, never how. [`Drawing`] draws it, the whole or
//! the part that a [`ChartView`] zooms into, and is put on a canvas, an SVG or a bitmap. Its [`Layout`]
//! says what stands where, so that a host can show values under the pointer, let a keyboard walk through
//! them, and turn a drag into a [`Brush`] over the table's rows. [`summary`] and [`table()`] say the same in words
//! and in numbers for those who do not see the picture.
//!
//! Text is measured by the crate itself ([`text`]), never by the backend: a picture has the same layout
//! everywhere, and nothing touches a page's document. Sizes are pixels of the drawing area. On a
//! high-density canvas, scale its context and draw on `area.shrink((0, 0), (css_width, css_height))`;
//! the layout is then in CSS pixels.
//!
//! ```
//! use glasshouse_chart::{Bars, ChartSpec, summary, table};
//!
//! let weights = Bars::new("coefficient", vec![("bill length".into(), 1.5), ("island=Dream".into(), -0.25)]);
//! let chart = ChartSpec::Bars(weights);
//! assert!(summary(&chart).contains("bill length"));
//! assert_eq!(table(&chart).rows[1], ["island=Dream", "-0.25"]);
//! ```

mod axes;
mod bars;
mod boxes;
mod clip;
mod cloud;
mod confusion;
mod contributions;
mod counts;
mod cross;
mod drawing;
mod grid;
mod heatmap;
mod hexbin;
mod histogram;
mod index;
mod layout;
mod legend;
mod lines;
mod marks;
mod missing;
mod number;
mod pairs;
mod parallel;
mod pen;
mod roc;
mod scale;
mod scatter;
mod spec;
mod swarm;
mod table;
pub mod text;
mod theme;
mod ticks;
mod time;
mod tree;
mod view;
mod words;

#[cfg(any(feature = "svg", test))]
mod svg;
#[cfg(test)]
mod tests;

// The gallery's pictures are tests' too.
#[cfg(test)]
extern crate self as glasshouse_chart;

pub use drawing::{Drawing, height_for};
pub use layout::{Layout, Rect, Region, Shape};
pub use spec::{
    Amounts, Axis, AxisScale, Bars, BoxGroup, Boxes, ChartSpec, ClassSpread, Classes, Coloring, Confusion,
    Contributions, Correlogram, Counts, CrossBars, Decomposition, Format, Heatmap, Hexbin, Histogram, Lines,
    MissingMatrix, MissingPatterns, PairColumn, PairPlot, ParallelAxis, ParallelCoordinates,
    QuantileQuantile, RegressionPoints, Roc, RocCurve, Scatter, Series, Shade, ShareOf, Swarm, SwarmLine,
    Together, Tree, TreeNode, Trend, Violin, Violins,
};
#[cfg(feature = "svg")]
pub use svg::{svg, svg_of};
pub use table::{Table, table};
pub use theme::{CLASS_COLORS, Rgb, Theme};
pub use view::{Brush, ChartView, Datum, Dimension, Marked, Pane};
pub use words::summary;

/// Why a chart cannot be drawn.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ChartError {
    /// The data contradict themselves.
    #[error("the chart's data do not fit together: {0}")]
    Data(String),
    /// The surface that is drawn on failed.
    #[error("the drawing surface failed: {0}")]
    Surface(String),
}
