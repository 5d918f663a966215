//! The regularised incomplete beta integral.

use super::discrete::binomial_density;
use super::gamma::nonzero;

/// Steps after which the fraction is taken as it stands; far more than any needs.
const STEPS: u32 = 1_000_000;

/// The regularised incomplete beta integral I_x(a, b) and its complement, for a, b > 0, given x
/// and y = 1 − x each to full relative precision; the smaller side without cancellation.
/// Continued fraction of A. R. Didonato and A. H. Morris, "Algorithm 708: significant digit
/// computation of the incomplete beta function ratios", 1992, section 4. Time O(√(a + b)) near the middle, less elsewhere.
pub(crate) fn beta_integral(a: f64, b: f64, x: f64, y: f64) -> (f64, f64) {
    if x <= 0.0 {
        return (0.0, 1.0);
    }
    if y <= 0.0 {
        return (1.0, 0.0);
    }
    if x > (a + 1.0) / (a + b + 2.0) {
        let above = smaller(b, a, y, x);
        return (1.0 - above, above);
    }
    let below = smaller(a, b, x, y);
    (below, 1.0 - below)
}

/// I_x(a, b) for x below about the mean a / (a + b).
fn smaller(a: f64, b: f64, x: f64, y: f64) -> f64 {
    // x^a y^b / B(a, b)
    let scale = a * b / (a + b) * binomial_density(a, b, x, y);
    (scale / fraction(a, b, x, y)).min(1.0)
}

/// By Lentz's algorithm. Both x and y enter, so that nothing cancels where one is nearly 1.
fn fraction(a: f64, b: f64, x: f64, y: f64) -> f64 {
    const TINY: f64 = 1e-300;
    // a − (a + b) x
    let beyond = a * y - b * x;
    let denominator = |m: f64| {
        m + m * (b - m) * x / (a + 2.0 * m - 1.0)
            + (a + m) * (beyond + 1.0 + m * (1.0 + y)) / (a + 2.0 * m + 1.0)
    };
    let mut whole = nonzero(a * (beyond + 1.0) / (a + 1.0), TINY);
    let (mut c, mut d) = (whole, 0.0);
    for m in 1..STEPS {
        let m = f64::from(m);
        let free = a + 2.0 * m - 1.0;
        let numerator = (a + m - 1.0) / free * ((a + b + m - 1.0) / free) * m * (b - m) * x * x;
        let next = denominator(m);
        d = 1.0 / nonzero(next + numerator * d, TINY);
        c = nonzero(next + numerator / c, TINY);
        let change = c * d;
        whole *= change;
        if (change - 1.0).abs() <= f64::EPSILON || change.is_nan() {
            break;
        }
    }
    whole
}
