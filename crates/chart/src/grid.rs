//! A grid of cells with names on its left and below it, and a scale of colours above.

use crate::axes::{LINE, MARGIN, TURNED};
use crate::layout::{Layout, Rect, Shape};
use crate::legend::{ColorScale, Legend};
use crate::pen::{Align, Ink, Pen};
use crate::scale::Scale;
use crate::text;
use crate::view::{Dimension, Pane};

/// Width at which names on the left are cut off, and where columns stand far apart; pixels.
const NAME_ROOM: (i32, i32) = (160, 280);
/// Distance of columns that stand far apart, pixels.
const FAR: i32 = 46;
/// Width that names on the left keep where columns stand close, pixels.
const LEAST_ROOM: i32 = 64;
/// The least distance of two names, pixels.
const APART: i32 = 14;
/// Type of names, and the smallest where columns stand close; pixels.
const TYPE: (f64, f64) = (12.0, 9.0);
/// Distance at which columns bear names in the smallest type, pixels.
const CLOSE: i32 = 11;
/// Width up to which a cell grows for a level name below it, pixels.
const NAMED_CELL: i32 = 200;

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
    /// Names that are not shown in full, and where they stand.
    shortened: Vec<(Rect, String)>,
}

/// Height that a grid of named rows takes at a width, each row `row` pixels high.
pub fn height_for(names: &Names, width: u32, row: i32) -> u32 {
    let (_, cells) = names.across(i32::try_from(width).unwrap_or(i32::MAX));
    let (_, below) = foot(names.columns, cells / count(names.size.1));
    let titled = if names.column_title.is_empty() { 0 } else { LINE };
    (2 * MARGIN + 4 + LINE + count(names.size.0).saturating_mul(row) + below + titled).unsigned_abs()
}

fn count(n: usize) -> i32 {
    i32::try_from(n).unwrap_or(i32::MAX).max(1)
}

fn longest(names: &[String]) -> i32 {
    names.iter().map(|name| text::width(name, TYPE.0)).fold(0.0, f64::max).ceil() as i32
}

/// Whether the names below are turned, as that shows more of them, and the height that they take.
fn foot(names: &[String], cell: i32) -> (bool, i32) {
    let longest = longest(names);
    let turned = cell - 6 < longest && cell < TURNED - 6;
    match names.is_empty() {
        true => (false, 4),
        false if turned => (true, longest.min(TURNED) + 6),
        false => (false, LINE),
    }
}

/// One name is shown of so many, `apart` pixels from the next.
fn every(side: i32, n: usize, apart: i32) -> usize {
    let each = (side / count(n)).max(1);
    ((apart + each - 1) / each).max(1) as usize
}

impl Names<'_> {
    /// Width of the names on the left and of all cells in a picture of a width. Columns that stand close
    /// take from the names what they need to bear their own.
    fn across(&self, width: i32) -> (i32, i32) {
        let (room, columns) = (width - 2 * MARGIN - 6 - self.beside, count(self.size.1));
        let spare = |apart: i32| room.saturating_sub(columns.saturating_mul(apart));
        let most = spare(FAR).clamp(NAME_ROOM.0, NAME_ROOM.1).min(width * 3 / 10);
        let left = spare(CLOSE).max(LEAST_ROOM).min(most);
        let names = longest(self.rows).min(left);
        let largest = self.largest.0.max((longest(self.columns) + 8).min(NAMED_CELL));
        (names, (room - names).min(columns.saturating_mul(largest)))
    }

    /// Finds the place for the cells and draws everything around them; none where there is no room.
    pub fn draw(&self, pen: &Pen) -> Option<Grid> {
        let page = pen.page;
        let (names, width) = self.across(page.width());
        let left = page.left + MARGIN + names + 6;
        let (rows, columns) = (count(self.size.0), count(self.size.1));
        let (turned, below) = foot(self.columns, width / columns);
        let titled = if self.column_title.is_empty() { 0 } else { LINE };
        let top = page.top + MARGIN + LINE + 4;
        let height = page.bottom - MARGIN - titled - below - top;
        let height = height.min(rows.saturating_mul(self.largest.1));
        if width < 24 || height < 24.min(4 * rows) {
            return None;
        }
        let rect = Rect::new(left, top, left + width, top + height);
        let mut grid = Grid { rect, size: self.size, turned, below, shortened: Vec::new() };
        self.draw_rows(pen, &mut grid);
        self.draw_columns(pen, &mut grid);
        self.draw_titles(pen, &grid);
        Some(grid)
    }

    fn draw_rows(&self, pen: &Pen, grid: &mut Grid) {
        let rect = grid.rect;
        let from = pen.page.left + MARGIN;
        let room = rect.left - 6 - from;
        let beside = |cell: Rect| Rect { left: from, right: rect.left, ..cell };
        let step = every(rect.height(), self.size.0, APART);
        let shown = || self.rows.iter().enumerate().step_by(step);
        let short = text::elide_all(shown().map(|(_, name)| name.as_str()), TYPE.0, f64::from(room));
        for ((at, full), name) in shown().zip(short) {
            let cell = grid.cell(at, 0);
            pen.text(&name, ink(pen).align(Align::End), (rect.left - 6, cell.middle().1));
            grid.note(full, &name, beside(cell));
        }
        grid.note_skipped(self.rows, step, |grid, at| beside(grid.cell(at, 0)));
    }

    fn draw_columns(&self, pen: &Pen, grid: &mut Grid) {
        let (rect, turned) = (grid.rect, grid.turned);
        let cell = rect.width() / count(self.size.1);
        let size = if turned { f64::from(cell - 1).clamp(TYPE.1, TYPE.0) } else { TYPE.0 };
        let step = if turned { every(rect.width(), self.size.1, size as i32 + 1) } else { 1 };
        let room = if turned { TURNED } else { cell - 4 };
        let ink = ink(pen).size(size);
        let shown = || self.columns.iter().enumerate().step_by(step);
        let foot = rect.bottom + grid.below;
        let under = |cell: Rect| Rect { top: rect.bottom, bottom: foot, ..cell };
        let short = text::elide_all(shown().map(|(_, name)| name.as_str()), size, f64::from(room));
        for ((at, full), name) in shown().zip(short) {
            let place = under(grid.cell(0, at));
            let x = place.middle().0;
            if turned {
                pen.text(&name, ink.upward().align(Align::End), (x, rect.bottom + 4));
            } else {
                pen.text(&name, ink.align(Align::Middle), (x, rect.bottom + LINE / 2 + 2));
            }
            grid.note(full, &name, place);
        }
        grid.note_skipped(self.columns, step, |grid, at| under(grid.cell(0, at)));
    }

    fn draw_titles(&self, pen: &Pen, grid: &Grid) {
        let page = pen.page;
        let legend = self.scale.clone().map(Legend::Scale);
        let room = page.width() - 2 * MARGIN;
        let left = |legend: &Legend| legend.title_room(pen, page, grid.rect, self.row_title);
        let down = pen.fit(self.row_title, pen.name(), legend.as_ref().map_or(room, left));
        let across = pen.fit(self.column_title, pen.name(), room);
        let half = pen.width(&across, pen.name()) / 2;
        let (least, most) = (page.left + MARGIN + half, page.right - MARGIN - half);
        let x = grid.rect.middle().0.min(most).max(least);
        let y = grid.rect.bottom + grid.below + LINE / 2;
        pen.text(&across, pen.name().align(Align::Middle), (x, y));
        pen.text(&down, pen.name(), (page.left + MARGIN, page.top + MARGIN + LINE / 2));
        if let Some(legend) = legend {
            legend.draw(pen, page, grid.rect, self.row_title);
        }
    }
}

fn ink(pen: &Pen) -> Ink {
    pen.label().color(pen.theme.text)
}

impl Grid {
    fn note(&mut self, full: &str, shown: &str, place: Rect) {
        if full != shown {
            self.shortened.push((place, full.to_string()));
        }
    }

    /// Names that found no room say themselves where they would stand.
    fn note_skipped(&mut self, names: &[String], step: usize, place: impl Fn(&Self, usize) -> Rect) {
        for (at, name) in names.iter().enumerate().filter(|(at, _)| at % step != 0) {
            self.note(name, "", place(self, at));
        }
    }

    /// Registers the names that are not shown in full, after the cells, so that they can be read.
    pub fn push_names(&self, layout: &mut Layout, pen: &Pen) {
        for (place, name) in &self.shortened {
            layout.push(Shape::Rect(place.within(&pen.page)), vec![name.clone()]);
        }
    }

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
