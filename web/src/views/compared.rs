//! Two models of the list on the same folds: whether the one is better than the other, and how sure that is.

use super::scores::metric_title;
use crate::components::{Bar, Button, FaultBanner, Strip};
use crate::hooks::{use_slice, use_studio};
use crate::numbers;
use crate::shell::WorkMeter;
use crate::state::{FindingAction, JobKind};
use crate::words::sentence;
use glasshouse_spec::{CompareReport, ComparisonTest, ModelEntry, TaskKind, Verdict};
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// Properties of [`Compared`].
#[derive(Properties, PartialEq)]
pub struct ComparedProps {
    /// The two.
    pub models: [ModelEntry; 2],
    /// What they are called.
    pub names: [String; 2],
}

/// The button, and what the folds say.
#[component]
pub fn Compared(props: &ComparedProps) -> Html {
    let studio = use_studio();
    let (found, jobs) = (use_slice(&studio.comparison), use_slice(&studio.jobs));
    let five_by_two = use_state_eq(|| false);
    let ids = [props.models[0].id, props.models[1].id];
    let running = jobs.running(JobKind::Compare).is_some();
    let mine = found.of == Some(ids);
    let why_not = why_not(&props.models)
        .or_else(|| studio.why_not_train().filter(|_| !running))
        .or_else(|| running.then(|| say!("folds-running")));
    let begin = {
        let (studio, five_by_two) = (studio.clone(), *five_by_two);
        move |_: MouseEvent| studio.compare(ids, five_by_two)
    };
    let check = {
        let five_by_two = five_by_two.clone();
        move |event: Event| five_by_two.set(event.target_unchecked_into::<HtmlInputElement>().checked())
    };
    let read = {
        let studio = studio.clone();
        Callback::from(move |()| studio.comparison.dispatch(FindingAction::Failed(Vec::new())))
    };
    html! {
        <div class="compared" data-testid="compared">
            <h3>{ say!("compared-title") }</h3>
            <p class="quiet">{ say!("compared-why") }</p>
            <p class="go-on">
                <Button label={say!("compared-button")} icon="rotate-ccw" testid="compare-button" onclick={begin}
                    why_not={why_not.map(AttrValue::from)} />
                <label class="check"><input type="checkbox" checked={*five_by_two} onchange={check} />
                    <span>{ say!("compared-five-by-two") }</span></label>
            </p>
            if running && mine { <WorkMeter /> }
            if mine {
                <FaultBanner faults={found.faults.clone()} on_dismiss={read} />
                if let Some(report) = &found.report { { told(report, &props.names) } }
            }
        </div>
    }
}

/// Why the two cannot be compared on folds.
fn why_not(models: &[ModelEntry; 2]) -> Option<String> {
    let [one, other] = models;
    let kind = one.task.kind;
    if kind.without_target() || kind == TaskKind::Forecast {
        return Some(say!("compared-no-folds"));
    }
    let same = one.data_sha256 == other.data_sha256 && one.task == other.task;
    (!same).then(|| say!("compared-other-data"))
}

fn told(report: &CompareReport, names: &[String; 2]) -> Html {
    let metric = metric_title(&report.metric);
    let interval = report.difference.low.zip(report.difference.high);
    let differences: Vec<f64> = report.each.iter().map(|fold| fold.difference).collect();
    html! {
        <>
            <p class="judge-sentence" data-testid="compared-verdict">{ verdict(report, names) }</p>
            <p>{ say!(
                "compared-means",
                metric = metric.clone(),
                one = names[0].as_str(),
                first = numbers::score(report.means[0]),
                other = names[1].as_str(),
                second = numbers::score(report.means[1]),
                folds = report.each.len()
            ) }</p>
            <div class="compared-strip">
                <Strip scores={differences} mean={report.difference.mean} {interval}
                    label={say!("compared-strip", metric = metric)} />
                if let Some((low, high)) = interval {
                    <span class="quiet">{ difference(report.difference.mean, [low, high], names) }</span>
                }
            </div>
            { probabilities(report, names) }
            { tests(&report.tests) }
            { for report.warnings.iter().map(|warning| html! { <p class="quiet">{ sentence(&warning.message) }</p> }) }
        </>
    }
}

/// The mean difference, from the side of the one that it favours.
fn difference(mean: f64, [low, high]: [f64; 2], names: &[String; 2]) -> String {
    let (name, mean, low, high) = match mean < 0.0 {
        true => (&names[1], -mean, -high, -low),
        false => (&names[0], mean, low, high),
    };
    say!(
        "compared-difference",
        name = name.as_str(),
        mean = numbers::score(mean),
        low = numbers::score(low),
        high = numbers::score(high)
    )
}

fn verdict(report: &CompareReport, names: &[String; 2]) -> String {
    match report.verdict {
        Verdict::First => say!("compared-better", name = names[0].as_str()),
        Verdict::Second => say!("compared-better", name = names[1].as_str()),
        Verdict::Same => say!("compared-same", rope = numbers::score(report.rope)),
        Verdict::Unclear => say!("compared-unclear"),
    }
}

/// How probable each is to be better, as shares of a bar.
fn probabilities(report: &CompareReport, names: &[String; 2]) -> Html {
    let Some(of) = report.probabilities else { return Html::default() };
    let line = |name: String, share: f64, id: &'static str| {
        html! {
            <tr key={id}>
                <th scope="row">{ name }</th>
                <td><Bar {share} /></td>
                <td class="is-number" data-testid={format!("compared-{id}")} data-value={share.to_string()}>
                    { numbers::percent(share) }
                </td>
            </tr>
        }
    };
    html! {
        <table class="plain-table compared-odds">
            <caption class="quiet">{ say!("compared-odds", rope = numbers::score(report.rope)) }</caption>
            <tbody>
                { line(say!("compared-better", name = names[0].as_str()), of.first, "first") }
                { line(say!("compared-neither"), of.same, "same") }
                { line(say!("compared-better", name = names[1].as_str()), of.second, "second") }
            </tbody>
        </table>
    }
}

fn tests(tests: &[ComparisonTest]) -> Html {
    if tests.is_empty() {
        return Html::default();
    }
    let line = |test: &ComparisonTest| {
        let rows = test.only_right.map(|[one, other]| say!("compared-only-right", one = one, other = other));
        html! {
            <tr key={test.name.clone()}>
                <th scope="row">{ say!(&format!("comparison-{}", test.name)) }<small>{ rows }</small></th>
                <td class="is-number">{ numbers::short(test.statistic) }</td>
                <td class="is-number" data-testid={format!("p-{}", test.name)} data-value={test.p_value.to_string()}>
                    { numbers::chance(test.p_value) }
                </td>
            </tr>
        }
    };
    html! {
        <details class="further">
            <summary>{ say!("compared-tests") }</summary>
            <table class="plain-table compared-odds">
                <thead><tr>
                    <th scope="col">{ say!("compared-test") }</th>
                    <th scope="col" class="is-number">{ say!("compared-statistic") }</th>
                    <th scope="col" class="is-number">{ say!("segments-p") }</th>
                </tr></thead>
                <tbody>{ for tests.iter().map(line) }</tbody>
            </table>
        </details>
    }
}
