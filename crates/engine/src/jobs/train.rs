//! Training: from a table and a recipe to a model with its figures.
//!
//! The order is that of the recipe: clean, target, split; steps fitted on the training rows; the
//! estimator; predictions of every part, by the same [`Pipeline::predict`] that scores new data;
//! the baseline; the pictures. The model that was there before stays until the new one is whole.

use super::{Answer, Bench, Faults, fit, judge, keep, rules};
use crate::control::Control;
use crate::recipe_sha256;
use crate::state::{Exported, Ruled, Trained};
use glasshouse_evaluate::{Arranged, Ready, baseline, make_ready, take_target};
use glasshouse_export::{Reference, dictionary};
use glasshouse_learn::Dataset;
use glasshouse_prepare::{Pipeline, PipelineState, Prepared};
use glasshouse_spec::{Diagnostics, Event, Recipe, RowCounts, Seconds, TrainReport};
use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

/// Share of the progress at which the estimator begins and ends.
const FIT: std::ops::Range<f64> = 0.1..0.9;

pub(super) async fn run(bench: Bench, recipe: Recipe) -> Result<Answer, Faults> {
    let control = &bench.control;
    let data = bench.state.borrow().data()?;
    let others = bench.state.borrow().others.clone();
    let ruled = rules::as_recipe_reads(control, &others, data, &recipe).await?;
    let trained = Rc::new(train(control, ruled, recipe).await?);
    control.commit();
    {
        let mut state = bench.state.borrow_mut();
        state.model = Some(trained.clone());
        state.applied = None;
    }
    let mut report = trained.report.clone();
    report.warnings.extend(keep::model(control.host(), &trained).await);
    let diagnostics = trained.diagnostics.clone();
    Ok(Event::Trained { report: Box::new(report), diagnostics: Box::new(diagnostics) }.into())
}

async fn train(control: &Control, ruled: Rc<Ruled>, recipe: Recipe) -> Result<Trained, Faults> {
    let (began, data) = (control.now(), &ruled.data);
    control.checkpoint("Checking the recipe", 0.0).await;
    let pause = async |what, done: f64| control.checkpoint(what, done * FIT.start).await;
    let (checked, ready) = make_ready(&recipe, ruled.given(), &pause).await;
    let Some(Ready { arranged, train, preparation, prepared }) = ready else {
        return Err(checked.faults.into());
    };
    let still = async |_| pause("Taking the training rows", 1.0).await;
    let reference = Reference::of_in_pieces(&train, &preparation.inputs, &still).await;
    drop(train);
    let dataset = Arc::new(dataset(&arranged, &prepared, &still).await?);
    control.checkpoint("Training", FIT.start).await;

    let prepared_at = control.now();
    let task = &arranged.task;
    let fitted = fit::fit(control, &recipe.model, task.kind, dataset.clone(), recipe.seed, FIT).await?;
    let fitted_at = control.now();

    let state = PipelineState::new(preparation, task.clone(), fitted.model.state());
    let pipeline = Pipeline::new(state)?;
    let dummy = baseline(dataset, task.kind)?;
    let judged = judge::judge(control, &pipeline, dummy.as_ref(), &arranged, &recipe).await?;
    let mut warnings = ruled.report.as_ref().map(rules::warnings).unwrap_or_default();
    warnings.extend(arranged.warnings);
    warnings
        .extend(prepared.notes.warnings.into_iter().chain(fitted.model.warnings()).chain(judged.warnings));
    let seconds = Seconds {
        read: data.seconds,
        prepare: prepared_at - began,
        fit: fitted_at - prepared_at,
        score: control.now() - fitted_at,
    };
    let report = TrainReport {
        model: fit::with_defaults(&recipe.model, task.kind)?,
        task: arranged.task,
        rows: RowCounts {
            read: data.table.rows() as u64,
            dropped: arranged.dropped,
            train: arranged.parts.train.len() as u64,
            validation: arranged.parts.validation.len() as u64,
            test: arranged.parts.test.len() as u64,
        },
        features: pipeline.state().features.clone(),
        metrics: judged.model,
        baseline: judged.baseline,
        seed: recipe.seed,
        data_sha256: data.read.sha256.clone(),
        files: data.files(),
        rules: ruled.report.as_ref().map(rules::without_cells),
        recipe_sha256: recipe_sha256(&recipe),
        model_sha256: pipeline.state().sha256(),
        seconds,
        warnings,
        stopped_early: fitted.stopped_early,
    };
    let dictionary = dictionary(&data.profile, &recipe.columns, Some(&report.task.target))?;
    Ok(Trained {
        recipe,
        pipeline,
        report,
        diagnostics: Diagnostics { curve: fitted.curve, ..judged.diagnostics },
        file: data.read.file.clone(),
        reference,
        dictionary: Some(dictionary),
        made: None,
        data: Some(ruled.clone()),
        export: RefCell::new(Exported::default()),
    })
}

async fn dataset(
    arranged: &Arranged,
    prepared: &Prepared,
    pause: &impl AsyncFn(f64),
) -> Result<Dataset, Faults> {
    let train = &arranged.parts.train;
    let weights = arranged.weights.as_ref();
    Ok(Dataset {
        x: prepared.features_in_pieces(pause).await?,
        y: take_target(&arranged.target, train),
        weights: weights.map(|weights| train.iter().map(|row| weights[*row as usize]).collect()),
    })
}
