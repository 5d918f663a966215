//! The rows of a sheet, from where its table begins.
//!
//! The table begins with the first row that fills more than half of the usual width: what stands
//! above it is a title. That row names the columns if it holds nothing but texts (or years in
//! turn). Rows that are blank below the last value go.

use crate::formats::canonical::{Canonical, Sink, Value};
use crate::formats::number_text::NumberText;
use crate::formats::problem::FormatError;
use crate::formats::time_text;
use calamine::{Data, ExcelDateTime, ExcelDateTimeType};

/// Rows that are looked at to find where the table begins.
const HEAD: usize = 30;

type Row = Vec<Option<Data>>;

/// A sheet that becomes rows.
pub(super) struct Rows<'a> {
    file: &'a str,
    to: &'a mut Canonical,
    header: Option<bool>,
    /// The first rows that are not blank, until it is decided where the table begins.
    head: Option<Vec<(u32, Row)>>,
    /// The row that is gathered, and its number from 0.
    row: Row,
    number: u32,
    /// The row of the table that comes next.
    next: u32,
    seen: Seen,
}

/// What was seen of a sheet.
#[derive(Default)]
pub(super) struct Seen {
    /// The first row of the table below the header, from 0; none where the sheet is blank.
    pub first: Option<u32>,
    /// The header's row, or the first of a table without one.
    pub header: u32,
    /// Whether there is a header.
    pub named: bool,
    /// Cells that hold an error.
    pub errors: u64,
    /// What stands above the table, in words.
    pub passed_over: Option<String>,
}

impl<'a> Rows<'a> {
    pub fn new(file: &'a str, header: Option<bool>, to: &'a mut Canonical) -> Self {
        let (head, row, seen) = (Some(Vec::new()), Row::new(), Seen::default());
        Self { file, to, header, head, row, number: 0, next: 0, seen }
    }

    /// Takes all cells of a range.
    pub fn range(&mut self, range: &calamine::Range<Data>) -> Result<(), FormatError> {
        let (top, left) = range.start().unwrap_or_default();
        for (row, cells) in (top..).zip(range.rows()) {
            for (column, cell) in (left..).zip(cells) {
                if *cell != Data::Empty {
                    self.cell(row, column, cell.clone())?;
                }
            }
        }
        Ok(())
    }

    /// Takes a cell; rows come in order.
    pub fn cell(&mut self, row: u32, column: u32, value: Data) -> Result<(), FormatError> {
        if row < self.number {
            return Err(FormatError::damaged(self.file, "a workbook", "its rows are not in order"));
        }
        if row > self.number {
            self.end_row()?;
            self.number = row;
        }
        let column = column as usize;
        if self.row.len() <= column {
            self.row.resize(column + 1, None);
        }
        self.row[column] = Some(value);
        Ok(())
    }

    /// Takes the end of the sheet.
    pub fn finish(mut self) -> Result<Seen, FormatError> {
        self.end_row()?;
        self.begin()?;
        Ok(self.seen)
    }

    fn end_row(&mut self) -> Result<(), FormatError> {
        let row = std::mem::take(&mut self.row);
        if filled(&row) == 0 {
            return Ok(());
        }
        let Some(head) = &mut self.head else { return self.data(self.number, &row) };
        head.push((self.number, row));
        if head.len() == HEAD { self.begin() } else { Ok(()) }
    }

    /// Decides where the table begins, and writes what was seen of it.
    fn begin(&mut self) -> Result<(), FormatError> {
        let Some(mut head) = self.head.take().filter(|head| !head.is_empty()) else { return Ok(()) };
        let start = if self.header == Some(false) { 0 } else { start(&head) };
        self.seen.passed_over = passed_over(&head[..start], head[start].0);
        head.drain(..start);
        let (number, first) = &head[0];
        let named = self.header.unwrap_or_else(|| is_header(first));
        for cell in first {
            let name = cell.as_ref().filter(|_| named).map(plain).unwrap_or_default();
            self.to.column(name, None);
        }
        (self.seen.header, self.seen.named) = (*number, named);
        self.next = number + u32::from(named);
        self.seen.first = Some(self.next);
        for (number, row) in &head[usize::from(named)..] {
            self.data(*number, row)?;
        }
        Ok(())
    }

    /// Writes a row, and the blank ones before it.
    fn data(&mut self, number: u32, row: &Row) -> Result<(), FormatError> {
        while self.next < number {
            self.to.end_row()?;
            self.next += 1;
        }
        for value in row {
            self.seen.errors += u64::from(matches!(value, Some(Data::Error(_))));
            put(value.as_ref(), self.to);
        }
        self.next += 1;
        self.to.end_row()
    }
}

/// Number of cells that hold something.
fn filled(row: &Row) -> usize {
    row.iter().flatten().filter(|value| !is_blank(value)).count()
}

/// The first row that fills more than half of the most usual width.
fn start(head: &[(u32, Row)]) -> usize {
    let widths: Vec<usize> = head.iter().map(|(_, row)| filled(row)).collect();
    let mut sorted = widths.clone();
    sorted.sort_unstable();
    let runs = sorted.chunk_by(|a, b| a == b);
    let usual = runs.max_by_key(|run| (run.len(), run[0])).map_or(0, |run| run[0]);
    widths.iter().position(|width| width * 2 > usual).unwrap_or(0)
}

/// What stands above the table, in words.
fn passed_over(title: &[(u32, Row)], begins: u32) -> Option<String> {
    let (_, first) = title.first()?;
    let words = first.iter().flatten().find(|value| !is_blank(value)).map(plain).unwrap_or_default();
    let words = crate::notice::shown(&words);
    let above = u64::from(begins);
    Some(format!("the table begins in row {}; what stands above it is not read (\"{words}\")", above + 1))
}

fn is_blank(value: &Data) -> bool {
    match value {
        Data::Empty => true,
        Data::String(text) => text.trim().is_empty(),
        _ => false,
    }
}

/// Whether a row names columns: texts, or years in turn among them.
fn is_header(row: &[Option<Data>]) -> bool {
    let mut numbers = Vec::new();
    for value in row.iter().flatten().filter(|value| !is_blank(value)) {
        match value {
            Data::String(_) => {}
            Data::Int(number) => numbers.push(*number as f64),
            Data::Float(number) => numbers.push(*number),
            _ => return false,
        }
    }
    numbers.is_empty() || (numbers.len() > 2 && numbers.windows(2).all(|w| w[1] - w[0] == 1.0))
}

/// A value as the name of a column.
fn plain(value: &Data) -> String {
    struct Words(String);
    impl Sink for Words {
        fn put(&mut self, value: Value) {
            if let Value::Number(text) | Value::Time(text) | Value::Text(text) = value {
                self.0.push_str(text);
            }
        }
    }
    let mut words = Words(String::new());
    put(Some(value), &mut words);
    words.0
}

fn put(value: Option<&Data>, to: &mut dyn Sink) {
    match value {
        None | Some(Data::Empty | Data::Error(_)) => to.put(Value::Missing),
        Some(Data::Int(number)) => to.put(Value::Number(itoa::Buffer::new().format(*number))),
        Some(Data::Float(number)) => NumberText::f64(*number).put(to),
        Some(Data::String(text)) => to.put(Value::Text(text)),
        Some(Data::Bool(truth)) => to.put(Value::Truth(*truth)),
        Some(Data::DateTime(time)) => put_time(time, to),
        Some(Data::DateTimeIso(text)) => put_iso(text, to),
        Some(Data::DurationIso(text)) => match time_text::of_iso_duration(text) {
            Some(text) => to.put(Value::Text(&text)),
            None => to.put(Value::Text(text)),
        },
    }
}

/// A day with or without a time, a time of day, or a length of time.
fn put_time(time: &ExcelDateTime, to: &mut dyn Sink) {
    let days = time.as_f64();
    if time.is_duration() || (0.0..1.0).contains(&days) {
        let millis = (days * 86_400_000.0).round() as i64;
        return to.put(Value::Text(&time_text::of_day(millis.saturating_mul(1000))));
    }
    let from_1904 = *time == ExcelDateTime::new(days, ExcelDateTimeType::DateTime, true);
    to.put(Value::Time(&time_text::instant(time_text::serial(days, from_1904))));
}

/// A date as ISO 8601 writes it, made alike.
fn put_iso(text: &str, to: &mut dyn Sink) {
    match crate::date::parse_date(text, crate::DateOrder::MonthFirst) {
        Some(micros) => to.put(Value::Time(&time_text::instant(micros))),
        None => to.put(Value::Text(text)),
    }
}
