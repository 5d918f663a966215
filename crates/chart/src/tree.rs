//! A tree of questions, level by level from left to right: each leaf has a line of its own, and a node stands beside
//! the middle of those below it. It can be zoomed and moved like any plot.

use crate::axes::{LINE, MARGIN, layout, remark};
use crate::layout::{Layout, Rect, Shape};
use crate::number::{count, percent, value};
use crate::pen::Pen;
use crate::scale::Scale;
use crate::spec::{AxisScale, Tree, TreeNode};
use crate::theme::Rgb;
use crate::view::{Dimension, Pane};

/// Height of a leaf, pixels.
const ROW: i32 = 46;
/// Leaves that a picture is made for; of more, one zooms.
const WANTED: usize = 40;
/// Height of a node's box.
const BOX: i32 = 36;
/// Width of the band that tells the answer by its colour.
const BAND: i32 = 5;

/// Height that gives every leaf its line.
pub fn height_for(tree: &Tree) -> u32 {
    let leaves = tree.below().iter().filter(|below| below.is_empty()).count().clamp(1, WANTED) as i32;
    (leaves * ROW + LINE + 2 * MARGIN + 8).unsigned_abs()
}

/// Level and line of each node.
fn places(tree: &Tree) -> Vec<(f64, f64)> {
    let below = tree.below();
    let mut places = vec![(0.0, 0.0); tree.nodes.len()];
    for (at, node) in tree.nodes.iter().enumerate() {
        if let Some(parent) = node.parent {
            places[at].0 = places[parent as usize].0 + 1.0;
        }
    }
    // From above to below, as a reader would meet the leaves.
    let (mut open, mut line) = (vec![0], 0.0);
    while let Some(at) = open.pop() {
        if below[at].is_empty() {
            places[at].1 = line;
            line += 1.0;
        }
        open.extend(below[at].iter().rev());
    }
    for at in (0..tree.nodes.len()).rev() {
        if let (Some(first), Some(last)) = (below[at].first(), below[at].last()) {
            places[at].1 = 0.5 * (places[*first].1 + places[*last].1);
        }
    }
    places
}

/// Levels from left to right and lines from above, as far as they are in view.
fn scales(places: &[(f64, f64)], rect: Rect, pen: &Pen) -> (Scale, Scale) {
    let most = |of: fn(&(f64, f64)) -> f64| places.iter().map(of).fold(0.0, f64::max);
    let (levels, lines) = (most(|place| place.0) + 1.0, most(|place| place.1) + 1.0);
    let x = Scale::linear(pen.view.x.unwrap_or((0.0, levels)), (rect.left, rect.right - 1));
    // Lines are counted from above.
    let y = Scale::linear(pen.view.y.unwrap_or((-lines, 0.0)), (rect.bottom - 1, rect.top));
    (x, y)
}

/// The box of a node at a level and a line.
fn place((level, line): (f64, f64), x: &Scale, y: &Scale) -> Rect {
    let (left, right, middle) = (x.at(level), x.at(level + 0.86), y.at(-line - 0.5));
    Rect::new(left, middle - BOX / 2, right.max(left + 1), middle + BOX / 2)
}

/// Draws the tree.
pub fn draw(tree: &Tree, pen: &Pen) -> Layout {
    if tree.nodes.is_empty() {
        return remark(pen, "No tree to show");
    }
    let places = places(tree);
    let page = pen.page;
    let rect = Rect::new(
        page.left + MARGIN,
        page.top + MARGIN + LINE + 4,
        page.right - MARGIN,
        page.bottom - MARGIN,
    );
    if rect.width() < 60 || rect.height() < BOX {
        return layout(pen, None);
    }
    let title = pen.fit(&tree.what, pen.name(), rect.width());
    pen.text(&title, pen.name(), (rect.left, page.top + MARGIN + LINE / 2));
    let (x, y) = scales(&places, rect, pen);
    let place = |at: usize| place(places[at], &x, &y);
    let mut layout = layout(pen, Some(rect));
    let numbers = |scale: &Scale| Dimension::Numbers { column: None, scale: *scale, zooms: true };
    layout.panes.push(Pane { rect, x: numbers(&x), y: numbers(&y) });
    pen.keep_within(rect);
    for (at, node) in tree.nodes.iter().enumerate() {
        if let Some(parent) = node.parent {
            draw_way(pen, place(parent as usize), place(at));
        }
    }
    let colors = Colors::of(tree);
    let apart = (y.at(-1.0) - y.at(0.0)).abs() > BOX;
    for (at, node) in tree.nodes.iter().enumerate() {
        let marked = tree.marked.contains(&(at as u32));
        draw_node(pen, place(at), colors.of_node(node, pen), marked);
        if apart {
            write_node(pen, (place(at), rect), node);
        }
        let seen = place(at).within(&rect);
        if place(at).bottom > rect.top && place(at).top < rect.bottom {
            layout.push(Shape::Rect(seen), lines_of(tree, node));
        }
    }
    pen.release();
    layout
}

fn draw_way(pen: &Pen, from: Rect, to: Rect) {
    let (start, end) = ((from.right, from.middle().1), (to.left, to.middle().1));
    let between = (start.0 + end.0) / 2;
    pen.path(&[start, (between, start.1), (between, end.1), end], pen.theme.muted, 1);
}

/// The colours of answers.
struct Colors {
    classes: bool,
    span: (f64, f64),
}

impl Colors {
    fn of(tree: &Tree) -> Self {
        let finite = || tree.nodes.iter().map(|node| node.amount).filter(|amount| amount.is_finite());
        let (low, high) =
            (finite().fold(f64::INFINITY, f64::min), finite().fold(f64::NEG_INFINITY, f64::max));
        Self { classes: !tree.classes.is_empty(), span: (low, high) }
    }

    fn of_node(&self, node: &TreeNode, pen: &Pen) -> Rgb {
        let (low, high) = self.span;
        match node.amount {
            amount if !amount.is_finite() => pen.theme.muted,
            amount if self.classes => pen.theme.class_color(amount.max(0.0) as usize),
            amount if Scale::bears(AxisScale::Linear, high - low) && high > low => {
                pen.theme.amount_color((amount - low) / (high - low))
            }
            _ => pen.theme.amount,
        }
    }
}

fn draw_node(pen: &Pen, place: Rect, color: Rgb, marked: bool) {
    pen.fill(place, if marked { pen.theme.amount.mix(0.22) } else { pen.theme.quiet.into() });
    let band = Rect::new(place.left, place.top, place.left + BAND, place.bottom);
    pen.fill(band, color);
    pen.border(place, if marked { pen.theme.text } else { pen.theme.hairline });
}

fn write_node(pen: &Pen, (place, within): (Rect, Rect), node: &TreeNode) {
    // Text is not cut off at the plot: it is written where all of it fits.
    let left = (place.left + BAND + 4).max(within.left + 2);
    let room = (place.right - 3).min(within.right - 2) - left;
    let inside = place.top >= within.top && place.bottom <= within.bottom;
    if room < 16 || !inside {
        return;
    }
    let answer = pen.name().size(pen.theme.label_size).color(pen.theme.text);
    let (first, second) = (place.top + BOX / 4 + 1, place.bottom - BOX / 4 - 1);
    if node.way.is_empty() {
        pen.text(&pen.fit(&node.answer, answer, room), answer, (left, place.middle().1));
        return;
    }
    pen.text(&pen.fit(&node.way, pen.label(), room), pen.label(), (left, first));
    pen.text(&pen.fit(&node.answer, answer, room), answer, (left, second));
}

fn lines_of(tree: &Tree, node: &TreeNode) -> Vec<String> {
    let mut lines = Vec::new();
    if !node.way.is_empty() {
        lines.push(node.way.clone());
    }
    lines.push(match node.share {
        Some(share) => format!("{}: {} ({})", tree.what, node.answer, percent(share)),
        None => format!("{}: {}", tree.what, node.answer),
    });
    lines.push(format!("{} rows", count(node.rows)));
    lines
}

/// The tree's leaves in words.
pub fn summary(tree: &Tree) -> String {
    let below = tree.below();
    let leaves = below.iter().filter(|below| below.is_empty()).count();
    let first = tree.nodes.iter().filter(|node| node.parent == Some(0)).map(|node| node.way.as_str());
    let first: Vec<&str> = first.collect();
    match tree.nodes.len() {
        0 => "No tree.".into(),
        1 => format!("A tree that asks nothing: {} is always {}.", tree.what, tree.nodes[0].answer),
        _ => format!("A tree of {leaves} leaves for {}. It begins with: {}.", tree.what, first.join("; ")),
    }
}

/// The tree's nodes as cells.
pub fn cells(tree: &Tree) -> Vec<Vec<String>> {
    let of = |(at, node): (usize, &TreeNode)| {
        vec![
            at.to_string(),
            node.parent.map(|parent| parent.to_string()).unwrap_or_default(),
            node.way.clone(),
            node.answer.clone(),
            node.share.map(value).unwrap_or_default(),
            node.rows.to_string(),
        ]
    };
    tree.nodes.iter().enumerate().map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(parents: &[Option<u32>]) -> Tree {
        let node = |parent: &Option<u32>| TreeNode { parent: *parent, ..TreeNode::default() };
        Tree { nodes: parents.iter().map(node).collect(), ..Tree::default() }
    }

    #[test]
    fn every_leaf_has_a_line_and_a_node_stands_between_those_below_it() {
        let tree = tree(&[None, Some(0), Some(0), Some(1), Some(1), Some(2), Some(2)]);
        let places = places(&tree);
        assert_eq!(places[3..].iter().map(|place| place.1).collect::<Vec<_>>(), [0.0, 1.0, 2.0, 3.0]);
        assert_eq!((places[1], places[2], places[0]), ((1.0, 0.5), (1.0, 2.5), (0.0, 1.5)));
    }
}
