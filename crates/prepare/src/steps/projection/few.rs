//! A few leading directions of wide tables: from a random block of directions, passes through the rows
//! build the space of what the products make of it again and again (a block Krylov space: Musco and
//! Musco, *Randomized Block Krylov Methods*, 2015), in which the best directions are taken (Rayleigh and
//! Ritz). It comes nearer with each pass than powers of the block alone (Halko, Martinsson and Tropp
//! 2011), which are within that space.
//!
//! Only a space is looked for, for which single precision is enough: the last pass, in double precision,
//! finds the directions within it and takes one more step towards them, which leaves little of what rounding
//! did. Where the last direction that is wanted is so much smaller than the first that single precision could
//! have lost it, the search goes on in double precision.

use super::Direction;
use super::numbers::Numbers;
use glasshouse_compute::{Matrix, Packed, add_product, gemm, gemm_packed};
use glasshouse_stats::{Eigenvectors, add_scaled, dot, signed};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use std::ops::Range;

/// Products that one piece of work adds up.
const PIECE: usize = 60_000_000;
/// Numbers of a block of rows.
const BLOCK: usize = 1 << 20;
/// Directions beyond those that are wanted, at least; blocks are filled up to a multiple of 16.
const MORE: usize = 4;
/// Directions beyond those that are wanted in the last pass, at least; they are filled up to a multiple of 4.
const SPARE: usize = 2;
/// Directions of a space, after which the best of them begin a new one.
const SPACE: usize = 192;
/// Share of a direction's length below which what is left of it is noise, in single and in double precision.
const NOISE: [f64; 2] = [1e-6, 1e-10];
/// Sum of squares along the last direction that is wanted, as a share of that along the first, below which
/// single precision does not do.
const LOST: f64 = 1e-4;

/// A search for some directions.
pub(super) struct Few {
    wanted: usize,
    /// Directions of a block.
    block: usize,
    stage: Stage,
    /// Passes that are left in this stage, and all of a search.
    left: u32,
    passes: u32,
    /// A power of two that brings cells to about one.
    scale: f64,
    /// Directions of length 1 at right angles, and what the products make of each that was passed through.
    space: Vec<Vec<f64>>,
    images: Vec<Vec<f64>>,
    /// The block that is passed through, column after column, and its image so far, row after row.
    current: Vec<f64>,
    image: Vec<f64>,
    /// Rows that were passed.
    done: usize,
    room: Room,
}

/// How exactly is computed.
#[derive(Clone, Copy, PartialEq)]
enum Stage {
    /// The space, in single precision.
    Rough,
    /// The last pass, in double precision.
    Last,
    /// A search anew, in double precision.
    Anew,
}

/// Memory of the products.
#[derive(Default)]
struct Room {
    cells: Vec<f64>,
    singles: Vec<f32>,
    packed: Packed,
    image: Vec<f32>,
}

impl Few {
    /// `squares` is the sum of the squares of all cells, centred as they will be.
    pub fn new(numbers: &Numbers, wanted: usize, passes: u32, seed: u64, squares: f64) -> Self {
        let block = (wanted + MORE).next_multiple_of(16).min(numbers.width()).min(numbers.rows);
        let (_, exponent) = libm::frexp((squares / (numbers.rows * numbers.width()) as f64).sqrt());
        let mut search = Self {
            wanted,
            block,
            stage: Stage::Rough,
            left: passes.saturating_sub(1).max(1),
            passes,
            scale: libm::ldexp(1.0, -exponent),
            space: Vec::new(),
            images: Vec::new(),
            current: Vec::new(),
            image: Vec::new(),
            done: 0,
            room: Room::default(),
        };
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let mut number = || (rng.next_u64() >> 11) as f64 / (1_u64 << 52) as f64 - 1.0;
        let start = (0..block).map(|_| (0..numbers.width()).map(|_| number()).collect()).collect();
        search.begin(start);
        search
    }

    /// Does a piece of work; the share done, or the directions with the sums of squares along them.
    pub fn advance(&mut self, numbers: &Numbers) -> Result<Vec<Direction>, f64> {
        let fresh = self.space.len() - self.images.len();
        let rows = (BLOCK / numbers.width()).clamp(16, 256);
        let mut products = 0;
        while self.done < numbers.rows && products < PIECE {
            let end = numbers.rows.min(self.done + rows);
            match self.stage {
                Stage::Rough => self.pass_roughly(numbers, self.done..end, fresh),
                Stage::Last | Stage::Anew => self.pass(numbers, self.done..end, fresh),
            }
            products += 2 * (end - self.done) * fresh * numbers.width();
            self.done = end;
        }
        if self.done == numbers.rows {
            self.images.extend(columns(&self.image, fresh));
            self.left = self.left.saturating_sub(1);
            if let Some(found) = self.turn(fresh) {
                return Ok(found);
            }
        }
        let passed =
            f64::from(self.passes - self.left.min(self.passes)) + self.done as f64 / numbers.rows as f64;
        Err((passed / f64::from(self.passes + 1)).min(1.0))
    }

    /// Adds what the products of some rows make of the block.
    fn pass(&mut self, numbers: &Numbers, rows: Range<usize>, fresh: usize) {
        let (width, count) = (numbers.width(), rows.len());
        numbers.block(0..width, rows, &mut self.room.cells);
        let cells = Matrix::new(&self.room.cells, width, count);
        let mut along = vec![0.0; count * fresh];
        add_product(cells.turned(), Matrix::new(&self.current, fresh, width).turned(), &mut along);
        add_product(cells, Matrix::new(&along, count, fresh), &mut self.image);
    }

    /// The same in single precision, but for the sums over blocks of rows.
    fn pass_roughly(&mut self, numbers: &Numbers, rows: Range<usize>, fresh: usize) {
        let (width, count) = (numbers.width(), rows.len());
        let room = &mut self.room;
        numbers.singles(rows, self.scale, &mut room.singles);
        let cells = Matrix::new(&room.singles, width, count);
        room.packed.fill(cells);
        let block: Vec<f32> = self.current.iter().map(|x| *x as f32).collect();
        let mut along = vec![0.0; fresh * count];
        gemm_packed(Matrix::new(&block, fresh, width), &room.packed, &mut along, false);
        room.image.resize(width * fresh, 0.0);
        gemm(cells, Matrix::new(&along, fresh, count).turned(), &mut room.image, false);
        self.image.iter_mut().zip(&room.image).for_each(|(sum, x)| *sum += f64::from(*x));
    }

    /// After a pass begins the next; the directions after the last.
    fn turn(&mut self, fresh: usize) -> Option<Vec<Direction>> {
        let goes_on = self.stage != Stage::Last && self.left > 0 && self.widen(fresh);
        match self.stage {
            _ if goes_on => {}
            Stage::Rough => {
                self.stage = Stage::Last;
                self.restart((self.wanted + SPARE).next_multiple_of(4));
            }
            Stage::Last => {
                let found = self.sharpened();
                let sizes = (found.first().map_or(0.0, |(most, _)| *most), found.last().map_or(0.0, |f| f.0));
                if sizes.1 > LOST * sizes.0 {
                    return Some(found);
                }
                (self.stage, self.left) = (Stage::Anew, self.passes);
                self.restart(self.block);
            }
            Stage::Anew => return Some(self.best(self.wanted)),
        }
        None
    }

    /// Takes the images of the last directions into the space, or begins a new space where it is full;
    /// whether there is something new.
    fn widen(&mut self, fresh: usize) -> bool {
        if self.space.len() + self.block > SPACE.max(2 * self.block) {
            self.restart(self.block);
            return true;
        }
        let next = self.images[self.images.len() - fresh..].to_vec();
        self.begin(next)
    }

    /// Begins a new space with some of the best directions.
    fn restart(&mut self, most: usize) {
        let best = self.best(most).into_iter().map(|(_, direction)| direction).collect();
        (self.space, self.images) = (Vec::new(), Vec::new());
        self.begin(best);
    }

    /// Adds what is new in some directions to the space; whether there is something.
    fn begin(&mut self, directions: Vec<Vec<f64>>) -> bool {
        let (before, width) = (self.space.len(), directions.first().map_or(0, Vec::len));
        let noise = NOISE[usize::from(self.stage != Stage::Rough)];
        for direction in directions {
            self.space.extend(upright(direction, &self.space, noise));
        }
        let fresh = &self.space[before..];
        self.current = fresh.concat();
        self.image = vec![0.0; width * fresh.len()];
        self.done = 0;
        !fresh.is_empty()
    }

    /// The best directions of the space that was passed through.
    fn best(&self, most: usize) -> Vec<Direction> {
        let found = self.weights().into_iter().take(most);
        found.map(|(value, weights)| (value.max(0.0), signed(sum(&weights, &self.space)))).collect()
    }

    /// The wanted directions after one more step: what the products make of the best ones, of length 1 and at
    /// right angles. Where they make nothing of one, it stays.
    fn sharpened(&self) -> Vec<Direction> {
        let mut kept: Vec<Vec<f64>> = Vec::new();
        let mut found = Vec::new();
        for (value, weights) in self.weights().into_iter().take(self.wanted) {
            let image = sum(&weights, &self.images);
            let stepped = upright(image.clone(), &kept, NOISE[0]);
            let value = stepped.as_ref().map_or(value.max(0.0), |direction| dot(&image, direction));
            if let Some(direction) = stepped.or_else(|| upright(sum(&weights, &self.space), &kept, 0.0)) {
                found.push((value, signed(direction.clone())));
                kept.push(direction);
            }
        }
        found
    }

    /// The best directions as weights of those of the space, with the sums of squares along them.
    fn weights(&self) -> Vec<(f64, Vec<f64>)> {
        let (size, width) = (self.images.len(), self.images.first().map_or(0, Vec::len));
        let (space, images) = (self.space[..size].concat(), self.images.concat());
        let mut raw = vec![0.0; size * size];
        add_product(Matrix::new(&space, size, width), Matrix::new(&images, size, width).turned(), &mut raw);
        let even = |at: usize| 0.5 * (raw[at] + raw[(at % size) * size + at / size]);
        let mut solving = Eigenvectors::new((0..size * size).map(even).collect(), size);
        while solving.advance().is_some() {}
        solving.finish()
    }
}

/// What is left of a direction at right angles to others, of length 1; none where that is noise.
fn upright(mut direction: Vec<f64>, others: &[Vec<f64>], noise: f64) -> Option<Vec<f64>> {
    let length = dot(&direction, &direction).sqrt();
    for _ in 0..2 {
        for other in others {
            let along = dot(&direction, other);
            add_scaled(&mut direction, -along, other);
        }
    }
    let left = dot(&direction, &direction).sqrt();
    (left > noise * length).then(|| {
        direction.iter_mut().for_each(|x| *x /= left);
        direction
    })
}

/// The weighted sum of directions.
fn sum(weights: &[f64], directions: &[Vec<f64>]) -> Vec<f64> {
    let mut sum = vec![0.0; directions.first().map_or(0, Vec::len)];
    weights.iter().zip(directions).for_each(|(weight, part)| add_scaled(&mut sum, *weight, part));
    sum
}

/// The columns of a matrix that lies row after row.
fn columns(matrix: &[f64], count: usize) -> impl Iterator<Item = Vec<f64>> + '_ {
    (0..count).map(move |at| matrix.iter().skip(at).step_by(count).copied().collect())
}
