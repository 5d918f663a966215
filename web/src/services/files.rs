//! Files in and out: the bytes of a file that a person gave, and downloads.

use js_sys::{Array, ArrayBuffer, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, Url};

/// The largest file that is read. Its text stays in memory beside its cells, which take up to four
/// times as much (a number of one digit is two bytes of text and a cell of eight), and WebAssembly
/// addresses 4 GiB.
pub const MOST_BYTES: u64 = 600_000_000;

/// Why a file was not read.
pub enum Unread {
    /// It has so many bytes, more than [`MOST_BYTES`].
    TooLarge(u64),
    /// The browser's words (moved, or without permission).
    Refused(String),
}

/// All bytes of a file.
///
/// # Errors
/// A file that is too large for a tab, and one that cannot be read.
pub async fn bytes(file: &Blob) -> Result<ArrayBuffer, Unread> {
    let size = file.size() as u64;
    if size > MOST_BYTES {
        return Err(Unread::TooLarge(size));
    }
    let refused = |error: JsValue| Unread::Refused(words(&error));
    JsFuture::from(file.array_buffer()).await.map_err(refused)?.dyn_into().map_err(refused)
}

/// Text as bytes in UTF-8.
pub fn text_bytes(text: &str) -> ArrayBuffer {
    Uint8Array::from(text.as_bytes()).buffer()
}

/// Fetches one of the page's own static files.
///
/// # Errors
/// The browser's words when it cannot be had.
pub async fn own_file(path: &str) -> Result<ArrayBuffer, String> {
    let window = gloo::utils::window();
    let response = JsFuture::from(window.fetch_with_str(path)).await.map_err(|e| words(&e))?;
    let response: web_sys::Response = response.dyn_into().map_err(|e| words(&e))?;
    if !response.ok() {
        return Err(format!("{path}: {} {}", response.status(), response.status_text()));
    }
    let body = response.array_buffer().map_err(|e| words(&e))?;
    JsFuture::from(body).await.map_err(|e| words(&e))?.dyn_into().map_err(|e| words(&e))
}

/// Offers bytes as a download under a name.
///
/// # Errors
/// The browser's words when it refuses.
pub fn download(name: &str, media_type: &str, bytes: &ArrayBuffer) -> Result<(), String> {
    let options = BlobPropertyBag::new();
    options.set_type(media_type);
    let parts = Array::of1(bytes);
    let blob = Blob::new_with_buffer_source_sequence_and_options(&parts, &options).map_err(|e| words(&e))?;
    let url = Url::create_object_url_with_blob(&blob).map_err(|e| words(&e))?;
    let anchor = gloo::utils::document().create_element("a").map_err(|e| words(&e))?;
    let anchor: HtmlAnchorElement = anchor.dyn_into().map_err(|e| words(&e))?;
    anchor.set_href(&url);
    anchor.set_download(name);
    anchor.click();
    // The browser takes the bytes after the click has returned.
    gloo::timers::callback::Timeout::new(60_000, move || {
        let _ = Url::revoke_object_url(&url);
    })
    .forget();
    Ok(())
}

fn words(error: &JsValue) -> String {
    error.dyn_ref::<js_sys::Error>().map_or_else(|| format!("{error:?}"), |e| e.message().into())
}
