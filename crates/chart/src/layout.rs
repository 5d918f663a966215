//! What stands where in a drawn chart.

use serde::{Deserialize, Serialize};

/// How far from a dot the pointer may be to mean it, in pixels.
const REACH: i32 = 12;

/// A rectangle in pixels; `right` and `bottom` are outside of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rect {
    /// First column of pixels.
    pub left: i32,
    /// First row of pixels.
    pub top: i32,
    /// Column of pixels after the last.
    pub right: i32,
    /// Row of pixels after the last.
    pub bottom: i32,
}

/// The outline of a region.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shape {
    /// A cell or a bar.
    Rect(Rect),
    /// A dot.
    Dot {
        /// Column of its middle.
        x: i32,
        /// Row of its middle.
        y: i32,
        /// Radius in pixels.
        radius: i32,
    },
}

/// Something in the picture that has a value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Region {
    /// Where it is.
    pub shape: Shape,
    /// What it says, a line each, names in full.
    pub lines: Vec<String>,
}

/// What stands where, in the order in which a reader would walk through it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Layout {
    /// Width and height of the area that was drawn on.
    pub size: (u32, u32),
    /// Where data are drawn: without axes, titles and legends.
    pub plot: Option<Rect>,
    /// Everything that has a value.
    pub regions: Vec<Region>,
}

impl Rect {
    /// A rectangle from its corners.
    pub(crate) fn new(left: i32, top: i32, right: i32, bottom: i32) -> Self {
        Self { left, top, right, bottom }
    }

    /// Width in pixels.
    pub fn width(&self) -> i32 {
        self.right - self.left
    }

    /// Height in pixels.
    pub fn height(&self) -> i32 {
        self.bottom - self.top
    }

    /// Whether a pixel is inside.
    pub fn contains(&self, x: i32, y: i32) -> bool {
        (self.left..self.right).contains(&x) && (self.top..self.bottom).contains(&y)
    }

    /// The part that is inside of another rectangle.
    pub(crate) fn within(&self, other: &Self) -> Self {
        Self {
            left: self.left.clamp(other.left, other.right),
            top: self.top.clamp(other.top, other.bottom),
            right: self.right.clamp(other.left, other.right),
            bottom: self.bottom.clamp(other.top, other.bottom),
        }
    }

    /// Pixel in the middle.
    pub(crate) fn middle(&self) -> (i32, i32) {
        (self.left + self.width() / 2, self.top + self.height() / 2)
    }
}

impl Region {
    /// The smallest rectangle around it, as for a focus ring.
    pub fn bounds(&self) -> Rect {
        match self.shape {
            Shape::Rect(rect) => rect,
            Shape::Dot { x, y, radius } => Rect::new(x - radius, y - radius, x + radius + 1, y + radius + 1),
        }
    }

    /// Squared distance of a pixel, where the region is within reach.
    fn distance(&self, x: i32, y: i32) -> Option<i64> {
        match self.shape {
            Shape::Rect(rect) => rect.contains(x, y).then_some(0),
            Shape::Dot { x: dot_x, y: dot_y, radius } => {
                let (dx, dy) = (i64::from(x - dot_x), i64::from(y - dot_y));
                let reach = i64::from(radius.max(REACH));
                let squared = dx * dx + dy * dy;
                (squared <= reach * reach).then_some(squared)
            }
        }
    }
}

impl Layout {
    /// The number of the region that a pixel means: the cell that holds it or the nearest dot within
    /// reach. Linear in the number of regions.
    pub fn at(&self, x: i32, y: i32) -> Option<usize> {
        let near = self.regions.iter().enumerate();
        let near = near.filter_map(|(index, region)| Some((region.distance(x, y)?, index)));
        near.min().map(|(_, index)| index)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dot(x: i32, y: i32) -> Region {
        Region { shape: Shape::Dot { x, y, radius: 3 }, lines: vec![format!("{x} {y}")] }
    }

    #[test]
    fn the_nearest_dot_within_reach_is_meant() {
        let layout = Layout { regions: vec![dot(10, 10), dot(20, 10)], ..Layout::default() };
        assert_eq!(layout.at(14, 10), Some(0));
        assert_eq!(layout.at(16, 10), Some(1));
        assert_eq!(layout.at(40, 10), None);
    }

    #[test]
    fn the_cell_that_holds_the_pixel_is_meant() {
        let cell = |left| Region { shape: Shape::Rect(Rect::new(left, 0, left + 10, 10)), lines: vec![] };
        let layout = Layout { regions: vec![cell(0), cell(10)], ..Layout::default() };
        assert_eq!(layout.at(9, 9), Some(0));
        assert_eq!(layout.at(10, 0), Some(1));
        assert_eq!(layout.at(10, 10), None);
    }
}
