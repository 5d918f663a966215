//! Receiver operating characteristics: the share caught against the share of false alarms.

use crate::axes::{Frame, Plot, Side, is_wide, layout, remark};
use crate::layout::{Layout, Shape};
use crate::legend::{Item, Legend, Sample};
use crate::number::value;
use crate::pen::Pen;
use crate::spec::{Roc, RocCurve};
use crate::theme::Theme;

/// Height that leaves the plot its shape beside or above the legend.
pub fn height_for(roc: &Roc, width: u32) -> u32 {
    legend(roc, &Theme::light()).height_of(width, 220, 420)
}

fn legend(roc: &Roc, theme: &Theme) -> Legend {
    let item = |(at, curve): (usize, &RocCurve)| {
        let class = roc.first_class + at;
        Item {
            name: curve.class.clone(),
            note: format!(" · AUC {}", value(curve.auc)),
            color: theme.class_color(class),
            sample: Sample::line(theme, class),
        }
    };
    Legend::Items(String::new(), roc.curves.iter().enumerate().map(item).collect())
}

/// Draws the curves.
pub fn draw(roc: &Roc, pen: &Pen) -> Layout {
    if roc.curves.is_empty() {
        return remark(pen, "No curve: every row has the same class");
    }
    let wide = is_wide(pen.page.width());
    let legend = legend(roc, pen.theme);
    let x = if wide { "Share of false alarms (false positive rate)" } else { "False positive rate" };
    let y = if wide { "Share caught (true positive rate)" } else { "True positive rate" };
    let frame = Frame {
        x: Side::numbers(x, (0.0, 1.0)),
        y: Side::numbers(y, (0.0, 1.0)),
        legend: Some(&legend),
        least: 0,
        foot: true,
    };
    let Some(plot) = frame.draw(pen, pen.page) else { return layout(pen, None) };
    let mut layout = plot.layout(pen);
    let corner = |share: f64| (plot.x.at(share), plot.y.at(share));
    pen.dashes(&[corner(0.0), corner(1.0)], pen.theme.muted, 1);
    for (index, curve) in roc.curves.iter().enumerate().rev() {
        stroke(roc.first_class + index, curve, &plot, pen);
    }
    for curve in &roc.curves {
        push_regions(&mut layout, &plot, curve);
    }
    layout
}

/// Draws a curve: a colour may come back after eight, then in dashes.
fn stroke(class: usize, curve: &RocCurve, plot: &Plot, pen: &Pen) {
    let points = curve.points.iter().filter(|(fpr, tpr, _)| (fpr + tpr).is_finite());
    let points: Vec<_> = points.map(|(fpr, tpr, _)| (plot.x.on(*fpr), plot.y.on(*tpr))).collect();
    Sample::line(pen.theme, class).stroke(pen, &points, pen.theme.class_color(class));
}

/// One region for each pixel that a curve turns at.
fn push_regions(layout: &mut Layout, plot: &Plot, curve: &RocCurve) {
    let mut last = None;
    for (fpr, tpr, threshold) in &curve.points {
        let at = (plot.x.on(*fpr), plot.y.on(*tpr));
        if !(fpr + tpr).is_finite() || last == Some(at) {
            continue;
        }
        last = Some(at);
        let threshold = if threshold.is_finite() {
            format!("Called positive from a probability of {}", value(*threshold))
        } else {
            "Nothing is called positive".into()
        };
        let lines = vec![
            format!("{} (area under the curve {})", curve.class, value(curve.auc)),
            format!("Share caught (true positive rate): {}", value(*tpr)),
            format!("Share of false alarms (false positive rate): {}", value(*fpr)),
            threshold,
        ];
        layout.push(Shape::Dot { x: at.0, y: at.1, radius: 3 }, lines);
    }
}
