//! Small pictures of every pair of columns: points below the diagonal, histograms on it.

use crate::axes::{LINE, MARGIN, layout, remark};
use crate::cloud::{Dot, stroke};
use crate::layout::{Layout, Rect, Said, Shape, written};
use crate::legend::{Legend, Sample};
use crate::number::count;
use crate::pen::{Align, Pen};
use crate::scale::{Scale, roomy, span};
use crate::spec::{PairColumn, PairPlot};
use crate::text;
use crate::theme::Theme;
use crate::view::{Dimension, Pane};

/// Dots of all panels together; of more rows, every so manieth is drawn.
const DOTS: usize = 40_000;
/// Space between panels, pixels.
const GAP: i32 = 6;

pub fn legend(pairs: &PairPlot, theme: &Theme) -> Option<Legend> {
    let classes = pairs.classes.as_ref()?;
    Some(Legend::classes(theme, &classes.column, &classes.names, Sample::Area))
}

/// Height at which panels are nearly square.
pub fn height_for(pairs: &PairPlot, width: u32) -> u32 {
    let width = i32::try_from(width).unwrap_or(i32::MAX);
    let legend = legend(pairs, &Theme::light());
    let (beside, below) = legend.map_or((0, 0), |legend| legend.room(width));
    let n = pairs.columns.len().max(1) as i32;
    let panel = ((width - beside - 40) / n).clamp(44, 150);
    (n * panel + below + LINE * 2 + 2 * MARGIN + 8).unsigned_abs()
}

/// Where panels stand.
struct Panels<'a> {
    pairs: &'a PairPlot,
    area: Rect,
    step: usize,
}

/// Draws the panels.
pub fn draw(pairs: &PairPlot, pen: &Pen) -> Layout {
    let n = pairs.columns.len();
    if n == 0 || pairs.rows() == 0 {
        return remark(pen, "No rows to show");
    }
    let page = pen.page;
    let legend = legend(pairs, pen.theme);
    let (beside, below) = legend.as_ref().map_or((0, 0), |legend| legend.room(page.width()));
    let area = Rect::new(
        page.left + MARGIN + LINE + 4,
        page.top + MARGIN + 4,
        page.right - MARGIN - beside,
        page.bottom - MARGIN - below - LINE - 4,
    );
    if area.width() < 20 * n as i32 || area.height() < 20 * n as i32 {
        return layout(pen, None);
    }
    let step = (pairs.rows() * n * (n - 1) / 2).div_ceil(DOTS).max(1);
    let panels = Panels { pairs, area, step };
    let mut layout = layout(pen, Some(area));
    panels.draw_names(pen);
    for row in 0..n {
        panels.draw_histogram(&mut layout, row, pen);
        for column in 0..row {
            panels.draw_points(&mut layout, (row, column), pen);
        }
    }
    if let Some(legend) = legend {
        legend.draw(pen, page, area, "");
    }
    layout
}

impl Panels<'_> {
    fn panel(&self, row: usize, column: usize) -> Rect {
        let n = self.pairs.columns.len() as i64;
        let part = |from: i32, length: i32, at: usize| from + (i64::from(length) * at as i64 / n) as i32;
        Rect::new(
            part(self.area.left, self.area.width(), column),
            part(self.area.top, self.area.height(), row),
            part(self.area.left, self.area.width(), column + 1) - GAP,
            part(self.area.top, self.area.height(), row + 1) - GAP,
        )
    }

    fn scale(&self, column: &PairColumn, pixels: (i32, i32)) -> Scale {
        let kind = column.axis.scale;
        let all = column.values.iter().chain(&column.edges).copied();
        let span = span(kind, all).map_or((f64::NAN, f64::NAN), |span| roomy(kind, span));
        Scale::new(kind, span, pixels)
    }

    fn across(&self, column: usize, panel: Rect) -> Scale {
        self.scale(&self.pairs.columns[column], (panel.left + 3, panel.right - 4))
    }

    fn draw_names(&self, pen: &Pen) {
        let names = || self.pairs.columns.iter().map(|column| column.axis.name.as_str());
        let panel = self.panel(0, 0);
        let size = pen.theme.label_size;
        let ink = pen.label().color(pen.theme.text).align(Align::Middle);
        for (at, name) in text::elide_all(names(), size, f64::from(panel.width())).iter().enumerate() {
            let x = self.panel(at, at).middle().0;
            pen.text(name, ink, (x, self.area.bottom + LINE / 2));
        }
        for (at, name) in text::elide_all(names(), size, f64::from(panel.height())).iter().enumerate() {
            let y = self.panel(at, at).middle().1;
            pen.text(name, ink.upward(), (self.area.left - LINE / 2 - 2, y));
        }
    }

    fn draw_histogram(&self, layout: &mut Layout, at: usize, pen: &Pen) {
        let (column, panel) = (&self.pairs.columns[at], self.panel(at, at));
        pen.fill(panel, pen.theme.quiet);
        let scale = self.across(at, panel);
        let most = column.counts.iter().max().copied().unwrap_or(0).max(1) as f64;
        let height = f64::from(panel.height() - 4);
        pen.keep_within(panel);
        for (edges, number) in column.edges.windows(2).zip(&column.counts) {
            let (left, right) = (scale.on(edges[0]), scale.on(edges[1]));
            let top = panel.bottom - (*number as f64 / most * height).round() as i32;
            let gap = i32::from(right - left > 3);
            pen.fill(Rect::new(left, top, (right - gap).max(left + 1), panel.bottom), pen.theme.amount);
            let words = |edge: f64| written(column.axis.scale, edge);
            let lines = vec![
                format!("{} from {} to {}", column.axis.name, words(edges[0]), words(edges[1])),
                format!("{} rows", count(*number)),
            ];
            let seen = Rect::new(left, panel.top, right.max(left + 1), panel.bottom).within(&panel);
            layout.push(Shape::Rect(seen), lines);
        }
        pen.release();
        layout.panes.push(Pane { rect: panel, x: self.dimension(at, scale), y: Dimension::Nothing });
    }

    fn dimension(&self, at: usize, scale: Scale) -> Dimension {
        Dimension::Numbers { column: self.pairs.columns[at].axis.column.clone(), scale, zooms: false }
    }

    fn draw_points(&self, layout: &mut Layout, (row, column): (usize, usize), pen: &Pen) {
        let panel = self.panel(row, column);
        pen.fill(panel, pen.theme.quiet);
        let (across, upward) = (&self.pairs.columns[column], &self.pairs.columns[row]);
        let x = self.across(column, panel);
        let y = self.scale(upward, (panel.bottom - 4, panel.top + 3));
        let said = |column: &PairColumn| Said::number(&column.axis.name, column.axis.scale);
        let class = self.pairs.classes.as_ref();
        let by = class.map(|by| Said::name(&by.column, by.names.clone()));
        let key = layout.key([said(across), said(upward)].into_iter().chain(by).collect());
        let mut dots = Vec::new();
        for row in (0..self.pairs.rows()).step_by(self.step) {
            let (a, b) = (across.values[row], upward.values[row]);
            if !Scale::bears(x.kind(), a) || !Scale::bears(y.kind(), b) {
                continue;
            }
            let code = class.map(|by| by.codes[row]);
            let color = match code {
                Some(code) => code.map_or(pen.theme.muted, |code| pen.theme.class_color(code as usize)),
                None => pen.theme.amount,
            };
            let values = [a, b, code.flatten().map_or(f64::NAN, f64::from)];
            let from = layout.store(&values[..2 + usize::from(code.is_some())]);
            let at = (x.on(a), y.on(b));
            dots.push(Dot { at, radius: 2, color, row: from });
            layout.push_dot(at, 2, key, from);
        }
        stroke(pen, &dots);
        layout.panes.push(Pane { rect: panel, x: self.dimension(column, x), y: self.dimension(row, y) });
    }
}
