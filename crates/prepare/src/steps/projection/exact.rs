//! All directions at once: the products of every two columns, or of every two rows where those are
//! fewer, and their eigenvectors.

use super::Direction;
use super::numbers::Numbers;
use glasshouse_compute::{Matrix, add_product, add_square};
use glasshouse_stats::{Eigenvectors, signed};

/// Products that one piece of work adds up.
const PIECE: usize = 40_000_000;

/// A search for all directions.
pub(super) struct Exact {
    /// Whether products of rows are taken.
    of_rows: bool,
    /// Rows or columns that were gone through in this stage.
    done: usize,
    stage: Stage,
    block: Vec<f64>,
}

enum Stage {
    /// The products so far.
    Square(Vec<f64>),
    Solve(Eigenvectors),
    /// Directions in the space of the rows, and their images in that of the columns.
    Expand(Vec<Direction>, Vec<f64>),
}

impl Exact {
    pub fn new(numbers: &Numbers) -> Self {
        let of_rows = numbers.rows < numbers.width();
        let order = numbers.rows.min(numbers.width());
        Self { of_rows, done: 0, stage: Stage::Square(vec![0.0; order * order]), block: Vec::new() }
    }

    /// Does a piece of work; the share done, or all directions with the sums of squares along them.
    pub fn advance(&mut self, numbers: &Numbers) -> Result<Vec<Direction>, f64> {
        let order = numbers.rows.min(numbers.width());
        let all = numbers.rows.max(numbers.width());
        let end = all.min(self.done + (PIECE / (order * order).max(1)).clamp(16, 256));
        match &mut self.stage {
            Stage::Square(square) if self.done < all => {
                if self.of_rows {
                    numbers.block(self.done..end, 0..order, &mut self.block);
                    add_square(Matrix::new(&self.block, end - self.done, order).turned(), square);
                } else {
                    numbers.block(0..order, self.done..end, &mut self.block);
                    add_square(Matrix::new(&self.block, order, end - self.done), square);
                }
                self.done = end;
                Err(0.5 * end as f64 / all as f64)
            }
            Stage::Square(square) => {
                let mut square = std::mem::take(square);
                mirror(&mut square, order);
                self.stage = Stage::Solve(Eigenvectors::new(square, order));
                Err(0.5)
            }
            Stage::Solve(solving) => {
                if let Some(share) = solving.advance() {
                    return Err(0.5 + 0.4 * share);
                }
                let solved = std::mem::replace(solving, Eigenvectors::new(Vec::new(), 0)).finish();
                if !self.of_rows {
                    return Ok(solved);
                }
                self.stage = Stage::Expand(solved, Vec::with_capacity(order * all));
                self.done = 0;
                Err(0.9)
            }
            Stage::Expand(solved, images) if self.done < all => {
                numbers.block(self.done..end, 0..order, &mut self.block);
                let rows: Vec<f64> = solved.iter().flat_map(|(_, vector)| vector.iter().copied()).collect();
                let begin = images.len();
                images.resize(begin + (end - self.done) * order, 0.0);
                let block = Matrix::new(&self.block, end - self.done, order);
                add_product(block, Matrix::new(&rows, order, order).turned(), &mut images[begin..]);
                self.done = end;
                Err(0.9 + 0.1 * end as f64 / all as f64)
            }
            Stage::Expand(solved, images) => Ok(expanded(solved, images, all)),
        }
    }
}

fn mirror(square: &mut [f64], order: usize) {
    for i in 0..order {
        for j in 0..i {
            square[i * order + j] = square[j * order + i];
        }
    }
}

/// Images brought to length 1; where the rows do not vary there is no direction.
fn expanded(solved: &[Direction], images: &[f64], width: usize) -> Vec<Direction> {
    let most = solved.first().map_or(0.0, |(value, _)| *value);
    let mut found = Vec::with_capacity(solved.len());
    for (k, (value, _)) in solved.iter().enumerate() {
        let varies = *value > most * f64::EPSILON * width as f64;
        let image: Vec<f64> = images.iter().skip(k).step_by(solved.len()).copied().collect();
        let length = glasshouse_stats::dot(&image, &image).sqrt();
        let scaled = |x: f64| if varies && length > 0.0 { x / length } else { 0.0 };
        let value = if varies { *value } else { 0.0 };
        found.push((value, signed(image.into_iter().map(scaled).collect())));
    }
    found
}
