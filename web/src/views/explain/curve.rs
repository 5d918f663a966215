//! How the answer changes with a column.

use super::super::use_dark;
use super::{asking, outputs, setter, unit};
use crate::components::{Choice, Picture, SelectBox};
use crate::hooks::{use_first_question, use_slice, use_studio};
use crate::services::pictures::Chart;
use crate::state::Asks;
use glasshouse_chart::{Axis, Bars, ChartSpec, Lines, Series};
use glasshouse_spec::{Curve, CurvesReport};
use yew::prelude::*;

/// Properties of [`Curves`].
#[derive(Properties, PartialEq)]
pub struct CurvesProps {
    /// Columns that can be chosen.
    pub columns: Vec<String>,
}

/// The section.
#[component]
pub fn Curves(props: &CurvesProps) -> Html {
    let studio = use_studio();
    let (state, dark) = (use_slice(&studio.explaining), use_dark());
    let (column, output) = (use_state_eq(|| None::<String>), use_state_eq(|| 0));
    let told = state.curve.as_ref().and_then(|told| Some(told.curves.first()?.column.clone()));
    let chosen = (*column).clone().or(told).or_else(|| props.columns.first().cloned()).unwrap_or_default();
    use_first_question(&studio, Asks::Curve, state.curve.is_some(), {
        let (studio, chosen) = (studio.clone(), chosen.clone());
        move || studio.explain_curve(chosen.clone())
    });
    let charts = use_memo((state.curve.clone(), *output), |(report, output)| {
        let report = report.as_ref()?;
        let at = (*output).min(report.outputs.len().saturating_sub(1));
        let curve = report.curves.first()?;
        Some((dependence(report, curve, at), effects(report, curve, at)))
    });
    let ask = {
        let (studio, chosen) = (studio.clone(), chosen.clone());
        Callback::from(move |_: MouseEvent| studio.explain_curve(chosen.clone()))
    };
    let choices: Vec<Choice> =
        props.columns.iter().map(|name| Choice::new(name.clone(), name.clone())).collect();
    let set = {
        let (studio, column) = (studio.clone(), column.clone());
        Callback::from(move |name: String| {
            column.set(Some(name.clone()));
            studio.explain_curve(name);
        })
    };
    html! {
        <section class="section" aria-labelledby="effects-title">
            <h2 id="effects-title">{ say!("effects-title") }</h2>
            <p class="quiet">{ say!("effects-what") }</p>
            <div class="draft-fields">
                <div class="draft-field">
                    <label for="curve-column">{ say!("matters-column") }</label>
                    <SelectBox id="curve-column" {choices} value={chosen} onchange={set} testid="curve-column" />
                </div>
                if let Some(report) = &state.curve { { outputs(&report.outputs, *output, setter(&output), "curve-output") } }
            </div>
            { asking(&studio, &state, Asks::Curve, say!("effects-ask"), "explain-curve", ask) }
            if let (Some(report), Some((dependence, effects))) = (&state.curve, &*charts) {
                <div class="pictures">
                    <Picture name="dependence" title={say!("effects-dependence", column = name(report))}
                        help={say!("effects-dependence.help")} chart={dependence.clone()} {dark} />
                    if let Some(effects) = effects {
                        <Picture name="effects" title={say!("effects-local", column = name(report))}
                            help={say!("effects-local.help")} chart={effects.clone()} {dark} />
                    }
                </div>
            }
        </section>
    }
}

fn name(report: &CurvesReport) -> String {
    report.curves.first().map(|curve| curve.column.clone()).unwrap_or_default()
}

/// The mean answer at each value, with the band in which eight of ten rows lie.
fn dependence(report: &CurvesReport, curve: &Curve, output: usize) -> Chart {
    let mean = &curve.mean[output];
    if curve.at.is_empty() {
        let items = curve.labels.iter().zip(mean).map(|(label, mean)| {
            let label = if label.is_empty() { say!("explain-missing") } else { label.clone() };
            (label, *mean)
        });
        return Chart::of(&ChartSpec::Bars(Bars::new(unit(report.unit), items.collect())));
    }
    let band = |at: usize| {
        let mut own: Vec<f64> = curve.each[output].iter().filter_map(|line| line.get(at).copied()).collect();
        own.sort_by(f64::total_cmp);
        let place = |tenth: usize| own[(own.len() - 1) * tenth / 10];
        (!own.is_empty()).then(|| (curve.at[at], place(1), place(9)))
    };
    let points = curve.at.iter().copied().zip(mean.iter().copied()).collect();
    let band = (0..curve.at.len()).filter_map(band).collect();
    lines(report, curve, Series { name: String::new(), points, band })
}

fn effects(report: &CurvesReport, curve: &Curve, output: usize) -> Option<Chart> {
    let ale = curve.ale.get(output)?;
    let points = curve.ale_at.iter().copied().zip(ale.iter().copied()).collect();
    Some(lines(report, curve, Series { name: String::new(), points, band: Vec::new() }))
}

fn lines(report: &CurvesReport, curve: &Curve, series: Series) -> Chart {
    let axis = |name: String| Axis { name, ..Axis::default() };
    Chart::of(&ChartSpec::Lines(Lines {
        x: axis(curve.column.clone()),
        y: axis(unit(report.unit)),
        by: String::new(),
        series: vec![series],
        aggregated: String::new(),
    }))
}
