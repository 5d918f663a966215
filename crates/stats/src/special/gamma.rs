//! The regularised incomplete gamma integrals, and the two pieces that keep the prefactors of
//! gamma, beta and binomial free of cancellation.

use super::{exp, ln};
use libm::lgamma;
use std::f64::consts::PI;

/// ln √(2π).
const LN_SQRT_2PI: f64 = 0.918_938_533_204_672_8;
/// Steps after which an expansion is taken as it stands; far more than any needs.
const STEPS: u32 = 1_000_000;

/// The error of Stirling's formula: ln Γ(x + 1) − (x + ½) ln x + x − ln √(2π), for x > 0.
pub(super) fn stirling_error(x: f64) -> f64 {
    if x <= 15.0 {
        return lgamma(x + 1.0) - (x + 0.5) * ln(x) + x - LN_SQRT_2PI;
    }
    let square = x * x;
    let tail = 1.0 / 1680.0 - (1.0 / 1188.0) / square;
    let tail = 1.0 / 1260.0 - tail / square;
    let tail = 1.0 / 360.0 - tail / square;
    (1.0 / 12.0 - tail / square) / x
}

/// The deviance x ln(x / m) + m − x, given also the difference x − m, which callers know more
/// exactly than a subtraction gives.
pub(super) fn deviance(x: f64, m: f64, difference: f64) -> f64 {
    if difference.abs() >= 0.1 * (x + m) {
        return x * ln(x / m) - difference;
    }
    let v = difference / (x + m);
    let mut sum = difference * v;
    let mut term = 2.0 * x * v;
    for j in 1..STEPS {
        term *= v * v;
        let next = sum + term / f64::from(2 * j + 1);
        if next == sum {
            break;
        }
        sum = next;
    }
    sum
}

/// The regularised incomplete gamma integrals P(a, x) and Q(a, x) = 1 − P for a > 0, x ≥ 0, the
/// smaller of them without cancellation. Series and continued fraction: DLMF 8.11.4 and 8.9.2.
/// Time O(√a) near the middle, less elsewhere.
pub(crate) fn gamma_integral(a: f64, x: f64) -> (f64, f64) {
    if x <= 0.0 {
        return (0.0, 1.0);
    }
    if x.is_infinite() {
        return (1.0, 0.0);
    }
    // x^a e^-x / Γ(a + 1)
    let scale = exp(-stirling_error(a) - deviance(a, x, a - x)) / (2.0 * PI * a).sqrt();
    if x < a + 1.0 {
        let p = (scale * series(a, x)).min(1.0);
        (p, 1.0 - p)
    } else {
        let q = (scale * a * fraction(a, x)).min(1.0);
        (1.0 - q, q)
    }
}

fn series(a: f64, x: f64) -> f64 {
    let (mut term, mut sum) = (1.0, 1.0);
    for k in 1..STEPS {
        term *= x / (a + f64::from(k));
        sum += term;
        if term < sum * 1e-17 {
            break;
        }
    }
    sum
}

/// Lentz's evaluation of the continued fraction of Γ(a, x) x^-a e^x.
fn fraction(a: f64, x: f64) -> f64 {
    const TINY: f64 = 1e-300;
    let mut b = x + 1.0 - a;
    let mut c = 1.0 / TINY;
    let mut d = 1.0 / b;
    let mut h = d;
    for i in 1..STEPS {
        let i = f64::from(i);
        let numerator = -i * (i - a);
        b += 2.0;
        d = 1.0 / nonzero(numerator * d + b, TINY);
        c = nonzero(b + numerator / c, TINY);
        let change = d * c;
        h *= change;
        if (change - 1.0).abs() <= f64::EPSILON || change.is_nan() {
            break;
        }
    }
    h
}

/// Keeps a denominator of Lentz's algorithm away from zero.
pub(super) fn nonzero(value: f64, tiny: f64) -> f64 {
    if value.abs() < tiny { tiny } else { value }
}
