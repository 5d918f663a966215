//! Parting text into records and cells.
//!
//! Sixty-four bytes at a time are compared with the delimiter and the line ends, which gives a bit for
//! each; cells reach from one set bit to the next, so most bytes are never looked at one by one. A
//! quote counts only where a cell begins with it: inside such a cell two quotes stand for one, and
//! what follows the closing quote belongs to the cell as it stands. `\n`, `\r\n` and `\r` end a
//! record; blank lines are none. This is how the csv crate reads, and a test holds the two together.

use memchr::memchr;

/// How cells are parted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Dialect {
    pub delimiter: u8,
    pub quote: u8,
}

/// Bytes whose marks are found at once.
const BLOCK: usize = 64;

/// A place in a text that is being parted. The text is handed in anew at each call, and must be the
/// same.
#[derive(Debug, Clone)]
pub(crate) struct Scanner {
    dialect: Dialect,
    /// Next byte.
    at: usize,
    /// Begin of the block that `marks` are of.
    block: usize,
    /// Bits of the delimiters and line ends of a block.
    marks: u64,
}

/// Where a cell stands: in the text, or beyond its end in what was unescaped.
#[derive(Debug, Clone, Copy)]
struct Span {
    start: usize,
    end: usize,
}

/// Records with their cells.
#[derive(Debug, Default)]
pub(crate) struct Batch {
    spans: Vec<Span>,
    /// Number of spans before the end of each record.
    ends: Vec<usize>,
    /// First byte of each record.
    starts: Vec<usize>,
    unescaped: Vec<u8>,
}

/// The cells of a record.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Record<'a> {
    text: &'a [u8],
    unescaped: &'a [u8],
    spans: &'a [Span],
}

impl Scanner {
    /// Begins at a byte, which must be the first of a record.
    pub fn new(dialect: Dialect, at: usize) -> Self {
        Self { dialect, at, block: usize::MAX, marks: 0 }
    }

    /// The next byte.
    pub fn at(&self) -> usize {
        self.at
    }

    /// Adds a record to a batch; whether there was one.
    pub fn next(&mut self, text: &[u8], batch: &mut Batch) -> bool {
        while matches!(text.get(self.at), Some(b'\n' | b'\r')) {
            self.at += 1;
        }
        if self.at >= text.len() {
            return false;
        }
        batch.starts.push(self.at);
        loop {
            let (span, end) = if text.get(self.at) == Some(&self.dialect.quote) {
                self.quoted(text, &mut batch.unescaped)
            } else {
                let end = self.mark(text, self.at);
                (Span { start: self.at, end }, end)
            };
            batch.spans.push(span);
            self.at = end + 1;
            if text.get(end) != Some(&self.dialect.delimiter) {
                break;
            }
        }
        self.at = self.at.min(text.len());
        batch.ends.push(batch.spans.len());
        true
    }

    /// A cell that begins with a quote, and where it ends.
    fn quoted(&mut self, text: &[u8], unescaped: &mut Vec<u8>) -> (Span, usize) {
        let quote = self.dialect.quote;
        let own = unescaped.len();
        let mut from = self.at + 1;
        let close = loop {
            let Some(close) = memchr(quote, &text[from..]).map(|i| from + i) else { break text.len() };
            if text.get(close + 1) != Some(&quote) {
                break close;
            }
            unescaped.extend_from_slice(&text[from..=close]);
            from = close + 2;
        };
        let end = self.mark(text, text.len().min(close + 1));
        if unescaped.len() == own && end <= close + 1 {
            return (Span { start: from, end: close }, end);
        }
        unescaped.extend_from_slice(&text[from..close]);
        unescaped.extend_from_slice(&text[text.len().min(close + 1)..end]);
        (Span { start: text.len() + own, end: text.len() + unescaped.len() }, end)
    }

    /// The first delimiter or line end from a byte on; the end of the text if there is none.
    fn mark(&mut self, text: &[u8], from: usize) -> usize {
        let block = from - from % BLOCK;
        if block != self.block {
            self.block = block;
            self.marks = marks(text, block, self.dialect.delimiter);
        }
        let mut left = self.marks & (u64::MAX << (from % BLOCK));
        while left == 0 {
            self.block += BLOCK;
            if self.block >= text.len() {
                return text.len();
            }
            self.marks = marks(text, self.block, self.dialect.delimiter);
            left = self.marks;
        }
        self.block + left.trailing_zeros() as usize
    }
}

/// A bit for each delimiter and line end of a block.
fn marks(text: &[u8], block: usize, delimiter: u8) -> u64 {
    let rest = text.get(block..).unwrap_or_default();
    match rest.first_chunk::<BLOCK>() {
        Some(bytes) => bits(bytes, delimiter),
        None => {
            let mut bytes = [0; BLOCK];
            bytes[..rest.len()].copy_from_slice(rest);
            bits(&bytes, delimiter) & ((1 << rest.len()) - 1)
        }
    }
}

fn bits(bytes: &[u8; BLOCK], delimiter: u8) -> u64 {
    let mut found = [0_u8; BLOCK];
    for (found, byte) in found.iter_mut().zip(bytes) {
        *found = u8::from(*byte == delimiter) | u8::from(*byte == b'\n') | u8::from(*byte == b'\r');
    }
    // The product moves the lowest bit of each of eight bytes into the highest byte.
    let eight = |bytes: &[u8; 8]| u64::from_le_bytes(*bytes).wrapping_mul(0x0102_0408_1020_4080) >> 56;
    found.as_chunks::<8>().0.iter().rev().fold(0, |bits, bytes| bits << 8 | eight(bytes))
}

impl Batch {
    /// Forgets all records.
    pub fn clear(&mut self) {
        self.spans.clear();
        self.ends.clear();
        self.starts.clear();
        self.unescaped.clear();
    }

    /// Number of records.
    pub fn records(&self) -> usize {
        self.ends.len()
    }

    /// Number of cells of all records.
    pub fn cells(&self) -> usize {
        self.spans.len()
    }

    /// First byte of each record.
    pub fn starts(&self) -> &[usize] {
        &self.starts
    }

    /// A record.
    pub fn record<'a>(&'a self, text: &'a [u8], record: usize) -> Record<'a> {
        let begin = if record == 0 { 0 } else { self.ends[record - 1] };
        Record { text, unescaped: &self.unescaped, spans: &self.spans[begin..self.ends[record]] }
    }

    /// The records with fewer or more cells than `columns`.
    pub fn ragged(&self, columns: usize) -> impl Iterator<Item = usize> + '_ {
        let even = self.spans.len() == columns * self.ends.len()
            && self.ends.iter().zip(1..).all(|(end, n)| *end == n * columns);
        let uneven = if even { 0 } else { self.ends.len() };
        (0..uneven).filter(move |i| self.ends[*i] - if *i == 0 { 0 } else { self.ends[*i - 1] } != columns)
    }

    /// The cells of a column, blank where a record is too short.
    pub fn column<'a>(&'a self, text: &'a [u8], column: usize) -> impl Iterator<Item = &'a [u8]> + 'a {
        let mut begin = 0;
        self.ends.iter().map(move |end| {
            let span = self.spans[begin..*end].get(column);
            begin = *end;
            span.map_or(&[][..], |span| span.of(text, &self.unescaped))
        })
    }
}

impl Span {
    #[inline]
    fn of<'a>(self, text: &'a [u8], unescaped: &'a [u8]) -> &'a [u8] {
        if self.end <= text.len() {
            &text[self.start..self.end]
        } else {
            &unescaped[self.start - text.len()..self.end - text.len()]
        }
    }
}

impl<'a> Record<'a> {
    /// Number of cells.
    pub fn len(self) -> usize {
        self.spans.len()
    }

    /// A cell.
    pub fn get(self, cell: usize) -> Option<&'a [u8]> {
        self.spans.get(cell).map(|span| span.of(self.text, self.unescaped))
    }

    /// The cells in turn.
    pub fn iter(self) -> impl Iterator<Item = &'a [u8]> {
        self.spans.iter().map(move |span| span.of(self.text, self.unescaped))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    type Rows = Vec<Vec<Vec<u8>>>;

    fn ours(text: &[u8], dialect: Dialect) -> Rows {
        let (mut scanner, mut batch) = (Scanner::new(dialect, 0), Batch::default());
        while scanner.next(text, &mut batch) {}
        assert_eq!(batch.records(), batch.starts().len());
        let rows: Rows = (0..batch.records())
            .map(|i| batch.record(text, i).iter().map(<[u8]>::to_vec).collect())
            .collect();
        let width = rows.iter().map(Vec::len).max().unwrap_or(0);
        for column in 0..width {
            let cells: Vec<&[u8]> = batch.column(text, column).collect();
            let expected: Vec<&[u8]> = rows.iter().map(|r| r.get(column).map_or(&[][..], |c| c)).collect();
            assert_eq!(cells, expected);
        }
        let ragged: Vec<usize> = (0..rows.len()).filter(|i| rows[*i].len() != width).collect();
        assert_eq!(batch.ragged(width).collect::<Vec<_>>(), ragged);
        rows
    }

    fn csv_crate(text: &[u8], dialect: Dialect) -> Rows {
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(dialect.delimiter)
            .quote(dialect.quote)
            .has_headers(false)
            .flexible(true)
            .from_reader(text);
        let rows = reader.byte_records().map(|record| record.unwrap());
        rows.map(|record| record.iter().map(<[u8]>::to_vec).collect()).collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4096))]
        #[test]
        fn records_are_those_of_the_csv_crate(text in "[a,;\"\r\n ']{0,80}", long in "[a-z,\"\n]{0,300}") {
            for dialect in [Dialect { delimiter: b',', quote: b'"' }, Dialect { delimiter: b';', quote: b'\'' }] {
                for text in [text.as_bytes(), long.as_bytes(), format!("{long}{text}").as_bytes()] {
                    prop_assert_eq!(ours(text, dialect), csv_crate(text, dialect));
                }
            }
        }

        #[test]
        fn a_record_can_be_read_from_its_first_byte(text in "[a,\"\r\n]{0,200}") {
            let dialect = Dialect { delimiter: b',', quote: b'"' };
            let (mut scanner, mut batch) = (Scanner::new(dialect, 0), Batch::default());
            while scanner.next(text.as_bytes(), &mut batch) {}
            for (i, start) in batch.starts().iter().enumerate() {
                let mut alone = Batch::default();
                prop_assert!(Scanner::new(dialect, *start).next(text.as_bytes(), &mut alone));
                let cells = |b: &Batch, i| b.record(text.as_bytes(), i).iter().map(<[u8]>::to_vec).collect::<Vec<_>>();
                prop_assert_eq!(cells(&alone, 0), cells(&batch, i));
            }
        }
    }

    #[test]
    fn a_bit_for_each_mark() {
        let mut bytes = [b'x'; BLOCK];
        for place in [0, 7, 8, 31, 63] {
            bytes[place] = if place == 31 { b'\n' } else { b';' };
        }
        assert_eq!(bits(&bytes, b';'), 1 | 1 << 7 | 1 << 8 | 1 << 31 | 1 << 63);
    }
}
