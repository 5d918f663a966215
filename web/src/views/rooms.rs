//! The stages whose views come in modules of their own, fetched when they are first wanted or when the
//! page has nothing else to do.
//!
//! Such a module gives a function that makes the view. The build parts it from the first module along
//! what the function alone reaches; both share memory, so what is made in one is drawn by the other.

use super::{EvaluateView, ExplainView, ExploreView, ExportView, PrepareView, TrainView, empty, head};
use crate::components::Button;
use crate::route::Stage;
use std::cell::Cell;
use wasm_bindgen_futures::spawn_local;
use wasm_split_helpers::{SplitLoaderError, wasm_split};
use yew::prelude::*;

/// Makes the view of a stage.
type View = fn() -> Html;

#[wasm_split(explore, fallible)]
fn explore() -> Result<[View; 1], SplitLoaderError> {
    Ok([|| html! { <ExploreView /> }])
}

#[wasm_split(work, fallible)]
fn work() -> Result<[View; 2], SplitLoaderError> {
    Ok([|| html! { <PrepareView /> }, || html! { <TrainView /> }])
}

#[wasm_split(verdict, fallible)]
fn verdict() -> Result<[View; 3], SplitLoaderError> {
    Ok([|| html! { <EvaluateView /> }, || html! { <ExplainView /> }, || html! { <ExportView /> }])
}

thread_local! {
    /// The views that are here, in the order of [`Stage::ALL`].
    static HERE: Cell<[Option<View>; 7]> = const { Cell::new([None; 7]) };
}

fn here(stage: Stage) -> Option<View> {
    HERE.get()[stage as usize]
}

fn keep<const N: usize>(first: Stage, views: [View; N]) {
    let mut here = HERE.get();
    for (place, view) in here[first as usize..].iter_mut().zip(views) {
        *place = Some(view);
    }
    HERE.set(here);
}

/// Fetches the module that has the view of a stage, once.
async fn fetch(stage: Stage) -> Result<(), SplitLoaderError> {
    match stage {
        Stage::Explore => keep(Stage::Explore, explore().await?),
        Stage::Prepare | Stage::Train => keep(Stage::Prepare, work().await?),
        Stage::Evaluate | Stage::Explain | Stage::Export => keep(Stage::Evaluate, verdict().await?),
        Stage::Data | Stage::Start => {}
    }
    Ok(())
}

/// Fetches all of them, one after the other. One that does not come is asked for again when it is wanted.
pub async fn fetch_ahead() {
    for stage in [Stage::Explore, Stage::Prepare, Stage::Evaluate] {
        drop(fetch(stage).await);
    }
}

/// Properties of [`Room`].
#[derive(Properties, PartialEq)]
pub struct RoomProps {
    /// The stage.
    pub stage: Stage,
}

/// The view of a stage, as soon as it is here.
#[component]
pub fn Room(props: &RoomProps) -> Html {
    let stage = props.stage;
    let tried = use_state(|| 0_u32);
    let lost = use_state_eq(|| false);
    let redraw = use_force_update();
    use_effect_with(*tried, {
        let lost = lost.setter();
        move |_| {
            if here(stage).is_none() {
                spawn_local(async move {
                    lost.set(fetch(stage).await.is_err());
                    redraw.force_update();
                });
            }
        }
    });
    match here(stage) {
        Some(view) => view(),
        None if *lost => {
            let again = Callback::from(move |_| {
                lost.set(false);
                tried.set(*tried + 1);
            });
            let action = html! { <Button label={say!("room-again")} onclick={again} /> };
            html! { <>{ head(stage, Html::default()) }{ empty(stage.icon(), say!("room-lost"), action) }</> }
        }
        None => waiting(stage),
    }
}

/// The head of a stage whose view is on its way.
fn waiting(stage: Stage) -> Html {
    html! { <div aria-busy="true">{ head(stage, Html::default()) }<div class="skeleton-drop"></div></div> }
}
