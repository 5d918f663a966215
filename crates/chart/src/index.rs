//! Which rectangles are near a pixel, without looking at all of them.

use crate::layout::{REACH, Rect};

/// Side of a cell, pixels.
const CELL: i32 = 24;

/// For each cell of a grid the numbers of the rectangles that touch it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Index {
    columns: i32,
    rows: i32,
    /// Where each cell's numbers begin, and after the last where they end.
    starts: Vec<u32>,
    numbers: Vec<u32>,
}

impl Index {
    /// An index over an area. Linear in the cells that rectangles touch.
    pub fn new((width, height): (u32, u32), rects: impl Iterator<Item = Rect> + Clone) -> Self {
        let side = |length: u32| i32::try_from(length / CELL.unsigned_abs() + 1).unwrap_or(i32::MAX);
        let mut index = Self { columns: side(width), rows: side(height), ..Self::default() };
        let cells = (index.columns as usize).saturating_mul(index.rows as usize);
        // An area larger than any screen is not indexed and has no regions under the pointer.
        if cells > 1 << 20 {
            return Self::default();
        }
        let mut starts = vec![0_u32; cells + 1];
        rects.clone().for_each(|rect| index.cells(rect).for_each(|cell| starts[cell + 1] += 1));
        (0..cells).for_each(|cell| starts[cell + 1] += starts[cell]);
        let mut next = starts.clone();
        index.numbers = vec![0; starts[cells] as usize];
        for (number, rect) in rects.enumerate() {
            for cell in index.cells(rect) {
                index.numbers[next[cell] as usize] = number as u32;
                next[cell] += 1;
            }
        }
        index.starts = starts;
        index
    }

    fn cells(&self, rect: Rect) -> impl Iterator<Item = usize> + use<> {
        let (columns, rows) = (self.columns, self.rows);
        let column = move |x: i32| x.div_euclid(CELL).clamp(0, columns - 1);
        let row = move |y: i32| y.div_euclid(CELL).clamp(0, rows - 1);
        let across = column(rect.left)..=column(rect.right - 1);
        let down = row(rect.top)..=row(rect.bottom - 1);
        down.flat_map(move |row| across.clone().map(move |column| (row * columns + column) as usize))
    }

    /// Numbers of the rectangles within reach of a pixel, and some more; each may come several times.
    pub fn near(&self, x: i32, y: i32) -> Vec<usize> {
        if self.starts.is_empty() {
            return Vec::new();
        }
        let around = Rect::new(x - REACH, y - REACH, x + REACH + 1, y + REACH + 1);
        let found = self.cells(around).flat_map(|cell| {
            let (from, to) = (self.starts[cell] as usize, self.starts[cell + 1] as usize);
            &self.numbers[from..to]
        });
        found.map(|number| *number as usize).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_of_many_are_looked_at() {
        let dots = (0..10_000).map(|i| {
            let (x, y) = (i % 100 * 8, i / 100 * 6);
            Rect::new(x, y, x + 1, y + 1)
        });
        let index = Index::new((800, 600), dots);
        let near = index.near(400, 300);
        assert!(near.contains(&5050) && near.len() < 100, "{}", near.len());
    }
}
