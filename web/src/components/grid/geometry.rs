//! Which rows and columns of a large table are on screen, and where they stand in what scrolls.
//! Pure arithmetic, tested natively.

use std::ops::RangeInclusive;

/// Height of a row, as the style sheet has it.
pub const ROW: f64 = 28.0;

/// Height of the header, as the style sheet has it.
pub const HEAD: f64 = 68.0;

/// Width of the column of row numbers, as the style sheet has it.
pub const NUMBER: f64 = 72.0;

/// Browsers draw nothing beyond some 17 to 33 million pixels; longer tables scroll in proportion.
const TALLEST: f64 = 15_000_000.0;

/// Rows drawn above and below the visible ones.
const SPARE: u64 = 3;

/// Widths that a column may have; the style sheet has a class for each.
pub const WIDTHS: [u32; 5] = [96, 112, 136, 176, 232];

/// The narrowest of [`WIDTHS`] that holds a number of letters.
pub fn width_for(letters: usize) -> u32 {
    let pixels = letters as u32 * 8 + 24;
    WIDTHS.into_iter().find(|width| *width >= pixels).unwrap_or(WIDTHS[WIDTHS.len() - 1])
}

/// Where a table of so many rows stands in a scrolling element whose body is so high.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tall {
    /// Rows of the table.
    pub rows: u64,
    /// Visible height below the header.
    pub height: f64,
}

impl Tall {
    fn real(self) -> f64 {
        self.rows as f64 * ROW
    }

    /// Height of everything that scrolls.
    pub fn total(self) -> f64 {
        self.real().min(TALLEST)
    }

    fn is_scaled(self) -> bool {
        self.real() > self.total() && self.total() > self.height
    }

    fn last_top(self) -> f64 {
        (self.real() - self.height).max(0.0)
    }

    fn scaled(self, at: f64) -> f64 {
        (at / (self.total() - self.height)).clamp(0.0, 1.0) * self.last_top()
    }

    /// Position of the scroll bar at which a pixel of the table is the topmost.
    pub fn bar(self, top: f64) -> f64 {
        if self.is_scaled() { top / self.last_top() * (self.total() - self.height) } else { top }
    }
}

/// Where one looks: the topmost pixel of the table, and the scroll bar's position.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Scroll {
    /// Topmost pixel of the table, as if it were not scaled.
    pub top: f64,
    /// Position of the scroll bar.
    pub bar: f64,
}

impl Scroll {
    /// After the bar moved. Where the bar stands for more rows than pixels, a short way (a wheel, a
    /// finger) moves pixel by pixel, so that no row is skipped; a long one goes in proportion.
    pub fn moved(self, bar: f64, tall: Tall) -> Self {
        let way = bar - self.bar;
        let top = if !tall.is_scaled() {
            bar
        } else if bar <= 0.0 {
            0.0
        } else if bar >= tall.total() - tall.height - 1.0 {
            tall.last_top()
        } else if way.abs() <= 2.0 * tall.height {
            (self.top + way).clamp(0.0, tall.last_top())
        } else {
            tall.scaled(bar)
        };
        Self { top, bar }
    }

    /// With a row in view, moved as little as it takes.
    pub fn to_row(self, row: u64, tall: Tall) -> Self {
        let at = row as f64 * ROW;
        let top = self.top.min(at).max(at + ROW - tall.height).clamp(0.0, tall.last_top());
        if top == self.top { self } else { Self { top, bar: tall.bar(top).round() } }
    }

    /// First and last row to draw, and where the first stands in what scrolls.
    pub fn rows(self, tall: Tall) -> (u64, u64, f64) {
        if tall.rows == 0 {
            return (0, 0, 0.0);
        }
        let fit = (tall.height / ROW).ceil() as u64 + 1;
        let seen = (self.top / ROW).floor().clamp(0.0, (tall.rows - 1) as f64) as u64;
        let first = seen.saturating_sub(SPARE);
        let last = (seen + fit + SPARE).min(tall.rows - 1);
        (first, last, self.bar - (self.top - first as f64 * ROW))
    }
}

/// Where each column begins, and where the last one ends.
pub fn edges(widths: &[u32]) -> Vec<f64> {
    let mut edge = 0.0;
    let mut edges = vec![0.0];
    for width in widths {
        edge += f64::from(*width);
        edges.push(edge);
    }
    edges
}

/// The columns to draw: those in view and one beyond on either side. `edges` has one more entry than
/// there are columns, of which there is at least one.
pub fn columns_in_view(edges: &[f64], left: f64, width: f64) -> RangeInclusive<usize> {
    let columns = edges.len().saturating_sub(1).max(1);
    let first = edges.partition_point(|edge| *edge <= left).saturating_sub(2);
    let last = edges.partition_point(|edge| *edge < left + width).min(columns - 1);
    first.min(columns - 1)..=last.max(first.min(columns - 1))
}

/// A span of at least so many of the columns, as far as there are so many: first and last.
pub fn widened(span: RangeInclusive<usize>, count: usize, columns: usize) -> (usize, usize) {
    let right = (*span.end()).max(span.start() + count.saturating_sub(1)).min(columns.max(1) - 1);
    ((right + 1).saturating_sub(count).min(*span.start()), right)
}

/// The horizontal position at which a column is in view, moved as little as it takes.
pub fn left_for(edges: &[f64], column: usize, left: f64, width: f64) -> f64 {
    let (Some(start), Some(end)) = (edges.get(column), edges.get(column + 1)) else { return left };
    left.max(end + NUMBER - width).min(*start)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tall(rows: u64) -> Tall {
        Tall { rows, height: 280.0 }
    }

    #[test]
    fn short_tables_scroll_pixel_by_pixel() {
        let tall = tall(344);
        assert_eq!(Scroll::default().rows(tall), (0, 14, 0.0));
        let scrolled = Scroll::default().moved(100.0 * ROW, tall);
        assert_eq!(scrolled.rows(tall), (97, 114, 97.0 * ROW));
    }

    #[test]
    fn the_end_of_any_table_can_be_reached() {
        for rows in [11, 344, 50_000, 5_000_000, 200_000_000] {
            let tall = tall(rows);
            let end = Scroll::default().moved(tall.total() - tall.height, tall);
            let (first, last, offset) = end.rows(tall);
            assert_eq!(last, rows - 1);
            let bottom = offset + (last - first + 1) as f64 * ROW;
            assert!((bottom - tall.total()).abs() < 1.0, "{rows}: {bottom}");
        }
    }

    #[test]
    fn a_wheel_skips_no_row_of_a_scaled_table() {
        let tall = tall(2_000_000);
        let middle = Scroll::default().moved(tall.total() / 2.0, tall);
        let next = middle.moved(middle.bar + 100.0, tall);
        assert_eq!(next.top - middle.top, 100.0);
        assert!(middle.moved(middle.bar + 10_000.0, tall).top - middle.top > 20_000.0);
    }

    #[test]
    fn a_row_that_is_gone_to_is_in_view_and_the_bar_stands_for_it() {
        for rows in [344, 5_000_000] {
            let tall = tall(rows);
            for row in [0, rows / 3, rows - 1] {
                let there = Scroll { top: tall.last_top() / 2.0, bar: 0.0 }.to_row(row, tall);
                let (top, at) = (there.top, row as f64 * ROW);
                assert!(top <= at && at + ROW <= top + tall.height, "{row} of {rows}: {top}");
                assert!((tall.bar(there.top) - there.bar).abs() <= 1.0);
            }
        }
    }

    #[test]
    fn a_table_without_rows_is_at_rest() {
        assert_eq!(Scroll::default().moved(0.0, tall(0)).rows(tall(0)), (0, 0, 0.0));
    }

    #[test]
    fn columns_cover_the_width_with_one_to_spare() {
        let edges = edges(&[100, 100, 100, 100, 100]);
        assert_eq!(columns_in_view(&edges, 0.0, 150.0), 0..=2);
        assert_eq!(columns_in_view(&edges, 250.0, 100.0), 1..=4);
        assert_eq!(columns_in_view(&edges, 9_000.0, 100.0), 4..=4);
        assert_eq!(columns_in_view(&[0.0], 0.0, 100.0), 0..=0);
    }

    #[test]
    fn as_many_columns_are_drawn_wherever_one_looks() {
        assert_eq!(widened(0..=2, 4, 10), (0, 3));
        assert_eq!(widened(5..=8, 4, 10), (5, 8));
        assert_eq!(widened(8..=9, 4, 10), (6, 9));
        assert_eq!(widened(0..=0, 4, 1), (0, 0));
        assert_eq!(widened(0..=0, 0, 0), (0, 0));
    }

    #[test]
    fn a_column_that_is_gone_to_is_in_view() {
        let edges = edges(&[100, 100, 100, 100, 100]);
        assert_eq!(left_for(&edges, 0, 150.0, 250.0), 0.0);
        assert_eq!(left_for(&edges, 4, 0.0, 300.0), 500.0 + NUMBER - 300.0);
        assert_eq!(left_for(&edges, 1, 50.0, 400.0), 50.0);
    }
}
