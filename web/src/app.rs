//! The app: the studio in its context, the router, the shell around the stages.

use crate::components::{FaultBanner, icon};
use crate::hooks::{Studio, use_chosen, use_drop, use_shortcuts, use_slice, use_studio};
use crate::route::{Stage, use_stage};
use crate::shell::{Overlays, Rail, RecipePanel, StatusBar, TopBar};
use crate::state::{SessionAction, Spot};
use crate::views;
use yew::prelude::*;
use yew_router::HashRouter;

/// The whole page.
#[component]
pub fn App() -> Html {
    let studio = use_memo((), |()| Studio::new());
    use_effect_with((), {
        let studio = (*studio).clone();
        move |()| studio.start()
    });
    html! {
        <ContextProvider<Studio> context={(*studio).clone()}>
            <HashRouter><Shell /></HashRouter>
        </ContextProvider<Studio>>
    }
}

/// The shell and the stage inside.
#[component]
fn Shell() -> Html {
    let studio = use_studio();
    let session = use_slice(&studio.session);
    let prefs = use_slice(&studio.prefs);
    use_shortcuts(&studio);
    let held = use_drop(&studio);
    use_fetching_ahead(&studio);
    let stage = use_stage();
    let main = use_node_ref();
    use_effect_with(stage, {
        let main = main.clone();
        move |stage| {
            gloo::utils::document().set_title(&format!("{} \u{b7} Glasshouse", stage.title()));
            if let Some(main) = main.cast::<web_sys::Element>() {
                main.set_scroll_top(0);
            }
        }
    });
    html! {
        <>
            <a class="skip" href={format!("#/{}", stage.name())} onclick={skip(&main)}>{ say!("skip") }</a>
            <div class={classes!("shell", prefs.panel_folded.then_some("panel-folded"))}>
                <TopBar />
                <Rail />
                <main class="stage" ref={main} tabindex="-1" id="stage">
                    <Faults {stage} />
                    { view(stage) }
                </main>
                <RecipePanel />
                <StatusBar />
            </div>
            <Overlays />
            if held {
                <div class="drop-veil">{ icon("upload") }<p>{ say!("drop-veil") }</p></div>
            }
            <p class="sr-only" aria-live="polite" role="status">{ &session.announcement }</p>
        </>
    }
}

/// Fetches the views of the other stages once the worker has answered: it comes first.
#[hook]
fn use_fetching_ahead(studio: &Studio) {
    let answered = use_chosen(&studio.session, |session| !session.kinds.estimators.is_empty());
    use_effect_with(answered, |answered| {
        if *answered {
            wasm_bindgen_futures::spawn_local(views::fetch_ahead());
        }
    });
}

fn skip(main: &NodeRef) -> Callback<MouseEvent> {
    let main = main.clone();
    Callback::from(move |event: MouseEvent| {
        event.prevent_default();
        if let Some(main) = main.cast::<web_sys::HtmlElement>() {
            // Without the focus the next Tab goes on from the link, which harms nothing.
            let _ = main.focus();
        }
    })
}

fn view(stage: Stage) -> Html {
    match stage {
        Stage::Data | Stage::Start => html! { <views::DataView /> },
        stage => html! { <views::Room key={stage.name()} {stage} /> },
    }
}

#[derive(Properties, PartialEq)]
struct FaultsProps {
    stage: Stage,
}

/// The newest fault, where it happened; elsewhere with the way there.
#[component]
fn Faults(props: &FaultsProps) -> Html {
    let studio = use_studio();
    let session = use_slice(&studio.session);
    let Some((spot, faults)) = &session.faults else { return Html::default() };
    let home = match spot {
        Spot::Data => Some(Stage::Data),
        Spot::Explore => Some(Stage::Explore),
        Spot::Prepare => Some(Stage::Prepare),
        Spot::Train => Some(Stage::Train),
        Spot::Export | Spot::Apply => Some(Stage::Export),
        Spot::Studio => None,
    };
    let elsewhere = home.filter(|home| *home != props.stage);
    let about_steps =
        faults.iter().any(|f| f.at.parameter.as_deref().is_some_and(|p| p.starts_with("prepare")));
    let dismiss = {
        let session = studio.session.clone();
        Callback::from(move |()| session.dispatch(SessionAction::Dismiss))
    };
    html! {
        <FaultBanner faults={faults.clone()} on_dismiss={dismiss}>
            if let Some(home) = elsewhere {
                <a class="banner-link" href={format!("#/{}", home.name())}>
                    { say!("fault-go", stage = home.title()) }
                </a>
            } else if about_steps && props.stage != Stage::Prepare {
                <a class="banner-link" href="#/prepare">{ say!("fault-go", stage = Stage::Prepare.title()) }</a>
            }
        </FaultBanner>
    }
}
