//! Counts of a column's values in intervals.

use crate::ChartError;
use crate::axes::{Frame, layout, remark};
use crate::layout::{Layout, Rect, Region, Shape};
use crate::number::{count, percent, value};
use crate::pen::Pen;
use crate::spec::Histogram;
use crate::ticks::rounded;
use plotters::prelude::DrawingBackend;

/// Draws a bar for each interval; the whole column above an interval answers for it.
pub fn draw<DB: DrawingBackend>(histogram: &Histogram, pen: &Pen<DB>) -> Result<Layout, ChartError> {
    let total: u64 = histogram.counts.iter().sum();
    let (Some(first), Some(last), true) = (histogram.edges.first(), histogram.edges.last(), total > 0) else {
        return remark(pen, "No values to count");
    };
    let most = histogram.counts.iter().max().copied().unwrap_or(0) as f64;
    let frame = Frame {
        x_name: &histogram.column,
        y_name: "Rows",
        x_span: (*first, *last),
        y_span: rounded(0.0, most),
        below: 0,
        beside: 0,
    };
    let Some(plot) = frame.draw(pen)? else { return Ok(layout(pen, None)) };
    let mut layout = layout(pen, Some(plot.rect));
    for (pair, number) in histogram.edges.windows(2).zip(&histogram.counts) {
        let (left, right) = (plot.x.at(pair[0]), plot.x.at(pair[1]));
        let gap = i32::from(right - left > 3);
        let least = i32::from(*number > 0);
        let top = plot.y.at(*number as f64).min(plot.rect.bottom - least);
        pen.fill(Rect::new(left, top, (right - gap).max(left + least), plot.rect.bottom), pen.theme.amount)?;
        layout.regions.push(Region {
            shape: Shape::Rect(
                Rect::new(left, plot.rect.top, right.max(left + 1), plot.rect.bottom).within(&pen.page),
            ),
            lines: vec![
                format!("{} from {} to {}", histogram.column, value(pair[0]), value(pair[1])),
                format!("{} of {} rows", count(*number), count(total)),
                percent(*number as f64 / total as f64),
            ],
        });
    }
    Ok(layout)
}
