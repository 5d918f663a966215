//! Rows are folded, block by block, into the triangular factor of a QR decomposition by
//! Householder reflections (Golub and Van Loan, *Matrix Computations*, 5.2), so that a matrix of
//! any height needs memory for a square only.

use super::{add_scaled, dot};

/// Column-major storage: a triangle of `width` rows above a block of rows still to be folded.
/// With at most `width` rows in all nothing is folded and the rows are kept as they are.
pub(super) struct Triangle {
    width: usize,
    top: usize,
    height: usize,
    waiting: usize,
    fold: usize,
    folding: bool,
    cells: Vec<f64>,
}

/// Rows folded at a time.
const BLOCK: usize = 64;

impl Triangle {
    /// For `rows` rows of `width` columns, the target being one more column.
    pub fn new(rows: usize, width: usize) -> Self {
        let top = if rows <= width { 0 } else { width };
        let height = if rows <= width { rows } else { width + BLOCK };
        let cells = vec![0.0; height * (width + 1)];
        Self { width, top, height, waiting: 0, fold: 0, folding: false, cells }
    }

    /// Whether the block is full and [`fold`](Self::fold) must be called until it is not.
    pub fn is_folding(&self) -> bool {
        self.folding
    }

    /// Appends a row: its features, then its target.
    pub fn push(&mut self, row: impl Iterator<Item = f64>) {
        let at = self.top + self.waiting;
        for (column, value) in row.enumerate() {
            self.cells[column * self.height + at] = value;
        }
        self.waiting += 1;
        self.folding = self.top > 0 && self.waiting == BLOCK;
    }

    /// Starts to fold what is left of the last block.
    pub fn finish(&mut self) {
        self.folding = self.top > 0 && self.waiting > 0;
    }

    /// Folds columns of the block while the budget of operations lasts.
    pub fn fold(&mut self, budget: &mut i64) {
        while self.fold < self.width && *budget > 0 {
            self.fold_column(self.fold);
            *budget -= (4 * self.waiting * (self.width + 1 - self.fold)) as i64;
            self.fold += 1;
        }
        if self.fold == self.width {
            self.fold = 0;
            self.waiting = 0;
            self.folding = false;
        }
    }

    /// One reflection: clears the block's part of column `k` into the diagonal.
    fn fold_column(&mut self, k: usize) {
        let (height, block) = (self.height, self.top..self.top + self.waiting);
        let (done, rest) = self.cells.split_at_mut((k + 1) * height);
        let column = &mut done[k * height..];
        let tail = dot(&column[block.clone()], &column[block.clone()]);
        if tail == 0.0 {
            return;
        }
        let alpha = column[k];
        let beta = -(alpha * alpha + tail).sqrt().copysign(alpha);
        let tau = (beta - alpha) / beta;
        column[k] = beta;
        for v in &mut column[block.clone()] {
            *v /= alpha - beta;
        }
        let mirror = &column[block.clone()];
        for other in rest.chunks_exact_mut(height) {
            let s = tau * (other[k] + dot(mirror, &other[block.clone()]));
            other[k] -= s;
            add_scaled(&mut other[block.clone()], -s, mirror);
        }
    }

    /// The folded columns, features then target, each cut to the rows that may differ from zero.
    pub fn into_columns(self) -> Vec<Vec<f64>> {
        let rows = if self.top == 0 { self.waiting } else { self.top };
        self.cells.chunks_exact(self.height).map(|column| column[..rows].to_vec()).collect()
    }
}
