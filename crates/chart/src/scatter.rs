//! Clouds of points for regression: predicted against actual, and what is left over.

use crate::ChartError;
use crate::axes::{Frame, layout, remark};
use crate::layout::{Layout, Region, Shape};
use crate::number::value;
use crate::pen::Pen;
use crate::spec::RegressionPoints;
use crate::theme::Rgb;
use crate::ticks::rounded;
use plotters::prelude::DrawingBackend;

const RADIUS: i32 = 3;

/// Draws predicted against actual values with the line on which they are equal.
pub fn draw_predicted<DB: DrawingBackend>(
    points: &RegressionPoints,
    pen: &Pen<DB>,
) -> Result<Layout, ChartError> {
    let Some(span) = span(points.finite().flat_map(|(actual, predicted)| [actual, predicted])) else {
        return remark(pen, "No rows to show");
    };
    let y_name = format!("Predicted {}", points.target);
    let x_name = format!("Actual {}", points.target);
    let span = rounded(span.0, span.1);
    let frame = Frame { x_name: &x_name, y_name: &y_name, x_span: span, y_span: span, below: 0, beside: 0 };
    let Some(plot) = frame.draw(pen)? else { return Ok(layout(pen, None)) };
    let end = |value: f64| (plot.x.at(value), plot.y.at(value));
    pen.dashes(&[end(span.0), end(span.1)], pen.theme.muted, 1)?;
    let mut layout = layout(pen, Some(plot.rect));
    let dots = points.finite().map(|(actual, predicted)| Dot {
        at: (plot.x.at(actual), plot.y.at(predicted)),
        color: pen.theme.amount,
        row: (actual, predicted),
    });
    draw_dots(&mut layout, pen, points, dots.collect())?;
    Ok(layout)
}

/// Draws actual minus predicted against predicted values, coloured by sign.
pub fn draw_residuals<DB: DrawingBackend>(
    points: &RegressionPoints,
    pen: &Pen<DB>,
) -> Result<Layout, ChartError> {
    let x_span = span(points.finite().map(|(_, predicted)| predicted));
    let y_span = span(points.finite().map(|(actual, predicted)| actual - predicted).chain([0.0]));
    let (Some(x_span), Some(y_span)) = (x_span, y_span) else { return remark(pen, "No rows to show") };
    let x_name = format!("Predicted {}", points.target);
    let frame = Frame {
        x_name: &x_name,
        y_name: "Residual (actual − predicted)",
        x_span: rounded(x_span.0, x_span.1),
        y_span: rounded(y_span.0, y_span.1),
        below: 0,
        beside: 0,
    };
    let Some(plot) = frame.draw(pen)? else { return Ok(layout(pen, None)) };
    pen.across(plot.rect.left, plot.rect.right, plot.y.at(0.0), pen.theme.muted)?;
    let mut layout = layout(pen, Some(plot.rect));
    let dots = points.finite().map(|(actual, predicted)| Dot {
        at: (plot.x.at(predicted), plot.y.at(actual - predicted)),
        color: pen.theme.signed_color(actual - predicted),
        row: (actual, predicted),
    });
    draw_dots(&mut layout, pen, points, dots.collect())?;
    Ok(layout)
}

struct Dot {
    at: (i32, i32),
    color: Rgb,
    row: (f64, f64),
}

/// Draws the dots and registers them from left to right.
fn draw_dots<DB: DrawingBackend>(
    layout: &mut Layout,
    pen: &Pen<DB>,
    points: &RegressionPoints,
    mut dots: Vec<Dot>,
) -> Result<(), ChartError> {
    dots.sort_by_key(|dot| dot.at);
    let opacity = (400.0 / dots.len() as f64).clamp(0.35, 0.85);
    for dot in &dots {
        pen.dot(dot.at, RADIUS, dot.color, opacity)?;
        let (actual, predicted) = dot.row;
        layout.regions.push(Region {
            shape: Shape::Dot { x: dot.at.0, y: dot.at.1, radius: RADIUS },
            lines: vec![
                format!("Actual {}: {}", points.target, value(actual)),
                format!("Predicted {}: {}", points.target, value(predicted)),
                format!("Residual (actual − predicted): {}", value(actual - predicted)),
            ],
        });
    }
    Ok(())
}

/// The least and the greatest value.
fn span(values: impl Iterator<Item = f64>) -> Option<(f64, f64)> {
    let widen = |span: Option<(f64, f64)>, value: f64| match span {
        None => Some((value, value)),
        Some((low, high)) => Some((low.min(value), high.max(value))),
    };
    values.fold(None, widen)
}
