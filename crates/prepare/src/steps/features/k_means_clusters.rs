//! `k_means_clusters`: to which of several groups of the training rows a row belongs, or how far it is from their
//! middles, by scikit-learn's `KMeans` over the columns of the step (`glasshouse_learn`). Distances are those of
//! `KMeans.transform`. Training takes what `k_means` takes; a row then O(columns · clusters).

use crate::fitted::{Applied, Applying, Made};
use crate::paused::{Pauses, paused};
use crate::step::Fitting;
use crate::steps::naming::beginning;
use crate::steps::untargeted::{Rows, Unsupervised};
use crate::{Built, Context, FittedStep, Notes, PrepareError, Step, StepKind, StepState, cells};
use arrow_array::Float64Array;
use glasshouse_learn::ModelState;
use glasshouse_spec::{ParamSpec, ParamValues, TaskKind, check_params, param};
use glasshouse_table::Table;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// Distances that are measured between two pauses.
const DISTANCES: usize = 2_000_000;

static PARAMS: [ParamSpec; 7] = [
    ParamSpec::int("n_clusters", 8, 1, 1000, "How many clusters to find."),
    ParamSpec::choice(
        "output",
        "one_hot",
        &[Cow::Borrowed("one_hot"), Cow::Borrowed("label"), Cow::Borrowed("distances")],
        "What is appended: a column of 0 and 1 for each cluster, its number (for trees), or how far each row is from the middle of each cluster.",
    ),
    ParamSpec::choice(
        "init",
        "k-means++",
        &[Cow::Borrowed("k-means++"), Cow::Borrowed("random")],
        "Where the middles begin: rows that are far from each other, which is nearly always better, or any rows.",
    ),
    ParamSpec::optional_int(
        "n_init",
        1,
        1000,
        "How many times to begin anew; the tightest result is kept. Left out: once with k-means++, ten times with random.",
    ),
    ParamSpec::int("max_iter", 300, 1, 1_000_000, "After how many iterations a run ends at the latest."),
    ParamSpec::float(
        "tol",
        1e-4,
        0.0,
        f64::MAX,
        "How little the middles must move, as a share of the variance of the columns, for a run to end.",
    ),
    ParamSpec::optional_int(
        "random_state",
        0,
        u32::MAX as i64,
        "Where the search begins; the recipe's seed when there is no value.",
    ),
];

/// The kind.
pub(super) static K_MEANS_CLUSTERS: StepKind = StepKind {
    id: "k_means_clusters",
    title: "Find clusters of rows",
    help: "Parts the training rows into clusters of rows that lie near each other in the named columns, and appends to which a row belongs, or how far it is from each. The columns stay. It takes no missing cells.",
    when: "Coordinates, or a few columns that mean something together: districts, kinds of customers.",
    beware: "Columns in large units prevail: standardise first, unless all are in one unit. There are always as many clusters as you ask for, whether the rows fall into groups or not.",
    example: "x, y → kmeans0: 1, kmeans1: 0",
    params: &PARAMS,
    columns: &["@numeric"],
    onnx: true,
    build,
};

/// What is told of the clusters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum ClusterOutput {
    /// A column of 0 and 1 for each.
    OneHot,
    /// The number of the nearest.
    Label,
    /// The distance from the middle of each.
    Distances,
}

/// What `k_means_clusters` learnt.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct KMeansClustersState {
    /// Columns that it reads.
    pub columns: Vec<String>,
    /// The middles, one after the other, the one with the most training rows first.
    pub centers: Vec<f64>,
    /// What is told of them.
    pub output: ClusterOutput,
    /// Names of the columns that it appends.
    pub outputs: Vec<String>,
}

impl KMeansClustersState {
    /// Number of clusters.
    pub fn clusters(&self) -> usize {
        self.centers.len() / self.columns.len().max(1)
    }
}

struct KMeansClusters {
    output: ClusterOutput,
    estimator: Unsupervised,
    seed: Option<u64>,
}

fn build(values: &ParamValues) -> Built {
    check_params(&PARAMS, values)?;
    let output = match param(&PARAMS, values, "output").as_str() {
        Some("label") => ClusterOutput::Label,
        Some("distances") => ClusterOutput::Distances,
        _ => ClusterOutput::OneHot,
    };
    let own = |name: &str| matches!(name, "output" | "random_state");
    let params = PARAMS.iter().map(|spec| spec.name.as_ref()).filter(|name| !own(name));
    let params = params.map(|name| (name.to_owned(), param(&PARAMS, values, name))).collect();
    let seed = param(&PARAMS, values, "random_state").as_i64().and_then(|seed| u64::try_from(seed).ok());
    let estimator =
        Unsupervised { op: "k_means_clusters", kind: "k_means", task: TaskKind::Clustering, params };
    Ok(Box::new(KMeansClusters { output, estimator: estimator.checked()?, seed }))
}

impl Step for KMeansClusters {
    fn reads_together(&self) -> bool {
        true
    }

    fn start(
        &self,
        train: &Table,
        columns: &[String],
        context: &Context,
    ) -> Result<Box<dyn Fitting>, PrepareError> {
        for name in columns {
            cells::complete(cells::column(train, name)?, "k_means_clusters")?;
        }
        let rows = Rows::of(train, columns, "k_means_clusters")?;
        let estimator = self.estimator.clone();
        let begin = beginning(train, &[], "kmeans", |at| format!("kmeans_{at}_"));
        let (output, columns) = (self.output, columns.to_vec());
        let (seed, weights) = (self.seed.unwrap_or(context.seed), context.weights.clone());
        Ok(paused(async move |pauses: Pauses| {
            let mut state = KMeansClustersState { columns, centers: Vec::new(), output, outputs: Vec::new() };
            if !state.columns.is_empty() {
                let model = estimator.train(rows.features(), weights.as_deref(), seed, &pauses).await?;
                if let ModelState::Centers(found) = model.state() {
                    state.centers = found.centers;
                }
                state.outputs = match output {
                    ClusterOutput::Label => vec![begin.trim_end_matches('_').to_owned()],
                    _ => (0..state.clusters()).map(|at| format!("{begin}{at}")).collect(),
                };
            }
            Ok(StepState::KMeansClusters(state).into())
        }))
    }
}

impl FittedStep for KMeansClustersState {
    /// Whether its parts fit together and all its numbers are finite.
    fn is_sound(&self) -> bool {
        let made = match self.output {
            ClusterOutput::Label => 1,
            _ => self.clusters(),
        };
        let whole = self.centers.len() == self.clusters() * self.columns.len();
        whole
            && self.columns.is_empty() == self.outputs.is_empty()
            && (self.columns.is_empty() || (self.clusters() > 0 && self.outputs.len() == made))
            && self.centers.iter().all(|x| x.is_finite())
    }

    fn reads(&self) -> Vec<&str> {
        self.columns.iter().map(String::as_str).collect()
    }

    fn makes(&self) -> Vec<(Vec<&str>, Vec<&str>)> {
        vec![(self.reads(), self.outputs.iter().map(String::as_str).collect())]
    }

    fn is_together(&self) -> bool {
        true
    }

    fn together<'a>(&'a self, table: &'a Table) -> Result<Box<dyn Applying + 'a>, PrepareError> {
        let numbers = |name: &String| cells::complete(cells::column(table, name)?, "k_means_clusters");
        let columns = self.columns.iter().map(numbers).collect::<Result<_, _>>()?;
        let made = vec![Vec::with_capacity(table.rows()); self.outputs.len()];
        Ok(Box::new(Finding { state: self, columns, rows: table.rows(), done: 0, made }))
    }
}

/// Rows whose clusters are being found.
struct Finding<'a> {
    state: &'a KMeansClustersState,
    columns: Vec<Float64Array>,
    rows: usize,
    done: usize,
    made: Vec<Vec<f64>>,
}

impl Finding<'_> {
    fn row(&mut self, row: usize) {
        let width = self.columns.len();
        let square = |center: &[f64]| {
            center.iter().zip(&self.columns).fold(0.0, |sum, (middle, column)| {
                let apart = column.value(row) - middle;
                sum + apart * apart
            })
        };
        let squares: Vec<f64> = self.state.centers.chunks_exact(width).map(square).collect();
        let nearest =
            (1..squares.len()).fold(0, |best, at| if squares[at] < squares[best] { at } else { best });
        match self.state.output {
            ClusterOutput::Label => self.made[0].push(nearest as f64),
            ClusterOutput::OneHot => {
                let told = self.made.iter_mut().enumerate();
                told.for_each(|(at, made)| made.push(f64::from(u8::from(at == nearest))));
            }
            ClusterOutput::Distances => {
                self.made.iter_mut().zip(squares).for_each(|(made, square)| made.push(square.sqrt()));
            }
        }
    }
}

impl Applying for Finding<'_> {
    fn advance(&mut self, _notes: &mut Notes) -> Result<Applied, PrepareError> {
        if self.done < self.rows && !self.made.is_empty() {
            let end = self.rows.min(self.done + DISTANCES / self.state.centers.len().max(1) + 1);
            (self.done..end).for_each(|row| self.row(row));
            self.done = end;
            return Ok(Applied::Running(end as f64 / self.rows as f64));
        }
        let made = self.state.outputs.iter().zip(std::mem::take(&mut self.made));
        let appended = made.map(|(name, made)| cells::numeric(name, made.into())).collect();
        Ok(Applied::Done(Made { appended, ..Made::default() }))
    }
}
