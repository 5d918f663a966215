//! The canvas of a picture: drawn anew when its size or what it shows changes.

use super::stage::{Can, Stage};
use wasm_bindgen::prelude::*;
use web_sys::{HtmlCanvasElement, HtmlElement, ResizeObserver};
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

/// Draws the picture whenever it, its size, the theme or what is shown of it has changed.
#[hook]
pub fn use_painting(canvas: &NodeRef, dark: bool, width: u32, stage: &Stage) {
    let (canvas, stage) = (canvas.clone(), stage.clone());
    use_effect_with((stage.held().cloned(), dark, width, *stage.shown), move |(picture, dark, width, _)| {
        stage.pointed.set(None);
        let canvas = canvas.cast::<HtmlCanvasElement>().filter(|_| *width > 0);
        let (Some(canvas), Some(picture)) = (canvas, picture) else { return };
        let density = gloo::utils::window().device_pixel_ratio().max(1.0);
        // What cannot be drawn leaves its ground empty; the words and the numbers below say the same.
        if picture.paint(&canvas, *dark, *width, density).is_ok() {
            let can = Can { zoom: picture.zooms(), unzoom: picture.zoomed(), mark: picture.brushes() };
            stage.can.set(can);
        }
    });
}
