//! A pen over a plotters area: few strokes, in pixels, in the theme's type.
//!
//! Straight hairlines are filled rectangles of one pixel, which every backend draws sharply.

use crate::layout::Rect;
use crate::theme::{Rgb, Theme};
use crate::{ChartError, text};
use plotters::coord::Shift;
use plotters::drawing::DrawingArea;
use plotters::element::{Circle, PathElement, Rectangle};
use plotters::prelude::{Color, DrawingBackend, RGBColor, ShapeStyle};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{FontDesc, FontFamily, FontStyle, FontTransform, TextStyle};

/// Draws on an area with a theme.
pub struct Pen<'a, DB: DrawingBackend> {
    area: &'a DrawingArea<DB, Shift>,
    /// Colours and type.
    pub theme: &'a Theme,
    /// The whole area.
    pub page: Rect,
}

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

/// How a line of text looks.
#[derive(Debug, Clone, Copy)]
pub struct Ink {
    size: f64,
    color: Rgb,
    align: Align,
    upward: bool,
}

impl Ink {
    /// With another end at the point.
    pub fn align(self, align: Align) -> Self {
        Self { align, ..self }
    }

    /// In another colour.
    pub fn color(self, color: Rgb) -> Self {
        Self { color, ..self }
    }

    /// Read from below.
    pub fn upward(self) -> Self {
        Self { upward: true, ..self }
    }
}

impl<'a, DB: DrawingBackend> Pen<'a, DB> {
    /// Clears the area.
    pub fn new(area: &'a DrawingArea<DB, Shift>, theme: &'a Theme) -> Result<Self, ChartError> {
        area.fill(&rgb(theme.surface)).map_err(surface)?;
        let (width, height) = area.dim_in_pixel();
        let side = |length| i32::try_from(length).unwrap_or(i32::MAX);
        Ok(Self { area, theme, page: Rect::new(0, 0, side(width), side(height)) })
    }

    /// Shows what was drawn.
    pub fn finish(&self) -> Result<(), ChartError> {
        self.area.present().map_err(surface)
    }

    /// Text of names and values.
    pub fn name(&self) -> Ink {
        let Theme { name_size, text, .. } = *self.theme;
        Ink { size: name_size, color: text, align: Align::Start, upward: false }
    }

    /// Text of tick labels and remarks.
    pub fn label(&self) -> Ink {
        let Theme { label_size, muted, .. } = *self.theme;
        Ink { size: label_size, color: muted, align: Align::Start, upward: false }
    }

    /// Fills a rectangle.
    pub fn fill(&self, rect: Rect, color: Rgb) -> Result<(), ChartError> {
        if rect.width() <= 0 || rect.height() <= 0 {
            return Ok(());
        }
        let corners = [(rect.left, rect.top), (rect.right, rect.bottom)];
        self.area.draw(&Rectangle::new(corners, rgb(color).filled())).map_err(surface)
    }

    /// A hairline from left to right.
    pub fn across(&self, left: i32, right: i32, y: i32, color: Rgb) -> Result<(), ChartError> {
        self.fill(Rect::new(left, y, right, y + 1), color)
    }

    /// A hairline from top to bottom.
    pub fn down(&self, x: i32, top: i32, bottom: i32, color: Rgb) -> Result<(), ChartError> {
        self.fill(Rect::new(x, top, x + 1, bottom), color)
    }

    /// A line through points.
    pub fn path(&self, points: Vec<(i32, i32)>, color: Rgb, width: u32) -> Result<(), ChartError> {
        if points.len() < 2 {
            return Ok(());
        }
        let style = ShapeStyle { color: rgb(color).to_rgba(), filled: false, stroke_width: width };
        self.area.draw(&PathElement::new(points, style)).map_err(surface)
    }

    /// A line through points, in dashes of about six pixels.
    pub fn dashes(&self, points: &[(i32, i32)], color: Rgb, width: u32) -> Result<(), ChartError> {
        for dash in dashes(points, 6.0, 4.0) {
            self.path(dash, color, width)?;
        }
        Ok(())
    }

    /// A filled dot, `opacity` 0 to 1.
    pub fn dot(&self, at: (i32, i32), radius: i32, color: Rgb, opacity: f64) -> Result<(), ChartError> {
        let style = rgb(color).mix(opacity).filled();
        self.area.draw(&Circle::new(at, radius, style)).map_err(surface)
    }

    /// A line of text at a point.
    pub fn text(&self, words: &str, ink: Ink, at: (i32, i32)) -> Result<(), ChartError> {
        if words.is_empty() {
            return Ok(());
        }
        let turn = if ink.upward { FontTransform::Rotate270 } else { FontTransform::None };
        let family = FontFamily::Name(&self.theme.font);
        let font = FontDesc::new(family, ink.size * self.theme.text_scale, FontStyle::Normal);
        let h_pos = match ink.align {
            Align::Start => HPos::Left,
            Align::Middle => HPos::Center,
            Align::End => HPos::Right,
        };
        let style = TextStyle {
            font: font.transform(turn),
            color: rgb(ink.color).to_backend_color(),
            pos: Pos::new(h_pos, VPos::Center),
        };
        self.area.draw_text(words, &style, at).map_err(surface)
    }

    /// Width in pixels of a text.
    pub fn width(&self, words: &str, ink: Ink) -> i32 {
        text::width(words, ink.size).ceil() as i32
    }

    /// A text shortened to a width.
    pub fn fit(&self, words: &str, ink: Ink, room: i32) -> String {
        text::elide(words, ink.size, f64::from(room))
    }
}

fn rgb(color: Rgb) -> RGBColor {
    RGBColor(color.0, color.1, color.2)
}

fn surface(error: impl std::fmt::Display) -> ChartError {
    ChartError::Surface(error.to_string())
}

/// The pieces of a line that dashes cover.
fn dashes(points: &[(i32, i32)], dash: f64, gap: f64) -> Vec<Vec<(i32, i32)>> {
    let mut pieces = vec![];
    let mut piece: Vec<(i32, i32)> = points.first().copied().into_iter().collect();
    let (mut drawn, mut left) = (true, dash);
    for pair in points.windows(2) {
        let from = (f64::from(pair[0].0), f64::from(pair[0].1));
        let step = (f64::from(pair[1].0) - from.0, f64::from(pair[1].1) - from.1);
        let length = step.0.hypot(step.1);
        let mut walked = 0.0;
        while length - walked > left {
            walked += left;
            let share = walked / length;
            let at = ((from.0 + step.0 * share).round() as i32, (from.1 + step.1 * share).round() as i32);
            if drawn {
                piece.push(at);
                pieces.push(std::mem::take(&mut piece));
            } else {
                piece = vec![at];
            }
            drawn = !drawn;
            left = if drawn { dash } else { gap };
        }
        left -= length - walked;
        if drawn {
            piece.push(pair[1]);
        }
    }
    pieces.push(piece);
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dashes_leave_gaps_and_go_round_corners() {
        let pieces = dashes(&[(0, 0), (8, 0), (8, 8)], 6.0, 4.0);
        assert_eq!(pieces, [[(0, 0), (6, 0)], [(8, 2), (8, 8)]]);
        assert_eq!(dashes(&[], 6.0, 4.0), [Vec::new()]);
    }
}
