//! Least squares for nested regressions: one triangle gives the residuals of all of them.

use crate::pieces::Pause;

/// Rows that are worked on together: with a hundred columns they stay in the second-level cache.
const BLOCK: usize = 512;
/// Blocks of one piece: with a hundred columns some 20 milliseconds.
const BLOCKS: usize = 32;

/// The triangle R of the decomposition QR of some columns with the target beside them.
pub(super) struct Nested {
    /// Columns and the target.
    width: usize,
    rows: usize,
    /// Row by row.
    triangle: Vec<f64>,
}

impl Nested {
    /// Householder's reflections, block of rows after block of rows, so that memory does not grow
    /// with the rows (J. Demmel et al., "Communication-optimal parallel and sequential QR and LU
    /// factorizations", 2012). `cell` gives a row's value of a column, and the target where the
    /// column is `columns`. `None` where a column depends on those before it, and where the target
    /// is fitted without error. Time O(rows · columns²).
    pub async fn of(
        rows: usize,
        columns: usize,
        cell: impl Fn(usize, usize) -> f64,
        pause: Pause<'_>,
    ) -> Option<Self> {
        let width = columns + 1;
        let mut nested = Self { width, rows, triangle: vec![0.0; width * width] };
        let mut block: Vec<Vec<f64>> = vec![Vec::with_capacity(BLOCK); width];
        for start in (0..rows).step_by(BLOCK) {
            let end = (start + BLOCK).min(rows);
            for (column, values) in block.iter_mut().enumerate() {
                values.clear();
                values.extend((start..end).map(|row| cell(row, column)));
            }
            nested.add(&mut block);
            if start / BLOCK % BLOCKS == BLOCKS - 1 {
                pause(end as f64 / rows as f64).await;
            }
        }
        nested.independent().then_some(nested)
    }

    /// Reflects a block of rows into the triangle.
    fn add(&mut self, block: &mut [Vec<f64>]) {
        for k in 0..self.width {
            let (done, rest) = block.split_at_mut(k + 1);
            let column = &done[k];
            let row = &mut self.triangle[k * self.width..][..self.width];
            let below = dot(column, column);
            if below == 0.0 {
                continue;
            }
            let length = (row[k] * row[k] + below).sqrt();
            let end = if row[k] > 0.0 { -length } else { length };
            let head = row[k] - end;
            let scale = 2.0 / (head * head + below);
            row[k] = end;
            for (right, other) in row[k + 1..].iter_mut().zip(rest) {
                let share = (head * *right + dot(column, other)) * scale;
                *right -= share * head;
                other.iter_mut().zip(column).for_each(|(o, c)| *o -= share * c);
            }
        }
    }

    fn at(&self, row: usize, column: usize) -> f64 {
        self.triangle[row * self.width + column]
    }

    /// Whether every column adds something to those before it, and the target to all.
    fn independent(&self) -> bool {
        let adds = |column: usize| {
            let length: f64 = (0..=column).map(|row| self.at(row, column) * self.at(row, column)).sum();
            let own = self.at(column, column).abs();
            own > 1e-12 * length.sqrt() && own.is_finite()
        };
        (0..self.width).all(adds)
    }

    /// Sum of squared residuals with the first `columns` columns.
    pub fn residual(&self, columns: usize) -> f64 {
        let target = self.width - 1;
        (columns..self.width).map(|row| self.at(row, target) * self.at(row, target)).sum()
    }

    /// The t statistic of the last column's coefficient; `None` where no row is free.
    pub fn last_t(&self) -> Option<f64> {
        let columns = self.width - 1;
        let free = self.rows.checked_sub(columns).filter(|free| *free > 0)?;
        let last = columns.checked_sub(1)?;
        let error = (self.residual(columns) / free as f64).sqrt();
        Some(self.at(last, columns) * self.at(last, last).signum() / error)
    }
}

pub(super) fn dot(a: &[f64], b: &[f64]) -> f64 {
    let mut lanes = [0.0; 8];
    let (chunks_a, chunks_b) = (a.chunks_exact(8), b.chunks_exact(8));
    let rest: f64 = chunks_a.remainder().iter().zip(chunks_b.remainder()).map(|(a, b)| a * b).sum();
    for (a, b) in chunks_a.zip(chunks_b) {
        for lane in 0..8 {
            lanes[lane] += a[lane] * b[lane];
        }
    }
    lanes.iter().sum::<f64>() + rest
}
