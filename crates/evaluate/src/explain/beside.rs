//! Which other column goes best with what a column contributes: the one to colour a dependence picture by.

use super::attribute::Attribution;
use super::ground::{Ground, spread};
use glasshouse_table::Column;
use std::collections::BTreeMap;

/// Rows that are looked at, at most, and rows below which nothing is told.
const MOST: usize = 1000;
const LEAST: usize = 10;
/// Rows of a stretch at most.
const STRETCH: usize = 50;
/// Groups that are looked at, those that contribute most.
const GROUPS: usize = 40;

/// Cells of a column as numbers: numbers and instants themselves, others by their place among the values that
/// occur; a missing one is NaN.
fn coded(column: &Column, rows: &[u32]) -> Vec<f64> {
    if let Some(times) = column.times() {
        let of = |row: &u32| match column.is_missing(*row as usize) {
            true => f64::NAN,
            false => times.value(*row as usize) as f64,
        };
        return rows.iter().map(of).collect();
    }
    if rows.iter().any(|row| column.number(*row as usize).is_some()) {
        return rows.iter().map(|row| column.number(*row as usize).unwrap_or(f64::NAN)).collect();
    }
    let labels: Vec<Option<String>> = rows.iter().map(|row| column.label(*row as usize)).collect();
    let mut places: BTreeMap<&str, f64> =
        labels.iter().flatten().map(|label| (label.as_str(), 0.0)).collect();
    places.values_mut().enumerate().for_each(|(at, place)| *place = at as f64);
    labels.iter().map(|label| label.as_deref().map_or(f64::NAN, |label| places[label])).collect()
}

fn moments(values: &[f64]) -> (f64, f64) {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    (mean, values.iter().map(|value| (value - mean) * (value - mean)).sum::<f64>() / n)
}

/// The size of the correlation of two stretches; zero where one of them does not vary.
fn correlation(a: &[f64], b: &[f64]) -> f64 {
    let ((mean_a, var_a), (mean_b, var_b)) = (moments(a), moments(b));
    if var_a <= 0.0 || var_b <= 0.0 || !(var_a * var_b).is_finite() {
        return 0.0;
    }
    let n = a.len() as f64;
    let both = a.iter().zip(b).map(|(a, b)| (a - mean_a) * (b - mean_b)).sum::<f64>() / n;
    (both / (var_a.sqrt() * var_b.sqrt())).abs()
}

/// How strongly each of some columns goes with the values of one, among rows where that one is about the same: the
/// sum over stretches of rows, in the order of its cells, of the correlation's size; that with whether a cell is
/// missing counts where it is larger. What shap's `approximate_interactions` sorts by. `at` is the column's own
/// place among `cells`. O(columns · rows).
pub fn goes_with(at: usize, values: &[f64], cells: &[Vec<f64>]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    let missing_last = |row: &usize| (cells[at][*row].is_nan(), cells[at][*row]);
    order.sort_by(|a, b| {
        let (a, b) = (missing_last(a), missing_last(b));
        a.0.cmp(&b.0).then(a.1.total_cmp(&b.1))
    });
    let sorted = |of: &dyn Fn(usize) -> f64| -> Vec<f64> { order.iter().map(|row| of(*row)).collect() };
    let values = sorted(&|row| values[row]);
    let stretch = (values.len() / 10).clamp(1, STRETCH);
    let sum = |other: &[f64]| -> f64 {
        values.chunks(stretch).zip(other.chunks(stretch)).map(|(a, b)| correlation(a, b)).sum()
    };
    let of = |(place, own): (usize, &Vec<f64>)| {
        if place == at {
            return 0.0;
        }
        let gaps = sorted(&|row| f64::from(u8::from(own[row].is_nan())));
        sum(&sorted(&|row| own[row])).max(sum(&gaps))
    };
    cells.iter().enumerate().map(of).collect()
}

/// By output and group, the group that goes best with what it contributes; none for groups of several columns,
/// where nothing varies, and of few rows. Only the groups that contribute most are told.
pub async fn interacting(
    ground: &Ground<'_>,
    found: &Attribution,
    pause: &impl AsyncFn(),
) -> Vec<Vec<Option<u32>>> {
    let (outputs, groups) = (found.outputs.len(), found.groups.len());
    let nothing = vec![vec![None; groups]; outputs];
    let all: Vec<u32> = (0..ground.rows.len() as u32).collect();
    let some = spread(&all, MOST);
    if some.len() < LEAST {
        return nothing;
    }
    let rows: Vec<u32> = some.iter().map(|at| ground.rows[*at as usize]).collect();
    let inputs = &ground.pipeline.state().inputs;
    let mut cells = Vec::with_capacity(groups);
    for group in &found.groups {
        let only = match group.as_slice() {
            [only] => ground.table.column(&inputs[*only as usize].name),
            _ => None,
        };
        cells.push(only.map_or_else(|| vec![f64::NAN; rows.len()], |column| coded(column, &rows)));
        pause().await;
    }
    let mut told = nothing;
    for (output, told) in told.iter_mut().enumerate() {
        let value = |row: u32, group: usize| found.values[(row as usize * groups + group) * outputs + output];
        let size = |group: usize| some.iter().map(|row| value(*row, group).abs()).sum::<f64>();
        let sizes: Vec<f64> = (0..groups).map(size).collect();
        let mut order: Vec<usize> = (0..groups).filter(|group| found.groups[*group].len() == 1).collect();
        order.sort_by(|a, b| sizes[*b].total_cmp(&sizes[*a]));
        for group in order.into_iter().take(GROUPS) {
            let values: Vec<f64> = some.iter().map(|row| value(*row, group)).collect();
            let with = goes_with(group, &values, &cells);
            // The first of equals.
            let best = (0..groups).reduce(|a, b| if with[b] > with[a] { b } else { a });
            told[group] = best.filter(|best| with[*best] > 0.0).map(|best| best as u32);
            pause().await;
        }
    }
    told
}
