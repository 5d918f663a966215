//! A chart drawn at a size: its marks, kept for any surface, and what stands where.

use crate::layout::Layout;
use crate::marks::{Mark, replay};
use crate::pen::Pen;
use crate::spec::ChartSpec;
use crate::view::ChartView;
use crate::{ChartError, Theme, bars, confusion, hexbin, histogram, roc, scatter};
use plotters::coord::Shift;
use plotters::drawing::DrawingArea;
use plotters::prelude::DrawingBackend;

/// A chart drawn at a size, not yet put on any surface.
#[derive(Debug, Clone)]
pub struct Drawing {
    layout: Layout,
    marks: Vec<Mark>,
    theme: Theme,
}

impl Drawing {
    /// Draws a chart over an area of a width and height in pixels.
    ///
    /// Values that are not finite are left out; [`summary`](crate::summary) says how many. An area too
    /// small for a plot is filled and has no regions. Linear in the number of values.
    ///
    /// # Errors
    /// [`ChartError::Data`] if lengths do not agree.
    pub fn new(
        chart: &ChartSpec,
        theme: &Theme,
        view: &ChartView,
        size: (u32, u32),
    ) -> Result<Self, ChartError> {
        chart.check()?;
        let pen = Pen::new(size, theme, *view);
        let layout = lay_out(chart, &pen).finish();
        Ok(Self { layout, marks: pen.into_marks(), theme: theme.clone() })
    }

    /// What stands where.
    pub fn layout(&self) -> &Layout {
        &self.layout
    }

    /// What stands where, without the drawing.
    pub fn into_layout(self) -> Layout {
        self.layout
    }

    /// Puts it on an area of the drawing's size.
    ///
    /// # Errors
    /// [`ChartError::Surface`] if the backend fails.
    pub fn put<DB: DrawingBackend>(&self, area: &DrawingArea<DB, Shift>) -> Result<(), ChartError> {
        replay(&self.marks, &self.theme, 1.0, area)
    }

    #[cfg(any(feature = "svg", test))]
    pub(crate) fn parts(&self) -> (&[Mark], &Theme) {
        (&self.marks, &self.theme)
    }
}

fn lay_out(chart: &ChartSpec, pen: &Pen) -> Layout {
    match chart {
        ChartSpec::Confusion(matrix) => confusion::draw(matrix, pen),
        ChartSpec::Roc(roc) => roc::draw(roc, pen),
        ChartSpec::PredictedActual(points) => scatter::draw_predicted(points, pen),
        ChartSpec::Residuals(points) => scatter::draw_residuals(points, pen),
        ChartSpec::Bars(bars) => bars::draw(bars, pen),
        ChartSpec::Histogram(histogram) => histogram::draw(histogram, pen),
        ChartSpec::QuantileQuantile(quantiles) => scatter::draw_quantiles(quantiles, pen),
        ChartSpec::Scatter(scatter) => scatter::draw(scatter, pen),
        ChartSpec::Hexbin(hexbin) => hexbin::draw(hexbin, pen),
        other => crate::axes::remark(pen, &crate::summary(other)),
    }
}
