//! Clusters that grow by merging (Ward, *Hierarchical grouping to optimize an objective function*, 1963).

use super::anchors::{AnchorKind, Anchors, AnchorsState, heaviest_first, numbered, root};
use super::linkage::{Chain, Linkage, Merge, Spanning};
use super::tiled::{LANES, Tiled};
use crate::checks::{check_dataset, untargeted, weighty};
use crate::neighbours::Metric;
use crate::settings::Settings;
use crate::{Dataset, Estimator, EstimatorKind, LearnError, Model, Progress, Share, Status, Training};
use glasshouse_compute::vectorised;
use glasshouse_spec::{ParamDefault, ParamFault, ParamKind, ParamSpec, ParamValues, TaskKind};
use std::borrow::Cow;
use std::future::{Future, ready};
use std::pin::Pin;
use std::sync::Arc;

/// scikit-learn's `AgglomerativeClustering` by Euclidean distance: the two nearest clusters become one, again
/// and again (Ward, *Hierarchical grouping*, 1963; Müllner, *Modern hierarchical clustering algorithms*, 2011).
/// Features must not be missing and are to be on one scale. A new row belongs to the cluster of the
/// nearest training row, all of which the model keeps. Training takes O(rows² · features). Memory is
/// O(rows) for `ward` and `single`; `complete` and `average` hold all distances and are refused for more
/// than 10,000 rows, the others for more than 100,000.
pub struct Agglomerative;

/// Most rows where all distances are held, and where they are not.
const MOST: (usize, usize) = (10_000, 100_000);
/// Cells that are compared in one chunk.
const CHUNK: usize = 25_000_000;
/// Merges that are kept for the picture.
const SHOWN: usize = 30;

static PARAMS: [ParamSpec; 3] = [
    ParamSpec::int(
        "n_clusters",
        2,
        1,
        10_000,
        "How many clusters to leave. Look where the distance of merging rises steeply.",
    )
    .tuned(2.0, 20.0, false),
    ParamSpec::choice(
        "linkage",
        "ward",
        &[
            Cow::Borrowed("ward"),
            Cow::Borrowed("complete"),
            Cow::Borrowed("average"),
            Cow::Borrowed("single"),
        ],
        "How far clusters are apart: by the spread that merging adds (round, even clusters), by their \
         furthest rows (compact ones), on average, or by their nearest rows (chains of any shape, easily \
         joined by noise).",
    ),
    ParamSpec::new(
        "distance_threshold",
        ParamKind::ChoiceOrFloat { options: Cow::Borrowed(&[Cow::Borrowed("none")]), min: 0.0, max: 1e12 },
        ParamDefault::Text(Cow::Borrowed("none")),
        "From which distance on clusters are not merged. Where it is given, n_clusters does not count.",
    ),
];

impl EstimatorKind for Agglomerative {
    fn id(&self) -> &'static str {
        "agglomerative"
    }

    fn title(&self) -> &'static str {
        "Agglomerative clustering"
    }

    fn help(&self) -> &'static str {
        "Merges the two nearest clusters again and again, from single rows on. Shows at which distances \
         clusters join; for tables of up to some ten thousand rows."
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
            clusters: settings.int("n_clusters").unwrap_or(2) as usize,
            threshold: settings.float("distance_threshold"),
            linkage: match settings.text("linkage").as_str() {
                "complete" => Linkage::Complete,
                "average" => Linkage::Average,
                "single" => Linkage::Single,
                _ => Linkage::Ward,
            },
        }))
    }
}

#[derive(Clone, Copy)]
struct Options {
    clusters: usize,
    threshold: Option<f64>,
    linkage: Linkage,
}

impl Estimator for Options {
    fn start(&self, data: Arc<Dataset>, _seed: u64) -> Result<Box<dyn Training>, LearnError> {
        check_dataset(&data)?;
        untargeted(&data, "agglomerative")?;
        let held = matches!(self.linkage, Linkage::Complete | Linkage::Average);
        let most = if held { MOST.0 } else { MOST.1 };
        let (count, features) = data.x.data.dim();
        if count > most {
            let by = if held { "this linkage keeps all distances and" } else { "agglomerative" };
            let what = format!("{count} training rows, where {by} takes at most {most},");
            return Err(LearnError::TooLarge(what));
        }
        let (rows, weights) = weighty(&data);
        let phase = match self.linkage {
            Linkage::Single => Phase::Spanning(Spanning::new(&rows, features, Vec::new())),
            Linkage::Ward => {
                let points = Tiled::new(&rows, features);
                Phase::Chaining(Chain::new(self.linkage, points, Vec::new(), weights.clone()))
            }
            _ => Phase::Measuring(Tiled::new(&rows, features), Vec::new(), 0),
        };
        Ok(Box::new(Merging { options: *self, features, rows, weights, phase }))
    }
}

enum Phase {
    /// The triangle of distances, and the row that comes next.
    Measuring(Tiled, Vec<f64>, usize),
    Chaining(Chain),
    Spanning(Spanning),
}

struct Merging {
    options: Options,
    features: usize,
    rows: Vec<f32>,
    weights: Vec<f64>,
    phase: Phase,
}

impl Merging {
    fn chunk(&mut self) -> Result<Status, LearnError> {
        let count = self.weights.len();
        let at_once = (CHUNK / (count * self.features)).max(1);
        let ended = match &mut self.phase {
            Phase::Measuring(points, distances, next) => {
                let end = count.min(*next + at_once);
                (*next..end).for_each(|row| measure(points, row, distances));
                *next = end;
                if end == count {
                    let points = std::mem::replace(points, Tiled::new(&[], self.features));
                    let (distances, weights) = (std::mem::take(distances), self.weights.clone());
                    self.phase =
                        Phase::Chaining(Chain::new(self.options.linkage, points, distances, weights));
                }
                false
            }
            Phase::Chaining(chain) => (0..at_once).any(|_| chain.step()),
            Phase::Spanning(tree) => (0..at_once).any(|_| tree.step()),
        };
        if ended {
            return Ok(Status::Done(Box::new(Anchors::new(self.state()?))));
        }
        let (unit, done) = match &self.phase {
            Phase::Measuring(_, _, next) => ("distances of row", *next),
            Phase::Chaining(chain) => ("merge", chain.merges.len()),
            Phase::Spanning(tree) => ("merge", tree.merges.len()),
        };
        Ok(Status::Running(Progress { done: done as u64, total: count as u64, unit }))
    }

    fn state(&mut self) -> Result<AnchorsState, LearnError> {
        let mut merges: Vec<Merge> = match &mut self.phase {
            Phase::Measuring(..) => Vec::new(),
            Phase::Chaining(chain) => std::mem::take(&mut chain.merges),
            Phase::Spanning(tree) => std::mem::take(&mut tree.merges),
        };
        merges.sort_by(|a, b| a.height.total_cmp(&b.height));
        let count = self.weights.len();
        let made = match self.options.threshold {
            Some(threshold) => merges.partition_point(|merge| merge.height < threshold),
            None => count.saturating_sub(self.options.clusters),
        };
        // Rows of one place stay together.
        let made = made.max(merges.partition_point(|merge| merge.height == 0.0));
        let mut parents: Vec<u32> = (0..count as u32).collect();
        for merge in &merges[..made] {
            let [a, b] = [merge.a, merge.b].map(|row| root(&mut parents, row));
            parents[a.max(b) as usize] = a.min(b);
        }
        let roots: Vec<u32> = (0..count as u32).map(|row| root(&mut parents, row)).collect();
        let mut clusters = numbered(roots.into_iter(), count);
        let found = heaviest_first(&mut clusters, &self.weights, "distance_threshold")?;
        let asked = if self.options.threshold.is_some() { 0 } else { self.options.clusters as u32 };
        Ok(AnchorsState {
            found_by: AnchorKind::Agglomerative,
            features: self.features as u32,
            metric: Metric::Euclidean,
            reach: None,
            rows: std::mem::take(&mut self.rows),
            clusters,
            count: found,
            asked,
            heights: merges[merges.len().saturating_sub(SHOWN)..].iter().map(|m| m.height).collect(),
        })
    }
}

/// Appends the distances of a row from those before it.
fn measure(points: &Tiled, row: usize, distances: &mut Vec<f64>) {
    let point = points.point(row);
    vectorised(|| {
        for tile in 0..row.div_ceil(LANES) {
            let here = (row - tile * LANES).min(LANES);
            distances.extend(points.squares(tile, &point)[..here].iter().map(|square| square.sqrt()));
        }
    });
}

impl Training for Merging {
    /// Where distances are kept, measuring them takes about half of the time.
    fn share(&self) -> Option<Share> {
        let kept = matches!(self.options.linkage, Linkage::Complete | Linkage::Average);
        let count = self.weights.len() as f64;
        let done = match &self.phase {
            Phase::Measuring(_, _, next) => (*next as f64 / count).powi(2) / 2.0,
            Phase::Chaining(chain) if kept => 0.5 + chain.merges.len() as f64 / count / 2.0,
            Phase::Chaining(chain) => chain.merges.len() as f64 / count,
            Phase::Spanning(tree) => tree.merges.len() as f64 / count,
        };
        Some(Share { done, steady: false })
    }

    fn advance(&mut self) -> Pin<Box<dyn Future<Output = Result<Status, LearnError>> + '_>> {
        Box::pin(ready(self.chunk()))
    }

    fn best(&self) -> Option<Box<dyn Model>> {
        None
    }
}
