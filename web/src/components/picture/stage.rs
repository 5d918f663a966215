//! What a picture knows while it is looked at: what stands where, what is zoomed to, pointed at, dragged.

use glasshouse_chart::{Brush, ChartSpec, ChartView, Layout};
use std::rc::Rc;
use yew::prelude::*;

/// A drag shorter than this is a click, pixels.
const CLICK: i32 = 5;

/// A chart that is the same as long as nobody made another: values that are missing differ from
/// themselves, and a million of them take long to compare.
#[derive(Clone)]
pub struct Same(pub Rc<ChartSpec>);

impl PartialEq for Same {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

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

/// What a picture knows while it is looked at.
#[derive(Clone, PartialEq)]
pub struct Stage {
    /// What stands where, and the same as long as nothing is zoomed.
    pub layout: UseStateHandle<Drawn>,
    /// What is shown.
    pub view: UseStateHandle<ChartView>,
    /// The region under the pointer or the arrow keys.
    pub pointed: UseStateHandle<Option<usize>>,
    /// The drag that goes on.
    pub drag: UseStateHandle<Option<Drag>>,
    on_brush: Option<Callback<Brush>>,
}

/// Layouts of what is shown and of the whole.
#[derive(Clone, Default)]
pub struct Drawn {
    /// As it is shown.
    pub now: Rc<Layout>,
    /// As it is without any zoom.
    pub whole: Rc<Layout>,
}

impl PartialEq for Drawn {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.now, &other.now)
    }
}

/// A stage; another chart is shown whole.
#[hook]
pub fn use_stage(chart: &Same, on_brush: Option<Callback<Brush>>) -> Stage {
    let stage = Stage {
        layout: use_state_eq(Drawn::default),
        view: use_state_eq(ChartView::default),
        pointed: use_state_eq(|| None),
        drag: use_state_eq(|| None),
        on_brush,
    };
    use_effect_with(chart.clone(), {
        let view = stage.view.clone();
        move |_| view.set(ChartView::default())
    });
    stage
}

impl Stage {
    /// Whether rows can be marked.
    pub fn brushes(&self) -> bool {
        self.on_brush.is_some() && self.layout.now.brushes()
    }

    /// Whether a part can be shown.
    pub fn zooms(&self) -> bool {
        self.layout.now.zooms()
    }

    /// Whether a drag does anything.
    pub fn drags(&self) -> bool {
        self.brushes() || self.zooms()
    }

    /// What is said of what is pointed at.
    pub fn lines(&self) -> Vec<String> {
        self.pointed.map(|at| self.layout.now.lines(at)).unwrap_or_default()
    }

    /// Points at what a pixel means.
    pub fn point(&self, (x, y): (i32, i32)) {
        self.pointed.set(self.layout.now.at(x, y));
    }

    /// Comes nearer to a pixel, or to the middle; less than 1 goes away from it.
    pub fn zoom(&self, at: Option<(i32, i32)>, factor: f64) {
        let middle =
            self.layout.now.plot.map(|plot| ((plot.left + plot.right) / 2, (plot.top + plot.bottom) / 2));
        let Some(at) = at.or(middle) else { return };
        if factor >= 1.0 || self.view.is_zoomed() {
            self.show(self.layout.now.zoom(at, factor));
        }
    }

    /// Moves what is shown by pixels.
    pub fn pan(&self, by: (i32, i32)) {
        if self.view.is_zoomed() {
            self.show(self.layout.now.pan(by));
        }
    }

    /// Shows the whole.
    pub fn reset(&self) {
        self.view.set(ChartView::default());
    }

    fn show(&self, view: Option<ChartView>) {
        if let Some(view) = view {
            self.view.set(view.settled(&self.layout.whole));
        }
    }

    /// Ends a drag: rows are marked, or a part is shown.
    pub fn drop(&self, drag: Drag) {
        self.drag.set(None);
        if !drag.zooms {
            self.emit(self.layout.now.brush(drag.from, drag.to));
        } else if !drag.is_click() {
            self.show(self.layout.now.zoom_to(drag.from, drag.to));
        }
    }

    /// Marks the rows of what is pointed at.
    pub fn mark_pointed(&self) {
        self.emit(self.pointed.and_then(|at| self.layout.now.brush_region(at)));
    }

    fn emit(&self, brush: Option<Brush>) {
        if let (Some(brush), Some(on_brush)) = (brush, &self.on_brush) {
            on_brush.emit(brush);
        }
    }
}
