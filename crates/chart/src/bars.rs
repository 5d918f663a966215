//! Named amounts as horizontal bars: weights, importances.

use crate::axes::{LINE, MARGIN, layout, remark};
use crate::layout::{Layout, Rect, Shape};
use crate::number::{short, value};
use crate::pen::{Align, Pen};
use crate::scale::Scale;
use crate::spec::Bars;

/// Height of a row, pixels.
const ROW: i32 = 24;
/// Bars that a picture is made for; the table has all.
const WANTED: usize = 20;

/// Height for the most important bars.
pub fn height_for(bars: &Bars) -> u32 {
    let more = if bars.items.len() > WANTED { LINE } else { 0 };
    let rows = bars.items.len().clamp(1, WANTED) as i32;
    (2 * MARGIN + LINE + 4 + rows * ROW + more).unsigned_abs()
}

/// Draws as many bars, from the first on, as there is room for.
pub fn draw(bars: &Bars, pen: &Pen) -> Layout {
    let finite: Vec<(&str, f64)> =
        bars.items.iter().filter(|item| item.1.is_finite()).map(|(name, value)| (&**name, *value)).collect();
    if finite.is_empty() {
        return remark(pen, "No amounts to show");
    }
    let page = pen.page;
    let top = page.top + MARGIN + LINE + 4;
    let room = page.bottom - MARGIN - top;
    let rows = usize::try_from(room / ROW).unwrap_or(0);
    let shown = if finite.len() <= rows { finite.len() } else { ((room - LINE) / ROW).max(0) as usize };
    let columns = Columns::new(&finite[..shown], pen);
    if shown == 0 || columns.bars.0 >= columns.bars.1 {
        return layout(pen, None);
    }
    let title = pen.fit(&capital(&bars.what), pen.name(), page.width() - 2 * MARGIN);
    pen.text(&title, pen.name(), (page.left + MARGIN, page.top + MARGIN + LINE / 2));
    let bottom = top + shown as i32 * ROW;
    let plot = Rect::new(columns.bars.0, top, columns.bars.1, bottom);
    let mut layout = layout(pen, Some(plot));
    pen.down(columns.scale.at(0.0), top, bottom, pen.theme.muted);
    for (index, (name, amount)) in finite[..shown].iter().enumerate() {
        let top = top + index as i32 * ROW;
        let row = Rect::new(page.left + MARGIN, top, page.right - MARGIN, top + ROW);
        columns.draw_row(pen, row, name, *amount);
        let lines = vec![(*name).to_string(), format!("{}: {}", capital(&bars.what), value(*amount))];
        layout.push(Shape::Rect(row), lines);
    }
    if shown < bars.items.len() {
        let words = format!("and {} more", bars.items.len() - shown);
        pen.text(&words, pen.label(), (page.left + MARGIN, bottom + LINE / 2));
    }
    layout
}

/// Where names end, bars stand and the nought is.
struct Columns {
    names: i32,
    bars: (i32, i32),
    scale: Scale,
    signed: bool,
    amounts: i32,
}

impl Columns {
    fn new(items: &[(&str, f64)], pen: &Pen) -> Self {
        let page = pen.page;
        let widest = |texts: &mut dyn Iterator<Item = i32>| texts.max().unwrap_or(0);
        let names = widest(&mut items.iter().map(|(name, _)| pen.width(name, pen.label())));
        let names = names.min(page.width() * 2 / 5).min(260);
        let amounts = widest(&mut items.iter().map(|(_, amount)| pen.width(&short(*amount), pen.label())));
        let low = items.iter().map(|item| item.1).fold(0.0, f64::min);
        let high = items.iter().map(|item| item.1).fold(0.0, f64::max);
        let beside = amounts + 6;
        let left = page.left + MARGIN + names + 8 + if low < 0.0 { beside } else { 0 };
        let right = page.right - MARGIN - if high > 0.0 || low == 0.0 { beside } else { 0 };
        let span = if low == high { (0.0, 1.0) } else { (low, high) };
        Self {
            names,
            bars: (left, right),
            scale: Scale::linear(span, (left, right - 1)),
            signed: low < 0.0,
            amounts,
        }
    }

    fn draw_row(&self, pen: &Pen, row: Rect, name: &str, amount: f64) {
        let middle = row.middle().1;
        let words = pen.fit(name, pen.label(), self.names);
        let label = pen.label().color(pen.theme.text);
        pen.text(&words, label.align(Align::End), (row.left + self.names, middle));
        let (zero, end) = (self.scale.at(0.0), self.scale.at(amount));
        let color = if self.signed { pen.theme.signed_color(amount) } else { pen.theme.amount };
        let side = Rect::new(zero.min(end), row.top + 4, zero.max(end) + 1, row.bottom - 4);
        pen.fill(side, color);
        let text = pen.fit(&short(amount), pen.label(), self.amounts);
        let (at, align) = if amount < 0.0 { (end - 6, Align::End) } else { (end + 6, Align::Start) };
        pen.text(&text, pen.label().align(align), (at, middle));
    }
}

/// With a capital first letter.
fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
