//! Numbers and terms that explain themselves on hover and on focus.

use crate::numbers;
use yew::prelude::*;

/// A term with its explanation: what it means, how it is computed. The id is unique.
pub fn term(id: String, term: &str, explanation: &str) -> Html {
    html! {
        <span class="term" tabindex="0" aria-describedby={id.clone()}>
            <span class="term-word">{ term }</span>
            <span class="tip" role="tooltip" {id}>{ explanation }</span>
        </span>
    }
}

/// A score: three places on screen; all digits in the tooltip, in `data-value`, and when copied.
pub fn number(value: f64, testid: Option<String>) -> Html {
    let full = value.to_string();
    let copied = full.clone();
    let oncopy = Callback::from(move |event: Event| {
        use wasm_bindgen::JsCast;
        let Ok(event) = event.dyn_into::<web_sys::ClipboardEvent>() else { return };
        let clipboard = event.clipboard_data();
        if clipboard.is_some_and(|clipboard| clipboard.set_data("text/plain", &copied).is_ok()) {
            event.prevent_default();
        }
    });
    html! {
        <span class="number" data-testid={testid} data-value={full.clone()} title={full} {oncopy}>
            { numbers::score(value) }
        </span>
    }
}
