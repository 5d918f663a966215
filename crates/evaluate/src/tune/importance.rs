//! How much each parameter of a search mattered: the impurity importance of a forest that tells the loss from the
//! values tried.

use super::space::Scale;
use super::{Space, Told};
use glasshouse_learn::{Dataset, Features, Model, Status, Target, find};
use glasshouse_spec::{ParamValue, ParamValues, TaskKind};
use ndarray::Array2;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

/// Trials below which nothing is told.
const FEWEST: usize = 10;
const TREES: i64 = 64;

/// Parameters with their share of the importance, the largest first; empty of few trials, or where all have the
/// same loss. As Optuna's `MeanDecreaseImpurityImportanceEvaluator`, choices counted by their place.
/// Only trials on all rows are looked at. O(trees · trials · log trials · parameters).
pub fn importance(space: &Space, trials: &[Told], seed: u64) -> Vec<(String, f64)> {
    let told: Vec<(&Told, f64)> = trials
        .iter()
        .filter(|trial| trial.share == 1.0)
        .filter_map(|trial| Some((trial, trial.loss?)))
        .collect();
    let differ = told.iter().any(|(_, loss)| *loss != told[0].1);
    if told.len() < FEWEST || !differ {
        return Vec::new();
    }
    let scales: Vec<Scale> = space.scales().collect();
    let mut x = Array2::zeros((told.len(), space.len()));
    for ((row, column), cell) in x.indexed_iter_mut() {
        *cell = scales[column].even(told[row].0.point[column]) as f32;
    }
    let names: Vec<String> = space.paths().map(str::to_owned).collect();
    let y = Target::Numbers(told.iter().map(|(_, loss)| *loss).collect());
    let data = Dataset { x: Features::new(names.clone(), x), y, weights: None };
    let Some((_, weights)) = forest(data, seed).and_then(|forest| forest.weights()) else {
        return Vec::new();
    };
    let mut shares: Vec<(String, f64)> = names.into_iter().zip(weights).collect();
    shares.sort_by(|a, b| b.1.total_cmp(&a.1));
    shares
}

/// A forest of a few hundred rows at most: it is grown at once.
fn forest(data: Dataset, seed: u64) -> Option<Box<dyn Model>> {
    let params = ParamValues::from([("n_estimators".to_owned(), ParamValue::Int(TREES))]);
    let estimator = find("random_forest")?.build(TaskKind::Regression, &params).ok()?;
    let mut training = estimator.start(Arc::new(data), seed).ok()?;
    loop {
        let mut chunk = training.advance();
        // A forest waits for nothing, so it is ready whenever it is asked.
        match chunk.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(Ok(Status::Done(model))) => return Some(model),
            Poll::Ready(Err(_)) => return None,
            Poll::Ready(Ok(Status::Running(_))) | Poll::Pending => {}
        }
    }
}
