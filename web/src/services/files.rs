//! Files in and out: what a person gave, as a handle that the worker reads, and downloads.

use js_sys::{Array, ArrayBuffer};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, Url};

/// The largest file that is read. Its text stays in memory beside its cells, which take up to four
/// times as much (a number of one digit is two bytes of text and a cell of eight), and WebAssembly
/// addresses 4 GiB.
pub const MOST_BYTES: u64 = 600_000_000;

/// The largest file of which a part is read: its bytes are needed once, and few cells beside them.
pub const MOST_PARTED: u64 = 1_500_000_000;

/// Endings of tables that the file dialog offers first.
pub const TABLES: &str =
    ".csv,.tsv,.txt,.json,.ndjson,.jsonl,.parquet,.arrow,.feather,.xlsx,.xlsm,.xls,.ods,.gz,.zip";
/// The same with recipes and bundles.
pub const OPENED: &str = ".csv,.tsv,.txt,.json,.ndjson,.jsonl,.parquet,.arrow,.feather,.xlsx,.xlsm,.xls,.ods,.gz,.zip,.glasshouse,.toml";

/// Why a file was not read.
pub enum Unread {
    /// It has so many bytes, more than can be read.
    TooLarge(u64),
    /// The browser's words.
    Refused(String),
}

/// A file that is handed to the worker, which reads it: the page never holds its bytes.
///
/// # Errors
/// A file that is too large for a tab.
pub fn handle<F: Into<Blob>>(file: F) -> Result<Blob, Unread> {
    within(file.into(), MOST_BYTES)
}

/// As [`handle`], for a file of which only a part is read.
///
/// # Errors
/// A file that is too large even so.
pub fn parted(file: web_sys::File) -> Result<Blob, Unread> {
    within(file.into(), MOST_PARTED)
}

fn within(file: Blob, most: u64) -> Result<Blob, Unread> {
    let size = file.size() as u64;
    if size > most { Err(Unread::TooLarge(size)) } else { Ok(file) }
}

/// Text as a file in UTF-8.
///
/// # Errors
/// [`Unread::TooLarge`], and the browser's words when it has no room.
pub fn of_text(text: &str) -> Result<Blob, Unread> {
    let blob = Blob::new_with_str_sequence(&Array::of1(&text.into()));
    handle(blob.map_err(|e| Unread::Refused(words(&e)))?)
}

/// Fetches one of the page's own static files.
///
/// # Errors
/// The browser's words when it cannot be had.
pub async fn own_file(path: &str) -> Result<Blob, Unread> {
    let refused = |error: JsValue| Unread::Refused(words(&error));
    let window = gloo::utils::window();
    let response = JsFuture::from(window.fetch_with_str(path)).await.map_err(refused)?;
    let response: web_sys::Response = response.dyn_into().map_err(refused)?;
    if !response.ok() {
        return Err(Unread::Refused(format!("{path}: {} {}", response.status(), response.status_text())));
    }
    let body = response.blob().map_err(refused)?;
    JsFuture::from(body).await.map_err(refused)?.dyn_into().map_err(refused)
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
    offer(name, &blob)
}

/// Offers a blob as a download under a name.
///
/// # Errors
/// The browser's words when it refuses.
pub fn offer(name: &str, blob: &Blob) -> Result<(), String> {
    let url = Url::create_object_url_with_blob(blob).map_err(|e| words(&e))?;
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
