//! The exact test of a 2 × 2 table: R. A. Fisher, "The design of experiments", 1935.

use super::contingency::CrossTable;
use super::error::TestError;
use super::outcome::{Alternative, Outcome};
use crate::special::hypergeometric;

/// How far apart two probabilities may be, relatively, that are equal but for rounding.
const SAME: f64 = 1e-12;

/// Whether two yes-or-no questions are independent, by the probabilities of all tables with the
/// same margins. The statistic and effect is the sample odds ratio, infinite where a cell of the
/// second diagonal is empty. Two-sided, the p-value adds up the tables that are no more probable.
/// Time O(smallest margin).
///
/// # Errors
/// A table that is not 2 × 2 once empty rows and columns are left out.
pub fn fisher_exact(table: &CrossTable, side: Alternative) -> Result<Outcome, TestError> {
    let table = table.occupied();
    let (rows, columns) = table.shape();
    let &[a, b, c, d] = table.counts() else {
        return Err(TestError::Shape { rows, columns, wanted: "two of each" });
    };
    if (rows, columns) != (2, 2) {
        return Err(TestError::Shape { rows, columns, wanted: "two of each" });
    }
    let odds = if b > 0 && c > 0 { a as f64 * d as f64 / (b as f64 * c as f64) } else { f64::INFINITY };
    let tables = Tables { first: (a + b) as f64, second: (c + d) as f64, drawn: (a + c) as f64 };
    let at = a as f64;
    let p_value = match side {
        Alternative::Less => tables.up_to(at),
        Alternative::Greater => tables.from(at),
        Alternative::TwoSided => tables.no_more_probable(at),
    };
    Ok(Outcome {
        statistic: odds,
        p_value: p_value.min(1.0),
        n: table.total() as usize,
        effect: odds.is_finite().then_some(odds),
        method: Some("exact"),
        ..Outcome::default()
    })
}

/// The tables with given margins, each named by its first cell.
struct Tables {
    first: f64,
    second: f64,
    drawn: f64,
}

impl Tables {
    fn probability(&self, k: f64) -> f64 {
        hypergeometric(k, self.first, self.second, self.drawn)
    }

    fn lowest(&self) -> f64 {
        (self.drawn - self.second).max(0.0)
    }

    fn highest(&self) -> f64 {
        self.drawn.min(self.first)
    }

    fn mode(&self) -> f64 {
        ((self.drawn + 1.0) * (self.first + 1.0) / (self.first + self.second + 2.0)).floor()
    }

    /// P(K ≤ k), from k down; terms that no longer count end it.
    fn up_to(&self, k: f64) -> f64 {
        if k > self.mode() + 1.0 {
            return 1.0 - self.from(k + 1.0);
        }
        let (mut term, mut sum) = (self.probability(k), 0.0);
        let mut k = k;
        while k >= self.lowest() && term > sum * 1e-18 {
            sum += term;
            term *= k * (self.second - self.drawn + k) / ((self.first - k + 1.0) * (self.drawn - k + 1.0));
            k -= 1.0;
        }
        sum
    }

    /// P(K ≥ k), from k up.
    fn from(&self, k: f64) -> f64 {
        if k < self.mode() {
            return 1.0 - self.up_to(k - 1.0);
        }
        let (mut term, mut sum) = (self.probability(k), 0.0);
        let mut k = k;
        while k <= self.highest() && term > sum * 1e-18 {
            sum += term;
            term *= (self.first - k) * (self.drawn - k) / ((k + 1.0) * (self.second - self.drawn + k + 1.0));
            k += 1.0;
        }
        sum
    }

    fn no_more_probable(&self, at: f64) -> f64 {
        let mode = self.mode();
        let here = self.probability(at);
        if self.probability(mode) <= here * (1.0 + SAME) {
            return 1.0;
        }
        let fits = |k: f64| self.probability(k) <= here * (1.0 + SAME);
        if at < mode {
            self.up_to(at) + nearest(mode, self.highest(), fits).map_or(0.0, |k| self.from(k))
        } else {
            self.from(at) + nearest(mode, self.lowest(), fits).map_or(0.0, |k| self.up_to(k))
        }
    }
}

/// The whole number nearest to `inside`, on the way to `end`, that fits; those beyond it fit too.
fn nearest(inside: f64, end: f64, fits: impl Fn(f64) -> bool) -> Option<f64> {
    if !fits(end) {
        return None;
    }
    let (mut fails, mut fit) = (inside, end);
    while (fit - fails).abs() > 1.0 {
        let middle = ((fails + fit) / 2.0).floor();
        if fits(middle) { fit = middle } else { fails = middle }
    }
    Some(fit)
}
