//! The page's pictures: charts on canvases, in a WebAssembly module of their own. The page loads it when
//! there is something to draw, so that what is loaded before anything is shown stays small.
//!
//! A `Picture` is one chart on one canvas: it knows which part of the chart is shown and what stands
//! where. The page tells it where the pointer is, and shows what it says. Places are CSS pixels of the
//! canvas.

#[cfg(target_arch = "wasm32")]
mod canvas;
#[cfg(target_arch = "wasm32")]
mod picture;
#[cfg(any(target_arch = "wasm32", test))]
#[cfg_attr(not(target_arch = "wasm32"), allow(dead_code, reason = "only the browser asks for all of it"))]
mod scene;

#[cfg(target_arch = "wasm32")]
fn main() {
    console_error_panic_hook::set_once();
}

/// There is no canvas outside a browser.
#[cfg(not(target_arch = "wasm32"))]
fn main() {
    eprintln!("glasshouse-pictures runs in a browser: build it for wasm32-unknown-unknown");
    std::process::exit(2);
}
