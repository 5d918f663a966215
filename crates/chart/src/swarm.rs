//! Dots of many rows in lines, one below another, each dot beside the others that have its value.
//!
//! As in shap's beeswarm: dots of about the same value are stacked up and down from the middle of their line, and
//! the stacks are pressed together where they would leave it.

use crate::axes::{Along, Frame, LINE, MARGIN, Side, layout, remark};
use crate::cloud::{self, Dot};
use crate::layout::{Layout, Said};
use crate::legend::{ColorScale, Legend};
use crate::pen::Pen;
use crate::scale::{Scale, roomy, span};
use crate::spec::{AxisScale, Swarm, SwarmLine};
use std::collections::BTreeMap;

/// Height of a line, pixels.
const ROW: i32 = 30;
/// Lines that a picture is made for.
const WANTED: usize = 30;
/// Radius of a dot, pixels.
const RADIUS: i32 = 2;
/// Shades of a colour.
const SHADES: f64 = 24.0;

/// Height for the lines.
pub fn height_for(swarm: &Swarm) -> u32 {
    let rows = swarm.lines.len().clamp(2, WANTED) as i32;
    (rows * ROW + 3 * LINE + 2 * MARGIN + 8).unsigned_abs()
}

/// What the colours mean.
fn legend(swarm: &Swarm) -> Option<Legend> {
    (!swarm.color.is_empty()).then(|| {
        Legend::Scale(ColorScale {
            name: swarm.color.clone(),
            ends: ("low".into(), "high".into()),
            diverging: false,
        })
    })
}

/// Draws the lines of dots.
pub fn draw(swarm: &Swarm, pen: &Pen) -> Layout {
    let linear = AxisScale::Linear;
    let values = swarm.lines.iter().flat_map(|line| line.values.iter().copied());
    let Some(found) = span(linear, values.chain([0.0])).filter(|_| swarm.dots() > 0) else {
        return remark(pen, "No rows to show");
    };
    let names: Vec<String> = swarm.lines.iter().map(|line| line.name.clone()).collect();
    let legend = legend(swarm);
    let frame = Frame {
        x: Side::numbers(&swarm.what, roomy(linear, found)),
        y: Side { name: &swarm.by, column: None, along: Along::Names { labels: &names, markable: 0 } },
        legend: legend.as_ref(),
        least: 0,
        foot: true,
    };
    let Some(plot) = frame.draw(pen, pen.page) else { return layout(pen, None) };
    let mut layout = plot.layout(pen);
    pen.keep_within(plot.rect);
    pen.down(plot.x.at(0.0), plot.rect.top, plot.rect.bottom, pen.theme.muted);
    for (at, line) in swarm.lines.iter().enumerate() {
        let (top, bottom) = crate::axes::Plot::slot(&plot.y, at);
        let key = layout.key(said(swarm, line));
        let places = stacked(line, &plot.x, (top, bottom));
        let dots = places.into_iter().map(|(dot, place)| {
            let mut told = vec![line.values[dot]];
            told.extend((!line.cell.is_empty()).then(|| line.cells[dot]));
            told.extend(swarm.rows.get(dot).map(|row| *row as f64));
            Dot { at: place, radius: RADIUS, color: color(line.colors[dot], pen), row: layout.store(&told) }
        });
        let dots = dots.collect();
        cloud::draw(pen, &mut layout, plot.rect, key, dots);
    }
    pen.release();
    layout
}

fn color(share: f64, pen: &Pen) -> crate::theme::Rgb {
    match share.is_finite() {
        true => pen.theme.amount_color((share.clamp(0.0, 1.0) * SHADES).round() / SHADES),
        false => pen.theme.muted,
    }
}

fn said(swarm: &Swarm, line: &SwarmLine) -> Vec<Said> {
    let number = |name: &str| Said::number(name, AxisScale::Linear);
    let mut said = vec![Said::number(format!("{}, {}", line.name, swarm.what), AxisScale::Linear)];
    if !line.cell.is_empty() {
        said.push(match line.names.is_empty() {
            true => number(&line.cell),
            false => Said::name(&line.cell, line.names.clone()),
        });
    }
    said.extend((!swarm.rows.is_empty()).then(|| number("Row")));
    said
}

/// Where the dots of a line stand, in their order. Of those on the same pixel only the first.
fn stacked(line: &SwarmLine, x: &Scale, (top, bottom): (i32, i32)) -> Vec<(usize, (i32, i32))> {
    let mut columns: BTreeMap<i32, Vec<usize>> = BTreeMap::new();
    for (dot, value) in line.values.iter().enumerate().filter(|(_, value)| value.is_finite()) {
        columns.entry(x.at(*value).div_euclid(RADIUS + 1)).or_default().push(dot);
    }
    let (middle, room) = ((top + bottom) / 2, f64::from((bottom - top) / 2 - RADIUS - 1).max(0.0));
    let highest = columns.values().map(|dots| dots.len() / 2).max().unwrap_or(0).max(1);
    let step = (room / highest as f64).min(f64::from(RADIUS + 1));
    let mut places = Vec::with_capacity(line.values.len());
    for dots in columns.values() {
        let mut taken = std::collections::BTreeSet::new();
        for (layer, dot) in dots.iter().enumerate() {
            let away = (layer.div_ceil(2) as f64 * step).round() as i32;
            let y = if layer % 2 == 0 { middle - away } else { middle + away };
            let place = (x.at(line.values[*dot]), y);
            if taken.insert(place) {
                places.push((*dot, place));
            }
        }
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dots_of_the_same_value_stand_apart_and_stay_in_their_line() {
        let x = Scale::linear((0.0, 1.0), (0, 100));
        let line = SwarmLine { values: vec![0.5; 9], colors: vec![0.0; 9], ..SwarmLine::default() };
        let places = stacked(&line, &x, (0, 30));
        assert_eq!(places.len(), 9);
        let mut heights: Vec<i32> = places.iter().map(|place| place.1.1).collect();
        heights.sort_unstable();
        heights.dedup();
        assert_eq!(heights.len(), 9);
        assert!(heights.iter().all(|y| (2..=28).contains(y)), "{heights:?}");
        let many = SwarmLine { values: vec![0.5; 5000], colors: vec![0.0; 5000], ..SwarmLine::default() };
        let places = stacked(&many, &x, (0, 30));
        assert!(places.len() < 40 && places.iter().all(|place| (0..=30).contains(&place.1.1)));
    }
}
