//! A chart's numbers as a table, with all their digits.

mod column;
mod model;
mod relation;

use crate::spec::ChartSpec;
use serde::{Deserialize, Serialize};

/// A table of text: every row has as many cells as there are headers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    /// Names of the columns.
    pub headers: Vec<String>,
    /// Cells by row.
    pub rows: Vec<Vec<String>>,
}

/// The numbers of a chart in the order in which it is read, unrounded; what is missing is empty. Linear
/// in their number.
pub fn table(chart: &ChartSpec) -> Table {
    match chart {
        ChartSpec::Confusion(matrix) => model::confusion(matrix),
        ChartSpec::Roc(roc) => model::curves(roc),
        ChartSpec::PredictedActual(points) | ChartSpec::Residuals(points) => model::regression(points),
        ChartSpec::Bars(bars) => model::amounts(bars),
        ChartSpec::Histogram(histogram) => column::histogram(histogram),
        ChartSpec::Boxes(boxes) => column::boxes(boxes),
        ChartSpec::Violins(violins) => column::violins(violins),
        ChartSpec::QuantileQuantile(quantiles) => column::quantiles(quantiles),
        ChartSpec::Counts(counts) | ChartSpec::Pie(counts) => column::counts(counts),
        ChartSpec::CrossBars(bars) => column::cross(bars),
        ChartSpec::MissingMatrix(matrix) => column::missing(matrix),
        ChartSpec::MissingPatterns(patterns) => column::patterns(patterns),
        ChartSpec::Scatter(scatter) => relation::scatter(scatter),
        ChartSpec::Hexbin(hexbin) => relation::hexbin(hexbin),
        ChartSpec::Lines(lines) => relation::lines(lines),
        ChartSpec::Heatmap(heatmap) => relation::heatmap(heatmap),
        ChartSpec::PairPlot(pairs) => relation::pairs(pairs),
        ChartSpec::ParallelCoordinates(parallel) => relation::parallel(parallel),
        ChartSpec::Decomposition(decomposition) => relation::decomposition(decomposition),
        ChartSpec::Correlogram(correlogram) => relation::correlogram(correlogram),
        ChartSpec::Tree(told) => Table {
            headers: headers(&["node", "below", "way", &told.what, "share", "rows"]),
            rows: crate::tree::cells(told),
        },
        ChartSpec::Swarm(told) => model::swarm(told),
        ChartSpec::Waterfall(told) | ChartSpec::Force(told) => model::contributions(told),
    }
}

impl Table {
    /// The table as comma-separated values by RFC 4180: lines end with CR LF, cells that need it are
    /// quoted. A spreadsheet runs what begins with `=`, `+`, `-` or `@`: texts that do so get an
    /// apostrophe, numbers do not.
    pub fn csv(&self) -> String {
        let mut text = String::new();
        for row in std::iter::once(&self.headers).chain(&self.rows) {
            for (at, cell) in row.iter().enumerate() {
                if at > 0 {
                    text.push(',');
                }
                push_cell(&mut text, cell);
            }
            text.push_str("\r\n");
        }
        text
    }
}

fn push_cell(text: &mut String, cell: &str) {
    let runs = cell.starts_with(['=', '+', '-', '@', '\t', '\r']) && cell.parse::<f64>().is_err();
    let guarded = if runs { format!("'{cell}") } else { cell.to_string() };
    if guarded.contains([',', '"', '\n', '\r']) {
        text.push('"');
        text.push_str(&guarded.replace('"', "\"\""));
        text.push('"');
    } else {
        text.push_str(&guarded);
    }
}

fn headers(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_string()).collect()
}
