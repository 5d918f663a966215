//! One recipe, trained on some rows and scored on others, as a part of something larger: a fold, a search, a
//! curve. Nothing of it is kept, and nobody may end it early.

use super::{Faults, fit, judge, train};
use crate::fault::of_targets;
use glasshouse_evaluate::{Arranged, Ready, Scored, baseline, fit_steps};
use glasshouse_learn::{Dataset, Model, Prediction, Status, Target};
use glasshouse_prepare::{Pipeline, PipelineState, answer};
use glasshouse_spec::{Parts, Recipe};
use std::sync::Arc;

/// What came of it.
pub(super) struct Trial {
    /// Steps and estimator, fitted on the training rows.
    pub pipeline: Pipeline,
    /// The rows, in these parts.
    pub arranged: Arranged,
    /// What it says of the rows that are scored.
    pub prediction: Prediction,
    /// What is true of them.
    pub target: Target,
    /// Its scores.
    pub scored: Scored,
    /// Those of the dummy baseline.
    pub baseline: Scored,
}

/// A pipeline that was fitted on the training rows of `arranged`, and those rows as its estimator saw them.
pub(super) struct Fitted {
    pub pipeline: Pipeline,
    pub arranged: Arranged,
    pub data: Arc<Dataset>,
}

/// Fits the recipe's steps and its estimator on `train` and scores `test`, both ascending rows of the arranged
/// table. In bounded pieces; `pause` is told what is being done and the share that is done.
///
/// # Errors
/// What steps and estimator refuse.
pub(super) async fn run(
    recipe: &Recipe,
    arranged: &Arranged,
    [train, test]: [&[u32]; 2],
    pause: &impl AsyncFn(String, f64),
) -> Result<Trial, Faults> {
    let Fitted { pipeline, arranged, data } = fitted(recipe, arranged, [train, test], pause).await?;
    let dummy = baseline(data, arranged.task.kind).map_err(|error| of_targets(error, &arranged.task))?;
    let share = async |done: f64| pause("Scoring".into(), 0.85 + 0.1 * done).await;
    let (x, prediction) = judge::predict(&pipeline, &arranged, test, &share).await?;
    let dull = answer(dummy.as_ref(), &x, &share).await;
    let target = arranged.target.take(test);
    let share = async |done: f64| pause("Scoring".into(), 0.95 + 0.05 * done).await;
    let scored = judge::of_part("held out", &prediction, &target, &pipeline, recipe, &share).await?;
    let baseline = judge::of_part("held out", &dull, &target, &pipeline, recipe, &share).await?;
    Ok(Trial { pipeline, arranged, prediction, target, scored, baseline })
}

/// The first part of [`run`], up to a share of 0.85: nothing is answered yet.
///
/// # Errors
/// What steps and estimator refuse.
pub(super) async fn fitted(
    recipe: &Recipe,
    arranged: &Arranged,
    [train, test]: [&[u32]; 2],
    pause: &impl AsyncFn(String, f64),
) -> Result<Fitted, Faults> {
    let parts = Parts { train: train.to_vec(), validation: Vec::new(), test: test.to_vec() };
    let share = async |what: &'static str, done: f64| pause(what.into(), 0.15 * done).await;
    let Ready { arranged, preparation, prepared, .. } =
        fit_steps(recipe, arranged.with_parts(parts), &share).await?;
    let still = async |_| pause("Preparing".into(), 0.15).await;
    let data = Arc::new(train::dataset(&arranged, &arranged.parts.train, &prepared, &still).await?);
    let model = learnt(recipe, &arranged, data.clone(), pause).await?;
    let state = PipelineState::new(preparation, arranged.task.clone(), model.state());
    Ok(Fitted { pipeline: Pipeline::new(state)?, arranged, data })
}

/// Fits as [`fitted`] and answers the rows of `test`, whose answers nobody scores.
///
/// # Errors
/// What steps and estimator refuse.
pub(super) async fn answers(
    recipe: &Recipe,
    arranged: &Arranged,
    [train, test]: [&[u32]; 2],
    pause: &impl AsyncFn(String, f64),
) -> Result<Prediction, Faults> {
    let Fitted { pipeline, arranged, .. } = fitted(recipe, arranged, [train, test], pause).await?;
    let share = async |done: f64| pause("Answering".into(), 0.85 + 0.15 * done).await;
    Ok(judge::predict(&pipeline, &arranged, test, &share).await?.1)
}

/// The estimator, trained to its end.
async fn learnt(
    recipe: &Recipe,
    arranged: &Arranged,
    data: Arc<Dataset>,
    pause: &impl AsyncFn(String, f64),
) -> Result<Box<dyn Model>, Faults> {
    let task = &arranged.task;
    let mut training = fit::start(recipe, task, data)?;
    loop {
        match training.advance().await.map_err(|error| of_targets(error, task))? {
            Status::Done(model) => return Ok(model),
            Status::Running(progress) => {
                let (what, done, _) = fit::told(&progress, training.share(), &(0.15..0.85));
                pause(what, done).await;
            }
        }
    }
}

/// Some of the rows at even distances.
pub(super) fn some(rows: &[u32], share: f64) -> Vec<u32> {
    if share >= 1.0 {
        return rows.to_vec();
    }
    let count = ((rows.len() as f64 * share).ceil() as usize).clamp(1, rows.len().max(1));
    (0..count).map(|at| rows[at * rows.len() / count]).collect()
}
