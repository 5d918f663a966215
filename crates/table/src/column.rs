//! The table and its columns.
//!
//! A [`Column`] knows its type and keeps its cells in one Arrow array; a [`Table`] shares columns,
//! so that selecting, adding and dropping columns copies no cells.

use crate::TableError;
use crate::dictionary::Dictionary;
use arrow_array::types::Int32Type;
use arrow_array::{Array, DictionaryArray, Float64Array, Int32Array, StringArray, TimestampMicrosecondArray};
use glasshouse_spec::ColumnType;
use std::sync::Arc;

/// Cells of a column. Missing cells are Arrow nulls; a number is never NaN, but may be infinite.
#[derive(Debug, Clone)]
pub enum ColumnData {
    /// Numbers.
    Numbers(Float64Array),
    /// Dictionary-encoded text: categorical columns, and boolean columns, whose dictionary
    /// holds the spellings as the file writes them (`yes`, `No`, `TRUE`).
    /// The dictionary is in order of first appearance, has no duplicates, and every level has a row.
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
    /// A numeric column; NaN counts as missing.
    pub fn from_numbers(name: impl Into<String>, cells: Vec<Option<f64>>) -> Self {
        let array = cells.into_iter().map(|c| c.filter(|v| !v.is_nan())).collect();
        Self { name: name.into(), kind: ColumnType::Numeric, data: ColumnData::Numbers(array) }
    }

    /// A column of text: levels for a categorical or boolean `kind`, plain text for every other.
    pub fn from_labels<S: AsRef<str>>(
        name: impl Into<String>,
        kind: ColumnType,
        cells: impl IntoIterator<Item = Option<S>>,
    ) -> Self {
        let data = if matches!(kind, ColumnType::Categorical | ColumnType::Boolean) {
            let mut levels = Dictionary::default();
            let keys = cells.into_iter().map(|c| c.map(|c| levels.insert(c.as_ref().as_bytes()) as i32));
            let keys: Int32Array = keys.collect();
            ColumnData::Levels(DictionaryArray::new(
                keys,
                Arc::new(StringArray::from_iter_values(levels.iter())),
            ))
        } else {
            ColumnData::Text(cells.into_iter().collect())
        };
        Self { name: name.into(), kind, data }
    }

    /// A column of dates: microseconds since 1970-01-01 UTC.
    pub fn from_times(name: impl Into<String>, cells: Vec<Option<i64>>) -> Self {
        let data = ColumnData::Times(cells.into_iter().collect());
        Self { name: name.into(), kind: ColumnType::Datetime, data }
    }

    /// The same cells under another name.
    #[must_use]
    pub fn renamed(&self, name: impl Into<String>) -> Self {
        Self { name: name.into(), kind: self.kind, data: self.data.clone() }
    }

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

    /// Whether the cell of a row is missing.
    pub fn is_missing(&self, row: usize) -> bool {
        self.array().is_null(row)
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

    /// The numbers of a numeric column.
    pub fn numbers(&self) -> Option<&Float64Array> {
        if let ColumnData::Numbers(a) = &self.data { Some(a) } else { None }
    }

    /// The number of a row; `None` where it is missing or the column is not numeric.
    pub fn number(&self, row: usize) -> Option<f64> {
        self.numbers().filter(|a| a.is_valid(row)).map(|a| a.value(row))
    }

    /// The instants of a datetime column, in microseconds since 1970-01-01 UTC.
    pub fn times(&self) -> Option<&TimestampMicrosecondArray> {
        if let ColumnData::Times(a) = &self.data { Some(a) } else { None }
    }

    /// The cells of a text or id column.
    pub fn text(&self) -> Option<&StringArray> {
        if let ColumnData::Text(a) = &self.data { Some(a) } else { None }
    }

    /// The levels of a categorical or boolean column in order of first appearance; empty for others.
    pub fn levels(&self) -> Vec<&str> {
        self.dictionary().map_or_else(Vec::new, |values| values.iter().flatten().collect())
    }

    /// The level of each row, as an index into [`levels`](Self::levels), `None` where it is
    /// missing. Nothing for a column that has no levels.
    pub fn level_indices(&self) -> impl Iterator<Item = Option<u32>> + '_ {
        let keys = if let ColumnData::Levels(a) = &self.data { Some(a.keys()) } else { None };
        keys.into_iter().flat_map(|k| k.iter()).map(|k| k.map(|k| k as u32))
    }

    pub(crate) fn dictionary(&self) -> Option<&StringArray> {
        let ColumnData::Levels(a) = &self.data else { return None };
        a.values().as_any().downcast_ref()
    }

    /// The cell of a row as a class label: text as the file writes it, numbers in shortest
    /// round-trip form, instants in ISO 8601; `None` where it is missing.
    pub fn label(&self, row: usize) -> Option<String> {
        if self.is_missing(row) {
            return None;
        }
        match &self.data {
            ColumnData::Numbers(a) => Some(number_label(a.value(row))),
            ColumnData::Levels(a) => {
                let key = a.keys().value(row);
                self.dictionary().map(|d| d.value(key as usize).to_string())
            }
            ColumnData::Times(a) => Some(crate::date::iso(a.value(row))),
            ColumnData::Text(a) => Some(a.value(row).to_string()),
        }
    }

    /// The cells of some rows, in that order; rows may repeat. Levels that no row has are dropped
    /// and the rest are ordered anew, so nothing of the other rows remains.
    ///
    /// # Panics
    /// When a row is out of range.
    #[must_use]
    pub fn take(&self, rows: &[u32]) -> Self {
        let at = |r: &u32| *r as usize;
        let data = match &self.data {
            ColumnData::Numbers(a) => {
                ColumnData::Numbers(rows.iter().map(at).map(|r| a.is_valid(r).then(|| a.value(r))).collect())
            }
            ColumnData::Levels(a) => ColumnData::Levels(take_levels(a, rows)),
            ColumnData::Times(a) => {
                ColumnData::Times(rows.iter().map(at).map(|r| a.is_valid(r).then(|| a.value(r))).collect())
            }
            ColumnData::Text(a) => {
                ColumnData::Text(rows.iter().map(at).map(|r| a.is_valid(r).then(|| a.value(r))).collect())
            }
        };
        Self { name: self.name.clone(), kind: self.kind, data }
    }
}

fn take_levels(cells: &DictionaryArray<Int32Type>, rows: &[u32]) -> DictionaryArray<Int32Type> {
    let old: &StringArray =
        cells.values().as_any().downcast_ref().expect("dictionaries of a table are made of strings");
    let mut renumbered = vec![-1_i32; old.len()];
    let mut kept = Vec::new();
    let keys: Int32Array = rows
        .iter()
        .map(|&row| {
            let row = row as usize;
            cells.keys().is_valid(row).then(|| {
                let level = cells.keys().value(row) as usize;
                if renumbered[level] < 0 {
                    renumbered[level] = kept.len() as i32;
                    kept.push(old.value(level));
                }
                renumbered[level]
            })
        })
        .collect();
    DictionaryArray::new(keys, Arc::new(StringArray::from_iter_values(kept)))
}

/// A number as a label: the shortest text that reads back as the same number.
pub fn number_label(value: f64) -> String {
    if value != 0.0 && !(1e-7..1e21).contains(&value.abs()) {
        format!("{value:e}")
    } else {
        (value + 0.0).to_string()
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

    /// Names of the columns in order.
    pub fn names(&self) -> Vec<&str> {
        self.columns.iter().map(|c| c.name.as_str()).collect()
    }

    /// The column of a name.
    pub fn column(&self, name: &str) -> Option<&Arc<Column>> {
        self.columns.iter().find(|c| c.name == name)
    }

    /// Bytes that the cells occupy. Shared columns count in every table that has them.
    pub fn memory(&self) -> u64 {
        self.columns.iter().map(|c| c.array().get_buffer_memory_size() as u64).sum()
    }

    /// Some rows, in that order; rows may repeat. See [`Column::take`].
    ///
    /// # Panics
    /// When a row is out of range.
    #[must_use]
    pub fn take(&self, rows: &[u32]) -> Self {
        let columns = self.columns.iter().map(|c| Arc::new(c.take(rows))).collect();
        Self { columns, rows: rows.len() }
    }

    /// Some columns, in that order. Fails on the first name that is not there.
    pub fn select<S: AsRef<str>>(&self, names: &[S]) -> Result<Self, TableError> {
        let columns = names.iter().map(|name| {
            let name = name.as_ref();
            self.column(name).cloned().ok_or_else(|| TableError::NoColumn { column: name.into() })
        });
        Ok(Self { columns: columns.collect::<Result<_, _>>()?, rows: self.rows })
    }

    /// Every column but those named; names that are not there do no harm.
    #[must_use]
    pub fn drop<S: AsRef<str>>(&self, names: &[S]) -> Self {
        let kept = self.columns.iter().filter(|c| names.iter().all(|n| n.as_ref() != c.name));
        Self { columns: kept.cloned().collect(), rows: self.rows }
    }

    /// Puts columns in the place of those of the same name, and the others at the end.
    ///
    /// # Panics
    /// When a column differs in length from the table.
    #[must_use]
    pub fn with_columns(&self, columns: Vec<Column>) -> Self {
        let mut all = self.columns.clone();
        for column in columns {
            let place = all.iter().position(|c| c.name == column.name);
            match place {
                Some(i) => all[i] = Arc::new(column),
                None => all.push(Arc::new(column)),
            }
        }
        Self::new(all, self.rows)
    }

    /// Puts columns in the place of one, in order; at the end when it is not there.
    ///
    /// # Panics
    /// When a column differs in length from the table.
    #[must_use]
    pub fn replace(&self, name: &str, columns: Vec<Column>) -> Self {
        let at = self.columns.iter().position(|c| c.name == name);
        let mut all = self.columns.clone();
        let place = at.map_or(all.len()..all.len(), |i| i..i + 1);
        all.splice(place, columns.into_iter().map(Arc::new));
        Self::new(all, self.rows)
    }
}
