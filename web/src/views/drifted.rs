//! How the columns of a file stand to those that the model was trained on: what drifted first, and what that means.

use crate::components::{icon, term};
use crate::numbers;
use glasshouse_spec::{DriftColumn, DriftReport, DriftVerdict, SharePair};
use yew::prelude::*;

/// Letters of a column's name that are drawn.
const LETTERS: usize = 28;
/// Letters of a category or a range.
const OF: usize = 34;
/// New or lost categories that are named.
const NAMED: usize = 5;

/// A line that says how many columns drifted, and the table.
pub fn drifted(report: &DriftReport) -> Html {
    let [drifted, shifted, _, _] = report.counts;
    let apart = drifted + shifted;
    let (class, mark) = if apart > 0 { ("parts-warns", "triangle-alert") } else { ("parts-fine", "check") };
    let words = match apart {
        0 => say!("drift-none", n = report.columns.len()),
        _ => say!("drift-some", drifted = drifted, shifted = shifted, of = report.columns.len()),
    };
    html! {
        <div class="drifted" data-testid="drift" data-drifted={drifted.to_string()} data-shifted={shifted.to_string()}>
            <h4>{ say!("drift-title") }</h4>
            <p {class}>{ icon(mark) }{ words }</p>
            if apart > 0 { <p class="field-help">{ say!("drift-means") }</p> }
            <details class="further" open={apart > 0}>
                <summary data-testid="drift-columns">{ say!("drift-columns", n = report.columns.len()) }</summary>
                { table(report) }
            </details>
        </div>
    }
}

fn table(report: &DriftReport) -> Html {
    html! {
        <div class="scroll-x" tabindex="0" role="region" aria-label={say!("drift-title")}>
            <table class="plain-table parts-drift">
                <thead><tr>
                    <th scope="col">{ say!("parts-column") }</th>
                    <th scope="col">{ say!("drift-what") }</th>
                    <th scope="col" class="is-number">{ term("drift-index".into(), &say!("parts-index"), &say!("drift-index.is")) }</th>
                    <th scope="col" class="is-number">{ term("drift-p".into(), &say!("drift-p"), &say!("drift-p.is")) }</th>
                </tr></thead>
                <tbody>{ for report.columns.iter().map(line) }</tbody>
            </table>
        </div>
    }
}

fn line(told: &DriftColumn) -> Html {
    let name = told.verdict.name();
    let shown = |value: Option<f64>, words: fn(f64) -> String| value.map_or_else(|| "\u{2013}".into(), words);
    html! {
        <tr data-testid="drift-column" data-column={told.column.clone()} data-verdict={name}>
            <th scope="row" title={told.column.clone()}>
                { numbers::elided(&told.column, LETTERS) }<small>{ say!(&format!("drift-{name}")) }</small>
            </th>
            <td>{ what(told) }</td>
            <td class="is-number">{ shown(told.index, |index| format!("{index:.3}")) }</td>
            <td class="is-number">{ shown(told.p_corrected, numbers::chance) }</td>
        </tr>
    }
}

/// What differs.
fn what(told: &DriftColumn) -> Html {
    let mut lines: Vec<String> = told.note.iter().cloned().collect();
    if let Some([before, now]) = told.medians.as_ref().filter(|[before, now]| before != now) {
        lines.push(say!("drift-median", before = before.clone(), now = now.clone()));
    }
    if !told.new_levels.is_empty() {
        lines.push(say!("drift-new", n = told.new_levels.len(), names = some(&told.new_levels)));
    }
    if !told.lost_levels.is_empty() {
        lines.push(say!("drift-gone", n = told.lost_levels.len(), names = some(&told.lost_levels)));
    }
    if told.unparsed > 0 {
        lines.push(say!("drift-unparsed", n = told.unparsed));
    }
    let apart = matches!(told.verdict, DriftVerdict::Drifted | DriftVerdict::Shifted);
    let pair = |pair: &SharePair| {
        let of = pair.of.clone().unwrap_or_else(|| say!("parts-missing"));
        let shares = format!(": {} \u{2192} {}", numbers::percent(pair.train), numbers::percent(pair.test));
        html! { <li><span title={of.clone()}>{ numbers::elided(&of, OF) }</span>{ shares }</li> }
    };
    let seen = told.seen.iter().take(if apart { 3 } else { 0 });
    html! {
        <ul class="parts-seen">
            { for lines.into_iter().map(|line| html! { <li>{ line }</li> }) }
            { for seen.map(pair) }
        </ul>
    }
}

/// The first categories of a list.
fn some(levels: &[(String, f64)]) -> String {
    let names: Vec<String> = levels.iter().take(NAMED).map(|(name, _)| numbers::elided(name, OF)).collect();
    let more = if levels.len() > NAMED { ", \u{2026}" } else { "" };
    format!("{}{more}", names.join(", "))
}
