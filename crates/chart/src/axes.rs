//! Two axes with round numbers around a plot.
//!
//! The name of the upright axis stands level above its numbers, where it is read without turning the
//! head; that of the level axis below its own.

use crate::ChartError;
use crate::layout::{Layout, Rect};
use crate::pen::{Align, Pen};
use crate::ticks::Scale;
use plotters::prelude::DrawingBackend;

/// Height of a line of text, pixels.
pub const LINE: i32 = 18;
/// Space around everything, pixels.
pub const MARGIN: i32 = 4;
/// The least side of a plot that is worth drawing, pixels.
const LEAST: i32 = 24;

/// What two axes bear.
pub struct Frame<'a> {
    /// Name of the level axis.
    pub x_name: &'a str,
    /// Name of the upright axis.
    pub y_name: &'a str,
    /// Values that the level axis spans.
    pub x_span: (f64, f64),
    /// Values that the upright axis spans.
    pub y_span: (f64, f64),
    /// Height kept free below, pixels.
    pub below: i32,
    /// Width kept free on the right, pixels.
    pub beside: i32,
}

/// A plot with its scales.
pub struct Plot {
    /// Where data are drawn.
    pub rect: Rect,
    /// From values to columns of pixels.
    pub x: Scale,
    /// From values to rows of pixels.
    pub y: Scale,
}

impl Frame<'_> {
    /// Draws the axes; none where there is no room for a plot.
    pub fn draw<DB: DrawingBackend>(&self, pen: &Pen<DB>) -> Result<Option<Plot>, ChartError> {
        let page = pen.page;
        let top = page.top + MARGIN + LINE + 4;
        let bottom = page.bottom - MARGIN - 2 * LINE - self.below;
        let y = Scale::new(self.y_span, (bottom - 1, top));
        let y_ticks = y.ticks(32);
        let widest = y_ticks.iter().map(|(_, label)| pen.width(label, pen.label())).max().unwrap_or(0);
        let left = page.left + MARGIN + widest + 6;
        let right = page.right - MARGIN - 10 - self.beside;
        let rect = Rect::new(left, top, right, bottom);
        if rect.width() < LEAST || rect.height() < LEAST {
            return Ok(None);
        }
        let plot = Plot { rect, x: Scale::new(self.x_span, (left, right - 1)), y };
        self.draw_upright(pen, &plot, &y_ticks)?;
        self.draw_level(pen, &plot)?;
        Ok(Some(plot))
    }

    fn draw_upright<DB: DrawingBackend>(
        &self,
        pen: &Pen<DB>,
        plot: &Plot,
        ticks: &[(f64, String)],
    ) -> Result<(), ChartError> {
        let rect = plot.rect;
        let name = pen.fit(self.y_name, pen.name(), rect.right - pen.page.left - 2 * MARGIN);
        pen.text(&name, pen.name(), (pen.page.left + MARGIN, pen.page.top + MARGIN + LINE / 2))?;
        for (value, label) in ticks {
            let row = plot.y.at(*value);
            pen.across(rect.left, rect.right, row, pen.theme.hairline)?;
            pen.text(label, pen.label().align(Align::End), (rect.left - 6, row))?;
        }
        Ok(())
    }

    fn draw_level<DB: DrawingBackend>(&self, pen: &Pen<DB>, plot: &Plot) -> Result<(), ChartError> {
        let rect = plot.rect;
        pen.across(rect.left, rect.right, rect.bottom, pen.theme.muted)?;
        let middle = rect.bottom + 4 + LINE / 2;
        let mut free_from = pen.page.left;
        for (value, label) in plot.x.ticks(64) {
            let column = plot.x.at(value);
            pen.down(column, rect.bottom, rect.bottom + 4, pen.theme.muted)?;
            let half = pen.width(&label, pen.label()) / 2;
            let at = column.min(pen.page.right - half);
            if at - half >= free_from {
                pen.text(&label, pen.label().align(Align::Middle), (at, middle))?;
                free_from = at + half + 4;
            }
        }
        let name = pen.fit(self.x_name, pen.name(), rect.width());
        pen.text(&name, pen.name().align(Align::Middle), (rect.middle().0, middle + LINE))
    }
}

/// A layout of an area.
pub fn layout<DB: DrawingBackend>(pen: &Pen<DB>, plot: Option<Rect>) -> Layout {
    let side = |length: i32| u32::try_from(length).unwrap_or(0);
    Layout { size: (side(pen.page.width()), side(pen.page.height())), plot, regions: Vec::new() }
}

/// A layout of an area that holds nothing but a remark in its middle.
pub fn remark<DB: DrawingBackend>(pen: &Pen<DB>, words: &str) -> Result<Layout, ChartError> {
    let words = pen.fit(words, pen.label(), pen.page.width() - 2 * MARGIN);
    if pen.page.height() >= LINE {
        pen.text(&words, pen.label().align(Align::Middle), pen.page.middle())?;
    }
    Ok(layout(pen, None))
}
