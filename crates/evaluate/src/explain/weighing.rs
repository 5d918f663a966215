//! What each condition of a leaf is worth: the Shapley values of the game whose players are the features on
//! the way to it.

use std::collections::HashMap;

/// Nodes and weights of Gauss and Legendre on the way from 0 to 1: exact for polynomials of degree `2·count − 1`.
fn nodes(count: usize) -> Vec<(f64, f64)> {
    let n = count as f64;
    let root = |k: usize| {
        let mut x = libm::cos(std::f64::consts::PI * (k as f64 + 0.75) / (n + 0.5));
        let mut slope = 1.0;
        // Newton's method doubles the digits at each step; ten from a start that has two are plenty.
        for _ in 0..10 {
            let (value, derived) = legendre(count, x);
            slope = derived;
            x -= value / derived;
        }
        (0.5 * (x + 1.0), 1.0 / ((1.0 - x * x) * slope * slope))
    };
    (0..count).map(root).collect()
}

/// Legendre's polynomial of a degree and its derivative.
fn legendre(degree: usize, x: f64) -> (f64, f64) {
    let (mut before, mut now) = (1.0, x);
    for k in 2..=degree {
        let k = k as f64;
        (before, now) = (now, ((2.0 * k - 1.0) * x * now - (k - 1.0) * before) / k);
    }
    (now, degree as f64 * (x * now - before) / (x * x - 1.0))
}

/// The nodes by the number of players, made when they are first needed.
#[derive(Default)]
pub(super) struct Quadrature {
    by_players: HashMap<usize, Vec<(f64, f64)>>,
}

impl Quadrature {
    /// The game of a leaf, whose players' conditions are fulfilled in these shares of the rows. O(players²).
    pub fn game<'a>(&mut self, shares: &'a [f64]) -> Game<'a> {
        let players = shares.len();
        let nodes = self.by_players.entry(players).or_insert_with(|| nodes(players.div_ceil(2).max(1)));
        let (mut met, mut missed) = (Vec::new(), Vec::new());
        for share in shares {
            missed.extend(nodes.iter().map(|(t, _)| share * (1.0 - t)));
            met.extend(nodes.iter().map(|(t, _)| share * (1.0 - t) + t));
        }
        let mut without = Vec::new();
        for at in 0..nodes.len() {
            without.extend((0..players).map(|i| (1.0 - shares[i]) / met[i * nodes.len() + at]));
        }
        let weights = nodes.iter().map(|(_, weight)| *weight).collect();
        let ends = nodes.iter().map(|(t, _)| -1.0 / (1.0 - t)).collect();
        Game { shares, weights, ends, met, missed, without, all: vec![0.0; nodes.len()] }
    }
}

/// The game in which a coalition is worth the product of 1 or 0 over its members (1 where a condition is met)
/// times the product of the shares over the others.
///
/// The value of player `i` is `(hᵢ − sᵢ) · ∫ Π_{j≠i} (hⱼ·t + sⱼ·(1−t)) dt` over t from 0 to 1 (Owen,
/// *Multilinear Extensions of Games*, 1972), a polynomial that is integrated exactly. No term is negative, so
/// that nothing cancels however many players there are. Of players whose condition is not met it is the same
/// for all: `−∫ Π_j (…) / (1−t) dt`.
pub(super) struct Game<'a> {
    shares: &'a [f64],
    /// By node of the quadrature.
    weights: Vec<f64>,
    ends: Vec<f64>,
    /// Factors, player after player, in each node after node.
    met: Vec<f64>,
    missed: Vec<f64>,
    /// What the product is multiplied by for the value of a player whose condition is met: node after node,
    /// in each player after player.
    without: Vec<f64>,
    /// Room for the products.
    all: Vec<f64>,
}

impl Game<'_> {
    /// The players' values where the conditions of some are met. O(players²).
    pub fn worths(&mut self, met: impl Fn(usize) -> bool, worths: &mut [f64]) {
        let count = self.weights.len();
        worths.fill(0.0);
        self.all.copy_from_slice(&self.weights);
        for (i, share) in self.shares.iter().enumerate() {
            let met = met(i);
            if !met && *share == 0.0 {
                return;
            }
            let factors = &(if met { &self.met } else { &self.missed })[i * count..(i + 1) * count];
            self.all.iter_mut().zip(factors).for_each(|(all, factor)| *all *= factor);
        }
        for (all, without) in self.all.iter().zip(self.without.chunks_exact(worths.len())) {
            worths.iter_mut().zip(without).for_each(|(worth, without)| *worth += all * without);
        }
        let missed: f64 = self.all.iter().zip(&self.ends).map(|(all, end)| all * end).sum();
        worths.iter_mut().enumerate().filter(|(i, _)| !met(*i)).for_each(|(_, worth)| *worth = missed);
    }
}

/// `(a − 1)! · b! / (a + b)!`, for `a` from 1.
fn lone(a: u32, b: u32) -> f64 {
    // The product of b/(a+b) · (b−1)/(a+b−1) · … · 1/(a+1), divided by a.
    (1..=b).fold(1.0 / f64::from(a), |all, k| all * (f64::from(k) / f64::from(a + k)))
}

/// The same of the game against rows of a background: of each the conditions that hold, as bits, and its share.
/// A coalition is worth 1 where each player's condition holds, for its members in the row, for others in the
/// background row. O(background · players).
pub(super) fn against(background: &[(u64, f64)], marks: u64, worths: &mut [f64]) {
    worths.fill(0.0);
    let full = u64::MAX.checked_shr(u64::BITS - worths.len() as u32).unwrap_or(0);
    for &(others, share) in background.iter().filter(|(others, _)| marks | others == full) {
        let (ours, theirs) = (marks & !others, others & !marks);
        let (a, b) = (ours.count_ones(), theirs.count_ones());
        let gained = if a > 0 { share * lone(a, b) } else { 0.0 };
        let lost = if b > 0 { share * lone(b, a) } else { 0.0 };
        for (i, worth) in worths.iter_mut().enumerate() {
            match (ours >> i & 1, theirs >> i & 1) {
                (1, _) => *worth += gained,
                (_, 1) => *worth -= lost,
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn factorial(n: usize) -> f64 {
        (1..=n).map(|k| k as f64).product()
    }

    /// By the definition: over all coalitions.
    fn defined(worth: &dyn Fn(usize) -> f64, players: usize) -> Vec<f64> {
        let of = |i: usize| {
            let mut sum = 0.0;
            for coalition in (0..1_usize << players).filter(|c| c >> i & 1 == 0) {
                let size = coalition.count_ones() as usize;
                let weight = factorial(size) * factorial(players - size - 1) / factorial(players);
                sum += weight * (worth(coalition | 1 << i) - worth(coalition));
            }
            sum
        };
        (0..players).map(of).collect()
    }

    #[test]
    fn they_are_those_of_the_definition() {
        let shares = [0.5, 0.125, 1.0, 0.3, 0.0, 0.9, 0.01, 0.6];
        let mut quadrature = Quadrature::default();
        for players in 1..=shares.len() {
            for marks in 0..1_usize << players {
                let holds = |i: usize| marks >> i & 1 == 1;
                let worth = |coalition: usize| -> f64 {
                    let one = |i: usize| match coalition >> i & 1 == 1 {
                        true => f64::from(u8::from(holds(i))),
                        false => shares[i],
                    };
                    (0..players).map(one).product()
                };
                let mut worths = vec![0.0; players];
                quadrature.game(&shares[..players]).worths(holds, &mut worths);
                for (own, defined) in worths.iter().zip(defined(&worth, players)) {
                    assert!((own - defined).abs() < 1e-14, "{players} {marks:b} {own} {defined}");
                }
            }
        }
    }

    #[test]
    fn against_rows_too() {
        for players in 1..=5_usize {
            let full = (1_u64 << players) - 1;
            let background: Vec<(u64, f64)> = (0..=full).step_by(3).map(|m| (m, 0.1 + m as f64)).collect();
            for marks in 0..=full {
                let worth = |coalition: usize| -> f64 {
                    let held = |others: u64| (marks & coalition as u64) | (others & !(coalition as u64));
                    background.iter().filter(|(m, _)| held(*m) & full == full).map(|(_, share)| share).sum()
                };
                let mut worths = vec![0.0; players];
                against(&background, marks, &mut worths);
                for (own, defined) in worths.iter().zip(defined(&worth, players)) {
                    assert!((own - defined).abs() < 1e-12, "{players} {marks:b} {own} {defined}");
                }
            }
        }
    }

    #[test]
    fn long_paths_lose_no_digits() {
        // All alike: by symmetry each has the same, and together they have all.
        let (players, share) = (60, 0.7);
        let mut worths = vec![0.0; players];
        Quadrature::default().game(&vec![share; players]).worths(|_| true, &mut worths);
        let all = 1.0 - libm::pow(share, players as f64);
        assert!(worths.iter().all(|own| (own - all / players as f64).abs() < 1e-15), "{}", worths[0]);
    }
}
