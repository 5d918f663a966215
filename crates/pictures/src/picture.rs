//! What the page calls.

use crate::canvas::paint;
use crate::scene::{Scene, theme};
use glasshouse_chart::{Brush, Table, summary, svg_of, table};
use wasm_bindgen::prelude::*;
use web_sys::HtmlCanvasElement;

/// A chart on a canvas.
#[wasm_bindgen]
pub struct Picture(Scene);

/// A chart's numbers as a table.
#[wasm_bindgen]
pub struct Numbers(Table);

#[wasm_bindgen]
impl Picture {
    /// From the JSON of a [`glasshouse_chart::ChartSpec`].
    #[wasm_bindgen(constructor)]
    pub fn new(json: &[u8]) -> Result<Picture, JsError> {
        Ok(Self(Scene::new(serde_json::from_slice(json)?)))
    }

    /// Draws what is shown on its canvas.
    pub fn paint(
        &mut self,
        canvas: &HtmlCanvasElement,
        dark: bool,
        width: u32,
        density: f64,
    ) -> Result<(), JsError> {
        let layout = paint(canvas, &self.0, dark, width, density)?;
        self.0.keep(layout);
        Ok(())
    }

    /// Draws what is shown on another canvas, to be taken away.
    pub fn copy(
        &self,
        canvas: &HtmlCanvasElement,
        dark: bool,
        width: u32,
        density: f64,
    ) -> Result<(), JsError> {
        paint(canvas, &self.0, dark, width, density).map(drop)
    }

    /// What is shown as an SVG document.
    pub fn svg(&self, dark: bool, width: u32) -> Result<String, JsError> {
        Ok(svg_of(self.0.chart(), &theme(dark), self.0.view(), self.0.size(width))?)
    }

    /// The chart in words.
    pub fn summary(&self) -> String {
        summary(self.0.chart())
    }

    /// Its numbers.
    pub fn numbers(&self) -> Numbers {
        Numbers(table(self.0.chart()))
    }

    /// Width and height of what was drawn last, CSS pixels.
    pub fn size(&self) -> Vec<u32> {
        let (width, height) = self.0.layout().size;
        vec![width, height]
    }

    /// How many regions have something to say.
    pub fn regions(&self) -> usize {
        self.0.layout().regions.len()
    }

    /// Whether a part can be shown.
    pub fn zooms(&self) -> bool {
        self.0.layout().zooms()
    }

    /// Whether less than all is shown.
    pub fn zoomed(&self) -> bool {
        self.0.view().is_zoomed()
    }

    /// Whether rows can be marked.
    pub fn brushes(&self) -> bool {
        self.0.layout().brushes()
    }

    /// The region that a place means.
    pub fn at(&self, x: i32, y: i32) -> Option<usize> {
        self.0.layout().at(x, y)
    }

    /// What a region says, a line each.
    pub fn lines(&self, region: usize) -> Vec<String> {
        self.0.layout().lines(region)
    }

    /// Left, top, right and bottom of a region; empty where there is none.
    pub fn bounds(&self, region: usize) -> Vec<i32> {
        let bounds = self.0.layout().regions.get(region).map(|region| region.bounds());
        bounds.map(|b| vec![b.left, b.top, b.right, b.bottom]).unwrap_or_default()
    }

    /// Comes nearer to a place; less than 1 goes away from it. This and its neighbours say whether
    /// something else is shown now, which is to be drawn.
    pub fn zoom_at(&mut self, x: i32, y: i32, factor: f64) -> bool {
        self.0.zoom(Some((x, y)), factor)
    }

    /// Comes nearer to the middle.
    pub fn zoom(&mut self, factor: f64) -> bool {
        self.0.zoom(None, factor)
    }

    /// Shows what lies in a rectangle.
    pub fn zoom_to(&mut self, x: i32, y: i32, to_x: i32, to_y: i32) -> bool {
        self.0.zoom_to((x, y), (to_x, to_y))
    }

    /// Moves what is shown by pixels.
    pub fn pan(&mut self, x: i32, y: i32) -> bool {
        self.0.pan((x, y))
    }

    /// Shows the whole.
    pub fn reset(&mut self) -> bool {
        self.0.reset()
    }

    /// The rows that a drag marks, as JSON of a [`Brush`].
    pub fn brush(&self, x: i32, y: i32, to_x: i32, to_y: i32) -> Option<String> {
        words(self.0.brush((x, y), (to_x, to_y)))
    }

    /// The rows of a region, likewise.
    pub fn brush_region(&self, region: usize) -> Option<String> {
        words(self.0.layout().brush_region(region))
    }
}

fn words(brush: Option<Brush>) -> Option<String> {
    serde_json::to_string(&brush?).ok()
}

#[wasm_bindgen]
impl Numbers {
    /// Names of the columns.
    pub fn headers(&self) -> Vec<String> {
        self.0.headers.clone()
    }

    /// How many rows there are.
    pub fn count(&self) -> usize {
        self.0.rows.len()
    }

    /// The cells of a row; empty where there is none.
    pub fn row(&self, at: usize) -> Vec<String> {
        self.0.rows.get(at).cloned().unwrap_or_default()
    }

    /// All as CSV.
    pub fn csv(&self) -> String {
        self.0.csv()
    }
}
