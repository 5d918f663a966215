//! SHAP values of any model, by asking it: of rows of which some columns are those of the row and the others
//! those of a background row.
//!
//! With few columns all sets of them are asked for, and the values are exact. With more they are drawn: orders
//! of the columns, each forth and back again (Mitchell et al., *Sampling Permutations for Shapley Value
//! Estimation*, 2022), the same number against each background row. In both cases the values and the base sum
//! to the answer.

use crate::split::shuffle;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

/// What is asked of a model about a row, the same for every row.
pub struct Questions {
    players: usize,
    background: usize,
    asked: Asked,
}

enum Asked {
    /// Every set of columns.
    All,
    /// By background row, some orders of the columns.
    Orders(Vec<Vec<Vec<u32>>>),
}

impl Questions {
    /// Of so many columns against so many background rows, at least one of each; `rounds` orders against each,
    /// forth and back.
    pub fn new(players: usize, background: usize, rounds: usize, seed: u64) -> Self {
        let few = players < 16 && 1 << players <= 2 * players * rounds;
        if few {
            return Self { players, background, asked: Asked::All };
        }
        let mut draw = ChaCha8Rng::seed_from_u64(seed);
        let mut order = || {
            let mut order: Vec<u32> = (0..players as u32).collect();
            shuffle(&mut order, &mut draw);
            order
        };
        let orders = (0..background).map(|_| (0..rounds).map(|_| order()).collect()).collect();
        Self { players, background, asked: Asked::Orders(orders) }
    }

    /// Whether the values are exact against the background.
    pub fn exact(&self) -> bool {
        matches!(self.asked, Asked::All)
    }

    /// How many answers are needed for a row.
    pub fn len(&self) -> usize {
        match &self.asked {
            Asked::All => self.background << self.players,
            Asked::Orders(orders) => {
                let steps = self.players.saturating_sub(1);
                orders.iter().map(|of| of.len() * (2 * steps) + 2).sum()
            }
        }
    }

    /// Whether nothing is asked.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Tells every question in order: the background row, and of each column whether it is the row's.
    pub fn each(&self, mut tell: impl FnMut(usize, &[bool])) {
        let mut own = vec![false; self.players];
        match &self.asked {
            Asked::All => {
                for z in 0..self.background {
                    for set in 0..1_usize << self.players {
                        own.iter_mut().enumerate().for_each(|(i, own)| *own = set >> i & 1 == 1);
                        tell(z, &own);
                    }
                }
            }
            Asked::Orders(orders) => {
                for (z, of) in orders.iter().enumerate() {
                    own.fill(false);
                    tell(z, &own);
                    own.fill(true);
                    tell(z, &own);
                    for order in of {
                        walks(order, &mut own, |own| tell(z, own));
                    }
                }
            }
        }
    }

    /// The values of each column from the answers to every question, and the base, one number a question.
    pub fn values(&self, answers: &[f64]) -> (Vec<f64>, f64) {
        debug_assert_eq!(answers.len(), self.len());
        match &self.asked {
            Asked::All => self.of_all(answers),
            Asked::Orders(orders) => self.of_orders(orders, answers),
        }
    }

    fn of_all(&self, answers: &[f64]) -> (Vec<f64>, f64) {
        let (sets, rows) = (1_usize << self.players, self.background as f64);
        let mean = |set: usize| (0..self.background).map(|z| answers[z * sets + set]).sum::<f64>() / rows;
        let worth: Vec<f64> = (0..sets).map(mean).collect();
        let n = self.players as f64;
        // Of a set of this size: size! · (players − size − 1)! / players!
        let weights: Vec<f64> = (0..self.players)
            .map(|size| (1..=size).fold(1.0 / n, |all, k| all * k as f64 / (n - k as f64)))
            .collect();
        let of = |i: usize| {
            let without = (0..sets).filter(|set| set >> i & 1 == 0);
            let gain = |set: usize| weights[set.count_ones() as usize] * (worth[set | 1 << i] - worth[set]);
            without.map(gain).sum()
        };
        ((0..self.players).map(of).collect(), worth[0])
    }

    fn of_orders(&self, orders: &[Vec<Vec<u32>>], answers: &[f64]) -> (Vec<f64>, f64) {
        let (mut values, mut base) = (vec![0.0; self.players], 0.0);
        let mut rest = answers.iter().copied();
        let mut next = || rest.next().unwrap_or_default();
        for of in orders {
            let (none, all) = (next(), next());
            base += none;
            for order in of {
                let mut along = |order: &mut dyn Iterator<Item = u32>| {
                    let mut before = none;
                    for (at, column) in order.enumerate() {
                        let now = if at + 1 == self.players { all } else { next() };
                        values[column as usize] += now - before;
                        before = now;
                    }
                };
                along(&mut order.iter().copied());
                along(&mut order.iter().rev().copied());
            }
        }
        let walks = (2 * orders.iter().map(Vec::len).sum::<usize>()).max(1) as f64;
        values.iter_mut().for_each(|value| *value /= walks);
        (values, base / orders.len().max(1) as f64)
    }
}

/// Goes along an order of columns and back: each step makes one more the row's. The ends are known already.
fn walks(order: &[u32], own: &mut [bool], mut tell: impl FnMut(&[bool])) {
    let steps = order.len().saturating_sub(1);
    own.fill(false);
    for column in &order[..steps] {
        own[*column as usize] = true;
        tell(own);
    }
    own.fill(false);
    for column in order.iter().rev().take(steps) {
        own[*column as usize] = true;
        tell(own);
    }
}
