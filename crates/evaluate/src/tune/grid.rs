//! Every combination of some values of each parameter.

use super::{Point, Space, Told};

/// Values of a range at most.
const MOST: usize = 20;

/// The next point of the grid: values of ranges at even distances, as many of each as the budget allows, the last
/// parameter running fastest. The first trial is not of the grid.
pub(super) fn next(space: &Space, budget: u32, so_far: &[Told]) -> Option<Point> {
    let axes = lines(space, budget.saturating_sub(1).max(1) as usize);
    let mut rest = so_far.len().saturating_sub(1);
    let mut point = Vec::with_capacity(axes.len());
    for values in axes.iter().rev() {
        point.push(values[rest % values.len()]);
        rest /= values.len();
    }
    point.reverse();
    (rest == 0).then_some(point)
}

/// The values of each parameter. Ranges are divided as finely as all combinations fit into the budget, into two
/// at least; whole numbers are not named twice.
fn lines(space: &Space, budget: usize) -> Vec<Vec<f64>> {
    let of = |points: usize| -> Vec<Vec<f64>> { space.scales().map(|scale| scale.line(points)).collect() };
    let combinations = |axes: &[Vec<f64>]| axes.iter().map(|values| values.len() as f64).product::<f64>();
    let finest = (2..=MOST).rev().find(|points| combinations(&of(*points)) <= budget as f64);
    of(finest.unwrap_or(2))
}
