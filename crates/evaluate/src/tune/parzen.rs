//! The density of values that were tried, as a mixture of one kernel a value: normal ones cut off at the ends of
//! a range, and weighted choices. As Optuna's `_ParzenEstimator` with its defaults.

use super::space::{Scale, unit};
use glasshouse_stats::{normal_cdf, normal_quantile};
use libm::{exp, log};
use rand_chacha::ChaCha8Rng;

/// Weight of the kernel that knows nothing.
const PRIOR: f64 = 1.0;
/// Trials, the newest, that count in full.
const FULL: usize = 25;
/// The narrowest kernel is the range over this, at most.
const NARROWEST: f64 = 100.0;

/// A mixture.
pub(super) enum Mixture {
    /// Of numbers: weight, mean and deviation of each kernel, and the scale.
    Numbers(Vec<[f64; 3]>, Scale),
    /// Of choices: the probability of each.
    Choices(Vec<f64>),
}

impl Mixture {
    /// Of values in the order in which they were tried.
    pub fn of(values: &[f64], scale: Scale) -> Self {
        let mut weights = weights(values.len());
        weights.push(PRIOR);
        let sum: f64 = weights.iter().sum();
        weights.iter_mut().for_each(|weight| *weight /= sum);
        match scale {
            Scale::Choices(count) => Self::Choices(of_choices(values, &weights, count)),
            Scale::Numbers { .. } => Self::Numbers(of_numbers(values, &weights, scale), scale),
        }
    }

    /// A value from it.
    pub fn draw(&self, rng: &mut ChaCha8Rng) -> f64 {
        match self {
            Self::Choices(shares) => chosen(shares.iter().copied(), rng) as f64,
            Self::Numbers(kernels, scale) => {
                let [_, mean, deviation] = kernels[chosen(kernels.iter().map(|kernel| kernel[0]), rng)];
                let (low, high) = scale.bounds();
                let at = |end: f64| normal_cdf((end - mean) / deviation);
                let (from, to) = (at(low), at(high));
                let even = mean + deviation * normal_quantile(from + unit(rng) * (to - from));
                scale.at_even(even.clamp(low, high))
            }
        }
    }

    /// Logarithm of the density at a value.
    pub fn log_density(&self, value: f64) -> f64 {
        match self {
            Self::Choices(shares) => log(shares[value as usize]),
            Self::Numbers(kernels, scale) => {
                let each: Vec<f64> =
                    kernels.iter().map(|kernel| log_kernel(*kernel, value, *scale)).collect();
                log_sum(&each)
            }
        }
    }
}

/// Older trials count less once there are many.
fn weights(count: usize) -> Vec<f64> {
    if count < FULL {
        return vec![1.0; count];
    }
    let ramp = count - FULL;
    let first = 1.0 / count as f64;
    // The ramp ends at 1 itself, where it is longer than one.
    let step = if ramp > 1 { (1.0 - first) / (ramp - 1) as f64 } else { 0.0 };
    (0..ramp).map(|at| first + step * at as f64).chain(std::iter::repeat_n(1.0, FULL)).collect()
}

fn of_choices(values: &[f64], weights: &[f64], count: usize) -> Vec<f64> {
    let base = PRIOR / weights.len() as f64;
    let mut shares = vec![0.0; count];
    for (kernel, weight) in weights.iter().enumerate() {
        let own = values.get(kernel).map(|value| *value as usize);
        let sum = base * count as f64 + f64::from(u8::from(own.is_some()));
        for (choice, share) in shares.iter_mut().enumerate() {
            let seen = if own == Some(choice) { 1.0 } else { 0.0 };
            *share += weight * (base + seen) / sum;
        }
    }
    shares
}

/// Each kernel as wide as the way to its farther neighbour, the ends of the range not being neighbours.
fn of_numbers(values: &[f64], weights: &[f64], scale: Scale) -> Vec<[f64; 3]> {
    let (low, high) = scale.bounds();
    let prior = 0.5 * (low + high);
    let means: Vec<f64> = values.iter().map(|value| scale.even(*value)).chain([prior]).collect();
    let mut order: Vec<usize> = (0..means.len()).collect();
    order.sort_by(|a, b| means[*a].total_cmp(&means[*b]));
    let sorted: Vec<f64> = order.iter().map(|at| means[*at]).collect();
    let widest = high - low;
    let narrowest = widest / NARROWEST.min(1.0 + means.len() as f64);
    let mut kernels = vec![[0.0; 3]; means.len()];
    for (place, at) in order.iter().enumerate() {
        let left = place.checked_sub(1).map(|before| sorted[place] - sorted[before]);
        let right = sorted.get(place + 1).map(|after| after - sorted[place]);
        let (left, right) = match (left, right) {
            (None, None) => (sorted[place] - low, high - sorted[place]),
            (left, right) => (left.unwrap_or(0.0), right.unwrap_or(0.0)),
        };
        let deviation = left.max(right).clamp(narrowest, widest);
        kernels[*at] = [weights[*at], means[*at], deviation];
    }
    if let Some(prior) = kernels.last_mut() {
        prior[2] = widest;
    }
    kernels
}

/// Logarithm of the weighted density of one kernel; of a whole number its probability.
fn log_kernel([weight, mean, deviation]: [f64; 3], value: f64, scale: Scale) -> f64 {
    let (low, high) = scale.bounds();
    let standard = |even: f64| (even - mean) / deviation;
    let inside = mass(standard(low), standard(high));
    match scale {
        Scale::Numbers { whole: true, .. } => {
            let below = scale.even(value - 0.5);
            let above = scale.even(value + 0.5);
            log(weight) + log(mass(standard(below), standard(above))) - log(inside)
        }
        _ => {
            let z = standard(scale.even(value));
            let root = 0.5 * log(2.0 * std::f64::consts::PI);
            log(weight) - 0.5 * z * z - root - log(deviation) - log(inside)
        }
    }
}

/// Probability of a standard normal between two numbers, computed on the side where it is small.
fn mass(from: f64, to: f64) -> f64 {
    match from > 0.0 {
        true => normal_cdf(-from) - normal_cdf(-to),
        false => normal_cdf(to) - normal_cdf(from),
    }
}

/// The place of a weight, each as likely as it is heavy.
fn chosen(weights: impl Iterator<Item = f64>, rng: &mut ChaCha8Rng) -> usize {
    let mut rest = unit(rng);
    let mut last = 0;
    for (at, weight) in weights.enumerate() {
        last = at;
        rest -= weight;
        if rest < 0.0 {
            break;
        }
    }
    last
}

fn log_sum(each: &[f64]) -> f64 {
    let most = each.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    match most.is_finite() {
        true => most + log(each.iter().map(|one| exp(one - most)).sum()),
        false => most,
    }
}
