//! How a rule reads the cells of a column: as what, and which of them count as missing.

use crate::equal::{Compared, canonical};
use crate::infer::DASHES;
use crate::scan::Record;
use crate::source::trim;
use crate::{Column, DateOrder, Side, Source, parse_date, truth};
use glasshouse_spec::{ColumnType, ParamValue};

/// A column of the file while its rows pass.
pub(super) struct Reader<'a> {
    pub name: String,
    place: usize,
    column: Option<&'a Column>,
    source: &'a Source,
    decimal: u8,
    /// Which comes first in dates; known once all cells were looked at.
    pub order: DateOrder,
}

impl<'a> Reader<'a> {
    /// `None` where the file has no such column.
    pub fn new(side: Side<'a>, name: &str) -> Option<Self> {
        let place = side.source.names().iter().position(|n| n == name)?;
        let column = side.table.column(name).map(AsRef::as_ref);
        let continental = side.report.decimal == ',' || side.report.delimiter == ';';
        let order = if continental { DateOrder::DayFirst } else { DateOrder::MonthFirst };
        let decimal = side.report.decimal as u8;
        Some(Self { name: name.into(), place, column, source: side.source, decimal, order })
    }

    /// The same column as if nothing were known of its type: its cells stand as the file writes them.
    pub fn untyped(self) -> Self {
        Self { column: None, ..self }
    }

    /// The type that the table gives it; text where the table leaves it out.
    pub fn kind(&self) -> ColumnType {
        self.column.map_or(ColumnType::Text, |column| column.kind)
    }

    /// The trimmed cell; `None` where it is missing.
    pub fn cell<'r>(&self, record: Record<'r>, row: usize) -> Option<&'r [u8]> {
        let cell = trim(record.get(self.place).unwrap_or_default());
        let dash = || {
            let typed = self.column.filter(|c| matches!(c.kind, ColumnType::Numeric | ColumnType::Datetime));
            let text = std::str::from_utf8(cell).unwrap_or_default();
            DASHES.contains(&text) && typed.is_some_and(|column| column.is_missing(row))
        };
        (!self.source.missing.is(cell) && !dash()).then_some(cell)
    }

    /// The cell as a number.
    pub fn number(&self, cell: &[u8], row: usize) -> Option<f64> {
        match self.column.filter(|column| column.kind == ColumnType::Numeric) {
            Some(column) => column.number(row),
            None => number(cell, self.decimal),
        }
    }

    /// The cell as microseconds since 1970.
    pub fn instant(&self, cell: &[u8], row: usize) -> Option<i64> {
        match self.column.and_then(Column::times) {
            Some(times) => {
                use arrow_array::Array;
                times.is_valid(row).then(|| times.value(row))
            }
            None => parse_date(std::str::from_utf8(cell).ok()?, self.order),
        }
    }

    /// Whether the cell can be read as a type.
    pub fn readable(&self, cell: &[u8], row: usize, kind: ColumnType) -> bool {
        match kind {
            ColumnType::Numeric => self.number(cell, row).is_some(),
            ColumnType::Datetime => self.instant(cell, row).is_some(),
            ColumnType::Boolean => std::str::from_utf8(cell).ok().and_then(truth).is_some(),
            ColumnType::Categorical | ColumnType::Text | ColumnType::Id => true,
        }
    }

    /// Appends the cell so that equal values are equal bytes.
    pub fn canonical(&self, cell: &[u8], row: usize, how: Compared, out: &mut Vec<u8>) {
        canonical(cell, how, || self.number(cell, row), || self.instant(cell, row), out);
    }

    /// Appends a value of the recipe in the same way.
    pub fn canonical_value(&self, value: &ParamValue, how: Compared, out: &mut Vec<u8>) {
        let text = match value {
            ParamValue::Text(text) => text.trim().to_string(),
            ParamValue::Float(number) => crate::number_label(*number),
            other => other.to_string(),
        };
        let cell = text.as_bytes();
        let instant = || parse_date(&text, self.order);
        canonical(cell, how, || value.as_f64().or_else(|| number(cell, b'.')), instant, out);
    }

    /// How values of the column are compared with one another.
    pub fn compared(&self) -> Compared {
        match self.kind() {
            ColumnType::Numeric => Compared::Numbers,
            ColumnType::Boolean => Compared::Truths,
            ColumnType::Datetime => Compared::Dates,
            ColumnType::Categorical | ColumnType::Text | ColumnType::Id => Compared::Text,
        }
    }

    /// Whether it takes a look at all cells to know which comes first in its dates.
    pub fn order_unknown(&self) -> bool {
        self.column.is_none_or(|column| column.kind != ColumnType::Datetime)
    }
}

/// A number as the reader reads it where numbers are asked for.
pub(super) fn number(cell: &[u8], decimal: u8) -> Option<f64> {
    let plain = crate::number::plain(cell, decimal).map(|(value, _)| value);
    let dressed = || {
        let text = std::str::from_utf8(cell).ok()?;
        crate::number::dressed(text, decimal).map(|(value, _)| value)
    };
    plain.or_else(dressed).filter(|value| !value.is_nan())
}

/// Counts which order of day and month reads the most cells.
#[derive(Default)]
pub(super) struct OrderCount {
    days: u64,
    months: u64,
}

impl OrderCount {
    pub fn add(&mut self, cell: &[u8]) {
        let Ok(text) = std::str::from_utf8(cell) else { return };
        self.days += u64::from(parse_date(text, DateOrder::DayFirst).is_some());
        self.months += u64::from(parse_date(text, DateOrder::MonthFirst).is_some());
    }

    pub fn order(&self, fallback: DateOrder) -> DateOrder {
        match self.days.cmp(&self.months) {
            std::cmp::Ordering::Greater => DateOrder::DayFirst,
            std::cmp::Ordering::Less => DateOrder::MonthFirst,
            std::cmp::Ordering::Equal => fallback,
        }
    }
}
