//! What is worth knowing about a table, in plain words: what was found with its number, what to do,
//! the picture that shows it and the edit of the recipe that answers it.
//!
//! Findings are ranked by how much they matter, then by how far they reach. Columns of which the same
//! is to be said share one finding where one edit answers all of them.

mod columns;
mod draft;
mod gaps;
mod pairs;
mod rows;
mod target;
mod time;
mod writing;

pub(crate) use pairs::{measure_words, picture_of};

use draft::Draft;
use glasshouse_spec::{ColumnFigures, Exploration, FeatureFigures, Finding};
use glasshouse_table::{Column, Table};

/// What findings are drawn from.
pub(crate) struct Facts<'a> {
    /// The rows that were looked at.
    pub table: &'a Table,
    /// The figures.
    pub explored: &'a Exploration,
    /// Sizes of the groups of equal rows.
    pub repeats: &'a [u64],
    /// The column to predict, whether or not it can be.
    pub wanted: Option<&'a str>,
}

impl<'a> Facts<'a> {
    /// Columns with their figures, without the column to predict.
    fn features(&self) -> impl Iterator<Item = (&'a Column, &'a ColumnFigures)> + '_ {
        let columns = self.table.columns().iter().map(AsRef::as_ref).zip(&self.explored.columns);
        columns.filter(|(_, figures)| self.wanted != Some(figures.name.as_str()))
    }

    /// How well a column predicts the target by itself.
    fn telling(&self, column: &str) -> Option<&'a FeatureFigures> {
        self.explored.target.as_ref()?.features.iter().find(|feature| feature.column == column)
    }

    /// Position of a column in the table.
    fn place(&self, column: &str) -> usize {
        self.explored.columns.iter().position(|c| c.name == column).unwrap_or(usize::MAX)
    }
}

/// All findings, the most important first.
pub(crate) fn findings(facts: &Facts<'_>) -> Vec<Finding> {
    if facts.explored.rows == 0 {
        return Vec::new();
    }
    let mut found: Vec<Draft> = Vec::new();
    found.extend(target::findings(facts));
    found.extend(rows::findings(facts));
    found.extend(columns::findings(facts));
    found.extend(writing::findings(facts));
    found.extend(gaps::findings(facts));
    found.extend(pairs::findings(facts));
    found.extend(time::findings(facts));
    // A stable sort: what is equal stays in the order above.
    found.sort_by(|a, b| b.finding.severity.cmp(&a.finding.severity).then(b.weight.total_cmp(&a.weight)));
    found.into_iter().map(|draft| draft.finding).collect()
}

#[cfg(test)]
pub(crate) mod tests;
