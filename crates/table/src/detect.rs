//! How a file is laid out: delimiter, quote, header, decimal mark, guessed from its first records.
//!
//! A delimiter is good when every record has the same number of cells and the cells look typed; the
//! first record is a header when it does not look like the ones below it. The guesses are reported
//! and each can be overridden.

use crate::TableError;
use crate::date::{DateOrder, parse_date};
use crate::number;
use crate::scan::{Batch, Dialect, Scanner};
use crate::source::{Missing, trim};
use glasshouse_spec::DataOptions;

/// Characters looked at first; more when they hold fewer than two records.
const SAMPLE: usize = 128 * 1024;
/// Records looked at.
const RECORDS: usize = 200;

/// What was found out of a file's layout.
#[derive(Debug)]
pub(crate) struct Layout {
    pub dialect: Dialect,
    pub header: bool,
    pub decimal: u8,
    /// Whether each row has a cell more than the header, as R writes row names.
    pub index: bool,
    /// The first record's cells.
    pub first: Vec<String>,
}

impl Layout {
    /// How every format but delimited text is written anew.
    pub fn canonical(names: Vec<String>) -> Self {
        let dialect = Dialect { delimiter: b',', quote: b'"' };
        Self { dialect, header: true, decimal: b'.', index: false, first: names }
    }
}

type Records = Vec<Vec<String>>;

/// Finds out the layout. What `given` says is kept; where the file does not tell, `fallback` does.
/// `expected` are names that make the first record a header.
pub(crate) fn layout(
    text: &[u8],
    given: &DataOptions,
    fallback: &DataOptions,
    expected: &[String],
) -> Result<Layout, TableError> {
    let missing = Missing::new(given.missing.as_deref());
    let delimiter = ascii("delimiter", given.delimiter)?;
    let quote = ascii("quote", given.quote)?;
    let (dialect, records) = dialect(text, delimiter, quote, fallback, &missing);
    let header = given.header.unwrap_or_else(|| {
        let named = records.first().is_some_and(|first| {
            !expected.is_empty() && expected.iter().all(|name| first.iter().any(|cell| cell.trim() == name))
        });
        named || fallback.header.unwrap_or_else(|| has_header(&records, &missing))
    });
    let decimal = match given.decimal {
        Some('.') => b'.',
        Some(',') => b',',
        Some(other) => {
            return Err(TableError::Option {
                option: "decimal",
                message: format!("{other:?} is not a decimal mark"),
                remedy: "Use . or , as the decimal mark.".into(),
            });
        }
        None => decimal(&records, dialect.delimiter).unwrap_or(if fallback.decimal == Some(',') {
            b','
        } else {
            b'.'
        }),
    };
    let wide = records.first().map_or(0, Vec::len) + 1;
    let (below, as_wide) =
        (records.len().saturating_sub(1), records.iter().skip(1).filter(|r| r.len() == wide).count());
    let filled = records.iter().skip(1).any(|r| r.len() == wide && !r[wide - 1].trim().is_empty());
    let index = header && wide > 2 && below > 0 && as_wide == below && filled;
    Ok(Layout { dialect, header, decimal, index, first: records.into_iter().next().unwrap_or_default() })
}

fn ascii(option: &'static str, given: Option<char>) -> Result<Option<u8>, TableError> {
    match given {
        None => Ok(None),
        Some(c) if c.is_ascii() && !c.is_ascii_alphanumeric() && c != '\n' && c != '\r' => Ok(Some(c as u8)),
        Some(c) => Err(TableError::Option {
            option,
            message: format!("{c:?} cannot be the {option}"),
            remedy: "Use one ASCII character that is no letter, digit or line end.".into(),
        }),
    }
}

/// The first records as a dialect splits them; the last one is left out where it may be cut off.
fn sample(text: &[u8], dialect: Dialect) -> Records {
    let mut size = SAMPLE;
    loop {
        let part = &text[..text.len().min(size)];
        let (mut scanner, mut batch) = (Scanner::new(dialect, 0), Batch::default());
        while batch.records() < RECORDS && scanner.next(part, &mut batch) {}
        let cells =
            |i| batch.record(part, i).iter().map(|c| String::from_utf8_lossy(c).into_owned()).collect();
        let mut records: Records = (0..batch.records()).map(cells).collect();
        let whole = part.len() == text.len();
        if !whole && records.len() < RECORDS {
            records.pop();
        }
        if whole || records.len() >= 2 || size > 8 * 1024 * 1024 {
            return records;
        }
        size *= 8;
    }
}

fn dialect(
    text: &[u8],
    delimiter: Option<u8>,
    quote: Option<u8>,
    fallback: &DataOptions,
    missing: &Missing,
) -> (Dialect, Records) {
    let candidates = delimiter.map_or_else(|| b",;\t|".to_vec(), |d| vec![d]);
    let mut best: Option<(f64, Dialect, Records)> = None;
    let alone = |records: &Records| !records.is_empty() && records.iter().all(|r| r.len() == 1);
    for &delimiter in &candidates {
        let double = Dialect { delimiter, quote: quote.unwrap_or(b'"') };
        let mut records = sample(text, double);
        let mut dialect = double;
        if quote.is_none() && wrapped(&records) {
            dialect.quote = b'\'';
            records = sample(text, dialect);
        }
        let score = if candidates.len() == 1 { 1.0 } else { score(&records, missing) };
        // Where nothing parts the records, a character that does not occur keeps cells whole.
        let better = |(top, _, old): &(f64, Dialect, Records)| {
            score > *top || (score == 0.0 && *top == 0.0 && alone(&records) && !alone(old))
        };
        if best.as_ref().is_none_or(better) {
            best = Some((score, dialect, records));
        }
    }
    let (score, dialect, records) =
        best.unwrap_or((0.0, Dialect { delimiter: b',', quote: b'"' }, Records::new()));
    let known = fallback.delimiter.filter(char::is_ascii).map(|d| d as u8);
    match known {
        Some(delimiter) if score == 0.0 && delimiter != dialect.delimiter => {
            let dialect = Dialect { delimiter, ..dialect };
            (dialect, sample(text, dialect))
        }
        _ => (dialect, records),
    }
}

/// Whether cells stand between single quotes.
fn wrapped(records: &Records) -> bool {
    let cells = || records.iter().flatten().map(|c| c.trim()).filter(|c| !c.is_empty());
    let (opened, closed) =
        (cells().filter(|c| c.starts_with('\'')).count(), cells().filter(|c| c.ends_with('\'')).count());
    opened > 1 && opened == closed && opened * 10 > cells().count()
}

/// How well a delimiter fits: 0 where it parts nothing, up to 2.
fn score(records: &Records, missing: &Missing) -> f64 {
    let Some(first) = records.first() else { return 0.0 };
    let mut widths: Vec<usize> = records.iter().map(Vec::len).collect();
    widths.sort_unstable();
    let mode = widths.chunk_by(|a, b| a == b).max_by_key(|run| run.len());
    let Some((width, count)) = mode.map(|run| (run[0], run.len())) else { return 0.0 };
    if width < 2 || first.len() < 2 {
        return 0.0;
    }
    let cells = records.iter().skip(1).flatten();
    let (all, typed) = cells.fold((0_usize, 0_usize), |(all, typed), cell| {
        (all + 1, typed + usize::from(look(cell, missing) != Look::Text))
    });
    let typed = if all == 0 { 0.0 } else { typed as f64 / all as f64 };
    count as f64 / records.len() as f64 * (1.0 + typed)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Look {
    Missing,
    Number,
    Date,
    Text,
}

fn look(cell: &str, missing: &Missing) -> Look {
    let cell = cell.trim();
    if missing.is(trim(cell.as_bytes())) {
        Look::Missing
    } else if number::dressed(cell, b'.').or_else(|| number::dressed(cell, b',')).is_some() {
        Look::Number
    } else if parse_date(cell, DateOrder::DayFirst)
        .or_else(|| parse_date(cell, DateOrder::MonthFirst))
        .is_some()
    {
        Look::Date
    } else {
        Look::Text
    }
}

/// Whether the first record names the columns. Columns vote: one whose cells below are numbers or
/// dates votes by whether its first cell is one as well, one of text by whether its first cell is
/// among those below. Without votes there is a header, unless a number stands in it.
fn has_header(records: &Records, missing: &Missing) -> bool {
    let Some((first, below)) = records.split_first() else { return true };
    if consecutive(first) {
        return true;
    }
    let (mut yes, mut no) = (0, 0);
    for (i, head) in first.iter().enumerate() {
        let cells: Vec<&String> = below.iter().filter_map(|r| r.get(i)).collect();
        let looks: Vec<Look> =
            cells.iter().map(|c| look(c, missing)).filter(|l| *l != Look::Missing).collect();
        let of = |kind: Look| {
            !looks.is_empty() && looks.iter().filter(|l| **l == kind).count() * 10 >= looks.len() * 8
        };
        let kind = if of(Look::Number) {
            Look::Number
        } else if of(Look::Date) {
            Look::Date
        } else {
            Look::Text
        };
        match (look(head, missing), kind) {
            (Look::Missing, _) => {}
            (Look::Text, Look::Text) => no += i32::from(!looks.is_empty() && cells.contains(&head)),
            (Look::Text, _) => yes += 2,
            (head, kind) if head == kind => no += 2,
            (_, _) => no += 1,
        }
    }
    yes >= no
}

/// Whether the first record's numbers are a run such as 0, 1, 2 or years.
fn consecutive(first: &[String]) -> bool {
    let numbers: Option<Vec<i64>> = first
        .iter()
        .map(|c| c.trim())
        .filter(|c| !c.is_empty() && c.starts_with(|c: char| c.is_ascii_digit()))
        .map(|c| c.parse().ok())
        .collect();
    numbers.is_some_and(|n| n.len() > 2 && n.windows(2).all(|w| w[1] == w[0] + 1))
}

/// The decimal mark, where the cells tell.
fn decimal(records: &Records, delimiter: u8) -> Option<u8> {
    let (mut point, mut comma, mut unsure_comma, mut unsure_point) = (0, 0, 0, 0);
    for cell in records.iter().flatten() {
        match vote(cell.trim()) {
            Some((b',', true)) => comma += 1,
            Some((b',', false)) => unsure_comma += 1,
            Some((_, true)) => point += 1,
            Some((_, false)) => unsure_point += 1,
            None => {}
        }
    }
    match () {
        () if comma > point => Some(b','),
        () if point > 0 => Some(b'.'),
        () if unsure_comma > unsure_point && delimiter == b';' => Some(b','),
        () if unsure_comma + unsure_point > 0 => Some(b'.'),
        () => None,
    }
}

/// The decimal mark that a number seems to have, and whether it is sure.
fn vote(cell: &str) -> Option<(u8, bool)> {
    let digits = cell.trim_matches(|c: char| !c.is_ascii_digit() && c != '.' && c != ',');
    let around = cell.len() - digits.len();
    let fine = |c: char| c.is_ascii_digit() || c == '.' || c == ',';
    if digits.len() > 40 || around > 8 || !digits.chars().all(fine) {
        return None;
    }
    digits.find(|c: char| c.is_ascii_digit())?;
    let last = digits.rfind(['.', ','])?;
    let mark = digits.as_bytes()[last];
    let other = if mark == b'.' { b',' } else { b'.' };
    let (before, after) = (&digits[..last], &digits[last + 1..]);
    let grouped = |whole: &str, by: u8| {
        let mut parts = whole.split(by as char);
        parts.next().is_some_and(|p| (1..=3).contains(&p.len())) && parts.all(|p| p.len() == 3)
    };
    if before.contains(mark as char) {
        return (grouped(digits, mark)).then_some((other, true));
    }
    if before.contains(other as char) {
        return grouped(before, other).then_some((mark, true));
    }
    let certain = after.len() != 3 || before.is_empty() || before.len() > 3 || before.starts_with('0');
    Some((mark, certain))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> (char, char, bool, char) {
        let none = DataOptions::default();
        let l = layout(text.as_bytes(), &none, &none, &[]).unwrap();
        (l.dialect.delimiter as char, l.dialect.quote as char, l.header, l.decimal as char)
    }

    #[test]
    fn usual_layouts() {
        for (text, expected) in [
            ("a,b\n1,2\n", (',', '"', true, '.')),
            ("a;b\n1,5;2,25\n3;4\n", (';', '"', true, ',')),
            ("1,5;2,25\n3,5;4,1\n", (';', '"', false, ',')),
            ("a\tb\n1.5\t2\n", ('\t', '"', true, '.')),
            ("a|b\nx|2\n", ('|', '"', true, '.')),
            ("a,b\n'x, y',1\n'z',2\n", (',', '\'', true, '.')),
            ("a,b\n\"1.234,56\",x\n", (',', '"', true, ',')),
            ("wert\n1,5\n2,5\n3,5\n4,5\n5,5\n6,5\n7,5\n8,5\n", (';', '"', true, ',')),
            ("5.1,3.5,setosa\n4.9,3.0,setosa\n", (',', '"', false, '.')),
            ("name,city\nann,paris\nbob,rome\n", (',', '"', true, '.')),
            ("land,2000,2001,2002\nx,1.5,2,3\n", (',', '"', true, '.')),
            ("a;b;c\n1.234;x;2020-01-01\n", (';', '"', true, '.')),
            ("d;x\n05.03.2024;1\n06.03.2024;2\n", (';', '"', true, '.')),
        ] {
            assert_eq!(found(text), expected, "{text:?}");
        }
    }

    #[test]
    fn marks_that_tell() {
        for (cell, expected) in [
            ("1.5", Some((b'.', true))),
            ("1,234", Some((b',', false))),
            ("0,123", Some((b',', true))),
            ("1.234,5", Some((b',', true))),
            ("1,234,567", Some((b'.', true))),
            ("€ 1.000,00", Some((b',', true))),
            ("05.03.2024", None),
            ("192.168.1.1", None),
            ("12", None),
            ("a,b", None),
        ] {
            assert_eq!(vote(cell), expected, "{cell}");
        }
    }
}
