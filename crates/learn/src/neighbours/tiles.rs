//! Sums and maxima of differences of all training rows to many queries, a tile of rows at a time.

use super::metric::{Metric, coarse};
use super::nearest::Nearest;
use glasshouse_compute::vectorised;

/// Rows of a tile.
const TILE: usize = 64;
/// Rows whose sums are held at a time.
const LANES: usize = 8;
/// Queries that are answered together, while rows are in the cache.
pub const QUERIES: usize = 64;

/// Queries that are answered together.
pub struct Queries<'a> {
    /// Their features.
    pub rows: Vec<&'a [f32]>,
    /// Their lengths where angles count, else nothing.
    pub norms: Vec<f64>,
}

/// Training rows, feature by feature within each tile.
pub struct Tiles {
    features: usize,
    count: usize,
    cells: Vec<[f32; TILE]>,
}

impl Tiles {
    pub fn new(rows: &[f32], features: usize) -> Self {
        let count = rows.len() / features;
        let mut cells = vec![[0.0; TILE]; count.div_ceil(TILE) * features];
        for (i, row) in rows.chunks_exact(features).enumerate() {
            let tile = &mut cells[i / TILE * features..][..features];
            tile.iter_mut().zip(row).for_each(|(cell, &value)| cell[i % TILE] = value);
        }
        Self { features, count, cells }
    }

    /// Offers each query the rows that may be among its nearest.
    pub fn search(&self, metric: Metric, queries: &Queries, nearest: &mut [Nearest]) {
        for (tile, cells) in self.cells.chunks_exact(self.features).enumerate() {
            let begin = tile * TILE;
            for (query, nearest) in queries.rows.iter().zip(&mut *nearest) {
                let lengths = match metric {
                    Metric::Manhattan => vectorised(|| differences(cells, query, |sum, d| sum + d)),
                    _ => vectorised(|| differences(cells, query, |most, d| if d > most { d } else { most })),
                };
                for (r, &length) in lengths.iter().enumerate().take(self.count - begin) {
                    // Rounding to fewer bits may take off a little.
                    if length <= nearest.limit() * (1.0 + 1e-9) {
                        nearest.offer(coarse(length), (begin + r) as u32);
                    }
                }
            }
        }
    }
}

/// Differences between a query and the rows of a tile, brought together feature by feature.
#[inline(always)]
fn differences(tile: &[[f32; TILE]], query: &[f32], join: impl Fn(f64, f64) -> f64) -> [f64; TILE] {
    let mut lengths = [0.0; TILE];
    for (block, lengths) in lengths.as_chunks_mut::<LANES>().0.iter_mut().enumerate() {
        for (cells, &x) in tile.iter().zip(query) {
            let cells = &cells.as_chunks::<LANES>().0[block];
            for (length, &y) in lengths.iter_mut().zip(cells) {
                *length = join(*length, (f64::from(x) - f64::from(y)).abs());
            }
        }
    }
    lengths
}
