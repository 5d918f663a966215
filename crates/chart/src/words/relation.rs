//! What pictures of several columns say.

use super::{drawn, rows, things};
use crate::heatmap::write;
use crate::layout::written;
use crate::number::{count, value};
use crate::scale::{Scale, span};
use crate::spec::{
    Correlogram, Decomposition, Heatmap, Hexbin, Lines, PairPlot, ParallelCoordinates, Scatter, Shade,
};

pub fn scatter(scatter: &Scatter) -> String {
    let shown: Vec<usize> = scatter.shown().collect();
    let given = scatter.points.len() as u64;
    let (x, y) = (&scatter.x, &scatter.y);
    let drawn = drawn(shown.len() as u64, given, scatter.sampled_from);
    let mut words = format!("{} against {}: {drawn}.", y.name, x.name);
    let xs = span(x.scale, shown.iter().map(|at| scatter.points[*at].0));
    let ys = span(y.scale, shown.iter().map(|at| scatter.points[*at].1));
    if let (Some(xs), Some(ys)) = (xs, ys) {
        let (x_from, x_to) = (written(x.scale, xs.0), written(x.scale, xs.1));
        let (y_from, y_to) = (written(y.scale, ys.0), written(y.scale, ys.1));
        words += &format!(" {} from {x_from} to {x_to}, {} from {y_from} to {y_to}.", x.name, y.name);
    }
    if let Some(color) = &scatter.color {
        words += &format!(" Coloured by {}.", color.name());
    }
    if let Some(size) = &scatter.size {
        words += &format!(" Sized by {}.", size.axis.name);
    }
    if let Some(trend) = &scatter.trend {
        words += &format!(" Line: {}.", trend.words);
    }
    words
}

pub fn hexbin(hexbin: &Hexbin) -> String {
    let total: u64 = hexbin.finite().map(|cell| cell.2).sum();
    let (x, y) = (&hexbin.x, &hexbin.y);
    let cells = things(hexbin.finite().count() as u64, "cell");
    let mut words = format!("{} against {}: {} counted in {cells}.", y.name, x.name, rows(total));
    if let Some((a, b, n)) = hexbin.finite().reduce(|a, b| if b.2 > a.2 { b } else { a }) {
        let (a, b) = (written(x.scale, a), written(y.scale, b));
        words += &format!(" The fullest cell has {}, around {} {a} and {} {b}.", rows(n), x.name, y.name);
    }
    if hexbin.missing > 0 {
        words += &format!(" {} without one of the two values.", rows(hexbin.missing));
    }
    words
}

pub fn lines(lines: &Lines) -> String {
    let (x, y) = (&lines.x, &lines.y);
    let borne = |point: &&(f64, f64)| Scale::bears(x.scale, point.0) && Scale::bears(y.scale, point.1);
    let points = || lines.series.iter().flat_map(|series| series.points.iter().filter(borne));
    let n = points().count() as u64;
    let how = if lines.aggregated.is_empty() { String::new() } else { format!(" ({})", lines.aggregated) };
    let mut words = format!("{} over {}{how}: {}", y.name, x.name, things(n, "point"));
    if lines.series.len() > 1 {
        words += &format!(" in {}", things(lines.series.len() as u64, "line"));
    }
    words.push('.');
    let (Some(xs), Some(first)) = (span(x.scale, points().map(|point| point.0)), points().next()) else {
        return words;
    };
    let low = points().fold(first, |a, b| if b.1 < a.1 { b } else { a });
    let high = points().fold(first, |a, b| if b.1 > a.1 { b } else { a });
    let at = |point: &(f64, f64)| format!("{} at {}", written(y.scale, point.1), written(x.scale, point.0));
    let (from, to) = (written(x.scale, xs.0), written(x.scale, xs.1));
    words + &format!(" From {from} to {to}; lowest {}, highest {}.", at(low), at(high))
}

pub fn heatmap(heatmap: &Heatmap) -> String {
    let (r, c) = (heatmap.rows.len() as u64, heatmap.columns.len() as u64);
    let mut words = format!("{}: {} by {}.", heatmap.what, things(r, "row"), things(c, "column"));
    let amount = |cell: &(usize, usize, f64)| cell.2.abs();
    let best = heatmap.cells().filter(|(row, column, _)| {
        // A column's correlation with itself is no news.
        heatmap.shade == Shade::Sequential || heatmap.rows[*row] != heatmap.columns[*column]
    });
    if let Some((row, column, value)) = best.reduce(|a, b| if amount(&b) > amount(&a) { b } else { a }) {
        let (row, column) = (&heatmap.rows[row], &heatmap.columns[column]);
        let what = if heatmap.shade == Shade::Diverging { "Strongest" } else { "Most" };
        words += &format!(" {what}: {row} and {column}, {}.", write(heatmap.format, value));
    }
    if !heatmap.left_out.is_empty() {
        words += &format!(" {}", heatmap.left_out);
    }
    words
}

pub fn pairs(pairs: &PairPlot) -> String {
    let names: Vec<&str> = pairs.columns.iter().map(|column| column.axis.name.as_str()).collect();
    let drawn = drawn(pairs.rows() as u64, pairs.rows() as u64, pairs.sampled_from);
    let by = pairs.classes.as_ref().map(|by| format!(" Coloured by {}.", by.column)).unwrap_or_default();
    format!("Every pair of {}: {}. {drawn}.{by}", things(names.len() as u64, "column"), names.join(", "))
}

pub fn parallel(parallel: &ParallelCoordinates) -> String {
    let names: Vec<&str> = parallel.axes.iter().map(|axis| axis.column.as_str()).collect();
    let gaps = parallel
        .axes
        .iter()
        .map(|axis| axis.values.iter().filter(|value| !Scale::bears(axis.scale, **value)).count() as u64);
    let gaps: u64 = gaps.sum();
    let drawn = drawn(parallel.rows() as u64, parallel.rows() as u64, parallel.sampled_from);
    let mut words = format!("{drawn} as lines across {}.", names.join(", "));
    if let Some(by) = &parallel.classes {
        words += &format!(" Coloured by {}.", by.column);
    }
    if gaps > 0 {
        words += &format!(" Lines break at {}.", things(gaps, "missing value"));
    }
    words
}

pub fn decomposition(decomposition: &Decomposition) -> String {
    let n = decomposition.parts.first().map_or(0, |part| part.points.len() as u64);
    let period = things(decomposition.period, "point");
    let mut words =
        format!("{} taken apart with a season of {period}: {}.", decomposition.column, things(n, "point"));
    for part in &decomposition.parts {
        let ys = span(crate::AxisScale::Linear, part.points.iter().map(|point| point.1));
        if let Some((low, high)) = ys {
            words += &format!(" {} from {} to {}.", part.name, value(low), value(high));
        }
    }
    words
}

pub fn correlogram(correlogram: &Correlogram) -> String {
    let kind = if correlogram.partial { "Partial autocorrelation" } else { "Autocorrelation" };
    let n = correlogram.values.len().saturating_sub(1) as u64;
    let column = &correlogram.column;
    let mut words = format!("{kind} of {column} up to {}.", things(n, "lag"));
    let lags = correlogram.values.iter().enumerate().skip(1).filter(|(_, value)| value.is_finite());
    if let Some((lag, best)) = lags.clone().reduce(|a, b| if b.1.abs() > a.1.abs() { b } else { a }) {
        words += &format!(" Strongest at lag {lag}: {}.", value(*best));
    }
    if !correlogram.band.is_empty() {
        let beyond = lags.filter(|(lag, value)| {
            correlogram.band.get(*lag).is_some_and(|(low, high)| *value < low || *value > high)
        });
        words += &format!(" {} of {} beyond what chance explains.", count(beyond.count() as u64), count(n));
    }
    words
}
