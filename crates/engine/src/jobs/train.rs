//! Training: from a table and a recipe to a model with its figures.
//!
//! The order is that of the recipe: clean, target, split; steps fitted on the training rows; the
//! estimator; predictions of every part, by the same [`Pipeline::predict`] that scores new data;
//! the baseline; the pictures. The model that was there before stays until the new one is whole.

use super::fit::{Earlier, Fitted, Order};
use super::judge::Judged;
use super::{Answer, Bench, Faults, fit, forecast, judge, keep, numbers, rules};
use crate::control::Control;
use crate::fault::of_targets;
use crate::recipe_sha256;
use crate::state::{Exported, Ruled, Trained};
use glasshouse_evaluate::{Arranged, Ready, Timed, baseline, make_ready};
use glasshouse_export::{Reference, dictionary};
use glasshouse_learn::{Dataset, Features, Model, Target};
use glasshouse_prepare::{Pipeline, PipelineState, Preparation, Prepared};
use glasshouse_spec::{
    Diagnostics, Event, Fault, Intervals, Parts, Recipe, RowCounts, Scores, Seconds, TargetScores, TaskKind,
    TaskReport, TrainReport, Warning,
};
use ndarray::Array2;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

/// Share of the progress at which the estimator begins and ends.
const FIT: std::ops::Range<f64> = 0.1..0.9;
/// Most validation rows that a training looks at.
const WATCHED: usize = 4096;

/// Trains by a recipe; trains the last model on where the recipe asks for more steps of it.
pub(super) async fn run(bench: Bench, recipe: Recipe) -> Result<Answer, Faults> {
    let last = bench.state.borrow().model.clone();
    let data = bench.state.borrow().data()?;
    let of = |model: &Trained| {
        model.report.data_sha256 == data.read.sha256 && fit::continues(&model.recipe, &recipe)
    };
    let earlier = last.filter(|model| of(model)).map(|model| Earlier {
        state: model.pipeline.state().model.clone(),
        seconds: model.report.seconds.fit,
    });
    finish(bench, recipe, earlier).await
}

/// Goes on with the training that was interrupted.
pub(super) async fn resume(bench: Bench) -> Result<Answer, Faults> {
    let gone = |why: &str| {
        Fault::new("training.none", format!("there is no training to go on with: {why}"))
            .with_remedy("train anew")
    };
    let found = keep::unfinished(bench.control.host()).await;
    let (about, earlier) = found.ok_or_else(|| gone("no checkpoint was kept"))?;
    if bench.state.borrow().data()?.read.sha256 != about.data_sha256 {
        return Err(gone("its data are not those that are loaded").into());
    }
    finish(bench, about.recipe, Some(earlier)).await
}

async fn finish(bench: Bench, recipe: Recipe, earlier: Option<Earlier>) -> Result<Answer, Faults> {
    let control = &bench.control;
    let data = bench.state.borrow().data()?;
    let others = bench.state.borrow().others.clone();
    let ruled = rules::as_recipe_reads(control, &others, data, &recipe).await?;
    let trained = train(control, ruled, recipe, earlier).await;
    // A training that ended, well or not, is not one to go on with. Where its checkpoint cannot be
    // removed, neither can anything be kept, and that is told below.
    let _ = keep::drop_unfinished(control.host()).await;
    let trained = Rc::new(trained?);
    control.commit();
    let mut report = trained.report.clone();
    report.warnings.extend(keep::add_model(&bench, &trained).await);
    let diagnostics = trained.diagnostics.clone();
    Ok(Event::Trained { report: Box::new(report), diagnostics: Box::new(diagnostics) }.into())
}

async fn train(
    control: &Control,
    ruled: Rc<Ruled>,
    recipe: Recipe,
    earlier: Option<Earlier>,
) -> Result<Trained, Faults> {
    let (began, data) = (control.now(), &ruled.data);
    let Laid { arranged, preparation, reference, dataset, watched, warnings } =
        lay_out(control, &ruled, &recipe).await?;
    let prepare = control.now() - began;
    let beside = Beside::of(&arranged.task, &dataset)?;
    let order = Order {
        recipe: &recipe,
        task: &arranged.task,
        watched,
        data_sha256: &data.read.sha256,
        earlier,
        share: FIT,
    };
    let fitted = fit::fit(control, order, dataset).await?;
    let fitted_at = control.now();
    let (pipeline, measured) = piped(control, fitted.model.as_ref(), &arranged, preparation).await?;
    let judged = judged(control, &pipeline, &beside, &arranged, &recipe).await?;
    let parts = arranged.look_at_parts(&async |what, _| control.checkpoint(what, 1.0).await).await;
    let run = Run {
        recipe: &recipe,
        ruled: &ruled,
        pipeline: &pipeline,
        fitted: &fitted,
        seconds: Seconds {
            read: data.seconds,
            prepare,
            fit: fitted.seconds,
            score: control.now() - fitted_at,
        },
        warnings: [
            warnings,
            parts,
            fit::warnings(fitted.model.as_ref(), &arranged.task),
            measured,
            judged.warnings,
        ]
        .concat(),
        metrics: judged.model,
        intervals: judged.intervals,
        baseline: judged.baseline,
        targets: judged.targets,
    };
    let report = report(run, arranged)?;
    let diagnostics = Diagnostics { curve: fitted.curve, ..judged.diagnostics };
    trained(recipe, ruled, pipeline, report, diagnostics, reference)
}

/// Everything that a training begins with.
struct Laid {
    arranged: Arranged,
    preparation: Preparation,
    reference: Reference,
    dataset: Arc<Dataset>,
    watched: Option<Dataset>,
    /// What the rules of the table and the check of the recipe say.
    warnings: Vec<Warning>,
}

/// Checks the recipe, splits the rows, fits the steps and prepares the training rows.
async fn lay_out(control: &Control, ruled: &Ruled, recipe: &Recipe) -> Result<Laid, Faults> {
    control.checkpoint("Checking the recipe", 0.0).await;
    let pause = async |what, done: f64| control.checkpoint(what, done * FIT.start).await;
    let (checked, ready) = make_ready(recipe, ruled.given(), &pause).await;
    let Some(Ready { arranged, train, preparation, prepared }) = ready else {
        return Err(checked.faults.into());
    };
    let still = async |_| pause("Taking the training rows", 1.0).await;
    let reference = Reference::of_in_pieces(&train, &preparation.inputs, &still).await;
    drop(train);
    let dataset = Arc::new(dataset(&arranged, &arranged.parts.train, &prepared, &still).await?);
    let watched = watched(&arranged, &preparation, &still).await;
    control.checkpoint("Training", FIT.start).await;
    let of_rules = ruled.report.as_ref().map(rules::warnings).unwrap_or_default();
    let warnings = [of_rules, checked.warnings].concat();
    Ok(Laid { arranged, preparation, reference, dataset, watched, warnings })
}

/// The steps and the model as one; of a forecast with its intervals, and what is to be known of them.
async fn piped(
    control: &Control,
    model: &dyn Model,
    arranged: &Arranged,
    mut preparation: Preparation,
) -> Result<(Pipeline, Vec<Warning>), Faults> {
    let (mut model, mut measured) = (model.state(), Vec::new());
    if let Some(timed) = &arranged.timed {
        measured = forecast::measure(control, &mut model, timed).await?;
        preparation.features = forecast::features(&model, &arranged.task.target);
    }
    let state = PipelineState::new(preparation, arranged.task.clone(), model);
    Ok((Pipeline::new(state)?, measured))
}

fn trained(
    recipe: Recipe,
    ruled: Rc<Ruled>,
    pipeline: Pipeline,
    report: TrainReport,
    diagnostics: Diagnostics,
    reference: Reference,
) -> Result<Trained, Faults> {
    let tasks = report.task.each();
    let targets: Vec<&str> = tasks.iter().map(|task| task.target.as_str()).collect();
    let dictionary = dictionary(&ruled.data.profile, &recipe.columns, &targets)?;
    Ok(Trained {
        recipe,
        pipeline,
        report,
        diagnostics,
        file: ruled.data.read.file.clone(),
        reference,
        dictionary: Some(dictionary),
        made: None,
        data: Some(ruled),
        export: RefCell::new(Exported::default()),
        said: RefCell::default(),
    })
}

/// What a model is judged beside.
struct Beside {
    /// The baseline, where there is a target.
    dummy: Option<Box<dyn Model>>,
    /// The training rows, where pictures need them.
    rows: Option<Arc<Dataset>>,
}

impl Beside {
    fn of(task: &TaskReport, rows: &Arc<Dataset>) -> Result<Self, Faults> {
        let of_targets = |error| of_targets(error, task);
        let dummy = (!task.kind.without_target()).then(|| baseline(rows.clone(), task.kind));
        Ok(Self {
            dummy: dummy.transpose().map_err(of_targets)?,
            rows: (task.kind == TaskKind::Clustering).then(|| rows.clone()),
        })
    }
}

/// How good the model is on each part, beside one that looks at nothing.
async fn judged(
    control: &Control,
    pipeline: &Pipeline,
    beside: &Beside,
    arranged: &Arranged,
    recipe: &Recipe,
) -> Result<Judged, Faults> {
    let dummy = beside.dummy.as_deref();
    let mut judged = match (&arranged.timed, dummy) {
        (Some(timed), Some(dummy)) => {
            forecast::judge(control, pipeline, dummy, arranged, timed, recipe).await?
        }
        _ => judge::judge(control, pipeline, dummy, arranged, recipe).await?,
    };
    if let Some(rows) = &beside.rows {
        let others = numbers::pictures(control, &recipe.model, rows, recipe.seed).await?;
        judged.diagnostics.pictures.extend(others);
    }
    Ok(judged)
}

/// What a training came to.
struct Run<'a> {
    recipe: &'a Recipe,
    ruled: &'a Ruled,
    pipeline: &'a Pipeline,
    fitted: &'a Fitted,
    seconds: Seconds,
    warnings: Vec<Warning>,
    metrics: Parts<Scores>,
    intervals: Parts<Intervals>,
    baseline: Parts<Scores>,
    targets: BTreeMap<String, TargetScores>,
}

fn report(run: Run<'_>, arranged: Arranged) -> Result<TrainReport, Faults> {
    let data = &run.ruled.data;
    let parts = &arranged.parts;
    Ok(TrainReport {
        model: fit::with_defaults(&run.recipe.model, arranged.task.kind)?,
        rows: RowCounts {
            read: data.table.rows() as u64,
            dropped: arranged.dropped,
            train: parts.train.len() as u64,
            validation: parts.validation.len() as u64,
            test: parts.test.len() as u64,
        },
        task: run.pipeline.state().task_report(),
        features: run.pipeline.state().features.clone(),
        metrics: run.metrics,
        intervals: run.intervals,
        baseline: run.baseline,
        targets: run.targets,
        seed: run.recipe.seed,
        data_sha256: data.read.sha256.clone(),
        files: data.files(),
        rules: run.ruled.report.as_ref().map(rules::without_cells),
        recipe_sha256: recipe_sha256(run.recipe),
        model_sha256: run.pipeline.state().sha256(),
        out_of_bag: run.fitted.out_of_bag.clone(),
        forecast: arranged.timed.as_ref().map(Timed::report),
        seconds: run.seconds,
        warnings: run.warnings,
        stopped_early: run.fitted.stopped_early,
        continued: run.fitted.continued,
    })
}

/// Some rows as an estimator learns from them.
pub(super) async fn dataset(
    arranged: &Arranged,
    rows: &[u32],
    prepared: &Prepared,
    pause: &impl AsyncFn(f64),
) -> Result<Dataset, Faults> {
    if let Some(timed) = &arranged.timed {
        let x = Features::new(Vec::new(), Array2::zeros((0, 0)));
        return Ok(Dataset { x, y: Target::Series(Arc::new(timed.train())), weights: None });
    }
    let x = prepared.features_in_pieces(pause).await?;
    if let Some(changed) = &prepared.changed {
        let weights = changed.weights.as_ref().map(|weights| weights.to_vec());
        return Ok(Dataset { x, y: Target::clone(&changed.target), weights });
    }
    let weights = arranged.weights.as_ref();
    Ok(Dataset {
        x,
        y: arranged.target.take(rows),
        weights: weights.map(|weights| rows.iter().map(|row| weights[*row as usize]).collect()),
    })
}

/// Validation rows that a training looks at while it learns, at even distances; `None` where there are none
/// or the steps refuse them, which is told when the model is judged.
async fn watched(
    arranged: &Arranged,
    preparation: &Preparation,
    pause: &impl AsyncFn(f64),
) -> Option<Dataset> {
    let all = &arranged.parts.validation;
    if let Some(timed) = arranged.timed.as_ref().filter(|_| !all.is_empty()) {
        let x = Features::new(Vec::new(), Array2::zeros((0, 0)));
        let panel = timed.panel.until(timed.cuts[1]);
        return Some(Dataset { x, y: Target::Series(Arc::new(panel)), weights: None });
    }
    if all.is_empty() {
        return None;
    }
    let rows: Vec<u32> = all.iter().step_by(all.len().div_ceil(WATCHED)).copied().collect();
    let prepared = arranged.prepare_rows(preparation, &rows, true, pause).await.ok()?;
    dataset(arranged, &rows, &prepared, pause).await.ok()
}
