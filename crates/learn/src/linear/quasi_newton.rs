//! L-BFGS with a weak Wolfe line search by bisection, for many unknowns.
//!
//! Liu and Nocedal, *On the limited memory BFGS method for large scale optimization* (1989);
//! the line search is that of Lewis and Overton, *Nonsmooth optimization via quasi-Newton
//! methods* (2013). Where sizes cost, steps stay within the orthant in which the sum falls, and those
//! that leave it end at its border (Andrew and Gao, *Scalable training of L1-regularized log-linear
//! models*, 2007).

use super::descent::{Answer, DECREASE, Descent, Found, slack, steepest};
use super::{add_scaled, dot};
use std::collections::VecDeque;

/// Steps that are remembered.
const MEMORY: usize = 12;
/// Share of the slope that must be gone after a step.
const CURVATURE: f64 = 0.9;

/// The state between two evaluations.
pub(crate) struct QuasiNewton {
    here: Vec<f64>,
    /// What the size of each unknown costs; empty where sizes cost nothing.
    costs: Vec<f64>,
    value: f64,
    /// Of the sum with the sizes, the shortest there is.
    gradient: Vec<f64>,
    /// Without the sizes.
    smooth: Vec<f64>,
    direction: Vec<f64>,
    step: f64,
    shortest: f64,
    longest: f64,
    trials: u32,
    next: Vec<f64>,
    memory: VecDeque<Pair>,
}

/// A step, the change of the gradient along it, and the inverse of their product.
struct Pair {
    step: Vec<f64>,
    change: Vec<f64>,
    rho: f64,
}

impl QuasiNewton {
    pub fn new(start: Vec<f64>, costs: Vec<f64>) -> Self {
        let zeros = vec![0.0; start.len()];
        Self {
            costs,
            value: f64::INFINITY,
            gradient: zeros.clone(),
            smooth: zeros.clone(),
            direction: zeros,
            step: 1.0,
            shortest: 0.0,
            longest: f64::INFINITY,
            trials: 0,
            next: start.clone(),
            here: start,
            memory: VecDeque::with_capacity(MEMORY),
        }
    }

    fn aim(&mut self) {
        self.next.clone_from(&self.here);
        add_scaled(&mut self.next, self.step, &self.direction);
        for j in (0..self.costs.len()).filter(|&j| self.costs[j] > 0.0) {
            let side = if self.here[j] == 0.0 { -self.gradient[j] } else { self.here[j] };
            if self.next[j] * side <= 0.0 {
                self.next[j] = 0.0;
            }
        }
    }

    fn sizes(&self) -> f64 {
        self.next.iter().zip(&self.costs).map(|(v, cost)| cost * v.abs()).sum()
    }

    /// Whether the sum with sizes fell enough; else a shorter step is next.
    fn falls(&mut self, value: f64) -> bool {
        let slope: f64 = self
            .gradient
            .iter()
            .zip(self.next.iter().zip(&self.here))
            .map(|(g, (to, from))| g * (to - from))
            .sum();
        if value <= self.value + DECREASE * slope + slack(self.value) {
            return true;
        }
        self.step *= 0.5;
        false
    }

    /// Whether the step is neither too long nor too short; else sets the next one.
    fn accepts(&mut self, found: &Found) -> bool {
        if !self.value.is_finite() {
            return true;
        }
        if !self.costs.is_empty() {
            return self.falls(found.value);
        }
        let slope = dot(&self.gradient, &self.direction);
        let enough = self.value + DECREASE * self.step * slope + slack(self.value);
        if found.value.is_nan() || found.value > enough {
            self.longest = self.step;
        } else if dot(&found.gradient, &self.direction) < CURVATURE * slope {
            self.shortest = self.step;
        } else {
            return true;
        }
        self.step = match self.longest.is_finite() {
            true => 0.5 * (self.shortest + self.longest),
            false => 2.0 * self.step,
        };
        false
    }

    fn remember(&mut self, found: &Found) {
        let step: Vec<f64> = self.next.iter().zip(&self.here).map(|(a, b)| a - b).collect();
        let change: Vec<f64> = found.gradient.iter().zip(&self.smooth).map(|(a, b)| a - b).collect();
        let product = dot(&step, &change);
        if product > 1e-14 * dot(&change, &change).sqrt() * dot(&step, &step).sqrt() {
            if self.memory.len() == MEMORY {
                self.memory.pop_front();
            }
            self.memory.push_back(Pair { step, change, rho: 1.0 / product });
        }
    }

    /// The two loops of Nocedal.
    fn turn(&mut self) {
        let mut d: Vec<f64> = self.gradient.iter().map(|g| -g).collect();
        let mut shares = Vec::with_capacity(self.memory.len());
        for pair in self.memory.iter().rev() {
            let share = pair.rho * dot(&pair.step, &d);
            add_scaled(&mut d, -share, &pair.change);
            shares.push(share);
        }
        if let Some(last) = self.memory.back() {
            let scale = 1.0 / (last.rho * dot(&last.change, &last.change));
            d.iter_mut().for_each(|v| *v *= scale);
        }
        for (pair, share) in self.memory.iter().zip(shares.iter().rev()) {
            let back = pair.rho * dot(&pair.change, &d);
            add_scaled(&mut d, share - back, &pair.step);
        }
        for j in (0..self.costs.len()).filter(|&j| self.costs[j] > 0.0) {
            d[j] = if d[j] * self.gradient[j] >= 0.0 { 0.0 } else { d[j] };
        }
        self.direction = d;
    }
}

impl Descent for QuasiNewton {
    fn point(&self) -> &[f64] {
        &self.next
    }

    fn tell(&mut self, mut found: Found) -> Answer {
        found.value += self.sizes();
        if !self.accepts(&found) {
            self.trials += 1;
            self.aim();
            return if self.trials > 60 { Answer::Stalled } else { Answer::Retry };
        }
        if self.value.is_finite() {
            self.remember(&found);
        }
        self.here.clone_from(&self.next);
        self.value = found.value;
        self.gradient = match self.costs.is_empty() {
            true => found.gradient.clone(),
            false => steepest(&self.here, &found.gradient, &self.costs),
        };
        self.smooth = found.gradient;
        self.turn();
        let length = dot(&self.gradient, &self.gradient).sqrt();
        self.step = if self.memory.is_empty() { 1.0 / length.max(1.0) } else { 1.0 };
        (self.shortest, self.longest, self.trials) = (0.0, f64::INFINITY, 0);
        self.aim();
        Answer::Accepted
    }

    fn best(&self) -> &[f64] {
        &self.here
    }

    fn gradient(&self) -> &[f64] {
        &self.gradient
    }

    fn wants_curvature(&self) -> bool {
        false
    }
}
