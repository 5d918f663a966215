//! How far apart two rows are, in `f64`, and coarse enough that equal distances are equal on every host.
//!
//! Rows at the same distance differ in the last bits when their parts are added in another order, as a
//! runtime of an exported model does. Ranks are therefore rounded to 32 significant bits (cosine: to a
//! grid of 2⁻⁴⁰), and among equal ones the earlier row is nearer.

use glasshouse_spec::ParamSpec;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// The parameter, of estimators without a power of their own; read by [`Metric::named`].
pub const METRIC: ParamSpec = ParamSpec::choice(
    "metric",
    "euclidean",
    &[
        Cow::Borrowed("euclidean"),
        Cow::Borrowed("manhattan"),
        Cow::Borrowed("chebyshev"),
        Cow::Borrowed("cosine"),
    ],
    "What counts as near: the straight line, the sum of the differences, the largest of them, the angle.",
);

/// `x + STEP·x − STEP·x` keeps the upper 32 of the 53 bits of `x` (Veltkamp's splitting).
pub const STEP: f64 = ((1u64 << 21) + 1) as f64;
/// `x + GRID − GRID` rounds an `x` below 2¹¹ to a multiple of 2⁻⁴⁰.
pub const GRID: f64 = 6144.0;

/// What counts as near.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub enum Metric {
    /// Length of the straight line.
    Euclidean,
    /// Sum of the differences.
    Manhattan,
    /// Largest difference.
    Chebyshev,
    /// The p-th root of the sum of the differences to the power of p.
    Minkowski(f64),
    /// One minus the cosine of the angle; 1 where a row is all zeros.
    Cosine,
}

/// Keeps 32 significant bits.
pub fn coarse(x: f64) -> f64 {
    let high = x * STEP;
    if high.is_finite() { high - (high - x) } else { x }
}

impl Metric {
    /// Of scikit-learn's name; euclidean for any other.
    pub(crate) fn named(name: &str) -> Self {
        match name {
            "manhattan" => Self::Manhattan,
            "chebyshev" => Self::Chebyshev,
            "cosine" => Self::Cosine,
            _ => Self::Euclidean,
        }
    }

    /// A number that grows with the distance between two rows: the distance itself, or its square.
    /// `norms` are the lengths of both rows where angles count.
    pub fn rank(self, a: &[f32], b: &[f32], norms: (f64, f64)) -> f64 {
        let pairs = a.iter().zip(b).map(|(&x, &y)| (f64::from(x), f64::from(y)));
        match self {
            Self::Cosine if norms.0 == 0.0 || norms.1 == 0.0 => 1.0,
            Self::Cosine => {
                let square = |(x, y)| square(x / norms.0 - y / norms.1);
                (0.5 * pairs.map(square).sum::<f64>() + GRID) - GRID
            }
            _ => coarse(self.length(pairs.map(|(x, y)| (x - y).abs()))),
        }
    }

    /// The rank of a row whose differences are given, in full precision; not of angles.
    pub fn length(self, differences: impl Iterator<Item = f64> + Clone) -> f64 {
        match self {
            Self::Euclidean | Self::Cosine => differences.map(square).sum(),
            Self::Manhattan => differences.sum(),
            Self::Chebyshev => differences.fold(0.0, f64::max),
            Self::Minkowski(p) => {
                let largest = differences.clone().fold(0.0, f64::max);
                if largest == 0.0 {
                    return 0.0;
                }
                let sum: f64 = differences.map(|d| libm::pow(d / largest, p)).sum();
                largest * libm::pow(sum, 1.0 / p)
            }
        }
    }

    /// The rank of a distance, rounded as ranks are.
    pub fn rank_of(self, distance: f64) -> f64 {
        match self {
            Self::Euclidean => coarse(square(distance)),
            Self::Cosine => (distance + GRID) - GRID,
            _ => coarse(distance),
        }
    }

    /// The distance of a rank.
    pub fn distance(self, rank: f64) -> f64 {
        if self == Self::Euclidean { rank.sqrt() } else { rank }
    }
}

fn square(x: f64) -> f64 {
    x * x
}

/// Length of a row.
pub fn norm(row: &[f32]) -> f64 {
    row.iter().map(|&v| square(f64::from(v))).sum::<f64>().sqrt()
}
