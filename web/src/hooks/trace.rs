//! What the open step does to the rows: asked for when a step is open, of some training rows at once and of
//! all of them when the person rests; given up when something else is looked at or more urgent.

use super::Studio;
use crate::services::pictures::Chart;
use crate::state::{List, Spot, TraceOf, TracesAction};
use glasshouse_spec::{Event, Phase, Request};
use gloo::timers::callback::Timeout;
use yew::prelude::*;

/// Training rows that a step is tried on at once.
const ROWS: u32 = 2_000;
/// Rest before a step is tried, and before it is tried on all rows.
const REST_MS: [u32; 2] = [120, 900];

impl Studio {
    /// Asks what a step does: of some training rows, or of all.
    fn trace(&self, of: &TraceOf, whole: bool) {
        let phase = match of.step.0 {
            List::Clean => Phase::Clean,
            List::Prepare => Phase::Prepare,
        };
        let request = Request::Trace {
            recipe: Box::new((*of.recipe).clone()),
            phase,
            step: of.step.1 as u32,
            rows: (!whole && phase == Phase::Prepare).then_some(ROWS),
        };
        let (studio, id) = (self.clone(), self.port.next_number());
        self.traces.dispatch(TracesAction::Began(id, of.clone(), whole));
        self.port.send(request, &[], move |(event, buffers)| {
            let action = match event {
                Event::Progress(progress) => TracesAction::At(id, progress),
                Event::Traced { trace } => {
                    TracesAction::Came(id, *trace, buffers.iter().map(Chart::sent).collect())
                }
                Event::Failed { faults } => TracesAction::Refused(id, faults),
                _ => TracesAction::Stopped(id),
            };
            studio.traces.dispatch(action);
        });
    }

    /// Gives up what is being traced.
    pub fn stop_tracing(&self) {
        if let Some(running) = &self.traces.get().running {
            let id = running.id;
            self.traces.dispatch(TracesAction::Stopped(id));
            self.ask(Request::Cancel { job: id }, Spot::Prepare, |_| {});
        }
    }
}

/// Traces a step for as long as it is looked at; `None` traces nothing.
#[hook]
pub fn use_tracing(studio: &Studio, of: Option<TraceOf>) {
    let traces = super::use_slice(&studio.traces);
    let newest = traces.newest.as_ref().filter(|newest| Some(&newest.of) == of.as_ref());
    let refused = traces.refused.as_ref().is_some_and(|(refused, _)| Some(refused) == of.as_ref());
    // What is lacking next: something, everything, or nothing.
    let lacks = match newest {
        _ if refused => None,
        None => Some(false),
        Some(newest) if newest.trace.used < newest.trace.of && newest.trace.faults.is_empty() => Some(true),
        Some(_) => None,
    };
    let wanted = of.zip(lacks);
    use_effect_with(wanted, {
        let studio = studio.clone();
        move |wanted| {
            let timer = wanted.clone().map(|(of, whole)| {
                let studio = studio.clone();
                Timeout::new(REST_MS[usize::from(whole)], move || studio.trace(&of, whole))
            });
            // Only what was wanted by this drawing is given up: a trace that came is over by now.
            let studio = studio.clone();
            let wanted = wanted.clone();
            move || {
                drop(timer);
                let traces = studio.traces.get();
                let own = traces.running.as_ref().map(|running| (running.of.clone(), running.whole));
                if own.is_some() && own == wanted {
                    studio.stop_tracing();
                }
            }
        }
    });
}
