//! Scores of a new model and of the baseline on every part, and the pictures.

use super::Faults;
use crate::control::Control;
use glasshouse_evaluate::{Arranged, EvaluateError, Scored, diagnostics, score, shown_part, take_target};
use glasshouse_learn::{Model, Prediction, Target};
use glasshouse_prepare::Pipeline;
use glasshouse_spec::{Diagnostics, Parts, Recipe, Scores, Warning};

/// Share of the progress at which scoring begins.
const BEGIN: f64 = 0.9;

/// What came out.
#[derive(Default)]
pub(super) struct Judged {
    /// Scores of the model.
    pub model: Parts<Scores>,
    /// Scores of the baseline.
    pub baseline: Parts<Scores>,
    /// What the pictures show.
    pub diagnostics: Diagnostics,
    /// What to know about the scores.
    pub warnings: Vec<Warning>,
}

/// Predicts every part as new data are predicted, and scores it.
pub(super) async fn judge(
    control: &Control,
    pipeline: &Pipeline,
    dummy: &dyn Model,
    arranged: &Arranged,
    recipe: &Recipe,
) -> Result<Judged, Faults> {
    let mut judged = Judged::default();
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
        control.checkpoint(format!("Scoring the {part} rows"), BEGIN + 0.03 * i as f64).await;
        let table = arranged.table.take(rows);
        let target = take_target(&arranged.target, rows);
        let prepared = pipeline.preparation().apply_rounded(&table)?;
        let x = prepared.features()?;
        let prediction = pipeline.model().predict(&x);
        let scored = of_part(part, &prediction, &target, pipeline, recipe)?;
        *model = scored.scores;
        judged.warnings.extend(scored.notes);
        let dull = of_part(part, &dummy.predict(&x), &target, pipeline, recipe)?;
        *baseline = dull.scores;
        if part == shown {
            judged.diagnostics = diagnostics(part, &prediction, &target, pipeline);
        }
    }
    Ok(judged)
}

fn of_part(
    part: &str,
    prediction: &Prediction,
    target: &Target,
    pipeline: &Pipeline,
    recipe: &Recipe,
) -> Result<Scored, EvaluateError> {
    let wanted = recipe.evaluate.metrics.as_deref();
    let state = pipeline.state();
    score(part, prediction, target, &state.task_report(), state.features.len(), wanted)
}
