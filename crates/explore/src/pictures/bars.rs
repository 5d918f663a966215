//! Counts of a column's values.

use super::subjects::{COLORS, Subjects};
use crate::ExploreError;
use crate::bins::bins;
use crate::cells::{Codes, numbers};
use glasshouse_chart::{Bars, ChartSpec, Counts, Histogram};
use glasshouse_stats::sum;
use glasshouse_table::{Column, column_profile};

/// Bars that are drawn.
const BARS: usize = 30;
/// Slices that are drawn.
const SLICES: usize = 8;
/// Bars that stand upright, and the longest name that fits under one.
const UPRIGHT: (usize, usize) = (8, 12);
/// Different values that are counted one by one.
const COUNTED: usize = 20_000;

/// How often each value occurs, the most frequent first; values that are left out, and their rows.
fn tally(column: &Column, most: usize) -> (Vec<(String, u64)>, (u64, u64)) {
    let present = (column.len() - column.missing()) as u64;
    let (mut values, unique) = match Codes::of(column, COUNTED) {
        Some(codes) => {
            let counts = codes.counts();
            let values: Vec<(String, u64)> = codes.names.into_iter().zip(counts).collect();
            let unique = values.len() as u64;
            (values, unique)
        }
        None => {
            let profile = column_profile(column);
            (profile.top, profile.unique)
        }
    };
    values.sort_by_key(|(_, rows)| std::cmp::Reverse(*rows));
    values.truncate(most);
    let shown: u64 = values.iter().map(|(_, rows)| rows).sum();
    let others = (unique.saturating_sub(values.len() as u64), present - shown);
    (values, others)
}

fn counts(of: &Subjects<'_>, most: usize) -> Result<Counts, ExploreError> {
    let column = of.column(0, "1 column")?;
    let (values, others) = tally(column, most);
    if values.is_empty() {
        return Err(of.nothing(&format!("\"{}\" has no value to count", column.name)));
    }
    let short = values.iter().all(|(name, _)| name.chars().count() <= UPRIGHT.1);
    Ok(Counts {
        column: column.name.clone(),
        upright: short && values.len() <= UPRIGHT.0,
        values,
        others,
        missing: column.missing() as u64,
        by_class: false,
    })
}

/// Bars of counts; with a numeric `by`, of its means. Numbers of many values become a histogram.
pub(super) fn bar(of: &Subjects<'_>) -> Result<ChartSpec, ExploreError> {
    let column = of.column(0, "1 column")?;
    match &of.request.by {
        Some(by) => means(of, column, of.named(by)?),
        None => match numbers(column).filter(|_| Codes::of(column, BARS).is_none()) {
            Some(values) => Ok(ChartSpec::Histogram(intervals(of, column, &values))),
            None => Ok(ChartSpec::Counts(counts(of, BARS)?)),
        },
    }
}

fn intervals(of: &Subjects<'_>, column: &Column, values: &[f64]) -> Histogram {
    let mut sorted: Vec<f64> = values.iter().copied().filter(|v| !v.is_nan()).collect();
    sorted.sort_unstable_by(f64::total_cmp);
    let found = bins(&sorted, of.request.bins);
    Histogram {
        scale: super::subjects::scale(column),
        missing: (values.len() - sorted.len()) as u64,
        ..Histogram::new(&column.name, found.edges, found.counts)
    }
}

/// The mean of a number for each category, the largest first.
fn means(of: &Subjects<'_>, column: &Column, by: &Column) -> Result<ChartSpec, ExploreError> {
    let values = of.amounts(by)?;
    let codes = of.categories(column, BARS)?.codes;
    let mut groups = vec![Vec::new(); codes.names.len()];
    for (value, code) in values.iter().zip(&codes.codes) {
        if let Some(code) = code.filter(|_| !value.is_nan()) {
            groups[code as usize].push(*value);
        }
    }
    let named = codes.names.into_iter().zip(groups).filter(|(_, group)| !group.is_empty());
    let mut items: Vec<(String, f64)> =
        named.map(|(name, group)| (name, sum(&group) / group.len() as f64)).collect();
    if items.is_empty() {
        return Err(of.nothing("No category has a value to take the mean of"));
    }
    items.sort_by(|a, b| b.1.total_cmp(&a.1));
    Ok(ChartSpec::Bars(Bars::new(format!("mean {}", by.name), items)))
}

pub(super) fn pie(of: &Subjects<'_>) -> Result<ChartSpec, ExploreError> {
    Ok(ChartSpec::Pie(counts(of, SLICES)?))
}

/// Rows of each class, in the order of classes.
pub(super) fn balance(of: &Subjects<'_>) -> Result<ChartSpec, ExploreError> {
    let column = of.column(0, "1 column of classes")?;
    let kept = of.categories(column, BARS)?;
    let rows = kept.codes.counts();
    let counts = Counts {
        column: column.name.clone(),
        by_class: kept.codes.names.len() <= COLORS,
        values: kept.codes.names.into_iter().zip(rows).collect(),
        others: kept.others,
        missing: column.missing() as u64,
        upright: false,
    };
    Ok(ChartSpec::Counts(counts))
}
