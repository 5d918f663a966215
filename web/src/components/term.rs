//! Numbers and terms that explain themselves on hover and on focus.

use crate::numbers;
use yew::prelude::*;

/// Properties of [`Term`].
#[derive(Properties, PartialEq)]
pub struct TermProps {
    /// Unique id.
    pub id: AttrValue,
    /// What it means, how it is computed.
    pub explanation: AttrValue,
    /// The term.
    pub children: Html,
}

/// A term with its explanation.
#[component]
pub fn Term(props: &TermProps) -> Html {
    html! {
        <span class="term" tabindex="0" aria-describedby={props.id.clone()}>
            <span class="term-word">{ props.children.clone() }</span>
            <span class="tip" role="tooltip" id={props.id.clone()}>{ &props.explanation }</span>
        </span>
    }
}

/// Properties of [`Number`].
#[derive(Properties, PartialEq)]
pub struct NumberProps {
    /// The value.
    pub value: f64,
    /// Name for tests.
    #[prop_or_default]
    pub testid: Option<AttrValue>,
}

/// A score: three places on screen; all digits in the tooltip, in `data-value`, and when copied.
#[component]
pub fn Number(props: &NumberProps) -> Html {
    let full = props.value.to_string();
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
        <span class="number" data-testid={props.testid.clone()} data-value={full.clone()} title={full} {oncopy}>
            { numbers::score(props.value) }
        </span>
    }
}
