//! Taking a picture away: as an image of pixels, as a drawing, as numbers.

use crate::services::files;
use crate::services::pictures::{Held, words};
use js_sys::Uint8Array;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use web_sys::{Blob, HtmlCanvasElement};
use yew::Callback;

/// A picture as it is looked at.
#[derive(Clone, PartialEq)]
pub struct Shot {
    /// The picture.
    pub picture: Rc<Held>,
    /// Whether the surface is dark.
    pub dark: bool,
    /// Its width in CSS pixels.
    pub width: u32,
    /// What the file is called, without its ending.
    pub file: String,
}

/// Pixels of a PNG for each of the screen, at least.
const DENSITY: f64 = 2.0;

/// A file's name from a title: letters and digits of any script, in small letters, joined by hyphens.
pub fn file_name(title: &str) -> String {
    let words = title.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
    let name: String = words.collect::<Vec<_>>().join("-").to_lowercase().chars().take(80).collect();
    if name.is_empty() { "picture".into() } else { name }
}

impl Shot {
    /// The numbers as CSV.
    ///
    /// # Errors
    /// The browser's words.
    pub fn save_csv(&self) -> Result<(), String> {
        self.save("csv", "text/csv", &self.picture.numbers().csv())
    }

    /// The drawing as SVG.
    ///
    /// # Errors
    /// The drawing's or the browser's words.
    pub fn save_svg(&self) -> Result<(), String> {
        let text = self.picture.svg(self.dark, self.width).map_err(|error| words(&error))?;
        self.save("svg", "image/svg+xml", &text)
    }

    fn save(&self, ending: &str, media_type: &str, text: &str) -> Result<(), String> {
        let bytes = Uint8Array::from(text.as_bytes()).buffer();
        files::download(&format!("{}.{ending}", self.file), media_type, &bytes)
    }

    /// The image as PNG; `trouble` is told if the browser, which makes it later, cannot.
    ///
    /// # Errors
    /// The browser's words.
    pub fn save_png(&self, trouble: Callback<String>) -> Result<(), String> {
        let no_canvas = || "no canvas".to_string();
        let canvas = gloo::utils::document().create_element("canvas").map_err(|_| no_canvas())?;
        let canvas: HtmlCanvasElement = canvas.dyn_into().map_err(|_| no_canvas())?;
        let density = gloo::utils::window().device_pixel_ratio().max(DENSITY);
        self.picture.copy(&canvas, self.dark, self.width, density).map_err(|error| words(&error))?;
        let name = format!("{}.png", self.file);
        let made = Closure::once_into_js(move |blob: Option<Blob>| {
            let saved = match blob {
                Some(blob) => files::offer(&name, &blob),
                None => Err("no room for the image".into()),
            };
            if let Err(words) = saved {
                trouble.emit(words);
            }
        });
        canvas.to_blob(made.unchecked_ref()).map_err(|_| no_canvas())
    }
}

#[cfg(test)]
mod tests {
    use super::file_name;

    #[test]
    fn files_are_called_by_their_titles() {
        assert_eq!(file_name("Histogram: monthly spend (€)"), "histogram-monthly-spend");
        assert_eq!(file_name("Größe × Наименование"), "größe-наименование");
        assert_eq!(file_name("(€)"), "picture");
        assert!(file_name(&"long ".repeat(99)).chars().count() <= 80);
    }
}
