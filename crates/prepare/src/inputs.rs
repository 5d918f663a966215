//! The raw columns that a pipeline reads: which they are, and how they are found in other data.

use crate::cells::{self, Codes};
use crate::{Notes, PrepareError};
use glasshouse_spec::{ColumnType, Recipe, Role};
use glasshouse_table::{Column, ColumnData, Table};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// A raw column that a pipeline reads.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct InputColumn {
    /// Name in the header.
    pub name: String,
    /// Type.
    pub kind: ColumnType,
    /// Spellings and categories in the training rows, sorted; empty for numbers, dates, text, ids.
    pub levels: Vec<String>,
    /// Whether the training rows have missing cells.
    pub missing: bool,
}

/// The columns that the model may learn from: those with the role of a feature, without the
/// target and without the column that the split reads. In the order of the table.
pub fn feature_columns(table: &Table, recipe: &Recipe) -> Vec<String> {
    let role = |name: &str| recipe.columns.get(name).and_then(|c| c.role).unwrap_or_default();
    let other = |name: &str| {
        recipe.task.all_targets().any(|target| target == name)
            || (recipe.split.column.as_deref() == Some(name) && uses_column(recipe))
            || role(name) != Role::Feature
    };
    table.columns().iter().map(|c| c.name.clone()).filter(|name| !other(name)).collect()
}

/// The columns that a recipe needs beside the features: what it predicts, what the split reads, and columns of
/// another role. [`clean()`](crate::clean()) leaves them in the table unless an operation names them.
pub fn spared_columns(recipe: &Recipe) -> Vec<String> {
    let other = recipe.columns.iter().filter(|(_, of)| of.role.is_some_and(|role| role != Role::Feature));
    let targets = recipe.task.all_targets().map(String::from);
    targets.chain(recipe.split.column.clone()).chain(other.map(|(name, _)| name.clone())).collect()
}

/// Whether the split reads a column.
fn uses_column(recipe: &Recipe) -> bool {
    use glasshouse_spec::SplitMethod::{Column, Group, Time};
    matches!(recipe.split.method, Some(Time | Group | Column))
}

impl InputColumn {
    /// What is to be known of a column of the training rows.
    pub fn of(column: &Column) -> Self {
        let levels = match &column.data {
            ColumnData::Levels(_) => Codes::of(column)
                .map(|codes| codes.sorted_counts().into_keys().map(String::from).collect())
                .unwrap_or_default(),
            _ => Vec::new(),
        };
        Self { name: column.name.clone(), kind: column.kind, levels, missing: column.missing() > 0 }
    }

    /// The column of another table as this one.
    fn adopt(&self, column: &Arc<Column>) -> Result<Arc<Column>, PrepareError> {
        use ColumnType::{Boolean, Categorical, Datetime, Id, Numeric, Text};
        let fits = match &column.data {
            ColumnData::Numbers(_) => self.kind == Numeric,
            ColumnData::Times(_) => self.kind == Datetime,
            ColumnData::Levels(_) | ColumnData::Text(_) => {
                matches!(self.kind, Categorical | Boolean | Text | Id)
            }
        };
        if fits && column.kind == self.kind {
            return Ok(column.clone());
        }
        if fits {
            return Ok(Arc::new(Column { kind: self.kind, ..(**column).clone() }));
        }
        if column.missing() == column.len() {
            return self.all_missing(column.len());
        }
        Err(PrepareError::InputKind { column: self.name.clone(), expected: self.kind, found: column.kind })
    }

    /// A column without values has no type of its own: it takes this one's.
    fn all_missing(&self, rows: usize) -> Result<Arc<Column>, PrepareError> {
        match self.kind {
            ColumnType::Numeric => Ok(cells::number_column(&self.name, (0..rows).map(|_| None))),
            ColumnType::Datetime => Ok(Arc::new(Column::from_times(&self.name, vec![None; rows]))),
            kind => {
                let coded = cells::Coded { codes: vec![None; rows], values: Vec::new() };
                Ok(cells::levels_column(&self.name, kind, coded))
            }
        }
    }
}

/// Finds the inputs in a table by name: their order and other columns do not matter. Counts
/// missing cells where the training rows had none.
pub(crate) fn find(inputs: &[InputColumn], table: &Table, notes: &mut Notes) -> Result<Table, PrepareError> {
    let absent: Vec<String> =
        inputs.iter().filter(|i| table.column(&i.name).is_none()).map(|i| i.name.clone()).collect();
    if !absent.is_empty() {
        return Err(PrepareError::InputsMissing(absent));
    }
    let mut columns = Vec::with_capacity(inputs.len());
    for input in inputs {
        let column = input.adopt(cells::column(table, &input.name)?)?;
        if column.missing() > 0 && !input.missing {
            notes.missing.insert(input.name.clone(), column.missing() as u64);
        }
        columns.push(column);
    }
    Ok(Table::new(columns, table.rows()))
}

/// The numbers as a runtime gets them: rounded to 32 bits and back.
pub(crate) async fn rounded(table: &Table, pause: &impl AsyncFn(f64)) -> Table {
    let all = table.columns();
    let mut columns = Vec::with_capacity(all.len());
    for column in all {
        columns.push(match &column.data {
            ColumnData::Numbers(a) => cells::numeric(&column.name, a.unary(|x| f64::from(x as f32))),
            _ => column.clone(),
        });
        pause(columns.len() as f64 / all.len() as f64).await;
    }
    Table::new(columns, table.rows())
}
