//! What a step is once it was fitted: the columns that it reads and makes, and how it is applied.

use crate::PrepareError;
use glasshouse_spec::Warning;
use glasshouse_table::{Column, Table};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A step that was fitted. It treats one column after the other, or all of them
/// [together](Self::together).
///
/// Columns are named as they stand when the step's turn comes; those that it does not name pass through.
pub(crate) trait FittedStep {
    /// Columns whose cells it reads; those that it only drops are not among them.
    fn reads(&self) -> Vec<&str>;

    /// Columns in which nothing is missing once it is applied, and those that it replaces by such.
    fn fills(&self) -> Vec<&str> {
        Vec::new()
    }

    /// Columns in which cells may be missing once it is applied, though none were before.
    fn opens(&self) -> Vec<&str> {
        Vec::new()
    }

    /// Columns that it makes under other names, each with those that it makes them of.
    fn makes(&self) -> Vec<(Vec<&str>, Vec<&str>)> {
        Vec::new()
    }

    /// Columns that it drops without reading them.
    fn drops(&self) -> &[String] {
        &[]
    }

    /// Forgets dropped columns that are no longer given to it.
    fn forget_dropped(&mut self, _names: &[String]) {}

    /// Whether what it makes of a row depends on other rows of the table.
    fn looks_along(&self) -> bool {
        false
    }

    /// Takes in what the same step learnt of further columns.
    fn join(&mut self, _more: Self)
    where
        Self: Sized,
    {
        debug_assert!(false, "a step that reads its columns together learns of them once");
    }

    /// Whether what it makes of its columns is appended and they stay; else it takes their place.
    fn appends(&self) -> bool {
        false
    }

    /// Whether its parts fit together, so that no rows lead outside of it: a bundle comes from anywhere.
    fn is_sound(&self) -> bool {
        true
    }

    /// Looks at a table before any of it is treated.
    fn check(&self, _table: &Table) -> Result<(), PrepareError> {
        Ok(())
    }

    /// What becomes of a column: of the one at a place among those that it reads. The order and the
    /// number of rows stay. Where nobody else holds the column, its cells may be changed in their place.
    /// What a person should know goes to `notes`.
    fn treat(
        &self,
        _at: usize,
        column: Arc<Column>,
        _notes: &mut Notes,
    ) -> Result<Vec<Arc<Column>>, PrepareError> {
        Ok(vec![column])
    }

    /// Whether it treats all its columns together.
    fn is_together(&self) -> bool {
        false
    }

    /// Begins to treat all its columns together.
    fn together<'a>(&'a self, _table: &'a Table) -> Result<Box<dyn Applying + 'a>, PrepareError> {
        unreachable!("a step that treats its columns together begins to")
    }
}

/// A step that is being applied to several columns together, a bounded piece after the other.
pub(crate) trait Applying {
    /// Does the next piece.
    fn advance(&mut self, notes: &mut Notes) -> Result<Applied, PrepareError>;
}

/// How far a step is applied.
pub(crate) enum Applied {
    /// The share that is done.
    Running(f64),
    /// What it made.
    Done(Made),
}

/// What a step made of several columns.
#[derive(Default)]
pub(crate) struct Made {
    /// What stands in the place of columns.
    pub replaced: BTreeMap<String, Vec<Arc<Column>>>,
    /// What stands at the end.
    pub appended: Vec<Arc<Column>>,
}

/// What was noticed while steps were fitted or applied.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Notes {
    /// Cells of categories that the training rows did not have, by column.
    pub unseen: BTreeMap<String, u64>,
    /// Missing cells by column, where the training rows had none.
    pub missing: BTreeMap<String, u64>,
    /// Numbers below 0 that a step took as 0, by column.
    pub negative: BTreeMap<String, u64>,
    /// Cells that could not be read as what a step reads them as, by column.
    pub unparsed: BTreeMap<String, u64>,
    /// What to look at.
    pub warnings: Vec<Warning>,
}

impl Notes {
    /// Counts cells of unseen categories.
    pub(crate) fn add_unseen(&mut self, column: &str, cells: u64) {
        if cells > 0 {
            *self.unseen.entry(column.into()).or_default() += cells;
        }
    }

    /// Counts cells that cannot be read.
    pub(crate) fn add_unparsed(&mut self, column: &str, cells: u64) {
        if cells > 0 {
            *self.unparsed.entry(column.into()).or_default() += cells;
        }
    }

    /// Counts numbers below 0 that are taken as 0.
    pub(crate) fn add_negative(&mut self, column: &str, cells: u64) {
        if cells > 0 {
            *self.negative.entry(column.into()).or_default() += cells;
        }
    }
}
