//! A grid of cells with names on its left and below it, and a scale of colours above.

use crate::axes::{LINE, MARGIN, TURNED};
use crate::layout::Rect;
use crate::legend::{ColorScale, Legend};
use crate::pen::{Align, Ink, Pen};
use crate::scale::Scale;
use crate::text;
use crate::view::{Dimension, Pane};

/// Width at which names on the left are cut off, pixels.
const NAME_ROOM: i32 = 160;
/// The least distance of two names, pixels.
const APART: i32 = 14;
/// Type of names, pixels.
const TYPE: f64 = 12.0;

/// What a grid bears.
pub struct Names<'a> {
    /// Names of the rows, from above; may be fewer where rows bear none.
    pub rows: &'a [String],
    /// Names of the columns, from the left.
    pub columns: &'a [String],
    /// What the rows are; may be empty.
    pub row_title: &'a str,
    /// What the columns are; may be empty.
    pub column_title: &'a str,
    /// Rows and columns of cells.
    pub size: (usize, usize),
    /// The largest width and height of a cell, pixels.
    pub largest: (i32, i32),
    /// What colours mean.
    pub scale: Option<ColorScale>,
    /// Width kept free on the right, pixels.
    pub beside: i32,
}

/// Where cells stand.
pub struct Grid {
    /// All cells.
    pub rect: Rect,
    size: (usize, usize),
    turned: bool,
    below: i32,
}

/// Height that a grid of named rows takes at a width, each row `row` pixels high.
pub fn height_for(names: &Names, width: u32, row: i32) -> u32 {
    let width = i32::try_from(width).unwrap_or(i32::MAX);
    let left = names_width(names.rows, width);
    let cell = ((width - 2 * MARGIN - left - 6 - names.beside) / count(names.size.1)).min(names.largest.0);
    let (_, below) = foot(names.columns, cell);
    let titled = if names.column_title.is_empty() { 0 } else { LINE };
    (2 * MARGIN + 4 + LINE + count(names.size.0).saturating_mul(row) + below + titled).unsigned_abs()
}

fn count(n: usize) -> i32 {
    i32::try_from(n).unwrap_or(i32::MAX).max(1)
}

fn longest(names: &[String]) -> i32 {
    names.iter().map(|name| text::width(name, TYPE)).fold(0.0, f64::max).ceil() as i32
}

fn names_width(names: &[String], width: i32) -> i32 {
    longest(names).min(NAME_ROOM).min(width * 3 / 10)
}

/// Whether the names below must be turned, and the height that they take.
fn foot(names: &[String], cell: i32) -> (bool, i32) {
    let longest = longest(names);
    let turned = cell - 6 < longest && cell < 62;
    match names.is_empty() {
        true => (false, 4),
        false if turned => (true, longest.min(TURNED) + 6),
        false => (false, LINE),
    }
}

/// One name is shown of so many.
fn every(side: i32, n: usize) -> usize {
    let each = (side / count(n)).max(1);
    ((APART + each - 1) / each).max(1) as usize
}

impl Names<'_> {
    /// Finds the place for the cells and draws everything around them; none where there is no room.
    pub fn draw(&self, pen: &Pen) -> Option<Grid> {
        let page = pen.page;
        let left = page.left + MARGIN + names_width(self.rows, page.width()) + 6;
        let room = page.right - MARGIN - self.beside - left;
        let (rows, columns) = (count(self.size.0), count(self.size.1));
        let width = room.min(columns.saturating_mul(self.largest.0));
        let (turned, below) = foot(self.columns, width / columns);
        let titled = if self.column_title.is_empty() { 0 } else { LINE };
        let top = page.top + MARGIN + LINE + 4;
        let height = page.bottom - MARGIN - titled - below - top;
        let height = height.min(rows.saturating_mul(self.largest.1));
        if width < 24 || height < 24.min(4 * rows) {
            return None;
        }
        let rect = Rect::new(left, top, left + width, top + height);
        let grid = Grid { rect, size: self.size, turned, below };
        self.draw_rows(pen, &grid);
        self.draw_columns(pen, &grid);
        self.draw_titles(pen, &grid);
        Some(grid)
    }

    fn draw_rows(&self, pen: &Pen, grid: &Grid) {
        let rect = grid.rect;
        let room = rect.left - 6 - pen.page.left - MARGIN;
        let shown = || self.rows.iter().enumerate().step_by(every(rect.height(), self.size.0));
        let short = text::elide_all(shown().map(|(_, name)| name.as_str()), TYPE, f64::from(room));
        for ((at, _), name) in shown().zip(short) {
            pen.text(&name, ink(pen).align(Align::End), (rect.left - 6, grid.cell(at, 0).middle().1));
        }
    }

    fn draw_columns(&self, pen: &Pen, grid: &Grid) {
        let rect = grid.rect;
        let step = if grid.turned { every(rect.width(), self.size.1) } else { 1 };
        let room = if grid.turned { TURNED } else { rect.width() / count(self.size.1) - 4 };
        let shown = || self.columns.iter().enumerate().step_by(step);
        let short = text::elide_all(shown().map(|(_, name)| name.as_str()), TYPE, f64::from(room));
        for ((at, _), name) in shown().zip(short) {
            let (x, _) = grid.cell(0, at).middle();
            if grid.turned {
                pen.text(&name, ink(pen).upward().align(Align::End), (x, rect.bottom + 4));
            } else {
                pen.text(&name, ink(pen).align(Align::Middle), (x, rect.bottom + LINE / 2 + 2));
            }
        }
    }

    fn draw_titles(&self, pen: &Pen, grid: &Grid) {
        let page = pen.page;
        let legend = self.scale.clone().map(Legend::Scale);
        let taken = legend.as_ref().map_or(0, |legend| legend.width_above(pen, page));
        let room = page.width() - 2 * MARGIN;
        let across = pen.fit(self.column_title, pen.name(), room);
        let half = pen.width(&across, pen.name()) / 2;
        let (least, most) = (page.left + MARGIN + half, page.right - MARGIN - half);
        let x = grid.rect.middle().0.min(most).max(least);
        let y = grid.rect.bottom + grid.below + LINE / 2;
        pen.text(&across, pen.name().align(Align::Middle), (x, y));
        let down = pen.fit(self.row_title, pen.name(), room - taken);
        pen.text(&down, pen.name(), (page.left + MARGIN, page.top + MARGIN + LINE / 2));
        if let Some(legend) = legend {
            legend.draw(pen, page, grid.rect);
        }
    }
}

fn ink(pen: &Pen) -> Ink {
    pen.label().color(pen.theme.text)
}

impl Grid {
    /// Where a cell stands.
    pub fn cell(&self, row: usize, column: usize) -> Rect {
        let part = |from: i32, length: i32, at: usize, n: usize| {
            from + (i64::from(length) * at as i64 / n.max(1) as i64) as i32
        };
        let (rows, columns) = self.size;
        let x = |at| part(self.rect.left, self.rect.width(), at, columns);
        let y = |at| part(self.rect.top, self.rect.height(), at, rows);
        Rect::new(x(column), y(row), x(column + 1), y(row + 1))
    }

    /// The pane of a grid whose columns and rows are categories of two columns of the table, by name.
    pub fn pane(&self, [x, y]: [(&String, &Vec<String>); 2]) -> Pane {
        let dimension = |(column, names): (&String, &Vec<String>), pixels| Dimension::Names {
            column: Some(column.clone()),
            names: names.clone(),
            scale: Scale::linear((-0.5, names.len() as f64 - 0.5), pixels),
        };
        let Rect { left, top, right, bottom } = self.rect;
        Pane { rect: self.rect, x: dimension(x, (left, right - 1)), y: dimension(y, (top, bottom - 1)) }
    }

    /// The cell without the seam that sets it apart from its neighbours, where it is large enough.
    pub fn inside(&self, row: usize, column: usize) -> Rect {
        let rect = self.cell(row, column);
        let seam = i32::from(rect.width() > 6 && rect.height() > 6);
        Rect::new(rect.left, rect.top, rect.right - seam, rect.bottom - seam)
    }
}
