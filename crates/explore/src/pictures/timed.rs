//! Means over time, or over another number.

use super::calendar::Unit;
use super::subjects::{COLORS, Subjects, axis};
use crate::ExploreError;
use crate::words::count;
use glasshouse_chart::{Axis, ChartSpec, Lines, Series};
use glasshouse_spec::ColumnType;
use std::collections::BTreeMap;

/// Points of a line.
const POINTS: i64 = 400;
/// Lines.
const LINES: usize = 8;

/// Where each row stands along the level axis: its bucket; and what a bucket is.
pub(super) struct Buckets {
    /// Bucket by row; `None` where there is no value.
    pub of: Vec<Option<i64>>,
    /// Unit of time, for dates.
    pub unit: Option<Unit>,
    low: f64,
    width: f64,
    /// What buckets are, ascending, where each is a value.
    values: Vec<f64>,
}

impl Buckets {
    /// Puts instants into units of time, and numbers of many different values into equal intervals.
    pub fn new(values: &[f64], kind: ColumnType, most: i64) -> Option<Self> {
        let there = || values.iter().copied().filter(|v| !v.is_nan());
        let (low, high) = (there().fold(f64::INFINITY, f64::min), there().fold(f64::NEG_INFINITY, f64::max));
        if low > high {
            return None;
        }
        if kind == ColumnType::Datetime {
            let unit = Unit::between(low as i64, high as i64, most);
            let number = |v: &f64| (!v.is_nan()).then(|| unit.number(*v as i64));
            let of = values.iter().map(number).collect();
            return Some(Self { of, unit: Some(unit), low, width: 0.0, values: Vec::new() });
        }
        let mut different: Vec<f64> = there().map(|v| v + 0.0).collect();
        different.sort_unstable_by(f64::total_cmp);
        different.dedup();
        let width = if different.len() as i64 <= most { 0.0 } else { (high - low) / most as f64 };
        let place = |v: f64| match width > 0.0 {
            true => (((v - low) / width) as i64).min(most - 1),
            false => different.partition_point(|other| *other < v) as i64,
        };
        let of = values.iter().map(|v| (!v.is_nan()).then(|| place(*v))).collect();
        Some(Self { of, unit: None, low, width, values: different })
    }

    /// Where a bucket stands: the beginning of a unit, the middle of an interval, the value itself.
    fn at(&self, bucket: i64) -> f64 {
        match self.unit {
            Some(unit) => unit.start(bucket) as f64,
            None if self.width > 0.0 => self.low + (bucket as f64 + 0.5) * self.width,
            None => self.values.get(bucket as usize).copied().unwrap_or(f64::NAN),
        }
    }

    /// The first and the last bucket.
    fn ends(&self) -> Option<(i64, i64)> {
        let all = || self.of.iter().flatten().copied();
        all().min().zip(all().max())
    }

    fn words(&self, rows: u64) -> String {
        let rows = count(rows, "row", "rows");
        match self.unit {
            Some(unit) => format!("Mean of each {}, of {rows}", unit.word()),
            None if self.width > 0.0 => format!("Mean of each interval, of {rows}"),
            None => format!("Mean of each value, of {rows}"),
        }
    }
}

/// The mean of some values in each bucket that has any, in order. There are few buckets.
fn means(buckets: &Buckets, rows: impl Iterator<Item = (usize, f64)>) -> Vec<(f64, f64)> {
    let (first, last) = buckets.ends().unwrap_or((0, -1));
    let mut sums = vec![(0.0, 0.0); (last - first + 1) as usize];
    for (row, value) in rows {
        if let Some(bucket) = buckets.of[row].filter(|_| !value.is_nan()) {
            let sum = &mut sums[(bucket - first) as usize];
            *sum = (sum.0 + value, sum.1 + 1.0);
        }
    }
    let filled = (first..).zip(sums).filter(|(_, (_, n))| *n > 0.0);
    filled.map(|(bucket, (sum, n))| (buckets.at(bucket), sum / n)).collect()
}

/// Means over dates or numbers: a line for each further column, or for each category of one. Dates
/// alone are counted.
pub(super) fn line(of: &Subjects<'_>) -> Result<ChartSpec, ExploreError> {
    let wanted = "a column of dates or numbers, then 1 or more of numbers";
    let column = of.column(0, wanted)?;
    let x = of.values(column)?;
    let empty = || of.nothing(&format!("\"{}\" has no value to lay along the axis", column.name));
    let buckets = Buckets::new(&x, column.kind, POINTS).ok_or_else(empty)?;
    let rows = x.iter().filter(|v| !v.is_nan()).count() as u64;
    if of.request.columns.len() < 2 {
        return Ok(counted(axis(column), &buckets, rows));
    }
    let mut series = Vec::new();
    let mut by = String::new();
    let first = of.column(1, wanted)?;
    if let Some(name) = &of.request.by {
        let codes = of.categories(of.named(name)?, COLORS)?.codes;
        let values = of.amounts(first)?;
        for (code, class) in codes.names.iter().enumerate() {
            let of_class = |row: &usize| codes.codes[*row] == Some(code as u32);
            let rows = (0..x.len()).filter(of_class).map(|row| (row, values[row]));
            series.push(Series { name: class.clone(), points: means(&buckets, rows), ..Series::default() });
        }
        by.clone_from(name);
    } else {
        for at in 1..of.request.columns.len().min(LINES + 1) {
            let column = of.column(at, wanted)?;
            let values = of.amounts(column)?;
            let points = means(&buckets, values.iter().copied().enumerate());
            series.push(Series { name: column.name.clone(), points, ..Series::default() });
        }
    }
    series.retain(|line| !line.points.is_empty());
    if series.is_empty() {
        return Err(of.nothing("No row has a value in both columns"));
    }
    let one = of.request.columns.len() == 2;
    let y = if one { Axis::column(&first.name) } else { Axis::named("Mean") };
    Ok(ChartSpec::Lines(Lines { x: axis(column), y, by, series, aggregated: buckets.words(rows) }))
}

/// Rows over time.
fn counted(x: Axis, buckets: &Buckets, rows: u64) -> ChartSpec {
    let mut counts: BTreeMap<i64, f64> = BTreeMap::new();
    buckets.of.iter().flatten().for_each(|bucket| *counts.entry(*bucket).or_default() += 1.0);
    // Between the first and the last unit every one is counted, empty ones too.
    let (first, last) =
        (counts.keys().next().copied().unwrap_or(0), counts.keys().last().copied().unwrap_or(-1));
    let points = (first..=last).map(|b| (buckets.at(b), counts.get(&b).copied().unwrap_or(0.0)));
    let series = vec![Series { points: points.collect(), ..Series::default() }];
    let aggregated = buckets.words(rows).replace("Mean of", "Rows in");
    ChartSpec::Lines(Lines { x, y: Axis::named("Rows"), by: String::new(), series, aggregated })
}
