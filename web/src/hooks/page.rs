//! What happens anywhere on the page: files dropped on it, tables pasted into it, shortcuts.

use super::Studio;
use crate::components::raise;
use crate::route::{Stage, go};
use crate::state::{Overlay, SessionAction};
use gloo::events::{EventListener, EventListenerOptions};
use wasm_bindgen::JsCast;
use web_sys::{ClipboardEvent, DragEvent, HtmlElement, KeyboardEvent};
use yew::prelude::*;

/// Id of the command palette.
pub const PALETTE: &str = "palette";

/// Listens for something that is dragged over the page, which the browser would open by itself.
fn listen(name: &'static str, action: Box<dyn Fn(DragEvent)>) -> EventListener {
    let options = EventListenerOptions::enable_prevent_default();
    EventListener::new_with_options(&gloo::utils::document(), name, options, move |event| {
        event.prevent_default();
        if let Some(event) = event.dyn_ref::<DragEvent>() {
            action(event.clone());
        }
    })
}

/// Takes files that are dropped anywhere; tells whether one is held over the page.
#[hook]
pub fn use_drop(studio: &Studio) -> bool {
    let over = use_state_eq(|| false);
    let shown = over.clone();
    use_effect_with(studio.clone(), move |studio| {
        let studio = studio.clone();
        let (enter, leave, drop_over) = (over.clone(), over.clone(), over);
        let listeners = [
            listen("dragover", Box::new(move |_| enter.set(true))),
            listen(
                "dragleave",
                Box::new(move |event| {
                    if event.related_target().is_none() {
                        leave.set(false);
                    }
                }),
            ),
            listen(
                "drop",
                Box::new(move |event| {
                    drop_over.set(false);
                    let files = all(event.data_transfer().and_then(|transfer| transfer.files()));
                    if !files.is_empty() {
                        go(Stage::Data);
                        studio.open_files(files);
                    }
                }),
            ),
        ];
        move || drop(listeners)
    });
    *shown
}

/// Shortcuts and pasted tables.
#[hook]
pub fn use_shortcuts(studio: &Studio) {
    use_effect_with(studio.clone(), |studio| {
        let (keys, paste) = (studio.clone(), studio.clone());
        let document = gloo::utils::document();
        let options = EventListenerOptions::enable_prevent_default();
        let pressed = EventListener::new_with_options(&document, "keydown", options, move |event| {
            let event = event.dyn_ref::<KeyboardEvent>();
            if let Some(event) = event.filter(|event| shortcut(&keys, event)) {
                event.prevent_default();
            }
        });
        let pasted = EventListener::new(&document, "paste", move |event| {
            let Some(event) = event.dyn_ref::<ClipboardEvent>() else { return };
            if !typing(event.target()) {
                take_paste(&paste, event);
            }
        });
        move || drop((pressed, pasted))
    });
}

fn all(files: Option<web_sys::FileList>) -> Vec<web_sys::File> {
    let Some(files) = files else { return Vec::new() };
    (0..files.length()).filter_map(|i| files.get(i)).collect()
}

fn take_paste(studio: &Studio, event: &ClipboardEvent) {
    let Some(clipboard) = event.clipboard_data() else { return };
    let text = clipboard.get_data("text/plain").unwrap_or_default();
    let files = all(clipboard.files());
    // A spreadsheet puts a picture of the cells beside their text.
    if text.trim().contains('\n') {
        go(Stage::Data);
        studio.open_text(&text);
    } else if !files.is_empty() {
        go(Stage::Data);
        studio.open_files(files);
    }
}

fn shortcut(studio: &Studio, event: &KeyboardEvent) -> bool {
    let command = event.ctrl_key() || event.meta_key();
    let open = |overlay| studio.session.dispatch(SessionAction::Overlay(Some(overlay)));
    match (event.key().to_lowercase().as_str(), command) {
        ("k", true) => {
            open(Overlay::Palette);
            raise(PALETTE);
        }
        ("enter", true) => studio.train(),
        ("z", true) if typing(event.target()) => return false,
        ("z", true) if event.shift_key() => studio.redo(),
        ("z", true) => studio.undo(),
        ("y", true) if !typing(event.target()) => studio.redo(),
        ("?", false) if !typing(event.target()) => open(Overlay::Help),
        (digit @ ("1" | "2" | "3" | "4" | "5" | "6" | "7"), false) if event.alt_key() => {
            let at = digit.parse::<usize>().unwrap_or(1) - 1;
            go(Stage::ALL[at]);
        }
        _ => return false,
    }
    true
}

/// Whether keys belong to a field.
fn typing(target: Option<web_sys::EventTarget>) -> bool {
    let element = target.and_then(|t| t.dyn_into::<HtmlElement>().ok());
    element.is_some_and(|element| {
        let input = element.get_attribute("type").unwrap_or_default();
        matches!(element.tag_name().as_str(), "TEXTAREA" | "SELECT")
            || (element.tag_name() == "INPUT" && !matches!(input.as_str(), "checkbox" | "file"))
    })
}
