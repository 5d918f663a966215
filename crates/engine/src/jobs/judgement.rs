//! How far the model that is looked at can be trusted: it answers the rows that it was trained beside once more,
//! and its answers are judged.

use super::judge::predict;
use super::{Answer, Bench, Faults};
use crate::control::Control;
use crate::state::Trained;
use glasshouse_evaluate::{
    Answered, Arranged, Held, Judging, LEVEL, arrange_in_pieces, intervals, judgement,
};
use glasshouse_learn::{Prediction, Target};
use glasshouse_spec::{Event, Fault, Intervals, Judgement, Parts, Scores, Sureness, TaskKind};

/// Share of the progress at which the rows are arranged, and answered.
const ARRANGED: f64 = 0.1;
const ANSWERED: f64 = 0.3;

pub(super) async fn run(bench: Bench, target: u32) -> Result<Answer, Faults> {
    let model = bench.state.borrow().model()?;
    let control = &bench.control;
    if !matches!(model.report.task.kind, TaskKind::Classification | TaskKind::Regression) {
        return Err(not_judged().into());
    }
    let ruled = model.data.as_ref().ok_or_else(no_rows)?;
    let pause = async |what, done: f64| control.checkpoint(what, ARRANGED * done).await;
    let arranged = arrange_in_pieces(ruled.given(), &model.recipe, &pause).await?;
    let judged = of_target(control, &model, &arranged, target as usize).await?;
    Ok(Event::Judged { judgement: Box::new(judged) }.into())
}

/// Intervals of the figures of each target on the rows that the model was not fitted to. Questions without a target
/// have none; those of a forecast were drawn when it was trained.
pub(super) async fn sureness(bench: Bench) -> Result<Answer, Faults> {
    let model = bench.state.borrow().model()?;
    let control = &bench.control;
    let mut sure = Sureness { intervals: model.report.intervals.clone(), ..Sureness::default() };
    if matches!(model.report.task.kind, TaskKind::Classification | TaskKind::Regression) {
        let ruled = model.data.as_ref().ok_or_else(no_rows)?;
        let pause = async |what, done: f64| control.checkpoint(what, ARRANGED * done).await;
        let arranged = arrange_in_pieces(ruled.given(), &model.recipe, &pause).await?;
        for (number, task) in model.report.task.each().iter().enumerate() {
            let found = sure_of(control, &model, &arranged, number).await?;
            match model.report.targets.is_empty() {
                true => sure.intervals = found,
                false => drop(sure.targets.insert(task.target.clone(), found)),
            }
        }
    }
    Ok(Event::Sure { sureness: Box::new(sure) }.into())
}

async fn sure_of(
    control: &Control,
    model: &Trained,
    arranged: &Arranged,
    number: usize,
) -> Result<Parts<Intervals>, Faults> {
    let pipeline = &model.pipeline;
    let task = &pipeline.state().task_report().each()[number];
    let features = pipeline.state().features.len();
    let (scores, parts) = (scores(model, &task.target), &arranged.parts);
    let mut found = Parts::default();
    let each = [
        ("validation", &parts.validation, &scores.validation, &mut found.validation),
        ("test", &parts.test, &scores.test, &mut found.test),
    ];
    for (at, (part, rows, scores, told)) in each.into_iter().enumerate() {
        let from = ARRANGED + (1.0 - ARRANGED) * at as f64 / 2.0;
        let pause = async |done: f64| {
            let done = from + (1.0 - ARRANGED) / 2.0 * done;
            control.checkpoint(format!("Resampling the {part} rows"), done).await;
        };
        let (_, prediction) = predict(pipeline, arranged, rows, &async |_| pause(0.0).await).await?;
        let (prediction, target) = one(prediction, arranged.target.take(rows), number);
        let of = Answered { prediction: &prediction, target: &target, task, features };
        (*told, _) = intervals(&of, scores, LEVEL, model.recipe.seed, &pause).await;
    }
    Ok(found)
}

pub(super) async fn of_target(
    control: &Control,
    model: &Trained,
    arranged: &Arranged,
    number: usize,
) -> Result<Judgement, Faults> {
    let pipeline = &model.pipeline;
    let tasks = pipeline.state().task_report().each();
    let task = tasks.get(number).ok_or_else(|| no_target(tasks.len()))?;
    let features = pipeline.state().features.len();
    let parts = &arranged.parts;
    let mut answers: Vec<(&str, &[u32], Prediction, Target)> = Vec::with_capacity(3);
    for (part, rows) in [("train", &parts.train), ("validation", &parts.validation), ("test", &parts.test)] {
        let from = ARRANGED + (ANSWERED - ARRANGED) * answers.len() as f64 / 3.0;
        let share = async |_| control.checkpoint(format!("Answering the {part} rows"), from).await;
        let (_, prediction) = predict(pipeline, arranged, rows, &share).await?;
        let (prediction, target) = one(prediction, arranged.target.take(rows), number);
        answers.push((part, rows, prediction, target));
    }
    let held = |at: usize| {
        let (part, rows, prediction, target) = &answers[at];
        Held { part, rows, answered: Answered { prediction, target, task, features } }
    };
    let target = match &arranged.target {
        Target::Several(targets) => &targets[number],
        one => one,
    };
    let scores = scores(model, &task.target);
    let judging = Judging {
        arranged,
        recipe: &model.recipe,
        target,
        parts: [held(0), held(1), held(2)],
        scores: &scores,
    };
    let pause = async |what, done: f64| control.checkpoint(what, ANSWERED + (1.0 - ANSWERED) * done).await;
    let judged = judgement(&judging, &pause).await;
    Ok(Judgement { model_sha256: model.report.model_sha256.clone(), ..judged })
}

/// The answers and the truth of one of several targets.
pub(super) fn one(prediction: Prediction, target: Target, number: usize) -> (Prediction, Target) {
    match (prediction, target) {
        (Prediction::Several(mut answers), Target::Several(mut truths)) => {
            (answers.swap_remove(number), truths.swap_remove(number))
        }
        one => one,
    }
}

/// The scores of a target, by part.
fn scores(model: &Trained, target: &str) -> Parts<Scores> {
    let of = model.report.targets.get(target);
    of.map_or_else(|| model.report.metrics.clone(), |scores| scores.metrics.clone())
}

fn not_judged() -> Fault {
    Fault::new("judge.kind", "only models of classes and of numbers are judged further")
        .with_remedy("the scores and pictures above are all that there is for this kind of question")
}

fn no_rows() -> Fault {
    Fault::new("model.no_rows", "the rows that the model was trained on are not at hand")
        .with_remedy("load its data and train again")
}

fn no_target(targets: usize) -> Fault {
    Fault::new("judge.target", format!("the model has {targets} targets, numbered from 0"))
        .with_remedy("ask for one of them")
}
