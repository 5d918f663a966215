//! The text that a table came from, and where each of its rows begins.
//!
//! The cells as the file writes them are not kept apart: they are split again from the text when
//! they are asked for. This costs 8 bytes a row beside the text itself.

use crate::encoding::{line_at, line_ends};
use crate::scan::{Batch, Dialect, Record, Scanner};
use bytes::Bytes;
use glasshouse_spec::RowsPage;
use std::sync::{Arc, Mutex, PoisonError};

/// Bytes between two remembered line numbers.
const BLOCK: usize = 256 * 1024;

/// Decoded text in UTF-8: the bytes of the file themselves where they are that, shared.
#[derive(Debug, Clone)]
pub(crate) struct Text(pub Bytes);

impl AsRef<[u8]> for Text {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

/// Spellings of a missing cell. A blank cell is always missing.
#[derive(Debug, Clone)]
pub(crate) struct Missing {
    markers: Vec<Vec<u8>>,
    longest: usize,
    first: [bool; 256],
    /// Whether a number may be a marker, as `-999`.
    pub numeric: bool,
}

/// What counts as missing unless somebody says otherwise: pandas' markers and `?`.
pub const DEFAULT_MISSING: [&str; 19] = [
    "", "?", "NA", "N/A", "n/a", "NaN", "nan", "-NaN", "-nan", "null", "NULL", "None", "<NA>", "#N/A",
    "#N/A N/A", "#NA", "1.#IND", "1.#QNAN", "-1.#IND",
];

impl Missing {
    pub fn new(markers: Option<&[String]>) -> Self {
        let markers: Vec<Vec<u8>> = match markers {
            Some(given) => given.iter().map(|m| m.trim().as_bytes().to_vec()).collect(),
            None => DEFAULT_MISSING.iter().map(|m| m.as_bytes().to_vec()).collect(),
        };
        let number = |m: &Vec<u8>| [b'.', b','].iter().any(|d| crate::number::plain(m, *d).is_some());
        let numeric = markers.iter().any(number);
        let longest = markers.iter().map(Vec::len).max().unwrap_or(0);
        let mut first = [false; 256];
        for marker in markers.iter().filter_map(|m| m.first()) {
            first[usize::from(*marker)] = true;
        }
        Self { markers, longest, first, numeric }
    }

    /// The markers.
    pub fn list(&self) -> Vec<String> {
        self.markers.iter().map(|m| String::from_utf8_lossy(m).into_owned()).collect()
    }

    /// Whether a trimmed cell is missing.
    pub fn is(&self, cell: &[u8]) -> bool {
        let Some(first) = cell.first() else { return true };
        self.first[usize::from(*first)]
            && cell.len() <= self.longest
            && self.markers.iter().any(|m| m == cell)
    }
}

/// A cell without the white space around it.
pub(crate) fn trim(cell: &[u8]) -> &[u8] {
    match (cell.first(), cell.last()) {
        (Some(33..=127), Some(33..=127)) | (None, _) => cell,
        _ => std::str::from_utf8(cell).map_or(cell, |text| text.trim().as_bytes()),
    }
}

/// The decoded text of a file with the place of each data row.
#[derive(Debug, Clone)]
pub struct Source {
    pub(crate) text: Text,
    pub(crate) offsets: Vec<u64>,
    pub(crate) dialect: Dialect,
    pub(crate) names: Vec<String>,
    pub(crate) missing: Missing,
    /// Where the text was written anew: the number of the first row in its file, from 1.
    first_row: Option<u64>,
    /// Where the rows are some of the file's: the line of each, or its number.
    numbers: Option<Arc<Vec<u64>>>,
    /// Line ends before each block of the text, as far as they were asked for.
    lines: Arc<Mutex<Vec<u64>>>,
}

impl Source {
    pub(crate) fn new(text: Text, dialect: Dialect, names: Vec<String>, missing: Missing) -> Self {
        Self {
            text,
            offsets: Vec::new(),
            dialect,
            names,
            missing,
            first_row: None,
            numbers: None,
            lines: Arc::default(),
        }
    }

    /// Says that the text is not the file's own, and which number the file gives to its first row.
    pub(crate) fn set_first_row(&mut self, number: u64) {
        self.first_row = Some(number);
    }

    /// Says that the rows are some of the file's, and which: their places from 0 and their lines from 1.
    pub(crate) fn set_places(&mut self, places: &[u64], lines: Vec<u64>) {
        self.numbers = Some(Arc::new(match self.first_row {
            Some(first) => places.iter().map(|place| first + place).collect(),
            None => lines,
        }));
    }

    /// Number of data rows.
    pub fn rows(&self) -> usize {
        self.offsets.len()
    }

    /// Names of all columns of the file, in its order.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Bytes of the text and of the places.
    pub fn memory(&self) -> u64 {
        (self.text.0.len() + (self.offsets.len() + self.numbers.as_ref().map_or(0, |n| n.len())) * 8) as u64
    }

    /// The cells of a row exactly as the file writes them, one for each name: blank where the row
    /// is too short. For many rows in turn, [`records`](Self::records) is faster.
    ///
    /// # Panics
    /// When the row is out of range.
    pub fn cells(&self, row: usize) -> Vec<String> {
        let mut batch = Batch::default();
        Scanner::new(self.dialect, self.offsets[row] as usize).next(self.text.as_ref(), &mut batch);
        self.padded(batch.record(self.text.as_ref(), 0))
    }

    fn padded(&self, record: Record<'_>) -> Vec<String> {
        let cell = |i| record.get(i).map(|c| String::from_utf8_lossy(c).into_owned());
        (0..self.names.len()).map(|i| cell(i).unwrap_or_default()).collect()
    }

    /// The rows from `start` on, in turn.
    pub fn records(&self, start: usize) -> Records<'_> {
        let from = self.offsets.get(start).map_or(self.text.0.len(), |o| *o as usize);
        let left = self.offsets.len().saturating_sub(start);
        Records { source: self, scanner: Scanner::new(self.dialect, from), left, batch: Batch::default() }
    }

    /// A window of rows; missing cells are `None`.
    pub fn page(&self, start: usize, count: usize) -> RowsPage {
        let mut rows = Vec::with_capacity(count.min(self.rows()));
        let mut records = self.records(start);
        while rows.len() < count
            && let Some(cells) = records.next_row()
        {
            let shown = |c: String| (!self.missing.is(trim(c.as_bytes()))).then_some(c);
            rows.push(cells.into_iter().map(shown).collect());
        }
        RowsPage { start: start as u64, columns: self.names.clone(), rows, ..RowsPage::default() }
    }

    /// The line of a data row in the file, from 1; none where the file has no lines.
    pub fn line(&self, row: usize) -> Option<u64> {
        let number = self.numbers.as_ref().and_then(|numbers| numbers.get(row).copied());
        self.first_row.is_none().then(|| number.unwrap_or_else(|| self.text_line(row)))
    }

    /// Some rows in the file's own words: `line 3`, `lines 3, 8`, `row 7` of a sheet.
    pub(crate) fn spots(&self, rows: &[u32]) -> String {
        let number = |row: &u32| match (&self.numbers, self.first_row) {
            (Some(numbers), _) => numbers.get(*row as usize).copied().unwrap_or_default(),
            (None, Some(first)) => first + u64::from(*row),
            (None, None) => self.text_line(*row as usize),
        };
        let numbers: Vec<String> = rows.iter().map(|row| number(row).to_string()).collect();
        let noun = if self.first_row.is_some() { "row" } else { "line" };
        let plural = if rows.len() == 1 { "" } else { "s" };
        format!("{noun}{plural} {}", numbers.join(", "))
    }

    fn text_line(&self, row: usize) -> u64 {
        let bytes = self.text.as_ref();
        let Some(offset) = self.offsets.get(row) else { return line_at(bytes, bytes.len()) };
        self.line_of(*offset as usize)
    }

    /// The line of a byte, from 1.
    pub(crate) fn line_of(&self, offset: usize) -> u64 {
        let bytes = self.text.as_ref();
        let block = offset / BLOCK;
        let mut before = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        while before.len() <= block {
            let next = before.last().map_or(0, |last| {
                let at = (before.len() - 1) * BLOCK;
                // A pair of line ends that lies across two blocks counts once.
                let split = at > 0 && bytes.get(at - 1..at + 1) == Some(b"\r\n");
                last + line_ends(&bytes[at..at + BLOCK]) - u64::from(split)
            });
            before.push(next);
        }
        let start = block * BLOCK;
        let across = block > 0 && offset > start && bytes.get(start - 1..start + 1) == Some(b"\r\n");
        before[block] + line_ends(&bytes[start..offset]) - u64::from(across) + 1
    }
}

/// Rows of a [`Source`] in turn, as the file writes them.
pub struct Records<'a> {
    source: &'a Source,
    scanner: Scanner,
    left: usize,
    batch: Batch,
}

impl Records<'_> {
    /// The next row's cells as bytes, which may be fewer or more than there are columns.
    pub(crate) fn next_record(&mut self) -> Option<Record<'_>> {
        self.left = self.left.checked_sub(1)?;
        self.batch.clear();
        let text = self.source.text.as_ref();
        self.scanner.next(text, &mut self.batch).then(|| self.batch.record(text, 0))
    }

    /// Number of rows that are still to come.
    pub(crate) fn left(&self) -> usize {
        self.left
    }

    /// The next row's cells, one for each column.
    pub fn next_row(&mut self) -> Option<Vec<String>> {
        let source = self.source;
        self.next_record().map(|record| source.padded(record))
    }
}

impl Iterator for Records<'_> {
    type Item = Vec<String>;

    fn next(&mut self) -> Option<Vec<String>> {
        self.next_row()
    }
}
