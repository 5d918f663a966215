//! Rows as lines across parallel axes.

use crate::axes::{LINE, MARGIN, TURNED, layout, remark};
use crate::layout::{Layout, Rect, Said};
use crate::legend::{Legend, Sample};
use crate::pen::{Align, Ink, Pen};
use crate::scale::{Scale, span};
use crate::spec::{AxisScale, ParallelAxis, ParallelCoordinates};
use crate::text;
use crate::theme::Theme;
use crate::view::{Dimension, Pane};

/// Lines that are drawn; of more rows, every so manieth.
const LINES: usize = 4_000;
/// The least distance of two categories' names, pixels.
const APART: i32 = 12;
/// How far beside an axis a drag marks it, pixels.
const REACH: i32 = 12;

pub fn legend(parallel: &ParallelCoordinates, theme: &Theme) -> Option<Legend> {
    let classes = parallel.classes.as_ref()?;
    Some(Legend::classes(theme, &classes.column, &classes.names, Sample::Line))
}

/// Height that gives every category its name.
pub fn least_height(parallel: &ParallelCoordinates, width: u32) -> u32 {
    let most = parallel.axes.iter().map(|axis| axis.categories.len()).max().unwrap_or(0).min(60) as i32;
    let (_, below) = legend(parallel, &Theme::light())
        .map_or((0, 0), |legend| legend.room(i32::try_from(width).unwrap_or(i32::MAX)));
    (most * APART + 2 * MARGIN + 2 * LINE + TURNED + 6 + below).unsigned_abs()
}

/// Where axes stand.
struct Place {
    rect: Rect,
    turned: bool,
    /// Free width beside the first and the last axis.
    side: i32,
}

impl Place {
    fn new(parallel: &ParallelCoordinates, pen: &Pen, legend: Option<&Legend>) -> Option<Self> {
        let page = pen.page;
        let (beside, below) = legend.map_or((0, 0), |legend| legend.room(page.width()));
        let names = parallel.axes.iter().map(|axis| axis.column.as_str());
        let longest = pen.widest(names, pen.label());
        let n = parallel.axes.len().max(2) as i32;
        let apart = (page.width() - beside - 80) / (n - 1);
        let turned = apart - 8 < longest && apart < 90;
        let foot = if turned { longest.min(TURNED) + 6 } else { LINE };
        let side = (apart / 2).clamp(24, 48);
        let rect = Rect::new(
            page.left + MARGIN + side,
            page.top + MARGIN + LINE,
            page.right - MARGIN - beside - side,
            page.bottom - MARGIN - below - foot - LINE,
        );
        (rect.width() >= 24 && rect.height() >= 24).then_some(Self { rect, turned, side })
    }

    fn column(&self, at: usize, n: usize) -> i32 {
        if n < 2 {
            return self.rect.middle().0;
        }
        self.rect.left + (i64::from(self.rect.width()) * at as i64 / (n as i64 - 1)) as i32
    }

    fn scale(&self, axis: &ParallelAxis) -> Scale {
        let pixels = (self.rect.bottom, self.rect.top);
        if axis.categories.is_empty() {
            let span = span(axis.scale, axis.values.iter().copied()).unwrap_or((f64::NAN, f64::NAN));
            return Scale::new(axis.scale, span, pixels);
        }
        Scale::linear((-0.5, axis.categories.len() as f64 - 0.5), (pixels.1, pixels.0))
    }
}

/// Draws the axes and a line for each row.
pub fn draw(parallel: &ParallelCoordinates, pen: &Pen) -> Layout {
    if parallel.axes.is_empty() || parallel.rows() == 0 {
        return remark(pen, "No rows to show");
    }
    let legend = legend(parallel, pen.theme);
    let Some(place) = Place::new(parallel, pen, legend.as_ref()) else { return layout(pen, None) };
    let mut layout = layout(pen, Some(place.rect));
    let n = parallel.axes.len();
    let axes: Vec<(i32, Scale)> =
        parallel.axes.iter().enumerate().map(|(at, axis)| (place.column(at, n), place.scale(axis))).collect();
    let step = parallel.rows().div_ceil(LINES).max(1);
    let opacity = ((120.0 / parallel.rows() as f64).clamp(0.12, 0.75) * 100.0).round() / 100.0;
    for row in (0..parallel.rows()).step_by(step) {
        let color = match &parallel.classes {
            Some(by) => by.codes[row].map_or(pen.theme.muted, |code| pen.theme.class_color(code as usize)),
            None => pen.theme.amount,
        };
        for piece in line(parallel, &axes, row) {
            match piece.as_slice() {
                [at] => pen.dot(*at, 2, color.mix(opacity)),
                piece => pen.path(piece, color.mix(opacity), 1),
            }
        }
    }
    draw_axes(parallel, &place, &axes, pen);
    push_rows(&mut layout, parallel, &axes, step);
    layout.panes.extend(axes.iter().zip(&parallel.axes).map(|(at, axis)| pane(&place, *at, axis)));
    if let Some(legend) = legend {
        legend.draw(pen, pen.page, Rect { right: place.rect.right + 36, ..place.rect }, "");
    }
    layout
}

/// The pixels of a row's line; a missing value breaks it.
fn line(parallel: &ParallelCoordinates, axes: &[(i32, Scale)], row: usize) -> Vec<Vec<(i32, i32)>> {
    let mut pieces = vec![Vec::new()];
    for ((x, scale), axis) in axes.iter().zip(&parallel.axes) {
        let value = axis.values[row];
        match pieces.last_mut() {
            Some(piece) if Scale::bears(scale.kind(), value) => piece.push((*x, scale.on(value))),
            Some(piece) if !piece.is_empty() => pieces.push(Vec::new()),
            _ => {}
        }
    }
    pieces.retain(|piece| !piece.is_empty());
    pieces
}

fn draw_axes(parallel: &ParallelCoordinates, place: &Place, axes: &[(i32, Scale)], pen: &Pen) {
    let apart = if axes.len() > 1 { axes[1].0 - axes[0].0 } else { place.rect.width() };
    // The first and the last name stand within the picture, and leave the second its place.
    let level = (apart - 8).min((apart - 8) / 2 + place.side);
    let room = f64::from(if place.turned { TURNED } else { level });
    let names = parallel.axes.iter().map(|axis| axis.column.as_str());
    let names = text::elide_all(names, pen.theme.label_size, room);
    let (top, bottom) = (place.rect.top, place.rect.bottom);
    let ink = pen.label().color(pen.theme.text);
    for (((x, scale), axis), name) in axes.iter().zip(&parallel.axes).zip(names) {
        pen.down(*x, top, bottom + 1, pen.theme.muted);
        draw_ticks(axis, (*x, apart), scale, place, pen);
        if place.turned {
            pen.text(&name, ink.upward().align(Align::End), (*x, bottom + LINE + 4));
        } else {
            let half = pen.width(&name, ink) / 2;
            let (least, most) = (place.rect.left - place.side + half, place.rect.right + place.side - half);
            pen.text(
                &name,
                ink.align(Align::Middle),
                ((*x).min(most).max(least), bottom + LINE + LINE / 2 + 2),
            );
        }
    }
}

/// Categories beside their places, or the two ends of numbers above and below.
fn draw_ticks(axis: &ParallelAxis, (x, apart): (i32, i32), scale: &Scale, place: &Place, pen: &Pen) {
    let label = pen.label();
    let room = apart - 6;
    if axis.categories.is_empty() {
        if axis.values.iter().any(|value| Scale::bears(axis.scale, *value)) {
            let (low, high) = scale.span();
            let words = |value: f64| end_words(axis.scale, value, label, room, pen);
            pen.text(&words(high), label.align(Align::Middle), (x, place.rect.top - LINE / 2));
            pen.text(&words(low), label.align(Align::Middle), (x, place.rect.bottom + LINE / 2));
        }
        return;
    }
    let taken = i64::from(APART) * axis.categories.len() as i64;
    let every =
        taken.unsigned_abs().div_ceil(place.rect.height().max(1).unsigned_abs().into()).max(1) as usize;
    let shown = || axis.categories.iter().enumerate().step_by(every);
    let names =
        text::elide_all(shown().map(|(_, name)| name.as_str()), pen.theme.label_size, f64::from(room - 8));
    for ((at, _), name) in shown().zip(names) {
        let y = scale.at(at as f64);
        let width = pen.width(&name, label);
        // Lines pass behind names.
        let (left, right) = if x > place.rect.left + place.rect.width() / 2 {
            (x - 6 - width, x - 6)
        } else {
            (x + 6, x + 6 + width)
        };
        pen.fill(Rect::new(left - 2, y - APART / 2, right + 2, y + APART / 2), pen.theme.surface.mix(0.8));
        pen.text(&name, label.color(pen.theme.text), (left, y));
        pen.across(x - 3, x + 4, y, pen.theme.muted);
    }
}

fn end_words(scale: AxisScale, value: f64, ink: Ink, room: i32, pen: &Pen) -> String {
    let words = match scale {
        AxisScale::Time => crate::time::words(value).chars().take(10).collect(),
        AxisScale::Linear | AxisScale::Log => crate::number::short(value),
    };
    pen.fit(&words, ink, room)
}

/// Every row answers wherever its line meets an axis.
fn push_rows(layout: &mut Layout, parallel: &ParallelCoordinates, axes: &[(i32, Scale)], step: usize) {
    let mut said: Vec<Said> = parallel
        .axes
        .iter()
        .map(|axis| {
            if axis.categories.is_empty() {
                Said::number(&axis.column, axis.scale)
            } else {
                Said::name(&axis.column, axis.categories.clone())
            }
        })
        .collect();
    said.extend(parallel.classes.as_ref().map(|by| Said::name(&by.column, by.names.clone())));
    let key = layout.key(said);
    for row in (0..parallel.rows()).step_by(step) {
        let mut values: Vec<f64> = parallel.axes.iter().map(|axis| axis.values[row]).collect();
        values.extend(parallel.classes.as_ref().map(|by| by.codes[row].map_or(f64::NAN, f64::from)));
        let from = layout.store(&values);
        for (x, y) in line(parallel, axes, row).into_iter().flatten() {
            layout.push_dot((x, y), 2, key, from);
        }
    }
}

/// A drag along an axis marks values of its column.
fn pane(place: &Place, (x, scale): (i32, Scale), axis: &ParallelAxis) -> Pane {
    let rect = Rect::new(x - REACH, place.rect.top, x + REACH, place.rect.bottom + 1);
    let column = Some(axis.column.clone());
    let y = if axis.categories.is_empty() {
        Dimension::Numbers { column, scale, zooms: false }
    } else {
        Dimension::Names { column, names: axis.categories.clone(), scale }
    };
    Pane { rect, x: Dimension::Nothing, y }
}
