//! Which columns matter: how much worse the model answers where a column's cells change places.

use super::super::scores::metric_title;
use super::super::use_dark;
use super::asking;
use crate::components::Picture;
use crate::hooks::{use_slice, use_studio};
use crate::numbers;
use crate::services::pictures::Chart;
use crate::state::Asks;
use glasshouse_chart::{Bars, ChartSpec};
use glasshouse_spec::PermutationReport;
use yew::prelude::*;

/// Columns that are listed.
const LISTED: usize = 12;

/// The section.
#[component]
pub fn Matters() -> Html {
    let studio = use_studio();
    let (state, dark) = (use_slice(&studio.explaining), use_dark());
    let chart = use_memo(state.matters.clone(), |report| report.as_ref().map(|report| bars(report)));
    let ask = {
        let studio = studio.clone();
        Callback::from(move |_: MouseEvent| studio.explain_matters())
    };
    let label = if state.matters.is_some() { say!("explain-again") } else { say!("matters-ask") };
    html! {
        <section class="section" aria-labelledby="matters-title">
            <h2 id="matters-title">{ say!("matters-title") }</h2>
            <p class="quiet">{ say!("matters-what") }</p>
            { asking(&studio, &state, Asks::Matters, label, "explain-matters", ask) }
            if let (Some(report), Some(chart)) = (&state.matters, &*chart) {
                <Picture name="permutation" title={say!("matters-picture", metric = metric_title(&report.metric))}
                    help={say!("matters-picture.help")} chart={chart.clone()} {dark} />
                { table(report) }
            }
        </section>
    }
}

fn bars(report: &PermutationReport) -> Chart {
    let items = report.importances.iter().map(|one| (one.columns.join(" + "), one.mean)).collect();
    Chart::of(&ChartSpec::Bars(Bars::new(metric_title(&report.metric), items)))
}

fn table(report: &PermutationReport) -> Html {
    html! {
        <>
            <p class="quiet">{ say!("matters-rows", n = report.rows, part = report.part.as_str(), repeats = report.repeats) }</p>
            <div class="scores-frame"><table class="plain-table" data-testid="permutation-table">
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
        </>
    }
}
