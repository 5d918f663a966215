//! Mutual information of a column and the target, in nats, by the distances to the nearest rows: scikit-learn's
//! `mutual_info_classif` and `mutual_info_regression`, whose small noise is drawn here by our own generator.
//! Numbers with numbers after A. Kraskov, H. Stögbauer and P. Grassberger, "Estimating mutual information", 2004;
//! numbers with classes after B. C. Ross, "Mutual information between discrete and continuous data sets", 2014.

use super::draws::Draws;
use super::f_scores::by_class;
use super::nearest::{Line, Plane};
use super::pace::Pace;
use crate::moments;
use glasshouse_stats::{mean, sum};
use std::collections::BTreeMap;

/// Rows whose neighbours are found in one piece.
const ROWS: usize = 20_000;

/// The numbers over their standard deviation, with a noise that parts equal ones.
pub(super) fn noisy(cells: &[f64], draws: &mut Draws) -> Vec<f64> {
    let center = mean(cells).unwrap_or_default();
    let variance = moments::variance(cells, center);
    let scale = match moments::is_constant(variance, center, cells.len()) {
        true => 1.0,
        false => libm::sqrt(variance),
    };
    let mut scaled: Vec<f64> = cells.iter().map(|x| x / scale).collect();
    let sizes: Vec<f64> = scaled.iter().map(|x| x.abs()).collect();
    let noise = 1e-10 * mean(&sizes).unwrap_or_default().max(1.0);
    scaled.iter_mut().for_each(|x| *x += noise * draws.normal());
    scaled
}

/// The digamma function of the whole numbers from 1 to `n`, at the place of each.
fn digammas(n: usize) -> Vec<f64> {
    const EULER: f64 = 0.577_215_664_901_532_9;
    let mut all = vec![f64::NEG_INFINITY, -EULER];
    for k in 1..n {
        all.push(all[k] + 1.0 / k as f64);
    }
    all
}

/// Of two columns of numbers without equal ones. Time O(n log n).
pub(super) async fn of_numbers(x: &[f64], y: &[f64], neighbours: usize, pace: &Pace) -> f64 {
    let n = x.len();
    let k = neighbours.min(n.saturating_sub(1));
    if k == 0 {
        return 0.0;
    }
    let psi = digammas(n);
    let (plane, xs, ys) = (Plane::new([x, y]), Line::new(x.to_vec()), Line::new(y.to_vec()));
    let mut beside = Vec::with_capacity(n);
    for row in 0..n {
        let radius = plane.distance(row, k).next_down().max(0.0);
        beside.push(psi[xs.within(x[row], radius)] + psi[ys.within(y[row], radius)]);
        if row % ROWS == ROWS - 1 {
            pace.pause(row as f64 / n as f64).await;
        }
    }
    (psi[n] + psi[k] - sum(&beside) / n as f64).max(0.0)
}

/// Of a column of numbers without equal ones and of classes; a class of one row does not count.
/// Time O(n log n).
pub(super) async fn of_classes(x: &[f64], index: &[u32], neighbours: usize, pace: &Pace) -> f64 {
    let classes: Vec<Vec<usize>> = by_class(index).into_iter().filter(|rows| rows.len() > 1).collect();
    let all: Vec<f64> = classes.iter().flatten().map(|row| x[*row]).collect();
    let n = all.len();
    if n == 0 {
        return 0.0;
    }
    let (psi, line) = (digammas(n), Line::new(all));
    let (mut near, mut sizes, mut within, mut done) = (Vec::new(), Vec::new(), Vec::new(), 0);
    for rows in &classes {
        let k = neighbours.min(rows.len() - 1);
        let own = Line::new(rows.iter().map(|row| x[*row]).collect());
        for row in rows {
            let radius = own.distance(x[*row], k).next_down().max(0.0);
            within.push(psi[line.within(x[*row], radius)]);
            done += 1;
            if done % ROWS == 0 {
                pace.pause(done as f64 / n as f64).await;
            }
        }
        near.push(rows.len() as f64 * psi[k]);
        sizes.push(rows.len() as f64 * psi[rows.len()]);
    }
    let n_rows = n as f64;
    (psi[n] + sum(&near) / n_rows - sum(&sizes) / n_rows - sum(&within) / n_rows).max(0.0)
}

/// Of a column whose different numbers are values without an order, and of classes (C. E. Shannon, 1948).
/// Time O(n log n).
pub(super) fn of_values_and_classes(x: &[f64], index: &[u32]) -> f64 {
    let mut counts: BTreeMap<(u32, u32), f64> = BTreeMap::new();
    let (mut of_x, mut of_y): (BTreeMap<u32, f64>, BTreeMap<u32, f64>) = Default::default();
    for (x, y) in values(x).into_iter().zip(index.iter().copied()) {
        *counts.entry((x, y)).or_default() += 1.0;
        *of_x.entry(x).or_default() += 1.0;
        *of_y.entry(y).or_default() += 1.0;
    }
    let all = index.len() as f64;
    let term =
        |((x, y), count): (&(u32, u32), &f64)| count / all * libm::log(count * all / (of_x[x] * of_y[y]));
    sum(&counts.iter().map(term).collect::<Vec<f64>>()).max(0.0)
}

/// The place of each number among the different ones.
pub(super) fn values(x: &[f64]) -> Vec<u32> {
    let mut all: Vec<f64> = x.iter().map(|x| x + 0.0).collect();
    all.sort_unstable_by(f64::total_cmp);
    all.dedup();
    x.iter().map(|x| all.partition_point(|other| other < x) as u32).collect()
}
