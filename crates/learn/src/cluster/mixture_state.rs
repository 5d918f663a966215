//! A fitted mixture of normal densities.

use super::mixture_shape::Shape;
use crate::linear::{first_largest, softmax};
use crate::tree::in_blocks;
use crate::{Features, LearnError, Model, ModelState, Prediction};
use glasshouse_compute::vectorised;
use glasshouse_spec::{Place, Warning};
use serde::{Deserialize, Serialize};

/// A squared distance beyond which all are alike.
const FURTHEST: f64 = 1e300;

/// Normal densities and how much of the rows each stands for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Mixture {
    /// Number of features.
    pub features: u32,
    /// What the covariances look like.
    pub shape: Shape,
    /// Share of each component; above zero.
    pub shares: Vec<f64>,
    /// A row for each component.
    pub means: Vec<f64>,
    /// scikit-learn's `precisions_cholesky_`: a triangle for each component or one for all, a row of
    /// numbers for each, or a number for each.
    pub factors: Vec<f64>,
}

impl Mixture {
    /// Number of components.
    pub fn components(&self) -> usize {
        self.shares.len()
    }

    /// The factor of a component.
    pub fn factor(&self, component: usize) -> &[f64] {
        let (size, count) = self.shape.sizes(self.components(), self.features as usize);
        let at = if count == 1 { 0 } else { component };
        &self.factors[at * size..(at + 1) * size]
    }

    /// The score of each component at its mean: the logarithm of its share and of its height.
    pub fn heights(&self) -> Vec<f64> {
        let features = self.features as usize;
        let of = |(k, share): (usize, &f64)| {
            let factor = self.factor(k);
            let logs: f64 = match self.shape {
                Shape::Full | Shape::Tied => (0..features).map(|j| libm::log(factor[j * features + j])).sum(),
                Shape::Diag => factor.iter().map(|v| libm::log(*v)).sum(),
                Shape::Spherical => features as f64 * libm::log(factor[0]),
            };
            libm::log(*share) + logs - 0.5 * features as f64 * libm::log(std::f64::consts::TAU)
        };
        self.shares.iter().enumerate().map(of).collect()
    }

    /// The score of each component for a row: the logarithm of its share times its density. `room` holds
    /// twice as many numbers as there are features.
    #[inline(always)]
    pub(super) fn scores(&self, heights: &[f64], row: &[f32], room: &mut [f64], out: &mut [f64]) {
        let (differences, made) = room.split_at_mut(row.len());
        for (k, score) in out.iter_mut().enumerate() {
            self.difference(k, row, differences);
            *score = heights[k] - 0.5 * self.distance(k, differences, made);
        }
    }

    /// A row less the mean of a component.
    #[inline(always)]
    pub(super) fn difference(&self, component: usize, row: &[f32], out: &mut [f64]) {
        let mean = &self.means[component * row.len()..][..row.len()];
        out.iter_mut().zip(row).zip(mean).for_each(|((out, &x), mean)| *out = f64::from(x) - mean);
    }

    /// Squared length of a difference from a mean, in the component's deviations.
    #[inline(always)]
    fn distance(&self, component: usize, differences: &[f64], made: &mut [f64]) -> f64 {
        let features = differences.len();
        let factor = self.factor(component);
        let square: f64 = match self.shape {
            Shape::Full | Shape::Tied => {
                made.fill(0.0);
                for (j, difference) in differences.iter().enumerate() {
                    let line = &factor[j * features + j..(j + 1) * features];
                    made[j..].iter_mut().zip(line).for_each(|(sum, v)| *sum += difference * v);
                }
                made.iter().map(|v| v * v).sum()
            }
            Shape::Diag => differences.iter().zip(factor).map(|(d, v)| (d * v) * (d * v)).sum(),
            Shape::Spherical => differences.iter().map(|d| (d * factor[0]) * (d * factor[0])).sum(),
        };
        if square < FURTHEST { square } else { FURTHEST }
    }
}

/// A mixture, the component with the largest share first, and how well it fits.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MixtureState {
    /// The densities.
    pub mixture: Mixture,
    /// Components that were asked for.
    pub asked: u32,
    /// Weight of the training rows.
    pub weight: f64,
    /// Mean logarithm of the density at the training rows.
    pub likelihood: f64,
    /// Iterations of the run that was kept.
    pub iterations: u32,
    /// Whether the run came to rest.
    pub converged: bool,
    /// Whether a covariance had to be propped up because it had no extent in some direction.
    pub propped: bool,
}

impl MixtureState {
    fn free(&self) -> f64 {
        let (k, f) = (self.mixture.components(), self.mixture.features as usize);
        self.mixture.shape.free(k, f) + (k * f + k - 1) as f64
    }

    /// Bayes' information criterion on the training rows; less is better.
    pub fn bic(&self) -> f64 {
        -2.0 * self.likelihood * self.weight + self.free() * libm::log(self.weight)
    }

    /// Akaike's information criterion on the training rows; less is better.
    pub fn aic(&self) -> f64 {
        -2.0 * self.likelihood * self.weight + 2.0 * self.free()
    }

    /// Whether its lengths agree and every number can be used.
    pub(crate) fn check(&self, features: usize) -> Result<(), LearnError> {
        let mixture = &self.mixture;
        let components = mixture.components();
        let (size, count) = mixture.shape.sizes(components, features);
        let fits = features > 0
            && components > 0
            && mixture.features as usize == features
            && mixture.means.len() == components * features
            && mixture.factors.len() == size * count;
        let finite = |values: &[f64]| values.iter().all(|v| v.is_finite());
        let sound =
            finite(&mixture.means) && finite(&mixture.factors) && mixture.shares.iter().all(|s| *s > 0.0);
        if fits && sound && mixture.heights().iter().all(|height| height.is_finite()) {
            return Ok(());
        }
        Err(LearnError::BadState("the components of a mixture do not fit together"))
    }
}

impl Model for MixtureState {
    fn predict(&self, x: &Features) -> Prediction {
        let (mixture, features) = (&self.mixture, self.mixture.features as usize);
        assert_eq!(x.data.ncols(), features, "features of another model");
        let heights = mixture.heights();
        let mut found = vec![(0, 0.0); x.data.nrows()];
        in_blocks(x, 1, &mut found, |block, out| {
            let (mut scores, mut room) = (vec![0.0; heights.len()], vec![0.0; 2 * features]);
            vectorised(|| {
                for (row, found) in block.chunks_exact(features).zip(out) {
                    mixture.scores(&heights, row, &mut room, &mut scores);
                    let best = first_largest(&scores);
                    softmax(&mut scores);
                    *found = (best, scores[best as usize]);
                }
            });
        });
        let (index, numbers) = found.into_iter().unzip();
        Prediction::Groups { index, numbers }
    }

    fn rows_at_once(&self) -> usize {
        let (size, _) = self.mixture.shape.sizes(1, self.mixture.features as usize);
        (60_000_000 / (size * self.mixture.components())).max(1)
    }

    fn state(&self) -> ModelState {
        ModelState::Mixture(self.clone())
    }

    fn warnings(&self) -> Vec<Warning> {
        let mut warnings = Vec::new();
        let mut warn = |code: &str, message: String, parameter: &str| {
            let place = Place::parameter(format!("model.params.{parameter}"));
            warnings.push(Warning::new(code, message, place));
        };
        let (found, asked) = (self.mixture.components(), self.asked);
        if found < asked as usize {
            let message = format!(
                "the training rows have only {found} different places, so there are {found} components and not {asked}"
            );
            warn("model.fewer_clusters", message, "n_components");
        }
        if !self.converged {
            let message = format!("the likelihood still grew after {} iterations", self.iterations);
            warn("model.not_converged", message, "max_iter");
        }
        if self.propped {
            let message = "a component has no extent in some direction: its density there is set by rounding. Ask for \
                 fewer components, a simpler covariance_type or a larger reg_covar";
            warn("model.collapsed", message.into(), "reg_covar");
        }
        warnings
    }
}
