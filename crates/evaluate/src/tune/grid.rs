//! Every combination of some values of each parameter.

use super::space::Scale;
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
    let of = |points: usize| -> Vec<Vec<f64>> { space.scales().map(|scale| values(scale, points)).collect() };
    let combinations = |axes: &[Vec<f64>]| axes.iter().map(|values| values.len() as f64).product::<f64>();
    let finest = (2..=MOST).rev().find(|points| combinations(&of(*points)) <= budget as f64);
    of(finest.unwrap_or(2))
}

fn values(scale: Scale, points: usize) -> Vec<f64> {
    if let Scale::Choices(count) = scale {
        return (0..count).map(|at| at as f64).collect();
    }
    let Scale::Numbers { low, high, .. } = scale else { return Vec::new() };
    let (low, high) = (scale.even(low), scale.even(high));
    let step = (high - low) / (points - 1) as f64;
    let mut values: Vec<f64> = (0..points).map(|at| scale.at_even(low + step * at as f64)).collect();
    values.dedup();
    values
}
