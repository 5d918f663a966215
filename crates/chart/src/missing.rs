//! Where cells are missing, and which columns are missing together.

use crate::axes::{layout, remark};
use crate::grid::{self, Names};
use crate::layout::{Layout, Rect, Shape};
use crate::legend::ColorScale;
use crate::number::{count, percent};
use crate::pen::{Align, Pen};
use crate::spec::{MissingMatrix, MissingPatterns};

/// Height of a pattern's row, pixels.
const ROW: i32 = 24;
/// Patterns that a picture is made for; the table has all.
const WANTED: usize = 24;

fn labels(matrix: &MissingMatrix) -> Vec<String> {
    (0..matrix.blocks.len()).map(|block| count(matrix.first_row(block) + 1)).collect()
}

impl MissingMatrix {
    /// Position of the first row of a block.
    pub(crate) fn first_row(&self, block: usize) -> u64 {
        let n = self.blocks.len().max(1) as u128;
        u64::try_from(u128::from(self.rows) * block as u128 / n).unwrap_or(u64::MAX)
    }

    fn lines(&self, block: usize, column: usize, share: f64) -> Vec<String> {
        let (from, to) = (self.first_row(block) + 1, self.first_row(block + 1));
        let rows = if from >= to {
            format!("Row {}", count(from))
        } else {
            format!("Rows {} to {}", count(from), count(to))
        };
        let all = self.missing[column] as f64 / self.rows.max(1) as f64;
        vec![
            self.columns[column].clone(),
            rows,
            format!("{} missing here", percent(share)),
            format!("{} missing in all rows", percent(all)),
        ]
    }
}

fn matrix_names<'a>(matrix: &'a MissingMatrix, rows: &'a [String]) -> Names<'a> {
    let ends = ("0%".into(), "100%".into());
    Names {
        rows,
        columns: &matrix.columns,
        row_title: "Row",
        column_title: "",
        size: (matrix.blocks.len(), matrix.columns.len()),
        largest: (64, 400),
        scale: Some(ColorScale { name: "missing".into(), ends, diverging: false }),
        beside: 0,
    }
}

/// Height of the matrix: enough for its blocks.
pub fn matrix_height(matrix: &MissingMatrix, width: u32) -> u32 {
    let blocks = matrix.blocks.len().max(1) as i32;
    let row = (260 / blocks).clamp(2, 40);
    grid::height_for(&matrix_names(matrix, &labels(matrix)), width, row)
}

/// Draws blocks of rows by columns.
pub fn draw_matrix(matrix: &MissingMatrix, pen: &Pen) -> Layout {
    if matrix.columns.is_empty() || matrix.blocks.is_empty() {
        return remark(pen, "No rows to look at");
    }
    let rows = labels(matrix);
    let Some(grid) = matrix_names(matrix, &rows).draw(pen) else { return layout(pen, None) };
    let mut layout = layout(pen, Some(grid.rect));
    pen.fill(grid.rect, pen.theme.quiet);
    for (block, shares) in matrix.blocks.iter().enumerate() {
        for (column, share) in shares.iter().enumerate() {
            let cell = grid.cell(block, column);
            let share = if share.is_nan() { 0.0 } else { share.clamp(0.0, 1.0) };
            let seam = i32::from(cell.width() > 4);
            if share > 0.0 {
                let color = pen.theme.amount_color(0.2 + 0.8 * share);
                pen.fill(Rect { right: cell.right - seam, ..cell }, color);
            }
            layout.push(Shape::Rect(cell), matrix.lines(block, column, share));
        }
    }
    grid.push_names(&mut layout, pen);
    for column in 1..matrix.columns.len() {
        let cell = grid.cell(0, column);
        if cell.width() > 4 {
            pen.down(cell.left - 1, grid.rect.top, grid.rect.bottom, pen.theme.surface);
        }
    }
    layout
}

/// Width kept for a pattern's bar and its rows, pixels.
fn beside(width: i32) -> i32 {
    (width * 2 / 5).clamp(120, 360)
}

fn pattern_names(patterns: &MissingPatterns, shown: usize, width: i32) -> Names<'_> {
    Names {
        rows: &[],
        columns: &patterns.columns,
        row_title: "Missing together",
        column_title: "",
        size: (shown, patterns.columns.len()),
        largest: (40, ROW),
        scale: None,
        beside: beside(width),
    }
}

/// Height of the most frequent patterns.
pub fn patterns_height(patterns: &MissingPatterns, width: u32) -> u32 {
    let shown = patterns.patterns.len().clamp(1, WANTED);
    let more = if patterns.hidden(shown) { ROW.unsigned_abs() } else { 0 };
    let full = i32::try_from(width).unwrap_or(i32::MAX);
    grid::height_for(&pattern_names(patterns, shown, full), width, ROW) + more
}

impl MissingPatterns {
    /// Whether there is more than the first so many patterns.
    fn hidden(&self, shown: usize) -> bool {
        self.others.0 > 0 || self.patterns.len() > shown
    }

    fn lines(&self, columns: &[u32], rows: u64) -> Vec<String> {
        let named = columns.iter().filter_map(|column| self.columns.get(*column as usize));
        let names: Vec<&str> = named.map(String::as_str).collect();
        let what = if names.is_empty() {
            "Nothing is missing".into()
        } else {
            format!("Missing: {}", names.join(", "))
        };
        let share = percent(rows as f64 / self.rows.max(1) as f64);
        vec![what, format!("{} of {} rows", count(rows), count(self.rows)), share]
    }
}

/// Draws a row for each pattern: which columns are missing, and in how many rows.
pub fn draw_patterns(patterns: &MissingPatterns, pen: &Pen) -> Layout {
    if patterns.columns.is_empty() || patterns.patterns.is_empty() {
        return remark(pen, "Nothing is missing");
    }
    let shown = patterns.patterns.len().min(WANTED);
    let foot = if patterns.hidden(shown) { ROW } else { 0 };
    let names = pattern_names(patterns, shown, pen.page.width());
    let Some(grid) = names.draw(pen) else { return layout(pen, None) };
    let mut layout = layout(pen, Some(grid.rect));
    let most = patterns.patterns.iter().map(|pattern| pattern.1).max().unwrap_or(1).max(1);
    for (row, (columns, rows)) in patterns.patterns.iter().take(shown).enumerate() {
        for column in 0..patterns.columns.len() {
            let gone = columns.iter().any(|c| *c as usize == column);
            pen.fill(grid.inside(row, column), if gone { pen.theme.positive } else { pen.theme.quiet });
        }
        let line = grid.cell(row, 0);
        draw_rows(pen, (grid.rect.right, line), *rows, most);
        let whole = Rect { right: (grid.rect.right + beside(pen.page.width())).min(pen.page.right), ..line };
        layout.push(Shape::Rect(whole), patterns.lines(columns, *rows));
    }
    grid.push_names(&mut layout, pen);
    if foot > 0 {
        let (values, rows) = patterns.others;
        let hidden = &patterns.patterns[shown..];
        let values = values + hidden.len() as u64;
        let rows = rows + hidden.iter().map(|pattern| pattern.1).sum::<u64>();
        let words = format!("and {} more patterns of {} rows", count(values), count(rows));
        let words = pen.fit(&words, pen.label(), pen.page.width() - 8);
        pen.text(&words, pen.label(), (pen.page.left + 4, pen.page.bottom - ROW / 2));
    }
    layout
}

/// Draws a bar beside a pattern, with its rows.
fn draw_rows(pen: &Pen, (left, line): (i32, Rect), rows: u64, most: u64) {
    let words = count(rows);
    let room = beside(pen.page.width()) - 16 - pen.width(&count(most), pen.label());
    let length = (rows as f64 / most as f64 * f64::from(room)).round() as i32;
    let left = left + 8;
    let inset = (line.height() / 5).min(5);
    pen.fill(
        Rect::new(left, line.top + inset, left + length.max(1), line.bottom - inset - 1),
        pen.theme.amount,
    );
    pen.text(&words, pen.label().align(Align::Start), (left + length + 5, line.middle().1));
}
