//! Series: their parts, and their correlation with themselves.

use super::calendar::Unit;
use super::subjects::{Subjects, axis};
use super::timed::Buckets;
use crate::ExploreError;
use glasshouse_chart::{Axis, ChartSpec, Correlogram, Decomposition, Series};
use glasshouse_spec::ColumnType;
use glasshouse_stats::{autocorrelation, partial_autocorrelation, stl};
use std::collections::BTreeMap;

/// Most points of a series.
const POINTS: usize = 2000;
/// Lags of a correlogram.
const LAGS: usize = 40;
/// Longest season that is looked for.
const SEASON: usize = 400;
const WANTED: &str = "a column of numbers, or dates or numbers to order it by and then one";

/// A series at equal distances.
struct Regular {
    x: Axis,
    column: String,
    points: Vec<(f64, f64)>,
    unit: Option<Unit>,
}

impl Regular {
    /// The column that is named last, in the order of the other: means of units of time, or the rows
    /// one after another. Gaps are filled between their neighbours.
    fn of(of: &Subjects<'_>) -> Result<Self, ExploreError> {
        let ordered = of.request.columns.len() >= 2;
        let column = of.column(usize::from(ordered), WANTED)?;
        let values = of.amounts(column)?;
        let order = if ordered { Some(of.column(0, WANTED)?) } else { None };
        let (x, unit, mut points) = match order {
            Some(by) if by.kind == ColumnType::Datetime => {
                let times = of.values(by)?;
                let empty = || of.nothing(&format!("\"{}\" has no date to order by", by.name));
                let buckets = Buckets::new(&times, by.kind, POINTS as i64).ok_or_else(empty)?;
                (axis(by), buckets.unit, by_unit(&buckets, &values))
            }
            Some(by) => {
                let keys = of.values(by)?;
                let mut rows: Vec<usize> = (0..keys.len()).filter(|row| !keys[*row].is_nan()).collect();
                rows.sort_by(|a, b| keys[*a].total_cmp(&keys[*b]));
                (
                    Axis::named(format!("Place in the order of {}", by.name)),
                    None,
                    numbered(rows.iter().map(|r| values[*r])),
                )
            }
            None => (Axis::named("Row"), None, numbered(values.iter().copied())),
        };
        let mut name = column.name.clone();
        if let Some(unit) = unit.filter(|_| points.len() < values.len()) {
            name = format!("{name}, mean of each {}", unit.word());
        }
        if points.len() > POINTS {
            points.drain(..points.len() - POINTS);
            name = format!("{name}, last {POINTS}");
        }
        if points.iter().filter(|(_, v)| !v.is_nan()).count() < 3 {
            return Err(of.nothing(&format!("\"{}\" has too few values for a series", column.name)));
        }
        fill(&mut points);
        Ok(Self { x, column: name, points, unit })
    }

    fn values(&self) -> Vec<f64> {
        self.points.iter().map(|(_, v)| *v).collect()
    }

    /// Rows in a season: the one that is usual for the unit of time, else where the series is most like
    /// itself.
    fn season(&self) -> usize {
        if let Some(unit) = self.unit.filter(|unit| self.points.len() >= 2 * unit.season()) {
            return unit.season();
        }
        let longest = (self.points.len() / 3).min(SEASON);
        let found = autocorrelation(&self.values(), longest).map(|a| a.values).unwrap_or_default();
        let peak = |lag: &usize| found[*lag] > found[lag - 1] && found[*lag] >= found[lag + 1];
        let peaks = (2..found.len().saturating_sub(1)).filter(peak);
        peaks.reduce(|a, b| if found[b] > found[a] + 1e-9 { b } else { a }).unwrap_or(7)
    }
}

fn numbered(values: impl Iterator<Item = f64>) -> Vec<(f64, f64)> {
    values.enumerate().map(|(i, v)| (i as f64 + 1.0, v)).collect()
}

/// The mean in every unit between the first and the last; NaN where there is none.
fn by_unit(buckets: &Buckets, values: &[f64]) -> Vec<(f64, f64)> {
    let mut sums: BTreeMap<i64, (f64, f64)> = BTreeMap::new();
    for (bucket, value) in buckets.of.iter().zip(values) {
        if let Some(bucket) = bucket.filter(|_| !value.is_nan()) {
            let sum = sums.entry(bucket).or_default();
            *sum = (sum.0 + value, sum.1 + 1.0);
        }
    }
    let ends = sums.keys().next().copied().zip(sums.keys().last().copied());
    let Some(((first, last), unit)) = ends.zip(buckets.unit) else { return Vec::new() };
    let mean = |number: i64| sums.get(&number).map_or(f64::NAN, |(sum, n)| sum / n);
    (first..=last).map(|number| (unit.start(number) as f64, mean(number))).collect()
}

/// Fills gaps by straight lines between their neighbours, and the ends by the nearest value.
fn fill(points: &mut [(f64, f64)]) {
    let known: Vec<usize> = (0..points.len()).filter(|i| !points[*i].1.is_nan()).collect();
    let (Some(&first), Some(&last)) = (known.first(), known.last()) else { return };
    let (head, tail) = (points[first].1, points[last].1);
    points[..first].iter_mut().for_each(|p| p.1 = head);
    points[last + 1..].iter_mut().for_each(|p| p.1 = tail);
    for pair in known.windows(2) {
        let (from, to) = (points[pair[0]].1, points[pair[1]].1);
        let whole = (pair[1] - pair[0]) as f64;
        let between = points[pair[0]..pair[1]].iter_mut().enumerate().skip(1);
        between.for_each(|(i, point)| point.1 = from + (to - from) * i as f64 / whole);
    }
}

pub(super) fn decomposition(of: &Subjects<'_>) -> Result<ChartSpec, ExploreError> {
    let series = Regular::of(of)?;
    let period = of.request.period.map_or_else(|| series.season(), |p| p as usize);
    let short = || {
        of.nothing(&format!(
            "\"{}\" has {} values in order, too few for two seasons of {period}",
            series.column,
            series.points.len()
        ))
    };
    let parts = stl(&series.values(), period, false).ok_or_else(short)?;
    let part = |name: &str, values: Vec<f64>| Series {
        name: name.into(),
        points: series.points.iter().map(|(x, _)| *x).zip(values).collect(),
        ..Series::default()
    };
    Ok(ChartSpec::Decomposition(Decomposition {
        parts: vec![
            part("Observed", series.values()),
            part("Trend", parts.trend),
            part("Seasonal", parts.seasonal),
            part("Residual", parts.remainder),
        ],
        x: series.x,
        column: series.column,
        period: period as u64,
    }))
}

pub(super) fn correlogram(of: &Subjects<'_>, partial: bool) -> Result<ChartSpec, ExploreError> {
    let series = Regular::of(of)?;
    let values = series.values();
    let found = if partial { partial_autocorrelation(&values, LAGS) } else { autocorrelation(&values, LAGS) };
    let found = found.ok_or_else(|| of.nothing(&format!("\"{}\" does not vary", series.column)))?;
    Ok(ChartSpec::Correlogram(Correlogram {
        column: series.column,
        partial,
        values: found.values,
        band: found.bands.iter().map(|half| (-half, *half)).collect(),
        n: values.len() as u64,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_are_filled_between_their_neighbours() {
        let mut points = [f64::NAN, 1.0, f64::NAN, f64::NAN, 4.0, f64::NAN].map(|v| (0.0, v));
        fill(&mut points);
        assert_eq!(points.map(|(_, v)| v), [1.0, 1.0, 2.0, 3.0, 4.0, 4.0]);
    }
}
