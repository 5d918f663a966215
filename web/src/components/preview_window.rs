//! Which rows and columns of a large table are on screen. Pure arithmetic, tested natively.

/// Height of a row, as the style sheet has it.
pub const ROW: f64 = 28.0;

/// Browsers draw nothing beyond some 16 to 33 million pixels; longer tables scroll in proportion.
const TALLEST: f64 = 8_000_000.0;

/// Rows drawn above and below the visible ones.
const SPARE: u64 = 6;

/// Widths that a column may have; the style sheet has a class for each.
pub const WIDTHS: [u32; 5] = [72, 96, 128, 168, 224];

/// The narrowest of [`WIDTHS`] that holds a number of letters.
pub fn width_for(letters: usize) -> u32 {
    let pixels = letters as u32 * 8 + 24;
    WIDTHS.into_iter().find(|width| *width >= pixels).unwrap_or(WIDTHS[WIDTHS.len() - 1])
}

/// Height of everything that scrolls.
pub fn total_height(rows: u64) -> f64 {
    (rows as f64 * ROW).min(TALLEST)
}

/// First and last row to draw, and where the first one stands in what scrolls.
pub fn rows_in_view(rows: u64, scroll_top: f64, height: f64) -> (u64, u64, f64) {
    if rows == 0 {
        return (0, 0, 0.0);
    }
    let fit = (height / ROW).ceil() as u64 + 1;
    let total = total_height(rows);
    let real = rows as f64 * ROW;
    let top = if real <= total || total <= height {
        scroll_top
    } else {
        (scroll_top / (total - height)).clamp(0.0, 1.0) * (real - height)
    };
    let seen = (top / ROW).floor().clamp(0.0, (rows - 1) as f64) as u64;
    let first = seen.saturating_sub(SPARE);
    let last = (seen + fit + SPARE).min(rows - 1);
    let offset = if real <= total { first as f64 * ROW } else { scroll_top - (top - first as f64 * ROW) };
    (first, last, offset)
}

/// The scroll position at which a row is in view, if it is not already.
pub fn scroll_to_row(rows: u64, row: u64, scroll_top: f64, height: f64) -> Option<f64> {
    let (real, total) = (rows as f64 * ROW, total_height(rows));
    let factor = if real > total && total > height { (total - height) / (real - height) } else { 1.0 };
    let (top, at) = (scroll_top / factor, row as f64 * ROW);
    if at < top {
        Some(at * factor)
    } else if at + ROW > top + height {
        Some((at + ROW - height) * factor)
    } else {
        None
    }
}

/// First and last column to draw, and where the first one stands.
pub fn columns_in_view(widths: &[u32], scroll_left: f64, width: f64) -> (usize, usize, f64) {
    let (mut first, mut offset, mut x) = (0, 0.0, 0.0);
    let mut last = 0;
    let mut found = false;
    for (index, column) in widths.iter().enumerate() {
        let right = x + f64::from(*column);
        if !found && right > scroll_left {
            (first, offset, found) = (index, x, true);
        }
        last = index;
        if right >= scroll_left + width {
            break;
        }
        x = right;
    }
    (first, last, offset)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_tables_scroll_pixel_by_pixel() {
        assert_eq!(rows_in_view(344, 0.0, 280.0), (0, 17, 0.0));
        let (first, last, offset) = rows_in_view(344, 100.0 * ROW, 280.0);
        assert_eq!((first, last, offset), (94, 117, 94.0 * ROW));
    }

    #[test]
    fn the_end_of_any_table_can_be_reached() {
        for rows in [1, 10, 344, 50_000, 5_000_000] {
            let height = 280.0;
            let bottom = (total_height(rows) - height).max(0.0);
            let (first, last, offset) = rows_in_view(rows, bottom, height);
            assert_eq!(last, rows - 1);
            let end = offset + (last - first + 1) as f64 * ROW;
            assert!((end - total_height(rows)).abs() < 1.0 || rows < 10, "{rows}: {end}");
        }
    }

    #[test]
    fn a_row_that_is_scrolled_to_is_in_view() {
        for rows in [344, 5_000_000] {
            for row in [0, rows / 3, rows - 1] {
                let top = scroll_to_row(rows, row, total_height(rows) / 2.0, 280.0).unwrap();
                let (first, last, _) = rows_in_view(rows, top, 280.0);
                assert!((first..=last).contains(&row));
            }
        }
    }

    #[test]
    fn columns_cover_the_width() {
        let widths = [100, 100, 100, 100];
        assert_eq!(columns_in_view(&widths, 0.0, 250.0), (0, 2, 0.0));
        assert_eq!(columns_in_view(&widths, 150.0, 250.0), (1, 3, 100.0));
        assert_eq!(columns_in_view(&[], 0.0, 250.0), (0, 0, 0.0));
    }
}
