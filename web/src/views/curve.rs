//! How the loss falls while a model learns: live while it is trained, and with its pictures afterwards.

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
    curve.map_or_else(Html::default, |curve| html! { <Curve {curve} /> })
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
    let chart = use_memo(props.curve.clone(), chart);
    html! {
        <section class="section" aria-labelledby="learning-title">
            <h2 id="learning-title">{ say!("learning-title") }</h2>
            <div class="pictures">
                <Picture name="curve" title={say!("picture-curve")} help={say!("picture-curve.help")}
                    chart={(*chart).clone()} {dark} />
            </div>
        </section>
    }
}

/// The losses over the steps.
fn chart(curve: &LearningCurve) -> Chart {
    let line = |name: String, losses: &[f64]| {
        let points = curve.at.iter().zip(losses).map(|(at, loss)| (*at as f64, *loss)).collect();
        Series { name, points, band: Vec::new() }
    };
    let mut series = vec![line(say!("curve-train"), &curve.train)];
    if !curve.validation.is_empty() {
        series.push(line(say!("curve-validation"), &curve.validation));
    }
    let axis = |name: String| Axis { name, ..Axis::default() };
    Chart::of(&ChartSpec::Lines(Lines {
        x: axis(say!(&format!("curve-{}", curve.unit))),
        y: axis(say!(&format!("loss-{}", curve.loss))),
        by: say!("curve-by"),
        series,
        aggregated: String::new(),
    }))
}
