//! Splitting the text of a file into rows that fall into growing columns.

use crate::TableError;
use crate::build::{Builder, Format, LevelCells, NumberCells};
use crate::detect::Layout;
use crate::header;
use crate::notice::Rows;
use crate::scan::{Batch, Dialect, Scanner};
use crate::source::{Source, Text};
use crate::threads;
use glasshouse_spec::{ColumnType, Warning};
use std::collections::BTreeMap;

/// Bytes of one chunk.
const CHUNK: usize = 1024 * 1024;
/// Cells that are parted for each thread before columns take them: few enough to stay in its cache, many
/// enough that threads seldom wait for each other.
const TOGETHER: usize = 32 * 1024;

/// Rows being split.
pub(crate) struct Reading {
    pub source: Source,
    pub builders: Vec<Builder>,
    pub format: Format,
    pub layout: Layout,
    pub warnings: Vec<Warning>,
    scanner: Scanner,
    batch: Batch,
    /// Records that are parted while columns take those of `batch`.
    ahead: Batch,
    row: u32,
    short: Rows,
    long: Rows,
    /// Columns of the second pass.
    again: Option<Vec<usize>>,
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
        let (names, warnings) = names(&layout, file);
        let builders = names.iter().map(|name| builder(wanted.get(name).copied(), only)).collect();
        let mut scanner = Scanner::new(layout.dialect, 0);
        if layout.header {
            scanner.next(text.as_ref(), &mut Batch::default());
        }
        let source = Source::new(text, layout.dialect, names, format.missing.clone());
        let (short, long) = (Rows::default(), Rows::default());
        Ok(Self {
            source,
            builders,
            format,
            layout,
            warnings,
            scanner,
            batch: Batch::default(),
            ahead: Batch::default(),
            row: 0,
            short,
            long,
            again: None,
        })
    }

    /// Splits about a megabyte for each thread; the share done, or `None` when the end was reached.
    pub fn split(&mut self, file: &str) -> Result<Option<f64>, TableError> {
        self.go_on(file, |reading| {
            reading.note_ragged();
            reading.source.offsets.extend(reading.batch.starts().iter().map(|at| *at as u64));
        })
    }

    /// Goes through the next records: more of them are parted while the columns take these. `also` sees
    /// each batch when the columns have it.
    fn go_on(&mut self, file: &str, also: impl Fn(&mut Self)) -> Result<Option<f64>, TableError> {
        let text = self.source.text.clone();
        let stop = self.scanner.at() + CHUNK * threads::count();
        part(&mut self.scanner, text.as_ref(), &mut self.batch);
        if self.batch.records() == 0 {
            return Ok(None);
        }
        while self.batch.records() > 0 {
            if self.row as usize + self.batch.records() > i32::MAX as usize {
                return Err(TableError::TooManyRows { file: file.into() });
            }
            let Self { scanner, ahead, batch, builders, format, row, again, .. } = self;
            ahead.clear();
            threads::both(
                || {
                    if scanner.at() < stop {
                        part(scanner, text.as_ref(), ahead);
                    }
                },
                || take(builders, again.as_deref(), batch, text.as_ref(), *row, format),
            );
            also(self);
            self.row += self.batch.records() as u32;
            std::mem::swap(&mut self.batch, &mut self.ahead);
        }
        Ok(Some(self.share()))
    }

    /// Remembers rows that are too short, or too long with something in the cells beyond.
    fn note_ragged(&mut self) {
        let columns = self.builders.len();
        for i in self.batch.ragged(columns) {
            let record = self.batch.record(self.source.text.as_ref(), i);
            let row = self.row + i as u32;
            if record.len() < columns {
                self.short.add(row);
            } else if record.iter().skip(columns).any(|cell| !cell.trim_ascii().is_empty()) {
                self.long.add(row);
            }
        }
    }

    fn share(&self) -> f64 {
        self.scanner.at() as f64 / (self.source.text.0.len() as f64).max(1.0)
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
        let mut again = Vec::new();
        for (i, builder) in self.builders.iter_mut().enumerate() {
            if matches!(builder, Builder::Again) {
                *builder = Builder::Levels(LevelCells::default());
                again.push(i);
            }
        }
        self.again = Some(again);
        self.scanner = Scanner::new(self.layout.dialect, self.source.offsets[0] as usize);
        self.row = 0;
        Ok(true)
    }

    /// Takes a column out when all rows are read.
    pub fn take_builder(&mut self, column: usize) -> Builder {
        std::mem::replace(&mut self.builders[column], Builder::Skip)
    }

    /// Splits about a megabyte for the columns that are read again.
    pub fn split_again(&mut self, file: &str) -> Result<Option<f64>, TableError> {
        self.go_on(file, |_| {})
    }
}

/// Names of the columns, with what is to be said of them.
pub(crate) fn names(layout: &Layout, file: &str) -> (Vec<String>, Vec<Warning>) {
    let (mut names, mut warnings) = if layout.header {
        header::names(&layout.first, file)
    } else {
        ((1..=layout.first.len()).map(|i| format!("column_{i}")).collect(), Vec::new())
    };
    if layout.index {
        names.insert(0, header::free_name("row_name", &names));
        let at = glasshouse_spec::Place { file: Some(file.into()), line: Some(1), ..Default::default() };
        let message =
            format!("Every row has one cell more than the header; the first column is called {}.", names[0]);
        warnings.push(Warning::new("header.index", message, at));
    }
    (names, warnings)
}

/// Parts the next records.
fn part(scanner: &mut Scanner, text: &[u8], batch: &mut Batch) {
    batch.clear();
    let enough = TOGETHER * threads::count();
    while batch.cells() < enough && scanner.next(text, batch) {}
}

/// Gives the cells of a batch to the columns, or to those of the second pass.
fn take(
    builders: &mut [Builder],
    again: Option<&[usize]>,
    batch: &Batch,
    text: &[u8],
    row: u32,
    format: &Format,
) {
    threads::each(builders, |i, builder| {
        if again.is_none_or(|again| again.contains(&i)) {
            builder.extend(row, batch.column(text, i), format);
        }
    });
}

fn builder(wanted: Option<ColumnType>, only: bool) -> Builder {
    match wanted {
        None if only => Builder::Skip,
        None => Builder::Numbers(NumberCells::default()),
        Some(ColumnType::Numeric) => Builder::Numbers(NumberCells { asked: true, ..NumberCells::default() }),
        Some(ColumnType::Datetime) => Builder::Times(Vec::new()),
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
