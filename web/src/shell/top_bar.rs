//! The top bar: the studio, the project's name, undo and redo, the palette, theme and help.

use crate::components::{IconButton, icon};
use crate::hooks::{use_slice, use_studio};
use crate::state::{Edit, Overlay, PrefsAction, SessionAction, Theme};
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// The top bar.
#[component]
pub fn TopBar() -> Html {
    let studio = use_studio();
    let recipe = use_slice(&studio.recipe);
    let prefs = use_slice(&studio.prefs);
    let open = |overlay: Overlay| {
        let studio = studio.clone();
        Callback::from(move |_: MouseEvent| studio.session.dispatch(SessionAction::Overlay(Some(overlay))))
    };
    let (undo, redo, theme) = (studio.clone(), studio.clone(), studio.clone());
    let next = prefs.theme.next();
    html! {
        <header class="top-bar">
            <a class="brand" href="#/data" aria-label="Glasshouse">
                <svg class="brand-mark" viewBox="0 0 24 24" aria-hidden="true">
                    <path d="M3 20V10l9-6 9 6v10z" class="brand-glass" />
                    <path d="M3 20V10l9-6 9 6v10zM3 10h18M12 4v16M7.5 7v13M16.5 7v13" class="brand-frame" />
                </svg>
                <span class="brand-name">{ "Glasshouse" }</span>
            </a>
            if recipe.recipe().is_some() { <ProjectName /> }
            <div class="top-actions">
                <IconButton icon="undo-2" label={say!("undo")} disabled={!recipe.can_undo()}
                    onclick={move |_| undo.undo()} />
                <IconButton icon="redo-2" label={say!("redo")} disabled={!recipe.can_redo()}
                    onclick={move |_| redo.redo()} />
                <button type="button" class="palette-button" onclick={open(Overlay::Palette)}
                    title={format!("{} (Ctrl K)", say!("palette-open"))}>
                    { icon("search") }<span class="palette-words">{ say!("palette-button") }</span>
                    <kbd>{ "Ctrl K" }</kbd>
                </button>
                <IconButton icon="list-ordered" label={say!("panel-open")} class="only-narrow"
                    onclick={open(Overlay::Drawer)} />
                <IconButton icon={theme_icon(prefs.theme)}
                    label={say!("theme-button", now = say!(&format!("theme-{}", prefs.theme.name())))}
                    onclick={move |_| theme.prefer(PrefsAction::Theme(next))} />
                <IconButton icon="circle-question-mark" label={say!("help-open")} onclick={open(Overlay::Help)} />
            </div>
        </header>
    }
}

fn theme_icon(theme: Theme) -> &'static str {
    match theme {
        Theme::System => "sun-moon",
        Theme::Light => "sun",
        Theme::Dark => "moon",
    }
}

/// The project's name, changed in place.
#[component]
fn ProjectName() -> Html {
    let studio = use_studio();
    let recipe = use_slice(&studio.recipe);
    let name = recipe.recipe().map(|r| r.name.clone()).unwrap_or_default();
    let shown = name.clone();
    let onchange = Callback::from(move |event: Event| {
        let input: HtmlInputElement = event.target_unchecked_into();
        match input.value().trim() {
            "" => input.set_value(&shown),
            name => studio.edit(Edit::Name(name.to_owned())),
        }
    });
    html! {
        <input class="project-name" value={name} {onchange} aria-label={say!("project-name")}
            title={say!("project-name")} spellcheck="false" maxlength="80" />
    }
}
