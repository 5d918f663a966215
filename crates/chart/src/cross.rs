//! Counts of two columns' categories: bars upon or beside each other.

use crate::axes::{Along, Frame, LINE, MARGIN, Plot, Side, is_turned, layout, remark};
use crate::layout::{Layout, Rect, Shape};
use crate::legend::{Legend, Sample};
use crate::number::{count, percent};
use crate::pen::Pen;
use crate::spec::{CrossBars, Together};
use crate::text;
use crate::theme::Theme;

/// Height of a lying bar, or of a lying group's bar; pixels.
const ROW: (i32, i32) = (26, 12);

/// Whether bars lie, as their names are too long to stand below them.
fn is_lying(bars: &CrossBars, width: i32) -> bool {
    let longest = bars.categories.iter().map(|name| text::width(name, 12.0)).fold(0.0, f64::max) as i32;
    let (beside, _) = legend(bars, &Theme::light()).room(width);
    is_turned(bars.categories.len(), longest, width - beside - 60)
}

fn legend(bars: &CrossBars, theme: &Theme) -> Legend {
    Legend::classes(theme, &bars.by, &bars.series, Sample::Area)
}

/// Height at a width.
pub fn height_for(bars: &CrossBars, width: u32) -> u32 {
    let full = i32::try_from(width).unwrap_or(i32::MAX);
    let legend = legend(bars, &Theme::light());
    let upright = legend.height_of(width, 220, 320);
    if !is_lying(bars, full) {
        return upright;
    }
    let row = match bars.together {
        Together::Grouped => (bars.series.len().clamp(1, 12) as i32 * ROW.1 + 8).max(ROW.0),
        Together::Stacked | Together::Shares => ROW.0,
    };
    let rows = bars.categories.len().clamp(1, 60) as i32 * row + 3 * LINE + 2 * MARGIN + 8;
    (rows + legend.room(full).1).unsigned_abs().max(if legend.room(full).0 > 0 {
        upright.min(420)
    } else {
        0
    })
}

/// What stands beside the categories: the column, and what of it is not shown.
fn title(bars: &CrossBars) -> String {
    match bars.others {
        (0, _) => bars.column.clone(),
        (values, rows) => {
            format!("{} · {} further values ({} rows) not shown", bars.column, count(values), count(rows))
        }
    }
}

/// Draws the bars.
pub fn draw(bars: &CrossBars, pen: &Pen) -> Layout {
    if bars.counts.iter().flatten().all(|number| *number == 0) {
        return remark(pen, "No rows to count");
    }
    let legend = legend(bars, pen.theme);
    let lying = is_lying(bars, pen.page.width());
    let along = Along::Names { labels: &bars.categories, markable: bars.categories.len() };
    let title = title(bars);
    let names = Side { name: &title, column: Some(&bars.column), along };
    let most = match bars.together {
        Together::Grouped => bars.counts.iter().flatten().max().copied(),
        Together::Stacked | Together::Shares => bars.counts.iter().map(|row| row.iter().sum()).max(),
    };
    let amounts = match bars.together {
        Together::Shares => Side::numbers("Percent of rows", (0.0, 100.0)),
        Together::Stacked | Together::Grouped => Side::counts("Rows", most.unwrap_or(0)),
    };
    let (x, y) = if lying { (amounts, names) } else { (names, amounts) };
    let frame = Frame { x, y, legend: Some(&legend), least: 0, foot: true };
    let Some(plot) = frame.draw(pen, pen.page) else { return layout(pen, None) };
    let mut layout = plot.layout(pen);
    for category in 0..bars.categories.len() {
        for (series, part) in parts(bars, category).into_iter().enumerate() {
            let rect = place(bars, &plot, lying, (category, series), part);
            pen.fill(rect, pen.theme.class_color(series));
            layout.push(Shape::Rect(rect), lines(bars, category, series));
        }
    }
    layout
}

/// From where to where each series of a category reaches.
fn parts(bars: &CrossBars, category: usize) -> Vec<(f64, f64)> {
    let row = &bars.counts[category];
    let total = row.iter().sum::<u64>().max(1) as f64;
    let scale = if bars.together == Together::Shares { 100.0 / total } else { 1.0 };
    let mut below = 0.0;
    let part = |number: &u64| {
        let from = if bars.together == Together::Grouped { 0.0 } else { below };
        below = from + *number as f64 * scale;
        (from, below)
    };
    row.iter().map(part).collect()
}

/// Where the bar of a category's series stands.
fn place(
    bars: &CrossBars,
    plot: &Plot,
    lying: bool,
    (category, series): (usize, usize),
    (from, to): (f64, f64),
) -> Rect {
    let (first, last) = Plot::slot(if lying { &plot.y } else { &plot.x }, category);
    let inset = ((last - first) / 8).min(24);
    let (first, last) = (first + inset, (last - inset).max(first + inset + 1));
    let (first, last) = if bars.together == Together::Grouped {
        let n = bars.series.len().max(1) as i64;
        let part = |at: usize| first + (i64::from(last - first) * at as i64 / n) as i32;
        (part(series), part(series + 1))
    } else {
        (first, last)
    };
    let rect = if lying {
        Rect::new(plot.x.at(from), first, plot.x.at(to), last)
    } else {
        Rect::new(first, plot.y.at(to), last, if from == 0.0 { plot.rect.bottom } else { plot.y.at(from) })
    };
    rect.within(&plot.rect)
}

fn lines(bars: &CrossBars, category: usize, series: usize) -> Vec<String> {
    let (number, row) = (bars.counts[category][series], &bars.counts[category]);
    let total: u64 = row.iter().sum();
    let name = &bars.categories[category];
    vec![
        format!("{}: {name}", bars.column),
        format!("{}: {}", bars.by, bars.series[series]),
        format!("{} of {} rows", count(number), count(total)),
        format!("{} of {name}", percent(number as f64 / total.max(1) as f64)),
    ]
}
