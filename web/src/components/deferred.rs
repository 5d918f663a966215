//! Content that is made only once its place comes near the window, so that a long page asks for what
//! is looked at and for nothing else. The place keeps its height until then.

use wasm_bindgen::prelude::*;
use web_sys::{Element, IntersectionObserver, IntersectionObserverInit};
use yew::prelude::*;

/// Distance from the window at which content is made.
const NEAR: &str = "240px";

/// Properties of [`Deferred`].
#[derive(Properties, PartialEq)]
pub struct DeferredProps {
    /// Class of the place, which reserves its height.
    #[prop_or("deferred")]
    pub class: &'static str,
    /// The content.
    pub children: Html,
}

/// Content that waits until it can be seen.
#[component]
pub fn Deferred(props: &DeferredProps) -> Html {
    let place = use_node_ref();
    let seen = use_state_eq(|| false);
    use_effect_with((), {
        let (place, seen) = (place.clone(), seen.clone());
        move |()| {
            let heard = seen.clone();
            let watch =
                place.cast::<Element>().and_then(|place| Watch::begin(&place, move || heard.set(true)));
            // What cannot be watched is made at once.
            if watch.is_none() {
                seen.set(true);
            }
            move || drop(watch)
        }
    });
    html! {
        <div class={props.class} ref={place}>{ if *seen { props.children.clone() } else { Html::default() } }</div>
    }
}

struct Watch {
    observer: IntersectionObserver,
    _heard: Closure<dyn FnMut(js_sys::Array, IntersectionObserver)>,
}

impl Watch {
    fn begin(place: &Element, near: impl Fn() + 'static) -> Option<Self> {
        let heard = Closure::<dyn FnMut(js_sys::Array, IntersectionObserver)>::new(
            move |entries: js_sys::Array, observer: IntersectionObserver| {
                let visible = |entry: JsValue| {
                    let entry: web_sys::IntersectionObserverEntry = entry.unchecked_into();
                    entry.is_intersecting()
                };
                if entries.iter().any(visible) {
                    observer.disconnect();
                    near();
                }
            },
        );
        let options = IntersectionObserverInit::new();
        options.set_root_margin(NEAR);
        let observer =
            IntersectionObserver::new_with_options(heard.as_ref().unchecked_ref(), &options).ok()?;
        observer.observe(place);
        Some(Self { observer, _heard: heard })
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}
