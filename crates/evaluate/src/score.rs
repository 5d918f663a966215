//! Scores of predictions, under the names that a recipe may ask for.

use crate::EvaluateError;
use crate::check::task_name;
use glasshouse_learn::{Prediction, Target};
use glasshouse_metrics::{
    Classified, METRICS, Regressed, Suits, Undefined, score_classification, score_regression,
};
use glasshouse_prepare::nearest;
use glasshouse_spec::{Place, Scores, TaskKind, TaskReport, Warning};

/// Scores of one part.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Scored {
    /// Scores that are defined, by the metric's name.
    pub scores: Scores,
    /// Metrics that are not defined here, and why.
    pub notes: Vec<Warning>,
}

/// The names of the metrics that suit a task, the ones to look at first coming first.
pub fn metric_names(task: &TaskReport) -> Vec<&'static str> {
    let suits = |suits: Suits| match suits {
        Suits::Numbers => task.kind == TaskKind::Regression,
        Suits::Classes => task.kind == TaskKind::Classification,
        Suits::TwoClasses => task.kind == TaskKind::Classification && task.classes.len() == 2,
        Suits::ManyClasses => task.kind == TaskKind::Classification && task.classes.len() > 2,
    };
    METRICS.iter().filter(|m| suits(m.suits)).map(|m| m.name).collect()
}

/// The metrics that are asked for, or all that suit the task.
///
/// # Errors
/// A name that is not known, or does not suit the task.
pub fn check_metrics(
    wanted: Option<&[String]>,
    task: &TaskReport,
) -> Result<Vec<&'static str>, EvaluateError> {
    let known = metric_names(task);
    let Some(wanted) = wanted else { return Ok(known) };
    let find = |(index, name): (usize, &String)| {
        known.iter().copied().find(|k| k == name).ok_or_else(|| EvaluateError::UnknownMetric {
            name: name.clone(),
            index: index as u32,
            task: asked(task),
            nearest: nearest(name, known.iter().copied()).map(Into::into),
            known: known.join(", "),
        })
    };
    wanted.iter().enumerate().map(find).collect()
}

/// The task in words, as far as metrics care.
fn asked(task: &TaskReport) -> &'static str {
    match (task.kind, task.classes.len()) {
        (TaskKind::Classification, 2) => "classification with two classes",
        (TaskKind::Classification, _) => "classification with more than two classes",
        (kind, _) => task_name(kind),
    }
}

/// Scores predictions against targets; `part` names the rows in the notes, `features` is the
/// number of features of the model, `wanted` are the recipe's metrics. A part without rows has no
/// scores. O(rows · log rows · classes).
///
/// # Errors
/// A metric that is not known.
pub fn score(
    part: &str,
    prediction: &Prediction,
    target: &Target,
    task: &TaskReport,
    features: usize,
    wanted: Option<&[String]>,
) -> Result<Scored, EvaluateError> {
    let names = check_metrics(wanted, task)?;
    if rows(target) == 0 {
        return Ok(Scored::default());
    }
    let all = match measure(prediction, target, task, features) {
        Ok(all) => all,
        Err(why) => {
            return Ok(Scored { notes: vec![undefined(part, "the scores", why)], ..Scored::default() });
        }
    };
    let mut scored = Scored::default();
    for (name, result) in names.iter().filter_map(|name| Some((*name, *all.get(name)?))) {
        match result {
            Ok(value) => {
                scored.scores.insert(name.into(), value);
            }
            Err(why) => scored.notes.push(undefined(part, name, why)),
        }
    }
    if let Target::Numbers(y) = target {
        scored.notes.extend(divided_by_zero(part, y, &scored.scores));
    }
    Ok(scored)
}

/// scikit-learn divides by the machine epsilon where the actual value is zero: a defined figure
/// without meaning, which a person should know of.
fn divided_by_zero(part: &str, actual: &[f64], scores: &Scores) -> Option<Warning> {
    let zeros = actual.iter().filter(|y| **y == 0.0).count();
    if zeros == 0 || !scores.contains_key("mean_absolute_percentage_error") {
        return None;
    }
    let message = format!(
        "{zeros} of the {} {part} rows have the actual value 0, which mean_absolute_percentage_error \
         divides by: do not go by it here",
        actual.len()
    );
    Some(Warning::new("metric.zero_actual", message, Place::default()))
}

/// Number of rows of a target.
pub(crate) fn rows(target: &Target) -> usize {
    match target {
        Target::Classes { index, .. } => index.len(),
        Target::Numbers(y) => y.len(),
    }
}

/// The position of the positive class.
pub(crate) fn positive(task: &TaskReport) -> Option<usize> {
    task.positive.as_ref().and_then(|p| task.classes.iter().position(|c| c == p))
}

fn measure(
    prediction: &Prediction,
    target: &Target,
    task: &TaskReport,
    features: usize,
) -> Result<glasshouse_metrics::Scores, Undefined> {
    match (prediction, target) {
        (Prediction::Classes { probabilities, index }, Target::Classes { labels, index: truth }) => {
            let wide: Vec<f64> = probabilities.iter().map(|p| f64::from(*p)).collect();
            let answers = Classified::new(truth, index, Some(&wide), labels.len(), positive(task))?;
            Ok(score_classification(&answers))
        }
        (Prediction::Numbers(predicted), Target::Numbers(truth)) => {
            Ok(score_regression(&Regressed::new(truth, predicted)?, features))
        }
        _ => Err(Undefined("the model answers another kind of question")),
    }
}

fn undefined(part: &str, what: &str, why: Undefined) -> Warning {
    let message = format!("{what} cannot be computed for the {part} rows: {why}");
    Warning::new("metric.undefined", message, Place::default())
}
