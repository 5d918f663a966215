//! Clusters as places where rows lie densely (Ester, Kriegel, Sander and Xu, *A density-based algorithm for
//! discovering clusters in large spatial databases with noise*, 1996).

use super::anchors::{AnchorKind, Anchors, AnchorsState, heaviest_first, numbered, root};
use crate::checks::{check_dataset, untargeted, weighty};
use crate::neighbours::{CELLS, Finder, METRIC, Metric, Nearest, QUERIES};
use crate::settings::Settings;
use crate::{
    Dataset, Estimator, EstimatorKind, LearnError, Model, PREPARING, Progress, Share, Status, Training,
    threads,
};
use glasshouse_spec::{ParamFault, ParamSpec, ParamValues, TaskKind};
use std::future::{Future, ready};
use std::pin::Pin;
use std::sync::Arc;

/// scikit-learn's `DBSCAN` (Ester, Kriegel, Sander and Xu, *A density-based algorithm for discovering
/// clusters*, 1996). Features must not be missing and are to be on one scale. A row is a core sample where rows of a weight of `min_samples`, itself
/// included, lie within `eps`; core samples within `eps` of each other are of one cluster. Every other row,
/// of training or new, belongs to the cluster of the nearest core sample within `eps` and is noise (`-1`)
/// where there is none. Each row's neighbours are looked up twice, so that memory stays O(rows); a
/// look-up takes O(rows · features), or O(log rows) in a tree with few features and far rows.
pub struct Dbscan;

/// Rows within reach that are measured in about as long as [`CELLS`] cells are compared.
const FOUND: usize = 300_000;

static PARAMS: [ParamSpec; 3] = [
    ParamSpec::positive(
        "eps",
        0.5,
        "How near two rows must be to be neighbours, in the units of the features: bring them to one scale \
         first. Larger makes fewer, larger clusters and less noise.",
    )
    .tuned(0.05, 5.0, true),
    ParamSpec::int(
        "min_samples",
        5,
        1,
        1_000_000,
        "How many rows, itself included, must be near a row for it to be inside of a cluster. More leaves \
         more rows as noise and makes clusters surer.",
    )
    .tuned(2.0, 50.0, true),
    METRIC,
];

impl EstimatorKind for Dbscan {
    fn id(&self) -> &'static str {
        "dbscan"
    }

    fn title(&self) -> &'static str {
        "DBSCAN"
    }

    fn help(&self) -> &'static str {
        "Finds clusters of any shape where rows lie densely, and how many there are; rows that lie alone are \
         noise. Needs features of one scale and clusters of like density."
    }

    fn tasks(&self) -> &'static [TaskKind] {
        &[TaskKind::Clustering]
    }

    fn params(&self, task: TaskKind) -> &'static [ParamSpec] {
        if task == TaskKind::Clustering { &PARAMS } else { &[] }
    }

    fn build(&self, task: TaskKind, values: &ParamValues) -> Result<Box<dyn Estimator>, Vec<ParamFault>> {
        let settings = Settings::checked(self.params(task), values)?;
        Ok(Box::new(Options {
            eps: settings.float("eps").unwrap_or(0.5),
            min_samples: settings.int("min_samples").unwrap_or(5) as f64,
            metric: Metric::named(&settings.text("metric")),
        }))
    }
}

#[derive(Clone, Copy)]
struct Options {
    eps: f64,
    min_samples: f64,
    metric: Metric,
}

impl Estimator for Options {
    fn start(&self, data: Arc<Dataset>, _seed: u64) -> Result<Box<dyn Training>, LearnError> {
        check_dataset(&data)?;
        untargeted(&data, "dbscan")?;
        let (rows, weights) = weighty(&data);
        let (features, count) = (data.x.data.ncols(), weights.len());
        let tree = Finder::tree_pays(self.metric, count, features);
        Ok(Box::new(Growing {
            options: *self,
            features,
            finder: Finder::begun(&rows, features, self.metric, tree),
            core: vec![false; count],
            parents: (0..count as u32).collect(),
            rows,
            weights,
            joining: false,
            next: 0,
            found: 0,
        }))
    }
}

/// First what finds neighbours is built, then core samples are found, then those near each other are joined.
struct Growing {
    options: Options,
    features: usize,
    rows: Vec<f32>,
    weights: Vec<f64>,
    finder: Finder,
    core: Vec<bool>,
    /// A row of the same cluster, for each core sample.
    parents: Vec<u32>,
    joining: bool,
    next: usize,
    /// Rows that were near one row, by the last look.
    found: usize,
}

impl Growing {
    fn chunk(&mut self) -> Result<Status, LearnError> {
        if let Some((done, total)) = self.finder.build(&self.rows) {
            return Ok(Status::Running(Progress { done, total, unit: PREPARING }));
        }
        let (count, mut spent) = (self.weights.len(), 0);
        let each = Finder::cost(self.finder.is_tree(), count, self.features, 0);
        let most = (CELLS / each).clamp(1, QUERIES);
        while spent < CELLS && self.next < count {
            // Where a row has many neighbours, few rows are asked at a time.
            let tile = (FOUND / 4 / self.found.max(1)).clamp(1, most);
            let end = count.min(self.next + tile * threads::count());
            let found = self.look(end, tile);
            self.found = found / (end - self.next);
            spent += (end - self.next) * each + found.saturating_mul(CELLS / FOUND);
            self.next = end;
        }
        if self.next == count {
            if self.joining {
                return Ok(Status::Done(Box::new(Anchors::new(self.state()?))));
            }
            (self.joining, self.next) = (true, 0);
        }
        Ok(Status::Running(Progress { done: self.next as u64, total: count as u64, unit: "row" }))
    }

    fn row(&self, row: usize) -> &[f32] {
        &self.rows[row * self.features..(row + 1) * self.features]
    }

    /// Looks at the neighbours of some rows; how many there were.
    fn look(&mut self, end: usize, tile: usize) -> usize {
        let most = self.options.metric.rank_of(self.options.eps);
        let asked: Vec<usize> = (self.next..end).filter(|&row| !self.joining || self.core[row]).collect();
        let near = threads::map(asked.chunks(tile).collect(), |asked: &[usize]| {
            let queries: Vec<&[f32]> = asked.iter().map(|&row| self.row(row)).collect();
            let mut near: Vec<Nearest> =
                queries.iter().map(|_| Nearest::within(most, &self.weights)).collect();
            self.finder.search(&self.rows, &queries, &mut near);
            let kept = |near: Nearest| (near.weight_kept(), near.into_rows());
            near.into_iter().map(kept).collect::<Vec<_>>()
        });
        let mut found = 0;
        for (row, (weight, near)) in asked.into_iter().zip(near.into_iter().flatten()) {
            found += near.len();
            if !self.joining {
                self.core[row] = weight >= self.options.min_samples;
                continue;
            }
            for other in near.iter().filter(|near| (near.row as usize) < row) {
                if self.core[other.row as usize] {
                    let [a, b] = [row as u32, other.row].map(|row| root(&mut self.parents, row));
                    self.parents[a.max(b) as usize] = a.min(b);
                }
            }
        }
        found
    }

    fn state(&mut self) -> Result<AnchorsState, LearnError> {
        let core: Vec<u32> = (0..self.weights.len() as u32).filter(|&row| self.core[row as usize]).collect();
        let roots: Vec<u32> = core.iter().map(|&row| root(&mut self.parents, row)).collect();
        let mut clusters = numbered(roots.into_iter(), self.weights.len());
        let weights: Vec<f64> = core.iter().map(|&row| self.weights[row as usize]).collect();
        let count = heaviest_first(&mut clusters, &weights, "eps")?;
        Ok(AnchorsState {
            found_by: AnchorKind::Dbscan,
            features: self.features as u32,
            metric: self.options.metric,
            reach: Some(self.options.eps),
            rows: core.iter().flat_map(|&row| self.row(row as usize)).copied().collect(),
            clusters,
            count,
            asked: 0,
            heights: Vec::new(),
        })
    }
}

impl Training for Growing {
    fn advance(&mut self) -> Pin<Box<dyn Future<Output = Result<Status, LearnError>> + '_>> {
        Box::pin(ready(self.chunk()))
    }

    fn share(&self) -> Option<Share> {
        let count = self.weights.len();
        let done = (self.next + if self.joining { count } else { 0 }) as f64 / (2 * count) as f64;
        Some(Share { done, steady: true })
    }

    fn best(&self) -> Option<Box<dyn Model>> {
        None
    }
}
