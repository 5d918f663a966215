//! What the parts of the split hold, beneath its form: advice, the target in each part, rows that stand in two,
//! columns that differ.

mod apart;
mod target;

use crate::components::{Button, icon};
use crate::hooks::{Studio, use_parts, use_slice, use_studio};
use crate::numbers;
use crate::state::{Parting, PartingAction, PartsOf, edit_for};
use crate::words::sentence;
use glasshouse_spec::{Change, Parts, PartsReport, SplitAdvice, SplitSpec};
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;
use yew::prelude::*;

/// The parts, unfolded at a press.
#[component]
pub fn SplitParts() -> Html {
    let studio = use_studio();
    let (data, recipe) = (use_slice(&studio.data), use_slice(&studio.recipe));
    let (jobs, parting) = (use_slice(&studio.jobs), use_slice(&studio.parting));
    let loaded = data.loaded.is_some() && data.reading.is_none() && recipe.is_asked();
    let now = recipe.recipe().filter(|_| loaded).map(|now| PartsOf::of(data.revision, now));
    let idle = parting.open && jobs.running.is_none();
    use_parts(&studio, now.clone().filter(|_| idle));
    let ontoggle = {
        let parting = studio.parting.clone();
        move |event: Event| {
            let target = event.target().and_then(|target| target.dyn_into::<HtmlElement>().ok());
            parting.dispatch(PartingAction::Open(target.is_some_and(|one| one.has_attribute("open"))));
        }
    };
    let fresh = now.as_ref().is_some_and(|now| parting.newest.as_ref().is_some_and(|(of, _)| of == now));
    html! {
        <details class="further split-parts" open={parting.open} {ontoggle} data-testid="split-parts" data-fresh={fresh.to_string()}>
            <summary>{ say!("parts-title") }</summary>
            if parting.open { { body(&studio, &parting, now.as_ref(), fresh, jobs.running.is_some()) } }
        </details>
    }
}

/// The figures; those of another split are shown as what they are, until the new ones are here.
fn body(studio: &Studio, parting: &Parting, now: Option<&PartsOf>, fresh: bool, busy: bool) -> Html {
    let Some(now) = now else { return html! { <p class="quiet">{ say!("parts-needs") }</p> } };
    if let Some((_, faults)) = parting.refused.as_ref().filter(|(of, _)| of == now) {
        return html! {
            <>{ for faults.iter().take(2).map(|fault| html! {
                <p data-testid="parts-refused">{ icon("circle-alert") }{ " " }{ sentence(&fault.message) }
                    if let Some(remedy) = &fault.remedy { <span class="quiet">{ " " }{ sentence(remedy) }</span> }
                </p>
            }) }</>
        };
    }
    let report = parting.newest.as_ref().map(|(_, report)| report);
    // The line keeps its place, so that nothing jumps when figures come.
    let words = match (&parting.running, report) {
        (_, Some(report)) if fresh => {
            let Parts { train, validation, test } = report.rows;
            say!("parts-of", n = train + validation + test, of = report.read)
        }
        _ if busy => say!("effect-waits"),
        (Some((_, _, Some(progress))), _) if progress.elapsed > 0.3 => {
            format!("{} {:.0}\u{a0}%", progress.stage, progress.done * 100.0)
        }
        _ => say!("parts-waits"),
    };
    html! {
        <>
            <p class="quiet parts-waits" role="status">{ words }</p>
            if let Some(report) = report {
                <div class={classes!("parts-told", (!fresh).then_some("is-old"))} aria-busy={(!fresh).to_string()}>
                    { told(studio, report, fresh) }
                </div>
            }
        </>
    }
}

fn told(studio: &Studio, report: &Rc<PartsReport>, fresh: bool) -> Html {
    html! {
        <>
            if !report.advice.is_empty() {
                <ul class="parts-advice" aria-label={say!("parts-advice")}>
                    { for report.advice.iter().map(|one| advised(studio, one, fresh)) }
                </ul>
            }
            { figures(report) }
            { target::pictured(report) }
            { apart::twice(report) }
            { apart::drift(report) }
        </>
    }
}

/// An advice with the button that follows it.
fn advised(studio: &Studio, advice: &SplitAdvice, fresh: bool) -> Html {
    let press = advice.change.clone().map(|change| {
        let label = match &change {
            Change::SetSplit { split } => split_words(split, &advice.code),
            _ => say!("parts-drop-duplicates"),
        };
        let why_not = (!fresh).then(|| AttrValue::from(say!("parts-waits")));
        let studio = studio.clone();
        let onclick = move |_: MouseEvent| {
            let (recipe, data) = (studio.recipe.get(), studio.data.get());
            if let (Some(now), Some(loaded)) = (recipe.recipe(), &data.loaded) {
                studio.edit(edit_for(&change, now, &loaded.profile.columns));
            }
        };
        html! { <Button {label} {why_not} {onclick} testid={format!("follow-{}", advice.code)} /> }
    });
    html! {
        <li data-testid={format!("advice-{}", advice.code)}>{ icon("lightbulb") }<div><p>{ &advice.message }</p>{ press.unwrap_or_default() }</div></li>
    }
}

/// What a button sets.
fn split_words(split: &SplitSpec, code: &str) -> String {
    let column = split.column.clone().unwrap_or_default();
    let percent = |share: f64| numbers::short(share * 100.0);
    match code {
        "split.by_time" => say!("parts-by-time", column = column),
        "split.by_group" => say!("parts-by-group", column = column),
        _ => say!(
            "parts-set",
            train = percent(split.train),
            validation = percent(split.validation),
            test = percent(split.test)
        ),
    }
}

/// Something of the three parts, in their order.
fn three<T>(parts: &Parts<T>) -> [&T; 3] {
    [&parts.train, &parts.validation, &parts.test]
}

/// A row of the table of figures.
fn line(name: Html, cells: impl IntoIterator<Item = Html>) -> Html {
    html! {
        <tr><th scope="row">{ name }</th>{ for cells.into_iter().map(|cell| html! { <td class="is-number">{ cell }</td> }) }</tr>
    }
}

/// A share, and the rows that it is of.
fn share_of(rows: u64, all: u64) -> Html {
    let share = if all > 0 { numbers::percent(rows as f64 / all as f64) } else { "\u{2013}".into() };
    html! { <>{ share }<small>{ numbers::grouped(rows as i64) }</small></> }
}

/// Rows, target, times and groups of each part.
fn figures(report: &PartsReport) -> Html {
    let Parts { train, validation, test } = report.rows;
    let all = train + validation + test;
    let rows = line(say!("parts-rows").into(), three(&report.rows).map(|rows| share_of(*rows, all)));
    let times = report.times.as_ref().map(|times| {
        let end = |of: fn(&(String, String)) -> &String| {
            three(&times.spans).map(|span| {
                let word = span.as_ref().map_or_else(|| "\u{2013}".into(), |span| of(span).replace('T', " "));
                html! { <span class="parts-time">{ word }</span> }
            })
        };
        html! {
            <>
                { line(say!("parts-first", column = times.column.as_str()).into(), end(|span| &span.0)) }
                { line(say!("parts-last").into(), end(|span| &span.1)) }
            </>
        }
    });
    let groups = report.groups.as_ref().map(|groups| {
        let cells = three(&groups.groups).map(|count| numbers::grouped(*count as i64).into());
        line(say!("parts-groups", column = groups.column.as_str()).into(), cells)
    });
    let apart = report.groups.as_ref().map(|groups| say!("parts-groups-twice", n = groups.twice));
    html! {
        <>
            <div class="scroll-x" tabindex="0" role="region" aria-label={say!("parts-title")}>
                <table class="plain-table parts-table" data-testid="parts-table">
                    <thead><tr>
                        <td></td>
                        { for ["train", "validation", "test"].map(|part| html! {
                            <th scope="col" class="is-number">{ say!(&format!("split-{part}")) }</th>
                        }) }
                    </tr></thead>
                    <tbody>{ rows }{ target::lines(report) }{ times.unwrap_or_default() }{ groups.unwrap_or_default() }</tbody>
                </table>
            </div>
            if let Some(words) = apart { <p class="quiet">{ words }</p> }
        </>
    }
}
