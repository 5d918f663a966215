//! How far the model can be trusted: intervals, thresholds, curves, promised answers, mistakes, leaks. Judged
//! when it is asked for, since that takes a few seconds.

mod failures;
mod operating;
mod refit;
mod tables;
mod threshold;

use super::use_dark;
use crate::components::{Button, FaultBanner, Picture, Tab, Tabs};
use crate::hooks::{use_slice, use_studio};
use crate::numbers;
use crate::services::pictures::Chart;
use crate::state::{Judged, JudgingAction, Trained};
use failures::{leaks, mistakes};
use glasshouse_spec::{ClassLine, Judgement, TaskKind};
use refit::{Quantiles, Stability};
use std::rc::Rc;
pub use tables::between;
use tables::{classes, promised, residuals};
use threshold::Threshold;
use yew::prelude::*;

/// What the model that is shown is, for its judgement.
pub fn judged(trained: &Trained, target: Option<usize>) -> Judged {
    (trained.report.model_sha256.clone(), target.unwrap_or(0))
}

/// Properties of [`JudgeSection`].
#[derive(Properties, PartialEq)]
pub struct JudgeProps {
    /// The model and the target.
    pub of: Judged,
    /// Kind of question.
    pub kind: TaskKind,
}

/// The section: a button, or what was found.
#[component]
pub fn JudgeSection(props: &JudgeProps) -> Html {
    let studio = use_studio();
    let judging = use_slice(&studio.judging);
    if props.kind == TaskKind::Clustering {
        return html! { <Stability of={props.of.clone()} /> };
    }
    if !matches!(props.kind, TaskKind::Classification | TaskKind::Regression) {
        return Html::default();
    }
    let runs = judging.running.is_some();
    let faults = judging.refused.as_ref().filter(|(of, _)| *of == props.of).map(|(_, faults)| faults.clone());
    let onclick = {
        let (studio, of) = (studio.clone(), props.of.clone());
        Callback::from(move |_| studio.judge(of.clone()))
    };
    let found = judging.of(&props.of).cloned();
    let on_dismiss = Callback::from(move |()| studio.judging.dispatch(JudgingAction::Stopped));
    html! {
        <section class="section judge" aria-labelledby="judge-title" data-testid="judge">
            <h2 id="judge-title">{ say!("judge-title") }</h2>
            if let Some(found) = found {
                <Found {found} />
            } else {
                <p class="quiet">{ say!("judge-why") }</p>
                <Button label={say!("judge-begin")} icon="gauge" look="primary" testid="judge-button" {onclick}
                    why_not={runs.then(|| AttrValue::from(say!("judge-runs")))} />
            }
            if let Some(faults) = faults { <FaultBanner {faults} {on_dismiss} /> }
            if props.kind == TaskKind::Regression { <Quantiles of={props.of.clone()} /> }
        </section>
    }
}

#[derive(Properties, PartialEq)]
struct FoundProps {
    found: Rc<Judgement>,
}

#[component]
fn Found(props: &FoundProps) -> Html {
    let found = Rc::clone(&props.found);
    let chosen = use_state_eq(|| None::<&'static str>);
    let tabs = tabs(&found);
    let first = tabs.first().map_or("curves", |tab| tab.id);
    let shown = chosen.filter(|id| tabs.iter().any(|tab| tab.id == *id)).unwrap_or(first);
    let panel = match shown {
        "threshold" => html! { <Threshold found={found.clone()} /> },
        "curves" => html! { <Curves found={found.clone()} /> },
        "classes" => classes(&found),
        "residuals" => residuals(&found),
        "promised" => promised(&found),
        "mistakes" => mistakes(&found),
        _ => leaks(&found),
    };
    let part = say!(&format!("split-{}", found.part)).to_lowercase();
    html! {
        <>
            <p class="quiet">{ say!("judge-of", n = found.rows, part = part) }</p>
            { sentence(&found) }
            <Tabs name="judge" label={say!("judge-title")} {tabs} chosen={shown}
                onchoose={Callback::from(move |id| chosen.set(Some(id)))}>
                { panel }
            </Tabs>
        </>
    }
}

fn tabs(found: &Judgement) -> Vec<Tab> {
    let tab = |id: &'static str, count: usize, there: bool| {
        there.then(|| Tab {
            id,
            label: say!(&format!("judge-tab-{id}")).into(),
            count: (count > 0).then_some(count),
            empty: None,
        })
    };
    let classes = found.classes.as_ref();
    let thresholds = classes.is_some_and(|classes| !classes.against_rest.is_empty());
    let tabs = [
        tab("threshold", 0, thresholds),
        tab("curves", 0, !found.pictures.is_empty()),
        tab("classes", 0, classes.is_some()),
        tab("residuals", 0, found.numbers.is_some()),
        tab("promised", 0, true),
        tab("mistakes", 0, true),
        tab("leaks", found.leaks.len(), true),
    ];
    tabs.into_iter().flatten().collect()
}

/// What the figures come to, in a sentence.
fn sentence(found: &Judgement) -> Html {
    let words = match (&found.classes, &found.numbers) {
        (Some(classes), _) if classes.report.len() == 2 => {
            let positive = classes.against_rest.first().map(|of| of.class.clone());
            let line = classes.report.iter().find(|line| Some(&line.name) == positive.as_ref());
            let line = line.or(classes.report.last());
            let called = |line: &ClassLine| {
                let at = classes.report.iter().position(|of| of.name == line.name).unwrap_or_default();
                classes.confusion.iter().any(|row| row.get(at).is_some_and(|rows| *rows > 0))
            };
            line.map(|line| match called(line) {
                true => say!(
                    "judge-two",
                    class = line.name.as_str(),
                    caught = of_ten(line.recall),
                    wrong = one_in(1.0 - line.precision)
                ),
                false => say!("judge-never", class = line.name.as_str(), n = line.support),
            })
        }
        (Some(classes), _) => {
            let right: u64 = classes.confusion.iter().enumerate().map(|(at, row)| row[at]).sum();
            let worst = classes.report.iter().filter(|line| line.support > 0);
            let worst = worst.min_by(|a, b| a.recall.total_cmp(&b.recall));
            worst.map(|worst| {
                say!(
                    "judge-many",
                    right = of_ten(right as f64 / found.rows.max(1) as f64),
                    class = worst.name.as_str(),
                    caught = of_ten(worst.recall)
                )
            })
        }
        (_, Some(of)) => {
            let at = |share: f64| of.quantiles.iter().find(|(own, _)| *own == share).map(|(_, value)| *value);
            at(0.25).zip(at(0.75)).zip(at(0.05).zip(at(0.95))).map(|((q1, q3), (low, high))| {
                say!(
                    "judge-numbers",
                    q1 = numbers::short(q1),
                    q3 = numbers::short(q3),
                    low = numbers::short(low),
                    high = numbers::short(high)
                )
            })
        }
        _ => None,
    };
    words.map_or_else(
        Html::default,
        |words| html! { <p class="judge-sentence" data-testid="judge-sentence">{ words }</p> },
    )
}

/// "8 of 10", "97 of 100" where tens would hide what is left.
fn of_ten(share: f64) -> String {
    let base = if (0.05..=0.95).contains(&share) || share == 0.0 || share == 1.0 { 10.0 } else { 100.0 };
    say!("judge-of-base", n = (share * base).round() as u64, base = base as u64)
}

/// "1 in 4", "none".
fn one_in(share: f64) -> String {
    match share {
        s if s <= 0.0 => say!("judge-none"),
        s if s >= 0.67 => of_ten(s),
        s => say!("judge-one-in", n = (1.0 / s).round().max(2.0) as u64),
    }
}

/// Pictures of a judgement, by their names.
const DRAWN: [&str; 13] = [
    "precision_recall",
    "gains",
    "lift",
    "calibration",
    "scores_by_class",
    "residual_histogram",
    "residual_quantiles",
    "residuals_by_1",
    "residuals_by_2",
    "residuals_by_3",
    "residuals_by_4",
    "residuals_by_5",
    "residuals_by_6",
];

#[component]
fn Curves(props: &FoundProps) -> Html {
    let dark = use_dark();
    let charts = use_memo(Rc::clone(&props.found), |found| {
        let named = |name: &str| DRAWN.iter().copied().find(|known| *known == name);
        let drawn = found.pictures.iter().filter_map(|of| Some((named(&of.name)?, Chart::json(&of.spec))));
        drawn.collect::<Vec<(&'static str, Chart)>>()
    });
    let key = |name: &str| match name.starts_with("residuals_by") {
        true => "picture-residuals_by".to_owned(),
        false => format!("picture-{name}"),
    };
    html! {
        <>
            { brier(&props.found) }
            <div class="pictures">
                { for charts.iter().map(|(name, chart)| html! {
                    <Picture key={*name} name={*name} title={say!(&key(name))}
                        help={say!(&format!("{}.help", key(name)))} chart={chart.clone()} {dark} />
                }) }
            </div>
        </>
    }
}

/// What the Brier score of the positive class is made of.
fn brier(found: &Judgement) -> Html {
    let of = found.classes.as_ref().and_then(|classes| classes.against_rest.first());
    let Some((class, brier)) = of.and_then(|of| Some((of.class.as_str(), of.brier?))) else {
        return Html::default();
    };
    let words = say!(
        "judge-brier",
        class = class,
        score = numbers::score(brier.score),
        reliability = numbers::score(brier.reliability),
        resolution = numbers::score(brier.resolution),
        uncertainty = numbers::score(brier.uncertainty)
    );
    html! { <p class="quiet" data-testid="judge-brier">{ words }</p> }
}
