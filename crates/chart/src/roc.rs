//! Receiver operating characteristics: the share caught against the share of false alarms.

use crate::ChartError;
use crate::axes::{Frame, LINE, MARGIN, Plot, layout, remark};
use crate::layout::{Layout, Rect, Region, Shape};
use crate::number::value;
use crate::pen::Pen;
use crate::spec::{Roc, RocCurve};
use plotters::prelude::DrawingBackend;

/// Width from which the legend stands beside the plot, pixels.
const WIDE: i32 = 560;
const BESIDE: i32 = 220;
/// Space above a legend that stands below the plot.
const GAP: i32 = 8;
/// Width of a line's sample with its space in the legend.
const SAMPLE: i32 = 26;

/// Height that leaves the plot its shape above the legend.
pub fn height_for(roc: &Roc, width: u32) -> u32 {
    let rows = roc.curves.len().min(40) as u32 * LINE as u32;
    if width >= WIDE as u32 {
        ((width - BESIDE as u32) * 3 / 4).clamp(240, 420).max(rows + 80)
    } else {
        (width * 4 / 5).clamp(220, 420) + rows + GAP as u32
    }
}

/// Draws the curves.
pub fn draw<DB: DrawingBackend>(roc: &Roc, pen: &Pen<DB>) -> Result<Layout, ChartError> {
    if roc.curves.is_empty() {
        return remark(pen, "No curve: every row has the same class");
    }
    let wide = pen.page.width() >= WIDE;
    let rows = i32::try_from(roc.curves.len()).unwrap_or(i32::MAX);
    let legend = rows.saturating_mul(LINE).min(pen.page.height() / 2);
    let frame = Frame {
        x_name: if wide { "Share of false alarms (false positive rate)" } else { "False positive rate" },
        y_name: if wide { "Share caught (true positive rate)" } else { "True positive rate" },
        x_span: (0.0, 1.0),
        y_span: (0.0, 1.0),
        below: if wide { 0 } else { legend + GAP },
        beside: if wide { BESIDE } else { 0 },
    };
    let Some(plot) = frame.draw(pen)? else { return Ok(layout(pen, None)) };
    let mut layout = layout(pen, Some(plot.rect));
    let corner = |share: f64| (plot.x.at(share), plot.y.at(share));
    pen.dashes(&[corner(0.0), corner(1.0)], pen.theme.muted, 1)?;
    for (index, curve) in roc.curves.iter().enumerate().rev() {
        let points = curve.points.iter().filter(|(fpr, tpr, _)| (fpr + tpr).is_finite());
        stroke(roc, index, pen, points.map(|(fpr, tpr, _)| (plot.x.at(*fpr), plot.y.at(*tpr))).collect())?;
    }
    for curve in &roc.curves {
        push_regions(&mut layout, &plot, curve);
    }
    let place = if wide {
        Rect::new(plot.rect.right + 16, plot.rect.top, pen.page.right - MARGIN, plot.rect.bottom)
    } else {
        let bottom = pen.page.bottom - MARGIN;
        Rect::new(pen.page.left + MARGIN, bottom - legend, pen.page.right - MARGIN, bottom)
    };
    draw_legend(roc, pen, place)?;
    Ok(layout)
}

/// Draws a line in the look of a curve: a colour may come back after eight, then in dashes.
fn stroke<DB: DrawingBackend>(
    roc: &Roc,
    index: usize,
    pen: &Pen<DB>,
    points: Vec<(i32, i32)>,
) -> Result<(), ChartError> {
    let class = roc.first_class + index;
    let color = pen.theme.class_color(class);
    if class < pen.theme.classes.len() { pen.path(points, color, 2) } else { pen.dashes(&points, color, 2) }
}

/// One region for each pixel that a curve turns at.
fn push_regions(layout: &mut Layout, plot: &Plot, curve: &RocCurve) {
    let mut last = None;
    for (fpr, tpr, threshold) in &curve.points {
        let at = (plot.x.at(*fpr), plot.y.at(*tpr));
        if !(fpr + tpr).is_finite() || last == Some(at) {
            continue;
        }
        last = Some(at);
        let threshold = if threshold.is_finite() {
            format!("Called positive from a probability of {}", value(*threshold))
        } else {
            "Nothing is called positive".into()
        };
        layout.regions.push(Region {
            shape: Shape::Dot { x: at.0, y: at.1, radius: 3 },
            lines: vec![
                format!("{} (area under the curve {})", curve.class, value(curve.auc)),
                format!("Share caught (true positive rate): {}", value(*tpr)),
                format!("Share of false alarms (false positive rate): {}", value(*fpr)),
                threshold,
            ],
        });
    }
}

fn draw_legend<DB: DrawingBackend>(roc: &Roc, pen: &Pen<DB>, place: Rect) -> Result<(), ChartError> {
    let rows = usize::try_from(place.height() / LINE).unwrap_or(0);
    let shown = if roc.curves.len() <= rows { roc.curves.len() } else { rows.saturating_sub(1) };
    let row = |index: usize| place.top + LINE / 2 + index as i32 * LINE;
    for (index, curve) in roc.curves.iter().enumerate().take(shown) {
        let y = row(index);
        stroke(roc, index, pen, vec![(place.left, y), (place.left + SAMPLE - 8, y)])?;
        let area = format!(" · AUC {}", value(curve.auc));
        let room = place.width() - SAMPLE - pen.width(&area, pen.label());
        let words = format!("{}{area}", pen.fit(&curve.class, pen.label(), room));
        pen.text(&words, pen.label(), (place.left + SAMPLE, y))?;
    }
    let hidden = roc.curves.len() - shown;
    if hidden > 0 && rows > 0 {
        let words = pen.fit(&format!("and {hidden} more"), pen.label(), place.width() - SAMPLE);
        pen.text(&words, pen.label(), (place.left + SAMPLE, row(shown)))?;
    }
    Ok(())
}
