//! Drawing on a canvas at the screen's own density.

use crate::scene::Scene;
use glasshouse_chart::Layout;
use plotters::prelude::IntoDrawingArea;
use plotters_canvas::CanvasBackend;
use wasm_bindgen::{JsCast, JsError};
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

/// Draws on a canvas that gets the size that this takes; the layout stays in CSS pixels.
///
/// # Errors
/// The chart's data contradict themselves, or the browser gives no canvas to draw on.
pub fn paint(
    canvas: &HtmlCanvasElement,
    scene: &Scene,
    dark: bool,
    width: u32,
    density: f64,
) -> Result<Layout, JsError> {
    let drawing = scene.draw(dark, width)?;
    let (width, height) = scene.size(width);
    canvas.set_width((f64::from(width) * density).round() as u32);
    canvas.set_height((f64::from(height) * density).round() as u32);
    // The style sheet has the width; the height follows what is drawn.
    let _ = canvas.style().set_property("height", &format!("{height}px"));
    let no_surface = || JsError::new("the browser gives no canvas to draw on");
    let context = canvas.get_context("2d").ok().flatten();
    let context = context.and_then(|context| context.dyn_into::<CanvasRenderingContext2d>().ok());
    context.and_then(|context| context.scale(density, density).ok()).ok_or_else(no_surface)?;
    let backend = CanvasBackend::with_canvas_object(canvas.clone()).ok_or_else(no_surface)?;
    drawing.put(&backend.into_drawing_area().shrink((0, 0), (width, height)))?;
    Ok(drawing.into_layout())
}
