//! Splitting the text of a file into rows that fall into growing columns.

use crate::TableError;
use crate::build::{Builder, Format, LevelCells, NumberCells};
use crate::detect::Layout;
use crate::header;
use crate::notice::Rows;
use crate::source::{Dialect, Source, Text};
use csv::ByteRecord;
use glasshouse_spec::{ColumnType, Warning};
use std::collections::BTreeMap;
use std::io::Cursor;

/// Bytes of one chunk.
const CHUNK: u64 = 1024 * 1024;

/// Rows being split.
pub(crate) struct Reading {
    pub source: Source,
    pub builders: Vec<Builder>,
    pub format: Format,
    pub layout: Layout,
    pub warnings: Vec<Warning>,
    reader: csv::Reader<Cursor<Text>>,
    record: ByteRecord,
    row: u32,
    short: Rows,
    long: Rows,
    /// Columns of the second pass.
    again: Vec<usize>,
}

impl Reading {
    /// Begins with the first row. Columns in `wanted` get that type; with `only`, no others are kept.
    pub fn new(
        file: &str,
        text: Text,
        layout: Layout,
        format: Format,
        wanted: &BTreeMap<String, ColumnType>,
        only: bool,
    ) -> Result<Self, TableError> {
        let (mut names, mut warnings) = if layout.header {
            header::names(&layout.first, file)
        } else {
            ((1..=layout.first.len()).map(|i| format!("column_{i}")).collect(), Vec::new())
        };
        if layout.index {
            names.insert(0, header::free_name("row_name", &names));
            let at = glasshouse_spec::Place { file: Some(file.into()), line: Some(1), ..Default::default() };
            let message = format!(
                "Every row has one cell more than the header; the first column is called {}.",
                names[0]
            );
            warnings.push(Warning::new("header.index", message, at));
        }
        let builders = names.iter().map(|name| builder(wanted.get(name).copied(), only)).collect();
        let mut record = ByteRecord::new();
        let mut reader = layout.dialect.reader(Cursor::new(text.clone()));
        if layout.header {
            reader
                .read_byte_record(&mut record)
                .map_err(|source| TableError::Csv { file: file.into(), source })?;
        }
        let source = Source::new(text, layout.dialect, names, format.missing.clone());
        let (short, long) = (Rows::default(), Rows::default());
        Ok(Self {
            source,
            builders,
            format,
            layout,
            warnings,
            reader,
            record,
            row: 0,
            short,
            long,
            again: Vec::new(),
        })
    }

    /// Splits about a megabyte; the share done, or `None` when the end was reached.
    pub fn split(&mut self, file: &str) -> Result<Option<f64>, TableError> {
        let stop = self.reader.position().byte() + CHUNK;
        while self.reader.position().byte() < stop {
            if !self.next(file)? {
                return Ok(None);
            }
            let Some(at) = self.record.position() else { return Ok(None) };
            self.source.offsets.push(at.byte());
            for (builder, cell) in self.builders.iter_mut().zip(&self.record) {
                builder.push(self.row, cell, &self.format);
            }
            let (cells, columns) = (self.record.len(), self.builders.len());
            if cells < columns {
                self.short.add(self.row);
                self.builders[cells..].iter_mut().for_each(|b| b.push(self.row, b"", &self.format));
            } else if cells > columns && self.record.iter().skip(columns).any(|c| !c.trim_ascii().is_empty())
            {
                self.long.add(self.row);
            }
            self.row += 1;
        }
        Ok(Some(self.share()))
    }

    fn next(&mut self, file: &str) -> Result<bool, TableError> {
        if self.row == i32::MAX as u32 {
            return Err(TableError::TooManyRows { file: file.into() });
        }
        let read = self.reader.read_byte_record(&mut self.record);
        read.map_err(|source| TableError::Csv { file: file.into(), source })
    }

    fn share(&self) -> f64 {
        self.reader.position().byte() as f64 / (self.source.text.0.len() as f64).max(1.0)
    }

    /// Ends the first pass: says what was wrong with rows, and begins a second pass where columns
    /// need one. Whether there is one.
    pub fn end(&mut self, file: &str) -> Result<bool, TableError> {
        let last = self.source.offsets.last().map_or(0, |o| *o as usize);
        if let Some(quote) = open_quote(&self.source.text.as_ref()[last..], self.layout.dialect) {
            let line = self.source.line_of(last + quote);
            let quote = self.layout.dialect.quote as char;
            return Err(TableError::UnclosedQuote { file: file.into(), line, quote });
        }
        if self.source.offsets.is_empty() {
            return Err(TableError::NoRows { file: file.into() });
        }
        let columns = self.builders.len();
        let short = format!("had fewer than {columns} cells; the rest counts as missing");
        let long = format!("had more than {columns} cells; the cells beyond are not read");
        self.warnings.extend(self.short.warning(&self.source, file, "rows.short", &short));
        self.warnings.extend(self.long.warning(&self.source, file, "rows.long", &long));
        if !self.builders.iter().any(|b| matches!(b, Builder::Again)) {
            return Ok(false);
        }
        for (i, builder) in self.builders.iter_mut().enumerate() {
            if matches!(builder, Builder::Again) {
                *builder = Builder::Levels(LevelCells::default());
                self.again.push(i);
            }
        }
        let start = self.source.offsets[0];
        let mut from = Cursor::new(self.source.text.clone());
        from.set_position(start);
        self.reader = self.layout.dialect.reader(from);
        self.row = 0;
        Ok(true)
    }

    /// Takes a column out when all rows are read.
    pub fn take_builder(&mut self, column: usize) -> Builder {
        std::mem::replace(&mut self.builders[column], Builder::Skip)
    }

    /// Splits about a megabyte for the columns that are read again.
    pub fn split_again(&mut self, file: &str) -> Result<Option<f64>, TableError> {
        let stop = self.reader.position().byte() + CHUNK;
        while self.reader.position().byte() < stop {
            if !self.next(file)? {
                return Ok(None);
            }
            for &i in &self.again {
                let cell = self.record.get(i).unwrap_or_default();
                self.builders[i].push(self.row, cell, &self.format);
            }
            self.row += 1;
        }
        Ok(Some(self.share()))
    }
}

fn builder(wanted: Option<ColumnType>, only: bool) -> Builder {
    match wanted {
        None if only => Builder::Skip,
        None => Builder::Numbers(NumberCells::default()),
        Some(ColumnType::Numeric) => Builder::Numbers(NumberCells { asked: true, ..NumberCells::default() }),
        Some(_) => Builder::Levels(LevelCells::default()),
    }
}

/// Where the quote stands that opens a cell and is not closed before the end of some records.
fn open_quote(bytes: &[u8], dialect: Dialect) -> Option<usize> {
    let mut open = None;
    let mut fresh = true;
    let mut i = 0;
    while i < bytes.len() {
        let byte = bytes[i];
        if open.is_some() {
            if byte == dialect.quote {
                if bytes.get(i + 1) == Some(&dialect.quote) {
                    i += 1;
                } else {
                    open = None;
                }
            }
        } else if fresh && byte == dialect.quote {
            open = Some(i);
            fresh = false;
        } else {
            fresh = byte == dialect.delimiter || byte == b'\n' || byte == b'\r';
        }
        i += 1;
    }
    open
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_that_stay_open() {
        let d = Dialect { delimiter: b',', quote: b'"' };
        for (text, expected) in [
            ("a,\"b\"\n", None),
            ("a,\"b\"\"\n", Some(2)),
            ("\"a\",\"b\n", Some(4)),
            ("5\" pipe,x\n", None),
            ("\"\"\"\"", None),
            ("\"\"\"", Some(0)),
        ] {
            assert_eq!(open_quote(text.as_bytes(), d), expected, "{text}");
        }
    }
}
