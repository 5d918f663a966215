//! Two axes around a plot: round numbers, dates or categories along each.
//!
//! The name of the upright axis stands level above its labels, where it is read without turning the
//! head; that of the level axis below its own.

use crate::layout::{Layout, Rect};
use crate::legend::Legend;
use crate::pen::{Align, Pen};
use crate::scale::Scale;
use crate::spec::{Axis, AxisScale};
use crate::view::{Dimension, Pane};
use crate::{text, ticks, time};

/// Height of a line of text, pixels.
pub const LINE: i32 = 18;
/// Space around everything, pixels.
pub const MARGIN: i32 = 4;
/// The least side of a plot that is worth drawing, pixels.
const LEAST: i32 = 24;
/// Room of names on the left, pixels; a quarter of a wide picture.
const NAME_ROOM: i32 = 150;
/// The most that turned names take below, pixels.
pub const TURNED: i32 = 96;
/// The least distance of two labels of categories, pixels.
const APART: i32 = 14;

/// What stands along an axis.
pub enum Along<'a> {
    /// Numbers or dates between two.
    Numbers {
        /// How they are laid along it.
        scale: AxisScale,
        /// Values at its ends, as long as nobody zooms.
        span: (f64, f64),
        /// Whether somebody can zoom.
        zooms: bool,
        /// Whether only whole numbers make sense.
        whole: bool,
    },
    /// Categories, each with as much room as the others.
    Names {
        /// What stands beside them.
        labels: &'a [String],
        /// How many of them, from the first on, are categories of the column.
        markable: usize,
    },
}

/// One axis.
pub struct Side<'a> {
    /// Name of the axis; may be empty.
    pub name: &'a str,
    /// The table's column that it has the values of.
    pub column: Option<&'a str>,
    /// What stands along it.
    pub along: Along<'a>,
}

/// Two axes and a legend.
pub struct Frame<'a> {
    /// The level axis.
    pub x: Side<'a>,
    /// The upright axis.
    pub y: Side<'a>,
    /// What colours mean.
    pub legend: Option<&'a Legend>,
    /// The least width of the labels on the left, so that several plots stand in line; pixels.
    pub least: i32,
    /// Whether the level axis has labels; without, another plot stands below.
    pub foot: bool,
}

/// A plot with its scales.
pub struct Plot {
    /// Where data are drawn.
    pub rect: Rect,
    /// From values or positions of categories to columns of pixels.
    pub x: Scale,
    /// From values or positions of categories to rows of pixels.
    pub y: Scale,
    /// What its pixels mean.
    pub pane: Pane,
}

impl<'a> Side<'a> {
    /// An axis of numbers or dates, which can be zoomed.
    pub fn axis(axis: &'a Axis, span: (f64, f64)) -> Self {
        let along = Along::Numbers { scale: axis.scale, span, zooms: true, whole: axis.whole };
        Self { name: &axis.name, column: axis.column.as_deref(), along }
    }

    /// An axis of numbers that belong to the picture and not to the table.
    pub fn numbers(name: &'a str, span: (f64, f64)) -> Self {
        Self {
            name,
            column: None,
            along: Along::Numbers { scale: AxisScale::Linear, span, zooms: false, whole: false },
        }
    }

    /// An axis of whole numbers that belong to the picture.
    pub fn whole(name: &'a str, span: (f64, f64)) -> Self {
        let along = Along::Numbers { scale: AxisScale::Linear, span, zooms: false, whole: true };
        Self { name, column: None, along }
    }

    /// An axis of counts up to the most frequent.
    pub fn counts(name: &'a str, most: u64) -> Self {
        Self::whole(name, ticks::rounded(0.0, most.max(1) as f64))
    }

    fn scale(&self, zoomed: Option<(f64, f64)>, pixels: (i32, i32)) -> Scale {
        match self.along {
            Along::Numbers { scale, span, zooms, .. } => {
                Scale::new(scale, zoomed.filter(|_| zooms).unwrap_or(span), pixels)
            }
            Along::Names { labels, .. } => Scale::linear((-0.5, labels.len() as f64 - 0.5), pixels),
        }
    }

    fn dimension(&self, scale: Scale) -> Dimension {
        let column = self.column.map(str::to_owned);
        match self.along {
            Along::Numbers { zooms, .. } => Dimension::Numbers { column, scale, zooms },
            Along::Names { labels, markable } => {
                Dimension::Names { column, names: labels[..markable.min(labels.len())].to_vec(), scale }
            }
        }
    }

    /// Labels along it, `room` pixels wide at most, with the values that they stand at.
    fn ticks(&self, pen: &Pen, scale: &Scale, apart: i32, room: i32) -> Vec<(f64, String)> {
        match self.along {
            Along::Numbers { whole: false, .. } => scale.ticks(apart),
            Along::Numbers { whole: true, .. } => {
                let whole = scale.ticks(apart).into_iter().filter(|(value, _)| value.fract() == 0.0);
                whole.map(|(value, label)| (value, label.trim_end_matches(".0").to_string())).collect()
            }
            Along::Names { labels, .. } => {
                let every = thinned(labels.len(), apart_of(scale, labels.len()));
                let shown = labels.iter().enumerate().step_by(every);
                let short = text::elide_all(
                    shown.clone().map(|(_, label)| label.as_str()),
                    pen.theme.label_size,
                    f64::from(room),
                );
                shown.zip(short).map(|((at, _), label)| (at as f64, label)).collect()
            }
        }
    }
}

/// Pixels from one category to the next.
fn apart_of(scale: &Scale, n: usize) -> i32 {
    let (first, last) = (scale.at(-0.5), scale.at(n as f64 - 0.5));
    (last - first).abs() / (n.max(1) as i32)
}

/// One label is shown of so many.
fn thinned(n: usize, apart: i32) -> usize {
    ((APART + apart.max(1) - 1) / apart.max(1)).clamp(1, n.max(1) as i32) as usize
}

/// Distance of labels beside a plot of a height: a low one has some all the same.
fn upright_apart(height: i32) -> i32 {
    (height / 4).clamp(20, 32)
}

/// Height that labels of categories take below a plot of about a width.
pub fn names_height(labels: &[String], width: i32) -> i32 {
    let longest = labels.iter().map(|label| text::width(label, 12.0)).fold(0.0, f64::max) as i32;
    if is_turned(labels.len(), longest, width) { longest.min(TURNED) + 6 } else { LINE }
}

/// Too narrow for most of a level name.
pub fn is_turned(n: usize, longest: i32, width: i32) -> bool {
    let cell = width / (n.max(1) as i32) - 6;
    cell < longest && cell < 56
}

impl Frame<'_> {
    /// Draws the axes and the legend into an area; none where there is no room for a plot.
    pub fn draw(&self, pen: &Pen, area: Rect) -> Option<Plot> {
        let (rect, turned) = self.place(pen, area)?;
        let x = self.x.scale(pen.view.x, (rect.left, rect.right - 1));
        // Numbers grow upwards, names are read from above.
        let ends = match self.y.along {
            Along::Numbers { .. } => (rect.bottom - 1, rect.top),
            Along::Names { .. } => (rect.top, rect.bottom - 1),
        };
        let y = self.y.scale(pen.view.y, ends);
        self.draw_upright(pen, area, rect, &y);
        self.draw_level(pen, area, rect, &x, turned);
        if let Some(legend) = self.legend {
            legend.draw(pen, area, rect, self.y.name);
        }
        let pane = Pane { rect, x: self.x.dimension(x), y: self.y.dimension(y) };
        Some(Plot { rect, x, y, pane })
    }

    /// Where the plot stands, and whether the names below it are turned.
    fn place(&self, pen: &Pen, page: Rect) -> Option<(Rect, bool)> {
        let above =
            if self.y.name.is_empty() && self.legend.is_none_or(|l| !l.is_scale()) { 8 } else { LINE + 4 };
        let (beside, below) = self.legend.map_or((0, 0), |legend| legend.room(page.width()));
        let top = page.top + MARGIN + above;
        let named = if self.x.name.is_empty() { 0 } else { LINE };
        let foot = page.bottom - MARGIN - named - below;
        let label = pen.label();
        let widest = self.labels_width(pen, page.width(), (foot - LINE, top));
        let left = page.left + MARGIN + widest.max(self.least) + 6;
        let right = page.right - MARGIN - 10 - beside;
        let (turned, height) = match self.x.along {
            Along::Numbers { .. } => (false, if self.foot { LINE + 4 } else { 2 }),
            Along::Names { labels, .. } => {
                let longest = pen.widest(labels.iter().map(String::as_str), label);
                let turned = is_turned(labels.len(), longest, right - left);
                (turned, if turned { longest.min(TURNED) + 6 } else { LINE })
            }
        };
        let rect = Rect::new(left, top, right, foot - height);
        (rect.width() >= LEAST && rect.height() >= LEAST).then_some((rect, turned))
    }

    /// Width of the labels on the left of a plot that stands between two rows of pixels.
    pub fn labels_width(&self, pen: &Pen, width: i32, pixels: (i32, i32)) -> i32 {
        let y = self.y.scale(pen.view.y, pixels);
        let labels =
            self.y.ticks(pen, &y, upright_apart(y.length()), (width / 3).min(NAME_ROOM.max(width / 4)));
        pen.widest(labels.iter().map(|(_, label)| label.as_str()), pen.label())
    }

    fn draw_upright(&self, pen: &Pen, area: Rect, rect: Rect, scale: &Scale) {
        let free = rect.right - area.left - 2 * MARGIN;
        let room = self.legend.map_or(free, |legend| legend.title_room(pen, area, rect, self.y.name));
        let name = pen.fit(self.y.name, pen.name(), room);
        pen.text(&name, pen.name(), (area.left + MARGIN, area.top + MARGIN + LINE / 2));
        let names = matches!(self.y.along, Along::Names { .. });
        for (value, label) in
            self.y.ticks(pen, scale, upright_apart(rect.height()), rect.left - 6 - MARGIN - area.left)
        {
            let row = scale.at(value);
            if !names {
                pen.across(rect.left, rect.right, row, pen.theme.hairline);
            }
            let ink = if names { pen.label().color(pen.theme.text) } else { pen.label() };
            pen.text(&label, ink.align(Align::End), (rect.left - 6, row));
        }
    }

    fn draw_level(&self, pen: &Pen, area: Rect, rect: Rect, scale: &Scale, turned: bool) {
        let mut name = self.x.name.to_string();
        let mut foot = rect.bottom + 4 + LINE;
        match self.x.along {
            Along::Numbers { .. } if !self.foot => {}
            Along::Numbers { .. } => {
                let lines = matches!(self.y.along, Along::Names { .. });
                if let Some(day) = level_numbers(pen, &self.x, (area, rect), scale, lines) {
                    name = format!("{name} · {day}");
                }
            }
            Along::Names { labels, .. } => {
                foot = rect.bottom + level_names(pen, &self.x, scale, (rect, labels), turned);
            }
        }
        pen.across(rect.left, rect.right, rect.bottom, pen.theme.muted);
        let name = pen.fit(&name, pen.name(), area.width() - 2 * MARGIN);
        let half = pen.width(&name, pen.name()) / 2 + 1;
        let (least, most) = (area.left + MARGIN + half, area.right - MARGIN - half);
        let middle = rect.middle().0.min(most).max(least);
        pen.text(&name, pen.name().align(Align::Middle), (middle, foot + LINE / 2));
    }
}

/// Draws labels of numbers where they do not touch, and `lines` through the plot; the day, where they
/// are only times of it.
fn level_numbers(
    pen: &Pen,
    side: &Side,
    (area, rect): (Rect, Rect),
    scale: &Scale,
    lines: bool,
) -> Option<String> {
    let mut ticks = side.ticks(pen, scale, 64, 0);
    for _ in 0..3 {
        let widest = pen.widest(ticks.iter().map(|(_, label)| label.as_str()), pen.label());
        let fits = ticks.windows(2).all(|pair| scale.at(pair[1].0) - scale.at(pair[0].0) > widest + 8);
        if fits {
            break;
        }
        ticks = side.ticks(pen, scale, widest + 24, 0);
    }
    let middle = rect.bottom + 4 + LINE / 2;
    let mut free_from = area.left;
    for (value, label) in &ticks {
        let column = scale.at(*value);
        if lines {
            pen.down(column, rect.top, rect.bottom, pen.theme.hairline);
        }
        pen.down(column, rect.bottom, rect.bottom + 4, pen.theme.muted);
        let half = pen.width(label, pen.label()) / 2 + 1;
        let at = column.min(area.right - half).max(area.left + half);
        if at - half >= free_from {
            pen.text(label, pen.label().align(Align::Middle), (at, middle));
            free_from = at + half + 4;
        }
    }
    (scale.kind() == AxisScale::Time).then(|| time::day_of(scale.span().0, &ticks)).flatten()
}

/// Draws labels of categories; the height that they take.
fn level_names(
    pen: &Pen,
    side: &Side,
    scale: &Scale,
    (rect, labels): (Rect, &[String]),
    turned: bool,
) -> i32 {
    let ink = pen.label().color(pen.theme.text);
    let room = if turned { TURNED } else { apart_of(scale, labels.len()) - 4 };
    let ticks = side.ticks(pen, scale, APART, room);
    let longest = pen.widest(ticks.iter().map(|(_, label)| label.as_str()), ink);
    for (at, label) in &ticks {
        let column = scale.at(*at);
        if turned {
            pen.text(label, ink.upward().align(Align::End), (column, rect.bottom + 5));
        } else {
            pen.text(label, ink.align(Align::Middle), (column, rect.bottom + 4 + LINE / 2));
        }
    }
    if turned { longest + 6 } else { LINE + 4 }
}

impl Plot {
    /// The stretch of pixels of a category along an axis, from its position.
    pub fn slot(scale: &Scale, at: usize) -> (i32, i32) {
        let (a, b) = (scale.at(at as f64 - 0.5), scale.at(at as f64 + 0.5));
        (a.min(b), a.max(b))
    }

    /// A layout with this plot as its pane.
    pub fn layout(&self, pen: &Pen) -> Layout {
        let mut layout = layout(pen, Some(self.rect));
        layout.panes.push(self.pane.clone());
        layout
    }
}

/// A layout of an area.
pub fn layout(pen: &Pen, plot: Option<Rect>) -> Layout {
    let side = |length: i32| u32::try_from(length).unwrap_or(0);
    Layout::new((side(pen.page.width()), side(pen.page.height())), plot)
}

/// A layout of an area that holds nothing but a remark in its middle.
pub fn remark(pen: &Pen, words: &str) -> Layout {
    let words = pen.fit(words, pen.label(), pen.page.width() - 2 * MARGIN);
    if pen.page.height() >= LINE {
        pen.text(&words, pen.label().align(Align::Middle), pen.page.middle());
    }
    layout(pen, None)
}

/// Whether a legend of a picture this wide stands beside it.
pub fn is_wide(width: i32) -> bool {
    width >= 480
}
