//! What leads from a base to an answer: step by step, or as forces that push against each other.

use crate::axes::{LINE, MARGIN, layout, remark};
use crate::layout::{Layout, Rect, Shape};
use crate::number::{short, value};
use crate::pen::{Align, Pen};
use crate::scale::Scale;
use crate::spec::Contributions;

/// Height of a step, pixels.
const ROW: i32 = 26;
/// Steps that a picture is made for; the rest are one.
const WANTED: usize = 14;
/// Height of the forces, pixels.
const FORCE: i32 = 34;
/// Width below which a force bears no name.
const NAMED: i32 = 44;
const NOTHING: &str = "Nothing contributes";

/// Height for the most important steps.
pub fn height_for(told: &Contributions) -> u32 {
    let rows = told.items.len().clamp(1, WANTED) as i32 + 2;
    (2 * MARGIN + LINE + 4 + rows * ROW).unsigned_abs()
}

/// Height of the forces with what is written above and below them.
pub fn force_height() -> u32 {
    (2 * MARGIN + FORCE + 4 * LINE).unsigned_abs()
}

/// One step: where it begins and ends.
struct Step {
    name: String,
    from: f64,
    to: f64,
    /// Whether it stands for itself instead of a change.
    whole: bool,
}

/// The steps, as many as there is room for; those that are left together as one.
fn steps(told: &Contributions, rows: usize) -> Vec<Step> {
    let items: Vec<(&str, f64)> = told.finite().collect();
    let within = rows.saturating_sub(2);
    let shown = if items.len() <= within { items.len() } else { within.saturating_sub(1) };
    let step = |name: String, from: f64, to: f64| Step { name, from, to, whole: false };
    let mut steps = vec![Step { name: "Base".into(), from: 0.0, to: told.base, whole: true }];
    let mut at = told.base;
    for (name, amount) in &items[..shown] {
        steps.push(step((*name).to_string(), at, at + amount));
        at += amount;
    }
    if shown < items.len() && within > 0 {
        let rest: f64 = items[shown..].iter().map(|item| item.1).sum();
        steps.push(step(format!("{} others", items.len() - shown), at, at + rest));
    }
    steps.push(Step { name: "Answer".into(), from: 0.0, to: told.answer, whole: true });
    steps
}

/// The span of all steps with room at both ends; `None` where there is nothing to show.
fn span(told: &Contributions, steps: &[Step]) -> Option<(f64, f64)> {
    let ends = steps.iter().flat_map(|step| [if step.whole { step.to } else { step.from }, step.to]);
    let all: Vec<f64> = ends.collect();
    if !told.base.is_finite() || !told.answer.is_finite() || all.iter().any(|end| !end.is_finite()) {
        return None;
    }
    let low = all.iter().copied().fold(f64::INFINITY, f64::min);
    let high = all.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let wide = high - low;
    match wide.is_finite() {
        true if wide > 0.0 => Some((low, high)),
        true => Some((low - 0.5, low + 0.5)),
        false => None,
    }
}

/// Draws each step below the one before it.
pub fn draw(told: &Contributions, pen: &Pen) -> Layout {
    let (page, top) = (pen.page, pen.page.top + MARGIN + LINE + 4);
    let rows = usize::try_from((page.bottom - MARGIN - top) / ROW).unwrap_or(0);
    let steps = steps(told, rows);
    let Some(span) = span(told, &steps) else { return remark(pen, NOTHING) };
    let widest = steps.iter().map(|step| pen.width(&step.name, pen.label())).max().unwrap_or(0);
    let names = widest.min(page.width() * 2 / 5).min(280);
    let beside = steps.iter().map(|step| pen.width(&amount(step), pen.label())).max().unwrap_or(0) + 6;
    let ends = (page.left + MARGIN + names + 8 + beside, page.right - MARGIN - beside);
    if rows < steps.len() || ends.0 + 8 >= ends.1 {
        return layout(pen, None);
    }
    let scale = Scale::linear(span, (ends.0, ends.1 - 1));
    let title = pen.fit(&told.what, pen.name(), page.width() - 2 * MARGIN);
    pen.text(&title, pen.name(), (page.left + MARGIN, page.top + MARGIN + LINE / 2));
    let bottom = top + steps.len() as i32 * ROW;
    let mut layout = layout(pen, Some(Rect::new(ends.0, top, ends.1, bottom)));
    pen.down(scale.at(told.base), top, bottom, pen.theme.hairline);
    for (index, step) in steps.iter().enumerate() {
        let top = top + index as i32 * ROW;
        let row = Rect::new(page.left + MARGIN, top, page.right - MARGIN, top + ROW);
        draw_step(pen, row, names, step, &scale);
        layout.push(Shape::Rect(row), lines(told, step));
    }
    layout
}

/// What a step adds, or what it is.
fn amount(step: &Step) -> String {
    match step.whole {
        true => short(step.to),
        false if step.to > step.from => format!("+{}", short(step.to - step.from)),
        false => short(step.to - step.from),
    }
}

fn lines(told: &Contributions, step: &Step) -> Vec<String> {
    let mut lines = vec![step.name.clone()];
    if step.whole {
        lines.push(format!("{}: {}", told.what, value(step.to)));
    } else {
        lines.push(format!("Contributes: {}", value(step.to - step.from)));
        lines.push(format!("From {} to {}", value(step.from), value(step.to)));
    }
    lines
}

fn draw_step(pen: &Pen, row: Rect, names: i32, step: &Step, scale: &Scale) {
    let middle = row.middle().1;
    let words = pen.fit(&step.name, pen.label(), names);
    let label = pen.label().color(pen.theme.text);
    pen.text(&words, label.align(Align::End), (row.left + names, middle));
    let end = scale.at(step.to);
    if step.whole {
        pen.fill(Rect::new(end - 1, row.top + 3, end + 2, row.bottom - 3), pen.theme.text);
        pen.text(&amount(step), label.align(Align::Start), (end + 6, middle));
        return;
    }
    let start = scale.at(step.from);
    let color = pen.theme.signed_color(step.to - step.from);
    pen.fill(Rect::new(start.min(end), row.top + 4, start.max(end) + 1, row.bottom - 4), color);
    pen.down(end, row.bottom - 4, row.bottom + 4, pen.theme.muted);
    let up = step.to >= step.from;
    let (at, align) = if up { (end + 6, Align::Start) } else { (end - 6, Align::End) };
    pen.text(&amount(step), pen.label().align(align), (at, middle));
}

/// A force: what pushes, and between which values.
struct Force<'a> {
    name: &'a str,
    amount: f64,
    ends: (f64, f64),
}

/// Those that raise the answer end at it from the left, those that lower it begin at it to the right; the largest
/// stand next to it.
fn forces(told: &Contributions) -> Vec<Force<'_>> {
    let mut items: Vec<(&str, f64)> = told.finite().filter(|item| item.1 != 0.0).collect();
    items.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()));
    let (mut low, mut high) = (told.answer, told.answer);
    let mut forces = Vec::with_capacity(items.len());
    for (name, amount) in items {
        let ends = if amount > 0.0 { (low - amount, low) } else { (high, high - amount) };
        if amount > 0.0 {
            low = ends.0
        } else {
            high = ends.1
        }
        forces.push(Force { name, amount, ends });
    }
    forces
}

/// Draws what raises the answer against what lowers it, on one line.
pub fn draw_forces(told: &Contributions, pen: &Pen) -> Layout {
    let forces = forces(told);
    let ends = || forces.iter().flat_map(|force| [force.ends.0, force.ends.1]);
    let all = || ends().chain([told.base, told.answer]);
    let low = all().fold(f64::INFINITY, f64::min);
    let high = all().fold(f64::NEG_INFINITY, f64::max);
    if all().any(|end| !end.is_finite()) || forces.is_empty() || !(high - low).is_finite() || high <= low {
        return remark(pen, NOTHING);
    }
    let page = pen.page;
    let top = page.top + MARGIN + 2 * LINE;
    let bar = Rect::new(page.left + MARGIN, top, page.right - MARGIN, top + FORCE);
    if bar.width() < NAMED || bar.bottom + 2 * LINE > page.bottom {
        return layout(pen, None);
    }
    let scale = Scale::linear((low, high), (bar.left, bar.right - 1));
    let mut layout = layout(pen, Some(bar));
    let title = pen.fit(&told.what, pen.name(), bar.width());
    pen.text(&title, pen.name(), (bar.left, page.top + MARGIN + LINE / 2));
    for force in &forces {
        draw_force(pen, &mut layout, force, &scale, bar);
    }
    mark(pen, &scale, (bar, bar.top - LINE / 2), "Answer", told.answer);
    mark(pen, &scale, (bar, bar.bottom + LINE + LINE / 2), "Base", told.base);
    layout
}

/// Draws a line across the forces with its name and number.
fn mark(pen: &Pen, scale: &Scale, (bar, y): (Rect, i32), name: &str, number: f64) {
    let (at, above) = (scale.at(number), y < bar.top);
    let (top, bottom) = if above { (bar.top - 3, bar.bottom) } else { (bar.top, bar.bottom + LINE) };
    pen.fill(Rect::new(at - 1, top, at + 1, bottom), pen.theme.text);
    let ink = pen.label().color(pen.theme.text);
    let words = pen.fit(&format!("{name} {}", short(number)), ink, bar.width());
    let half = pen.width(&words, ink) / 2 + 1;
    pen.text(
        &words,
        ink.align(Align::Middle),
        (at.clamp(bar.left + half, (bar.right - half).max(bar.left + half)), y),
    );
}

fn draw_force(pen: &Pen, layout: &mut Layout, force: &Force<'_>, scale: &Scale, bar: Rect) {
    let (left, right) = (scale.at(force.ends.0), scale.at(force.ends.1));
    let wide = right - left;
    // The tip points the way in which it pushes.
    let tip = (wide / 2).min(8);
    let (middle, color) = (bar.middle().1, pen.theme.signed_color(force.amount));
    let seam = i32::from(wide > 4);
    let outline = if force.amount > 0.0 {
        vec![
            (left, bar.top),
            (right - tip - seam, bar.top),
            (right - seam, middle),
            (right - tip - seam, bar.bottom),
            (left, bar.bottom),
            (left + tip, middle),
        ]
    } else {
        vec![
            (right, bar.top),
            (left + tip + seam, bar.top),
            (left + seam, middle),
            (left + tip + seam, bar.bottom),
            (right, bar.bottom),
            (right - tip, middle),
        ]
    };
    pen.polygon(&outline, color);
    if wide >= NAMED {
        let words = pen.fit(force.name, pen.label(), wide - 6);
        pen.text(&words, pen.label().align(Align::Middle), ((left + right) / 2, bar.bottom + LINE / 2));
    }
    let told = vec![force.name.to_string(), format!("Contributes: {}", value(force.amount))];
    layout.push(Shape::Rect(Rect::new(left, bar.top, right.max(left + 1), bar.bottom)), told);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(values: &[f64]) -> Contributions {
        let items: Vec<(String, f64)> = values.iter().map(|value| (format!("at {value}"), *value)).collect();
        Contributions { what: "log-odds".into(), base: 1.0, answer: 1.0 + values.iter().sum::<f64>(), items }
    }

    #[test]
    fn steps_lead_from_the_base_to_the_answer_however_many_there_is_room_for() {
        let told = told(&[4.0, -3.0, 2.0, 1.0, -0.5]);
        for rows in 3..9 {
            let steps = steps(&told, rows);
            assert!(steps.len() <= rows.max(3), "{rows}");
            let inner = &steps[1..steps.len() - 1];
            assert_eq!(inner.first().map(|step| step.from), Some(1.0));
            assert_eq!(inner.last().map(|step| step.to), Some(4.5));
            assert!(inner.windows(2).all(|pair| pair[0].to == pair[1].from));
        }
    }

    #[test]
    fn forces_meet_at_the_answer_and_span_what_they_push() {
        let told = told(&[4.0, -3.0, 2.0, 0.0]);
        let forces = forces(&told);
        assert_eq!(forces.len(), 3);
        assert_eq!(forces[0].ends, (0.0, 4.0));
        assert_eq!(forces[1].ends, (4.0, 7.0));
        assert_eq!(forces[2].ends, (-2.0, 0.0));
    }
}
