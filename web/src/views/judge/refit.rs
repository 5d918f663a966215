//! What is learnt of a model by training its recipe again, when it is asked for: intervals between two quantiles, and
//! which clusters come back.

use super::tables::conformal_table;
use crate::components::{Button, Choice, FaultBanner, Field, Picture, SelectBox, Warnings};
use crate::hooks::{use_slice, use_studio};
use crate::numbers;
use crate::services::pictures::Chart;
use crate::shell::WorkMeter;
use crate::state::{FindingAction, JobKind, Judged};
use crate::views::use_dark;
use glasshouse_chart::{Axis, BoxGroup, Boxes, ChartSpec};
use glasshouse_spec::{ClusterStability, ClusterTrust, QuantileReport, Refit, Refitted, StabilityReport};
use std::rc::Rc;
use yew::prelude::*;

/// Shares that can be asked for.
const LEVELS: [f64; 3] = [0.8, 0.9, 0.95];

/// Properties of the sections.
#[derive(Properties, PartialEq)]
pub struct RefitProps {
    /// The model and the target.
    pub of: Judged,
}

/// Intervals of a regressor that are narrow where it is sure.
#[component]
pub fn Quantiles(props: &RefitProps) -> Html {
    let level = use_state_eq(|| "0.9".to_string());
    let choices: Vec<Choice> =
        LEVELS.iter().map(|level| Choice::new(level.to_string(), numbers::percent(*level))).collect();
    let chosen = level.clone();
    let asked = Refit::Quantiles { target: props.of.1 as u32, level: level.parse().unwrap_or(0.9) };
    let told = |found: &Refitted| match found {
        Refitted::Quantiles(report) => intervals(report),
        Refitted::Stability(_) => Html::default(),
    };
    let field = html! {
        <Field label={say!("quantiles-level")} id="quantiles-level">
            <SelectBox id="quantiles-level" {choices} value={(*level).clone()}
                onchange={Callback::from(move |level: String| chosen.set(level))} />
        </Field>
    };
    html! {
        <>
            <h3>{ say!("quantiles-title") }</h3>
            <p class="quiet">{ say!("quantiles-why") }</p>
            <Asked of={props.of.clone()} label={say!("quantiles-begin")} testid="quantiles-begin" {asked} {field}
                told={Callback::from(move |found: Rc<Refitted>| told(&found))} />
        </>
    }
}

/// Which clusters come back where other rows are drawn.
#[component]
pub fn Stability(props: &RefitProps) -> Html {
    let dark = use_dark();
    let told = Callback::from(move |found: Rc<Refitted>| match &*found {
        Refitted::Stability(report) => stability(report, dark),
        Refitted::Quantiles(_) => Html::default(),
    });
    html! {
        <section class="section" aria-labelledby="stability-title" data-testid="stability">
            <h2 id="stability-title">{ say!("stability-title") }</h2>
            <p class="quiet">{ say!("stability-why") }</p>
            <Asked of={props.of.clone()} label={say!("stability-begin")} testid="stability-begin"
                asked={Refit::Stability { rounds: None }} field={Html::default()} {told} />
        </section>
    }
}

#[derive(Properties, PartialEq)]
struct AskedProps {
    of: Judged,
    asked: Refit,
    label: AttrValue,
    testid: &'static str,
    field: Html,
    told: Callback<Rc<Refitted>, Html>,
}

/// The button, what is under way, and what was found.
#[component]
fn Asked(props: &AskedProps) -> Html {
    let studio = use_studio();
    let (refits, jobs) = (use_slice(&studio.refits), use_slice(&studio.jobs));
    let own = refits.of.as_ref() == Some(&props.of);
    let runs = own && jobs.running(JobKind::Refit).is_some();
    let why_not = studio.why_not_train().map(AttrValue::from);
    let (begin, of, asked) = (studio.clone(), props.of.clone(), props.asked.clone());
    let on_dismiss = Callback::from(move |()| studio.refits.dispatch(FindingAction::Failed(Vec::new())));
    html! {
        <>
            <div class="inline-form">
                { props.field.clone() }
                <Button label={props.label.clone()} icon="telescope" testid={props.testid} {why_not}
                    onclick={move |_| begin.refit(of.clone(), asked.clone())} />
            </div>
            if runs { <WorkMeter /> }
            if own { <FaultBanner faults={refits.faults.clone()} {on_dismiss} /> }
            if let Some(found) = refits.report.as_ref().filter(|_| own) { { props.told.emit(found.clone()) } }
        </>
    }
}

/// The intervals beside those of equal width.
fn intervals(report: &QuantileReport) -> Html {
    let width = |share: f64| {
        let of = report.widths.iter().find(|(own, _)| *own == share);
        of.map(|(_, width)| numbers::short(*width)).unwrap_or_default()
    };
    let notes = report
        .notes
        .iter()
        .map(|note| html! { <p class="quiet">{ crate::words::sentence(&note.message) }</p> });
    html! {
        <div>
            { conformal_table(&report.intervals, false, "quantiles") }
            <p class="quiet">{ say!("quantiles-widths", low = width(0.1), middle = width(0.5), high = width(0.9)) }</p>
            { for notes }
        </div>
    }
}

/// Clusters that are drawn at most.
const DRAWN: usize = 40;

/// The clusters, how alike they came back, and what that means.
fn stability(report: &StabilityReport, dark: bool) -> Html {
    let count = |wanted: &[ClusterTrust]| {
        report.clusters.iter().filter(|of| of.trust.is_some_and(|trust| wanted.contains(&trust))).count()
            as u64
    };
    let sentence = say!(
        "stability-sentence",
        n = report.clusters.len() as u64,
        stable = count(&[ClusterTrust::Firm, ClusterTrust::Stable]),
        doubtful = count(&[ClusterTrust::Doubtful]),
        rounds = report.rounds
    );
    let rand = report.rand.map(|rand| {
        say!("stability-rand", rand = numbers::score(rand), found = numbers::short(report.found))
    });
    let noise = (report.noise > 0).then(|| say!("stability-noise", n = report.noise));
    let line = |of: &ClusterStability| {
        let trust = match of.trust {
            Some(ClusterTrust::Firm) => say!("stability-firm"),
            Some(ClusterTrust::Stable) => say!("stability-stable"),
            Some(ClusterTrust::Pattern) => say!("stability-pattern"),
            Some(ClusterTrust::Doubtful) => say!("stability-doubtful"),
            None => say!("stability-never"),
        };
        html! {
            <tr>
                <th scope="row">{ &of.name }</th>
                <td class="is-number">{ numbers::grouped(of.rows as i64) }</td>
                <td class="is-number" data-value={of.jaccard.map(|jaccard| jaccard.to_string())}>
                    { of.jaccard.map(numbers::score).unwrap_or_default() }
                </td>
                <td class="is-number">{ numbers::grouped(i64::from(of.recovered)) }</td>
                <td class="is-number">{ numbers::grouped(i64::from(of.dissolved)) }</td>
                <td>{ trust }</td>
            </tr>
        }
    };
    let heads = [
        say!("stability-rows"),
        say!("stability-jaccard"),
        say!("stability-recovered"),
        say!("stability-dissolved"),
    ];
    html! {
        <>
            <p class="judge-sentence" data-testid="stability-sentence">{ sentence }</p>
            <p class="quiet">{ rand.into_iter().chain(noise).collect::<Vec<_>>().join(" ") }</p>
            <Warnings warnings={report.notes.clone()} />
            <div class="pictures">
                <Picture name="stability" title={say!("picture-stability")} help={say!("picture-stability.help")}
                    chart={boxes(report)} {dark} />
            </div>
            <div class="scores-frame"><table class="plain-table scores" data-testid="stability-table">
                <thead><tr>
                    <th scope="col">{ say!("stability-cluster") }</th>
                    { for heads.map(|head| html! { <th scope="col" class="is-number">{ head }</th> }) }
                    <th scope="col">{ say!("stability-means") }</th>
                </tr></thead>
                <tbody>{ for report.clusters.iter().map(line) }</tbody>
            </table></div>
        </>
    }
}

/// A box for each cluster.
fn boxes(report: &StabilityReport) -> Chart {
    let group = |of: &ClusterStability| {
        let five = of.five?;
        Some(BoxGroup {
            name: of.name.clone(),
            n: u64::from(report.rounds),
            five,
            whiskers: (five[0], five[4]),
            mean: of.jaccard,
            ..BoxGroup::default()
        })
    };
    let groups: Vec<BoxGroup> = report.clusters.iter().take(DRAWN).filter_map(group).collect();
    Chart::of(&ChartSpec::Boxes(Boxes {
        axis: Axis { name: say!("stability-jaccard"), ..Axis::default() },
        by: Some(say!("stability-cluster")),
        others: (report.clusters.len() - groups.len()) as u64,
        groups,
        ..Boxes::default()
    }))
}
