//! How sure a share of some rows is.

use crate::normal_quantile;

/// The score interval of a share of `hits` among `of`, as scipy's `proportion_ci(method="wilson")`; `None`
/// without rows. Unlike a bootstrap it does not take a share of 0 or 1 for certain. E. B. Wilson, "Probable
/// inference, the law of succession, and statistical inference", 1927.
pub fn share_interval(hits: u64, of: u64, level: f64) -> Option<(f64, f64)> {
    if of == 0 || hits > of || !(level > 0.0 && level < 1.0) {
        return None;
    }
    let (n, p) = (of as f64, hits as f64 / of as f64);
    let z = normal_quantile(0.5 + level / 2.0);
    let (whole, q) = (2.0 * (n + z * z), 1.0 - p);
    let middle = (2.0 * n * p + z * z) / whole;
    let half = z / whole * (z * z + 4.0 * n * p * q).sqrt();
    let low = if hits == 0 { 0.0 } else { (middle - half).max(0.0) };
    let high = if hits == of { 1.0 } else { (middle + half).min(1.0) };
    Some((low, high))
}
