//! Preferences in the browser's local storage. A browser that refuses storage (a private window)
//! leaves the page with its defaults.

use crate::state::Prefs;
use gloo::storage::{LocalStorage, Storage};

const KEY: &str = "glasshouse.prefs";

/// The kept preferences.
pub fn read() -> Prefs {
    LocalStorage::get(KEY).unwrap_or_default()
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

/// Removes them.
pub fn forget() {
    LocalStorage::delete(KEY);
}
