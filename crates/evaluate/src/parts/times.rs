//! When the rows of each part were.

use super::each;
use crate::Arranged;
use glasshouse_spec::TimeParts;
use glasshouse_table::{Column, iso, number_label};

/// First and last time of each part in a column; none where it holds neither dates nor numbers.
pub(super) fn of(arranged: &Arranged, column: &str) -> Option<TimeParts> {
    let times = arranged.table.column(column)?;
    let spans = each(&arranged.parts, |rows| span(times, rows).map(|span| words(times, span)));
    (times.times().is_some() || times.numbers().is_some()).then(|| TimeParts { column: column.into(), spans })
}

/// The time of a row, where it has one.
pub(super) fn time(column: &Column, row: usize) -> Option<f64> {
    match (column.times(), column.numbers()) {
        _ if column.is_missing(row) => None,
        (Some(times), _) => Some(times.value(row) as f64),
        (_, numbers) => numbers.map(|numbers| numbers.value(row)),
    }
}

/// The first and the last time of some rows.
pub(super) fn span(column: &Column, rows: &[u32]) -> Option<(f64, f64)> {
    let times = rows.iter().filter_map(|row| time(column, *row as usize));
    times.fold(None, |span, time| match span {
        None => Some((time, time)),
        Some((low, high)) => Some((time.min(low), time.max(high))),
    })
}

/// Times as text.
pub(super) fn words(column: &Column, (first, last): (f64, f64)) -> (String, String) {
    let word = |time: f64| if column.times().is_some() { iso(time as i64) } else { number_label(time) };
    (word(first), word(last))
}
