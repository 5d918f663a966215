//! Tails and quantiles of the distributions that tests compare with. A tail probability keeps its
//! relative precision (about 1e-13) down to the smallest numbers, for any degrees of freedom.

use crate::special::{beta_integral, gamma_integral, normal_quantile};

/// P(T > t) for Student's t with `df` > 0 degrees of freedom, which may be fractional.
pub fn student_t_sf(t: f64, df: f64) -> f64 {
    if t.is_nan() || df.is_nan() {
        return f64::NAN;
    }
    if t.is_infinite() {
        return if t > 0.0 { 0.0 } else { 1.0 };
    }
    let square = t * t;
    let whole = df + square;
    let (x, y) = if square > 1e300 { (0.0, 1.0) } else { (df / whole, square / whole) };
    let (both_tails, _) = beta_integral(df / 2.0, 0.5, x, y);
    if t > 0.0 { both_tails / 2.0 } else { 1.0 - both_tails / 2.0 }
}

/// The t with P(T ≤ t) = p for Student's t; infinite at 0 and 1, NaN outside. By bisection of the
/// tail.
pub fn student_t_quantile(p: f64, df: f64) -> f64 {
    if !((0.0..=1.0).contains(&p) && df > 0.0) {
        return f64::NAN;
    }
    if p == 0.5 {
        return 0.0;
    }
    let tail = p.min(1.0 - p);
    if tail <= 0.0 {
        return f64::INFINITY.copysign(p - 0.5);
    }
    let (mut low, mut high) = (0.0, normal_quantile(1.0 - tail).max(1.0));
    while student_t_sf(high, df) > tail && high < 1e300 {
        low = high;
        high *= 2.0;
    }
    loop {
        let middle = low + (high - low) / 2.0;
        if middle <= low || middle >= high {
            return middle.copysign(p - 0.5);
        }
        if student_t_sf(middle, df) > tail { low = middle } else { high = middle }
    }
}

/// P(F > f) for Fisher's F with `above` and `below` degrees of freedom.
pub fn fisher_f_sf(f: f64, above: f64, below: f64) -> f64 {
    if f.is_nan() || above.is_nan() || below.is_nan() {
        return f64::NAN;
    }
    if f <= 0.0 {
        return 1.0;
    }
    if f.is_infinite() {
        return 0.0;
    }
    let whole = below + above * f;
    beta_integral(below / 2.0, above / 2.0, below / whole, above * f / whole).0
}

/// P(X > x) for chi-squared with `df` > 0 degrees of freedom.
pub fn chi_squared_sf(x: f64, df: f64) -> f64 {
    if x.is_nan() { f64::NAN } else { gamma_integral(df / 2.0, x / 2.0).1 }
}
