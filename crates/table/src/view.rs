//! The rows of a table that meet a filter, in an order: what the grid and the pictures look at.
//!
//! A [`View`] becomes a list of row numbers; no cell is copied. Every condition and every sort key
//! is first turned into something that is cheap to ask of a row: a category is tested once for each
//! of its levels, and a column is sorted by ranks.

mod ranks;

use crate::source::trim;
use crate::{Column, ColumnData, Source, Table, TableError, number_label};
use arrow_array::Array;
use glasshouse_spec::{CellTest, Condition, Matches, RowsPage, View};
use ranks::sort;

/// Microseconds in a millisecond, the unit of a view's instants.
const MILLISECOND: f64 = 1000.0;

/// The rows that a view shows, in its order; `None` for the plain view, which shows all of them in
/// the file's order. Takes O(rows) for each condition and O(rows · log rows) for each sort key.
///
/// # Errors
/// [`TableError::NoColumn`] for a column that the table does not have.
pub fn rows_of(table: &Table, view: &View) -> Result<Option<Vec<u32>>, TableError> {
    if view.is_plain() {
        return Ok(None);
    }
    let mut rows: Vec<u32> = (0..table.rows() as u32).collect();
    for condition in &view.filter {
        let test = test(column(table, &condition.column)?, condition);
        rows.retain(|row| test(*row as usize));
    }
    // The last key first: each sort keeps what the later keys decided among equals.
    for key in view.sort.iter().rev() {
        sort(&mut rows, column(table, &key.column)?, key);
    }
    Ok(Some(rows))
}

fn column<'a>(table: &'a Table, name: &str) -> Result<&'a Column, TableError> {
    table.column(name).map(AsRef::as_ref).ok_or_else(|| TableError::NoColumn { column: name.into() })
}

type Test<'a> = Box<dyn Fn(usize) -> bool + 'a>;

fn test<'a>(column: &'a Column, condition: &'a Condition) -> Test<'a> {
    let plain: Test<'a> = match &condition.test {
        CellTest::Missing => Box::new(|row| column.is_missing(row)),
        CellTest::Range { min, max } => {
            range(column, min.unwrap_or(f64::NEG_INFINITY), max.unwrap_or(f64::INFINITY))
        }
        CellTest::OneOf { values } => by_text(column, |text| values.iter().any(|value| value == text)),
        CellTest::Contains { text } => {
            let needle = text.to_lowercase();
            by_text(column, move |cell| holds(cell, &needle))
        }
    };
    if condition.negate { Box::new(move |row| !plain(row)) } else { plain }
}

/// A column without numbers or instants has no cell in any range.
fn range(column: &Column, min: f64, max: f64) -> Test<'_> {
    match &column.data {
        ColumnData::Numbers(cells) => {
            Box::new(move |row| cells.is_valid(row) && (min..=max).contains(&cells.value(row)))
        }
        ColumnData::Times(cells) => Box::new(move |row| {
            cells.is_valid(row) && (min..=max).contains(&(cells.value(row) as f64 / MILLISECOND))
        }),
        ColumnData::Levels(_) | ColumnData::Text(_) => Box::new(|_| false),
    }
}

/// Asks the text of a cell; of categories once for each level. A missing cell has no text.
fn by_text<'a>(column: &'a Column, ask: impl Fn(&str) -> bool + 'a) -> Test<'a> {
    match &column.data {
        ColumnData::Levels(cells) => {
            let answers: Vec<bool> = column.levels().into_iter().map(ask).collect();
            Box::new(move |row| cells.is_valid(row) && answers[cells.keys().value(row) as usize])
        }
        ColumnData::Text(cells) => Box::new(move |row| cells.is_valid(row) && ask(cells.value(row))),
        ColumnData::Numbers(cells) => {
            Box::new(move |row| cells.is_valid(row) && ask(&number_label(cells.value(row))))
        }
        ColumnData::Times(_) => Box::new(move |row| column.label(row).is_some_and(|text| ask(&text))),
    }
}

/// Whether a cell holds a text in lower case, in any case of its own.
fn holds(cell: &str, needle: &str) -> bool {
    if cell.is_ascii() && needle.is_ascii() {
        let needle = needle.as_bytes();
        needle.is_empty() || cell.as_bytes().windows(needle.len()).any(|w| w.eq_ignore_ascii_case(needle))
    } else {
        cell.to_lowercase().contains(needle)
    }
}

/// A window of chosen rows as the file writes them; missing cells are `None`.
pub fn page_of(source: &Source, rows: &[u32], start: usize, count: usize) -> RowsPage {
    let start = start.min(rows.len());
    let window = &rows[start..rows.len().min(start.saturating_add(count))];
    let shown = |cell: String| (!source.missing.is(trim(cell.as_bytes()))).then_some(cell);
    RowsPage {
        start: start as u64,
        columns: source.names().to_vec(),
        rows: window.iter().map(|row| source.cells(*row as usize).into_iter().map(shown).collect()).collect(),
        numbers: window.iter().map(|row| u64::from(*row)).collect(),
        total: rows.len() as u64,
    }
}

/// A search for a text in the cells of a file, in chunks of rows.
pub struct Search<'a> {
    source: &'a Source,
    needle: String,
    /// Place of each row in the view; `None` for a plain view.
    places: Option<Vec<u32>>,
    row: usize,
    found: Vec<(u64, u32)>,
    total: u64,
}

/// Place of a row that the view does not show.
const HIDDEN: u32 = u32::MAX;
/// Rows that one call of [`Search::advance`] looks at.
const CHUNK: usize = 20_000;

impl<'a> Search<'a> {
    /// Begins; `rows` are what [`rows_of`] gave.
    pub fn new(source: &'a Source, rows: Option<&[u32]>, text: &str) -> Self {
        let places = rows.map(|rows| {
            let mut places = vec![HIDDEN; source.rows()];
            for (place, row) in rows.iter().enumerate() {
                places[*row as usize] = place as u32;
            }
            places
        });
        Self { source, needle: text.to_lowercase(), places, row: 0, found: Vec::new(), total: 0 }
    }

    /// Looks at some rows; the share done, or `None` when all are.
    pub fn advance(&mut self) -> Option<f64> {
        let end = (self.row + CHUNK).min(self.source.rows());
        for (row, cells) in (self.row..end).zip(self.source.records(self.row)) {
            let place = self.places.as_ref().map_or(row as u32, |places| places[row]);
            if place == HIDDEN {
                continue;
            }
            for (column, _) in cells.iter().enumerate().filter(|(_, cell)| holds(cell, &self.needle)) {
                self.total += 1;
                self.found.push((u64::from(place), column as u32));
            }
        }
        self.keep_first();
        self.row = end;
        (end < self.source.rows()).then(|| end as f64 / self.source.rows() as f64)
    }

    fn keep_first(&mut self) {
        self.found.sort_unstable();
        self.found.truncate(Matches::MOST);
    }

    /// What was found.
    pub fn finish(self) -> Matches {
        Matches { cells: self.found, total: self.total }
    }
}

#[cfg(test)]
mod tests;
