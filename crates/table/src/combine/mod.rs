//! Two tables made one: rows below one another, or side by side where keys are equal.
//!
//! The result is a CSV document of its own that goes through the same reader as any file, so
//! nothing behind the reader knows of it. Cells stay as their files write them, but for three
//! things on which two files may differ: a missing cell becomes blank, a number with a decimal
//! comma is written with a point, a date is written in ISO 8601. A [`Planner`] counts what would
//! come of it without doing it; a [`Joiner`] does it. Both work in bounded chunks.

mod agree;
mod cells;
mod error;
mod keys;
mod layout;
mod plan;
mod write;

pub use error::CombineError;
pub use plan::{Planned, Planner};
pub use write::{CombinedText, Joiner};

use crate::{Loaded, Source, Table};
use glasshouse_spec::{CombineSpec, ReadReport};

/// Most rows of a result.
pub const MOST_COMBINED_ROWS: u64 = 20_000_000;
/// Most bytes of a result's text.
pub const MOST_COMBINED_BYTES: u64 = 1 << 30;
/// Suffix of clashing names unless the recipe has one.
pub const DEFAULT_SUFFIX: &str = "_right";

/// One of the two tables.
#[derive(Debug, Clone, Copy)]
pub struct Side<'a> {
    /// Its typed columns.
    pub table: &'a Table,
    /// Its cells as the file writes them.
    pub source: &'a Source,
    /// How it was read.
    pub report: &'a ReadReport,
}

impl<'a> From<&'a Loaded> for Side<'a> {
    fn from(loaded: &'a Loaded) -> Self {
        Self { table: &loaded.table, source: &loaded.source, report: &loaded.report }
    }
}

/// What would come of two tables. See [`Planner`].
///
/// # Errors
/// Those of [`Planner::new`].
pub fn plan_combine<'a>(
    left: Side<'a>,
    right: Side<'a>,
    spec: &CombineSpec,
) -> Result<Planned<'a>, CombineError> {
    let mut planner = Planner::new(left, right, spec)?;
    while !planner.advance() {}
    Ok(planner.finish())
}

/// Makes two tables one. See [`Joiner`].
///
/// # Errors
/// Those of [`Planner::new`] and [`Planned::joiner`].
pub fn combine(left: Side<'_>, right: Side<'_>, spec: &CombineSpec) -> Result<CombinedText, CombineError> {
    let mut joiner = plan_combine(left, right, spec)?.joiner()?;
    while !joiner.advance() {}
    Ok(joiner.finish())
}
