//! The scores of the three parts side by side, with those of guessing without looking.

use super::judge::between;
use crate::components::{number, term};
use crate::numbers;
use crate::state::Trained;
use crate::words;
use glasshouse_spec::{Interval, Intervals, Parts, Scores, TaskKind};
use yew::prelude::*;

/// Order in which a reader wants metrics; what is not here follows by name.
const ORDER: [&str; 30] = [
    "accuracy",
    "subset_accuracy",
    "hamming_loss",
    "balanced_accuracy",
    "f1",
    "f1_macro",
    "f1_weighted",
    "precision",
    "precision_macro",
    "precision_weighted",
    "recall",
    "recall_macro",
    "recall_weighted",
    "specificity",
    "roc_auc",
    "roc_auc_ovr",
    "average_precision",
    "log_loss",
    "brier_score",
    "matthews_corrcoef",
    "cohen_kappa",
    "r2",
    "adjusted_r2",
    "root_mean_squared_error",
    "mean_absolute_error",
    "median_absolute_error",
    "mean_squared_error",
    "mean_absolute_percentage_error",
    "max_error",
    "explained_variance",
];

/// The name of a metric for people: the catalogue's, else its own.
pub fn metric_title(name: &str) -> String {
    words::find(&format!("metric-{name}"), None).unwrap_or_else(|| name.replace('_', " "))
}

/// The headline: the first score, its part, and what guessing gives.
pub fn headline(trained: &Trained) -> Html {
    let report = &trained.report;
    let metrics = [
        ("test", &report.metrics.test, &report.baseline.test, report.rows.test),
        ("validation", &report.metrics.validation, &report.baseline.validation, report.rows.validation),
        ("train", &report.metrics.train, &report.baseline.train, report.rows.train),
    ];
    let Some((part, scores, baseline, rows)) =
        metrics.into_iter().find(|(_, scores, _, _)| !scores.is_empty())
    else {
        return Html::default();
    };
    let kind = report.task.kind;
    let name = trained.headline();
    let Some(value) = scores.get(name) else { return Html::default() };
    let guess = baseline.get(name).copied().unwrap_or(f64::NAN);
    let guess = numbers::score(guess);
    let sentence = match kind {
        TaskKind::Regression => say!("headline-regression", rows = rows, guess = guess),
        TaskKind::Classification => say!("headline-classification", rows = rows, guess = guess),
        TaskKind::Clustering => say!("headline-clustering", rows = rows),
        TaskKind::Anomaly => say!("headline-anomaly", rows = rows),
        TaskKind::Forecast => say!("headline-forecast", rows = rows, guess = guess),
    };
    let title = match report.task.also.len() {
        0 => metric_title(name),
        n => say!("headline-mean", metric = metric_title(name), n = n + 1),
    };
    html! {
        <div class="headline">
            <span class="headline-number" title={value.to_string()}>{ numbers::score(*value) }</span>
            <div>
                <p class="headline-name">{ format!("{title} \u{b7} {}", say!(&format!("split-{part}"))) }</p>
                <p class="quiet">{ sentence }</p>
            </div>
        </div>
    }
}

/// The table of scores, with their intervals where they are known.
pub fn score_table(trained: &Trained, sure: Option<&Parts<Intervals>>) -> Html {
    let report = &trained.report;
    let parts: [(&str, &Scores, &Scores, u64); 3] = [
        ("train", &report.metrics.train, &report.baseline.train, report.rows.train),
        ("validation", &report.metrics.validation, &report.baseline.validation, report.rows.validation),
        ("test", &report.metrics.test, &report.baseline.test, report.rows.test),
    ];
    let judged = parts.iter().rev().find(|(_, scores, _, _)| !scores.is_empty());
    let (judged, baseline) = judged.map_or(("test", None), |(part, _, baseline, _)| (*part, Some(*baseline)));
    let compared = !report.task.kind.without_target();
    let line = |name: &str| {
        html! {
            <tr key={name.to_owned()}>
                <th scope="row">{ explained(name) }</th>
                { for parts.iter().map(|(part, scores, _, _)| html! {
                    <td class={classes!("is-number", (*part == judged).then_some("is-judged"))}>
                        { score(scores.get(name), Some(format!("metric-{part}-{name}"))) }
                        { between(interval(sure, part, name)) }
                    </td>
                }) }
                if compared {
                    <td class="is-number is-baseline">
                        { score(baseline.and_then(|b| b.get(name)), Some(format!("baseline-{judged}-{name}"))) }
                    </td>
                }
            </tr>
        }
    };
    html! {
        <div class="scores-frame">
            <table class="plain-table scores">
                <thead><tr>
                    <th scope="col">{ say!("scores-metric") }</th>
                    { for parts.iter().map(|(part, _, _, rows)| header(part, *rows)) }
                    if compared {
                        <th scope="col" class="is-number">
                            { say!("scores-baseline") }<small>{ say!(&format!("split-{judged}")) }</small>
                        </th>
                    }
                </tr></thead>
                <tbody>{ for names(&parts).iter().map(|name| line(name)) }</tbody>
            </table>
        </div>
    }
}

/// The interval of a part's figure.
fn interval<'a>(sure: Option<&'a Parts<Intervals>>, part: &str, name: &str) -> Option<&'a Interval> {
    let of = match part {
        "train" => &sure?.train,
        "validation" => &sure?.validation,
        _ => &sure?.test,
    };
    of.get(name)
}

fn header(part: &str, rows: u64) -> Html {
    html! {
        <th scope="col" class="is-number">
            { say!(&format!("split-{part}")) }<small>{ say!("count-rows", n = rows) }</small>
        </th>
    }
}

/// Every metric that some part has, in reading order.
fn names(parts: &[(&str, &Scores, &Scores, u64)]) -> Vec<String> {
    let mut names: Vec<String> = parts.iter().flat_map(|(_, scores, _, _)| scores.keys().cloned()).collect();
    names.sort_by_key(|name| (place(name), name.clone()));
    names.dedup();
    names
}

/// Whether less of a metric is better.
pub fn is_error(name: &str) -> bool {
    name.ends_with("error")
        || ["log_loss", "brier_score", "hamming_loss", "davies_bouldin_score"].contains(&name)
}

/// Where a metric stands in reading order.
pub fn place(name: &str) -> usize {
    ORDER.iter().position(|known| *known == name).unwrap_or(ORDER.len())
}

fn explained(name: &str) -> Html {
    let title = metric_title(name);
    match words::find(&format!("metric-{name}.is"), None) {
        Some(explanation) => term(format!("about-{name}"), &title, &format!("{explanation} ({name})")),
        None => html! { { title } },
    }
}

fn score(value: Option<&f64>, testid: Option<String>) -> Html {
    match value {
        Some(value) => number(*value, testid),
        None => html! { <span class="quiet" title={say!("score-undefined")}>{ "\u{2013}" }</span> },
    }
}
