//! The eigenvectors of symmetric matrices, and principal components with them: Householder's reflections
//! to a band of three diagonals, then the implicit QL method (Golub and Van Loan, *Matrix Computations*,
//! 8.3; Martin and Wilkinson 1968). Nothing is random and every sum has its order, so a matrix has the
//! same components on every host.

use crate::products::{add_scaled, dot};

/// Shifts after which an eigenvalue has long converged.
const SHIFTS: usize = 60;
/// Operations of one piece of work.
const PIECE: i64 = 8_000_000;

/// The components of a matrix that is given up to its diagonal, the one with the most variance first:
/// their variances and weights. O(columns³).
pub fn principal_components(half: Vec<Vec<f64>>) -> Vec<(f64, Vec<f64>)> {
    let p = half.len();
    let full: Vec<f64> =
        (0..p).flat_map(|i| (0..p).map(move |j| (i.max(j), i.min(j)))).map(|(i, j)| half[i][j]).collect();
    let mut work = Eigenvectors::new(full, p);
    while work.advance().is_some() {}
    work.finish().into_iter().map(|(value, vector)| (value.max(0.0), vector)).collect()
}

/// A search for all eigenvectors of a symmetric matrix, a piece after the other. O(order³) in all.
pub struct Eigenvectors {
    order: usize,
    stage: Stage,
    /// The matrix, row by row; what is left of a reflection's column is the reflection.
    matrix: Vec<f64>,
    /// Twice the inverse squared length of each reflection.
    factors: Vec<f64>,
    diagonal: Vec<f64>,
    /// What stands beside the diagonal: of 0 and 1 first.
    beside: Vec<f64>,
    /// The eigenvectors as rows.
    vectors: Vec<f64>,
    largest: f64,
}

/// What comes next, and of which column.
enum Stage {
    Reflect(usize),
    Gather(usize),
    Rotate(usize),
}

impl Eigenvectors {
    /// Of a symmetric matrix, row by row.
    ///
    /// # Panics
    /// When it is not a square.
    pub fn new(matrix: Vec<f64>, order: usize) -> Self {
        assert_eq!(matrix.len(), order * order, "numbers of a square");
        let none = || vec![0.0; order];
        let (factors, diagonal, beside) = (none(), none(), none());
        let stage = Stage::Reflect(0);
        Self { order, stage, matrix, factors, diagonal, beside, vectors: Vec::new(), largest: 0.0 }
    }

    /// Does a piece of work; the share done, or `None` when all is.
    pub fn advance(&mut self) -> Option<f64> {
        let mut left = PIECE;
        while left > 0 {
            left -= match self.stage {
                Stage::Reflect(at) => self.reflect(at),
                Stage::Gather(at) => self.gather(at),
                Stage::Rotate(at) if at < self.order => self.rotate(at),
                Stage::Rotate(_) => return None,
            };
        }
        let share = |at: usize| at as f64 / self.order as f64;
        Some(match self.stage {
            Stage::Reflect(at) => 0.25 * share(at),
            Stage::Gather(at) => 0.5 - 0.25 * share(at),
            Stage::Rotate(at) => 0.5 + 0.5 * share(at),
        })
    }

    /// Eigenvalues and eigenvectors of length 1, the largest value first. The sign of a vector is that of
    /// its largest number.
    pub fn finish(self) -> Vec<(f64, Vec<f64>)> {
        let vectors = self.vectors.chunks_exact(self.order.max(1)).map(|row| signed(row.to_vec()));
        let mut found: Vec<(f64, Vec<f64>)> = self.diagonal.into_iter().zip(vectors).collect();
        found.sort_by(|a, b| b.0.total_cmp(&a.0));
        found
    }

    /// Clears a column below the second diagonal by a reflection of the rows and columns behind it.
    fn reflect(&mut self, at: usize) -> i64 {
        let n = self.order;
        if at + 2 >= n {
            self.end_of_reflections();
            return 0;
        }
        let (before, behind) = self.matrix.split_at_mut((at + 1) * n);
        let column = &mut before[at * n + at..];
        self.diagonal[at] = column[0];
        let column = &mut column[1..];
        let largest = column.iter().fold(0.0_f64, |most, x| most.max(x.abs()));
        let length = if largest > 0.0 {
            let scaled: Vec<f64> = column.iter().map(|x| x / largest).collect();
            largest * dot(&scaled, &scaled).sqrt()
        } else {
            0.0
        };
        let alone = column[1..].iter().all(|x| *x == 0.0);
        self.stage = Stage::Reflect(at + 1);
        if alone {
            (self.beside[at], self.factors[at]) = (column[0], 0.0);
            return (n - at) as i64;
        }
        self.beside[at] = -length.copysign(column[0]);
        // In units of the length, so that squares neither vanish nor overflow.
        column.iter_mut().for_each(|x| *x /= length);
        column[0] += 1.0_f64.copysign(column[0]);
        let factor = 2.0 / dot(column, column);
        self.factors[at] = factor;
        turn(behind, n, at + 1, column, factor);
        3 * (column.len() * column.len()) as i64
    }

    /// The last two rows stand as they are.
    fn end_of_reflections(&mut self) {
        let n = self.order;
        if n > 1 {
            self.diagonal[n - 2] = self.matrix[(n - 2) * n + n - 2];
            self.beside[n - 2] = self.matrix[(n - 2) * n + n - 1];
        }
        if n > 0 {
            self.diagonal[n - 1] = self.matrix[n * n - 1];
        }
        self.vectors = vec![0.0; n * n];
        self.vectors.iter_mut().step_by(n + 1).for_each(|x| *x = 1.0);
        let largest = |numbers: &[f64]| numbers.iter().fold(0.0_f64, |most, x| most.max(x.abs()));
        self.largest = largest(&self.diagonal) + largest(&self.beside);
        self.stage = Stage::Gather(n.saturating_sub(2));
    }

    /// Multiplies the reflections, the last one first.
    fn gather(&mut self, left: usize) -> i64 {
        let Some(at) = left.checked_sub(1) else {
            self.matrix = Vec::new();
            self.stage = Stage::Rotate(0);
            return 0;
        };
        self.stage = Stage::Gather(at);
        let (n, factor) = (self.order, self.factors[at]);
        if factor == 0.0 {
            return 1;
        }
        let reflection = &self.matrix[at * n + at + 1..(at + 1) * n];
        for row in self.vectors.chunks_exact_mut(n).skip(at + 1) {
            let row = &mut row[at + 1..];
            let along = dot(row, reflection);
            add_scaled(row, -factor * along, reflection);
        }
        2 * (reflection.len() * reflection.len()) as i64
    }

    /// Brings what stands beside one number of the diagonal to 0.
    fn rotate(&mut self, at: usize) -> i64 {
        let n = self.order;
        let mut spent = 1;
        for _ in 0..SHIFTS {
            let small = |i: &usize| self.beside[*i].abs() <= f64::EPSILON * self.largest;
            let end = (at..n - 1).find(small).unwrap_or(n - 1);
            if end == at {
                break;
            }
            self.sweep(at, end);
            spent += (3 * n * (end - at)) as i64;
        }
        self.stage = Stage::Rotate(at + 1);
        spent
    }

    /// One implicit step with Wilkinson's shift on the part from `at` to `end`.
    fn sweep(&mut self, at: usize, end: usize) {
        let (n, d, e) = (self.order, &mut self.diagonal, &mut self.beside);
        let slope = (d[at + 1] - d[at]) / (2.0 * e[at]);
        let root = libm::hypot(slope, 1.0);
        let mut g = d[end] - d[at] + e[at] / (slope + root.copysign(slope));
        let (mut sine, mut cosine, mut moved) = (1.0, 1.0, 0.0);
        for i in (at..end).rev() {
            let (f, b) = (sine * e[i], cosine * e[i]);
            let r = libm::hypot(f, g);
            e[i + 1] = r;
            if r == 0.0 {
                d[i + 1] -= moved;
                e[end] = 0.0;
                return;
            }
            (sine, cosine) = (f / r, g / r);
            g = d[i + 1] - moved;
            let r = (d[i] - g) * sine + 2.0 * cosine * b;
            moved = sine * r;
            d[i + 1] = g + moved;
            g = cosine * r - b;
            let (above, below) = self.vectors[i * n..(i + 2) * n].split_at_mut(n);
            for (x, y) in above.iter_mut().zip(below) {
                (*x, *y) = (cosine * *x - sine * *y, sine * *x + cosine * *y);
            }
        }
        d[at] -= moved;
        e[at] = g;
        e[end] = 0.0;
    }
}

/// Reflects the rows of a symmetric matrix and its columns from `from` on: `rows` begin there.
fn turn(rows: &mut [f64], width: usize, from: usize, reflection: &[f64], factor: f64) {
    let mut image = vec![0.0; reflection.len()];
    for (row, x) in rows.chunks_exact(width).zip(reflection) {
        add_scaled(&mut image, factor * x, &row[from..]);
    }
    let along = 0.5 * factor * dot(&image, reflection);
    add_scaled(&mut image, -along, reflection);
    for ((row, x), y) in rows.chunks_exact_mut(width).zip(reflection).zip(&image) {
        for ((cell, a), b) in row[from..].iter_mut().zip(&image).zip(reflection) {
            *cell -= x * a + y * b;
        }
    }
}

/// Weights with the sign with which the largest of them, the first of several, is positive.
pub fn signed(mut weights: Vec<f64>) -> Vec<f64> {
    let largest = weights.iter().copied().reduce(|a, b| if b.abs() > a.abs() + 1e-12 { b } else { a });
    if largest.is_some_and(|w| w < 0.0) {
        weights.iter_mut().for_each(|w| *w = -*w);
    }
    weights
}

#[cfg(test)]
mod tests {
    use super::*;

    fn solved(matrix: &[f64], n: usize) -> Vec<(f64, Vec<f64>)> {
        let mut work = Eigenvectors::new(matrix.to_vec(), n);
        while work.advance().is_some() {}
        work.finish()
    }

    /// Each vector is what the matrix makes of it, by its value, and they stand at right angles.
    fn assert_solves(matrix: &[f64], n: usize) {
        let found = solved(matrix, n);
        let size = matrix.iter().fold(0.0_f64, |most, x| most.max(x.abs())).max(f64::MIN_POSITIVE);
        assert!(found.windows(2).all(|pair| pair[0].0 >= pair[1].0));
        for (i, (value, vector)) in found.iter().enumerate() {
            for (row, x) in matrix.chunks_exact(n).zip(vector) {
                assert!((dot(row, vector) - value * x).abs() < 1e-13 * n as f64 * size, "{n}: {i}");
            }
            for (j, (_, other)) in found.iter().enumerate() {
                let right = f64::from(u8::from(i == j));
                assert!((dot(vector, other) - right).abs() < 1e-13 * n as f64, "{n}: {i} and {j}");
            }
        }
    }

    #[test]
    fn the_vectors_are_eigenvectors() {
        let number = |i: usize| ((i * 2_654_435_761) % 8191) as f64 / 1000.0 - 4.0;
        for n in [1, 2, 3, 7, 40, 130] {
            let any: Vec<f64> =
                (0..n * n).map(|at| number((at / n).max(at % n) * n + (at / n).min(at % n))).collect();
            assert_solves(&any, n);
            let deep: Vec<f64> = (0..n * n).map(|at| 1e160 * number(at / n) * number(at % n)).collect();
            assert_solves(&deep, n);
            let same: Vec<f64> = (0..n * n).map(|at| f64::from(u8::from(at / n == at % n))).collect();
            assert_solves(&same, n);
            assert_solves(&vec![0.0; n * n], n);
            assert_solves(&vec![3.0; n * n], n);
        }
        assert!(solved(&[], 0).is_empty());
    }

    /// The second difference's eigenvalues are known: 2 - 2 cos(kπ / (n + 1)).
    #[test]
    fn the_values_are_those_of_the_second_difference() {
        let n = 50;
        let cell = |at: usize| match (at / n).abs_diff(at % n) {
            0 => 2.0,
            1 => -1.0,
            _ => 0.0,
        };
        let matrix: Vec<f64> = (0..n * n).map(cell).collect();
        for (k, (value, _)) in solved(&matrix, n).iter().rev().enumerate() {
            let angle = std::f64::consts::PI * (k + 1) as f64 / (n + 1) as f64;
            assert!((value - (2.0 - 2.0 * angle.cos())).abs() < 1e-13, "{k}");
        }
    }

    #[test]
    fn a_matrix_that_is_no_number_ends_too() {
        assert_eq!(solved(&[f64::NAN; 25], 5).len(), 5);
    }
}
