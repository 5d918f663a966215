//! What is known of a classifier: the report of its classes, and each class against the rest by threshold.

use super::intervals::auc_interval;
use super::{Answered, interval_of_share};
use crate::diagnostics::thinned;
use glasshouse_learn::{Prediction, Target};
use glasshouse_metrics::{
    BinRule, CalibrationBin, ClassFigures, ClassReport, Classified, ThresholdCounts, average_precision,
    brier_parts, calibration_bins, roc_auc, threshold_counts,
};
use glasshouse_spec::{AgainstRest, BrierParts, ClassJudgement, ClassLine};

/// Most thresholds that are told.
const THRESHOLDS: usize = 500;
/// Bins of probabilities.
const BINS: usize = 10;
/// Most classes that are told one by one against the rest.
const CLASSES: usize = 50;

/// The report of the classes and what thresholds do, a class at a time; `None` of a regressor.
pub(super) async fn classes(
    of: &Answered<'_>,
    level: f64,
    pause: &impl AsyncFn(f64),
) -> Option<ClassJudgement> {
    let Told { classes: report, means, confusion } = class_report(of, level)?;
    let Prediction::Classes { probabilities, .. } = of.prediction else { return None };
    let told: Vec<usize> = match of.positive() {
        _ if probabilities.ncols() == 0 => Vec::new(),
        Some(positive) => vec![positive],
        None => (0..of.task.classes.len().min(CLASSES)).collect(),
    };
    let mut against_rest = Vec::with_capacity(told.len());
    for (at, class) in told.iter().enumerate() {
        pause(at as f64 / told.len() as f64).await;
        against_rest.extend(one_against_rest(of, *class, level));
    }
    Some(ClassJudgement { report, means, confusion, against_rest })
}

/// The classification report as scikit-learn prints it.
pub struct Told {
    /// A line for each class, with intervals.
    pub classes: Vec<ClassLine>,
    /// The micro, macro and weighted means.
    pub means: Vec<ClassLine>,
    /// Rows by true class, then by the class told.
    pub confusion: Vec<Vec<u64>>,
}

/// Lines of the classification report with their intervals, and the confusion matrix behind it.
pub fn class_report(of: &Answered<'_>, level: f64) -> Option<Told> {
    let (Prediction::Classes { index, .. }, Target::Classes { index: truth, labels }) =
        (of.prediction, of.target)
    else {
        return None;
    };
    let answers = Classified::new(truth, index, None, labels.len(), of.positive()).ok()?;
    let found = ClassReport::of(&answers);
    let line = |name: &str, of: &ClassFigures| ClassLine {
        name: name.into(),
        precision: of.precision,
        recall: of.recall,
        f1: of.f1,
        support: of.support,
        ..ClassLine::default()
    };
    let with_intervals = |(class, figures): (usize, &ClassFigures)| {
        let hits = answers.confusion()[class][class];
        ClassLine {
            precision_interval: interval_of_share(hits, figures.chosen, level),
            recall_interval: interval_of_share(hits, figures.support, level),
            ..line(&labels[class], figures)
        }
    };
    let means = [("micro", &found.micro), ("macro", &found.macro_mean), ("weighted", &found.weighted)];
    Some(Told {
        classes: found.classes.iter().enumerate().map(with_intervals).collect(),
        means: means.into_iter().map(|(name, figures)| line(name, figures)).collect(),
        confusion: answers.confusion().to_vec(),
    })
}

fn one_against_rest(of: &Answered<'_>, class: usize, level: f64) -> Option<AgainstRest> {
    let (truth, scores) = of.against_rest(class);
    let positives = truth.iter().filter(|has| **has).count() as u64;
    let counts = told(&threshold_counts(&truth, &scores).ok()?);
    let bins = |rule| calibration_bins(&truth, &scores, BINS, rule).unwrap_or_default();
    let (uniform, quantile) = (bins(BinRule::Uniform), bins(BinRule::Quantile));
    let brier = brier_parts(&truth, &scores, &quantile).map(|brier| BrierParts {
        score: brier.score,
        reliability: brier.reliability,
        resolution: brier.resolution,
        uncertainty: brier.uncertainty,
        within: brier.within,
    });
    let plain = |bins: &[CalibrationBin]| bins.iter().map(|b| (b.predicted, b.observed, b.rows)).collect();
    Some(AgainstRest {
        class: of.task.classes[class].clone(),
        positives,
        negatives: truth.len() as u64 - positives,
        thresholds: counts.iter().map(|c| c.threshold).collect(),
        true_positives: counts.iter().map(|c| c.true_positives).collect(),
        false_positives: counts.iter().map(|c| c.false_positives).collect(),
        roc_auc: roc_auc(&truth, &scores).ok(),
        roc_auc_interval: auc_interval(&truth, &scores, level),
        average_precision: average_precision(&truth, &scores).ok(),
        uniform: plain(&uniform),
        quantile: plain(&quantile),
        brier: brier.filter(|_| !quantile.is_empty()),
    })
}

/// Some of the thresholds, evenly spread, the last among them.
fn told(all: &[ThresholdCounts]) -> Vec<ThresholdCounts> {
    let mut some = thinned(all, THRESHOLDS);
    if let (true, Some(last)) = (all.len() > THRESHOLDS, all.last()) {
        some.push(*last);
    }
    some
}
