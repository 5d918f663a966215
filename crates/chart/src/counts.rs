//! How often values occur: bars, upright or lying, and slices of a whole.

use crate::axes::{Along, Frame, LINE, MARGIN, Plot, Side, is_wide, layout, names_height, remark};
use crate::layout::{Layout, Rect, Shape, TURN};
use crate::legend::{Item, Legend, Sample};
use crate::number::{count, percent, short};
use crate::pen::{Align, Pen};
use crate::spec::Counts;
use crate::theme::{Rgb, Theme};
use crate::view::Marked;

/// Height of a lying bar with its space, pixels.
const ROW: u32 = 24;
/// Slices that are told apart by colour; the rest is one slice.
const SLICES: usize = 8;

/// Height of bars at a width.
pub fn height_for(counts: &Counts, width: u32) -> u32 {
    if counts.upright {
        let names = names_height(&labels(counts), i32::try_from(width).unwrap_or(i32::MAX) - 70);
        return (width / 2).clamp(180, 300) + names.unsigned_abs();
    }
    let rows = labels(counts).len().clamp(1, 80) as u32;
    rows * ROW + (3 * LINE + 2 * MARGIN + 8).unsigned_abs()
}

/// Names of all bars: values, the rest, what is missing.
fn labels(counts: &Counts) -> Vec<String> {
    let named = counts.values.iter().map(|(name, _)| shown_name(name));
    named.chain(extras(counts).into_iter().map(|extra| extra.0)).collect()
}

/// A name that is nothing to see is said.
fn shown_name(name: &str) -> String {
    if name.trim().is_empty() { "(empty)".into() } else { name.into() }
}

/// What is no value of its own: the rest, and what is missing.
fn extras(counts: &Counts) -> Vec<(String, u64)> {
    let (values, rows) = counts.others;
    let others = (values > 0).then(|| {
        let name =
            if values == 1 { "1 other value".into() } else { format!("{} other values", count(values)) };
        (name, rows)
    });
    let missing = (counts.missing > 0).then(|| ("(missing)".into(), counts.missing));
    others.into_iter().chain(missing).collect()
}

/// Draws bars.
pub fn draw(counts: &Counts, pen: &Pen) -> Layout {
    let labels = labels(counts);
    let numbers = counts.values.iter().map(|value| value.1).chain(extras(counts).into_iter().map(|e| e.1));
    let numbers: Vec<u64> = numbers.collect();
    let Some(most) = numbers.iter().max().copied() else { return remark(pen, "No values to count") };
    let along = Along::Names { labels: &labels, markable: counts.values.len() };
    let names = Side { name: &counts.column, column: Some(&counts.column), along };
    let rows = Side::counts("Rows", most);
    let (x, y) = if counts.upright { (names, rows) } else { (rows, names) };
    let Some(plot) = (Frame { x, y, legend: None, least: 0, foot: true }).draw(pen, pen.page) else {
        return layout(pen, None);
    };
    let mut layout = plot.layout(pen);
    let total = counts.total() + counts.missing;
    for (at, (label, number)) in labels.iter().zip(&numbers).enumerate() {
        draw_bar(counts, &plot, at, *number, pen);
        let lines = vec![
            format!("{}: {label}", counts.column),
            format!("{} of {} rows", count(*number), count(total)),
            percent(*number as f64 / total.max(1) as f64),
        ];
        layout.push(Shape::Rect(slot(counts, &plot, at)), lines);
    }
    layout
}

/// The stretch of the plot that answers for a bar.
fn slot(counts: &Counts, plot: &Plot, at: usize) -> Rect {
    let rect = plot.rect;
    if counts.upright {
        let (left, right) = Plot::slot(&plot.x, at);
        Rect::new(left, rect.top, right.max(left + 1), rect.bottom)
    } else {
        let (top, bottom) = Plot::slot(&plot.y, at);
        Rect::new(rect.left, top, rect.right, bottom.max(top + 1))
    }
    .within(&rect)
}

fn color(counts: &Counts, at: usize, theme: &Theme) -> Rgb {
    match at {
        at if at >= counts.values.len() => theme.muted,
        at if counts.by_class => theme.class_color(at),
        _ => theme.amount,
    }
}

fn draw_bar(counts: &Counts, plot: &Plot, at: usize, number: u64, pen: &Pen) {
    let slot = slot(counts, plot, at);
    let color = color(counts, at, pen.theme);
    let least = i32::from(number > 0);
    let (words, label) = (count(number), pen.label());
    if counts.upright {
        let inset = (slot.width() / 6).min(24);
        let top = plot.y.at(number as f64).min(slot.bottom - least);
        pen.fill(
            Rect::new(slot.left + inset, top, (slot.right - inset).max(slot.left + inset + 1), slot.bottom),
            color,
        );
        let fitting = [words, short(number as f64)];
        if let Some(words) = fitting.iter().find(|words| pen.width(words, label) <= slot.width() - 2) {
            let y = if top - 16 < slot.top { top + 9 } else { top - 8 };
            let ink = if y > top { label.color(color.ink()) } else { label };
            pen.text(words, ink.align(Align::Middle), (slot.middle().0, y));
        }
    } else {
        let inset = (slot.height() / 6).min(6);
        let right = plot.x.at(number as f64).max(slot.left + least);
        pen.fill(
            Rect::new(slot.left, slot.top + inset, right, (slot.bottom - inset).max(slot.top + inset + 1)),
            color,
        );
        let room = pen.width(&words, label) + 6;
        if slot.height() >= 13 && right + room <= plot.rect.right + 8 {
            pen.text(&words, label, (right + 5, slot.middle().1));
        } else if slot.height() >= 13 && right - slot.left >= room {
            pen.text(&words, label.color(color.ink()).align(Align::End), (right - 5, slot.middle().1));
        }
    }
}

/// Height above a pie, for what it counts.
const PIE_TOP: i32 = MARGIN + LINE + 8;

/// A slice of a whole.
struct Slice {
    name: String,
    number: u64,
    color: Rgb,
    value: Option<String>,
}

fn slices(counts: &Counts, theme: &Theme) -> Vec<Slice> {
    let listed =
        if counts.by_class || counts.values.len() <= SLICES { counts.values.len() } else { SLICES - 1 };
    let named = counts.values[..listed].iter().enumerate().map(|(at, (name, number))| Slice {
        name: shown_name(name),
        number: *number,
        color: theme.class_color(at),
        value: Some(name.clone()),
    });
    let rest = &counts.values[listed..];
    let values = counts.others.0 + rest.len() as u64;
    let rows = counts.others.1 + rest.iter().map(|value| value.1).sum::<u64>();
    let counts = Counts { others: (values, rows), missing: counts.missing, ..Counts::default() };
    let colors = if values > 0 { [theme.muted, theme.hairline] } else { [theme.hairline; 2] };
    let extras = extras(&counts).into_iter().zip(colors);
    let extras = extras.map(|((name, number), color)| Slice { name, number, color, value: None });
    named.chain(extras).filter(|slice| slice.number > 0).collect()
}

fn slice_legend(slices: &[Slice], total: u64) -> Legend {
    let item = |slice: &Slice| Item {
        name: slice.name.clone(),
        note: format!(" · {}", percent(slice.number as f64 / total.max(1) as f64)),
        color: slice.color,
        sample: Sample::Area,
    };
    Legend::Items(String::new(), slices.iter().map(item).collect())
}

/// Height of a pie at a width.
pub fn pie_height_for(counts: &Counts, width: u32) -> u32 {
    let slices = slices(counts, &Theme::light());
    slice_legend(&slices, 1).height_of(width, 220, 300)
}

/// Draws slices, clockwise from the top.
pub fn draw_pie(counts: &Counts, pen: &Pen) -> Layout {
    let slices = slices(counts, pen.theme);
    let total: u64 = slices.iter().map(|slice| slice.number).sum();
    if total == 0 {
        return remark(pen, "No values to count");
    }
    let page = pen.page;
    let legend = slice_legend(&slices, total);
    let Some((middle, radius)) = pie_place(page, &legend) else { return layout(pen, None) };
    let title = pen.fit(&counts.column, pen.name(), page.width() - 2 * MARGIN);
    pen.text(&title, pen.name(), (page.left + MARGIN, page.top + MARGIN + LINE / 2));
    let around = Rect::new(middle.0 - radius, middle.1 - radius, middle.0 + radius, middle.1 + radius);
    let mut layout = layout(pen, Some(around));
    let mut before = 0;
    for slice in &slices {
        let turn = (turned(before, total), turned(before + slice.number, total));
        before += slice.number;
        pen.polygon(&wedge(middle, radius, turn), slice.color);
        if slices.len() > 1 {
            pen.path(&[middle, rim(middle, radius, turn.0)], pen.theme.surface, 1);
        }
        push_slice(
            &mut layout,
            counts,
            slice,
            total,
            Shape::Slice { x: middle.0, y: middle.1, radius, turn },
        );
    }
    let right = page.right - MARGIN - legend.room(page.width()).0;
    legend.draw(pen, page, Rect { top: page.top + PIE_TOP, right, ..around }, "");
    layout
}

/// Middle and radius of a pie beside or above its legend; none where there is no room.
fn pie_place(page: Rect, legend: &Legend) -> Option<((i32, i32), i32)> {
    let (beside, below) = legend.room(page.width());
    let (right, bottom) = (page.right - MARGIN - beside, page.bottom - MARGIN - below);
    let area = Rect::new(page.left + MARGIN, page.top + PIE_TOP, right, bottom);
    let radius = area.width().min(area.height()) / 2 - 2;
    // Beside a legend the pie stands close to it.
    let x = if is_wide(page.width()) { area.right - radius - 40 } else { area.middle().0 };
    (radius >= 12).then(|| ((x.max(area.left + radius), area.middle().1), radius))
}

fn push_slice(layout: &mut Layout, counts: &Counts, slice: &Slice, total: u64, shape: Shape) {
    let lines = vec![
        format!("{}: {}", counts.column, slice.name),
        format!("{} of {} rows", count(slice.number), count(total)),
        percent(slice.number as f64 / total as f64),
    ];
    layout.push(shape, lines);
    if let Some(value) = &slice.value {
        layout.mark_last(Marked::Values { column: counts.column.clone(), values: vec![value.clone()] });
    }
}

fn turned(number: u64, total: u64) -> i32 {
    (number as f64 / total as f64 * f64::from(TURN)).round() as i32
}

fn rim((x, y): (i32, i32), radius: i32, turn: i32) -> (i32, i32) {
    let angle = f64::from(turn) / f64::from(TURN) * std::f64::consts::TAU;
    let along = |share: f64| (f64::from(radius) * share).round() as i32;
    (x + along(angle.sin()), y - along(angle.cos()))
}

/// The outline of a slice: its middle, then along the rim.
fn wedge(middle: (i32, i32), radius: i32, turn: (i32, i32)) -> Vec<(i32, i32)> {
    let steps = ((turn.1 - turn.0) / 5_000).clamp(2, 200);
    let rim = (0..=steps).map(|step| {
        let part = i64::from(turn.1 - turn.0) * i64::from(step) / i64::from(steps);
        rim(middle, radius, turn.0 + part as i32)
    });
    [middle].into_iter().chain(rim).collect()
}
