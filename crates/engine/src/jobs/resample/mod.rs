//! Cross-validation: every fold is trained by itself, steps included, and scored on the rows that it held back.

mod compare;
mod curve;
mod decompose;
mod pooled;

use super::trial::{self, Trial};
use super::tune::{self, Chosen};
use super::{Answer, Bench, Faults, fit, rules};
use crate::control::Control;
use crate::recipe_sha256;
use glasshouse_evaluate::{Arranged, Fold, FoldPlan, arrange_in_pieces, check_metrics, folds, mean_score};
use glasshouse_spec::{
    CvReport, Event, Fault, FoldReport, MeanScore, NESTED_TRIALS, NestedReport, Place, Recipe, Scores,
    SearchMethod, SoFar, TaskKind, Warning,
};
use glasshouse_stats::mean;
use pooled::Pooled;
use std::collections::BTreeMap;

pub(super) use compare::run as compare;
pub(super) use curve::run as curve;
pub(super) use decompose::run as decompose;

/// Share of the progress at which the first fold begins.
const BEGIN: f64 = 0.05;
/// Share of a fold's time that a search within it takes.
const SEARCHED: f64 = 0.97;

/// Cross-validates a recipe over all rows that cleaning leaves, whatever part of the split they are in; `nested` with
/// a search for parameters within each fold.
pub(super) async fn run(bench: Bench, recipe: Recipe, nested: bool) -> Result<Answer, Faults> {
    let control = &bench.control;
    let began = control.now();
    let data = bench.state.borrow().data()?;
    let others = bench.state.borrow().others.clone();
    let ruled = rules::as_recipe_reads(control, &others, data, &recipe).await?;
    let share = async |what, done: f64| control.checkpoint(what, BEGIN * done).await;
    let arranged = arrange_in_pieces(ruled.given(), &recipe, &share).await?;
    refuse(&arranged)?;
    check_metrics(recipe.evaluate.metrics.as_deref(), &arranged.task)?;
    let rows: Vec<u32> = (0..arranged.rows.len() as u32).collect();
    let plan = folds(&arranged, &rows, &recipe).map_err(|error| error.in_rows(&arranged.rows))?;
    let Judged { each, pooled, mut warnings, nested } =
        every_fold(control, &recipe, &arranged, &plan, nested).await?;
    warnings.splice(0..0, arranged.warnings.iter().chain(&plan.warnings).cloned());
    let report = CvReport {
        model: fit::with_defaults(&recipe.model, arranged.task.kind)?,
        task: arranged.task.clone(),
        method: plan.method,
        folds: plan.count,
        repeats: plan.repeats,
        rows: rows.len() as u64,
        read: ruled.data.table.rows() as u64,
        metrics: over_folds(&each, |fold| &fold.metrics),
        baseline: over_folds(&each, |fold| &fold.baseline),
        pooled,
        each,
        nested,
        seed: recipe.seed,
        data_sha256: ruled.data.read.sha256.clone(),
        recipe_sha256: recipe_sha256(&recipe),
        seconds: control.now() - began,
        warnings,
    };
    Ok(Event::CrossValidated { report: Box::new(report) }.into())
}

/// What the folds came to.
struct Judged {
    each: Vec<FoldReport>,
    pooled: Scores,
    nested: Option<NestedReport>,
    warnings: Vec<Warning>,
}

async fn every_fold(
    control: &Control,
    recipe: &Recipe,
    arranged: &Arranged,
    plan: &FoldPlan,
    nested: bool,
) -> Result<Judged, Faults> {
    let (mut each, mut warnings) = (Vec::new(), Vec::new());
    let mut pooled = Pooled::new(arranged.rows.len());
    let (mut refused, mut searched) = (None, Vec::new());
    for (at, fold) in plan.folds.iter().enumerate() {
        let span = (1.0 - BEGIN) / plan.folds.len() as f64;
        let named = format!("Fold {} of {}", at + 1, plan.folds.len());
        let pause = async |what: String, done: f64| {
            let done = BEGIN + span * (at as f64 + done);
            control.checkpoint(format!("{named}: {what}"), done).await;
        };
        let began = control.now();
        let (result, chosen) = one_fold(recipe, arranged, fold, nested, &pause).await;
        let report = told(fold, &result, chosen.as_ref(), control.now() - began);
        searched.extend(chosen);
        control.found(SoFar::Folds(vec![report.clone()]));
        each.push(report);
        match result {
            Ok(trial) => {
                add_notes(&mut warnings, &trial);
                if fold.repeat == 0 {
                    pooled.add(&fold.test, trial);
                }
            }
            Err(faults) => refused = refused.or(Some(faults)),
        }
    }
    if let Some(faults) = refused.filter(|_| each.iter().all(|fold| fold.fault.is_some())) {
        return Err(faults);
    }
    let share = async |done: f64| control.checkpoint("Scoring all folds together", done).await;
    let pooled = pooled.score(recipe, &arranged.task, &share).await?;
    Ok(Judged { each, pooled, warnings, nested: came_to(recipe, &searched) })
}

/// Trains and scores a fold; in a nested cross-validation the recipe that is chosen on its training rows.
async fn one_fold(
    recipe: &Recipe,
    arranged: &Arranged,
    fold: &Fold,
    nested: bool,
    pause: &impl AsyncFn(String, f64),
) -> (Result<Trial, Faults>, Option<Chosen>) {
    let rows = [fold.train.as_slice(), &fold.test];
    if !nested {
        return (trial::run(recipe, arranged, rows, pause).await, None);
    }
    let searching = async |what: String, done: f64| pause(what, SEARCHED * done).await;
    let chosen = match tune::chosen(recipe, arranged, &fold.train, &searching).await {
        Ok(chosen) => chosen,
        Err(faults) => return (Err(faults), None),
    };
    let training = async |what: String, done: f64| pause(what, SEARCHED + (1.0 - SEARCHED) * done).await;
    (trial::run(&chosen.recipe, arranged, rows, &training).await, Some(chosen))
}

/// What the searches within the folds came to; none where there were none.
fn came_to(recipe: &Recipe, searched: &[Chosen]) -> Option<NestedReport> {
    let first = searched.first()?;
    let scores: Vec<f64> = searched.iter().map(|chosen| chosen.score).collect();
    Some(NestedReport {
        method: recipe.tune.method.unwrap_or(SearchMethod::Tpe),
        trials: recipe.tune.trials.unwrap_or(NESTED_TRIALS),
        folds: first.folds,
        metric: first.metric.into(),
        inner: mean(&scores)?,
    })
}

/// What is so of a fold is said once for all.
fn add_notes(warnings: &mut Vec<Warning>, trial: &Trial) {
    for note in &trial.scored.notes {
        if !warnings.contains(note) {
            warnings.push(note.clone());
        }
    }
}

fn told(fold: &Fold, result: &Result<Trial, Faults>, chosen: Option<&Chosen>, seconds: f64) -> FoldReport {
    let (metrics, baseline, fault) = match result {
        Ok(trial) => (trial.scored.scores.clone(), trial.baseline.scores.clone(), None),
        Err(faults) => (Scores::new(), Scores::new(), faults.0.first().cloned()),
    };
    FoldReport {
        repeat: fold.repeat + 1,
        fold: fold.number + 1,
        train: fold.train.len() as u64,
        test: fold.test.len() as u64,
        metrics,
        baseline,
        chosen: chosen.map(|chosen| chosen.params.clone()).unwrap_or_default(),
        seconds,
        fault,
    }
}

/// Mean and interval of each metric over the folds that have it.
fn over_folds(each: &[FoldReport], of: impl Fn(&FoldReport) -> &Scores) -> BTreeMap<String, MeanScore> {
    let mut scores: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
    for (name, score) in each.iter().flat_map(&of) {
        scores.entry(name).or_default().push(*score);
    }
    let fitted: Vec<&FoldReport> = each.iter().filter(|fold| fold.fault.is_none()).collect();
    let rows = |of: fn(&FoldReport) -> u64| fitted.iter().map(|fold| of(fold)).sum::<u64>() as f64;
    let ratio = rows(|fold| fold.test) / rows(|fold| fold.train).max(1.0);
    let mean = |(name, scores): (&str, Vec<f64>)| Some((name.to_owned(), mean_score(name, &scores, ratio)?));
    scores.into_iter().filter_map(mean).collect()
}

/// Refuses questions that rows cannot be held back for.
fn refuse(arranged: &Arranged) -> Result<(), Faults> {
    let kind = arranged.task.kind;
    let refused = |message: &str, remedy: &str| {
        Err(Fault::new("evaluate.folds", message)
            .with_place(Place::parameter("task.kind"))
            .with_remedy(remedy)
            .into())
    };
    if kind.without_target() {
        return refused(
            "without a target there is nothing that held out rows could be scored by",
            "choose a target to predict",
        );
    }
    if kind == TaskKind::Forecast {
        return refused(
            "a forecast is not judged by folds: training it scores forecasts from many times of each part already",
            "train it, and look at its scores by steps ahead",
        );
    }
    Ok(())
}
