//! The module that draws pictures: fetched from beside the page when the first one is wanted.

use super::json::read;
use glasshouse_chart::{Brush, ChartSpec};
use js_sys::{ArrayBuffer, Uint8Array};
use std::cell::Cell;
use wasm_bindgen::prelude::*;
use web_sys::HtmlCanvasElement;

#[wasm_bindgen(module = "/src/services/pictures.js")]
extern "C" {
    #[wasm_bindgen(catch)]
    async fn load() -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch)]
    fn make(json: &Uint8Array) -> Result<Picture, JsValue>;
}

#[wasm_bindgen]
extern "C" {
    /// A chart on a canvas, as that module has it; `glasshouse-pictures` documents it.
    #[derive(Clone, PartialEq)]
    pub type Picture;
    #[wasm_bindgen(method)]
    fn free(this: &Picture);
    #[wasm_bindgen(method, catch)]
    pub fn paint(
        this: &Picture,
        canvas: &HtmlCanvasElement,
        dark: bool,
        width: u32,
        density: f64,
    ) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch)]
    pub fn copy(
        this: &Picture,
        canvas: &HtmlCanvasElement,
        dark: bool,
        width: u32,
        density: f64,
    ) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch)]
    pub fn svg(this: &Picture, dark: bool, width: u32) -> Result<String, JsValue>;
    #[wasm_bindgen(method)]
    pub fn summary(this: &Picture) -> String;
    #[wasm_bindgen(method)]
    pub fn numbers(this: &Picture) -> Numbers;
    #[wasm_bindgen(method)]
    pub fn size(this: &Picture) -> Vec<u32>;
    #[wasm_bindgen(method)]
    pub fn regions(this: &Picture) -> usize;
    #[wasm_bindgen(method)]
    pub fn zooms(this: &Picture) -> bool;
    #[wasm_bindgen(method)]
    pub fn zoomed(this: &Picture) -> bool;
    #[wasm_bindgen(method)]
    pub fn brushes(this: &Picture) -> bool;
    #[wasm_bindgen(method)]
    pub fn at(this: &Picture, x: i32, y: i32) -> Option<usize>;
    #[wasm_bindgen(method)]
    pub fn lines(this: &Picture, region: usize) -> Vec<String>;
    #[wasm_bindgen(method)]
    pub fn bounds(this: &Picture, region: usize) -> Vec<i32>;
    #[wasm_bindgen(method)]
    pub fn zoom_at(this: &Picture, x: i32, y: i32, factor: f64) -> bool;
    #[wasm_bindgen(method)]
    pub fn zoom(this: &Picture, factor: f64) -> bool;
    #[wasm_bindgen(method)]
    pub fn zoom_to(this: &Picture, x: i32, y: i32, to_x: i32, to_y: i32) -> bool;
    #[wasm_bindgen(method)]
    pub fn pan(this: &Picture, x: i32, y: i32) -> bool;
    #[wasm_bindgen(method)]
    pub fn reset(this: &Picture) -> bool;
    #[wasm_bindgen(method)]
    fn brush(this: &Picture, x: i32, y: i32, to_x: i32, to_y: i32) -> Option<String>;
    #[wasm_bindgen(method)]
    fn brush_region(this: &Picture, region: usize) -> Option<String>;

    /// A chart's numbers as a table.
    pub type Numbers;
    #[wasm_bindgen(method)]
    pub fn headers(this: &Numbers) -> Vec<String>;
    #[wasm_bindgen(method)]
    pub fn count(this: &Numbers) -> usize;
    #[wasm_bindgen(method)]
    pub fn row(this: &Numbers, at: usize) -> Vec<String>;
    #[wasm_bindgen(method)]
    pub fn csv(this: &Numbers) -> String;
}

thread_local! {
    static LOADED: Cell<bool> = const { Cell::new(false) };
}

/// Whether pictures can be drawn at once.
pub fn is_loaded() -> bool {
    LOADED.get()
}

/// Fetches the module, once.
///
/// # Errors
/// The browser's words.
pub async fn fetch() -> Result<(), String> {
    load().await.map_err(|error| words(&error))?;
    LOADED.set(true);
    Ok(())
}

/// A chart as JSON, as it came from the worker.
#[derive(Debug, Clone)]
pub struct Chart(Uint8Array);

/// It equals nothing but itself: a million points take long to compare.
impl PartialEq for Chart {
    fn eq(&self, other: &Self) -> bool {
        AsRef::<JsValue>::as_ref(&self.0) == AsRef::<JsValue>::as_ref(&other.0)
    }
}

impl Chart {
    /// As the worker sent it.
    pub fn sent(buffer: &ArrayBuffer) -> Self {
        Self(Uint8Array::new(buffer))
    }

    /// One that the page made.
    pub fn of(chart: &ChartSpec) -> Self {
        Self::json(&serde_json::to_string(chart).unwrap_or_default())
    }

    /// One that the worker wrote down.
    pub fn json(json: &str) -> Self {
        Self(Uint8Array::from(json.as_bytes()))
    }
}

/// A picture that is given back to its module when nobody holds it any more.
#[derive(PartialEq)]
pub struct Held(Picture);

impl Held {
    /// Reads a chart; the module has to be there.
    ///
    /// # Errors
    /// The module's words.
    pub fn new(chart: &Chart) -> Result<Self, String> {
        make(&chart.0).map(Self).map_err(|error| words(&error))
    }

    /// The rows that a drag marks.
    pub fn marked(&self, from: (i32, i32), to: (i32, i32)) -> Option<Brush> {
        read(&self.brush(from.0, from.1, to.0, to.1)?).ok()
    }

    /// The rows of a region.
    pub fn marked_region(&self, region: usize) -> Option<Brush> {
        read(&self.brush_region(region)?).ok()
    }
}

impl std::ops::Deref for Held {
    type Target = Picture;

    fn deref(&self) -> &Picture {
        &self.0
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.0.free();
    }
}

/// What an error of the browser says.
pub fn words(error: &JsValue) -> String {
    let message = js_sys::Reflect::get(error, &"message".into()).ok().and_then(|text| text.as_string());
    message.unwrap_or_else(|| format!("{error:?}"))
}
