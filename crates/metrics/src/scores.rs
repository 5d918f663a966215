//! All scores at once.

use crate::{Classified, METRICS, Regressed, Undefined};
use std::collections::BTreeMap;

/// A score, or why it has none.
pub type Score = Result<f64, Undefined>;

/// Scores by the metric's name.
pub type Scores = BTreeMap<&'static str, Score>;

/// Every score that suits the number of classes: those of the positive class for two, `roc_auc_ovr`
/// for more.
pub fn score_classification(c: &Classified) -> Scores {
    METRICS.iter().filter_map(|metric| Some((metric.name, classification_score(c, metric.name)?))).collect()
}

/// One score of those of [`score_classification`], by its name.
pub fn classification_score(c: &Classified, name: &str) -> Option<Score> {
    let two = c.classes() <= 2;
    Some(match name {
        "accuracy" => Ok(c.accuracy()),
        "balanced_accuracy" => Ok(c.balanced_accuracy()),
        "precision_macro" => Ok(c.precision_macro()),
        "recall_macro" => Ok(c.recall_macro()),
        "f1_macro" => Ok(c.f1_macro()),
        "precision_weighted" => Ok(c.precision_weighted()),
        "recall_weighted" => Ok(c.recall_weighted()),
        "f1_weighted" => Ok(c.f1_weighted()),
        "average_precision" => c.average_precision(),
        "log_loss" => c.log_loss(),
        "matthews_corrcoef" => Ok(c.matthews_corrcoef()),
        "cohen_kappa" => c.cohen_kappa(),
        "roc_auc_ovr" if !two => c.roc_auc_ovr(),
        "precision" if two => Ok(c.precision()),
        "recall" if two => Ok(c.recall()),
        "f1" if two => Ok(c.f1()),
        "specificity" if two => c.specificity(),
        "roc_auc" if two => c.roc_auc(),
        "brier_score" if two => c.brier_score(),
        _ => return None,
    })
}

/// Of more than two classes, a score that is the mean over the classes of what this gives for each;
/// `None` where the score of the name is no such mean.
pub fn score_of_class(c: &Classified, name: &str, class: usize) -> Option<Score> {
    match name {
        "roc_auc_ovr" if c.classes() > 2 => Some(c.roc_auc_of(class)),
        "average_precision" if c.classes() > 2 => Some(c.average_precision_of(class)),
        _ => None,
    }
}

/// Every score of a regressor. `features` is the number of features of the model, which
/// `adjusted_r2` takes into account.
pub fn score_regression(r: &Regressed, features: usize) -> Scores {
    METRICS
        .iter()
        .filter_map(|metric| Some((metric.name, regression_score(r, features, metric.name)?)))
        .collect()
}

/// One score of those of [`score_regression`], by its name.
pub fn regression_score(r: &Regressed, features: usize, name: &str) -> Option<Score> {
    let score = match name {
        "r2" => r.r2(),
        "adjusted_r2" => r.adjusted_r2(features),
        "mean_squared_error" => Ok(r.mean_squared_error()),
        "root_mean_squared_error" => Ok(r.root_mean_squared_error()),
        "mean_absolute_error" => Ok(r.mean_absolute_error()),
        "median_absolute_error" => Ok(r.median_absolute_error()),
        "mean_absolute_percentage_error" => Ok(r.mean_absolute_percentage_error()),
        "max_error" => Ok(r.max_error()),
        "explained_variance" => Ok(r.explained_variance()),
        _ => return None,
    };
    Some(score.and_then(finite))
}

/// Numbers near the largest there are can overflow.
fn finite(value: f64) -> Score {
    if value.is_finite() { Ok(value) } else { Err(Undefined("the numbers are too large to sum")) }
}
