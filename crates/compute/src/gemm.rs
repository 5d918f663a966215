//! The product of two matrices.
//!
//! The result is made in tiles that fit the processor's registers: for each row of the inner
//! dimension a tile takes some numbers of the left factor and some lanes of the right one, and adds
//! all their products. The order of every sum is therefore that of the inner dimension, in blocks
//! of 256 whose sums are added in their order, whatever the size of a tile (Goto and van de
//! Geijn, *Anatomy of High-Performance Matrix Multiplication*, 2008).

use crate::Matrix;
use crate::lanes::widest;
use crate::packed::{DEPTH, PANEL, Packed};
use pulp::{Simd, WithSimd};
use std::ops::Range;

/// Rows of the left factor that are gone through for one panel after the other: so many stay in the
/// second cache. A multiple of the rows of every tile.
const BLOCK: usize = 192;
/// Distance of the rows that are laid out anew: not a power of two, so that they do not meet in one
/// place of the cache.
const STRIDE: usize = DEPTH + 16;
/// Steps that are laid out together.
const GROUP: usize = 16;

/// `c = a · b`, or `c += a · b`; `c` is row-major, `a.rows() × b.columns()`. Costs two operations
/// for each number of `a` and column of `b`; where several products have the same `b`, pack it once
/// and call [`gemm_packed`].
///
/// # Panics
/// When the shapes do not fit.
pub fn gemm(a: Matrix<'_>, b: Matrix<'_>, c: &mut [f32], accumulate: bool) {
    gemm_packed(a, &Packed::new(b), c, accumulate);
}

/// [`gemm`] with a right factor that was laid out before.
///
/// # Panics
/// When the shapes do not fit.
pub fn gemm_packed(a: Matrix<'_>, b: &Packed, c: &mut [f32], accumulate: bool) {
    assert_eq!(a.columns(), b.rows(), "columns of the left factor and rows of the right one");
    assert_eq!(c.len(), a.rows() * b.columns(), "numbers of the product");
    if b.rows() == 0 && !accumulate {
        c.fill(0.0);
    }
    if c.is_empty() {
        return;
    }
    widest(Product { a, b, c, accumulate });
}

struct Product<'a> {
    a: Matrix<'a>,
    b: &'a Packed,
    c: &'a mut [f32],
    accumulate: bool,
}

impl WithSimd for Product<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        match S::F32_LANES {
            16 if self.b.columns() <= 16 => self.run::<S, 12, 1>(simd),
            16 => self.run::<S, 12, 2>(simd),
            8 => self.run::<S, 6, 2>(simd),
            _ => self.run::<S, 4, 2>(simd),
        }
    }
}

impl Product<'_> {
    /// Goes through all tiles of `ROWS` rows and `WIDTH` vectors.
    #[inline(always)]
    fn run<S: Simd, const ROWS: usize, const WIDTH: usize>(self, simd: S) {
        let (rows, depth, columns) = (self.a.rows(), self.a.columns(), self.b.columns());
        let mut scratch = Vec::new();
        for start in (0..depth).step_by(DEPTH) {
            let end = depth.min(start + DEPTH);
            let add = self.accumulate || start > 0;
            for first in (0..rows).step_by(BLOCK) {
                let left = Left::new(self.a, first..rows.min(first + BLOCK), start..end, &mut scratch);
                for panel in 0..columns.div_ceil(PANEL) {
                    let right = self.b.panel(panel, start..end);
                    let used = PANEL.min(columns - panel * PANEL);
                    for row in (0..left.rows).step_by(ROWS) {
                        let numbers = left.from::<ROWS>(row);
                        let inside = ROWS.min(left.rows - row);
                        let out = &mut self.c[(first + row) * columns..][..inside * columns];
                        for lane in (0..used).step_by(WIDTH * S::F32_LANES) {
                            let tile = tile::<S, ROWS, WIDTH>(simd, &numbers, right, lane / S::F32_LANES);
                            put::<S, ROWS, WIDTH>(simd, &tile, out, columns, panel * PANEL + lane, add);
                        }
                    }
                }
            }
        }
    }
}

/// Some rows of the left factor over a block of the inner dimension.
struct Left<'a> {
    data: &'a [f32],
    stride: usize,
    rows: usize,
    depth: usize,
}

impl<'a> Left<'a> {
    /// Where they lie; those of a turned matrix are laid out in `scratch`.
    #[inline(always)]
    fn new(a: Matrix<'a>, rows: Range<usize>, steps: Range<usize>, scratch: &'a mut Vec<f32>) -> Self {
        let (count, depth) = (rows.len(), steps.len());
        let stride = a.stride();
        if !a.is_turned() {
            return Self { data: &a.data()[rows.start * stride + steps.start..], stride, rows: count, depth };
        }
        scratch.resize(BLOCK * STRIDE, 0.0);
        let data = &a.data()[steps.start * stride..];
        for (at, group) in data.chunks(GROUP * stride).take(depth.div_ceil(GROUP)).enumerate() {
            for (row, out) in scratch.chunks_exact_mut(STRIDE).take(count).enumerate() {
                let numbers = group[rows.start + row..].iter().step_by(stride);
                out[at * GROUP..depth.min((at + 1) * GROUP)]
                    .iter_mut()
                    .zip(numbers)
                    .for_each(|(o, &v)| *o = v);
            }
        }
        Self { data: scratch, stride: STRIDE, rows: count, depth }
    }

    /// The rows from `row` on; beyond the last stand copies of it, whose results are not used.
    #[inline(always)]
    fn from<const ROWS: usize>(&self, row: usize) -> [&'a [f32]; ROWS] {
        let mut rows: [&[f32]; ROWS] = [&[]; ROWS];
        for (at, part) in rows.iter_mut().enumerate() {
            let start = (row + at).min(self.rows - 1) * self.stride;
            *part = &self.data[start..][..self.depth];
        }
        rows
    }
}

/// Sums of products over a block.
#[inline(always)]
fn tile<S: Simd, const ROWS: usize, const WIDTH: usize>(
    simd: S,
    left: &[&[f32]; ROWS],
    right: &[f32],
    lane: usize,
) -> [[S::f32s; WIDTH]; ROWS] {
    let mut sums = [[simd.splat_f32s(0.0); WIDTH]; ROWS];
    for (step, row) in right.chunks_exact(PANEL).enumerate() {
        let row = &S::as_simd_f32s(row).0[lane..][..WIDTH];
        for i in 0..ROWS {
            let number = simd.splat_f32s(left[i][step]);
            for j in 0..WIDTH {
                sums[i][j] = simd.add_f32s(sums[i][j], simd.mul_f32s(number, row[j]));
            }
        }
    }
    sums
}

/// Writes the part of a tile that lies inside the product; `out` is the rows that do.
#[inline(always)]
fn put<S: Simd, const ROWS: usize, const WIDTH: usize>(
    simd: S,
    tile: &[[S::f32s; WIDTH]; ROWS],
    out: &mut [f32],
    columns: usize,
    column: usize,
    add: bool,
) {
    let full = WIDTH * S::F32_LANES;
    let width = full.min(columns - column);
    for (sums, out) in tile.iter().zip(out.chunks_exact_mut(columns)) {
        let out = &mut out[column..][..width];
        if width == full {
            let out = &mut S::as_mut_simd_f32s(out).0[..WIDTH];
            for j in 0..WIDTH {
                out[j] = if add { simd.add_f32s(out[j], sums[j]) } else { sums[j] };
            }
            continue;
        }
        let mut numbers = [0.0; PANEL];
        S::as_mut_simd_f32s(&mut numbers).0[..WIDTH].copy_from_slice(sums);
        for (out, sum) in out.iter_mut().zip(numbers) {
            *out = if add { *out + sum } else { sum };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use pulp::{Scalar, Scalar128b};

    /// The width of what the processor takes at once does not show.
    #[test]
    fn the_bytes_are_the_same_for_any_width() {
        let number = |i: usize| ((i * 2_654_435_761) % 8191) as f32 / 1000.0 - 4.0;
        for (rows, depth, columns) in [(1, 1, 1), (13, 300, 37), (25, 7, 16), (7, 513, 33)] {
            let a: Vec<f32> = (0..rows * depth).map(number).collect();
            let b: Vec<f32> = (0..depth * columns).map(|i| number(i + 99)).collect();
            let b = Packed::new(Matrix::new(&b, depth, columns));
            for a in [Matrix::new(&a, rows, depth), Matrix::new(&a, depth, rows).turned()] {
                let mut wide = vec![1.5; rows * columns];
                gemm_packed(a, &b, &mut wide, true);
                let mut narrow = vec![1.5; rows * columns];
                Product { a, b: &b, c: &mut narrow, accumulate: true }.with_simd(Scalar);
                assert_eq!(wide, narrow);
                let mut middle = vec![1.5; rows * columns];
                Product { a, b: &b, c: &mut middle, accumulate: true }.with_simd(Scalar128b);
                assert_eq!(wide, middle);
            }
        }
    }
}
