//! What a chart says, for those who do not see it.

mod column;
mod model;
mod relation;

use crate::number::count;
use crate::spec::ChartSpec;

/// What a chart shows in two or three sentences. Linear in the number of values.
pub fn summary(chart: &ChartSpec) -> String {
    match chart {
        ChartSpec::Confusion(matrix) => model::confusion(matrix),
        ChartSpec::Roc(roc) => model::curves(roc),
        ChartSpec::PredictedActual(points) => model::predicted(points),
        ChartSpec::Residuals(points) => model::residuals(points),
        ChartSpec::Bars(bars) => model::amounts(bars),
        ChartSpec::Histogram(histogram) => column::histogram(histogram),
        ChartSpec::Boxes(boxes) => column::boxes(boxes),
        ChartSpec::Violins(violins) => column::violins(violins),
        ChartSpec::QuantileQuantile(quantiles) => column::quantiles(quantiles),
        ChartSpec::Counts(counts) => column::counts("Bars", counts),
        ChartSpec::Pie(counts) => column::counts("Slices of a whole", counts),
        ChartSpec::CrossBars(bars) => column::cross(bars),
        ChartSpec::MissingMatrix(matrix) => column::missing_matrix(matrix),
        ChartSpec::MissingPatterns(patterns) => column::patterns(patterns),
        ChartSpec::Scatter(scatter) => relation::scatter(scatter),
        ChartSpec::Hexbin(hexbin) => relation::hexbin(hexbin),
        ChartSpec::Lines(lines) => relation::lines(lines),
        ChartSpec::Heatmap(heatmap) => relation::heatmap(heatmap),
        ChartSpec::PairPlot(pairs) => relation::pairs(pairs),
        ChartSpec::ParallelCoordinates(parallel) => relation::parallel(parallel),
        ChartSpec::Decomposition(decomposition) => relation::decomposition(decomposition),
        ChartSpec::Correlogram(correlogram) => relation::correlogram(correlogram),
        ChartSpec::Tree(told) => crate::tree::summary(told),
        ChartSpec::Swarm(told) => model::swarm(told),
        ChartSpec::Waterfall(told) | ChartSpec::Force(told) => model::contributions(told),
    }
}

fn rows(number: u64) -> String {
    things(number, "row")
}

/// A number of things, one or several.
fn things(number: u64, thing: &str) -> String {
    format!("{} {thing}{}", count(number), if number == 1 { "" } else { "s" })
}

/// How many rows were drawn, of how many, and how many were left out.
fn drawn(shown: u64, given: u64, sampled_from: u64) -> String {
    let mut words = rows(shown);
    if sampled_from > given {
        words += &format!(" sampled from {}", count(sampled_from));
    }
    if given > shown {
        words += &format!(" ({} that the axes cannot bear left out)", count(given - shown));
    }
    words
}
