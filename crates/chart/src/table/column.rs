//! The numbers of pictures of one column, of counts and of gaps.

use super::{Table, headers};
use crate::layout::exact;
use crate::spec::{
    AxisScale, Boxes, Counts, CrossBars, Histogram, MissingMatrix, MissingPatterns, QuantileQuantile, Violins,
};

pub fn histogram(histogram: &Histogram) -> Table {
    if histogram.counts.is_empty() {
        return densities(histogram);
    }
    let counted: Vec<_> = histogram.classes.iter().filter(|class| !class.counts.is_empty()).collect();
    let mut names = headers(&["from", "to", "rows"]);
    names.extend(counted.iter().map(|class| class.class.clone()));
    let bounds = histogram.edges.windows(2).zip(&histogram.counts).enumerate();
    let row = |(at, (pair, count)): (usize, (&[f64], &u64))| {
        let edges = pair.iter().map(|edge| exact(histogram.scale, *edge));
        let classes = counted.iter().map(move |class| class.counts[at].to_string());
        edges.chain([count.to_string()]).chain(classes).collect()
    };
    Table { headers: names, rows: bounds.map(row).collect() }
}

fn densities(histogram: &Histogram) -> Table {
    let row = |name: &str, (x, density): (f64, f64)| {
        vec![name.to_string(), exact(histogram.scale, x), density.to_string()]
    };
    let curves = histogram.densities();
    let rows = curves.iter().flat_map(|(name, curve)| curve.iter().map(move |point| row(name, *point)));
    let by = if histogram.by.is_empty() { "class" } else { &histogram.by };
    Table { headers: headers(&[by, &histogram.column, "density"]), rows: rows.collect() }
}

const FIVE: [&str; 5] = ["smallest", "lower quartile", "median", "upper quartile", "largest"];

fn spread(scale: AxisScale, name: &str, n: u64, five: &[f64; 5]) -> Vec<String> {
    let five = five.iter().map(|value| exact(scale, *value));
    [name.to_string(), n.to_string()].into_iter().chain(five).collect()
}

pub fn boxes(boxes: &Boxes) -> Table {
    let scale = boxes.axis.scale;
    let by = boxes.by.as_deref().unwrap_or("group");
    let mut names = headers(&[by, "values"]);
    names.extend(headers(&FIVE));
    names.extend(headers(&["lower whisker", "upper whisker", "mean", "beyond the whiskers"]));
    let row = |group: &crate::BoxGroup| {
        let mut row = spread(scale, &group.name, group.n, &group.five);
        row.extend([group.whiskers.0, group.whiskers.1].map(|end| exact(scale, end)));
        row.push(group.mean.map(|mean| exact(scale, mean)).unwrap_or_default());
        row.push(group.outliers_total.to_string());
        row
    };
    Table { headers: names, rows: boxes.groups.iter().map(row).collect() }
}

pub fn violins(violins: &Violins) -> Table {
    let by = violins.by.as_deref().unwrap_or("group");
    let mut names = headers(&[by, "values"]);
    names.extend(headers(&FIVE));
    let row = |group: &crate::Violin| spread(violins.axis.scale, &group.name, group.n, &group.five);
    Table { headers: names, rows: violins.groups.iter().map(row).collect() }
}

pub fn quantiles(quantiles: &QuantileQuantile) -> Table {
    let (intercept, slope) = quantiles.line;
    let scale = quantiles.axis.scale;
    let row = |(x, y): &(f64, f64)| {
        vec![exact(AxisScale::Linear, *x), exact(scale, *y), exact(scale, intercept + slope * x)]
    };
    let names = [&format!("{} quantile", quantiles.distribution), &quantiles.axis.name, "on the line"];
    Table { headers: headers(&names), rows: quantiles.points.iter().map(row).collect() }
}

pub fn counts(counts: &Counts) -> Table {
    let mut rows: Vec<Vec<String>> =
        counts.values.iter().map(|(name, rows)| vec![name.clone(), rows.to_string()]).collect();
    if counts.others.0 > 0 {
        rows.push(vec![format!("({} other values)", counts.others.0), counts.others.1.to_string()]);
    }
    if counts.missing > 0 {
        rows.push(vec!["(missing)".into(), counts.missing.to_string()]);
    }
    Table { headers: headers(&[&counts.column, "rows"]), rows }
}

pub fn cross(bars: &CrossBars) -> Table {
    let names = std::iter::once(bars.column.clone()).chain(bars.series.iter().cloned());
    let row = |(name, counts): (&String, &Vec<u64>)| {
        std::iter::once(name.clone()).chain(counts.iter().map(u64::to_string)).collect()
    };
    Table { headers: names.collect(), rows: bars.categories.iter().zip(&bars.counts).map(row).collect() }
}

pub fn missing(matrix: &MissingMatrix) -> Table {
    let row = |(name, missing): (&String, &u64)| {
        let share = *missing as f64 / matrix.rows.max(1) as f64;
        vec![name.clone(), missing.to_string(), share.to_string()]
    };
    let rows = matrix.columns.iter().zip(&matrix.missing).map(row);
    Table { headers: headers(&["column", "missing", "share of rows"]), rows: rows.collect() }
}

pub fn patterns(patterns: &MissingPatterns) -> Table {
    let row = |(columns, rows): &(Vec<u32>, u64)| {
        let named = columns.iter().filter_map(|at| patterns.columns.get(*at as usize));
        let named: Vec<&str> = named.map(String::as_str).collect();
        vec![named.join(" + "), columns.len().to_string(), rows.to_string()]
    };
    let mut rows: Vec<Vec<String>> = patterns.patterns.iter().map(row).collect();
    if patterns.others.0 > 0 {
        let (values, number) = patterns.others;
        rows.push(vec![format!("({values} further patterns)"), String::new(), number.to_string()]);
    }
    Table { headers: headers(&["missing together", "columns", "rows"]), rows }
}
