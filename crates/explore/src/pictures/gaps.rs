//! Where cells are missing, and which columns lack together.

use super::subjects::Subjects;
use crate::{ExploreError, missing_figures};
use glasshouse_chart::{ChartSpec, MissingMatrix, MissingPatterns};

/// Most columns of a matrix: those with the most gaps.
const COLUMNS: usize = 60;

pub(super) fn matrix(of: &Subjects<'_>) -> Result<ChartSpec, ExploreError> {
    let figures = missing_figures(of.table).matrix;
    let missing: Vec<u64> = of.table.columns().iter().map(|column| column.missing() as u64).collect();
    let mut shown: Vec<usize> = (0..missing.len()).collect();
    shown.sort_by_key(|i| (std::cmp::Reverse(missing[*i]), *i));
    shown.truncate(COLUMNS);
    shown.sort_unstable();
    let share = |block: &glasshouse_spec::MissingBlock| {
        shown.iter().map(|i| block.missing[*i] as f64 / block.rows.max(1) as f64).collect()
    };
    Ok(ChartSpec::MissingMatrix(MissingMatrix {
        columns: shown.iter().map(|i| figures.columns[*i].clone()).collect(),
        missing: shown.iter().map(|i| missing[*i]).collect(),
        rows: of.table.rows() as u64,
        blocks: figures.blocks.iter().map(share).collect(),
    }))
}

pub(super) fn patterns(of: &Subjects<'_>) -> Result<ChartSpec, ExploreError> {
    let figures = missing_figures(of.table);
    if figures.cells == 0 {
        return Err(of.nothing("No cell is missing"));
    }
    let named = |name: &String| figures.patterns.iter().any(|p| p.columns.contains(name));
    let columns: Vec<String> =
        of.table.names().iter().map(ToString::to_string).filter(|n| named(n)).collect();
    let place = |name: &String| columns.iter().position(|c| c == name).map(|i| i as u32);
    let patterns: Vec<(Vec<u32>, u64)> =
        figures.patterns.iter().map(|p| (p.columns.iter().filter_map(place).collect(), p.rows)).collect();
    let listed: u64 = patterns.iter().map(|(_, rows)| rows).sum();
    let rows = of.table.rows() as u64;
    let others = (figures.combinations - patterns.len() as u64, rows - listed);
    Ok(ChartSpec::MissingPatterns(MissingPatterns { columns, patterns, others, rows }))
}
