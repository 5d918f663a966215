//! Training rows that are kept, and what the nearest of them answer.

use super::finder::Finder;
use super::metric::{Metric, coarse, norm};
use super::nearest::{Near, Nearest};
use super::tiles::QUERIES;
use crate::linear::first_largest;
use crate::{Features, LearnError, Model, ModelState, Prediction, threads};
use glasshouse_spec::{Place, Warning};
use ndarray::Array2;
use serde::{Deserialize, Serialize};
use std::sync::OnceLock;

/// Cells of the training rows that are compared in about 50 ms.
pub(crate) const CELLS: usize = 250_000_000;
/// How many times longer a power takes than a product.
const POWER: usize = 60;

/// How the nearest rows are found; the answer is the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Search {
    /// As suits the size.
    Auto,
    /// All rows are looked at.
    Brute,
    /// A k-d tree.
    Tree,
}

/// What the training rows answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Answers {
    /// Class of each row.
    Classes {
        /// Number of classes.
        count: u32,
        /// Class of each row.
        index: Vec<u32>,
    },
    /// Number of each row.
    Numbers(Vec<f64>),
}

/// The training rows that have weight, and how the nearest of them are asked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NeighborsState {
    /// Number of features.
    pub features: u32,
    /// Rows that are asked; all where there are fewer.
    pub n_neighbors: u32,
    /// What counts as near.
    pub metric: Metric,
    /// Whether a row counts by the inverse of its distance.
    pub by_distance: bool,
    /// How they are found.
    pub search: Search,
    /// Row-major.
    pub rows: Vec<f32>,
    /// Their answers.
    pub answers: Answers,
    /// Weight of each: a row of weight two counts as two. Empty for one each.
    pub weights: Vec<f64>,
}

impl NeighborsState {
    /// Number of rows.
    pub fn count(&self) -> usize {
        self.rows.len() / self.features as usize
    }

    /// Number of classes, zero for numbers.
    pub fn classes(&self) -> usize {
        match &self.answers {
            Answers::Classes { count, .. } => *count as usize,
            Answers::Numbers(_) => 0,
        }
    }

    /// How many rows may be needed to come to `n_neighbors`.
    pub fn reach(&self) -> usize {
        if self.weights.is_empty() {
            return self.count().min(self.n_neighbors as usize);
        }
        let mut lightest = self.weights.clone();
        lightest.sort_by(f64::total_cmp);
        let mut sum = 0.0;
        let enough = lightest.iter().position(|weight| {
            sum += weight;
            sum >= f64::from(self.n_neighbors) * (1.0 + 1e-9)
        });
        enough.map_or(self.count(), |last| last + 1)
    }

    /// Length of each row where angles count, else nothing.
    pub fn norms(&self) -> Vec<f64> {
        let rows = self.rows.chunks_exact(self.features as usize);
        if self.metric == Metric::Cosine { rows.map(norm).collect() } else { Vec::new() }
    }

    /// Whether its lengths agree and its numbers can be used.
    pub(crate) fn check(&self, features: usize) -> Result<(), LearnError> {
        let rows = self.rows.len() / features.max(1);
        let answers = match &self.answers {
            Answers::Classes { count, index } => {
                *count >= 2 && index.len() == rows && index.iter().all(|class| class < count)
            }
            Answers::Numbers(y) => y.len() == rows && y.iter().all(|y| y.is_finite()),
        };
        let power = !matches!(self.metric, Metric::Minkowski(p) if !(p >= 1.0 && p.is_finite()));
        let fits = rows > 0
            && rows <= u32::MAX as usize
            && self.features as usize == features
            && self.rows.len() == rows * features
            && self.n_neighbors > 0;
        let weights = self.weights.is_empty() || self.weights.len() == rows;
        let sound =
            self.rows.iter().all(|v| v.is_finite()) && self.weights.iter().all(|w| w.is_finite() && *w > 0.0);
        match fits && answers && power && weights && sound {
            true => Ok(()),
            false => Err(LearnError::BadState("its rows, answers and weights do not fit together")),
        }
    }

    pub(super) fn uses_tree(&self) -> bool {
        match self.search {
            _ if self.metric == Metric::Cosine => false,
            Search::Tree => true,
            Search::Brute => false,
            Search::Auto => Finder::tree_pays(self.metric, self.count(), self.features as usize),
        }
    }
}

/// A state that can answer; what speeds the search up is made when it is first asked.
pub struct Neighbors {
    state: NeighborsState,
    finder: OnceLock<Finder>,
}

impl Neighbors {
    pub(crate) fn new(state: NeighborsState) -> Self {
        Self { state, finder: OnceLock::new() }
    }

    /// With what speeds the search up.
    pub(super) fn with(state: NeighborsState, finder: Finder) -> Self {
        Self { state, finder: OnceLock::from(finder) }
    }

    fn finder(&self) -> &Finder {
        self.finder.get_or_init(|| {
            let state = &self.state;
            Finder::new(&state.rows, state.features as usize, state.metric, state.uses_tree())
        })
    }

    /// The nearest rows of each query, with the weights at which they count before their distance does.
    fn nearest(&self, queries: &[&[f32]]) -> Vec<Vec<(Near, f64)>> {
        let state = &self.state;
        let start = |_: &&[f32]| Nearest::new(state.n_neighbors, &state.weights);
        let mut nearest: Vec<Nearest> = queries.iter().map(start).collect();
        self.finder().search(&state.rows, queries, &mut nearest);
        nearest.into_iter().map(Nearest::finish).collect()
    }

    /// How much each of the nearest says.
    fn voices(&self, found: &[(Near, f64)]) -> Vec<(u32, f64)> {
        let state = &self.state;
        let distance = |near: &Near| state.metric.distance(near.rank);
        let met = found.iter().any(|(near, _)| distance(near) == 0.0);
        let voice = |(near, weight): &(Near, f64)| match distance(near) {
            _ if !state.by_distance => (near.row, *weight),
            away if met => (near.row, if away == 0.0 { *weight } else { 0.0 }),
            away => (near.row, weight / away),
        };
        found.iter().map(voice).collect()
    }
}

/// The answer to one query: shares of the classes, or a number.
enum Answer {
    Class(Vec<f64>, u32),
    Number(f64),
}

impl Neighbors {
    fn answer(&self, found: &[(Near, f64)]) -> Answer {
        let voices = self.voices(found);
        match &self.state.answers {
            Answers::Numbers(y) => {
                let total: f64 = voices.iter().map(|(_, voice)| voice).sum();
                let sum: f64 = voices.iter().map(|(row, voice)| voice * y[*row as usize]).sum();
                Answer::Number(sum / total)
            }
            Answers::Classes { count, index } => {
                let mut votes = vec![0.0; *count as usize];
                voices.iter().for_each(|(row, voice)| votes[index[*row as usize] as usize] += voice);
                // In another order of adding up, even votes must stay even.
                votes.iter_mut().for_each(|vote| *vote = coarse(*vote));
                let (best, total) = (first_largest(&votes), votes.iter().sum::<f64>());
                votes.iter_mut().for_each(|vote| *vote /= total);
                Answer::Class(votes, best)
            }
        }
    }
}

impl Model for Neighbors {
    fn predict(&self, x: &Features) -> Prediction {
        let (rows, features) = x.data.dim();
        assert_eq!(features, self.state.features as usize, "features of another model");
        let data = x.data.as_standard_layout();
        let values = data.as_slice().expect("the layout is standard");
        let queries: Vec<&[f32]> = values.chunks_exact(features).collect();
        self.finder();
        let work = |queries: &[&[f32]]| -> Vec<Answer> {
            self.nearest(queries).iter().map(|found| self.answer(found)).collect()
        };
        let answers = threads::among(|| threads::map(queries.chunks(QUERIES).collect(), work));
        let classes = self.state.classes();
        let mut probabilities = Array2::zeros((rows, classes));
        let (mut index, mut numbers) = (Vec::new(), Vec::new());
        for (row, answer) in answers.into_iter().flatten().enumerate() {
            match answer {
                Answer::Number(number) => numbers.push(number),
                Answer::Class(shares, best) => {
                    probabilities.row_mut(row).iter_mut().zip(&shares).for_each(|(p, &s)| *p = s as f32);
                    index.push(best);
                }
            }
        }
        match self.state.answers {
            Answers::Classes { .. } => Prediction::Classes { probabilities, index },
            Answers::Numbers(_) => Prediction::Numbers(numbers),
        }
    }

    fn rows_at_once(&self) -> usize {
        let cost = if matches!(self.state.metric, Metric::Minkowski(_)) { POWER } else { 1 };
        let (rows, features) = (self.state.count(), self.state.features as usize);
        let cells = Finder::cost(self.state.uses_tree(), rows, features, 0).saturating_mul(cost);
        (threads::count() * CELLS / cells).next_multiple_of(QUERIES * threads::count())
    }

    fn state(&self) -> ModelState {
        ModelState::Neighbors(self.state.clone())
    }

    fn warnings(&self) -> Vec<Warning> {
        let (rows, wanted) = (self.state.count(), self.state.n_neighbors);
        if !self.state.weights.is_empty() || rows >= wanted as usize {
            return Vec::new();
        }
        let message =
            format!("there are {rows} training rows and n_neighbors is {wanted}: every row is asked");
        vec![Warning::new("model.few_neighbors", message, Place::parameter("model.params.n_neighbors"))]
    }
}
