//! What the units of a network make of their sums, and its slope.
//!
//! `exp` and `tanh` are polynomials after Moshier's *Cephes*: without branches, so that they are
//! computed for many elements at once, and of nothing but operations that IEEE 754 rounds alike
//! everywhere.

use crate::vectorised;
use serde::{Deserialize, Serialize};

/// What a unit makes of its sum.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Activation {
    /// The sum itself.
    Identity,
    /// The sum, or zero if it is negative.
    Relu,
    /// The hyperbolic tangent.
    Tanh,
    /// `1 / (1 + exp(-x))`.
    Logistic,
    /// `x · Φ(x)` with the normal distribution's Φ (Hendrycks and Gimpel, *Gaussian Error Linear
    /// Units*, 2016).
    Gelu,
}

impl Activation {
    /// Applies it to each number.
    pub fn apply(self, numbers: &mut [f32]) {
        match self {
            Self::Identity => {}
            Self::Relu => each(numbers, |x| if x > 0.0 { x } else { 0.0 }),
            Self::Tanh => each(numbers, tanh),
            Self::Logistic => each(numbers, logistic),
            Self::Gelu => each(numbers, |x| x * normal(x).0),
        }
    }

    /// Multiplies each slope by the derivative, given what went in and what came out.
    pub fn backward(self, inputs: &[f32], outputs: &[f32], slopes: &mut [f32]) {
        match self {
            Self::Identity => {}
            Self::Relu => each_with(outputs, slopes, |y, d| if y > 0.0 { d } else { 0.0 }),
            Self::Tanh => each_with(outputs, slopes, |y, d| d * (1.0 - y * y)),
            Self::Logistic => each_with(outputs, slopes, |y, d| d * (y * (1.0 - y))),
            Self::Gelu => each_with(inputs, slopes, |x, d| {
                let (share, density) = normal(x);
                d * (share + x * density)
            }),
        }
    }
}

#[inline(always)]
fn each(numbers: &mut [f32], f: impl Fn(f32) -> f32) {
    vectorised(|| numbers.iter_mut().for_each(|x| *x = f(*x)));
}

#[inline(always)]
fn each_with(numbers: &[f32], slopes: &mut [f32], f: impl Fn(f32, f32) -> f32) {
    vectorised(|| slopes.iter_mut().zip(numbers).for_each(|(slope, &x)| *slope = f(x, *slope)));
}

/// The exponential, to 2 units in the last place between -87 and 88; beyond, its value there.
#[inline(always)]
pub fn exp(x: f32) -> f32 {
    /// Adding it leaves the nearest integer in the last bits.
    const ROUND: f32 = 12_582_912.0;
    let x = x.clamp(-87.0, 88.0);
    let shifted = x * std::f32::consts::LOG2_E + ROUND;
    let n = shifted - ROUND;
    let r = x - n * 0.693_359_4 + n * 2.121_944_4e-4;
    let p = 1.987_569_2e-4 * r + 1.398_2e-3;
    let p = (p * r + 8.333_452e-3) * r + 4.166_579_6e-2;
    let p = (p * r + 1.666_666_5e-1) * r + 0.5;
    let power = f32::from_bits((shifted.to_bits() << 23).wrapping_add(127 << 23));
    (p * (r * r) + r + 1.0) * power
}

/// The logistic function, to 3 units in the last place; at least 1e-38.
#[inline(always)]
pub fn logistic(x: f32) -> f32 {
    1.0 / (1.0 + exp(-x))
}

/// The hyperbolic tangent, to 3 units in the last place.
#[inline(always)]
pub fn tanh(x: f32) -> f32 {
    let z = x * x;
    let p = -5.704_988_7e-3 * z + 2.063_909e-2;
    let p = (p * z - 5.373_971_6e-2) * z + 1.333_144_2e-1;
    let small = (p * z - 3.333_328e-1) * z * x + x;
    let large = 1.0 - 2.0 / (exp(2.0 * x.abs()) + 1.0);
    if x.abs() < 0.625 { small } else { large.copysign(x) }
}

/// The formula of [`normal`](fn@normal), for those who compute it elsewhere: `Φ(x) = 1 - exp(-x²/2) · (a₁t +
/// a₂t² + …)` for `x ≥ 0`, with `t = 1 / (1 + SLOPE · x)`.
pub mod normal {
    /// Slope of `1 / t`.
    pub const SLOPE: f64 = 0.231_641_888_377_8;
    /// `a₁`, `a₂` …
    pub const TERMS: [f64; 5] =
        [0.127_414_796, -0.142_248_368, 0.710_706_870_5, -0.726_576_013_5, 0.530_702_714_5];
}

/// The normal distribution's share below `x`, off by at most 4e-7, and its density (Abramowitz and
/// Stegun, *Handbook of Mathematical Functions*, 7.1.26).
#[inline(always)]
pub fn normal(x: f32) -> (f32, f32) {
    const TERMS: [f32; 5] = [
        normal::TERMS[0] as f32,
        normal::TERMS[1] as f32,
        normal::TERMS[2] as f32,
        normal::TERMS[3] as f32,
        normal::TERMS[4] as f32,
    ];
    let bell = exp(-0.5 * x * x);
    let t = 1.0 / (1.0 + normal::SLOPE as f32 * x.abs());
    let p = (TERMS[4] * t + TERMS[3]) * t + TERMS[2];
    let tail = ((p * t + TERMS[1]) * t + TERMS[0]) * t * bell;
    (if x > 0.0 { 1.0 - tail } else { tail }, 0.398_942_3 * bell)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The largest error over all numbers of a range that differ in their upper bits, absolute and
    /// relative to `f32`'s last place.
    fn errors(range: std::ops::Range<f64>, ours: fn(f32) -> f32, exact: fn(f64) -> f64) -> (f64, f64) {
        let (mut absolute, mut relative) = (0.0f64, 0.0f64);
        for i in 0..2_000_000 {
            let x = (range.start + (range.end - range.start) * f64::from(i) / 2e6) as f32;
            let (found, right) = (f64::from(ours(x)), exact(f64::from(x)));
            absolute = absolute.max((found - right).abs());
            relative = relative.max((found - right).abs() / right.abs().max(1e-37) / f64::from(f32::EPSILON));
        }
        (absolute, relative)
    }

    #[test]
    fn they_keep_their_bounds() {
        assert!(errors(-87.0..88.0, exp, libm::exp).1 < 2.0);
        assert!(errors(-30.0..30.0, tanh, libm::tanh).1 < 3.0);
        assert!(errors(-0.7..0.7, tanh, libm::tanh).1 < 3.0);
        assert!(errors(-85.0..85.0, logistic, |x| 1.0 / (1.0 + libm::exp(-x))).1 < 3.0);
        assert!(errors(-9.0..9.0, |x| normal(x).0, |x| 0.5 * libm::erfc(-x / 2f64.sqrt())).0 < 4e-7);
    }

    #[test]
    fn extremes_stay_finite() {
        for x in [f32::MIN, -1e20, -0.0, 0.0, 1e-40, 1e20, f32::MAX] {
            for activation in [Activation::Tanh, Activation::Logistic, Activation::Gelu, Activation::Relu] {
                let mut y = [x];
                activation.apply(&mut y);
                let mut slope = [1.0];
                activation.backward(&[x], &y, &mut slope);
                assert!(y[0].is_finite() && slope[0].is_finite(), "{activation:?} {x}: {y:?} {slope:?}");
            }
        }
    }

    /// Derivatives are those of central differences.
    #[test]
    fn slopes_are_differences() {
        use Activation::{Gelu, Identity, Logistic, Relu, Tanh};
        for activation in [Identity, Relu, Tanh, Logistic, Gelu] {
            for i in -40..40 {
                let x = i as f32 * 0.11 + 0.03;
                let at = |x: f32| {
                    let mut y = [x];
                    activation.apply(&mut y);
                    y[0]
                };
                let mut slope = [1.0];
                activation.backward(&[x], &[at(x)], &mut slope);
                let difference = (at(x + 0.01) - at(x - 0.01)) / 0.02;
                assert!(
                    (slope[0] - difference).abs() < 1e-3,
                    "{activation:?} {x}: {} {difference}",
                    slope[0]
                );
            }
        }
    }
}
