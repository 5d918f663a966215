//! A chart's numbers as a table, with all their digits.

use crate::spec::{Bars, ChartSpec, Confusion, Histogram, RegressionPoints, Roc};
use serde::{Deserialize, Serialize};

/// A table of text: every row has as many cells as there are headers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    /// Names of the columns.
    pub headers: Vec<String>,
    /// Cells by row.
    pub rows: Vec<Vec<String>>,
}

/// The numbers of a chart in the order in which it is read, unrounded. Linear in their number.
pub fn table(chart: &ChartSpec) -> Table {
    match chart {
        ChartSpec::Confusion(matrix) => confusion(matrix),
        ChartSpec::Roc(roc) => curves(roc),
        ChartSpec::PredictedActual(points) | ChartSpec::Residuals(points) => regression(points),
        ChartSpec::Bars(bars) => amounts(bars),
        ChartSpec::Histogram(histogram) => intervals(histogram),
        _ => Table::default(),
    }
}

fn headers(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_string()).collect()
}

fn confusion(matrix: &Confusion) -> Table {
    let predicted = matrix.classes.iter().map(|class| format!("predicted {class}"));
    let rows = matrix.classes.iter().zip(&matrix.counts);
    let cells = |counts: &Vec<u64>| counts.iter().map(u64::to_string).collect::<Vec<_>>();
    Table {
        headers: ["true class".to_string()].into_iter().chain(predicted).collect(),
        rows: rows.map(|(class, counts)| [vec![class.clone()], cells(counts)].concat()).collect(),
    }
}

fn curves(roc: &Roc) -> Table {
    let points = roc.curves.iter().flat_map(|curve| curve.points.iter().map(move |point| (curve, point)));
    let rows = points.map(|(curve, (fpr, tpr, threshold))| {
        vec![curve.class.clone(), fpr.to_string(), tpr.to_string(), threshold.to_string()]
    });
    Table {
        headers: headers(&["class", "false positive rate", "true positive rate", "threshold"]),
        rows: rows.collect(),
    }
}

fn regression(points: &RegressionPoints) -> Table {
    let rows = points.points.iter().map(|(actual, predicted)| {
        vec![actual.to_string(), predicted.to_string(), (actual - predicted).to_string()]
    });
    Table { headers: headers(&["actual", "predicted", "residual"]), rows: rows.collect() }
}

fn amounts(bars: &Bars) -> Table {
    let rows = bars.items.iter().map(|(name, amount)| vec![name.clone(), amount.to_string()]);
    Table { headers: headers(&["name", &bars.what]), rows: rows.collect() }
}

fn intervals(histogram: &Histogram) -> Table {
    let bounds = histogram.edges.windows(2).zip(&histogram.counts);
    let rows = bounds.map(|(pair, count)| vec![pair[0].to_string(), pair[1].to_string(), count.to_string()]);
    Table { headers: headers(&["from", "to", "rows"]), rows: rows.collect() }
}
