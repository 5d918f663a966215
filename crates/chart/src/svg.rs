//! Charts as SVG documents.

use crate::drawing::Drawing;
use crate::marks::replay;
use crate::{ChartError, ChartSpec, ChartView, Theme, summary};
use plotters::drawing::IntoDrawingArea;
use plotters_svg::SVGBackend;

/// The factor by which plotters-svg divides font sizes.
const TEXT_SCALE: f64 = 1.24;

/// Draws the whole of a chart as an SVG document of a size in pixels, with its [`summary`] as its label.
///
/// # Errors
/// As [`Drawing::new`] and [`Drawing::put`].
pub fn svg(chart: &ChartSpec, theme: &Theme, size: (u32, u32)) -> Result<String, ChartError> {
    svg_of(chart, theme, &ChartView::default(), size)
}

/// As [`svg`], of the part of a chart that a view shows.
///
/// # Errors
/// As [`svg`].
pub fn svg_of(
    chart: &ChartSpec,
    theme: &Theme,
    view: &ChartView,
    size: (u32, u32),
) -> Result<String, ChartError> {
    let mut text = String::new();
    let drawing = Drawing::new(chart, theme, view, size)?;
    let (marks, theme) = drawing.parts();
    replay(marks, theme, TEXT_SCALE, &SVGBackend::with_string(&mut text, size).into_drawing_area())?;
    Ok(text.replacen("<svg ", &format!("<svg role=\"img\" aria-label=\"{}\" ", escape(&summary(chart))), 1))
}

/// For an attribute; characters that XML 1.0 forbids are left out.
fn escape(text: &str) -> String {
    let mut escaped = String::new();
    for letter in text.chars().filter(|c| !c.is_control() && !matches!(c, '\u{fffe}' | '\u{ffff}')) {
        match letter {
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            '"' => escaped.push_str("&quot;"),
            other => escaped.push(other),
        }
    }
    escaped
}
