//! Neighbours kept as neighbours in the plane: UMAP (McInnes, Healy and Melville 2018), of a seeded sample
//! of rows, with exact neighbours, some epochs at a time.
//!
//! It begins at the first two principal components; what is drawn at random is drawn from a seed, so the
//! same table gives the same map everywhere. Parameters are those of umap-learn: 15 neighbours of which a
//! row is one, minimum distance 0.1, spread 1, 500 epochs with 5 rows pushed away for each that is drawn near.

use super::map::Sampled;
use super::principal::Standard;
use super::subjects::Subjects;
use crate::ExploreError;
use crate::sample::{below, generator};
use glasshouse_chart::ChartSpec;
use rand_chacha::ChaCha8Rng;

/// Neighbours of a row, itself among them.
const NEIGHBOURS: usize = 15;
const EPOCHS: usize = 500;
/// Epochs that one piece of work does.
const PIECE: usize = 5;
/// Rows that are pushed away for each that is drawn near.
const PUSHED: f64 = 5.0;
/// Of the curve `1 / (1 + a d^2b)` that is nearest to 1 up to the minimum distance and falls from there.
const CURVE: (f64, f64) = (1.576_943_460_405_378, 0.895_060_878_072_234_4);
/// Width of the map at the beginning, and the share of it that rows are moved by so that none meet.
const WIDTH: f64 = 10.0;
const APART: f64 = 1e-5;
/// The most that a place moves along an axis at once.
const STEP: f64 = 4.0;

/// A map that is being made.
pub(super) struct Spreading {
    edges: Vec<Edge>,
    places: Vec<[f64; 2]>,
    epoch: usize,
    rng: ChaCha8Rng,
    sampled: Sampled,
}

/// Two rows of which the first is drawn to the second, and when next.
struct Edge {
    rows: [usize; 2],
    /// Epochs between two times: 1 for the strongest.
    every: f64,
    next: f64,
    next_push: f64,
}

impl Spreading {
    /// Draws the sample and finds who is whose neighbour.
    pub fn new(of: &Subjects<'_>, all: &Standard) -> Result<Self, ExploreError> {
        let sampled = Sampled::new(of, all)?;
        let mut rng = generator(7);
        let places = beginning(&sampled, &mut rng);
        let likeness = likeness(&sampled.distances(), sampled.rows());
        Ok(Self { edges: edges(&likeness, sampled.rows()), places, epoch: 0, rng, sampled })
    }

    /// Does some epochs; the share done, or `None` when all are.
    pub fn advance(&mut self) -> Option<f64> {
        if self.epoch >= EPOCHS {
            return None;
        }
        for _ in 0..PIECE {
            self.step();
        }
        Some(self.epoch as f64 / EPOCHS as f64)
    }

    pub fn finish(self) -> ChartSpec {
        self.sampled.chart(&self.places)
    }

    fn step(&mut self) {
        let now = self.epoch as f64;
        let rate = 1.0 - now / EPOCHS as f64;
        let rows = self.places.len() as u32;
        for edge in &mut self.edges {
            if edge.next > now {
                continue;
            }
            let [row, other] = edge.rows;
            let pull = pulled(self.places[row], self.places[other]);
            for (axis, pull) in pull.into_iter().enumerate() {
                self.places[row][axis] += pull * rate;
                self.places[other][axis] -= pull * rate;
            }
            edge.next += edge.every;
            let pushes = ((now - edge.next_push) * PUSHED / edge.every) as u32;
            for _ in 0..pushes {
                let other = below(&mut self.rng, rows) as usize;
                if other != row {
                    let push = pushed(self.places[row], self.places[other]);
                    self.places[row].iter_mut().zip(push).for_each(|(place, push)| *place += push * rate);
                }
            }
            edge.next_push += f64::from(pushes) * edge.every / PUSHED;
        }
        self.epoch += 1;
    }
}

/// How far a place moves to another, by the gradient of the likeness there.
fn pulled(at: [f64; 2], other: [f64; 2]) -> [f64; 2] {
    let (a, b) = CURVE;
    let squared = distance(at, other);
    if squared == 0.0 {
        return [0.0; 2];
    }
    let power = libm::pow(squared, b);
    along(at, other, -2.0 * a * b * power / (squared * (a * power + 1.0)))
}

/// How far a place moves from another.
fn pushed(at: [f64; 2], other: [f64; 2]) -> [f64; 2] {
    let (a, b) = CURVE;
    let squared = distance(at, other);
    if squared == 0.0 {
        return [0.0; 2];
    }
    along(at, other, 2.0 * b / ((0.001 + squared) * (a * libm::pow(squared, b) + 1.0)))
}

fn along(at: [f64; 2], other: [f64; 2], factor: f64) -> [f64; 2] {
    [0, 1].map(|axis| (factor * (at[axis] - other[axis])).clamp(-STEP, STEP))
}

fn distance(at: [f64; 2], other: [f64; 2]) -> f64 {
    let (x, y) = (at[0] - other[0], at[1] - other[1]);
    x * x + y * y
}

/// The first two components, each as wide as the map, and no two rows at one place.
fn beginning(sampled: &Sampled, rng: &mut ChaCha8Rng) -> Vec<[f64; 2]> {
    let [x, y] = sampled.projected().map(|axis| {
        let low = axis.iter().copied().fold(f64::INFINITY, f64::min);
        let width = axis.iter().copied().fold(f64::NEG_INFINITY, f64::max) - low;
        let share = move |v: f64| if width > 0.0 { (v - low) / width } else { 0.5 };
        axis.into_iter().map(share).collect::<Vec<f64>>()
    });
    let mut moved =
        |share: f64| WIDTH * (share + APART * f64::from(below(rng, 1 << 20)) / f64::from(1 << 20));
    x.iter().zip(&y).map(|(x, y)| [moved(*x), moved(*y)]).collect()
}

/// How alike rows are to each other, row by row: 0 where neither is a neighbour of the other.
fn likeness(squares: &[f64], n: usize) -> Vec<f64> {
    let neighbours = NEIGHBOURS.min(n - 1);
    let mut near = Vec::with_capacity(n * neighbours);
    for row in squares.chunks_exact(n) {
        let mut order: Vec<usize> = (0..n).collect();
        order.sort_by(|a, b| row[*a].total_cmp(&row[*b]));
        near.extend(order[..neighbours].iter().map(|other| (*other, row[*other].sqrt())));
    }
    let mean = near.iter().map(|(_, distance)| distance).sum::<f64>() / near.len() as f64;
    let mut shares = vec![0.0; n * n];
    for (i, near) in near.chunks_exact(neighbours).enumerate() {
        let (nearest, width) = smooth(near, mean);
        for (j, distance) in near.iter().filter(|(j, _)| *j != i) {
            let beyond = distance - nearest;
            shares[i * n + j] = if beyond <= 0.0 { 1.0 } else { libm::exp(-beyond / width) };
        }
    }
    let both = |at: usize| {
        let (one, other) = (shares[at], shares[(at % n) * n + at / n]);
        one + other - one * other
    };
    (0..n * n).map(both).collect()
}

/// The distance of the nearest other row, and the width with which the neighbours' shares add up to the
/// logarithm of their number. `mean` is the mean of all distances.
fn smooth(near: &[(usize, f64)], mean: f64) -> (f64, f64) {
    let nearest = near.iter().map(|(_, d)| *d).find(|d| *d > 0.0).unwrap_or(0.0);
    let wanted = libm::log2(near.len() as f64);
    let (mut low, mut high, mut width) = (0.0, f64::INFINITY, 1.0);
    for _ in 0..64 {
        let share = |d: f64| if d > nearest { libm::exp(-(d - nearest) / width) } else { 1.0 };
        let sum: f64 = near[1..].iter().map(|(_, d)| share(*d)).sum();
        if (sum - wanted).abs() < 1e-5 {
            break;
        }
        if sum > wanted {
            high = width;
        } else {
            low = width;
        }
        width = if high.is_finite() { f64::midpoint(low, high) } else { 2.0 * width };
    }
    let own = near.iter().map(|(_, d)| d).sum::<f64>() / near.len() as f64;
    let least = 1e-3 * if nearest > 0.0 { own } else { mean };
    // All rows at one place have no width, and are wholly alike.
    (nearest, width.max(least).max(f64::MIN_POSITIVE))
}

/// The pairs that are alike, each as often as it is; those of which hardly one epoch would take notice are
/// left out.
fn edges(likeness: &[f64], n: usize) -> Vec<Edge> {
    let most = likeness.iter().copied().fold(0.0, f64::max);
    let kept = |(_, share): &(usize, &f64)| **share > 0.0 && **share >= most / EPOCHS as f64;
    let edge = |(at, share): (usize, &f64)| {
        let every = most / share;
        Edge { rows: [at / n, at % n], every, next: every, next_push: every / PUSHED }
    };
    likeness.iter().enumerate().filter(kept).map(edge).collect()
}

#[cfg(test)]
mod tests {
    use super::super::tests::drawn;
    use super::*;
    use crate::findings::tests::table;
    use glasshouse_spec::{PictureKind, PictureRequest};
    use glasshouse_table::Column;
    use serde_json::Value;

    /// Venna and Kaski 2001: how few strangers are among the nearest neighbours on the map.
    fn trustworthiness(squares: &[f64], places: &[[f64; 2]], near: usize) -> f64 {
        let n = places.len();
        let order = |of: &dyn Fn(usize) -> f64, i: usize| {
            let mut order: Vec<usize> = (0..n).filter(|j| *j != i).collect();
            order.sort_by(|a, b| of(*a).total_cmp(&of(*b)));
            order
        };
        let mut penalty = 0.0;
        for i in 0..n {
            let mut rank = vec![0; n];
            let there = order(&|j| squares[i * n + j], i);
            there.iter().enumerate().for_each(|(at, j)| rank[*j] = at + 1);
            let here = order(&|j| distance(places[i], places[j]), i);
            penalty += here[..near].iter().map(|j| rank[*j].saturating_sub(near) as f64).sum::<f64>();
        }
        let (n, k) = (n as f64, near as f64);
        1.0 - penalty * 2.0 / (n * k * (2.0 * n - 3.0 * k - 1.0))
    }

    fn standardised(rows: &[Vec<f64>]) -> Standard {
        let n = rows.len() as f64;
        let column = |j: usize| {
            let mean = rows.iter().map(|row| row[j]).sum::<f64>() / n;
            let deviation = (rows.iter().map(|row| (row[j] - mean).powi(2)).sum::<f64>() / n).sqrt();
            rows.iter().map(|row| (row[j] - mean) / deviation).collect()
        };
        Standard { columns: (0..rows[0].len()).map(column).collect(), rows: rows.len() }
    }

    fn squares(all: &Standard) -> Vec<f64> {
        let square = |i: usize, j: usize| all.columns.iter().map(|c| (c[i] - c[j]).powi(2)).sum();
        (0..all.rows * all.rows).map(|at| square(at / all.rows, at % all.rows)).collect()
    }

    #[test]
    fn maps_are_as_trustworthy_as_those_of_umap_learn() {
        let answers: Value =
            serde_json::from_str(include_str!("../../../../tests/reference/embedding.json")).unwrap();
        for (name, answer) in answers["tables"].as_object().unwrap() {
            let rows: Vec<Vec<f64>> = serde_json::from_value(answer["rows"].clone()).unwrap();
            let column = |j: usize| {
                Column::from_numbers(format!("c{j}"), rows.iter().map(|row| Some(row[j])).collect())
            };
            let table = table((0..rows[0].len()).map(column).collect());
            let chart = drawn(&table, None, PictureRequest::new(PictureKind::Umap, &[])).unwrap();
            let ChartSpec::Scatter(map) = chart else { panic!("no map") };
            let places: Vec<[f64; 2]> = map.points.iter().map(|p| [p.0, p.1]).collect();
            let squares = squares(&standardised(&rows));
            for (near, theirs) in answer["trustworthiness"].as_object().unwrap() {
                let ours = trustworthiness(&squares, &places, near.parse().unwrap());
                let theirs = theirs.as_f64().unwrap();
                assert!((ours - theirs).abs() < 0.02, "{name}, {near}: {ours} and not {theirs}");
            }
        }
    }

    /// The weights of the neighbours before and after both sides are joined, as umap-learn has them.
    #[test]
    fn likenesses_are_those_of_umap_learn() {
        let answers: Value =
            serde_json::from_str(include_str!("../../../../tests/reference/embedding.json")).unwrap();
        let answer = &answers["graph"];
        let rows: Vec<Vec<f64>> = serde_json::from_value(answer["rows"].clone()).unwrap();
        let expected: Vec<f64> = serde_json::from_value(answer["likeness"].clone()).unwrap();
        let found = likeness(&squares(&standardised(&rows)), rows.len());
        for (at, (x, y)) in found.iter().zip(&expected).enumerate() {
            assert!((x - y).abs() < 1e-4, "{at}: {x} and not {y}");
        }
    }

    #[test]
    fn rows_at_one_place_are_wholly_alike() {
        let found = likeness(&[0.0; 400], 20);
        assert!(found.iter().all(|share| *share == 0.0 || *share == 1.0) && found.contains(&1.0));
    }
}
