//! Sums of rows times their own transposes, as second derivatives are made of.
//!
//! Rows are held back until there are some dozens; then a tile of the square at a time is kept in registers while
//! all of them are added. Each number still gets its products in the order of the rows: the sums are those of
//! adding one row at a time.

use super::add_scaled;

/// Rows that are added together.
const TOGETHER: usize = 32;
/// Rows and columns of a tile.
const TILE: usize = 4;

/// A square that is summed up.
pub(super) struct Squares {
    sums: Vec<f64>,
    size: usize,
    /// Numbers from one row to the next: tiles fill it.
    stride: usize,
    /// Rows that are held back, and the same times their factors.
    rows: Vec<f64>,
    scaled: Vec<f64>,
}

impl Squares {
    /// Zeros, for so many unknowns.
    pub fn new(size: usize) -> Self {
        let stride = size.next_multiple_of(TILE);
        Self { sums: vec![0.0; stride * stride], size, stride, rows: Vec::new(), scaled: Vec::new() }
    }

    /// Adds `factor · row · rowᵀ`, of which the lower triangle is kept; the row is as long as there are unknowns.
    pub fn add(&mut self, factor: f64, row: &[f64]) {
        let filled = self.rows.len() + self.stride;
        self.rows.extend(row);
        self.rows.resize(filled, 0.0);
        self.scaled.extend(row.iter().map(|value| factor * value));
        self.scaled.resize(filled, 0.0);
        if filled == TOGETHER * self.stride {
            self.settle();
        }
    }

    /// Adds the rows that are held back.
    fn settle(&mut self) {
        for top in (0..self.stride).step_by(TILE) {
            for left in (0..=top).step_by(TILE) {
                self.settle_tile(top, left);
            }
        }
        self.rows.clear();
        self.scaled.clear();
    }

    fn settle_tile(&mut self, top: usize, left: usize) {
        let stride = self.stride;
        let mut tile = [[0.0; TILE]; TILE];
        for (i, line) in tile.iter_mut().enumerate() {
            line.copy_from_slice(&self.sums[(top + i) * stride + left..][..TILE]);
        }
        for (scaled, row) in self.scaled.chunks_exact(stride).zip(self.rows.chunks_exact(stride)) {
            let (own, other) = (&scaled[top..top + TILE], &row[left..left + TILE]);
            for i in 0..TILE {
                for j in 0..TILE {
                    tile[i][j] += own[i] * other[j];
                }
            }
        }
        for (i, line) in tile.iter().enumerate() {
            self.sums[(top + i) * stride + left..][..TILE].copy_from_slice(line);
        }
    }

    /// Adds `factor · row · rowᵀ` to the block at `(top, left)`; of a block on the diagonal only the lower triangle.
    pub fn add_block(&mut self, (top, left): (usize, usize), factor: f64, row: &[f64]) {
        for (i, value) in row.iter().enumerate() {
            let end = if top == left { i + 1 } else { row.len() };
            let at = (top + i) * self.stride + left;
            add_scaled(&mut self.sums[at..at + end], factor * value, &row[..end]);
        }
    }

    /// The lower triangle of the square, row after row, with zeros above.
    pub fn finish(mut self) -> Vec<f64> {
        self.settle();
        let mut square = vec![0.0; self.size * self.size];
        for i in 0..self.size {
            square[i * self.size..=i * self.size + i].copy_from_slice(&self.sums[i * self.stride..][..=i]);
        }
        square
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn held_back_rows_are_summed_as_one_at_a_time() {
        let value = |i: usize| (i as f64 * 0.7).sin();
        for (rows, size) in [(0, 5), (1, 1), (31, 4), (32, 5), (33, 7), (100, 9)] {
            let (mut held, mut single) = (Squares::new(size), Squares::new(size));
            for at in 0..rows {
                let row: Vec<f64> = (0..size).map(|j| value(at * size + j)).collect();
                held.add(value(at), &row);
                single.add_block((0, 0), value(at), &row);
            }
            assert_eq!(held.finish(), single.finish(), "{rows} × {size}");
        }
    }
}
