//! Training of one estimator, chunk by chunk.

use super::Faults;
use crate::control::Control;
use crate::fault::{did_you_mean, param_faults};
use glasshouse_learn::{Dataset, Model, Progress, Status};
use glasshouse_spec::{Fault, LearningCurve, ModelSpec, Place, TaskKind, param};
use std::ops::Range;
use std::sync::Arc;

/// An estimator that was trained.
pub(super) struct Fitted {
    /// The model.
    pub model: Box<dyn Model>,
    /// Whether it was stopped early and the best so far was kept.
    pub stopped_early: bool,
    /// How the loss fell, where the estimator knows.
    pub curve: Option<LearningCurve>,
}

/// Trains an estimator; `share` is the part of the whole job's progress that this takes.
pub(super) async fn fit(
    control: &Control,
    spec: &ModelSpec,
    task: TaskKind,
    data: Arc<Dataset>,
    seed: u64,
    share: Range<f64>,
) -> Result<Fitted, Faults> {
    let kind = find(&spec.kind)?;
    let estimator = kind.build(task, &spec.params).map_err(|faults| param_faults(&faults, "model.params"))?;
    let mut training = estimator.start(data, seed)?;
    loop {
        match training.advance().await? {
            Status::Done(model) => {
                control.set_can_keep(false);
                return Ok(Fitted { model, stopped_early: false, curve: training.curve() });
            }
            Status::Running(progress) => {
                control.set_can_keep(training.has_best());
                control.set_curve(training.curve());
                let (name, done) = told(&progress, &share);
                control.checkpoint(name, done).await;
                if control.keep_asked()
                    && let Some(model) = training.best()
                {
                    control.set_can_keep(false);
                    return Ok(Fitted { model, stopped_early: true, curve: training.curve() });
                }
            }
        }
    }
}

/// Every parameter of an estimator with its value, defaults included.
pub(super) fn with_defaults(spec: &ModelSpec, task: TaskKind) -> Result<ModelSpec, Faults> {
    let specs = find(&spec.kind)?.params(task);
    let params = specs.iter().map(|s| (s.name.to_string(), param(specs, &spec.params, &s.name))).collect();
    Ok(ModelSpec { kind: spec.kind.clone(), params })
}

fn find(id: &str) -> Result<&'static dyn glasshouse_learn::EstimatorKind, Faults> {
    glasshouse_learn::find(id).ok_or_else(|| {
        let known: Vec<&str> = glasshouse_learn::registry().iter().map(|kind| kind.id()).collect();
        Fault::new("recipe.unknown_model", format!("there is no estimator {id}"))
            .with_place(Place::parameter("model.kind"))
            .with_remedy(did_you_mean(id, &known))
            .into()
    })
}

/// "Tree 12 of 100", and the share of the whole job.
fn told(progress: &Progress, share: &Range<f64>) -> (String, f64) {
    let done = progress.done as f64 / progress.total.max(1) as f64;
    let mut unit = progress.unit.to_string();
    if let Some(first) = unit.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    let name = format!("{unit} {} of {}", progress.done, progress.total);
    (name, share.start + (share.end - share.start) * done.min(1.0))
}
