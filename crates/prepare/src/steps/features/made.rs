//! Columns that a step makes of several others, one after the other.

use crate::fitted::{Applied, Applying, Made};
use crate::{Notes, PrepareError, cells};
use arrow_array::{Array, Float64Array};
use glasshouse_table::{Column, Table};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Columns that are being made.
pub(super) struct Making<'a> {
    /// How many there are.
    count: usize,
    /// What makes the one of a place.
    make: Box<dyn Fn(usize) -> Result<Arc<Column>, PrepareError> + 'a>,
    /// Columns whose place they take, all at the first's; they are appended where there is none.
    replaces: Vec<String>,
    /// Columns that go.
    pub drops: Vec<String>,
    /// Those that are made.
    made: Vec<Arc<Column>>,
}

impl<'a> Making<'a> {
    /// So many columns in the place of others, or at the end where there are none.
    pub fn new(
        count: usize,
        replaces: Vec<String>,
        make: impl Fn(usize) -> Result<Arc<Column>, PrepareError> + 'a,
    ) -> Self {
        Self { count, make: Box::new(make), replaces, drops: Vec::new(), made: Vec::new() }
    }
}

impl Applying for Making<'_> {
    fn advance(&mut self, _notes: &mut Notes) -> Result<Applied, PrepareError> {
        if self.made.len() < self.count {
            self.made.push((self.make)(self.made.len())?);
            return Ok(Applied::Running(self.made.len() as f64 / self.count as f64));
        }
        let mut made = placed(&self.replaces, std::mem::take(&mut self.made));
        made.replaced.extend(self.drops.drain(..).map(|name| (name, Vec::new())));
        Ok(Applied::Done(made))
    }
}

/// Columns in the place of others, or at the end.
fn placed(replaces: &[String], made: Vec<Arc<Column>>) -> Made {
    let Some(first) = replaces.first() else { return Made { appended: made, ..Made::default() } };
    let mut replaced: BTreeMap<String, Vec<Arc<Column>>> =
        replaces.iter().map(|name| (name.clone(), Vec::new())).collect();
    replaced.insert(first.clone(), made);
    Made { replaced, appended: Vec::new() }
}

/// The numbers of a column; a missing one is NaN.
pub(in crate::steps) fn numbers(table: &Table, name: &str, step: &str) -> Result<Vec<f64>, PrepareError> {
    Ok(with_gaps(cells::numbers(cells::column(table, name)?, step)?))
}

pub(in crate::steps) fn with_gaps(array: &Float64Array) -> Vec<f64> {
    match array.nulls() {
        None => array.values().to_vec(),
        Some(nulls) => {
            let cell = |(row, x): (usize, &f64)| if nulls.is_null(row) { f64::NAN } else { *x };
            array.values().iter().enumerate().map(cell).collect()
        }
    }
}

/// A column of numbers; what is none is missing.
pub(in crate::steps) fn column(name: &str, cells: Vec<f64>) -> Arc<Column> {
    if cells.iter().any(|x| x.is_nan()) {
        return cells::number_column(name, cells.into_iter().map(|x| (!x.is_nan()).then_some(x)));
    }
    cells::numeric(name, cells.into())
}
