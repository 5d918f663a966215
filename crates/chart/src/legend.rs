//! What colours mean: samples with names, or a scale of amounts.
//!
//! Samples stand beside the plot where there is room, else below it in as many lines as they take. A
//! scale stands above the plot, on the line of the upright axis's name.

use crate::axes::{LINE, MARGIN, is_wide};
use crate::layout::{Rect, written};
use crate::pen::{Align, Pen};
use crate::spec::AxisScale;
use crate::text;
use crate::theme::{Rgb, Theme};

/// The least and the greatest width of a legend beside the plot, pixels.
const BESIDE: (i32, i32) = (110, 300);
/// Space above a legend that stands below the plot.
const GAP: i32 = 8;
/// Width of a sample with its space.
const SAMPLE: i32 = 20;
/// Lines that a legend below the plot may take.
const LINES: i32 = 16;
/// Least distance of a title from a scale's name, pixels.
const APART: i32 = 12;
/// Width of a scale's bar.
const BAR: i32 = 64;

/// Type of names, pixels.
const TYPE: f64 = 12.0;

/// How a sample looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sample {
    /// A square.
    Area,
    /// A stroke.
    Line,
    /// A stroke in dashes.
    Dashes,
}

/// One colour and what it means.
#[derive(Debug, Clone)]
pub struct Item {
    /// Name.
    pub name: String,
    /// What follows the name and is never shortened; may be empty.
    pub note: String,
    /// Colour.
    pub color: Rgb,
    /// How the sample looks.
    pub sample: Sample,
}

/// Colours of amounts between two.
#[derive(Debug, Clone)]
pub struct ColorScale {
    /// What the amounts are.
    pub name: String,
    /// What stands at its two ends.
    pub ends: (String, String),
    /// Whether colours diverge from the middle.
    pub diverging: bool,
}

/// What colours mean.
#[derive(Debug, Clone)]
pub enum Legend {
    /// Samples with names, under a title, which may be empty.
    Items(String, Vec<Item>),
    /// A scale of amounts.
    Scale(ColorScale),
}

impl Legend {
    /// A legend of classes in the order of their colours.
    pub fn classes(theme: &Theme, title: &str, names: &[String], sample: Sample) -> Self {
        let item = |(at, name): (usize, &String)| {
            let sample = if sample == Sample::Line { Sample::line(theme, at) } else { sample };
            Item { name: name.clone(), note: String::new(), color: theme.class_color(at), sample }
        };
        Self::Items(title.into(), names.iter().enumerate().map(item).collect())
    }

    /// A scale of amounts between two.
    pub fn amounts(name: &str, scale: AxisScale, (low, high): (f64, f64)) -> Self {
        let ends = (written(scale, low), written(scale, high));
        Self::Scale(ColorScale { name: name.into(), ends, diverging: false })
    }

    /// Whether it stands above the plot.
    pub fn is_scale(&self) -> bool {
        matches!(self, Self::Scale(_))
    }

    /// Width beside and height below the plot that it takes in a picture of a width.
    pub fn room(&self, width: i32) -> (i32, i32) {
        match self {
            Self::Scale(_) => (0, 0),
            Self::Items(title, items) if is_wide(width) => (beside(title, items, width), 0),
            Self::Items(title, items) => {
                let rows = flow(title, items, width - 2 * MARGIN).iter().map(|place| place.1 + 1).max();
                (0, rows.unwrap_or(0).min(LINES) * LINE + GAP)
            }
        }
    }

    /// Height of a picture of a width that leaves its plot a shape of three by four between `least` and
    /// `most` and shows the legend whole.
    pub fn height_of(&self, width: u32, least: u32, most: u32) -> u32 {
        let full = i32::try_from(width).unwrap_or(i32::MAX);
        let (beside, below) = self.room(full);
        let plot = (width.saturating_sub(beside.unsigned_abs()) * 3 / 4).clamp(least, most);
        let items = match self {
            Self::Items(_, items) if beside > 0 => items.len().min(40) as u32 + 1,
            _ => 0,
        };
        (plot + below.unsigned_abs()).max(items * LINE.unsigned_abs() + 80)
    }

    /// Width that it leaves to a title above the plot, pixels.
    pub fn title_room(&self, pen: &Pen, area: Rect, plot: Rect, title: &str) -> i32 {
        match self {
            Self::Scale(scale) => scale.place(pen, area, plot, title).left - APART - area.left - MARGIN,
            Self::Items(..) => plot.right - area.left - 2 * MARGIN,
        }
    }

    /// Draws it around a plot in an area, in which a title stands above the plot or nothing.
    pub fn draw(&self, pen: &Pen, area: Rect, plot: Rect, title: &str) {
        match self {
            Self::Scale(scale) => scale.draw(pen, area, &scale.place(pen, area, plot, title)),
            Self::Items(title, items) if is_wide(area.width()) => draw_beside(pen, area, plot, title, items),
            Self::Items(title, items) => draw_below(pen, area, title, items),
        }
    }
}

impl Sample {
    /// The stroke of a class: a colour may come back after eight, then in dashes.
    pub fn line(theme: &Theme, class: usize) -> Self {
        if class < theme.classes.len() { Self::Line } else { Self::Dashes }
    }

    /// Draws a line in its look.
    pub fn stroke(self, pen: &Pen, points: &[(i32, i32)], color: Rgb) {
        match self {
            Self::Area | Self::Line => pen.path(points, color, 2),
            Self::Dashes => pen.dashes(points, color, 2),
        }
    }

    fn draw(self, pen: &Pen, (x, y): (i32, i32), color: Rgb) {
        let ends = [(x, y), (x + SAMPLE - 6, y)];
        match self {
            Self::Area => pen.fill(Rect::new(x + 1, y - 5, x + 12, y + 6), color),
            _ => self.stroke(pen, &ends, color),
        }
    }
}

fn draw_beside(pen: &Pen, area: Rect, plot: Rect, title: &str, items: &[Item]) {
    let left = plot.right + 16;
    let room = area.right - MARGIN - left;
    let headed = i32::from(!title.is_empty());
    let row = |at: usize| plot.top + LINE / 2 + (at as i32 + headed) * LINE;
    pen.text(&pen.fit(title, pen.name(), room), pen.name(), (left, plot.top + LINE / 2));
    let rows = ((area.bottom - MARGIN - plot.top) / LINE - headed).max(0) as usize;
    let shown = if items.len() <= rows { items.len() } else { rows.saturating_sub(1) };
    for (at, (item, name)) in items.iter().zip(shortened(&items[..shown], room - SAMPLE)).enumerate() {
        item.draw(pen, &name, (left, row(at)));
    }
    if shown < items.len() && rows > 0 {
        more(pen, items.len() - shown, (left, row(shown)), room);
    }
}

/// Width that a legend beside the plot takes: what its names need, within bounds.
fn beside(title: &str, items: &[Item], width: i32) -> i32 {
    let names = items.iter().map(|item| item.width() + SAMPLE).max().unwrap_or(0);
    let title = text::width(title, 13.0).ceil() as i32;
    (names.max(title) + 16 + MARGIN).clamp(BESIDE.0, BESIDE.1.min(width * 2 / 5))
}

fn more(pen: &Pen, hidden: usize, at: (i32, i32), room: i32) {
    let words = format!("and {hidden} more");
    pen.text(&pen.fit(&words, pen.label(), room), pen.label(), at);
}

/// Names that leave room for their notes and differ.
fn shortened(items: &[Item], room: i32) -> Vec<String> {
    let notes = items.iter().map(|item| text::width(&item.note, TYPE)).fold(0.0, f64::max);
    text::elide_all(items.iter().map(|item| item.name.as_str()), TYPE, f64::from(room) - notes)
}

impl Item {
    fn width(&self) -> i32 {
        text::width(&self.name, TYPE).ceil() as i32 + text::width(&self.note, TYPE).ceil() as i32
    }

    fn draw(&self, pen: &Pen, name: &str, (x, y): (i32, i32)) {
        self.sample.draw(pen, (x, y), self.color);
        pen.text(&format!("{name}{}", self.note), pen.label().color(pen.theme.text), (x + SAMPLE, y));
    }
}

/// Where items stand in lines of a width: column of pixels, line, width of the name.
fn flow(title: &str, items: &[Item], width: i32) -> Vec<(i32, i32, i32)> {
    let mut left = if title.is_empty() { 0 } else { (text::width(title, TYPE) as i32).min(width / 2) + 12 };
    let mut line = 0;
    let place = |item: &Item| {
        let name = item.width().min(width - SAMPLE).max(0);
        if left > 0 && left + SAMPLE + name > width {
            (left, line) = (0, line + 1);
        }
        let place = (left, line, name);
        left += SAMPLE + name + 14;
        place
    };
    items.iter().map(place).collect()
}

fn draw_below(pen: &Pen, area: Rect, title: &str, items: &[Item]) {
    let width = area.width() - 2 * MARGIN;
    let places = flow(title, items, width);
    let all = places.iter().map(|place| place.1 + 1).max().unwrap_or(0);
    let lines = all.min(LINES);
    let top = area.bottom - MARGIN - lines * LINE;
    let row = |line: i32| top + line * LINE + LINE / 2;
    let left = area.left + MARGIN;
    pen.text(&pen.fit(title, pen.label(), width / 2), pen.label(), (left, row(0)));
    let full = if all > lines { lines - 1 } else { lines };
    let shown = places.iter().filter(|place| place.1 < full).count();
    let room = places.iter().map(|place| place.2).max().unwrap_or(0);
    for ((item, place), name) in items.iter().zip(&places).zip(shortened(&items[..shown], room)) {
        item.draw(pen, &name, (left + place.0, row(place.1)));
    }
    if shown < items.len() {
        more(pen, items.len() - shown, (left, row(full)), width);
    }
}

/// Where a scale stands above a plot.
struct Place {
    /// Where its name begins.
    left: i32,
    /// Room of its name.
    name: i32,
    bar: Rect,
}

impl ColorScale {
    /// Ends with the plot where that leaves room for a title and the scale's name, else farther to the
    /// right; where there is none, the two share what there is.
    fn place(&self, pen: &Pen, area: Rect, plot: Rect, title: &str) -> Place {
        let label = pen.label();
        let (low, high) = (pen.width(&self.ends.0, label), pen.width(&self.ends.1, label));
        let fixed = low + high + BAR + 18;
        let title = if title.is_empty() { 0 } else { pen.width(title, pen.name()) + APART };
        let left = area.left + MARGIN;
        let room = area.right - MARGIN - left - fixed;
        let name = pen.width(&self.name, label).min((room - title).max(room / 2)).max(0);
        let right = plot.right.max((left + title + name + fixed).min(area.right - MARGIN));
        let end = right - high - 6;
        let y = area.top + MARGIN + LINE / 2;
        Place { left: right - fixed - name, name, bar: Rect::new(end - BAR, y - 5, end, y + 5) }
    }

    fn draw(&self, pen: &Pen, area: Rect, place: &Place) {
        let (label, bar) = (pen.label(), place.bar);
        let y = area.top + MARGIN + LINE / 2;
        for step in 0..BAR / 2 {
            let share = f64::from(step) / f64::from(BAR / 2 - 1);
            let color = self.color(pen.theme, share);
            pen.fill(Rect::new(bar.left + step * 2, bar.top, bar.left + step * 2 + 2, bar.bottom), color);
        }
        pen.text(&self.ends.1, label, (bar.right + 6, y));
        pen.text(&self.ends.0, label.align(Align::End), (bar.left - 6, y));
        let name = pen.fit(&self.name, label, place.name);
        pen.text(&name, label.align(Align::End), (place.left + place.name, y));
    }

    /// The colour at a share of the scale.
    pub fn color(&self, theme: &Theme, share: f64) -> Rgb {
        if self.diverging { theme.diverging_color(share * 2.0 - 1.0) } else { theme.amount_color(share) }
    }
}
