//! What a column of cells is: the type, and the Arrow array of it.
//!
//! Numbers stay numbers however few their values. Of text, a column is boolean when all its
//! spellings are of one family (true/false, yes/no, y/n, t/f); numeric when every cell is a number
//! dressed alike; dates when every cell is one in one order of day and month; else categorical
//! when values repeat, and when they hardly do, text (several words) or id. A column of numbers
//! with a few other cells is text like any other, as for pandas, and the warning names the cells.
//! Dashes and dots that stand alone among numbers or dates count as missing.

use crate::build::{Builder, LevelCells, NO_TIME, NumberCells};
use crate::date::{DateOrder, parse_date};
use crate::notice::{Cells, shown};
use crate::number;
use crate::source::Source;
use crate::truth;
use crate::{Column, ColumnData, TableError};
use arrow_array::types::Int32Type;
use arrow_array::{DictionaryArray, Float64Array, Int32Array, StringArray, TimestampMicrosecondArray};
use arrow_buffer::{BooleanBuffer, NullBuffer};
use glasshouse_spec::{ColumnType, Place, Warning};
use std::sync::Arc;

/// Spellings that mean "nothing" only among numbers or dates.
pub(crate) const DASHES: [&str; 7] = ["-", "--", "---", "–", "—", ".", "*"];
/// Levels tried before a column is given up as numbers or dates.
const TRIED: usize = 100;
/// Families of boolean spellings.
const FAMILIES: [[&str; 2]; 4] = [["true", "false"], ["yes", "no"], ["y", "n"], ["t", "f"]];

/// What is known of a column before its cells are.
pub(crate) struct Wanted<'a> {
    pub file: &'a str,
    pub name: &'a str,
    pub kind: Option<ColumnType>,
    pub order: Option<DateOrder>,
    pub decimal: u8,
    /// Which comes first where the dates do not tell.
    pub fallback: DateOrder,
    pub source: &'a Source,
}

/// A column that was read.
pub(crate) struct Finished {
    pub column: Column,
    pub warnings: Vec<Warning>,
    /// Cells that are not of the type that was asked for, and count as missing.
    pub unparsed: u64,
    pub order: Option<DateOrder>,
}

/// Decides the type of a column and makes its array.
pub(crate) fn finish(builder: Builder, wanted: &Wanted) -> Result<Finished, TableError> {
    let mut work = Work { wanted, warnings: Vec::new(), unparsed: 0, order: None };
    let (kind, data) = match builder {
        Builder::Numbers(cells) => (ColumnType::Numeric, work.numbers(cells)),
        Builder::Times(times) => {
            work.order = Some(wanted.order.unwrap_or(wanted.fallback));
            (ColumnType::Datetime, ColumnData::Times(instants(times)))
        }
        Builder::Levels(cells) if cells.levels.text_bytes() > u64::from(u32::MAX) => {
            return Err(work.too_large());
        }
        Builder::Levels(cells) => match wanted.kind {
            Some(kind) => (kind, work.asked(kind, cells)?),
            None => work.guessed(cells)?,
        },
        Builder::Skip | Builder::Again => (ColumnType::Text, ColumnData::Text(StringArray::new_null(0))),
    };
    let column = Column { name: wanted.name.into(), kind, data };
    Ok(Finished { column, warnings: work.warnings, unparsed: work.unparsed, order: work.order })
}

struct Work<'a> {
    wanted: &'a Wanted<'a>,
    warnings: Vec<Warning>,
    unparsed: u64,
    order: Option<DateOrder>,
}

impl Work<'_> {
    fn warn(&mut self, code: &str, cells: &Cells, message: String) {
        let at = cells.place(self.wanted.source, self.wanted.file, self.wanted.name);
        self.warnings.push(Warning::new(code, message, at));
    }

    fn note(&mut self, code: &str, message: String) {
        let at = Place { file: Some(self.wanted.file.into()), ..Place::column(self.wanted.name) };
        self.warnings.push(Warning::new(code, message, at));
    }

    fn failed(&mut self, cells: &Cells, kind: &str) {
        if cells.count == 0 {
            return;
        }
        self.unparsed = cells.count;
        let (name, named) = (self.wanted.name, cells.named(self.wanted.source));
        let are = if cells.count == 1 { "cell is not a" } else { "cells are not a" };
        let message =
            format!("{} {are} {kind} and counted as missing in column {name}: {named}", cells.count);
        self.warn("column.unparsed", cells, message);
    }

    fn numbers(&mut self, cells: NumberCells) -> ColumnData {
        let (name, source) = (self.wanted.name, self.wanted.source);
        if cells.beyond.count > 0 {
            let message = format!(
                "{} integers in column {name} are beyond 2^53 and lose their last digits as numbers: {}. If they name things, set the type to id.",
                cells.beyond.count,
                cells.beyond.named(source)
            );
            self.warn("column.beyond_2_53", &cells.beyond, message);
        }
        if cells.infinite.count > 0 {
            let message = format!(
                "{} cells in column {name} are infinite: {}. No model takes them; add their spelling to the missing markers if they mean nothing.",
                cells.infinite.count,
                cells.infinite.named(source)
            );
            self.warn("column.infinite", &cells.infinite, message);
        }
        if cells.zeros.count > 0 {
            let message = format!(
                "{} integers in column {name} begin with 0, which a number forgets: {}. If they are codes, set the type to categorical or id.",
                cells.zeros.count,
                cells.zeros.named(source)
            );
            self.warn("column.leading_zeros", &cells.zeros, message);
        }
        self.failed(&cells.failed, "number");
        numbers(cells.values)
    }

    fn asked(&mut self, kind: ColumnType, cells: LevelCells) -> Result<ColumnData, TableError> {
        match kind {
            ColumnType::Boolean => {
                let truths: Vec<bool> = cells.levels.iter().map(|l| truth(l).is_none()).collect();
                self.failed(&cells.cells_of(&truths), "true or false");
                self.levels(without(cells, &truths))
            }
            ColumnType::Datetime => Ok(self.dates_asked(&cells)),
            ColumnType::Categorical => self.levels(cells),
            ColumnType::Text | ColumnType::Id => self.text(&cells),
            ColumnType::Numeric => Ok(self.numbers_asked(&cells)),
        }
    }

    fn guessed(&mut self, cells: LevelCells) -> Result<(ColumnType, ColumnData), TableError> {
        if cells.levels.len() == 0 {
            return Ok((ColumnType::Numeric, numbers(vec![f64::NAN; cells.keys.len()])));
        }
        if boolean(&cells) {
            return Ok((ColumnType::Boolean, self.levels(cells)?));
        }
        if let Some(data) = self.dressed(&cells) {
            return Ok((ColumnType::Numeric, data));
        }
        if let Some(data) = self.dates(&cells) {
            return Ok((ColumnType::Datetime, data));
        }
        let kind = text_kind(&cells);
        let data = if kind == ColumnType::Categorical { self.levels(cells)? } else { self.text(&cells)? };
        Ok((kind, data))
    }

    /// Numbers that are dressed alike, if the column is of them.
    fn dressed(&mut self, cells: &LevelCells) -> Option<ColumnData> {
        let decimal = self.wanted.decimal;
        if !cells.levels.iter().take(TRIED).any(|l| number::dressed(l, decimal).is_some()) {
            return None;
        }
        let read: Vec<_> = cells.levels.iter().map(|l| number::dressed(l, decimal)).collect();
        let good: Vec<bool> = read.iter().map(Option::is_some).collect();
        if !self.all_but_dashes(cells, &good, "numbers", 50) {
            return None;
        }
        let mut dresses = read.iter().flatten().map(|(_, dress)| *dress);
        let first = dresses.next().unwrap_or_default();
        let group = read.iter().flatten().find_map(|(_, d)| d.group);
        let alike = dresses.all(|d| {
            d.percent == first.percent
                && d.currency == first.currency
                && (d.group.is_none() || d.group == group)
        });
        if !alike {
            let name = self.wanted.name;
            self.note("column.mixed", format!("Column {name} mixes percentages, currencies or marks of thousands, so its cells are read as text; set the type to numeric to read them as plain numbers."));
            return None;
        }
        let name = self.wanted.name;
        if first.percent {
            self.note("column.percent", format!("Column {name} is in percent: 12% is read as 12."));
        }
        let values = cells
            .keys
            .iter()
            .map(|&k| if k < 0 { f64::NAN } else { read[k as usize].map_or(f64::NAN, |(v, _)| v) });
        Some(numbers(values.collect()))
    }

    /// Whether all levels but dashes are good. If not, and more than `share` percent of the cells
    /// are, a warning names the rest.
    fn all_but_dashes(&mut self, cells: &LevelCells, good: &[bool], what: &str, share: u64) -> bool {
        let bad: Vec<bool> = good.iter().map(|g| !g).collect();
        if !bad.contains(&true) {
            return true;
        }
        let odd = cells.cells_of(&bad);
        let all: u64 = cells.counts().iter().sum();
        let (name, named) = (self.wanted.name, odd.named(self.wanted.source));
        if cells.levels.iter().zip(&bad).all(|(level, bad)| !bad || DASHES.contains(&level))
            && good.contains(&true)
        {
            let message = format!(
                "{} cells of column {name} hold only a mark among {what} and count as missing: {named}",
                odd.count
            );
            self.warn("column.dashes", &odd, message);
            return true;
        }
        if (all - odd.count) * 100 > all * share {
            let kind = if what == "numbers" { "numeric" } else { "datetime" };
            let message = format!(
                "{} of {all} cells of column {name} are {what} and the rest are not, so it is read as text: {named}. Set the type to {kind} to count those as missing.",
                all - odd.count
            );
            self.warn("column.mixed", &odd, message);
        }
        false
    }

    /// Dates, if the column is of them.
    fn dates(&mut self, cells: &LevelCells) -> Option<ColumnData> {
        let any = |order| cells.levels.iter().take(TRIED).any(|l| parse_date(l, order).is_some());
        if !any(DateOrder::DayFirst) && !any(DateOrder::MonthFirst) {
            return None;
        }
        let (order, read) = self.read_dates(cells);
        let good: Vec<bool> = read.iter().map(Option::is_some).collect();
        if !self.all_but_dashes(cells, &good, "dates", 80) {
            return None;
        }
        self.order = Some(order);
        Some(times(cells, &read))
    }

    fn dates_asked(&mut self, cells: &LevelCells) -> ColumnData {
        let (order, read) = self.read_dates(cells);
        let bad: Vec<bool> = read.iter().map(Option::is_none).collect();
        self.failed(&cells.cells_of(&bad), "date");
        self.order = Some(order);
        times(cells, &read)
    }

    /// Reads every level in the order that reads the most of them.
    fn read_dates(&mut self, cells: &LevelCells) -> (DateOrder, Vec<Option<i64>>) {
        let read = |order| cells.levels.iter().map(|l| parse_date(l, order)).collect::<Vec<_>>();
        if let Some(order) = self.wanted.order {
            return (order, read(order));
        }
        let (day, month) = (read(DateOrder::DayFirst), read(DateOrder::MonthFirst));
        let count = |dates: &[Option<i64>]| dates.iter().flatten().count();
        let (days, months) = (count(&day), count(&month));
        let order = match days.cmp(&months) {
            std::cmp::Ordering::Greater => DateOrder::DayFirst,
            std::cmp::Ordering::Less => DateOrder::MonthFirst,
            std::cmp::Ordering::Equal => self.wanted.fallback,
        };
        if days == months && day != month {
            let example = (0..day.len()).find(|i| day[*i] != month[*i]).unwrap_or(0);
            let first = if order == DateOrder::DayFirst { "the day" } else { "the month" };
            let (name, cell) = (self.wanted.name, shown(cells.levels.get(example as u32)));
            self.note("column.ambiguous_dates", format!("Dates of column {name} can be read with the day or the month first, as \"{cell}\"; they are read with {first} first."));
        }
        (order, if order == DateOrder::DayFirst { day } else { month })
    }

    fn numbers_asked(&mut self, cells: &LevelCells) -> ColumnData {
        let decimal = self.wanted.decimal;
        let read: Vec<_> = cells.levels.iter().map(|l| number::dressed(l, decimal).map(|(v, _)| v)).collect();
        let bad: Vec<bool> = read.iter().map(Option::is_none).collect();
        self.failed(&cells.cells_of(&bad), "number");
        numbers(
            cells
                .keys
                .iter()
                .map(|&k| if k < 0 { f64::NAN } else { read[k as usize].unwrap_or(f64::NAN) })
                .collect(),
        )
    }

    fn too_large(&self) -> TableError {
        TableError::TooLarge { file: self.wanted.file.into(), column: self.wanted.name.into() }
    }

    fn levels(&self, cells: LevelCells) -> Result<ColumnData, TableError> {
        if i32::try_from(cells.levels.text_bytes()).is_err() {
            return Err(self.too_large());
        }
        let values = Arc::new(StringArray::from_iter_values(cells.levels.iter()));
        let nulls = nulls(&cells.keys, |k| *k >= 0);
        let keys = Int32Array::new(cells.keys.into(), nulls);
        Ok(ColumnData::Levels(DictionaryArray::<Int32Type>::new(keys, values)))
    }

    fn text(&self, cells: &LevelCells) -> Result<ColumnData, TableError> {
        let lengths = cells.levels.iter().map(|l| l.len() as u64);
        let bytes: u64 = cells.counts().iter().zip(lengths).map(|(n, l)| n * l).sum();
        if i32::try_from(bytes).is_err() {
            return Err(self.too_large());
        }
        let texts = cells.keys.iter().map(|&k| (k >= 0).then(|| cells.levels.get(k as u32)));
        Ok(ColumnData::Text(texts.collect()))
    }
}

fn nulls<T>(cells: &[T], valid: impl Fn(&T) -> bool) -> Option<NullBuffer> {
    let bits = || BooleanBuffer::collect_bool(cells.len(), |i| valid(&cells[i]));
    (!cells.iter().all(&valid)).then(|| bits().into())
}

/// Numbers of which NaN is missing.
pub(crate) fn numbers(values: Vec<f64>) -> ColumnData {
    let nulls = nulls(&values, |v| !v.is_nan());
    ColumnData::Numbers(Float64Array::new(values.into(), nulls))
}

fn instants(times: Vec<i64>) -> TimestampMicrosecondArray {
    let nulls = nulls(&times, |time| *time != NO_TIME);
    TimestampMicrosecondArray::new(times.into(), nulls)
}

fn times(cells: &LevelCells, read: &[Option<i64>]) -> ColumnData {
    let at = |k: &i32| if *k < 0 { None } else { read[*k as usize] };
    ColumnData::Times(cells.keys.iter().map(at).collect::<TimestampMicrosecondArray>())
}

/// Whether all spellings are of one boolean family.
fn boolean(cells: &LevelCells) -> bool {
    let of =
        |family: &[&str; 2]| cells.levels.iter().all(|l| family.iter().any(|w| w.eq_ignore_ascii_case(l)));
    cells.levels.len() <= 16 && FAMILIES.iter().any(of)
}

/// Makes cells of some levels missing, and numbers the others anew.
fn without(cells: LevelCells, dropped: &[bool]) -> LevelCells {
    let mut kept = LevelCells { keys: Vec::with_capacity(cells.keys.len()), ..LevelCells::default() };
    let renumbered: Vec<i32> = cells
        .levels
        .iter()
        .zip(dropped)
        .map(|(level, drop)| if *drop { -1 } else { kept.levels.insert(level.as_bytes()) as i32 })
        .collect();
    kept.keys.extend(cells.keys.iter().map(|&k| if k < 0 { -1 } else { renumbered[k as usize] }));
    kept
}

/// Categorical, text or id. Values that are all different, or of which more than half are in a
/// column of more than 20, hardly repeat.
fn text_kind(cells: &LevelCells) -> ColumnType {
    let all = cells.keys.iter().filter(|k| **k >= 0).count();
    let different = cells.levels.len();
    if all < 2 || (different < all && (different <= 20 || different * 2 <= all)) {
        return ColumnType::Categorical;
    }
    let worded = cells.levels.iter().filter(|l| l.contains(char::is_whitespace)).count();
    if worded * 2 > different {
        ColumnType::Text
    } else if different * 20 >= all * 19 {
        ColumnType::Id
    } else {
        ColumnType::Categorical
    }
}
