//! Rows across several columns: pair plots and parallel coordinates.

use super::subjects::{Subjects, axis, laid_out, scale, varied_numbers};
use crate::ExploreError;
use crate::bins::bins;
use crate::cells::{Codes, numbers};
use crate::sample;
use glasshouse_chart::{ChartSpec, PairColumn, PairPlot, ParallelAxis, ParallelCoordinates};
use glasshouse_table::Column;

/// Columns of a pair plot.
const PAIRED: usize = 6;
/// Most points of one of its panels, and of all together.
const POINTS: (u32, u32) = (1000, 10_000);
/// Bars of its histograms.
const BARS: u32 = 20;
/// Parallel axes.
const AXES: usize = 12;
/// Most lines across them, and most pieces from one axis to the next of all lines together.
const LINES: (u32, u32) = (400, 3000);
/// Categories of an axis.
const CATEGORIES: usize = 30;

fn too_few(of: &Subjects<'_>, wanted: &'static str, given: usize) -> ExploreError {
    ExploreError::Columns { picture: of.picture(), wanted, given: given.to_string() }
}

fn all_rows(of: &Subjects<'_>) -> Vec<u32> {
    (0..of.table.rows() as u32).collect()
}

pub(super) fn pair_plot(of: &Subjects<'_>) -> Result<ChartSpec, ExploreError> {
    let columns = of.several(PAIRED, varied_numbers);
    if columns.len() < 2 {
        return Err(too_few(of, "2 to 6 numeric columns that vary", columns.len()));
    }
    let panels = columns.len() as u32 * (columns.len() as u32 - 1) / 2;
    let rows = sample::of(&all_rows(of), POINTS.0.min(POINTS.1 / panels));
    let paired = |column: &Column| -> Result<PairColumn, ExploreError> {
        let values = of.values(column)?;
        let mut sorted: Vec<f64> = values.iter().copied().filter(|v| !v.is_nan()).collect();
        sorted.sort_unstable_by(f64::total_cmp);
        let found = bins(&sorted, Some(BARS));
        let values = rows.iter().map(|row| values[*row as usize]).collect();
        Ok(PairColumn { axis: axis(column), values, edges: found.edges, counts: found.counts })
    };
    Ok(ChartSpec::PairPlot(PairPlot {
        columns: columns.iter().map(|column| paired(column)).collect::<Result<_, _>>()?,
        classes: of.classes(&rows)?,
        sampled_from: of.table.rows() as u64,
    }))
}

pub(super) fn parallel(of: &Subjects<'_>) -> Result<ChartSpec, ExploreError> {
    let columns = of.several(AXES, laid_out);
    if columns.len() < 2 {
        return Err(too_few(of, "2 or more columns of numbers, dates or few categories", columns.len()));
    }
    let rows = sample::of(&all_rows(of), LINES.0.min(LINES.1 / (columns.len() as u32 - 1)));
    Ok(ChartSpec::ParallelCoordinates(ParallelCoordinates {
        axes: columns.iter().filter_map(|column| parallel_axis(column, &rows)).collect(),
        classes: of.classes(&rows)?,
        sampled_from: of.table.rows() as u64,
    }))
}

fn parallel_axis(column: &Column, rows: &[u32]) -> Option<ParallelAxis> {
    let mut axis =
        ParallelAxis { column: column.name.clone(), scale: scale(column), ..ParallelAxis::default() };
    match numbers(column) {
        Some(values) => axis.values = rows.iter().map(|row| values[*row as usize]).collect(),
        None => {
            let codes = Codes::of(column, CATEGORIES)?;
            axis.values =
                rows.iter().map(|row| codes.codes[*row as usize].map_or(f64::NAN, f64::from)).collect();
            axis.categories = codes.names;
        }
    }
    Some(axis)
}
