//! Cells of a column as texts.

use crate::PrepareError;
use arrow_array::{Array, StringArray};
use glasshouse_table::{Column, ColumnData};

/// The texts of a column, whichever way they are kept.
pub(super) enum Texts<'a> {
    Cells(&'a StringArray),
    Levels { codes: Vec<Option<u32>>, levels: Vec<&'a str> },
}

impl<'a> Texts<'a> {
    /// Of a column.
    ///
    /// # Errors
    /// One that holds numbers or dates.
    pub fn of(column: &'a Column, step: &str) -> Result<Self, PrepareError> {
        match &column.data {
            ColumnData::Text(array) => Ok(Self::Cells(array)),
            ColumnData::Levels(_) => {
                Ok(Self::Levels { codes: column.level_indices().collect(), levels: column.levels() })
            }
            ColumnData::Numbers(_) | ColumnData::Times(_) => Err(PrepareError::WrongKind {
                column: column.name.clone(),
                kind: column.kind,
                step: step.into(),
                needs: "text",
                remedy: "Name only columns of text, or give the column the type text.",
            }),
        }
    }

    /// The text of a row; `None` where it is missing.
    pub fn get(&self, row: usize) -> Option<&str> {
        match self {
            Self::Cells(array) => array.is_valid(row).then(|| array.value(row)),
            Self::Levels { codes, levels } => codes[row].map(|code| levels[code as usize]),
        }
    }
}
