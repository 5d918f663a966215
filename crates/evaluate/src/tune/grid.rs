//! Every combination of some values of each parameter.

use super::space::Scale;
use super::{Point, Space, Told};

/// Values of a range at most.
const MOST: usize = 20;

/// The next point of the grid: values of ranges at even distances, as many of each as the budget allows, the last
/// parameter running fastest. Where kinds of models are searched, each kind has a grid of its own, one after the
/// other. The first trial is not of the grid.
pub(super) fn next(space: &Space, budget: u32, so_far: &[Told]) -> Option<Point> {
    let kinds = space.kinds().map_or(1, |(_, count)| count);
    let budget = (budget.saturating_sub(1) as usize / kinds).max(1);
    let mut rest = so_far.len().saturating_sub(1);
    for kind in 0..kinds {
        let axes = lines(space, budget, kind);
        let count: usize = axes.iter().map(Vec::len).product();
        if rest < count {
            return Some(at(&axes, rest));
        }
        rest -= count;
    }
    None
}

fn at(axes: &[Vec<f64>], mut place: usize) -> Point {
    let mut point = Vec::with_capacity(axes.len());
    for values in axes.iter().rev() {
        point.push(values[place % values.len()]);
        place /= values.len();
    }
    point.reverse();
    point
}

/// The values of each parameter that matters for a kind of model. Ranges are divided as finely as all combinations
/// fit into the budget, into two at least; whole numbers are not named twice.
fn lines(space: &Space, budget: usize, kind: usize) -> Vec<Vec<f64>> {
    let mut now = space.now();
    if let Some((axis, _)) = space.kinds() {
        now[axis] = kind as f64;
    }
    let fixed =
        |axis: usize| space.kinds().is_some_and(|(kinds, _)| kinds == axis) || !space.matters(axis, &now);
    let of = |points: usize| -> Vec<Vec<f64>> {
        let one =
            |(axis, scale): (usize, Scale)| if fixed(axis) { vec![now[axis]] } else { scale.line(points) };
        space.scales().enumerate().map(one).collect()
    };
    let combinations = |axes: &[Vec<f64>]| axes.iter().map(|values| values.len() as f64).product::<f64>();
    let finest = (2..=MOST).rev().find(|points| combinations(&of(*points)) <= budget as f64);
    of(finest.unwrap_or(2))
}
