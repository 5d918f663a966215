//! What a search found: the best so far, every trial as a line across its parameters, what mattered, and what
//! would change.

use crate::components::{Bar, Button, Picture};
use crate::hooks::{use_slice, use_studio};
use crate::numbers;
use crate::services::pictures::Chart;
use crate::views::scores::metric_title;
use crate::views::use_dark;
use glasshouse_chart::{Axis, AxisScale, ChartSpec, Lines, ParallelAxis, ParallelCoordinates, Series};
use glasshouse_spec::{ParamValue, Searched, TrialReport, TrialState, TuneReport};
use std::collections::{BTreeMap, BTreeSet};
use yew::prelude::*;

/// Trials of the list.
const LISTED: usize = 10;

/// The findings; nothing until there is a trial.
#[component]
pub fn Found() -> Html {
    let studio = use_studio();
    let (search, recipe) = (use_slice(&studio.search), use_slice(&studio.recipe));
    let dark = use_dark();
    let trials = match &search.report {
        Some(report) => std::rc::Rc::new(report.trials.clone()),
        None => search.found.clone(),
    };
    let greater = search.report.as_ref().map_or_else(|| rises(&*trials), |report| report.greater_is_better);
    let space = search.report.as_ref().map(|report| report.space.clone());
    let charts = use_memo((trials.clone(), space, greater), |(trials, space, greater)| {
        (best_so_far(trials, *greater), across(trials, space.as_ref()))
    });
    if trials.is_empty() {
        return Html::default();
    }
    let stale = search.is_stale(recipe.recipe()) && search.report.is_some();
    html! {
        <div class="search-found" data-testid="search-found" data-trials={trials.len().to_string()}>
            { for search.report.iter().map(|report| html! { <Verdict report={report.clone()} {stale} /> }) }
            <div class="pictures">
                <Picture name="search-best" title={say!("picture-search-best")} help={say!("picture-search-best.help")}
                    chart={charts.0.clone()} {dark} />
                if let Some(chart) = charts.1.clone() {
                    <Picture name="search-across" title={say!("picture-search-across")} help={say!("picture-search-across.help")}
                        {chart} {dark} />
                }
            </div>
            { list(&trials, greater) }
        </div>
    }
}

/// Before the end it is told from what is done: errors fall.
pub fn rises<'a>(trials: impl IntoIterator<Item = &'a TrialReport>) -> bool {
    let first = trials.into_iter().find_map(|trial| trial.score.map(|score| (score, trial)));
    first.is_none_or(|(score, trial)| {
        let name = trial.metrics.iter().find(|(_, value)| **value == score).map(|(name, _)| name.as_str());
        name.is_none_or(|name| !crate::views::scores::is_error(name))
    })
}

fn is_whole(trial: &TrialReport) -> bool {
    trial.state == TrialState::Done && trial.share == 1.0
}

/// Every trial's score, and the best until then.
fn best_so_far(trials: &[TrialReport], greater: bool) -> Chart {
    let scored =
        trials.iter().filter(|trial| is_whole(trial)).filter_map(|trial| Some((trial.number, trial.score?)));
    let each: Vec<(f64, f64)> = scored.map(|(number, score)| (f64::from(number), score)).collect();
    let mut best = Vec::new();
    for (number, score) in &each {
        let known = best.last().map_or(*score, |(_, known): &(f64, f64)| *known);
        best.push((*number, if greater { known.max(*score) } else { known.min(*score) }));
    }
    let axis = |name: String| Axis { name, ..Axis::default() };
    let line = |name: String, points| Series { name, points, band: Vec::new() };
    Chart::of(&ChartSpec::Lines(Lines {
        x: Axis { whole: true, ..axis(say!("search-trial")) },
        y: axis(say!("search-score")),
        by: say!("search-lines"),
        series: vec![line(say!("search-each"), each), line(say!("search-best"), best)],
        aggregated: String::new(),
    }))
}

/// Trials as lines across the parameters to the score.
fn across(trials: &[TrialReport], space: Option<&BTreeMap<String, Searched>>) -> Option<Chart> {
    let whole: Vec<&TrialReport> =
        trials.iter().filter(|trial| is_whole(trial) && trial.score.is_some()).collect();
    let paths: BTreeSet<&String> = whole.iter().flat_map(|trial| trial.params.keys()).collect();
    if whole.len() < 2 || paths.is_empty() {
        return None;
    }
    let mut axes: Vec<ParallelAxis> = paths
        .into_iter()
        .map(|path| {
            let log =
                matches!(space.and_then(|space| space.get(path)), Some(Searched::Range { log: true, .. }));
            axis(path, &whole, log)
        })
        .collect();
    axes.push(ParallelAxis {
        column: say!("search-score"),
        values: whole.iter().filter_map(|trial| trial.score).collect(),
        ..ParallelAxis::default()
    });
    let sampled_from = whole.len() as u64;
    Some(Chart::of(&ChartSpec::ParallelCoordinates(ParallelCoordinates {
        axes,
        classes: None,
        sampled_from,
    })))
}

fn axis(path: &str, trials: &[&TrialReport], log: bool) -> ParallelAxis {
    let values: Vec<Option<&ParamValue>> = trials.iter().map(|trial| trial.params.get(path)).collect();
    let column = path.strip_prefix("model.").unwrap_or(path).to_owned();
    let numbers: Vec<f64> =
        values.iter().map(|value| value.and_then(ParamValue::as_f64).unwrap_or(f64::NAN)).collect();
    if numbers.iter().any(|number| number.is_finite()) {
        let scale = if log { AxisScale::Log } else { AxisScale::Linear };
        return ParallelAxis { column, scale, categories: Vec::new(), values: numbers };
    }
    let words: Vec<String> =
        values.iter().map(|value| value.map(ToString::to_string).unwrap_or_default()).collect();
    let categories: Vec<String> = words.iter().collect::<BTreeSet<_>>().into_iter().cloned().collect();
    let place = |word: &String| categories.iter().position(|known| known == word).unwrap_or_default() as f64;
    let values = words.iter().map(place).collect();
    ParallelAxis { column, scale: AxisScale::Linear, categories, values }
}

/// A number as a person reads it; anything else as it is.
fn shown(value: Option<&ParamValue>) -> String {
    match value {
        Some(ParamValue::Float(number)) => numbers::short(*number),
        Some(value) => value.to_string(),
        None => "\u{2013}".into(),
    }
}

#[derive(Properties, PartialEq)]
struct VerdictProps {
    report: std::rc::Rc<TuneReport>,
    /// Whether the recipe was changed since.
    stale: bool,
}

/// The best of all, in what it differs from the recipe as it was, and what mattered.
#[component]
fn Verdict(props: &VerdictProps) -> Html {
    let studio = use_studio();
    let report = &props.report;
    let (Some(best), Some(score)) = (report.best, report.best_score) else {
        return html! { <p>{ say!("search-nothing") }</p> };
    };
    let first = report.trials.first().and_then(|trial| trial.score);
    let [score, before] = [Some(score), first].map(|score| score.map(numbers::score).unwrap_or_default());
    let metric = metric_title(&report.metric);
    let judged = match report.folds {
        0 => say!("search-by-validation"),
        folds => say!("search-by-folds", n = folds),
    };
    let words = match best {
        1 => say!("search-kept", metric = metric, score = score, judged = judged, n = report.trials.len()),
        _ => say!(
            "search-better",
            metric = metric,
            score = score,
            before = before,
            judged = judged,
            n = report.trials.len()
        ),
    };
    let (take, train) = (studio.clone(), studio.clone());
    html! {
        <>
            <p data-testid="search-verdict">{ words }</p>
            if props.stale { <p class="quiet">{ say!("search-stale") }</p> }
            if best > 1 {
                { changes(report) }
                <p class="row-of-buttons">
                    <Button label={say!("search-take-train")} look="primary" icon="sprout" testid="take-best-train"
                        onclick={move |_| { train.take_best(); train.train(); }} />
                    <Button label={say!("search-take")} icon="check" testid="take-best" onclick={move |_| take.take_best()} />
                </p>
            }
            { importance(report) }
        </>
    }
}

fn changes(report: &TuneReport) -> Html {
    let was = report.trials.first().map(|trial| &trial.params);
    let line = |(path, value): (&String, &ParamValue)| {
        let before = was.and_then(|params| params.get(path));
        html! {
            <tr><th scope="row">{ path.strip_prefix("model.").unwrap_or(path) }</th>
                <td class="is-number">{ shown(before) }</td>
                <td class="is-number is-judged">{ shown(Some(value)) }</td></tr>
        }
    };
    html! {
        <table class="plain-table search-changes">
            <thead><tr>
                <th scope="col">{ say!("search-parameter") }</th>
                <th scope="col" class="is-number">{ say!("search-was") }</th>
                <th scope="col" class="is-number">{ say!("search-is") }</th>
            </tr></thead>
            <tbody>{ for report.best_params.iter().map(line) }</tbody>
        </table>
    }
}

fn importance(report: &TuneReport) -> Html {
    if report.importance.len() < 2 {
        return Html::default();
    }
    html! {
        <>
            <h3>{ say!("search-mattered") }</h3>
            <div class="search-mattered">{ for report.importance.iter().map(|(path, share)| html! {
                <div class="top-line">
                    <span class="top-value">{ path.strip_prefix("model.").unwrap_or(path) }</span>
                    <Bar share={*share} tone="accent" />
                    <span class="is-number">{ numbers::percent(*share) }</span>
                </div>
            }) }</div>
        </>
    }
}

/// The best trials with what they tried, and those that failed.
fn list(trials: &[TrialReport], greater: bool) -> Html {
    let mut best: Vec<&TrialReport> = trials.iter().filter(|trial| is_whole(trial)).collect();
    let sign = if greater { -1.0 } else { 1.0 };
    best.sort_by(|a, b| {
        (sign * a.score.unwrap_or(f64::NAN)).total_cmp(&(sign * b.score.unwrap_or(f64::NAN)))
    });
    let count = |state| trials.iter().filter(|trial| trial.state == state).count();
    let (pruned, failed) = (count(TrialState::Pruned), count(TrialState::Failed));
    let line = |trial: &&TrialReport| {
        let params: Vec<String> = trial
            .params
            .iter()
            .map(|(path, value)| {
                format!("{} {}", path.strip_prefix("model.").unwrap_or(path), shown(Some(value)))
            })
            .collect();
        html! {
            <tr key={trial.number}>
                <td class="is-number">{ trial.number }</td>
                <td class="is-number is-judged">{ trial.score.map(numbers::score).unwrap_or_default() }</td>
                <td class="search-params">{ params.join(", ") }</td>
                <td class="is-number">{ numbers::seconds(trial.seconds) }</td>
            </tr>
        }
    };
    html! {
        <details class="further">
            <summary>{ say!("search-list", n = trials.len(), pruned = pruned, failed = failed) }</summary>
            <div class="scores-frame"><table class="plain-table">
                <thead><tr>
                    <th scope="col" class="is-number">{ say!("search-trial") }</th>
                    <th scope="col" class="is-number">{ say!("search-score") }</th>
                    <th scope="col">{ say!("search-parameters") }</th>
                    <th scope="col" class="is-number">{ say!("search-time") }</th>
                </tr></thead>
                <tbody>{ for best.iter().take(LISTED).map(line) }</tbody>
            </table></div>
        </details>
    }
}
