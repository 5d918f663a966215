//! Pearson's and Spearman's correlation coefficients.

use crate::moments::{compensated, mean};
use crate::pieces::{Pause, at_once, no_pause};
use crate::ranks::{Ranks, present_pairs};

/// Pearson's r of the pairs without NaN; `None` for fewer than two pairs and where a column is
/// constant or infinite. K. Pearson, 1895. Time O(n).
pub fn pearson(x: &[f64], y: &[f64]) -> Option<f64> {
    let (x, y) = present_pairs(x, y);
    pearson_of_present(&x, &y)
}

/// Spearman's rho, the correlation of ranks, of the pairs without NaN; `None` for fewer than two
/// pairs and where a column is constant. C. Spearman, 1904. Time O(n log n).
pub fn spearman(x: &[f64], y: &[f64]) -> Option<f64> {
    at_once(spearman_in_pieces(x, y, &no_pause))
}

/// The same in bounded pieces.
pub(crate) async fn spearman_in_pieces(x: &[f64], y: &[f64], pause: Pause<'_>) -> Option<f64> {
    let (x, y) = present_pairs(x, y);
    spearman_of_present(&x, &y, pause).await
}

/// Spearman's rho of values without NaN.
pub(crate) async fn spearman_of_present(x: &[f64], y: &[f64], pause: Pause<'_>) -> Option<f64> {
    let x = Ranks::in_pieces(x, &|done| pause(0.5 * done)).await;
    pause(0.5).await;
    let y = Ranks::in_pieces(y, &|done| pause(0.5 + 0.5 * done)).await;
    pause(1.0).await;
    pearson_of_present(&x.ranks, &y.ranks)
}

/// Pearson's r of values without NaN, in two passes.
pub(crate) fn pearson_of_present(x: &[f64], y: &[f64]) -> Option<f64> {
    let constant = |v: &[f64]| v.windows(2).all(|pair| pair[0] == pair[1]);
    if x.len() < 2 || constant(x) || constant(y) {
        return None;
    }
    let (mx, my) = (mean(x)?, mean(y)?);
    // Scaled by the largest deviation, so that squares neither overflow nor vanish.
    let largest = |v: &[f64], m: f64| v.iter().map(|v| (v - m).abs()).fold(0.0, f64::max);
    let (sx, sy) = (largest(x, mx), largest(y, my));
    let (dx, dy) = (|v: f64| (v - mx) / sx, |v: f64| (v - my) / sy);
    let xx = compensated(x.iter().map(|v| dx(*v) * dx(*v)));
    let yy = compensated(y.iter().map(|v| dy(*v) * dy(*v)));
    let xy = compensated(x.iter().zip(y).map(|(a, b)| dx(*a) * dy(*b)));
    let r = xy / (xx.sqrt() * yy.sqrt());
    r.is_finite().then(|| r.clamp(-1.0, 1.0))
}
