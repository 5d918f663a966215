//! Rows as points, and the rows nearest to them.

use crate::paused::Pauses;
use crate::steps::changed::{Made, Row};
use crate::{PrepareError, cells};
use arrow_array::Array;
use glasshouse_learn::NearRows;
use glasshouse_table::{Column, Table};
use std::sync::Arc;

/// Rows of numbers without gaps, one after the other, in single precision as a model sees them.
#[derive(Clone)]
pub(super) struct Points {
    pub cells: Vec<f32>,
    pub width: usize,
}

impl Points {
    /// Of named columns.
    ///
    /// # Errors
    /// No column, a column that holds no numbers, or has missing cells.
    pub fn of(table: &Table, names: &[String], step: &str) -> Result<Self, PrepareError> {
        if names.is_empty() {
            return Err(PrepareError::Refused {
                code: "prepare.sampling",
                column: None,
                row: None,
                message: format!("{step} looks for near rows, and has no column of numbers to look at"),
                remedy: "Name numeric columns.".into(),
            });
        }
        let mut points = Self { cells: vec![0.0; table.rows() * names.len()], width: names.len() };
        for (at, name) in names.iter().enumerate() {
            let array = cells::numbers(cells::column(table, name)?, step)?;
            if array.null_count() > 0 {
                return Err(gap(table.column(name), step));
            }
            points.set(at, array.values().iter().map(|x| *x as f32));
        }
        Ok(points)
    }

    /// Sets a column.
    pub fn set(&mut self, at: usize, values: impl Iterator<Item = f32>) {
        self.cells.chunks_exact_mut(self.width).zip(values).for_each(|(row, value)| row[at] = value);
    }

    /// A row.
    pub fn row(&self, row: u32) -> &[f32] {
        &self.cells[row as usize * self.width..][..self.width]
    }

    /// Some rows.
    pub fn rows(&self, rows: &[u32]) -> Vec<f32> {
        rows.iter().flat_map(|row| self.row(*row)).copied().collect()
    }

    /// These rows with some that were made of them.
    pub fn with(&self, rows: &[Row]) -> Self {
        let mut cells = Vec::with_capacity(rows.len() * self.width);
        for row in rows {
            match row {
                Row::Old(row) => cells.extend_from_slice(self.row(*row)),
                Row::Made(Made { base, toward, gap, .. }) => {
                    let both = self.row(*base).iter().zip(self.row(*toward));
                    let between =
                        |(a, b): (&f32, &f32)| (f64::from(*a) + gap * (f64::from(*b) - f64::from(*a))) as f32;
                    cells.extend(both.map(between));
                }
            }
        }
        Self { cells, width: self.width }
    }
}

fn gap(column: Option<&Arc<Column>>, step: &str) -> PrepareError {
    let name = column.map(|column| column.name.clone()).unwrap_or_default();
    let row = column.and_then(|column| (0..column.len()).find(|row| column.is_missing(*row)));
    PrepareError::Refused {
        code: "prepare.missing",
        message: format!("{step} compares rows, and column \"{name}\" has missing cells"),
        column: Some(name),
        row: row.map(|row| row as u64),
        remedy: "Fill them by a step before it, such as simple_imputer.".into(),
    }
}

/// Of each asked row the `wanted` rows of `among` that are nearest to it, itself not counted, the nearest
/// first. `part` is where in the whole work this stands, from and to.
pub(super) async fn nearest(
    points: &Points,
    asked: &[u32],
    among: &[u32],
    wanted: usize,
    part: [f64; 2],
    pauses: &Pauses,
) -> Vec<Vec<u32>> {
    let share = |done: f64| part[0] + (part[1] - part[0]) * done;
    let mut index = NearRows::new(points.rows(among), points.width);
    while let Some(done) = index.build() {
        pauses.at(share(0.2 * done)).await;
    }
    let mut found = Vec::with_capacity(asked.len());
    let some = index.at_once(wanted as u32 + 1);
    for rows in asked.chunks(some) {
        let near = index.of(&points.rows(rows), wanted as u32 + 1);
        found.extend(near.into_iter().zip(rows).map(|(near, own)| {
            let near = near.into_iter().map(|place| among[place as usize]);
            near.filter(|row| row != own).take(wanted).collect::<Vec<u32>>()
        }));
        pauses.at(share(0.2 + 0.8 * found.len() as f64 / asked.len() as f64)).await;
    }
    found
}
