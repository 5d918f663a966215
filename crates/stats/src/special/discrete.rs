//! Binomial and hypergeometric probabilities, relative to full precision for any counts.

use super::exp;
use super::gamma::{deviance, stirling_error};
use std::f64::consts::PI;

/// Γ(a + b + 1) / (Γ(a + 1) Γ(b + 1)) · x^a y^b for a, b > 0 and x + y = 1: the binomial
/// probability of a successes and b failures, for real counts too.
pub(super) fn binomial_density(a: f64, b: f64, x: f64, y: f64) -> f64 {
    let n = a + b;
    // a − n x = a y − b x = −(b − n y)
    let difference = a * y - b * x;
    let exponent = stirling_error(n)
        - stirling_error(a)
        - stirling_error(b)
        - deviance(a, n * x, difference)
        - deviance(b, n * y, -difference);
    exp(exponent) * (n / (2.0 * PI * a * b)).sqrt()
}

/// The probability of `k` successes in `n` trials with chance `p`, `q` being 1 − p.
pub(crate) fn binomial(k: f64, n: f64, p: f64, q: f64) -> f64 {
    if k < 0.0 || k > n {
        0.0
    } else if k == 0.0 {
        power(q, p, n)
    } else if k == n {
        power(p, q, n)
    } else if p <= 0.0 || q <= 0.0 {
        0.0
    } else {
        binomial_density(k, n - k, p, q)
    }
}

/// base^n where `rest` is 1 − base.
fn power(base: f64, rest: f64, n: f64) -> f64 {
    if n == 0.0 {
        1.0
    } else if base <= 0.0 {
        0.0
    } else if rest < 0.1 {
        exp(n * libm::log1p(-rest))
    } else {
        libm::pow(base, n)
    }
}

/// The probability of `k` marked ones among `drawn` of `marked + plain`, without replacement.
pub(crate) fn hypergeometric(k: f64, marked: f64, plain: f64, drawn: f64) -> f64 {
    if k < 0.0 || k > marked || k > drawn || drawn - k > plain {
        return 0.0;
    }
    let total = marked + plain;
    if drawn == 0.0 || drawn == total {
        return 1.0;
    }
    let (p, q) = (drawn / total, (total - drawn) / total);
    binomial(k, marked, p, q) * binomial(drawn - k, plain, p, q) / binomial(drawn, total, p, q)
}
