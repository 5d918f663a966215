//! Training of one estimator, chunk by chunk.

use super::Faults;
use super::keep::Checkpoints;
use crate::control::{Control, Pace};
use crate::fault::{did_you_mean, of_targets, param_faults};
use glasshouse_evaluate::named;
use glasshouse_learn::{
    Dataset, Estimator, EstimatorKind, LearnError, Model, ModelState, PREPARING, Progress, Share, Status,
    Training,
};
use glasshouse_spec::{
    Fault, LearningCurve, ModelSpec, OutOfBag, Place, Recipe, TaskKind, TaskReport, Warning, param,
};
use std::ops::Range;
use std::sync::Arc;

/// What is to be trained.
pub(super) struct Order<'a> {
    /// The recipe.
    pub recipe: &'a Recipe,
    /// What it predicts.
    pub task: &'a TaskReport,
    /// Rows that it only looks at.
    pub watched: Option<Dataset>,
    /// SHA-256 of the file that they come from.
    pub data_sha256: &'a str,
    /// What an earlier training came to.
    pub earlier: Option<Earlier>,
    /// The part of the whole job's progress that this takes.
    pub share: Range<f64>,
}

/// What an earlier training came to.
pub(super) struct Earlier {
    /// The model.
    pub state: ModelState,
    /// Seconds that it took.
    pub seconds: f64,
}

/// An estimator that was trained.
pub(super) struct Fitted {
    /// The model.
    pub model: Box<dyn Model>,
    /// Whether it was stopped early and the best so far was kept.
    pub stopped_early: bool,
    /// How the loss fell, where the estimator knows.
    pub curve: Option<LearningCurve>,
    /// How a forest answers rows that its trees were not grown on, if that was asked for.
    pub out_of_bag: Option<OutOfBag>,
    /// Seconds, those of an earlier training with them.
    pub seconds: f64,
    /// Whether it went on from an earlier training.
    pub continued: bool,
}

/// Trains an estimator on rows. Who hands them over holds them no longer, so that they need not be copied
/// where several targets are learned one after the other.
pub(super) async fn fit(control: &Control, order: Order<'_>, data: Arc<Dataset>) -> Result<Fitted, Faults> {
    let began = control.now();
    let kind = find(&order.recipe.model.kind)?;
    let (mut training, before) = begin(kind, &order, data)?;
    if let Some(rows) = &order.watched {
        training.watch(rows);
    }
    let mut checkpoints = Checkpoints::new(control, kind, &order, before.unwrap_or(0.0));
    let stopped = loop {
        match training.advance().await.map_err(|error| of_targets(error, order.task))? {
            Status::Done(model) => break (model, false),
            Status::Running(progress) => {
                control.set_can_keep(training.has_best());
                control.set_lacks(training.lacks());
                control.set_curve(training.curve());
                let (name, done, pace) = told(&progress, training.share(), &order.share);
                control.checkpoint_at(name, done, pace).await;
                if control.keep_asked()
                    && let Some(model) = training.best()
                {
                    break (model, true);
                }
                checkpoints.look(training.as_ref(), &progress).await;
            }
        }
    };
    control.set_can_keep(false);
    control.set_lacks(None);
    Ok(Fitted {
        model: stopped.0,
        stopped_early: stopped.1,
        curve: training.curve(),
        out_of_bag: training.out_of_bag(),
        seconds: control.now() - began + before.unwrap_or(0.0),
        continued: before.is_some(),
    })
}

/// A training that begins, or goes on from an earlier one, which then took some seconds already. One
/// that has come further than the recipe asks for is of no use.
fn begin(
    kind: &dyn EstimatorKind,
    order: &Order<'_>,
    data: Arc<Dataset>,
) -> Result<(Box<dyn Training>, Option<f64>), Faults> {
    let Recipe { model, seed, .. } = order.recipe;
    let named = |error| of_targets(error, order.task);
    let estimator = built(kind, model, order.task)?;
    if let Some(Earlier { state, seconds }) = &order.earlier {
        match estimator.resume(state, data.clone(), *seed) {
            Err(LearnError::Resume(_)) => {}
            training => return Ok((training.map_err(named)?, Some(*seconds))),
        }
    }
    Ok((estimator.start(data, *seed).map_err(named)?, None))
}

fn built(
    kind: &dyn EstimatorKind,
    model: &ModelSpec,
    task: &TaskReport,
) -> Result<Box<dyn Estimator>, Faults> {
    kind.build(task.kind, &model.params).map_err(|faults| param_faults(&faults, "model.params"))
}

/// A training that begins, by what a recipe says.
pub(super) fn start(
    recipe: &Recipe,
    task: &TaskReport,
    data: Arc<Dataset>,
) -> Result<Box<dyn Training>, Faults> {
    let estimator = built(find(&recipe.model.kind)?, &recipe.model, task)?;
    estimator.start(data, recipe.seed).map_err(|error| of_targets(error, task))
}

/// What to know about a model, of several targets each by its name.
pub(super) fn warnings(model: &dyn Model, task: &TaskReport) -> Vec<Warning> {
    if task.also.is_empty() {
        return model.warnings();
    }
    let tasks = task.each();
    let mut each = Vec::new();
    for (number, task) in tasks.iter().enumerate() {
        let warnings = model.warnings_of(number);
        each.extend(warnings.into_iter().map(|warning| (task.target.as_str(), warning)));
    }
    named(each)
}

/// Whether a model of one recipe can be trained on into the model of another.
pub(super) fn continues(of: &Recipe, to: &Recipe) -> bool {
    let steps = glasshouse_learn::find(&to.model.kind).and_then(EstimatorKind::steps);
    steps.is_some_and(|steps| of.goes_on_as(to, steps))
}

/// Every parameter of an estimator with its value, defaults included.
pub(super) fn with_defaults(spec: &ModelSpec, task: TaskKind) -> Result<ModelSpec, Faults> {
    let specs = find(&spec.kind)?.params(task);
    let params = specs.iter().map(|s| (s.name.to_string(), param(specs, &spec.params, &s.name))).collect();
    Ok(ModelSpec { kind: spec.kind.clone(), params })
}

fn find(id: &str) -> Result<&'static dyn EstimatorKind, Faults> {
    glasshouse_learn::find(id).ok_or_else(|| {
        let known: Vec<&str> = glasshouse_learn::registry().iter().map(|kind| kind.id()).collect();
        Fault::new("recipe.unknown_model", format!("there is no estimator {id}"))
            .with_place(Place::parameter("model.kind"))
            .with_remedy(did_you_mean(id, &known))
            .into()
    })
}

/// "Tree 12 of 100", "Epoch 12 of at most 200", "Preparing"; the share of the whole job; and what follows for the time.
pub(super) fn told(progress: &Progress, in_all: Option<Share>, share: &Range<f64>) -> (String, f64, Pace) {
    let counted = progress.done as f64 / progress.total.max(1) as f64;
    let done = in_all.map_or(counted, |in_all| in_all.done);
    let pace = match in_all {
        Some(Share { steady: false, .. }) => Pace::Unknown,
        _ if progress.is_bounded() => Pace::AtMost,
        _ => Pace::Even,
    };
    let done = share.start + (share.end - share.start) * done.min(1.0);
    let mut unit = progress.unit.to_string();
    if let Some(first) = unit.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    if progress.unit == PREPARING {
        return (unit, done, pace);
    }
    let most = if progress.is_bounded() { "at most " } else { "" };
    let name = format!("{unit} {} of {most}{}", progress.done, progress.total);
    (name, done, pace)
}
