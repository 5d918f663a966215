//! From which score on a row is marked.

use glasshouse_spec::{ParamDefault, ParamKind, ParamSpec};
use std::borrow::Cow;

/// The groups of rows: the later is marked.
pub const MARKS: [&str; 2] = ["inlier", "outlier"];

/// The declaration of the share of outliers.
pub(super) const CONTAMINATION: ParamSpec = ParamSpec::new(
    "contamination",
    ParamKind::ChoiceOrFloat { options: Cow::Borrowed(&[Cow::Borrowed("auto")]), min: 1e-6, max: 0.5 },
    ParamDefault::Text(Cow::Borrowed("auto")),
    "Which share of the training rows to mark. auto marks what is unusual by the model's own measure, \
     which may be no row or many.",
);

/// The quantile of scores, linear between ranks, as numpy's percentile.
pub(super) fn quantile(scores: &mut [f64], share: f64) -> f64 {
    scores.sort_by(f64::total_cmp);
    let at = share * (scores.len() - 1) as f64;
    let (below, part) = (at.floor() as usize, at - at.floor());
    let above = (below + 1).min(scores.len() - 1);
    scores[below] + part * (scores[above] - scores[below])
}
