//! What a pen has drawn, kept as plain marks and then put on a plotters area.
//!
//! Charts draw into a list of marks and know no backend: their code exists once, however many surfaces
//! a host has, and only this module is compiled for each of them.

use crate::ChartError;
use crate::layout::Rect;
use crate::theme::{Rgb, Theme};
use plotters::coord::Shift;
use plotters::drawing::DrawingArea;
use plotters::element::{Circle, PathElement, Polygon, Rectangle};
use plotters::prelude::{Color, DrawingBackend, RGBAColor, ShapeStyle};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{FontDesc, FontFamily, FontStyle, FontTransform, TextStyle};

/// Which part of a text stands at its point; its middle height always does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// Its left end, or its lower end where it is turned.
    Start,
    /// Its middle.
    Middle,
    /// Its right end, or its upper end where it is turned.
    End,
}

/// A colour that may let through what is behind it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Paint {
    /// Colour.
    pub color: Rgb,
    /// 0 to 1.
    pub opacity: f64,
}

/// One stroke of a pen, in pixels.
#[derive(Debug, Clone, PartialEq)]
pub enum Mark {
    /// A filled rectangle.
    Fill(Rect, Paint),
    /// A line through points.
    Path(Vec<(i32, i32)>, Paint, u32),
    /// A filled outline.
    Polygon(Vec<(i32, i32)>, Paint),
    /// A filled dot by its middle and radius.
    Dot((i32, i32), i32, Paint),
    /// A line of text.
    Text {
        /// What it says.
        words: String,
        /// Where it stands.
        at: (i32, i32),
        /// Height of its type in pixels.
        size: f64,
        /// Its colour.
        color: Rgb,
        /// Which part of it stands there.
        align: Align,
        /// Whether it is read from below.
        upward: bool,
    },
}

impl From<Rgb> for Paint {
    fn from(color: Rgb) -> Self {
        Self { color, opacity: 1.0 }
    }
}

impl Rgb {
    /// The colour, with something of what is behind it.
    pub(crate) fn mix(self, opacity: f64) -> Paint {
        Paint { color: self, opacity }
    }
}

/// Puts marks on an area that was cleared with the theme's surface. `text_scale` is what a backend needs
/// to draw text at its nominal size.
pub fn replay<DB: DrawingBackend>(
    marks: &[Mark],
    theme: &Theme,
    text_scale: f64,
    area: &DrawingArea<DB, Shift>,
) -> Result<(), ChartError> {
    area.fill(&rgba(theme.surface.into())).map_err(surface)?;
    for mark in marks {
        put(mark, theme, text_scale, area)?;
    }
    area.present().map_err(surface)
}

fn put<DB: DrawingBackend>(
    mark: &Mark,
    theme: &Theme,
    text_scale: f64,
    area: &DrawingArea<DB, Shift>,
) -> Result<(), ChartError> {
    match mark {
        Mark::Fill(rect, paint) => {
            let corners = [(rect.left, rect.top), (rect.right, rect.bottom)];
            area.draw(&Rectangle::new(corners, rgba(*paint).filled()))
        }
        Mark::Path(points, paint, width) => {
            let style = ShapeStyle { color: rgba(*paint), filled: false, stroke_width: *width };
            area.draw(&PathElement::new(points.as_slice(), style))
        }
        Mark::Polygon(points, paint) => area.draw(&Polygon::new(points.as_slice(), rgba(*paint))),
        Mark::Dot(at, radius, paint) => area.draw(&Circle::new(*at, *radius, rgba(*paint).filled())),
        Mark::Text { words, at, size, color, align, upward } => {
            let turn = if *upward { FontTransform::Rotate270 } else { FontTransform::None };
            let font = FontDesc::new(FontFamily::Name(&theme.font), *size * text_scale, FontStyle::Normal);
            let h_pos = match align {
                Align::Start => HPos::Left,
                Align::Middle => HPos::Center,
                Align::End => HPos::Right,
            };
            let style = TextStyle {
                font: font.transform(turn),
                color: rgba((*color).into()).to_backend_color(),
                pos: Pos::new(h_pos, VPos::Center),
            };
            area.draw_text(words, &style, *at)
        }
    }
    .map_err(surface)
}

fn rgba(paint: Paint) -> RGBAColor {
    RGBAColor(paint.color.0, paint.color.1, paint.color.2, paint.opacity)
}

fn surface(error: impl std::fmt::Display) -> ChartError {
    ChartError::Surface(error.to_string())
}
