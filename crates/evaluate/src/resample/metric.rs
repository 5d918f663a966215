//! The one metric that a search or a curve goes by.

use crate::{EvaluateError, check_metrics};
use glasshouse_learn::find;
use glasshouse_spec::{Recipe, TaskKind, TaskReport};

/// The first metric that is wanted, else the usual one of the task: the area under the ROC curve of two classes
/// (balanced accuracy where the model gives no probabilities), the mean F1 of more, the share of rows right in
/// every one of several targets, the root mean squared error of numbers.
///
/// # Errors
/// A metric that is not known, or not for this task.
pub fn usual_metric(
    wanted: Option<&[String]>,
    recipe: &Recipe,
    task: &TaskReport,
) -> Result<&'static str, EvaluateError> {
    let usual = match (task.kind, task.classes.len()) {
        (TaskKind::Classification, _) if !task.also.is_empty() => "subset_accuracy",
        (TaskKind::Classification, 2) if gives_probabilities(recipe, task) => "roc_auc",
        (TaskKind::Classification, 2) => "balanced_accuracy",
        (TaskKind::Classification, _) => "f1_macro",
        _ => "root_mean_squared_error",
    };
    let name = wanted.and_then(|names| names.first().cloned()).unwrap_or_else(|| usual.into());
    Ok(check_metrics(Some(&[name]), task)?.first().copied().unwrap_or(usual))
}

fn gives_probabilities(recipe: &Recipe, task: &TaskReport) -> bool {
    let built = find(&recipe.model.kind).and_then(|kind| kind.build(task.kind, &recipe.model.params).ok());
    built.is_some_and(|estimator| estimator.towards_probabilities().is_none())
}
