//! Products in double precision, for sums over many rows of which no digit is to spare.
//!
//! As in single precision (see `gemm`) the result is made in tiles that fit the registers, and the
//! order of every sum is that of the inner dimension, in blocks whose sums are added in their order.

use crate::Matrix;
use crate::lanes::widest;
use pulp::{Simd, WithSimd};

/// Steps of the inner dimension whose sums stay in registers: products are added up in their order, so many
/// of them from zero, and these sums are then added to what is there.
pub const DEPTH: usize = 256;
/// Columns that are laid out together; tiles of every width divide them.
const PANEL: usize = 16;
/// Rows of a tile, and vectors beside each other in it.
const ROWS: usize = 4;
const WIDTH: usize = 2;

/// `c += a · b`; `c` is row-major, `a.rows() × b.columns()`.
///
/// # Panics
/// When the shapes do not fit.
pub fn add_product(a: Matrix<'_, f64>, b: Matrix<'_, f64>, c: &mut [f64]) {
    assert_eq!(a.columns(), b.rows(), "columns of the left factor and rows of the right one");
    assert_eq!(c.len(), a.rows() * b.columns(), "numbers of the product");
    widest(Product { a, b, c, half: false });
}

/// `c += a · aᵀ` in the upper triangle; what stands below the diagonal has no meaning afterwards.
///
/// # Panics
/// When `c` is not a square of as many rows as `a` has.
pub fn add_square(a: Matrix<'_, f64>, c: &mut [f64]) {
    assert_eq!(c.len(), a.rows() * a.rows(), "numbers of the product");
    widest(Product { a, b: a.turned(), c, half: true });
}

struct Product<'a> {
    a: Matrix<'a, f64>,
    b: Matrix<'a, f64>,
    c: &'a mut [f64],
    half: bool,
}

impl WithSimd for Product<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let (rows, depth, columns) = (self.a.rows(), self.a.columns(), self.b.columns());
        let mut panel = [0.0; DEPTH * PANEL];
        for start in (0..depth).step_by(DEPTH) {
            let steps = DEPTH.min(depth - start);
            for first in (0..columns).step_by(PANEL) {
                let used = PANEL.min(columns - first);
                lay_out(self.b, start, first, used, &mut panel[..steps * PANEL]);
                // A tile of the upper half begins no lower than the panel ends.
                let end = if self.half { rows.min(first + used) } else { rows };
                for row in (0..end).step_by(ROWS) {
                    let inside = ROWS.min(rows - row);
                    let out = &mut self.c[row * columns..][..inside * columns];
                    for lane in (0..used).step_by(WIDTH * S::F64_LANES) {
                        let right = &panel[..steps * PANEL];
                        let tile = tile::<S>(simd, self.a, start, row, right, lane / S::F64_LANES);
                        put::<S>(simd, &tile, out, columns, first + lane, used - lane);
                    }
                }
            }
        }
    }
}

/// Lays some columns of the right factor out row by row; those that are not there are zeros.
#[inline(always)]
fn lay_out(b: Matrix<'_, f64>, start: usize, first: usize, used: usize, panel: &mut [f64]) {
    let stride = b.stride();
    if !b.is_turned() {
        let rows = b.data()[start * stride..].chunks(stride);
        for (out, row) in panel.chunks_exact_mut(PANEL).zip(rows) {
            out[..used].copy_from_slice(&row[first..first + used]);
            out[used..].fill(0.0);
        }
        return;
    }
    panel.chunks_exact_mut(PANEL).for_each(|out| out[used..].fill(0.0));
    for (at, column) in b.data()[first * stride..].chunks(stride).take(used).enumerate() {
        panel.iter_mut().skip(at).step_by(PANEL).zip(&column[start..]).for_each(|(out, x)| *out = *x);
    }
}

/// Sums of products over a block.
#[inline(always)]
fn tile<S: Simd>(
    simd: S,
    a: Matrix<'_, f64>,
    start: usize,
    row: usize,
    right: &[f64],
    lane: usize,
) -> [[S::f64s; WIDTH]; ROWS] {
    let mut sums = [[simd.splat_f64s(0.0); WIDTH]; ROWS];
    let mut add = |left: [f64; ROWS], row: &[f64]| {
        let row = &S::as_simd_f64s(row).0[lane..][..WIDTH];
        for i in 0..ROWS {
            let number = simd.splat_f64s(left[i]);
            for j in 0..WIDTH {
                sums[i][j] = simd.add_f64s(sums[i][j], simd.mul_f64s(number, row[j]));
            }
        }
    };
    let (stride, steps) = (a.stride(), right.len() / PANEL);
    // Beyond the last row stand copies of it, whose results are not used.
    let at = |i: usize| (row + i).min(a.rows() - 1);
    if a.is_turned() {
        for (column, right) in a.data()[start * stride..].chunks(stride).zip(right.chunks_exact(PANEL)) {
            add([0, 1, 2, 3].map(|i| column[at(i)]), right);
        }
    } else {
        let left = [0, 1, 2, 3].map(|i| &a.data()[at(i) * stride + start..][..steps]);
        for (step, right) in right.chunks_exact(PANEL).enumerate() {
            add(left.map(|row| row[step]), right);
        }
    }
    sums
}

/// Adds the part of a tile that lies inside the product; `out` is the rows that do.
#[inline(always)]
fn put<S: Simd>(
    simd: S,
    tile: &[[S::f64s; WIDTH]; ROWS],
    out: &mut [f64],
    columns: usize,
    column: usize,
    left: usize,
) {
    let mut numbers = [0.0; PANEL];
    let width = left.min(WIDTH * S::F64_LANES);
    for (sums, out) in tile.iter().zip(out.chunks_exact_mut(columns)) {
        let out = &mut out[column..][..width];
        if width == WIDTH * S::F64_LANES {
            let out = &mut S::as_mut_simd_f64s(out).0[..WIDTH];
            (0..WIDTH).for_each(|j| out[j] = simd.add_f64s(out[j], sums[j]));
        } else {
            S::as_mut_simd_f64s(&mut numbers).0[..WIDTH].copy_from_slice(sums);
            out.iter_mut().zip(numbers).for_each(|(out, sum)| *out += sum);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use pulp::{Scalar, Scalar128b};

    fn number(i: usize) -> f64 {
        ((i * 2_654_435_761) % 8191) as f64 / 1000.0 - 4.0
    }

    fn plain(a: &[f64], b: &[f64], rows: usize, depth: usize, columns: usize) -> Vec<f64> {
        let cell = |i: usize, j: usize| (0..depth).map(|k| a[i * depth + k] * b[k * columns + j]).sum();
        (0..rows * columns).map(|at| cell(at / columns, at % columns)).collect()
    }

    fn turned(a: &[f64], rows: usize, columns: usize) -> Vec<f64> {
        (0..rows * columns).map(|at| a[(at % rows) * columns + at / rows]).collect()
    }

    #[test]
    fn products_are_products_and_the_same_for_any_width() {
        for (rows, depth, columns) in [(1, 1, 1), (13, 300, 37), (25, 7, 16), (7, 513, 33), (3, 0, 2)] {
            let a: Vec<f64> = (0..rows * depth).map(number).collect();
            let b: Vec<f64> = (0..depth * columns).map(|i| number(i + 99)).collect();
            let expected: Vec<f64> = plain(&a, &b, rows, depth, columns).iter().map(|x| x + 1.5).collect();
            let (a_turned, b_turned) = (turned(&a, rows, depth), turned(&b, depth, columns));
            let lefts = [Matrix::new(&a, rows, depth), Matrix::new(&a_turned, depth, rows).turned()];
            let rights = [Matrix::new(&b, depth, columns), Matrix::new(&b_turned, columns, depth).turned()];
            for (a, b) in lefts.iter().flat_map(|a| rights.iter().map(move |b| (*a, *b))) {
                let mut wide = vec![1.5; rows * columns];
                add_product(a, b, &mut wide);
                assert!(wide.iter().zip(&expected).all(|(x, y)| (x - y).abs() < 1e-9 * y.abs().max(1.0)));
                let mut narrow = vec![1.5; rows * columns];
                Product { a, b, c: &mut narrow, half: false }.with_simd(Scalar);
                let mut middle = vec![1.5; rows * columns];
                Product { a, b, c: &mut middle, half: false }.with_simd(Scalar128b);
                assert!(wide == narrow && wide == middle);
            }
        }
    }

    #[test]
    fn the_upper_half_of_a_square_is_that_of_the_product() {
        for (rows, depth) in [(1, 5), (18, 300), (40, 3)] {
            let a: Vec<f64> = (0..rows * depth).map(number).collect();
            let a = Matrix::new(&a, rows, depth);
            let (mut whole, mut half) = (vec![0.0; rows * rows], vec![0.0; rows * rows]);
            add_product(a, a.turned(), &mut whole);
            add_square(a, &mut half);
            for at in (0..rows * rows).filter(|at| at / rows <= at % rows) {
                assert_eq!(whole[at].to_bits(), half[at].to_bits());
            }
        }
    }
}
