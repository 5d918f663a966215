//! Drawing on a canvas at the screen's own density.

use super::stage::{Drawn, Same, Stage};
use glasshouse_chart::{ChartView, Drawing, Layout, Theme, height_for};
use plotters::prelude::IntoDrawingArea;
use plotters_canvas::CanvasBackend;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, HtmlElement, ResizeObserver};
use yew::prelude::*;

/// The width that the picture has, now and whenever it changes.
#[hook]
pub fn use_width(canvas: &NodeRef) -> u32 {
    let width = use_state_eq(|| 0_u32);
    let (canvas, set) = (canvas.clone(), width.setter());
    use_effect_with((), move |()| {
        let frame = canvas.cast::<HtmlElement>().and_then(|canvas| canvas.parent_element());
        let measured = frame.clone();
        let resized = Closure::<dyn FnMut()>::new(move || {
            if let Some(frame) = &measured {
                set.set(frame.client_width().max(0) as u32);
            }
        });
        let observer = ResizeObserver::new(resized.as_ref().unchecked_ref()).ok();
        if let (Some(observer), Some(frame)) = (&observer, &frame) {
            observer.observe(frame);
        }
        move || {
            observer.iter().for_each(ResizeObserver::disconnect);
            drop(resized);
        }
    });
    *width
}

/// Draws the chart whenever it, its size, the theme or what is shown of it has changed.
#[hook]
pub fn use_painting(canvas: &NodeRef, chart: &Same, dark: bool, width: u32, stage: &Stage) {
    let (canvas, stage, view) = (canvas.clone(), stage.clone(), *stage.view);
    use_effect_with((chart.clone(), dark, width, view), move |(chart, dark, width, view)| {
        stage.pointed.set(None);
        let Some(canvas) = canvas.cast::<HtmlCanvasElement>().filter(|_| *width > 0) else { return };
        let density = gloo::utils::window().device_pixel_ratio().max(1.0);
        let Some(now) = paint(&canvas, chart, *dark, view, *width, density).map(Rc::new) else { return };
        let whole = if view.is_zoomed() { Rc::clone(&stage.layout.whole) } else { Rc::clone(&now) };
        stage.layout.set(Drawn { now, whole });
    });
}

/// The theme of a surface.
pub fn theme(dark: bool) -> Theme {
    if dark { Theme::dark() } else { Theme::light() }
}

/// Draws on a canvas that gets the size that this takes; the layout stays in CSS pixels.
pub fn paint(
    canvas: &HtmlCanvasElement,
    chart: &Same,
    dark: bool,
    view: &ChartView,
    width: u32,
    density: f64,
) -> Option<Layout> {
    let height = height_for(&chart.0, width);
    let drawing = Drawing::new(&chart.0, &theme(dark), view, (width, height)).ok()?;
    canvas.set_width((f64::from(width) * density).round() as u32);
    canvas.set_height((f64::from(height) * density).round() as u32);
    // The style sheet has the width; the height follows what is drawn.
    let _ = canvas.style().set_property("height", &format!("{height}px"));
    let context: CanvasRenderingContext2d = canvas.get_context("2d").ok()??.dyn_into().ok()?;
    context.scale(density, density).ok()?;
    let area = CanvasBackend::with_canvas_object(canvas.clone())?
        .into_drawing_area()
        .shrink((0, 0), (width, height));
    drawing.put(&area).ok()?;
    Some(drawing.into_layout())
}
