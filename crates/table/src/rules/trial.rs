//! Which cells of a column cannot be read as a type.

use super::reads::{OrderCount, Reader};
use crate::source::Records;
use crate::{Side, TableError};
use glasshouse_spec::{ColumnType, FailedCell, TypeTrial};

/// Rows of one chunk.
const CHUNK: usize = 50_000;
/// Cells that are named.
const EXAMPLES: usize = 100;

/// Reads a column as another type in chunks, as reading the file with that type would, and tells
/// what would count as missing.
pub struct TypeTrier<'a> {
    side: Side<'a>,
    reader: Reader<'a>,
    records: Records<'a>,
    /// Which comes first in dates, while that is still to be found out.
    count: Option<OrderCount>,
    at: usize,
    trial: TypeTrial,
}

impl<'a> TypeTrier<'a> {
    /// Begins.
    ///
    /// # Errors
    /// [`TableError::NoColumn`] where the file has no such column.
    pub fn new(side: Side<'a>, column: &str, kind: ColumnType) -> Result<Self, TableError> {
        let reader =
            Reader::new(side, column).ok_or_else(|| TableError::NoColumn { column: column.into() })?;
        let count = (kind == ColumnType::Datetime).then(OrderCount::default);
        let trial = TypeTrial { column: column.into(), kind, cells: 0, failed: 0, examples: Vec::new() };
        Ok(Self { side, reader: reader.untyped(), records: side.source.records(0), count, at: 0, trial })
    }

    /// Does one bounded chunk; whether it is done.
    pub fn advance(&mut self) -> bool {
        for _ in 0..CHUNK {
            let Some(record) = self.records.next_record() else {
                let Some(count) = self.count.take() else { return true };
                self.reader.order = count.order(self.reader.order);
                self.records = self.side.source.records(0);
                self.at = 0;
                return false;
            };
            let row = self.at;
            self.at += 1;
            let Some(cell) = self.reader.cell(record, row) else { continue };
            if let Some(count) = &mut self.count {
                count.add(cell);
                continue;
            }
            self.trial.cells += 1;
            if self.reader.readable(cell, row, self.trial.kind) {
                continue;
            }
            self.trial.failed += 1;
            if self.trial.examples.len() < EXAMPLES {
                let text = String::from_utf8_lossy(cell).into_owned();
                let line = self.side.source.line(row).unwrap_or(0);
                self.trial.examples.push(FailedCell { row: row as u64, line, text });
            }
        }
        false
    }

    /// Share done, 0 to 1.
    pub fn done(&self) -> f64 {
        self.at as f64 / self.side.source.rows().max(1) as f64
    }

    /// What came out, once [`advance`](Self::advance) is done.
    pub fn finish(self) -> TypeTrial {
        self.trial
    }
}
