//! What pictures of one column, of counts and of gaps say.

use super::{rows, things};
use crate::layout::written;
use crate::number::{count, percent, value};
use crate::spec::{
    Boxes, Counts, CrossBars, Histogram, MissingMatrix, MissingPatterns, QuantileQuantile, Together, Violins,
};

pub fn histogram(histogram: &Histogram) -> String {
    let total: u64 = histogram.counts.iter().sum();
    if total == 0 {
        return densities(histogram);
    }
    let edge = |at: f64| written(histogram.scale, at);
    let mut words = format!("Histogram of {}: {}", histogram.column, rows(total));
    if histogram.sampled_from > total {
        words += &format!(" sampled from {}", count(histogram.sampled_from));
    }
    let fullest = histogram.edges.windows(2).zip(&histogram.counts).rev().max_by_key(|(_, number)| **number);
    match (histogram.edges.first(), histogram.edges.last(), fullest) {
        (Some(first), Some(last), Some((pair, number))) => {
            let share = percent(*number as f64 / total as f64);
            words += &format!(
                " from {} to {}. Most, {share}, are between {} and {}.",
                edge(*first),
                edge(*last),
                edge(pair[0]),
                edge(pair[1])
            );
        }
        _ => words.push('.'),
    }
    if !histogram.classes.is_empty() {
        words += &format!(" Told apart by {}: {}.", histogram.by, names(histogram));
    }
    words + &missing(histogram.missing)
}

fn names(histogram: &Histogram) -> String {
    let names: Vec<&str> = histogram.classes.iter().take(8).map(|class| class.class.as_str()).collect();
    let rest = histogram.classes.len() - names.len();
    if rest > 0 { format!("{} and {rest} more", names.join(", ")) } else { names.join(", ") }
}

fn missing(number: u64) -> String {
    if number > 0 { format!(" {} missing.", count(number)) } else { String::new() }
}

fn densities(histogram: &Histogram) -> String {
    let curves = histogram.densities();
    let peak = |(name, curve): &(&str, Vec<(f64, f64)>)| {
        let (x, _) = curve.iter().copied().reduce(|a, b| if b.1 > a.1 { b } else { a })?;
        let at = written(histogram.scale, x);
        Some(if name.is_empty() { format!("at {at}") } else { format!("{name} at {at}") })
    };
    let peaks: Vec<String> = curves.iter().take(8).filter_map(peak).collect();
    if peaks.is_empty() {
        return format!("{} has no values to show.{}", histogram.column, missing(histogram.missing));
    }
    let by = if histogram.by.is_empty() { String::new() } else { format!(" by {}", histogram.by) };
    let column = &histogram.column;
    format!("Density of {column}{by}, highest: {}.{}", peaks.join(", "), missing(histogram.missing))
}

/// A group's name, middle and middle half.
struct Spread<'a> {
    name: &'a str,
    n: u64,
    five: &'a [f64; 5],
}

fn spreads(what: &str, axis: &crate::Axis, by: Option<&str>, groups: &[Spread], others: u64) -> String {
    let at = |value: f64| written(axis.scale, value);
    let full: Vec<&Spread> = groups.iter().filter(|group| group.n > 0 && group.five[2].is_finite()).collect();
    let Some(first) = full.first() else { return format!("{what} of {}: no values.", axis.name) };
    let Some(by) = by else {
        let [least, lower, median, upper, most] = first.five.map(at);
        return format!(
            "{what} of {}: {}, median {median}, middle half from {lower} to {upper}, all from {least} to {most}.",
            axis.name,
            things(first.n, "value")
        );
    };
    let mut words = format!("{what}s of {} for {} of {by}.", axis.name, things(groups.len() as u64, "group"));
    let low = full.iter().copied().reduce(|a, b| if b.five[2] < a.five[2] { b } else { a }).unwrap_or(first);
    let high = full.iter().copied().reduce(|a, b| if b.five[2] > a.five[2] { b } else { a }).unwrap_or(first);
    let said = |group: &Spread| format!("{} ({})", group.name, at(group.five[2]));
    words += &if full.len() < 2 {
        format!(" The median of {} is {}.", first.name, at(first.five[2]))
    } else {
        format!(" The lowest median has {}, the highest {}.", said(low), said(high))
    };
    if others > 0 {
        words += &format!(" {} not shown.", things(others, "further group"));
    }
    words
}

/// How many of all are drawn, where not all are.
fn of_them(drawn: u64, all: u64, how: &str) -> String {
    if drawn < all { format!(" ({} of them drawn{how})", count(drawn)) } else { String::new() }
}

pub fn boxes(boxes: &Boxes) -> String {
    let spreads_of =
        boxes.groups.iter().map(|group| Spread { name: &group.name, n: group.n, five: &group.five });
    let groups: Vec<Spread> = spreads_of.collect();
    let words = spreads("Box plot", &boxes.axis, boxes.by.as_deref(), &groups, boxes.others);
    let outliers: u64 = boxes.groups.iter().map(|group| group.outliers_total).sum();
    let drawn: u64 = boxes.groups.iter().map(|group| group.outliers.len() as u64).sum();
    match outliers {
        0 => words,
        all => format!("{words} {} beyond the whiskers{}.", things(all, "value"), of_them(drawn, all, "")),
    }
}

pub fn violins(violins: &Violins) -> String {
    let spreads_of =
        violins.groups.iter().map(|group| Spread { name: &group.name, n: group.n, five: &group.five });
    let groups: Vec<Spread> = spreads_of.collect();
    spreads("Violin plot", &violins.axis, violins.by.as_deref(), &groups, violins.others)
}

pub fn quantiles(quantiles: &QuantileQuantile) -> String {
    let (intercept, slope) = quantiles.line;
    let name = &quantiles.axis.name;
    let n = quantiles.finite().count() as u64;
    let total = quantiles.sampled_from.max(n);
    let mut words = format!(
        "Quantiles of {name} against a {} distribution, {}{}.",
        quantiles.distribution,
        things(total, "value"),
        of_them(n, total, ", evenly over their order")
    );
    let away = quantiles.finite().map(|(x, y)| (y, y - (intercept + slope * x)));
    let away = away.filter(|(_, by)| by.is_finite()).reduce(|a, b| if b.1.abs() > a.1.abs() { b } else { a });
    if let Some((y, by)) = away {
        let side = if by < 0.0 { "below" } else { "above" };
        let y = written(quantiles.axis.scale, y);
        words += &format!(" Farthest from the line is {y}, {} {side} it.", value(by.abs()));
    }
    words
}

pub fn counts(what: &str, counts: &Counts) -> String {
    let total = counts.total();
    let n = counts.values.len() as u64 + counts.others.0;
    let mut words = format!("{what}: {} of {} in {}.", things(n, "value"), counts.column, rows(total));
    let most = counts.values.iter().rev().max_by_key(|value| value.1);
    let least = counts.values.iter().min_by_key(|value| value.1);
    if let (Some((name, number)), true) = (most, total > 0) {
        let share = percent(*number as f64 / total as f64);
        words += &format!(" The most frequent is {name} with {} ({share})", rows(*number));
        words += &match least {
            Some((rare, number)) if counts.others.0 == 0 && counts.values.len() > 1 && rare != name => {
                format!(", the rarest {rare} with {}.", count(*number))
            }
            _ => ".".into(),
        };
    }
    words + &missing(counts.missing)
}

pub fn cross(bars: &CrossBars) -> String {
    let total: u64 = bars.counts.iter().flatten().sum();
    let how = match bars.together {
        Together::Stacked => "Stacked bars",
        Together::Grouped => "Grouped bars",
        Together::Shares => "Shares",
    };
    let mut words = format!(
        "{how} of {} ({}) by {} ({}): {}.",
        bars.column,
        things(bars.categories.len() as u64, "category").replace("categorys", "categories"),
        bars.by,
        things(bars.series.len() as u64, "group"),
        rows(total)
    );
    let cells = bars.counts.iter().enumerate();
    let cells = cells.flat_map(|(c, row)| row.iter().enumerate().map(move |(s, number)| (c, s, *number)));
    if let Some((c, s, number)) = cells.filter(|cell| cell.2 > 0).reduce(|a, b| if b.2 > a.2 { b } else { a })
    {
        let (category, series) = (&bars.categories[c], &bars.series[s]);
        words += &format!(" Most often {category} meets {series}: {}.", rows(number));
    }
    if bars.others.0 > 0 {
        let others = things(bars.others.0, "value");
        words += &format!(" {others} of {} not shown ({}).", bars.column, rows(bars.others.1));
    }
    words
}

fn missing_share(missing: u64, rows: u64) -> String {
    percent(missing as f64 / rows.max(1) as f64)
}

pub fn missing_matrix(matrix: &MissingMatrix) -> String {
    let cells: u64 = matrix.missing.iter().sum();
    let all = matrix.rows.saturating_mul(matrix.columns.len() as u64);
    let columns = things(matrix.columns.len() as u64, "column");
    let mut words = format!("Missing cells of {columns} over {}", rows(matrix.rows));
    let each = matrix.rows.div_ceil(matrix.blocks.len().max(1) as u64);
    if each > 1 {
        words += &format!(" ({} to a line)", count(each));
    }
    words += &format!(": {}", count(cells));
    if cells == 0 {
        return words + ".";
    }
    words += &format!(" ({}).", missing_share(cells, all));
    let worst = matrix.columns.iter().zip(&matrix.missing).rev().max_by_key(|column| column.1);
    if let Some((name, missing)) = worst {
        words += &format!(" Most in {name}: {} ({}).", count(*missing), missing_share(*missing, matrix.rows));
    }
    words
}

pub fn patterns(patterns: &MissingPatterns) -> String {
    let named = |columns: &[u32]| {
        let names = columns.iter().filter_map(|at| patterns.columns.get(*at as usize));
        names.map(String::as_str).collect::<Vec<_>>().join(" with ")
    };
    let complete =
        patterns.patterns.iter().find(|pattern| pattern.0.is_empty()).map_or(0, |pattern| pattern.1);
    let share = missing_share(complete, patterns.rows);
    let mut words = format!("{} of {} ({share}) have no gap.", count(complete), rows(patterns.rows));
    if let Some((columns, number)) = patterns.patterns.iter().find(|pattern| !pattern.0.is_empty()) {
        words += &format!(" Most often missing: {}, in {}.", named(columns), rows(*number));
    }
    let together = patterns.patterns.iter().find(|pattern| pattern.0.len() > 1);
    if let Some((columns, number)) = together {
        words += &format!(" Most often missing together: {}, in {}.", named(columns), rows(*number));
    }
    words
}
