//! Clusters of any density (Campello, Moulavi and Sander, *Density-based clustering based on hierarchical
//! density estimates*, 2013).

use super::anchors::heaviest_first;
use super::condensed::{Condensed, NONE};
use super::hdbscan_state::{Densities, HdbscanState, at_once, finder, grouped};
use super::linkage::Spanning;
use crate::checks::{check_dataset, untargeted, weighty};
use crate::neighbours::{Finder, Metric, Nearest, QUERIES};
use crate::settings::Settings;
use crate::{
    Dataset, Estimator, EstimatorKind, LearnError, Model, PREPARING, Progress, Share, Status, Training,
    threads,
};
use glasshouse_spec::{ParamFault, ParamSpec, ParamValues, TaskKind};
use std::borrow::Cow;
use std::future::{Future, ready};
use std::pin::Pin;
use std::sync::Arc;

/// scikit-learn's `HDBSCAN` by Euclidean distance; exact (Campello, Moulavi and Sander, *Density-based
/// clustering based on hierarchical density estimates*, 2013). Features must not be missing. The number beside a row is how firmly it belongs
/// to its cluster, from 0 (noise) to 1. A new row is answered as `approximate_predict` of the library
/// `hdbscan` does; one that lies where a training row does (within a thousandth of that row's core distance)
/// is taken for it. The model keeps the training rows. Training takes O(rows² · features) and O(rows)
/// memory, and is refused for more than 100,000 rows.
pub struct Hdbscan;

/// Most rows: each is compared with all others.
const MOST: usize = 100_000;
/// Cells that are compared in one chunk.
const CHUNK: usize = 25_000_000;

static PARAMS: [ParamSpec; 4] = [
    ParamSpec::int(
        "min_cluster_size",
        5,
        2,
        1_000_000,
        "From how many rows on a group is a cluster. Larger leaves fewer, larger clusters and more noise.",
    )
    .tuned(5.0, 100.0, true),
    ParamSpec::optional_int(
        "min_samples",
        1,
        1_000_000,
        "How many rows, itself included, must be near a row for it to lie densely. More leaves more rows as \
         noise. Left out: as many as min_cluster_size.",
    ),
    ParamSpec::choice(
        "cluster_selection_method",
        "eom",
        &[Cow::Borrowed("eom"), Cow::Borrowed("leaf")],
        "Which clusters are taken where some lie within others: eom those that last longest, leaf the \
         smallest, which are many and alike in size.",
    ),
    ParamSpec::float(
        "cluster_selection_epsilon",
        0.0,
        0.0,
        f64::MAX,
        "Clusters nearer to each other than this are one. Keeps dense places from falling into many small \
         clusters; at 0 nothing is joined.",
    ),
];

impl EstimatorKind for Hdbscan {
    fn id(&self) -> &'static str {
        "hdbscan"
    }

    fn title(&self) -> &'static str {
        "HDBSCAN"
    }

    fn help(&self) -> &'static str {
        "Finds clusters of any shape and any density, and how many there are; rows outside of all are noise. \
         Needs no distance to be chosen, only how small a cluster may be."
    }

    fn tasks(&self) -> &'static [TaskKind] {
        &[TaskKind::Clustering]
    }

    fn params(&self, task: TaskKind) -> &'static [ParamSpec] {
        if task == TaskKind::Clustering { &PARAMS } else { &[] }
    }

    fn onnx(&self) -> bool {
        false
    }

    fn build(&self, task: TaskKind, values: &ParamValues) -> Result<Box<dyn Estimator>, Vec<ParamFault>> {
        let settings = Settings::checked(self.params(task), values)?;
        let least = settings.int("min_cluster_size").unwrap_or(5) as u32;
        Ok(Box::new(Options {
            least,
            min_samples: settings.int("min_samples").map_or(least, |n| n as u32),
            leaves: settings.text("cluster_selection_method") == "leaf",
            epsilon: settings.float("cluster_selection_epsilon").unwrap_or(0.0),
        }))
    }
}

#[derive(Clone, Copy)]
struct Options {
    least: u32,
    min_samples: u32,
    leaves: bool,
    epsilon: f64,
}

impl Estimator for Options {
    fn start(&self, data: Arc<Dataset>, _seed: u64) -> Result<Box<dyn Training>, LearnError> {
        check_dataset(&data)?;
        untargeted(&data, "hdbscan")?;
        let (rows, weights) = weighty(&data);
        let (features, count) = (data.x.data.ncols(), weights.len());
        if count > MOST {
            let what = format!("{count} training rows, where hdbscan takes at most {MOST},");
            return Err(LearnError::TooLarge(what));
        }
        let even = weights.iter().all(|w| *w == 1.0);
        Ok(Box::new(Growing {
            options: *self,
            features,
            finder: finder(&rows, features),
            counted: if even { Vec::new() } else { weights.clone() },
            rows,
            weights,
            ranks: Vec::with_capacity(count),
            tree: None,
        }))
    }
}

/// First what finds neighbours is built, then the core distances are found, then the spanning tree grows.
struct Growing {
    options: Options,
    features: usize,
    rows: Vec<f32>,
    weights: Vec<f64>,
    /// The weights where they are not all one.
    counted: Vec<f64>,
    finder: Finder,
    /// Squared core distances.
    ranks: Vec<f64>,
    tree: Option<Spanning>,
}

impl Growing {
    fn chunk(&mut self) -> Result<Status, LearnError> {
        if let Some((done, total)) = self.finder.build(&self.rows) {
            return Ok(Status::Running(Progress { done, total, unit: PREPARING }));
        }
        let count = self.weights.len();
        match &mut self.tree {
            None if self.ranks.len() < count => self.some_cores(),
            None => self.tree = Some(Spanning::new(&self.rows, self.features, self.ranks.clone())),
            Some(tree) => {
                let steps = (CHUNK / (count * self.features)).max(1);
                if (0..steps).any(|_| tree.step()) {
                    return Ok(Status::Done(Box::new(Densities::new(self.state()?))));
                }
            }
        }
        // Rows whose neighbours were looked at, then rows that are joined.
        let done = self.tree.as_ref().map_or(self.ranks.len(), |tree| tree.merges.len()) as u64;
        Ok(Status::Running(Progress { done, total: count as u64, unit: "row" }))
    }

    fn some_cores(&mut self) {
        let (features, wanted, begin) = (self.features, self.options.min_samples, self.ranks.len());
        let share = at_once(&self.finder, self.weights.len(), features, wanted);
        let cells = &self.rows[begin * features..self.rows.len().min((begin + share) * features)];
        let rows: Vec<&[f32]> = cells.chunks_exact(features).collect();
        let found = threads::map(rows.chunks(QUERIES).collect(), |rows: &[&[f32]]| {
            let mut nearest: Vec<Nearest> =
                rows.iter().map(|_| Nearest::new(wanted, &self.counted)).collect();
            self.finder.search(&self.rows, rows, &mut nearest);
            let furthest = |near: Nearest| near.finish().last().map_or(0.0, |(near, _)| near.rank);
            nearest.into_iter().map(furthest).collect::<Vec<f64>>()
        });
        self.ranks.extend(found.into_iter().flatten());
    }

    fn state(&mut self) -> Result<HdbscanState, LearnError> {
        let merges = self.tree.take().map(|tree| tree.merges).unwrap_or_default();
        let tree = Condensed::new(merges, &self.weights, f64::from(self.options.least));
        let selected = tree.selected(self.options.leaves, self.options.epsilon);
        let numbers = tree.numbers(&selected);
        // Groups are numbered by the weight of their rows, and with them the clusters of the tree.
        let mut of_rows: Vec<u32> = tree.joined.iter().map(|cluster| numbers[*cluster as usize]).collect();
        let before = of_rows.clone();
        let count = heaviest_first(&mut of_rows, &self.weights, "min_cluster_size")?;
        let mut place = vec![NONE; count as usize];
        for (old, new) in before.iter().zip(&of_rows).filter(|(old, _)| **old != NONE) {
            place[*old as usize] = *new;
        }
        let renumbered = |number: &u32| if *number == NONE { NONE } else { place[*number as usize] };
        let numbers: Vec<u32> = numbers.iter().map(renumbered).collect();
        Ok(HdbscanState {
            features: self.features as u32,
            min_samples: self.options.min_samples,
            rows: std::mem::take(&mut self.rows),
            weights: std::mem::take(&mut self.counted),
            cores: self.ranks.iter().map(|rank| Metric::Euclidean.distance(*rank)).collect(),
            ends: tree.ends(&selected, &numbers, count as usize),
            groups: grouped(&numbers, count),
            joined: tree.joined,
            left: tree.left,
            parents: tree.parents,
            births: tree.births,
            count,
        })
    }
}

impl Training for Growing {
    fn advance(&mut self) -> Pin<Box<dyn Future<Output = Result<Status, LearnError>> + '_>> {
        Box::pin(ready(self.chunk()))
    }

    fn share(&self) -> Option<Share> {
        let merges = self.tree.as_ref().map_or(0, |tree| tree.merges.len());
        let done = (self.ranks.len() + merges) as f64 / (2 * self.weights.len()) as f64;
        Some(Share { done, steady: false })
    }

    fn best(&self) -> Option<Box<dyn Model>> {
        None
    }
}
