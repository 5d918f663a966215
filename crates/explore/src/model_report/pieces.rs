//! Pieces of the page: text made safe, tables, figures, and the pictures of a training.

use super::ModelFacts;
use crate::words::number;
use glasshouse_chart::{Bars, ChartSpec, Confusion, RegressionPoints, Roc, RocCurve, ShareOf};
use glasshouse_spec::Interval;
use std::fmt::Write;

/// Features whose weights are drawn, and columns whose importance is.
const WEIGHTS: usize = 15;
/// Points of predicted against actual.
const POINTS: usize = 600;

/// For text and attributes; characters that no page may hold are left out.
pub(super) fn text(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    for letter in raw.chars().filter(|c| !c.is_control() || matches!(c, '\t' | '\n')) {
        match letter {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            other => out.push(other),
        }
    }
    out
}

/// A paragraph of somebody's words.
pub(super) fn said(out: &mut String, title: &str, words: &str) {
    if !words.trim().is_empty() {
        let _ = writeln!(out, "<h3>{}</h3><p class=\"said\">{}</p>", text(title), text(words.trim()));
    }
}

/// A table whose first column is of names and whose others are of numbers; cells are HTML.
pub(super) fn table(out: &mut String, heads: &[&str], rows: &[Vec<String>]) {
    out.push_str("<div class=\"wide\"><table><thead><tr>");
    for (at, head) in heads.iter().enumerate() {
        let _ = write!(out, "<th scope=\"col\"{}>{}</th>", class(at), text(head));
    }
    out.push_str("</tr></thead><tbody>\n");
    for row in rows {
        out.push_str("<tr>");
        for (at, cell) in row.iter().enumerate() {
            let _ = write!(out, "<td{}>{cell}</td>", class(at));
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody></table></div>\n");
}

fn class(at: usize) -> &'static str {
    if at == 0 { "" } else { " class=\"n\"" }
}

/// A list of facts.
pub(super) fn facts(out: &mut String, facts: &[(&str, String)]) {
    out.push_str("<dl class=\"facts\">");
    for (name, value) in facts {
        let _ = write!(out, "<div><dt>{}</dt><dd>{}</dd></div>", text(name), text(value));
    }
    out.push_str("</dl>\n");
}

/// A figure with its interval.
pub(super) fn figure(value: f64, interval: Option<&Interval>) -> String {
    match interval {
        None => number(value),
        Some(of) => format!(
            "{}<br><span class=\"soft\">{} to {}</span>",
            number(value),
            bound(of.low),
            bound(of.high)
        ),
    }
}

/// A bound of an interval, with three digits: more of them say nothing.
pub(super) fn bound(value: f64) -> String {
    number(format!("{value:.2e}").parse().unwrap_or(value))
}

/// The title of a picture by its name: "calibration_by_group_1" is "Calibration by group".
pub(super) fn title(name: &str) -> String {
    let plain = name.trim_end_matches(|c: char| c.is_ascii_digit()).trim_end_matches('_').replace('_', " ");
    let mut letters = plain.chars();
    let first = letters.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}", letters.as_str())
}

/// What the training drew: who was taken for whom, ROC curves, predicted against actual, weights.
pub(super) fn of_training(facts: &ModelFacts) -> Vec<(String, ChartSpec)> {
    let (task, seen) = (&facts.report.task, &facts.diagnostics);
    let mut charts = Vec::new();
    if !seen.confusion.is_empty() && seen.confusion.len() == task.classes.len() {
        let matrix = Confusion {
            classes: task.classes.clone(),
            counts: seen.confusion.clone(),
            share_of: ShareOf::TrueClass,
        };
        charts.push(("Who was taken for whom".into(), ChartSpec::Confusion(matrix)));
    }
    if let Some(first) = seen.roc.first() {
        let curve = |of: &glasshouse_spec::RocCurve| RocCurve {
            class: of.class.clone(),
            points: of.points.clone(),
            auc: of.auc,
        };
        let first_class = task.classes.iter().position(|class| *class == first.class).unwrap_or(0);
        let roc = Roc { curves: seen.roc.iter().map(curve).collect(), first_class };
        charts.push(("Share caught against false alarms".into(), ChartSpec::Roc(roc)));
    }
    if !seen.actual_predicted.is_empty() {
        let points = RegressionPoints {
            target: task.target.clone(),
            points: seen
                .actual_predicted
                .iter()
                .step_by(seen.actual_predicted.len().div_ceil(POINTS))
                .copied()
                .collect(),
            sampled_from: seen.sampled_from,
        };
        charts.push(("Predicted against actual".into(), ChartSpec::PredictedActual(points)));
    }
    if let Some(found) = &facts.importance {
        let bars: Vec<(String, f64)> =
            found.importances.iter().take(WEIGHTS).map(|of| (of.columns.join(", "), of.mean)).collect();
        let what = format!("Loss of {}", found.metric);
        charts.push(("What the model goes by".into(), ChartSpec::Bars(Bars::new(what, bars))));
    } else if !seen.weights.is_empty() {
        let bars = Bars::new(title(&seen.weights_are), seen.weights.iter().take(WEIGHTS).cloned().collect());
        charts.push(("Weights of features".into(), ChartSpec::Bars(bars)));
    }
    charts
}
