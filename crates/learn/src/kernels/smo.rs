//! Sequential minimal optimisation: the multipliers of a support vector machine, two at a time.
//!
//! Makes `½ βᵀKβ − tᵀβ` as small as it gets while `low ≤ β ≤ high` and the sum of `β` stays. All machines are
//! of this form when multipliers bear the sign of their side. The pair is chosen by what it promises to second
//! order; variables that lie firmly at a bound are set aside until the end (Fan, Chen and Lin, *Working set
//! selection using second order information for training support vector machines*, 2005; Chang and Lin,
//! *LIBSVM: a library for support vector machines*, 2011).

use super::cache::Cache;
use super::kernel::{Kernel, Points};
use crate::Progress;

/// Curvature where rows are the same.
const FLAT: f64 = 1e-12;
/// Rounding that the slopes carry, as a share of them.
const ROUNDED: f64 = 1e-13;
/// Steps between two looks at what can be set aside, at most.
const LOOK: usize = 1000;

/// Variables of a problem, in the order in which they are given.
#[derive(Default)]
pub(super) struct Variables {
    /// The row of each: several variables may have one.
    pub row: Vec<u32>,
    /// What pulls it.
    pub pull: Vec<f64>,
    /// Its bounds.
    pub low: Vec<f64>,
    pub high: Vec<f64>,
    /// Where it begins; where it is.
    pub value: Vec<f64>,
}

/// What is done next.
enum Phase {
    /// Computes the slopes of what is set aside anew, from this variable on.
    Renew(usize),
    Step,
    Done,
}

/// A search under way.
pub(super) struct Smo {
    x: Vec<f32>,
    features: usize,
    price: i64,
    points: Points,
    cache: Cache,
    vars: Variables,
    /// Kernel of each variable's row with itself.
    own: Vec<f64>,
    /// How quickly the sum falls with each variable.
    slope: Vec<f64>,
    /// How many variables are not set aside; they come first.
    active: usize,
    until_look: usize,
    renewed: bool,
    phase: Phase,
    tol: f64,
    most: u64,
    steps: u64,
    /// How far the steepest ways up and down lie apart: first and now.
    apart: [f64; 2],
}

/// What came of it.
pub(super) struct Solution {
    /// The sum of the variables of each row.
    pub weights: Vec<f64>,
    /// What is added to the sums of kernels.
    pub height: f64,
    /// Steps after which it was given up.
    pub stopped: Option<u32>,
}

impl Smo {
    /// Over row-major rows `x`. `most` bounds the steps.
    pub fn new(
        kernel: Kernel,
        x: Vec<f32>,
        features: usize,
        vars: Variables,
        tol: f64,
        most: Option<u64>,
    ) -> Self {
        let (rows, count) = (x.len() / features, vars.row.len());
        let points = Points::new(kernel, &x, features);
        let row = |r: u32| &x[r as usize * features..(r as usize + 1) * features];
        let itself = |&r: &u32| {
            let one = Points::new(kernel, row(r), features);
            let mut out = vec![0.0; one.width()];
            one.each(row(r), &mut out);
            out[0]
        };
        let own = vars.row.iter().map(itself).collect();
        let begun = vars.value.iter().any(|v| *v != 0.0);
        Self {
            features,
            price: kernel.price(features),
            cache: Cache::new(rows, points.width()),
            points,
            own,
            slope: vars.pull.clone(),
            // What has begun has slopes of its own.
            active: if begun { 0 } else { count },
            until_look: count.min(LOOK),
            renewed: false,
            phase: if begun { Phase::Renew(0) } else { Phase::Step },
            tol,
            most: most.unwrap_or_else(|| (100 * count as u64).max(10_000_000)),
            steps: 0,
            apart: [f64::INFINITY; 2],
            vars,
            x,
        }
    }

    /// Searches while the budget of operations lasts; true at the end.
    pub fn advance(&mut self, budget: &mut i64) -> bool {
        while *budget > 0 {
            match self.phase {
                Phase::Renew(next) => self.renew(next, budget),
                Phase::Step => self.step(budget),
                Phase::Done => return true,
            }
        }
        matches!(self.phase, Phase::Done)
    }

    /// Steps, and a bound of them that is seldom near.
    pub fn progress(&self) -> Progress {
        Progress { done: self.steps.min(self.most), total: self.most, unit: "iteration" }
    }

    /// From 0 to 1, by the logarithm of what still is to be gained: it comes in leaps.
    pub fn share(&self) -> f64 {
        let [first, now] = self.apart;
        if !first.is_finite() || first <= self.tol {
            return 0.0;
        }
        (libm::log(first / now.max(self.tol)) / libm::log(first / self.tol)).clamp(0.0, 1.0)
    }

    /// Where the row of a variable lies in the cache.
    fn fetch(&mut self, variable: usize, budget: &mut i64) -> usize {
        let row = self.vars.row[variable];
        let x = &self.x[row as usize * self.features..][..self.features];
        let (place, made) = self.cache.fetch(row, &self.points, x);
        *budget -= if made { self.points.width() as i64 * self.price } else { 0 };
        place
    }

    /// Adds a variable to the slopes of what is set aside; after the last all are taken up again.
    fn renew(&mut self, variable: usize, budget: &mut i64) {
        let (aside, count) = (self.active, self.vars.row.len());
        if variable == 0 {
            self.slope[aside..].copy_from_slice(&self.vars.pull[aside..]);
        }
        if variable == count {
            self.active = count;
            self.phase = if self.steps >= self.most { Phase::Done } else { Phase::Step };
            return;
        }
        let value = self.vars.value[variable];
        if value != 0.0 && aside < count {
            let place = self.fetch(variable, budget);
            let kernels = self.cache.at(place);
            for (slope, &row) in self.slope[aside..].iter_mut().zip(&self.vars.row[aside..]) {
                *slope -= value * kernels[row as usize];
            }
            *budget -= 3 * (count - aside) as i64;
        }
        *budget -= 1;
        self.phase = Phase::Renew(variable + 1);
    }

    fn step(&mut self, budget: &mut i64) {
        self.until_look -= 1;
        if self.until_look == 0 {
            self.until_look = self.active.clamp(1, LOOK);
            if self.look(budget) {
                return;
            }
        }
        let Some((up, down)) = self.choose(budget) else {
            self.phase = if self.active < self.vars.row.len() { Phase::Renew(0) } else { Phase::Done };
            // Whether all agree is asked before any is set aside again.
            self.until_look = 2;
            return;
        };
        self.steps += 1;
        self.shift(up, down, budget);
        if self.steps >= self.most {
            self.phase = Phase::Renew(0);
        }
    }

    /// The steepest ways up and down among those that are not set aside.
    fn extremes(&self) -> (Option<usize>, f64, f64) {
        let (mut best, mut most, mut least) = (None, f64::NEG_INFINITY, f64::INFINITY);
        for v in 0..self.active {
            let slope = self.slope[v];
            if slope > most && self.vars.value[v] < self.vars.high[v] {
                (best, most) = (Some(v), slope);
            }
            if slope < least && self.vars.value[v] > self.vars.low[v] {
                least = slope;
            }
        }
        (best, most, least)
    }

    fn is_close(&self, most: f64, least: f64) -> bool {
        // Where there is no way up or no way down, the difference is below all numbers.
        most - least <= self.tol + ROUNDED * (most.abs() + least.abs())
    }

    /// The variable that is to grow and the one that is to shrink for it; none at the optimum.
    fn choose(&mut self, budget: &mut i64) -> Option<(usize, usize)> {
        let (up, most, least) = self.extremes();
        *budget -= 8 * self.active as i64;
        if most > least {
            self.apart = [if self.steps == 0 { most - least } else { self.apart[0] }, most - least];
        }
        let up = up.filter(|_| !self.is_close(most, least))?;
        let place = self.fetch(up, budget);
        let kernels = self.cache.at(place);
        let (mut best, mut gain) = (None, 0.0);
        for v in 0..self.active {
            let rise = most - self.slope[v];
            if rise > 0.0 && self.vars.value[v] > self.vars.low[v] {
                let bend = self.own[up] + self.own[v] - 2.0 * kernels[self.vars.row[v] as usize];
                let promised = rise * rise / if bend > 0.0 { bend } else { FLAT };
                if promised > gain {
                    (best, gain) = (Some(v), promised);
                }
            }
        }
        best.map(|down| (up, down))
    }

    /// Takes from one variable and gives to the other as much as is best.
    fn shift(&mut self, up: usize, down: usize, budget: &mut i64) {
        let (a, b) = (self.fetch(up, budget), self.fetch(down, budget));
        let (a, b) = (self.cache.at(a), self.cache.at(b));
        let vars = &mut self.vars;
        let bend = self.own[up] + self.own[down] - 2.0 * a[vars.row[down] as usize];
        let wanted = (self.slope[up] - self.slope[down]) / if bend > 0.0 { bend } else { FLAT };
        let room = [vars.high[up] - vars.value[up], vars.value[down] - vars.low[down]];
        let step = wanted.min(room[0]).min(room[1]);
        // At a bound exactly, or rounding would leave a little room for ever.
        vars.value[up] = if step == room[0] { vars.high[up] } else { vars.value[up] + step };
        vars.value[down] = if step == room[1] { vars.low[down] } else { vars.value[down] - step };
        for (slope, &row) in self.slope[..self.active].iter_mut().zip(&vars.row) {
            *slope -= step * (a[row as usize] - b[row as usize]);
        }
        *budget -= 5 * self.active as i64 + 10;
    }

    /// Sets aside what lies at a bound and is pulled beyond it. Once near the optimum all are looked at
    /// again; true where that is to be done first.
    fn look(&mut self, budget: &mut i64) -> bool {
        let (_, most, least) = self.extremes();
        *budget -= 10 * self.active as i64;
        if !self.renewed && most - least <= 10.0 * self.tol {
            self.renewed = true;
            if self.active < self.vars.row.len() {
                self.phase = Phase::Renew(0);
                return true;
            }
        }
        let mut v = 0;
        while v < self.active {
            let (value, slope) = (self.vars.value[v], self.slope[v]);
            let firm =
                value >= self.vars.high[v] && slope > most || value <= self.vars.low[v] && slope < least;
            if firm {
                self.active -= 1;
                self.swap(v, self.active);
            } else {
                v += 1;
            }
        }
        false
    }

    fn swap(&mut self, a: usize, b: usize) {
        let vars = &mut self.vars;
        vars.row.swap(a, b);
        for numbers in
            [&mut vars.pull, &mut vars.low, &mut vars.high, &mut vars.value, &mut self.own, &mut self.slope]
        {
            numbers.swap(a, b);
        }
    }

    /// The weights of the rows, and the height at which the free variables lie.
    pub fn solution(&self) -> Solution {
        let mut weights = vec![0.0; self.x.len() / self.features];
        let (mut sum, mut free) = (0.0, 0u32);
        for (v, &row) in self.vars.row.iter().enumerate() {
            let value = self.vars.value[v];
            weights[row as usize] += value;
            if self.vars.low[v] < value && value < self.vars.high[v] {
                (sum, free) = (sum + self.slope[v], free + 1);
            }
        }
        let (_, most, least) = self.extremes();
        let height = match free {
            0 if most.is_finite() && least.is_finite() => 0.5 * most + 0.5 * least,
            0 if most.is_finite() => most,
            0 if least.is_finite() => least,
            0 => 0.0,
            free => sum / f64::from(free),
        };
        let stopped = (self.steps >= self.most).then(|| u32::try_from(self.steps).unwrap_or(u32::MAX));
        Solution { weights, height, stopped }
    }
}
