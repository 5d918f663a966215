//! Counts of points in the cells of a honeycomb or a grid.

use crate::axes::{Frame, Plot, Side, layout, remark};
use crate::layout::{Layout, Said};
use crate::legend::{ColorScale, Legend};
use crate::number::count;
use crate::pen::Pen;
use crate::scale::{Scale, roomy, span};
use crate::spec::{AxisScale, Hexbin};

/// Draws the cells, coloured by the logarithm of their counts.
pub fn draw(hexbin: &Hexbin, pen: &Pen) -> Layout {
    let (x_kind, y_kind) = (hexbin.x.scale, hexbin.y.scale);
    let (half, tall) = (hexbin.step.0 / 2.0, hexbin.half_height());
    let cells = || hexbin.finite();
    let x_span =
        span(x_kind, cells().flat_map(|(x, _, _)| [aside(x_kind, x, -half), aside(x_kind, x, half)]));
    let y_span =
        span(y_kind, cells().flat_map(|(_, y, _)| [aside(y_kind, y, -tall), aside(y_kind, y, tall)]));
    let (Some(x_span), Some(y_span)) = (x_span, y_span) else { return remark(pen, "No rows to count") };
    let most = cells().map(|cell| cell.2).max().unwrap_or(1).max(1);
    let ends = ("1".into(), count(most));
    let legend = Legend::Scale(ColorScale { name: "Rows".into(), ends, diverging: false });
    let frame = Frame {
        x: Side::axis(&hexbin.x, roomy(x_kind, x_span)),
        y: Side::axis(&hexbin.y, roomy(y_kind, y_span)),
        legend: Some(&legend),
        least: 0,
        foot: true,
    };
    let Some(plot) = frame.draw(pen, pen.page) else { return layout(pen, None) };
    let mut layout = plot.layout(pen);
    let key = layout.key(vec![
        Said::number("Rows", AxisScale::Linear),
        Said::number(format!("{}, middle", hexbin.x.name), x_kind),
        Said::number(format!("{}, middle", hexbin.y.name), y_kind),
    ]);
    draw_cells(hexbin, &mut layout, key, (&plot, most), pen);
    layout
}

fn draw_cells(hexbin: &Hexbin, layout: &mut Layout, key: u32, (plot, most): (&Plot, u64), pen: &Pen) {
    let (x_kind, y_kind) = (hexbin.x.scale, hexbin.y.scale);
    let outline = outline(hexbin);
    pen.keep_within(plot.rect);
    for (x, y, n) in hexbin.finite() {
        let corner =
            |(dx, dy): &(f64, f64)| (plot.x.at(aside(x_kind, x, *dx)), plot.y.at(aside(y_kind, y, *dy)));
        let corners: Vec<_> = outline.iter().map(corner).collect();
        let share = (n as f64).ln_1p() / (most as f64).ln_1p();
        pen.polygon(&corners, pen.theme.amount_color(0.08 + 0.92 * share));
        let at = (plot.x.at(x), plot.y.at(y));
        if plot.rect.contains(at.0, at.1) {
            let row = layout.store(&[n as f64, x, y]);
            let tall = (plot.y.at(y) - plot.y.at(aside(y_kind, y, hexbin.half_height()))).abs();
            layout.push_dot(at, tall.clamp(1, 40), key, row);
        }
    }
    pen.release();
}

/// A value moved along its axis: on a log axis by powers of ten.
fn aside(kind: AxisScale, value: f64, by: f64) -> f64 {
    if kind == AxisScale::Log { value * 10f64.powf(by) } else { value + by }
}

/// Corners of a cell around its middle.
fn outline(hexbin: &Hexbin) -> Vec<(f64, f64)> {
    let (x, y) = (hexbin.step.0 / 2.0, hexbin.step.1 / 3.0);
    if hexbin.hexagons {
        vec![(0.0, 2.0 * y), (x, y), (x, -y), (0.0, -2.0 * y), (-x, -y), (-x, y)]
    } else {
        let y = hexbin.step.1 / 2.0;
        vec![(x, y), (x, -y), (-x, -y), (-x, y)]
    }
}

impl Hexbin {
    fn half_height(&self) -> f64 {
        if self.hexagons { self.step.1 * 2.0 / 3.0 } else { self.step.1 / 2.0 }
    }

    /// Cells that the axes bear, from the left.
    pub(crate) fn finite(&self) -> impl Iterator<Item = (f64, f64, u64)> + '_ {
        let (x, y) = (self.x.scale, self.y.scale);
        self.cells.iter().copied().filter(move |cell| Scale::bears(x, cell.0) && Scale::bears(y, cell.1))
    }
}
