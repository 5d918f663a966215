//! Counts of a column's values in intervals.

use crate::axes::{Frame, Side, layout, remark};
use crate::layout::{Layout, Rect, Shape};
use crate::number::{count, percent, value};
use crate::pen::Pen;
use crate::spec::{Axis, Histogram};
use crate::ticks::rounded;

/// Draws a bar for each interval; the whole column above an interval answers for it.
pub fn draw(histogram: &Histogram, pen: &Pen) -> Layout {
    let total: u64 = histogram.counts.iter().sum();
    let (Some(first), Some(last), true) = (histogram.edges.first(), histogram.edges.last(), total > 0) else {
        return remark(pen, "No values to count");
    };
    let most = histogram.counts.iter().max().copied().unwrap_or(0) as f64;
    let axis = Axis::column(&histogram.column);
    let frame = Frame {
        x: Side::axis(&axis, (*first, *last)),
        y: Side::numbers("Rows", rounded(0.0, most)),
        legend: None,
        least: 0,
    };
    let Some(plot) = frame.draw(pen, pen.page) else { return layout(pen, None) };
    let mut layout = plot.layout(pen);
    for (pair, number) in histogram.edges.windows(2).zip(&histogram.counts) {
        let (left, right) = (plot.x.at(pair[0]), plot.x.at(pair[1]));
        let gap = i32::from(right - left > 3);
        let least = i32::from(*number > 0);
        let top = plot.y.at(*number as f64).min(plot.rect.bottom - least);
        pen.fill(Rect::new(left, top, (right - gap).max(left + least), plot.rect.bottom), pen.theme.amount);
        let lines = vec![
            format!("{} from {} to {}", histogram.column, value(pair[0]), value(pair[1])),
            format!("{} of {} rows", count(*number), count(total)),
            percent(*number as f64 / total as f64),
        ];
        let column = Rect::new(left, plot.rect.top, right.max(left + 1), plot.rect.bottom);
        layout.push(Shape::Rect(column.within(&plot.rect)), lines);
    }
    layout
}
