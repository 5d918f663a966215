//! Whether the worker still lives. A worker that ends without a word (the browser took its memory
//! away) sends no event; but the browser gives its lock to the next in line, which is the page.

use js_sys::{Function, Promise, Reflect};
use std::cell::Cell;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    type Locks;
    #[wasm_bindgen(method, catch)]
    fn request(this: &Locks, name: &str, granted: &Function) -> Result<Promise, JsValue>;
}

/// A name for the lock of a new worker that no other page of this origin has.
pub fn new_name() -> String {
    thread_local!(static WORKERS: Cell<u32> = const { Cell::new(0) });
    let number = WORKERS.get() + 1;
    WORKERS.set(number);
    let visit = (js_sys::Math::random() * 1e15) as u64;
    format!("glasshouse-worker-{visit}-{number}")
}

/// Calls back once whoever holds the lock has ended. A browser without locks never does: there only
/// an end that is reported is known.
pub fn when_over(name: &str, then: impl FnOnce() + 'static) {
    let navigator = gloo::utils::window().navigator();
    let locks = Reflect::get(&navigator, &"locks".into()).unwrap_or_default();
    if !locks.is_object() {
        return;
    }
    let granted = Closure::once_into_js(move |_: JsValue| then());
    // A refused request leaves the page with what is reported.
    let _ = locks.unchecked_into::<Locks>().request(name, granted.unchecked_ref());
}
