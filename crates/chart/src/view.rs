//! From pixels to data: what a pixel means, what a dragged rectangle marks, what a zoom shows.

use crate::layout::{Layout, Rect};
use crate::scale::Scale;
use crate::spec::AxisScale;
use serde::{Deserialize, Serialize};

/// The part of the data that is shown: from where to where along each axis. Without ends, all.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct ChartView {
    /// Lowest and highest value of the level axis.
    pub x: Option<(f64, f64)>,
    /// Lowest and highest value of the upright axis.
    pub y: Option<(f64, f64)>,
}

/// What pixels along a direction mean.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum Dimension {
    /// Nothing that can be asked for.
    #[default]
    Nothing,
    /// Numbers or dates.
    Numbers {
        /// The table's column that has them.
        column: Option<String>,
        /// Where they stand.
        scale: Scale,
        /// Whether a [`ChartView`] may show a part of them.
        zooms: bool,
    },
    /// Categories, each with a stretch of its own.
    Names {
        /// The table's column that has them.
        column: Option<String>,
        /// The categories in order; what stands after them is no category, as `others`.
        names: Vec<String>,
        /// Where they stand by their position.
        scale: Scale,
    },
}

/// A rectangle whose pixels mean values of the data.
#[derive(Debug, Clone, PartialEq)]
pub struct Pane {
    /// Where it is.
    pub rect: Rect,
    /// From left to right.
    pub x: Dimension,
    /// From below or from above.
    pub y: Dimension,
}

/// What a pixel means along one direction.
#[derive(Debug, Clone, PartialEq)]
pub enum Datum {
    /// A number, or microseconds since 1970-01-01 UTC.
    Number(f64),
    /// A category.
    Name(String),
}

/// What was marked of one column.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Marked {
    /// Values from a bound to a bound, both included.
    Range {
        /// The column.
        column: String,
        /// Least value.
        from: f64,
        /// Greatest value.
        to: f64,
        /// Whether they are dates.
        scale: AxisScale,
    },
    /// Some of its categories.
    Values {
        /// The column.
        column: String,
        /// The categories, in the picture's order.
        values: Vec<String>,
    },
}

/// Which rows were marked in a picture: those of which all of this holds.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Brush {
    /// One mark for each column.
    pub marks: Vec<Marked>,
}

/// A drag shorter than this marks nothing along its direction, pixels.
const DRAG: i32 = 5;

/// How far beside a pane a drag may begin, pixels.
const BESIDE: i32 = 10;

impl ChartView {
    /// Whether it is less than all.
    pub fn is_zoomed(&self) -> bool {
        self.x.is_some() || self.y.is_some()
    }

    /// The same, without what shows as much as a layout of the whole does.
    pub fn settled(self, whole: &Layout) -> Self {
        let pane = whole.panes.first();
        let keep = |span: Option<(f64, f64)>, along: Option<&Dimension>| {
            span.filter(|(from, to)| match along {
                Some(Dimension::Numbers { scale, .. }) => *from > scale.span().0 || *to < scale.span().1,
                _ => true,
            })
        };
        Self { x: keep(self.x, pane.map(|pane| &pane.x)), y: keep(self.y, pane.map(|pane| &pane.y)) }
    }
}

impl Dimension {
    fn datum(&self, pixel: i32) -> Option<Datum> {
        match self {
            Self::Nothing => None,
            Self::Numbers { scale, .. } => Some(Datum::Number(scale.value(pixel))),
            Self::Names { names, scale, .. } => {
                names.get(position(scale, pixel)?).map(|name| Datum::Name(name.clone()))
            }
        }
    }

    fn marked(&self, a: i32, b: i32) -> Option<Marked> {
        match self {
            Self::Numbers { column: Some(column), scale, .. } => {
                let (a, b) = (scale.value(a), scale.value(b));
                let column = column.clone();
                Some(Marked::Range { column, from: a.min(b), to: a.max(b), scale: scale.kind() })
            }
            Self::Names { column: Some(column), names, scale } => {
                let (a, b) = (position(scale, a)?, position(scale, b)?);
                let values = names.get(a.min(b)..names.len().min(a.max(b) + 1))?.to_vec();
                (!values.is_empty()).then(|| Marked::Values { column: column.clone(), values })
            }
            _ => None,
        }
    }

    fn is_names(&self) -> bool {
        matches!(self, Self::Names { .. })
    }

    /// The span from a share of it to another.
    fn moved(&self, (from, to): (f64, f64)) -> Option<(f64, f64)> {
        let Self::Numbers { scale, zooms: true, .. } = self else { return None };
        let (from, to) = (scale.between(from), scale.between(to));
        // Beyond this there is nothing between two pixels but the same number.
        let fine = (to - from) > from.abs().max(to.abs()) * 1e-12;
        if fine && Scale::bears(scale.kind(), from) && to.is_finite() {
            Some((from, to))
        } else {
            Some(scale.span())
        }
    }
}

fn position(scale: &Scale, pixel: i32) -> Option<usize> {
    let place = (scale.value(pixel) + 0.5).floor();
    // The last pixel still belongs to the last category.
    let last = (scale.span().0.max(scale.span().1) - 0.5).floor();
    (place >= 0.0).then_some(place.min(last).max(0.0) as usize)
}

impl Layout {
    /// The pane under a pixel, or beside it.
    fn pane(&self, x: i32, y: i32) -> Option<&Pane> {
        let inside = self.panes.iter().find(|pane| pane.rect.contains(x, y));
        inside.or_else(|| {
            self.panes.iter().find(|Pane { rect, .. }| {
                let (x_range, y_range) =
                    (rect.left - BESIDE..rect.right + BESIDE, rect.top - BESIDE..rect.bottom + BESIDE);
                x_range.contains(&x) && y_range.contains(&y)
            })
        })
    }

    /// What a pixel of a plot means along its two axes.
    pub fn data_at(&self, x: i32, y: i32) -> Option<(Option<Datum>, Option<Datum>)> {
        let pane = self.panes.iter().find(|pane| pane.rect.contains(x, y))?;
        Some((pane.x.datum(x), pane.y.datum(y)))
    }

    /// What a rectangle dragged from one pixel to another marks. A drag along one axis marks that axis
    /// only; a click marks the category that it hits. None where nothing was marked or the axes are no
    /// columns of the table.
    pub fn brush(&self, from: (i32, i32), to: (i32, i32)) -> Option<Brush> {
        if self.panes.is_empty() {
            let clicked = (to.0 - from.0).abs() < DRAG && (to.1 - from.1).abs() < DRAG;
            return clicked.then(|| self.brush_region(self.at(from.0, from.1)?)).flatten();
        }
        let pane = self.pane(from.0, from.1)?;
        let rect = pane.rect;
        let x = [from.0, to.0].map(|x| x.clamp(rect.left, rect.right - 1));
        let y = [from.1, to.1].map(|y| y.clamp(rect.top, rect.bottom - 1));
        let far = [(to.0 - from.0).abs() >= DRAG, (to.1 - from.1).abs() >= DRAG];
        let clicked = !far[0] && !far[1];
        let wanted = |dimension: &Dimension, far: bool| far || (clicked && dimension.is_names());
        let along_x = wanted(&pane.x, far[0]).then(|| pane.x.marked(x[0], x[1])).flatten();
        let along_y = wanted(&pane.y, far[1]).then(|| pane.y.marked(y[0], y[1])).flatten();
        let marks: Vec<Marked> = along_x.into_iter().chain(along_y).collect();
        (!marks.is_empty()).then_some(Brush { marks })
    }

    /// Which region's rows a click on it marks: as if dragged around it.
    pub fn brush_region(&self, region: usize) -> Option<Brush> {
        if let Some(mark) = self.mark(region) {
            return Some(Brush { marks: vec![mark.clone()] });
        }
        let bounds = self.regions.get(region)?.bounds();
        let (x, y) = bounds.middle();
        let pane = self.pane(x, y)?;
        let inner = bounds.within(&pane.rect);
        self.brush((inner.left, inner.top), (inner.right - 1, inner.bottom - 1))
    }

    /// Whether the picture can be zoomed at all.
    pub fn zooms(&self) -> bool {
        let zooms = |along: &Dimension| matches!(along, Dimension::Numbers { zooms: true, .. });
        self.panes.iter().any(|pane| zooms(&pane.x) || zooms(&pane.y))
    }

    /// Whether something can be marked in it.
    pub fn brushes(&self) -> bool {
        let column = |along: &Dimension| match along {
            Dimension::Numbers { column, .. } | Dimension::Names { column, .. } => column.is_some(),
            Dimension::Nothing => false,
        };
        self.has_marks() || self.panes.iter().any(|pane| column(&pane.x) || column(&pane.y))
    }

    /// The view in which a pixel keeps its value and everything else is `factor` times as far away from
    /// it: more than 1 comes nearer.
    pub fn zoom(&self, (x, y): (i32, i32), factor: f64) -> Option<ChartView> {
        let pane = self.pane(x, y).or(self.panes.first())?;
        let about = |place: f64| (place - place / factor, place + (1.0 - place) / factor);
        let (across, down) =
            (share(x, pane.rect.left, pane.rect.right - 1), share(y, pane.rect.bottom - 1, pane.rect.top));
        Some(ChartView { x: pane.x.moved(about(across)), y: pane.y.moved(about(down)) })
    }

    /// The view that shows what lies in a rectangle; a direction in which it has no extent stays as it is.
    pub fn zoom_to(&self, from: (i32, i32), to: (i32, i32)) -> Option<ChartView> {
        let pane = self.pane(from.0, from.1)?;
        let Rect { left, right, top, bottom } = pane.rect;
        let (right, bottom) = (right - 1, bottom - 1);
        let ends = |a: f64, b: f64| (a.min(b), a.max(b));
        let x = ends(share(from.0, left, right), share(to.0, left, right));
        let y = ends(share(from.1, bottom, top), share(to.1, bottom, top));
        let far = |a: i32, b: i32, ends: (f64, f64)| if (a - b).abs() < DRAG { (0.0, 1.0) } else { ends };
        let (x, y) = (far(from.0, to.0, x), far(from.1, to.1, y));
        Some(ChartView { x: pane.x.moved(x), y: pane.y.moved(y) })
    }

    /// The view moved by pixels, as when the plot is dragged.
    pub fn pan(&self, (dx, dy): (i32, i32)) -> Option<ChartView> {
        let pane = self.panes.first()?;
        let x = -f64::from(dx) / f64::from(pane.rect.width().max(1));
        let y = f64::from(dy) / f64::from(pane.rect.height().max(1));
        Some(ChartView { x: pane.x.moved((x, 1.0 + x)), y: pane.y.moved((y, 1.0 + y)) })
    }
}

/// Where a pixel lies between two, 0 to 1.
fn share(pixel: i32, from: i32, to: i32) -> f64 {
    let length = f64::from(to - from);
    if length == 0.0 { 0.5 } else { (f64::from(pixel - from) / length).clamp(0.0, 1.0) }
}
