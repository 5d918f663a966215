//! A few leading directions of wide tables: from a random block of directions, passes through the rows
//! build the space of what the products make of it again and again (a block Krylov space: Musco and
//! Musco, *Randomized Block Krylov Methods*, 2015), in which the best directions are taken (Rayleigh and
//! Ritz). It comes nearer with each pass than powers of the block alone (Halko, Martinsson and Tropp
//! 2011), which are within that space.

use super::Direction;
use super::numbers::Numbers;
use glasshouse_compute::{Matrix, add_product};
use glasshouse_stats::{Eigenvectors, add_scaled, dot, signed};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// Products that one piece of work adds up.
const PIECE: usize = 60_000_000;
/// Numbers of a block of rows.
const BLOCK: usize = 1 << 20;
/// Directions beyond those that are wanted, at least; blocks are filled up to a multiple of 16.
const MORE: usize = 4;
/// Directions of a space, after which the best of them begin a new one.
const SPACE: usize = 192;
/// Share of a direction's length below which what is left of it is noise.
const NOISE: f64 = 1e-10;

/// A search for some directions.
pub(super) struct Few {
    wanted: usize,
    /// Directions of a block.
    block: usize,
    /// Passes that are left, and all.
    left: u32,
    passes: u32,
    /// Directions of length 1 at right angles, and what the products make of each that was passed through.
    space: Vec<Vec<f64>>,
    images: Vec<Vec<f64>>,
    /// The block that is passed through, row after row, and its image so far.
    current: Vec<f64>,
    image: Vec<f64>,
    /// Rows that were passed.
    done: usize,
    cells: Vec<f64>,
}

impl Few {
    pub fn new(numbers: &Numbers, wanted: usize, passes: u32, seed: u64) -> Self {
        let block = (wanted + MORE).next_multiple_of(16).min(numbers.width()).min(numbers.rows);
        let mut search = Self {
            wanted,
            block,
            left: passes,
            passes,
            space: Vec::new(),
            images: Vec::new(),
            current: Vec::new(),
            image: Vec::new(),
            done: 0,
            cells: Vec::new(),
        };
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let mut number = || (rng.next_u64() >> 11) as f64 / (1_u64 << 52) as f64 - 1.0;
        let start = (0..block).map(|_| (0..numbers.width()).map(|_| number()).collect()).collect();
        search.begin(start, numbers.width());
        search
    }

    /// Does a piece of work; the share done, or the directions with the sums of squares along them.
    pub fn advance(&mut self, numbers: &Numbers) -> Result<Vec<Direction>, f64> {
        let fresh = self.space.len() - self.images.len();
        let rows = (BLOCK / numbers.width()).clamp(16, 256);
        let mut products = 0;
        while self.done < numbers.rows && products < PIECE {
            let end = numbers.rows.min(self.done + rows);
            numbers.block(0..numbers.width(), self.done..end, &mut self.cells);
            let cells = Matrix::new(&self.cells, numbers.width(), end - self.done);
            let mut along = vec![0.0; (end - self.done) * fresh];
            add_product(cells.turned(), Matrix::new(&self.current, numbers.width(), fresh), &mut along);
            add_product(cells, Matrix::new(&along, end - self.done, fresh), &mut self.image);
            products += 2 * along.len() * numbers.width();
            self.done = end;
        }
        if self.done == numbers.rows {
            self.images.extend(columns(&self.image, fresh));
            self.left -= 1;
            let next = self.images[self.images.len() - fresh..].to_vec();
            if self.left == 0 {
                return Ok(self.best(self.wanted));
            }
            if self.space.len() + self.block > SPACE.max(2 * self.block) {
                let best = self.best(self.block).into_iter().map(|(_, direction)| direction).collect();
                (self.space, self.images) = (Vec::new(), Vec::new());
                self.begin(best, numbers.width());
            } else if !self.begin(next, numbers.width()) {
                return Ok(self.best(self.wanted));
            }
        }
        let passed = f64::from(self.passes - self.left) + self.done as f64 / numbers.rows as f64;
        Err(passed / f64::from(self.passes))
    }

    /// Adds what is new in some directions to the space; whether there is something.
    fn begin(&mut self, directions: Vec<Vec<f64>>, width: usize) -> bool {
        let before = self.space.len();
        for mut direction in directions {
            let length = dot(&direction, &direction).sqrt();
            for _ in 0..2 {
                for other in &self.space {
                    let along = dot(&direction, other);
                    add_scaled(&mut direction, -along, other);
                }
            }
            let left = dot(&direction, &direction).sqrt();
            if left > NOISE * length {
                direction.iter_mut().for_each(|x| *x /= left);
                self.space.push(direction);
            }
        }
        let fresh = &self.space[before..];
        self.current = vec![0.0; width * fresh.len()];
        for (at, direction) in fresh.iter().enumerate() {
            self.current.iter_mut().skip(at).step_by(fresh.len()).zip(direction).for_each(|(c, x)| *c = *x);
        }
        self.image = vec![0.0; width * fresh.len()];
        self.done = 0;
        !fresh.is_empty()
    }

    /// The best directions of the space that was passed through.
    fn best(&self, most: usize) -> Vec<Direction> {
        let size = self.images.len();
        let product = |at: usize| dot(&self.space[at / size], &self.images[at % size]);
        let raw: Vec<f64> = (0..size * size).map(product).collect();
        let even = |at: usize| 0.5 * (raw[at] + raw[(at % size) * size + at / size]);
        let mut solving = Eigenvectors::new((0..size * size).map(even).collect(), size);
        while solving.advance().is_some() {}
        let direction = |weights: &[f64]| {
            let mut sum = vec![0.0; self.space[0].len()];
            weights.iter().zip(&self.space).for_each(|(weight, part)| add_scaled(&mut sum, *weight, part));
            signed(sum)
        };
        let found = solving.finish().into_iter().take(most);
        found.map(|(value, weights)| (value.max(0.0), direction(&weights))).collect()
    }
}

/// The columns of a matrix that lies row after row.
fn columns(matrix: &[f64], count: usize) -> impl Iterator<Item = Vec<f64>> + '_ {
    (0..count).map(move |at| matrix.iter().skip(at).step_by(count).copied().collect())
}
