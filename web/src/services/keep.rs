//! Preferences in the browser's local storage, and the recipe of a page that is left before the worker
//! has kept its last change. A browser that refuses storage (a private window)
//! leaves the page with its defaults.

use super::json;
use crate::state::Prefs;
use glasshouse_spec::Recipe;
use gloo::storage::{LocalStorage, Storage};
use serde::de::DeserializeOwned;

const KEY: &str = "glasshouse.prefs";

/// The kept preferences.
pub fn read() -> Prefs {
    get(KEY).unwrap_or_default()
}

fn get<T: DeserializeOwned>(key: &str) -> Option<T> {
    json::read(&LocalStorage::raw().get_item(key).ok()??).ok()
}

/// Keeps preferences, and shows the theme: the style sheet follows the document's `data-theme`.
pub fn write(prefs: &Prefs) {
    let _ = LocalStorage::set(KEY, prefs);
    show(prefs);
}

/// Shows the theme of some preferences.
pub fn show(prefs: &Prefs) {
    if let Some(root) = gloo::utils::document().document_element() {
        let _ = root.set_attribute("data-theme", prefs.theme.name());
    }
}

/// Removes them, and a recipe that is held.
pub fn forget() {
    LocalStorage::delete(KEY);
    drop_recipe();
}

const HELD: &str = "glasshouse.recipe";

/// Holds the recipe of a file at once: a page that goes away does not wait for the worker.
pub fn hold_recipe(file: &str, recipe: &Recipe) {
    let _ = LocalStorage::set(HELD, (file, recipe));
}

/// The recipe that is held of a file.
pub fn held_recipe(file: &str) -> Option<Recipe> {
    let held: (String, Recipe) = get(HELD)?;
    (held.0 == file).then_some(held.1)
}

/// The worker has kept the recipe: it need not be held.
pub fn drop_recipe() {
    LocalStorage::delete(HELD);
}
