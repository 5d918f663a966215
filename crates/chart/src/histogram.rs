//! How one column's values are spread: counts in intervals with a smooth curve, and densities, also by
//! class.

use crate::axes::{Along, Frame, Plot, Side, layout, remark};
use crate::layout::{Layout, Rect, Shape, written};
use crate::legend::{Legend, Sample};
use crate::number::{count, percent, value};
use crate::pen::Pen;
use crate::scale::{Scale, roomy, span};
use crate::spec::{AxisScale, Histogram};
use crate::ticks::rounded;

/// Width of the strips that answer for densities, pixels.
const STRIP: i32 = 8;

/// Draws counts in intervals, or densities where nothing was counted.
pub fn draw(histogram: &Histogram, pen: &Pen) -> Layout {
    if histogram.counts.iter().any(|number| *number > 0) {
        draw_counts(histogram, pen)
    } else {
        draw_densities(histogram, pen)
    }
}

/// What the colours of classes mean.
pub fn legend(histogram: &Histogram, theme: &crate::Theme) -> Option<Legend> {
    let names: Vec<String> = histogram.classes.iter().map(|class| class.class.clone()).collect();
    (!names.is_empty()).then(|| Legend::classes(theme, &histogram.by, &names, Sample::Area))
}

fn level(histogram: &Histogram, span: (f64, f64)) -> Side<'_> {
    let along = Along::Numbers { scale: histogram.scale, span, zooms: true, whole: false };
    Side { name: &histogram.column, column: Some(&histogram.column), along }
}

fn draw_counts(histogram: &Histogram, pen: &Pen) -> Layout {
    let (Some(first), Some(last)) = (histogram.edges.first(), histogram.edges.last()) else {
        return remark(pen, "No values to count");
    };
    let most = histogram.counts.iter().max().copied().unwrap_or(0);
    let parted = histogram.classes.iter().any(|class| !class.counts.is_empty());
    let legend = legend(histogram, pen.theme).filter(|_| parted);
    let frame = Frame {
        x: level(histogram, (*first, *last)),
        y: Side::counts("Rows", most),
        legend: legend.as_ref(),
        least: 0,
        foot: true,
    };
    let Some(plot) = frame.draw(pen, pen.page) else { return layout(pen, None) };
    let mut layout = plot.layout(pen);
    pen.keep_within(plot.rect);
    for at in 0..histogram.counts.len() {
        draw_interval(histogram, at, parted, &plot, pen);
        let column = interval(&plot, &histogram.edges[at..at + 2]).within(&plot.rect);
        layout.push(Shape::Rect(column), histogram.lines(at));
    }
    if !parted {
        let curve: Vec<_> = histogram.curve().map(|(x, y)| (plot.x.at(x), plot.y.at(y))).collect();
        pen.path(&curve, pen.theme.positive, 2);
    }
    pen.release();
    layout
}

/// The whole column above an interval.
fn interval(plot: &Plot, edges: &[f64]) -> Rect {
    let (left, right) = (plot.x.at(edges[0]), plot.x.at(edges[1]));
    // One value alone is a bar, not a hairline.
    let (left, right) = if edges[0] == edges[1] { (left - 8, right + 8) } else { (left, right) };
    Rect::new(left, plot.rect.top, right.max(left + 1), plot.rect.bottom)
}

/// Draws the bar of an interval, or the bars of its classes upon each other.
fn draw_interval(histogram: &Histogram, at: usize, parted: bool, plot: &Plot, pen: &Pen) {
    let column = interval(plot, &histogram.edges[at..at + 2]);
    let right = column.right - i32::from(column.width() > 3);
    let bar = |from: u64, to: u64| {
        let bottom = plot.y.at(from as f64).min(plot.rect.bottom);
        let bottom = if from == 0 { plot.rect.bottom } else { bottom };
        Rect::new(column.left, plot.y.at(to as f64).min(bottom - i32::from(to > from)), right, bottom)
    };
    if !parted {
        return pen.fill(bar(0, histogram.counts[at]), pen.theme.amount);
    }
    let mut below = 0;
    for (class, spread) in histogram.classes.iter().enumerate() {
        let number = spread.counts.get(at).copied().unwrap_or(0);
        pen.fill(bar(below, below + number), pen.theme.class_color(class));
        below += number;
    }
    pen.fill(bar(below, histogram.counts[at].max(below)), pen.theme.muted);
}

impl Histogram {
    /// What an interval says.
    fn lines(&self, at: usize) -> Vec<String> {
        let total: u64 = self.counts.iter().sum();
        let number = self.counts[at];
        let edge = |edge: usize| written(self.scale, self.edges[edge]);
        let mut lines = vec![
            format!("{} from {} to {}", self.column, edge(at), edge(at + 1)),
            format!("{} of {} rows", count(number), count(total)),
            percent(number as f64 / total as f64),
        ];
        let parts = self.classes.iter().filter_map(|class| Some((class, class.counts.get(at)?)));
        lines.extend(parts.map(|(class, number)| format!("{}: {}", class.class, count(*number))));
        lines
    }

    /// The density as counts: what an interval as wide as the others would hold.
    fn curve(&self) -> impl Iterator<Item = (f64, f64)> + '_ {
        let total: u64 = self.counts.iter().sum();
        let n = self.counts.len().max(1) as f64;
        let (first, last) = (self.edges.first().copied(), self.edges.last().copied());
        let (first, last) = (first.unwrap_or(0.0), last.unwrap_or(0.0));
        let width = move |x: f64| match self.scale {
            AxisScale::Log => {
                let ratio = (last / first).powf(0.5 / n);
                x * (ratio - 1.0 / ratio)
            }
            AxisScale::Linear | AxisScale::Time => (last - first) / n,
        };
        let shown = self.density.iter().filter(|(x, y)| Scale::bears(self.scale, *x) && y.is_finite());
        shown.map(move |(x, y)| (*x, y * width(*x) * total as f64)).filter(|(_, y)| y.is_finite())
    }

    /// The curves of the classes, or that of the whole, with their names.
    pub(crate) fn densities(&self) -> Vec<(&str, Vec<(f64, f64)>)> {
        let borne = |points: &[(f64, f64)]| -> Vec<(f64, f64)> {
            let kept = points.iter().filter(|(x, y)| Scale::bears(self.scale, *x) && y.is_finite());
            kept.copied().collect()
        };
        let classes = self.classes.iter().map(|class| (class.class.as_str(), borne(&class.density)));
        let classes: Vec<_> = classes.collect();
        if classes.iter().any(|(_, curve)| !curve.is_empty()) {
            classes
        } else {
            vec![("", borne(&self.density))]
        }
    }
}

fn draw_densities(histogram: &Histogram, pen: &Pen) -> Layout {
    let curves = histogram.densities();
    let points = || curves.iter().flat_map(|(_, curve)| curve.iter());
    let x_span = span(histogram.scale, points().map(|point| point.0));
    let y_span = span(AxisScale::Linear, points().map(|point| point.1).chain([0.0]));
    let (Some(x_span), Some(y_span)) = (x_span, y_span) else { return remark(pen, "No values to count") };
    let legend = legend(histogram, pen.theme);
    let x_span = if histogram.scale == AxisScale::Linear { x_span } else { roomy(histogram.scale, x_span) };
    let frame = Frame {
        x: level(histogram, x_span),
        y: Side::numbers("Density", rounded(0.0, y_span.1)),
        legend: legend.as_ref(),
        least: 0,
        foot: true,
    };
    let Some(plot) = frame.draw(pen, pen.page) else { return layout(pen, None) };
    let mut layout = plot.layout(pen);
    pen.keep_within(plot.rect);
    for (class, (_, curve)) in curves.iter().enumerate() {
        let color =
            if histogram.classes.is_empty() { pen.theme.amount } else { pen.theme.class_color(class) };
        let line: Vec<_> = curve.iter().map(|(x, y)| (plot.x.at(*x), plot.y.at(*y))).collect();
        let ends = line.first().zip(line.last()).map(|(a, b)| [(b.0, plot.y.at(0.0)), (a.0, plot.y.at(0.0))]);
        let filled: Vec<_> = line.iter().copied().chain(ends.into_iter().flatten()).collect();
        pen.polygon(&filled, color.mix(0.16));
        Sample::line(pen.theme, class).stroke(pen, &line, color);
    }
    pen.release();
    push_strips(&mut layout, histogram, &curves, &plot);
    layout
}

/// Strips over the whole height that say each curve's density in their middle.
fn push_strips(layout: &mut Layout, histogram: &Histogram, curves: &[(&str, Vec<(f64, f64)>)], plot: &Plot) {
    let rect = plot.rect;
    for left in (rect.left..rect.right).step_by(STRIP as usize) {
        let x = plot.x.value((left + STRIP / 2).min(rect.right - 1));
        let mut lines = vec![format!("{}: {}", histogram.column, written(histogram.scale, x))];
        lines.extend(curves.iter().map(|(name, curve)| {
            let name = if name.is_empty() { "Density" } else { name };
            format!("{name}: {}", value(between(curve, x)))
        }));
        layout
            .push(Shape::Rect(Rect::new(left, rect.top, (left + STRIP).min(rect.right), rect.bottom)), lines);
    }
}

/// The height of a curve at a place; 0 beyond its ends.
fn between(curve: &[(f64, f64)], x: f64) -> f64 {
    let after = curve.partition_point(|point| point.0 < x);
    match (after.checked_sub(1).and_then(|at| curve.get(at)), curve.get(after)) {
        (Some((a, low)), Some((b, high))) if b > a => low + (high - low) * (x - a) / (b - a),
        (None, Some((b, high))) if *b == x => *high,
        _ => 0.0,
    }
}
