//! The parameters that make the targets most likely, by L-BFGS on their logarithms.

use super::likelihood::{Evaluation, Likelihood, Problem};
use crate::Progress;
use crate::kernels::Kernel;
use crate::linear::{Answer, Descent, Found, QuasiNewton};
use crate::tree::sample::{generator, unit};

/// Parameters lie between one divided by this and this, as in scikit-learn.
pub(super) const BOUND: f64 = 1e5;
/// Steps of a run, at most.
pub(super) const STEPS: u32 = 200;
/// Where the largest slope ends a run, as a share of the value.
const FLAT: f64 = 1e-7;
/// A run also ends when so many steps in a row gained no more than this share of the value: what is left of the
/// slopes is rounding.
const STILL: u32 = 4;
const GAIN: f64 = 1e-11;

/// What likeness is made of.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Shape {
    Rbf,
    /// Of twice its smoothness.
    Matern(u32),
    RationalQuadratic,
}

impl Shape {
    /// The kernel of amplitude one for parameters: amplitude, length, and the mixture where there is one.
    pub fn kernel(self, theta: &[f64]) -> Kernel {
        let length = theta[1];
        match self {
            Self::Rbf => Kernel::Rbf { gamma: 0.5 / (length * length) },
            Self::Matern(twice_nu) => Kernel::Matern { length, twice_nu },
            Self::RationalQuadratic => Kernel::RationalQuadratic { length, alpha: theta[2] },
        }
    }
}

/// A search under way, of one run after the other.
pub(super) struct Search {
    descent: QuasiNewton,
    evaluation: Evaluation,
    seed: u64,
    /// Runs that are still to come, and the number of all.
    left: u32,
    runs: u32,
    steps: u32,
    started: bool,
    best: Option<Likelihood>,
    /// Whether the best run came to a place without slopes.
    flat: bool,
    lowest_of_run: f64,
    /// Steps in a row that gained nothing to speak of.
    still: u32,
}

/// From a place without bounds to a parameter between its bounds, and how quickly its logarithm follows.
fn inside(place: f64) -> (f64, f64) {
    let half = libm::log(BOUND);
    let share = libm::tanh(place / half);
    (libm::exp(half * share), 1.0 - share * share)
}

/// The place of a parameter; a little inside its bounds, or there would be no way back.
fn outside(parameter: f64) -> f64 {
    let half = libm::log(BOUND);
    half * libm::atanh((libm::log(parameter) / half).clamp(-0.999, 0.999))
}

impl Search {
    /// Begins at parameters. `again` runs follow from others that are drawn.
    pub fn new(problem: &Problem, theta: &[f64], again: u32, seed: u64) -> Self {
        let start: Vec<f64> = theta.iter().map(|&parameter| outside(parameter)).collect();
        Self {
            evaluation: Evaluation::new(problem, parameters(&start)),
            descent: QuasiNewton::new(start, Vec::new()),
            seed,
            left: again,
            runs: again + 1,
            steps: 0,
            started: false,
            best: None,
            flat: false,
            lowest_of_run: f64::INFINITY,
            still: 0,
        }
    }

    /// Steps made, and a bound of all.
    pub fn progress(&self) -> (u64, u64) {
        let done = (self.runs - 1 - self.left) * STEPS + self.steps.min(STEPS - 1);
        (u64::from(done), u64::from(self.runs * STEPS))
    }

    /// Searches while the budget lasts; at the end what was found best, and whether it has no slopes.
    pub fn advance(&mut self, problem: &Problem, budget: &mut i64) -> Option<(Likelihood, bool)> {
        while *budget > 0 {
            let found = self.evaluation.advance(problem, budget)?;
            let place: Vec<f64> = self.descent.point().to_vec();
            let slopes: Vec<f64> = place.iter().zip(&found.slopes).map(|(&p, s)| s * inside(p).1).collect();
            let value = if found.value.is_finite() { found.value } else { f64::NAN };
            let answer = self.descent.tell(Found { value, gradient: slopes, curvature: None });
            let steepest = self.descent.gradient().iter().fold(0.0, |most: f64, g| most.max(g.abs()));
            let size = value.abs().max(1.0);
            let gained = self.lowest_of_run - value > GAIN * size;
            self.still = match answer {
                Answer::Retry => self.still,
                _ if gained => 0,
                _ => self.still + 1,
            };
            let flat = steepest <= FLAT * size || self.still >= STILL;
            if answer == Answer::Accepted {
                self.steps += u32::from(self.started);
                self.started = true;
                self.lowest_of_run = value;
                let nearest = self.best.as_ref().map_or(f64::INFINITY, |best| best.value);
                if value < nearest {
                    (self.best, self.flat) = (Some(found), flat);
                } else if value <= nearest + GAIN * size {
                    self.flat |= flat;
                }
            }
            // Where no step along the line is better, rounding ends the search.
            let ended = answer == Answer::Stalled || value.is_nan() && !self.started;
            if ended && self.best.as_ref().is_some_and(|best| best.value == self.lowest_of_run) {
                self.flat = true;
            }
            let over = ended || answer == Answer::Accepted && flat || self.steps >= STEPS;
            if !over {
                self.evaluation.renew(problem, parameters(self.descent.point()));
                continue;
            }
            if self.left == 0 {
                return self.best.take().map(|best| (best, self.flat));
            }
            self.restart(problem);
        }
        None
    }

    /// Begins another run at parameters that are drawn.
    fn restart(&mut self, problem: &Problem) {
        let mut lots = generator(self.seed, self.left);
        let half = libm::log(BOUND);
        let count = self.descent.point().len();
        let start: Vec<f64> =
            (0..count).map(|_| outside(libm::exp(half * (2.0 * unit(&mut lots) - 1.0)))).collect();
        self.left -= 1;
        (self.steps, self.started, self.lowest_of_run, self.still) = (0, false, f64::INFINITY, 0);
        self.evaluation.renew(problem, parameters(&start));
        self.descent = QuasiNewton::new(start, Vec::new());
    }
}

/// How far a search is that is one of several, in steps.
pub(super) fn searching((steps, all): (u64, u64), done: usize, searches: usize) -> Progress {
    Progress { done: done as u64 * all + steps.min(all), total: searches as u64 * all, unit: "iteration" }
}

/// How far machines with fixed parameters are.
pub(super) fn once(done: usize, machines: usize) -> Progress {
    Progress { done: done as u64, total: machines as u64, unit: "machine" }
}

fn parameters(place: &[f64]) -> Vec<f64> {
    place.iter().map(|&p| inside(p).0).collect()
}
