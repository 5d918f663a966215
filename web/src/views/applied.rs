//! The trained model meets another file: how the columns met, what could not be read, what is new,
//! the first predictions.

use super::drifted::drifted;
use super::judge::between;
use super::scores::{metric_title, place};
use super::targets::{Shown, choose, scored};
use crate::components::{FileButton, Warnings, icon};
use crate::hooks::{use_slice, use_studio};
use crate::numbers;
use crate::services::files::TABLES;
use crate::state::JobKind;
use glasshouse_spec::{ApplyReport, Intervals, RowsPage, Scores, TaskReport};
use std::collections::BTreeMap;
use yew::prelude::*;

/// New data for the model, and what came of it.
#[component]
pub fn Apply() -> Html {
    let studio = use_studio();
    let jobs = use_slice(&studio.jobs);
    let of = use_state_eq(|| None::<usize>);
    let apply = studio.clone();
    let busy = jobs.running.and_then(|job| match job.kind {
        JobKind::Apply => Some(say!("work-apply")),
        JobKind::Train => Some(say!("train-busy")),
        _ => None,
    });
    html! {
        <section class="section" aria-labelledby="apply-title">
            <h2 id="apply-title">{ say!("apply-title") }</h2>
            <p class="quiet">{ say!("apply-what") }</p>
            <FileButton label={say!("apply-choose")} accept={TABLES} testid="apply-file-input"
                why_not={busy.map(AttrValue::from)} onfile={Callback::from(move |file| apply.apply(file))} />
            if let Some(report) = &jobs.applied {
                { outcome(report, jobs.trained.as_ref().map(|trained| &trained.report.task), &of) }
            }
        </section>
    }
}

fn outcome(report: &ApplyReport, task: Option<&TaskReport>, of: &Shown) -> Html {
    let clean = report.extra.is_empty()
        && report.warnings.is_empty()
        && report.unparsed.is_empty()
        && report.unseen.is_empty()
        && report.missing.is_empty()
        && report.negative.is_empty();
    html! {
        <div class="applied" data-testid="apply-report">
            <h3>{ &report.file }</h3>
            <p>{ say!("apply-rows", n = report.rows) }</p>
            <Warnings warnings={report.warnings.clone()} />
            if clean { <p class="good">{ icon("check") }{ say!("apply-clean") }</p> }
            if !report.extra.is_empty() {
                <p>{ icon("info") }{ say!("apply-extra", n = report.extra.len()) }{ " " }{ some_of(&report.extra) }</p>
            }
            { counts("apply-unparsed", &say!("apply-unparsed"), &report.unparsed) }
            { counts("apply-unseen", &say!("apply-unseen"), &report.unseen) }
            { counts("apply-missing", &say!("apply-missing"), &report.missing) }
            { counts("apply-negative", &say!("apply-negative"), &report.negative) }
            { by_target(report, task, of) }
            { for report.drift.iter().map(|told| drifted(told)) }
            { preview(&report.preview) }
        </div>
    }
}

/// Names that are listed; more of them are counted.
const NAMED: usize = 20;

fn some_of(names: &[String]) -> String {
    let first = names.iter().take(NAMED).map(String::as_str).collect::<Vec<_>>().join(", ");
    match names.len().saturating_sub(NAMED) {
        0 => first,
        n => say!("look-values-more", first = first, n = n),
    }
}

fn counts(key: &'static str, words: &str, counts: &BTreeMap<String, u64>) -> Html {
    if counts.is_empty() {
        return Html::default();
    }
    html! {
        <div class="apply-counts" key={key}>
            <p>{ icon("triangle-alert") }{ words }</p>
            <ul>{ for counts.iter().map(|(column, n)| html! {
                <li><strong>{ column }</strong>{ " " }{ say!("count-cells", n = *n) }</li>
            }) }</ul>
        </div>
    }
}

/// The scores, of several targets those of the one that is chosen or of all together.
fn by_target(report: &ApplyReport, task: Option<&TaskReport>, of: &Shown) -> Html {
    let Some(means) = &report.metrics else { return Html::default() };
    let Some(task) = task.and_then(|task| scored(task, &report.targets)) else {
        return scores(means, &report.intervals, report.used);
    };
    let chosen = of.and_then(|at| task.each().into_iter().nth(at));
    let metrics = chosen.and_then(|one| report.targets.get(&one.target)).unwrap_or(means);
    html! { <>{ choose(&task, of, true) }{ scores(metrics, &Intervals::new(), report.used) }</> }
}

fn scores(metrics: &Scores, intervals: &Intervals, used: u64) -> Html {
    let mut metrics: Vec<(&String, &f64)> = metrics.iter().collect();
    metrics.sort_by_key(|(name, _)| place(name));
    html! {
        <>
            <p>{ say!("apply-scores", n = used) }</p>
            <dl class="facts">
                { for metrics.iter().map(|(name, value)| html! {
                    <div>
                        <dt>{ metric_title(name) }</dt>
                        <dd title={value.to_string()} data-testid={format!("metric-applied-{name}")}
                            data-value={value.to_string()}>{ numbers::score(**value) }{ between(intervals.get(*name)) }</dd>
                    </div>
                }) }
            </dl>
        </>
    }
}

/// Rows of the preview that are drawn, inside a place that scrolls.
const SHOWN: usize = 50;
/// Columns of the file that are drawn beside the predictions.
const WIDE: usize = 30;

/// The first rows, what was predicted before what was given.
fn preview(page: &RowsPage) -> Html {
    let ours = |at: &usize| {
        let name = page.columns.get(*at).map(String::as_str).unwrap_or_default();
        matches!(name, "prediction" | "lower" | "upper")
            || name.starts_with("prediction_")
            || name.starts_with("probability_")
    };
    let class = |at: usize| ours(&at).then_some("is-prediction");
    let (first, rest): (Vec<usize>, Vec<usize>) = (0..page.columns.len()).partition(ours);
    let left_out = rest.len().saturating_sub(WIDE);
    let order: Vec<usize> = first.into_iter().chain(rest.into_iter().take(WIDE)).collect();
    let cell = |row: &[Option<String>], at: usize| {
        row.get(at).cloned().flatten().unwrap_or_else(|| "\u{2013}".into())
    };
    html! {
        <>
        <div class="scroll-x scroll-y" tabindex="0" role="region" aria-label={say!("apply-preview")}>
            <table class="plain-table">
                <caption class="sr-only">{ say!("apply-preview") }</caption>
                <thead><tr>{ for order.iter().map(|at| html! {
                    <th scope="col" class={class(*at)} title={page.columns[*at].clone()}>{ &page.columns[*at] }</th>
                }) }</tr></thead>
                <tbody>{ for page.rows.iter().take(SHOWN).map(|row| html! {
                    <tr>{ for order.iter().map(|at| html! {
                        <td class={class(*at)} title={cell(row, *at)}>{ cell(row, *at) }</td>
                    }) }</tr>
                }) }</tbody>
            </table>
        </div>
        if left_out > 0 { <p class="quiet">{ say!("apply-preview-more", n = left_out) }</p> }
        </>
    }
}
