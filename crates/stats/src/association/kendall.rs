//! Kendall's tau-b.

use crate::pieces::{Pause, at_once, merge_runs, no_pause, sort};
use crate::ranks::present_pairs;

/// Kendall's tau-b of the pairs without NaN: agreement of the orders, ties accounted for. `None`
/// for fewer than two pairs and where a column is constant. M. G. Kendall, 1945; counted after
/// W. R. Knight, "A computer method for calculating Kendall's tau with ungrouped data", 1966.
/// Time O(n log n).
pub fn kendall_tau_b(x: &[f64], y: &[f64]) -> Option<f64> {
    let (x, y) = present_pairs(x, y);
    at_once(PairCounts::of(&x, &y, &no_pause)).tau_b()
}

/// How many pairs of rows agree, disagree and are tied.
pub(crate) struct PairCounts {
    /// All pairs.
    pub total: u64,
    /// Pairs that one column orders otherwise than the other.
    pub discordant: u64,
    /// Pairs equal in x, in y, in both.
    pub x_tied: u64,
    pub y_tied: u64,
    both_tied: u64,
    /// Σ t(t−1)(t−2) and Σ t(t−1)(2t+5) over the ties of x and of y.
    x_terms: (f64, f64),
    y_terms: (f64, f64),
    rows: f64,
}

impl PairCounts {
    /// Counts pairs of values without NaN, in bounded pieces.
    pub async fn of(x: &[f64], y: &[f64], pause: Pause<'_>) -> Self {
        let n = x.len() as u64;
        let mut rows: Vec<(f64, f64)> = x.iter().zip(y).map(|(x, y)| (x + 0.0, y + 0.0)).collect();
        let order = |a: &(f64, f64), b: &(f64, f64)| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1));
        sort(&mut rows, order, &|done| pause(0.4 * done)).await;
        let both = ties(&rows, |row| *row);
        let of_x = ties(&rows, |row| row.0);
        let mut ys: Vec<f64> = rows.iter().map(|row| row.1).collect();
        pause(0.4).await;
        let discordant = merge_runs(&mut ys, 1, f64::total_cmp, &|done| pause(0.4 + 0.6 * done)).await;
        let of_y = ties(&ys, |y| *y);
        Self {
            total: n * n.saturating_sub(1) / 2,
            discordant,
            x_tied: pairs(&of_x),
            y_tied: pairs(&of_y),
            both_tied: pairs(&both),
            x_terms: terms(&of_x),
            y_terms: terms(&of_y),
            rows: n as f64,
        }
    }

    /// Agreeing less disagreeing pairs.
    fn difference(&self) -> f64 {
        let agreeing_or_not = self.total - self.x_tied - self.y_tied + self.both_tied;
        agreeing_or_not as f64 - 2.0 * self.discordant as f64
    }

    pub fn tau_b(&self) -> Option<f64> {
        let (x, y) = (self.total - self.x_tied, self.total - self.y_tied);
        let tau = || self.difference() / (x as f64).sqrt() / (y as f64).sqrt();
        (x > 0 && y > 0).then(|| tau().clamp(-1.0, 1.0))
    }

    /// The difference divided by its standard deviation under independence.
    pub fn z(&self) -> f64 {
        let n = self.rows;
        let m = n * (n - 1.0);
        let mut variance = (m * (2.0 * n + 5.0) - self.x_terms.1 - self.y_terms.1) / 18.0
            + 2.0 * self.x_tied as f64 * self.y_tied as f64 / m;
        if n > 2.0 {
            variance += self.x_terms.0 * self.y_terms.0 / (9.0 * m * (n - 2.0));
        }
        self.difference() / variance.sqrt()
    }
}

/// Lengths of the runs of equal keys that are longer than one.
fn ties<T, K: PartialEq>(sorted: &[T], key: impl Fn(&T) -> K) -> Vec<u64> {
    let mut runs = Vec::new();
    let mut start = 0;
    for end in 1..=sorted.len() {
        if end == sorted.len() || key(&sorted[end]) != key(&sorted[start]) {
            if end - start > 1 {
                runs.push((end - start) as u64);
            }
            start = end;
        }
    }
    runs
}

fn pairs(ties: &[u64]) -> u64 {
    ties.iter().map(|t| t * (t - 1) / 2).sum()
}

fn terms(ties: &[u64]) -> (f64, f64) {
    let sum = |of: fn(f64) -> f64| ties.iter().map(|&t| of(t as f64)).sum();
    (sum(|t| t * (t - 1.0) * (t - 2.0)), sum(|t| t * (t - 1.0) * (2.0 * t + 5.0)))
}
