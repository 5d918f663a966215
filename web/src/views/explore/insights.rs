//! The key insights: what to know about the table, ranked, each with its number, what to do, the
//! picture that shows it, and the change of the recipe that answers it; at the end, all changes that
//! are proposed.

use super::answer::{Answer, change_columns};
use super::open_column;
use super::report::Report;
use super::shown::Shown;
use super::standing::Standing;
use crate::components::{Deferred, icon};
use crate::hooks::{Studio, use_slice, use_studio};
use crate::state::Exploring;
use glasshouse_spec::{Change, Finding, Severity};
use yew::prelude::*;

/// Findings that are shown before somebody asks for more.
const SHOWN: usize = 8;

/// The key insights.
#[component]
pub fn Insights() -> Html {
    let studio = use_studio();
    let (explore, data) = (use_slice(&studio.explore), use_slice(&studio.data));
    let all = use_state_eq(|| false);
    let known = explore.of_table(data.revision);
    let found = known.map_or(&[][..], |known| &known.exploration.findings);
    let shown = if *all { found.len() } else { SHOWN.min(found.len()) };
    let more = {
        let all = all.clone();
        move |_: MouseEvent| all.set(true)
    };
    let waiting = known.is_none() && matches!(explore.exploring, Exploring::Running(..) | Exploring::Idle);
    html! {
        <>
            <Standing whole=true />
            if waiting {
                <div class="findings-waiting" aria-hidden="true">
                    { for (0..3).map(|_| html! { <div class="finding-ground"></div> }) }
                </div>
            }
            if known.is_some() && found.is_empty() {
                <p class="good">{ icon("check") }{ " " }{ say!("findings-none") }</p>
            }
            <ol class="findings">
                { for found.iter().take(shown).enumerate().map(|(at, finding)| html! {
                    <Insight key={format!("{}-{at}", finding.code)} finding={finding.clone()} />
                }) }
            </ol>
            if found.len() > shown {
                <button type="button" class="button button-plain" onclick={more} data-testid="findings-more">
                    { say!("findings-more", n = found.len() - shown) }
                </button>
            }
            if known.is_some() { { suggestions(&studio, found) } <Report /> }
        </>
    }
}

#[derive(Properties, PartialEq)]
struct InsightProps {
    finding: Finding,
}

/// Columns of a finding that are named as links.
const NAMED: usize = 4;

/// One insight.
#[component]
fn Insight(props: &InsightProps) -> Html {
    let studio = use_studio();
    let finding = &props.finding;
    let (glyph, name) = match finding.severity {
        Severity::Problem => ("circle-alert", "problem"),
        Severity::Attention => ("triangle-alert", "attention"),
        Severity::Info => ("info", "info"),
    };
    html! {
        <li class={classes!("finding", format!("finding-{name}"))} data-testid="finding" data-code={finding.code.clone()}>
            <div class="finding-text">
                <p class="finding-severity">{ icon(glyph) }{ say!(&format!("severity-{name}")) }</p>
                <p class="finding-message">{ &finding.message }</p>
                <p class="finding-advice">{ &finding.advice }</p>
                if let Some(change) = &finding.change {
                    <div class="finding-actions"><Answer change={change.clone()} /></div>
                }
                { columns_of(&studio, &finding.columns) }
            </div>
            if let Some(picture) = &finding.picture {
                <Deferred class="finding-picture"><Shown picture={picture.clone()} /></Deferred>
            }
        </li>
    }
}

/// Links to the columns that it is about.
fn columns_of(studio: &Studio, columns: &[String]) -> Html {
    if columns.is_empty() {
        return Html::default();
    }
    let link = |name: &String| {
        html! {
            <button type="button" class="link-button" onclick={open_column(studio, name)} title={name.clone()}>{ name }</button>
        }
    };
    let rest = columns.len().saturating_sub(NAMED);
    html! {
        <p class="finding-columns">
            { for columns.iter().take(NAMED).map(link) }
            if rest > 0 { <span class="quiet">{ say!("columns-and-more", n = rest) }</span> }
        </p>
    }
}

/// Every change that the findings propose, once each.
fn suggestions(studio: &Studio, found: &[Finding]) -> Html {
    let mut changes: Vec<(&Change, &Finding)> = Vec::new();
    for finding in found {
        if let Some(change) = &finding.change
            && !changes.iter().any(|(known, _)| *known == change)
        {
            changes.push((change, finding));
        }
    }
    let line = |(change, finding): &(&Change, &Finding)| {
        let columns = change_columns(change);
        html! {
            <li class="suggestion" data-testid="suggestion">
                <div class="suggestion-text">
                    <p>{ &finding.advice }</p>
                    { columns_of(studio, &columns) }
                </div>
                <Answer change={(*change).clone()} />
            </li>
        }
    };
    html! {
        <section class="section" aria-labelledby="suggestions-title">
            <h2 id="suggestions-title">{ say!("suggestions-title") }</h2>
            if changes.is_empty() { <p class="quiet">{ say!("suggestions-none") }</p> }
            else {
                <p class="quiet">{ say!("suggestions-what") }</p>
                <ul class="suggestions">{ for changes.iter().map(line) }</ul>
            }
        </section>
    }
}
