//! What boosting lowers: losses with their gradients, hessians and first guesses, as scikit-learn
//! has them. Losses of positive numbers see the logarithm of the answer.

use super::histogram::Slope;
use crate::curve::r2;
use crate::threads;
use glasshouse_compute::{Work, activation, vectorised};
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// Bounds of a logarithm whose exponential is an `f32` other than zero.
pub const LOG_BOUNDS: (f64, f64) = (-87.0, 88.7);

/// Rows whose losses are one piece of work.
const PIECE: usize = 1024;

/// A loss; the last two have a score for each class.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Loss {
    Squared,
    Absolute,
    Quantile(f64),
    Poisson,
    Gamma,
    Binary,
    Multinomial(usize),
}

/// What becomes of the sums of leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Link {
    /// They are the answer.
    Identity,
    /// Their exponential is the answer.
    Log,
    /// Their softmax over the classes is.
    Softmax,
}

/// Rows with their answers and what the trees say of them so far.
#[derive(Debug, Clone, Default)]
pub(super) struct Sample {
    pub y: Truth,
    /// Weights, none of which is zero.
    pub weights: Option<Vec<f64>>,
    /// Sums of leaves: score after score, each with all rows.
    pub raw: Vec<f64>,
    /// With several scores, the logarithm of the sum of their exponentials at the start of the
    /// iteration.
    pub spread: Vec<f64>,
}

/// The answers of rows.
#[derive(Debug, Clone)]
pub(super) enum Truth {
    /// Numbers, or places of classes that are too many for a byte.
    Numbers(Vec<f64>),
    /// Places of the classes among those that have rows.
    Classes(Vec<u8>),
}

impl Default for Truth {
    fn default() -> Self {
        Self::Numbers(Vec::new())
    }
}

impl Truth {
    /// Of numbers, or of as many classes.
    pub fn of(numbers: impl Iterator<Item = f64>, classes: Option<usize>) -> Self {
        match classes {
            Some(count) if count <= 256 => Self::Classes(numbers.map(|class| class as u8).collect()),
            _ => Self::Numbers(numbers.collect()),
        }
    }

    fn len(&self) -> usize {
        match self {
            Self::Numbers(numbers) => numbers.len(),
            Self::Classes(classes) => classes.len(),
        }
    }

    /// That of a row.
    pub fn at(&self, row: usize) -> f64 {
        match self {
            Self::Numbers(numbers) => numbers[row],
            Self::Classes(classes) => f64::from(classes[row]),
        }
    }

    /// All.
    pub fn iter(&self) -> impl Iterator<Item = f64> + '_ {
        (0..self.len()).map(|row| self.at(row))
    }

    /// Those of some rows.
    pub fn pick(&self, rows: &[usize]) -> Self {
        match self {
            Self::Numbers(numbers) => Self::Numbers(rows.iter().map(|row| numbers[*row]).collect()),
            Self::Classes(classes) => Self::Classes(rows.iter().map(|row| classes[*row]).collect()),
        }
    }

    /// Those of rows that follow each other, in `room` where they are not kept as numbers.
    fn part<'a>(&'a self, rows: Range<usize>, room: &'a mut Vec<f64>) -> &'a [f64] {
        match self {
            Self::Numbers(numbers) => &numbers[rows],
            Self::Classes(classes) => {
                room.extend(classes[rows].iter().map(|class| f64::from(*class)));
                room
            }
        }
    }
}

impl Sample {
    pub fn rows(&self) -> usize {
        self.y.len()
    }

    fn weight(&self, row: usize) -> f64 {
        self.weights.as_ref().map_or(1.0, |w| w[row])
    }

    /// The same for numbers that take long: in pieces that threads share, whose sums are added in order.
    fn shared_mean(&self, number: impl Fn(usize) -> f64 + Sync + Send) -> f64 {
        let pieces = (0..self.rows()).step_by(PIECE).collect();
        let sums = threads::map(pieces, |first| {
            let (mut sum, mut total) = (0.0, 0.0);
            for row in first..self.rows().min(first + PIECE) {
                let weight = self.weight(row);
                sum += weight * number(row);
                total += weight;
            }
            (sum, total)
        });
        let (sum, total) = sums.iter().fold((0.0, 0.0), |all, part| (all.0 + part.0, all.1 + part.1));
        sum / total
    }

    /// Weighted mean of a number of each row.
    fn mean(&self, number: impl Fn(usize) -> f64) -> f64 {
        let (mut sum, mut total) = (0.0, 0.0);
        for row in 0..self.rows() {
            let weight = self.weight(row);
            sum += weight * number(row);
            total += weight;
        }
        sum / total
    }

    /// Brings `spread` up to date.
    pub fn gather(&mut self, scores: usize) {
        let rows = self.rows();
        let raw = &self.raw;
        self.spread.clear();
        self.spread.extend((0..rows).map(|row| {
            let of = |k: usize| raw[k * rows + row];
            let largest = (0..scores).map(of).fold(f64::NEG_INFINITY, f64::max);
            largest + libm::log((0..scores).map(|k| libm::exp(of(k) - largest)).sum::<f64>())
        }));
    }
}

impl Loss {
    /// Number of scores, each with a tree of its own in every iteration.
    pub fn scores(self) -> usize {
        if let Self::Multinomial(classes) = self { classes } else { 1 }
    }

    /// The parameter's name of it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Squared => "squared_error",
            Self::Absolute => "absolute_error",
            Self::Quantile(_) => "quantile",
            Self::Poisson => "poisson",
            Self::Gamma => "gamma",
            Self::Binary | Self::Multinomial(_) => "log_loss",
        }
    }

    /// The metric that goes with it.
    pub fn metric(self) -> &'static str {
        if self.link() == Link::Softmax { "accuracy" } else { "r2" }
    }

    pub fn link(self) -> Link {
        match self {
            Self::Binary | Self::Multinomial(_) => Link::Softmax,
            Self::Poisson | Self::Gamma => Link::Log,
            _ => Link::Identity,
        }
    }

    /// Whether every row's hessian is one.
    pub fn constant(self, weighted: bool) -> bool {
        !weighted && !self.smooth_hessian()
    }

    fn smooth_hessian(self) -> bool {
        !matches!(self, Self::Squared | Self::Absolute | Self::Quantile(_))
    }

    /// Whether leaves take the quantile of what is left instead of a step along the gradient.
    pub fn steps_by_quantile(self) -> Option<f64> {
        match self {
            Self::Absolute => Some(0.5),
            Self::Quantile(share) => Some(share),
            _ => None,
        }
    }

    /// The best answer that does not look at the features, one for each score.
    pub fn start(self, sample: &Sample) -> Vec<f64> {
        let mean = || sample.mean(|row| sample.y.at(row));
        let share = |class: f64, least: f64| {
            sample.mean(|row| f64::from(sample.y.at(row) == class)).clamp(least, 1.0 - least)
        };
        match self {
            Self::Squared => vec![mean()],
            Self::Absolute | Self::Quantile(_) => {
                let mut numbers: Vec<(f64, f64)> =
                    sample.y.iter().enumerate().map(|(row, y)| (y, sample.weight(row))).collect();
                let share = self.steps_by_quantile().unwrap_or(0.5);
                vec![quantile(&mut numbers, share, sample.weights.is_some())]
            }
            Self::Poisson | Self::Gamma => {
                vec![libm::log(mean().max(10.0 * f64::EPSILON)).clamp(LOG_BOUNDS.0, LOG_BOUNDS.1)]
            }
            Self::Binary => {
                let p = share(1.0, 10.0 * f64::EPSILON);
                vec![libm::log(p / (1.0 - p))]
            }
            Self::Multinomial(classes) => {
                let log = |k: usize| libm::log(share(k as f64, f64::EPSILON));
                let logs: Vec<f64> = (0..classes).map(log).collect();
                let middle = logs.iter().sum::<f64>() / classes as f64;
                logs.iter().map(|v| v - middle).collect()
            }
        }
    }

    /// Writes gradient and hessian of some rows, from `first` on, for one score.
    pub fn gradients(self, sample: &Sample, score: usize, first: usize, out: &mut [Slope]) {
        let range = first..first + out.len();
        let mut room = Vec::new();
        let y = sample.y.part(range.clone(), &mut room);
        let raw = &sample.raw[score * sample.rows()..][range.clone()];
        let weights = sample.weights.as_ref().map(|w| &w[range.clone()]);
        match self {
            Self::Squared => fill(y, raw, weights, out, |y, raw| (raw - y, 1.0)),
            Self::Absolute => fill(y, raw, weights, out, |y, raw| (if raw > y { 1.0 } else { -1.0 }, 1.0)),
            Self::Quantile(share) => {
                fill(y, raw, weights, out, |y, raw| (if y >= raw { -share } else { 1.0 - share }, 1.0));
            }
            Self::Poisson => fill(y, raw, weights, out, |y, raw| {
                let mean = exponential(raw);
                (mean - y, mean)
            }),
            Self::Gamma => fill(y, raw, weights, out, |y, raw| {
                let ratio = y * exponential(-raw);
                (1.0 - ratio, ratio)
            }),
            Self::Binary => vectorised(Logistic { y, raw, weights, out }),
            Self::Multinomial(_) => {
                let spread = &sample.spread[range];
                let own = score as f64;
                for (at, own_slope) in out.iter_mut().enumerate() {
                    let p = libm::exp(raw[at] - spread[at]);
                    let weight = weights.map_or(1.0, |w| w[at]);
                    *own_slope = slope(weight * (p - f64::from(y[at] == own)), weight * p * (1.0 - p));
                }
            }
        }
    }

    /// Weighted mean of the loss, constants left out as scikit-learn does.
    pub fn mean(self, sample: &Sample) -> f64 {
        let (y, raw) = (&sample.y, &sample.raw);
        match self {
            Self::Squared => sample.shared_mean(|row| 0.5 * (raw[row] - y.at(row)) * (raw[row] - y.at(row))),
            Self::Absolute => sample.shared_mean(|row| (raw[row] - y.at(row)).abs()),
            Self::Quantile(share) => sample.shared_mean(|row| {
                let rest = y.at(row) - raw[row];
                if rest < 0.0 { -rest * (1.0 - share) } else { rest * share }
            }),
            Self::Poisson => sample.shared_mean(|row| exponential(raw[row]) - y.at(row) * raw[row]),
            Self::Gamma => sample.shared_mean(|row| raw[row] + y.at(row) * exponential(-raw[row])),
            Self::Binary => sample.shared_mean(|row| {
                let (y, raw) = (y.at(row), raw[row]);
                raw.max(0.0) + libm::log1p(libm::exp(-raw.abs())) - y * raw
            }),
            Self::Multinomial(_) => {
                let rows = sample.rows();
                sample.shared_mean(|row| sample.spread[row] - raw[y.at(row) as usize * rows + row])
            }
        }
    }
}

impl Loss {
    /// The metric of rows: the share of classes that are right, or R².
    pub fn measure(self, sample: &Sample) -> f64 {
        let (y, raw, rows) = (&sample.y, &sample.raw, sample.rows());
        let class = |row: usize| match self {
            Self::Multinomial(classes) => {
                let score = |class: usize| raw[class * rows + row];
                (1..classes).fold(0, |best, class| if score(class) > score(best) { class } else { best })
            }
            _ => usize::from(raw[row] > 0.0),
        };
        if self.link() == Link::Softmax {
            return sample.shared_mean(|row| f64::from(class(row) as f64 == y.at(row)));
        }
        let answer = |row: usize| if self.link() == Link::Log { exponential(raw[row]) } else { raw[row] };
        let middle = sample.mean(|row| y.at(row));
        let squared = |off: f64| off * off;
        r2(
            sample.shared_mean(|row| squared(y.at(row) - answer(row))),
            sample.shared_mean(|row| squared(y.at(row) - middle)),
        )
    }
}

/// The exponential within the bounds of what an answer can be.
pub(super) fn exponential(log: f64) -> f64 {
    libm::exp(log.clamp(-LOG_BOUNDS.1, LOG_BOUNDS.1))
}

/// Slopes of two classes, in single precision, which is what they have: many rows at once.
struct Logistic<'a> {
    y: &'a [f64],
    raw: &'a [f64],
    weights: Option<&'a [f64]>,
    out: &'a mut [Slope],
}

impl Work for Logistic<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        fill(self.y, self.raw, self.weights, self.out, |y, raw| {
            let e = activation::exp((-raw as f32).min(80.0));
            let p = 1.0 / (1.0 + e);
            let q = e * p;
            (f64::from(if y > 0.0 { -q } else { p }), f64::from(p * q))
        });
    }
}

/// Both as `f32`, the largest of which stands for all that are larger.
#[inline(always)]
fn slope(gradient: f64, hessian: f64) -> Slope {
    const MOST: f64 = f32::MAX as f64;
    Slope { gradient: gradient.clamp(-MOST, MOST) as f32, hessian: hessian.min(MOST) as f32 }
}

#[inline(always)]
fn fill(
    y: &[f64],
    raw: &[f64],
    weights: Option<&[f64]>,
    out: &mut [Slope],
    of: impl Fn(f64, f64) -> (f64, f64),
) {
    let rows = y.iter().zip(raw).zip(out.iter_mut());
    match weights {
        None => rows.for_each(|((&y, &raw), sum)| {
            let (gradient, hessian) = of(y, raw);
            *sum = slope(gradient, hessian);
        }),
        Some(weights) => rows.zip(weights).for_each(|(((&y, &raw), sum), weight)| {
            let (gradient, hessian) = of(y, raw);
            *sum = slope(weight * gradient, weight * hessian);
        }),
    }
}

/// A quantile of numbers with weights: interpolated where rows weigh alike (`numpy.percentile`),
/// else the smallest number at or below which lies at least the share of the weight.
pub(super) fn quantile(numbers: &mut [(f64, f64)], share: f64, weighted: bool) -> f64 {
    if weighted {
        numbers.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
        let total = numbers.iter().fold(0.0, |sum, n| sum + n.1);
        let mut sum = 0.0;
        let found = numbers.iter().find(|n| {
            sum += n.1;
            sum >= share * total
        });
        return found.or(numbers.last()).map_or(0.0, |n| n.0);
    }
    let Some(last) = numbers.len().checked_sub(1) else { return 0.0 };
    let place = share * last as f64;
    let at = place as usize;
    let (_, &mut (low, _), above) = numbers.select_nth_unstable_by(at, |a, b| a.0.total_cmp(&b.0));
    let high = above.iter().map(|n| n.0).min_by(f64::total_cmp).unwrap_or(low);
    let part = place - at as f64;
    if part == 0.0 { low } else { low * (1.0 - part) + high * part }
}
