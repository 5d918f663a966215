//! Lines, often over time; a series and its parts, one below another; correlations by lag.

use crate::axes::{Along, Frame, LINE, Plot, Side, layout, remark};
use crate::layout::{Layout, Rect, Said};
use crate::legend::{Legend, Sample};
use crate::pen::Pen;
use crate::scale::{Scale, roomy, span};
use crate::spec::{Axis, AxisScale, Correlogram, Decomposition, Lines, Series};
use crate::theme::{Rgb, Theme};

/// Points up to here are drawn as dots too.
const DOTTED: usize = 60;
/// Points of all lines up to here each have a value under the pointer; of more, the ends and the
/// extremes of every column of pixels.
const NAMED: usize = 6_000;
/// Height of a panel of a decomposition, pixels.
const PANEL: i32 = 112;
const NOTHING: &str = "No points to draw";

/// What the colours of lines mean, where there are several.
pub fn legend(lines: &Lines, theme: &Theme) -> Option<Legend> {
    let names: Vec<String> = lines.series.iter().map(|series| series.name.clone()).collect();
    (names.len() > 1).then(|| Legend::classes(theme, &lines.by, &names, Sample::Line))
}

/// Draws lines with their bands.
pub fn draw(lines: &Lines, pen: &Pen) -> Layout {
    let (x_kind, y_kind) = (lines.x.scale, lines.y.scale);
    let points = || lines.series.iter().flat_map(|series| series.points.iter());
    let bands = || lines.series.iter().flat_map(|series| series.band.iter());
    let x_span = span(x_kind, points().map(|point| point.0).chain(bands().map(|band| band.0)));
    let y_span = span(y_kind, points().map(|point| point.1).chain(bands().flat_map(|band| [band.1, band.2])));
    let (Some(x_span), Some(y_span)) = (x_span, y_span) else { return remark(pen, NOTHING) };
    let legend = legend(lines, pen.theme);
    let frame = Frame {
        x: Side::axis(&lines.x, x_span),
        y: Side::axis(&lines.y, roomy(y_kind, y_span)),
        legend: legend.as_ref(),
        least: 0,
        foot: true,
    };
    let Some(plot) = frame.draw(pen, pen.page) else { return layout(pen, None) };
    let mut layout = plot.layout(pen);
    let color = |at: usize| if lines.series.len() > 1 { pen.theme.class_color(at) } else { pen.theme.amount };
    lines.series.iter().enumerate().for_each(|(at, series)| draw_band(&series.band, &plot, color(at), pen));
    let all = points().count();
    for (at, series) in lines.series.iter().enumerate() {
        draw_series(series, &plot, (color(at), Sample::line(pen.theme, at)), pen);
        push_points(&mut layout, lines, at, &plot, all > NAMED);
    }
    layout
}

/// Draws the area between two bounds.
fn draw_band(band: &[(f64, f64, f64)], plot: &Plot, color: Rgb, pen: &Pen) {
    let borne = |value: f64| Scale::bears(plot.y.kind(), value);
    let finite =
        |bound: &&(f64, f64, f64)| Scale::bears(plot.x.kind(), bound.0) && borne(bound.1) && borne(bound.2);
    let band: Vec<_> = band.iter().filter(finite).collect();
    let above = band.iter().map(|(x, _, high)| (plot.x.at(*x), plot.y.at(*high)));
    let below = band.iter().rev().map(|(x, low, _)| (plot.x.at(*x), plot.y.at(*low)));
    pen.keep_within(plot.rect);
    pen.polygon(&above.chain(below).collect::<Vec<_>>(), color.mix(0.16));
    pen.release();
}

/// The pieces of a line between its gaps, as positions of points.
fn pieces(series: &Series, plot: &Plot) -> Vec<Vec<usize>> {
    let (x_kind, y_kind) = (plot.x.kind(), plot.y.kind());
    let borne = |at: &usize| {
        let (x, y) = series.points[*at];
        Scale::bears(x_kind, x) && Scale::bears(y_kind, y)
    };
    let mut pieces = vec![Vec::new()];
    for at in 0..series.points.len() {
        match pieces.last_mut() {
            Some(piece) if borne(&at) => piece.push(at),
            Some(piece) if !piece.is_empty() => pieces.push(Vec::new()),
            _ => {}
        }
    }
    pieces.retain(|piece| !piece.is_empty());
    pieces
}

/// Of each column of pixels the first, the lowest, the highest and the last point: the same line in
/// fewer strokes.
fn thinned(series: &Series, piece: &[usize], plot: &Plot) -> Vec<usize> {
    if piece.len() < 2_000 {
        return piece.to_vec();
    }
    let mut kept = Vec::new();
    for column in piece.chunk_by(|a, b| plot.x.at(series.points[*a].0) == plot.x.at(series.points[*b].0)) {
        let height = |at: &&usize| series.points[**at].1;
        let least = column.iter().min_by(|a, b| height(a).total_cmp(&height(b)));
        let most = column.iter().max_by(|a, b| height(a).total_cmp(&height(b)));
        let mut ends: Vec<usize> =
            [column.first(), least, most, column.last()].into_iter().flatten().copied().collect();
        ends.sort_unstable();
        ends.dedup();
        kept.extend(ends);
    }
    kept
}

fn draw_series(series: &Series, plot: &Plot, (color, sample): (Rgb, Sample), pen: &Pen) {
    let at = |point: &usize| (plot.x.at(series.points[*point].0), plot.y.at(series.points[*point].1));
    let dotted = series.points.len() <= DOTTED;
    pen.keep_within(plot.rect);
    for piece in pieces(series, plot) {
        let line: Vec<_> = thinned(series, &piece, plot).iter().map(at).collect();
        sample.stroke(pen, &line, color);
        // A point between two gaps is no line, but it is there.
        if dotted || piece.len() == 1 {
            line.iter().for_each(|at| pen.dot(*at, 3, color));
        }
    }
    pen.release();
}

fn push_points(layout: &mut Layout, lines: &Lines, at: usize, plot: &Plot, thin: bool) {
    let series = &lines.series[at];
    let mut said =
        vec![Said::number(&lines.x.name, lines.x.scale), Said::number(&lines.y.name, lines.y.scale)];
    if lines.series.len() > 1 {
        let names = lines.series.iter().map(|series| series.name.clone()).collect();
        said.insert(0, Said::name(if lines.by.is_empty() { "Line" } else { &lines.by }, names));
    }
    let key = layout.key(said);
    for piece in pieces(series, plot) {
        for point in if thin { thinned(series, &piece, plot) } else { piece } {
            let (x, y) = series.points[point];
            let pixel = (plot.x.at(x), plot.y.at(y));
            if inside(plot.rect, pixel) {
                let row: &[f64] = if lines.series.len() > 1 { &[at as f64, x, y] } else { &[x, y] };
                let row = layout.store(row);
                layout.push_dot(pixel, 3, key, row);
            }
        }
    }
}

/// Points on the last pixel of an axis belong to the plot.
fn inside(rect: Rect, (x, y): (i32, i32)) -> bool {
    (rect.left..=rect.right).contains(&x) && (rect.top..=rect.bottom).contains(&y)
}

/// Height of the panels of a decomposition.
pub fn decomposition_height(parts: usize) -> u32 {
    (parts.clamp(1, 8) as i32 * PANEL + 2 * LINE + 8).unsigned_abs()
}

/// Draws a series and its parts over one common axis.
pub fn draw_decomposition(decomposition: &Decomposition, pen: &Pen) -> Layout {
    let points = || decomposition.parts.iter().flat_map(|part| part.points.iter());
    let Some(x_span) = span(decomposition.x.scale, points().map(|point| point.0)) else {
        return remark(pen, NOTHING);
    };
    let page = pen.page;
    let n = decomposition.parts.len().max(1) as i32;
    let each = (page.height() - 2 * LINE - 4) / n;
    let frames: Vec<(Frame, Rect)> = decomposition
        .parts
        .iter()
        .enumerate()
        .map(|(at, part)| {
            let (top, last) = (page.top + at as i32 * each, at as i32 == n - 1);
            let area = Rect::new(page.left, top, page.right, if last { page.bottom } else { top + each });
            (panel(decomposition, part, x_span, last), area)
        })
        .collect();
    let widest =
        frames.iter().map(|(frame, area)| frame.labels_width(pen, area.width(), (area.top + each, area.top)));
    let least = widest.max().unwrap_or(0);
    let mut all = layout(pen, None);
    for (at, ((frame, area), part)) in frames.into_iter().zip(&decomposition.parts).enumerate() {
        if let Some(plot) = (Frame { least, ..frame }).draw(pen, area) {
            draw_panel(&mut all, decomposition, (at, part), &plot, pen);
        }
    }
    all
}

fn panel<'a>(
    decomposition: &'a Decomposition,
    part: &'a Series,
    x_span: (f64, f64),
    last: bool,
) -> Frame<'a> {
    let y_span = span(AxisScale::Linear, part.points.iter().map(|point| point.1));
    let y = Side::numbers(&part.name, roomy(AxisScale::Linear, y_span.unwrap_or((0.0, 0.0))));
    let x = Side::axis(&decomposition.x, x_span);
    let x = if last { x } else { Side { name: "", ..x } };
    Frame { x, y, legend: None, least: 0, foot: last }
}

fn draw_panel(
    all: &mut Layout,
    decomposition: &Decomposition,
    (at, part): (usize, &Series),
    plot: &Plot,
    pen: &Pen,
) {
    all.plot = Some(all.plot.map_or(plot.rect, |rect| rect.around(&plot.rect)));
    all.panes.push(plot.pane.clone());
    let y = Axis::named(&part.name);
    let lines = Lines { x: decomposition.x.clone(), y, series: vec![part.clone()], ..Lines::default() };
    // What is left over scatters around nothing and is shown so.
    let color = if at == 0 { pen.theme.amount } else { pen.theme.class_color(at) };
    if at > 0 && plot.y.span().0 < 0.0 && plot.y.span().1 > 0.0 {
        pen.across(plot.rect.left, plot.rect.right, plot.y.at(0.0), pen.theme.muted);
    }
    draw_band(&part.band, plot, color, pen);
    draw_series(part, plot, (color, Sample::Line), pen);
    push_points(all, &lines, 0, plot, part.points.len() > NAMED / 4);
}

/// Draws correlations by lag as stems, with the band within which chance would leave them.
pub fn draw_correlogram(correlogram: &Correlogram, pen: &Pen) -> Layout {
    let linear = AxisScale::Linear;
    let values = correlogram.values.iter().copied();
    let bounds = correlogram.band.iter().flat_map(|(low, high)| [*low, *high]);
    if !correlogram.values.iter().any(|value| value.is_finite()) {
        return remark(pen, "No lags to compare");
    }
    let y_span = span(linear, values.chain(bounds).chain([0.0])).unwrap_or((0.0, 1.0));
    let name = if correlogram.partial { "Partial autocorrelation" } else { "Autocorrelation" };
    let n = correlogram.values.len() as f64;
    let along = Along::Numbers { scale: linear, span: (-0.5, n - 0.5), zooms: true, whole: true };
    let frame = Frame {
        x: Side { name: "Lag", column: None, along },
        y: Side::numbers(name, roomy(linear, y_span)),
        legend: None,
        least: 0,
        foot: true,
    };
    let Some(plot) = frame.draw(pen, pen.page) else { return layout(pen, None) };
    let mut layout = plot.layout(pen);
    let band = correlogram.band.iter().enumerate().map(|(lag, (low, high))| (lag as f64, *low, *high));
    draw_band(&band.collect::<Vec<_>>(), &plot, pen.theme.text, pen);
    pen.keep_within(plot.rect);
    pen.across(plot.rect.left, plot.rect.right, plot.y.at(0.0), pen.theme.muted);
    draw_stems(&mut layout, correlogram, name, &plot, pen);
    pen.release();
    layout
}

fn draw_stems(layout: &mut Layout, correlogram: &Correlogram, name: &str, plot: &Plot, pen: &Pen) {
    let said = ["Lag", name, "Lower bound of chance", "Upper bound of chance"];
    let said = if correlogram.band.is_empty() { &said[..2] } else { &said[..] };
    let key = layout.key(said.iter().map(|name| Said::number(*name, AxisScale::Linear)).collect());
    for (lag, value) in correlogram.values.iter().enumerate().filter(|(_, value)| value.is_finite()) {
        let at = (plot.x.at(lag as f64), plot.y.at(*value));
        let (low, high) = correlogram.band.get(lag).copied().unwrap_or((0.0, 0.0));
        let chance = lag > 0 && (low..=high).contains(value);
        let color = if chance { pen.theme.muted } else { pen.theme.amount };
        let zero = plot.y.at(0.0);
        pen.fill(Rect::new(at.0 - 1, at.1.min(zero), at.0 + 1, at.1.max(zero) + 1), color);
        pen.dot(at, 3, color);
        if inside(plot.rect, at) {
            let row = layout.store(&[lag as f64, *value, low, high][..said.len()]);
            layout.push_dot(at, 3, key, row);
        }
    }
}
