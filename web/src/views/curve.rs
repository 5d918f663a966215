//! How the loss falls while a model learns: live while it is trained, and with its pictures afterwards.

use super::scores::metric_title;
use super::use_dark;
use crate::components::Picture;
use crate::hooks::{use_chosen, use_studio};
use crate::services::pictures::Chart;
use crate::state::RunningStep;
use glasshouse_chart::{Axis, ChartSpec, Lines, Series};
use glasshouse_spec::LearningCurve;
use std::rc::Rc;
use yew::prelude::*;

/// The curve of the training under way; nothing until there is a line to draw.
#[component]
pub fn LiveCurve() -> Html {
    let studio = use_studio();
    let curve = use_chosen(&studio.step, |step: &Rc<RunningStep>| {
        step.0.as_ref().and_then(|progress| progress.curve.clone()).filter(|curve| curve.at.len() > 1)
    });
    curve.map_or_else(Html::default, |curve| html! { <Curve curve={*curve} /> })
}

/// Properties of [`Curve`].
#[derive(Properties, PartialEq)]
pub struct CurveProps {
    /// The losses.
    pub curve: LearningCurve,
}

/// A curve as a section.
#[component]
pub fn Curve(props: &CurveProps) -> Html {
    let dark = use_dark();
    let charts = use_memo(props.curve.clone(), |curve| (losses(curve), metrics(curve)));
    html! {
        <section class="section" aria-labelledby="learning-title">
            <h2 id="learning-title">{ say!("learning-title") }</h2>
            <div class="pictures">
                <Picture name="curve" title={say!("picture-curve")} help={say!("picture-curve.help")}
                    chart={charts.0.clone()} {dark} />
                if let Some(chart) = charts.1.clone() {
                    <Picture name="metric-curve" title={say!("picture-metric-curve", metric = metric_title(&props.curve.metric))}
                        help={say!("picture-metric-curve.help")} {chart} {dark} />
                }
            </div>
        </section>
    }
}

/// The losses over the steps.
fn losses(curve: &LearningCurve) -> Chart {
    chart(curve, say!(&format!("loss-{}", curve.loss)), &curve.train, &curve.validation)
}

/// The metric over the steps, where there is one.
fn metrics(curve: &LearningCurve) -> Option<Chart> {
    let name = || metric_title(&curve.metric);
    (!curve.metric.is_empty()).then(|| chart(curve, name(), &curve.train_metric, &curve.validation_metric))
}

/// Numbers of the steps; fewer numbers than steps are of the last ones.
fn chart(curve: &LearningCurve, name: String, train: &[f64], validation: &[f64]) -> Chart {
    let line = |name: String, numbers: &[f64]| {
        let steps = &curve.at[curve.at.len().saturating_sub(numbers.len())..];
        let points = steps.iter().zip(numbers).map(|(at, number)| (*at as f64, *number)).collect();
        Series { name, points, band: Vec::new() }
    };
    let mut series = vec![line(say!("curve-train"), train)];
    if !validation.is_empty() {
        series.push(line(say!("curve-validation"), validation));
    }
    let axis = |name: String| Axis { name, ..Axis::default() };
    Chart::of(&ChartSpec::Lines(Lines {
        x: axis(say!(&format!("curve-{}", curve.unit))),
        y: axis(name),
        by: say!("curve-by"),
        series,
        aggregated: String::new(),
    }))
}
