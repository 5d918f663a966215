//! What columns contribute over many rows.

use super::super::use_dark;
use super::{asking, outputs, setter, unit};
use crate::components::Picture;
use crate::hooks::{use_slice, use_studio};
use crate::services::pictures::Chart;
use crate::state::Asks;
use glasshouse_chart::{Bars, ChartSpec};
use glasshouse_spec::ShapReport;
use yew::prelude::*;

/// The section.
#[component]
pub fn Rows() -> Html {
    let studio = use_studio();
    let (state, dark, output) = (use_slice(&studio.explaining), use_dark(), use_state_eq(|| 0));
    let chart = use_memo((state.rows.clone(), *output), |(report, output)| {
        report.as_ref().map(|report| {
            let at = (*output).min(report.outputs.len().saturating_sub(1));
            bars(report, &report.mean_size[at])
        })
    });
    let ask = {
        let studio = studio.clone();
        Callback::from(move |_: MouseEvent| studio.explain_rows())
    };
    let label = if state.rows.is_some() { say!("explain-again") } else { say!("shap-rows-ask") };
    html! {
        <section class="section" aria-labelledby="shap-rows-title">
            <h2 id="shap-rows-title">{ say!("shap-rows-title") }</h2>
            <p class="quiet">{ say!("shap-rows-what") }</p>
            if let Some(report) = &state.rows {
                <div class="draft-fields">{ outputs(&report.outputs, *output, setter(&output), "shap-output") }</div>
            }
            { asking(&studio, &state, Asks::Rows, label, "explain-rows", ask) }
            if let (Some(report), Some(chart)) = (&state.rows, &*chart) {
                <Picture name="shap" title={say!("shap-rows-picture", unit = unit(report.unit))}
                    help={say!("shap-rows-picture.help")} chart={chart.clone()} {dark} />
                <p class="quiet">{ say!("shap-rows-how", n = report.rows.len(), method = report.method.as_str(), background = report.background) }</p>
            }
        </section>
    }
}

/// Numbers by group, the largest first.
pub fn bars(report: &ShapReport, numbers: &[f64]) -> Chart {
    let names = report.groups.iter().map(|group| group.join(" + "));
    let mut items: Vec<(String, f64)> = names.zip(numbers.iter().copied()).collect();
    items.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()));
    Chart::of(&ChartSpec::Bars(Bars::new(unit(report.unit), items)))
}
