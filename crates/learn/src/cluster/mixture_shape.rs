//! How the covariances of a mixture of normal densities are made from sums over the rows, and the
//! triangles by which differences from a mean become independent and of length one.

use glasshouse_spec::ParamFault;
use serde::{Deserialize, Serialize};

/// What the components' covariances may look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Shape {
    /// Each component has a covariance of its own.
    Full,
    /// All share one.
    Tied,
    /// Each has variances of its own, features are independent.
    Diag,
    /// Each has one variance.
    Spherical,
}

/// A pivot below this share of its variance is rounding, not variance.
const DEPENDENT: f64 = 1e-12;
/// The smallest variance.
const LEAST: f64 = 1e-100;

impl Shape {
    /// Of scikit-learn's `covariance_type`.
    pub(super) fn named(name: &str) -> Result<Self, ParamFault> {
        match name {
            "full" => Ok(Self::Full),
            "tied" => Ok(Self::Tied),
            "diag" => Ok(Self::Diag),
            "spherical" => Ok(Self::Spherical),
            _ => Err(ParamFault { name: "covariance_type".into(), message: "is not a shape".into() }),
        }
    }

    /// Numbers of one factor, and how many factors there are.
    pub fn sizes(self, components: usize, features: usize) -> (usize, usize) {
        match self {
            Self::Full => (features * features, components),
            Self::Tied => (features * features, 1),
            Self::Diag => (features, components),
            Self::Spherical => (1, components),
        }
    }

    /// Whether products of features count.
    pub(super) fn crossed(self) -> bool {
        matches!(self, Self::Full | Self::Tied)
    }

    /// Free numbers of the covariances.
    pub(super) fn free(self, components: usize, features: usize) -> f64 {
        let (k, f) = (components as f64, features as f64);
        match self {
            Self::Full => k * f * (f + 1.0) / 2.0,
            Self::Tied => f * (f + 1.0) / 2.0,
            Self::Diag => k * f,
            Self::Spherical => k,
        }
    }
}

/// The factor of a covariance, row-major with zeros below the diagonal: a difference from the mean times
/// it has the identity for its covariance. And whether the covariance had to be propped up.
pub(super) fn upper_factor(covariance: &mut [f64], features: usize) -> (Vec<f64>, bool) {
    let propped = cholesky(covariance, features);
    let mut factor = vec![0.0; features * features];
    // The inverse of the lower triangle, column by column, is the factor row by row.
    for column in 0..features {
        factor[column * features + column] = 1.0 / covariance[column * features + column];
        for row in column + 1..features {
            let lower = &covariance[row * features + column..row * features + row];
            let made = &factor[column * features + column..column * features + row];
            let sum: f64 = lower.iter().zip(made).map(|(a, b)| a * b).sum();
            factor[column * features + row] = -sum / covariance[row * features + row];
        }
    }
    (factor, propped)
}

/// Replaces the lower triangle by its Cholesky factor; whether a pivot was no more than rounding and
/// was raised.
fn cholesky(matrix: &mut [f64], size: usize) -> bool {
    let mut propped = false;
    for row in 0..size {
        let (above, own) = matrix.split_at_mut(row * size);
        let own = &mut own[..size];
        for column in 0..row {
            let other = &above[column * size..][..=column];
            let sum: f64 = own[..column].iter().zip(other).map(|(a, b)| a * b).sum();
            own[column] = (own[column] - sum) / other[column];
        }
        let sum: f64 = own[..row].iter().map(|v| v * v).sum();
        let least = (DEPENDENT * own[row]).max(LEAST);
        let pivot = own[row] - sum;
        let enough = pivot > least;
        propped |= !enough;
        own[row] = if enough { pivot } else { least }.sqrt();
    }
    propped
}

/// The factor of variances that stand by themselves: one over the deviation.
pub(super) fn deviation_factor(variance: f64) -> (f64, bool) {
    let enough = variance > LEAST;
    (1.0 / if enough { variance } else { LEAST }.sqrt(), !enough)
}
