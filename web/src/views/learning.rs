//! Curves of scores: whether more rows would help, and how a parameter changes what is learned.

use super::scores::metric_title;
use super::use_dark;
use crate::components::{Button, Choice, FaultBanner, Field, Picture, SelectBox};
use crate::hooks::{use_slice, use_studio};
use crate::numbers;
use crate::services::pictures::Chart;
use crate::shell::WorkMeter;
use crate::state::{FindingAction, JobKind};
use glasshouse_chart::{Axis, AxisScale, ChartSpec, Lines, Series};
use glasshouse_spec::{CurveOver, CurveReading, CurveReport, MeanScore};
use std::rc::Rc;
use yew::prelude::*;

/// The section.
#[component]
pub fn ScoreCurves() -> Html {
    let studio = use_studio();
    let (curves, recipe, jobs) =
        (use_slice(&studio.curves), use_slice(&studio.recipe), use_slice(&studio.jobs));
    let session = use_slice(&studio.session);
    let over = use_state_eq(String::new);
    let Some(now) = recipe.recipe() else { return Html::default() };
    if now.task.kind.is_some_and(|kind| kind.without_target() || kind == glasshouse_spec::TaskKind::Forecast)
    {
        return Html::default();
    }
    let kind = session.kinds.estimators.iter().find(|kind| kind.id == now.model.kind);
    let task = now.task.kind.unwrap_or_default();
    let params =
        kind.into_iter().flat_map(|kind| kind.params_for(task)).filter(|spec| spec.tunable.is_some());
    let params = params.map(|spec| Choice::new(format!("model.{}", spec.name), spec.name.to_string()));
    let choices: Vec<Choice> = std::iter::once(Choice::new("", say!("curves-rows"))).chain(params).collect();
    let running = jobs.running(JobKind::Curve).is_some();
    let why_not = studio.why_not_train().filter(|_| !running).map(AttrValue::from);
    let busy = running.then(|| AttrValue::from(say!("folds-running")));
    let (begin, read, chosen) = (studio.clone(), studio.clone(), over.clone());
    let wanted = match over.as_str() {
        "" => CurveOver::Rows,
        path => CurveOver::Parameter(path.to_owned()),
    };
    html! {
        <section class="section" aria-labelledby="curves-title" data-testid="score-curves">
            <h2 id="curves-title">{ say!("curves-title") }</h2>
            <p class="quiet">{ say!("curves-why") }</p>
            <div class="inline-form">
                <Field label={say!("curves-over")} id="curves-over">
                    <SelectBox id="curves-over" {choices} value={(*over).clone()} testid="curves-over"
                        onchange={Callback::from(move |path: String| chosen.set(path))} />
                </Field>
                <Button label={say!("curves-button")} icon="telescope" testid="draw-curve"
                    why_not={why_not.or(busy)} onclick={move |_| begin.draw_curve(wanted.clone())} />
            </div>
            if running { <WorkMeter /> }
            <FaultBanner faults={curves.faults.clone()}
                on_dismiss={Callback::from(move |()| read.curves.dispatch(FindingAction::Failed(Vec::new())))} />
            if let Some(report) = &curves.report {
                <Drawn report={report.clone()} stale={curves.is_stale(recipe.recipe())} />
            }
        </section>
    }
}

#[derive(Properties, PartialEq)]
struct DrawnProps {
    report: Rc<CurveReport>,
    /// Whether the recipe was changed since.
    stale: bool,
}

/// The curve and what it says.
#[component]
fn Drawn(props: &DrawnProps) -> Html {
    let dark = use_dark();
    let report = &props.report;
    let chart = use_memo(report.clone(), |report| chart(report));
    html! {
        <>
            <p class="finding-words" data-testid="curve-reading">{ reading(report) }</p>
            if props.stale { <p class="quiet">{ say!("folds-stale") }</p> }
            <div class="pictures">
                <Picture name="score-curve" title={say!("picture-score-curve", metric = metric_title(&report.metric))}
                    help={say!("picture-score-curve.help", n = report.folds)} chart={(*chart).clone()} {dark} />
            </div>
        </>
    }
}

fn reading(report: &CurveReport) -> String {
    let metric = metric_title(&report.metric);
    match &report.reading {
        CurveReading::MoreRows { gain } => {
            say!("curve-more-rows", metric = metric, gain = numbers::score(*gain))
        }
        CurveReading::Overfits { gap } => say!("curve-overfits", metric = metric, gap = numbers::score(*gap)),
        CurveReading::Settled => say!("curve-settled"),
        CurveReading::Best { place, at_end } => {
            let place = *place as usize;
            let at = report.names.get(place).cloned();
            let at =
                at.unwrap_or_else(|| report.at.get(place).map(|at| numbers::short(*at)).unwrap_or_default());
            match at_end {
                true => say!("curve-best-at-end", at = at),
                false => say!("curve-best", at = at),
            }
        }
    }
}

/// Training rows and held out rows, each with a band of one deviation of the folds.
fn chart(report: &CurveReport) -> Chart {
    let line = |name: String, scores: &[MeanScore]| {
        let points = report.at.iter().zip(scores);
        let band = points.clone().filter_map(|(at, score)| {
            let std = score.std?;
            Some((*at, score.mean - std, score.mean + std))
        });
        Series { name, points: points.map(|(at, score)| (*at, score.mean)).collect(), band: band.collect() }
    };
    let name = match &report.over {
        CurveOver::Rows => say!("curves-rows"),
        CurveOver::Parameter(path) => path.strip_prefix("model.").unwrap_or(path).to_owned(),
    };
    let scale = if report.log { AxisScale::Log } else { AxisScale::Linear };
    Chart::of(&ChartSpec::Lines(Lines {
        x: Axis { name, scale, ..Axis::default() },
        y: Axis { name: metric_title(&report.metric), ..Axis::default() },
        by: say!("curve-by"),
        series: vec![line(say!("curve-train"), &report.train), line(say!("curve-held"), &report.held)],
        aggregated: String::new(),
    }))
}
