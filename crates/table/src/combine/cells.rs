//! The cells of a table as the combined document writes them.

use super::Side;
use crate::source::{Records, trim};
use crate::{Column, iso, number_label};
use arrow_array::Array;
use glasshouse_spec::ColumnType;
use std::sync::Arc;

/// The cells of one row, one after the other in one text.
#[derive(Debug, Clone, Default)]
pub(super) struct Row {
    text: Vec<u8>,
    ends: Vec<usize>,
}

impl Row {
    pub fn clear(&mut self) {
        self.text.clear();
        self.ends.clear();
    }

    pub fn push(&mut self, cell: &[u8]) {
        self.text.extend_from_slice(cell);
        self.ends.push(self.text.len());
    }

    /// Bytes of all cells.
    pub fn len(&self) -> usize {
        self.text.len()
    }

    pub fn get(&self, i: usize) -> &[u8] {
        let start = if i == 0 { 0 } else { self.ends[i - 1] };
        &self.text[start..self.ends[i]]
    }
}

/// How a column is written.
enum Writes {
    /// As it stands.
    AsRead,
    /// Numbers with a decimal point.
    Numbers(Arc<Column>),
    /// Dates in ISO 8601.
    Dates(Arc<Column>),
}

/// The rows of a table in turn.
pub(super) struct Cells<'a> {
    side: Side<'a>,
    columns: Vec<Writes>,
    records: Records<'a>,
    /// Number of the next row.
    pub at: usize,
    row: Row,
}

impl<'a> Cells<'a> {
    pub fn new(side: Side<'a>) -> Self {
        let comma = side.report.decimal == ',';
        let columns = side.source.names().iter().map(|name| match side.table.column(name) {
            Some(c) if c.kind == ColumnType::Numeric && comma => Writes::Numbers(c.clone()),
            Some(c) if c.kind == ColumnType::Datetime => Writes::Dates(c.clone()),
            _ => Writes::AsRead,
        });
        Self { side, columns: columns.collect(), records: side.source.records(0), at: 0, row: Row::default() }
    }

    /// The next row's cells, one for each column of the file; a missing one is blank.
    pub fn next(&mut self) -> Option<&Row> {
        let record = self.records.next_record()?;
        self.row.clear();
        for (i, column) in self.columns.iter().enumerate() {
            let cell = record.get(i).unwrap_or_default();
            if self.side.source.missing.is(trim(cell)) {
                self.row.push(b"");
                continue;
            }
            let canonical = match column {
                Writes::AsRead => None,
                Writes::Numbers(column) => column.number(self.at).map(number_label),
                Writes::Dates(column) => {
                    column.times().filter(|a| a.is_valid(self.at)).map(|a| iso(a.value(self.at)))
                }
            };
            match canonical {
                Some(text) => self.row.push(text.as_bytes()),
                None => self.row.push(cell),
            }
        }
        self.at += 1;
        Some(&self.row)
    }
}

/// Rows kept to be looked up by number.
#[derive(Debug, Default)]
pub(super) struct Grid {
    text: Vec<u8>,
    ends: Vec<u64>,
    columns: usize,
}

impl Grid {
    pub fn new(columns: usize) -> Self {
        Self { columns, ..Self::default() }
    }

    pub fn push(&mut self, row: &Row) {
        for i in 0..self.columns {
            self.text.extend_from_slice(row.get(i));
            self.ends.push(self.text.len() as u64);
        }
    }

    pub fn get(&self, row: usize, column: usize) -> &[u8] {
        let i = row * self.columns + column;
        let start = if i == 0 { 0 } else { self.ends[i - 1] as usize };
        &self.text[start..self.ends[i] as usize]
    }
}
