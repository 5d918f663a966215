//! What the recipe's errors are made of: bias and variance over models of bootstrap samples.

use crate::components::{Button, Choice, FaultBanner, Field, Picture, SelectBox};
use crate::hooks::{use_slice, use_studio};
use crate::numbers;
use crate::services::pictures::Chart;
use crate::shell::WorkMeter;
use crate::state::{FindingAction, JobKind};
use crate::views::use_dark;
use glasshouse_chart::{Bars, ChartSpec};
use glasshouse_spec::{DecompositionReading, DecompositionReport, TaskKind};
use std::rc::Rc;
use yew::prelude::*;

/// Numbers of models that can be asked for.
const ROUNDS: [u32; 4] = [25, 50, 100, 200];

/// The section.
#[component]
pub fn Decomposed() -> Html {
    let studio = use_studio();
    let (found, recipe, jobs) =
        (use_slice(&studio.decomposition), use_slice(&studio.recipe), use_slice(&studio.jobs));
    let rounds = use_state_eq(|| ROUNDS[1]);
    let kind = recipe.recipe().and_then(|now| now.task.kind);
    if kind.is_some_and(|kind| kind.without_target() || kind == TaskKind::Forecast) {
        return Html::default();
    }
    let choices: Vec<Choice> =
        ROUNDS.iter().map(|rounds| Choice::new(rounds.to_string(), rounds.to_string())).collect();
    let running = found.running && jobs.running(JobKind::Refit).is_some();
    let why_not = studio.why_not_train().map(AttrValue::from);
    let (begin, read, chosen, asked) = (studio.clone(), studio.clone(), rounds.clone(), *rounds);
    html! {
        <section class="section" aria-labelledby="decomposed-title" data-testid="decomposed">
            <h2 id="decomposed-title">{ say!("decomposed-title") }</h2>
            <p class="quiet">{ say!("decomposed-why") }</p>
            <div class="inline-form">
                <Field label={say!("decomposed-rounds")} id="decomposed-rounds">
                    <SelectBox id="decomposed-rounds" {choices} value={rounds.to_string()}
                        onchange={Callback::from(move |rounds: String| chosen.set(rounds.parse().unwrap_or(ROUNDS[1])))} />
                </Field>
                <Button label={say!("decomposed-begin")} icon="telescope" testid="decompose" {why_not}
                    onclick={move |_| begin.decompose(asked)} />
            </div>
            if running { <WorkMeter /> }
            <FaultBanner faults={found.faults.clone()}
                on_dismiss={Callback::from(move |()| read.decomposition.dispatch(FindingAction::Failed(Vec::new())))} />
            if let Some(report) = &found.report {
                <Drawn report={report.clone()} stale={found.is_stale(recipe.recipe())} />
            }
        </section>
    }
}

#[derive(Properties, PartialEq)]
struct DrawnProps {
    report: Rc<DecompositionReport>,
    /// Whether the recipe was changed since.
    stale: bool,
}

/// The parts and what they say.
#[component]
fn Drawn(props: &DrawnProps) -> Html {
    let dark = use_dark();
    let report = &props.report;
    let classes = report.task.kind == TaskKind::Classification;
    let chart = use_memo(report.clone(), |report| {
        let parts = [
            (say!("decomposed-loss"), report.expected_loss),
            (say!("decomposed-bias"), report.bias),
            (say!("decomposed-variance"), report.variance),
        ];
        Chart::of(&ChartSpec::Bars(Bars::new(unit(classes), parts.to_vec())))
    });
    let reading = match report.reading {
        DecompositionReading::Variance => say!("decomposed-mostly-variance"),
        DecompositionReading::Bias => say!("decomposed-mostly-bias"),
        DecompositionReading::Both => say!("decomposed-both"),
        DecompositionReading::None => say!("decomposed-none"),
    };
    let figure = |value: f64| if classes { numbers::percent(value) } else { numbers::short(value) };
    let words = say!(
        "decomposed-figures",
        loss = figure(report.expected_loss),
        bias = figure(report.bias),
        variance = figure(report.variance),
        rounds = report.rounds,
        n = report.rows,
        part = report.part.as_str()
    );
    html! {
        <>
            <p class="finding-words" data-testid="decomposed-reading">{ reading }</p>
            <p class="quiet" data-testid="decomposed-figures">{ words }{ " " }
                { if classes { say!("decomposed-of-classes") } else { say!("decomposed-of-numbers") } }</p>
            if props.stale { <p class="quiet">{ say!("folds-stale") }</p> }
            <div class="pictures">
                <Picture name="decomposed" title={say!("picture-decomposed")} help={say!("picture-decomposed.help")}
                    chart={(*chart).clone()} {dark} />
            </div>
        </>
    }
}

/// What the loss is counted in.
fn unit(classes: bool) -> String {
    if classes { say!("decomposed-wrong") } else { say!("decomposed-squared") }
}
