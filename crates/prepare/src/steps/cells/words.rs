//! Cells of words: columns that hold text, each different text of which is looked at once.

use crate::PrepareError;
use crate::cells::{self, Coded};
use glasshouse_spec::ColumnType;
use glasshouse_table::Column;
use std::collections::HashMap;
use std::sync::Arc;

/// The cells of a column of text, categories or ids.
///
/// # Errors
/// A column of another type.
pub(super) fn words(column: &Column, step: &str) -> Result<Coded, PrepareError> {
    let is_words = matches!(column.kind, ColumnType::Categorical | ColumnType::Text | ColumnType::Id);
    cells::coded(column).filter(|_| is_words).ok_or_else(|| PrepareError::WrongKind {
        column: column.name.clone(),
        kind: column.kind,
        step: step.into(),
        needs: "text or categories",
        remedy: "Name only such columns, or use the selectors @categorical and @text.",
    })
}

/// A column of words with each of its cells mapped; `None` is missing, and missing cells stay missing.
pub(super) fn mapped(
    column: &Column,
    step: &str,
    map: impl Fn(&str) -> Option<String>,
) -> Result<Arc<Column>, PrepareError> {
    let cells = words(column, step)?;
    let (mut places, mut values) = (HashMap::new(), Vec::new());
    let of: Vec<Option<u32>> = cells
        .values
        .iter()
        .map(|value| {
            let made = map(value)?;
            let place = *places.entry(made.clone()).or_insert(values.len() as u32);
            if place as usize == values.len() {
                values.push(made);
            }
            Some(place)
        })
        .collect();
    let codes = cells.codes.iter().map(|code| of[(*code)? as usize]);
    if column.kind == ColumnType::Categorical {
        let codes = codes.collect();
        return Ok(cells::levels_column(&column.name, column.kind, Coded { codes, values }));
    }
    let cells = codes.map(|code| code.map(|code| values[code as usize].as_str()));
    Ok(Arc::new(Column::from_labels(&column.name, column.kind, cells)))
}
