//! The right factor of a product, laid out as the kernel reads it.

use crate::Matrix;

/// Rows of a block: sums run over a block, then block is added to block.
pub(crate) const DEPTH: usize = 256;
/// Columns of a panel; a panel that is less full is filled up with zeros.
pub(crate) const PANEL: usize = 32;

/// A right factor. Its columns are cut into panels of 32 and each panel's numbers follow each other
/// row by row, so that a product reads them in one go. Products with the same factor share it.
#[derive(Debug, Clone, Default)]
pub struct Packed {
    data: Vec<f32>,
    rows: usize,
    columns: usize,
}

impl Packed {
    /// Lays a matrix out. Costs one pass over it.
    pub fn new(b: Matrix<'_>) -> Self {
        let mut packed = Self::default();
        packed.fill(b);
        packed
    }

    /// Lays another matrix out in the same memory.
    pub fn fill(&mut self, b: Matrix<'_>) {
        let (rows, columns) = (b.rows(), b.columns());
        if (self.rows, self.columns) != (rows, columns) {
            (self.rows, self.columns) = (rows, columns);
            self.data.clear();
            self.data.resize(columns.div_ceil(PANEL) * rows * PANEL, 0.0);
        }
        for (panel, out) in self.data.chunks_exact_mut((rows * PANEL).max(1)).enumerate() {
            let first = panel * PANEL;
            let width = PANEL.min(columns - first);
            let lines = b.data().chunks(b.stride());
            if b.is_turned() {
                for (at, column) in lines.skip(first).take(width).enumerate() {
                    out.iter_mut().skip(at).step_by(PANEL).zip(column).for_each(|(o, &v)| *o = v);
                }
            } else {
                for (row, out) in lines.zip(out.chunks_exact_mut(PANEL)) {
                    out[..width].copy_from_slice(&row[first..first + width]);
                }
            }
        }
    }

    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Number of columns.
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// Some rows of a panel.
    pub(crate) fn panel(&self, panel: usize, rows: std::ops::Range<usize>) -> &[f32] {
        let start = panel * self.rows * PANEL;
        &self.data[start + rows.start * PANEL..start + rows.end * PANEL]
    }
}
