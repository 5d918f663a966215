//! Fitted centres: a row belongs to the nearest.

use super::distances::Packed;
use crate::tree::in_blocks;
use crate::{Features, LearnError, Model, ModelState, Prediction};
use glasshouse_compute::vectorised;
use glasshouse_spec::{Place, Warning};
use serde::{Deserialize, Serialize};

/// Which estimator found the centres.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum CenterKind {
    /// `k_means`.
    KMeans,
    /// `mini_batch_k_means`.
    MiniBatchKMeans,
}

impl CenterKind {
    /// Name of the estimator.
    pub fn id(self) -> &'static str {
        match self {
            Self::KMeans => "k_means",
            Self::MiniBatchKMeans => "mini_batch_k_means",
        }
    }
}

/// Centres of clusters, the one with the heaviest training rows first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CentersState {
    /// Which estimator found them.
    pub found_by: CenterKind,
    /// Number of features.
    pub features: u32,
    /// A row for each cluster.
    pub centers: Vec<f64>,
    /// Clusters that were asked for.
    pub asked: u32,
    /// Sum of the squared distances of the training rows from their centres, by their weights.
    pub inertia: f64,
    /// Iterations of the run that found them.
    pub iterations: u32,
    /// Whether the run came to rest.
    pub converged: bool,
}

impl CentersState {
    /// Number of clusters.
    pub fn clusters(&self) -> usize {
        self.centers.len() / (self.features as usize).max(1)
    }

    /// Whether its lengths agree and every centre is finite.
    pub(crate) fn check(&self, features: usize) -> Result<(), LearnError> {
        let whole = features > 0
            && self.features as usize == features
            && !self.centers.is_empty()
            && self.centers.len().is_multiple_of(features);
        match whole && self.centers.iter().all(|value| value.is_finite()) {
            true => Ok(()),
            false => Err(LearnError::BadState("centres do not fit the features")),
        }
    }
}

impl Model for CentersState {
    fn predict(&self, x: &Features) -> Prediction {
        let features = self.features as usize;
        assert_eq!(x.data.ncols(), features, "features of another model");
        let packed = Packed::new(&self.centers, features);
        let mut found = vec![(0, 0.0); x.data.nrows()];
        in_blocks(x, 1, &mut found, |block, out| {
            vectorised(|| {
                let rows = block.chunks_exact(features).zip(out);
                rows.for_each(|(row, found)| *found = packed.nearest(row));
            });
        });
        let (index, numbers) = found.into_iter().map(|(k, d): (u32, f64)| (k, d.sqrt())).unzip();
        Prediction::Groups { index, numbers }
    }

    fn state(&self) -> ModelState {
        ModelState::Centers(self.clone())
    }

    fn warnings(&self) -> Vec<Warning> {
        let mut warnings = Vec::new();
        let (found, asked) = (self.clusters(), self.asked);
        if found < asked as usize {
            let message = format!(
                "the training rows have only {found} different places, so there are {found} clusters and not {asked}"
            );
            warnings.push(Warning::new(
                "model.fewer_clusters",
                message,
                Place::parameter("model.params.n_clusters"),
            ));
        }
        if !self.converged {
            let message = format!("the centres still moved after {} iterations", self.iterations);
            warnings.push(Warning::new(
                "model.not_converged",
                message,
                Place::parameter("model.params.max_iter"),
            ));
        }
        warnings
    }
}
