//! Which rows the figures are of, and how their computing stands: in one line that keeps its place.

use super::shown::ProgressLine;
use crate::components::{Button, FaultBanner, icon};
use crate::hooks::{Studio, use_slice, use_studio};
use crate::state::{Explored, Exploring, Of};
use yew::prelude::*;

/// Properties of [`Standing`].
#[derive(Properties, PartialEq)]
pub struct StandingProps {
    /// Whether only figures of all rows are shown here.
    #[prop_or_default]
    pub whole: bool,
}

/// The line above the figures.
#[component]
pub fn Standing(props: &StandingProps) -> Html {
    let studio = use_studio();
    let (explore, data) = (use_slice(&studio.explore), use_slice(&studio.data));
    let (_look, _recipe) = (use_slice(&studio.look), use_slice(&studio.recipe));
    let of = if props.whole { studio.explore_of().whole() } else { studio.explore_of() };
    let known = explore.figures(&of).filter(|known| known.of.revision == data.revision);
    match &explore.exploring {
        Exploring::Running(_, _, progress) => {
            let stop = {
                let studio = studio.clone();
                Callback::from(move |_: MouseEvent| studio.stop_exploring())
            };
            html! {
                <div class="explore-strip" aria-busy="true">
                    if let Some(progress) = progress { <ProgressLine progress={progress.clone()} {stop} /> }
                    else { <p class="quiet is-late">{ icon("loader-circle") }{ say!("explore-waiting") }</p> }
                </div>
            }
        }
        Exploring::Failed(_, faults) => html! {
            <FaultBanner faults={faults.clone()} on_dismiss={dismiss(&studio)}>
                { again(&studio, of, say!("explore-again")) }
            </FaultBanner>
        },
        Exploring::Stopped(_) | Exploring::Idle => rest(&studio, known.map(AsRef::as_ref), of),
    }
}

/// A fault that was read leaves the figures that were there before.
fn dismiss(studio: &Studio) -> Callback<()> {
    let store = studio.explore.clone();
    Callback::from(move |()| store.dispatch(crate::state::ExploreAction::Dismiss))
}

fn rest(studio: &Studio, known: Option<&Explored>, of: Of) -> Html {
    let Some(known) = known else {
        return html! {
            <div class="explore-strip">
                <p class="quiet">{ say!("explore-stopped") }</p>
                { again(studio, of, say!("explore-again")) }
            </div>
        };
    };
    let (rows, sampled) = (known.exploration.rows, known.exploration.sampled);
    let part = !known.of.view.is_plain();
    let words = match (part, sampled) {
        (false, None) => say!("explore-of-all", n = rows),
        (false, Some(sampled)) => say!("explore-of-all-sampled", n = rows, sampled = sampled),
        (true, None) => say!("explore-of-part", n = rows),
        (true, Some(sampled)) => say!("explore-of-part-sampled", n = rows, sampled = sampled),
    };
    let old_target = known.of.target != of.target;
    let other_rows = known.of.view != of.view;
    html! {
        <div class="explore-strip" data-testid="explore-of" data-rows={rows.to_string()}>
            <p class="quiet">{ words }
                if old_target { { " " }<strong>{ say!("explore-old-target") }</strong> }
            </p>
            if other_rows { { again(studio, of, say!("explore-these-rows")) } }
            else if old_target { { again(studio, of, say!("explore-again")) } }
        </div>
    }
}

fn again(studio: &Studio, of: Of, label: String) -> Html {
    let studio = studio.clone();
    let onclick = Callback::from(move |_: MouseEvent| studio.explore_rows(of.clone()));
    html! { <Button {label} icon="rotate-ccw" {onclick} testid="explore-again" /> }
}
