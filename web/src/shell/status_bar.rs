//! The status bar: the size of the table, memory, what computes, the running work, and the lock.

use super::WorkMeter;
use crate::components::icon;
use crate::hooks::{use_slice, use_studio};
use crate::numbers;
use crate::route::{Stage, use_stage};
use crate::state::{Data, JobKind, Overlay, SessionAction, WorkerState};
use yew::prelude::*;

/// The status bar.
#[component]
pub fn StatusBar() -> Html {
    let studio = use_studio();
    let (session, data, jobs) =
        (use_slice(&studio.session), use_slice(&studio.data), use_slice(&studio.jobs));
    let here = use_stage();
    let open = studio.session.clone();
    let proof = move |_: MouseEvent| open.dispatch(SessionAction::Overlay(Some(Overlay::Proof)));
    // On its own stage the running work is shown there, larger.
    let own = |kind: JobKind| match kind {
        JobKind::Train | JobKind::Search | JobKind::Automl => here == Stage::Train,
        JobKind::CrossValidate | JobKind::Curve | JobKind::Compare | JobKind::Refit => {
            here == Stage::Evaluate
        }
        _ => false,
    };
    let shown_there = jobs.running.is_some_and(|job| own(job.kind));
    let worker = match session.worker {
        WorkerState::Starting => Some(say!("worker-starting")),
        WorkerState::Restarting => Some(say!("worker-restarting")),
        WorkerState::Lost => Some(say!("worker-lost")),
        WorkerState::Ready => None,
    };
    html! {
        <footer class="status-bar">
            { size(&data) }
            <span class="status-wide" title={say!("status-backend.title")}>
                { icon("sprout") }<span data-testid="backend">{ "cpu" }</span>
            </span>
            if let Some(words) = worker { <span class="status-worker">{ words }</span> }
            <span class="status-work">
                if !shown_there { <WorkMeter small=true /> }
            </span>
            <button type="button" class="status-lock" onclick={proof} aria-label={say!("proof-open")}>
                { icon("lock") }<span class="status-lock-words">{ say!("proof-open") }</span>
            </button>
        </footer>
    }
}

/// Rows, columns and memory of the table.
fn size(data: &Data) -> Html {
    if data.replacing {
        return html! { <span class="status-size">{ say!("status-reading") }</span> };
    }
    let Some(loaded) = &data.loaded else {
        return html! { <span class="status-size">{ say!("status-no-data") }</span> };
    };
    html! {
        <>
            <span class="status-size">
                <Count n={loaded.profile.rows} testid="rows" />{ say!("status-rows") }
                <span class="status-times">{ "\u{d7}" }</span>
                <Count n={loaded.profile.columns.len() as u64} testid="columns" />{ say!("status-columns") }
            </span>
            <span class="status-wide" title={say!("status-memory.title")}>
                { say!("status-memory", bytes = numbers::bytes(loaded.read.memory)) }
            </span>
        </>
    }
}

#[derive(Properties, PartialEq)]
struct CountProps {
    n: u64,
    testid: &'static str,
}

/// A whole number whose thousands stand apart to the eye while its text stays plain digits.
#[component]
fn Count(props: &CountProps) -> Html {
    let grouped = numbers::grouped(props.n as i64);
    html! {
        <span class="count" data-testid={props.testid} data-value={props.n.to_string()}>
            { for grouped.split(',').map(|part| html! { <span>{ part }</span> }) }
        </span>
    }
}
