//! What a picture knows while it is looked at: what can be done with it, what is pointed at, dragged.

use crate::services::pictures::{Chart, Held, fetch, is_loaded};
use glasshouse_chart::Brush;
use std::rc::Rc;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

/// A drag shorter than this is a click, pixels.
const CLICK: i32 = 5;

/// A drag that goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Drag {
    /// Where it began.
    pub from: (i32, i32),
    /// Where it is.
    pub to: (i32, i32),
    /// Whether it will zoom; else it marks.
    pub zooms: bool,
}

impl Drag {
    /// Whether it has hardly moved.
    pub fn is_click(&self) -> bool {
        (self.to.0 - self.from.0).abs() < CLICK && (self.to.1 - self.from.1).abs() < CLICK
    }
}

/// What can be done with what was drawn.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Can {
    /// A part can be shown.
    pub zoom: bool,
    /// Less than all is shown.
    pub unzoom: bool,
    /// Rows can be marked.
    pub mark: bool,
}

/// What a picture knows while it is looked at.
#[derive(Clone, PartialEq)]
pub struct Stage {
    /// The picture, once what draws it is there; else why it cannot be drawn.
    pub picture: Option<Result<Rc<Held>, AttrValue>>,
    /// What can be done with it.
    pub can: UseStateHandle<Can>,
    /// How often something else was shown: it has to be drawn again.
    pub shown: UseStateHandle<u32>,
    /// The region under the pointer or the arrow keys.
    pub pointed: UseStateHandle<Option<usize>>,
    /// The drag that goes on.
    pub drag: UseStateHandle<Option<Drag>>,
    on_brush: Option<Callback<Brush>>,
}

/// A stage; another chart is shown whole.
#[hook]
pub fn use_stage(chart: &Chart, on_brush: Option<Callback<Brush>>) -> Stage {
    let ready = use_module();
    let picture = use_memo((chart.clone(), ready), |(chart, ready)| match ready {
        None => None,
        Some(Err(why)) => Some(Err(why.clone())),
        Some(Ok(())) => Some(Held::new(chart).map(Rc::new).map_err(AttrValue::from)),
    });
    Stage {
        picture: (*picture).clone(),
        can: use_state_eq(Can::default),
        shown: use_state_eq(|| 0),
        pointed: use_state_eq(|| None),
        drag: use_state_eq(|| None),
        on_brush,
    }
}

/// What draws pictures, fetched when the first one is looked at.
#[hook]
fn use_module() -> Option<Result<(), AttrValue>> {
    let ready = use_state_eq(|| is_loaded().then_some(Ok(())));
    let set = ready.setter();
    use_effect_with((), move |()| {
        if !is_loaded() {
            spawn_local(async move { set.set(Some(fetch().await.map_err(AttrValue::from))) });
        }
    });
    (*ready).clone()
}

impl Stage {
    /// The picture, where it can be drawn.
    pub fn held(&self) -> Option<&Rc<Held>> {
        self.picture.as_ref()?.as_ref().ok()
    }

    /// Whether rows can be marked.
    pub fn brushes(&self) -> bool {
        self.on_brush.is_some() && self.can.mark
    }

    /// Whether a drag does anything.
    pub fn drags(&self) -> bool {
        self.brushes() || self.can.zoom
    }

    /// What is said of what is pointed at.
    pub fn lines(&self) -> Vec<String> {
        self.pointed.and_then(|at| Some(self.held()?.lines(at))).unwrap_or_default()
    }

    /// Points at what a pixel means.
    pub fn point(&self, (x, y): (i32, i32)) {
        self.pointed.set(self.held().and_then(|picture| picture.at(x, y)));
    }

    /// Shows something else, if that is what an act comes to.
    pub fn show(&self, act: impl FnOnce(&Held) -> bool) {
        if self.held().is_some_and(|picture| act(picture)) {
            self.shown.set(*self.shown + 1);
        }
    }

    /// Shows the whole.
    pub fn reset(&self) {
        self.show(|picture| picture.reset());
    }

    /// Ends a drag: rows are marked, or a part is shown.
    pub fn drop(&self, drag: Drag) {
        self.drag.set(None);
        let Drag { from, to, zooms } = drag;
        if !zooms {
            self.emit(self.held().and_then(|picture| picture.marked(from, to)));
        } else if !drag.is_click() {
            self.show(|picture| picture.zoom_to(from.0, from.1, to.0, to.1));
        }
    }

    /// Marks the rows of what is pointed at.
    pub fn mark_pointed(&self) {
        self.emit(self.pointed.and_then(|at| self.held()?.marked_region(at)));
    }

    fn emit(&self, brush: Option<Brush>) {
        if let (Some(brush), Some(on_brush)) = (brush, &self.on_brush) {
            on_brush.emit(brush);
        }
    }
}
