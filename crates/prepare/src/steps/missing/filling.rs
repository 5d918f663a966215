//! Numbers whose gaps are filled row by row, from the other cells of the row.

use crate::fitted::{Applied, Applying, Made};
use crate::{Notes, PrepareError, cells};
use arrow_array::{Array, Float64Array};
use glasshouse_table::Table;

/// Sums over cells in one piece of work.
pub(super) const PIECE: usize = 16_000_000;

/// A column's name and its cells.
pub(super) type Named = (String, Float64Array);

/// The columns with a value, their cells, and the names of the others.
pub(super) fn with_values(
    train: &Table,
    columns: &[String],
    step: &str,
) -> Result<(Vec<Named>, Vec<String>), PrepareError> {
    let (mut kept, mut empty) = (Vec::new(), Vec::new());
    for name in columns {
        let array = cells::scaled(train, name, step)?;
        match array.null_count() < array.len() {
            true => kept.push((name.clone(), array.clone())),
            false => empty.push(name.clone()),
        }
    }
    Ok((kept, empty))
}

/// What fills the gaps of a row.
pub(super) trait FillsRows {
    /// Appends the cells of a row with a gap, its gaps filled; how many cells it went through for that.
    fn fill(&self, row: &[Option<f64>], filled: &mut Vec<f64>) -> usize;
}

/// Begins to fill the rows of a table.
pub(super) fn filled<'a>(
    by: impl FillsRows + 'a,
    step: &str,
    names: &'a [String],
    dropped: &'a [String],
    table: &Table,
) -> Result<Box<dyn Applying + 'a>, PrepareError> {
    let column = |name: &String| cells::scaled(table, name, step).cloned();
    let columns = names.iter().map(column).collect::<Result<Vec<_>, _>>()?;
    let cells = columns.iter().map(|c| c.values().to_vec()).collect();
    Ok(Box::new(Filling { by, names, dropped, columns, cells, rows: table.rows(), done: 0 }))
}

/// Rows that are being filled.
struct Filling<'a, F> {
    by: F,
    names: &'a [String],
    dropped: &'a [String],
    columns: Vec<Float64Array>,
    /// What becomes of the cells, by column.
    cells: Vec<Vec<f64>>,
    rows: usize,
    done: usize,
}

impl<F: FillsRows> Applying for Filling<'_, F> {
    fn advance(&mut self, _notes: &mut Notes) -> Result<Applied, PrepareError> {
        let mut left = PIECE;
        let (mut row, mut filled) = (Vec::new(), Vec::new());
        while self.done < self.rows && left > 0 {
            left = left.saturating_sub(self.columns.len().max(1));
            if self.columns.iter().any(|column| column.is_null(self.done)) {
                let cell =
                    |column: &Float64Array| column.is_valid(self.done).then(|| column.value(self.done));
                row.extend(self.columns.iter().map(cell));
                left = left.saturating_sub(self.by.fill(&row, &mut filled));
                self.cells.iter_mut().zip(filled.drain(..)).for_each(|(cells, x)| cells[self.done] = x);
                row.clear();
            }
            self.done += 1;
        }
        if self.done < self.rows {
            return Ok(Applied::Running(self.done as f64 / self.rows as f64));
        }
        let made = self.names.iter().zip(std::mem::take(&mut self.cells));
        let filled = made.map(|(name, cells)| (name.clone(), vec![cells::numeric(name, cells.into())]));
        let dropped = self.dropped.iter().map(|name| (name.clone(), Vec::new()));
        Ok(Applied::Done(Made { replaced: filled.chain(dropped).collect(), appended: Vec::new() }))
    }
}
