//! Lines and outlines cut off at the edges of a rectangle.

use crate::layout::Rect;

/// The pieces of a line through points that lie inside, the rectangle's edges included (Liang and
/// Barsky 1984, segment by segment).
pub fn path(points: &[(i32, i32)], to: &Rect) -> Vec<Vec<(i32, i32)>> {
    let mut pieces: Vec<Vec<(i32, i32)>> = Vec::new();
    let mut open = false;
    for pair in points.windows(2) {
        let Some((from, end)) = segment(pair[0], pair[1], to) else {
            open = false;
            continue;
        };
        match pieces.last_mut() {
            Some(piece) if open && piece.last() == Some(&from) => piece.push(end),
            _ => pieces.push(vec![from, end]),
        }
        open = end == pair[1];
    }
    pieces
}

type Point = (i32, i32);

fn segment(from: Point, end: Point, to: &Rect) -> Option<(Point, Point)> {
    let (x, y) = (f64::from(from.0), f64::from(from.1));
    let (dx, dy) = (f64::from(end.0) - x, f64::from(end.1) - y);
    let (mut enter, mut leave) = (0.0_f64, 1.0_f64);
    let sides = [
        (-dx, x - f64::from(to.left)),
        (dx, f64::from(to.right) - x),
        (-dy, y - f64::from(to.top)),
        (dy, f64::from(to.bottom) - y),
    ];
    for (speed, room) in sides {
        if speed == 0.0 && room < 0.0 {
            return None;
        }
        if speed < 0.0 {
            enter = enter.max(room / speed);
        } else if speed > 0.0 {
            leave = leave.min(room / speed);
        }
    }
    let at = |share: f64| ((x + dx * share).round() as i32, (y + dy * share).round() as i32);
    // The ends themselves are kept exactly, so that pieces join.
    let first = if enter == 0.0 { from } else { at(enter) };
    let last = if leave == 1.0 { end } else { at(leave) };
    (enter <= leave).then_some((first, last))
}

/// The part of a filled outline that lies inside (Sutherland and Hodgman 1974).
pub fn polygon(points: &[Point], to: &Rect) -> Vec<Point> {
    let inside = |p: &Point| (to.left..=to.right).contains(&p.0) && (to.top..=to.bottom).contains(&p.1);
    if points.iter().all(inside) {
        return points.to_vec();
    }
    let mut kept = points.to_vec();
    kept = cut(&kept, |p| f64::from(p.0) - f64::from(to.left));
    kept = cut(&kept, |p| f64::from(to.right) - f64::from(p.0));
    kept = cut(&kept, |p| f64::from(p.1) - f64::from(to.top));
    cut(&kept, |p| f64::from(to.bottom) - f64::from(p.1))
}

/// What of an outline has a depth of at least zero.
fn cut(points: &[Point], depth: impl Fn(&Point) -> f64) -> Vec<Point> {
    let mut kept = Vec::with_capacity(points.len() + 2);
    let Some(mut last) = points.last() else { return kept };
    for point in points {
        let (a, b) = (depth(last), depth(point));
        if (a < 0.0) != (b < 0.0) {
            let share = a / (a - b);
            let between =
                |u: i32, v: i32| (f64::from(u) + (f64::from(v) - f64::from(u)) * share).round() as i32;
            kept.push((between(last.0, point.0), between(last.1, point.1)));
        }
        if b >= 0.0 {
            kept.push(*point);
        }
        last = point;
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const BOX: Rect = Rect { left: 0, top: 0, right: 10, bottom: 10 };

    #[test]
    fn a_line_that_leaves_and_comes_back_is_two() {
        let pieces = path(&[(5, 5), (20, 5), (20, 8), (5, 8)], &BOX);
        assert_eq!(pieces, [[(5, 5), (10, 5)], [(10, 8), (5, 8)]]);
        assert!(path(&[(20, 0), (20, 10)], &BOX).is_empty());
        assert_eq!(path(&[(1, 1), (2, 2), (3, 1)], &BOX), [[(1, 1), (2, 2), (3, 1)]]);
    }

    #[test]
    fn an_outline_around_everything_becomes_the_rectangle() {
        let around = [(-5, -5), (15, -5), (15, 15), (-5, 15)];
        let mut corners = polygon(&around, &BOX);
        corners.sort_unstable();
        corners.dedup();
        assert_eq!(corners, [(0, 0), (0, 10), (10, 0), (10, 10)]);
        assert!(polygon(&[(20, 20), (30, 20), (30, 30)], &BOX).is_empty());
    }

    proptest! {
        #[test]
        fn nothing_is_outside(points in prop::collection::vec((-99..99i32, -99..99i32), 0..12)) {
            let inside = |p: &Point| (0..=10).contains(&p.0) && (0..=10).contains(&p.1);
            prop_assert!(path(&points, &BOX).iter().flatten().all(inside));
            prop_assert!(polygon(&points, &BOX).iter().all(inside));
        }
    }
}
