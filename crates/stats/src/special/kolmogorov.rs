//! The distribution of Kolmogorov's statistic for a finite sample: how far the steps of a sample
//! of n stray from the curve that it was drawn from.
//!
//! R. Simard and P. L'Ecuyer, "Computing the two-sided Kolmogorov–Smirnov distribution", 2011,
//! says which method is exact enough where; these are the ones used.

use super::{binomial, exp, pow};
use std::f64::consts::PI;

/// P(D ≥ d) for a sample of `n`. Time O(n) in the tail, O(k³ log n) with k = n d near the middle.
pub(crate) fn kolmogorov_sf(n: f64, d: f64) -> f64 {
    if d <= 0.5 / n {
        return 1.0;
    }
    if d >= 1.0 {
        return 0.0;
    }
    let square = n * d * d;
    if d >= 0.5 || square >= 2.2 || (n <= 140.0 && square >= 4.0) {
        return (2.0 * one_sided(n, d)).min(1.0);
    }
    let exact = n <= 140.0 || (n <= 1e5 && n * pow(d, 1.5) <= 1.4);
    (1.0 - if exact { durbin(n as u64, d) } else { pelz_good(n, d) }).clamp(0.0, 1.0)
}

/// P(D⁺ ≥ d), Smirnov's exact sum; every term is a binomial probability and positive.
fn one_sided(n: f64, d: f64) -> f64 {
    let last = (n * (1.0 - d)).floor();
    let mut sum = 0.0;
    let mut j = 0.0;
    while j <= last {
        let p = d + j / n;
        let q = 1.0 - p;
        if q > 0.0 {
            sum += binomial(j, n, p, q) / p;
        }
        j += 1.0;
    }
    d * sum
}

/// P(D < d) by the power of a matrix: G. Marsaglia, W. W. Tsang and J. Wang, "Evaluating
/// Kolmogorov's distribution", 2003, after J. Durbin, 1968.
fn durbin(n: u64, d: f64) -> f64 {
    let k = (n as f64 * d) as usize + 1;
    let size = 2 * k - 1;
    let h = k as f64 - n as f64 * d;
    let mut matrix = durbin_matrix(size, h);
    let mut power = Scaled { cells: identity(size), exponent: 0 };
    let mut left = n;
    while left > 0 {
        if left & 1 == 1 {
            power = power.times(&matrix, size);
        }
        matrix = matrix.times(&matrix, size);
        left >>= 1;
    }
    let mut share = power.cells[(k - 1) * size + k - 1];
    let mut exponent = power.exponent;
    for i in 1..=n {
        share *= i as f64 / n as f64;
        if share < 1e-140 {
            share *= 1e140;
            exponent -= 140;
        }
    }
    share * pow(10.0, f64::from(exponent))
}

fn durbin_matrix(size: usize, h: f64) -> Scaled {
    let mut cells = vec![0.0; size * size];
    for i in 0..size {
        for j in 0..size.min(i + 2) {
            cells[i * size + j] = 1.0;
        }
    }
    for i in 0..size {
        cells[i * size] -= pow(h, (i + 1) as f64);
        cells[(size - 1) * size + i] -= pow(h, (size - i) as f64);
    }
    if 2.0 * h > 1.0 {
        cells[(size - 1) * size] += pow(2.0 * h - 1.0, size as f64);
    }
    for i in 0..size {
        for j in 0..size.min(i + 1) {
            for g in 1..=(i + 1 - j) {
                cells[i * size + j] /= g as f64;
            }
        }
    }
    Scaled { cells, exponent: 0 }
}

fn identity(size: usize) -> Vec<f64> {
    let mut cells = vec![0.0; size * size];
    cells.iter_mut().step_by(size + 1).for_each(|cell| *cell = 1.0);
    cells
}

/// A square matrix times a power of ten.
struct Scaled {
    cells: Vec<f64>,
    exponent: i32,
}

impl Scaled {
    fn times(&self, other: &Self, size: usize) -> Self {
        let mut cells = vec![0.0; size * size];
        for i in 0..size {
            for k in 0..size {
                let left = self.cells[i * size + k];
                for j in 0..size {
                    cells[i * size + j] += left * other.cells[k * size + j];
                }
            }
        }
        let mut exponent = self.exponent + other.exponent;
        if cells[(size / 2) * size + size / 2] > 1e140 {
            cells.iter_mut().for_each(|cell| *cell *= 1e-140);
            exponent += 140;
        }
        Self { cells, exponent }
    }
}

/// P(D < d) for a large sample: W. Pelz and I. J. Good, "Approximating the lower tail-areas of the
/// Kolmogorov–Smirnov one-sample statistic", 1976, with terms to n^-3/2.
fn pelz_good(n: f64, d: f64) -> f64 {
    let z = d * n.sqrt();
    let (z2, z4, z6) = (z * z, z * z * z * z, z * z * z * z * z * z);
    let (pi2, pi4, pi6) = (PI * PI, PI * PI * PI * PI, PI * PI * PI * PI * PI * PI);
    let mut sums = [0.0; 4];
    for k in 0..200 {
        let odd = f64::from(2 * k + 1);
        let o2 = odd * odd;
        let weight = exp(-o2 * pi2 / (8.0 * z2));
        let (o4, o6) = (o2 * o2, o2 * o2 * o2);
        sums[0] += weight;
        sums[1] += weight * (pi2 * o2 / 4.0 - z2);
        sums[2] += weight
            * (6.0 * z6
                + 2.0 * z4
                + pi2 * (2.0 * z4 - 5.0 * z2) * o2 / 4.0
                + pi4 * (1.0 - 2.0 * z2) * o4 / 16.0);
        sums[3] += weight
            * (pi6 * o6 * (5.0 - 30.0 * z2) / 64.0
                + pi4 * o4 * (-60.0 * z2 + 212.0 * z4) / 16.0
                + pi2 * o2 * (135.0 * z4 - 96.0 * z6) / 4.0
                - 30.0 * z6
                - 90.0 * z4 * z4);
    }
    let (mut second, mut third) = (0.0, 0.0);
    for k in 1..200 {
        let k2 = f64::from(k * k);
        let weight = exp(-k2 * pi2 / (2.0 * z2));
        second += weight * k2;
        third += weight * (3.0 * pi2 * k2 * z2 - pi4 * k2 * k2);
    }
    let root = (2.0 * PI).sqrt();
    let half = (PI / 2.0).sqrt();
    root / z * sums[0]
        + half / (3.0 * z4) * sums[1] / n.sqrt()
        + (half / (36.0 * z6 * z) * sums[2] - half * pi2 / (18.0 * z2 * z) * second) / n
        + (half / (3240.0 * z6 * z4) * sums[3] + half / (108.0 * z6) * third) / (n * n.sqrt())
}
