//! One line that is learned a row at a time.

use super::options::{Options, Rate};
use crate::csr;
use crate::linear::{add_scaled, dot};
use serde::{Deserialize, Serialize};

/// Slopes beyond are taken for it, as in scikit-learn.
pub(super) const STEEPEST: f64 = 1e12;
/// A coefficient beyond is no longer one.
const LARGEST: f64 = 1e150;
/// An adaptive step is not made shorter than this.
const SHORTEST: f64 = 1e-6;

/// A line between two epochs, with all that going on needs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LineCheckpoint {
    /// One coefficient for each feature.
    pub coefficients: Vec<f64>,
    /// Answer at the origin.
    pub intercept: f64,
    /// Means of both over all steps; no coefficients where they are not asked for.
    pub mean: (Vec<f64>, f64),
    /// What the size of each coefficient has paid, and what each should have; none without such a penalty.
    pub paid: Vec<f64>,
    /// See `paid`.
    pub due: f64,
    /// Steps that were made.
    pub steps: f64,
    /// Length of a step.
    pub step: f64,
    /// The lowest sum so far, and epochs since it fell by `tol`.
    pub lowest: f64,
    /// See `lowest`.
    pub waited: u32,
    /// Whether it has come to its end.
    pub ended: bool,
    /// The line of the best epoch, where rows are held back.
    pub best: Option<(Vec<f64>, f64)>,
}

impl LineCheckpoint {
    /// A line of zeros.
    pub(super) fn new(features: usize, options: &Options) -> Self {
        Self {
            coefficients: vec![0.0; features],
            intercept: 0.0,
            mean: (vec![0.0; if options.average { features } else { 0 }], 0.0),
            paid: vec![0.0; if options.sizes > 0.0 { features } else { 0 }],
            due: 0.0,
            steps: 0.0,
            step: options.first_step,
            lowest: f64::INFINITY,
            waited: 0,
            ended: false,
            best: None,
        }
    }

    /// Whether it is a line of so many features that was learned in the same way.
    pub(super) fn fits(&self, features: usize, options: &Options) -> bool {
        let like = Self::new(features, options);
        let best = self.best.as_ref().is_none_or(|(line, _)| line.len() == features);
        self.coefficients.len() == features
            && self.mean.0.len() == like.mean.0.len()
            && self.paid.len() == like.paid.len()
            && best
    }

    fn score(&self, x: &[f64]) -> f64 {
        dot(&self.coefficients, x) + self.intercept
    }

    pub(super) fn next_step(&self, options: &Options) -> f64 {
        match options.rate {
            Rate::Constant | Rate::Adaptive => self.step,
            Rate::Scaled(power) => options.first_step / libm::pow(self.steps + 1.0, power),
            Rate::Optimal => {
                // As long at first as a usual coefficient (Bottou, "Stochastic gradient tricks", 2012).
                let usual = (1.0 / options.alpha.sqrt()).sqrt();
                1.0 / (options.alpha * (1.0 / (usual * options.alpha) + self.steps))
            }
        }
    }

    /// Learns from a row; what it cost before, penalties included, and without them.
    pub(super) fn learn(&mut self, options: &Options, x: &[f64], y: f64, weight: f64) -> (f64, f64) {
        let step = self.next_step(options);
        let (loss, slope) = options.loss.at(options.epsilon, y, self.score(x));
        let held = options.squares * 0.5 * dot(&self.coefficients, &self.coefficients)
            + if options.sizes > 0.0 {
                options.sizes * self.coefficients.iter().map(|w| w.abs()).sum::<f64>()
            } else {
                0.0
            };
        let change = -step * slope.clamp(-STEEPEST, STEEPEST) * weight;
        if options.squares > 0.0 {
            let left = (1.0 - options.squares * step).max(0.0);
            self.coefficients.iter_mut().for_each(|w| *w *= left);
        }
        if change != 0.0 {
            add_scaled(&mut self.coefficients, change, x);
            self.intercept += if options.intercept { change } else { 0.0 };
        }
        self.steps += 1.0;
        if options.average {
            let (mean, height) = &mut self.mean;
            mean.iter_mut().zip(&self.coefficients).for_each(|(m, w)| *m += (w - *m) / self.steps);
            *height += (self.intercept - *height) / self.steps;
        }
        if options.sizes > 0.0 {
            self.due += options.sizes * step;
            self.shrink();
        }
        (loss + held, loss)
    }

    /// Lets sizes pay what they owe, but no more than they are (Tsuruoka, Tsujii and Ananiadou, *Stochastic
    /// gradient descent training for L1-regularized log-linear models with cumulative penalty*, 2009).
    pub(super) fn shrink(&mut self) {
        for (w, paid) in self.coefficients.iter_mut().zip(&mut self.paid) {
            *w = settle(*w, self.due, paid);
        }
    }

    /// The line that answers: of the best epoch, the mean, or the last.
    pub(super) fn answer(&self) -> (&[f64], f64) {
        match &self.best {
            Some((line, height)) => (line, *height),
            None => self.current(),
        }
    }

    fn current(&self) -> (&[f64], f64) {
        match self.mean.0.is_empty() {
            true => (&self.coefficients, self.intercept),
            false => (&self.mean.0, self.mean.1),
        }
    }

    /// The line's answer to a row.
    pub(super) fn answers(&self, x: &[f64]) -> f64 {
        let (line, height) = self.current();
        dot(line, x) + height
    }

    /// Its answer to a sparse row.
    pub(super) fn answers_to(&self, (columns, values): (&[u32], &[f32])) -> f64 {
        let (line, height) = self.current();
        csr::dot(columns, values, line) + height
    }

    /// Whether all its numbers are numbers still.
    pub(super) fn is_sound(&self) -> bool {
        let sound = |w: &f64| w.abs() <= LARGEST;
        self.coefficients.iter().chain([&self.intercept]).all(sound)
    }

    /// Decides after an epoch whether there is another, as scikit-learn does. `held_back` says that `sum` is
    /// of rows that were not learned from.
    pub(super) fn judge(&mut self, options: &Options, sum: f64, held_back: bool) {
        let better = sum <= self.lowest - options.tol || self.lowest == f64::INFINITY;
        self.waited = if better { 0 } else { self.waited + 1 };
        if held_back && sum < self.lowest {
            let (line, height) = self.current();
            self.best = Some((line.to_vec(), height));
        }
        self.lowest = self.lowest.min(sum);
        if self.waited >= options.patience {
            self.ended = options.rate != Rate::Adaptive || self.step <= SHORTEST;
            if !self.ended {
                self.step /= 5.0;
                self.waited = 0;
            }
        }
    }
}

/// What is left of a coefficient that pays what it owes; `paid` is what it has paid.
pub(super) fn settle(before: f64, due: f64, paid: &mut f64) -> f64 {
    let mut after = before;
    if before > 0.0 {
        after = (before - (due + *paid)).max(0.0);
    } else if before < 0.0 {
        after = (before + (due - *paid)).min(0.0);
    }
    *paid += after - before;
    after
}
