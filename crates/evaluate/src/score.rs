//! Scores of predictions, under the names that a recipe may ask for.

use crate::EvaluateError;
use crate::check::task_name;
use crate::naming::named;
use glasshouse_learn::{Prediction, Target};
use glasshouse_metrics::{
    Classified, METRICS, MetricInfo, Regressed, Score, Suits, Undefined, classification_score,
    regression_score, score_of_class, several_score,
};
use glasshouse_prepare::{at_once, nearest};
use glasshouse_spec::{Place, Scores, TaskKind, TaskReport, Warning};
use ndarray::Axis;

/// Metrics of numbers that forecasts have as well.
const OF_FORECASTS: [&str; 3] =
    ["mean_absolute_error", "root_mean_squared_error", "mean_absolute_percentage_error"];
/// Rows whose probabilities are made wider at a time.
const ROWS: usize = 1 << 16;

/// Scores of one part.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Scored {
    /// Scores that are defined, by the metric's name.
    pub scores: Scores,
    /// Of several targets those of each, in their order; `scores` are then means over them, and what is of
    /// all of them together.
    pub targets: Vec<Scores>,
    /// Metrics that are not defined here, and why.
    pub notes: Vec<Warning>,
}

/// The names of the metrics that suit a task, the ones to look at first coming first; of several targets
/// those that suit any of them.
pub fn metric_names(task: &TaskReport) -> Vec<&'static str> {
    let tasks = task.each();
    let together = tasks.len() > 1 && task.kind == TaskKind::Classification;
    let suits = |suits: Suits, task: &TaskReport| match suits {
        Suits::Numbers => task.kind == TaskKind::Regression,
        Suits::Series => task.kind == TaskKind::Forecast,
        Suits::Clusters => task.kind == TaskKind::Clustering,
        Suits::Anomalies => task.kind == TaskKind::Anomaly,
        Suits::Classes => task.kind == TaskKind::Classification,
        Suits::TwoClasses => task.kind == TaskKind::Classification && task.classes.len() == 2,
        Suits::ManyClasses => task.kind == TaskKind::Classification && task.classes.len() > 2,
        Suits::SeveralTargets => together,
    };
    let of_both = |name: &str| task.kind == TaskKind::Forecast && OF_FORECASTS.contains(&name);
    let any = |metric: &&MetricInfo| tasks.iter().any(|task| suits(metric.suits, task));
    METRICS.iter().filter(|metric| any(metric) || of_both(metric.name)).map(|metric| metric.name).collect()
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
        (TaskKind::Classification, _) if !task.also.is_empty() => "classification of several targets",
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
    at_once(score_in_pieces(part, prediction, target, task, features, wanted, &async |_| {}))
}

/// As [`score`], a metric at a time.
///
/// # Errors
/// Those of [`score`].
pub async fn score_in_pieces(
    part: &str,
    prediction: &Prediction,
    target: &Target,
    task: &TaskReport,
    features: usize,
    wanted: Option<&[String]>,
    pause: &impl AsyncFn(f64),
) -> Result<Scored, EvaluateError> {
    let names = check_metrics(wanted, task)?;
    if rows(target) == 0 {
        return Ok(Scored::default());
    }
    Ok(match (prediction, target) {
        (Prediction::Several(answers), Target::Several(truths)) => {
            let asked = Asked { part, task, features, names };
            of_several(answers, truths, &asked, pause).await
        }
        _ => of_one(prediction, target, &Asked { part, task, features, names }, pause).await,
    })
}

/// What is to be scored.
struct Asked<'a> {
    /// Whose rows.
    part: &'a str,
    task: &'a TaskReport,
    /// Number of features.
    features: usize,
    /// The metrics.
    names: Vec<&'static str>,
}

/// The scores of each target and their means, as scikit-learn's `multioutput="uniform_average"`, and what
/// is of all targets together. A score that is not defined for every target has no mean.
async fn of_several(
    answers: &[Prediction],
    truths: &[Target],
    of: &Asked<'_>,
    pause: &impl AsyncFn(f64),
) -> Scored {
    let (tasks, mut all, mut notes) = (of.task.each(), Scored::default(), Vec::new());
    for (at, ((answer, truth), task)) in answers.iter().zip(truths).zip(&tasks).enumerate() {
        let share = async |done: f64| pause((at as f64 + done) / tasks.len() as f64).await;
        let known = metric_names(task);
        let names = of.names.iter().copied().filter(|name| known.contains(name)).collect();
        let scored = of_one(answer, truth, &Asked { task, names, ..*of }, &share).await;
        notes.extend(scored.notes.into_iter().map(|note| (task.target.as_str(), note)));
        all.targets.push(scored.scores);
    }
    all.notes = named(notes);
    for name in &of.names {
        let scores: Vec<f64> = all.targets.iter().filter_map(|scores| scores.get(*name).copied()).collect();
        if scores.len() == all.targets.len() {
            all.scores.insert((*name).into(), scores.iter().sum::<f64>() / scores.len() as f64);
        }
        if let Some(score) = of_all(answers, truths, name) {
            match score {
                Ok(score) => drop(all.scores.insert((*name).into(), score)),
                Err(why) => all.notes.push(undefined(of.part, name, why)),
            }
        }
    }
    all
}

/// A score of all targets together.
fn of_all(answers: &[Prediction], truths: &[Target], name: &str) -> Option<Score> {
    let chosen: Vec<&[u32]> = answers
        .iter()
        .filter_map(|answer| match answer {
            Prediction::Classes { index, .. } => Some(index.as_slice()),
            _ => None,
        })
        .collect();
    let truth: Vec<&[u32]> = truths
        .iter()
        .filter_map(|truth| match truth {
            Target::Classes { index, .. } => Some(index.as_slice()),
            _ => None,
        })
        .collect();
    several_score(&truth, &chosen, name)
}

/// The scores of one target.
async fn of_one(
    prediction: &Prediction,
    target: &Target,
    of: &Asked<'_>,
    pause: &impl AsyncFn(f64),
) -> Scored {
    let part = of.part;
    let probabilities = wider(prediction, &async || pause(0.0).await).await;
    let answers = match Answers::new(prediction, &probabilities, target, of.task, of.features) {
        Ok(answers) => answers,
        Err(why) => {
            return Scored { notes: vec![undefined(part, "the scores", why)], ..Scored::default() };
        }
    };
    let mut scored = Scored::default();
    let (names, left_out) = told(of.names.clone(), prediction);
    scored.notes.extend(left_out);
    for (at, name) in names.iter().copied().enumerate() {
        let share = async || pause(at as f64 / names.len() as f64).await;
        share().await;
        match answers.score(name, &share).await {
            Some(Ok(value)) => {
                scored.scores.insert(name.into(), value);
            }
            Some(Err(why)) => scored.notes.push(undefined(part, name, why)),
            None => {}
        }
    }
    if let Target::Numbers(y) = target {
        scored.notes.extend(divided_by_zero(part, y, &scored.scores));
    }
    scored
}

/// The metrics that the answers allow, and what is left out where they have no probabilities.
fn told(names: Vec<&'static str>, prediction: &Prediction) -> (Vec<&'static str>, Option<Warning>) {
    match prediction {
        Prediction::Classes { probabilities, .. } if probabilities.ncols() == 0 => {}
        _ => return (names, None),
    }
    let needs = |name: &&str| METRICS.iter().any(|m| m.name == *name && m.needs_probabilities);
    let (left_out, told): (Vec<_>, Vec<_>) = names.into_iter().partition(needs);
    let message = format!(
        "the model gives classes without probabilities: {} cannot be computed, and there are no ROC curves",
        left_out.join(", ")
    );
    let warning = Warning::new("metric.no_probabilities", message, Place::default());
    (told, (!left_out.is_empty()).then_some(warning))
}

/// scikit-learn divides by the machine epsilon where the actual value is zero: a defined figure
/// without meaning, which a person should know of.
pub(crate) fn divided_by_zero(part: &str, actual: &[f64], scores: &Scores) -> Option<Warning> {
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
        Target::Several(targets) => targets.first().map_or(0, rows),
        Target::None | Target::Series(_) => 0,
    }
}

/// The position of the positive class.
pub(crate) fn positive(task: &TaskReport) -> Option<usize> {
    task.positive.as_ref().and_then(|p| task.classes.iter().position(|c| c == p))
}

/// The probabilities as metrics take them, row by row; nothing of numbers.
async fn wider(prediction: &Prediction, pause: &impl AsyncFn()) -> Vec<f64> {
    let Prediction::Classes { probabilities, .. } = prediction else { return Vec::new() };
    let mut wide = Vec::with_capacity(probabilities.len());
    for rows in probabilities.axis_chunks_iter(Axis(0), ROWS) {
        wide.extend(rows.iter().map(|p| f64::from(*p)));
        pause().await;
    }
    wide
}

/// Predictions beside their targets.
enum Answers<'a> {
    Classes(Classified<'a>),
    /// Numbers, and how many features they were told from.
    Numbers(Regressed<'a>, usize),
}

impl<'a> Answers<'a> {
    /// `probabilities` are those of the prediction, wider.
    fn new(
        prediction: &'a Prediction,
        probabilities: &'a [f64],
        target: &'a Target,
        task: &TaskReport,
        features: usize,
    ) -> Result<Self, Undefined> {
        match (prediction, target) {
            (Prediction::Classes { index, .. }, Target::Classes { labels, index: truth }) => {
                let told = (!probabilities.is_empty()).then_some(probabilities);
                Classified::new(truth, index, told, labels.len(), positive(task)).map(Self::Classes)
            }
            (Prediction::Numbers(predicted), Target::Numbers(truth)) => {
                Ok(Self::Numbers(Regressed::new(truth, predicted)?, features))
            }
            _ => Err(Undefined("the model answers another kind of question")),
        }
    }

    /// The score of a name, a class at a time where it is a mean over classes.
    async fn score(&self, name: &str, pause: &impl AsyncFn()) -> Option<Score> {
        let c = match self {
            Self::Classes(classified) => classified,
            Self::Numbers(regressed, features) => return regression_score(regressed, *features, name),
        };
        let mut of_classes = Vec::new();
        for class in 0..c.classes() {
            let Some(score) = score_of_class(c, name, class) else {
                return classification_score(c, name);
            };
            of_classes.push(score);
            pause().await;
        }
        Some(c.over_classes(of_classes.into_iter()))
    }
}

pub(crate) fn undefined(part: &str, what: &str, why: Undefined) -> Warning {
    let message = format!("{what} cannot be computed for the {part} rows: {why}");
    Warning::new("metric.undefined", message, Place::default())
}
