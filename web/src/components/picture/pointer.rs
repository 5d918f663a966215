//! Pointer, wheel and keys over a picture.

use super::stage::{Drag, Stage};
use gloo::events::{EventListener, EventListenerOptions};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, WheelEvent};
use yew::prelude::*;

/// One step of zooming.
pub const STEP: f64 = 1.6;
/// Pixels that a picture moves under an arrow key.
const PAN: i32 = 48;

/// What a canvas listens to.
pub struct Listeners {
    pub down: Callback<PointerEvent>,
    pub moved: Callback<PointerEvent>,
    pub up: Callback<PointerEvent>,
    pub cancel: Callback<PointerEvent>,
    pub leave: Callback<PointerEvent>,
    pub double: Callback<MouseEvent>,
    pub key: Callback<KeyboardEvent>,
}

/// The listeners of a stage.
pub fn listeners(stage: &Stage) -> Listeners {
    let with = |act: fn(&Stage, &PointerEvent)| {
        let stage = stage.clone();
        Callback::from(move |event: PointerEvent| act(&stage, &event))
    };
    let (double, key) = (stage.clone(), stage.clone());
    Listeners {
        down: with(press),
        moved: with(moved),
        up: with(release),
        cancel: with(|stage, _| stage.drag.set(None)),
        leave: with(leave),
        double: Callback::from(move |_: MouseEvent| double.reset()),
        key: Callback::from(move |event: KeyboardEvent| press_key(&key, &event)),
    }
}

fn pixel(event: &PointerEvent) -> (i32, i32) {
    (event.offset_x(), event.offset_y())
}

/// A drag marks where rows can be marked, and zooms with Shift or where they cannot.
fn press(stage: &Stage, event: &PointerEvent) {
    let at = pixel(event);
    stage.point(at);
    if event.button() != 0 || !stage.drags() {
        return;
    }
    if let Some(canvas) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) {
        let _ = canvas.set_pointer_capture(event.pointer_id());
    }
    let zooms = stage.can.zoom && (event.shift_key() || !stage.brushes());
    stage.drag.set(Some(Drag { from: at, to: at, zooms }));
}

fn moved(stage: &Stage, event: &PointerEvent) {
    let at = pixel(event);
    match *stage.drag {
        Some(drag) => {
            stage.drag.set(Some(Drag { to: at, ..drag }));
            if !drag.is_click() {
                stage.pointed.set(None);
            }
        }
        None => stage.point(at),
    }
}

fn release(stage: &Stage, event: &PointerEvent) {
    let Some(drag) = *stage.drag else { return };
    let drag = Drag { to: pixel(event), ..drag };
    if is_touch(event) && drag.is_click() {
        // A tap asks for values and changes nothing.
        stage.drag.set(None);
    } else {
        stage.drop(drag);
    }
}

/// A finger that is lifted leaves the values that it asked for.
fn leave(stage: &Stage, event: &PointerEvent) {
    if !is_touch(event) {
        stage.pointed.set(None);
    }
}

fn is_touch(event: &PointerEvent) -> bool {
    event.pointer_type() == "touch"
}

/// Arrow keys walk through what has a value, with Shift they move what is shown; plus, minus and nought
/// zoom; Enter marks; Escape lets go.
fn press_key(stage: &Stage, event: &KeyboardEvent) {
    let last = stage.held().and_then(|picture| picture.regions().checked_sub(1));
    let at = *stage.pointed;
    let step = |to: usize| stage.pointed.set(last.map(|last| to.min(last)));
    let shifted = event.shift_key() && stage.can.unzoom;
    if event.ctrl_key() || event.meta_key() || event.alt_key() {
        return;
    }
    match event.key().as_str() {
        "ArrowRight" if shifted => stage.show(|picture| picture.pan(-PAN, 0)),
        "ArrowLeft" if shifted => stage.show(|picture| picture.pan(PAN, 0)),
        "ArrowUp" if shifted => stage.show(|picture| picture.pan(0, PAN)),
        "ArrowDown" if shifted => stage.show(|picture| picture.pan(0, -PAN)),
        "ArrowRight" | "ArrowDown" => step(at.map_or(0, |at| at + 1)),
        "ArrowLeft" | "ArrowUp" => step(at.map_or(0, |at| at.saturating_sub(1))),
        "Home" => step(0),
        "End" => step(usize::MAX),
        "+" | "=" if stage.can.zoom => stage.show(|picture| picture.zoom(STEP)),
        "-" | "_" if stage.can.zoom => stage.show(|picture| picture.zoom(1.0 / STEP)),
        "0" if stage.can.zoom => stage.reset(),
        "Enter" if stage.brushes() => stage.mark_pointed(),
        "Escape" if at.is_some() || stage.drag.is_some() => {
            stage.pointed.set(None);
            stage.drag.set(None);
        }
        _ => return,
    }
    event.prevent_default();
}

/// The wheel zooms a picture that has the focus, or with Ctrl; else it scrolls the page.
#[hook]
pub fn use_wheel(canvas: &NodeRef, stage: &Stage) {
    let (canvas, stage) = (canvas.clone(), stage.clone());
    use_effect_with((stage.held().cloned(), *stage.can, *stage.shown), move |_| {
        let listener = canvas.cast::<Element>().map(|canvas| {
            let options = EventListenerOptions::enable_prevent_default();
            EventListener::new_with_options(&canvas.clone(), "wheel", options, move |event| {
                let Some(event) = event.dyn_ref::<WheelEvent>() else { return };
                let focused = gloo::utils::document().active_element().is_some_and(|active| active == canvas);
                if stage.can.zoom && (focused || event.ctrl_key()) {
                    event.prevent_default();
                    let factor = 1.0015_f64.powf(-event.delta_y().clamp(-400.0, 400.0));
                    let (x, y) = (event.offset_x(), event.offset_y());
                    stage.show(|picture| picture.zoom_at(x, y, factor));
                }
            })
        });
        move || drop(listener)
    });
}

/// Puts the values beside what they belong to, inside of the picture.
#[hook]
pub fn use_tip_place(tip: &NodeRef, stage: &Stage) {
    let (tip, picture) = (tip.clone(), stage.held().cloned());
    use_effect_with(*stage.pointed, move |pointed| {
        let Some((picture, at)) = picture.zip(*pointed) else { return };
        let (bounds, size) = (picture.bounds(at), picture.size());
        let (&[left, upper, right, lower], &[across, down]) = (bounds.as_slice(), size.as_slice()) else {
            return;
        };
        let Some(tip) = tip.cast::<HtmlElement>() else { return };
        let (width, height) = (tip.offset_width(), tip.offset_height());
        let most = (across as i32 - width).max(0);
        let left = ((left + right) / 2 - width / 2).clamp(0, most);
        let (above, below) = (upper - height - 8, lower + 8);
        let fits = below + height <= down as i32;
        // What is as high as the picture has its values at its upper edge.
        let top = if above >= 0 {
            above
        } else if fits {
            below
        } else {
            0
        };
        put(&tip, left, top);
    });
}

fn put(element: &HtmlElement, left: i32, top: i32) {
    let _ = element.style().set_property("left", &format!("{left}px"));
    let _ = element.style().set_property("top", &format!("{top}px"));
}

/// Puts the frame of a drag where it goes on.
#[hook]
pub fn use_band_place(band: &NodeRef, stage: &Stage) {
    let band = band.clone();
    use_effect_with(*stage.drag, move |drag| {
        let (Some(drag), Some(band)) = (drag, band.cast::<HtmlElement>()) else { return };
        put(&band, drag.from.0.min(drag.to.0), drag.from.1.min(drag.to.1));
        let (width, height) = ((drag.to.0 - drag.from.0).abs(), (drag.to.1 - drag.from.1).abs());
        let _ = band.style().set_property("width", &format!("{width}px"));
        let _ = band.style().set_property("height", &format!("{height}px"));
    });
}
