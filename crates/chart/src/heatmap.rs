//! A grid of amounts told by colour: contingency tables, correlations.

use crate::axes::{layout, remark};
use crate::grid::{self, Names};
use crate::layout::{Layout, Rect, Shape};
use crate::legend::ColorScale;
use crate::number::{count, percent, short, significant};
use crate::pen::{Align, Pen};
use crate::spec::{Format, Heatmap, Shade};
use crate::theme::{Rgb, Theme};

const LARGEST_CELL: (i32, i32) = (96, 44);
/// Width beside the words of a cell, pixels.
const SEAM: i32 = 4;

/// Height that gives every row its name.
pub fn height_for(heatmap: &Heatmap, width: u32) -> u32 {
    let n = heatmap.rows.len().clamp(1, 100) as i32;
    let room = i32::try_from(width).unwrap_or(i32::MAX) * 3 / 4;
    grid::height_for(&names(heatmap), width, (room / n).clamp(16, LARGEST_CELL.1))
}

fn names(heatmap: &Heatmap) -> Names<'_> {
    let ends = heatmap.ends();
    let words = |value| write(heatmap.format, value);
    Names {
        rows: &heatmap.rows,
        columns: &heatmap.columns,
        row_title: &heatmap.row_name,
        column_title: &heatmap.column_name,
        size: (heatmap.rows.len(), heatmap.columns.len()),
        largest: LARGEST_CELL,
        scale: Some(ColorScale {
            name: heatmap.what.clone(),
            ends: (words(ends.0), words(ends.1)),
            diverging: heatmap.shade == Shade::Diverging,
        }),
        beside: 0,
    }
}

/// An amount in its format.
pub fn write(format: Format, value: f64) -> String {
    match format {
        Format::Number => significant(value, 4),
        Format::Coefficient => crate::number::minus(&format!("{value:.2}")).replace("−0.00", "0.00"),
        Format::Count => count(value.max(0.0) as u64),
        Format::Percent => percent(value),
    }
}

impl Heatmap {
    /// Amounts at the ends of the colours.
    fn ends(&self) -> (f64, f64) {
        let own =
            self.cells().fold((0.0_f64, 0.0_f64), |(low, high), cell| (low.min(cell.2), high.max(cell.2)));
        let (low, high) = self.range.filter(|(low, high)| low.is_finite() && high.is_finite()).unwrap_or(own);
        match self.shade {
            Shade::Sequential => (low, high),
            Shade::Diverging => (-low.abs().max(high.abs()), low.abs().max(high.abs())),
        }
    }

    /// Defined amounts with their row and column.
    pub(crate) fn cells(&self) -> impl Iterator<Item = (usize, usize, f64)> + '_ {
        let rows = self.values.iter().enumerate();
        let cells = rows.flat_map(|(r, row)| row.iter().enumerate().map(move |(c, value)| (r, c, *value)));
        cells.filter_map(|(r, c, value)| Some((r, c, value.filter(|value| value.is_finite())?)))
    }

    fn color(&self, (low, high): (f64, f64), value: f64, theme: &Theme) -> Rgb {
        match self.shade {
            Shade::Diverging => theme.diverging_color(if high > 0.0 { value / high } else { 0.0 }),
            Shade::Sequential if value == 0.0 && low >= 0.0 => theme.quiet,
            Shade::Sequential if high > low => theme.amount_color((value - low) / (high - low)),
            Shade::Sequential => theme.amount_color(1.0),
        }
    }

    fn lines(&self, row: usize, column: usize) -> Vec<String> {
        let named = |name: &str, label: &str| {
            if name.is_empty() { label.to_string() } else { format!("{name}: {label}") }
        };
        let value = self.values[row][column].filter(|value| value.is_finite());
        let value = value.map_or_else(|| "not defined".to_string(), |value| write(self.format, value));
        vec![
            named(&self.row_name, &self.rows[row]),
            named(&self.column_name, &self.columns[column]),
            format!("{}: {value}", self.what),
        ]
    }
}

/// Draws the grid.
pub fn draw(heatmap: &Heatmap, pen: &Pen) -> Layout {
    if heatmap.rows.is_empty() || heatmap.columns.is_empty() {
        return remark(pen, "Nothing to compare");
    }
    let Some(grid) = names(heatmap).draw(pen) else { return layout(pen, None) };
    let mut layout = layout(pen, Some(grid.rect));
    let ends = heatmap.ends();
    let chosen = chosen(heatmap, pen, grid.rect.width() / heatmap.columns.len() as i32);
    for row in 0..heatmap.rows.len() {
        for column in 0..heatmap.columns.len() {
            let rect = grid.inside(row, column);
            let value = heatmap.values[row][column].filter(|value| value.is_finite());
            match value {
                Some(value) => {
                    let words = fitting(heatmap, value);
                    // Nothing is written of what is nothing, where it is narrow.
                    let bare = heatmap.format == Format::Count && value == 0.0 && rect.width() < 24;
                    let words = if bare { &[] } else { &words[chosen.clone()] };
                    draw_cell(pen, rect, heatmap.color(ends, value, pen.theme), words);
                }
                None => draw_hole(rect, pen),
            }
            layout.push(Shape::Rect(grid.cell(row, column)), heatmap.lines(row, column));
        }
    }
    grid.push_names(&mut layout, pen);
    if heatmap.categories {
        let names = [(&heatmap.column_name, &heatmap.columns), (&heatmap.row_name, &heatmap.rows)];
        layout.panes.push(grid.pane(names));
    }
    layout
}

/// What is not defined is told from what is nothing.
fn draw_hole(rect: Rect, pen: &Pen) {
    pen.border(rect, pen.theme.hairline);
    if rect.width() >= 14 && rect.height() >= 14 {
        pen.text("–", pen.label().align(Align::Middle), rect.middle());
    }
}

/// Draws a cell with the longest of its words that fit.
fn draw_cell(pen: &Pen, rect: Rect, color: Rgb, words: &[String]) {
    pen.fill(rect, color);
    let label = pen.label().color(color.ink()).align(Align::Middle);
    if rect.height() < 14 {
        return;
    }
    if let Some(words) = words.iter().find(|words| pen.width(words, label) <= rect.width() - SEAM) {
        pen.text(words, label, rect.middle());
    }
}

/// What may stand in a cell, the longest first.
fn fitting(heatmap: &Heatmap, value: f64) -> [String; 2] {
    let rounded = match heatmap.format {
        Format::Coefficient => crate::number::minus(&format!("{value:.1}")).replace("−0.0", "0.0"),
        Format::Percent => format!("{:.0}%", value * 100.0),
        Format::Number | Format::Count => short(value),
    };
    [write(heatmap.format, value), rounded]
}

/// Which of the words of cells of a width are drawn. Coefficients are compared with each other: all have
/// the same decimals, or none is written.
fn chosen(heatmap: &Heatmap, pen: &Pen, width: i32) -> std::ops::Range<usize> {
    if heatmap.format != Format::Coefficient {
        return 0..2;
    }
    let fits = |at: &usize| {
        let mut all = heatmap.cells().map(|(_, _, value)| fitting(heatmap, value));
        all.all(|words| pen.width(&words[*at], pen.label()) <= width - SEAM)
    };
    (0..2).find(fits).map_or(0..0, |at| at..at + 1)
}
