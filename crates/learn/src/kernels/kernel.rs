//! How alike two rows are.

use crate::cluster::Packed;
use glasshouse_compute::{Work, vectorised};
use serde::{Deserialize, Serialize};

/// Likeness beyond is taken for it, so that sums of products stay finite.
const LARGEST: f64 = 1e100;

/// A kernel: a function of the product of two rows, or of their squared distance.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub enum Kernel {
    /// The product.
    Linear,
    /// `(gamma · product + coef0) ^ degree`.
    Polynomial {
        /// What the product is multiplied by.
        gamma: f64,
        /// What is added.
        coef0: f64,
        /// The power.
        degree: u32,
    },
    /// `exp(−gamma · squared distance)`.
    Rbf {
        /// How quickly rows become unlike.
        gamma: f64,
    },
    /// `tanh(gamma · product + coef0)`.
    Sigmoid {
        /// What the product is multiplied by.
        gamma: f64,
        /// What is added.
        coef0: f64,
    },
    /// Matérn's: rougher than `exp(−distance² / 2 length²)`, of which the smoothness is how often it has slopes.
    Matern {
        /// Distance at which rows are half alike, about.
        length: f64,
        /// Twice the smoothness: 1, 3 or 5.
        twice_nu: u32,
    },
    /// `(1 + distance² / 2 alpha length²) ^ −alpha`: a mixture of lengths.
    RationalQuadratic {
        /// The usual length.
        length: f64,
        /// How much alike the lengths are.
        alpha: f64,
    },
}

impl Kernel {
    /// Whether it is a function of the squared distance.
    pub fn is_of_distance(self) -> bool {
        matches!(self, Self::Rbf { .. } | Self::Matern { .. } | Self::RationalQuadratic { .. })
    }

    /// Of a product, or of a squared distance.
    pub fn of(self, x: f64) -> f64 {
        match self {
            Self::Linear => held(x),
            Self::Polynomial { gamma, coef0, degree } => {
                let base = held(gamma * x + coef0);
                (0..degree).fold(1.0, |power, _| held(power * base))
            }
            Self::Rbf { gamma } => libm::exp(-gamma * x),
            Self::Sigmoid { gamma, coef0 } => libm::tanh(held(gamma * x + coef0)),
            Self::Matern { length, twice_nu } => {
                let t = held((f64::from(twice_nu) * x).sqrt() / length);
                let bend = match twice_nu {
                    1 => 1.0,
                    3 => 1.0 + t,
                    _ => 1.0 + t + t * t / 3.0,
                };
                bend * libm::exp(-t)
            }
            Self::RationalQuadratic { length, alpha } => {
                libm::exp(-alpha * libm::log1p(held(x / (2.0 * alpha * length * length))))
            }
        }
    }

    /// Of a squared distance, how quickly it grows with the logarithms of its length and of its mixture.
    pub(crate) fn slopes(self, x: f64) -> [f64; 2] {
        match self {
            Self::Rbf { gamma } => [held(2.0 * gamma * x) * self.of(x), 0.0],
            Self::Matern { length, twice_nu } => {
                let t = held((f64::from(twice_nu) * x).sqrt() / length);
                let bend = match twice_nu {
                    1 => t,
                    3 => t * t,
                    _ => t * t * (1.0 + t) / 3.0,
                };
                [bend * libm::exp(-t), 0.0]
            }
            Self::RationalQuadratic { length, alpha } => {
                let q = held(x / (2.0 * alpha * length * length));
                let value = self.of(x);
                let rest = q / (1.0 + q);
                [2.0 * alpha * rest * value, alpha * (rest - libm::log1p(q)) * value]
            }
            Self::Linear | Self::Polynomial { .. } | Self::Sigmoid { .. } => [0.0; 2],
        }
    }

    /// Operations for a comparison of rows with `features` features.
    pub fn price(self, features: usize) -> i64 {
        let bend = if self == Self::Linear { 4 } else { 30 };
        2 * features as i64 + bend
    }

    /// Whether its numbers are sound.
    pub(crate) fn is_sound(self) -> bool {
        match self {
            Self::Linear => true,
            Self::Polynomial { gamma, coef0, .. } | Self::Sigmoid { gamma, coef0 } => {
                gamma.is_finite() && coef0.is_finite()
            }
            Self::Rbf { gamma } => gamma.is_finite() && gamma >= 0.0,
            Self::Matern { length, twice_nu } => {
                length.is_finite() && length > 0.0 && [1, 3, 5].contains(&twice_nu)
            }
            Self::RationalQuadratic { length, alpha } => {
                length.is_finite() && length > 0.0 && alpha.is_finite() && alpha > 0.0
            }
        }
    }
}

fn held(x: f64) -> f64 {
    x.clamp(-LARGEST, LARGEST)
}

/// Rows laid out so that one can be compared with all of them.
pub(crate) struct Points {
    packed: Packed,
    kernel: Kernel,
}

impl Points {
    /// Of row-major rows.
    pub fn new(kernel: Kernel, rows: &[f32], features: usize) -> Self {
        let rows: Vec<f64> = rows.iter().map(|&v| f64::from(v)).collect();
        Self { packed: Packed::new(&rows, features), kernel }
    }

    /// Numbers that [`each`](Self::each) writes: those of the rows, then some that mean nothing.
    pub fn width(&self) -> usize {
        self.packed.width()
    }

    /// How alike a row is to each of the rows.
    pub fn each(&self, row: &[f32], out: &mut [f64]) {
        vectorised(Each { points: self, row, out });
        out.iter_mut().for_each(|x| *x = self.kernel.of(*x));
    }
}

struct Each<'a> {
    points: &'a Points,
    row: &'a [f32],
    out: &'a mut [f64],
}

impl Work for Each<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        match self.points.kernel.is_of_distance() {
            true => self.points.packed.each(self.row, self.out),
            false => self.points.packed.products(self.row, self.out),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Worked by hand.
    #[test]
    fn kernels_are_what_they_say() {
        let of = |kernel| {
            let points = Points::new(kernel, &[1.0, 2.0, -1.0, 0.0], 2);
            let mut out = vec![0.0; points.width()];
            points.each(&[3.0, 1.0], &mut out);
            [out[0], out[1]]
        };
        assert_eq!(of(Kernel::Linear), [5.0, -3.0]);
        assert_eq!(of(Kernel::Polynomial { gamma: 2.0, coef0: 1.0, degree: 3 }), [1331.0, -125.0]);
        let rbf = of(Kernel::Rbf { gamma: 0.5 });
        assert!((rbf[0] - (-2.5f64).exp()).abs() < 1e-15 && (rbf[1] - (-8.5f64).exp()).abs() < 1e-15);
        let sigmoid = of(Kernel::Sigmoid { gamma: 0.1, coef0: -0.5 });
        assert!(sigmoid[0].abs() < 1e-15 && (sigmoid[1] - (-0.8f64).tanh()).abs() < 1e-15);
    }
}
