//! The browser as the engine's host: its clock, its private file system, ONNX Runtime Web.

use crate::{onnx, storage};
use bytes::Bytes;
use glasshouse_engine::{Host, Later};
use glasshouse_export::OnnxCase;
use glasshouse_spec::Receipt;
use js_sys::{Date, Error, Promise, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{DedicatedWorkerGlobalScope, Performance};

/// Milliseconds in a second.
const MILLI: f64 = 1000.0;

#[wasm_bindgen]
extern "C" {
    type Scope;
    #[wasm_bindgen(method, getter)]
    fn crypto(this: &Scope) -> Option<Crypto>;

    type Crypto;
    #[wasm_bindgen(method, getter)]
    fn subtle(this: &Crypto) -> Option<Subtle>;

    type Subtle;
    #[wasm_bindgen(method, catch)]
    fn digest(this: &Subtle, algorithm: &str, bytes: &[u8]) -> Result<Promise, JsValue>;
}

/// A worker of the browser.
pub struct Browser {
    clock: Option<Performance>,
}

impl Browser {
    pub fn new(scope: &DedicatedWorkerGlobalScope) -> Self {
        Self { clock: scope.performance() }
    }
}

impl Host for Browser {
    fn now(&self) -> f64 {
        self.clock.as_ref().map_or_else(Date::now, Performance::now) / MILLI
    }

    fn date(&self) -> String {
        Date::new_0().to_iso_string().into()
    }

    fn sha256(&self, bytes: Bytes) -> Later<'static, Option<String>> {
        // The browser takes a copy before it answers with a promise, and hashes on a thread of its own.
        // A page that is not served securely has none of this.
        Box::pin(async move {
            let scope: Scope = js_sys::global().unchecked_into();
            let subtle = scope.crypto().and_then(|crypto| crypto.subtle());
            let promise = subtle.and_then(|subtle| subtle.digest("SHA-256", &bytes).ok());
            let digest = JsFuture::from(promise?).await.ok()?;
            let bytes = Uint8Array::new(&digest).to_vec();
            Some(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
        })
    }

    fn keep<'a>(&'a self, name: &'a str, bytes: &'a [u8]) -> Later<'a, Result<(), String>> {
        Box::pin(async move { storage::write(name, bytes).await.map_err(|error| words(&error)) })
    }

    fn kept<'a>(&'a self, name: &'a str) -> Later<'a, Result<Option<Vec<u8>>, String>> {
        Box::pin(async move { storage::read(name).await.map_err(|error| words(&error)) })
    }

    fn drop_kept<'a>(&'a self, name: &'a str) -> Later<'a, Result<(), String>> {
        Box::pin(async move { storage::remove(name).await.map_err(|error| words(&error)) })
    }

    fn verify<'a>(&'a self, onnx: &'a [u8], case: &'a OnnxCase) -> Later<'a, Receipt> {
        Box::pin(onnx::verify(onnx, case))
    }
}

/// What a thrown value says.
pub fn words(error: &JsValue) -> String {
    if let Some(error) = error.dyn_ref::<Error>() {
        return error.message().into();
    }
    // A DOMException is no Error by class in every browser, but has a message too.
    let message = error.is_object().then(|| Reflect::get(error, &"message".into()).ok()).flatten();
    message.and_then(|m| m.as_string()).or_else(|| error.as_string()).unwrap_or_else(|| format!("{error:?}"))
}
