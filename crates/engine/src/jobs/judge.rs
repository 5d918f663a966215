//! Scores of a new model and of the baseline on every part, and the pictures. Without a target there is
//! no baseline.

use super::Faults;
use crate::control::Control;
use glasshouse_evaluate::{
    Arranged, EvaluateError, Judged as Answered, Scored, diagnostics, group_diagnostics,
    score_groups_in_pieces, score_in_pieces, shown_part,
};
use glasshouse_learn::{Features, Model, Prediction, Target};
use glasshouse_prepare::{Pipeline, answer};
use glasshouse_spec::{Diagnostics, Intervals, Parts, Recipe, Scores, TargetScores, Warning};
use std::collections::BTreeMap;

/// Share of the progress at which scoring begins.
const BEGIN: f64 = 0.9;

/// What came out.
#[derive(Default)]
pub(super) struct Judged {
    /// Scores of the model.
    pub model: Parts<Scores>,
    /// Intervals of a forecast's scores; others are drawn when they are asked for.
    pub intervals: Parts<Intervals>,
    /// Scores of the baseline.
    pub baseline: Parts<Scores>,
    /// Of several targets the scores of each by its name.
    pub targets: BTreeMap<String, TargetScores>,
    /// What the pictures show.
    pub diagnostics: Diagnostics,
    /// What to know about the scores.
    pub warnings: Vec<Warning>,
}

/// Predicts every part as new data are predicted, and scores it.
pub(super) async fn judge(
    control: &Control,
    pipeline: &Pipeline,
    dummy: Option<&dyn Model>,
    arranged: &Arranged,
    recipe: &Recipe,
) -> Result<Judged, Faults> {
    let mut judged = Judged::default();
    let names: Vec<String> = arranged.task.each().into_iter().map(|task| task.target).collect();
    let shown = shown_part(&arranged.parts);
    let parts = [
        ("train", &arranged.parts.train, &mut judged.model.train, &mut judged.baseline.train),
        (
            "validation",
            &arranged.parts.validation,
            &mut judged.model.validation,
            &mut judged.baseline.validation,
        ),
        ("test", &arranged.parts.test, &mut judged.model.test, &mut judged.baseline.test),
    ];
    for (i, (part, rows, model, baseline)) in parts.into_iter().enumerate() {
        let share = async |done: f64| {
            let done = BEGIN + 0.03 * (i as f64 + done);
            control.checkpoint(format!("Scoring the {part} rows"), done).await;
        };
        share(0.0).await;
        let target = arranged.target.take(rows);
        let (x, prediction) = predict(pipeline, arranged, rows, &share).await?;
        let Some(dummy) = dummy else {
            let task = &pipeline.state().task_report();
            let answered = Answered { part, x: &x, prediction: &prediction, task };
            let wanted = recipe.evaluate.metrics.as_deref();
            let pause = async |done: f64| share(0.6 + 0.4 * done).await;
            let scored = score_groups_in_pieces(answered, wanted, &pause).await?;
            *model = scored.scores;
            judged.warnings.extend(scored.notes);
            if part == shown {
                let rows: Vec<u32> = rows.iter().map(|row| arranged.rows[*row as usize]).collect();
                judged.diagnostics = group_diagnostics(answered, &rows, pipeline);
            }
            continue;
        };
        let dull = answer(dummy, &x, &async |_| share(0.6).await).await;
        let pause = async |done: f64| share(0.6 + 0.2 * done).await;
        let scored = of_part(part, &prediction, &target, pipeline, recipe, &pause).await?;
        *model = scored.scores;
        tell(&mut judged.targets, &names, scored.targets, part, |of| &mut of.metrics);
        // What is so for every part is said once.
        let said = |note: &Warning| judged.warnings.contains(note);
        let new: Vec<Warning> = scored.notes.into_iter().filter(|note| !said(note)).collect();
        judged.warnings.extend(new);
        let pause = async |done: f64| share(0.8 + 0.2 * done).await;
        let scored = of_part(part, &dull, &target, pipeline, recipe, &pause).await?;
        *baseline = scored.scores;
        tell(&mut judged.targets, &names, scored.targets, part, |of| &mut of.baseline);
        if part == shown {
            judged.diagnostics = diagnostics(part, &prediction, &target, pipeline);
        }
    }
    Ok(judged)
}

/// Notes the scores of several targets on a part.
fn tell(
    all: &mut BTreeMap<String, TargetScores>,
    names: &[String],
    scores: Vec<Scores>,
    part: &str,
    of: impl Fn(&mut TargetScores) -> &mut Parts<Scores>,
) {
    for (name, scores) in names.iter().zip(scores) {
        let parts = of(all.entry(name.clone()).or_default());
        *match part {
            "train" => &mut parts.train,
            "validation" => &mut parts.validation,
            _ => &mut parts.test,
        } = scores;
    }
}

/// Some rows as the model sees them, and what it says of them.
pub(super) async fn predict(
    pipeline: &Pipeline,
    arranged: &Arranged,
    rows: &[u32],
    pause: &impl AsyncFn(f64),
) -> Result<(Features, Prediction), Faults> {
    let share = async |done: f64| pause(0.3 * done).await;
    let prepared = arranged.prepare_rows(pipeline.preparation(), rows, true, &share).await?;
    let x = prepared.features_in_pieces(&async |done: f64| pause(0.3 + 0.1 * done).await).await?;
    let share = async |done: f64| pause(0.4 + 0.2 * done).await;
    let prediction = answer(pipeline.model(), &x, &share).await;
    Ok((x, prediction))
}

/// The scores that a recipe asks for, of answers to the rows of a part.
pub(super) async fn of_part(
    part: &str,
    prediction: &Prediction,
    target: &Target,
    pipeline: &Pipeline,
    recipe: &Recipe,
    pause: &impl AsyncFn(f64),
) -> Result<Scored, EvaluateError> {
    let wanted = recipe.evaluate.metrics.as_deref();
    let state = pipeline.state();
    let task = state.task_report();
    score_in_pieces(part, prediction, target, &task, state.features.len(), wanted, pause).await
}
