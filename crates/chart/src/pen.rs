//! A pen that draws marks: few strokes, in pixels, in the theme's type.
//!
//! Straight hairlines are filled rectangles of one pixel, which every backend draws sharply. What goes
//! beyond the pen's bounds is cut off, text excepted: it is placed where it fits.

use crate::layout::Rect;
pub use crate::marks::{Align, Mark, Paint};
use crate::theme::{Rgb, Theme};
use crate::view::ChartView;
use crate::{clip, text};
use std::cell::{Cell, RefCell};

/// Draws with a theme.
pub struct Pen<'a> {
    /// Colours and type.
    pub theme: &'a Theme,
    /// The whole area.
    pub page: Rect,
    /// The part of the data that is shown.
    pub view: ChartView,
    bounds: Cell<Rect>,
    marks: RefCell<Vec<Mark>>,
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

    /// In type of another height, pixels.
    pub fn size(self, size: f64) -> Self {
        Self { size, ..self }
    }

    /// Read from below.
    pub fn upward(self) -> Self {
        Self { upward: true, ..self }
    }
}

impl<'a> Pen<'a> {
    /// A pen for an area of a size.
    pub fn new((width, height): (u32, u32), theme: &'a Theme, view: ChartView) -> Self {
        let side = |length| i32::try_from(length).unwrap_or(i32::MAX);
        let page = Rect::new(0, 0, side(width), side(height));
        Self { theme, page, view, bounds: Cell::new(page), marks: RefCell::default() }
    }

    /// Everything that was drawn.
    pub fn into_marks(self) -> Vec<Mark> {
        self.marks.into_inner()
    }

    /// Cuts off what is drawn from now on at a rectangle.
    pub fn keep_within(&self, rect: Rect) {
        self.bounds.set(rect.within(&self.page));
    }

    /// Draws on the whole area again.
    pub fn release(&self) {
        self.bounds.set(self.page);
    }

    fn push(&self, mark: Mark) {
        self.marks.borrow_mut().push(mark);
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
    pub fn fill(&self, rect: Rect, paint: impl Into<Paint>) {
        let rect = rect.within(&self.bounds.get());
        if rect.width() > 0 && rect.height() > 0 {
            self.push(Mark::Fill(rect, paint.into()));
        }
    }

    /// A hairline from left to right.
    pub fn across(&self, left: i32, right: i32, y: i32, color: Rgb) {
        self.fill(Rect::new(left, y, right, y + 1), color);
    }

    /// A hairline from top to bottom.
    pub fn down(&self, x: i32, top: i32, bottom: i32, color: Rgb) {
        self.fill(Rect::new(x, top, x + 1, bottom), color);
    }

    /// The border of a rectangle, one pixel wide.
    pub fn border(&self, rect: Rect, color: Rgb) {
        self.across(rect.left, rect.right, rect.top, color);
        self.across(rect.left, rect.right, rect.bottom - 1, color);
        self.down(rect.left, rect.top, rect.bottom, color);
        self.down(rect.right - 1, rect.top, rect.bottom, color);
    }

    /// A line through points.
    pub fn path(&self, points: &[(i32, i32)], paint: impl Into<Paint>, width: u32) {
        let paint = paint.into();
        for piece in clip::path(points, &self.bounds.get()) {
            self.push(Mark::Path(piece, paint, width));
        }
    }

    /// A line through points, in dashes of about six pixels.
    pub fn dashes(&self, points: &[(i32, i32)], color: Rgb, width: u32) {
        for piece in clip::path(points, &self.bounds.get()) {
            for dash in dashes(&piece, 6.0, 4.0).into_iter().filter(|dash| dash.len() > 1) {
                self.push(Mark::Path(dash, color.into(), width));
            }
        }
    }

    /// A filled outline.
    pub fn polygon(&self, points: &[(i32, i32)], paint: impl Into<Paint>) {
        let kept = clip::polygon(points, &self.bounds.get());
        if kept.len() > 2 {
            self.push(Mark::Polygon(kept, paint.into()));
        }
    }

    /// A filled dot whose middle lies within the bounds.
    pub fn dot(&self, at: (i32, i32), radius: i32, paint: impl Into<Paint>) {
        let bounds = self.bounds.get();
        if (bounds.left..=bounds.right).contains(&at.0) && (bounds.top..=bounds.bottom).contains(&at.1) {
            self.push(Mark::Dot(at, radius, paint.into()));
        }
    }

    /// A line of text at a point.
    pub fn text(&self, words: &str, ink: Ink, at: (i32, i32)) {
        if !words.is_empty() {
            let Ink { size, color, align, upward } = ink;
            self.push(Mark::Text { words: words.into(), at, size, color, align, upward });
        }
    }

    /// Width in pixels of a text.
    pub fn width(&self, words: &str, ink: Ink) -> i32 {
        text::width(words, ink.size).ceil() as i32
    }

    /// The greatest width in pixels of several texts.
    pub fn widest<'t>(&self, words: impl IntoIterator<Item = &'t str>, ink: Ink) -> i32 {
        words.into_iter().map(|words| self.width(words, ink)).max().unwrap_or(0)
    }

    /// A text shortened to a width.
    pub fn fit(&self, words: &str, ink: Ink, room: i32) -> String {
        text::elide(words, ink.size, f64::from(room))
    }
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

    #[test]
    fn what_goes_beyond_the_bounds_is_cut_off() {
        let theme = Theme::light();
        let pen = Pen::new((100, 50), &theme, ChartView::default());
        pen.keep_within(Rect::new(10, 10, 90, 40));
        pen.fill(Rect::new(0, 0, 200, 20), theme.text);
        pen.dot((5, 5), 3, theme.text);
        pen.path(&[(0, 30), (100, 30)], theme.text, 1);
        let marks = pen.into_marks();
        assert_eq!(marks[0], Mark::Fill(Rect::new(10, 10, 90, 20), theme.text.into()));
        assert_eq!(marks[1], Mark::Path(vec![(10, 30), (90, 30)], theme.text.into(), 1));
        assert_eq!(marks.len(), 2);
    }
}
