//! Importance of columns by training the recipe without each of them.

use super::metric_of;
use crate::control::Control;
use crate::jobs::{Faults, apply, trial};
use crate::state::{Ruled, Trained};
use glasshouse_evaluate::explain::{Scored, draw, loss_without};
use glasshouse_evaluate::{Arranged, arrange_in_pieces};
use glasshouse_learn::{Prediction, Target};
use glasshouse_metrics::metric;
use glasshouse_spec::{
    DropColumnRequest, Fault, Importance, PermutationReport, Place, Recipe, TaskKind, Warning,
};
use glasshouse_table::Table;

/// Resamples of the rows, at least and at most, and rows of all of them for all columns together.
const RESAMPLES: (usize, usize) = (50, 200);
const DRAWN: usize = 20_000_000;
/// Columns that are made of a dropped one, and missed one after the other by later steps, at most.
const MADE: usize = 200;

pub(super) async fn run(
    control: &Control,
    model: &Trained,
    ruled: &Ruled,
    ask: &DropColumnRequest,
) -> Result<PermutationReport, Faults> {
    if !matches!(model.report.task.kind, TaskKind::Classification | TaskKind::Regression) {
        return Err(not_scored().into());
    }
    let pause = async |what, _| control.checkpoint(what, 0.0).await;
    let arranged = arrange_in_pieces(ruled.given(), &model.recipe, &pause).await?;
    let parts = &arranged.parts;
    let held = [("test", &parts.test), ("validation", &parts.validation)];
    let (part, rows) = held.into_iter().find(|(_, rows)| !rows.is_empty()).ok_or_else(no_held_out)?;
    let metric_name = metric_of(model, ask.metric.as_deref());
    let columns = columns(model, &arranged, &ask.columns)?;
    let of = Dropping { control, model, arranged: &arranged, rows, parts: columns.len() + 1 };
    let target = arranged.target.take(rows);
    let scored = Scored { target: &target, task: &model.report.task, metric: &metric_name, part };
    let whole = of.trained(&model.recipe, &arranged, "Training with all columns", 0).await?;
    let score = of.score(&scored, &whole).await?;
    let resamples = (DRAWN / (rows.len() * columns.len()).max(1)).clamp(RESAMPLES.0, RESAMPLES.1);
    let of_whole = of.resampled(&scored, &whole, resamples, 0).await;
    let greater_is_better = metric(&metric_name).is_none_or(|metric| metric.greater_is_better);
    let better = if greater_is_better { 1.0 } else { -1.0 };
    let (mut importances, mut warnings): (Vec<Importance>, Vec<Warning>) = (Vec::new(), Vec::new());
    let mut refused = None;
    for (at, column) in columns.iter().enumerate() {
        let named = format!("Training without {column} ({} of {})", at + 1, columns.len());
        match of.without(column, &named, at + 1).await {
            Ok(answers) => {
                let loss = better * (score - of.score(&scored, &answers).await?);
                let own = of.resampled(&scored, &answers, resamples, at + 1).await;
                let pairs = of_whole.iter().zip(own);
                let losses = pairs.filter_map(|(whole, own)| Some(better * ((*whole)? - own?))).collect();
                importances.push(loss_without(column.clone(), loss, losses, resamples));
            }
            Err(faults) => {
                warnings.extend(faults.0.first().map(|fault| needed(column, fault)));
                refused = refused.or(Some(faults));
            }
        }
    }
    if let Some(faults) = refused.filter(|_| importances.is_empty()) {
        return Err(faults);
    }
    importances.sort_by(|a, b| b.mean.total_cmp(&a.mean).then_with(|| a.columns.cmp(&b.columns)));
    Ok(PermutationReport {
        greater_is_better,
        metric: metric_name,
        score,
        part: part.into(),
        rows: rows.len() as u64,
        repeats: resamples as u32,
        importances,
        warnings,
    })
}

/// The columns that are dropped, one after the other.
fn columns(model: &Trained, arranged: &Arranged, wanted: &[String]) -> Result<Vec<String>, Faults> {
    let inputs = model.pipeline.state().inputs.iter().map(|input| &input.name);
    let read: Vec<String> = inputs.filter(|name| arranged.features.contains(name)).cloned().collect();
    if let Some(other) = wanted.iter().find(|name| !read.contains(name)) {
        return Err(Fault::new(
            "explain.no_column",
            format!("the model does not learn from a column \"{other}\""),
        )
        .with_place(Place::column(other))
        .with_remedy(format!("name some of: {}", read.join(", ")))
        .into());
    }
    Ok(if wanted.is_empty() { read } else { wanted.to_vec() })
}

/// Trainings, one of all columns and one without each.
struct Dropping<'a> {
    control: &'a Control,
    model: &'a Trained,
    arranged: &'a Arranged,
    rows: &'a [u32],
    /// Number of trainings.
    parts: usize,
}

impl Dropping<'_> {
    /// Answers to the rows of the recipe that is trained as it is.
    async fn trained(
        &self,
        recipe: &Recipe,
        arranged: &Arranged,
        named: &str,
        at: usize,
    ) -> Result<Prediction, Faults> {
        let pause = async |what: String, done: f64| {
            let done = (at as f64 + 0.9 * done) / self.parts as f64;
            self.control.checkpoint(format!("{named}: {what}"), done).await;
        };
        trial::answers(recipe, arranged, [&self.arranged.parts.train, self.rows], &pause).await
    }

    /// The same without a column, and without what steps name that was made of it.
    async fn without(&self, column: &str, named: &str, at: usize) -> Result<Prediction, Faults> {
        let mut arranged = self.arranged.clone();
        arranged.features.retain(|name| name != column);
        let kept = arranged.table.columns().iter().filter(|of| of.name != column).cloned().collect();
        arranged.table = Table::new(kept, arranged.table.rows());
        let mut recipe = self.model.recipe.clone();
        forget(&mut recipe, column);
        for _ in 0..MADE {
            let faults = match self.trained(&recipe, &arranged, named, at).await {
                Ok(answers) => return Ok(answers),
                Err(faults) => faults,
            };
            let missed = faults.0.first().filter(|fault| fault.code == "recipe.unknown_column");
            let made = missed.and_then(|fault| fault.at.column.clone());
            if !made.is_some_and(|made| forget(&mut recipe, &made)) {
                return Err(faults);
            }
        }
        Err(no_end().into())
    }

    /// The metric of answers.
    async fn score(&self, scored: &Scored<'_>, answers: &Prediction) -> Result<f64, Faults> {
        Ok(scored.of(answers, self.model.pipeline.state().features.len()).await?)
    }

    /// The metric of answers to resamples of the rows; none where it is not defined.
    async fn resampled(
        &self,
        scored: &Scored<'_>,
        answers: &Prediction,
        resamples: usize,
        at: usize,
    ) -> Vec<Option<f64>> {
        let mut found = Vec::with_capacity(resamples);
        for turn in 0..resamples {
            let done = (at as f64 + 0.9 + 0.1 * turn as f64 / resamples as f64) / self.parts as f64;
            self.control.checkpoint("Drawing resamples", done).await;
            let drawn = draw(self.rows.len(), self.model.recipe.seed, turn as u32);
            let target: Target = scored.target.take(&drawn);
            let sample = Scored { target: &target, ..*scored };
            found.push(self.score(&sample, &apply::take_prediction(answers, &drawn)).await.ok());
        }
        found
    }
}

/// Takes a column out of the steps that name it, and out of the recipe the steps that are left with none; whether any
/// named it.
fn forget(recipe: &mut Recipe, column: &str) -> bool {
    let before = recipe.prepare.clone();
    recipe.prepare.retain_mut(|step| {
        let named = step.columns.len();
        step.columns.retain(|name| name != column);
        !step.columns.is_empty() || named == 0
    });
    recipe.prepare != before
}

fn needed(column: &str, fault: &Fault) -> Warning {
    let message = format!("without \"{column}\" the recipe cannot be trained: {}", fault.message);
    Warning::new("explain.needed", message, Place::column(column))
}

fn not_scored() -> Fault {
    Fault::new("explain.kind", "only models of classes and of numbers are trained without a column each")
        .with_remedy("ask how much worse the model answers where cells change places")
}

fn no_held_out() -> Fault {
    Fault::new(
        "explain.no_held_out",
        "no rows were held out, and training rows do not tell what a column is worth",
    )
    .with_place(Place::parameter("split"))
    .with_remedy("let the split hold out test rows, and train again")
}

fn no_end() -> Fault {
    Fault::new("explain.needed", "too many columns are made of it and named by later steps")
        .with_remedy("let the steps select columns by type")
}
