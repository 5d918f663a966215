//! Rows that lie less densely than their neighbours do (Breunig, Kriegel, Ng and Sander, *LOF: identifying
//! density-based local outliers*, 2000).

use super::outlier_factor_state::{
    Neighbour, OutlierFactor, OutlierFactorState, at_once, density, factor, finder, neighbours,
};
use super::threshold::{CONTAMINATION, quantile};
use crate::checks::{check_dataset, untargeted, weighty};
use crate::neighbours::{Finder, METRIC, Metric, Nearest};
use crate::settings::Settings;
use crate::{
    Dataset, Estimator, EstimatorKind, LearnError, Model, PREPARING, Progress, Share, Status, Training,
    threads,
};
use glasshouse_spec::{ParamFault, ParamSpec, ParamValues, TaskKind};
use std::future::{Future, ready};
use std::pin::Pin;
use std::sync::Arc;

/// scikit-learn's `LocalOutlierFactor` (Breunig, Kriegel, Ng and Sander, *LOF: identifying density-based local
/// outliers*, 2000). Features must not be missing and are to be on one scale. A training row is judged as there without `novelty`: it is not its
/// own neighbour. A new row is judged as there with `novelty`, by its neighbours among the training rows; a
/// row that lies where a training row does (within a thousandth of the distance of that row's furthest
/// neighbour) is taken for it. The model keeps the training rows. Training looks up the neighbours of each
/// row, O(rows · features) each or O(log rows) in a tree, and takes O(rows · neighbours) memory.
pub struct LocalOutlierFactor;

/// Most neighbours of all rows together that are held: two gigabytes.
const MOST: usize = 80_000_000;
/// Factor below which a row is marked where nothing is said, as scikit-learn's.
const USUAL: f64 = -1.5;
/// Neighbours that are gone through in one chunk.
const CHUNK: usize = 10_000_000;

static PARAMS: [ParamSpec; 3] = [
    ParamSpec::int(
        "n_neighbors",
        20,
        1,
        1_000_000,
        "With how many neighbours a row is compared. Few find rows that are unusual where they are; many \
         find small groups that lie apart.",
    )
    .tuned(5.0, 50.0, true),
    CONTAMINATION,
    METRIC,
];

impl EstimatorKind for LocalOutlierFactor {
    fn id(&self) -> &'static str {
        "local_outlier_factor"
    }

    fn title(&self) -> &'static str {
        "Local outlier factor"
    }

    fn help(&self) -> &'static str {
        "Marks rows that lie less densely than their neighbours do: also those that only where they are stand \
         apart. Needs features of one scale, and keeps all rows."
    }

    fn tasks(&self) -> &'static [TaskKind] {
        &[TaskKind::Anomaly]
    }

    fn params(&self, task: TaskKind) -> &'static [ParamSpec] {
        if task == TaskKind::Anomaly { &PARAMS } else { &[] }
    }

    fn build(&self, task: TaskKind, values: &ParamValues) -> Result<Box<dyn Estimator>, Vec<ParamFault>> {
        let settings = Settings::checked(self.params(task), values)?;
        Ok(Box::new(Options {
            n_neighbors: settings.int("n_neighbors").unwrap_or(20) as u32,
            contamination: settings.float("contamination"),
            metric: Metric::named(&settings.text("metric")),
        }))
    }
}

#[derive(Clone, Copy)]
struct Options {
    n_neighbors: u32,
    contamination: Option<f64>,
    metric: Metric,
}

impl Estimator for Options {
    fn start(&self, data: Arc<Dataset>, _seed: u64) -> Result<Box<dyn Training>, LearnError> {
        check_dataset(&data)?;
        untargeted(&data, "local_outlier_factor")?;
        let (rows, weights) = weighty(&data);
        let (features, count) = (data.x.data.ncols(), weights.len());
        if count.saturating_mul(count.min(self.n_neighbors as usize)) > MOST {
            let what = format!("{count} training rows with {} neighbours each", self.n_neighbors);
            return Err(LearnError::TooLarge(what));
        }
        let finder = finder(&rows, features, self.metric);
        let even = weights.iter().all(|w| *w == 1.0);
        let others = if even { (count as u32 - 1).max(1) } else { u32::MAX };
        let state = OutlierFactorState {
            features: features as u32,
            n_neighbors: self.n_neighbors.min(others),
            asked: self.n_neighbors,
            metric: self.metric,
            rows,
            weights: if even { Vec::new() } else { weights },
            reaches: Vec::new(),
            densities: Vec::new(),
            factors: Vec::new(),
            offset: USUAL,
        };
        Ok(Box::new(Judging { options: *self, count, finder, state, neighbours: Vec::new() }))
    }
}

/// First what finds neighbours is built, then neighbours are found, then densities, then factors; each has as many as rows are done.
struct Judging {
    options: Options,
    count: usize,
    finder: Finder,
    state: OutlierFactorState,
    neighbours: Vec<Box<[Neighbour]>>,
}

impl Judging {
    fn chunk(&mut self) -> Status {
        if let Some((done, total)) = self.finder.build(&self.state.rows) {
            return Status::Running(Progress { done, total, unit: PREPARING });
        }
        let (count, state) = (self.count, &mut self.state);
        let many = (CHUNK / (self.options.n_neighbors as usize).min(count)).max(1);
        if self.neighbours.len() < count {
            self.search();
        } else if state.densities.len() < count {
            let next = state.densities.len();
            let lists = self.neighbours[next..].iter().take(many);
            state.densities.extend(lists.map(|list| density(list, &state.reaches)));
        } else if state.factors.len() < count {
            let next = state.factors.len();
            let lists = self.neighbours[next..].iter().zip(&state.densities[next..]).take(many);
            state.factors.extend(lists.map(|(list, own)| factor(list, &state.densities, *own)));
        } else {
            if let Some(share) = self.options.contamination {
                state.offset = quantile(&mut state.factors.clone(), share);
            }
            return Status::Done(Box::new(OutlierFactor::new(state.clone())));
        }
        Status::Running(Progress { done: self.neighbours.len() as u64, total: count as u64, unit: "row" })
    }

    /// Finds the neighbours of some rows, themselves left out.
    fn search(&mut self) {
        let (state, begin) = (&self.state, self.neighbours.len());
        let features = state.features as usize;
        let [share, together] = at_once(self.count, features, state.metric, state.n_neighbors);
        let rows: Vec<usize> = (begin..self.count.min(begin + share)).collect();
        let found = threads::map(rows.chunks(together).collect(), |rows: &[usize]| {
            let queries: Vec<&[f32]> =
                rows.iter().map(|&row| &state.rows[row * features..(row + 1) * features]).collect();
            let mut nearest: Vec<Nearest> =
                rows.iter().map(|_| Nearest::new(state.n_neighbors + 1, &state.weights)).collect();
            self.finder.search(&state.rows, &queries, &mut nearest);
            let others = |(near, &row): (Nearest, &usize)| {
                others(neighbours(near.finish(), state.metric), row as u32, f64::from(state.n_neighbors))
            };
            nearest.into_iter().zip(rows).map(others).collect::<Vec<_>>()
        });
        for list in found.into_iter().flatten() {
            self.state.reaches.push(list.last().map_or(0.0, |neighbour| neighbour.1));
            self.neighbours.push(list.into());
        }
    }
}

/// Leaves a row out of its neighbours: once, if it weighs more. Where others of its place stand before it,
/// one of them is left out.
fn others(mut found: Vec<Neighbour>, row: u32, wanted: f64) -> Vec<Neighbour> {
    let own = found.iter().position(|neighbour| neighbour.0 == row).unwrap_or(0);
    if let Some(own) = found.get_mut(own) {
        own.2 = (own.2 - 1.0).max(0.0);
    }
    let mut left = wanted;
    for neighbour in &mut found {
        neighbour.2 = neighbour.2.min(left);
        left -= neighbour.2;
    }
    found.retain(|neighbour| neighbour.2 > 0.0);
    found
}

impl Training for Judging {
    fn advance(&mut self) -> Pin<Box<dyn Future<Output = Result<Status, LearnError>> + '_>> {
        Box::pin(ready(Ok(self.chunk())))
    }

    fn share(&self) -> Option<Share> {
        let judged = (self.state.densities.len() + self.state.factors.len()) as f64 / 20.0;
        let done = (self.neighbours.len() as f64 + judged) / (1.1 * self.count as f64);
        Some(Share { done, steady: true })
    }

    fn best(&self) -> Option<Box<dyn Model>> {
        None
    }
}
