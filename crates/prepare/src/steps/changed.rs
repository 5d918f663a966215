//! The rows that a model learns from once some were left out, repeated or made.

use crate::paused::Pauses;
use crate::step::{Fitted, TrainRows};
use crate::{ChangedRows, Context, cells};
use arrow_array::Array;
use glasshouse_table::{Column, Table};
use std::collections::BTreeSet;
use std::sync::Arc;

/// A row that is learnt from.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Row {
    /// A row of the training part.
    Old(u32),
    /// A row that is made.
    Made(Made),
}

/// A row that is made of others.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Made {
    /// The row that it starts from: it has its target, its weight, and its cells of columns that nothing says
    /// more of.
    pub base: u32,
    /// The row towards which it goes.
    pub toward: u32,
    /// How far: 0 is the base, 1 the other.
    pub gap: f64,
    /// Of each column of categories the row whose category it has; none where it has the base's.
    pub categories: Vec<u32>,
}

impl Row {
    /// The row of the training part that it is or starts from.
    pub fn base(&self) -> u32 {
        match self {
            Self::Old(row) => *row,
            Self::Made(made) => made.base,
        }
    }
}

/// Which columns of a made row go from one row towards another, and which are categories; none where no row is
/// made.
#[derive(Default)]
pub(super) struct Columns {
    pub numbers: BTreeSet<String>,
    pub categories: Vec<String>,
}

/// The training rows that come of it, a column at a time.
pub(super) async fn taken(
    train: &Table,
    context: &Context,
    rows: &[Row],
    columns: &Columns,
    pauses: &Pauses,
) -> Fitted {
    let all = train.columns();
    let bases: Vec<u32> = rows.iter().map(Row::base).collect();
    let mut made: Vec<Arc<Column>> = Vec::with_capacity(all.len());
    for column in all {
        let category = columns.categories.iter().position(|name| *name == column.name);
        made.push(match category {
            _ if columns.numbers.contains(&column.name) => between(column, rows),
            Some(at) => Arc::new(column.take(&sources(rows, at))),
            None => Arc::new(column.take(&bases)),
        });
        pauses.at(0.8 + 0.2 * made.len() as f64 / all.len() as f64).await;
    }
    let from = rows.iter().map(|row| match row {
        Row::Old(row) => Some(*row),
        Row::Made(_) => None,
    });
    let changed = ChangedRows {
        from: from.collect(),
        target: Arc::new(context.target.take(&bases)),
        weights: context.weights.as_ref().map(|all| bases.iter().map(|row| all[*row as usize]).collect()),
    };
    let table = Table::new(made, rows.len());
    Fitted { state: None, train: Some(TrainRows { table, changed: Some(changed) }) }
}

/// Numbers of the rows; those of a made row lie between the two that it is made of.
fn between(column: &Arc<Column>, rows: &[Row]) -> Arc<Column> {
    let Some(numbers) = column.numbers() else { return column.clone() };
    let at = |row: u32| (!numbers.is_null(row as usize)).then(|| numbers.value(row as usize));
    let cell = |row: &Row| match row {
        Row::Old(row) => at(*row),
        Row::Made(made) => {
            let base = at(made.base)?;
            at(made.toward).map(|toward| base + made.gap * (toward - base))
        }
    };
    cells::number_column(&column.name, rows.iter().map(cell))
}

/// The row of each whose category it has.
fn sources(rows: &[Row], at: usize) -> Vec<u32> {
    let source = |row: &Row| match row {
        Row::Old(row) => *row,
        Row::Made(made) => made.categories.get(at).copied().unwrap_or(made.base),
    };
    rows.iter().map(source).collect()
}
