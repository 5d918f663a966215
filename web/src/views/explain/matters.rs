//! Which columns matter: how much worse the model answers where a column's cells change places, or where it is
//! trained without the column.

use super::super::scores::metric_title;
use super::super::use_dark;
use super::{asking, setter};
use crate::components::{Choice, Picture, SelectBox, Warnings};
use crate::hooks::{use_slice, use_studio};
use crate::numbers;
use crate::services::pictures::Chart;
use crate::state::{Asks, Trained};
use glasshouse_chart::{Bars, ChartSpec};
use glasshouse_spec::{PermutationReport, TaskKind};
use std::rc::Rc;
use yew::prelude::*;

/// Columns that are listed.
const LISTED: usize = 12;

/// Properties of [`Matters`].
#[derive(Properties, PartialEq)]
pub struct MattersProps {
    /// The model.
    pub trained: Rc<Trained>,
}

/// The section.
#[component]
pub fn Matters(props: &MattersProps) -> Html {
    let studio = use_studio();
    let (state, dark) = (use_slice(&studio.explaining), use_dark());
    let chart = use_memo(state.matters.clone(), |report| report.as_ref().map(|report| bars(report)));
    let metric = use_state_eq(|| None::<String>);
    let told = state.matters.as_ref().map(|report| report.metric.clone());
    let shown = (*metric).clone().or(told).or_else(|| first(&props.trained));
    let ask = {
        let (studio, shown) = (studio.clone(), shown.clone());
        Callback::from(move |_: MouseEvent| studio.explain_matters(shown.clone()))
    };
    let label = if state.matters.is_some() { say!("explain-again") } else { say!("matters-ask") };
    html! {
        <section class="section" aria-labelledby="matters-title">
            <h2 id="matters-title">{ say!("matters-title") }</h2>
            <p class="quiet">{ say!("matters-what") }</p>
            if let Some(shown) = shown { { by(&props.trained, "matters-metric", shown, setter(&metric)) } }
            { asking(&studio, &state, Asks::Matters, label, "explain-matters", ask) }
            if let (Some(report), Some(chart)) = (&state.matters, &*chart) {
                <Picture name="permutation" title={say!("matters-picture", metric = metric_title(&report.metric))}
                    help={say!("matters-picture.help")} chart={chart.clone()} {dark} />
                if report.importances.iter().all(|one| one.mean == 0.0) {
                    <p data-testid="matters-nothing">{ say!("matters-nothing", metric = metric_title(&report.metric)) }</p>
                }
                <p class="quiet">{ say!("matters-rows", n = report.rows, part = report.part.as_str(), repeats = report.repeats) }</p>
                { table(report, "permutation-table") }
            }
        </section>
    }
}

/// Which columns the model is worse without, when it is trained without each.
#[component]
pub fn Dropped(props: &MattersProps) -> Html {
    let studio = use_studio();
    let (state, dark) = (use_slice(&studio.explaining), use_dark());
    let chart = use_memo(state.dropped.clone(), |report| report.as_ref().map(|report| bars(report)));
    let metric = use_state_eq(|| None::<String>);
    let told = state.dropped.as_ref().map(|report| report.metric.clone());
    let shown = (*metric).clone().or(told).or_else(|| first(&props.trained));
    if !matches!(props.trained.report.task.kind, TaskKind::Classification | TaskKind::Regression) {
        return Html::default();
    }
    let ask = {
        let (studio, shown) = (studio.clone(), shown.clone());
        Callback::from(move |_: MouseEvent| studio.explain_dropped(shown.clone()))
    };
    let label = if state.dropped.is_some() { say!("explain-again") } else { say!("dropped-ask") };
    html! {
        <section class="section" aria-labelledby="dropped-title">
            <h2 id="dropped-title">{ say!("dropped-title") }</h2>
            <p class="quiet">{ say!("dropped-what") }</p>
            if let Some(shown) = shown { { by(&props.trained, "dropped-metric", shown, setter(&metric)) } }
            { asking(&studio, &state, Asks::Dropped, label, "explain-dropped", ask) }
            if let (Some(report), Some(chart)) = (&state.dropped, &*chart) {
                <Picture name="drop_column" title={say!("dropped-picture", metric = metric_title(&report.metric))}
                    help={say!("dropped-picture.help")} chart={chart.clone()} {dark} />
                <p class="quiet">{ say!("dropped-rows", n = report.rows, part = report.part.as_str(), repeats = report.repeats) }</p>
                { table(report, "dropped-table") }
                <Warnings warnings={report.warnings.clone()} />
            }
        </section>
    }
}

/// The metric that is asked for at first; of several targets the engine knows.
fn first(trained: &Trained) -> Option<String> {
    let scores = trained.report.task.also.is_empty().then_some(&trained.report.metrics.train)?;
    scores.get_key_value("r2").or_else(|| scores.first_key_value()).map(|(name, _)| name.clone())
}

/// The metric by which answers are worse: one of the model's scores.
fn by(trained: &Trained, id: &'static str, value: String, set: Callback<Option<String>>) -> Html {
    let names = trained.report.metrics.train.keys();
    let choices: Vec<Choice> = names.map(|name| Choice::new(name.clone(), metric_title(name))).collect();
    html! {
        <div class="draft-fields"><div class="draft-field">
            <label for={id}>{ say!("matters-metric") }</label>
            <SelectBox {id} {choices} {value} onchange={set.reform(Some)} />
        </div></div>
    }
}

fn bars(report: &PermutationReport) -> Chart {
    let items = report.importances.iter().map(|one| (one.columns.join(" + "), one.mean)).collect();
    Chart::of(&ChartSpec::Bars(Bars::new(metric_title(&report.metric), items)))
}

fn table(report: &PermutationReport, testid: &'static str) -> Html {
    html! {
        <div class="scores-frame"><table class="plain-table" data-testid={testid}>
            <thead><tr>
                <th scope="col">{ say!("matters-column") }</th>
                <th scope="col" class="is-number">{ say!("matters-loss") }</th>
                <th scope="col" class="is-number">{ say!("matters-interval") }</th>
            </tr></thead>
            <tbody>{ for report.importances.iter().take(LISTED).map(|one| html! {
                <tr>
                    <th scope="row">{ one.columns.join(" + ") }</th>
                    <td class="is-number">{ numbers::score(one.mean) }</td>
                    <td class="is-number">{ format!("{} … {}", numbers::score(one.low), numbers::score(one.high)) }</td>
                </tr>
            }) }</tbody>
        </table></div>
    }
}
