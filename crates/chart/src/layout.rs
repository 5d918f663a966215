//! What stands where in a drawn chart.

use crate::index::Index;
use crate::number::value;
use crate::spec::AxisScale;
use crate::time;
use crate::view::{Marked, Pane};
use std::collections::BTreeMap;

/// How far from a dot the pointer may be to mean it, in pixels.
pub(crate) const REACH: i32 = 12;

/// Slices are measured in parts of a full turn.
pub(crate) const TURN: i32 = 1_000_000;

/// A rectangle in pixels; `right` and `bottom` are outside of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
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
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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
    /// A slice of a ring.
    Slice {
        /// Column of the ring's middle.
        x: i32,
        /// Row of the ring's middle.
        y: i32,
        /// Outer radius in pixels.
        radius: i32,
        /// Where it begins and ends, clockwise from the top, in millionths of a turn.
        turn: (i32, i32),
    },
}

/// Something in the picture that has a value.
#[derive(Debug, Clone, PartialEq)]
pub struct Region {
    /// Where it is.
    pub shape: Shape,
    says: Says,
}

/// Texts are made when they are asked for where there are many of them.
#[derive(Debug, Clone, PartialEq)]
enum Says {
    Lines(Vec<String>),
    /// The key's values begin here in the layout's store.
    Row {
        key: u32,
        from: u32,
    },
}

/// How one value of a row is said.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Said {
    /// What it is.
    pub name: String,
    /// How numbers are written.
    pub scale: AxisScale,
    /// Categories, where the value is a position among them.
    pub names: Vec<String>,
}

/// What stands where, in the order in which a reader would walk through it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Layout {
    /// Width and height of the area that was drawn on.
    pub size: (u32, u32),
    /// Where data are drawn: without axes, titles and legends.
    pub plot: Option<Rect>,
    /// Everything that has a value.
    pub regions: Vec<Region>,
    /// Where pixels mean values of the data.
    pub panes: Vec<Pane>,
    /// What a click on a region marks, where the panes do not tell it.
    marks: BTreeMap<usize, Marked>,
    keys: Vec<Vec<Said>>,
    values: Vec<f64>,
    index: Index,
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

    /// The smallest rectangle around two.
    pub(crate) fn around(&self, other: &Self) -> Self {
        Self {
            left: self.left.min(other.left),
            top: self.top.min(other.top),
            right: self.right.max(other.right),
            bottom: self.bottom.max(other.bottom),
        }
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
            Shape::Slice { x, y, radius, turn } => {
                let middle = f64::from(turn.0 + turn.1) / 2.0 / f64::from(TURN) * std::f64::consts::TAU;
                let along = |share: f64| (f64::from(radius) * 0.75 * share).round() as i32;
                let (x, y) = (x + along(middle.sin()), y - along(middle.cos()));
                Rect::new(x - 4, y - 4, x + 5, y + 5)
            }
        }
    }

    /// Squared distance of a pixel, where the region is within reach.
    fn distance(&self, x: i32, y: i32) -> Option<i64> {
        let squared = |to: (i32, i32)| {
            let (dx, dy) = (i64::from(x - to.0), i64::from(y - to.1));
            dx * dx + dy * dy
        };
        match self.shape {
            Shape::Rect(rect) => rect.contains(x, y).then_some(0),
            Shape::Dot { x, y, radius } => {
                let reach = i64::from(radius.max(REACH));
                Some(squared((x, y))).filter(|squared| *squared <= reach * reach)
            }
            Shape::Slice { x: middle_x, y: middle_y, radius, turn } => {
                let angle = f64::from(x - middle_x).atan2(f64::from(middle_y - y)) / std::f64::consts::TAU;
                let at = (angle.rem_euclid(1.0) * f64::from(TURN)) as i32;
                let inside = squared((middle_x, middle_y)) <= i64::from(radius) * i64::from(radius);
                (inside && (turn.0..turn.1).contains(&at)).then_some(0)
            }
        }
    }
}

impl Said {
    pub(crate) fn number(name: impl Into<String>, scale: AxisScale) -> Self {
        Self { name: name.into(), scale, names: Vec::new() }
    }

    pub(crate) fn name(name: impl Into<String>, names: Vec<String>) -> Self {
        Self { name: name.into(), scale: AxisScale::Linear, names }
    }

    fn line(&self, number: f64) -> String {
        let words = match self.names.get(number as usize) {
            Some(name) if number >= 0.0 => name.clone(),
            _ if number.is_nan() => "missing".into(),
            _ => written(self.scale, number),
        };
        format!("{}: {words}", self.name)
    }
}

/// A value as it is read.
pub(crate) fn written(scale: AxisScale, number: f64) -> String {
    if scale == AxisScale::Time { time::words(number) } else { value(number) }
}

/// A value with all its digits, empty where there is none.
pub(crate) fn exact(scale: AxisScale, number: f64) -> String {
    match scale {
        _ if number.is_nan() => String::new(),
        AxisScale::Time => time::words(number),
        AxisScale::Linear | AxisScale::Log => number.to_string(),
    }
}

impl Layout {
    /// Of an area of a size, without regions yet.
    pub(crate) fn new(size: (u32, u32), plot: Option<Rect>) -> Self {
        Self { size, plot, ..Self::default() }
    }

    /// The number of the region that a pixel means: the cell that holds it or the nearest dot within
    /// reach. Looks at what is near only.
    pub fn at(&self, x: i32, y: i32) -> Option<usize> {
        let near = self.index.near(x, y).into_iter();
        let near = near.filter_map(|at| Some((self.regions.get(at)?.distance(x, y)?, at)));
        near.min().map(|(_, at)| at)
    }

    /// What a region says, a line each, names in full. Empty where there is no such region.
    pub fn lines(&self, region: usize) -> Vec<String> {
        match self.regions.get(region).map(|region| &region.says) {
            Some(Says::Lines(lines)) => lines.clone(),
            Some(Says::Row { key, from }) => {
                let said = self.keys.get(*key as usize).map(Vec::as_slice).unwrap_or_default();
                let values = self.values.get(*from as usize..).unwrap_or_default();
                said.iter().zip(values).map(|(said, value)| said.line(*value)).collect()
            }
            None => Vec::new(),
        }
    }

    /// Registers something that says lines. What has no extent is not seen and left out.
    pub(crate) fn push(&mut self, shape: Shape, lines: Vec<String>) {
        let seen = match shape {
            Shape::Rect(rect) => rect.width() > 0 && rect.height() > 0,
            Shape::Dot { .. } | Shape::Slice { .. } => true,
        };
        if seen {
            self.regions.push(Region { shape, says: Says::Lines(lines) });
        }
    }

    /// Says what a click on the region pushed last marks.
    pub(crate) fn mark_last(&mut self, marked: Marked) {
        if let Some(last) = self.regions.len().checked_sub(1) {
            self.marks.insert(last, marked);
        }
    }

    /// What a click on a region marks without a pane.
    pub(crate) fn mark(&self, region: usize) -> Option<&Marked> {
        self.marks.get(&region)
    }

    /// Whether some regions mark something without a pane.
    pub(crate) fn has_marks(&self) -> bool {
        !self.marks.is_empty()
    }

    /// How the values of rows are said from now on; its number.
    pub(crate) fn key(&mut self, said: Vec<Said>) -> u32 {
        self.keys.push(said);
        self.keys.len() as u32 - 1
    }

    /// Keeps a row's values; where they begin.
    pub(crate) fn store(&mut self, values: &[f64]) -> u32 {
        self.values.extend_from_slice(values);
        (self.values.len() - values.len()) as u32
    }

    /// Registers a dot that says the values stored from a place on.
    pub(crate) fn push_dot(&mut self, (x, y): (i32, i32), radius: i32, key: u32, from: u32) {
        self.regions.push(Region { shape: Shape::Dot { x, y, radius }, says: Says::Row { key, from } });
    }

    /// Makes pixels find their regions, once all are there.
    pub(crate) fn finish(mut self) -> Self {
        self.index = Index::new(
            self.size,
            self.regions.iter().map(|region| match region.shape {
                Shape::Slice { x, y, radius, .. } => {
                    Rect::new(x - radius, y - radius, x + radius, y + radius)
                }
                _ => region.bounds(),
            }),
        );
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn laid_out(shapes: &[Shape]) -> Layout {
        let mut layout = Layout { size: (100, 100), ..Layout::default() };
        shapes.iter().for_each(|shape| layout.push(*shape, vec!["here".into()]));
        layout.finish()
    }

    #[test]
    fn the_nearest_dot_within_reach_is_meant() {
        let dot = |x| Shape::Dot { x, y: 10, radius: 3 };
        let layout = laid_out(&[dot(10), dot(20)]);
        assert_eq!(layout.at(14, 10), Some(0));
        assert_eq!(layout.at(16, 10), Some(1));
        assert_eq!(layout.at(40, 10), None);
    }

    #[test]
    fn the_cell_that_holds_the_pixel_is_meant() {
        let cell = |left| Shape::Rect(Rect::new(left, 0, left + 10, 10));
        let layout = laid_out(&[cell(0), cell(10)]);
        assert_eq!(layout.at(9, 9), Some(0));
        assert_eq!(layout.at(10, 0), Some(1));
        assert_eq!(layout.at(10, 10), None);
    }

    #[test]
    fn the_slice_around_the_pixel_is_meant() {
        let slice = |turn| Shape::Slice { x: 50, y: 50, radius: 40, turn };
        let layout = laid_out(&[slice((0, TURN / 4)), slice((TURN / 4, TURN))]);
        assert_eq!(layout.at(70, 30), Some(0));
        assert_eq!(layout.at(30, 30), Some(1));
        assert_eq!(layout.at(50, 95), None);
        let (x, y) = layout.regions[1].bounds().middle();
        assert_eq!(layout.at(x, y), Some(1));
    }

    #[test]
    fn rows_say_their_values_when_they_are_asked() {
        let mut layout = Layout { size: (100, 100), ..Layout::default() };
        let key = layout.key(vec![
            Said::number("day", AxisScale::Time),
            Said::number("price", AxisScale::Linear),
            Said::name("kind", vec!["a".into(), "b".into()]),
        ]);
        let from = layout.store(&[0.0, f64::NAN, 1.0]);
        layout.push_dot((5, 5), 3, key, from);
        assert_eq!(layout.lines(0), ["day: 1970-01-01", "price: missing", "kind: b"]);
        assert!(layout.lines(1).is_empty());
    }
}
