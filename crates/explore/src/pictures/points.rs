//! Points of two columns: a sample of them with a line through all, or counts in hexagons.

use super::subjects::{Subjects, axis};
use crate::ExploreError;
use crate::sample;
use crate::words::number;
use glasshouse_chart::{ChartSpec, Hexbin, Scatter, Trend};
use glasshouse_stats::distributions::student_t_quantile;
use glasshouse_stats::sum;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// Points that are drawn.
const POINTS: u32 = 5000;
/// Places at which the band of a line is drawn.
const PLACES: usize = 40;
/// Hexagons across, and rows of them.
const GRID: (f64, f64) = (32.0, 24.0);
/// Distance of two rows of regular hexagons of width 1.
const APART: f64 = 0.866_025_403_784_438_6;

const WANTED: &str = "2 columns of numbers";

/// Two columns, and the rows where both have a value.
struct Pair<'a> {
    x: Cow<'a, [f64]>,
    y: Cow<'a, [f64]>,
    rows: Vec<u32>,
}

fn pair<'a>(of: &Subjects<'a>) -> Result<Pair<'a>, ExploreError> {
    let (x, y) = (of.values(of.column(0, WANTED)?)?, of.values(of.column(1, WANTED)?)?);
    let there = |row: &u32| !x[*row as usize].is_nan() && !y[*row as usize].is_nan();
    let rows: Vec<u32> = (0..x.len() as u32).filter(there).collect();
    if rows.is_empty() {
        return Err(of.nothing("No row has a value in both columns"));
    }
    Ok(Pair { x, y, rows })
}

impl Pair<'_> {
    fn point(&self, row: u32) -> (f64, f64) {
        (self.x[row as usize], self.y[row as usize])
    }
}

pub(super) fn scatter(of: &Subjects<'_>) -> Result<ChartSpec, ExploreError> {
    let found = pair(of)?;
    let drawn = sample::of(&found.rows, POINTS);
    Ok(ChartSpec::Scatter(Scatter {
        x: axis(of.column(0, WANTED)?),
        y: axis(of.column(1, WANTED)?),
        points: drawn.iter().map(|row| found.point(*row)).collect(),
        color: of.coloring(&drawn)?,
        size: of.sizes(&drawn)?,
        trend: trend(&found),
        sampled_from: found.rows.len() as u64,
    }))
}

/// The line of least squares through all points, with the 95 % band of its mean; `None` where x or y
/// does not vary.
fn trend(found: &Pair<'_>) -> Option<Trend> {
    let n = found.rows.len() as f64;
    let of = |values: &[f64]| -> Vec<f64> { found.rows.iter().map(|row| values[*row as usize]).collect() };
    let (x, y) = (of(&found.x), of(&found.y));
    let (mx, my) = (sum(&x) / n, sum(&y) / n);
    let products = |a: &[f64], ma: f64, b: &[f64], mb: f64| {
        sum(&a.iter().zip(b).map(|(a, b)| (a - ma) * (b - mb)).collect::<Vec<_>>())
    };
    let (xx, yy, xy) = (products(&x, mx, &x, mx), products(&y, my, &y, my), products(&x, mx, &y, my));
    let slope = xy / xx;
    let share = xy * xy / (xx * yy);
    if n < 3.0 || !slope.is_finite() || !share.is_finite() {
        return None;
    }
    let (low, high) = x.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), v| (l.min(*v), h.max(*v)));
    let at = |x: f64| my + slope * (x - mx);
    let spread = ((yy - slope * xy).max(0.0) / (n - 2.0)).sqrt();
    let t = student_t_quantile(0.975, n - 2.0);
    let bound = |i: usize| {
        let x = low + (high - low) * i as f64 / PLACES as f64;
        let half = t * spread * (1.0 / n + (x - mx) * (x - mx) / xx).sqrt();
        (x, at(x) - half, at(x) + half)
    };
    let sign = if slope < 0.0 { '−' } else { '+' };
    let start = my - slope * mx;
    let words =
        format!("y = {} {sign} {} x, R² {}", number(start), number(slope.abs()), number(share.min(1.0)));
    Some(Trend {
        words,
        line: vec![(low, at(low)), (high, at(high))],
        band: (0..=PLACES).map(bound).collect(),
    })
}

/// Counts of all points in a honeycomb over both ranges.
pub(super) fn hexbin(of: &Subjects<'_>) -> Result<ChartSpec, ExploreError> {
    let found = pair(of)?;
    let range = |values: &[f64]| {
        let all = || found.rows.iter().map(|row| values[*row as usize]);
        let (low, high) = (all().fold(f64::INFINITY, f64::min), all().fold(f64::NEG_INFINITY, f64::max));
        let width = high - low;
        (low, if width > 0.0 && width.is_finite() { width } else { 1.0 })
    };
    let ((x0, wide), (y0, high)) = (range(&found.x), range(&found.y));
    let step = (wide / GRID.0, high / GRID.1);
    let mut cells: BTreeMap<(i64, i64), u64> = BTreeMap::new();
    for row in &found.rows {
        let (x, y) = found.point(*row);
        *cells.entry(nearest((x - x0) / step.0, (y - y0) / step.1)).or_default() += 1;
    }
    let middle = |((row, column), n): ((i64, i64), u64)| {
        let x = column as f64 + moved(row);
        (x0 + x * step.0, y0 + row as f64 * step.1, n)
    };
    Ok(ChartSpec::Hexbin(Hexbin {
        x: axis(of.column(0, WANTED)?),
        y: axis(of.column(1, WANTED)?),
        cells: cells.into_iter().map(middle).collect(),
        step,
        hexagons: true,
        missing: (found.x.len() - found.rows.len()) as u64,
    }))
}

/// How far a row of hexagons is moved, in widths.
fn moved(row: i64) -> f64 {
    if row.rem_euclid(2) == 1 { 0.5 } else { 0.0 }
}

/// The row and the column of the hexagon whose middle is nearest; the point is in widths and rows.
fn nearest(x: f64, y: f64) -> (i64, i64) {
    let below = y.floor() as i64;
    let candidate = |row: i64| {
        let column = libm::round(x - moved(row));
        let (dx, dy) = (x - column - moved(row), (y - row as f64) * APART);
        (dx * dx + dy * dy, (row, column as i64))
    };
    let (a, b) = (candidate(below), candidate(below + 1));
    if b.0 < a.0 { b.1 } else { a.1 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn middles_of_hexagons_belong_to_themselves() {
        for row in -3..4_i64 {
            for column in -3..4_i64 {
                let x = column as f64 + moved(row);
                assert_eq!(nearest(x, row as f64), (row, column));
                assert_eq!(nearest(x + 0.2, row as f64 - 0.2), (row, column));
            }
        }
    }
}
