//! The stages, one view each. They read the slices and call the studio; pieces come from
//! `components`.

mod applied;
mod automl;
mod card;
mod columns;
mod combine;
mod compared;
mod curve;
mod data;
mod decomposed;
mod drifted;
mod duplicates;
mod evaluate;
mod explain;
mod explore;
mod export;
mod fairness;
mod grid;
mod judge;
mod learning;
mod look_bar;
mod matrix;
mod models;
mod part;
mod parts;
mod prepare;
mod reading;
mod resample;
mod rooms;
mod rules;
mod scores;
mod search;
mod series_form;
mod targets;
mod train;
mod train_model;

pub use data::DataView;
pub use rooms::{Room, fetch_ahead};

use evaluate::EvaluateView;
use explain::ExplainView;
use explore::ExploreView;
use export::ExportView;
use prepare::PrepareView;
use train::TrainView;

use crate::components::icon;
use crate::hooks::{use_slice, use_studio};
use crate::route::Stage;
use crate::state::{JobState, Theme};
use yew::prelude::*;

/// Title, purpose, and the one primary action of a stage.
fn head(stage: Stage, action: Html) -> Html {
    html! {
        <header class="stage-head">
            <div>
                <h1>{ stage.title() }</h1>
                <p>{ say!(&format!("stage-{}.purpose", stage.name())) }</p>
            </div>
            <div class="stage-action">{ action }</div>
        </header>
    }
}

/// A link to a stage that looks like the primary button: the next thing to do.
fn next(stage: Stage, words: String) -> Html {
    html! {
        <a class="button button-primary" href={format!("#/{}", stage.name())}>
            <span>{ words }</span>{ icon("arrow-right") }
        </a>
    }
}

/// What stands where there is nothing yet: what would fill it, and the way there.
fn empty(glyph: &'static str, words: String, action: Html) -> Html {
    html! { <div class="empty">{ icon(glyph) }<p>{ words }</p>{ action }</div> }
}

/// Nothing to see before there is a model.
fn no_model(stage: Stage) -> Html {
    let words = say!(&format!("stage-{}.empty", stage.name()));
    html! { <>{ head(stage, Html::default()) }{ empty(stage.icon(), words, next(Stage::Train, say!("go-train"))) }</> }
}

/// Nothing to see before there is a table.
fn no_data(stage: Stage) -> Html {
    let words = say!(&format!("stage-{}.empty", stage.name()));
    html! { <>{ head(stage, Html::default()) }{ empty(stage.icon(), words, next(Stage::Data, say!("go-data"))) }</> }
}

/// A moment in RFC 3339 as the person's calendar and clock say it.
fn local_time(at: &str) -> String {
    js_sys::Date::new(&at.into()).to_locale_string("default", &wasm_bindgen::JsValue::UNDEFINED).into()
}

/// Says that the figures are of an earlier recipe.
#[component]
fn Stale() -> Html {
    let studio = use_studio();
    let (jobs, recipe) = (use_slice(&studio.jobs), use_slice(&studio.recipe));
    if jobs.state(recipe.recipe()) != JobState::Stale {
        return Html::default();
    }
    html! {
        <div class="banner banner-warning" role="status">
            { icon("triangle-alert") }
            <div class="banner-text"><p><strong>{ say!("stale-word") }</strong>{ " " }{ say!("stale") }</p></div>
            <a class="button button-plain" href="#/train">{ say!("stale-again") }</a>
        </div>
    }
}

/// Whether pictures stand on a dark surface: by choice, else as the system says, and when that changes.
#[hook]
fn use_dark() -> bool {
    let studio = use_studio();
    let theme = use_slice(&studio.prefs).theme;
    let system = use_state_eq(|| media().is_some_and(|media| media.matches()));
    let heard = system.clone();
    use_effect_with((), move |()| {
        let listener = media().map(|media| {
            let own = media.clone();
            gloo::events::EventListener::new(&media, "change", move |_| heard.set(own.matches()))
        });
        move || drop(listener)
    });
    match theme {
        Theme::Light => false,
        Theme::Dark => true,
        Theme::System => *system,
    }
}

fn media() -> Option<web_sys::MediaQueryList> {
    gloo::utils::window().match_media("(prefers-color-scheme: dark)").ok().flatten()
}
