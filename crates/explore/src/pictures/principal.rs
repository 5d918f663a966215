//! Principal components of the numeric columns: a projection that keeps as much spread as two
//! dimensions can.
//!
//! Columns are brought to mean 0 and standard deviation 1; a missing number is the mean. The
//! components are the eigenvectors of the correlation matrix by Jacobi's method (1846), which is
//! deterministic; the sign of each is that of its largest weight.

use super::subjects::{Subjects, varied_numbers};
use crate::ExploreError;
use crate::sample;
use crate::words::share;
use glasshouse_chart::{Axis, ChartSpec, Scatter};
use glasshouse_stats::{principal_components, sum};
use glasshouse_table::Column;
use std::sync::Arc;

/// Most columns.
const COLUMNS: usize = 50;
/// Points that are drawn.
const POINTS: u32 = 5000;

/// Numeric columns of mean 0 and standard deviation 1, one after another.
pub(super) struct Standard {
    pub columns: Vec<Vec<f64>>,
    pub rows: usize,
}

/// Brings columns to mean 0 and standard deviation 1, one after another.
pub(super) struct Standardising {
    chosen: Vec<Arc<Column>>,
    done: Vec<Vec<f64>>,
}

impl Standardising {
    /// Of the numeric columns that are asked for.
    pub fn new(of: &Subjects<'_>) -> Result<Self, ExploreError> {
        let chosen: Vec<Arc<Column>> = of.several(COLUMNS, varied_numbers).into_iter().cloned().collect();
        if chosen.len() < 2 {
            let (picture, given) = (of.picture(), chosen.len().to_string());
            return Err(ExploreError::Columns {
                picture,
                wanted: "2 or more numeric columns that vary",
                given,
            });
        }
        Ok(Self { chosen, done: Vec::new() })
    }

    /// Does the next column; the share done, or `None` when all are.
    pub fn advance(&mut self, of: &Subjects<'_>) -> Result<Option<f64>, ExploreError> {
        let Some(column) = self.chosen.get(self.done.len()) else { return Ok(None) };
        let column = of.named(&column.name)?;
        self.done.push(standard(&of.values(column)?));
        Ok(Some(self.done.len() as f64 / self.chosen.len() as f64))
    }

    /// All columns.
    pub fn finish(self, rows: usize) -> Standard {
        Standard { columns: self.done, rows }
    }
}

/// Finds the principal components, a row of the correlation matrix after another.
pub(super) struct Projecting {
    all: Standard,
    /// Rows of the matrix up to the diagonal.
    matrix: Vec<Vec<f64>>,
}

impl Projecting {
    pub fn new(all: Standard) -> Self {
        Self { all, matrix: Vec::new() }
    }

    /// Does the next row; the share done, or `None` when all are.
    pub fn advance(&mut self) -> Option<f64> {
        let (row, n) = (self.matrix.len(), self.all.columns.len());
        (row < n).then(|| {
            self.matrix.push(self.all.products(row));
            // Every row is longer by one.
            ((row + 1) * (row + 2)) as f64 / (n * (n + 1)) as f64
        })
    }

    /// A sample of the rows along the first two components.
    pub fn finish(self, of: &Subjects<'_>) -> Result<ChartSpec, ExploreError> {
        let Self { all, matrix } = self;
        let components = principal_components(matrix);
        let whole: f64 = components.iter().map(|(variance, _)| variance).sum();
        let rows: Vec<u32> = (0..all.rows as u32).collect();
        let drawn = sample::of(&rows, POINTS);
        let part = all.take(&drawn);
        let (x, y) = (part.along(&components[0].1), part.along(&components[1].1));
        let named = |k: usize| {
            Axis::named(format!("Component {} ({} of the variance)", k + 1, share(components[k].0 / whole)))
        };
        Ok(ChartSpec::Scatter(Scatter {
            x: named(0),
            y: named(1),
            points: x.into_iter().zip(y).collect(),
            color: of.coloring(&drawn)?,
            size: of.sizes(&drawn)?,
            trend: None,
            sampled_from: all.rows as u64,
        }))
    }
}

impl Standard {
    /// Some rows of it.
    pub fn take(&self, rows: &[u32]) -> Self {
        let part = |column: &Vec<f64>| rows.iter().map(|row| column[*row as usize]).collect();
        Self { columns: self.columns.iter().map(part).collect(), rows: rows.len() }
    }

    /// The components of all of it at once, for few rows.
    pub fn components(&self) -> Vec<(f64, Vec<f64>)> {
        principal_components((0..self.columns.len()).map(|row| self.products(row)).collect())
    }

    /// The mean products of a column with itself and those before it.
    fn products(&self, row: usize) -> Vec<f64> {
        let a = &self.columns[row];
        let product =
            |b: &Vec<f64>| sum(&a.iter().zip(b).map(|(a, b)| a * b).collect::<Vec<_>>()) / self.rows as f64;
        self.columns[..=row].iter().map(product).collect()
    }

    /// Places of rows along a component.
    pub fn along(&self, weights: &[f64]) -> Vec<f64> {
        let mut places = vec![0.0; self.rows];
        for (column, weight) in self.columns.iter().zip(weights) {
            places.iter_mut().zip(column).for_each(|(place, value)| *place += weight * value);
        }
        places
    }
}

fn standard(values: &[f64]) -> Vec<f64> {
    let there: Vec<f64> = values.iter().copied().filter(|v| !v.is_nan()).collect();
    let mean = sum(&there) / there.len().max(1) as f64;
    let largest = there.iter().map(|v| (v - mean).abs()).fold(0.0, f64::max);
    let squares: Vec<f64> = there.iter().map(|v| ((v - mean) / largest) * ((v - mean) / largest)).collect();
    let spread = largest * (sum(&squares) / there.len().max(1) as f64).sqrt();
    let usable = spread.is_finite() && spread > 0.0;
    values.iter().map(|v| if v.is_nan() || !usable { 0.0 } else { (v - mean) / spread }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_columns_that_say_the_same_have_one_component() {
        let a: Vec<f64> = (0..50).map(f64::from).collect();
        let both = Standard {
            columns: vec![standard(&a), standard(&a.iter().map(|v| 3.0 - v).collect::<Vec<_>>())],
            rows: 50,
        };
        let found = both.components();
        assert!((found[0].0 - 2.0).abs() < 1e-12 && found[1].0.abs() < 1e-12);
        let half = 0.5_f64.sqrt();
        assert!((found[0].1[0] - half).abs() < 1e-12 && (found[0].1[1] + half).abs() < 1e-12, "{found:?}");
    }
}
