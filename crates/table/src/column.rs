//! The table and its columns.

use arrow_array::types::Int32Type;
use arrow_array::{Array, DictionaryArray, Float64Array, StringArray, TimestampMicrosecondArray};
use glasshouse_spec::ColumnType;
use std::sync::Arc;

/// Cells of a column. Missing cells are Arrow nulls; a number is never NaN.
#[derive(Debug, Clone)]
pub enum ColumnData {
    /// Numbers.
    Numbers(Float64Array),
    /// Dictionary-encoded text: categorical columns, and boolean columns, whose dictionary
    /// holds the spellings as the file writes them (`yes`, `No`, `TRUE`).
    /// The dictionary is in order of first appearance and has no duplicates.
    Levels(DictionaryArray<Int32Type>),
    /// Microseconds since 1970-01-01 UTC.
    Times(TimestampMicrosecondArray),
    /// Text and ids.
    Text(StringArray),
}

/// A named, typed column.
#[derive(Debug, Clone)]
pub struct Column {
    /// Name, unique in its table.
    pub name: String,
    /// Type; decides how `data` is to be understood.
    pub kind: ColumnType,
    /// Cells.
    pub data: ColumnData,
}

/// Columns of equal length. Cloning shares the columns.
#[derive(Debug, Clone, Default)]
pub struct Table {
    columns: Vec<Arc<Column>>,
    rows: usize,
}

impl Column {
    /// Number of cells.
    pub fn len(&self) -> usize {
        self.array().len()
    }

    /// Whether there are no cells.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Number of missing cells.
    pub fn missing(&self) -> usize {
        self.array().null_count()
    }

    /// The cells as an Arrow array.
    pub fn array(&self) -> &dyn Array {
        match &self.data {
            ColumnData::Numbers(a) => a,
            ColumnData::Levels(a) => a,
            ColumnData::Times(a) => a,
            ColumnData::Text(a) => a,
        }
    }
}

impl Table {
    /// A table of columns.
    ///
    /// # Panics
    /// When the columns differ in length, which is a mistake in the program.
    pub fn new(columns: Vec<Arc<Column>>, rows: usize) -> Self {
        assert!(columns.iter().all(|c| c.len() == rows), "columns of a table have one length");
        Self { columns, rows }
    }

    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Columns in order.
    pub fn columns(&self) -> &[Arc<Column>] {
        &self.columns
    }

    /// The column of a name.
    pub fn column(&self, name: &str) -> Option<&Arc<Column>> {
        self.columns.iter().find(|c| c.name == name)
    }
}
