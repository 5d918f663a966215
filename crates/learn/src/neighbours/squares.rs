//! Euclidean distances of all training rows to many queries, by products of matrices.
//!
//! Squared distances are first estimated in `f32` as `|x|² − 2·x·y + |y|²` around the mean of the rows,
//! with a bound of what rounding can have done. Rows that cannot be among the nearest are passed over;
//! the few others are measured in `f64`. So the answer is that of measuring all.

use super::nearest::Nearest;
use super::tiles::Queries;
use glasshouse_compute::{Matrix, Packed, gemm_packed, vectorised};

/// Rows of a block, whose products with the queries stay in the cache.
const BLOCK: usize = 256;
/// Numbers that are compared at a time.
const LANES: usize = 16;
/// Power of two that the longest row is brought to, so that no `f32` overflows.
const LONGEST: i32 = 30;
/// Queries so far away are measured in `f64` against all rows.
const FAR: f64 = (1u64 << 60) as f64;
/// Rounding of an `f32`, relative.
const ROUNDING: f64 = 1.0 / (1u64 << 24) as f64;

/// Training rows around their mean, scaled; those of angles divided by their length.
pub struct Squares {
    centre: Vec<f64>,
    scale: f64,
    angles: bool,
    blocks: Vec<Block>,
}

struct Block {
    /// A column a row.
    rows: Packed,
    /// Half the squared length of each row, infinite past the last.
    halves: [f32; BLOCK],
    /// Length of the longest.
    longest: f64,
}

/// Squares that are made, a bounded piece at a time: they go through the rows three times.
pub struct Packing {
    squares: Squares,
    pass: Pass,
    /// The row that comes next.
    next: usize,
    longest: f64,
}

/// What is looked for in the rows.
#[derive(Clone, Copy, PartialEq)]
enum Pass {
    Mean,
    Longest,
    Blocks,
}

impl Packing {
    /// `norms` are the lengths of the rows where angles count, else nothing.
    pub fn new(features: usize, norms: &[f64]) -> Self {
        let angles = !norms.is_empty();
        let squares = Squares { centre: vec![0.0; features], scale: 1.0, angles, blocks: Vec::new() };
        Self { squares, pass: Pass::Mean, next: 0, longest: 0.0 }
    }

    /// Looks at so many more rows; true at the end. A multiple of a block each time, unless they end.
    pub fn advance(&mut self, rows: &[f32], norms: &[f64], many: usize) -> bool {
        let (features, squares) = (self.squares.centre.len(), &mut self.squares);
        let count = rows.len() / features;
        let end = count.min(self.next.saturating_add(many.next_multiple_of(BLOCK)));
        let some = &rows[self.next * features..end * features];
        let each = || some.chunks_exact(features).enumerate().map(|(i, row)| (self.next + i, row));
        match self.pass {
            Pass::Mean => {
                for (i, row) in each() {
                    let divisor = divisor(norms, i);
                    squares.centre.iter_mut().zip(row).for_each(|(sum, &v)| *sum += f64::from(v) / divisor);
                }
            }
            Pass::Longest => {
                let length = |(i, row)| squares.moved(row, divisor(norms, i)).map(|v| v * v).sum::<f64>();
                self.longest = each().map(length).fold(self.longest, f64::max);
            }
            Pass::Blocks => {
                for (at, rows) in some.chunks(BLOCK * features).enumerate() {
                    let block = squares.block(rows, norms, self.next + at * BLOCK);
                    squares.blocks.push(block);
                }
            }
        }
        self.next = end;
        end == count && self.close(count)
    }

    /// After a pass; whether it was the last.
    fn close(&mut self, count: usize) -> bool {
        self.next = 0;
        self.pass = match self.pass {
            Pass::Mean => {
                self.squares.centre.iter_mut().for_each(|sum| *sum /= count as f64);
                Pass::Longest
            }
            Pass::Longest => {
                let longest = self.longest.sqrt();
                if longest > 0.0 {
                    self.squares.scale = libm::ldexp(1.0, LONGEST - libm::ilogb(longest));
                }
                Pass::Blocks
            }
            Pass::Blocks => return true,
        };
        false
    }

    /// Rows that were looked at in a pass or another, and all.
    pub fn done(&self, count: usize) -> (u64, u64) {
        let passes = match self.pass {
            Pass::Mean => 0,
            Pass::Longest => 1,
            Pass::Blocks => 2,
        };
        ((passes * count + self.next) as u64, 3 * count as u64)
    }

    /// The squares, once all is done.
    pub fn squares(self) -> Squares {
        self.squares
    }
}

/// Queries as the rows are, and their lengths.
struct Asked {
    values: Vec<f32>,
    lengths: Vec<f64>,
}

impl Squares {
    fn block(&self, rows: &[f32], norms: &[f64], first: usize) -> Block {
        let features = self.centre.len();
        let (mut cells, mut longest) = (vec![0.0; features * BLOCK], 0.0);
        let mut halves = [f32::INFINITY; BLOCK];
        for (i, row) in rows.chunks_exact(features).enumerate() {
            let mut square = 0.0;
            for (j, value) in self.moved(row, divisor(norms, first + i)).enumerate() {
                let value = value as f32;
                cells[j * BLOCK + i] = value;
                square += f64::from(value) * f64::from(value);
            }
            halves[i] = (0.5 * square) as f32;
            longest = f64::max(longest, square.sqrt());
        }
        Block { rows: Packed::new(Matrix::new(&cells, features, BLOCK)), halves, longest }
    }

    fn moved(&self, row: &[f32], divisor: f64) -> impl Iterator<Item = f64> + Clone {
        row.iter().zip(&self.centre).map(move |(&v, c)| (f64::from(v) / divisor - c) * self.scale)
    }

    fn asked(&self, queries: &Queries) -> Asked {
        let features = self.centre.len();
        let mut asked = Asked { values: vec![0.0; queries.rows.len() * features], lengths: Vec::new() };
        for (q, out) in asked.values.chunks_exact_mut(features).enumerate() {
            let moved = self.moved(queries.rows[q], divisor(&queries.norms, q));
            let length = moved.clone().map(|v| v * v).sum::<f64>().sqrt();
            if length < FAR {
                out.iter_mut().zip(moved).for_each(|(cell, v)| *cell = v as f32);
            }
            asked.lengths.push(length);
        }
        asked
    }

    /// Offers each query the rows that may be among its nearest, as `rank` measures them.
    pub fn search(&self, queries: &Queries, nearest: &mut [Nearest], rank: &impl Fn(usize, usize) -> f64) {
        let (asked, features) = (self.asked(queries), self.centre.len());
        let error = (0.25 * features as f64 + 4.0) * ROUNDING;
        let mut products = vec![0.0; queries.rows.len() * BLOCK];
        for (at, block) in self.blocks.iter().enumerate() {
            let values = Matrix::new(&asked.values, queries.rows.len(), features);
            gemm_packed(values, &block.rows, &mut products, false);
            for (q, products) in products.as_chunks_mut::<BLOCK>().0.iter_mut().enumerate() {
                let length = asked.lengths[q];
                let reach = length + block.longest;
                let half = 0.5 * (self.square(nearest[q].limit()) - length * length) + error * reach * reach;
                let sure = half + 4.0 * ROUNDING * half.abs() + 1e-30;
                let most = if length < FAR { sure as f32 } else { f32::INFINITY };
                if vectorised(|| estimate(&block.halves, products)) <= most {
                    let near = products.iter().enumerate().filter(|(_, half)| **half <= most);
                    near.filter(|(r, _)| block.halves[*r] < f32::INFINITY).for_each(|(r, _)| {
                        nearest[q].offer(rank(q, at * BLOCK + r), (at * BLOCK + r) as u32)
                    });
                }
            }
        }
    }

    /// The squared distance of scaled rows that a rank stands for: that of an angle is half of one, and
    /// rounded to a grid.
    fn square(&self, rank: f64) -> f64 {
        self.scale * self.scale * if self.angles { 2.0 * rank + 4e-12 } else { rank }
    }
}

/// Turns products into half the squared distances, less half the squared length of the query, and gives
/// the least.
#[inline(always)]
fn estimate(halves: &[f32; BLOCK], products: &mut [f32; BLOCK]) -> f32 {
    let mut least = [f32::INFINITY; LANES];
    let all = halves.as_chunks::<LANES>().0.iter().zip(products.as_chunks_mut::<LANES>().0);
    for (halves, products) in all {
        for lane in 0..LANES {
            let estimate = halves[lane] - products[lane];
            products[lane] = estimate;
            least[lane] = if estimate < least[lane] { estimate } else { least[lane] };
        }
    }
    least.iter().fold(f32::INFINITY, |least, &lane| if lane < least { lane } else { least })
}

/// What a row is divided by: its length where angles count.
fn divisor(norms: &[f64], row: usize) -> f64 {
    norms.get(row).copied().filter(|norm| *norm > 0.0).unwrap_or(1.0)
}
