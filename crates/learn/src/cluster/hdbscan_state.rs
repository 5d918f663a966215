//! A fitted hierarchy of densities: the training rows, and the tree of clusters that they are in.

use super::condensed::{NONE, density};
use crate::neighbours::{CELLS, Finder, Metric, Near, Nearest, QUERIES};
use crate::{Features, LearnError, Model, ModelState, Prediction, threads};
use glasshouse_spec::{Place, Warning};
use serde::{Deserialize, Serialize};
use std::sync::OnceLock;

/// A row this near to a training row, as a share of that row's core distance, is that training row as it
/// comes back rounded.
const MET: f64 = 1e-3;

/// Training rows with their places in the tree of clusters. A density is one over a distance.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HdbscanState {
    /// Number of features.
    pub features: u32,
    /// Rows, itself included, that make a row's core distance.
    pub min_samples: u32,
    /// Row-major.
    pub rows: Vec<f32>,
    /// Weight of each: a row of weight two counts as two. Empty for one each.
    pub weights: Vec<f64>,
    /// Core distance of each.
    pub cores: Vec<f64>,
    /// Cluster of the tree that each was last in.
    pub joined: Vec<u32>,
    /// Density at which it left that.
    pub left: Vec<f64>,
    /// The cluster around each; the first is around itself.
    pub parents: Vec<u32>,
    /// Density at which each came apart from that.
    pub births: Vec<f64>,
    /// Group that the rows of each are in; `count` is noise.
    pub groups: Vec<u32>,
    /// Density at which each group ends.
    pub ends: Vec<f64>,
    /// Number of groups, noise not counted.
    pub count: u32,
}

impl HdbscanState {
    /// Whether its lengths agree and its numbers can be used.
    pub(crate) fn check(&self, features: usize) -> Result<(), LearnError> {
        let (count, clusters) = (self.cores.len(), self.parents.len());
        let fits = features > 0
            && count > 0
            && clusters > 0
            && self.features as usize == features
            && self.min_samples > 0
            && self.rows.len() == count * features
            && (self.weights.is_empty() || self.weights.len() == count)
            && self.joined.len() == count
            && self.left.len() == count
            && self.births.len() == clusters
            && self.groups.len() == clusters
            && self.ends.len() == self.count as usize;
        let climbs = |(at, parent): (usize, &u32)| (*parent as usize) < at.max(1);
        let inside = self.parents.iter().enumerate().all(climbs)
            && self.joined.iter().all(|cluster| (*cluster as usize) < clusters)
            && self.groups.iter().all(|group| *group <= self.count);
        let finite = |values: &[f64]| values.iter().all(|v| v.is_finite() && *v >= 0.0);
        let sound = self.rows.iter().all(|v| v.is_finite())
            && [&self.cores, &self.left, &self.births].into_iter().all(|values| finite(values))
            && self.weights.iter().chain(&self.ends).all(|v| v.is_finite() && *v > 0.0);
        match fits && inside && sound {
            true => Ok(()),
            false => Err(LearnError::BadState("its rows and its tree of clusters do not fit together")),
        }
    }

    /// Group of what is in a cluster up to a density, and how firmly.
    fn placed(&self, cluster: u32, density: f64) -> (u32, f64) {
        let group = self.groups[cluster as usize];
        match self.ends.get(group as usize) {
            None => (group, 0.0),
            Some(end) => (group, (density / end).min(1.0)),
        }
    }

    /// A new row joins the training row that it is nearest to by mutual reachability, and with it the
    /// cluster that there was at their density, as `hdbscan`'s `approximate_predict` does (by the core
    /// distances of clustering, where that takes one neighbour less).
    fn joining(&self, near: &[(Near, f64)]) -> (u32, f64) {
        let distance = |near: &Near| Metric::Euclidean.distance(near.rank);
        let Some((first, _)) = near.first() else { return (self.count, 0.0) };
        let row = first.row as usize;
        if distance(first) <= MET * self.cores[row] {
            return self.placed(self.joined[row], self.left[row]);
        }
        let (mut sum, mut core) = (0.0, distance(first));
        for (near, weight) in near {
            if sum < f64::from(self.min_samples) {
                core = distance(near);
            }
            sum += weight;
        }
        let reach = |near: &Near| distance(near).max(core).max(self.cores[near.row as usize]);
        let nearest =
            near.iter().fold(*first, |best, (near, _)| if reach(near) < reach(&best) { *near } else { best });
        let (row, density) = (nearest.row as usize, density(reach(&nearest)));
        let mut cluster = self.joined[row];
        if self.left[row] > density {
            while cluster != 0 && self.births[cluster as usize] >= density {
                cluster = self.parents[cluster as usize];
            }
        }
        self.placed(cluster, density)
    }
}

/// A state that can answer; what speeds the search up is made when it is first asked.
pub struct Densities {
    state: HdbscanState,
    finder: OnceLock<Finder>,
}

impl Densities {
    pub(crate) fn new(state: HdbscanState) -> Self {
        Self { state, finder: OnceLock::new() }
    }

    fn finder(&self) -> &Finder {
        let state = &self.state;
        self.finder.get_or_init(|| finder(&state.rows, state.features as usize).built(&state.rows))
    }

    fn answer(&self, rows: &[&[f32]]) -> Vec<(u32, f64)> {
        let state = &self.state;
        // As many as there: twice the neighbours besides itself.
        let asked = state.min_samples.max(2 * (state.min_samples - 1));
        let mut nearest: Vec<Nearest> = rows.iter().map(|_| Nearest::new(asked, &state.weights)).collect();
        self.finder().search(&state.rows, rows, &mut nearest);
        nearest.into_iter().map(|nearest| state.joining(&nearest.finish())).collect()
    }
}

/// An index of rows.
pub(super) fn finder(rows: &[f32], features: usize) -> Finder {
    let tree = Finder::tree_pays(Metric::Euclidean, rows.len() / features, features);
    Finder::begun(rows, features, Metric::Euclidean, tree)
}

/// Rows that are asked for so many neighbours in about 50 ms.
pub(super) fn at_once(finder: &Finder, count: usize, features: usize, wanted: u32) -> usize {
    let cells = Finder::cost(finder.is_tree(), count, features, wanted as usize);
    (threads::count() * CELLS / cells).next_multiple_of(QUERIES * threads::count())
}

impl Model for Densities {
    fn predict(&self, x: &Features) -> Prediction {
        let features = x.data.ncols();
        assert_eq!(features, self.state.features as usize, "features of another model");
        let data = x.data.as_standard_layout();
        let rows: Vec<&[f32]> = data.as_slice().unwrap_or_default().chunks_exact(features).collect();
        self.finder();
        let blocks = rows.chunks(QUERIES).collect();
        let answers = threads::among(|| threads::map(blocks, |rows: &[&[f32]]| self.answer(rows)));
        let (index, numbers) = answers.into_iter().flatten().unzip();
        Prediction::Groups { index, numbers }
    }

    fn rows_at_once(&self) -> usize {
        let state = &self.state;
        at_once(self.finder(), state.cores.len(), state.features as usize, state.min_samples)
    }

    fn state(&self) -> ModelState {
        ModelState::Hdbscan(self.state.clone())
    }

    fn warnings(&self) -> Vec<Warning> {
        if self.state.count > 0 {
            return Vec::new();
        }
        let message = "no cluster stands out: all rows are noise. Ask for a smaller min_cluster_size or fewer \
                       min_samples, or bring the features to one scale";
        let place = Place::parameter("model.params.min_cluster_size");
        vec![Warning::new("model.all_noise", message, place)]
    }
}

/// The group of each cluster of a tree, with noise for those outside of all, and where each group ends.
pub(super) fn grouped(numbers: &[u32], count: u32) -> Vec<u32> {
    numbers.iter().map(|number| if *number == NONE { count } else { *number }).collect()
}
