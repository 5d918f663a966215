//! Powers that bring numbers near a normal distribution (Box and Cox, *An analysis of transformations*, 1964; Yeo
//! and Johnson, *A new family of power transformations to improve normality or symmetry*, 2000): as scipy's
//! `boxcox` and `yeojohnson`.

mod minimum;

use crate::{deviation_sums, sum};
use minimum::Minimum;

/// A family of powers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Power {
    /// Of `1 + |x|`, for any numbers.
    YeoJohnson,
    /// Of x itself, for numbers above 0.
    BoxCox,
}

impl Power {
    /// The power of a number; of box-cox NaN where there is none.
    pub fn raise(self, x: f64, lambda: f64) -> f64 {
        match self {
            Self::YeoJohnson => raise_log(libm::log1p(x.abs()).copysign(x), lambda, self),
            Self::BoxCox if x > 0.0 => raise_log(libm::log(x), lambda, self),
            Self::BoxCox => f64::NAN,
        }
    }

    /// The number that has a power: the inverse of [`raise`](Self::raise). Where no number has it, the bound of
    /// those that are near, which may be infinite.
    pub fn lower(self, raised: f64, lambda: f64) -> f64 {
        let log = |raised: f64, lambda: f64| match lambda.abs() < f64::EPSILON {
            true => raised,
            false => libm::log1p((lambda * raised).max(-1.0)) / lambda,
        };
        match self {
            Self::YeoJohnson if raised < 0.0 => -libm::expm1(log(-raised, 2.0 - lambda)),
            Self::YeoJohnson => libm::expm1(log(raised, lambda)),
            Self::BoxCox => libm::exp(log(raised, lambda)),
        }
    }
}

/// The power of a number of which the logarithm is known.
fn raise_log(log: f64, lambda: f64, power: Power) -> f64 {
    let of = |log: f64, lambda: f64| match lambda.abs() < f64::EPSILON {
        true => log,
        false => libm::expm1(lambda * log) / lambda,
    };
    match power {
        Power::YeoJohnson if log < 0.0 => -of(-log, 2.0 - lambda),
        _ => of(log, lambda),
    }
}

/// The sum of numbers times their weights.
fn weighted(values: &[f64], weights: Option<&[f64]>) -> f64 {
    match weights {
        None => sum(values),
        Some(weights) => sum(&values.iter().zip(weights).map(|(x, w)| x * w).collect::<Vec<_>>()),
    }
}

fn weight(values: &[f64], weights: Option<&[f64]>) -> f64 {
    weights.map_or(values.len() as f64, sum)
}

/// Mean and variance of some numbers, with their weights as divisor, by two passes with Chan's correction.
pub fn weighted_moments(values: &[f64], weights: Option<&[f64]>) -> (f64, f64) {
    let n = weight(values, weights);
    let mean = weighted(values, weights) / n;
    let [correction, squares] = match weights {
        None => deviation_sums(values, mean),
        Some(weights) => {
            let of = |power: i32| values.iter().zip(weights).map(move |(x, w)| w * (x - mean).powi(power));
            [sum(&of(1).collect::<Vec<_>>()), sum(&of(2).collect::<Vec<_>>())]
        }
    };
    (mean, (squares - correction * correction / n) / n)
}

/// The search for the power with the largest likelihood, a value of it at a time. Each takes one pass over the
/// numbers, and there are some dozens.
pub struct PowerSearch {
    /// The weights, where numbers have some, and what they add up to, or how many numbers there are.
    weights: Option<Vec<f64>>,
    count: f64,
    /// `ln(1 + |x|)` with the sign of x, or `ln x` less its mean, which moves no optimum.
    logs: Vec<f64>,
    power: Power,
    /// The sum of the logarithms.
    total: f64,
    minimum: Minimum,
}

impl PowerSearch {
    /// A search for finite numbers, of box-cox above 0, that are not all the same. A weight above 0 counts as so
    /// many numbers.
    pub fn new(values: &[f64], weights: Option<&[f64]>, power: Power) -> Self {
        let mut logs: Vec<f64> = match power {
            Power::YeoJohnson => values.iter().map(|x| libm::log1p(x.abs()).copysign(*x)).collect(),
            Power::BoxCox => values.iter().map(|x| libm::log(*x)).collect(),
        };
        if power == Power::BoxCox {
            let mean = weighted(&logs, weights) / weight(&logs, weights);
            logs.iter_mut().for_each(|log| *log -= mean);
        }
        let (low, high) = bounds(values, &logs, power);
        let (total, count) = (weighted(&logs, weights), weight(&logs, weights));
        let weights = weights.map(<[f64]>::to_vec);
        Self { weights, count, logs, power, total, minimum: Minimum::between(low, high) }
    }

    /// Asks for one more value; answers the power once it is found.
    pub fn advance(&mut self) -> Option<f64> {
        let value = self.misfit(self.minimum.at());
        self.minimum.take(value)
    }

    /// The logarithm of the likelihood, turned round and without what does not depend on the power.
    fn misfit(&self, lambda: f64) -> f64 {
        let raised: Vec<f64> = self.logs.iter().map(|log| raise_log(*log, lambda, self.power)).collect();
        let (_, variance) = weighted_moments(&raised, self.weights.as_deref());
        if variance.is_nan() || variance < f64::MIN_POSITIVE || variance == f64::INFINITY {
            return f64::INFINITY;
        }
        0.5 * self.count * libm::log(variance) - (lambda - 1.0) * self.total
    }
}

/// Powers between which the variance of numbers up to twenty times as large neither vanishes nor overflows:
/// where scipy searches.
fn bounds(values: &[f64], logs: &[f64], power: Power) -> (f64, f64) {
    let epsilon = libm::log(f64::EPSILON);
    let tiny = 0.5 * (libm::log(f64::MIN_POSITIVE) - epsilon);
    let huge = 0.5 * (libm::log(f64::MAX) + epsilon);
    if power == Power::BoxCox {
        let most = logs.iter().fold(0.0_f64, |most, log| most.max(log.abs())) + libm::log(20.0);
        return (tiny / most, huge / most);
    }
    let most = libm::log1p(20.0 * values.iter().fold(0.0_f64, |most, x| most.max(x.abs())));
    let (low, high) = (tiny / most, huge / most);
    let negative = values.iter().filter(|x| **x < 0.0).count();
    match negative {
        0 => (low, high),
        n if n == values.len() => (2.0 - high, 2.0 - low),
        _ => (low.max(2.0 - high), high.min(2.0 - low)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_power_is_taken_back() {
        for power in [Power::YeoJohnson, Power::BoxCox] {
            for lambda in [-2.0, -0.3, 0.0, 0.5, 1.0, 1.7, 2.0, 3.1] {
                for x in [0.001, 0.4, 1.0, 7.5, 120.0] {
                    let both = if power == Power::BoxCox { vec![x] } else { vec![x, -x] };
                    for x in both {
                        let back = power.lower(power.raise(x, lambda), lambda);
                        assert!((back - x).abs() < 1e-7 * x.abs().max(1.0), "{power:?} {lambda} {x} {back}");
                    }
                }
            }
        }
    }

    #[test]
    fn a_weight_is_repetition() {
        let values = [0.2, 1.0, 1.5, 2.0, 9.0, 40.0];
        let weights = [1.0, 3.0, 2.0, 1.0, 2.0, 1.0];
        let repeated: Vec<f64> =
            values.iter().zip(weights).flat_map(|(x, w)| std::iter::repeat_n(*x, w as usize)).collect();
        let found = |mut search: PowerSearch| loop {
            if let Some(lambda) = search.advance() {
                return lambda;
            }
        };
        for power in [Power::YeoJohnson, Power::BoxCox] {
            let one = found(PowerSearch::new(&values, Some(&weights), power));
            let other = found(PowerSearch::new(&repeated, None, power));
            assert!((one - other).abs() < 1e-6, "{power:?} {one} {other}");
        }
    }

    #[test]
    fn what_no_number_has_is_a_bound() {
        assert_eq!(Power::BoxCox.lower(-9.0, 0.5), 0.0);
        assert_eq!(Power::BoxCox.lower(9.0, -0.5), f64::INFINITY);
        assert_eq!(Power::YeoJohnson.lower(-9.0, 2.5), f64::NEG_INFINITY);
    }
}
