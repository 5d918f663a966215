//! The humps of one column: B-splines on knots, and what becomes of them beyond the knots.

use serde::{Deserialize, Serialize};

/// What becomes of numbers beyond the knots.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Extrapolation {
    /// They count as the nearest knot.
    Constant,
    /// The humps go on straight.
    Linear,
    /// The polynomials at the ends go on.
    Continue,
    /// They are refused.
    Error,
    /// The knots begin anew.
    Periodic,
}

/// A column and its humps.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SplineColumn {
    /// Column.
    pub name: String,
    /// Knots in ascending order, as many as the degree beyond each end.
    pub knots: Vec<f64>,
    /// Names of the columns that replace it: all humps, or all but the last.
    pub outputs: Vec<String>,
}

impl SplineColumn {
    /// Of the knots within.
    pub(super) fn new(
        name: &str,
        inner: &[f64],
        degree: usize,
        extrapolation: Extrapolation,
        bias: bool,
    ) -> Self {
        let last = inner.len() - 1;
        let (first, end) = (inner[0], inner[last]);
        let (before, after): (Vec<f64>, Vec<f64>) = match extrapolation {
            Extrapolation::Periodic => {
                let period = end - first;
                let before = inner[last - degree..last].iter().map(|x| x - period).collect();
                (before, inner[1..=degree].iter().map(|x| x + period).collect())
            }
            _ => {
                let (low, high) = (inner[1] - first, end - inner[last - 1]);
                let before = (1..=degree).rev().map(|at| first - at as f64 * low).collect();
                (before, (1..=degree).map(|at| end + at as f64 * high).collect())
            }
        };
        let knots = before.into_iter().chain(inner.iter().copied()).chain(after).collect();
        let mut column = Self { name: name.into(), knots, outputs: Vec::new() };
        let count = column.count(degree, extrapolation) - usize::from(!bias);
        column.outputs = (0..count).map(|at| format!("{name}_sp_{at}")).collect();
        column
    }

    /// How many humps there are, the one that may be left out among them.
    pub(super) fn count(&self, degree: usize, extrapolation: Extrapolation) -> usize {
        let all = self.knots.len() - degree - 1;
        if extrapolation == Extrapolation::Periodic { all - degree } else { all }
    }

    /// The first and the last knot within.
    pub fn ends(&self, degree: usize) -> (f64, f64) {
        (self.knots[degree], self.knots[self.knots.len() - 1 - degree])
    }

    /// Whether a number lies between the knots.
    pub(super) fn holds(&self, x: f64, degree: usize) -> bool {
        let (low, high) = self.ends(degree);
        low <= x && x <= high
    }

    /// The humps at a number.
    pub(super) fn humps(&self, x: f64, degree: usize, extrapolation: Extrapolation, out: &mut [f64]) {
        out.fill(0.0);
        let (low, high) = self.ends(degree);
        let inside = x.clamp(low, high);
        match extrapolation {
            Extrapolation::Constant => self.add(inside, degree, out),
            Extrapolation::Continue | Extrapolation::Error => self.add(x, degree, out),
            Extrapolation::Periodic => self.add(wrapped(x, low, high), degree, out),
            Extrapolation::Linear => {
                self.add(inside, degree, out);
                if x != inside && degree > 0 {
                    self.add_slope(inside, x - inside, degree, out);
                }
            }
        }
    }

    /// The interval between two knots that a number lies in, by the place of the lower one.
    fn interval(&self, x: f64, degree: usize) -> usize {
        let last = self.knots.len() - degree - 1;
        let within = &self.knots[degree + 1..last];
        degree + within.partition_point(|knot| *knot <= x)
    }

    /// Adds the humps at a number; those beyond the last begin anew at the first.
    fn add(&self, x: f64, degree: usize, out: &mut [f64]) {
        let at = self.interval(x, degree);
        for (k, hump) in basis(&self.knots, at, x, degree).into_iter().enumerate() {
            let place = at - degree + k;
            out[place % out.len()] += hump;
        }
    }

    /// Adds their slopes at a number, a way long.
    fn add_slope(&self, x: f64, way: f64, degree: usize, out: &mut [f64]) {
        let at = self.interval(x, degree);
        let lower = basis(&self.knots, at, x, degree - 1);
        for (k, hump) in lower.into_iter().enumerate() {
            let place = at + 1 - degree + k;
            let width = self.knots[place + degree] - self.knots[place];
            if width > 0.0 {
                let slope = degree as f64 * hump / width;
                out[place] += way * slope;
                out[place - 1] -= way * slope;
            }
        }
    }
}

/// A number moved by whole periods to between two ends.
fn wrapped(x: f64, low: f64, high: f64) -> f64 {
    let period = high - low;
    if period <= 0.0 {
        return 0.0;
    }
    let rest = libm::fmod(x - low, period);
    low + if rest < 0.0 { rest + period } else { rest }
}

/// The humps that are not zero in an interval, of which each is made of two of a degree less.
fn basis(knots: &[f64], at: usize, x: f64, degree: usize) -> Vec<f64> {
    let mut humps = vec![1.0];
    for step in 1..=degree {
        let mut next = vec![0.0; step + 1];
        for (k, hump) in humps.iter().enumerate() {
            let (low, high) = (knots[at + k + 1 - step], knots[at + k + 1]);
            if high > low {
                let share = hump / (high - low);
                next[k] += share * (high - x);
                next[k + 1] += share * (x - low);
            }
        }
        humps = next;
    }
    humps
}
