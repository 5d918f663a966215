//! Which of some centres is nearest to each of many rows, told in single precision wherever its rounding
//! leaves no doubt, and not asked again before centres have moved far enough to matter.
//!
//! With `y = x − m` and `e = c − m` around any middle `m`, the squared distance is `|y|² + |e|² − 2·y·e`,
//! which for many rows is a product of matrices. Each has a bound of what rounding can have done; rows
//! between whose two nearest centres that leaves a doubt are measured in `f64`. What is known of the
//! distances is kept, and loosened by as much as the centres move (Hamerly, *Making k-means even
//! faster*, 2010). So the answer is that of measuring all in `f64`, ties included.

use super::distances::Packed as Points;
use super::lloyd::Rows;
use glasshouse_compute::{Matrix, Packed, gemm_packed};

/// Rounding of an `f32`, relative.
const ROUNDING: f64 = 1.0 / (1u64 << 24) as f64;
/// Operations in single precision beside the products of the features, generously counted.
const OPERATIONS: usize = 24;
/// Squared lengths from which on products might overflow: such rows are measured in `f64`.
const LARGE: f32 = 1e30;
/// More than what is lost below the smallest normal number.
const TINY: f32 = f32::MIN_POSITIVE;
/// Numbers of rows or of products that are made at once: they stay in the nearest cache.
const NEAR: usize = 8192;

/// What is known of a row.
#[derive(Clone, Copy)]
pub(super) struct Mark {
    /// The centre that was the nearest.
    pub label: u32,
    /// No less than the distance from it.
    upper: f32,
    /// No more than the distance from any other.
    lower: f32,
}

impl Mark {
    /// Nothing is known.
    pub const NONE: Self = Self { label: u32::MAX, upper: f32::INFINITY, lower: 0.0 };
}

/// How far centres have moved since the marks were made.
pub(super) struct Moves {
    own: Vec<f32>,
    /// The longest way of any other.
    others: Vec<f32>,
}

impl Moves {
    /// Of the squares of the ways.
    pub fn new(squares: &[f64]) -> Self {
        let own: Vec<f32> = squares.iter().map(|square| above(square.sqrt() as f32)).collect();
        let longest = |not: usize| {
            let others = own.iter().enumerate().filter(|(at, _)| *at != not);
            others.fold(0.0, |longest: f32, (_, way)| longest.max(*way))
        };
        // Only the first among the longest has another longest than the rest.
        let first = (1..own.len()).fold(0, |first, at| if own[at] > own[first] { at } else { first });
        let (most, second) = (own.get(first).copied().unwrap_or(0.0), longest(first));
        let others = (0..own.len()).map(|at| if at == first { second } else { most }).collect();
        Self { own, others }
    }

    /// Loosens what is known of a row; whether it is sure to keep its centre.
    #[inline(always)]
    pub fn keep(&self, mark: &mut Mark) -> bool {
        mark.upper = above(mark.upper + self.own[mark.label as usize]);
        mark.lower = below(mark.lower - self.others[mark.label as usize]);
        mark.upper < mark.lower
    }
}

/// No less than a number that was rounded a few times.
#[inline(always)]
fn above(number: f32) -> f32 {
    number * (1.0 + 8.0 * ROUNDING as f32) + TINY
}

/// No more than it.
#[inline(always)]
fn below(number: f32) -> f32 {
    let number = if number < f32::MAX { number } else { f32::MAX };
    number * (1.0 - 8.0 * ROUNDING as f32) - TINY
}

/// Centres, laid out to be compared with rows.
pub(super) struct Screen<'a> {
    middle: &'a [f32],
    /// A column a centre: −2·e.
    columns: Packed,
    /// Of each centre, no more than |e|².
    lows: Vec<f32>,
    /// Of each centre, what the lower bound of its distance and the upper one are apart, squared, beside
    /// what the row adds to it.
    doubts: Vec<f32>,
    /// What a row adds to the rounding of its squared distances, relative to |y|².
    rounding: f32,
    /// Whether all centres are near enough.
    near: bool,
    points: Points,
}

impl<'a> Screen<'a> {
    /// Of row-major centres. The middle does not matter to the answer; best it is amid the centres.
    pub fn new(centers: &[f64], middle: &'a [f32]) -> Self {
        let (features, clusters) = (middle.len(), centers.len() / middle.len());
        let rounding = 1.1 * (features + OPERATIONS) as f64 * ROUNDING;
        let (mut cells, mut squares) = (vec![0.0; centers.len()], vec![0.0; clusters]);
        for (k, center) in centers.chunks_exact(features).enumerate() {
            for (j, (value, middle)) in center.iter().zip(middle).enumerate() {
                let apart = value - f64::from(*middle);
                cells[j * clusters + k] = (-2.0 * apart) as f32;
                squares[k] += apart * apart;
            }
        }
        Self {
            middle,
            columns: Packed::new(Matrix::new(&cells, features, clusters)),
            lows: squares.iter().map(|square| (square * (1.0 - rounding)) as f32).collect(),
            doubts: squares.iter().map(|square| (2.0 * rounding * square) as f32 + TINY).collect(),
            rounding: rounding as f32,
            near: squares.iter().all(|square| *square < f64::from(LARGE)),
            points: Points::new(centers, features),
        }
    }

    /// Finds the nearest centre, the first of several, of those rows of a block that are wanted; whether
    /// any is another than before.
    pub fn mark(&self, rows: &Rows<'_>, first: usize, wanted: &[u32], marks: &mut [Mark]) -> bool {
        let (features, clusters) = (self.middle.len(), self.lows.len());
        let share = (NEAR / clusters.max(features)).clamp(16, 192).min(wanted.len());
        let (mut cells, mut squares) = (vec![0.0; share * features], vec![0.0; share]);
        let (mut products, mut distances) = (vec![0.0; share * clusters], vec![0.0; self.points.width()]);
        let mut changed = false;
        for group in wanted.chunks(share.max(1)) {
            let row = |at: u32| rows.row(first + at as usize);
            let cells = &mut cells[..group.len() * features];
            let products = &mut products[..group.len() * clusters];
            for ((&at, cells), square) in group.iter().zip(cells.chunks_exact_mut(features)).zip(&mut squares)
            {
                *square = around(row(at), self.middle, cells);
            }
            gemm_packed(Matrix::new(cells, group.len(), features), &self.columns, products, false);
            for ((&at, products), &square) in group.iter().zip(products.chunks_exact(clusters)).zip(&squares)
            {
                let found = self.judge(products, square);
                let found = found.unwrap_or_else(|| self.measure(row(at), &mut distances));
                let mark = &mut marks[at as usize];
                changed |= mark.label != found.label;
                *mark = found;
            }
        }
        changed
    }

    /// What the products of a row say, if they leave no doubt.
    #[inline(always)]
    fn judge(&self, products: &[f32], square: f32) -> Option<Mark> {
        let (mut label, mut least, mut second) = (0, f32::INFINITY, f32::INFINITY);
        for (at, (product, low)) in products.iter().zip(&self.lows).enumerate() {
            let value = low + product;
            let larger = if value > least { value } else { least };
            second = if larger < second { larger } else { second };
            label = if value < least { at } else { label };
            least = if value < least { value } else { least };
        }
        let most = least + self.doubts[label];
        let doubt = 2.0 * self.rounding * square;
        let sure = self.near && square < LARGE && most + doubt < second;
        sure.then(|| Mark {
            label: label as u32,
            upper: above((square + doubt + most).max(0.0).sqrt()),
            lower: below((square - doubt + second).max(0.0).sqrt()),
        })
    }

    /// What distances in `f64` say.
    fn measure(&self, row: &[f32], distances: &mut [f64]) -> Mark {
        self.points.each(row, distances);
        let (mut label, mut least, mut second) = (0, f64::INFINITY, f64::INFINITY);
        for (at, &distance) in distances[..self.lows.len()].iter().enumerate() {
            if distance < least {
                (label, second, least) = (at, least, distance);
            } else if distance < second {
                second = distance;
            }
        }
        let [upper, lower] = [least, second].map(|square| square.sqrt() as f32);
        Mark { label: label as u32, upper: above(upper), lower: below(lower) }
    }
}

/// Brings a row around the middle; its squared length there.
#[inline(always)]
fn around(row: &[f32], middle: &[f32], out: &mut [f32]) -> f32 {
    const LANES: usize = 4;
    let mut sums = [0.0; LANES];
    let ((rows, row), (middles, middle)) = (row.as_chunks::<LANES>(), middle.as_chunks::<LANES>());
    let (outs, out) = out.as_chunks_mut::<LANES>();
    for ((row, middle), out) in rows.iter().zip(middles).zip(outs) {
        for lane in 0..LANES {
            out[lane] = row[lane] - middle[lane];
            sums[lane] += out[lane] * out[lane];
        }
    }
    for ((sum, out), (x, m)) in sums.iter_mut().zip(out).zip(row.iter().zip(middle)) {
        *out = x - m;
        *sum += *out * *out;
    }
    (sums[0] + sums[1]) + (sums[2] + sums[3])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::sample::{generator, unit};

    /// Rows and centres on a grid, so that ties are many, at several scales and places.
    fn cases() -> Vec<(Vec<f32>, Vec<f64>, usize)> {
        let mut rng = generator(3, 0);
        let mut number = |steps: f64| (unit(&mut rng) * steps).floor();
        let mut made = Vec::new();
        for (features, clusters, scale, place) in [
            (1, 1, 1.0, 0.0),
            (2, 7, 1.0, 0.0),
            (5, 3, 1e-25, 0.0),
            (3, 40, 1e18, 0.0),
            (28, 8, 0.37, 1e4),
            (4, 9, 1e37, 0.0),
        ] {
            let mut made_of = |count: usize| -> Vec<f32> {
                (0..count * features).map(|_| (number(6.0) * scale + place) as f32).collect()
            };
            let (rows, centers) = (made_of(500), made_of(clusters));
            made.push((rows, centers.into_iter().map(f64::from).collect(), features));
        }
        made
    }

    #[test]
    fn the_nearest_is_that_of_measuring_all_also_when_centres_have_moved() {
        for (cells, mut centers, features) in cases() {
            let rows = Rows { cells: &cells, features, weights: None };
            let middle: Vec<f32> = centers[..features].iter().map(|v| *v as f32).collect();
            let wanted: Vec<u32> = (0..rows.count() as u32).collect();
            let mut marks = vec![Mark::NONE; rows.count()];
            Screen::new(&centers, &middle).mark(&rows, 0, &wanted, &mut marks);
            for step in 0..4 {
                let points = Points::new(&centers, features);
                for (row, mark) in marks.iter().enumerate() {
                    assert_eq!(mark.label, points.nearest(rows.row(row)).0, "row {row}, step {step}");
                }
                let old = centers.clone();
                centers.iter_mut().step_by(3).for_each(|v| *v += (f64::from(step) - 1.0) * 0.04 * *v);
                let ways = old.chunks(features).zip(centers.chunks(features));
                let squares = ways.map(|(a, b)| a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum::<f64>());
                let moves = Moves::new(&squares.collect::<Vec<_>>());
                let wanted: Vec<u32> =
                    wanted.iter().copied().filter(|&at| !moves.keep(&mut marks[at as usize])).collect();
                Screen::new(&centers, &middle).mark(&rows, 0, &wanted, &mut marks);
            }
        }
    }
}
