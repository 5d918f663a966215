//! All scores at once.

use crate::{Classified, Regressed, Undefined};
use std::collections::BTreeMap;

/// A score, or why it has none.
pub type Score = Result<f64, Undefined>;

/// Scores by the metric's name.
pub type Scores = BTreeMap<&'static str, Score>;

/// Every score that suits the number of classes: those of the positive class for two, `roc_auc_ovr`
/// for more.
pub fn score_classification(c: &Classified) -> Scores {
    let mut scores = Scores::from([
        ("accuracy", Ok(c.accuracy())),
        ("balanced_accuracy", Ok(c.balanced_accuracy())),
        ("precision_macro", Ok(c.precision_macro())),
        ("recall_macro", Ok(c.recall_macro())),
        ("f1_macro", Ok(c.f1_macro())),
        ("precision_weighted", Ok(c.precision_weighted())),
        ("recall_weighted", Ok(c.recall_weighted())),
        ("f1_weighted", Ok(c.f1_weighted())),
        ("average_precision", c.average_precision()),
        ("log_loss", c.log_loss()),
        ("matthews_corrcoef", Ok(c.matthews_corrcoef())),
        ("cohen_kappa", c.cohen_kappa()),
    ]);
    if c.classes() > 2 {
        scores.insert("roc_auc_ovr", c.roc_auc_ovr());
        return scores;
    }
    scores.extend([
        ("precision", Ok(c.precision())),
        ("recall", Ok(c.recall())),
        ("f1", Ok(c.f1())),
        ("specificity", c.specificity()),
        ("roc_auc", c.roc_auc()),
        ("brier_score", c.brier_score()),
    ]);
    scores
}

/// Every score of a regressor. `features` is the number of features of the model, which
/// `adjusted_r2` takes into account.
pub fn score_regression(r: &Regressed, features: usize) -> Scores {
    Scores::from([
        ("r2", r.r2()),
        ("adjusted_r2", r.adjusted_r2(features)),
        ("mean_squared_error", Ok(r.mean_squared_error())),
        ("root_mean_squared_error", Ok(r.root_mean_squared_error())),
        ("mean_absolute_error", Ok(r.mean_absolute_error())),
        ("median_absolute_error", Ok(r.median_absolute_error())),
        ("mean_absolute_percentage_error", Ok(r.mean_absolute_percentage_error())),
        ("max_error", Ok(r.max_error())),
        ("explained_variance", Ok(r.explained_variance())),
    ])
    .into_iter()
    .map(|(name, score)| (name, score.and_then(finite)))
    .collect()
}

/// Numbers near the largest there are can overflow.
fn finite(value: f64) -> Score {
    if value.is_finite() { Ok(value) } else { Err(Undefined("the numbers are too large to sum")) }
}
