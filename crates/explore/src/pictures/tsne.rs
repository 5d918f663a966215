//! Neighbours kept as neighbours in the plane: t-SNE (van der Maaten and Hinton 2008), exact, of a
//! seeded sample of rows, an iteration or a few at a time.
//!
//! It begins at the first two principal components and draws nothing at random but the sample, so the
//! same table gives the same map everywhere. Parameters are scikit-learn's: perplexity 30, early
//! exaggeration 12, learning rate `max(n / 12 / 4, 50)`, momentum 0.5 and then 0.8, with gains.

use super::map::Sampled;
use super::principal::Standard;
use super::subjects::Subjects;
use crate::ExploreError;
use glasshouse_chart::ChartSpec;

const PERPLEXITY: f64 = 30.0;
const EXAGGERATION: f64 = 12.0;
/// Iterations with exaggeration, and all.
const ITERATIONS: (usize, usize) = (250, 750);
/// Iterations that one piece of work does for a full sample.
const PIECE: usize = 5;
/// Rows whose neighbours are measured in one piece, and the share of the work that all of them are.
const NEAR: usize = 100;
const MEASURED: f64 = 0.1;

/// A map that is being made.
pub(super) struct Embedding {
    /// Squared distances of every two rows, row by row, until all likenesses are measured.
    distances: Vec<f64>,
    /// Rows whose likenesses to the others are measured.
    measured: usize,
    /// Likenesses of every two rows, row by row; they sum to 1.
    alike: Vec<f64>,
    places: Vec<[f64; 2]>,
    moves: Vec<[f64; 2]>,
    gains: Vec<[f64; 2]>,
    round: usize,
    sampled: Sampled,
}

impl Embedding {
    /// Draws the sample and measures distances.
    pub fn new(of: &Subjects<'_>, all: &Standard) -> Result<Self, ExploreError> {
        let sampled = Sampled::new(of, all)?;
        let n = sampled.rows();
        Ok(Self {
            distances: sampled.distances(),
            measured: 0,
            alike: vec![0.0; n * n],
            places: beginning(&sampled),
            moves: vec![[0.0; 2]; n],
            gains: vec![[1.0; 2]; n],
            round: 0,
            sampled,
        })
    }

    /// Measures some likenesses, then does some iterations; the share done, or `None` when all are.
    pub fn advance(&mut self) -> Option<f64> {
        if self.measured < self.places.len() {
            self.measure();
            return Some(MEASURED * self.measured as f64 / self.places.len() as f64);
        }
        if self.round >= ITERATIONS.1 {
            return None;
        }
        for _ in 0..PIECE {
            self.step();
        }
        Some(MEASURED + (1.0 - MEASURED) * self.round as f64 / ITERATIONS.1 as f64)
    }

    /// How alike some rows are to all: normal distributions around each, as wide as the perplexity asks,
    /// made symmetric in the end.
    fn measure(&mut self) {
        let n = self.places.len();
        let wanted = libm::log(PERPLEXITY.min((n - 1) as f64 / 3.0));
        let end = (self.measured + NEAR).min(n);
        for i in self.measured..end {
            let own = i * n..(i + 1) * n;
            around(&self.distances[own.clone()], i, wanted, &mut self.alike[own]);
        }
        self.measured = end;
        if end == n {
            self.alike = symmetric(&self.alike, n);
            self.distances = Vec::new();
        }
    }

    fn step(&mut self) {
        let n = self.places.len();
        let early = self.round < ITERATIONS.0;
        let (exaggeration, momentum) = if early { (EXAGGERATION, 0.5) } else { (1.0, 0.8) };
        let rate = (n as f64 / EXAGGERATION / 4.0).max(50.0);
        let forces = forces(&self.alike, &self.places, exaggeration);
        for (i, force) in forces.iter().enumerate() {
            for (axis, force) in force.iter().enumerate() {
                let gain = &mut self.gains[i][axis];
                let turned = force * self.moves[i][axis] < 0.0;
                *gain = if turned { *gain + 0.2 } else { (*gain * 0.8).max(0.01) };
                self.moves[i][axis] = momentum * self.moves[i][axis] - rate * *gain * force;
                self.places[i][axis] += self.moves[i][axis];
            }
        }
        self.round += 1;
    }

    pub fn finish(self) -> ChartSpec {
        self.sampled.chart(&self.places)
    }
}

/// The gradient of the divergence at each place, four times as in the paper.
fn forces(alike: &[f64], places: &[[f64; 2]], exaggeration: f64) -> Vec<[f64; 2]> {
    let n = places.len();
    let mut whole = 0.0;
    let mut pulls = vec![[0.0; 2]; n];
    let mut pushes = vec![[0.0; 2]; n];
    for i in 0..n {
        let (at, alike) = (places[i], &alike[i * n..(i + 1) * n]);
        let (mut total, mut pull, mut push) = (0.0, [0.0; 2], [0.0; 2]);
        for (other, like) in places.iter().zip(alike) {
            let (dx, dy) = (at[0] - other[0], at[1] - other[1]);
            let near = 1.0 / (1.0 + dx * dx + dy * dy);
            total += near;
            pull = [pull[0] + like * near * dx, pull[1] + like * near * dy];
            push = [push[0] + near * near * dx, push[1] + near * near * dy];
        }
        // Each row is at distance 0 of itself.
        whole += total - 1.0;
        (pulls[i], pushes[i]) = (pull, push);
    }
    let force = |(pull, push): (&[f64; 2], &[f64; 2])| {
        [0, 1].map(|axis| 4.0 * (exaggeration * pull[axis] - push[axis] / whole))
    };
    pulls.iter().zip(&pushes).map(force).collect()
}

/// The first two components, with a standard deviation of 0.0001 along the first.
fn beginning(sampled: &Sampled) -> Vec<[f64; 2]> {
    let [x, y] = sampled.projected();
    let spread = (x.iter().map(|v| v * v).sum::<f64>() / x.len() as f64).sqrt();
    let scale = if spread > 0.0 { 1e-4 / spread } else { 0.0 };
    x.iter().zip(&y).map(|(x, y)| [x * scale, y * scale]).collect()
}

fn symmetric(alike: &[f64], n: usize) -> Vec<f64> {
    let mut both = vec![0.0; n * n];
    for i in 0..n {
        for j in 0..n {
            both[i * n + j] = (alike[i * n + j] + alike[j * n + i]) / (2.0 * n as f64);
        }
    }
    both
}

/// The shares of a row's neighbours whose entropy is the wanted one, by bisection.
fn around(distances: &[f64], own: usize, wanted: f64, shares: &mut [f64]) {
    let (mut beta, mut low, mut high) = (1.0_f64, 0.0_f64, f64::INFINITY);
    let nearest = distances
        .iter()
        .enumerate()
        .filter(|(j, _)| *j != own)
        .map(|(_, d)| *d)
        .fold(f64::INFINITY, f64::min);
    for _ in 0..64 {
        let (mut total, mut weighted) = (0.0, 0.0);
        for (j, (share, distance)) in shares.iter_mut().zip(distances).enumerate() {
            // Less the nearest distance, so that not all of them vanish.
            *share = if j == own { 0.0 } else { libm::exp(-beta * (distance - nearest)) };
            total += *share;
            weighted += *share * (distance - nearest);
        }
        shares.iter_mut().for_each(|share| *share /= total);
        let entropy = libm::log(total) + beta * weighted / total;
        if (entropy - wanted).abs() < 1e-5 {
            break;
        }
        if entropy > wanted {
            low = beta;
            beta = if high.is_finite() { f64::midpoint(beta, high) } else { beta * 2.0 };
        } else {
            high = beta;
            beta = f64::midpoint(beta, low);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_perplexity_is_the_number_of_neighbours() {
        let distances: Vec<f64> = (0..200).map(|i| f64::from(i) * 0.3).collect();
        let mut shares = vec![0.0; 200];
        around(&distances, 0, libm::log(30.0), &mut shares);
        let entropy: f64 = shares.iter().filter(|s| **s > 0.0).map(|s| -s * libm::log(*s)).sum();
        assert!((libm::exp(entropy) - 30.0).abs() < 1e-2, "{entropy}");
        assert!((shares.iter().sum::<f64>() - 1.0).abs() < 1e-12);
    }
}
