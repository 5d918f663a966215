//! A chart drawn at a size: its marks, kept for any surface, and what stands where.

use crate::layout::Layout;
use crate::legend::Legend;
use crate::marks::{Mark, replay};
use crate::pen::Pen;
use crate::spec::ChartSpec;
use crate::view::ChartView;
use crate::{
    ChartError, Theme, bars, boxes, confusion, contributions, counts, cross, heatmap, hexbin, histogram,
    lines, missing, pairs, parallel, roc, scatter, swarm, tree,
};
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

    /// How many strokes a surface has to draw.
    pub fn strokes(&self) -> usize {
        self.marks.len()
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
        ChartSpec::Boxes(boxes) => boxes::draw_boxes(boxes, pen),
        ChartSpec::Violins(violins) => boxes::draw_violins(violins, pen),
        ChartSpec::QuantileQuantile(quantiles) => scatter::draw_quantiles(quantiles, pen),
        ChartSpec::Counts(counts) => counts::draw(counts, pen),
        ChartSpec::Pie(counts) => counts::draw_pie(counts, pen),
        ChartSpec::CrossBars(bars) => cross::draw(bars, pen),
        ChartSpec::Scatter(scatter) => scatter::draw(scatter, pen),
        ChartSpec::Hexbin(hexbin) => hexbin::draw(hexbin, pen),
        ChartSpec::Lines(lines) => lines::draw(lines, pen),
        ChartSpec::Heatmap(heatmap) => heatmap::draw(heatmap, pen),
        ChartSpec::PairPlot(pairs) => pairs::draw(pairs, pen),
        ChartSpec::ParallelCoordinates(parallel) => parallel::draw(parallel, pen),
        ChartSpec::MissingMatrix(matrix) => missing::draw_matrix(matrix, pen),
        ChartSpec::MissingPatterns(patterns) => missing::draw_patterns(patterns, pen),
        ChartSpec::Decomposition(decomposition) => lines::draw_decomposition(decomposition, pen),
        ChartSpec::Correlogram(correlogram) => lines::draw_correlogram(correlogram, pen),
        ChartSpec::Swarm(told) => swarm::draw(told, pen),
        ChartSpec::Tree(told) => tree::draw(told, pen),
        ChartSpec::Waterfall(told) => contributions::draw(told, pen),
        ChartSpec::Force(told) => contributions::draw_forces(told, pen),
    }
}

/// The height in pixels at which a chart is best read at a width.
pub fn height_for(chart: &ChartSpec, width: u32) -> u32 {
    let theme = Theme::light();
    let shaped = |legend: Option<Legend>, least, most| match legend {
        Some(legend) => legend.height_of(width, least, most),
        None => (width * 3 / 4).clamp(least, most),
    };
    match chart {
        ChartSpec::Confusion(matrix) => confusion::height_for(matrix, width),
        ChartSpec::Roc(roc) => roc::height_for(roc, width),
        ChartSpec::Bars(bars) => bars::height_for(bars),
        ChartSpec::Histogram(histogram) => match histogram::legend(histogram, &theme) {
            Some(legend) => legend.height_of(width, 200, 280),
            None => (width / 2).clamp(160, 260),
        },
        ChartSpec::Boxes(boxes) => boxes::height_for(boxes.groups.len()),
        ChartSpec::Violins(violins) => boxes::height_for(violins.groups.len()),
        ChartSpec::Counts(counts) => counts::height_for(counts, width),
        ChartSpec::Pie(counts) => counts::pie_height_for(counts, width),
        ChartSpec::CrossBars(bars) => cross::height_for(bars, width),
        ChartSpec::Scatter(scatter) => shaped(scatter::legend_of(scatter, &theme), 240, 420),
        ChartSpec::Lines(lines) => shaped(lines::legend(lines, &theme), 220, 320),
        ChartSpec::Heatmap(heatmap) => heatmap::height_for(heatmap, width),
        ChartSpec::PairPlot(pairs) => pairs::height_for(pairs, width),
        ChartSpec::ParallelCoordinates(parallel) => {
            let least = parallel::least_height(parallel, width);
            shaped(parallel::legend(parallel, &theme), 260, 380).max(least)
        }
        ChartSpec::MissingMatrix(matrix) => missing::matrix_height(matrix, width),
        ChartSpec::MissingPatterns(patterns) => missing::patterns_height(patterns, width),
        ChartSpec::Decomposition(decomposition) => lines::decomposition_height(decomposition.parts.len()),
        ChartSpec::Swarm(told) => swarm::height_for(told),
        ChartSpec::Tree(told) => tree::height_for(told),
        ChartSpec::Waterfall(told) => contributions::height_for(told),
        ChartSpec::Force(_) => contributions::force_height(),
        ChartSpec::Correlogram(_) => (width / 2).clamp(180, 260),
        ChartSpec::PredictedActual(_)
        | ChartSpec::Residuals(_)
        | ChartSpec::QuantileQuantile(_)
        | ChartSpec::Hexbin(_) => (width * 3 / 4).clamp(240, 400),
    }
}
