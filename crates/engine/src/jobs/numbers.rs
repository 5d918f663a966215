//! What becomes of a clustering with other numbers of clusters, on a sample of the training rows.

use super::Faults;
use crate::control::Control;
use crate::fault::param_faults;
use glasshouse_chart::{Axis, ChartSpec, Lines, Series};
use glasshouse_evaluate::drawing;
use glasshouse_learn::{Dataset, Features, Model, ModelState, Prediction, Status, Target, find};
use glasshouse_metrics::Grouped;
use glasshouse_spec::{Drawing, ModelSpec, ParamValue, TaskKind};
use ndarray::Axis as Along;
use std::ops::RangeInclusive;
use std::sync::Arc;

/// Numbers that are tried.
const TRIED: RangeInclusive<i64> = 2..=10;
/// Most rows that are clustered.
const ROWS: usize = 3000;
/// Most rows whose silhouettes are averaged.
const SILHOUETTE: usize = 1000;
/// The parameters that say how many.
const PARAMETERS: [&str; 2] = ["n_clusters", "n_components"];
/// Share of the progress at which this stands.
const DONE: f64 = 0.99;

/// Inertia or what the information criteria say, and silhouette, by number of clusters, for a kind that
/// takes a number of them; nothing for another.
pub(super) async fn pictures(
    control: &Control,
    spec: &ModelSpec,
    data: &Dataset,
    seed: u64,
) -> Result<Vec<Drawing>, Faults> {
    let Some(kind) = find(&spec.kind) else { return Ok(Vec::new()) };
    let task = TaskKind::Clustering;
    let Some(parameter) = kind.params(task).iter().find(|param| PARAMETERS.contains(&param.name.as_ref()))
    else {
        return Ok(Vec::new());
    };
    let sample = Arc::new(thinned(data, ROWS));
    let mut tried = Tried::default();
    for number in TRIED.filter(|number| (*number as usize) < sample.x.data.nrows()) {
        let mut params = spec.params.clone();
        params.insert(parameter.name.to_string(), ParamValue::Int(number));
        let estimator = kind.build(task, &params).map_err(|faults| param_faults(&faults, "model.params"))?;
        // A sample whose rows all weigh nothing has no clusters.
        let Ok(mut training) = estimator.start(sample.clone(), seed) else { return Ok(Vec::new()) };
        let model = loop {
            control.checkpoint("Trying other numbers of clusters", DONE).await;
            if let Status::Done(model) = training.advance().await? {
                break model;
            }
        };
        tried.add(number as f64, model.as_ref(), &sample);
    }
    Ok(tried.drawn())
}

/// What became of each number.
#[derive(Default)]
struct Tried {
    inertias: Vec<(f64, f64)>,
    bics: Vec<(f64, f64)>,
    aics: Vec<(f64, f64)>,
    silhouettes: Vec<(f64, f64)>,
}

impl Tried {
    fn add(&mut self, number: f64, model: &dyn Model, sample: &Dataset) {
        match model.state() {
            ModelState::Centers(state) => self.inertias.push((number, state.inertia)),
            ModelState::Mixture(state) => {
                self.bics.push((number, state.bic()));
                self.aics.push((number, state.aic()));
            }
            _ => {}
        }
        self.silhouettes.extend(silhouette(model, sample).map(|score| (number, score)));
    }

    fn drawn(self) -> Vec<Drawing> {
        let one = |points| vec![Series { points, ..Series::default() }];
        let criteria = [("BIC", self.bics), ("AIC", self.aics)];
        let criteria =
            criteria.map(|(name, points)| Series { name: name.into(), points, ..Series::default() });
        let pictures = [
            ("inertia", "Inertia", one(self.inertias)),
            ("criteria", "Criterion", criteria.into()),
            ("silhouettes", "Silhouette", one(self.silhouettes)),
        ];
        let drawn = pictures.into_iter().filter(|(_, _, series)| series[0].points.len() > 1);
        drawn.map(|(name, what, series)| drawing(name, &lines(what, series))).collect()
    }
}

/// Every so many rows, from the first on.
fn thinned(data: &Dataset, most: usize) -> Dataset {
    let rows: Vec<usize> =
        (0..data.x.data.nrows()).step_by(data.x.data.nrows().div_ceil(most).max(1)).collect();
    Dataset {
        x: Features { data: data.x.data.select(Along(0), &rows), ..data.x.clone() },
        y: Target::None,
        weights: data.weights.as_ref().map(|weights| rows.iter().map(|&row| weights[row]).collect()),
    }
}

fn silhouette(model: &dyn Model, data: &Dataset) -> Option<f64> {
    let part = thinned(data, SILHOUETTE);
    let Prediction::Groups { index, .. } = model.predict(&part.x) else { return None };
    let cells = part.x.data.as_standard_layout();
    Grouped::new(cells.as_slice()?, part.x.data.ncols(), &index).ok().map(|groups| groups.silhouette_score())
}

fn lines(what: &str, series: Vec<Series>) -> ChartSpec {
    ChartSpec::Lines(Lines { x: Axis::named("Clusters"), y: Axis::named(what), series, ..Lines::default() })
}
