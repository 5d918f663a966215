//! Box plots and violin plots, one below another, so that names of any length are read level.

use crate::axes::{Along, Frame, LINE, MARGIN, Plot, Side, layout, remark};
use crate::layout::{Layout, Rect, Shape, written};
use crate::number::count;
use crate::pen::Pen;
use crate::scale::{Scale, roomy, span};
use crate::spec::{Axis, BoxGroup, Boxes, Violin, Violins};
use crate::theme::Rgb;

/// Height of a row that stands among others, and of one alone; pixels.
const ROW: (u32, u32) = (30, 110);
const NOTHING: &str = "No values to compare";

/// Height for a number of rows.
pub fn height_for(groups: usize) -> u32 {
    let rows = groups.clamp(1, 60) as u32;
    let row = if rows == 1 { ROW.1 } else { ROW.0.max(150 / rows) };
    rows * row + (3 * LINE + 2 * MARGIN + 8).unsigned_abs()
}

/// What is common to boxes and violins.
struct Rows<'a> {
    axis: &'a Axis,
    by: Option<&'a str>,
    by_class: bool,
    names: Vec<String>,
}

impl Rows<'_> {
    fn plot(&self, pen: &Pen, span: (f64, f64)) -> Option<Plot> {
        let along = Along::Names { labels: &self.names, markable: self.names.len() };
        let frame = Frame {
            x: Side::axis(self.axis, roomy(self.axis.scale, span)),
            y: Side { name: self.by.unwrap_or_default(), column: self.by, along },
            legend: None,
            least: 0,
            foot: true,
        };
        frame.draw(pen, pen.page)
    }

    fn color(&self, pen: &Pen, at: usize) -> Rgb {
        if self.by_class { pen.theme.class_color(at) } else { pen.theme.amount }
    }

    /// What a row says: its name, how many values, and its quartiles.
    fn lines(&self, name: &str, n: u64, five: &[f64; 5]) -> Vec<String> {
        let mut lines = match self.by {
            Some(by) => vec![format!("{by}: {name}")],
            None => vec![self.axis.name.clone()],
        };
        lines.push(format!("{} values", count(n)));
        if five.iter().all(|value| value.is_finite()) {
            let names = ["Smallest", "Lower quartile", "Median", "Upper quartile", "Largest"];
            let said = names.iter().zip(five).rev();
            lines.extend(said.map(|(name, value)| format!("{name}: {}", written(self.axis.scale, *value))));
        }
        lines
    }
}

/// The stretch of rows of pixels that a row's body takes.
fn body(plot: &Plot, at: usize) -> (i32, i32) {
    let (top, bottom) = Plot::slot(&plot.y, at);
    let inset = ((bottom - top) / 6).clamp(0, 12).max(((bottom - top) - 64) / 2);
    (top + inset, (bottom - inset).max(top + inset + 1))
}

/// Draws box plots.
pub fn draw_boxes(boxes: &Boxes, pen: &Pen) -> Layout {
    let rows = Rows {
        axis: &boxes.axis,
        by: boxes.by.as_deref(),
        by_class: boxes.by_class,
        names: boxes.groups.iter().map(|group| group.name.clone()).collect(),
    };
    let all = |group: &BoxGroup| {
        let ends = [group.five[0], group.five[4]].map(|end| if group.n > 0 { end } else { f64::NAN });
        ends.into_iter().chain(group.outliers.clone())
    };
    let Some(span) = span(rows.axis.scale, boxes.groups.iter().flat_map(all)) else {
        return remark(pen, NOTHING);
    };
    let Some(plot) = rows.plot(pen, span) else { return layout(pen, None) };
    let mut layout = plot.layout(pen);
    pen.keep_within(plot.rect);
    for (at, group) in boxes.groups.iter().enumerate() {
        if group.five.iter().all(|value| value.is_finite()) && group.n > 0 {
            draw_box(group, &plot, body(&plot, at), rows.color(pen, at), pen);
            push_box(&mut layout, group, &plot, at, &rows);
        }
    }
    pen.release();
    layout
}

fn draw_box(group: &BoxGroup, plot: &Plot, (top, bottom): (i32, i32), color: Rgb, pen: &Pen) {
    let [_, lower, median, upper, _] = group.five.map(|value| plot.x.at(value));
    let (low, high) = (plot.x.at(group.whiskers.0), plot.x.at(group.whiskers.1));
    let middle = (top + bottom) / 2;
    let cap = ((bottom - top) / 4).max(1);
    pen.across(low, high + 1, middle, pen.theme.muted);
    for end in [low, high] {
        pen.down(end, middle - cap, middle + cap + 1, pen.theme.muted);
    }
    let outline = Rect::new(lower, top, (upper + 1).max(lower + 2), bottom);
    pen.fill(outline, pen.theme.surface);
    pen.fill(outline, color.mix(0.4));
    pen.border(outline, color);
    pen.fill(Rect::new(median - 1, top, median + 1, bottom), pen.theme.text);
    if let Some(mean) = group.mean.filter(|mean| mean.is_finite()) {
        let x = plot.x.at(mean);
        let diamond = [(x, middle - 4), (x + 4, middle), (x, middle + 4), (x - 4, middle)];
        pen.polygon(&diamond, pen.theme.text);
    }
    for outlier in group.outliers.iter().filter(|value| Scale::bears(plot.x.kind(), **value)) {
        pen.dot((plot.x.at(*outlier), middle), 2, color.mix(0.7));
    }
}

fn push_box(layout: &mut Layout, group: &BoxGroup, plot: &Plot, at: usize, rows: &Rows) {
    let (top, bottom) = body(plot, at);
    let mut lines = rows.lines(&group.name, group.n, &group.five);
    if let Some(mean) = group.mean {
        lines.push(format!("Mean: {}", written(rows.axis.scale, mean)));
    }
    if group.outliers_total > 0 {
        lines.push(format!("{} beyond the whiskers", count(group.outliers_total)));
    }
    let (low, high) = (plot.x.at(group.whiskers.0), plot.x.at(group.whiskers.1));
    let seen = Rect::new(low - 3, top, high.max(low) + 4, bottom).within(&plot.rect);
    layout.push(Shape::Rect(seen), lines);
    let middle = (top + bottom) / 2;
    for outlier in group.outliers.iter().filter(|value| Scale::bears(plot.x.kind(), **value)) {
        let x = plot.x.at(*outlier);
        if plot.rect.contains(x, middle) {
            let mut lines = vec![format!("{}: {}", rows.axis.name, written(rows.axis.scale, *outlier))];
            lines.extend(rows.by.map(|by| format!("{by}: {}", group.name)));
            layout.push(Shape::Dot { x, y: middle, radius: 2 }, lines);
        }
    }
}

/// Draws violin plots, each as wide as the others where it is densest.
pub fn draw_violins(violins: &Violins, pen: &Pen) -> Layout {
    let rows = Rows {
        axis: &violins.axis,
        by: violins.by.as_deref(),
        by_class: violins.by_class,
        names: violins.groups.iter().map(|group| group.name.clone()).collect(),
    };
    let all = |group: &Violin| {
        let ends = [group.five[0], group.five[4]].map(|end| if group.n > 0 { end } else { f64::NAN });
        ends.into_iter().chain(group.density.iter().map(|point| point.0).collect::<Vec<_>>())
    };
    let Some(span) = span(rows.axis.scale, violins.groups.iter().flat_map(all)) else {
        return remark(pen, NOTHING);
    };
    let Some(plot) = rows.plot(pen, span) else { return layout(pen, None) };
    let mut layout = plot.layout(pen);
    pen.keep_within(plot.rect);
    for (at, group) in violins.groups.iter().enumerate() {
        if !group.five.iter().all(|value| value.is_finite()) || group.n == 0 {
            continue;
        }
        let (top, bottom) = body(&plot, at);
        let shape = outline(group, &plot, (top, bottom));
        draw_violin(group, &shape, &plot, (top, bottom), rows.color(pen, at), pen);
        let left = shape.iter().map(|point| point.0).chain([plot.x.at(group.five[0])]).min();
        let right = shape.iter().map(|point| point.0).chain([plot.x.at(group.five[4])]).max();
        let seen = Rect::new(left.unwrap_or(0) - 3, top, right.unwrap_or(0) + 4, bottom);
        layout.push(Shape::Rect(seen.within(&plot.rect)), rows.lines(&group.name, group.n, &group.five));
    }
    pen.release();
    layout
}

fn outline(group: &Violin, plot: &Plot, (top, bottom): (i32, i32)) -> Vec<(i32, i32)> {
    let kind = plot.x.kind();
    let points = group.density.iter().filter(|(x, y)| Scale::bears(kind, *x) && y.is_finite() && *y >= 0.0);
    let points: Vec<_> = points.collect();
    let most = points.iter().map(|point| point.1).fold(0.0, f64::max);
    if most == 0.0 {
        return Vec::new();
    }
    let (middle, half) = ((top + bottom) / 2, f64::from(bottom - top) / 2.0);
    let away = |density: f64| (density / most * half).round() as i32;
    let above = points.iter().map(|(x, y)| (plot.x.at(*x), middle - away(*y)));
    let below = points.iter().rev().map(|(x, y)| (plot.x.at(*x), middle + away(*y)));
    above.chain(below).collect()
}

fn draw_violin(
    group: &Violin,
    shape: &[(i32, i32)],
    plot: &Plot,
    (top, bottom): (i32, i32),
    color: Rgb,
    pen: &Pen,
) {
    let middle = (top + bottom) / 2;
    pen.polygon(shape, color.mix(0.4));
    let closed: Vec<_> = shape.iter().copied().chain(shape.first().copied()).collect();
    pen.path(&closed, color, 1);
    let [least, lower, median, upper, most] = group.five.map(|value| plot.x.at(value));
    pen.across(least, most + 1, middle, pen.theme.muted);
    let thick = ((bottom - top) / 10).clamp(2, 5);
    pen.fill(
        Rect::new(lower, middle - thick, (upper + 1).max(lower + 1), middle + thick + 1),
        pen.theme.muted,
    );
    pen.dot((median, middle), thick.max(3), pen.theme.text);
    pen.dot((median, middle), (thick - 1).max(2), pen.theme.surface);
}
