//! The confusion matrix: how often each true class was predicted as each class.
//!
//! A cell is coloured by its share of the true class, of the predicted class or of all rows; its text is the count.

use crate::axes::{layout, remark};
use crate::grid::{self, Names};
use crate::layout::{Layout, Rect, Shape};
use crate::legend::ColorScale;
use crate::number::{count, percent, short};
use crate::pen::{Align, Pen};
use crate::spec::{Confusion, ShareOf};

const LARGEST_CELL: (i32, i32) = (120, 56);

/// Height that gives every class a readable row.
pub fn height_for(matrix: &Confusion, width: u32) -> u32 {
    let n = matrix.classes.len().clamp(1, 200) as i32;
    let room = i32::try_from(width).unwrap_or(i32::MAX) / 2;
    grid::height_for(&names(matrix), width, (room / n).clamp(24, LARGEST_CELL.1))
}

fn names(matrix: &Confusion) -> Names<'_> {
    let n = matrix.classes.len();
    let ends = ("0%".into(), "100%".into());
    Names {
        rows: &matrix.classes,
        columns: &matrix.classes,
        row_title: "True class",
        column_title: "Predicted class",
        size: (n, n),
        largest: LARGEST_CELL,
        scale: Some(ColorScale {
            name: format!("share of {}", matrix.share_of.words()),
            ends,
            diverging: false,
        }),
        beside: 0,
    }
}

/// Draws the matrix.
pub fn draw(matrix: &Confusion, pen: &Pen) -> Layout {
    if matrix.classes.is_empty() {
        return remark(pen, "No classes to compare");
    }
    let Some(grid) = names(matrix).draw(pen) else { return layout(pen, None) };
    let mut layout = layout(pen, Some(grid.rect));
    for (row, counts) in matrix.counts.iter().enumerate() {
        for (column, number) in counts.iter().enumerate() {
            let total = matrix.whole(row, column);
            draw_cell(pen, grid.inside(row, column), *number, total);
            layout.push(Shape::Rect(grid.cell(row, column)), lines(matrix, row, column, total));
        }
    }
    grid.push_names(&mut layout, pen);
    layout
}

fn draw_cell(pen: &Pen, rect: Rect, number: u64, total: u64) {
    let share = if total == 0 { 0.0 } else { number as f64 / total as f64 };
    let color = if number == 0 { pen.theme.quiet } else { pen.theme.amount_color(share) };
    pen.fill(rect, color);
    let ink = if number == 0 { pen.label() } else { pen.name().color(color.ink()) }.align(Align::Middle);
    let room = rect.width() - 4;
    if rect.height() < 14 || (number == 0 && rect.width() < 24) {
        return;
    }
    let fitting = [count(number), short(number as f64)];
    let Some(words) = fitting.iter().find(|words| pen.width(words, ink) <= room) else { return };
    let (x, y) = rect.middle();
    let second = percent(share);
    let two_lines = number > 0 && rect.height() >= 44 && pen.width(&second, pen.label()) <= room;
    if two_lines {
        pen.text(&second, pen.label().align(Align::Middle).color(color.ink()), (x, y + 9));
    }
    pen.text(words, ink, (x, if two_lines { y - 8 } else { y }));
}

fn lines(matrix: &Confusion, row: usize, column: usize, total: u64) -> Vec<String> {
    let (truth, predicted) = (&matrix.classes[row], &matrix.classes[column]);
    let number = matrix.counts[row][column];
    let mut lines = vec![
        format!("True class: {truth}"),
        format!("Predicted class: {predicted}"),
        match matrix.share_of {
            ShareOf::AllRows => format!("{} of {} rows", count(number), count(total)),
            of => format!("{} of {} rows of the {}", count(number), count(total), of.words()),
        },
    ];
    if total > 0 {
        let share = percent(number as f64 / total as f64);
        lines.push(match matrix.share_of {
            ShareOf::AllRows => format!("{share} of all rows"),
            of => format!("{share} of the {}", of.words()),
        });
    }
    lines
}
