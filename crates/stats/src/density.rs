//! Kernel density estimates with a Gaussian kernel, as `scipy.stats.gaussian_kde`.

use crate::moments::sample_std;
use crate::special::{exp, pow};

/// Values up to which every point of a curve is computed from every value.
const EXACT: usize = 2000;
/// Cells per bandwidth of the grid that many values are put on.
const FINE: f64 = 64.0;
/// Bandwidths beyond which a kernel adds nothing.
const REACH: f64 = 9.0;
/// Most cells of that grid.
const MOST: usize = 1 << 16;

/// How wide the kernels are, relative to the standard deviation.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum Bandwidth {
    /// n^(−1/5): D. W. Scott, "Multivariate density estimation", 1992.
    #[default]
    Scott,
    /// (3n/4)^(−1/5): B. W. Silverman, "Density estimation for statistics and data analysis", 1986.
    Silverman,
    /// This factor.
    Factor(f64),
}

/// A density: at `x[i]` it is `density[i]`.
#[derive(Debug, Clone, PartialEq)]
pub struct DensityCurve {
    /// Points, evenly spaced.
    pub x: Vec<f64>,
    /// Density at each.
    pub density: Vec<f64>,
}

/// A density made of a Gaussian around every value.
#[derive(Debug, Clone)]
pub struct Kde {
    values: Vec<f64>,
    width: f64,
}

impl Kde {
    /// Of the finite values; `None` for fewer than two and where all are equal. Time O(n).
    pub fn new(values: &[f64], bandwidth: Bandwidth) -> Option<Self> {
        let values: Vec<f64> = values.iter().copied().filter(|v| v.is_finite()).collect();
        let n = values.len() as f64;
        let factor = match bandwidth {
            Bandwidth::Scott => pow(n, -0.2),
            Bandwidth::Silverman => pow(n * 3.0 / 4.0, -0.2),
            Bandwidth::Factor(factor) => factor,
        };
        let width = sample_std(&values)? * factor;
        let varied = values.windows(2).any(|pair| pair[0] != pair[1]);
        (varied && width > 0.0 && width.is_finite()).then_some(Self { values, width })
    }

    /// The standard deviation of the kernel.
    pub fn width(&self) -> f64 {
        self.width
    }

    /// The density at some points, from every value. Time O(points · n).
    pub fn at(&self, points: &[f64]) -> Vec<f64> {
        let scale = self.scale(self.values.len() as f64);
        let kernel = |x: f64, v: f64| exp(-0.5 * ((x - v) / self.width) * ((x - v) / self.width));
        points.iter().map(|x| self.values.iter().map(|v| kernel(*x, *v)).sum::<f64>() * scale).collect()
    }

    /// The density at `count` evenly spaced points from `cut` bandwidths below the smallest value
    /// to as many above the largest. Exact up to 2000 values; above, the values are first shared
    /// between the two nearest points of a fine grid (M. P. Wand, "Fast computation of
    /// multivariate kernel estimators", 1994), which changes the density by less than a ten-thousandth
    /// of its peak unless the range is more than a thousand bandwidths. Time O(n + grid · bandwidth).
    pub fn curve(&self, count: usize, cut: f64) -> DensityCurve {
        let low = crate::quantiles::min(&self.values).unwrap_or(0.0) - cut * self.width;
        let high = crate::quantiles::max(&self.values).unwrap_or(0.0) + cut * self.width;
        let step = (high - low) / count.saturating_sub(1).max(1) as f64;
        let x: Vec<f64> = (0..count).map(|i| low + step * i as f64).collect();
        let density = if self.values.len() <= EXACT { self.at(&x) } else { self.binned(&x, low, high) };
        DensityCurve { x, density }
    }

    fn binned(&self, points: &[f64], low: f64, high: f64) -> Vec<f64> {
        let cells = (((high - low) / self.width * FINE) as usize + 2).clamp(3, MOST);
        let step = (high - low) / (cells - 1) as f64;
        let mut weights = vec![0.0; cells];
        for value in &self.values {
            let place = (value - low) / step;
            let cell = (place as usize).min(cells - 2);
            let share = place - cell as f64;
            weights[cell] += 1.0 - share;
            weights[cell + 1] += share;
        }
        let scale = self.scale(self.values.len() as f64);
        let reach = REACH * self.width;
        let density = |x: &f64| {
            let from = ((x - reach - low) / step).max(0.0) as usize;
            let to = (((x + reach - low) / step).max(0.0) as usize + 1).min(cells - 1);
            let kernel = |i: usize| {
                let z = (x - (low + step * i as f64)) / self.width;
                weights[i] * exp(-0.5 * z * z)
            };
            (from..=to).filter(|i| weights[*i] > 0.0).map(kernel).sum::<f64>() * scale
        };
        points.iter().map(density).collect()
    }

    fn scale(&self, n: f64) -> f64 {
        1.0 / (n * self.width * (2.0 * std::f64::consts::PI).sqrt())
    }
}
