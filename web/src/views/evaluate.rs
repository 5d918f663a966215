//! Evaluate: how good the model is, in numbers and pictures.

use super::curve::Curve;
use super::decomposed::Decomposed;
use super::fairness::FairnessSection;
use super::judge::{JudgeSection, judged};
use super::learning::ScoreCurves;
use super::matrix::Matrix;
use super::models::ModelList;
use super::resample::CrossValidation;
use super::scores::{headline, metric_title, score_table};
use super::targets::{by_target, choose};
use super::{Stale, head, next, no_model, use_dark};
use crate::components::{Button, Picture, Warnings};
use crate::hooks::{Studio, use_slice, use_studio};
use crate::numbers;
use crate::route::Stage;
use crate::services::pictures::Chart;
use crate::state::{JobState, Trained};
use glasshouse_chart::{ChartSpec, RegressionPoints, Roc, RocCurve};
use glasshouse_spec::{ParamKind, ParamValue, TrainReport};
use std::rc::Rc;
use yew::prelude::*;

/// The view.
#[component]
pub fn EvaluateView() -> Html {
    let studio = use_studio();
    let jobs = use_slice(&studio.jobs);
    let judging = use_slice(&studio.judging);
    let of = use_state_eq(|| None::<usize>);
    let Some(trained) = jobs.trained.clone() else { return no_model(Stage::Evaluate) };
    let report = &trained.report;
    let one = of.and_then(|at| trained.of_target(at)).map(Rc::new);
    let shown = one.clone().unwrap_or_else(|| trained.clone());
    let together = one.is_none() && !report.task.also.is_empty();
    let fair_task = shown.report.task.clone();
    let asked = judged(&trained, *of);
    let sure = judging.of(&asked).filter(|_| !together).map(|found| &found.intervals);
    html! {
        <>
            { head(Stage::Evaluate, next(Stage::Export, say!("go-export"))) }
            <Stale />
            if report.stopped_early { <p class="quiet">{ say!("stopped-early") }</p> }
            <Warnings warnings={report.warnings.clone()} />
            { choose(&report.task, &of, true) }
            { headline(&shown) }
            <p class="quiet">{ run_words(report) }</p>
            <section class="section" aria-labelledby="scores-title">
                <h2 id="scores-title">{ say!("scores-title") }</h2>
                { score_table(&shown, sure) }
            </section>
            if together { { by_target(&trained, &of) } } else { <Pictures trained={shown} /> }
            if !together { <JudgeSection of={asked.clone()} kind={report.task.kind} /> }
            if !together { <FairnessSection of={asked.clone()} task={fair_task.clone()} /> }
            if let Some(curve) = &trained.diagnostics.curve { <Curve curve={curve.clone()} /> }
            { go_on(&studio, &trained) }
            <CrossValidation />
            <ScoreCurves />
            <Decomposed />
            <ModelList />
            <Fingerprint trained={trained.clone()} />
        </>
    }
}

/// Trains the model on, where it learns step by step.
fn go_on(studio: &Studio, trained: &Trained) -> Html {
    let report = &trained.report;
    let (session, jobs) = (studio.session.get(), studio.jobs.get());
    let kind = session.kinds.estimators.iter().find(|kind| kind.id == report.model.kind);
    let Some((kind, steps)) = kind.and_then(|kind| Some((kind, kind.steps.clone()?))) else {
        return Html::default();
    };
    let Some(ParamValue::Int(asked)) = report.model.params.get(&steps).cloned() else {
        return Html::default();
    };
    let reached = trained.diagnostics.curve.as_ref().and_then(|curve| curve.at.last().copied());
    if !report.stopped_early && reached.is_some_and(|reached| (reached as i64) < asked) {
        return html! { <p class="quiet">{ say!("go-on-no-use") }</p> };
    }
    let most = kind.params_for(report.task.kind).iter().find_map(|spec| match spec.kind {
        ParamKind::Int { max, .. } if spec.name == steps => Some(max),
        _ => None,
    });
    let to = if report.stopped_early { asked } else { (2 * asked).min(most.unwrap_or(i64::MAX)) };
    let stale = jobs.state(studio.recipe.get().recipe()) == JobState::Stale;
    let why_not = if stale { Some(say!("go-on-stale")) } else { studio.why_not_train() };
    let studio = studio.clone();
    html! {
        <p class="go-on">
            <Button label={say!("go-on", n = to)} icon="sprout" why_not={why_not.map(AttrValue::from)}
                onclick={move |_| studio.train_on(&steps, to)} testid="go-on" />
            <span class="quiet">{ say!("go-on-why") }</span>
        </p>
    }
}

/// Where the rows went and how long it took.
fn run_words(report: &TrainReport) -> String {
    let (rows, seconds) = (report.rows, report.seconds);
    let left_out = if rows.dropped > 0 { say!("run-dropped", n = rows.dropped) } else { String::new() };
    let times = say!(
        "run-times",
        prepare = numbers::seconds(seconds.prepare),
        fit = numbers::seconds(seconds.fit),
        score = numbers::seconds(seconds.score)
    );
    let out_of_bag = report.out_of_bag.as_ref().map(|of| {
        say!(
            "run-out-of-bag",
            metric = metric_title(&of.metric),
            score = numbers::score(of.score),
            n = of.rows
        )
    });
    [say!("run-rows", n = rows.read), left_out, times, out_of_bag.unwrap_or_default()]
        .into_iter()
        .filter(|s| !s.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// Properties of the pieces that show a model.
#[derive(Properties, PartialEq)]
pub struct TrainedProps {
    /// The model.
    pub trained: Rc<Trained>,
}

#[component]
fn Pictures(props: &TrainedProps) -> Html {
    let dark = use_dark();
    let trained = Rc::clone(&props.trained);
    let charts = use_memo(Rc::clone(&trained), |trained| charts(trained));
    let part = say!(&format!("split-{}", trained.diagnostics.part)).to_lowercase();
    html! {
        <section class="section" aria-labelledby="pictures-title">
            <h2 id="pictures-title">{ say!("pictures-title", part = part) }</h2>
            <div class="pictures">
                <Matrix trained={trained.clone()} />
                { for charts.iter().map(|(name, chart)| html! {
                    <Picture key={*name} name={*name} title={say!(&format!("picture-{name}"))}
                        help={say!(&format!("picture-{name}.help"))} chart={chart.clone()} {dark} />
                }) }
                if !trained.diagnostics.confusion.is_empty() && trained.diagnostics.roc.is_empty() {
                    <figure class="picture">
                        <figcaption><h3>{ say!("picture-roc") }</h3><p class="quiet">{ say!("picture-roc-none") }</p></figcaption>
                    </figure>
                }
            </div>
        </section>
    }
}

/// Pictures that the worker draws up, by their names.
const DRAWN: [&str; 14] = [
    "forecast",
    "forecast_2",
    "forecast_3",
    "forecast_4",
    "error_by_step",
    "sizes",
    "components",
    "profile",
    "scores",
    "unusual",
    "merges",
    "inertia",
    "criteria",
    "silhouettes",
];

fn charts(trained: &Trained) -> Vec<(&'static str, Chart)> {
    let (task, seen) = (&trained.report.task, &trained.diagnostics);
    let mut charts = Vec::new();
    if let Some(first) = seen.roc.first() {
        let first_class = task.classes.iter().position(|class| *class == first.class).unwrap_or(0);
        let curve = |c: &glasshouse_spec::RocCurve| RocCurve {
            class: c.class.clone(),
            points: c.points.clone(),
            auc: c.auc,
        };
        let roc = Roc { curves: seen.roc.iter().map(curve).collect(), first_class };
        charts.push(("roc", Chart::of(&ChartSpec::Roc(roc))));
    }
    if !seen.actual_predicted.is_empty() {
        let points = RegressionPoints {
            target: task.target.clone(),
            points: seen.actual_predicted.clone(),
            sampled_from: seen.sampled_from,
        };
        charts.push(("predicted", Chart::of(&ChartSpec::PredictedActual(points.clone()))));
        charts.push(("residuals", Chart::of(&ChartSpec::Residuals(points))));
    }
    for drawn in &seen.pictures {
        let name = DRAWN.iter().find(|name| **name == drawn.name);
        charts.extend(name.map(|name| (*name, Chart::json(&drawn.spec))));
    }
    charts
}

/// What makes this model this model.
#[component]
pub fn Fingerprint(props: &TrainedProps) -> Html {
    let report = &props.trained.report;
    let row = |words: String, value: String, testid: Option<&'static str>| {
        html! { <div><dt>{ words }</dt><dd><code data-testid={testid}>{ value }</code></dd></div> }
    };
    html! {
        <section class="section" aria-labelledby="fingerprint-title">
            <h2 id="fingerprint-title">{ say!("fingerprint-title") }</h2>
            <p class="quiet">{ say!("fingerprint-why") }</p>
            <dl class="fingerprint">
                { row(say!("fingerprint-model"), report.model_sha256.clone(), Some("model-sha256")) }
                { row(say!("fingerprint-recipe"), report.recipe_sha256.clone(), None) }
                { row(say!("fingerprint-data"), report.data_sha256.clone(), None) }
                { row(say!("fingerprint-seed"), report.seed.to_string(), None) }
            </dl>
        </section>
    }
}
