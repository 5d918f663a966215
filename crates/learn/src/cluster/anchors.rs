//! Training rows that stand for their clusters: a new row belongs to that of the nearest.

use crate::neighbours::{CELLS, Finder, Metric, Nearest, QUERIES};
use crate::{Features, LearnError, Model, ModelState, Prediction, threads};
use glasshouse_spec::{Place, Warning};
use serde::{Deserialize, Serialize};
use std::sync::OnceLock;

/// Name of the group of rows that belong to no cluster.
pub const NOISE: &str = "-1";
/// Most clusters that are told apart.
const MOST: usize = 10_000;
/// The distance that is told where there is no cluster.
const NOWHERE: f64 = -1.0;

/// Which estimator found the clusters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum AnchorKind {
    /// `dbscan`.
    Dbscan,
    /// `agglomerative`.
    Agglomerative,
}

impl AnchorKind {
    /// Name of the estimator.
    pub fn id(self) -> &'static str {
        match self {
            Self::Dbscan => "dbscan",
            Self::Agglomerative => "agglomerative",
        }
    }
}

/// Rows with their clusters, the heaviest cluster first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AnchorsState {
    /// Which estimator found them.
    pub found_by: AnchorKind,
    /// Number of features.
    pub features: u32,
    /// What counts as near.
    pub metric: Metric,
    /// How far a row may be from the nearest of them and still belong to its cluster: one that is further
    /// is noise, which is the last group. Without it every row belongs to a cluster.
    pub reach: Option<f64>,
    /// Row-major; none where all is noise.
    pub rows: Vec<f32>,
    /// Cluster of each.
    pub clusters: Vec<u32>,
    /// Number of clusters.
    pub count: u32,
    /// Clusters that were asked for; zero where their number was not.
    pub asked: u32,
    /// Distances at which the last clusters were merged, ascending; the last leaves one.
    pub heights: Vec<f64>,
}

impl AnchorsState {
    /// Whether its lengths agree and its numbers can be used.
    pub(crate) fn check(&self, features: usize) -> Result<(), LearnError> {
        let fits = features > 0
            && self.features as usize == features
            && self.rows.len() == self.clusters.len() * features
            && self.clusters.iter().all(|cluster| *cluster < self.count)
            && self.count as usize <= MOST
            && (self.reach.is_some() || !self.rows.is_empty())
            && !matches!(self.metric, Metric::Minkowski(_));
        let sound = self.rows.iter().all(|v| v.is_finite())
            && self.reach.is_none_or(|reach| reach.is_finite() && reach >= 0.0);
        match fits && sound {
            true => Ok(()),
            false => Err(LearnError::BadState("its rows and clusters do not fit together")),
        }
    }

    /// Largest rank at which a row belongs to a cluster.
    pub fn limit(&self) -> f64 {
        self.reach.map_or(f64::INFINITY, |reach| self.metric.rank_of(reach))
    }
}

/// Clusters renumbered by falling weight of their rows, the earlier first among equals, and how many
/// there are. `u32::MAX` stays what it is. `parameter` makes fewer clusters.
pub(super) fn heaviest_first(
    clusters: &mut [u32],
    weights: &[f64],
    parameter: &'static str,
) -> Result<u32, LearnError> {
    let count = clusters.iter().filter(|c| **c != u32::MAX).max().map_or(0, |most| *most as usize + 1);
    let mut sums = vec![0.0; count];
    let named = clusters.iter().zip(weights).filter(|(cluster, _)| **cluster != u32::MAX);
    named.for_each(|(cluster, weight)| sums[*cluster as usize] += weight);
    if count > MOST {
        let message = format!("there would be {count} clusters, and at most {MOST} are told apart");
        return Err(LearnError::Parameter { name: parameter, message });
    }
    let mut order: Vec<usize> = (0..count).collect();
    order.sort_by(|&a, &b| sums[b].total_cmp(&sums[a]));
    let mut place = vec![0; count];
    order.iter().enumerate().for_each(|(at, &cluster)| place[cluster] = at as u32);
    clusters.iter_mut().filter(|c| **c != u32::MAX).for_each(|c| *c = place[*c as usize]);
    Ok(count as u32)
}

/// Numbers clusters in the order of their first rows. `roots` names a row of each row's cluster.
pub(super) fn numbered(roots: impl Iterator<Item = u32>, rows: usize) -> Vec<u32> {
    let (mut number, mut next) = (vec![u32::MAX; rows], 0);
    roots
        .map(|root| {
            let own = &mut number[root as usize];
            if *own == u32::MAX {
                (*own, next) = (next, next + 1);
            }
            *own
        })
        .collect()
}

/// The root of a row's tree (Tarjan, *Efficiency of a good but not linear set union algorithm*, 1975);
/// paths are halved on the way.
pub(super) fn root(parents: &mut [u32], mut row: u32) -> u32 {
    while parents[row as usize] != row {
        let above = parents[parents[row as usize] as usize];
        parents[row as usize] = above;
        row = above;
    }
    row
}

/// A state that can answer; what speeds the search up is made when it is first asked.
pub struct Anchors {
    state: AnchorsState,
    finder: OnceLock<Finder>,
}

impl Anchors {
    pub(crate) fn new(state: AnchorsState) -> Self {
        Self { state, finder: OnceLock::new() }
    }

    fn finder(&self) -> &Finder {
        self.finder.get_or_init(|| {
            let (state, features) = (&self.state, self.state.features as usize);
            let tree = Finder::tree_pays(state.metric, state.clusters.len(), features);
            Finder::new(&state.rows, features, state.metric, tree)
        })
    }

    /// Groups of some rows, with their distances from the nearest anchor.
    fn answer(&self, rows: &[&[f32]]) -> Vec<(u32, f64)> {
        let state = &self.state;
        let mut nearest: Vec<Nearest> = rows.iter().map(|_| Nearest::new(1, &[])).collect();
        self.finder().search(&state.rows, rows, &mut nearest);
        let limit = state.limit();
        let group = |found: Nearest| match found.into_rows().first() {
            None => (state.count, NOWHERE),
            Some(near) => {
                let inside = near.rank <= limit;
                let group = if inside { state.clusters[near.row as usize] } else { state.count };
                (group, state.metric.distance(near.rank))
            }
        };
        nearest.into_iter().map(group).collect()
    }
}

impl Model for Anchors {
    fn predict(&self, x: &Features) -> Prediction {
        let features = x.data.ncols();
        assert_eq!(features, self.state.features as usize, "features of another model");
        if self.state.rows.is_empty() {
            let rows = x.data.nrows();
            return Prediction::Groups { index: vec![self.state.count; rows], numbers: vec![NOWHERE; rows] };
        }
        let data = x.data.as_standard_layout();
        let rows: Vec<&[f32]> = data.as_slice().unwrap_or_default().chunks_exact(features).collect();
        self.finder();
        let blocks = rows.chunks(QUERIES).collect();
        let answers = threads::among(|| threads::map(blocks, |rows: &[&[f32]]| self.answer(rows)));
        let (index, numbers) = answers.into_iter().flatten().unzip();
        Prediction::Groups { index, numbers }
    }

    fn rows_at_once(&self) -> usize {
        let (rows, features) = (self.state.clusters.len(), self.state.features as usize);
        let cells = Finder::cost(Finder::tree_pays(self.state.metric, rows, features), rows, features, 1);
        (threads::count() * CELLS / cells).next_multiple_of(QUERIES * threads::count())
    }

    fn state(&self) -> ModelState {
        ModelState::Anchors(self.state.clone())
    }

    fn warnings(&self) -> Vec<Warning> {
        let (state, mut warnings) = (&self.state, Vec::new());
        if state.rows.is_empty() {
            let message = "no row has enough others near it: all are noise. Allow a larger eps, ask for fewer \
                           min_samples, or bring the features to one scale";
            let place = Place::parameter("model.params.eps");
            warnings.push(Warning::new("model.all_noise", message, place));
        }
        if state.count < state.asked {
            let message = format!(
                "the training rows have only {} different places, so there are {0} clusters and not {}",
                state.count, state.asked
            );
            let place = Place::parameter("model.params.n_clusters");
            warnings.push(Warning::new("model.fewer_clusters", message, place));
        }
        warnings
    }
}
