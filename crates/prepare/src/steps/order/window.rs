//! What the numbers of a window come to while it slides along the rows, without taking a number off a sum: a
//! number that has left leaves no trace.
//!
//! Sums, means, deviations, least and greatest are merged in a queue of two stacks, each number twice at most; the
//! median is kept in a Fenwick tree over the ranks of the group.

use serde::{Deserialize, Serialize};
use std::collections::VecDeque;

/// What is told of a window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum WindowFunction {
    /// Arithmetic mean.
    Mean,
    /// Standard deviation, divisor n − 1.
    Std,
    /// Least.
    Min,
    /// Greatest.
    Max,
    /// Sum.
    Sum,
    /// Median.
    Median,
    /// How many cells are not missing.
    Count,
}

impl WindowFunction {
    /// All, by the names of pandas.
    pub(super) const ALL: [(&str, Self); 7] = [
        ("mean", Self::Mean),
        ("std", Self::Std),
        ("min", Self::Min),
        ("max", Self::Max),
        ("sum", Self::Sum),
        ("median", Self::Median),
        ("count", Self::Count),
    ];

    /// Its name.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, function)| *function == self).map_or("", |(name, _)| name)
    }

    /// Of numbers that are told by what they came to and their median; missing is NaN.
    pub(super) fn of(self, told: &Told, median: f64) -> f64 {
        let n = told.n as f64;
        match self {
            Self::Count => n,
            Self::Sum => told.sum,
            _ if told.n == 0 => f64::NAN,
            Self::Mean => told.mean,
            Self::Std if told.n < 2 => f64::NAN,
            Self::Std => libm::sqrt(told.squares / (n - 1.0)),
            Self::Min => told.min,
            Self::Max => told.max,
            Self::Median => median,
        }
    }
}

/// What numbers came to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Told {
    /// How many.
    pub n: u64,
    sum: f64,
    mean: f64,
    /// Squared distances from the mean, summed.
    squares: f64,
    min: f64,
    max: f64,
}

impl Told {
    const NOTHING: Self =
        Self { n: 0, sum: 0.0, mean: 0.0, squares: 0.0, min: f64::INFINITY, max: f64::NEG_INFINITY };

    /// Of one number; of a missing one nothing.
    fn of(x: f64) -> Self {
        match x.is_nan() {
            true => Self::NOTHING,
            false => Self { n: 1, sum: x, mean: x, squares: 0.0, min: x, max: x },
        }
    }

    /// Of the numbers of both (Chan, Golub and LeVeque 1979).
    fn and(self, later: Self) -> Self {
        if self.n == 0 || later.n == 0 {
            return if self.n == 0 { later } else { self };
        }
        let (a, b) = (self.n as f64, later.n as f64);
        let apart = later.mean - self.mean;
        Self {
            n: self.n + later.n,
            sum: self.sum + later.sum,
            mean: self.mean + apart * (b / (a + b)),
            squares: self.squares + later.squares + apart * apart * (a * b / (a + b)),
            min: self.min.min(later.min),
            max: self.max.max(later.max),
        }
    }
}

/// Numbers that stand in a row: they come at the end and go at the beginning.
pub(super) struct Window {
    /// Of each of the older numbers what it and those after it among them came to, the oldest last.
    older: Vec<Told>,
    /// The newer ones, where they are to go once.
    newer: Vec<f64>,
    /// What the newer ones came to.
    newest: Told,
    /// How many rows it holds.
    pub rows: u64,
    /// How many rows it has room for; it never lets one go where there is no number.
    width: Option<usize>,
}

impl Window {
    /// Holds nothing yet, and so many rows at most.
    pub fn new(width: Option<usize>) -> Self {
        Self { older: Vec::new(), newer: Vec::new(), newest: Told::NOTHING, rows: 0, width }
    }

    /// Takes in the number of the next row, and lets go of the first where there is no room. Amortised O(1).
    pub fn push(&mut self, x: f64) {
        self.newest = self.newest.and(Told::of(x));
        self.rows += 1;
        let Some(width) = self.width else { return };
        self.newer.push(x);
        if self.older.len() + self.newer.len() <= width {
            return;
        }
        if self.older.is_empty() {
            let mut all = Told::NOTHING;
            for x in self.newer.drain(..).rev() {
                all = Told::of(x).and(all);
                self.older.push(all);
            }
            self.newest = Told::NOTHING;
        }
        self.older.pop();
        self.rows -= 1;
    }

    /// What it holds.
    pub fn told(&self) -> Told {
        self.older.last().copied().unwrap_or(Told::NOTHING).and(self.newest)
    }

    /// Lets go of all.
    pub fn clear(&mut self) {
        self.older.clear();
        self.newer.clear();
        (self.newest, self.rows) = (Told::NOTHING, 0);
    }
}

/// The median of the numbers of a window, by their ranks in the group.
pub(super) struct Middle {
    /// Counts, as a Fenwick tree: of place i those of the i & −i ranks up to it.
    counts: Vec<u32>,
    /// Numbers by rank.
    sorted: Vec<f64>,
    /// The ranks of the rows that it holds, [`NO_RANK`] of those whose number is missing.
    held: VecDeque<u32>,
    /// How many numbers it holds.
    n: u32,
    width: Option<usize>,
}

/// A missing number has no rank.
pub(super) const NO_RANK: u32 = u32::MAX;

impl Middle {
    /// Of numbers in ascending order.
    pub fn new(sorted: Vec<f64>, width: Option<usize>) -> Self {
        Self { counts: vec![0; sorted.len() + 1], sorted, held: VecDeque::new(), n: 0, width }
    }

    /// Takes in the rank of the next row, and lets go of the first where there is no room. O(log numbers).
    pub fn push(&mut self, rank: u32) {
        self.held.push_back(rank);
        self.count(rank, 1);
        if self.width.is_some_and(|width| self.held.len() > width) {
            let first = self.held.pop_front().unwrap_or(NO_RANK);
            self.count(first, u32::MAX);
        }
    }

    /// Adds to the count of a rank; `u32::MAX` takes one off.
    fn count(&mut self, rank: u32, by: u32) {
        if rank == NO_RANK {
            return;
        }
        self.n = self.n.wrapping_add(by);
        let mut at = rank as usize + 1;
        while at < self.counts.len() {
            self.counts[at] = self.counts[at].wrapping_add(by);
            at += at & at.wrapping_neg();
        }
    }

    /// The number of a place in ascending order, from 0.
    fn at(&self, place: u32) -> f64 {
        let (mut left, mut at) = (place, 0);
        let mut step = self.counts.len().next_power_of_two() / 2;
        while step > 0 {
            if let Some(count) = self.counts.get(at + step).filter(|count| **count <= left) {
                left -= count;
                at += step;
            }
            step /= 2;
        }
        self.sorted.get(at).copied().unwrap_or(f64::NAN)
    }

    /// The median of what it holds; missing of nothing.
    pub fn median(&self) -> f64 {
        if self.n == 0 {
            return f64::NAN;
        }
        let (low, high) = (self.at((self.n - 1) / 2), self.at(self.n / 2));
        // Of two numbers that together are too large, each by itself.
        if low == high { low } else { low / 2.0 + high / 2.0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(n: usize) -> Vec<f64> {
        let draw = |i: usize| (i as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 40;
        (0..n).map(|i| if i % 7 == 3 { f64::NAN } else { (draw(i) % 50) as f64 - 20.5 }).collect()
    }

    #[test]
    fn a_window_holds_what_its_numbers_come_to_one_by_one() {
        let all = numbers(400);
        for width in [1, 2, 3, 10, 400, 1000] {
            let mut window = Window::new(Some(width));
            for at in 0..all.len() {
                window.push(all[at]);
                let held: Vec<f64> = all[(at + 1).saturating_sub(width)..=at]
                    .iter()
                    .copied()
                    .filter(|x| !x.is_nan())
                    .collect();
                let told = window.told();
                assert_eq!(told.n, held.len() as u64);
                if held.is_empty() {
                    continue;
                }
                let mean = held.iter().sum::<f64>() / held.len() as f64;
                let squares: f64 = held.iter().map(|x| (x - mean) * (x - mean)).sum();
                assert!((told.mean - mean).abs() < 1e-12 && (told.squares - squares).abs() < 1e-8);
                assert_eq!(told.sum, held.iter().sum::<f64>());
                assert_eq!(told.min, held.iter().copied().fold(f64::INFINITY, f64::min));
                assert_eq!(told.max, held.iter().copied().fold(f64::NEG_INFINITY, f64::max));
            }
        }
    }

    #[test]
    fn a_number_that_left_leaves_no_trace() {
        let mut window = Window::new(Some(2));
        [1e300, 0.1, 0.1].into_iter().for_each(|x| window.push(x));
        let told = window.told();
        assert_eq!((told.mean, told.squares), (0.1, 0.0));
    }

    #[test]
    fn a_median_is_that_of_the_sorted_numbers() {
        let all = numbers(300);
        let mut rows: Vec<usize> = (0..all.len()).filter(|row| !all[*row].is_nan()).collect();
        rows.sort_by(|a, b| all[*a].total_cmp(&all[*b]));
        let mut ranks = vec![NO_RANK; all.len()];
        rows.iter().zip(0..).for_each(|(row, rank)| ranks[*row] = rank);
        let sorted: Vec<f64> = rows.iter().map(|row| all[*row]).collect();
        for width in [1, 2, 5, 64, 300] {
            let mut middle = Middle::new(sorted.clone(), Some(width));
            for at in 0..all.len() {
                middle.push(ranks[at]);
                let mut held: Vec<f64> = all[(at + 1).saturating_sub(width)..=at]
                    .iter()
                    .copied()
                    .filter(|x| !x.is_nan())
                    .collect();
                held.sort_by(f64::total_cmp);
                match held.len() {
                    0 => assert!(middle.median().is_nan()),
                    n => assert_eq!(middle.median(), (held[(n - 1) / 2] + held[n / 2]) / 2.0),
                }
            }
        }
    }
}
