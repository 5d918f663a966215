//! Clouds of dots: round while they are few, small squares when they are many.

use crate::layout::{Layout, Rect};
use crate::pen::Pen;
use crate::theme::Rgb;

/// Radius of a dot, pixels.
pub const RADIUS: i32 = 3;
/// Dots up to here are round: above, a surface would take too long.
const ROUND: usize = 3_000;
/// Of more dots than these, those that stand on the same pixel are drawn and answer once: a surface and
/// an eye have no more than that.
const MANY: usize = 20_000;
/// Dots are drawn in so many rounds, in each colour by colour: no colour lies over all others, and a
/// surface changes its colour seldom.
const ROUNDS: usize = 8;

/// One dot.
#[derive(Debug, Clone, Copy)]
pub struct Dot {
    /// Where it is.
    pub at: (i32, i32),
    /// Its radius in pixels.
    pub radius: i32,
    /// Its colour.
    pub color: Rgb,
    /// Where its row's values are stored in the layout.
    pub row: u32,
}

/// Draws the dots that lie in a rectangle and registers them from left to right.
pub fn draw(pen: &Pen, layout: &mut Layout, rect: Rect, key: u32, mut dots: Vec<Dot>) {
    // Dots that stand on the last pixel of an axis belong to the plot.
    dots.retain(|dot| {
        (rect.left..=rect.right).contains(&dot.at.0) && (rect.top..=rect.bottom).contains(&dot.at.1)
    });
    let many = dots.len() > MANY;
    if many {
        dots.sort_by_key(|dot| (dot.at, dot.color.bits(), dot.row));
        dots.dedup_by_key(|dot| (dot.at, dot.color.bits(), dot.radius));
    }
    stroke(pen, &dots);
    dots.sort_by_key(|dot| dot.at);
    if many {
        dots.dedup_by_key(|dot| dot.at);
    }
    for dot in dots {
        layout.push_dot(dot.at, dot.radius, key, dot.row);
    }
}

/// Draws dots only.
pub fn stroke(pen: &Pen, dots: &[Dot]) {
    let large = dots.iter().any(|dot| dot.radius > RADIUS);
    let opacity = opacity(dots.len()).min(if large { 0.6 } else { 1.0 });
    let mut order: Vec<usize> = (0..dots.len()).collect();
    order.sort_by_key(|at| (at % ROUNDS, dots[*at].color.bits()));
    for dot in order.into_iter().map(|at| &dots[at]) {
        let paint = dot.color.mix(opacity);
        if dots.len() <= ROUND || dot.radius > RADIUS {
            pen.dot(dot.at, dot.radius, paint);
        } else {
            let (x, y) = dot.at;
            pen.fill(Rect::new(x - 1, y - 1, x + dot.radius - 1, y + dot.radius - 1), paint);
        }
    }
}

/// The more dots, the more each lets through.
fn opacity(n: usize) -> f64 {
    ((400.0 / n.max(1) as f64).clamp(0.35, 0.85) * 100.0).round() / 100.0
}
