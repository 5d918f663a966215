//! What the pictures of a trained model show.

use crate::score::positive;
use glasshouse_learn::{ModelState, Prediction, Target};
use glasshouse_metrics::{Classified, RocPoint, roc_auc, roc_curve};
use glasshouse_prepare::{Pipeline, PipelineState};
use glasshouse_spec::{Diagnostics, Parts, RocCurve, TaskReport};

/// Most rows of a scatter plot.
pub(crate) const SCATTER: usize = 2000;
/// Most points of one curve.
const CURVE: usize = 1000;
/// Most features whose weight is shown.
const WEIGHTS: usize = 50;

/// The part that pictures show: test, or validation, or train where the later ones are empty.
pub fn shown_part<T>(parts: &Parts<Vec<T>>) -> &'static str {
    match (parts.test.is_empty(), parts.validation.is_empty()) {
        (false, _) => "test",
        (true, false) => "validation",
        (true, true) => "train",
    }
}

/// The pictures of one part: confusion and ROC curves of classes (of two the positive one's),
/// actual against predicted numbers of at most 2000 rows taken evenly, and the 50 heaviest
/// features. The first threshold of a curve, at which nothing is caught, is the highest
/// probability plus one. Of several targets those of the first, and in `also` those of each other.
/// O(rows · log rows · classes).
pub fn diagnostics(part: &str, prediction: &Prediction, target: &Target, pipeline: &Pipeline) -> Diagnostics {
    let tasks = pipeline.state().task_report().each();
    let one = |number: usize, prediction: &Prediction, target: &Target| {
        let mut shown = of_target(part, prediction, target, &tasks[number]);
        if let Some((kind, values)) = pipeline.model().weights_of(number) {
            shown.weights_are = kind.name().into();
            shown.weights = heaviest(&seen(pipeline.state(), number), &values);
        }
        shown
    };
    match (prediction, target) {
        (Prediction::Several(answers), Target::Several(truths)) => {
            let pairs = answers.iter().zip(truths).zip(0..tasks.len());
            let mut each = pairs.map(|((answer, truth), number)| one(number, answer, truth));
            let first = each.next().unwrap_or_default();
            Diagnostics { also: each.collect(), ..first }
        }
        _ => one(0, prediction, target),
    }
}

/// Names of what the model of a target sees: in a chain the earlier targets come after the features.
fn seen(state: &PipelineState, number: usize) -> Vec<String> {
    let mut names = state.features.clone();
    if let ModelState::Chain(chain) = &state.model {
        let tasks = state.task_report().each();
        let before = chain.order.iter().map(|target| *target as usize).take_while(|target| *target != number);
        names.extend(before.filter_map(|target| Some(tasks.get(target)?.target.clone())));
    }
    names
}

fn of_target(part: &str, prediction: &Prediction, target: &Target, task: &TaskReport) -> Diagnostics {
    let mut shown = Diagnostics { part: part.into(), ..Diagnostics::default() };
    match (prediction, target) {
        (Prediction::Classes { index, .. }, Target::Classes { labels, index: truth }) => {
            if let Ok(answers) = Classified::new(truth, index, None, labels.len(), positive(task)) {
                shown.confusion = answers.confusion().to_vec();
            }
            shown.roc = curves(prediction, truth, task);
        }
        (Prediction::Numbers(predicted), Target::Numbers(actual)) => {
            shown.sampled_from = actual.len() as u64;
            let pairs: Vec<(f64, f64)> = actual.iter().copied().zip(predicted.iter().copied()).collect();
            shown.actual_predicted = thinned(&pairs, SCATTER);
        }
        _ => {}
    }
    shown
}

/// At most `most` items, evenly spaced, the first among them.
pub(crate) fn thinned<T: Copy>(items: &[T], most: usize) -> Vec<T> {
    if items.len() <= most {
        return items.to_vec();
    }
    (0..most).map(|i| items[(i as u64 * items.len() as u64 / most as u64) as usize]).collect()
}

pub(crate) fn heaviest(names: &[String], values: &[f64]) -> Vec<(String, f64)> {
    let mut pairs: Vec<(String, f64)> = names.iter().cloned().zip(values.iter().copied()).collect();
    pairs.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()));
    pairs.truncate(WEIGHTS);
    pairs
}

/// A curve for the positive of two classes, or for each of more; none for a class without rows or
/// without rows of others.
fn curves(prediction: &Prediction, truth: &[u32], task: &TaskReport) -> Vec<RocCurve> {
    let Prediction::Classes { probabilities, .. } = prediction else { return Vec::new() };
    let classes = match positive(task) {
        _ if probabilities.ncols() == 0 => return Vec::new(),
        Some(class) => class..class + 1,
        None => 0..task.classes.len(),
    };
    let curve = |class: usize| {
        let has: Vec<bool> = truth.iter().map(|t| *t as usize == class).collect();
        let scores: Vec<f64> = probabilities.column(class).iter().map(|p| f64::from(*p)).collect();
        let points = roc_curve(&has, &scores).ok()?;
        let auc = roc_auc(&has, &scores).ok()?;
        Some(RocCurve { class: task.classes[class].clone(), points: finite(&points), auc })
    };
    classes.filter_map(curve).collect()
}

/// The points without infinity, which JSON cannot say, and no more than a picture can show.
fn finite(points: &[RocPoint]) -> Vec<(f64, f64, f64)> {
    let highest = points.get(1).map_or(0.0, |p| p.threshold);
    let plain = |p: &RocPoint| {
        let threshold = if p.threshold.is_finite() { p.threshold } else { highest + 1.0 };
        (p.false_positive_rate, p.true_positive_rate, threshold)
    };
    let all: Vec<_> = points.iter().map(plain).collect();
    let mut shown = thinned(&all, CURVE);
    if let (true, Some(last)) = (all.len() > CURVE, all.last()) {
        shown.push(*last);
    }
    shown
}
