//! Glasshouse in a Web Worker: a message port over the engine.
//!
//! One task owns the engine. It takes what has arrived, lets the engine do one bounded chunk,
//! posts what the engine says and then yields a macrotask, so that messages that came meanwhile
//! (a cancel above all) are taken before the next chunk. A panic is posted as `{ panic: text }`:
//! the page reports it, starts a new worker and asks it to restore what was kept.
//!
//! A request comes as `{ envelope, files }`: the envelope as JSON text, and the files as handles
//! that the worker reads, so that the page never holds their bytes; a cancel ends the reading. An
//! event goes as `{ envelope, buffers }`, the bulk bytes being transferred `ArrayBuffer`s.
//!
//! This crate never computes.

#[cfg(target_arch = "wasm32")]
mod host;
#[cfg(target_arch = "wasm32")]
mod inbox;
#[cfg(target_arch = "wasm32")]
mod message;
#[cfg(target_arch = "wasm32")]
mod onnx;
#[cfg(target_arch = "wasm32")]
mod port;
#[cfg(target_arch = "wasm32")]
mod storage;

#[cfg(target_arch = "wasm32")]
fn main() {
    port::open();
}

/// There is no worker outside a browser.
#[cfg(not(target_arch = "wasm32"))]
fn main() {
    eprintln!("glasshouse-worker runs in a browser: build it for wasm32-unknown-unknown");
    std::process::exit(2);
}
