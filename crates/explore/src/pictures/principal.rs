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
use glasshouse_stats::sum;
use glasshouse_table::Column;
use std::sync::Arc;

/// Most columns.
const COLUMNS: usize = 50;
/// Points that are drawn.
const POINTS: u32 = 5000;
/// Rounds of rotations after which Jacobi's method has long converged.
const SWEEPS: usize = 60;

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
        let components = components(matrix);
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
        components((0..self.columns.len()).map(|row| self.products(row)).collect())
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

/// The components of a matrix that is given up to its diagonal, the one with the most variance first:
/// their variances and weights.
fn components(half: Vec<Vec<f64>>) -> Vec<(f64, Vec<f64>)> {
    let p = half.len();
    let row = |i: usize| (0..p).map(|j| half[i.max(j)][i.min(j)]).collect();
    let mut matrix: Vec<Vec<f64>> = (0..p).map(row).collect();
    let vectors = diagonalise(&mut matrix);
    let mut found: Vec<(f64, Vec<f64>)> =
        (0..p).map(|k| (matrix[k][k].max(0.0), signed(vectors.iter().map(|row| row[k]).collect()))).collect();
    found.sort_by(|a, b| b.0.total_cmp(&a.0));
    found
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

/// Turns the largest weight positive.
fn signed(mut weights: Vec<f64>) -> Vec<f64> {
    let largest = weights.iter().copied().reduce(|a, b| if b.abs() > a.abs() + 1e-12 { b } else { a });
    if largest.is_some_and(|w| w < 0.0) {
        weights.iter_mut().for_each(|w| *w = -*w);
    }
    weights
}

/// Jacobi's rotations: the matrix becomes diagonal, and the eigenvectors are the columns of what is
/// returned.
fn diagonalise(matrix: &mut [Vec<f64>]) -> Vec<Vec<f64>> {
    let p = matrix.len();
    let mut vectors: Vec<Vec<f64>> =
        (0..p).map(|i| (0..p).map(|j| f64::from(u8::from(i == j))).collect()).collect();
    for _ in 0..SWEEPS {
        let off: f64 =
            (0..p).flat_map(|i| (0..i).map(move |j| (i, j))).map(|(i, j)| matrix[i][j].abs()).sum();
        if off < 1e-14 * p as f64 {
            break;
        }
        for i in 0..p {
            for j in i + 1..p {
                rotate(matrix, &mut vectors, i, j);
            }
        }
    }
    vectors
}

fn rotate(matrix: &mut [Vec<f64>], vectors: &mut [Vec<f64>], i: usize, j: usize) {
    let entry = matrix[i][j];
    if entry == 0.0 {
        return;
    }
    let theta = (matrix[j][j] - matrix[i][i]) / (2.0 * entry);
    let tangent = theta.signum() / (theta.abs() + (theta * theta + 1.0).sqrt());
    let cosine = 1.0 / (tangent * tangent + 1.0).sqrt();
    let sine = tangent * cosine;
    let turn = |a: f64, b: f64| (cosine * a - sine * b, sine * a + cosine * b);
    for row in matrix.iter_mut() {
        (row[i], row[j]) = turn(row[i], row[j]);
    }
    // `i` stands before `j`.
    let (above, below) = matrix.split_at_mut(j);
    above[i].iter_mut().zip(&mut below[0]).for_each(|(a, b)| (*a, *b) = turn(*a, *b));
    for row in vectors.iter_mut() {
        (row[i], row[j]) = turn(row[i], row[j]);
    }
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
