//! Points: two columns against each other, predictions against truth, quantiles against quantiles.

use crate::axes::{Frame, Plot, Side, layout, remark};
use crate::cloud::{self, Dot, RADIUS};
use crate::layout::{Layout, Said};
use crate::legend::{Legend, Sample};
use crate::pen::Pen;
use crate::scale::{Scale, roomy, span};
use crate::spec::{Amounts, Axis, AxisScale, Coloring, QuantileQuantile, RegressionPoints, Scatter, Trend};
use crate::theme::{Rgb, Theme};

const NOTHING: &str = "No rows to show";
/// Amounts are told by so many colours.
const SHADES: f64 = 24.0;

/// Draws points with what they are coloured and sized by, and the line through them.
pub fn draw(scatter: &Scatter, pen: &Pen) -> Layout {
    let shown: Vec<usize> = scatter.shown().collect();
    let at = |index: &usize| scatter.points[*index];
    let x_span = span(scatter.x.scale, shown.iter().map(|index| at(index).0));
    let y_span = span(scatter.y.scale, shown.iter().map(|index| at(index).1));
    let (Some(x_span), Some(y_span)) = (x_span, y_span) else { return remark(pen, NOTHING) };
    let legend = legend_of(scatter, pen.theme);
    let frame = Frame {
        x: Side::axis(&scatter.x, roomy(scatter.x.scale, x_span)),
        y: Side::axis(&scatter.y, roomy(scatter.y.scale, y_span)),
        legend: legend.as_ref(),
        least: 0,
        foot: true,
    };
    let Some(plot) = frame.draw(pen, pen.page) else { return layout(pen, None) };
    let mut layout = plot.layout(pen);
    pen.keep_within(plot.rect);
    let key = layout.key(said(scatter));
    let color = colors(scatter.color.as_ref(), pen.theme);
    let radius = radii(scatter.size.as_ref());
    let mut dots = Vec::with_capacity(shown.len());
    for index in shown {
        let (x, y) = scatter.points[index];
        let mut row = vec![x, y];
        row.extend(scatter.color.as_ref().map(|by| value_of(by, index)));
        row.extend(scatter.size.as_ref().map(|size| size.values[index]));
        let row = layout.store(&row);
        dots.push(Dot { at: (plot.x.at(x), plot.y.at(y)), radius: radius(index), color: color(index), row });
    }
    cloud::draw(pen, &mut layout, plot.rect, key, dots);
    if let Some(trend) = &scatter.trend {
        draw_trend(trend, &plot, pen);
    }
    pen.release();
    layout
}

/// What the colours of points mean.
pub fn legend_of(scatter: &Scatter, theme: &Theme) -> Option<Legend> {
    scatter.color.as_ref().map(|color| legend(color, theme))
}

fn legend(color: &Coloring, theme: &Theme) -> Legend {
    match color {
        Coloring::Classes(by) => Legend::classes(theme, &by.column, &by.names, Sample::Area),
        Coloring::Amounts(by) => Legend::amounts(&by.axis.name, by.axis.scale, ends(by)),
    }
}

fn ends(by: &Amounts) -> (f64, f64) {
    span(by.axis.scale, by.values.iter().copied()).unwrap_or((0.0, 0.0))
}

fn said(scatter: &Scatter) -> Vec<Said> {
    let axis = |axis: &Axis| Said::number(&axis.name, axis.scale);
    let color = scatter.color.as_ref().map(|color| match color {
        Coloring::Classes(by) => Said::name(&by.column, by.names.clone()),
        Coloring::Amounts(by) => axis(&by.axis),
    });
    let size = scatter.size.as_ref().map(|size| axis(&size.axis));
    [axis(&scatter.x), axis(&scatter.y)].into_iter().chain(color).chain(size).collect()
}

fn value_of(color: &Coloring, index: usize) -> f64 {
    match color {
        Coloring::Classes(by) => by.codes[index].map_or(f64::NAN, f64::from),
        Coloring::Amounts(by) => by.values[index],
    }
}

/// The colour of each point; what has none is muted.
fn colors<'a>(color: Option<&'a Coloring>, theme: &'a Theme) -> Box<dyn Fn(usize) -> Rgb + 'a> {
    match color {
        None => Box::new(|_| theme.amount),
        Some(Coloring::Classes(by)) => {
            Box::new(|index| by.codes[index].map_or(theme.muted, |code| theme.class_color(code as usize)))
        }
        Some(Coloring::Amounts(by)) => {
            let scale = Scale::new(by.axis.scale, ends(by), (0, SHADES as i32));
            Box::new(move |index| match by.values[index] {
                value if Scale::bears(scale.kind(), value) => {
                    theme.amount_color(f64::from(scale.on(value)) / SHADES)
                }
                _ => theme.muted,
            })
        }
    }
}

/// The radius of each point: areas are as the amounts are.
fn radii(size: Option<&Amounts>) -> Box<dyn Fn(usize) -> i32 + '_> {
    let Some(size) = size else { return Box::new(|_| RADIUS) };
    let (low, high) = ends(size);
    let low = low.min(0.0);
    Box::new(move |index| {
        let share = (size.values[index] - low) / (high - low);
        if share.is_finite() { 2 + (share.max(0.0).sqrt() * 7.0).round() as i32 } else { 2 }
    })
}

/// Draws a line with its band.
fn draw_trend(trend: &Trend, plot: &Plot, pen: &Pen) {
    let finite = |(x, low, high): &&(f64, f64, f64)| (x + low + high).is_finite();
    let band: Vec<_> = trend.band.iter().filter(finite).collect();
    let above = band.iter().map(|(x, _, high)| (plot.x.at(*x), plot.y.at(*high)));
    let below = band.iter().rev().map(|(x, low, _)| (plot.x.at(*x), plot.y.at(*low)));
    pen.polygon(&above.chain(below).collect::<Vec<_>>(), pen.theme.text.mix(0.14));
    let line: Vec<_> = trend.line.iter().filter(|(x, y)| (x + y).is_finite()).collect();
    let line: Vec<_> = line.into_iter().map(|(x, y)| (plot.x.at(*x), plot.y.at(*y))).collect();
    pen.path(&line, pen.theme.text, 2);
}

/// Draws predicted against actual values with the line on which they are equal.
pub fn draw_predicted(points: &RegressionPoints, pen: &Pen) -> Layout {
    let all = points.finite().flat_map(|(actual, predicted)| [actual, predicted]);
    let Some(span) = span(AxisScale::Linear, all) else { return remark(pen, NOTHING) };
    let span = roomy(AxisScale::Linear, span);
    let x = Axis { column: Some(points.target.clone()), ..Axis::named(format!("Actual {}", points.target)) };
    let y = Axis::named(format!("Predicted {}", points.target));
    let frame =
        Frame { x: Side::axis(&x, span), y: Side::axis(&y, span), legend: None, least: 0, foot: true };
    let Some(plot) = frame.draw(pen, pen.page) else { return layout(pen, None) };
    pen.keep_within(plot.rect);
    let end = |value: f64| (plot.x.at(value), plot.y.at(value));
    pen.dashes(&[end(span.0), end(span.1)], pen.theme.muted, 1);
    let layout = draw_rows(points, &plot, pen, |actual, predicted| (actual, predicted, pen.theme.amount));
    pen.release();
    layout
}

/// Draws actual minus predicted against predicted values, coloured by sign.
pub fn draw_residuals(points: &RegressionPoints, pen: &Pen) -> Layout {
    let linear = AxisScale::Linear;
    let x_span = span(linear, points.finite().map(|(_, predicted)| predicted));
    let y_span = span(linear, points.finite().map(|(actual, predicted)| actual - predicted).chain([0.0]));
    let (Some(x_span), Some(y_span)) = (x_span, y_span) else { return remark(pen, NOTHING) };
    let x = Axis::named(format!("Predicted {}", points.target));
    let y = Axis::named("Residual (actual − predicted)");
    let frame = Frame {
        x: Side::axis(&x, roomy(linear, x_span)),
        y: Side::axis(&y, roomy(linear, y_span)),
        legend: None,
        least: 0,
        foot: true,
    };
    let Some(plot) = frame.draw(pen, pen.page) else { return layout(pen, None) };
    pen.keep_within(plot.rect);
    pen.across(plot.rect.left, plot.rect.right, plot.y.at(0.0), pen.theme.muted);
    let layout = draw_rows(points, &plot, pen, |actual, predicted| {
        (predicted, actual - predicted, pen.theme.signed_color(actual - predicted))
    });
    pen.release();
    layout
}

fn draw_rows(
    points: &RegressionPoints,
    plot: &Plot,
    pen: &Pen,
    place: impl Fn(f64, f64) -> (f64, f64, Rgb),
) -> Layout {
    let mut layout = plot.layout(pen);
    let names = [format!("Actual {}", points.target), format!("Predicted {}", points.target)];
    let names = names.into_iter().chain(["Residual (actual − predicted)".into()]);
    let key = layout.key(names.map(|name| Said::number(name, AxisScale::Linear)).collect());
    let dot = |(actual, predicted): (f64, f64)| {
        let (x, y, color) = place(actual, predicted);
        let row = layout.store(&[actual, predicted, actual - predicted]);
        Dot { at: (plot.x.at(x), plot.y.at(y)), radius: RADIUS, color, row }
    };
    let dots = points.finite().map(dot).collect();
    cloud::draw(pen, &mut layout, plot.rect, key, dots);
    layout
}

/// Draws a column's quantiles against those of a distribution with the line that they should follow.
pub fn draw_quantiles(quantiles: &QuantileQuantile, pen: &Pen) -> Layout {
    let kind = quantiles.axis.scale;
    let finite = || quantiles.finite();
    let x_span = span(AxisScale::Linear, finite().map(|point| point.0));
    let y_span = span(kind, finite().map(|point| point.1));
    let (Some(x_span), Some(y_span)) = (x_span, y_span) else { return remark(pen, "No values to compare") };
    let x = Axis::named(format!("Quantile of the {} distribution", quantiles.distribution));
    let frame = Frame {
        x: Side::axis(&x, roomy(AxisScale::Linear, x_span)),
        y: Side::axis(&quantiles.axis, roomy(kind, y_span)),
        legend: None,
        least: 0,
        foot: true,
    };
    let Some(plot) = frame.draw(pen, pen.page) else { return layout(pen, None) };
    let mut layout = plot.layout(pen);
    pen.keep_within(plot.rect);
    let (intercept, slope) = quantiles.line;
    let ends = [plot.x.span().0, plot.x.span().1].map(|x| (x, intercept + slope * x));
    if ends.iter().all(|(_, y)| y.is_finite()) {
        pen.path(&ends.map(|(x, y)| (plot.x.at(x), plot.y.at(y))), pen.theme.positive, 2);
    }
    let key = layout.key(vec![
        Said::number(&quantiles.axis.name, kind),
        Said::number(&x.name, AxisScale::Linear),
        Said::number("On the line", kind),
    ]);
    let dot = |(x, y): (f64, f64)| {
        let row = layout.store(&[y, x, intercept + slope * x]);
        Dot { at: (plot.x.at(x), plot.y.at(y)), radius: RADIUS, color: pen.theme.amount, row }
    };
    let dots = finite().map(dot).collect();
    cloud::draw(pen, &mut layout, plot.rect, key, dots);
    pen.release();
    layout
}
