//! What a test came to: the meaning first, then its numbers, its assumptions, what to be careful about.

use super::super::look_bar::condition_words;
use crate::components::{IconButton, Warnings, icon};
use crate::hooks::use_studio;
use crate::numbers;
use crate::state::{TrialsAction, Verdict};
use glasshouse_spec::{Condition, Correction, TestAssumption, TestGroup, TestReport};
use std::rc::Rc;
use yew::prelude::*;

/// Properties of [`VerdictCard`].
#[derive(Properties, PartialEq)]
pub struct VerdictProps {
    /// Its number.
    pub number: u64,
    /// What came out.
    pub verdict: Rc<Verdict>,
}

/// One result, or those of one test asked many times.
#[component]
pub fn VerdictCard(props: &VerdictProps) -> Html {
    let studio = use_studio();
    let verdict = &props.verdict;
    let (store, number) = (studio.trials.clone(), props.number);
    let title = verdict.reports.first().map_or(verdict.asked.name.clone(), |report| report.title.clone());
    html! {
        <li class="verdict" data-testid="verdict" data-test={verdict.asked.name.clone()}>
            <div class="verdict-head">
                <div>
                    <h3>{ title }</h3>
                    <p class="quiet">{ of_what(verdict) }</p>
                </div>
                <IconButton icon="x" label={say!("tests-drop")} onclick={move |_: MouseEvent| store.dispatch(TrialsAction::Drop(number))} />
            </div>
            { match (verdict.correction, verdict.reports.as_slice()) {
                (None, [report]) => one(report),
                (correction, reports) => many(correction, reports),
            } }
            <Warnings warnings={verdict.warnings.clone()} />
        </li>
    }
}

/// The columns, the groups and the filter.
fn of_what(verdict: &Verdict) -> String {
    let columns = verdict.asked.columns.join(", ");
    let words = match &verdict.asked.by {
        Some(by) => say!("tests-of-by", columns = columns, by = by.as_str()),
        None => columns,
    };
    let filter: Vec<String> =
        verdict.asked.view.filter.iter().map(|c: &Condition| condition_words(c, None)).collect();
    if filter.is_empty() { words } else { say!("tests-of-part", of = words, filter = filter.join(", ")) }
}

fn one(report: &TestReport) -> Html {
    html! {
        <>
            <p class="verdict-meaning">{ &report.meaning }</p>
            <dl class="figures">
                { number(&report.statistic_name, report.statistic, "statistic") }
                { number(&say!("tests-p"), Some(report.p_value), "p-value") }
                if report.df.is_some() { { number(&say!("tests-df"), report.df, "df") } }
                if let Some(effect) = &report.effect {
                    { number(&effect_words(&effect.name, effect.size.as_deref()), Some(effect.value), "effect") }
                }
                if let Some(interval) = &report.interval {
                    <div>
                        <dt>{ say!("tests-interval", of = interval.of.as_str(), level = numbers::percent(interval.level)) }</dt>
                        <dd>{ say!("tests-from-to", low = end(interval.low), high = end(interval.high)) }</dd>
                    </div>
                }
                { for report.details.iter().map(|(name, value)| number(&name.replace('_', " "), Some(*value), "detail")) }
                { count(say!("tests-n"), report.n) }
                if report.dropped > 0 { { count(say!("tests-dropped"), report.dropped) } }
                if let Some(method) = &report.method { <div><dt>{ say!("tests-method") }</dt><dd>{ method }</dd></div> }
                { for report.critical.iter().map(|critical| {
                    number(&say!("tests-critical", level = numbers::percent(critical.level)), Some(critical.value), "critical")
                }) }
            </dl>
            { groups(&report.groups) }
            { assumptions(&report.assumptions) }
            <Warnings warnings={report.warnings.clone()} />
        </>
    }
}

fn effect_words(name: &str, size: Option<&str>) -> String {
    match size {
        Some(size) => say!("tests-effect", name = name, size = size),
        None => name.to_owned(),
    }
}

fn end(value: Option<f64>) -> String {
    value.map_or_else(|| "\u{221e}".to_owned(), numbers::short)
}

fn number(words: &str, value: Option<f64>, name: &str) -> Html {
    let full = value.map(|v| v.to_string());
    let short = value.map_or_else(|| "\u{221e}".to_owned(), numbers::short);
    html! { <div><dt>{ words }</dt><dd title={full.clone()} data-value={full} data-name={name.to_owned()}>{ short }</dd></div> }
}

fn count(words: String, value: u64) -> Html {
    html! { <div><dt>{ words }</dt><dd>{ numbers::grouped(value as i64) }</dd></div> }
}

fn groups(groups: &[TestGroup]) -> Html {
    if groups.is_empty() {
        return Html::default();
    }
    let cell = |value: Option<f64>| html! { <td class="is-number">{ value.map_or_else(|| "\u{2013}".to_owned(), numbers::short) }</td> };
    html! {
        <div class="scroll-x" tabindex="0" role="region" aria-label={say!("tests-groups")}>
            <table class="plain-table">
                <thead><tr>
                    <th scope="col">{ say!("tests-groups") }</th><th scope="col" class="is-number">{ say!("tests-n") }</th>
                    <th scope="col" class="is-number">{ say!("number-mean") }</th><th scope="col" class="is-number">{ say!("number-median") }</th>
                    <th scope="col" class="is-number">{ say!("number-std") }</th>
                </tr></thead>
                <tbody>{ for groups.iter().map(|group| html! {
                    <tr>
                        <th scope="row">{ &group.name }</th>
                        <td class="is-number">{ numbers::grouped(group.n as i64) }</td>
                        { cell(group.mean) }{ cell(group.median) }{ cell(group.std) }
                    </tr>
                }) }</tbody>
            </table>
        </div>
    }
}

fn assumptions(assumptions: &[TestAssumption]) -> Html {
    if assumptions.is_empty() {
        return Html::default();
    }
    let line = |assumption: &TestAssumption| {
        let (glyph, class) = match &assumption.check {
            Some(check) if check.holds => ("check", "is-equal"),
            Some(_) => ("triangle-alert", "is-open"),
            None => ("info", "quiet"),
        };
        html! {
            <li class={class}>
                { icon(glyph) }
                <span>{ &assumption.text }
                    if let Some(check) = &assumption.check { <br /><small>{ &check.text }</small> }
                </span>
            </li>
        }
    };
    html! {
        <>
            <h4>{ say!("tests-assumptions") }</h4>
            <ul class="verdict-assumptions">{ for assumptions.iter().map(line) }</ul>
        </>
    }
}

fn many(correction: Option<Correction>, reports: &[TestReport]) -> Html {
    let line = |report: &TestReport| {
        let named = if report.groups.is_empty() || report.by.is_none() {
            report.columns.join(" \u{d7} ")
        } else {
            report.groups.iter().map(|group| group.name.as_str()).collect::<Vec<_>>().join(" \u{d7} ")
        };
        let effect = report.effect.as_ref().map(|effect| {
            format!("{} {}", effect_words(&effect.name, effect.size.as_deref()), numbers::short(effect.value))
        });
        let value = |v: Option<f64>| v.map_or_else(|| "\u{2013}".to_owned(), numbers::short);
        html! {
            <tr>
                <th scope="row">{ named }</th>
                <td class="is-number">{ value(report.statistic) }</td>
                <td class="is-number" title={report.p_value.to_string()}>{ value(Some(report.p_value)) }</td>
                <td class="is-number">{ value(report.corrected_p_value) }</td>
                <td>{ effect.unwrap_or_default() }</td>
            </tr>
        }
    };
    let name = match correction {
        Some(Correction::Holm) => say!("tests-way-holm"),
        Some(Correction::Bh) => say!("tests-way-bh"),
        None => String::new(),
    };
    html! {
        <>
            <p class="quiet">{ name }</p>
            <div class="scroll-x" tabindex="0" role="region" aria-label={say!("tests-each")}>
                <table class="plain-table">
                    <thead><tr>
                        <th scope="col">{ say!("tests-each") }</th>
                        <th scope="col" class="is-number">{ reports.first().map(|r| r.statistic_name.clone()).unwrap_or_default() }</th>
                        <th scope="col" class="is-number">{ say!("tests-p") }</th>
                        <th scope="col" class="is-number">{ say!("tests-p-corrected") }</th>
                        <th scope="col">{ say!("tests-effect-head") }</th>
                    </tr></thead>
                    <tbody>{ for reports.iter().map(line) }</tbody>
                </table>
            </div>
        </>
    }
}
