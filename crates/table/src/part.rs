//! Taking a part of a delimited text: some of its rows, some of its columns.
//!
//! What is not wanted is never split into columns. A random or stratified sample goes through the text
//! twice: rows are counted, then each is taken with the chance that is left for it (Knuth's algorithm S), so
//! that exactly as many are taken as were asked for, in the file's order, and none has to be held in between.
//! Strata share the rows by their size, the largest remainders first, ties in order of appearance.

use crate::TableError;
use crate::dictionary::Dictionary;
use crate::encoding::line_ends;
use crate::scan::{Batch, Dialect, Record, Scanner};
use crate::source::{Text, trim};
use glasshouse_spec::{DataOptions, SampleMethod, SampleSpec};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// Bytes of one chunk.
const CHUNK: usize = 4 * 1024 * 1024;

/// Which part is wanted, with names that are there.
#[derive(Debug, Clone)]
struct Wanted {
    /// Places of the columns, ascending; none for all.
    columns: Option<Vec<usize>>,
    rows: RowsWanted,
}

#[derive(Debug, Clone)]
enum RowsWanted {
    All,
    First(u64),
    /// So many by a seed, of the strata of a column.
    Drawn {
        rows: u64,
        by: Option<usize>,
    },
}

/// A part that is being taken.
pub(crate) struct Part {
    text: Text,
    dialect: Dialect,
    names: Vec<String>,
    wanted: Wanted,
    header: bool,
    scanner: Scanner,
    batch: Batch,
    counting: bool,
    strata: Strata,
    rng: ChaCha8Rng,
    seen: u64,
    /// Where the last record began, and the line of it.
    last: usize,
    line: u64,
    taken: Taken,
}

/// What was taken.
#[derive(Debug, Default)]
pub(crate) struct Taken {
    /// A header and the rows.
    pub text: Vec<u8>,
    /// Names of the columns.
    pub names: Vec<String>,
    /// Line of each row in the text that it was taken from, from 1.
    pub lines: Vec<u64>,
    /// Place of each row there, from 0.
    pub places: Vec<u64>,
    /// Rows that were there; none where not all were looked at.
    pub of: Option<u64>,
}

/// How many rows there are, are left, and are still to be taken, by stratum.
#[derive(Debug, Default)]
struct Strata {
    labels: Dictionary,
    left: Vec<u64>,
    needed: Vec<u64>,
}

impl Part {
    /// Begins to take what the options ask for; `None` where that is everything. `header` says whether the
    /// text has one.
    ///
    /// # Errors
    /// Names of columns that are not there, and a sample that cannot be taken.
    pub fn new(
        text: &Text,
        dialect: Dialect,
        header: bool,
        names: &[String],
        options: &DataOptions,
    ) -> Result<Option<Self>, TableError> {
        let columns = options.columns.as_deref().map(|asked| places(asked, names)).transpose()?;
        let rows = options.sample.as_ref().map_or(Ok(RowsWanted::All), |sample| rows_of(sample, names))?;
        if columns.is_none() && matches!(rows, RowsWanted::All) {
            return Ok(None);
        }
        let seed = options.sample.as_ref().map_or(0, |sample| sample.seed);
        let counting = matches!(rows, RowsWanted::Drawn { .. });
        let mut part = Self {
            text: text.clone(),
            dialect,
            names: names.to_vec(),
            wanted: Wanted { columns, rows },
            header,
            scanner: Scanner::new(dialect, 0),
            batch: Batch::default(),
            counting,
            strata: Strata::default(),
            rng: ChaCha8Rng::seed_from_u64(seed),
            seen: 0,
            last: 0,
            line: 1,
            taken: Taken::default(),
        };
        part.rewind();
        part.write_header();
        Ok(Some(part))
    }

    fn rewind(&mut self) {
        self.scanner = Scanner::new(self.dialect, 0);
        if self.header {
            self.scanner.next(self.text.as_ref(), &mut Batch::default());
        }
        (self.seen, self.last, self.line) = (0, 0, 1);
    }

    fn write_header(&mut self) {
        let all = || (0..self.names.len()).collect();
        let places: Vec<usize> = self.wanted.columns.clone().unwrap_or_else(all);
        self.taken.names = places.iter().map(|at| self.names[*at].clone()).collect();
        write(self.taken.names.iter().map(String::as_bytes), self.dialect, &mut self.taken.text);
    }

    /// Goes through some megabytes; the share done, or `None` when the part is taken.
    pub fn advance(&mut self) -> Option<f64> {
        let text = self.text.clone();
        let bytes = text.as_ref();
        let stop = self.scanner.at() + CHUNK;
        while self.scanner.at() < stop {
            self.batch.clear();
            if self.has_enough() || !self.scanner.next(bytes, &mut self.batch) {
                return self.pass_over();
            }
            let start = self.batch.starts()[0];
            let batch = std::mem::take(&mut self.batch);
            let record = batch.record(bytes, 0);
            if self.counting {
                self.count(record);
            } else {
                self.line += line_ends(&bytes[self.last..start]);
                self.last = start;
                if self.wants(record) {
                    self.take(record, &bytes[start..self.scanner.at()]);
                }
            }
            self.seen += 1;
            self.batch = batch;
        }
        let done = self.scanner.at() as f64 / bytes.len().max(1) as f64;
        Some(match (&self.wanted.rows, self.counting) {
            (RowsWanted::Drawn { .. }, true) => done / 2.0,
            (RowsWanted::Drawn { .. }, false) => 0.5 + done / 2.0,
            _ => done,
        })
    }

    /// What was taken.
    pub fn finish(self) -> Taken {
        self.taken
    }

    fn has_enough(&self) -> bool {
        matches!(self.wanted.rows, RowsWanted::First(rows) if self.seen >= rows)
    }

    fn pass_over(&mut self) -> Option<f64> {
        if !self.counting {
            if !self.has_enough() {
                self.taken.of = Some(self.seen);
            }
            return None;
        }
        self.counting = false;
        let RowsWanted::Drawn { rows, .. } = self.wanted.rows else { return None };
        self.strata.share(rows);
        self.rewind();
        Some(0.5)
    }

    fn count(&mut self, record: Record<'_>) {
        let stratum = self.stratum(record);
        if stratum == self.strata.left.len() {
            self.strata.left.push(0);
        }
        self.strata.left[stratum] += 1;
    }

    fn stratum(&mut self, record: Record<'_>) -> usize {
        let RowsWanted::Drawn { by: Some(by), .. } = self.wanted.rows else { return 0 };
        self.strata.labels.insert(trim(record.get(by).unwrap_or_default())) as usize
    }

    fn wants(&mut self, record: Record<'_>) -> bool {
        if !matches!(self.wanted.rows, RowsWanted::Drawn { .. }) {
            return true;
        }
        let stratum = self.stratum(record);
        let (left, needed) = (self.strata.left[stratum], self.strata.needed[stratum]);
        // A whole number below `left`, each as likely as the others to within 2^-64.
        let drawn = (u128::from(self.rng.next_u64()) * u128::from(left)) >> 64;
        let wanted = drawn < u128::from(needed);
        self.strata.left[stratum] -= 1;
        self.strata.needed[stratum] -= u64::from(wanted);
        wanted
    }

    fn take(&mut self, record: Record<'_>, raw: &[u8]) {
        self.taken.lines.push(self.line);
        self.taken.places.push(self.seen);
        match &self.wanted.columns {
            Some(columns) => {
                let cells = columns.iter().map(|at| record.get(*at).unwrap_or_default());
                write(cells, self.dialect, &mut self.taken.text);
            }
            None => {
                self.taken.text.extend_from_slice(raw.strip_suffix(b"\n").unwrap_or(raw));
                if !self.taken.text.ends_with(b"\r") {
                    self.taken.text.push(b'\n');
                }
            }
        }
    }
}

impl Strata {
    /// Shares rows among the strata by their size.
    fn share(&mut self, rows: u64) {
        let all: u64 = self.left.iter().sum();
        let rows = u128::from(rows.min(all));
        let all = u128::from(all.max(1));
        let exact = |left: &u64| u128::from(*left) * rows;
        self.needed = self.left.iter().map(|left| (exact(left) / all) as u64).collect();
        let given: u64 = self.needed.iter().sum();
        let mut order: Vec<usize> = (0..self.left.len()).collect();
        order.sort_by_key(|at| std::cmp::Reverse(exact(&self.left[*at]) % all));
        for at in order.into_iter().take(rows as usize - given as usize) {
            self.needed[at] += 1;
        }
    }
}

/// Writes a record, its cells between quotes where they would not be read back otherwise.
fn write<'a>(cells: impl Iterator<Item = &'a [u8]>, dialect: Dialect, out: &mut Vec<u8>) {
    let begin = out.len();
    for (i, cell) in cells.enumerate() {
        if i > 0 {
            out.push(dialect.delimiter);
        }
        let special = |byte: &u8| *byte == dialect.delimiter || *byte == b'\n' || *byte == b'\r';
        if cell.first() != Some(&dialect.quote) && !cell.iter().any(special) {
            out.extend_from_slice(cell);
            continue;
        }
        out.push(dialect.quote);
        for byte in cell {
            if *byte == dialect.quote {
                out.push(dialect.quote);
            }
            out.push(*byte);
        }
        out.push(dialect.quote);
    }
    if out.len() == begin {
        // A blank line would be no record.
        out.extend_from_slice(&[dialect.quote, dialect.quote]);
    }
    out.push(b'\n');
}

/// Places of some columns in the order of the file.
fn places(asked: &[String], names: &[String]) -> Result<Vec<usize>, TableError> {
    if asked.is_empty() {
        return Err(unusable("columns", "data.columns names no column".into(), names));
    }
    let mut places: Vec<usize> =
        asked.iter().map(|name| place("columns", name, names)).collect::<Result<_, _>>()?;
    places.sort_unstable();
    places.dedup();
    Ok(places)
}

fn place(option: &'static str, name: &str, names: &[String]) -> Result<usize, TableError> {
    let unknown =
        || unusable(option, format!("data.{option} names the column {name}, which is not there"), names);
    names.iter().position(|n| n == name).ok_or_else(unknown)
}

fn rows_of(sample: &SampleSpec, names: &[String]) -> Result<RowsWanted, TableError> {
    let refused = |message: &str, remedy: &str| {
        Err(TableError::Option { option: "sample", message: message.into(), remedy: remedy.into() })
    };
    let rows = sample.rows;
    match (sample.method, sample.by.as_deref()) {
        _ if rows == 0 => refused("data.sample asks for no rows", "Set data.sample.rows to 1 or more."),
        (SampleMethod::First, None) => Ok(RowsWanted::First(rows)),
        (SampleMethod::Random, None) => Ok(RowsWanted::Drawn { rows, by: None }),
        (SampleMethod::Stratified, Some(by)) => {
            Ok(RowsWanted::Drawn { rows, by: Some(place("sample.by", by, names)?) })
        }
        (SampleMethod::Stratified, None) => refused(
            "a stratified sample needs the column whose values keep their shares",
            "Set data.sample.by to the name of a column.",
        ),
        (_, Some(_)) => refused(
            "data.sample.by is for a stratified sample",
            "Set data.sample.method to stratified, or leave data.sample.by out.",
        ),
    }
}

fn unusable(option: &'static str, message: String, names: &[String]) -> TableError {
    let found: Vec<&str> = names.iter().take(30).map(String::as_str).collect();
    TableError::Option { option, message, remedy: format!("The file has: {}.", found.join(", ")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn strata(left: &[u64], rows: u64) -> Vec<u64> {
        let mut strata = Strata { left: left.to_vec(), ..Strata::default() };
        strata.share(rows);
        strata.needed
    }

    /// Worked by hand: quotas 4.5, 3.6 and 0.9 of nine rows give 4, 3 and 0, and the two that are left
    /// go to the remainders 0.9 and 0.6.
    #[test]
    fn the_largest_remainders_get_the_rest() {
        assert_eq!(strata(&[50, 40, 10], 9), [4, 4, 1]);
        assert_eq!(strata(&[1, 1, 1], 2), [1, 1, 0]);
        assert_eq!(strata(&[5, 3], 100), [5, 3]);
        assert_eq!(strata(&[], 3), [0; 0]);
    }

    #[test]
    fn cells_are_written_so_that_they_are_read_back() {
        let dialect = Dialect { delimiter: b';', quote: b'"' };
        let rows: [&[&[u8]]; 4] =
            [&[b"a;b", b"say \"x\"", b"\"y\""], &[b"", b"", b""], &[b""], &[b"two\nlines"]];
        let mut text = Vec::new();
        rows.iter().for_each(|cells| write(cells.iter().copied(), dialect, &mut text));
        let (mut scanner, mut batch) = (Scanner::new(dialect, 0), Batch::default());
        while scanner.next(&text, &mut batch) {}
        let read: Vec<Vec<&[u8]>> =
            (0..batch.records()).map(|i| batch.record(&text, i).iter().collect()).collect();
        assert_eq!(read, rows);
    }
}
