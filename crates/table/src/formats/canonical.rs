//! Rows of any format as one kind of text: CSV in UTF-8 with a header, commas and double quotes.
//!
//! A converter puts values in the order of the columns, and ends rows. Columns may appear late;
//! rows before them are padded at the end. What the values were is remembered by column, so that
//! text which only looks like numbers is not read as numbers.

use super::problem::FormatError;
use crate::header;
use crate::number;
use crate::source::{Missing, trim};
use csv::ByteRecord;
use glasshouse_spec::{ColumnOptions, ColumnType, Place, Warning};
use std::collections::{BTreeMap, BTreeSet};

/// More columns than this are a file that was not understood.
const MOST_COLUMNS: usize = 100_000;
/// Cells that fit into memory beside the text: a number takes 8 bytes.
#[cfg(target_pointer_width = "32")]
const MOST_CELLS: u64 = 100_000_000;
#[cfg(not(target_pointer_width = "32"))]
const MOST_CELLS: u64 = 4_000_000_000;
/// Integers beyond this are not told apart as numbers.
const EXACT: u64 = 1 << 53;

/// A value of a cell.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Value<'a> {
    /// No value.
    Missing,
    /// A number as text: `-1.5`, `1e300`, `inf`.
    Number(&'a str),
    /// True or false.
    Truth(bool),
    /// An instant in ISO 8601.
    Time(&'a str),
    /// Text.
    Text(&'a str),
}

/// Where values go.
pub(crate) trait Sink {
    /// Takes the next value.
    fn put(&mut self, value: Value);
}

/// What is known of a column's values.
#[derive(Debug, Clone, Default)]
struct Seen {
    /// The type that the format states.
    stated: Option<ColumnType>,
    /// Texts that are not missing.
    texts: u64,
    /// Whether one of them is no number.
    wordy: bool,
    /// Other values.
    others: u64,
    /// Whether one of them is no whole number.
    broken: bool,
    /// Whole numbers beyond 2^53, and the first of them.
    beyond: u64,
    example: String,
}

impl Seen {
    fn number(&mut self, text: &str) {
        let digits = text.strip_prefix('-').unwrap_or(text);
        if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            self.broken = true;
        } else if digits.len() > 15 && digits.parse().map_or(true, |number: u64| number > EXACT) {
            self.beyond += 1;
            if self.example.is_empty() {
                text.clone_into(&mut self.example);
            }
        }
    }
}

/// The text of a table that grows. See the module.
pub(crate) struct Canonical {
    file: String,
    text: Vec<u8>,
    names: Vec<String>,
    seen: Vec<Seen>,
    /// Column of the next value.
    at: usize,
    /// Where rows of a number of cells begin.
    widths: Vec<(usize, usize)>,
    row_start: usize,
    cells: u64,
    missing: Missing,
    limit: u64,
}

/// The finished text, what to read its columns as, and what was noticed.
pub(crate) struct Finished {
    pub text: String,
    pub names: Vec<String>,
    pub columns: BTreeMap<String, ColumnOptions>,
    pub warnings: Vec<Warning>,
}

impl Sink for Canonical {
    fn put(&mut self, value: Value) {
        if self.at > 0 {
            self.text.push(b',');
        }
        if self.at == self.names.len() {
            self.column(String::new(), None);
        }
        let seen = &mut self.seen[self.at];
        self.at += 1;
        match value {
            Value::Missing => return,
            Value::Number(text) => {
                seen.number(text);
                self.text.extend_from_slice(text.as_bytes());
            }
            Value::Time(text) => {
                seen.broken = true;
                self.text.extend_from_slice(text.as_bytes());
            }
            Value::Truth(truth) => {
                seen.broken = true;
                self.text.extend_from_slice(if truth { b"true" } else { b"false" });
            }
            Value::Text(text) => {
                if !self.missing.is(trim(text.as_bytes())) {
                    seen.texts += 1;
                    seen.wordy = seen.wordy || !like_number(text.trim());
                }
                return quoted(text.as_bytes(), &mut self.text);
            }
        }
        seen.others += 1;
    }
}

impl Canonical {
    /// An empty table of a file. Texts of `missing` are missing; the text may grow to `limit` bytes.
    pub fn new(file: &str, missing: &[String], limit: u64) -> Self {
        Self {
            file: file.into(),
            text: Vec::new(),
            names: Vec::new(),
            seen: Vec::new(),
            at: 0,
            widths: Vec::new(),
            row_start: 0,
            cells: 0,
            missing: Missing::new(Some(missing)),
            limit,
        }
    }

    /// A further column, with the type that the format states; a blank name is made up later.
    pub fn column(&mut self, name: String, stated: Option<ColumnType>) {
        self.names.push(name);
        self.seen.push(Seen { stated, ..Seen::default() });
    }

    /// Number of columns.
    pub fn columns(&self) -> usize {
        self.names.len()
    }

    /// Ends a row; values that are lacking are missing.
    pub fn end_row(&mut self) -> Result<(), FormatError> {
        let width = self.names.len();
        if self.at == 0 {
            self.put(Value::Missing);
        }
        for _ in self.at..width {
            self.text.push(b',');
        }
        // A blank line would be no row.
        if self.text.len() == self.row_start {
            self.text.extend_from_slice(b"\"\"");
        }
        self.text.push(b'\n');
        if self.widths.last().is_none_or(|(_, last)| *last != width) {
            self.widths.push((self.row_start, width));
        }
        (self.at, self.row_start) = (0, self.text.len());
        self.cells += width as u64;
        if width > MOST_COLUMNS {
            return Err(FormatError::unclear(
                &self.file,
                format!("{} has more than {MOST_COLUMNS} columns", self.file),
                "Save it with one row for each record and one column for each property.",
            ));
        }
        if self.text.len() as u64 > self.limit {
            return Err(FormatError::too_large(&self.file, "holds a table of", self.limit));
        }
        if self.cells > MOST_CELLS {
            return Err(FormatError::too_many_cells(&self.file, MOST_CELLS));
        }
        Ok(())
    }

    /// The whole: every row of the same width, columns without name and values left out, names made
    /// unique.
    pub fn finish(mut self) -> Finished {
        let kept: Vec<usize> = (0..self.names.len())
            .filter(|i| {
                let seen = &self.seen[*i];
                !self.names[*i].trim().is_empty() || seen.texts + seen.others > 0 || seen.stated.is_some()
            })
            .collect();
        let ragged = self.widths.iter().any(|(_, width)| *width != self.names.len());
        if kept.len() < self.names.len() {
            self.keep_only(&kept);
        } else if ragged {
            self.pad();
        }
        let (names, mut warnings) = header::names(&self.names, &self.file);
        let mut columns = BTreeMap::new();
        let unsure: Vec<usize> = (0..names.len()).filter(|i| self.unsure(*i) || self.beyond(*i)).collect();
        let kinds = self.text_kinds(&unsure);
        for (i, name) in names.iter().enumerate() {
            let guessed = unsure.iter().position(|u| *u == i).map(|at| kinds[at]);
            if let Some(kind) = guessed.or(self.seen[i].stated) {
                columns.insert(name.clone(), ColumnOptions { kind: Some(kind), ..ColumnOptions::default() });
            }
            if self.beyond(i) {
                warnings.push(self.beyond_warning(i, name));
            }
        }
        let mut text = std::mem::take(&mut self.text);
        text.splice(0..0, header_line(&names));
        // Everything in it was written from text.
        let text = String::from_utf8(text)
            .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned());
        Finished { text, names, columns, warnings }
    }

    /// Whether a column holds nothing but whole numbers, of which some are beyond 2^53: they name
    /// things, and as numbers would lose their last digits.
    fn beyond(&self, column: usize) -> bool {
        let seen = &self.seen[column];
        let whole = matches!(seen.stated, None | Some(ColumnType::Numeric));
        whole && seen.beyond > 0 && !seen.broken && !seen.wordy
    }

    fn beyond_warning(&self, column: usize, name: &str) -> Warning {
        let Seen { beyond, example, .. } = &self.seen[column];
        let at = Place { file: Some(self.file.clone()), ..Place::column(name) };
        let message = format!(
            "{beyond} integers in column {name} are beyond 2^53, such as {example}, so the column is read digit for digit as text. Set its type to numeric to calculate with them; they then lose their last digits."
        );
        Warning::new("column.beyond_2_53", message, at)
    }

    /// Whether a column holds nothing but texts, and all of them look like numbers.
    fn unsure(&self, column: usize) -> bool {
        let seen = &self.seen[column];
        seen.stated.is_none() && seen.texts > 0 && seen.others == 0 && !seen.wordy
    }

    fn reader(&self) -> csv::Reader<&[u8]> {
        csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(&self.text[..])
    }

    /// Lets rows be as wide as there are columns.
    fn pad(&mut self) {
        let all = self.names.len();
        let mut padded = Vec::with_capacity(self.text.len());
        let ends = self.widths.iter().skip(1).map(|(start, _)| *start).chain([self.text.len()]);
        for ((start, width), end) in self.widths.iter().zip(ends) {
            let commas = vec![b','; all - width];
            let mut open = false;
            for line in self.text[*start..end].split_inclusive(|byte| *byte == b'\n') {
                open ^= line.iter().filter(|byte| **byte == b'"').count() % 2 == 1;
                if open || commas.is_empty() {
                    padded.extend_from_slice(line);
                } else {
                    padded.extend_from_slice(&line[..line.len() - 1]);
                    padded.extend_from_slice(&commas);
                    padded.push(b'\n');
                }
            }
        }
        self.text = padded;
    }

    /// Leaves columns out of the text.
    fn keep_only(&mut self, kept: &[usize]) {
        let mut text = Vec::with_capacity(self.text.len());
        let mut reader = self.reader();
        let mut record = ByteRecord::new();
        while matches!(reader.read_byte_record(&mut record), Ok(true)) {
            let start = text.len();
            for (at, column) in kept.iter().enumerate() {
                if at > 0 {
                    text.push(b',');
                }
                quoted(record.get(*column).unwrap_or_default(), &mut text);
            }
            if text.len() == start {
                text.extend_from_slice(b"\"\"");
            }
            text.push(b'\n');
        }
        self.text = text;
        self.names = kept.iter().map(|i| self.names[*i].clone()).collect();
        self.seen = kept.iter().map(|i| self.seen[*i].clone()).collect();
    }

    /// Types of columns of texts that look like numbers.
    fn text_kinds(&self, columns: &[usize]) -> Vec<ColumnType> {
        if columns.is_empty() {
            return Vec::new();
        }
        let mut counted = vec![(0_usize, BTreeSet::<Vec<u8>>::new()); columns.len()];
        let mut reader = self.reader();
        let mut record = ByteRecord::new();
        while matches!(reader.read_byte_record(&mut record), Ok(true)) {
            for (column, (all, different)) in columns.iter().zip(&mut counted) {
                let cell = trim(record.get(*column).unwrap_or_default());
                if !self.missing.is(cell) {
                    *all += 1;
                    if !different.contains(cell) {
                        different.insert(cell.to_vec());
                    }
                }
            }
        }
        counted.iter().map(|(all, different)| text_kind(*all, different.len())).collect()
    }
}

/// What a column of texts that look like numbers is, by the rule of the reader's inference: they
/// repeat, or else they name things.
fn text_kind(all: usize, different: usize) -> ColumnType {
    let repeats = all < 2 || (different < all && (different <= 20 || different * 2 <= all));
    if repeats || different * 20 < all * 19 { ColumnType::Categorical } else { ColumnType::Id }
}

/// Whether a text could be read as a number, or as a mark among numbers.
fn like_number(text: &str) -> bool {
    number::plain(text.as_bytes(), b'.').is_some()
        || number::dressed(text, b'.').is_some()
        || matches!(text, "-" | "--" | "---" | "–" | "—" | "." | "*")
}

/// The names as the first line.
fn header_line(names: &[String]) -> Vec<u8> {
    let mut line = Vec::new();
    for (i, name) in names.iter().enumerate() {
        if i > 0 {
            line.push(b',');
        }
        quoted(name.as_bytes(), &mut line);
    }
    line.push(b'\n');
    line
}

/// A cell, in quotes where it needs them.
fn quoted(cell: &[u8], out: &mut Vec<u8>) {
    if !cell.iter().any(|byte| matches!(byte, b'"' | b',' | b'\n' | b'\r')) {
        return out.extend_from_slice(cell);
    }
    out.push(b'"');
    for part in cell.split_inclusive(|byte| *byte == b'"') {
        out.extend_from_slice(part);
        if part.ends_with(b"\"") {
            out.push(b'"');
        }
    }
    out.push(b'"');
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Canonical {
        Canonical::new("f", &[String::new()], 1000)
    }

    fn text(finished: &Finished) -> &str {
        &finished.text
    }

    #[test]
    fn late_columns_pad_earlier_rows() {
        let mut t = table();
        t.column("a".into(), None);
        t.put(Value::Text("x\n\"y\""));
        t.end_row().unwrap();
        t.column("b".into(), None);
        t.end_row().unwrap();
        t.put(Value::Number("1"));
        t.put(Value::Truth(true));
        t.end_row().unwrap();
        assert_eq!(text(&t.finish()), "a,b\n\"x\n\"\"y\"\"\",\n,\n1,true\n");
    }

    #[test]
    fn a_missing_cell_alone_is_a_row() {
        let mut t = table();
        t.column("a".into(), None);
        t.put(Value::Missing);
        t.end_row().unwrap();
        assert_eq!(text(&t.finish()), "a\n\"\"\n");
    }

    #[test]
    fn columns_without_name_and_values_go() {
        let mut t = table();
        for name in ["", "a", "", "b"] {
            t.column(name.into(), None);
        }
        t.put(Value::Missing);
        t.put(Value::Text("1,5"));
        t.end_row().unwrap();
        assert_eq!(text(&t.finish()), "a,b\n\"1,5\",\n");
    }

    #[test]
    fn texts_that_look_like_numbers_stay_texts() {
        let mut t = table();
        for name in ["code", "number", "mixed", "words"] {
            t.column(name.into(), None);
        }
        for row in ["01", "02", "01"] {
            t.put(Value::Text(row));
            t.put(Value::Number(row));
            t.put(if row == "02" { Value::Number("2") } else { Value::Text(row) });
            t.put(if row == "02" { Value::Text("two") } else { Value::Text(row) });
            t.end_row().unwrap();
        }
        let columns = t.finish().columns;
        let kinds: Vec<_> = columns.iter().map(|(name, c)| (name.as_str(), c.kind)).collect();
        assert_eq!(kinds, [("code", Some(ColumnType::Categorical))]);
    }

    #[test]
    fn a_table_beyond_the_limit_is_refused() {
        let mut t = Canonical::new("f", &[], 10);
        t.put(Value::Text("0123456789"));
        assert_eq!(t.end_row().unwrap_err().code(), "data.too_large");
    }
}
