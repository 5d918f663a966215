//! Q-Q points against a normal distribution, as `scipy.stats.probplot`.

use crate::moments::{mean, sum, sum_of_squares};
use crate::special::{normal_quantile, pow};

/// Sorted values against the quantiles that normal values would have.
#[derive(Debug, Clone, PartialEq)]
pub struct ProbabilityPlot {
    /// Quantiles of the standard normal.
    pub theoretical: Vec<f64>,
    /// Values in ascending order.
    pub ordered: Vec<f64>,
    /// Slope of the line fitted through all points: about the standard deviation.
    pub slope: f64,
    /// Its height at zero: about the mean.
    pub intercept: f64,
    /// Correlation of the points: 1 for a perfectly normal sample.
    pub r: f64,
}

/// Q-Q points of the finite values, at J. J. Filliben's medians of order statistics ("The
/// probability plot correlation coefficient test for normality", 1975). The line is fitted through
/// all points; at most `most` of them, evenly spread over the ranks with both ends, are returned.
/// `None` for fewer than two values, and for values so large that their squares overflow. Time O(n log n).
pub fn probability_plot(values: &[f64], most: usize) -> Option<ProbabilityPlot> {
    let mut ordered: Vec<f64> = values.iter().copied().filter(|v| v.is_finite()).collect();
    let n = ordered.len();
    if n < 2 {
        return None;
    }
    ordered.sort_unstable_by(f64::total_cmp);
    let end = pow(0.5, 1.0 / n as f64);
    let median = |i: usize| match i {
        0 => 1.0 - end,
        i if i == n - 1 => end,
        i => ((i + 1) as f64 - 0.3175) / (n as f64 + 0.365),
    };
    let theoretical: Vec<f64> = (0..n).map(|i| normal_quantile(median(i))).collect();
    let (mx, my) = (mean(&theoretical)?, mean(&ordered)?);
    let products: Vec<f64> = theoretical.iter().zip(&ordered).map(|(x, y)| (x - mx) * (y - my)).collect();
    let (xx, yy, xy) = (sum_of_squares(&theoretical, mx), sum_of_squares(&ordered, my), sum(&products));
    if !(yy.is_finite() && xy.is_finite()) {
        return None;
    }
    let slope = xy / xx;
    let r = if yy > 0.0 { (xy / (xx.sqrt() * yy.sqrt())).clamp(-1.0, 1.0) } else { 0.0 };
    let kept: Vec<usize> = if n <= most.max(2) {
        (0..n).collect()
    } else {
        let last = most.max(2) - 1;
        (0..=last).map(|i| (i as u64 * (n as u64 - 1) / last as u64) as usize).collect()
    };
    Some(ProbabilityPlot {
        theoretical: kept.iter().map(|i| theoretical[*i]).collect(),
        ordered: kept.iter().map(|i| ordered[*i]).collect(),
        slope,
        intercept: my - slope * mx,
        r,
    })
}
