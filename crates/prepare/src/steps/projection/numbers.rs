//! The numbers of several columns, a block of rows or of columns at a time.

use crate::{PrepareError, cells};
use arrow_array::Float64Array;
use glasshouse_table::Table;
use std::ops::Range;

/// Numeric columns without gaps, and what is subtracted from each.
pub(super) struct Numbers {
    columns: Vec<Float64Array>,
    pub centers: Vec<f64>,
    pub rows: usize,
}

impl Numbers {
    /// Of named columns.
    ///
    /// # Errors
    /// A column that holds no numbers, or has missing cells.
    pub fn of(table: &Table, names: &[String], step: &str) -> Result<Self, PrepareError> {
        let complete = |name: &String| cells::complete(cells::column(table, name)?, step);
        let columns: Vec<Float64Array> = names.iter().map(complete).collect::<Result<_, _>>()?;
        Ok(Self { centers: vec![0.0; columns.len()], columns, rows: table.rows() })
    }

    /// Number of columns.
    pub fn width(&self) -> usize {
        self.columns.len()
    }

    /// The numbers of one column, as they stand.
    pub fn column(&self, at: usize) -> &[f64] {
        self.columns[at].values()
    }

    /// Some rows of some columns, centred, column after column.
    pub fn block(&self, columns: Range<usize>, rows: Range<usize>, out: &mut Vec<f64>) {
        out.clear();
        for (column, center) in self.columns[columns.clone()].iter().zip(&self.centers[columns]) {
            out.extend(column.values()[rows.clone()].iter().map(|x| x - center));
        }
    }

    /// Some rows of all columns, centred, scaled and rounded, column after column.
    pub fn singles(&self, rows: Range<usize>, scale: f64, out: &mut Vec<f32>) {
        out.clear();
        for (column, center) in self.columns.iter().zip(&self.centers) {
            out.extend(column.values()[rows.clone()].iter().map(|x| ((x - center) * scale) as f32));
        }
    }
}
