//! The confusion matrix: how often each true class was predicted as each class.
//!
//! A cell is coloured by its share of the true class, so that rare classes are seen as well as frequent
//! ones; its text is the count.

use crate::ChartError;
use crate::axes::{LINE, MARGIN, layout, remark};
use crate::layout::{Layout, Rect, Region, Shape};
use crate::number::{count, percent, short};
use crate::pen::{Align, Pen};
use crate::spec::Confusion;
use plotters::prelude::DrawingBackend;

/// Width at which class names are cut off on the left and below, pixels.
const NAME_ROOM: i32 = 130;
/// Height at which turned names are cut off below, pixels.
const TURNED: i32 = 96;
const LARGEST_CELL: (i32, i32) = (120, 56);

/// Height that gives every class a readable row.
pub fn height_for(matrix: &Confusion, width: u32) -> u32 {
    let n = matrix.classes.len().clamp(1, 200) as i32;
    let room = i32::try_from(width).unwrap_or(i32::MAX) / 2;
    let row = (room / n).clamp(24, LARGEST_CELL.1);
    let turned = if turned(matrix, i32::try_from(width).unwrap_or(i32::MAX)) { TURNED + 4 } else { LINE };
    (2 * MARGIN + 4 + LINE + n * row + turned + LINE).unsigned_abs()
}

/// Whether the names of columns must be turned, guessed from the width of the whole.
fn turned(matrix: &Confusion, width: i32) -> bool {
    let longest = matrix.classes.iter().map(|name| crate::text::width(name, 12.0)).fold(0.0, f64::max);
    let cell = (width - 2 * MARGIN - (longest as i32).min(NAME_ROOM.min(width / 4)))
        / (matrix.classes.len().max(1) as i32);
    is_narrow(cell.min(LARGEST_CELL.0), longest)
}

/// Too narrow for most of a level name.
fn is_narrow(cell: i32, longest: f64) -> bool {
    let cell = f64::from(cell - 6);
    cell < longest && cell < 56.0
}

/// Where cells stand.
struct Grid {
    rect: Rect,
    cell: (i32, i32),
    turned: bool,
    /// Row in which the columns' axis is named.
    name_row: i32,
}

/// Draws the matrix.
pub fn draw<DB: DrawingBackend>(matrix: &Confusion, pen: &Pen<DB>) -> Result<Layout, ChartError> {
    if matrix.classes.is_empty() {
        return remark(pen, "No classes to compare");
    }
    let Some(grid) = grid(matrix, pen) else { return Ok(layout(pen, None)) };
    let mut layout = layout(pen, Some(grid.rect));
    for (row, counts) in matrix.counts.iter().enumerate() {
        let total: u64 = counts.iter().sum();
        for (column, number) in counts.iter().enumerate() {
            let rect = grid.cell_at(row, column);
            draw_cell(pen, rect, *number, total)?;
            layout
                .regions
                .push(Region { shape: Shape::Rect(rect), lines: lines(matrix, row, column, total) });
        }
    }
    draw_names(matrix, pen, &grid)?;
    draw_titles(pen, &grid)?;
    Ok(layout)
}

fn grid<DB: DrawingBackend>(matrix: &Confusion, pen: &Pen<DB>) -> Option<Grid> {
    let n = i32::try_from(matrix.classes.len()).ok()?;
    let (page, label) = (pen.page, pen.label());
    let longest = matrix.classes.iter().map(|name| pen.width(name, label)).max().unwrap_or(0);
    let names = longest.min(NAME_ROOM).min(page.width() / 4);
    let left = page.left + MARGIN + names + 6;
    let width = ((page.right - MARGIN - left) / n).min(LARGEST_CELL.0);
    let turned = is_narrow(width, f64::from(longest));
    let below = if turned { longest.min(TURNED) + 4 } else { LINE };
    let top = page.top + MARGIN + LINE + 4;
    let height = ((page.bottom - MARGIN - LINE - below - top) / n).min(LARGEST_CELL.1);
    if width < 2 || height < 2 {
        return None;
    }
    Some(Grid {
        rect: Rect::new(left, top, left + n * width, top + n * height),
        cell: (width, height),
        turned,
        name_row: top + n * height + below + LINE / 2,
    })
}

impl Grid {
    fn cell_at(&self, row: usize, column: usize) -> Rect {
        let left = self.rect.left + column as i32 * self.cell.0;
        let top = self.rect.top + row as i32 * self.cell.1;
        Rect::new(left, top, left + self.cell.0, top + self.cell.1)
    }
}

fn draw_cell<DB: DrawingBackend>(
    pen: &Pen<DB>,
    rect: Rect,
    number: u64,
    total: u64,
) -> Result<(), ChartError> {
    let share = if total == 0 { 0.0 } else { number as f64 / total as f64 };
    let color = if number == 0 { pen.theme.quiet } else { pen.theme.amount_color(share) };
    let seam = i32::from(rect.width() > 6 && rect.height() > 6);
    pen.fill(Rect::new(rect.left, rect.top, rect.right - seam, rect.bottom - seam), color)?;
    let ink = if number == 0 { pen.label() } else { pen.name().color(color.ink()) }.align(Align::Middle);
    let room = rect.width() - 4;
    if number == 0 && rect.width() < 24 {
        return Ok(());
    }
    let fitting = [count(number), short(number as f64)];
    let Some(words) = fitting.iter().find(|words| pen.width(words, ink) <= room) else { return Ok(()) };
    let (x, y) = rect.middle();
    let second = percent(share);
    let two_lines = number > 0 && rect.height() >= 44 && pen.width(&second, pen.label()) <= room;
    if two_lines {
        pen.text(&second, pen.label().align(Align::Middle).color(color.ink()), (x, y + 9))?;
    }
    if rect.height() >= 14 { pen.text(words, ink, (x, if two_lines { y - 8 } else { y })) } else { Ok(()) }
}

fn lines(matrix: &Confusion, row: usize, column: usize, total: u64) -> Vec<String> {
    let (truth, predicted) = (&matrix.classes[row], &matrix.classes[column]);
    let number = matrix.counts[row][column];
    let mut lines = vec![
        format!("True class: {truth}"),
        format!("Predicted class: {predicted}"),
        format!("{} of {} rows of the true class", count(number), count(total)),
    ];
    if total > 0 {
        lines.push(format!("{} of the true class", percent(number as f64 / total as f64)));
    }
    lines
}

fn draw_names<DB: DrawingBackend>(matrix: &Confusion, pen: &Pen<DB>, grid: &Grid) -> Result<(), ChartError> {
    let rect = grid.rect;
    let every = |side: i32| (14 / side.max(1)).max(1) as usize;
    for (index, name) in matrix.classes.iter().enumerate() {
        let (x, y) = grid.cell_at(index, index).middle();
        if index % every(grid.cell.1) == 0 {
            let short = pen.fit(name, pen.label(), rect.left - 6 - pen.page.left - MARGIN);
            pen.text(&short, pen.label().align(Align::End), (rect.left - 6, y))?;
        }
        if grid.turned && index % every(grid.cell.0) == 0 {
            let short = pen.fit(name, pen.label(), TURNED);
            pen.text(&short, pen.label().upward().align(Align::End), (x, rect.bottom + 4))?;
        } else if !grid.turned {
            let short = pen.fit(name, pen.label(), grid.cell.0 - 4);
            pen.text(&short, pen.label().align(Align::Middle), (x, rect.bottom + LINE / 2 + 2))?;
        }
    }
    Ok(())
}

/// The names of the two axes, and the scale of colours where there is room for it.
fn draw_titles<DB: DrawingBackend>(pen: &Pen<DB>, grid: &Grid) -> Result<(), ChartError> {
    let (page, middle) = (pen.page, pen.page.top + MARGIN + LINE / 2);
    let room = page.width() - 2 * MARGIN;
    let across = pen.fit("Predicted class", pen.name(), room);
    let x = grid.rect.middle().0.clamp(page.left, page.right);
    let half = pen.width(&across, pen.name()) / 2;
    let x = x.min(page.right - MARGIN - half).max(page.left + MARGIN + half);
    pen.text(&across, pen.name().align(Align::Middle), (x, grid.name_row))?;
    let down = pen.fit("True class", pen.name(), room);
    pen.text(&down, pen.name(), (page.left + MARGIN, middle))?;
    let from = page.left + MARGIN + pen.width(&down, pen.name()) + 12;
    draw_scale(pen, (from, grid.rect.right), middle)
}

/// Draws the scale so that it ends with the matrix if it can, else as soon as it fits behind `from`.
fn draw_scale<DB: DrawingBackend>(
    pen: &Pen<DB>,
    (from, end): (i32, i32),
    middle: i32,
) -> Result<(), ChartError> {
    const BAR: i32 = 64;
    const WORDS: &str = "share of true class ";
    let label = pen.label();
    let (none, all) = (pen.width("0%", label), pen.width("100%", label));
    let room = pen.page.right - MARGIN - from - none - all - BAR - 12;
    if room < 0 {
        return Ok(());
    }
    let words = if pen.width(WORDS, label) <= room { WORDS } else { "" };
    let least = from + pen.width(words, label) + none + all + BAR + 12;
    let right = end.clamp(least, pen.page.right - MARGIN);
    let bar = Rect::new(right - all - 6 - BAR, middle - 5, right - all - 6, middle + 5);
    for step in 0..BAR {
        let color = pen.theme.amount_color(f64::from(step) / f64::from(BAR - 1));
        pen.fill(Rect::new(bar.left + step, bar.top, bar.left + step + 1, bar.bottom), color)?;
    }
    pen.text("100%", label.align(Align::End), (right, middle))?;
    pen.text(&format!("{words}0%"), label.align(Align::End), (bar.left - 6, middle))
}
