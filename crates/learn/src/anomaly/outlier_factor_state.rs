//! A fitted local outlier factor: the training rows, and how densely each lies among its neighbours.

use crate::neighbours::{CELLS, Finder, Metric, Near, Nearest, QUERIES};
use crate::{Features, LearnError, Model, ModelState, Prediction, threads};
use glasshouse_spec::{Place, Warning};
use serde::{Deserialize, Serialize};
use std::sync::OnceLock;

/// What scikit-learn adds to a mean distance, so that rows of one place have a density.
pub const SOME: f64 = 1e-10;
/// A row this near to a training row, as a share of the distance of that row's furthest neighbour, is
/// that training row as it comes back rounded.
pub const MET: f64 = 1e-3;

/// Training rows with their densities.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OutlierFactorState {
    /// Number of features.
    pub features: u32,
    /// Neighbours that a row is compared with: as many as were asked for, or all others.
    pub n_neighbors: u32,
    /// Neighbours that were asked for.
    pub asked: u32,
    /// What counts as near.
    pub metric: Metric,
    /// Row-major.
    pub rows: Vec<f32>,
    /// Weight of each: a row of weight two counts as two. Empty for one each.
    pub weights: Vec<f64>,
    /// Distance of the furthest neighbour of each.
    pub reaches: Vec<f64>,
    /// scikit-learn's local reachability density of each.
    pub densities: Vec<f64>,
    /// scikit-learn's `negative_outlier_factor_` of each: it is not its own neighbour.
    pub factors: Vec<f64>,
    /// Factor below which a row is marked.
    pub offset: f64,
}

/// A neighbour: row, distance, and the weight at which it counts.
pub(super) type Neighbour = (u32, f64, f64);

/// Reachability density of a row among its neighbours.
pub(super) fn density(neighbours: &[Neighbour], reaches: &[f64]) -> f64 {
    let (mut sum, mut all) = (0.0, 0.0);
    for &(row, distance, weight) in neighbours {
        sum += weight * distance.max(reaches[row as usize]);
        all += weight;
    }
    1.0 / (if all > 0.0 { sum / all } else { 0.0 } + SOME)
}

/// Minus the mean density of the neighbours over the row's own; −1 is usual.
pub(super) fn factor(neighbours: &[Neighbour], densities: &[f64], own: f64) -> f64 {
    let (mut sum, mut all) = (0.0, 0.0);
    for &(row, _, weight) in neighbours {
        sum += weight * densities[row as usize];
        all += weight;
    }
    if all > 0.0 { -sum / all / own } else { -1.0 }
}

impl OutlierFactorState {
    /// Number of rows.
    pub fn count(&self) -> usize {
        self.reaches.len()
    }

    /// Whether its lengths agree and its numbers can be used.
    pub(crate) fn check(&self, features: usize) -> Result<(), LearnError> {
        let count = self.count();
        let fits = features > 0
            && count > 0
            && self.features as usize == features
            && self.n_neighbors > 0
            && self.rows.len() == count * features
            && self.densities.len() == count
            && self.factors.len() == count
            && (self.weights.is_empty() || self.weights.len() == count)
            && !matches!(self.metric, Metric::Minkowski(_));
        let sound = self.rows.iter().all(|v| v.is_finite())
            && self.weights.iter().all(|w| w.is_finite() && *w > 0.0)
            && self.reaches.iter().all(|v| v.is_finite())
            && self.densities.iter().all(|v| v.is_finite() && *v > 0.0)
            && self.factors.iter().all(|v| v.is_finite())
            && self.offset.is_finite();
        match fits && sound {
            true => Ok(()),
            false => Err(LearnError::BadState("its rows, densities and factors do not fit together")),
        }
    }
}

/// An index of the rows of a state, to be built.
pub(super) fn finder(rows: &[f32], features: usize, metric: Metric) -> Finder {
    Finder::begun(rows, features, metric, Finder::tree_pays(metric, rows.len() / features, features))
}

/// Rows of this many features that are asked in about 50 ms, with so many threads as there are, and of them
/// those that are asked together.
pub(super) fn at_once(count: usize, features: usize, metric: Metric, wanted: u32) -> [usize; 2] {
    let tree = Finder::tree_pays(metric, count, features);
    let each = CELLS / Finder::cost(tree, count, features, wanted as usize);
    let together = each.clamp(1, QUERIES);
    [each.next_multiple_of(together).max(1) * threads::count(), together]
}

/// Neighbours of what was found, with distances.
pub(super) fn neighbours(found: Vec<(Near, f64)>, metric: Metric) -> Vec<Neighbour> {
    found.into_iter().map(|(near, weight)| (near.row, metric.distance(near.rank), weight)).collect()
}

/// A state that can answer; what speeds the search up is made when it is first asked.
pub struct OutlierFactor {
    state: OutlierFactorState,
    finder: OnceLock<Finder>,
}

impl OutlierFactor {
    pub(crate) fn new(state: OutlierFactorState) -> Self {
        Self { state, finder: OnceLock::new() }
    }

    fn finder(&self) -> &Finder {
        let state = &self.state;
        let made = || finder(&state.rows, state.features as usize, state.metric).built(&state.rows);
        self.finder.get_or_init(made)
    }

    fn factors(&self, rows: &[&[f32]]) -> Vec<f64> {
        let state = &self.state;
        let mut nearest: Vec<Nearest> =
            rows.iter().map(|_| Nearest::new(state.n_neighbors, &state.weights)).collect();
        self.finder().search(&state.rows, rows, &mut nearest);
        let of = |nearest: Nearest| {
            let neighbours = neighbours(nearest.finish(), state.metric);
            match neighbours.first() {
                Some(&(row, distance, _)) if distance <= MET * state.reaches[row as usize] => {
                    state.factors[row as usize]
                }
                _ => factor(&neighbours, &state.densities, density(&neighbours, &state.reaches)),
            }
        };
        nearest.into_iter().map(of).collect()
    }
}

impl Model for OutlierFactor {
    fn predict(&self, x: &Features) -> Prediction {
        let (features, state) = (x.data.ncols(), &self.state);
        assert_eq!(features, state.features as usize, "features of another model");
        let data = x.data.as_standard_layout();
        let rows: Vec<&[f32]> = data.as_slice().unwrap_or_default().chunks_exact(features).collect();
        self.finder();
        let blocks = rows.chunks(QUERIES).collect();
        let factors = threads::among(|| threads::map(blocks, |rows: &[&[f32]]| self.factors(rows)));
        let numbers: Vec<f64> = factors.into_iter().flatten().map(|factor| factor - state.offset).collect();
        Prediction::Groups { index: numbers.iter().map(|score| u32::from(*score < 0.0)).collect(), numbers }
    }

    fn rows_at_once(&self) -> usize {
        let state = &self.state;
        at_once(state.count(), state.features as usize, state.metric, state.n_neighbors)[0]
    }

    fn state(&self) -> ModelState {
        ModelState::OutlierFactor(self.state.clone())
    }

    fn warnings(&self) -> Vec<Warning> {
        let (rows, wanted) = (self.state.count(), self.state.asked);
        if wanted == self.state.n_neighbors {
            return Vec::new();
        }
        let message = format!(
            "there are {rows} training rows and n_neighbors is {wanted}: each is compared with all others"
        );
        vec![Warning::new("model.few_neighbors", message, Place::parameter("model.params.n_neighbors"))]
    }
}
