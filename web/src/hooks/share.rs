//! A recipe in a link: written into the address, and read from it when the page is opened or the address
//! changes.

use super::Studio;
use crate::services::clipboard;
use crate::state::{BenchAction, Opened, RecipeAction, SessionAction, Spot};
use glasshouse_spec::{Event, Recipe, Request};
use wasm_bindgen_futures::spawn_local;

/// What stands before a recipe in the address.
const MARK: &str = "#/prepare?recipe=";

impl Studio {
    /// Writes the recipe into a link, and puts it on the clipboard where the browser allows it.
    pub fn share_recipe(&self) {
        let Some(recipe) = self.recipe.get().recipe().cloned() else { return };
        let studio = self.clone();
        let request = Request::Share { recipe: Box::new((*recipe).clone()) };
        self.ask(request, Spot::Prepare, move |event| {
            let Event::Shared { text } = event else { return };
            let link = format!("{}{MARK}{text}", here());
            studio.bench.dispatch(BenchAction::Link(recipe.clone(), link.clone()));
            let studio = studio.clone();
            spawn_local(async move {
                // The link stands on the page as well, to be copied by hand.
                let words = match clipboard::write(&link).await {
                    Ok(()) => say!("share-copied"),
                    Err(_) => say!("share-by-hand"),
                };
                studio.session.dispatch(SessionAction::Announce(words));
            });
        });
    }

    /// Opens the recipe that the address holds, now and whenever the address changes.
    pub(super) fn follow_address(&self) {
        self.open_address();
        let studio = self.clone();
        let changed = move |_: &web_sys::Event| studio.open_address();
        // The listener lasts as long as the page.
        gloo::events::EventListener::new(&gloo::utils::window(), "hashchange", changed).forget();
    }

    fn open_address(&self) {
        let hash = gloo::utils::window().location().hash().unwrap_or_default();
        let Some(text) = hash.strip_prefix(MARK).map(str::to_owned) else { return };
        // The recipe is taken once: a reload or the way back finds what has become of it since. An address that
        // cannot be replaced would only be read again.
        let _ = gloo::utils::window().location().replace(&format!("{}#/prepare", here()));
        let studio = self.clone();
        self.ask(Request::ReadShared { text }, Spot::Prepare, move |event| {
            if let Event::RecipeRead { recipe } = event {
                studio.session.dispatch(SessionAction::Mended(Spot::Prepare));
                studio.take_recipe(*recipe, true);
                studio.session.dispatch(SessionAction::Announce(say!("opened-link")));
            }
        });
    }

    /// A recipe that was given takes the place of this one; undo brings that back.
    pub(super) fn take_recipe(&self, recipe: Recipe, link: bool) {
        let before = self.recipe.get().recipe().cloned();
        self.recipe.dispatch(RecipeAction::Replace(recipe));
        let Some(recipe) = self.recipe.get().recipe().cloned() else { return };
        self.bench.dispatch(BenchAction::Opened(Some(Opened { link, recipe, before })));
        self.recipe_changed();
    }
}

/// The address of the page without what stands behind the `#`.
fn here() -> String {
    let href = gloo::utils::window().location().href().unwrap_or_default();
    href.split('#').next().unwrap_or_default().to_owned()
}
